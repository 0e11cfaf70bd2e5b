"""表中值的归属: what a value of a table is a value of: its measurand, object and case, by its row, its headings or the caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.limits.column import Column, is_dash
from ingest.limits.conditions import joined_conditions
from ingest.limits.values import Bound, bounds_of, operator_of
from ingest.limits.words import Role, is_case, is_generic, is_statistic, side_of_heading
from ingest.measured.names import MeasurandName, joined, looks_like_measurand, looks_like_quantity, measurand_name
from kg.identifiers import find_numbers
from kg.model import Cell, Operator, Table
from kg.units import Unit

_GROUP = re.compile(r"(?:含量|限量|释放量|迁移量|残留量|浓度|重金属|有害元素|元素|杂质)(?:[（(].*)?$")
_DEVIATION = re.compile(r"(?:允许|极限|最大允许|最大)?(?:偏差|误差|公差|允差)|允许波动(?:范围)?|允许范围")
_QUALITY = re.compile(r"(?:误差|偏差|精密度|准确度|重复性|响应时间|漂移|分辨力|分辨率)$")
_AGED = re.compile(
    r"(?P<age>\d+(?:\.\d+)?\s?(?:d|h|min|天|日|小时|个月|年|℃|k?Hz|MHz)(?:龄期?|时)?)\s*的?(?P<name>(?!算术|平均|均)[\u4e00-\u9fff]{2}.*)"
)
"""28 d 抗压强度, 20 ℃导体电阻: the age or temperature of what is tested, then the quantity."""
_NOMINAL = re.compile(r"(?:额定|标称|公称|名义|设定)值")


ELEMENTS = frozenset(
    [
        "C",
        "Si",
        "Mn",
        "P",
        "S",
        "Cr",
        "Ni",
        "Cu",
        "Mo",
        "V",
        "Nb",
        "Ti",
        "Al",
        "B",
        "N",
        "W",
        "Co",
        "Fe",
        "Zn",
        "Mg",
        "Sn",
        "Pb",
        "Sb",
        "Bi",
        "As",
        "Zr",
        "Be",
        "Cd",
        "Ag",
        "O",
        "H",
        "Ce",
        "Ca",
        "Ceq",
        "CEV",
        "Pcm",
        "Als",
        "Alt",
    ]
)
"""Symbols that head the columns of a chemical composition, carbon equivalents among them (source: general knowledge, unverified)."""
_COMPOSITION = re.compile(r"化学成分|质量分数|元素(?:含量)?|杂质(?:元素|含量)")


def _thing(heading: str) -> str | None:
    """The dimension that a heading names over 允许偏差, without its letter (内径 d); None for a group of others."""
    bare = re.sub(r"(?<=[\u4e00-\u9fff])[A-Za-z]\d?$", "", joined(heading))
    is_group = is_generic(bare) or is_case(bare) or re.search(r"等级|偏差|级别|类别|型号|规格|尺寸", bare) is not None
    return bare if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", bare) and not is_group else None


@dataclass(frozen=True, slots=True)
class RowHead:
    """What the leading cells of a row say: the measurand, and what is left of them."""

    name: MeasurandName
    rest: tuple[str, ...]
    marks: tuple[str, ...]


def row_head(row: Sequence[Cell], columns: Sequence[Column]) -> RowHead | None:
    leading: list[Cell] = []
    for column in columns:
        if column.index >= len(row):
            continue
        cell = row[column.index]
        text = joined(cell.text)
        odd_index = (
            column.role is Role.INDEX and text and not re.fullmatch(r"[\d.、()（）\-~]+|[①-⑳]|[a-zA-Z]\)?|[一二三四五六七八九十]+", text)
        )
        if (column.role is Role.MEASURAND or odd_index) and text and all(text != joined(c.text) for c in leading):
            leading.append(cell)
    if not leading:
        return None
    # A number and a name that share a cell ("6  氨氮") are told apart by the blank between them.
    texts = [joined(re.sub(r"^\s*\d{1,3}\s+(?=[\u4e00-\u9fff])", "", c.text)) for c in leading]
    marks = tuple(mark for c in leading for mark in c.marks)
    if re.fullmatch(r"\d[\d.]*", texts[0]) and len(texts) > 1:
        texts = texts[1:]
    texts[0] = re.sub(r"^\d{1,3}[.、\s]\s*(?=[\u4e00-\u9fff])", "", texts[0])
    if all(is_generic(text) or is_dash(text) for text in texts):
        return None
    if len(texts) == 1:
        return RowHead(measurand_name(texts[0]), (), marks)
    first, second = texts[0], texts[-1]
    if looks_like_quantity(second) and not looks_like_quantity(first):
        # 蛔虫卵 | 死亡率: the quantity of a thing; 燃煤锅炉 | 颗粒物 stands below.
        name = measurand_name(second)
        whole = joined(measurand_name(first).name + name.name)
        return RowHead(replace(name, name=whole), tuple(texts[1:-1]), marks)
    if _QUALITY.search(measurand_name(second).name):
        # 温度 | 绝对误差: how well the quantity is measured.
        name = measurand_name(second)
        return RowHead(replace(name, name=joined(measurand_name(first).name + name.name)), tuple(texts[1:-1]), marks)
    if _GROUP.search(measurand_name(first).name) and looks_like_measurand(second) and not looks_like_quantity(second):
        # 重金属含量（mg/kg） | 可溶性铅: the substance is what has the value, with the unit of its group.
        group, name = measurand_name(first), measurand_name(second)
        return RowHead(replace(name, unit=name.unit or group.unit, operator=name.operator or group.operator), (group.name,), marks)
    if looks_like_measurand(second) and not looks_like_measurand(first):
        return RowHead(measurand_name(second), tuple(texts[:-1]), marks)
    return RowHead(measurand_name(first), tuple(texts[1:]), marks)


def heading_parts(table: Table, column: Column, columns: Sequence[Column]) -> list[str]:
    """The headings above a cell; one that is only a value gets the name and unit at the left of its row (锅炉容量 <0.7 MW)."""
    parts: list[str] = []
    by_rows = any(c.role is Role.MEASURAND for c in columns)
    for row in table.header:
        if column.index >= len(row):
            continue
        text = joined(row[column.index].text)
        if not text or (parts and parts[-1] == text):
            continue
        quantity = measurand_name(parts[-1]) if parts else None
        if by_rows and quantity is not None and looks_like_quantity(quantity.name) and re.fullmatch(r"\d[\d.\s]*", text):
            # 工作电压不大于/V over 50, 150, 250: values of that quantity, for which those of the rows hold.
            sign = {Operator.AT_MOST: "≤", Operator.AT_LEAST: "≥"}.get(quantity.operator or Operator.EQUAL, "")
            parts[-1] = " ".join(filter(None, (quantity.name, f"{sign}{text}", quantity.unit)))
            continue
        if re.fullmatch(r"[<>≤≥~～\-—\d.\s＜＞]+", text):
            left = [
                joined(row[c.index].text) for c in columns if c.index < column.index and c.role is not Role.VALUE and c.index < len(row)
            ]
            label = [t for t in dict.fromkeys(left) if t and Unit.parse_or_none(t) is None][-1:]
            unit = [t for t in dict.fromkeys(left) if Unit.parse_or_none(t) is not None][-1:]
            name = measurand_name(label[0]) if label else None
            own = [name.unit] if name is not None and name.unit and not unit else unit
            text = " ".join([*([name.name] if name is not None else []), text, *own])
        parts.append(text)
    return parts


def measurand_of(
    head: RowHead | None, parts: Sequence[str], from_caption: str | None, row: Sequence[Cell], columns: Sequence[Column]
) -> tuple[MeasurandName | None, list[str]]:
    """The measurand of a cell and the headings that are left: by its row, by its column, by the caption."""
    if head is not None:
        rest = [part for part in parts if not is_generic(part)]
        # NMHC | 处理效率: a ratio in the heading is another quantity of the substance in the row, a concentration is not.
        ratio = next((part for part in rest if re.search(r"(?:效率|去除率|回收率)$", measurand_name(part).name)), None)
        if ratio is not None and not looks_like_quantity(head.name.name):
            return measurand_name(ratio), [head.name.name, *(part for part in rest if part != ratio)]
        # 臭氧 | 与水接触时间/min: a time or temperature in the heading, with its unit, is another quantity than the substance.
        other = next(
            (part for part in rest if re.search(r"(?:时间|温度|压力)$", measurand_name(part).name) and measurand_name(part).unit), None
        )
        if other is not None and not looks_like_quantity(head.name.name) and head.name.unit is None:
            return measurand_name(other), [head.name.name, *(part for part in rest if part != other)]
        # 电压 | 允许偏差: what is bounded is the deviation of the quantity, not the quantity.
        deviation = next((part for part in reversed(rest) if _DEVIATION.fullmatch(measurand_name(part).name)), None)
        if deviation is not None and looks_like_quantity(head.name.name) and not re.search(r"误差|偏差|允差|公差", head.name.name):
            name = measurand_name(deviation)
            whole = replace(name, name=head.name.name + name.name, unit=name.unit or None)
            return whole, [part for part in rest if part != deviation]
        if deviation is not None and head.rest and not re.search(r"误差|偏差|允差|公差", "".join(head.rest)):
            # 梁 | 轴线位置 | 允许偏差
            name = measurand_name(deviation)
            whole = replace(name, name=head.name.name + "".join(head.rest) + name.name)
            return whole, [part for part in rest if part != deviation]
        return head.name, rest
    ages = {part: apart for part in parts if (apart := _AGED.fullmatch(part))}
    parts = [ages[part]["name"] if part in ages else part for part in parts]
    candidates = [
        part
        for part in parts
        if looks_like_measurand(part) and not is_generic(part) and not is_statistic(part) and not re.match(r"[<>≤≥\d]", part)
    ]
    if candidates:
        chosen = next((part for part in candidates if looks_like_quantity(part)), candidates[-1])
        name = measurand_name(chosen)
        if age := next((apart["age"] for apart in ages.values() if apart["name"] == chosen), None):
            name = replace(name, beside=joined_conditions([age, name.beside]))
        above = parts[parts.index(chosen) - 1] if parts.index(chosen) else ""
        if _DEVIATION.fullmatch(name.name) and (thing := _thing(above)) is not None:
            # 横肋高 h over 允许偏差: the deviation of that dimension.
            return replace(name, name=thing + name.name), [part for part in parts if part not in (chosen, above) and not is_generic(part)]
        name = replace(name, name=re.sub(r"(?<=.{2})(?:限值|限量|标准值|指标值|要求)$", "", name.name))
        if from_caption is not None and is_statistic(name.name):
            # 准峰值限值 below 辐射骚扰: which value of it is meant.
            name = replace(name, name=from_caption, beside=joined_conditions([name.name, name.beside]))
        # 室内噪声倍频带声压级 under （倍频带声压级）: the caption names the quantity by itself.
        if from_caption is not None and name.name.endswith(from_caption) and from_caption.endswith("级"):
            name = replace(name, name=from_caption)
        return name, [part for part in parts if part != chosen and not is_generic(part)]
    if (element := next((part for part in reversed(parts) if part in ELEMENTS), None)) and any(_COMPOSITION.search(p) for p in parts):
        over = next(measurand_name(part) for part in parts if _COMPOSITION.search(part))
        return MeasurandName(element, over.unit), []
    rest = [part for part in parts if not is_generic(part)]
    if from_caption is not None:
        return measurand_name(from_caption), rest
    # A heading with a unit names a quantity, whatever its words.
    if (with_unit := next((part for part in reversed(rest) if _is_named_with_unit(part)), None)) is not None:
        return measurand_name(with_unit), [part for part in rest if part != with_unit]
    return None, rest


def _is_named_with_unit(heading: str) -> bool:
    name = measurand_name(heading)
    return name.unit is not None and re.fullmatch(r"[\u4e00-\u9fff（）()A-Za-z]{2,16}", name.name) is not None and not is_case(name.name)


def named_by_value(name: MeasurandName, bound: Bound) -> MeasurandName:
    """The measurand of one value: 排水量或水重复利用率 by its unit, or a quantity named in the cell itself."""
    ratio = bound.label and re.search(r"(?:效率|去除率|利用率|回收率)$", bound.label)
    if bound.label and (ratio or (looks_like_quantity(bound.label) and looks_like_quantity(name.name))):
        return replace(name, name=measurand_name(bound.label).name)
    either = re.fullmatch(r"(.+(?:量|浓度|速率))或(.+率)", name.name)
    if either:
        return replace(name, name=either[2] if bound.unit == "%" else either[1])
    return name


def choosers(row: Sequence[Cell], columns: Sequence[Column]) -> list[Column]:
    """The columns that each choose the value of their row for a class of their own: 0≤m≤500 below Ⅲ, 0≤m≤50 below IIII, for ±0.5e."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        if column.role is Role.CASE and column.path and column.index < len(row):
            for bound in bounds_of(row[column.index].text):
                if bound.variable:
                    found.setdefault(bound.variable, []).append(column)
    return next((same for same in found.values() if len(same) > 1), [])


def objects_and_cases(
    rest: Sequence[str],
    row: Sequence[Cell],
    columns: Sequence[Column],
    name: MeasurandName,
    head: RowHead | None,
    of: Column,
    chooser: Column | None = None,
) -> tuple[list[str], list[str]]:
    objects: list[str] = []
    cases: list[str] = []
    others = {c.index for c in choosers(row, columns) if c is not chooser}
    for column in columns:
        if column.role not in (Role.OBJECT, Role.CASE) or column.index >= len(row) or not _covers(column, of, columns):
            continue
        if column.index in others:
            continue
        text = joined(row[column.index].text)
        model = bool(column.path) and re.search(r"[型牌代]号|规格|品种", column.path[-1]) is not None
        if not model and next(find_numbers(text), None) is not None and len(text) < 40:
            # The clause of another document is where a row comes from, not what it is about.
            continue
        if column is chooser:
            objects.append(column.path[-1])
        if not text or is_dash(text) or is_generic(text) or text in (*objects, *cases):
            continue
        if column.role is Role.CASE or (re.match(r"[<>≤≥＜＞\d]|[-−－+＋]\s?\d", text) is not None):
            label = measurand_name(column.path[-1]) if column.path and re.fullmatch(r"[<>≤≥＜＞\d~～\-−－+＋—.\s×^]+", text) else None
            if column.path and _NOMINAL.fullmatch(measurand_name(column.path[-1]).name):
                label = measurand_name(column.path[-1])
            cases.append(" ".join(filter(None, (label.name, text, label.unit))) if label else text)
        elif re.fullmatch(r"[0-9０-９]|[０-９0-9]([、,][０-９0-9])+", text) and column.path:
            objects.append(f"{column.path[-1]} {text}")
        else:
            objects.append(text)
    for text in (*(head.rest if head else ()), *rest):
        part = measurand_name(text)
        shown = part.name if part.unit and not re.search(r"\d", part.name) else text
        shown = re.sub(r"(?:接受限|合格限)(?:\s*[/／(（].*)?$", "", shown) or shown
        # 最小值 and 不大于 are in the operator.
        said_already = head is not None and text in head.rest and name.name.startswith(head.name.name + text)
        if (
            said_already
            or operator_of(shown) is not None
            or shown == name.name
            or shown in (*objects, *cases)
            or side_of_heading(shown) is not None
        ):
            continue
        if re.fullmatch(r"时段|时间|季节|区域|类别|级别|等级|类型|规格|型号", shown):
            continue
        # "频率 5 Hz", made of the label at the left and the heading, chooses like any other range.
        chosen = re.match(r"(\S+) [\d<>≤≥＜＞]", shown)
        of_quantity = looks_like_quantity(shown) or (chosen is not None and looks_like_quantity(chosen[1]))
        (cases if is_case(shown) or of_quantity else objects).append(shown)
    return objects, cases


def _covers(column: Column, of: Column, columns: Sequence[Column]) -> bool:
    """Whether a column of cases holds for column ``of``: one that stands in a group of headings holds for that group."""
    group = column.path[0] if len(column.path) > 1 else None
    grouped = group is not None and any(c.role is Role.VALUE and c.path[:1] == (group,) for c in columns)
    return not grouped or of.path[:1] == (group,)


def aligned_cases(row: Sequence[Cell], columns: Sequence[Column], of: Column, count: int) -> list[list[str]]:
    """For each of ``count`` values of a cell the case of its line: heights 15 20 30 beside rates 2.6 4.3 15 under each other."""
    cases: list[list[str]] = [[] for _ in range(count)]
    for column in columns:
        if column.role is not Role.CASE or column.index >= len(row) or count < 2 or not _covers(column, of, columns):
            continue
        values = bounds_of(row[column.index].text)
        if len(values) == count and column.path:
            name = measurand_name(column.path[-1])
            for k, value in enumerate(values):
                cases[k].append(
                    " ".join(filter(None, (name.name, f"{value.value:g}" if isinstance(value.value, float) else "", name.unit)))
                )
    return cases
