"""发布日期: the days of issue that a query asks for: 2015年的, 2014年以后发布的, 近五年, since 2014, between 2010 and 2015."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from search_api.query.understood import IssuedWithin

_YEAR: Final = r"(?<![\d.])(?:19[5-9]\d|20[0-4]\d)(?!\d)"
_SAID: Final = r"(?:发布|颁布|出版|制定|修订|公布|出台|批准|实施|施行|执行|生效)"
_BEHIND: Final = rf"(?:(?:的|间|度|期间)?{_SAID}(?:过|了)?)?的?"
_TO: Final = r"\s*(?:到|至|~|～|-|－|—)\s*"
_RANGE: Final = re.compile(rf"(?P<first>{_YEAR})\s*年?{_TO}(?P<last>{_YEAR})\s*年(?:之间|间)?{_BEHIND}")
_SIDE: Final = re.compile(
    rf"(?:自|从)?(?P<year>{_YEAR})\s*年(?:(?P<month>\d{{1,2}})\s*月)?(?:份)?\s*(?P<side>之?以?[后前](?![景])|以来|起|及以[后前]){_BEHIND}"
)
_ONE: Final = re.compile(rf"(?P<year>{_YEAR})\s*年(?:(?P<month>\d{{1,2}})\s*月)?(?:份)?(?P<edition>版)?{_BEHIND}")
_LAST: Final = re.compile(rf"(?:最近|近|过去|这)(?P<many>[一二两三四五六七八九十]|\d{{1,2}})年(?:来|内|间)?{_BEHIND}")
_THIS: Final = re.compile(rf"(?P<which>今年|去年|前年){_BEHIND}")
_ENGLISH_RANGE: Final = re.compile(rf"(?:between|from)\s+(?P<first>{_YEAR})\s+(?:and|to|until|through)\s+(?P<last>{_YEAR})", re.IGNORECASE)
_ENGLISH: Final = re.compile(
    rf"(?:(?:issued|published|released|effective)\s+)?(?P<word>since|after|from|before|until|by|in|of)\s+(?:the year\s+)?(?P<year>{_YEAR})",
    re.IGNORECASE,
)
_PERHAPS: Final = re.compile(r"年|19[5-9]\d|20[0-4]\d")
_ISSUED: Final = re.compile(rf"{_SAID}|版|issued|published|released|effective", re.IGNORECASE)
_DOCUMENT: Final = re.compile(
    r"标准|规程|规范|规则|法规|法律|条例|办法|文件|国标|行标|团标|standards?|regulations?|rules?|specifications?|laws?", re.IGNORECASE
)
_NEAR_BEFORE: Final = 40
_NEAR_BEHIND: Final = 14
_OF_A_PLANT: Final = re.compile(r"\s*(?:新建|改建|扩建|建成|建设|投产|投运|批复|审批|安装|生产|出厂|制造|购|买|注册|登记|[底初末])")
_MANY: Final = {character: n for n, character in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_EFFECTIVE: Final = re.compile(r"实施|施行|执行|生效|effective", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SaidOfDays:
    """What is said at [start, end)."""

    issued: IssuedWithin
    start: int
    end: int


def days_in(text: str, today: date) -> SaidOfDays | None:
    """The first piece of ``text`` that bounds the day of a document; None where none does. Years of "以后" and "以前" are counted in.

    A year is often that of a factory (2012年的玻璃厂): issue or effect must be said, or a document stand beside it.

    >>> days_in("2014年以后发布的锅炉标准", date(2024, 1, 1)).issued
    IssuedWithin(first='2014-01-01', last=None, effective=False)
    >>> days_in("额定电压 2000 V", date(2024, 1, 1)) is None
    True
    """
    said = _days_in(text, today) if _PERHAPS.search(text) else None
    if said is None or _OF_A_PLANT.match(text, said.end):
        return None
    around = text[max(0, said.start - _NEAR_BEFORE) : said.start], text[said.end : said.end + _NEAR_BEHIND]
    of_document = _ISSUED.search(text[said.start : said.end]) or any(_DOCUMENT.search(piece) for piece in around)
    return said if of_document else None


def _days_in(text: str, today: date) -> SaidOfDays | None:
    for pattern in (_RANGE, _ENGLISH_RANGE):
        if match := pattern.search(text):
            early, late = sorted((match["first"], match["last"]))
            return _said(match, f"{early}-01-01", f"{late}-12-31")
    if match := _SIDE.search(text):
        first, last = _month(int(match["year"]), match["month"])
        return _said(match, None, last) if "前" in match["side"] else _said(match, first, None)
    if match := _ONE.search(text):
        return _said(match, *_month(int(match["year"]), match["month"]))
    if match := _LAST.search(text):
        many = _MANY.get(match["many"]) or int(match["many"])
        return _said(match, f"{today.year - many}-{today.month:02d}-{min(today.day, 28):02d}", None)
    if match := _THIS.search(text):
        return _said(match, *_month(today.year - ("今年", "去年", "前年").index(match["which"]), None))
    if match := _ENGLISH.search(text):
        word = match["word"].lower()
        first, last = _month(int(match["year"]), None)
        return _said(match, None if word in ("before", "until", "by") else first, None if word in ("since", "after", "from") else last)
    return None


def _month(year: int, month: str | None) -> tuple[str, str]:
    """First and last day of a year, or of its month where there is such a one."""
    if month is None or not 1 <= int(month) <= 12:
        return f"{year}-01-01", f"{year}-12-31"
    return f"{year}-{int(month):02d}-01", f"{year}-{int(month):02d}-{monthrange(year, int(month))[1]:02d}"


def _said(match: re.Match[str], first: str | None, last: str | None) -> SaidOfDays:
    return SaidOfDays(IssuedWithin(first, last, _EFFECTIVE.search(match[0]) is not None), match.start(), match.end())
