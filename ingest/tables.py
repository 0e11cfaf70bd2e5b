"""表: the tables a reader found, with number, caption, unit, header, notes and the clause they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import SourceCell, SourceText
from kg.model import Cell, Clause, Evidence, Table


def read_tables(source: SourceText, clauses: Sequence[Clause]) -> tuple[Table, ...]:
    """The tables of ``source`` in reading order."""
    found = []
    for table in source.tables:
        clause = next((c.number for c in reversed(clauses) if c.at.start <= table.start < c.at.end), None)
        caption = (table.caption or "").strip()
        match = re.match(r"(表\s?[A-Z]?\.?\d+)\s*(.*)", caption)
        rows = tuple(tuple(_cell(cell, table.page) for cell in row) for row in table.rows)
        found.append(
            Table(
                number=re.sub(r"\s+", "", match[1]) if match else None,
                caption=(match[2] if match else caption) or None,
                header=rows[: table.header_rows],
                rows=rows[table.header_rows :],
                clause=clause,
                at=Evidence(table.page, table.start, table.end, caption or " ".join(cell.text for cell in table.rows[0])[:120]),
            )
        )
    return tuple(found)


def _cell(cell: SourceCell, page: int) -> Cell:
    at = Evidence(page, cell.start, cell.end, cell.text[:300]) if cell.start >= 0 else None
    return Cell(cell.text, at)
