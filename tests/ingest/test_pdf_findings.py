"""What is said of the pages of a PDF that hold nothing or cannot be trusted, and of which pages."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.limits import DEFAULT_LIMITS
from ingest.readers.pdf.reader import PdfReader

WITHOUT_OCR = replace(DEFAULT_LIMITS, ocr_threads=0)
WORDS = ("Emission limits of small kitchens", "The smoke of a stove is measured at its outlet", "and reported as a mean of three samples.")


def _saved(path: Path, *pages: Sequence[str]) -> Path:
    """A document whose pages hold these lines, one below the other."""
    document = pdfium.PdfDocument.new()
    for texts in pages:
        page = document.new_page(595, 842)
        for k, words in enumerate(texts):
            text = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 10.0)
            encoded = (words + "\0").encode("utf-16-le")
            raw.FPDFText_SetText(text, ctypes.cast(ctypes.create_string_buffer(encoded), raw.FPDF_WIDESTRING))
            raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 100.0, 800.0 - 12 * k)
            raw.FPDFPage_InsertObject(page, text)
        page.gen_content()
    document.save(path)
    return path


def _said(path: Path) -> list[tuple[str, str]]:
    return [(finding.code, finding.place) for finding in PdfReader(WITHOUT_OCR).read(path).findings]


def test_pages_without_text_are_named(tmp_path: Path) -> None:
    assert _said(_saved(tmp_path / "a.pdf", WORDS, (), WORDS, WORDS)) == [("pages_without_text", "pages 2")]


def test_pages_of_one_character_a_line_are_named(tmp_path: Path) -> None:
    column = tuple("Emissionlimitsofsmallkitchensaremeasured")
    assert _said(_saved(tmp_path / "a.pdf", WORDS, WORDS, column)) == [("one_character_a_line", "pages 3")]


def test_pages_of_short_lines_are_not(tmp_path: Path) -> None:
    assert _said(_saved(tmp_path / "a.pdf", WORDS, ("12 V",) * 30)) == []
