"""Cells of a catalogue as facts: days, numbers, classes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from kg.identifiers import StandardNumber, find_numbers, fold

_DAY: Final = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*[-./年]\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*日?(?:[ T]\d{1,2}:\d\d.*)?"
)
_COMPACT: Final = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_SERIAL: Final = re.compile(r"\d{5}(?:\.0+)?")
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of Excel's serial numbers, which count a 29 February 1900 that never was."""
_BETWEEN: Final = re.compile(r"[\s;；、,，/和及与]*")
_NOTHING: Final = frozenset({"", "-", "--", "—", "——", "/", "无", "暂无", "none", "null", "n/a", "nan", "0000-00-00"})

DEGREES: Final = {"IDT": "IDT", "MOD": "MOD", "NEQ": "NEQ", "等同": "IDT", "修改": "MOD", "非等效": "NEQ", "等同采用": "IDT", "修改采用": "MOD", "EQV": "MOD", "等效": "MOD"}  # fmt: skip


def is_nothing(cell: str) -> bool:
    """Whether the cell says that there is nothing (empty, a dash, 无).

    >>> is_nothing(" — "), is_nothing("现行")
    (True, False)
    """
    return fold(cell).strip().lower() in _NOTHING or not cell.strip("-—–/ ")


def day_of(cell: str) -> date | None:
    """The day that the cell names, in any usual form; None for a month, a year, or no day that ever was.

    >>> [str(day_of(c)) for c in ("2014-05-16", "2014.5.16", "2014年5月16日", "20140516", "41775", "2014-05", "2014-13-01")]
    ['2014-05-16', '2014-05-16', '2014-05-16', '2014-05-16', '2014-05-16', 'None', 'None']
    """
    text = fold(cell).strip()
    if match := _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
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
    """
    found: list[tuple[StandardNumber, int, int, bool]] = []
    rest: list[str] = []
    position = 0
    spans = list(find_numbers(cell))
    everywhere = re.match(r"\s*部分代替", cell) is not None
    for i, (number, start, end) in enumerate(spans):
        following = cell[end : spans[i + 1][1] if i + 1 < len(spans) else len(cell)]
        partial = everywhere or re.match(r"\s*[（(]?\s*(?:部分(?:代替|内容|替代)?|partly|in part)", following) is not None
        found.append((number, start, end, partial))
        rest.append(cell[position:start])
        position = end
    rest.append(cell[position:])
    left = " ".join(re.sub(r"[（(]?\s*(?:部分(?:代替|内容|替代)?|全部代替|代替|partly|in part)\s*[)）]?", "", part) for part in rest)
    return found, "" if _BETWEEN.fullmatch(left) else left.strip(" ;；、,，")


def classes_of(cell: str) -> list[str]:
    """Codes of a cell that may hold several.

    >>> classes_of("13.040.40; 27.060.30"), classes_of("Z 60"), classes_of("N12,J88")
    (['13.040.40', '27.060.30'], ['Z 60'], ['N12', 'J88'])
    """
    return [part.strip() for part in re.split(r"[;；,，、\n]", fold(cell)) if part.strip()]
