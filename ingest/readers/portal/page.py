"""Pages of the national standards portals (openstd.samr.gov.cn, std.samr.gov.cn): the fields they label, as records.

A field is found by its label, wherever the layout puts the value: behind a colon, in the next cell, or in the next
element. What a portal says of the status (现行, 废止) is true on the day the page was saved and is kept apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from ingest.readers.printed_cover import CoverRecord, ccs_stated, day_stated, degree_stated, names_stated
from kg.errors import UnreadableDocument
from kg.identifiers import find_numbers

# Label as printed, without blanks and what stands in brackets -> field.
LABELS: dict[str, str] = {
    "标准号": "number",
    "标准编号": "number",
    "中文标准名称": "title_zh",
    "标准名称": "title_zh",
    "中文名称": "title_zh",
    "英文标准名称": "title_en",
    "英文名称": "title_en",
    "标准状态": "status",
    "中国标准分类号": "ccs",
    "中标分类号": "ccs",
    "国际标准分类号": "ics",
    "发布日期": "issued",
    "实施日期": "effective",
    "归口部门": "committee",
    "归口单位": "committee",
    "发布单位": "issuers",
    "发布部门": "issuers",
    "起草单位": "drafters",
    "主要起草单位": "drafters",
    "全部代替标准": "replaces",
    "部分代替标准": "replaces",
    "代替标准": "replaces",
    "代替标准号": "replaces",
    "代替国标号": "replaces",
    "采标情况": "adopts",
    "采用国际标准": "adopts",
    "采用标准": "adopts",
    "采用国际标准号": "adopts",
    "采用程度": "degree",
    "备注": "remark",
    # No facts of ours: known only so that they end the field before them.
    "主管部门": "",
    "执行单位": "",
    "标准类别": "",
    "标准类型": "",
    "起草人": "",
    "主要起草人": "",
    "标准语种": "",
    "相近标准": "",
    "计划号": "",
}
_HOLDERS = ("td", "th", "dt", "dd", "div", "p", "li", "h1", "h2", "h3", "h4", "h5", "span", "b", "strong", "label")
_FEWEST_FIELDS = 4
"""A page with fewer labels speaks of a standard and is not its record."""
_LABEL_LENGTH, _VALUE_LENGTH = 24, 2000
_LABELLED = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,8})(?:[(（][A-Z]{2,4}[)）])?\s*(?P<colon>[:：])?\s*(?P<value>.*)", re.DOTALL)
_DROPPED = ("script", "style", "button", "select", "noscript", "head", "svg")
_NOTHING = frozenset({"", "无", "-", "--", "/", "暂无"})
_REPLACES = re.compile(r"代替\s*[:：]?\s*(?P<numbers>[^。；;]+)")
_LIST_HEAD = ("标准号", "标准名称", "状态", "发布日期")


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """One standard as a page shows it; ``status`` in the page's words, ``detailed`` for a page of its own."""

    cover: CoverRecord
    status: str | None
    detailed: bool


def records_of(markup: str, name: str) -> list[PortalRecord] | None:
    """The standards of a page: one of a detail page, any number of a list of results, None of any other page.

    Raises UnreadableDocument damaged.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None  # nothing but comments and blanks
    except etree.LxmlError as exc:
        raise UnreadableDocument("damaged", f"{name} cannot be parsed as HTML ({exc}); save the page again") from exc
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise UnreadableDocument("damaged", f"{name} nests its HTML elements too deeply to be read whole; save the page again")
    for element in list(root.iter(*_DROPPED)):
        tail, above = element.tail, element.getparent()
        if above is not None:
            element.clear()
            element.tail = tail
    rows = _listed(root)
    if rows is not None:
        return rows
    fields = _fields(root)
    number = _number(fields.get("number"))
    if number is None or len(fields) < _FEWEST_FIELDS:
        return None
    return [PortalRecord(_cover(fields, number), _value(fields.get("status")), True)]


def _fields(root: Any) -> dict[str, str]:
    fields: dict[str, str] = {}
    for element in root.iter(*_HOLDERS):
        text = _text(element)
        if not text or len(text) > _VALUE_LENGTH:
            continue
        match = _LABELLED.match(text)
        field = LABELS.get(match["label"]) if match else None
        if match is None or not field or field in fields:
            continue
        value = match["value"].strip()
        if value and not match["colon"]:
            continue  # "标准号查询": a word that begins like a label
        if not value and len(text) <= _LABEL_LENGTH:
            value = _beside(element)
        if value or match["colon"] or len(text) <= _LABEL_LENGTH:
            fields[field] = value
    return fields


def _beside(element: Any) -> str:
    """Text of the element that follows a label, or that follows what holds nothing but the label."""
    own = _text(element)
    for _ in range(3):
        following = element.getnext()
        if following is not None:
            text = _text(following)
            match = _LABELLED.match(text)
            # The next label instead of a value: the field is empty.
            return "" if match and match["label"] in LABELS and len(text) <= _LABEL_LENGTH else text[:_VALUE_LENGTH]
        above = element.getparent()
        if above is None or _text(above) != own:
            return ""
        element = above
    return ""


def _listed(root: Any) -> list[PortalRecord] | None:
    """Rows of a list of results; None where the page has no such table."""
    for table in root.iter("table"):
        heads = [_text(cell) for cell in table.iter("th")]
        if len(heads) > 40 or not all(word in heads for word in _LIST_HEAD):
            continue
        places = {word: heads.index(word) for word in (*_LIST_HEAD, "实施日期") if word in heads}
        found = []
        for row in table.iter("tr"):
            cells = [_text(cell) for cell in row if cell.tag == "td"]
            if len(cells) != len(heads) or not (number := _number(cells[places["标准号"]])):
                continue
            fields = {
                "title_zh": cells[places["标准名称"]],
                "issued": cells[places["发布日期"]],
                "effective": cells[places["实施日期"]] if "实施日期" in places else "",
            }
            found.append(PortalRecord(_cover(fields, number), _value(cells[places["状态"]]), False))
        return found
    return None


def _cover(fields: dict[str, str], number: str) -> CoverRecord:
    title_zh, title_en = _value(fields.get("title_zh")), _value(fields.get("title_en"))
    remark = _REPLACES.search(fields.get("remark", ""))
    replaced = " ".join((fields.get("replaces", ""), remark["numbers"] if remark else ""))
    adopted = fields.get("adopts", "")
    degree = degree_stated(f"{fields.get('degree', '')} {adopted}")
    return CoverRecord(
        number=number,
        titles_zh=(title_zh,) if title_zh else (),
        titles_en=(title_en,) if title_en else (),
        ics=tuple(re.findall(r"(?<![\d.])\d\d(?:\.\d{3}(?:\.\d\d)?)?(?![\d.])", fields.get("ics", ""))),
        ccs=ccs_stated(fields.get("ccs")),
        replaces=tuple(dict.fromkeys(found.canonical for found, _, _ in find_numbers(replaced))),
        adopts=tuple((found.canonical, degree) for found, _, _ in list(find_numbers(adopted))[:1]) if degree else (),
        issued=day_stated(fields.get("issued")),
        effective=day_stated(fields.get("effective")),
        issuers=names_stated(_value(fields.get("issuers"))),
        committee=_value(fields.get("committee")),
        drafters=names_stated(_value(fields.get("drafters"))),
    )


def _number(text: str | None) -> str | None:
    """The number as the page prints it, where it begins with one."""
    for _, start, end in find_numbers(text or ""):
        return (text or "")[start:end].strip() if start == 0 else None
    return None


def _value(text: str | None) -> str | None:
    text = (text or "").strip()
    return None if text in _NOTHING else text


def _text(element: Any) -> str:
    """Visible text with blanks collapsed, elements set apart; a little more than `_VALUE_LENGTH` of what is longer."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        if piece := piece.strip():
            pieces.append(piece)
            length += len(piece) + 1
            if length > _VALUE_LENGTH + 1:
                break
    return re.sub(r"[ \t\r\n\f\xa0]+", " ", " ".join(pieces)).strip()
