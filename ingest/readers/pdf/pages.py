"""One page of a PDF: its text layer if that says what the page shows, else its picture, recognised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ingest.lines import Line
from ingest.readers.page.lines import lines_and_tables
from ingest.readers.page.page import Page
from ingest.readers.page.tables import PageTable
from ingest.readers.pdf.characters import characters_of
from ingest.readers.pdf.insets import NO_INSETS, InsetReader, Insets
from ingest.readers.pdf.rules import rules_and_insets
from ingest.readers.pdf.text_health import Health, health_of
from ingest.readers.pdf.text_layer import drawn_size
from kg.model import Finding, Severity

_INK_SHARE = 0.001
"""Of the page's area, beyond the text layer's characters: a line of print covers about as much."""
_POOR_SCORE = 0.8
_MORE_CHARACTERS = 10
"""A page with a thin text layer is taken from its picture where that holds so many more."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Lines (offsets not yet set) and tables of a page, how they were come by, and what is to be said of it.

    ``health`` is the verdict on the text layer; ``recognised`` where the lines come from the picture of the page;
    ``pictures`` is what came of those among the text.
    """

    lines: list[Line]
    tables: list[PageTable]
    health: Health
    recognised: bool = False
    pictures: Insets = NO_INSETS
    findings: tuple[Finding, ...] = ()


def page_of(page: Any, number: int) -> Page:
    """Characters and rules of a pdfium page."""
    chars, turn = characters_of(page)
    width, height = drawn_size(page)
    if turn % 2:
        width, height = height, width
    return Page(number, width, height, chars, *rules_and_insets(page, turn))


def needs_picture(page: Any, view: Page, *, among_enciphered: bool = False) -> Health:
    """The verdict on the text layer (see `health_of`), GOOD also for pages that show nothing but their text."""
    health = health_of(view, over_picture=_over_picture(page), among_enciphered=among_enciphered)
    return Health.GOOD if health is Health.THIN and not _shows_more(page, view) else health


def read_text_layer(view: Page, health: Health) -> ReadPage:
    """The page as its text layer says; nothing of a text layer that says something else than the page shows."""
    if health not in (Health.GOOD, Health.THIN, Health.SPLIT):
        return ReadPage([], [], health)
    lines, tables = lines_and_tables(view)
    return ReadPage(lines, tables, health)


def read_good(page: Any, view: Page, insets: InsetReader, before_large: Callable[[], None]) -> ReadPage:
    """A page whose text layer is good, with what the pictures among its text say."""
    pictures = insets.fill(page, view, before_large)
    lines, tables = lines_and_tables(view)
    return ReadPage(lines, tables, Health.GOOD, pictures=pictures, findings=pictures.findings)


def read_picture(page: Any, view: Page, health: Health, threads: int) -> ReadPage:
    """The page as its picture says, where that says more than the text layer. Raises UnreadableDocument (no_ocr)."""
    from ingest.readers.ocr.pages import recognise, scale_for
    from ingest.readers.ocr.recogniser import recogniser
    from ingest.readers.ocr.rules import within_page

    reader = recogniser(threads)
    picture = page.render(scale=scale_for(view.width, view.height), grayscale=True).to_numpy()
    seen = recognise(view.number, picture[:, :, 0] if picture.ndim == 3 else picture, reader)
    as_text = read_text_layer(view, health)
    held = sum(len(line.text) for line in as_text.lines)
    if len(seen.page.chars) < held + _MORE_CHARACTERS and not (health is Health.SPLIT and len(seen.page.chars) > held / 2):
        return as_text
    seen.page.rules = within_page(seen.page.rules, seen.page.width, seen.page.height)
    lines, tables = lines_and_tables(seen.page)
    findings = seen.findings
    if seen.score < _POOR_SCORE:
        findings += (
            Finding(
                Severity.WARNING,
                "ocr_poor",
                f"page {view.number}",
                f"第 {view.number} 页图像质量差（平均得分 {seen.score:.2f}），请核对 a poor picture; check what was read from it",
            ),
        )
    return ReadPage(lines, tables, health, recognised=True, findings=findings)


def _over_picture(page: Any) -> bool:
    """Whether a picture fills the page, as in a scan that another program has made searchable; such begin or end with it."""
    import ctypes

    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page.raw)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    width, height = page.get_size()
    for i in {*range(min(3, count)), *range(max(0, count - 3), count)}:
        item = raw.FPDFPage_GetObject(page.raw, i)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_IMAGE and raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            if (right.value - left.value) * (top.value - bottom.value) > 0.7 * width * height:
                return True
    return False


def _shows_more(page: Any, view: Page) -> bool:
    """Whether the page shows ink that its few characters do not account for."""
    scale = min(1.0, 842.0 / max(view.width, view.height))
    picture = page.render(scale=scale, grayscale=True).to_numpy()
    dark = (picture[:, :, 0] if picture.ndim == 3 else picture) < 140
    dark = np.array(dark)
    rows = dark.shape[0]
    for char in view.chars:
        top, bottom = rows - (char.y + 1.1 * char.height) * scale, rows - (char.y - 0.4 * char.height) * scale
        dark[max(0, int(top)) : max(0, int(bottom)), max(0, int(char.x0 * scale) - 1) : int(char.x1 * scale) + 2] = False
    return bool(dark.mean() > _INK_SHARE)
