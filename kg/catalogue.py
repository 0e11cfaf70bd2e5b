"""What a table of bibliographic facts (目录) says: rows about editions, each fact with its cell.

A catalogue is no text of a standard. It says of many editions what a cover says of one, so its facts enter the graph as statements
beside those of documents, and give way to them where they differ (`kg.register`). Offsets count code points in the catalogue's text:
sheets one after the other, one line a row, cells joined by one tab; `Evidence.page` is the 1-based sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Adoption, Day, Evidence, Finding, NumberFact, Text


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One row about one edition or work. ``number`` is canonical; what the row does not say is None or empty.

    ``stated_status`` is the word in the table (现行, 废止 ...): what its makers held true on the day of the table, never our status.
    ``replaces`` are the numbers it takes the place of, ``replaced_by`` those that take its place.
    """

    row: int
    """1-based line of the sheet, as a spreadsheet counts; header included."""
    sheet: int
    number: NumberFact
    at: Evidence
    title_zh: Text | None = None
    title_en: Text | None = None
    issued: Day | None = None
    effective: Day | None = None
    withdrawn: Day | None = None
    stated_status: Text | None = None
    replaces: tuple[NumberFact, ...] = ()
    replaced_by: tuple[NumberFact, ...] = ()
    adopts: tuple[Adoption, ...] = ()
    ics: tuple[Text, ...] = ()
    ccs: tuple[Text, ...] = ()
    issuers: tuple[Text, ...] = ()
    committee: Text | None = None
    source: Text | None = None
    """Where the makers of the table have the row from (a link, an announcement), as printed."""
    verified: bool = True
    """False where the table itself marks the row as unverified (来源 … 未核实)."""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One row of a catalogue of products (CCC 目录, 医疗器械分类目录): its code there, its name, the category above it.

    ``codes`` are the codes printed in the row, first the one that names it; ``level`` is the management class of a medical device
    (I, II, III), ``self_declaration`` the CCC self-declaration program (A, B); None where the table has no such column or word.
    """

    row: int
    sheet: int
    codes: tuple[Text, ...]
    label_zh: Text
    at: Evidence
    category: Text | None = None
    level: Text | None = None
    self_declaration: Text | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One table file, read. ``as_of`` is the day its makers give for it ("截至 2026-08-31"), None where it says none."""

    file: str
    sha256: str
    format: str
    sheets: int
    text: str
    reader: str
    title: str | None = None
    as_of: Day | None = None
    rows: tuple[CatalogueRow, ...] = ()
    products: tuple[ProductRow, ...] = ()
    findings: tuple[Finding, ...] = ()
