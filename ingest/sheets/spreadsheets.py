"""Workbooks of Excel, WPS and LibreOffice, by calamine."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from ingest.readers.limits import Limits
from ingest.readers.package import check_package
from ingest.sheets.cells import cut, printed
from ingest.sheets.extent import check_extent
from ingest.sheets.sheet import Sheet, encrypted, too_many_cells
from kg.errors import UnreadableDocument

_AGAIN = "用 Excel 或 WPS 另存后再试 save it again in Excel or WPS"
_SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xls": (".xls",), "ods": (".ods",)}
_GLOBALS = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # BOF of the workbook globals, BIFF8
_FILE_PASS = 0x002F
_RECORDS_BEFORE_FILE_PASS = 4
_MANIFEST = "META-INF/manifest.xml"


def read_spreadsheet(path: Path, format_: str, limits: Limits) -> tuple[Sheet, ...]:
    """Every sheet with cells, hidden ones too; ``format_`` is "xlsx", "xls" or "ods" by the content.

    Raises UnreadableDocument damaged, encrypted, zip_bomb, unsafe_zip, too_many_cells or empty_file.
    """
    if format_ != "xls":
        if format_ == "ods" and _says_encrypted(path):
            raise encrypted(path.name)
        check_package(path, limits, _AGAIN)
    elif _has_file_pass(path):
        raise encrypted(path.name)
    if format_ == "xlsx":
        check_extent(path, limits)
    try:
        with path.open("rb") as file:
            # By its suffix the library tells which format it is, and what is wrong with it; without one it only tries them all.
            named = path.suffix.lower() in _SUFFIXES[format_]
            book = calamine.CalamineWorkbook.from_path(str(path)) if named else calamine.CalamineWorkbook.from_filelike(file)
            sheets = []
            cells = 0
            for meta in book.sheets_metadata:
                if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                cells += sheet.total_height * sheet.total_width
                if cells > limits.max_table_cells:
                    raise too_many_cells(path.name, limits)
                sheets.append(_sheet(sheet, limits, hidden=meta.visible != calamine.SheetVisibleEnum.Visible))
    except calamine.PasswordError as exc:
        raise encrypted(path.name) from exc
    except (calamine.CalamineError, OSError, ValueError) as exc:
        # Of the library's words only the first line, which says what it met.
        why = (str(exc).splitlines() or [""])[0][:120]
        raise UnreadableDocument("damaged", f"{path.name} 已损坏或不完整 is damaged or cut off ({why})；{_AGAIN}") from exc
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableDocument("empty_file", f"{path.name} 里没有内容 has no cell with words in it；请检查是否导出完整 check the export")
    return tuple(sheets)


def _says_encrypted(path: Path) -> bool:
    """Whether the manifest of an OpenDocument package says that its parts are encrypted (ODF 1.3 part 2, 4.4)."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_MANIFEST) as manifest:
            return re.search(rb"<(?:\w+:)?encryption-data\b", manifest.read(1_000_000)) is not None
    # What zipfile raises on damaged data, or where there is no manifest; the check of the package says what is wrong.
    except (zipfile.BadZipFile, zlib.error, OSError, KeyError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return False


def _has_file_pass(path: Path) -> bool:
    """Whether the globals of an Excel 97 workbook say that what follows is encrypted: FilePass ([MS-XLS] 2.4.117) stands right at their head.

    The library knows RC4 only, and reads what is obfuscated by XOR as if it were words.
    """
    content = path.read_bytes()
    at = content.find(_GLOBALS)
    for _ in range(_RECORDS_BEFORE_FILE_PASS):
        if at < 0 or at + 4 > len(content):
            return False
        kind, length = struct.unpack_from("<HH", content, at)
        if kind == _FILE_PASS:
            return True
        at += 4 + length
    return False


def _sheet(sheet: calamine.CalamineSheet, limits: Limits, *, hidden: bool) -> Sheet:
    grid = [[_words(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = []
    repeated = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(grid) or left >= len(grid[top]):
            continue
        merged.append((top + 1, left + 1, bottom + 1, right + 1))
        lines = grid[top : bottom + 1]
        # Areas do not overlap in a workbook that a program wrote; in one that was made to be slow they may.
        repeated += len(lines) * len(grid[top][left : right + 1])
        if repeated > limits.max_table_cells:
            break
        words = grid[top][left]
        for line in lines:
            line[left : right + 1] = [words] * len(line[left : right + 1])
    rows = [cut(row) for row in grid]
    while rows and not rows[-1]:
        rows.pop()
    return Sheet(printed(sheet.name), tuple(rows), tuple(merged), hidden)


def _words(value: object) -> str:
    """A cell as a person reads it."""
    if isinstance(value, str):
        return printed(value)
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
    return printed(str(value)) if value is not None else ""
