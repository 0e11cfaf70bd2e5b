"""Delimited text: the encoding and the delimiter are found, not asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.readers.characters import decode
from ingest.readers.limits import Limits
from ingest.sheets.cells import cut, printed
from ingest.sheets.sheet import Sheet, too_many_cells
from kg.errors import UnreadableDocument
from kg.model import Finding, Severity

_DELIMITERS: Final = ",;\t|"
_FIELD: Final = 1_000_000
_LINES_LOOKED_AT: Final = 50
_TELLING_WIDTH: Final = 3
"""From this many cells on a line inside a quoted cell is taken for a line of the table; sentences have a comma too."""
_MOST_REPAIRS: Final = 100


def decoded(path: Path) -> str:
    """The file's characters: by its mark, else UTF-8, else GB 18030 (what Chinese spreadsheets save); nothing is replaced.

    Raises UnreadableDocument binary or encoding.
    """
    try:
        return decode(path.read_bytes(), path.name)
    except UnreadableDocument as exc:
        raise UnreadableDocument(exc.code, f"{path.name} 的编码无法识别，请另存为 UTF-8 的 CSV (save it as CSV in UTF-8): {exc}") from exc


def read_delimited(name: str, text: str, limits: Limits, *, tabs: bool = False) -> tuple[str, Sheet, list[Finding]]:
    """("csv" or "tsv", the one sheet, what is wrong with it). Quoted cells may hold line breaks and delimiters.

    A quotation mark that is never closed takes the lines after it into its cell; there the mark is read as a character.
    """
    delimiter = "\t" if tabs else delimiter_of(text)
    rows: list[tuple[str, ...]] = []
    findings: list[Finding] = []
    cells = 0
    try:
        for row, open_quote in raw_rows(text, delimiter):
            # A line of delimiters only is as wide as its neighbours and holds nothing: only cells that are kept count.
            kept = cut([printed(cell) for cell in row])
            cells += len(kept)
            if cells > limits.max_table_cells:
                raise too_many_cells(name, limits)
            rows.append(kept)
            if open_quote:
                place = f"第 {len(rows)} 行 row {len(rows)}"
                message = "引号没有闭合，已按普通字符读 a quotation mark is not closed, it is read as a character"
                findings.append(Finding(Severity.WARNING, "open_quote", place, message))
    except csv.Error as exc:
        at = len(rows) + 1
        raise UnreadableDocument(
            "damaged", f"{name} 第 {at} 行无法读取 row {at} cannot be read ({exc})；请检查引号 check its quotation marks"
        ) from exc
    while rows and not rows[-1]:
        rows.pop()
    return ("tsv" if delimiter == "\t" else "csv"), Sheet("", tuple(rows)), findings


def raw_rows(text: str, delimiter: str) -> Iterator[tuple[list[str], bool]]:
    r"""(the cells of a row as they are, whether a quotation mark in it is never closed), row by row as a spreadsheet counts.

    >>> [row for row, _ in raw_rows('a,b,c\n"1,2,3\n4,5,6\n', ",")]
    [['a', 'b', 'c'], ['"1', '2', '3'], ['4', '5', '6']]
    """
    csv.field_size_limit(_FIELD)
    width = _cut_by(text, delimiter)[1]
    lines = io.StringIO(text, newline="").readlines()
    start = repairs = 0
    while start < len(lines):
        base = done = start
        reader = csv.reader(lines[start:], delimiter=delimiter)
        for row in reader:
            if repairs < _MOST_REPAIRS and base + reader.line_num - done > 1 and _swallows(row, delimiter, width):
                repairs += 1
                start = done + 1
                yield next(csv.reader([lines[done]], delimiter=delimiter, quoting=csv.QUOTE_NONE)), True
                break
            start = done = base + reader.line_num
            yield row, False
        else:
            return


def delimiter_of(text: str) -> str:
    r"""The character that cuts most of the first lines into the same number of cells, more than one; a comma where none does.

    >>> delimiter_of("a;b\n1;2\n"), delimiter_of("a\tb,c\n1\t2\n"), delimiter_of("编号\n")
    (';', '\t', ',')
    """
    return _cut_by(text, _DELIMITERS)[0]


def _cut_by(text: str, delimiters: str) -> tuple[str, int]:
    """(the delimiter of the text, the number of cells that most lines have); the first of ``delimiters`` and 1 where none cuts."""
    head = text[: _LINES_LOOKED_AT * 2000].splitlines()[:_LINES_LOOKED_AT]
    lines = [line for line in head if line.strip()]
    best = (0.0, 1, delimiters[0])
    for delimiter in delimiters:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            continue
        if not widths or max(widths) < 2:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        if usual > 1:
            best = max(best, (widths.count(usual) / len(widths), usual, delimiter), key=lambda found: found[:2])
    return best[2], best[1]


def _swallows(row: list[str], delimiter: str, width: int) -> bool:
    """Whether a cell holds a whole line of the table."""
    if width < _TELLING_WIDTH:
        return False
    return any(line.count(delimiter) >= width - 1 for cell in row for line in cell.splitlines()[1:])
