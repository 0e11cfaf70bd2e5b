"""表中的限值: which tables set bounds, and the bounds of their cells with measurand, object, unit, operator and condition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from ingest.limits.bounds import cell_bounds, note_conditions, operator_in_table, unit_of
from ingest.limits.column import Column
from ingest.limits.columns import columns_of
from ingest.limits.conditions import caption_classes, caption_conditions, joined_conditions
from ingest.limits.table_subjects import aligned_cases, choosers, heading_parts, measurand_of, named_by_value, objects_and_cases, row_head
from ingest.limits.values import OPERATOR_AT_END
from ingest.limits.words import Role, caption_measurand, operator_of_words, speaks_of_limits, speaks_of_something_else
from ingest.measured.names import MeasurandName, joined, looks_like_quantity
from kg.model import Cell, Evidence, Operator, Table

_NO_CHOOSER: Final[list[Column | None]] = [None]
_BOUNDED_BY_TABLE: Final = re.compile(r"(?:不应|不得|不宜|不)(?:(?P<least>小于|低于|少于|短于)|大于|高于|超过|多于)\s*表\s?[A-Z]?\.?\d")
_RESIDUE: Final = re.compile(r"残留限量|最大使用量|最大残留量")
_CONNECTIVES = ("或", "且", "最大", "最小", "和", "及")


@dataclass(frozen=True, slots=True)
class TableLimit:
    """A bound of a cell before unit and quantity are worked out; ``unit`` is canonical."""

    table: Table
    object: str | None
    measurand: MeasurandName
    operator: Operator
    value: float | tuple[float, float]
    unit: str | None
    condition: str | None
    at: Evidence


def sets_limits(table: Table, introduction: str | None, columns: Sequence[Column]) -> bool:
    """Whether the table sets bounds: its caption or headings say so, and values stand below them."""
    values = [column for column in columns if column.role is Role.VALUE]
    if not values:
        return False
    caption = re.sub(r"\s+", "", table.caption or "")
    headings = " ".join(text for column in columns for text in column.path if column.role is not Role.REMARK)
    says = speaks_of_limits(caption) or speaks_of_limits(" ".join(t for c in values for t in c.path))
    # A heading that ends in 不大于, or a caption that says 限值, leaves no doubt.
    sure = re.search(r"限值|限量|最高允许|最大允许|定额|(?:允许|极限)偏差|允差|允许误差", caption) or any(
        OPERATOR_AT_END.search(t) for c in values for t in c.path
    )
    if speaks_of_something_else(caption) and not sure:
        return False
    if not sure and re.search(
        r"字节|数据类型|字段|消息|标准编号|方法标准|起始|试验名称|试验参数|代码|类目|修正值|检出限|报文|(?:设备|仪器|标准器|器具|装置)名称|比特|Bit\d",
        headings,
    ):
        return False
    if any(re.fullmatch(r"修正值|差值", joined(row[0].text)) for row in table.rows if row):
        return False
    named = any(c.role is Role.MEASURAND for c in columns) or any(looks_like_quantity(t) for c in values for t in c.path)
    demanded = introduction is not None and re.search(r"限值|符合|执行|不[得应]|满足|达到|规定", introduction) is not None
    by_rows = any(speaks_of_limits(joined(row[0].text)) for row in table.rows if row)
    # "防火间距不应小于表 2.0.1 的规定", over columns of classes: the caption names what is bounded.
    bounded = introduction is not None and _BOUNDED_BY_TABLE.search(introduction) is not None and looks_like_quantity(joined(caption))
    return says or (demanded and named) or (by_rows and named) or bounded


def limits_of_table(table: Table, introduction: str | None, topic: str | None = None, days: Sequence[str] = ()) -> Iterator[TableLimit]:
    """The bounds of one table, each cell once; nothing where the table sets none.

    ``topic`` is what the clause of the table is headed by: the substance whose residues a table without a caption bounds;
    ``days`` are the conditions that say from when the table holds.
    """
    for part in _halves(table):
        columns = columns_of(part)
        if sets_limits(part, introduction, columns):
            yield from _merged(_cells(part, columns, introduction, topic, days))


def _halves(table: Table) -> Iterator[Table]:
    """A table printed in two halves side by side (序号 项目 限值 序号 项目 限值) as two."""
    width = len(table.header[0]) if table.header else 0
    for parts in (2, 3):
        step = width // parts
        if step < 2 or width % parts:
            continue
        heads = {tuple(joined(row[k * step + i].text) for row in table.header for i in range(step)) for k in range(parts)}
        places = {row[k * step].at for row in table.header for k in range(parts)}
        if len(heads) == 1 and len(places) == parts * len(table.header):
            for k in range(parts):
                cut = slice(k * step, (k + 1) * step)
                yield replace(table, header=tuple(row[cut] for row in table.header), rows=tuple(row[cut] for row in table.rows))
            return
    yield table


@dataclass(slots=True)
class _Found:
    """A bound at one cell, with what may be joined with the same cell elsewhere in the table."""

    limit: TableLimit
    objects: list[str]
    conditions: list[str | None]
    key: tuple[object, ...]


def _merged(found: Iterator[_Found]) -> Iterator[TableLimit]:
    """A merged cell covers several rows or columns: one bound, its objects joined."""
    kept: dict[tuple[object, ...], _Found] = {}
    for one in found:
        other = kept.get(one.key)
        if other is None:
            kept[one.key] = one
        else:
            other.objects += [o for o in one.objects if o not in other.objects]
            other.conditions += [c for c in one.conditions if c not in other.conditions]
    for one in kept.values():
        if {"m", "M"} <= set(one.conditions):
            # A bound over all columns of a sampling plan is neither its m nor its M.
            one.conditions = [c for c in one.conditions if c not in ("m", "M", "n", "c")]
        yield replace(one.limit, object="、".join(one.objects) or None, condition=joined_conditions(one.conditions))


def _cells(table: Table, columns: Sequence[Column], introduction: str | None, topic: str | None, days: Sequence[str]) -> Iterator[_Found]:
    values = [c for c in columns if c.role is Role.VALUE]
    named_by_rows = any(c.role is Role.MEASURAND for c in columns)
    from_caption, caption_unit = caption_measurand(table.caption or "")
    if from_caption is None and topic is not None and any(_RESIDUE.search(text) for c in values for text in c.path):
        from_caption = topic
    shared = [*caption_conditions(table.caption), *caption_classes(table.caption), *days]
    unit_words = table.unit or ""
    for row in table.rows:
        if not row or _is_note(row):
            continue
        head = row_head(row, columns) if named_by_rows else None
        for column in values:
            if column.index >= len(row) or row[column.index].at is None:
                continue
            cell = row[column.index]
            parts = heading_parts(table, column, columns)
            whole, rest = measurand_of(head, parts, from_caption, row, columns)
            if whole is None:
                continue
            bounds = cell_bounds(cell, table)
            aligned = aligned_cases(row, columns, column, len(bounds))
            for chooser, (ordinal, bound) in product([*choosers(row, columns)] or _NO_CHOOSER, enumerate(bounds)):
                objects, cases = objects_and_cases(rest, row, columns, whole, head, column, chooser)
                name = named_by_value(whole, bound)
                unit = unit_of(bound, name, row, columns, column, unit_words, caption_unit)
                if unit == "级" and isinstance(bound.value, tuple) and bound.value[1] - bound.value[0] == 1:
                    # 3-4 级 is one grade, between two whole ones.
                    continue
                operator = operator_in_table(bound, name, unit, row, columns, column, table)
                value = bound.value
                silent = bound.operator is None and bound.sign is None and name.operator is None and not isinstance(value, tuple)
                if silent and introduction is not None and operator_of_words(name.name, *column.path, table.caption) is None:
                    said = _BOUNDED_BY_TABLE.search(introduction)
                    operator = operator if said is None else Operator.AT_LEAST if said["least"] else Operator.AT_MOST
                if bound.operator is None and not isinstance(value, tuple) and "±" in f"{table.caption} {' '.join(column.path)}":
                    operator, value = Operator.RANGE, (-value, value)
                notes = note_conditions(bound, bounds, ordinal, cell, row, columns, column, table)
                at = cell.at
                assert at is not None
                conditions: list[str | None] = [
                    *shared,
                    *(aligned[ordinal] or cases),
                    name.beside,
                    bound.note,
                    bound.label if name is whole and bound.label not in (*_CONNECTIVES, name.name) else None,
                    *notes,
                ]
                if name.name != whole.name and bound.label:
                    conditions.append(whole.name)
                key = (at.start, at.end, ordinal, name.name, chooser.index if chooser else None)
                limit = TableLimit(table, None, name, operator, value, unit, None, at)
                yield _Found(limit, [" ".join(objects)] if objects else [], conditions, key)


def _is_note(row: Sequence[Cell]) -> bool:
    first = row[0]
    return (
        len({(c.text, c.at) for c in row}) == 1 and len(row) > 1 and (len(first.text) > 24 or re.match(r"注|说明", first.text) is not None)
    )
