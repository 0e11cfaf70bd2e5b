"""The text of a catalogue, in which its facts have their places: sheets one after the other, one line a row, cells joined by tabs."""

from __future__ import annotations

from ingest.sheets.workbook import Workbook
from kg.model import Evidence


class CatalogueText:
    """The text, and the span of every cell in it."""

    def __init__(self, workbook: Workbook) -> None:
        lines: list[str] = []
        self._starts: list[list[int]] = []
        position = 0
        for sheet in workbook.sheets:
            starts = []
            for row in sheet.rows:
                line = "\t".join(" ".join(cell.split()) for cell in row)
                starts.append(position)
                lines.append(line)
                position += len(line) + 1
            self._starts.append(starts)
        self._lines = lines
        self._first = [0]
        for sheet in workbook.sheets:
            self._first.append(self._first[-1] + len(sheet.rows))
        self.text = "\n".join(lines)
        self._cut: tuple[int, int, list[str], list[int]] = (0, 0, [], [])

    def line(self, sheet: int, row: int) -> str:
        """Line ``row`` (1-based) of sheet ``sheet`` (1-based)."""
        return self._lines[self._first[sheet - 1] + row - 1]

    def row(self, sheet: int, row: int) -> Evidence:
        """The place of a whole line."""
        start = self._starts[sheet - 1][row - 1]
        line = self.line(sheet, row)
        return Evidence(sheet, start, start + len(line), line[:200])

    def cell(self, sheet: int, row: int, column: int, start: int = 0, end: int | None = None) -> Evidence:
        """The place of a cell (``column`` 0-based), or of [start, end) in its words."""
        if self._cut[:2] != (sheet, row):
            # The facts of a row are read one after the other.
            cells = self.line(sheet, row).split("\t")
            begins = [self._starts[sheet - 1][row - 1]]
            for words in cells:
                begins.append(begins[-1] + len(words) + 1)
            self._cut = (sheet, row, cells, begins)
        words, begin = self._cut[2][column], self._cut[3][column]
        if start == 0 and end is None:
            return Evidence(sheet, begin, begin + len(words), words)
        stop = len(words) if end is None else min(end, len(words))
        return Evidence(sheet, begin + start, begin + stop, words[start:stop])


def place_of(sheets: int, sheet: int, row: int) -> str:
    """Where a row is, as a message says it.

    >>> place_of(1, 1, 17), place_of(3, 2, 17)
    ('第 17 行 row 17', '第 2 个工作表 第 17 行 sheet 2, row 17')
    """
    return f"第 {row} 行 row {row}" if sheets == 1 else f"第 {sheet} 个工作表 第 {row} 行 sheet {sheet}, row {row}"
