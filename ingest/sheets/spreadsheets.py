"""Workbooks of Excel, WPS and LibreOffice, by calamine."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from ingest.readers.limits import Limits
from ingest.readers.package import check_package
from ingest.sheets.workbook import Sheet, too_many_cells
from kg.errors import UnreadableDocument

_AGAIN = "用 Excel 或 WPS 另存后再试 save it again in Excel or WPS"


def read_spreadsheet(path: Path, limits: Limits) -> tuple[Sheet, ...]:
    """Every sheet with cells, hidden ones too. Raises UnreadableDocument damaged, encrypted, zip_bomb, unsafe_zip, too_many_cells."""
    with path.open("rb") as file:
        is_package = file.read(2) == b"PK"
    if is_package:
        check_package(path, limits, _AGAIN)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        sheets = []
        cells = 0
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            cells += sheet.total_height * sheet.total_width
            if cells > limits.max_table_cells:
                raise too_many_cells(path.name, limits)
            sheets.append(_sheet(sheet, hidden=meta.visible != calamine.SheetVisibleEnum.Visible))
    except calamine.PasswordError as exc:
        raise UnreadableDocument(
            "encrypted", f"{path.name} 受密码保护 is protected by a password；请另存一份不加密的再读 save a copy without one and read that"
        ) from exc
    except (calamine.CalamineError, OSError, ValueError) as exc:
        raise UnreadableDocument("damaged", f"{path.name} 已损坏或不完整 is damaged or cut off ({exc})；{_AGAIN}") from exc
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableDocument("empty_file", f"{path.name} 里没有内容 has no cell with words in it；请检查是否导出完整 check the export")
    return tuple(sheets)


def _sheet(sheet: calamine.CalamineSheet, *, hidden: bool) -> Sheet:
    grid = [[_printed(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = []
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(grid) or left >= len(grid[top]):
            continue
        merged.append((top + 1, left + 1, bottom + 1, right + 1))
        for y in range(top, min(bottom + 1, len(grid))):
            for x in range(left, min(right + 1, len(grid[y]))):
                grid[y][x] = grid[top][left]
    rows = []
    for row in grid:
        while row and not row[-1]:
            row.pop()
        rows.append(tuple(row))
    while rows and not rows[-1]:
        rows.pop()
    return Sheet(sheet.name, tuple(rows), tuple(merged), hidden)


def _printed(value: object) -> str:
    """A cell as a person reads it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).strip() if value is not None else ""
