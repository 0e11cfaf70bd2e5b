"""Plain text: one line a line, form feeds between pages, tables where columns line up under a caption."""

from __future__ import annotations

from pathlib import Path

from ingest.lines import SourceText
from ingest.readers.aligned import blocks_of
from ingest.readers.assembly import Assembly
from ingest.readers.characters import read_characters
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from kg.errors import UnreadableDocument


class TextReader:
    """Reads ``.txt`` in UTF-8, UTF-16 or UTF-32 with a byte order mark, or GB18030. Tabs and leading spaces stay outside tables."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def read(self, path: Path) -> SourceText:
        """Raises UnreadableDocument binary, encoding, too_large, too_many_pages or no_text."""
        pages = read_characters(path, self._limits).split("\f")
        # pdftotext ends every page with a form feed, the last one too.
        if len(pages) > 1 and not pages[-1].strip():
            pages.pop()
        if len(pages) > self._limits.max_pages:
            raise UnreadableDocument(
                "too_many_pages",
                f"{path.name} has {len(pages):,} pages, more than the limit of {self._limits.max_pages:,}; split it into parts",
            )
        assembly = Assembly(path.name, self._limits)
        for number, page in enumerate(pages, start=1):
            for block in blocks_of(page.splitlines()):
                if block.rows:
                    assembly.add_table(block.rows, page=number)
                else:
                    assembly.add_text("\n".join(block.lines), page=number)
        return assembly.finish("text", "text/1", len(pages))
