"""编号识别: every standard number in a running text, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.identifiers import patterns
from kg.identifiers.folding import fold
from kg.identifiers.number import StandardNumber
from kg.identifiers.reading import number_in

_ALL_PARTS: Final = re.compile(r"\s{0,2}\(?\s{0,2}的?(?:(?:所有|全部|各)部分|系列|\(?\s{0,2}[Aa]ll\s+parts)")
_AMOUNT: Final = re.compile(r"\d\s{0,2}$")
_LEAST_BARE: Final = 100


def find_numbers(text: str, *, unknown: bool = False) -> Iterator[tuple[StandardNumber, int, int]]:
    """Every standard number in ``text`` with its span [start, end) in it, in order, never overlapping.

    Codes that no list holds are found where a T or Z and a year make them a standard ("XX/T 123-2019"); with ``unknown``,
    in lists of references, also "XX/T 123" and "ABC 1234-2008". Both have ``family_known`` False.

    >>> [str(n) for n, _, _ in find_numbers("按 GB/T 19001—2016/ISO 9001:2015 和ＪＪＧ（交通）096-2009执行")]
    ['GB/T 19001-2016', 'ISO 9001:2015', 'JJG(交通) 096-2009']
    >>> [str(n) for n, _, _ in find_numbers("型号 ABC 1234-2008")], [str(n) for n, _, _ in find_numbers("ABC 1234-2008", unknown=True)]
    ([], ['ABC 1234-2008'])
    """
    folded = fold(text)
    position = 0
    while (candidate := patterns.CANDIDATE.search(folded, position)) is not None:
        start, position = candidate.start(), candidate.end()
        head = candidate[0][:2] if len(candidate[0]) > 1 else candidate[0] + "/"
        found = _longest(folded, start, patterns.BY_FIRST_LETTERS.get(head, ()))
        number = number_in(found) if found is not None else None
        if found is None:
            found, number = _unlisted(folded, start, unknown)
        if found is None or number is None or _is_something_else(number, folded, start):
            continue
        position = found.end()
        yield number, start, position


def _longest(folded: str, start: int, expressions: tuple[re.Pattern[str], ...]) -> re.Match[str] | None:
    found: re.Match[str] | None = None
    for expression in expressions:
        match = expression.match(folded, start)
        if match is not None and (found is None or match.end() > found.end()):
            found = match
    return found


def _unlisted(folded: str, start: int, unknown: bool) -> tuple[re.Match[str] | None, StandardNumber | None]:
    if lettered := patterns.UNKNOWN_LETTERED.match(folded, start):
        if unknown or lettered["year"]:
            return lettered, number_in(lettered)
    elif unknown and (bare := patterns.UNKNOWN_BARE.match(folded, start)):
        return bare, number_in(bare)
    return None, None


def _is_something_else(number: StandardNumber, folded: str, start: int) -> bool:
    """Memory and committees, not standards: "16 GB 2 条", "ISO/IEC JTC 1/SC 27"."""
    if number.year is not None or not number.serial.isdigit() or int(number.serial) >= _LEAST_BARE:
        return False
    if number.prefix in ("GB", "TB"):
        return _AMOUNT.search(folded, max(start - 4, 0), start) is not None
    return number.prefix == "SC" and folded[max(start - 1, 0) : start] == "/"


def says_all_parts(text: str, end: int) -> bool:
    """所有部分: whether the words behind a number widen it to all its parts.

    >>> says_all_parts("GB/T 5750（所有部分）", 9), says_all_parts("GB/T 5750系列标准", 9)
    (True, True)
    """
    return _ALL_PARTS.match(fold(text[end : end + 20])) is not None
