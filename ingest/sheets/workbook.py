"""Tables that people keep: workbooks, delimited text and JSON records, as rows of printed cells."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.readers.limits import DEFAULT_LIMITS, MIB, Limits
from ingest.readers.sniff import DESCRIPTIONS, kind_of
from ingest.sheets.sheet import Sheet, encrypted
from kg.errors import UnreadableDocument
from kg.model import Finding

TABLE_SUFFIXES: Final = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".jsonl")
_LOOKED_AT: Final = 20_000
_SPREADSHEET_2003: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_SPREADSHEETS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})


@dataclass(frozen=True, slots=True)
class Workbook:
    """One table file. ``format`` is "csv", "tsv", "xlsx", "xls", "ods", "json" or "html", by its content."""

    file: str
    sha256: str
    format: str
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()


def is_workbook(path: Path) -> bool:
    """Whether the file is read as a table, by its suffix: text may be a table or not, only its name says so."""
    return path.suffix.lower() in TABLE_SUFFIXES


def read_workbook(path: Path, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Every sheet of the file.

    Raises UnreadableDocument with code missing, unreadable, not_a_file, empty_file, too_large, encrypted, damaged, zip_bomb, unsafe_zip,
    binary, encoding, wrong_suffix, old_format, bad_json or too_many_cells.
    """
    _check_file(path, limits)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    suffix = path.suffix.lower()
    try:
        kind = kind_of(path)
    except OSError as exc:
        raise UnreadableDocument("unreadable", f"{path.name} 打不开 cannot be opened ({exc})；请检查权限 check its permissions") from exc
    if kind == "encrypted":
        raise encrypted(path.name)
    format_ = _spreadsheet(suffix, kind)
    if format_ is not None:
        from ingest.sheets.spreadsheets import read_spreadsheet

        return Workbook(path.name, sha256, format_, read_spreadsheet(path, format_, limits))
    if kind not in ("text", "html", "xml"):
        raise UnreadableDocument(
            "wrong_suffix",
            f"{path.name} 不是表格 holds no table but {DESCRIPTIONS[kind]}；请按其真实格式命名 give it the suffix of its real format",
        )
    return _of_text(path, sha256, suffix, kind, limits)


def _spreadsheet(suffix: str, kind: str) -> str | None:
    """The format of a binary workbook, by its content; the suffix decides only where the content is damaged or says nothing."""
    if kind == "xlsx":
        return "xlsx"
    if kind == "ole2" or (kind == "doc" and suffix == ".xls"):
        # A workbook may hold a Word document, whose name then stands in its directory too.
        return "xls"
    if suffix in _SPREADSHEETS and kind in ("zip", "broken_zip"):
        return "ods" if kind == "zip" or suffix == ".ods" else "xlsx"
    return None


def _of_text(path: Path, sha256: str, suffix: str, kind: str, limits: Limits) -> Workbook:
    from ingest.sheets.delimited import decoded, read_delimited

    text = decoded(path)
    begin = text[:_LOOKED_AT].lstrip("\ufeff \r\n\t")
    if not begin:
        raise UnreadableDocument("empty_file", f"{path.name} 里没有内容 holds nothing but blanks；请检查是否导出完整 check the export")
    if suffix in (".json", ".jsonl") or (suffix in _SPREADSHEETS and begin[0] in "{["):
        from ingest.sheets.records import read_records

        return Workbook(path.name, sha256, "json", (read_records(path.name, text, limits),))
    if begin[0] == "<":
        if _SPREADSHEET_2003 in begin:
            raise UnreadableDocument(
                "old_format",
                f"{path.name} 是 XML 电子表格 2003 is an XML Spreadsheet 2003；请在 Excel 或 WPS 中另存为 .xlsx save it as .xlsx in Excel or WPS",
            )
        if kind == "html" or "<table" in begin.lower():
            # Portals send a page of HTML under the name .xls.
            from ingest.sheets.html_tables import read_html_tables

            return Workbook(path.name, sha256, "html", read_html_tables(path.name, text, limits))
    format_, sheet, findings = read_delimited(path.name, text, limits, tabs=suffix == ".tsv")
    return Workbook(path.name, sha256, format_, (sheet,), tuple(findings))


def _check_file(path: Path, limits: Limits) -> None:
    try:
        status = path.stat()
    except FileNotFoundError as exc:
        raise UnreadableDocument("missing", f"没有文件 there is no file {path}；请核对路径 check the path") from exc
    except (OSError, ValueError) as exc:
        raise UnreadableDocument("unreadable", f"{path.name} 打不开 cannot be opened ({exc})；请检查权限 check its permissions") from exc
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableDocument("not_a_file", f"{path.name} 不是普通文件 is not a regular file；请给出一个表格文件 name a table file")
    if status.st_size == 0:
        raise UnreadableDocument("empty_file", f"{path.name} 是空文件 is empty (0 bytes)；请重新获取 get the file again from its source")
    if status.st_size > limits.max_bytes:
        raise UnreadableDocument(
            "too_large",
            f"{path.name} 有 {status.st_size / MIB:,.1f} MiB，超过上限 is over the limit of {limits.max_bytes / MIB:,.1f} MiB；请拆分 split it into parts",
        )
