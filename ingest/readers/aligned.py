"""纯文本中的表: rows under a caption whose cells are set apart by tabs, or by blanks that stand below each other.

Only where the columns are beyond doubt: a block that does not line up stays lines, since a value in the wrong column is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.assembly import Cell, is_caption

_UNIT_LINE = re.compile(r"[（(]?\s*单\s*位\s*[:：为].{0,30}|[（(][^（()）]{1,20}[)）]")
_GAP = re.compile(r"\t+|[ \u3000]{2,}")
_ENDS = re.compile(r"\s*(?:注\s*\d*\s*[:：]|[a-z][)）]\s|续\s*表|表\s*[A-Z]?[.．]?\d|第\s*[\d一二三四五六七八九十]+\s*[章条])")
_LONGEST_CELL = 60
_MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class _Segment:
    """A run of characters without a gap, and its extent in columns of the screen (an ideograph covers two)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a page: plain ones (``rows`` empty), or those of a table with its rows of cells."""

    lines: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()


def blocks_of(lines: Sequence[str]) -> Iterator[Block]:
    """The lines of a page, blank ones included, taken apart into plain lines and tables."""
    plain: list[str] = []
    i = 0
    while i < len(lines):
        plain.append(lines[i])
        i += 1
        if not is_caption(lines[i - 1]):
            continue
        first = i
        while first < min(i + 3, len(lines)) and (not lines[first].strip() or _UNIT_LINE.fullmatch(lines[first].strip())):
            first += 1
        last = first
        while last < min(first + _MOST_ROWS, len(lines)) and _is_row(lines[last], last > first):
            last += 1
        if rows := _rows(lines[first:last]):
            yield Block((*plain, *lines[i:first]))
            yield Block(tuple(lines[first:last]), rows)
            plain, i = [], last
    if plain:
        yield Block(tuple(plain))


def _is_row(line: str, inside: bool) -> bool:
    """Whether a line has cells. Within a table one cell alone, set in, belongs to a column further right."""
    if not line.strip() or _ENDS.match(line) or "。" in line:
        return False
    segments = _segments(line)
    return len(segments) > 1 or (inside and ("\t" in line or segments[0].start > 1))


def _rows(lines: Sequence[str]) -> tuple[tuple[Cell, ...], ...]:
    """The cells of each row; empty where the columns are in doubt."""
    split = [_segments(line) for line in lines]
    if len(split) < 2 or any(len(segment.text) > _LONGEST_CELL for row in split for segment in row):
        return ()
    if all("\t" in line.strip() for line in lines):
        # Two tabs behind each other are an empty cell; a line that has fewer cells than the others leaves its columns open.
        parts = [line.strip("\n").split("\t") for line in lines]
        if len({len(row) for row in parts}) == 1:
            return tuple(tuple(Cell(part.strip()) for part in row) for row in parts)
        return ()
    columns = _columns(split)
    if columns is None:
        return ()
    rows = [_placed(row, columns) for row in split]
    return () if any(row is None for row in rows) else tuple(row for row in rows if row is not None)


def _segments(line: str) -> list[_Segment]:
    found: list[_Segment] = []
    place, width = 0, 0
    for gap in (*_GAP.finditer(line), None):
        text = line[place : gap.start() if gap else len(line)]
        start, width = width, width + _width(text)
        if text.strip():
            lead = len(text) - len(text.lstrip())
            found.append(_Segment(text.strip(), start + lead, start + _width(text.rstrip())))
        if gap:
            width += _width(gap[0])
            place = gap.end()
    return found


def _width(text: str) -> int:
    return sum(8 if char == "\t" else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _columns(rows: Sequence[Sequence[_Segment]]) -> list[tuple[int, int]] | None:
    """The extents of the columns, from the rows with the most cells; None where these do not stand below each other."""
    most = max(len(row) for row in rows)
    full = [row for row in rows if len(row) == most]
    if most < 2 or len(full) < 2:
        return None
    extents = [(min(row[j].start for row in full), max(row[j].end for row in full)) for j in range(most)]
    # No cell of a full row reaches over where its neighbour begins in another.
    if any(left[1] > right[0] for left, right in pairwise(extents)):
        return None
    return extents


def _placed(row: Sequence[_Segment], columns: Sequence[tuple[int, int]]) -> tuple[Cell, ...] | None:
    """The cells of a row in their columns; a heading over several columns covers them. None where a cell lies between two."""
    cells: list[Cell] = []
    for segment in row:
        covered = [j for j, (start, end) in enumerate(columns) if segment.start < end and start < segment.end]
        if not covered or covered[0] < sum(cell.columns for cell in cells):
            return None
        cells += [Cell("")] * (covered[0] - sum(cell.columns for cell in cells))
        cells.append(Cell(segment.text, columns=len(covered)))
    return tuple(cells)
