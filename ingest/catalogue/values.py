"""Cells of a catalogue as facts: days, numbers, classes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from kg.identifiers import StandardNumber, find_numbers, fold

_DAY: Final = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*[-./年]\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[ T](?P<time>\d{1,2}:\d\d[\d:.]*)\s*(?P<zone>Z|[+-]\d\d:?\d\d)?|\s*起?(?:发布|批准|实施|施行|执行|废止)?)"
)
_COMPACT: Final = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_SERIAL: Final = re.compile(r"\d{5}(?:\.0+)?")
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of Excel's serial numbers, which count a 29 February 1900 that never was."""
_BETWEEN: Final = re.compile(r"[\s;；、,，/和及与]*")
_NOTHING: Final = frozenset({"", "-", "--", "—", "——", "/", "无", "暂无", "none", "null", "n/a", "nan", "0000-00-00"})
_LONGEST_NOTHING: Final = 12
_REMEMBERED: Final = 4096
"""Days and words of status recur in a catalogue: it lists a few thousand days in a hundred thousand rows."""

_DEGREE: Final = re.compile(r"(?<![A-Za-z])(?:IDT|MOD|NEQ|EQV)(?![A-Za-z])|非等效|等同|修改(?!单)|等效", re.IGNORECASE)
_DEGREES: Final = {"EQV": "MOD", "等同": "IDT", "修改": "MOD", "等效": "MOD", "非等效": "NEQ"}


@lru_cache(_REMEMBERED)
def is_nothing(cell: str) -> bool:
    """Whether the cell says that there is nothing (empty, a dash, 无).

    >>> is_nothing(" — "), is_nothing("现行")
    (True, False)
    """
    return len(cell) <= _LONGEST_NOTHING and (fold(cell).strip().lower() in _NOTHING or not cell.strip("-—–/ "))


@lru_cache(_REMEMBERED)
def day_of(cell: str) -> date | None:
    """The day that the cell names, in any usual form; None for a month, a year, or no day that ever was.

    >>> [str(day_of(c)) for c in ("2014-05-16", "2014.5.16", "2014年5月16日", "20140516", "41775", "2014-05", "2014-13-01")]
    ['2014-05-16', '2014-05-16', '2014-05-16', '2014-05-16', '2014-05-16', 'None', 'None']
    """
    text = fold(cell).strip()
    if match := _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
        said = match.groupdict()
        # Portals store Chinese midnights as 16:00 UTC of the day before: which day is meant cannot be told.
        if said.get("zone") not in (None, "+08:00", "+0800") and (said.get("time") or "").strip("0:."):
            return None
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            return None
    if _SERIAL.fullmatch(text) and 14000 < float(text) < 60000:
        return _EPOCH + timedelta(days=int(float(text)))
    return None


def numbers_of(cell: str) -> tuple[list[tuple[StandardNumber, int, int, bool]], str]:
    """([(number, start, end, only a part of it is meant)], what else stands in the cell).

    >>> found, rest = numbers_of("GB 21252-2013；GB 30181-2013（部分代替）")
    >>> [(n.canonical, partial) for n, _, _, partial in found], rest
    ([('GB 21252-2013', False), ('GB 30181-2013', True)], '')
    >>> [partial for _, _, _, partial in numbers_of("代替 GB 1-1990；部分代替 GB 2-1990、GB 3-1990；代替 GB 4-1990")[0]]
    [False, True, True, False]
    """
    found: list[tuple[StandardNumber, int, int, bool]] = []
    rest: list[str] = []
    position = 0
    spans = list(find_numbers(cell))
    # "部分代替" before a number holds for those behind it too, until a plain 代替.
    in_part = False
    for i, (number, start, end) in enumerate(spans):
        following = cell[end : spans[i + 1][1] if i + 1 < len(spans) else len(cell)]
        if word := re.search(r"(部分)?(?:代替|替代)\s*[:：]?\s*$", cell[position:start]):
            in_part = word[1] is not None
        partial = in_part or re.match(r"\s*[（(]?\s*(?:部分(?:代替|内容|替代)?|partly|in part)", following) is not None
        found.append((number, start, end, partial))
        rest.append(cell[position:start])
        position = end
    rest.append(cell[position:])
    left = " ".join(re.sub(r"[（(]?\s*(?:部分(?:代替|内容|替代)?|全部代替|代替|partly|in part)\s*[)）]?", "", part) for part in rest)
    return found, "" if _BETWEEN.fullmatch(left) else left.strip(" ;；、,，")


def degrees_of(cell: str) -> list[str]:
    """The degrees of adoption that the cell names, in their order (GB/T 20000.2-2009, 4; 等效 of older lists is MOD).

    >>> degrees_of("ISO 1:2000,IDT;IEC 2:2001（修改采用）"), degrees_of("非等效采用"), degrees_of("第1号修改单")
    (['IDT', 'MOD'], ['NEQ'], [])
    """
    words = [match[0].upper() for match in _DEGREE.finditer(fold(cell))]
    return [_DEGREES.get(word, word) for word in words]


def degrees_beside(cell: str, spans: Sequence[tuple[int, int]]) -> list[str | None]:
    """The degree of each of the numbers at ``spans``, by what stands beside it; None where that cannot be told.

    >>> degrees_beside("ISO 1:2000,IDT;IEC 2:2001,MOD", [(0, 10), (15, 25)]), degrees_beside("idt ISO 9001:2015", [(4, 17)])
    (['IDT', 'MOD'], ['IDT'])
    """
    ends = [start for start, _ in spans[1:]] + [len(cell)]
    after = [degrees_of(cell[end:stop]) for (_, end), stop in zip(spans, ends, strict=True)]
    lead = degrees_of(cell[: spans[0][0]]) if spans else []
    if lead:
        # The degree stands before each number: what follows one belongs to the next.
        after = [lead, *after[:-1]] if not (after and after[-1]) else [[] for _ in spans]
    return [found[0] if len(set(found)) == 1 else None for found in after]


def classes_of(cell: str) -> list[str]:
    """Codes of a cell that may hold several.

    >>> classes_of("13.040.40; 27.060.30"), classes_of("Z 60"), classes_of("N12,J88")
    (['13.040.40', '27.060.30'], ['Z 60'], ['N12', 'J88'])
    """
    return [part.strip() for part in re.split(r"[;；,，、\n]", fold(cell)) if part.strip()]
