"""发布日期与实施日期: on the cover, in the announcement, in the foreword."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ingest.cover.facts import Cover, text_at
from ingest.cover.words import REMARK
from ingest.line_flow import LineFlow
from ingest.lines import Line
from kg.identifiers import StandardNumber, find_numbers, fold
from kg.model import Day, Finding, Severity

DATE = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)\s*(?:[-年./]\s*|\s)(?P<m>\d{1,2})\s*(?:[-月./]\s*|\s)(?P<d>\d{1,2})(?:\s*日)?|(?<!\d)(?P<cy>(?:19|20)\d\d)(?P<cm>[01]\d)(?P<cd>[0-3]\d)(?!\d)"
    # 2 0 3 1 - 1 1 - 3 0: letter-spaced like the banner above it.
    r"|(?<![\d.])(?P<sy>(?:1 9|2 0) \d \d) ?[-年./] ?(?P<sm>\d(?: \d)?) ?[-月./] ?(?P<sd>\d(?: \d)?)(?! ?\d))"
)
_ISSUE_WORD = re.compile(r"\s*(发\s*布|批\s*准|公\s*布|颁\s*布|发\s*布\s*日\s*期)")
_EFFECT_WORD = re.compile(r"\s*(实\s*施|施\s*行|生\s*效|执\s*行)")


def day_of(match: re.Match[str]) -> date | None:
    """The day that a match of `DATE` names; None where the calendar has none such."""
    y, m, d = next((match[f"{k}y"], match[f"{k}m"], match[f"{k}d"]) for k in ("", "c", "s") if match[f"{k}y"])
    try:
        return date(*(int(digits.replace(" ", "")) for digits in (y, m, d)))
    except ValueError:
        return None


def dates_in(line: Line) -> list[tuple[date, str, int, int]]:
    """(day, the words behind it, start, end) for every date of a line."""
    folded = fold(line.text).replace("〇", "0")
    found = [(day, folded[end : end + 8], start, end) for day, start, end in chinese_dates(line.text)]
    for match in DATE.finditer(folded):
        day = day_of(match)
        if day is not None:
            found.append((day, folded[match.end() : match.end() + 8], match.start(), match.end()))
    return found


_CHINESE_DATE = re.compile(
    r"(?P<y>[一二三四五六七八九〇零○OＯ]{4})\s*年\s*(?P<m>[一二三四五六七八九十]{1,2})\s*月\s*(?P<d>[一二三四五六七八九十]{1,3})\s*日"
)
_DIGITS = {sign: value for value, signs in enumerate(("〇零○OＯ", *"一二三四五六七八九")) for sign in signs}


def chinese_dates(text: str) -> list[tuple[date, int, int]]:
    """(day, start, end) of days printed in Chinese numerals.

    >>> [str(day) for day, _, _ in chinese_dates("自一九九五年十一月二十三日起")]
    ['1995-11-23']
    """
    found = []
    for match in _CHINESE_DATE.finditer(text):
        year = int("".join(str(_DIGITS[sign]) for sign in match["y"]))
        try:
            found.append((date(year, _numeral(match["m"]), _numeral(match["d"])), match.start(), match.end()))
        except ValueError:
            continue
    return found


def _numeral(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


_SIGNED = re.compile(r"\s*" + DATE.pattern + r"\s*(?:发\s*布)?\s*")
_FROM = re.compile(r"自\s*" + DATE.pattern + r"\s*起?\s*(?:正\s*式)?\s*(?:实\s*施|施\s*行|生\s*效)")

# "本规程经国家计量局于 1984 年 4 月 20 日批准，并自 … 起施行": whatever it replaces, this edition was approved on that day.
_APPROVED = re.compile(r"本[^。]{0,8}经[^。]{3,30}" + DATE.pattern + r"\s*(?:批\s*准|发\s*布)\s*[,，]")


def _announced(result: Cover, announcement: Sequence[Line]) -> dict[str, Day]:
    """What the announcement page says of this document: its own day, below its last sentence, is that of the issue.

    Implementation is the day behind 自 … 起实施, or the last day of the row of the list that begins with the document's number.
    """
    said: dict[str, Day] = {}
    if not any(re.search("公告|通知", re.sub(r"\s+", "", line.text)) for line in announcement[:12]):
        return said
    own = StandardNumber.parse_or_none(result.number.value) if result.number else None
    announcement = _that_name(own, announcement)
    listed = any(re.search(r"实\s*施\s*日\s*期", line.text) for line in announcement)
    for line in announcement:
        folded = fold(line.text)
        if (match := _SIGNED.fullmatch(folded)) and (day := day_of(match)) is not None:
            said["issued"] = Day(day, text_at(line, match.start(), match.end()).at)
        if (match := _FROM.search(folded)) and (day := day_of(match)) is not None:
            said.setdefault("effective", Day(day, text_at(line, match.start(), match.end()).at))
        for day, start, end in chinese_dates(line.text):
            if line.text.strip() == line.text[start:end].strip():
                said["issued"] = Day(day, text_at(line, start, end).at)
            elif re.match(r"\s*起", line.text[end:]):
                said.setdefault("effective", Day(day, text_at(line, start, end).at))
        numbers = [number for number, _, _ in find_numbers(line.text)]
        if listed and numbers and numbers[0] == own and (days := dates_in(line)):
            day, _, start, end = days[-1]
            said["effective"] = Day(day, text_at(line, start, end).at)
    if "effective" not in said and not listed:
        # "… 自 2033 年 / 3 月 1 日起实施": the day runs over the end of a line.
        said.update(("effective", told) for told in _days_over_lines(announcement, _FROM))
    return said


_HEADING = re.compile(r"[\u4e00-\u9fff]{0,30}(?:公告|通知)")


def _that_name(own: StandardNumber | None, lines: Sequence[Line]) -> list[Line]:
    """The announcements that name the document; one on other matters may be printed behind that of its issue."""
    parts: list[list[Line]] = []
    for line in lines:
        if not parts or _HEADING.fullmatch(re.sub(r"\s+", "", line.text)):
            parts.append([])
        parts[-1].append(line)
    if own is None or len(parts) < 2:
        return list(lines)
    named = [part for part in parts if any(number.work == own.work for number, _, _ in find_numbers(LineFlow(part).text))]
    return [line for part in named or parts for line in part]


def _days_over_lines(lines: Sequence[Line], pattern: re.Pattern[str]) -> list[Day]:
    """The first day that ``pattern`` finds in the running text of ``lines``, none or one."""
    flow = LineFlow(lines)
    match = pattern.search(fold(flow.text))
    day = day_of(match) if match is not None else None
    return [Day(day, flow.place(match.start(), match.end()))] if match is not None and day is not None else []


_OWN_FROM = re.compile(r"本\s*(?:标\s*准|文\s*件|部\s*分|规\s*[程范则])\s*" + _FROM.pattern)


def compare_with_foreword(result: Cover, foreword: Sequence[Line]) -> None:
    """The cover decides here too; a foreword may have been written before the day was settled."""
    chosen = result.effective
    for told in _days_over_lines(foreword, _OWN_FROM):
        if chosen is not None and chosen.at.page != told.at.page and chosen.value != told.value:
            result.findings.append(
                Finding(
                    Severity.WARNING,
                    "dates_contradict",
                    f"page {told.at.page}, characters {told.at.start}-{told.at.end}",
                    f"{_NAMES['effective']}封面为 {chosen.value}（第 {chosen.at.page} 页），前言为 {told.value}，取封面 the foreword differs; the cover was taken",
                )
            )


_NAMES = {"issued": "发布日期", "effective": "实施日期"}


def compare_with_announcement(result: Cover, announcement: Sequence[Line]) -> None:
    """The cover decides: it is printed last and with the document. What the announcement says otherwise is a finding."""
    for attribute, told in _announced(result, announcement).items():
        chosen: Day | None = getattr(result, attribute)
        if chosen is not None and chosen.at.page != told.at.page and chosen.value != told.value:
            result.findings.append(
                Finding(
                    Severity.WARNING,
                    "dates_contradict",
                    f"page {told.at.page}, characters {told.at.start}-{told.at.end}",
                    f"{_NAMES[attribute]}封面为 {chosen.value}（第 {chosen.at.page} 页），公告为 {told.value}，取封面 the announcement differs; the cover was taken",
                )
            )


def read_dates(result: Cover, front: Sequence[Line], announcement: Sequence[Line], foreword: Sequence[Line]) -> None:
    """Issue and implementation; the cover first, then the announcement page, then the foreword."""
    for i, line in enumerate(front):
        if REMARK.match(line.text):
            continue
        for day, behind, start, end in dates_in(line):
            words = behind
            if not words.strip() and i + 1 < len(front):  # the word on the next line: "2014-05-16" / "发布"
                words = fold(front[i + 1].text)[:8]
            fact = Day(day, text_at(line, start, end).at)
            if _ISSUE_WORD.match(words) and result.issued is None:
                result.issued = fact
            elif _EFFECT_WORD.match(words) and result.effective is None:
                result.effective = fact
        folded = fold(line.text)
        # A TSG names the body that issues it over the bare day: "…总局颁布" / "2031 年 10 月 16 日".
        if result.issued is None and i and (match := _SIGNED.fullmatch(folded)) and re.search(r"颁\s*布\s*$", front[i - 1].text):
            if (signed := day_of(match)) is not None:
                result.issued = Day(signed, text_at(line, match.start(), match.end()).at)
        for label, attribute in (("发布日期", "issued"), ("实施日期", "effective"), ("施行日期", "effective")):
            if label in re.sub(r"\s+", "", folded) and getattr(result, attribute) is None and (hits := dates_in(line)):
                setattr(result, attribute, Day(hits[0][0], text_at(line, hits[0][2], hits[0][3]).at))
    for line in [*announcement, *foreword]:
        folded = fold(line.text)
        if result.effective is None and (match := _FROM.search(folded)):
            effective = day_of(match)
            if effective is not None:
                result.effective = Day(effective, text_at(line, match.start(), match.end()).at)
        if result.issued is None and (match := _APPROVED.search(folded)) and (approved := day_of(match)) is not None:
            result.issued = Day(approved, text_at(line, match.start("y"), match.end("d")).at)
        # "首次发布" dates the first edition; it is this one only where nothing was replaced.
        if (
            result.issued is None
            and not result.replaces
            and (match := re.search(DATE.pattern + r"\s*(?:首次)?\s*(?:发\s*布|批\s*准)", folded))
        ):
            first = day_of(match)
            if first is not None and not re.search(r"代替|历次|第.次修订", folded):
                result.issued = Day(first, text_at(line, match.start(), match.end()).at)
    compare_with_announcement(result, announcement)
    compare_with_foreword(result, foreword)
    told = _announced(result, announcement)
    result.issued, result.effective = result.issued or told.get("issued"), result.effective or told.get("effective")
    if result.issued and result.effective and result.issued.value > result.effective.value:
        result.findings.append(
            Finding(
                Severity.WARNING,
                "dates_contradict",
                f"page {result.issued.at.page}",
                f"发布日期 {result.issued.value} 晚于实施日期 {result.effective.value}，请核对封面 issued after it takes effect; check the cover",
            )
        )
