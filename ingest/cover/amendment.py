"""修改单: one page that changes a standard, with the number of that standard, its title, approval and effect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.cover.dates import DATE, day_of
from ingest.cover.facts import Cover
from ingest.line_flow import LineFlow
from ingest.lines import Line
from kg.identifiers import StandardNumber, find_numbers, fold
from kg.model import Day

# 国家标准, 检定规程 may stand before 修改单; an amendment without an ordinal is the only one.
_SHEET = r"\s*(?:[\u4e00-\u9fff]{2,8}?(?:标准|规程|规范))?\s*(?:第\s*(?P<ordinal>[\d一二三四五六七八九]{1,2})\s*号)?\s*修\s*改\s*单)\s*"
_TITLE = re.compile(r"\s*(?P<title>《(?P<amended>[^《》]{2,60})》" + _SHEET)
# 《…》（GB 99297—2028）修改单, as ministries print it.
_TITLE_BEFORE = re.compile(r"(?P<title>《(?P<amended>[^《》]{2,60})》\s*\(\s*(?P<number>[^()]{6,40})\)" + _SHEET)
_CODES = re.compile(r"\s*(?:ICS\s*[\d.\s]+|(?:CCS\s*)?[A-Z]\s?\d\d)\s*")
_HEAD = re.compile(r"\s*(?:中华人民共和国)?(?:国家标准)?[\s:]*")
_APPROVED = re.compile(r"(?:[由经]\s*(?P<who>[\u4e00-\u9fff()、]{4,60}?)\s*于?)?\s*" + DATE.pattern + r"\s*(?:批\s*准|发\s*布)")
_EFFECTIVE = re.compile(r"自\s*" + DATE.pattern + r"\s*起?\s*(?:正\s*式)?\s*(?:实\s*施|施\s*行|生\s*效)")
_NOTICE = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,20}(?:局|部|委员会|厅|署))\s*公\s*告\s*(?:19|20)\d\d\s*年")
_BODY = re.compile(r"[\u4e00-\u9fff]+(?:局|部|委员会|厅|院|会)")
_CHINESE_DIGITS = "零一二三四五六七八九"


def read_amendment(front: Sequence[Line]) -> Cover | None:
    """The facts of an amendment's head; None where the page is no amendment.

    The number is the amended standard's with ``/XGn-year``; where it is not printed so, the year is that of the approval.
    """
    flow = LineFlow([line for line in front[:12] if not _CODES.fullmatch(fold(line.text))])
    text = fold(flow.text)
    for number, start, end in find_numbers(text):
        # Full-width brackets of the title are folded one character for one, so the offsets hold.
        match = _TITLE.match(text, end)
        if match is None:
            match = next((one for one in _TITLE_BEFORE.finditer(text) if one.start("number") <= start and end <= one.end("number")), None)
        if match is None or _HEAD.fullmatch(text[: min(start, match.start("title"))]) is None:
            continue
        return _facts(flow, text, number, start, match)
    return None


def _facts(flow: LineFlow, text: str, number: StandardNumber, start: int, title: re.Match[str]) -> Cover:
    result = Cover()
    result.title_zh = flow.fact(title.start("title"), title.end("title"), _without_number(title))
    approved = _APPROVED.search(text, title.end())
    if approved and (issued := day_of(approved)) is not None:
        first = _start_of_date(approved)
        result.issued = Day(issued, flow.place(first, _end_of_date(text, first)))
        who = approved.start("who")
        result.issuers += [flow.fact(who + body.start(), who + body.end()) for body in _BODY.finditer(approved["who"] or "")]
    if not result.issuers and (notice := _NOTICE.search(text, title.end())):
        result.issuers.append(flow.fact(notice.start("who"), notice.end("who")))
    if (effective := _EFFECTIVE.search(text, title.end())) and (day := day_of(effective)) is not None:
        first = _start_of_date(effective)
        result.effective = Day(day, flow.place(first, _end_of_date(text, first)))
    ordinal = title["ordinal"]
    amendment = 1 if ordinal is None else int(ordinal) if ordinal.isdigit() else _CHINESE_DIGITS.index(ordinal[-1])
    if number.amendment is None and result.issued is not None:
        number = replace(number, amendment=amendment, amendment_year=result.issued.value.year)
    result.number = flow.fact(min(start, title.start("title")), title.end("title"), number.canonical)
    return result


def _without_number(title: re.Match[str]) -> str | None:
    """《…》修改单 where the number stands between the two; None where the title is as printed."""
    if "number" not in title.re.groupindex:
        return None
    whole, start = title["title"], title.start("title")
    return whole[: title.start("number") - start].rstrip("( ") + whole[title.end("number") - start :].lstrip(") ")


def _start_of_date(match: re.Match[str]) -> int:
    return next(match.start(group) for group in ("y", "cy", "sy") if match[group])


def _end_of_date(text: str, start: int) -> int:
    match = DATE.match(text, start)
    return match.end() if match else start
