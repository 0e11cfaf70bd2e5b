"""Ranges and lists: "GB 5085.1~3" names every part between, "HG/T 20592～20635-2009" a range of works."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from kg.identifiers import StandardNumber, fold

_MOST: Final = 60
"""More parts than this in one range is a misreading."""
_LONG: Final = 4
"""Digits from which a serial is none of the amounts that a text is full of."""
_YEAR: Final = r"(?:\s{0,3}-\s{0,3}(?P<year>(?:19|20)\d\d)(?!\d))?"
_PREFIX: Final = r"(?:[A-Z]{1,4}\s{0,3}(?:/\s{0,3}[A-Z]{1,2})?\s{0,3})?"
_RANGE: Final = re.compile(
    rf"\s{{0,3}}(?:[~～至到]\s{{0,3}}(?:{_PREFIX}(?P<base>\d{{1,6}})\s?\.\s?)?\.?|-\s{{0,3}}{_PREFIX}(?P<dashed_base>\d{{1,6}})\.)"
    rf"(?P<last>\d{{1,3}})(?![\d.]){_YEAR}"
)
# ".1-12" is no part 1 of 2012: the grammar leaves what follows a part and cannot be a year.
_DASHED: Final = re.compile(r"\s?-\s?(?P<last>\d\d?)(?![\d.]|\s?-)")
# A list goes on with a point, or says the number again: "5750.4、.5", "5750.4、5750.6". A bare "、2" may be a clause.
_LISTED: Final = re.compile(
    rf"\s{{0,3}}(?:[、,，和及与]|以及)\s{{0,3}}(?:{_PREFIX}(?P<base>\d{{1,6}}))?\.(?P<part>\d{{1,3}})(?![\d.]){_YEAR}"
)
_WORKS: Final = re.compile(
    rf"\s{{0,3}}[~～至到]\s{{0,3}}(?P<prefix>[A-Z]{{1,4}}(?:\s?/\s?[A-Z]{{1,2}})?\s{{0,3}})?(?P<last>\d{{2,6}})(?![\d.%℃年A-Za-z]){_YEAR}"
)
_NEXT: Final = re.compile(
    r"\s{0,3}(?:[、,，和及与]|以及)\s{0,3}(?P<serial>\d{3,6})(?:\.(?P<part>\d{1,3}))?\s{0,3}-\s{0,3}(?P<year>(?:19|20)\d\d)(?![\d年.-])"
)


@dataclass(frozen=True, slots=True)
class WorkRange:
    """标准范围: a range of works by its two ends. What lies between is not listed: serials have gaps."""

    first: StandardNumber
    last: StandardNumber
    end: int
    """Offset in the text behind the range."""


def parts_between(number: StandardNumber, text: str, start: int, end: int) -> tuple[tuple[StandardNumber, ...], int]:
    """The parts that a range or list names, ``number`` standing at text[start:end] as its first, and where that ends.

    One number, at its own end, where none follows. A year behind the last part of a range is that of all.

    >>> from kg.identifiers import find_numbers
    >>> def parts(text):
    ...     number, start, end = next(iter(find_numbers(text)))
    ...     return [n.canonical for n in parts_between(number, text, start, end)[0]]
    >>> parts("GB 5085.1～3 危险废物鉴别标准"), parts("GB 5085.1-3")[-1]
    (['GB 5085.1', 'GB 5085.2', 'GB 5085.3'], 'GB 5085.3')
    >>> parts("GB/T 15555.11~15555.12-1995")
    ['GB/T 15555.11-1995', 'GB/T 15555.12-1995']
    >>> parts("GB/T 15555.1-12 固体废物")[-1], parts("GB 3838-88"), parts("GB/T 1.1")
    ('GB/T 15555.12', ['GB 3838-1988'], ['GB/T 1.1'])
    >>> parts("GB/T 5750.4、5750.6-2023 和 GB/T 5750.8"), parts("GB/T 2423.1、2、3")
    (['GB/T 5750.4', 'GB/T 5750.6-2023', 'GB/T 5750.8'], ['GB/T 2423.1'])
    """
    first = number.part or ""
    if not first.isdigit() or number.amendment is not None:
        return (number,), end
    folded = fold(text)
    named, stop = _range(number, int(first), folded, end)
    while (
        (match := _LISTED.match(folded, stop)) and match["base"] in (None, number.serial) and int(match["part"]) > int(named[-1].part or 0)
    ):
        named.append(replace(number, part=match["part"], year=int(match["year"]) if match["year"] else None))
        stop = match.end()
    return tuple(named), stop


def _range(number: StandardNumber, first: int, folded: str, end: int) -> tuple[list[StandardNumber], int]:
    year = number.year
    if (match := _RANGE.match(folded, end)) and (match["base"] or match["dashed_base"]) in (None, number.serial):
        last, stop = int(match["last"]), match.end()
        year = int(match["year"]) if match["year"] else year
    elif year is None and (match := _DASHED.match(folded, end)):
        last, stop = int(match["last"]), match.end()
    else:
        return [number], end
    if not first < last < first + _MOST:
        return [number], end
    return [replace(number, part=str(part), year=year) for part in range(first, last + 1)], stop


def works_between(number: StandardNumber, text: str, end: int) -> WorkRange | None:
    """The range of works that begins with ``number``, which ends at text[:end]; None where none does.

    >>> from kg.identifiers import find_numbers
    >>> text = "HG/T 20592～20635-2009 钢制管法兰"
    >>> number, _, end = next(find_numbers(text))
    >>> found = works_between(number, text, end)
    >>> found.first.canonical, found.last.canonical, text[found.end :]
    ('HG/T 20592-2009', 'HG/T 20635-2009', ' 钢制管法兰')
    """
    match = _WORKS.match(fold(text), end)
    if match is None or number.part is not None or not number.serial.isdigit() or number.amendment is not None:
        return None
    # "GB 3095 至 2012": an end that is shorter or smaller is no serial of the same series.
    if len(match["last"]) < len(number.serial) or int(match["last"]) <= int(number.serial):
        return None
    if match["prefix"] and re.sub(r"\s+", "", match["prefix"]) != number.prefix:
        return None
    if not match["prefix"] and not match["year"] and len(number.serial) < _LONG:
        return None  # "HJ 57 至 100" may be an amount
    year = int(match["year"]) if match["year"] else None
    return WorkRange(replace(number, year=number.year or year), replace(number, serial=match["last"], year=year), match.end())


def numbers_behind(number: StandardNumber, text: str, end: int) -> list[tuple[StandardNumber, int, int]]:
    """What a list goes on with under the prefix of ``number``, each with its span: only numbers that print their year.

    Without a year "24001" behind a comma may be anything; a number missed is better than a number made up.

    >>> from kg.identifiers import find_numbers
    >>> text = "GB/T 19001-2016、24001-2016 和 45001-2020，共 3000 份"
    >>> number, _, end = next(find_numbers(text))
    >>> [n.canonical for n, _, _ in numbers_behind(number, text, end)]
    ['GB/T 24001-2016', 'GB/T 45001-2020']
    """
    folded = fold(text)
    found: list[tuple[StandardNumber, int, int]] = []
    while match := _NEXT.match(folded, end):
        end = match.end()
        found.append((StandardNumber(number.prefix, match["serial"], match["part"], int(match["year"])), match.start("serial"), end))
    return found
