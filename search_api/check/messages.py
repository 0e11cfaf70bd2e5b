"""One line for each citation: what is the matter and what to do, Chinese first, English beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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
        return _upcoming(found, start)
    if found.status in (SUPERSEDED, WITHDRAWN):
        return _ended(number, found)
    return _unknown(number, found)


def no_such_law(title: str) -> Said:
    """Neither a number nor a law that the graph knows."""
    return (f"没有编号，图谱中也没有《{title}》，请另行查证", f"no number, and no law {title!r} in the graph, look elsewhere")


def all_current(count: int) -> Said:
    """Every part of a range, or of 所有部分, is in force."""
    return (f"{count} 个部分都现行", f"all {count} parts in force")


def wrong_title_message(known: str | None, others: Sequence[str]) -> Said:
    """The title beside the number is not that of the number."""
    right = (f"，图谱中的名称是《{known}》", f"; it is {known!r} in the graph") if known else ("", "")
    named = "、".join(others[:_SHOWN])
    also = (f"；所印名称属于 {named}，请核对编号", f"; the printed title is that of {named}, check the number") if others else ("", "")
    return (f"名称不符{right[0]}{also[0]}", f"wrong title{right[1]}{also[1]}")


def title_suggestion(others: Sequence[str]) -> Said:
    """A number that means nothing stands beside a title that does."""
    named = "、".join(others[:_SHOWN])
    return (f"所印名称属于 {named}，请核对编号", f"the printed title is that of {named}, check the number")


def problem_message(problem: str, garbled: bool) -> Said:
    """Nothing could be read; ``problem`` are the characters that stand there."""
    if not problem.strip():
        return ("空白，没有标准编号", "empty, no standard number")
    if garbled:
        return ("编号有误或乱码，读不出标准编号，请更正后再查", "garbled: no standard number can be read here, correct it and check again")
    return ("没有读出标准编号，请写明编号", "no standard number was read here, write the number")


def _current(number: StandardNumber | None, found: Resolution, day: date) -> Said:
    if number is None:
        # Versions of a law have no number; their day names them.
        return (f"现行，{found.in_force_from} 的版本", f"in force, the version of {found.in_force_from}")
    undated = not number.is_dated
    since = (f"，{found.in_force_from} 起实施", f" since {found.in_force_from}") if found.in_force_from else ("", "")
    version = (f"现行版本 {found.edition_in_force}", f"edition in force is {found.edition_in_force}") if undated else ("现行", "in force")
    zh, en = f"{version[0]}{since[0]}", f"{version[1]}{since[1]}"
    coming = [s for s in found.replaced_by if not s.partial and (s.start is None or s.start > day)]
    if coming:
        zh, en = f"{zh}；将被 {_named(coming)}代替，请留意", f"{en}; to be replaced by {_named(coming, english=True)}"
    partly = [s for s in found.replaced_by if s.partial]
    if partly:
        zh, en = f"{zh}；部分内容已由 {_named(partly)}代替", f"{en}; replaced in part by {_named(partly, english=True)}"
    if found.amendments and number.amendment is None:
        amended = "、".join(found.amendments[:_SHOWN])
        zh, en = f"{zh}；另有修改单 {amended}", f"{en}; amended by {amended}"
    return (zh, en)


def _upcoming(found: Resolution, start: date | None) -> Said:
    when = (f"，{start} 起实施", f", in force from {start}") if start else ("", "")
    until = (
        (f"；在此之前现行的是 {found.edition_in_force}", f"; until then {found.edition_in_force} is in force")
        if found.edition_in_force
        else ("", "")
    )
    return (f"尚未实施{when[0]}{until[0]}", f"not yet in force{when[1]}{until[1]}")


def _ended(number: StandardNumber | None, found: Resolution) -> Said:
    whole = [s for s in found.replaced_by if not s.partial]
    if number is None:
        days = "、".join(str(s.start) for s in whole if s.start) or found.in_force_from
        return (f"已被 {days} 的版本代替，请改引", f"superseded by the version of {days}, cite that")
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
        zh, en = f"{zh}；现行的是 {found.edition_in_force}，请改引", f"{en}; {found.edition_in_force} is in force now, cite that"
    elif found.edition_in_force:
        zh, en = f"{zh}，请改引 {found.edition_in_force}", f"{en}, cite {found.edition_in_force}"
    else:
        zh, en = f"{zh}；没有找到现行的替代，请另行查证", f"{en}; nothing in force was found in its place, look elsewhere"
    return (zh, en)


_UNKNOWN = {
    "draft": ("只有草案，不能作为现行标准引用", "only a draft is known, it does not count as in force"),
    "no_dates": ("图谱中没有它的日期，无法判断", "the graph knows no dates of it, so nothing can be said"),
    "newer_undated": ("有日期不详的新版，无法判断是否仍现行", "a newer edition without a date is known, it may have been replaced"),
    "only_issued": ("只知道发布日期，不知道是否已实施", "only its day of issue is known, not whether it is in force yet"),
    "ended_by_then_or_not": ("后来已被代替或废止，何时不详", "it ended later, on a day that is not known"),
    "no_edition": ("图谱中只见引用，没有它的版本信息", "it is only cited in the graph; no edition of it is known"),
    "no_such_version": ("图谱中没有这一年的版本", "the graph knows no version of that year"),
    "no_edition_in_force": ("没有已知的现行版本", "no edition in force is known"),
}


def _unknown(number: StandardNumber | None, found: Resolution) -> Said:
    editions = "、".join(found.known_editions[-_SHOWN:])
    known = (f"；已知版本 {editions}", f"; known editions: {editions}") if editions else ("", "")
    current = (f"；现行 {found.edition_in_force}", f"; in force: {found.edition_in_force}") if found.edition_in_force else ("", "")
    if found.reason == "no_such_number":
        return (
            f"图谱中没有 {found.number}，请核对编号或另行查证",
            f"{found.number} is not in the graph, check the number or look elsewhere",
        )
    if found.reason == "no_such_edition":
        work = number.work.canonical if number is not None else found.number
        year = number.year if number is not None else ""
        return (f"图谱中 {work} 没有 {year} 年版{known[0]}{current[0]}", f"no {year} edition of {work} in the graph{known[1]}{current[1]}")
    if found.reason == "no_such_amendment":
        return (f"图谱中没有这个修改单{current[0]}", f"the graph knows no such amendment{current[1]}")
    zh, en = _UNKNOWN.get(found.reason, ("无法判断", "nothing can be said"))
    own_only = len(found.known_editions) <= 1
    return (f"{zh}{'' if own_only else known[0]}{current[0]}", f"{en}{'' if own_only else known[1]}{current[1]}")


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
