"""Places as people say them, Chinese first."""

from __future__ import annotations

from ingest.citations.found import Place


def column_letters(column: int) -> str:
    """The name of a column of a sheet, 0-based.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_place(sheet: str, row: int, column: int) -> Place:
    """A cell of a sheet, 0-based.

    >>> cell_place("Sheet1", 6, 1).words, cell_place("", 0, 0).words
    ('Sheet1!B7', 'A1')
    """
    name = f"{column_letters(column)}{row + 1}"
    return Place(f"{sheet}!{name}" if sheet else name, {"sheet": sheet or None, "cell": name, "row": row + 1, "column": column + 1})


def line_place(line: int, heading: str | None = None) -> Place:
    """A line of a text, 1-based.

    >>> line_place(3).words
    '第3行 line 3'
    """
    return Place(_under(f"第{line}行 line {line}", heading), {"line": line, "heading": heading})


def page_place(page: int, line: int, start: int, end: int) -> Place:
    """A line of a page (1-based) and the characters [start, end) of the document text.

    >>> page_place(2, 14, 900, 913).words
    '第2页第14行 page 2, line 14'
    """
    return Place(f"第{page}页第{line}行 page {page}, line {line}", {"page": page, "line": line, "start": start, "end": end})


def paragraph_place(number: int, heading: str | None) -> Place:
    """A paragraph of a Word document, empty ones not counted.

    >>> paragraph_place(3, "2 引用文件").words
    '第3段 paragraph 3 · 2 引用文件'
    """
    return Place(_under(f"第{number}段 paragraph {number}", heading), {"part": "body", "paragraph": number, "heading": heading})


def word_table_place(table: int, row: int, column: int, heading: str | None) -> Place:
    """A cell of a table of a Word document, all 1-based.

    >>> word_table_place(1, 2, 3, None).words
    '表1第2行第3列 table 1, row 2, column 3'
    """
    words = f"表{table}第{row}行第{column}列 table {table}, row {row}, column {column}"
    return Place(_under(words, heading), {"part": "body", "table": table, "row": row, "column": column, "heading": heading})


def part_place(part: str, number: int) -> Place:
    """A header, footer, footnote or endnote of a Word document.

    >>> part_place("footnote", 2).words
    '脚注2 footnote 2'
    """
    names = {"header": "页眉", "footer": "页脚", "footnote": "脚注", "endnote": "尾注"}
    return Place(f"{names[part]}{number} {part} {number}", {"part": part, "number": number})


def _under(words: str, heading: str | None) -> str:
    return f"{words} · {heading[:60]}" if heading else words
