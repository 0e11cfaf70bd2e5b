"""PDF with a text layer: pdfium's characters, put together to lines and tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.lines import Line, SourceText
from ingest.readers.furniture import mark_furniture, with_offsets
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.page import Page
from ingest.readers.page_lines import lines_of
from ingest.readers.pdf_characters import characters_of
from ingest.readers.pdf_rules import rules_of
from kg.errors import UnreadableDocument
from kg.model import Finding, Severity

_MIN_CHARS_PER_PAGE = 8
"""Below this many characters on most pages there is no text layer to speak of: a scan."""


class PdfReader:
    """Reads the text layer; raises UnreadableDocument for encrypted, broken and scanned files."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits

    def read(self, path: Path) -> SourceText:
        """All pages of ``path``, running heads and page numbers marked as furniture."""
        import pypdfium2 as pdfium

        try:
            document = pdfium.PdfDocument(str(path))
            page_count = len(document)
        except pdfium.PdfiumError as exc:
            raise _refusal(path, str(exc)) from exc
        if page_count == 0:
            raise UnreadableDocument("no_pages", f"{path.name} has no pages; it was probably cut off while saving, get the file again")
        if page_count > self.limits.max_pages:
            raise UnreadableDocument(
                "too_many_pages", f"{path.name} has {page_count} pages, more than {self.limits.max_pages}; split it and read the parts"
            )
        pages: list[list[Line]] = []
        findings: list[Finding] = []
        empty = 0
        for index in range(page_count):
            try:
                page = document[index]
                lines = lines_of(page_of(page, index + 1))
                page.close()
            except pdfium.PdfiumError as exc:
                lines = []
                findings.append(
                    Finding(
                        Severity.WARNING,
                        "page_unreadable",
                        f"page {index + 1}",
                        f"page {index + 1} cannot be read ({exc}); the other pages were",
                    )
                )
            empty += sum(len(line.text) for line in lines) < _MIN_CHARS_PER_PAGE
            pages.append(lines)
        document.close()
        if empty > max(1, page_count * 0.6):
            raise UnreadableDocument(
                "no_text_layer",
                f"{path.name}: {empty} of {page_count} pages hold no text, it is a scan; make a searchable PDF of it (OCR) and read that",
            )
        if empty:
            findings.append(
                Finding(
                    Severity.INFO, "pages_without_text", f"{empty} pages", f"{empty} of {page_count} pages hold no text (blank or pictures)"
                )
            )
        _check_text_layer(path, pages)
        return SourceText("pdf", "pdf/1", page_count, with_offsets(mark_furniture(pages)), findings=tuple(findings))


def _refusal(path: Path, reason: str) -> UnreadableDocument:
    if "assword" in reason:
        return UnreadableDocument("encrypted", f"{path.name} is protected by a password; save a copy without one and read that")
    return UnreadableDocument("damaged", f"{path.name} is damaged or cut off ({reason}); get the file again from its source")


def _check_text_layer(path: Path, pages: list[list[Line]]) -> None:
    """A font map that is broken gives private-use characters or nonsense: refuse rather than read it as fact."""
    text = "".join(line.text for lines in pages for line in lines)
    bad = sum(1 for ch in text if "\ue000" <= ch <= "\uf8ff" or ch == "\ufffd" or (ch < " " and ch != "\t"))
    cjk = sum(1 for ch in text if "\u4e00" <= ch <= "\u9fff")
    accented = sum(1 for ch in text if "\u00a1" <= ch <= "\u00ff" and ch not in "°±²³·×÷µ")
    common = sum(text.count(ch) for ch in "的和及应用为标准中定于本在量以测方法规")
    if len(text) > 200 and (
        bad > 0.1 * len(text) or (cjk > 200 and common < 0.02 * cjk) or (accented > 0.03 * len(text) and cjk < 0.1 * len(text))
    ):
        raise UnreadableDocument(
            "broken_text_layer",
            f"{path.name}: the text layer does not say what the page shows (broken font map); print it to a searchable PDF (OCR) and read that",
        )


def page_of(page: Any, number: int) -> Page:
    """Characters and rules of a pdfium page."""
    width, height = page.get_size()
    return Page(number, width, height, characters_of(page), rules_of(page))
