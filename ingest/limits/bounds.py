"""表中的值: the bounds of a cell, their unit and operator, and the conditions that footnotes add."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.limits.column import Column
from ingest.limits.columns import path_unit, row_unit
from ingest.limits.conditions import note_condition
from ingest.limits.values import Bound, bounds_of, operator_of
from ingest.limits.words import Role, excepted_from_unit, operator_of_words, table_unit
from ingest.measured.names import MeasurandName, is_class_of_accuracy, measurand_name
from kg.model import Cell, Operator, Table

_STATED: Final = re.compile(r"(?:技术|性能|功能)?要求|(?:技术|性能)?参数值?|(?:技术|性能)?指标|规格|规定值")
_SET: Final = re.compile(r"(?:电压|频率|速率|波特率|阻抗|尺寸|直径|长度|宽度|高度|温度|室温|水温)$")
"""Quantities that a requirement without a sign sets to a value (额定电压 220 V) rather than bounds."""
_MARKED_VALUE: Final = re.compile(r"(?<=[\d%])\s*(?:\^?[（(]([0-9a-z])[)）]|([①-⑳]))")


def cell_bounds(cell: Cell, table: Table) -> list[Bound]:
    """The bounds of a cell; a mark of a note that is still among its values tells the value before it (or the next, in the old layout)."""
    known = {note.mark.strip("()（）") for note in table.notes if note.mark}
    text = cell.text
    if cell.marks and re.fullmatch(r"\d+ \d+", text.strip()):
        # With a footnote mark "60 100" is two values, not sixty thousand.
        text = text.strip().replace(" ", "; ")
    marked: int | None = None
    for match in _MARKED_VALUE.finditer(text):
        if (match[1] or match[2]) in known:
            marked = len(bounds_of(text[: match.start()])) - 1
            rest = text[match.end() :].strip()
            # "60（2）100": the raised mark of the value below was read in front of it.
            if re.match(r"\d", rest):
                marked += 1
            text = f"{text[: match.start()]} {rest}"
            break
    found = bounds_of(text)
    if marked is None or not 0 <= marked < len(found):
        return found
    return [replace(b, marked=True) if i == marked else b for i, b in enumerate(found)]


def unit_of(
    bound: Bound, name: MeasurandName, row: Sequence[Cell], columns: Sequence[Column], column: Column, words: str, caption_unit: str | None
) -> str | None:
    if bound.unit:
        return bound.unit
    if re.match(r"pH(?:值|$)", name.name):
        return "1"
    own = row_unit(columns, row) or name.unit
    if own:
        return own
    # Headings 50, 150, 250 choose by the quantity over them, whose unit is theirs.
    chosen = bool(column.path) and re.fullmatch(r"\d[\d.\s]*", column.path[-1]) is not None
    if chosen and (stated := table_unit(words) or caption_unit):
        return stated
    if unit := path_unit(column.path):
        return unit
    if any(re.sub(r"\s+", "", name.name).startswith(other.rstrip("值")) for other in excepted_from_unit(words)):
        return "1"
    if re.match(r"(?:烟气|林格曼)黑度", name.name):
        return "级"
    if re.match(r"色度", name.name):
        return "1"
    return table_unit(words) or caption_unit


def operator_in_table(
    bound: Bound, name: MeasurandName, unit: str | None, row: Sequence[Cell], columns: Sequence[Column], column: Column, table: Table
) -> Operator:
    if isinstance(bound.value, tuple):
        return Operator.RANGE
    if bound.operator is Operator.AT_LEAST and is_class_of_accuracy(name.name, unit) and "低于" in row[column.index].text:
        return Operator.AT_MOST
    if bound.operator is not None:
        return bound.operator
    if name.operator is not None:
        return name.operator
    if re.search(r"基准(?:含氧|氧含)量", name.name):
        return Operator.EQUAL
    for other in columns:
        if other.role is Role.OPERATOR and other.index < len(row) and (sign := operator_of(row[other.index].text)):
            return sign
    for text in reversed(column.path):
        if (sign := measurand_name(text).operator) is not None:
            return sign
    if bound.sign is not None and re.search(r"偏差|误差|公差|允差", f"{name.name} {' '.join(column.path)}"):
        # +18 % bounds a deviation from above, -9 % from below.
        return Operator.AT_MOST if bound.sign == "+" else Operator.AT_LEAST
    if bound.label in ("最大", "最小"):
        return Operator.AT_MOST if bound.label == "最大" else Operator.AT_LEAST
    either = any("或" in text for text in column.path)
    said = operator_of_words(name.name, *(() if either else reversed(column.path)), None if either else table.caption)
    if said is None and column.path and _STATED.fullmatch(column.path[-1]) and _SET.search(name.name) and "限" not in (table.caption or ""):
        return Operator.EQUAL
    return said or Operator.AT_MOST


def note_conditions(
    bound: Bound,
    bounds: Sequence[Bound],
    ordinal: int,
    cell: Cell,
    row: Sequence[Cell],
    columns: Sequence[Column],
    column: Column,
    table: Table,
) -> list[str | None]:
    """The conditions of the footnotes at the cell (at its last value, where it has several), at its headings and at its row."""
    marks: list[str] = []
    several = len(bounds) > 1
    if cell.marks:
        if len(cell.marks) == len(bounds):
            marks.append(cell.marks[ordinal])
        elif not several or ordinal == len(bounds) - 1:
            marks += cell.marks
    if bound.marked and not cell.marks:
        marks += list(re.findall(r"[（(]([0-9a-z])[)）]", cell.text))
    marks += column.marks
    for other in columns:
        if other.role in (Role.MEASURAND, Role.OBJECT, Role.CASE) and other.index < len(row):
            marks += row[other.index].marks
    return [note_condition(mark, table.notes) for mark in dict.fromkeys(marks)]
