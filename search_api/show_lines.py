"""One standard in lines for people, Chinese first: what `nqi show` prints above limits, methods and terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
Words = Mapping[str, str]
"""Status -> its Chinese word."""

_FACTS = {"title": "名称", "title_en": "英文名称", "issued": "发布日期", "effective": "实施日期", "withdrawn": "废止日期", "status": "状态"}


def head_lines(s: Json, words: Words) -> Iterator[str]:
    """English title, status and days, how it is known where its text is not, what it replaces, adopts and is replaced by."""
    if s.get("title_en"):
        yield s["title_en"]
    dates = f"发布 {s['issued'] or '—'}；实施 {s['effective'] or '—'}；ICS {'、'.join(s['ics']) or '—'}"
    yield f"{words.get(s['status'], s['status'])} ({s['at']})；{dates}"
    if s["known_as"] == "listed":
        yield "图谱中没有正文，只有目录 its text is not in the graph, catalogues list it"
    elif s["known_as"] == "cited":
        yield "只见引用：正文和目录图谱中都没有 only cited: neither its text nor a catalogue that lists it is in the graph"
    if s["replaces"]:
        yield f"代替 replaces: {'、'.join(one['number'] + _partly(one) for one in s['replaces'])}"
    if s["replaced_by"]:
        yield f"被代替 replaced by: {'、'.join(one['number'] + _since(one) + _partly(one) for one in s['replaced_by'])}"
    if s["adopts"]:
        yield f"采用 adopts: {'、'.join(' '.join(filter(None, (one['number'], one.get('degree')))) for one in s['adopts'])}"


def _since(successor: Json) -> str:
    return f"（{successor['from']} 起）" if successor["from"] else "（何时起不详 from an unknown day）"


def _partly(one: Json) -> str:
    return "（部分 in part）" if one.get("partial") else ""


def edition_line(edition: Json, words: Words) -> str:
    """One edition on the life line.

    >>> edition_line({"name": "GB 1-2030", "status": "current", "issued": None, "effective": "2030-07-01", "amendments": ["GB 1-2030/XG1"]}, {})
    'GB 1-2030  current  实施 2030-07-01  修改单 GB 1-2030/XG1'
    """
    days = [f"{label} {edition[key]}" for label, key in (("发布", "issued"), ("实施", "effective")) if edition[key]]
    amended = [f"修改单 {'、'.join(edition['amendments'])}"] if edition["amendments"] else []
    return "  ".join([edition["name"], words.get(edition["status"], edition["status"]), *days, *amended])


def catalogue_lines(s: Json, words: Words) -> Iterator[str]:
    """Catalogues that list it, and where they or its text contradict each other."""
    for row in s["listings"]:
        said = [words.get(row["status"], row["status"])] if row["status"] else []
        said += [f"截至 {row['as_of']}"] if row["as_of"] else []
        said += [] if row["verified"] else ["未核实 not verified"]
        yield "  ".join([str(row["catalogue"]), *said, f"[{row['file']}]"])
    for one in s["contradictions"]:
        sides = "；".join(f"{words.get(side['value'], side['value'])}（{_side(side)}）" for side in one["sides"])
        yield f"矛盾 sources differ: {_FACTS.get(one['fact'], one['fact'])}: {sides}"


def _side(side: Json) -> str:
    where = side["file"] or "由日期推出 derived from its days"
    return f"{where}，采信 believed" if side["believed"] else where


def reference_line(reference: Json) -> str:
    """A reference with what it means, and what it meant when the document was written where that was another edition.

    >>> reference_line({"number": "GB 1", "title_zh": "甲", "resolves_to": "GB 1-2030", "resolved_when_written": "GB 1-2020", "written": "2025-01-01"})
    'GB 1 → GB 1-2030（2025-01-01 编写时 when written: GB 1-2020）  甲'
    """
    now, then = reference["resolves_to"], reference["resolved_when_written"]
    arrow = f" → {now}" if now and now != reference["number"] else ""
    if now != then and then:
        arrow = f" → {now or '？'}（{reference['written']} 编写时 when written: {then}）"
    stub = "  （只见引用 only cited）" if reference.get("known_as") == "cited" else ""
    return f"{reference['number']}{arrow}  {reference['title_zh'] or ''}{stub}".rstrip()
