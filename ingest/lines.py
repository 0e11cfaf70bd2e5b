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
    document text, so that offsets hold, and of nothing else.
    """

    text: str
    page: int
    start: int
    box: tuple[float, float, float, float] | None = None
    size: float | None = None
    heading: int | None = None
    table: int | None = None
    furniture: bool = False

    @property
    def end(self) -> int:
        """Offset behind the last character of the line in the document text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table as the format itself states it: rows of cell texts, merged cells repeated; caption if marked as such."""

    page: int
    start: int
    end: int
    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 0
    caption: str | None = None


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
