"""Tables without vertical rules: columns found in the white space, rows in the baselines (三线表, 无框表)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.page import Rule
from ingest.readers.page_grid import Grid, Span
from ingest.readers.page_print import PrintedLine

_WORD_GAP = 0.7
"""Characters nearer than this (in em) belong to one cell."""
_COLUMN_GAP = 0.8
_STRAY = 0.1
"""The share of lines that may reach over a column's gap: a note, a heading within the table."""


_ROW_GAP = 1.2
"""Lines of neighbouring rows are at least this many times as far apart as lines of one cell, where rows are told by their space."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line that stand together: left and right edge, baseline, size."""

    x0: float
    x1: float
    base: float
    size: float


def pieces_of(line: PrintedLine, left: float, right: float, em: float) -> list[Piece]:
    """The parts of a line between ``left`` and ``right`` that wide blanks set apart."""
    found: list[Piece] = []
    size = line.line.size or em
    for char in line.chars:
        if not left <= (char.x0 + char.x1) / 2 <= right:
            continue
        if found and char.x0 - found[-1].x1 < _WORD_GAP * em:
            found[-1] = Piece(found[-1].x0, max(found[-1].x1, char.x1), line.base, size)
        else:
            found.append(Piece(char.x0, char.x1, line.base, size))
    return found


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
    head_ys, head_spans = _head(heads, xs, top, head, [rule for rule in level if head is not None and rule.y0 > head + 0.5 * em], em)
    ys = [*head_ys, *(_above(body, start, em, head, top) for start in starts), bottom]
    rows = len(head_ys)
    spans = [*head_spans]
    for row in range(rows, len(ys) - 1):
        spans += [Span(row, column, row + 1, column + 1) for column in range(len(xs) - 1)]
    return Grid(tuple(xs), tuple(ys), tuple(spans)), rows


def _columns(piece: Piece, xs: Sequence[float]) -> tuple[int, int]:
    """First and last column that a piece reaches into by more than a quarter of itself or of the column."""
    reached = []
    for column in range(len(xs) - 1):
        shared = min(piece.x1, xs[column + 1]) - max(piece.x0, xs[column])
        if shared > 0.25 * min(piece.x1 - piece.x0, xs[column + 1] - xs[column]):
            reached.append(column)
    return (reached[0], reached[-1]) if reached else (0, 0)


def _row_starts(body: Sequence[Sequence[Piece]], xs: Sequence[float], em: float, rules: Sequence[float]) -> list[int]:
    """Indexes of the lines that begin a row: something in the first column, or in most columns, or a rule above."""
    filled = [{column for piece in pieces for column in range(_columns(piece, xs)[0], _columns(piece, xs)[1] + 1)} for pieces in body]
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
        for column in {_columns(piece, xs)[0] for piece in pieces}:
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


def _head(
    heads: Sequence[Sequence[Piece]], xs: Sequence[float], top: float, head: float | None, partial: Sequence[Rule], em: float
) -> tuple[list[float], list[Span]]:
    """Upper edges of the head's rows, and its cells: a rule that is shorter than the table divides what it lies under."""
    columns = len(xs) - 1
    if head is None or not heads:
        return [], []
    levels = sorted({round(rule.y0, 1) for rule in partial}, reverse=True)
    ys = [top, *levels]
    rows = len(ys)
    covered = [[False] * columns for _ in range(rows)]  # row edge below row r is ruled over column c
    together: dict[tuple[int, int], int] = {}  # row and first column above a rule -> the last column that it covers
    for rule in partial:
        row = levels.index(round(rule.y0, 1))
        for column in range(columns):
            if min(rule.x1, xs[column + 1]) - max(rule.x0, xs[column]) > 0.5 * (xs[column + 1] - xs[column]) - 0.5 * em:
                covered[row][column] = True
        own = [column for column in range(columns) if covered[row][column] and rule.x0 < (xs[column] + xs[column + 1]) / 2 < rule.x1]
        if own:
            together |= {(row, first): last for first, last in _shared(_over(heads, rule, ys[row]), own, xs)}
    spans: list[Span] = []
    taken = [[False] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            bottom = row + 1
            while bottom < rows and not covered[bottom - 1][column]:
                bottom += 1
            right = column + 1
            wide = max(_reach(heads, xs, ys, row, bottom, head, column), together.get((bottom - 1, column), 0))
            while right < columns and right <= wide and not taken[row][right] and _bottom(covered, row, right, rows) == bottom:
                right += 1
            spans.append(Span(row, column, bottom, right))
            for r in range(row, bottom):
                for c in range(column, right):
                    taken[r][c] = True
    return ys, spans


def _over(heads: Sequence[Sequence[Piece]], rule: Rule, high: float) -> list[tuple[float, float]]:
    """Left and right edges of the words that stand between a rule and height ``high``, those above each other as one, left to right."""
    found: list[tuple[float, float]] = []
    inside = [p for pieces in heads for p in pieces if rule.y0 < p.base + 0.3 * p.size < high and rule.x0 < (p.x0 + p.x1) / 2 < rule.x1]
    for piece in sorted(inside, key=lambda piece: piece.x0):
        if found and piece.x0 < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], piece.x1))
        else:
            found.append((piece.x0, piece.x1))
    return found


def _shared(words: Sequence[tuple[float, float]], own: Sequence[int], xs: Sequence[float]) -> list[tuple[int, int]]:
    """First and last of the columns ``own`` that each of the ``words`` over one rule heads: rules of neighbours may touch.

    Words stand in the middle of the columns they head: the division that puts them nearest to it is taken.
    """
    if not 1 < len(words) <= len(own):
        return [(own[0], own[-1])]
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {(0, 0): (0.0, [])}
    for k, (left, right) in enumerate(words):
        for end in range(k + 1, len(own) - (len(words) - k - 1) + 1):
            choices = []
            for begin in range(k, end):
                if (k, begin) in best:
                    off = abs((xs[own[begin]] + xs[own[end - 1] + 1]) / 2 - (left + right) / 2)
                    distance, groups = best[k, begin]
                    choices.append((distance + off, [*groups, (own[begin], own[end - 1])]))
            if choices:
                best[k + 1, end] = min(choices)
    return best[len(words), len(own)][1]


def _bottom(covered: Sequence[Sequence[bool]], row: int, column: int, rows: int) -> int:
    bottom = row + 1
    while bottom < rows and not covered[bottom - 1][column]:
        bottom += 1
    return bottom


def _reach(
    heads: Sequence[Sequence[Piece]], xs: Sequence[float], ys: Sequence[float], row: int, bottom: int, head: float, column: int
) -> int:
    """The last column that words of the head standing in ``column`` reach into."""
    high, low = ys[row], ys[bottom] if bottom < len(ys) else head
    reach = column
    for pieces in heads:
        for piece in pieces:
            if low <= piece.base + 0.3 * piece.size <= high:
                first, last = _columns(piece, xs)
                if first <= column <= last:
                    reach = max(reach, last)
    return reach
