"""Ranges of parts: "GB 5085.1~3", "GB/T 5161.1～5161.17", "GB 5085.1～GB 5085.3" name every part between."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.identifiers import StandardNumber, fold

_MOST = 60
"""More parts than this in one range is a misreading."""
_RANGE = re.compile(
    r"\s*[~～至]\s*(?:(?:[A-Z]{1,4}\s*(?:/\s*[A-Z]{1,2})?\s*)?(?P<base>\d+)\s?\.\s?)?\.?(?P<last>\d{1,3})(?![\d.])(?:\s*-\s*(?P<year>(?:19|20)\d\d))?"
)
_DASHED = re.compile(r"\.(?P<first>\d{1,2})\s*-\s*(?P<last>\d\d?)$")


def parts_between(number: StandardNumber, text: str, start: int, end: int) -> tuple[tuple[StandardNumber, ...], int]:
    """The parts that a range names, ``number`` standing at text[start:end] as its first, and where the range ends.

    One number, at its own end, where no range follows. A year behind the last part is that of all.

    >>> from kg.identifiers import find_numbers
    >>> def parts(text):
    ...     number, start, end = next(iter(find_numbers(text)))
    ...     return [n.canonical for n in parts_between(number, text, start, end)[0]]
    >>> parts("GB 5085.1～3 危险废物鉴别标准")
    ['GB 5085.1', 'GB 5085.2', 'GB 5085.3']
    >>> parts("GB/T 15555.11~15555.12-1995")
    ['GB/T 15555.11-1995', 'GB/T 15555.12-1995']
    >>> parts("GB/T 15555.1-12 固体废物")[-1], parts("GB 3838-88"), parts("GB/T 1.1")
    ('GB/T 15555.12', ['GB 3838-1988'], ['GB/T 1.1'])
    """
    alone = (number,), end
    first = number.part or ""
    if not first.isdigit():
        return alone
    folded = fold(text)
    year = number.year
    # ".1-12" is no part 1 of 2012: two digits of a year were last printed in the nineties.
    if dashed := _DASHED.search(folded[start:end]):
        if int(dashed["last"]) > 48 or int(dashed["last"]) <= int(first):
            return alone
        last, year, stop = int(dashed["last"]), None, end
    elif (match := _RANGE.match(folded, end)) and match["base"] in (None, number.serial):
        last, stop = int(match["last"]), match.end()
        year = int(match["year"]) if match["year"] else year
    else:
        return alone
    if not int(first) < last < int(first) + _MOST:
        return alone
    return tuple(replace(number, part=str(part), year=year) for part in range(int(first), last + 1)), stop
