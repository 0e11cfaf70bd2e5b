"""The head of a table without vertical rules: which columns its words stand over, by short rules and by places."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.readers.page.grid import Span
from ingest.readers.page.page import Rule
from ingest.readers.page.pieces import Piece, columns_of


def open_head(
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

    Words stand in the middle of the columns they head: the division that puts them nearest to it is taken. Edges found in white
    space are not exact, so that of two nearly as good the more even one counts.
    """
    if not 1 < len(words) <= len(own):
        return [(own[0], own[-1])]
    even = len(own) / len(words)
    uneven = 0.1 * (xs[own[-1] + 1] - xs[own[0]]) / len(own)
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {(0, 0): (0.0, [])}
    for k, (left, right) in enumerate(words):
        for end in range(k + 1, len(own) - (len(words) - k - 1) + 1):
            choices = []
            for begin in range(k, end):
                if (k, begin) in best:
                    off = abs((xs[own[begin]] + xs[own[end - 1] + 1]) / 2 - (left + right) / 2) + uneven * abs(end - begin - even)
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
                first, last = columns_of(piece, xs)
                if first <= column <= last:
                    reach = max(reach, last)
    return reach
