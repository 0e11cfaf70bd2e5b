"""Puts lines and tables of a format without geometry together into a `SourceText`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.lines import Line, SourceCell, SourceTable, SourceText
from ingest.readers.characters import printed_lines
from ingest.readers.limits import Limits
from kg.errors import UnreadableDocument

_CAPTION = re.compile(r"(?:续\s*表|表|Table)\s*[A-Z]?[.．]?\s*\d")
_CAPTION_LENGTH = 120
# 表的单位 stands between caption and table (GB/T 1.1-2020, 9.9.3).
_UNIT_LINE = re.compile(r"[（(]?\s*单位")
_UNIT_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as its format states it: text and the number of columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class _Placed:
    """A cell's text and the offset it begins at, known once its row has become a line."""

    text: str
    start: int = -1

    def closed(self) -> SourceCell:
        return SourceCell(self.text, self.start, self.start + len(self.text)) if self.text and self.start >= 0 else SourceCell(self.text)


class Assembly:
    """Collects lines and tables in reading order and keeps their offsets.

    ``name`` is the file's name for messages. Raises UnreadableDocument ``too_large`` over a limit and
    ``no_text`` where nothing was collected.
    """

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._lines: list[Line] = []
        self._tables: list[SourceTable] = []
        self._offset = 0
        self._cells = 0
        self._cell_chars = 0

    def add_text(self, text: str, *, page: int = 1, heading: int | None = None) -> None:
        """Append the lines of ``text``; blank ones are dropped."""
        for line in printed_lines(text):
            self._append(line, page, heading, None)

    def add_table(self, rows: Sequence[Sequence[Cell]], *, header_rows: int = 0, caption: str | None = None, page: int = 1) -> None:
        """Append a table: one line for each row, its cells joined by a tab, each text once, where its cell begins.

        In `SourceTable.rows` merged cells are repeated and short rows are filled with empty cells. Rows in
        which no cell with text begins have neither a line nor a row, so row *i* of the table is the *i*-th
        of its lines. A table of one cell is a frame around text: it gives lines, no table.
        """
        if sum(len(row) for row in rows) <= 1:
            for row in rows:
                for cell in row:
                    self.add_text(cell.text, page=page)
            return
        if caption is not None:
            caption = " ".join(printed_lines(caption)) or None
            if caption is not None:
                self.add_text(caption, page=page)
        else:
            caption = self._caption_above()
        index, start = len(self._tables), self._offset
        kept: list[list[_Placed]] = []
        header = 0
        for position, (own, expanded) in enumerate(self._expand(rows)):
            line = "\t".join(cell.text for cell in own if cell.text)
            if not line:
                continue
            offset = self._offset
            for placed in own:
                if placed.text:
                    placed.start, offset = offset, offset + len(placed.text) + 1
            self._append(line, page, None, index)
            kept.append(expanded)
            header += position < header_rows
        if not kept:
            return
        width = max(len(row) for row in kept)
        filled = tuple(tuple(cell.closed() for cell in row) + (SourceCell(""),) * (width - len(row)) for row in kept)
        self._tables.append(SourceTable(page, start, self._offset - 1, filled, header, caption))

    def finish(self, format_name: str, reader: str, pages: int = 1) -> SourceText:
        """What was collected, as the reader's answer; ``reader`` is name/version."""
        if not self._lines:
            raise UnreadableDocument("no_text", f"{self._name} holds no text; if it is a scan, save it as PDF so that it can be recognised")
        return SourceText(format_name, reader, pages, tuple(self._lines), tuple(self._tables))

    def _append(self, text: str, page: int, heading: int | None, table: int | None) -> None:
        self._lines.append(Line(text, page, self._offset, heading=heading, table=table))
        self._offset += len(text) + 1
        if self._offset > self._limits.max_text_chars:
            raise UnreadableDocument(
                "too_large", f"{self._name} holds more than {self._limits.max_text_chars:,} characters of text; split it into parts"
            )

    def _caption_above(self) -> str | None:
        for line in reversed(self._lines[-2:]):
            if line.table is not None:
                return None
            if is_caption(line.text):
                return line.text.strip()
            if not (_UNIT_LINE.match(line.text.strip()) and len(line.text) <= _UNIT_LENGTH):
                return None
        return None

    def _expand(self, rows: Sequence[Sequence[Cell]]) -> list[tuple[list[_Placed], list[_Placed]]]:
        """For each row the texts that begin in it, and all its columns with merged cells repeated."""
        result: list[tuple[list[_Placed], list[_Placed]]] = []
        hanging: dict[int, tuple[_Placed, int]] = {}  # column -> cell from above, rows it still covers
        for row in rows:
            own: list[_Placed] = []
            columns: list[_Placed] = []
            below: dict[int, tuple[_Placed, int]] = {}
            queue = iter(row)
            while True:
                column = len(columns)
                if column in hanging:
                    placed, left = hanging.pop(column)
                    columns.append(placed)
                    if left > 1:
                        below[column] = (placed, left - 1)
                else:
                    cell = next(queue, None)
                    if cell is None:
                        if not hanging:
                            break
                        columns.append(_Placed(""))  # a hole before a cell that hangs down further right
                    else:
                        placed = _Placed(" ".join(line.strip() for line in printed_lines(cell.text)))
                        own.append(placed)
                        for covered in range(column, column + max(1, cell.columns)):
                            hanging.pop(covered, None)  # overlapping spans: the later cell wins, as browsers do
                            columns.append(placed)
                            if cell.rows > 1:
                                below[covered] = (placed, cell.rows - 1)
                if self._cells + len(columns) > self._limits.max_table_cells:
                    raise UnreadableDocument(
                        "too_large", f"{self._name} has tables of more than {self._limits.max_table_cells:,} cells; split it into parts"
                    )
            self._cells += len(columns)
            self._cell_chars += sum(len(placed.text) for placed in columns)
            # A long text in a cell that covers thousands of others is short in the file and huge when repeated.
            if self._cell_chars > self._limits.max_text_chars:
                raise UnreadableDocument(
                    "too_large", f"{self._name} has tables of more than {self._limits.max_text_chars:,} characters; split it into parts"
                )
            hanging = below
            result.append((own, columns))
        return result


def is_caption(text: str) -> bool:
    """Whether a line reads as the caption of a table (表题), not as a sentence about one.

    >>> is_caption("表1 大气污染物排放限值"), is_caption("表1规定了限值。")
    (True, False)
    """
    text = text.strip()
    return len(text) <= _CAPTION_LENGTH and _CAPTION.match(text) is not None and text[-1] not in "。：:；;，,"
