"""被测量的名称: a characteristic as printed, without its unit, footnote marks, operator and place of sampling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ingest.limits.values import NOT_LESS, NOT_MORE, OPERATOR_AT_END, operator_of
from kg.identifiers import fold, narrow
from kg.model import Operator
from kg.units import Unit

_BRACKET: Final = re.compile(r"[（(\[]([^（()）\[\]]*(?:[（(][^（()）]*[)）][^（()）]*)*)[)）\]]")
_BEFORE_UNIT: Final = re.compile(rf"\s*[（(]?({NOT_MORE}|{NOT_LESS}|≤|≥)[)）]?\s*(?=[/／])")
_CHINESE_UNITS: Final = frozenset(("级", "度", "倍", "次", "个", "年", "天", "小时", "分钟", "秒", "只", "件"))
_AVERAGE: Final = re.compile(
    r"(?:(?:任[何意])?\s?\d+\s?(?:h|min|d|a|小时|分钟|天|日)|小时|[日月年季]|瞬时)\s?(?:算术)?(?:均值|平均值?|平均)(?:浓度)?"
)
_TIME_OVER: Final = re.compile(r"\d+\s?(?:h|min|d|a|s)(?![A-Za-z/·.])")
"""（1 h 均值）, （1 h）: a time that a value is of, and no unit."""
_PLACE: Final = re.compile(r"(?:取样口|采样口|采样点|监测点|监控点|排放口|出口|进口|污水|废水|工艺)$")
_QUANTITY: Final = re.compile(
    r"(?:浓度|速率|流量|用量|排量|含量|总量|排水量|排放量|产生量|消耗量|耗量|能耗|电耗|水耗|质量|容量|数量|水量|产量|重量|效率|去除率|回收率|利用率"
    r"|合格率|死亡率|沉降率|减率|灼减率|含水率|负荷率|功率|频率|速度|风速|流速|加速度|温度|湿度|高度|厚度|宽度|深度|长度|里程|直径|距离|间距|半径|粒径"
    r"|硬度|强度|精度|准确度|黑度|色度|浊度|密度|粘度|黏度|粗糙度|平面度|刚度|光洁度|照度|亮度|酸度|碱度|时间|时长|周期|期限|年限|寿命|延时|时延|声级|声压级"
    r"|声功率级|(?:传导|辐射|电磁)骚扰|冲击功|吸收功|加速度级|暴露级|噪声|振级|电阻|电压|电流|电平|电容|电感|场强|磁感应强度|功率密度|能量|秤量|阻抗|压力|压强|大气压|气压|水压|油压|风压|静压|动压|全压|压差|真空度|蒸气压|拉力|扭矩|载荷|荷载|负荷|力|误差|偏差|不确定度"
    r"|重复性|变差|漂移|稳定性|线性|灵敏度|特异性|均匀性|一致性|复现性|分辨力|分辨率|鉴别力|跳动|公差|间隙|游隙|标高|位移|变形|挠度|增益|损耗|衰减|信噪比|带宽|波长|角度|比率|比值|比例|(?<![对相])比|指数|系数|温升|压降|压力降|压力损失|功耗|耗|光效|能效|允差|差|极限|振幅|峰值|力矩|转矩|剂量|当量|活度|熔断|余量|裕量|牢度|波动度|均匀度|失真度|饱和度|抖动|细度|白度|纯度|光泽度|针入度|平行度|垂直度|同轴度|圆度|直线度|平直度|不圆度|对称度|稳定度|鉴别阈|变动性|回差|定额|限额|配备率|韧性"
    r"|pH|pH\s*值|氧量|含氧量|需氧量|有机碳|数|值|率|(?<![测计考称])量|幅度|菌群|菌落|尺寸|面积|体积|容积|单耗|热值|闪点|熔点|沸点|燃点|露点|凝点|倾点|滴点|冰点|凝固点|软化点|水分|灰分)$"
)
_SUBSTANCE: Final = re.compile(
    r"(?:物|碳|盐|化氢|二氧化硫|烃|酸|醛|酮|醇|酚|酯|胺|醚|腈|酐|萘|烷|烯|炔|苯|氨|氯|溴|碘|氟|氮|磷|硫|氰|汞|镉|铬|铅|砷|镍|铜|锌|锰|铁|铝|银|金|铍|钒|钴|锡|锑|铊|钡|硼|硒|钼|钛|钠|钾|钙|镁|硅|锂|铀|镭|氡"
    r"|盐|碱|油|尘|雾|类|芘|英|呋喃|吡啶|肼|油类|石油类|动植物油|活性剂|余氯|氯气|光气|农药|显影剂|卤素|双酚A|悬浮物|总汞|石棉|臭气|异味|水温|溶解氧|化合物|颗粒物|粉尘|烟尘|沥青烟|放射性|卵|毒素|氯乙烯|硝基苯"
    r"|苯系物|VOCs?|TVOC|NMHC|SO2|NOx|CO|HCl|HF|NH3|H2S|TSP|PM10|PM2\.?5|O3|NO2|Pb|Hg|Cd|As|Cr|COD(?:Cr|Mn)?|BOD5?|SS|TOC|TN|TP|AOX|LAS|DMF|pH)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MeasurandName:
    """A name taken apart: ``name`` as it goes into the graph, the unit and the operator printed with it, what else was in brackets."""

    name: str
    unit: str | None = None
    operator: Operator | None = None
    beside: str | None = None


def is_class_of_accuracy(name: str, unit: str | None) -> bool:
    """Whether a value is a class of accuracy (准确度等级 2.5 级): the smaller class is the better, 不低于 bounds it from above.

    >>> is_class_of_accuracy("准确度等级", "级"), is_class_of_accuracy("耐火等级", "级")
    (True, False)
    """
    return unit == "级" and re.search(r"(?:准确度|精度|精确度)(?:等级|级别)?$", name) is not None


def is_average(words: str) -> bool:
    """Whether words say over which time a value is averaged: no part of a name, but the case of its value.

    >>> is_average("1 h 均值"), is_average("24 小时平均浓度"), is_average("以 N 计")
    (True, True, False)
    """
    return _AVERAGE.fullmatch(words.strip()) is not None


def joined(text: str) -> str:
    """Letter-spaced Chinese (五 日 生 化) and line breaks as one word; one blank stays between Latin words.

    >>> joined("五 日 生 化 需 氧 量（BOD5）"), joined("总 VOCs")
    ('五日生化需氧量（BOD5）', '总VOCs')
    """
    text = re.sub(r"\s+", " ", narrow(text)).strip()
    # 噁 is drawn from two glyphs where a font lacks it.
    text = re.sub(r"二\s?口\s?恶\s?英", "二噁英", text)
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)


@lru_cache(maxsize=4096)  # a table's headings are asked for each of its cells
def measurand_name(text: str) -> MeasurandName:
    """The name of a cell or a heading.

    >>> measurand_name("总铬（mg/L）")
    MeasurandName(name='总铬', unit='mg/L', operator=None, beside=None)
    >>> measurand_name("化学需氧量（CODCr，mg/L）").name, measurand_name("pH 值").name
    ('化学需氧量（CODCr）', 'pH值')
    >>> measurand_name("基准氧含量（O2）/%").unit, measurand_name("溶解氧 ≥").operator.value
    ('%', '>=')
    """
    # β is often printed with the letter ß.
    text = text.replace("ß", "β")
    name = joined(re.sub(r"(?<!m)\^(?:[（(][0-9a-zA-Z①-⑳*]{1,2}[)）]|[0-9a-zA-Z①-⑳*]{1,2})(?=\s|$)", "", text))
    name = re.sub(r"(?<=[A-Za-z\d)）])\^(?=[\d+－-])", "", name)
    operator = None
    if match := OPERATOR_AT_END.search(name):
        operator, name = operator_of(match[1]), name[: match.start()].strip()
    elif match := _BEFORE_UNIT.search(name):
        # 工作电压不大于/V, 断后伸长率 A（不小于）/%
        operator, name = operator_of(match[1]), name[: match.start()].strip() + name[match.end() :]
    name, unit = _without_unit(name)
    beside = None
    if unit is not None and (case := re.search(r"(?<=[\u4e00-\u9fff）)])[/／]\s*(?=[\u4e00-\u9fff\d])", name)):
        # "高锰酸钾消耗量/(mg/kg) 水(60 ℃, 2 h)": behind the unit stands what it is measured in.
        name, beside = name[: case.start()], name[case.end() :].strip()
    for bracket in list(_BRACKET.finditer(name))[::-1]:
        inside = bracket[1].strip()
        if re.fullmatch(r"稀释倍数(?:法)?", inside):
            unit = unit or "倍"
        elif _PLACE.search(inside):
            beside = inside
        elif inside.startswith("林格曼"):
            beside = "林格曼黑度"
        elif is_average(inside):
            beside = inside
        else:
            continue
        name = name[: bracket.start()] + name[bracket.end() :]
    # The mark of a footnote stands at the first or a middle character where its column is narrow.
    name = re.sub(r"[①-⑳*＊]+$|^[*＊]+|(?<=[\u4e00-\u9fff])[*＊](?=[\u4e00-\u9fff])", "", name).strip(" ,，、:：;；/／")
    # The letter that formulas use for a quantity (电场强度 E) is not part of its name; a formula of a substance is.
    if (letter := re.search(r"(?<=[\u4e00-\u9fff])[A-Za-zα-ωΔ][A-Za-z0-9,]{0,4}$", name)) and _QUANTITY.search(name[: letter.start()]):
        name = name[: letter.start()]
    return MeasurandName(name, unit, operator, beside)


_LETTERS: Final = {
    "h": re.compile(r"时间|时长|时限|寿命|周期|期|时$"),
    "s": re.compile(r"时间|时长|时限|周期|延时|延迟|响应|时$"),
    "t": re.compile(r"质量|重量|产量|量$|载荷|吨位|能力"),
    "L": re.compile(r"容|体积|量$"),
    "m": re.compile(r"[长高宽厚深距径程度位离筒囱]"),
    "g": re.compile(r"质量|重量|量$"),
}
"""Letters that are a unit only behind a quantity of their kind: 横肋高 h is a height called h."""


def _without_unit(name: str) -> tuple[str, str | None]:
    """``总铬（mg/L）``, ``排水量，L/m2（镀件镀层）``, ``氧含量/%``, ``厚度 mm``."""
    # "菌落总数/(MPN/mL 或 CFU/mL)": either unit; the first is taken.
    if either := re.search(r"\s*[/／]?\s*[（(](?P<one>[^（()）]+?)\s*或\s*(?P<other>[^（()）]+)[)）]$", name):
        first, second = Unit.parse_or_none(either["one"]), Unit.parse_or_none(either["other"])
        if first is not None and second is not None:
            return name[: either.start()].strip(), first.symbol
    for bracket in list(_BRACKET.finditer(name))[::-1]:
        inside = bracket[1].strip()
        # The bracket of dB(μV) and mg/(m2·h) is part of the unit.
        if re.search(r"dB$|[A-Za-z\d][/·.]$", name[: bracket.start()]):
            continue
        unit = Unit.parse_or_none(inside)
        if unit is not None and not _is_symbol(inside, name[: bracket.start()]) and not _TIME_OVER.match(inside):
            return (name[: bracket.start()] + name[bracket.end() :]).strip(), unit.symbol
        if parts := re.fullmatch(r"(.*?)[，,、;；]\s*([^，,、;；]+)", inside):
            unit = Unit.parse_or_none(parts[2])
            if unit is not None and not _is_symbol(parts[2], name[: bracket.start()]):
                return f"{name[: bracket.start() + 1]}{parts[1]}{name[bracket.end() - 1 :]}", unit.symbol
    # "断后伸长率 A/%": the letter of a quantity before the unit (GB/T 1.1-2020, 9.9.4).
    if symbol := re.search(r"(?<=[\u4e00-\u9fff）)])\s*[A-Za-zα-ωΔ][A-Za-z0-9,.]{0,5}\s*[/／]\s*(?P<unit>[^/／\u4e00-\u9fff]+)$", name):
        unit = Unit.parse_or_none(symbol["unit"])
        head = name[: symbol.start()]
        if (
            unit is not None
            and not symbol["unit"].isdigit()
            and _QUANTITY.search(head)
            and Unit.parse_or_none(symbol[0].split("/")[0]) is None
        ):
            return head.strip(), unit.symbol
        if unit is not None and symbol["unit"].strip() in ("%", "‰"):
            return head.strip(), unit.symbol
    if written := re.search(
        r"(?<=[\u4e00-\u9fff）)])\s*((?:mg|μg|µg|ng|g|kg|t|m3|m³|mm|cm|m|dB|%|℃|kPa|MPa|Pa|V|A|W|kW|Hz|Ω|K|s|h|min|d|L|J|N|lx|MΩ|mA|mV)[^\u4e00-\u9fff]*)$",
        name,
    ):
        unit = Unit.parse_or_none(written[1])
        head = name[: written.start()]
        of_another = written[1] in _LETTERS and not _LETTERS[written[1]].search(head)
        if unit is not None and not of_another and not _is_symbol(written[1], head):
            return head.strip(), unit.symbol
    if (written := re.search(r"(?<=[\u4e00-\u9fff）)])\s*([A-Za-zμµ][A-Za-zμµΩ\d()/.·²³^-]+)$", name)) is not None:
        head = name[: written.start()]
        unit = Unit.parse_or_none(written[1])
        if (
            unit is not None
            and (re.search(r"(?:范围|限值|限量|要求|指标)$", head) or _QUANTITY.search(head))
            and not _is_symbol(written[1], head)
        ):
            return head.strip(), unit.symbol
    for match in re.finditer(r"[/／，,\s]+", name):
        head, tail = name[: match.start()], name[match.end() :].strip()
        head, tail = head.rstrip("*＊"), re.sub(r"^[（(](.*)[)）]$", r"\1", tail)
        if re.search(r"[\u4e00-\u9fffA-Za-z）)]$", head) and (unit := Unit.parse_or_none(tail)) is not None and not tail.isdigit():
            # "DMF / N" is a name; a unit behind a solidus follows Chinese words or a bracket.
            chinese = re.fullmatch(r"[\u4e00-\u9fff].*", tail) and not (match[0] in "/／" and tail in _CHINESE_UNITS)
            if re.search(r"[\u4e00-\u9fff）)]", head) and not chinese and not _is_symbol(tail, head):
                return head.strip(), unit.symbol
    return name, None


def _is_symbol(inside: str, head: str) -> bool:
    """(CO), (HF), F1, 双酚A: a formula, a class or a letter that is a unit by chance; behind a quantity (电压（V）) it is one."""
    if re.fullmatch(r"(?![msghtL]$)[A-Za-z]\d?", fold(inside)):
        return _QUANTITY.search(re.sub(r"(?:波动|变化|测量|工作|调节)?范围$", "", head)) is None
    return fold(inside) in {"CO", "HF", "HC", "As", "Cd", "O2", "Pb"}


def looks_like_quantity(text: str) -> bool:
    """Whether the words name a quantity (浓度, 高度, 误差) rather than an object or a case."""
    return _QUANTITY.search(_bare(measurand_name(text).name)) is not None


def looks_like_measurand(text: str) -> bool:
    """Whether the words name a quantity or a substance that is measured.

    >>> looks_like_measurand("汞及其化合物"), looks_like_measurand("燃煤锅炉"), looks_like_measurand("处理效率")
    (True, False, True)
    """
    bare = _bare(measurand_name(text).name)
    if re.fullmatch(r"[\dⅠⅡⅢⅣⅤ一二三四五甲乙丙A-Za-z、,，]+\s*[类级型]", bare):
        return False
    return _QUANTITY.search(bare) is not None or _SUBSTANCE.search(bare) is not None


def _bare(name: str) -> str:
    return _BRACKET.sub("", name).strip() or name
