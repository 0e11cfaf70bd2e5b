"""被测量: the characteristics that a document regulates or has measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from ingest.measured.chapters import is_procedure
from ingest.measured.items import (
    bounded_in_cells,
    determined,
    heights_over,
    identified_by,
    is_tested,
    items_of_headings,
    items_of_tables,
    quantities_of_columns,
)
from ingest.measured.method_titles import determined_by
from ingest.measured.names import joined, looks_like_measurand
from ingest.measured.sameness import akin, alike, says_no_more
from kg.identifiers import find_numbers
from kg.model import Clause, Limit, MeasurandMention, MethodReference, Table, Text


def read_measurands(
    tables: Sequence[Table],
    limits: Sequence[Limit],
    methods: Sequence[MethodReference],
    clauses: Sequence[Clause] = (),
    title: Text | None = None,
) -> tuple[MeasurandMention, ...]:
    """Each characteristic once, by its name in the tables of limits, else in sentences, methods, items of tests, in this order.

    What a later source calls by a shorter or another name (汞 of the methods for 汞及其化合物 of the limits) is not listed
    again. Bounds of sentences on how to measure (监测要求, 检定条件) and on how long to keep records are no characteristics.
    Sorted by place.
    """
    by_number = {clause.number: clause for clause in clauses}
    starts = frozenset(table.at.start for table in tables if any(_inside(limit, table) for limit in limits))
    found: list[MeasurandMention] = []
    of_tables = [
        MeasurandMention(limit.measurand, limit.at)
        for limit in limits
        if limit.table and limit.measurand and not _REFERENCE_STATE.match(limit.measurand)
    ]
    _add(found, [*of_tables, *quantities_of_columns(tables, starts, by_number)], alike)
    _add(found, _of_sentences(limits, by_number, found), akin)
    over = frozenset(limit.clause for limit in limits if limit.clause and "高出" in (limit.measurand or ""))
    _add(found, [*heights_over(clauses, over, by_number), *bounded_in_cells(tables, starts, by_number), *identified_by(clauses)], akin)
    spans = [(table.at.start, table.at.end) for table in tables]
    measured = [MeasurandMention(pair.measurand, pair.at) for pair in methods if _is_characteristic(pair.measurand)]
    in_tables = [pair for pair in measured if any(start <= pair.at.start < end for start, end in spans)]
    _add(found, in_tables, akin)
    _add(found, (pair for pair in measured if pair not in in_tables and is_tested(pair.name)), akin)
    _add(found, determined(clauses), akin)
    named = frozenset(limit.clause for limit in limits if limit.clause)
    for item in (*items_of_tables(tables), *determined_by(title), *items_of_headings(clauses, named, by_number)):
        if not any(says_no_more(item.name, mention.name) for mention in found):
            found.append(item)
    return tuple(sorted(found, key=lambda mention: mention.at.start))


# A title of a method or the name of a test in the place of a characteristic, where a table has lost its rules.
_METHOD: Final = re.compile(r"的测定|(?:色谱|光度|滴定|重量|电极|分析)法|(?:试验|检验|测定|测量|最[近远])$")
# The oxygen content that concentrations are converted to is no characteristic.
_REFERENCE_STATE: Final = re.compile(r"基准(?:含氧量|氧含量)")
_KEPT: Final = re.compile(r"台[账帐]|档案|记录|资料|凭证|报告|数据|联单|证书|保存|留存|保管|存档")
_MONTHS: Final = frozenset(("a", "年", "月", "个月", "mo"))
_PERIOD_OF_WORK: Final = re.compile(r"(?:检定|复校|监测|校准|检测|采样)(?:时间)?(?:周期|间隔)|间隔时间$")
_PHYSICAL: Final = frozenset(("Temperature", "Voltage", "ElectricCurrent", "Power", "Pressure", "Resistance", "Frequency", "Mass"))
_COUNTED_FIRST: Final = re.compile(r"时间内|一座|[条个只份次件]响应|用|按|依")
# What is said of a quantity (功率密度的瞬时峰值) names nothing without it.
_OF_A_QUANTITY: Final = re.compile(r"(?:瞬时|最大|最高)?(?:峰值|平均值|均值|有效值)")
_DIFFERENCE: Final = re.compile(r"(?:实测|测量|测得|标称|标示|设定|显示|指示)值[与和].{1,6}值?(?:之差|的?偏差|的?误差|的?差值)")
_STATE: Final = re.compile(r"^(?:[\u4e00-\u9fff]{2,6}(?:工况|条件|状态|情况)下|(?:常温|室温|低温|高温|常压|空载|满载)[下时])的?(?=.{3})")
_EXTENT: Final = r"[^，,。；;]{0,10}\d\s*(?:[mc]?m|毫米|厘米|米)\s*(?P<way>[厚宽高长深])(?!度)"
_ROMAN_CLASS: Final = re.compile(r"^(?:[ⅠⅡⅢⅣⅤIVX]+|[一二三四五])\s*类[场区](?=.{2})")


def _of_sentences(
    limits: Sequence[Limit], by_number: Mapping[str, Clause], found: Sequence[MeasurandMention]
) -> Iterator[MeasurandMention]:
    """Characteristics of bounds outside tables; ``found`` are those of the tables."""
    known = [mention.name for mention in found]
    for limit in limits:
        name = limit.measurand
        if (
            limit.table
            or not name
            or _REFERENCE_STATE.match(name)
            or not _is_characteristic(name)
            or _is_kept(limit)
            or _PERIOD_OF_WORK.search(name)
        ):
            continue
        # What a sentence bounds without a noun of quantity or substance is a limit, but hardly a characteristic to list.
        if not looks_like_measurand(name) and (len(name) < 3 or _is_of_a_thing(limit) or _COUNTED_FIRST.match(name)):
            continue
        # The peak of a quantity that a table bounds is that quantity.
        if _OF_A_QUANTITY.fullmatch(name) and any(says_no_more(limit.object or name, other) for other in known):
            continue
        clause = by_number.get(limit.clause) if limit.clause else None
        if not is_procedure(clause, by_number):
            yield MeasurandMention(_as_characteristic(limit, clause), limit.at)


def _is_of_a_thing(limit: Limit) -> bool:
    """Whether the name before the bound is that of a thing ("儿童暖手器应不大于 50 ℃"): the quantity of its value is not said."""
    return limit.unit is None or (limit.quantity in _PHYSICAL and not (limit.measurand or "").endswith("范围"))


def _is_kept(limit: Limit) -> bool:
    """Whether the bound is on how long records are kept."""
    return limit.unit in _MONTHS and _KEPT.search(f"{limit.object or ''}{limit.measurand}") is not None


def _as_characteristic(limit: Limit, clause: Clause | None) -> str:
    """The measurand of a sentence with the words that only together with it name a characteristic, and without its case.

    高出最高建筑物 is a height; a sound level is one of noise by its definition.
    """
    name = limit.measurand or ""
    if limit.object and clause is not None and (_OF_A_QUANTITY.fullmatch(name) or re.search(r"的总$|所[\u4e00-\u9fff]{2}$", limit.object)):
        text = joined(clause.text)
        name = next((whole for whole in (f"{limit.object}的{name}", f"{limit.object}{name}") if whole in text), name)
    if limit.object and _DIFFERENCE.fullmatch(name) and looks_like_measurand(limit.object):
        return limit.object
    name = _STATE.sub("", _ROMAN_CLASS.sub("", name))
    if clause is not None and limit.quantity == "Length" and not looks_like_measurand(name):
        # "防渗层为至少 1 m 厚": the thing in front, the way of measuring it behind the value.
        whole = joined(f"{clause.heading or ''}{clause.text}")
        if way := re.search(re.escape(name) + _EXTENT, whole):
            name = f"{name}{way['way']}度"
    name = re.sub(r"^噪声的?(?=(?:最大|等效|昼间|夜间)*(?:连续)?A?声级)", "", name)
    return f"{name}的高度" if re.search(r"高出.{2,}(?<!高度)$", name) else name


def _is_characteristic(name: str) -> bool:
    return 2 <= len(name) <= 40 and _METHOD.search(name) is None and next(iter(find_numbers(name)), None) is None


def _inside(limit: Limit, table: Table) -> bool:
    return limit.table == table.number and table.at.start <= limit.at.start < table.at.end


def _add(found: list[MeasurandMention], mentions: Iterable[MeasurandMention], forms: Callable[[str], frozenset[str]]) -> None:
    """Append, in the order of the document, the mentions that share no form with one that is there."""
    known = {form for mention in found for form in forms(mention.name)}
    read: set[str] = set()
    for mention in sorted(mentions, key=lambda one: one.at.start):
        # A table prints a name once for each of its cells.
        if mention.name in read:
            continue
        read.add(mention.name)
        if not known & (own := forms(mention.name)):
            found.append(mention)
            known |= own
