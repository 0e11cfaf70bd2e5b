"""Citations in a table: the number in one column, its title in another of the same row; any other cell is a piece of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.catalogue.headers import Field, field_of
from ingest.citations.found import GARBLED, NO_NUMBER, Found
from ingest.citations.in_text import text_citations
from ingest.sheets.split_numbers import with_whole_numbers
from kg.identifiers import find_numbers, fold

OWN_HEADS = ("状态 status", "现行版本 edition in force", "代替 replaced by", "说明 note")
"""Heads of the columns that an annotated table gets; what stands under them is our own answer, no citation (`without_answer`)."""

# What a table says about the number of its row is no citation of its own.
_ABOUT = frozenset({Field.REPLACES, Field.REPLACED_BY, Field.ADOPTED, Field.ICS, Field.CCS, Field.SOURCE})
_LIST_SHARE = 0.8
_LOOKED_AT = 200
_NOTHING = re.compile(r"[\s/\\—–\-－无]*|N/?A|n/?a")
# The mark of a note or an item ("a)", "（1）"), or a head that no list knows (采用标准), printed again between the rows.
_NO_CITATION = re.compile(r"[（(]?[a-z0-9]{1,2}[)）]|[一-鿿]{0,6}(?:标准|编号|标准号|代号)")
_OF_STANDARDS = re.compile(r"标准|国标|规程|规范|standard|std")
_LETTERS = re.compile(r"[一-鿿]{2}|[A-Za-z]{3}")
_SUSPICIOUS = re.compile(r"[0-9A-Za-z�#?]")

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class InTable:
    """A citation in row ``row``, column ``column`` (0-based) at its place in the cell's text; ``head`` is the line of the head.

    ``text`` is that of the cell, or, where a number stands in several cells, the number put together.
    """

    row: int
    column: int
    found: Found
    head: int | None
    text: str

    @property
    def raw(self) -> str:
        """The characters of the citation."""
        return self.text[self.found.start : self.found.end].strip()


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns hold what in lines [first, stop); ``head`` is the last line of the head, None without one."""

    first: int
    stop: int
    head: int | None
    number: int | None
    title: int | None
    passed_over: frozenset[int]


def table_citations(rows: Rows, covered: frozenset[tuple[int, int]] = frozenset()) -> list[InTable]:
    """Citations of a table in the order of its cells. ``covered`` are (row, column) under a merged cell, which repeat its words."""
    rows = with_whole_numbers(rows)
    found: list[InTable] = []
    for columns in _sections(rows):
        for r in range(columns.first, columns.stop):
            found += _row_citations(rows, r, columns, covered)
    return found


def without_answer(rows: Rows) -> list[tuple[str, ...]]:
    """The rows without the columns that an earlier answer was written into.

    >>> without_answer([("编号", *OWN_HEADS), ("GB 9-2030", "未知", "", "", "")])
    [('编号', '', '', '', ''), ('GB 9-2030', '', '', '', '')]
    """
    width = len(OWN_HEADS)
    own = next((c for row in rows for c in range(len(row) - width + 1) if tuple(row[c : c + width]) == OWN_HEADS), None)
    if own is None:
        return [tuple(row) for row in rows]
    return [tuple("" if own <= c < own + width else cell for c, cell in enumerate(row)) for row in rows]


def cells_of(notes: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is written under `OWN_HEADS` in a row with these notes ({"name", "cells"}); of several each says which it is about.

    >>> cells_of([{"name": "GB 9-2030", "cells": ["未知", ""]}, {"name": "GB 8-2030", "cells": ["现行", ""]}])
    ['GB 9-2030：未知\\nGB 8-2030：现行', '']
    """
    if len(notes) == 1:
        return list(notes[0]["cells"])
    columns = range(len(notes[0]["cells"]))
    return ["\n".join(dict.fromkeys(f"{note['name']}：{note['cells'][i]}" for note in notes if note["cells"][i])) for i in columns]


def _row_citations(rows: Rows, r: int, columns: _Columns, covered: frozenset[tuple[int, int]]) -> Iterator[InTable]:
    row = rows[r]
    if columns.head is not None and (nameless := _without_number(rows, r, columns, covered)) is not None:
        yield InTable(r, columns.title or 0, nameless, columns.head, row[columns.title or 0])
        return
    for c, cell in enumerate(row):
        if c in columns.passed_over or (r, c) in covered or not cell:
            continue
        if c == columns.number:
            yield from (InTable(r, c, one, columns.head, cell) for one in _in_number_cell(rows, r, c, columns, covered))
        else:
            title_of_row = c == columns.title and columns.number is not None and _has(row, columns.number)
            for one in text_citations(cell, entry=True, is_list=False):
                # A title that names its own number again is no second citation.
                if not (title_of_row and _same_number(row[columns.number or 0], one)):
                    yield InTable(r, c, one, columns.head, cell)


def _in_number_cell(rows: Rows, r: int, c: int, columns: _Columns, covered: frozenset[tuple[int, int]]) -> list[Found]:
    cell, title = rows[r][c], _title(rows, r, columns, covered)
    found = text_citations(cell, entry=True, is_list=True)
    if found:
        alone = len([one for one in found if not one.law]) == 1
        return [replace(one, title=one.title or title) if alone and not one.law else one for one in found]
    if _NOTHING.fullmatch(cell):
        # A law or an announcement in a list of standards: known by its title alone.
        laws = [one for one in text_citations(f"《{title.strip('《》')}》") if one.law] if title else []
        return [replace(law, start=0, end=len(cell), listed=True) for law in laws]
    others = [other for j, other in enumerate(rows[r]) if j != c and other and other != cell]
    if title == cell or _NO_CITATION.fullmatch(cell) or (not others and not re.search(r"[�#]|\d", cell)):
        return []  # a heading between the rows
    if not title and not _SUSPICIOUS.search(fold(cell)):
        return []
    return [Found(0, len(cell), title=title, problem=GARBLED if _SUSPICIOUS.search(fold(cell)) else NO_NUMBER)]


def _without_number(rows: Rows, r: int, columns: _Columns, covered: frozenset[tuple[int, int]]) -> Found | None:
    """A row whose number cell is empty, or holds an error of the spreadsheet, beside a title that counts as an entry."""
    row, number, column = rows[r], columns.number, columns.title
    if number is None or column is None or _has(row, number) or not _has(row, column) or (r, column) in covered:
        return None
    title, filled = row[column], [cell for cell in row if cell]
    # A heading between the rows fills one cell; a title that mentions numbers is read for those.
    if len(filled) < 2 or not _LETTERS.search(title) or text_citations(title, entry=True):
        return None
    law = next((one for one in text_citations(f"《{title}》") if one.law), None)
    return replace(law, start=0, end=len(title), listed=True) if law else Found(0, len(title), title=title, problem=NO_NUMBER)


def _title(rows: Rows, r: int, columns: _Columns, covered: frozenset[tuple[int, int]]) -> str | None:
    if columns.title is None or not _has(rows[r], columns.title):
        return None
    title = rows[r][columns.title]
    return title if _LETTERS.search(title) else None


def _has(row: Sequence[str], c: int) -> bool:
    return c < len(row) and bool(row[c])


def _same_number(cell: str, one: Found) -> bool:
    return any(number in one.numbers for number, _, _ in find_numbers(cell))


# -- which column holds what ----------------------------------------------------------------


def _sections(rows: Rows) -> list[_Columns]:
    """The table cut at its heads: sheets hold several tables one below the other."""
    heads = [(r, fields) for r, row in enumerate(rows) if (fields := _head_fields(row))]
    # A head over two lines (标准 | 编号, 名称): the lower line counts where it names more.
    cuts: list[tuple[int, int, dict[int, Field]]] = []
    for r, fields in heads:
        if cuts and cuts[-1][1] == r - 1:
            cuts[-1] = (cuts[-1][0], r, cuts[-1][2] | fields)
        else:
            cuts.append((r, r, fields))
    sections = []
    if not cuts or cuts[0][0] > 0:
        sections.append(_guessed(rows, 0, cuts[0][0] if cuts else len(rows)))
    for i, (_, last, fields) in enumerate(cuts):
        stop = cuts[i + 1][0] if i + 1 < len(cuts) else len(rows)
        sections.append(_by_head(rows, last, stop, fields))
    return sections


def head_field(word: str) -> Field | None:
    """As `field_of`, also for heads in two languages.

    >>> head_field("标准编号 Standard No."), head_field("Title 名称"), head_field("备注")
    (<Field.NUMBER: 'number'>, <Field.TITLE_ZH: 'title_zh'>, None)
    """
    if len(word) > 40:
        return None
    chinese, latin = "".join(re.findall(r"[一-鿿]+", word)), " ".join(re.findall(r"[A-Za-z]+", word))
    return next((found for part in (word, chinese, latin) if part and (found := field_of(part)) is not None), None)


def _head_fields(row: Sequence[str]) -> dict[int, Field]:
    """Column -> what its head names; empty where the row is no head."""
    fields: dict[int, Field] = {}
    for c, word in enumerate(row):
        if word and (field := head_field(word)) is not None:
            fields[c] = field
    if not {Field.NUMBER, Field.TITLE_ZH, Field.TITLE_EN} & set(fields.values()):
        return {}
    filled = [cell for cell in row if cell]
    named = len(set(filled))
    if any(True for cell in filled for _ in find_numbers(cell)) or (len(fields) < 2 and named > 1 and Field.NUMBER not in fields.values()):
        return {}
    return fields


def _by_head(rows: Rows, head: int, stop: int, fields: dict[int, Field]) -> _Columns:
    body = rows[head + 1 : min(stop, head + 1 + _LOOKED_AT)]
    numbered = [c for c, field in fields.items() if field is Field.NUMBER]
    number = max(numbered, key=lambda c: (_numbers_in(body, c), -c), default=None)
    # A column 编号 of serial numbers, codes or an office's own files holds no standards.
    if number is not None and not _numbers_in(body, number) and not _OF_STANDARDS.search(rows[head][number].lower()):
        number = None
    titles = [c for c, field in fields.items() if field is Field.TITLE_ZH] or [c for c, field in fields.items() if field is Field.TITLE_EN]
    title = min(titles, key=lambda c: abs(c - number) if number is not None else c, default=None)
    passed_over = frozenset(c for c, field in fields.items() if field in _ABOUT)
    return _Columns(head + 1, stop, head, number, title, passed_over)


def _guessed(rows: Rows, first: int, stop: int) -> _Columns:
    """Without a head: the column most of whose cells hold a number, and the words beside it."""
    body = [row for row in rows[first : min(stop, first + _LOOKED_AT)] if any(row)]
    for c in range(_width(body)):
        cells = [row[c] for row in body if _has(row, c)]
        numbers = _numbers_in(body, c)
        if numbers and numbers >= _LIST_SHARE * len(cells):
            return _Columns(first, stop, None, c, _words_beside(body, c), frozenset())
    return _Columns(first, stop, None, None, None, frozenset())


def _words_beside(body: Rows, number: int) -> int | None:
    for c in (number + 1, number - 1):
        cells = [row[c] for row in body if 0 <= c < len(row) and row[c]]
        words = [cell for cell in cells if _LETTERS.search(cell) and not any(True for _ in find_numbers(cell))]
        if cells and len(words) >= _LIST_SHARE * len(cells) and len(set(words)) * 2 > len(words):
            return c
    return None


def _numbers_in(body: Rows, c: int) -> int:
    return sum(1 for row in body if _has(row, c) and any(True for _ in find_numbers(row[c])))


def _width(body: Rows) -> int:
    return max(map(len, body), default=0)
