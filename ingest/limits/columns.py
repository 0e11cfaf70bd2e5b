"""表的栏: what the columns of a table are, told by their headings and, where these are silent, by their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.limits.column import Column, is_dash
from ingest.limits.neighbours import settled
from ingest.limits.values import NOT_LESS, NOT_MORE, bounds_of, is_half_grade, operator_of
from ingest.limits.words import Role, header_role, is_generic
from ingest.measured.names import joined, looks_like_quantity, measurand_name
from kg.model import Cell, Table
from kg.units import Unit

_FORMULA = re.compile(r"[\d.]*\s*[×·]?\s*/?\s*[a-zA-Z]\s*(?:\^.*|/\s*[\d.]+.*|[²³½]|1/2|2)?")
"""A bound that is computed from a variable (4000/f): no value, but a cell of a value column."""
_SAYS_BOUND = re.compile(rf"限值|接受限|合格限|最高允许|最低允许|最大允许|{NOT_MORE}|{NOT_LESS}|[≤≥]")
_BOUND_ABOVE = re.compile(r"限值|限量|最高允许|最低允许|最大允许|最高容许")
_NOMINAL = re.compile(r"(?:额定|标称|公称|名义|设定)|基本尺寸")
_CHOOSES = re.compile(r"(?:排气筒|烟囱)(?:高度)?|.*频率范围|.*流量范围|.*温度范围")
"""Headings of columns whose values are cases even beside a column of measurands."""


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of ``table`` with their roles; a value column is one whose cells are bounds for the most part."""
    width = max((len(row) for row in (*table.header, *table.rows)), default=0)
    columns = []
    for j in range(width):
        path, marks = _path(table, j)
        cells = [row[j].text.strip() for row in table.rows if j < len(row) and not is_dash(row[j].text)]
        columns.append(Column(j, path, marks, Role.OPERATOR if _is_of_operators(table, j) else _role(path, cells)))
    return settled(tuple(columns), table)


def _path(table: Table, j: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    texts: list[str] = []
    marks: list[str] = []
    for row in table.header:
        if j >= len(row):
            continue
        text = joined(row[j].text)
        if text and (not texts or texts[-1] != text):
            texts.append(text)
        marks += [mark for mark in row[j].marks if mark not in marks]
    return tuple(texts), tuple(marks)


def _is_of_operators(table: Table, j: int) -> bool:
    """Whether column ``j`` holds signs of bounds (≥, ≤), but for the rows whose name goes on over it."""
    own = [row[j] for row in table.rows if 0 < j < len(row) and row[j].text.strip() and row[j].at != row[j - 1].at]
    return bool(own) and all(operator_of(cell.text) for cell in own)


def _role(path: tuple[str, ...], cells: Sequence[str]) -> Role:
    by_words = header_role(path)
    filled = [cell for cell in cells if cell]
    if by_words in (Role.INDEX, Role.METHOD, Role.REMARK):
        return by_words
    if filled and all(re.fullmatch(r"\d{1,3}", cell) for cell in filled) and not path:
        return Role.INDEX
    if filled and all(operator_of(cell) for cell in filled):
        return Role.OPERATOR
    if by_words is Role.UNIT or (
        by_words not in (Role.OBJECT, Role.CASE, Role.MEASURAND) and filled and all(_is_unit(cell) for cell in filled)
    ):
        return Role.UNIT
    tolerances = sum(any(isinstance(b.value, tuple) and b.value[0] == -b.value[1] for b in bounds_of(cell)) for cell in filled)
    if tolerances * 2 > len(filled):
        return Role.VALUE  # ±0.3 % below 参比条件 is no condition but what holds under it
    values = sum(bool(bounds_of(cell)) or is_half_grade(cell) for cell in filled)
    if by_words is Role.MEASURAND and values * 2 < len(filled):
        return Role.MEASURAND
    if by_words in (Role.CASE, Role.OBJECT) and (not _bounds_something(path) or _CHOOSES.fullmatch(measurand_name(path[-1]).name)):
        return by_words
    # 不得检出 and the like are cells of a value column too.
    words = sum(bool(re.search(r"不得检出|不检出|见|执行", cell) or _FORMULA.fullmatch(cell)) for cell in filled)
    if values and (values + words) * 2 >= len(filled):
        return Role.VALUE
    return by_words or Role.OBJECT


def _bounds_something(path: tuple[str, ...]) -> bool:
    """A heading such as 生产设备最高温度 or 排放限值 over 其他设备: it names a bound, whatever else is in it."""
    if not path:
        return False
    if header_role(path[-1:]) is Role.CASE and _NOMINAL.match(path[-1]):
        return False
    if is_generic(path[-1]) or looks_like_quantity(path[-1]) or _SAYS_BOUND.search(path[-1]):
        return True
    return any(is_generic(text) or _BOUND_ABOVE.search(text) or looks_like_quantity(text) for text in path[:-1])


def _is_unit(cell: str) -> bool:
    unit = Unit.parse_or_none(cell)
    return unit is not None and not cell[0].isdigit() and not re.fullmatch(r"[A-DH-KNT-Z]|[A-Z]\d+|[A-Z]\s?[\u4e00-\u9fff]+", cell)


def row_unit(columns: Sequence[Column], row: Sequence[Cell]) -> str | None:
    """The unit in a row's own column 单位."""
    for column in columns:
        if column.role is Role.UNIT and column.index < len(row):
            unit = Unit.parse_or_none(row[column.index].text)
            if unit is not None:
                return unit.symbol
    return None


def path_unit(path: Sequence[str]) -> str | None:
    """The unit in a column's headings, the deepest first."""
    for text in reversed(path):
        if (unit := measurand_name(text).unit) is not None:
            return unit
        if apart := re.search(r"\d\s+([A-Za-z%℃][A-Za-z/]*)$", text):
            text = apart[1]  # 功率等级 3 dBm: the unit stands below the heading
        bare = text.strip("（）() ")
        whole = Unit.parse_or_none(bare)
        if (
            whole is not None
            and re.search(r"[A-Za-z%℃]", bare)
            and not re.fullmatch(r"[A-Za-z]\d?", bare)
            and not re.search(r"[\u4e00-\u9fff]", bare)
        ):
            return whole.symbol
    return None
