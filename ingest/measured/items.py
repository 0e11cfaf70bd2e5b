"""检定、校准、检验项目: characteristics that a document has measured without bounding them where they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingest.limits.words import speaks_of_something_else
from ingest.measured.chapters import bare_heading, is_of_performance, is_procedure, is_requirement, is_test
from ingest.measured.names import joined, looks_like_measurand, looks_like_quantity, measurand_name
from kg.model import AnnexKind, Cell, Clause, Evidence, MeasurandMention, Table

_OF_VERIFICATION: Final = re.compile(r"(?:检定|校准)项目")
_OF_INSPECTION: Final = re.compile(r"(?:检验|试验|检测)项目")
_INSPECTED: Final = re.compile(r"(?:检验|试验)项目(?:名称)?")
_ITEM: Final = re.compile(
    r"(?:(?:检定|校准|检验)类别)?[\\/／]?\s*(?:主要)?(?:检定|校准|检验|试验|检测)?的?项目(?:名称)?[\\/／]?\s*(?:(?:检定|校准|检验)类别)?"
)
# Characteristics of measuring instruments whose names say no quantity.
_METROLOGICAL: Final = re.compile(
    r"(?:示值|零点|零位|零值|量程|响应|报警|动作|偏载|去皮|滞后|回程|回零|蠕变|密封性|气密性|密闭性|稳定度|耐电?压|置零|除皮|启动|始动流量|最小流量|分界流量|鉴别阈|死区|漏气|准确性|选择性"
    r"|抗扰度|防护等级|影响|变动性?|对称性|谐波|抑制比?|相位差?|幅频特性|频率响应)$"
)
_PROPERTY: Final = re.compile(
    r"^(?:耐|抗|阻|防)[\u4e00-\u9fff]{1,6}$|抗扰[度性]$|(?:密封|密闭|气密|水密|阻燃|燃烧|溶解|相容|稳定|弹|塑|韧|脆|渗透|透水|透气|吸水|耐久|耐候|耐磨)性$"
)
_NO_ITEM: Final = re.compile(
    r"外观|标志|标识|标记|铭牌|包装|附件|结构|一般|通用|总则|概述|要求$|等级$|检查$|试验$|功能|条件|设备|仪器|装置$|标准器|准备|步骤|方法$|程序|原理|计算|结果|处理|测量$|测定$|周期|间隔$|证书|记录$|说明|数据|样品|试样|抽样|修约|环境|精密度|重复性限|显示|软件|按键|通电|正常性|材料|安全$"
)
_PARAMETERS: Final = re.compile(r"性能(?:试验|测试)?参数")
_NOMINAL: Final = re.compile(r"标称|额定|公称|名义|频率范围|频段|序号")
_VALUE: Final = re.compile(r"[±≤≥<>＜＞~～\d.,\s×^/()（）%‰℃—–-]*\d[±≤≥<>＜＞~～\d.,\s×^/()（）%‰℃—–A-Za-zΩμ-]*")
_BOUND: Final = re.compile(r"(?:^|[：:；;，,。\s\d)）])(?P<name>[\u4e00-\u9fff]{2,10})(?:应)?(?:[≥≤＞＜]|不[大小低高]于|不少于|不超过)\d")
# "水质 … 的测定": what a standard of a method is about stands in its scope.
_SCOPES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"适用于(?:[^。；;]*?[中内])?(?P<names>[^。；;，,]{1,60}?)的(?:定量|同时|快速|连续)?(?:测定|定量分析)",
        r"规定了(?:用[^。；;，,]{2,20})?测定(?:[^。；;]*?[中内])?(?P<names>[^。；;，,]{1,60}?)的[^。；;，,]{2,20}法",
        r"规定了(?:[^。；;]*?[中内])(?P<names>[^。；;，,]{1,60}?)的?(?:测定|测试方法|测定方法)",
    )
)
# Of a standard that says "食品中 … 的测定" every short noun is what it determines (蛋白质, 三聚氰胺).
_DETERMINED: Final = re.compile(r"规定了.{1,40}[中内].{1,60}(?:含量的?|的)测定")
_NOUN: Final = re.compile(r"(?!.*(?:方法|样品|试样|项目|参数|指标|性能|产品|设备|其他|有关|各种))[\u4e00-\u9fffA-Za-z\d]{2,12}")
_OVER: Final = re.compile(r"(?:高出|高于)(?P<where>[^，,。；;:：]{0,24}?)(?P<what>(?:最高)?建(?:[（(]构[)）])?筑物?)(?:至少|应)?\d")
_CHIMNEY: Final = re.compile(r"排气筒|烟囱|排气管|放空管|通气管")
_IDENTIFIED: Final = re.compile(r"(?:^|[：:；;，,。\n])\s*(?P<name>[\u4e00-\u9fffA-Za-z]{2,12}?)(?:大于或?等于|大于|超过|高于|[≥＞])\s*\d")


def items_of_tables(tables: Sequence[Table]) -> Iterator[MeasurandMention]:
    """The column 项目 of tables of 检定项目, 校准项目, 检验项目: what is a characteristic by its words (not 外观)."""
    for table in tables:
        heads = _heads(table)
        words = joined(table.caption or "") + " " + " ".join(heads)
        verified = _OF_VERIFICATION.search(words) is not None
        inspected = _OF_INSPECTION.search(joined(table.caption or "")) is not None or any(map(_INSPECTED.fullmatch, heads))
        if not verified and not inspected:
            continue
        columns = [j for j, head in enumerate(heads) if _ITEM.fullmatch(head)]
        for row in table.rows:
            # The last of the divided cells is the item, those before it its group.
            cell = next((row[j] for j in reversed(columns) if row[j].text.strip()), None)
            if cell is not None and cell.at is not None:
                for name in _names(cell.text, verified):
                    yield MeasurandMention(name, cell.at)


def items_of_headings(clauses: Sequence[Clause], bounded: frozenset[str], by_number: Mapping[str, Clause]) -> Iterator[MeasurandMention]:
    """Clauses headed by a characteristic: of 计量性能要求 and 计量特性, of tests ("5.2 噪声"), of requirements ("应不大于…").

    ``bounded`` are the clauses that limits were read from; requirements among them name their characteristic themselves.
    """
    parents = {clause.parent for clause in clauses if clause.heading}
    for clause in clauses:
        # A heading over headings groups them (电气性能).
        if not clause.heading or clause.level < 2 or clause.kind is AnnexKind.INFORMATIVE or clause.number in parents:
            continue
        if clause.number in bounded and re.search(r"特性$|性能$|要求$|指标$|最大允许误差$", bare_heading(clause)):
            continue  # 计数特性 over a table: its rows name what is bounded
        performance = is_of_performance(clause, by_number)
        demanded = (
            clause.number not in bounded
            and is_requirement(clause, by_number)
            and re.match(r"\s*(?:应|不)[^。]*\d", clause.text) is not None
        )
        if performance or demanded or is_test(clause, by_number):
            for name in _names(bare_heading(clause), performance):
                yield MeasurandMention(name, _heading_place(clause))


def quantities_of_columns(tables: Sequence[Table], bounded: frozenset[int], clauses: Mapping[str, Clause]) -> Iterator[MeasurandMention]:
    """Headings with a unit over values: where the caption names that quantity, or says 性能参数.

    ``bounded`` holds where tables begin that limits were read from; these name their characteristics themselves.
    """
    for table in _regulating(tables, bounded, clauses):
        caption = re.split(r"单位\s*[:：]", joined(table.caption or ""))[0].strip()
        for j, head in enumerate(_heads(table)):
            name = measurand_name(head)
            values = [row[j].text.strip() for row in table.rows if row[j].text.strip(" —-－/")]
            named = looks_like_quantity(name.name) and caption.endswith(name.name)
            of_tests = name.unit is not None and _PARAMETERS.search(caption) is not None
            if not (named or of_tests) or _NOMINAL.search(name.name) or not values:
                continue
            if sum(len(value) < 60 and _VALUE.fullmatch(value) is not None for value in values) * 3 >= 2 * len(values):
                yield MeasurandMention(name.name, _place(table.header[-1][j], table))


def bounded_in_cells(tables: Sequence[Table], bounded: frozenset[int], clauses: Mapping[str, Clause]) -> Iterator[MeasurandMention]:
    """Characteristics that the words of a cell bound ("密闭罩：控制风速≥0.4 m/s") in a table of other things."""
    for table in _regulating(tables, bounded, clauses, informative=True):
        required = [re.search(r"要求|规定|限值", head) is not None for head in _heads(table)]
        annex = clauses.get(table.clause) if table.clause else None
        for row in table.rows:
            for cell, says in zip(row, required, strict=False):
                # An informative annex bounds by a column that says so (技术要求); else it tells how others do it (工艺参数).
                if annex is not None and annex.kind is AnnexKind.INFORMATIVE and not says:
                    continue
                for match in _BOUND.finditer(joined(cell.text)):
                    if cell.at is not None and looks_like_quantity(match["name"]):
                        yield MeasurandMention(match["name"], cell.at)


def identified_by(clauses: Sequence[Clause]) -> Iterator[MeasurandMention]:
    """What a clause on the finding of a fault measures ("泄漏的认定": 泄漏检测值 over a value)."""
    for clause in clauses:
        if bare_heading(clause).endswith("认定"):
            for match in _IDENTIFIED.finditer(clause.text):
                if looks_like_quantity(match["name"]):
                    yield MeasurandMention(match["name"], clause.text_at or clause.at)


def determined(clauses: Sequence[Clause]) -> Iterator[MeasurandMention]:
    """What a standard of a method determines, by its scope ("适用于地表水中…的测定")."""
    for clause in clauses[:6]:
        if not re.fullmatch(r"(?:适用|主题内容(?:与|和)适用)?范围", bare_heading(clause)):
            continue
        text = joined(clause.text[:2000])
        scope = next(filter(None, (pattern.search(text) for pattern in _SCOPES)), None)
        if scope is None:
            continue
        # "等 8 种苯系物" counts what was listed.
        parts = re.split(r"[、，,]|和|与|及(?!其)|等(?=\d|[一二三四五六七八九十]+种)", scope["names"])
        names = [measurand_name(re.sub(r"^(?:\d+|[一二三四五六七八九十]+)种", "", part)).name for part in parts if part]
        # 铅含量的测定 determines 铅; a content of something that is no substance (水分含量, 固体含量) keeps its name.
        names = [bare if looks_like_measurand(bare := re.sub(r"的?(?:质量)?含量$", "", name)) else name for name in names]
        sure = _DETERMINED.search(scope[0]) is not None
        if all((looks_like_measurand(name) or (sure and _NOUN.fullmatch(name))) and len(name) <= 20 for name in names):
            yield from (MeasurandMention(name, clause.text_at or clause.at) for name in names)
        return


def heights_over(clauses: Sequence[Clause], bounded: frozenset[str], by_number: Mapping[str, Clause]) -> Iterator[MeasurandMention]:
    """How far a chimney stands out above what is around it: said as a verb, so that no noun before the bound names it.

    ``bounded`` are the clauses for which a limit says it already.
    """
    for clause in clauses:
        if clause.number in bounded or clause.kind is AnnexKind.INFORMATIVE or is_procedure(clause, by_number):
            continue
        # The first line of a clause without a heading is sometimes taken for one.
        begun = clause.heading if clause.heading and re.search(r"[，,]", clause.heading) else ""
        for sentence in re.split(r"[。；;]", joined(begun + clause.text)):
            over = _OVER.search(sentence)
            chimneys = _CHIMNEY.findall(sentence[: over.start()]) if over else []
            if over and chimneys:
                near = "周围" if "周围" in over["where"] and not over["what"].startswith("最高") else ""
                yield MeasurandMention(f"{chimneys[-1]}高出{near}{over['what']}的高度", clause.text_at or clause.at)


def _heads(table: Table) -> list[str]:
    width = len(table.rows[0]) if table.rows else 0
    return [" ".join(dict.fromkeys(joined(row[j].text) for row in table.header)) for j in range(width)]


def _heading_place(clause: Clause) -> Evidence:
    """The heading alone: a clause's place goes on to the end of its text."""
    body = clause.text_at.start if clause.text_at else 0
    return replace(clause.at, end=body) if clause.at.start < body < clause.at.end else clause.at


def _place(cell: Cell, table: Table) -> Evidence:
    return cell.at or table.at


def _regulating(
    tables: Sequence[Table], bounded: frozenset[int], clauses: Mapping[str, Clause], informative: bool = False
) -> Iterator[Table]:
    for table in tables:
        clause = clauses.get(table.clause) if table.clause else None
        advice = clause is not None and clause.kind is AnnexKind.INFORMATIVE and not informative
        # Parameters of tests are spoken of by the words that tell formats and samples apart, too.
        other = speaks_of_something_else(joined(table.caption or "")) and not _PARAMETERS.search(joined(table.caption or ""))
        if table.header and table.rows and table.at.start not in bounded and not (advice or other or is_procedure(clause, clauses)):
            yield table


def is_tested(name: str) -> bool:
    """Whether a name is of what is tested: a quantity, a substance, a resistance to something (耐磨性, 抗扰度, 密封性)."""
    return looks_like_measurand(name) or _PROPERTY.search(name) is not None or _METROLOGICAL.search(name) is not None


def _names(text: str, metrological: bool) -> list[str]:
    """The characteristics of an item or a heading; of several (温度波动度和温度均匀度) each, and none where one of them is not known."""
    name = measurand_name(re.sub(r"^\s*[\d.]+\s*", "", joined(text))).name
    parts = [part for part in re.split(r"[、，,/]|和|与|及", name) if part]
    if not parts or not all(_is_item(part, metrological) for part in parts):
        parts = [name]
    return [part for part in parts if _is_item(part, metrological)]


def _is_item(name: str, metrological: bool) -> bool:
    """``metrological``: among the items of a verification or calibration every short noun is a characteristic (杂散光)."""
    if not 2 <= len(name) <= 16 or _NO_ITEM.search(name):
        return False
    return is_tested(name) or (metrological and re.fullmatch(r"[\u4e00-\u9fffA-Za-z\d]{2,12}", name) is not None)
