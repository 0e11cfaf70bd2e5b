"""Ruled grids: the rules of a page that touch each other, as rows, columns and merged cells.

All tolerances are parts of ``em``, the height of the page's prevailing character, so that the same
code reads a text layer and a recognised scan.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.page.page import Rule

Box = tuple[float, float, float, float]

_JOIN = 0.35
"""Rules nearer than this (in em) are one: double lines, and cells ruled one by one."""
_MOST_LINES = 400
_SEVERAL = 4


@dataclass(frozen=True, slots=True)
class Span:
    """A cell of a grid: rows [top, bottom) and columns [left, right)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Column edges ``xs`` from left to right, row edges ``ys`` from the top down, and the cells between them.

    ``straight`` is the share of the area that belongs to rectangular cells: below 1 the rules are no table's.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Span, ...]
    straight: float = 1.0

    @property
    def box(self) -> Box:
        """(x0, y0, x1, y1) in points."""
        return self.xs[0], self.ys[-1], self.xs[-1], self.ys[0]

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    @property
    def rows(self) -> int:
        return len(self.ys) - 1


def merged_rules(rules: Sequence[Rule], em: float) -> tuple[list[Rule], list[Rule]]:
    """(horizontal, vertical) rules, pieces in one line and double lines made one; the horizontal ones from the top down."""
    across = [(rule.y0, rule.x0, rule.x1) for rule in rules if rule.y0 == rule.y1]
    down = [(rule.x0, rule.y0, rule.y1) for rule in rules if rule.x0 == rule.x1 and rule.y0 != rule.y1]
    level = [Rule(a, at, b, at) for at, a, b in _collinear(across, _JOIN * em)]
    upright = [Rule(at, a, at, b) for at, a, b in _collinear(down, _JOIN * em)]
    return sorted(level, key=lambda rule: -rule.y0), upright


def _collinear(pieces: list[tuple[float, float, float]], near: float) -> list[tuple[float, float, float]]:
    """(place, from, to) of lines whose pieces lie within ``near`` of each other, across and along."""
    pieces.sort()
    groups: list[list[tuple[float, float, float]]] = []
    for piece in pieces:
        if groups and piece[0] - groups[-1][0][0] <= near:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    merged: list[tuple[float, float, float]] = []
    for group in groups:
        group.sort(key=lambda piece: piece[1])
        at, start, end, weight = group[0][0], group[0][1], group[0][2], 1e-6
        total = at * weight
        for place, a, b in group:
            if a > end + near:
                merged.append((total / weight, start, end))
                start, end, total, weight = a, b, place * 1e-6, 1e-6
            total, weight, end = total + place * (b - a), weight + b - a, max(end, b)
        merged.append((total / weight, start, end))
    return merged


def components(level: Sequence[Rule], upright: Sequence[Rule], em: float) -> tuple[list[tuple[list[Rule], list[Rule]]], list[Rule]]:
    """Rules that touch, as (horizontal, vertical) groups from the top down, and the horizontal rules that touch no vertical one."""
    parent = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    near = 0.5 * em
    for j, stroke in enumerate(upright, len(level)):
        for i, rule in enumerate(level):
            if rule.x0 - near <= stroke.x0 <= rule.x1 + near and stroke.y0 - near <= rule.y0 <= stroke.y1 + near:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate(level):
        groups[root(i)][0].append(rule)
    for j, stroke in enumerate(upright, len(level)):
        groups[root(j)][1].append(stroke)
    joined = [group for group in groups.values() if group[1] and group[0]]
    single = [rule for group in groups.values() if not group[1] for rule in group[0]]
    return sorted(joined, key=lambda group: -group[0][0].y0), sorted(single, key=lambda rule: -rule.y0)


def grid_of(level: Sequence[Rule], upright: Sequence[Rule], em: float) -> Grid | None:
    """The grid of rules that touch; a side without a rule is closed where the other rules end. None where there is no cell."""
    if len(level) > _MOST_LINES or len(upright) > _MOST_LINES:
        return None
    # An edge that no rule marks (open at the sides, cut by the end of the page) lies where the crossing rules stop.
    xs = _edges([r.x0 for r in upright], [r.x0 for r in level], [r.x1 for r in level], em)
    ys = _edges([r.y0 for r in level], [r.y0 for r in upright], [r.y1 for r in upright], em)
    if len(xs) < 2 or len(ys) < 2:
        return None
    ys.reverse()
    walls = _walls(upright, xs, ys, level)
    return Grid(tuple(xs), tuple(ys), *_regions(len(ys) - 1, len(xs) - 1, walls))


def _edges(marked: list[float], starts: list[float], ends: list[float], em: float) -> list[float]:
    marked = sorted(marked)
    edges = [[marked[0]]] if marked else []
    for value in marked[1:]:
        if value - edges[-1][0] <= 0.6 * em:
            edges[-1].append(value)
        else:
            edges.append([value])
    places = [sum(edge) / len(edge) for edge in edges]
    # One stroke that sticks out (a stain, a slip of the pen in a scan) is no side; a side has several rules that end at it.
    alone = len(starts) >= _SEVERAL
    first = sorted(starts)[alone] if starts else 0.0
    last = sorted(ends)[-1 - alone] if ends else 0.0
    if starts and (not places or first < places[0] - em):
        places.insert(0, first)
    if ends and (not places or last > places[-1] + em):
        places.append(last)
    return places


def _walls(
    upright: Sequence[Rule], xs: Sequence[float], ys: Sequence[float], level: Sequence[Rule]
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """(row, edge) of cells walled off at column edge ``edge``, and (edge, column) of those walled off at row edge ``edge``."""
    sides: set[tuple[int, int]] = set()
    for stroke in upright:
        edge = _nearest(xs, stroke.x0)
        for row in range(len(ys) - 1):
            high, low = ys[row], ys[row + 1]
            if min(high, stroke.y1) - max(low, stroke.y0) > 0.5 * (high - low):
                sides.add((row, edge))
    floors: set[tuple[int, int]] = set()
    heights = [-y for y in ys]
    for rule in level:
        edge = _nearest(heights, -rule.y0)
        for column in range(len(xs) - 1):
            left, right = xs[column], xs[column + 1]
            if min(right, rule.x1) - max(left, rule.x0) > 0.5 * (right - left):
                floors.add((edge, column))
    return sides, floors


def _nearest(places: Sequence[float], value: float) -> int:
    k = bisect_left(places, value)
    if k == len(places) or (k and value - places[k - 1] < places[k] - value):
        return k - 1
    return k


def _regions(rows: int, columns: int, walls: tuple[set[tuple[int, int]], set[tuple[int, int]]]) -> tuple[tuple[Span, ...], float]:
    """The cells between the walls, and the share of elementary cells that stand in rectangular ones."""
    sides, floors = walls
    seen = [[False] * columns for _ in range(rows)]
    spans: list[Span] = []
    straight = 0
    for row in range(rows):
        for column in range(columns):
            if seen[row][column]:
                continue
            region = [(row, column)]
            seen[row][column] = True
            for r, c in region:
                for nr, nc, walled in (
                    (r, c + 1, (r, c + 1) in sides),
                    (r, c - 1, (r, c) in sides),
                    (r + 1, c, (r + 1, c) in floors),
                    (r - 1, c, (r, c) in floors),
                ):
                    if not walled and 0 <= nr < rows and 0 <= nc < columns and not seen[nr][nc]:
                        seen[nr][nc] = True
                        region.append((nr, nc))
            top, bottom = min(r for r, _ in region), max(r for r, _ in region) + 1
            left, right = min(c for _, c in region), max(c for _, c in region) + 1
            if len(region) == (bottom - top) * (right - left):
                spans.append(Span(top, left, bottom, right))
                straight += len(region)
            else:
                # A rule is missing or half drawn: each row of the region keeps its own cells.
                spans += _strips(region)
    spans.sort(key=lambda span: (span.top, span.left))
    return tuple(spans), straight / (rows * columns)


def _strips(region: list[tuple[int, int]]) -> list[Span]:
    spans: list[Span] = []
    for row, column in sorted(region):
        last = spans[-1] if spans else None
        if last is not None and last.top == row and last.right == column:
            spans[-1] = Span(row, last.left, row + 1, column + 1)
        else:
            spans.append(Span(row, column, row + 1, column + 1))
    return spans
