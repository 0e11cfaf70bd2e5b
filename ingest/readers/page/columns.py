"""Tables without vertical rules: columns found in the white space, rows in the baselines (三线表, 无框表)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.page.grid import Grid, Span
from ingest.readers.page.heads import open_head
from ingest.readers.page.page import Rule
from ingest.readers.page.pieces import Piece, columns_of, pieces_of
from ingest.readers.page.print import PrintedLine

_COLUMN_GAP = 0.8
_STRAY = 0.1
"""The share of lines that may reach over a column's gap: a note, a heading within the table."""


_ROW_GAP = 1.2
"""Lines of neighbouring rows are at least this many times as far apart as lines of one cell, where rows are told by their space."""


def column_edges(lines: Sequence[Sequence[Piece]], left: float, right: float, em: float) -> list[float]:
    """Edges of the columns that ``lines`` keep, ``left`` and ``right`` with them; two edges where there is one column."""
    events: list[tuple[float, int]] = []
    for pieces in lines:
        for piece in pieces:
            events += [(piece.x0, 1), (piece.x1, -1)]
    events.sort()
    allowed = int(_STRAY * len(lines))
    edges = [left]
    depth, open_since = 0, None
    for x, step in events:
        if depth <= allowed and depth + step > allowed and open_since is not None:
            if x - open_since >= _COLUMN_GAP * em:
                edges.append((open_since + x) / 2)
            open_since = None
        if depth > allowed and depth + step <= allowed:
            open_since = x
        depth += step
    return [*edges, right]


def open_grid(
    lines: Sequence[PrintedLine], left: float, right: float, top: float, bottom: float, em: float, level: Sequence[Rule], head: float | None
) -> tuple[Grid, int] | None:
    """The grid of a table without vertical rules, and how many of its rows are its head (0 where nothing says).

    ``level`` are the horizontal rules within; ``head`` is the height of the one below the head. None where
    the lines keep no columns.
    """
    cut = [pieces_of(line, left, right, em) for line in lines]
    body = [pieces for pieces in cut if pieces and (head is None or pieces[0].base < head)]
    heads = [pieces for pieces in cut if pieces and head is not None and pieces[0].base >= head]
    several = sum(len(pieces) > 1 for pieces in body)
    if not body or several < max(1, 0.5 * len(body)):
        return None
    xs = column_edges(body, left, right, em)
    if len(xs) < 3:
        return None
    starts = _row_starts(body, xs, em, [rule.y0 for rule in level])
    if len(starts) + bool(heads) < 2:
        return None
    head_ys, head_spans = open_head(heads, xs, top, head, [rule for rule in level if head is not None and rule.y0 > head + 0.5 * em], em)
    ys = [*head_ys, *(_above(body, start, em, head, top) for start in starts), bottom]
    rows = len(head_ys)
    spans = [*head_spans]
    for row in range(rows, len(ys) - 1):
        spans += [Span(row, column, row + 1, column + 1) for column in range(len(xs) - 1)]
    return Grid(tuple(xs), tuple(ys), tuple(spans)), rows


def _row_starts(body: Sequence[Sequence[Piece]], xs: Sequence[float], em: float, rules: Sequence[float]) -> list[int]:
    """Indexes of the lines that begin a row: something in the first column, or in most columns, or a rule above."""
    filled = [{column for piece in pieces for column in range(columns_of(piece, xs)[0], columns_of(piece, xs)[1] + 1)} for pieces in body]
    columns = len(xs) - 1
    if not any(body[-1][0].base < y < body[0][0].base for y in rules) and (spaced := _spaced_rows(body, xs, em)):
        return spaced
    starts = [0]
    for k in range(1, len(body)):
        between = any(body[k][0].base < y < body[k - 1][0].base for y in rules)
        gap = body[k - 1][0].base - body[k][0].base
        if gap < 0.6 * em:
            continue  # one line whose cells are set a little higher and lower
        begins = 0 in filled[k] and (0 in filled[starts[-1]] or k - starts[-1] > 1 or gap > 2 * em)
        if between or begins or len(filled[k]) > 0.6 * columns:
            starts.append(k)
    return starts


def _spaced_rows(body: Sequence[Sequence[Piece]], xs: Sequence[float], em: float) -> list[int]:
    """Indexes of the lines that begin a row where rows stand wider apart than the lines within a cell; empty where they do not.

    Cells may be set in the middle of their row, so that the first column's words begin below those of others.
    """
    lines: list[list[int]] = [[] for _ in range(len(xs) - 1)]
    for k, pieces in enumerate(body):
        for column in {columns_of(piece, xs)[0] for piece in pieces}:
            lines[column].append(k)
    gaps = [body[a][0].base - body[b][0].base for own in lines for a, b in pairwise(own)]
    pitch = min((gap for gap in gaps if gap > 0.8 * em), default=0.0)
    if not any(gap > _ROW_GAP * pitch for gap in gaps):
        return []
    blocks: list[tuple[int, int, int]] = []  # first and last line, column
    for column, own in enumerate(lines):
        for k, index in enumerate(own):
            if k and body[own[k - 1]][0].base - body[index][0].base < _ROW_GAP * pitch:
                blocks[-1] = (blocks[-1][0], index, column)
            else:
                blocks.append((index, index, column))
    blocks.sort()
    rows: list[tuple[int, int, list[int]]] = []
    for first, last, column in blocks:
        if rows and first <= rows[-1][1]:
            rows[-1] = (rows[-1][0], max(rows[-1][1], last), [*rows[-1][2], column])
        else:
            rows.append((first, last, [column]))
    # Each row has its own words in the first column, and no column has two cells in one row.
    sound = all(0 in columns and len(set(columns)) == len(columns) for _, _, columns in rows)
    return [first for first, _, _ in rows] if sound and len(rows) > 1 else []


def _above(body: Sequence[Sequence[Piece]], start: int, em: float, head: float | None, top: float) -> float:
    """The height at which the row of line ``start`` begins."""
    if start == 0:
        return head if head is not None else top
    base, before = body[start][0].base, body[start - 1][0].base
    return (
        max(base + 0.3 * em, min(before - 0.05 * em, base + body[start][0].size + 0.1 * em))
        if before - base > 0.6 * em
        else (base + before) / 2
    )
