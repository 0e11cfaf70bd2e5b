"""One line for each citation: what is the matter and what to do, Chinese first, English beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingest.citations.found import BAD_YEAR, GARBLED
from kg.identifiers import StandardNumber
from kg.life import CURRENT, SUPERSEDED, UPCOMING, WITHDRAWN
from kg.resolution import Resolution, Successor

Said = tuple[str, str]
"""The same in Chinese and in English."""

_SHOWN = 6


def status_message(number: StandardNumber | None, found: Resolution, day: date, start: date | None = None) -> Said:
    """What the status of ``found`` means for who cites it; ``number`` as cited, None for a law; ``start`` is its first day where it is still to come."""
    if found.status == CURRENT:
        return _current(number, found, day)
    if found.status == UPCOMING:
        return _upcoming(number, found, start)
    if found.status in (SUPERSEDED, WITHDRAWN):
        return _ended(number, found)
    return _unknown(number, found)


def no_such_law(title: str) -> Said:
    """Neither a number nor a law that the graph knows."""
    return (f"没有编号，图谱中也没有《{title}》，请另行查证", f"no number, and no law {title!r} in the graph, look elsewhere")


def all_current(count: int) -> Said:
    """Every number of a range, of a line, or of 所有部分, is in force."""
    return (f"{count} 项都现行", f"all {count} in force")


def others_current(count: int) -> Said:
    """Those that nothing is said of."""
    return (f"其余 {count} 项现行", f"the other {count} in force")


def and_more(count: int) -> Said:
    """There is more to be said than a line holds."""
    return (f"另有 {count} 项，见明细", f"and {count} more, see the details")


def none_known(numbers: Sequence[StandardNumber]) -> Said:
    """Of several numbers, those that the graph does not know."""
    names = [number.canonical for number in numbers]
    zh, en = "、".join(names[:_SHOWN]), ", ".join(names[:_SHOWN])
    if len(names) > _SHOWN:
        zh, en = f"{names[0]} 至 {names[-1]} 共 {len(names)} 项", f"{names[0]} to {names[-1]}, {len(names)} in all"
    return (f"图谱中没有 {zh}，请核对编号或另行查证", f"not in the graph: {en}, check the numbers or look elsewhere")


def only_parts(number: StandardNumber, parts: Sequence[StandardNumber]) -> Said:
    """The graph knows parts of the number, and not the number itself."""
    names = [part.canonical for part in parts]
    more = (" 等", " and others") if len(names) > _SHOWN else ("", "")
    return (
        f"图谱中没有 {number.canonical} 本身，有它的部分 {'、'.join(names[:_SHOWN])}{more[0]}，请写明所引的部分",
        f"{number.canonical} itself is not in the graph, its parts {', '.join(names[:_SHOWN])}{more[1]} are, name the part that is meant",
    )


def wrong_title_message(known: str | None, others: Sequence[str]) -> Said:
    """The title beside the number is not that of the number."""
    right = (f"，图谱中的名称是《{known}》", f'; it is "{known}" in the graph') if known else ("", "")
    zh, en = title_suggestion(others) if others else ("请核对名称", "check the title")
    return (f"名称不符{right[0]}；{zh}", f"wrong title{right[1]}; {en}")


def title_suggestion(others: Sequence[str]) -> Said:
    """Beside a title that the graph knows stands a number that is not its own."""
    return (
        f"所印名称属于 {'、'.join(others[:_SHOWN])}，请核对编号",
        f"the printed title is that of {', '.join(others[:_SHOWN])}, check the number",
    )


def named_only(others: Sequence[str]) -> Said:
    """A title that the graph knows stands there without a number."""
    return (
        f"没有编号；这个名称属于 {'、'.join(others[:_SHOWN])}，请写明编号",
        f"no number; this is the title of {', '.join(others[:_SHOWN])}, write the number",
    )


def problem_message(printed: str, problem: str | None) -> Said:
    """Nothing could be read; ``printed`` are the characters that stand there, ``problem`` is one of `ingest.citations.found`."""
    if not printed.strip():
        return ("空白，没有标准编号", "empty, no standard number")
    if problem == BAD_YEAR:
        return ("编号的年份不可能存在，请更正年份后再查", "the year of the number cannot be one, correct it and check again")
    if problem == GARBLED:
        return ("编号有误或乱码，读不出标准编号，请更正后再查", "garbled: no standard number can be read here, correct it and check again")
    return ("没有读出标准编号，请写明编号", "no standard number was read here, write the number")


def _current(number: StandardNumber | None, found: Resolution, day: date) -> Said:
    if number is None:
        # Versions of a law have no number; their day names them.
        return (f"现行，{found.in_force_from} 的版本", f"in force, the version of {found.in_force_from}")
    zh, en = (
        ("现行", "in force") if number.is_dated else (f"现行版本 {found.edition_in_force}", f"edition in force is {found.edition_in_force}")
    )
    if found.in_force_from:
        zh, en = f"{zh}，{found.in_force_from} 起实施", f"{en} since {found.in_force_from}"
    elif found.issued:
        zh, en = f"{zh}，{found.issued} 发布，实施日期不详", f"{en}, issued {found.issued}, its first day in force is not known"
    coming = [s for s in found.replaced_by if not s.partial and (s.start is None or s.start > day)]
    if coming:
        zh, en = f"{zh}；将被 {_named(coming)}代替，请留意", f"{en}; to be replaced by {_named(coming, english=True)}, keep an eye on it"
    if partly := [s for s in found.replaced_by if s.partial and s.start is not None and s.start <= day]:
        zh = f"{zh}；部分内容已由 {_named(partly)}代替，请核对所引内容"
        en = f"{en}; replaced in part by {_named(partly, english=True)}, check what you refer to"
    if later := [s for s in found.replaced_by if s.partial and s not in partly]:
        zh, en = (
            f"{zh}；部分内容将由 {_named(later)}代替，请留意",
            f"{en}; to be replaced in part by {_named(later, english=True)}, keep an eye on it",
        )
    if found.amendments and number.amendment is None:
        zh = f"{zh}；另有修改单 {'、'.join(found.amendments[:_SHOWN])}，请一并使用"
        en = f"{en}; amended by {', '.join(found.amendments[:_SHOWN])}, use it with them"
    return (zh, en)


def _upcoming(number: StandardNumber | None, found: Resolution, start: date | None) -> Said:
    zh, en = "尚未实施", "not yet in force"
    if number is not None and not number.is_dated and found.known_editions:
        zh, en = f"{found.known_editions[-1]} 尚未实施", f"{found.known_editions[-1]} is not yet in force"
    if start:
        zh, en = f"{zh}，{start} 起实施", f"{en}, but from {start} on"
    if number is None and found.in_force_from:
        return (
            f"{zh}；在此之前现行的是 {found.in_force_from} 的版本",
            f"{en}; until then the version of {found.in_force_from} is in force",
        )
    if found.edition_in_force:
        return (f"{zh}；在此之前现行的是 {found.edition_in_force}", f"{en}; until then {found.edition_in_force} is in force")
    return (f"{zh}；此前是否有现行版本，图谱中没有，请另行查证", f"{en}; the graph knows none that is in force until then, look elsewhere")


def _ended(number: StandardNumber | None, found: Resolution) -> Said:
    whole = [s for s in found.replaced_by if not s.partial]
    if number is None:
        days = [str(s.start) for s in whole if s.start] or [str(found.in_force_from)]
        return (f"已被 {'、'.join(days)} 的版本代替，请改引", f"superseded by the version of {', '.join(days)}, cite that")
    if whole:
        zh, en = f"已被 {_named(whole)}代替", f"superseded by {_named(whole, english=True)}"
    elif found.status == SUPERSEDED:
        zh, en = "已被代替，由谁代替图谱中没有", "superseded; the graph does not know by what"
    else:
        zh, en = "已废止", "withdrawn"
    if found.status == WITHDRAWN and whole:
        zh, en = f"已废止；{zh}", f"withdrawn; {en}"
    replacing = {s.number for s in whole}
    if found.edition_in_force and found.edition_in_force not in replacing:
        return (f"{zh}；现行的是 {found.edition_in_force}，请改引", f"{en}; {found.edition_in_force} is in force now, cite that")
    if found.edition_in_force and len(whole) == 1:
        return (f"{zh}，请改引 {found.edition_in_force}", f"{en}, cite {found.edition_in_force}")
    if found.edition_in_force:
        return (f"{zh}，请按所引内容改引其一", f"{en}, cite the one that holds what you refer to")
    return (f"{zh}；没有找到现行的替代，请另行查证", f"{en}; nothing in force was found in its place, look elsewhere")


_UNKNOWN = {
    "draft": ("只有草案，不能作为现行标准引用", "only a draft is known, it does not count as in force"),
    "no_dates": ("图谱中没有它的日期，无法判断", "the graph knows no dates of it, so nothing can be said"),
    "newer_undated": (
        "有新版，何时实施不详，无法判断是否仍现行",
        "there is a newer edition of unknown start, so it may have been replaced",
    ),
    "only_issued": ("只知道发布日期，不知道是否已实施", "only its day of issue is known, not whether it is in force yet"),
    "ended_by_then_or_not": ("后来已被代替或废止，何时不详", "it ended later, on a day that is not known"),
    "no_edition": ("图谱中只见引用，没有它的版本信息", "it is only cited in the graph; no edition of it is known"),
    "no_such_version": ("图谱中没有这一年的版本", "the graph knows no version of that year"),
    "no_such_amendment": ("图谱中没有这个修改单", "the graph knows no such amendment"),
    "no_edition_in_force": ("没有已知的现行版本", "no edition in force is known"),
}


def _unknown(number: StandardNumber | None, found: Resolution) -> Said:
    """Why nothing can be said, what the graph does know, and what to do."""
    if found.reason == "no_such_number":
        return (
            f"图谱中没有 {found.number}，请核对编号或另行查证",
            f"{found.number} is not in the graph, check the number or look elsewhere",
        )
    if found.reason == "only_cited":
        work = number.work.canonical if number is not None else found.number
        return (
            f"图谱中只见对 {work} 的引用，没有它的版本信息，请另行查证",
            f"{work} is only cited in the graph, look elsewhere for its editions",
        )
    zh, en = _UNKNOWN.get(found.reason, ("无法判断", "nothing can be said"))
    if found.reason == "no_such_edition" and number is not None:
        zh, en = f"图谱中 {number.work} 没有 {number.year} 年版", f"no {number.year} edition of {number.work} in the graph"
    if found.reason == "newer_undated" and found.replaced_by:
        newer = "、".join(s.number for s in found.replaced_by[:_SHOWN]), ", ".join(s.number for s in found.replaced_by[:_SHOWN])
        zh, en = (
            f"有新版 {newer[0]}，何时实施不详，无法判断是否仍现行",
            f"{newer[1]} is newer and of unknown start, so it may have been replaced",
        )
    asked_year = found.reason in ("no_such_edition", "no_such_version")
    editions = [_edition(number, found, name) for name in found.known_editions[-_SHOWN:]]
    if asked_year or (len(editions) > 1 and found.reason != "newer_undated"):
        zh, en = f"{zh}；已知版本 {'、'.join(editions)}", f"{en}; known editions: {', '.join(editions)}"
    in_force = found.edition_in_force if number is not None or found.in_force_from is None else str(found.in_force_from)
    if in_force:
        zh, en = f"{zh}；现行 {in_force}", f"{en}; in force: {in_force}"
    asked = ("请核对年份", "check the year") if asked_year else ("请另行查证", "look elsewhere")
    return (f"{zh}，{asked[0]}", f"{en}, {asked[1]}")


def _edition(number: StandardNumber | None, found: Resolution, name: str) -> str:
    """How an edition is called; of a law its day says enough."""
    return name if number is not None else name.removeprefix(found.number).strip(" ()")


def _named(successors: Sequence[Successor], *, english: bool = False) -> str:
    names = []
    for successor in successors[:_SHOWN]:
        since = ""
        if successor.start is not None:
            since = f" from {successor.start}" if english else f"（{successor.start} 起）"
        names.append(f"{successor.number}{since}")
    if english:
        return ", ".join(names)
    return "、".join(names) + ("" if names[-1].endswith("）") else " ")


def one_line(said: Sequence[Said]) -> str:
    """Everything said of a citation, on one line.

    >>> one_line([("现行", "in force"), ("名称不符", "wrong title")])
    '现行；名称不符 · in force; wrong title'
    """
    return f"{'；'.join(chinese for chinese, _ in said)} · {'; '.join(english for _, english in said)}"


def of_part(number: StandardNumber, said: Said) -> Said:
    """What is said of one part among several."""
    return f"{number.canonical}：{said[0]}", f"{number.canonical}: {said[1]}"
