"""标准编号 in a query: in any spelling, as bare digits, and with the slips of fingers and of scanned pages.

A number that nobody knows is no reason to guess in silence: what is near is offered. Only where one known work alone has just these
digits is it taken (GB/T 13271 for GB 13271), and the answer says so. Cost does not grow with the number of works: candidates are made
from the digits typed, and each is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kg.identifiers import StandardNumber, find_numbers
from kg.identifiers.families import INDUSTRY_CODES
from search_api.query.understood import DidYouMean

Known = Callable[[StandardNumber], bool]
"""Whether the graph knows a work (undated) or an edition (dated)."""

MOST_OFFERED: Final = 3
_ASCII_UPPER: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_BARE: Final = re.compile(r"\s*(?P<serial>\d{3,6})(?:\.(?P<part>\d{1,3}))?(?:\s*[-‐‑–—－]\s*(?P<year>(?:19|20)\d\d))?\s*")
BARE_PREFIXES: Final = ("GB", "GB/T", "HJ", "JJG", "JJF", "GB/Z", "GBZ")
"""Prefixes under which digits alone are looked for."""
_PREFIXES: Final = (*BARE_PREFIXES, "GBZ/T", "TSG", *(code + mark for code in sorted(INDUSTRY_CODES) for mark in ("", "/T")))
_LOOSE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<prefix>[A-Z0-9]{2,4}(?:\s?[/\\_-]\s?[A-Z1]{1,2})?)(?P<mark>\s?-?\s?)"
    r"(?P<serial>[0-9OIL|]{3,6}(?:\.[0-9OIL|]{1,3})?)(?P<year>\s?[-‐‑–—－]\s?[0-9OIL|]{4})?(?![A-Za-z0-9])"
)
_LETTER_FOR_DIGIT: Final = str.maketrans({"8": "B", "6": "G", "0": "O", "1": "T"})
_DIGIT_FOR_LETTER: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "|": "1", "Z": "2", "S": "5", "B": "8"})
_SWAPPED: Final = {"BG": "GB", "BG/T": "GB/T", "BGT": "GB/T", "JGG": "JJG", "JFF": "JJF"}
_PART_BEHIND: Final = re.compile(r"\s*的?\s*第\s*(\d{1,3})\s*部分")
_LONGEST: Final = 10


@dataclass(frozen=True, slots=True)
class NumberAt:
    """A number at [start, end) of a query."""

    number: StandardNumber
    start: int
    end: int
    mended: bool = False
    """Whether digits and letters were confused in what was typed."""


def numbers_in(query: str) -> list[NumberAt]:
    """Every number in ``query``, in any case.

    >>> [str(at.number) for at in numbers_in("gbt28181 和 jjg539")]
    ['GB/T 28181', 'JJG 539']
    """
    return [NumberAt(*found) for found in find_numbers(query.translate(_ASCII_UPPER))]


def bare_number(query: str) -> tuple[str, int | None] | None:
    """(serial with part, year) where the query is digits only."""
    bare = _BARE.fullmatch(query)
    if bare is None:
        return None
    return bare["serial"] + (f".{bare['part']}" if bare["part"] else ""), int(bare["year"]) if bare["year"] else None


def misread_in(query: str) -> Iterator[NumberAt]:
    """Numbers in which digits and letters were confused: "G8 13271", "GB l3271", "GB 13O71"."""
    for match in _LOOSE.finditer(query.translate(_ASCII_UPPER)):
        prefix = match["prefix"].translate(_LETTER_FOR_DIGIT)
        prefix = _SWAPPED.get(prefix, prefix)
        digits = (match["serial"] + (match["year"] or "")).translate(_DIGIT_FOR_LETTER)
        fixed = f"{prefix} {digits}"
        if (prefix, digits) == (match["prefix"], match["serial"] + (match["year"] or "")):
            continue
        number = StandardNumber.parse_or_none(fixed)
        if number is not None and number.prefix in _KNOWN_PREFIXES:
            yield NumberAt(number, match.start(), match.end())


_KNOWN_PREFIXES: Final = frozenset(_PREFIXES)


def read_numbers(text: str, known: Known | None) -> tuple[list[NumberAt], list[DidYouMean]]:
    """(the numbers to search for, what is offered or was taken for those that nobody knows); without ``known`` as they are typed."""
    if known is None:
        return numbers_in(text), []
    misread = list(misread_in(text))
    kept: list[NumberAt] = []
    guesses: list[DidYouMean] = []
    for at in numbers_in(text):
        # Digits and letters confused are read in one piece or not at all.
        if any(at.start < other.end and other.start < at.end for other in misread):
            continue
        at = _with_part(at, text, known)
        near = [] if known(at.number.work) else instead_of(at.number, text[at.start : at.end], known)
        guesses += near
        kept.append(replace(at, number=near[0].number) if near and near[0].taken else at)
    for at in misread:
        typed = text[at.start : at.end]
        if known(at.number.work):
            guesses.append(DidYouMean(typed, at.number, "digits and letters confused", taken=True))
            kept.append(replace(at, mended=True))
        else:
            near = instead_of(at.number, typed, known)
            guesses += [DidYouMean(typed, guess.number, f"digits and letters confused; {guess.why}") for guess in near]
    return sorted(kept, key=lambda at: at.start), guesses


def _with_part(at: NumberAt, text: str, known: Known) -> NumberAt:
    """GB 4706 第32部分 is GB 4706.32 where that is known."""
    behind = _PART_BEHIND.match(text, at.end) if at.number.part is None and not at.number.is_dated else None
    number = replace(at.number, part=behind[1]) if behind else at.number
    return NumberAt(number, at.start, behind.end()) if behind and known(number) else at


def instead_of(number: StandardNumber, typed: str, known: Known) -> list[DidYouMean]:
    """What is known and near to a number that is not; a single one ``taken`` where no other prefix has its digits."""
    same_digits = [twin for prefix in _PREFIXES if prefix != number.prefix and known((twin := replace(number, prefix=prefix)).work)]
    if len(same_digits) == 1:
        return [DidYouMean(typed, same_digits[0], "the only one known with these digits", taken=True)]
    offered = {twin.work: DidYouMean(typed, twin, "another prefix") for twin in same_digits}
    for near, why in _near(number, known):
        offered.setdefault(near.work, DidYouMean(typed, near, why))
    return list(offered.values())[:MOST_OFFERED]


def instead_of_bare(bare: tuple[str, int | None], typed: str, known: Known) -> list[DidYouMean]:
    """The same for digits alone; empty where a usual prefix has them, or where they are a year."""
    serial, part = _parts(bare[0])
    if len(bare[0]) < 4 or (part is None and 1950 <= int(serial) <= 2049):
        return []
    numbers = [StandardNumber(prefix, serial, part, bare[1]) for prefix in BARE_PREFIXES]
    if any(known(number.work) for number in numbers):
        return []
    found = [DidYouMean(typed, near, why) for number in numbers[:5] for near, why in _near(number, known, twins=False)]
    return sorted(found, key=lambda guess: _WHY.index(guess.why))[:MOST_OFFERED]


_WHY: Final = ("two digits swapped", "one digit too many", "one digit missing", "one digit wrong")


def _near(number: StandardNumber, known: Known, *, twins: bool = True) -> list[tuple[StandardNumber, str]]:
    """Known numbers one slip away, the likeliest slip first; one whose very edition is known before others."""
    typed = number.serial + (f".{number.part}" if number.part else "")
    if len(typed) > _LONGEST or not re.fullmatch(r"[\d.]+[A-Z]?", typed):
        return []
    prefixes = dict.fromkeys([number.prefix, *([_twin(number.prefix)] if twins else [])])
    found: list[tuple[bool, int, StandardNumber]] = []
    for digits, why in _slips(typed).items():
        serial, part = _parts(digits)
        for prefix in prefixes:
            near = replace(number, prefix=prefix, serial=serial, part=part)
            if known(near.work):
                found.append((near.is_dated and known(near.edition), why, near))
    found.sort(key=lambda one: (not one[0], one[1], one[2].canonical))
    return [(near, _WHY[why]) for _, why, near in found[:MOST_OFFERED]]


def _twin(prefix: str) -> str:
    """GB for GB/T and back: many went from one to the other."""
    return prefix.removesuffix("/T") if prefix.endswith("/T") else f"{prefix}/T"


def _parts(digits: str) -> tuple[str, str | None]:
    serial, _, part = digits.partition(".")
    return serial, part or None


@lru_cache(maxsize=256)
def _slips(typed: str) -> dict[str, int]:
    """Digits that one slip makes into ``typed``, with the index of the slip in `_WHY`."""
    found: dict[str, int] = {}

    def put(digits: str, why: int) -> None:
        if digits != typed and re.fullmatch(r"[1-9]\d{0,5}[A-Z]?(?:\.[1-9]\d{0,2}[A-Z]?)?", digits):
            found[digits] = min(why, found.get(digits, why))

    plain = typed.translate(_DIGIT_FOR_LETTER)
    put(plain, 3)
    for i in range(len(plain)):
        if i + 1 < len(plain):
            put(plain[:i] + plain[i + 1] + plain[i] + plain[i + 2 :], 0)
        put(plain[:i] + plain[i + 1 :], 1)
        for digit in "0123456789":
            put(plain[:i] + digit + plain[i + 1 :], 3)
    for i in range(len(plain) + 1):
        for sign in "0123456789.":
            put(plain[:i] + sign + plain[i:], 2)
    return found
