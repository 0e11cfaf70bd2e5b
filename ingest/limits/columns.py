"""表的栏: what the columns of a table are, told by their headings and, where these are silent, by their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.limits.values import bounds_of, operator_of
from ingest.limits.words import Role, header_role, is_case, is_generic
from ingest.measured.names import joined, looks_like_measurand, looks_like_quantity, measurand_name
from kg.model import Cell, Table
from kg.units import Unit


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its headings from top to bottom without repeats, the footnote marks at them, and what its cells are."""

    index: int
    path: tuple[str, ...]
    marks: tuple[str, ...]
    role: Role


_FORMULA = re.compile(r"[\d.]*\s*[×·]?\s*/?\s*[a-zA-Z]\s*(?:\^.*|/\s*[\d.]+.*|[²³½]|1/2|2)?")
"""A bound that is computed from a variable (4000/f): no value, but a cell of a value column."""


def is_dash(text: str) -> bool:
    """Whether a cell holds a sign for nothing.

    >>> is_dash("—"), is_dash("-3")
    (True, False)
    """
    return re.fullmatch(r"[-—–－─━―‐‑/\\\s]*", text) is not None


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of ``table`` with their roles; a value column is one whose cells are bounds for the most part."""
    width = max((len(row) for row in (*table.header, *table.rows)), default=0)
    columns = []
    for j in range(width):
        path, marks = _path(table, j)
        cells = [row[j].text.strip() for row in table.rows if j < len(row) and not is_dash(row[j].text)]
        columns.append(Column(j, path, marks, Role.OPERATOR if _is_of_operators(table, j) else _role(path, cells)))
    return _settled(tuple(columns), table)


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
    values = sum(bool(bounds_of(cell)) for cell in filled)
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
    if is_generic(path[-1]) or looks_like_quantity(path[-1]) or re.search(r"限值|最高允许|最低允许|最大允许|不大于|不小于|[≤≥]", path[-1]):
        return True
    return any(is_generic(text) or _BOUND_ABOVE.search(text) or looks_like_quantity(text) for text in path[:-1])


def _is_unit(cell: str) -> bool:
    unit = Unit.parse_or_none(cell)
    return unit is not None and not cell[0].isdigit() and not re.fullmatch(r"[A-DH-KNT-Z]", cell)


def _settled(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """Roles that only the other columns settle: ranges and heights at the left are cases; names without a heading are measurands."""
    columns = _keys_at_the_left(_choosing_by_variable(columns, table), table)
    if not any(column.role is Role.MEASURAND for column in columns):
        for column in columns:
            if column.role not in (Role.OBJECT, Role.CASE):
                continue
            cells = [row[column.index].text for row in table.rows if row[column.index].text.strip()]
            named = sum(looks_like_measurand(cell) for cell in cells)
            headings = [c.path[-1] for c in columns if c.role is Role.VALUE and c.path]
            if cells and named * 2 > len(cells) and not any(looks_like_measurand(h) and not is_generic(h) for h in headings):
                return tuple(Column(c.index, c.path, c.marks, Role.MEASURAND) if c.index == column.index else c for c in columns)
    return columns


def _choosing_by_variable(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """0≤m≤500e beside ±0.5e: a column of intervals of a variable chooses, where another column has values without one."""

    def of_variable(column: Column) -> bool:
        bounds = [b for row in table.rows if column.index < len(row) for b in bounds_of(row[column.index].text)]
        return bool(bounds) and all(b.variable for b in bounds)

    values = [column for column in columns if column.role is Role.VALUE]
    choosing = {column.index for column in values if of_variable(column)}
    if not choosing or len(choosing) == len(values):
        return columns
    return tuple(Column(c.index, c.path, c.marks, Role.CASE) if c.index in choosing else c for c in columns)


def _keys_at_the_left(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    values = [column for column in columns if column.role is Role.VALUE]
    if len(values) < 2 or any(column.role is Role.MEASURAND for column in columns):
        return columns
    first = values[0]
    left = [column for column in columns if column.index < first.index and column.role is not Role.INDEX]
    # "处理能力 kg/h | 最低允许高度 m": of two columns of numbers the one that says a bound holds for the other.
    bounded = [
        c for c in values if c.path and re.search(r"限值|最高|最低|最大|最小|允许|不大于|不小于|[≤≥](?!\s*\d)|误差|允差", c.path[-1])
    ]
    signed = [c for c in values if _is_signed([row[c.index].text for row in table.rows if c.index < len(row)])]
    # "试验流量 5 | 压力降 ≤2": beside a column whose cells say how they bound, plain values choose the row.
    bounded += [c for c in signed if first not in signed and c not in bounded]
    is_key = bool(first.path) and _KEY.search(first.path[-1]) is not None
    is_key = is_key or (first not in bounded and (bool(bounded) or (not left and not _named(first))))
    if not is_key:
        return columns
    return tuple(Column(c.index, c.path, c.marks, Role.CASE) if c is first else c for c in columns)


def _is_signed(cells: Sequence[str]) -> bool:
    """Whether the cells of a column print a sign of a bound in front of their values."""
    filled = [cell for cell in cells if cell.strip() and not is_dash(cell)]
    return bool(filled) and all(re.match(r"\s*(?:[≤≥<>＜＞⩽⩾±]|不[大小高低少多]于|不超过)\s*\d", cell) for cell in filled)


_KEY = re.compile(
    r"标称|公称|额定|基本尺寸|测量点|检定点|校准点|试验点|流量点|温度点|量程|秤量|载荷|功率因数|负载|频率|转速|规模|处理能力|总容量|装机|档$|距离$"
)
"""Quantities whose values choose a row (the nominal value of a weight, the power factor of a test) rather than bound anything."""
_BOUND_ABOVE = re.compile(r"限值|限量|最高允许|最低允许|最大允许|最高容许")
_NOMINAL = re.compile(r"(?:额定|标称|公称|名义|设定)|基本尺寸")
_CHOOSES = re.compile(r"(?:排气筒|烟囱)(?:高度)?|.*频率范围|.*流量范围|.*温度范围")
"""Headings of columns whose values are cases even beside a column of measurands."""


def _named(column: Column) -> bool:
    return bool(column.path) and (looks_like_measurand(column.path[-1]) or is_case(column.path[-1]))


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
