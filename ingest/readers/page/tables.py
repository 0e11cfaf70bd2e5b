"""Tables of a page: where they stand, and what their cells hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.clauses.paragraphs import join_lines
from ingest.lines import Line, SourceCell, SourceTable
from ingest.readers.page.areas import Area, caption_above, caption_of_two, captioned, in_figure, is_caption_line, stacks
from ingest.readers.page.columns import open_grid
from ingest.readers.page.grid import Box, Grid, components, grid_of, merged_rules
from ingest.readers.page.page import Page
from ingest.readers.page.pieces import pieces_of
from ingest.readers.page.print import PrintedLine
from ingest.readers.page.rows import with_rows
from ingest.tables.notes import is_note


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell's text, and its first line: index among the page's lines, span in that line's text; line is -1 where it is empty."""

    text: str
    line: int = -1
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on one page: rows of cells, all of one width, merged cells repeated; ``lines`` [first, last) of the page's lines."""

    box: Box
    rows: tuple[tuple[PageCell, ...], ...]
    lines: tuple[int, int]
    header_rows: int = 0
    confidence: float = 1.0
    edges: tuple[float, ...] = ()
    caption: str | None = None
    """Where the line above does not say whose caption it holds."""


def tables_of(page: Page, printed: Sequence[PrintedLine]) -> list[PageTable]:
    """The tables of ``page`` from the top down."""
    if not printed:
        return []
    em = prevailing_size(printed)
    captions = [line for line in printed if is_caption_line(line.line.text)]
    level, upright = merged_rules(page.rules, em)
    groups, single = components(level, upright, em)
    tables = []
    for group_level, group_upright in groups:
        grid = grid_of(group_level, group_upright, em)
        if grid is None:
            continue
        table = _filled(with_rows(grid, printed, em), printed)
        if table is not None and _is_table(grid, table, page, captions, printed, em):
            tables.append(table)
    for area in stacks(single, printed, captions, em):
        if not any(_overlap(area.box, table.box) for table in tables):
            tables += _open_table(area, printed, em)
    for area in captioned(captions, printed, [table.box for table in tables], em):
        tables += _open_table(area, printed, em)
    named = [replace(table, caption=caption_of_two(table.box, captions, em)) for table in tables]
    return sorted(named, key=lambda table: -table.box[3])


def _open_table(area: Area, printed: Sequence[PrintedLine], em: float) -> list[PageTable]:
    """The table of an area without vertical rules, if its lines keep columns."""
    left, bottom, right, top = area.box
    lines = [line for line in printed if bottom < line.base + 0.3 * em < top and line.chars[-1].x1 > left and line.chars[0].x0 < right]
    notes = next((k for k in range(len(lines)) if is_note(lines[k].line.text) and _one_piece(lines[k:], em)), len(lines))
    if 0 < notes < len(lines):
        # Notes in the frame keep no columns.
        bottom = (lines[notes - 1].base + lines[notes].base + (lines[notes].line.size or em)) / 2 - 0.2 * em
        bottom, lines = min(bottom, lines[notes - 1].base - 0.1 * em), lines[:notes]
    found = open_grid(lines, left, right, top, bottom, em, area.rules, area.head)
    if found is None:
        return []
    grid, head = found
    table = _filled(grid, printed)
    if table is None or len(table.rows) < 2:
        return []
    cells = {id(cell): cell for row in table.rows for cell in row}.values()
    return [replace(table, header_rows=head)] if sum(1 for cell in cells if cell.text) >= 0.4 * len(cells) else []


def _one_piece(lines: Sequence[PrintedLine], em: float) -> bool:
    """Whether each of the lines is one run of words."""
    return all(len(pieces_of(line, 0.0, 1e6, em)) < 2 for line in lines)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def prevailing_size(printed: Sequence[PrintedLine]) -> float:
    """The height of the page's prevailing character, in points."""
    sizes = sorted(char.height for line in printed for char in line.chars)
    return sizes[len(sizes) // 2]


def _is_table(grid: Grid, table: PageTable, page: Page, captions: Sequence[PrintedLine], printed: Sequence[PrintedLine], em: float) -> bool:
    """Whether a grid with text in it is a table: not a frame, a drawing or an empty raster."""
    if grid.straight < 0.8:
        return False
    cells = {id(cell): cell for row in table.rows for cell in row}.values()
    filled = sum(1 for cell in cells if cell.text)
    named = caption_above(table.box, captions, em) is not None
    if named and filled >= 2:
        return filled >= 0.1 * len(cells)
    if in_figure(table.box, printed):
        return False
    if grid.columns < 2 or grid.rows < 2:
        return _goes_on(grid, table, page) or _announced(grid, table, printed)
    return filled >= max(3, 0.2 * len(cells))


def _goes_on(grid: Grid, table: PageTable, page: Page) -> bool:
    """A single row at the head of a page may be what is left of a table of the page before."""
    if page.number == 1 or grid.rows > 1 or grid.box[3] < 0.85 * page.height:
        return False
    return is_note(table.rows[0][0].text) if grid.columns == 1 else bool(table.rows[0][-1].text)


def _announced(grid: Grid, table: PageTable, printed: Sequence[PrintedLine]) -> bool:
    """A single row of cells, all filled, under a line that ends with a colon: a layout of fields, no frame."""
    if grid.rows != 1 or grid.columns < 3 or not all(cell.text for cell in table.rows[0]):
        return False
    above = printed[table.lines[0] - 1].line if table.lines[0] else None
    return above is not None and above.text.rstrip()[-1] in ":："


def _filled(grid: Grid, printed: Sequence[PrintedLine]) -> PageTable | None:
    """The grid with the text of its cells."""
    x0, y0, x1, y1 = grid.box
    pieces: dict[int, list[_Words]] = {}
    index = {(r, c): k for k, s in enumerate(grid.cells) for r in range(s.top, s.bottom) for c in range(s.left, s.right)}
    touched: list[int] = []
    confidence = 1.0
    for number, line in enumerate(printed):
        middle = line.base + 0.35 * (line.line.size or 0.0)
        if not y0 < middle < y1:
            continue
        row = next(r for r in range(grid.rows) if grid.ys[r + 1] <= middle)
        groups: list[tuple[int, int, int]] = []  # cell, first and last character
        for k, char in enumerate(line.chars):
            centre = (char.x0 + char.x1) / 2
            if not x0 <= centre <= x1:
                continue
            column = next(c for c in range(grid.columns) if centre <= grid.xs[c + 1])
            cell = index[row, column]
            if groups and groups[-1][0] == cell:
                groups[-1] = (cell, groups[-1][1], k)
            else:
                groups.append((cell, k, k))
        for cell, first, last in groups:
            start, end = line.spans[first][0], line.spans[last][1]
            text = line.line.text[start:end]
            if text.strip():
                start += len(text) - len(text.lstrip())
                words = PageCell(text.strip(), number, start, start + len(text.strip()))
                pieces.setdefault(cell, []).append(_Words(words, line.chars[last].x1 - line.chars[first].x0, line.line.size or 0.0))
        if groups:
            touched.append(number)
            confidence = min(confidence, line.line.confidence)
    if not touched:
        return None
    cells = [_joined(pieces.get(k, []), grid.xs[s.right] - grid.xs[s.left], s.top > 0) for k, s in enumerate(grid.cells)]
    rows = tuple(tuple(cells[index[r, c]] for c in range(grid.columns)) for r in range(grid.rows))
    return PageTable(grid.box, rows, (min(touched), max(touched) + 1), 0, confidence, grid.xs)


@dataclass(frozen=True, slots=True)
class _Words:
    """One line of a cell, its width and its size in points."""

    cell: PageCell
    width: float
    size: float


def _joined(pieces: Sequence[_Words], width: float, body: bool) -> PageCell:
    """The lines of a cell as one text; in the body a blank stands where a line was ended though the next would have fitted."""
    if not pieces:
        return PageCell("")
    text = pieces[0].cell.text
    for before, piece in pairwise(pieces):
        room = width - 1.2 * piece.size - before.width - piece.width
        listed = body and room >= 0 and len(piece.cell.text) > 1 and piece.cell.text[0] not in "(（)）、，,。"
        text = (
            f"{text} {piece.cell.text}"
            if listed and len(before.cell.text) + len(piece.cell.text) > 3
            else join_lines([text, piece.cell.text])
        )
    return replace(pieces[0].cell, text=text)


def source_tables(tables: Sequence[Sequence[PageTable]], counts: Sequence[int], lines: Sequence[Line]) -> tuple[SourceTable, ...]:
    """The tables of all pages with places in the document text.

    ``tables[p]`` are those of page p, ``counts[p]`` the number of its lines, ``lines`` the lines of all pages with offsets.
    """
    placed: list[SourceTable] = []
    first = 0
    for page, count in zip(tables, counts, strict=True):
        for table in page:
            top, bottom = lines[first + table.lines[0]], lines[first + table.lines[1] - 1]
            rows = tuple(tuple(_placed(cell, lines, first) for cell in row) for row in table.rows)
            placed.append(
                SourceTable(
                    top.page, top.start, bottom.end, rows, table.header_rows, table.caption, table.box, table.confidence, table.edges
                )
            )
        first += count
    return tuple(placed)


def _placed(cell: PageCell, lines: Sequence[Line], first: int) -> SourceCell:
    if cell.line < 0:
        return SourceCell(cell.text)
    start = lines[first + cell.line].start
    return SourceCell(cell.text, start + cell.start, start + cell.end)
