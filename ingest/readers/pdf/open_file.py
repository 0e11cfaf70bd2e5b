"""A PDF kept open for page after page, at the memory of a few: pdfium keeps what it has parsed as long as a document is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.readers.ocr.recogniser import give_memory_back

PAGES_AT_ONCE = 32
"""Fonts and objects of so many pages are held at a time; pages of one font cost up to 0.3 MB each, opening a file some ms."""


class OpenPdf:
    """The pages of the PDF at ``path`` by index; raises pdfium's own error where the file cannot be opened or a page not be loaded."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document = _opened(path)

    def __len__(self) -> int:
        return len(self._document)

    def __getitem__(self, index: int) -> Any:
        """The pdfium page ``index`` (from 0), to be closed by the caller."""
        return self._document[index]

    def before_page(self, index: int) -> None:
        """Say that page ``index`` is next and no page in use: every `PAGES_AT_ONCE` pages what was parsed is forgotten."""
        if index and index % PAGES_AT_ONCE == 0:
            self.close()
            self._document = _opened(self._path)

    def close(self) -> None:
        """Close the file, and give back what it took."""
        self._document.close()
        give_memory_back()


def _opened(path: Path) -> Any:
    import pypdfium2 as pdfium

    return pdfium.PdfDocument(str(path))
