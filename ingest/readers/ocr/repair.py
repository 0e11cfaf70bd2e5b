"""Confusions of the recogniser that the form of the text itself proves wrong.

Only where our grammar leaves one reading: the separators of standard numbers and clause numbers. A
digit is never replaced by another digit, a value never changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.ocr.characters import Place
from ingest.readers.ocr.recogniser import ReadLine

_FAMILIES = "GB|DB|HJ|JJG|JJF|GM|GA|GY|SJ|YD|YY|QB|HG|SH|JB|JT|DL|NB|LY|NY|SL|MT|CJ|AQ|TB|WS|YB|YS|FZ|SB|RB|DA|DZ|SN|CNCA|CNAS"
# GB/T read as GB/I, GB/1 or GB/丅 before a number. A local standard may have its number behind the stroke: DB44/1597.
_RECOMMENDED = re.compile(
    rf"(?<![A-Za-z])(?:(?:{_FAMILIES.replace('DB|', '')})\s?[/／]\s?(?P<t>[Il1丅])|DB\d{{2}}\s?[/／]\s?(?P<u>[Il丅]))"
    r"(?=\s?\d{2,5}(?:[.．·]\d{1,2})?\s?(?:[-—一―–－~]|\s|$|《))"
)
# The dash before a year read as 一 or as another bar.
_YEAR_DASH = re.compile(
    rf"(?<![A-Za-z])(?:{_FAMILIES})(?:\d{{2}})?\s?(?:[/／]\s?T)?\s?\d{{2,6}}(?:[.．]\d{{1,3}})*\s?(?P<dash>[一―－ー_~]+)(?=\s?(?:19|20)?\d{{2}}(?!\d))"
)
# Letters inside a number that begins and ends with digits: 1O.5, 2O08.
_LETTER_IN_NUMBER = re.compile(r"(?<=\d)(?P<letter>[OoQ])(?=[\d.]*\d)")
# The dot of a clause or part number read as · or , or 。: only where the line begins with it, or inside a number of a family.
_CLAUSE_DOT = re.compile(r"^(?:\d{1,2}|[A-Z])(?:[.．]\d{1,2})*(?P<dot>[·。‧•]|(?<=\.\d)[:：])(?=\d{1,2}(?:[^\d%]|$))")


# A number alone in its cell with a speck beside it; page numbers stand between two dots.
_SPECK_BEFORE = re.compile(r"^[,，'‘’`、](?=\d+(?:\.\d+)?$)")
_SPECK_BEHIND = re.compile(r"(?<=\d)[·'‘’`、]$")
_NUMBER_ALONE = re.compile(r"\d+(?:\.\d+)?.")


# Traditional forms that the recogniser knows and Chinese standards do not use; 氣 is as often a poor 氯.
_SIMPLIFIED = str.maketrans(
    "數黃內溫値說為錳鈹銅鉛鋅鎘鉻鎳鈷鉈鋇釩銀鐵鈉鈣鎂鋁質類驗標準糞", "数黄内温值说为锰铍铜铅锌镉铬镍钴铊钡钒银铁钠钙镁铝质类验标准粪"
)
# One minus: that of an ion or exponent is raised by its place, as in a text layer.
_SIMPLIFIED |= str.maketrans("⁻−", "--")


def repaired(line: ReadLine) -> ReadLine:
    """``line`` with such confusions put right; character by character, so places and scores stay. Specks beside a number go.

    >>> from ingest.readers.ocr.recogniser import ReadLine
    >>> def read(text): return repaired(ReadLine(text, 1.0, (0.0,) * len(text), (1.0,) * len(text), (False,) * len(text))).text
    >>> read("GB/I13271一2014"), read("5·2·1范围"), read("GB2O762—2006"), read("5·3mg"), read(",3.0"), read("22·"), read("·7·")
    ('GB/T13271—2014', '5.2.1范围', 'GB20762—2006', '5.3mg', '3.0', '22', '·7·')
    """
    text = line.text.translate(_SIMPLIFIED)
    text = _replaced(_RECOMMENDED, "u", "T", _replaced(_RECOMMENDED, "t", "T", text))
    text = _replaced(_LETTER_IN_NUMBER, "letter", "0", text)
    text = _replaced(_YEAR_DASH, "dash", "—", text)
    while (better := _replaced(_CLAUSE_DOT, "dot", ".", text)) != text:
        text = better
    return _without_speck(line if text == line.text else replace(line, text=text))


def _without_speck(line: ReadLine) -> ReadLine:
    first = 1 if _SPECK_BEFORE.match(line.text) else 0
    last = -1 if _NUMBER_ALONE.fullmatch(line.text) and _SPECK_BEHIND.search(line.text) else None
    if not first and last is None:
        return line
    kept = slice(first, last)
    return ReadLine(line.text[kept], line.score, line.centres[kept], line.scores[kept], line.spaced[kept])


_DASH_AT_END = re.compile(
    rf"(?<![A-Za-z])(?:{_FAMILIES})(?:\d{{2}})?\s?(?:[/／]\s?T)?\s?\d{{2,6}}(?:[.．]\d{{1,3}})*(?P<dash>[一―－ー_~])$"
)
_YEAR_FIRST = re.compile(r"(?:19|20)\d{2}(?![\d年.])")


def with_year_dashes(lines: Sequence[tuple[Place, ReadLine]]) -> list[tuple[Place, ReadLine]]:
    """``lines`` of a page with the dash of a number whose year stands at the beginning of the next line."""
    settled = list(lines)
    for i, (place, line) in enumerate(lines):
        if not _DASH_AT_END.search(line.text):
            continue
        below = [other for other in lines if other[0].top > (place.top + place.bottom) / 2 and other[0].left < place.right]
        nearest = min(below, key=lambda other: (other[0].top - place.bottom, other[0].left), default=None)
        if nearest is not None and _YEAR_FIRST.match(nearest[1].text):
            settled[i] = (place, replace(line, text=_replaced(_DASH_AT_END, "dash", "—", line.text)))
    return settled


def _replaced(pattern: re.Pattern[str], group: str, by: str, text: str) -> str:
    chars = list(text)
    for match in pattern.finditer(text):
        for position in range(*match.span(group)):
            chars[position] = by
    return "".join(chars)
