"""Small pages drawn for tests: words at places, rules between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.lines import Line, SourceTable, SourceText
from ingest.readers.page.furniture import with_offsets
from ingest.readers.page.lines import lines_and_tables
from ingest.readers.page.page import Char, Page, Rule
from ingest.readers.page.tables import source_tables

EM = 10.0


def words(text: str, x: float, y: float, size: float = EM) -> list[Char]:
    """The characters of ``text`` from ``x`` on baseline ``y``; Chinese ones as wide as high, others half as wide; blanks only move on."""
    chars, spaced = [], False
    for letter in text:
        width = size if letter >= "\u2e80" else 0.5 * size
        if letter == " ":
            spaced = True
        else:
            chars.append(Char(letter, x, x + width, y, size, spaced))
            spaced = False
        x += width
    return chars


def level(x0: float, x1: float, y: float) -> Rule:
    """A horizontal rule."""
    return Rule(x0, y, x1, y)


def upright(x: float, y0: float, y1: float) -> Rule:
    """A vertical rule."""
    return Rule(x, y0, x, y1)


def page(*chars: Sequence[Char], rules: Sequence[Rule] = (), number: int = 2) -> Page:
    """An A4 page."""
    return Page(number, 595.0, 842.0, [char for run in chars for char in run], list(rules))


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    """All rules between column edges and row edges, drawn cell by cell."""
    rules = [level(a, b, y) for y in ys for a, b in pairwise(xs)]
    return rules + [upright(x, b, a) for x in xs for a, b in pairwise(ys)]


def filled(cells: Sequence[Sequence[str]], xs: Sequence[float], ys: Sequence[float]) -> list[list[Char]]:
    """Words of cells, one line each, near the left edge and in the middle of the row."""
    return [words(text, xs[c] + 4, (ys[r] + ys[r + 1]) / 2 - 4) for r, row in enumerate(cells) for c, text in enumerate(row) if text]


def read(*pages: Page) -> tuple[SourceText, list[tuple[tuple[str, ...], ...]]]:
    """The pages as a reader hands them on, and the texts of the cells of each table."""
    lines: list[list[Line]] = []
    tables = []
    for one in pages:
        own, found = lines_and_tables(one)
        lines.append(own)
        tables.append(found)
    placed = with_offsets([line for own in lines for line in own])
    grids: tuple[SourceTable, ...] = source_tables(tables, [len(own) for own in lines], placed)
    return SourceText("pdf", "test/1", len(pages), placed, grids), [table.texts for table in grids]
