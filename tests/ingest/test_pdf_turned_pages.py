"""Pages whose text runs up or down the sheet: tables printed across are read as if the page lay before the reader."""

from __future__ import annotations

import ctypes
import math
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from ingest.readers.page.lines import lines_of
from ingest.readers.pdf.pages import page_of

WORDS = ("Heading of the page", "Second line of words", "Third line of words")


def turned_page(quarters: int, rotation: int = 0, slant: float = 0.0) -> Any:
    """An A4 page with three lines of Latin text, turned anticlockwise by ``quarters`` on the sheet, and a rule below the first.

    The second line leans to the right by ``slant``, as programs write italics of a font that has none.
    """
    document = pdfium.PdfDocument.new()
    page = document.new_page(595, 842)
    angle = quarters * math.pi / 2
    cos, sin = round(math.cos(angle)), round(math.sin(angle))
    shift = {0: (0.0, 0.0), 1: (595.0, 0.0), 2: (595.0, 842.0), 3: (0.0, 842.0)}[quarters]
    for k, words in enumerate(WORDS):
        text = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 12.0)
        encoded = (words + "\0").encode("utf-16-le")
        raw.FPDFText_SetText(text, ctypes.cast(ctypes.create_string_buffer(encoded), raw.FPDF_WIDESTRING))
        x, y = 100.0, 500.0 - 20 * k
        if k == 1:
            raw.FPDFPageObj_Transform(text, 1, 0, slant, 1, 0, 0)
        raw.FPDFPageObj_Transform(text, cos, sin, -sin, cos, x * cos - y * sin + shift[0], x * sin + y * cos + shift[1])
        raw.FPDFPage_InsertObject(page, text)
    rule = raw.FPDFPageObj_CreateNewRect(100.0, 495.0, 300.0, 1.0)
    raw.FPDFPageObj_SetFillColor(rule, 0, 0, 0, 255)
    raw.FPDFPath_SetDrawMode(rule, raw.FPDF_FILLMODE_WINDING, False)
    raw.FPDFPageObj_Transform(rule, cos, sin, -sin, cos, *shift)
    raw.FPDFPage_InsertObject(page, rule)
    page.gen_content()
    page.set_rotation(rotation)
    return page


@pytest.mark.parametrize(("quarters", "rotation"), [(0, 0), (1, 0), (1, 90), (3, 0), (3, 270), (2, 180)])
def test_text_along_any_side_of_the_sheet_is_read_level_from_the_top_down(quarters: int, rotation: int) -> None:
    view = page_of(turned_page(quarters, rotation), 1)
    lines = lines_of(view)
    assert tuple(line.text for line in lines) == WORDS
    assert [line.box and round(line.box[0]) for line in lines] == [100, 100, 100]
    assert [line.box and round(line.box[1]) for line in lines] == [500, 480, 460]
    assert (round(view.width), round(view.height)) == ((842, 595) if quarters % 2 else (595, 842))


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_line_in_slanted_letters_is_read_with_the_others(quarters: int) -> None:
    lines = lines_of(page_of(turned_page(quarters, slant=0.34), 1))
    assert tuple(line.text for line in lines) == WORDS


def test_words_at_an_angle_to_the_text_are_a_watermark_and_not_read() -> None:
    page = turned_page(0)
    text = raw.FPDFPageObj_NewTextObj(page.pdf, b"Helvetica", 12.0)
    raw.FPDFText_SetText(text, ctypes.cast(ctypes.create_string_buffer("COPY\0".encode("utf-16-le")), raw.FPDF_WIDESTRING))
    raw.FPDFPageObj_Transform(text, 0.9, 0.44, -0.44, 0.9, 100, 300)
    raw.FPDFPage_InsertObject(page, text)
    page.gen_content()
    assert tuple(line.text for line in lines_of(page_of(page, 1))) == WORDS


@pytest.mark.parametrize(("quarters", "rotation"), [(1, 90), (3, 0), (2, 0)])
def test_rules_are_turned_with_the_text(quarters: int, rotation: int) -> None:
    (rule,) = page_of(turned_page(quarters, rotation), 1).rules
    assert [round(side) for side in (rule.x0, rule.y0, rule.x1, rule.y1)] == [100, 496, 400, 496]
