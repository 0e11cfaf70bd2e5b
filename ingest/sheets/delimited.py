"""Delimited text: the encoding and the delimiter are found, not asked for."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from ingest.readers.limits import Limits
from ingest.sheets.workbook import Sheet, too_many_cells
from kg.errors import UnreadableDocument

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",;\t|"
_FIELD = 1_000_000
_LINES_LOOKED_AT = 50


def decoded(path: Path) -> str:
    """The file's characters: by its mark, else UTF-8, else GB 18030 (what Chinese spreadsheets save).

    Raises UnreadableDocument binary where it is neither.
    """
    content = path.read_bytes()
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableDocument(
        "binary", f"{path.name} 的编码无法识别 is neither UTF-8 nor GB 18030；请另存为 UTF-8 的 CSV save it as CSV in UTF-8"
    )


def read_delimited(name: str, text: str, limits: Limits, *, tabs: bool = False) -> tuple[str, Sheet]:
    """("csv" or "tsv", the one sheet). Quoted cells may hold line breaks and delimiters."""
    delimiter = "\t" if tabs else delimiter_of(text)
    csv.field_size_limit(_FIELD)
    rows: list[tuple[str, ...]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            while row and not row[-1].strip():
                row.pop()
            cells += len(row)
            if cells > limits.max_table_cells:
                raise too_many_cells(name, limits)
            rows.append(tuple(cell.strip() for cell in row))
    except csv.Error as exc:
        raise UnreadableDocument(
            "damaged",
            f"{name} 第 {len(rows) + 1} 行无法读取 line {len(rows) + 1} cannot be read ({exc})；请检查引号 check its quotation marks",
        ) from exc
    return ("tsv" if delimiter == "\t" else "csv"), Sheet("", tuple(rows))


def delimiter_of(text: str) -> str:
    r"""The character that cuts the first lines into the same number of cells, more than one; a comma where none does.

    >>> delimiter_of("a;b\n1;2\n"), delimiter_of("a\tb,c\n1\t2\n"), delimiter_of("编号\n")
    (';', '\t', ',')
    """
    lines = [line for line in text.splitlines()[:_LINES_LOOKED_AT] if line.strip()]
    best = (0.0, 0, ",")
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            continue
        if not widths or max(widths) < 2:
            continue
        usual = max(set(widths), key=widths.count)
        if usual > 1:
            best = max(best, (widths.count(usual) / len(widths), usual, delimiter), key=lambda found: found[:2])
    return best[2]
