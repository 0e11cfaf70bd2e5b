"""What a reader hands on: lines in reading order, each with its page, place and offset."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kg.model import Finding


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    ``start`` is its offset in the document text (`SourceText.text`). ``box`` is (x0, y0, x1, y1) in
    PDF points, origin at the lower left of the page; None where the format has no geometry. ``size``
    is the prevailing font size in points. ``heading`` is the markup's own heading level (HTML h1–h6,
    Markdown #, DOCX Heading n); ``table`` counts the tables (of the page in PDF, of `SourceText.tables`
    elsewhere) the line stands in. ``furniture`` marks running heads and page numbers: part of the
    document text, so that offsets hold, and of nothing else. ``confidence`` is below 1.0 where the line
    was recognised in a picture (OCR).
    """

    text: str
    page: int
    start: int
    box: tuple[float, float, float, float] | None = None
    size: float | None = None
    heading: int | None = None
    table: int | None = None
    furniture: bool = False
    confidence: float = 1.0

    @property
    def end(self) -> int:
        """Offset behind the last character of the line in the document text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell's text, footnote marks and all (raised marks as ``^a``), and its span [start, end) in the document text.

    Where a cell's lines do not stand together in the text, the span is that of its first line. (-1, -1) for an empty cell.
    A merged cell is repeated wherever it covers a row and a column, with the same span.
    """

    text: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table as the format or the page's geometry states it: rows of cells, all of one width; caption if marked as such.

    ``header_rows`` is 0 where the format does not say. ``box`` is the place on the page (see `Line.box`), None without geometry.
    ``edges`` are the x places of the columns' borders (one more than columns), empty without geometry. ``confidence`` as in `Line`.
    """

    page: int
    start: int
    end: int
    rows: tuple[tuple[SourceCell, ...], ...]
    header_rows: int = 0
    caption: str | None = None
    box: tuple[float, float, float, float] | None = None
    confidence: float = 1.0
    edges: tuple[float, ...] = ()

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The rows as plain strings."""
        return tuple(tuple(cell.text for cell in row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as text: ``reader`` is name/version (``pdf/1``), ``pages`` is 1 where there are none."""

    format: str
    reader: str
    pages: int
    lines: tuple[Line, ...]
    tables: tuple[SourceTable, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def text(self) -> str:
        """The document text: what evidence offsets count in."""
        return "\n".join(line.text for line in self.lines)


class Reader(Protocol):
    """Turns one file into lines. Raises UnreadableDocument with a code and one clear sentence."""

    def read(self, path: Path) -> SourceText:
        """Read ``path``, which exists and is below the size limit."""
        ...
