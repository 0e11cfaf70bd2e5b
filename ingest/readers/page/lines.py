"""Characters -> printed lines: equal baseline, left to right, top to bottom.

pdfium gives characters in the order of the content stream; covers and tables are drawn in any
order, so lines are put together by geometry. A raised or lowered smaller character belongs to the
line it touches.
"""

from __future__ import annotations

from dataclasses import replace

from ingest.lines import Line
from ingest.readers.page.drawings import drawn_boxes
from ingest.readers.page.page import Char, Page
from ingest.readers.page.print import PrintedLine, printed_line
from ingest.readers.page.tables import PageTable, tables_of
from ingest.readers.raised import LABEL
from kg.identifiers import fold

_SMALL, _UP = 0.85, 0.68
# The box of a Latin mark is higher than that of a Chinese character of its size, and brackets are raised with it.
_SMALL_MARK, _UP_MARK = 0.9, 0.8


def lines_and_tables(page: Page) -> tuple[list[Line], list[PageTable]]:
    """The lines of ``page`` in reading order, offsets not yet set, and its tables; `Line.table` counts the tables.

    Lines inside drawings and frames have a `Line.table` behind the last table: they are no running text either.
    """
    printed = printed_lines(page)
    if not page.rules and not any("表" in line.line.text for line in printed):
        return [p.line for p in printed], []
    tables = tables_of(page, printed)
    boxes = [table.box for table in tables]
    boxes += drawn_boxes(page, boxes)
    return [_in_table(p.line, boxes) for p in printed], tables


def lines_of(page: Page) -> list[Line]:
    """The lines of ``page`` in reading order, offsets not yet set."""
    return lines_and_tables(page)[0]


def printed_lines(page: Page) -> list[PrintedLine]:
    """The printed lines of ``page``, top to bottom."""
    return [line for row in _rows(page.chars) if (line := printed_line(row, page.number)) is not None]


def _in_table(line: Line, boxes: list[tuple[float, float, float, float]]) -> Line:
    if line.box is None:
        return line
    x0, base, x1, _ = line.box
    table = next((k for k, (a0, b0, a1, b1) in enumerate(boxes) if a0 - 2 <= x0 and x1 <= a1 + 2 and b0 - 2 <= base <= b1), None)
    return replace(line, table=table) if table is not None else line


def _rows(chars: list[Char]) -> list[list[Char]]:
    """Characters grouped into lines, top to bottom."""
    # Large runs first: a superscript then finds the line that it was raised from.
    order = sorted(((run, max([char.height for char in run])) for run in _runs(chars)), key=lambda sized: (-sized[1], -sized[0][0].y))
    rows: list[tuple[float, float, list[Char]]] = []  # baseline, height, characters
    buckets: dict[int, list[int]] = {}
    for run, height in order:
        base = run[0].y
        small, up = (_SMALL_MARK, _UP_MARK) if _is_bracketed_mark(run) else (_SMALL, _UP)
        best: int | None = None
        best_distance = (True, 1e9)
        for key in range(int((base - 20) // 10), int((base + 20) // 10) + 1):
            for index in buckets.get(key, ()):
                row_base, row_height, _ = rows[index]
                distance = abs(base - row_base)
                # Same size: same baseline. Smaller: up to two thirds of a line up, a third down.
                limit = 0.25 * row_height if height > small * row_height else (up if base > row_base else 0.3) * row_height
                if distance <= limit and (False, distance) < best_distance:
                    if _overlaps(run, rows[index][2]):
                        if _repeats(run, rows[index][2]):
                            best, best_distance = -1, (False, 0.0)  # printed twice for boldness
                        continue  # else two lines printed close together, not one
                    apart = height <= small * row_height and not _touches(run, rows[index][2])
                    if apart and distance > 0.25 * row_height:
                        continue
                    # The word that a mark stands beside may lie further off than a line of the next cell.
                    if (apart, distance) < best_distance:
                        best, best_distance = index, (apart, distance)
        if best == -1:
            continue
        if best is None:
            buckets.setdefault(int(base // 10), []).append(len(rows))
            rows.append((base, height, list(run)))
        else:
            rows[best][2].extend(run)
    rows.sort(key=lambda r: -r[0])
    return [sorted(r[2], key=lambda c: c.x0) for r in rows]


def _runs(chars: list[Char]) -> list[list[Char]]:
    """Characters drawn one behind the other on one baseline."""
    runs: list[list[Char]] = []
    last: Char | None = None
    for char in chars:
        if (
            last is not None
            and -0.6 * last.height < char.x0 - last.x1 < 6 * last.height
            and abs(char.y - last.y) < 0.15 * max(char.height, last.height)
        ):
            runs[-1].append(char)
        else:
            runs.append([char])
        last = char
    return runs


def _is_bracketed_mark(run: list[Char]) -> bool:
    text = fold("".join(char.text for char in run))
    return text.startswith("(") and text.endswith(")") and LABEL.fullmatch(text) is not None


def _overlaps(run: list[Char], row: list[Char]) -> bool:
    """Whether most of the run would stand on top of the row's characters."""
    x0, x1 = run[0].x0, run[-1].x1
    covered = sum(min(x1, c.x1) - max(x0, c.x0) for c in row if c.x1 > x0 and c.x0 < x1)
    return len(run) >= 2 and covered > 0.8 * (x1 - x0) > 0


def _repeats(run: list[Char], row: list[Char]) -> bool:
    """Whether every character of the run stands in the row already, at the same place but for a hair."""
    return all(any(c.text == k.text and abs(c.x0 - k.x0) < 0.4 * c.height for k in row) for c in run)


def _touches(run: list[Char], row: list[Char]) -> bool:
    """Whether a small raised or lowered run stands directly beside a character of the row."""
    x0, x1 = run[0].x0, run[-1].x1
    reach = 0.9 * max(c.height for c in row)
    return any(abs(c.x1 - x0) < reach or abs(c.x0 - x1) < reach for c in row)
