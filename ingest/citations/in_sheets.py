"""Citations in workbooks and delimited text, cell by cell."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from ingest.citations.found import Citation
from ingest.citations.in_lists import is_list, line_citation
from ingest.citations.in_tables import head_field, table_citations, without_answer
from ingest.citations.places import cell_place
from ingest.sheets.sheet import Sheet
from ingest.sheets.workbook import Workbook

_LIST_HEAD = re.compile(r"[一-鿿（）()]{0,8}(?:标准|清单|目录|依据|编号|名称)[一-鿿（）()]{0,4}")


def workbook_citations(book: Workbook) -> list[Citation]:
    """Citations of every sheet, in the order of the cells."""
    return [citation for number, sheet in enumerate(book.sheets) for citation in _in_sheet(sheet, number)]


def _in_sheet(read: Sheet, number: int) -> list[Citation]:
    sheet = replace(read, rows=tuple(without_answer(read.rows)))
    listed = _as_list(sheet)
    if listed is not None:
        column, first = listed
        rows = [(r, row[column]) for r, row in enumerate(sheet.rows) if r >= first and len(row) > column and row[column]]
        return [
            Citation(text.strip(), cell_place(sheet.name, r, column), line_citation(text), _anchor(number, r, first - 1 if first else None))
            for r, text in rows
        ]
    covered = frozenset(
        (r - 1, c - 1)
        for top, left, bottom, right in sheet.merged
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
        if (r, c) != (top, left)
    )
    return [
        Citation(
            hit.raw,
            cell_place(sheet.name, hit.row, hit.column),
            hit.found,
            _anchor(number, hit.row, hit.head),
        )
        for hit in table_citations(sheet.rows, covered)
    ]


def _anchor(sheet: int, row: int, head: int | None) -> dict[str, Any]:
    return {"sheet": sheet, "row": row, "head": head}


def _as_list(sheet: Sheet) -> tuple[int, int] | None:
    """(column, first row) where the sheet is one column of citations: then each row of it is answered."""
    used = {c for row in sheet.rows for c, cell in enumerate(row) if cell}
    if len(used) != 1:
        return None
    column = next(iter(used))
    cells = [row[column] if len(row) > column else "" for row in sheet.rows]
    filled = [r for r, cell in enumerate(cells) if cell]
    head = cells[filled[0]]
    first = filled[0] + 1 if head_field(head) is not None or (_LIST_HEAD.fullmatch(head) and "《" not in head) else 0
    return (column, first) if is_list(cells[first:]) else None


def listed_in_json(text: str) -> list[str] | None:
    """The citations of ``["...", ...]`` or ``{"citations": ["...", ...]}``; None for any other JSON.

    >>> listed_in_json('{"citations": ["GB 99001-2030"]}'), listed_in_json('[{"number": "GB 99001"}]')
    (['GB 99001-2030'], None)
    """
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = value.get("citations") if isinstance(value, dict) else value
    if isinstance(items, list) and items and all(isinstance(item, str) for item in items):
        return [str(item) for item in items]
    return None
