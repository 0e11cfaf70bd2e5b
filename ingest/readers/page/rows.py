"""Ruled tables whose body rows are not ruled: a band between two rules that holds many rows is taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.readers.page.grid import Grid, Span
from ingest.readers.page.print import PrintedLine
from ingest.tables.heads import is_value

_FEW_BANDS = 4
"""Tables with more ruled rows than this rule each of their rows."""
_MANY_VALUES = 3
"""Columns."""


def with_rows(grid: Grid, printed: Sequence[PrintedLine], em: float) -> Grid:
    """The grid with bands of several unruled rows divided at their baselines."""
    if grid.columns < 2:
        return grid
    ys: list[float] = [grid.ys[0]]
    places: list[tuple[int, int]] = []  # for each old row its first and last new row
    for row in range(grid.rows):
        own = [span for span in grid.cells if span.top <= row < span.bottom]
        cuts: list[float] = []
        if grid.rows <= _FEW_BANDS and all(span.bottom - span.top == 1 for span in own):
            cuts = _cuts(grid, row, own, printed, em)
        cuts = cuts or _cuts_of_values(grid, row, [span for span in own if span.bottom - span.top == 1], printed, em)
        first = len(ys) - 1
        ys += [*cuts, grid.ys[row + 1]]
        places.append((first, len(ys) - 1))
    if len(ys) == len(grid.ys):
        return grid
    spans: list[Span] = []
    for span in grid.cells:
        first, last = places[span.top][0], places[span.bottom - 1][1]
        if span.bottom - span.top == 1 and last - first > 1:
            spans += [Span(row, span.left, row + 1, span.right) for row in range(first, last)]
        else:
            spans.append(Span(first, span.left, last, span.right))
    spans.sort(key=lambda span: (span.top, span.left))
    return Grid(grid.xs, tuple(ys), tuple(spans), grid.straight)


def _cuts_of_values(grid: Grid, row: int, own: Sequence[Span], printed: Sequence[PrintedLine], em: float) -> list[float]:
    """Heights at which a band is divided whose cells all hold as many lines on the same baselines, all but the names being values.

    Cells merged over more bands are passed over. A name whose lines are full is one that was wrapped: then nothing is divided.
    """
    high, low = grid.ys[row], grid.ys[row + 1]
    if high - low < 1.9 * em or len(own) < 2 or any(span.right - span.left > 1 for span in own):
        return []
    columns: list[list[tuple[float, str, float]]] = [[] for _ in own]  # baseline, words, room left in the cell
    for line in printed:
        if not low < line.base + 0.3 * em < high:
            continue
        for k, span in enumerate(own):
            left, right = grid.xs[span.left], grid.xs[span.right]
            inside = [i for i, char in enumerate(line.chars) if left < (char.x0 + char.x1) / 2 < right]
            if inside:
                text = line.line.text[line.spans[inside[0]][0] : line.spans[inside[-1]][1]].strip()
                columns[k].append((line.base, text, right - left - (line.chars[inside[-1]].x1 - line.chars[inside[0]].x0)))
    filled = [column for column in columns if column]
    bases = [base for base, _, _ in filled[0]] if filled else []
    if len(filled) < 2 or len(bases) < 2:
        return []
    level = all(len(c) == len(bases) and all(abs(a - b) < 0.35 * em for a, (b, _, _) in zip(bases, c, strict=True)) for c in filled)
    names = [column for column in filled if not all(is_value(text) for _, text, _ in column)]
    if not level or len(names) > 1 or len(names) == len(filled):
        return []
    # As many values in each of several columns are no accident: then names that fill their cells are whole.
    tight = 1.8 * em if len(filled) - len(names) < _MANY_VALUES else 0.0
    wrapped = any(room < tight or text[-1] in "、，,（(和及与或的-—/" for column in names for _, text, room in column[:-1])
    return [] if wrapped else [base + 1.15 * em for base in bases[1:]]


def _cuts(grid: Grid, row: int, own: Sequence[Span], printed: Sequence[PrintedLine], em: float) -> list[float]:
    """Heights at which a band is divided: above each baseline of its first column, where all columns share those baselines."""
    high, low = grid.ys[row], grid.ys[row + 1]
    if high - low < 3 * em:
        return []
    lines: dict[int, list[float]] = {k: [] for k in range(len(own))}
    for line in printed:
        if not low < line.base + 0.3 * em < high:
            continue
        for k, span in enumerate(own):
            left, right = grid.xs[span.left], grid.xs[span.right]
            if any(left < (char.x0 + char.x1) / 2 < right for char in line.chars):
                lines[k].append(line.base)
    lead = lines[0]
    others = [bases for k, bases in lines.items() if k and bases]
    if len(lead) < 3 or not others:
        return []
    shared = [sum(any(abs(base - other) < 0.35 * em for other in bases) for base in lead) for bases in others]
    # Wrapped words fill some cells with more lines than others; rows give each column the same baselines.
    if sum(count >= 0.8 * len(lead) and len(bases) <= 1.2 * len(lead) for count, bases in zip(shared, others, strict=True)) < 0.6 * len(
        others
    ):
        return []
    return [base + 1.15 * em for base in lead[1:]]
