"""相邻的栏: what a column of a table is where only the columns beside it tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.limits.column import Column, is_dash
from ingest.limits.values import NOT_LESS, NOT_MORE, bounds_of, is_half_grade
from ingest.limits.words import Role, caption_measurand, is_case, is_generic, operator_of_words
from ingest.measured.names import looks_like_measurand, looks_like_quantity, measurand_name
from kg.model import Operator, Table

_KEY = re.compile(
    r"标称|公称|额定|基本尺寸|测量点|检定点|校准点|试验点|流量点|温度点|量程|秤量|载荷|功率因数|负载|频率|转速|规模|处理能力|总容量|装机|档$|距离$"
)
"""Quantities whose values choose a row (the nominal value of a weight, the power factor of a test) rather than bound anything."""
_SIZE = re.compile(r"厚度|直径|边长|尺寸|壁厚|规格")
"""≤16, ＞16～40: sizes are stepped by signs as often as they are required."""
_CHOSEN = re.compile(r"标称|公称|额定|设计|试验")
_SAYS_SIDE = re.compile(rf"限值|接受限|合格限|最高|最低|最大|最小|允许|{NOT_MORE}|{NOT_LESS}|[≤≥](?!\s*\d)|误差|允差")
_SIGN = re.compile(rf"\s*(?:[≤≥<>＜＞±⩽⩾]|应?{NOT_MORE}|应?{NOT_LESS})\s*\d")
_SIDED = re.compile(r"\s*[+＋]\s*\d|\s*[-−－]\s*\d.*[+＋]\s*\d")
"""+0.5 −0.2, −2.5～+1.5: a deviation to either side."""
_DEVIATION = re.compile(r"偏差|误差|公差|允差|接受限|合格限")
_ONE_OF_A_KIND = re.compile(
    r"(?:时段|阶段|区域|地区|季节|场合|场所|工况|行业|车型|工艺|设备|设施|装置|过程|燃料|产品|功能区|部门|用途|材料|品种|企业)(?=$|[（(/])"
)
_OTHERS = re.compile(r"其[他它余]")
_NUMBERED = re.compile(r"第?(?:[一二三四五六七八九十]|[IVXⅠ-Ⅻ]+|\d{1,2}[a-z]?|国[一二三四五六ⅠⅡⅢⅣⅤⅥ][ab]?)\s*(?:时段|阶段|期|类|区域?)")
_CLASS_NAME = re.compile(r"(?:规格|型号|型式|类型|类别|种类|等级|级别|名称)(?:[（(/].*)?$")
_REQUIRES = re.compile(r"(?:技术|性能)?要求|(?:对应)?(?:章|条)")
_CLAUSE_NUMBER = re.compile(r"(?:第\s?)?(?:\d{1,2}|[A-Z])(?:\.\d{1,2})+(?:\s?[条章])?|第\s?\d{1,2}\s?[条章]")
_ACCEPTED = re.compile(r"接受限|合格限")


def settled(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """Roles that only the other columns settle: ranges and heights at the left are cases; names without a heading are measurands."""
    columns = _without_clause_numbers(_of_one_thing_each(columns, table), table)
    columns = _keys_at_the_left(_choosing_by_variable(_beside_accepted(columns), table), table)
    if not any(column.role is Role.MEASURAND for column in columns):
        for column in columns:
            if column.role not in (Role.OBJECT, Role.CASE):
                continue
            headings = [c.path[-1] for c in columns if c.role is Role.VALUE and c.path]
            if _names_measurands(column, table) and not any(looks_like_measurand(h) and not is_generic(h) for h in headings):
                return _with_role(columns, {column.index}, Role.MEASURAND)
    return columns


def _with_role(columns: tuple[Column, ...], chosen: set[int], role: Role) -> tuple[Column, ...]:
    return tuple(replace(c, role=role) if c.index in chosen else c for c in columns)


def _cells(column: Column, table: Table) -> list[str]:
    """The cells of a column that are not empty and no dash."""
    cells = (row[column.index].text.strip() for row in table.rows if column.index < len(row))
    return [cell for cell in cells if cell and not is_dash(cell)]


def _names_measurands(column: Column, table: Table) -> bool:
    cells = [row[column.index].text for row in table.rows if row[column.index].text.strip()]
    return bool(cells) and sum(looks_like_measurand(cell) for cell in cells) * 2 > len(cells)


def _of_one_thing_each(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """Columns of values that are each headed by one thing or time of several: I时段 beside II时段, 其他设备, 玩具材料/(mg/kg).

    A heading that is the name of a class (时段, 产品规格) is over the classes themselves.
    """

    def kind(column: Column) -> str | None:
        found = _ONE_OF_A_KIND.search(column.path[-1]) if column.path else None
        return found[0] if found and found.start() else None

    headed = [c for c in columns[1:] if c.role in (Role.OBJECT, Role.CASE) and c.path and not _CLASS_NAME.search(c.path[-1])]
    kinds = [kind(column) for column in headed]
    named_at = next((c.index for c in columns if c.role is Role.MEASURAND or _names_measurands(c, table)), None)
    chosen = set()
    for column, of in zip(headed, kinds, strict=True):
        heading = column.path[-1]
        with_unit = column.role is Role.OBJECT and measurand_name(heading).unit is not None
        named = named_at is not None and named_at < column.index
        one = (
            (of is not None and kinds.count(of) > 1)
            or _NUMBERED.match(heading) is not None
            or (_OTHERS.match(heading) is not None and (named or any(c.role is Role.VALUE for c in columns[: column.index])))
            or (with_unit and named)
        )
        cells = _cells(column, table)
        if one and cells and all(bounds_of(cell) or re.search(r"不得检出|不检出", cell) for cell in cells):
            chosen.add(column.index)
    return _with_role(columns, chosen, Role.VALUE)


def _without_clause_numbers(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """要求 | 试验方法 over 5.3 | 6.2: both name clauses; a requirement alone may well be 5.3."""

    def of_clauses(column: Column) -> bool:
        cells = _cells(column, table)
        return bool(cells) and all(_CLAUSE_NUMBER.fullmatch(cell) for cell in cells)

    named = [c for c in columns if c.role in (Role.METHOD, Role.INDEX) and c.index and of_clauses(c)]
    if not named:
        return columns
    found = {c.index for c in columns if c.role is Role.VALUE and c.path and _REQUIRES.fullmatch(c.path[-1]) and of_clauses(c)}
    return _with_role(columns, found, Role.METHOD)


def _beside_accepted(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """频率计权 | 接受限: beside acceptance limits the other values are those that they are put around."""
    values = [column for column in columns if column.role is Role.VALUE]
    accepted = {column.index for column in values if any(_ACCEPTED.search(text) for text in column.path)}
    if not accepted or len(accepted) == len(values):
        return columns
    keys = {c.index for c in values if all(other.role is Role.INDEX for other in columns[: c.index])}
    return _with_role(columns, {c.index for c in values} - accepted - keys, Role.REMARK)


def _choosing_by_variable(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """0≤m≤500e beside ±0.5e: a column of intervals of a variable chooses, where another column has values without one."""

    def of_variable(column: Column) -> bool:
        bounds = [b for row in table.rows if column.index < len(row) for b in bounds_of(row[column.index].text)]
        return bool(bounds) and all(b.variable for b in bounds)

    values = [column for column in columns if column.role is Role.VALUE]
    choosing = {column.index for column in values if of_variable(column)}
    if not choosing or len(choosing) == len(values):
        return columns
    return _with_role(columns, choosing, Role.CASE)


def _keys_at_the_left(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    values = [column for column in columns if column.role is Role.VALUE]
    if len(values) < 2 or any(column.role is Role.MEASURAND for column in columns):
        return columns
    first = values[0]
    left = [column for column in columns if column.index < first.index and column.role is not Role.INDEX]
    if left and _is_required(first, table):
        return columns
    # "处理能力 kg/h | 最低允许高度 m": of two columns of numbers the one that says a bound holds for the other.
    bounded = [c for c in values if c.path and _SAYS_SIDE.search(c.path[-1])]
    signed = [c for c in values if _is_signed(c, table)]
    # "试验流量 5 | 压力降 ≤2": beside a column whose cells say how they bound, plain values choose the row.
    bounded += [c for c in signed if first not in signed and c not in bounded]
    is_key = bool(first.path) and _KEY.search(first.path[-1]) is not None
    is_key = is_key or (first not in bounded and (bool(bounded) or (not left and not _named(first))))
    # 整备质量 | 第一阶段 | 第二阶段 below the name of another quantity: only the first column is not of that.
    is_key = is_key or (not left and _all_of_the_captions(values[1:], first, table))
    return _with_role(columns, {first.index}, Role.CASE) if is_key else columns


def _is_required(column: Column, table: Table) -> bool:
    """Whether a column is one of requirements by itself: 屈服强度, values that all bound to the same side, grades such as ≥3-4."""
    heading = column.path[-1] if column.path else ""
    cells = _cells(column, table)
    operators = {bound.operator for cell in cells for bound in bounds_of(cell)}
    one_side = len(cells) > 1 and operators in ({Operator.AT_LEAST}, {Operator.AT_MOST})
    return (
        (operator_of_words(heading) is Operator.AT_LEAST and not _CHOSEN.search(heading))
        or (_is_signed(column, table) and one_side and not _SIZE.search(heading))
        or any(map(is_half_grade, cells))
    )


def _all_of_the_captions(values: Sequence[Column], first: Column, table: Table) -> bool:
    name = caption_measurand(table.caption or "")[0]
    intervals = all(bound.operator or bound.variable for cell in _cells(first, table) for bound in bounds_of(cell))
    ours = all(c.path and is_case(c.path[-1]) and not looks_like_measurand(c.path[-1]) for c in values)
    return name is not None and looks_like_quantity(name) and intervals and ours and bool(first.path) and name not in first.path[-1]


def _is_signed(column: Column, table: Table) -> bool:
    """Whether the cells of a column print a sign of a bound, or of a side of a deviation, in front of their values."""
    cells = _cells(column, table)
    sided = bool(column.path) and _DEVIATION.search(" ".join(column.path)) is not None
    return bool(cells) and all(_SIGN.match(cell) or (sided and _SIDED.match(cell)) for cell in cells)


def _named(column: Column) -> bool:
    return bool(column.path) and (looks_like_measurand(column.path[-1]) or is_case(column.path[-1]))
