"""表头的用语: what the words of a caption or heading say about a table and about a column."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from ingest.limits.conditions import CLASS_OF_THINGS
from ingest.limits.values import NOT_LESS, NOT_MORE
from ingest.measured.names import joined, looks_like_measurand, looks_like_quantity, measurand_name
from kg.model import Operator
from kg.units import Unit


class Role(StrEnum):
    """What the cells of a column are."""

    INDEX = "index"
    MEASURAND = "measurand"
    UNIT = "unit"
    OPERATOR = "operator"
    REMARK = "remark"
    METHOD = "method"
    CASE = "case"
    """A place, time or range that a value holds for."""
    OBJECT = "object"
    VALUE = "value"


_ROLES: Final = (
    (Role.INDEX, re.compile(r"序号|编号|序|No\.?|项次|项目编号|代号|章?条号|条款号?")),
    (Role.UNIT, re.compile(r"(?:计量|定额|指标)?单位(?:名称|符号)?")),
    (Role.METHOD, re.compile(r".*(?:方法|标准编号|标准号|依据|条款|来源|检出限|章条|检定项目表|所在(?:章|条|标准)).*")),
    (
        Role.REMARK,
        re.compile(
            r"备注|说明|注|附注|(?:CAS\s?(?:登记)?(?:编号|号)|化学文摘号|CAS)(?:[（(].*)?|英文名称?|临界不良健康效应|典型值?|typ\.?|TYP\.?|参考值|[nc]|Ac|Re|符号|食品分类号|结果|试验电压(?:[（(/].*)?|实测值|结论|判定"
        ),
    ),
    (Role.CASE, re.compile(r"(?:(?:额定|标称|公称|名义|设定)值|(?:基本|公称)尺寸)(?:[（(/].*)?")),
    (
        Role.MEASURAND,
        re.compile(
            r"(?:主要|水|大气|气态|特征)?(?:污染物|污染因子|监控因子|控制项目|监测项目|检测项目|检验项目|测定项目|分析项目|基本项目|项目|参数|指标|特性|性能|组分|成分|元素"
            r"|因子|有害物质|计量性能|质量指标|控制指标|检测参数|技术参数|技术指标|性能指标|理化指标|物质|检项)(?:名称|项目|种类|参数|指标)?|中文名称?|生物监测指标"
        ),
    ),
    (
        Role.CASE,
        re.compile(
            r".*(?:位置|监控点|取值时间|取样时间|限值含义|含义|时段|时间|适用范围|适用条件|条件|排气筒高度|排气筒|频率范围|频率|范围|区域|地区|季节|阶段|场合|工况|部位|测点|周期)(?:[（(/].*)?"
        ),
    ),
    (
        Role.OBJECT,
        re.compile(
            r".*(?:类别|级别|等级|类型|分类|型式|型号|牌号|钢[号级种]|规格|种类|对象|行业|车型|工艺|设备|设施|过程|燃料|产品|功能区|名称|部门|用途|场所|材料|品种|状态|企业|单位类)(?:[（(/].*)?"
        ),
    ),
)
_GENERIC: Final = re.compile(
    r"(?:最高|最低|最大|最小)?(?:允许)?(?:排放|控制|浓度|标准|质量|技术|性能|参考|限制|允许|残留|使用|规定|职业|接触|生物|卫生|安全|采样方案及)*(?:限值|限量|限量值|限度|接受限|合格限|判定值|指标值|指标|要求|标准值|标准|规定值|数值|值|浓度|参数值|结果)(?:要求)?|OELs?"
)
_LIMIT: Final = re.compile(
    rf"{NOT_MORE}|{NOT_LESS}|限值|限量|限制值|限度|接受限|合格限|判定值|最高允许|最低允许|最高容许|最低容许|最大允许|最小允许|允许误差|允许偏差|允许值|允许差|允差|标准值|控制标准|控制限|排放浓度|排放速率|基准排水量|基准排气量|基准含氧量|基准氧含量"
    r"|技术要求|性能要求|技术指标|性能指标|指标要求|指标|要求|极限|公差|误差|偏差|≤|≥|准确度|定额|准入值|先进值|限定值|能效|等级"
)
_NO_LIMIT: Final = re.compile(
    r"方法|标准编号|报文|字段|数据类型|数据格式|消息|字节|编码|代码|接口定义|符号|缩略|术语|修正|换算|折算|采样|抽样|取样|样品数|检验项目|试验项目|检定项目|校准项目|试验名称|试验条件|试验参数"
    r"|监测频次|频次|示例|记录表|记录格式|格式|对照|参考文献|主要仪器|标准器|仪器设备|配置|名录|清单|目录|分布|系数|登记|调查|评分|权重|参数表|不确定度|数据表|时序|标准装置|(?:检定|校准|试验|检验|测量|主要|配套)用?(?:标准|计量)?(?:仪器|设备|装置|器具)|试剂|算法|指令|命令|状态|含义|描述|类目|常数|质量保证|平行样"
)
_TEST_RESULT: Final = re.compile(r"(?:精密度|回收率|重现性|检出限|协作试验|实验室)")
_AT_LEAST: Final = re.compile(
    rf"{NOT_LESS}|最低(?!检出)|最小(?!分度值)|下限|至少|≥|去除率|处理效率|回收效率|净化效率|焚毁去除率|燃烧效率|捕集率|收集率|密闭性?效率|利用率|合格率|溶解氧|死亡率|沉降率"
    r"|能效比|性能系数|能源消耗效率|光效|热效率|绝缘电阻|爬电距离|电气间隙|(?:安全|防护)(?:距离|净距|间距)|(?:抗拉|抗压|抗折|抗弯|屈服|剥离|断裂|粘结)强度|断后伸长率|使用寿命|氧指数|色牢度|起毛起球|(?:断裂|撕破|顶破|胀破|接缝)强力"
)
_CASE_PART: Final = re.compile(
    r"昼|夜|时段|季|改建|扩建|均值|平均|小时|瞬时|现有|新建|在用|新源|现源|直接|间接|级|[ⅠⅡⅢⅣⅤⅥ]|类$|[A-ZＡ-Ｚ]\s?类|阶段|期|起|地区|珠三角|区域|前|后|以上|以下|监控点|参照点|特别|一般|正常|负荷|工况|[<>≤≥＜＞~～]|^\d|型$|先进值|通用值|准入值|领跑值|[湿干][式法基]|^[湿干]$|峰值|有效值|^[mM]$|^(?:MAC|PC-(?:TWA|STEL))$|^[总呼]尘$"
)
_STATISTIC: Final = re.compile(
    r"(?:先进值|通用值|准入值|领跑值|准峰值|峰值|有效值|(?:算术)?平均值?|均值|日均值|月均值|[\u4e00-\u9fff\d]*小时均值|瞬时值|(?:最大|最小|最高|最低)值?|上限值?|下限值?|min\.?|max\.?|MIN\.?|MAX\.?)"
    r"(?:[（(/].*)?"
)
_SIDE: Final = re.compile(r"(?P<low>最小值?|最低值?|下限值?|min\.?)|(?P<high>最大值?|最高值?|上限值?|max\.?)", re.IGNORECASE)


def header_role(path: tuple[str, ...]) -> Role | None:
    """The role that a column's headings announce, the deepest first; None where they name an object, a case or a measurand."""
    for level, text in enumerate(reversed(path)):
        bare = re.sub(r"\s+", "", measurand_name(text).name)
        for role, pattern in _ROLES:
            # 时段 over 昼间 and 夜间 says what these are, not what stands below them.
            if pattern.fullmatch(bare) and not (level and role in (Role.CASE, Role.OBJECT)):
                return role
    return None


def is_generic(text: str) -> bool:
    """Whether a heading says only that a bound follows (限值, 标准值, 技术要求).

    >>> is_generic("排放限值（mg/m3）"), is_generic("最高允许排放速率")
    (True, False)
    """
    name = re.sub(r"[（(]以[^（()）]*计[)）]", "", measurand_name(text).name)
    return _GENERIC.fullmatch(re.sub(r"\s+", "", name)) is not None


def is_statistic(text: str) -> bool:
    """Whether a heading says which value of a quantity is meant (平均值, 准峰值, 最大值), and names none itself.

    >>> is_statistic("准峰值"), is_statistic("热值")
    (True, False)
    """
    return _STATISTIC.fullmatch(re.sub(r"\s+", "", text)) is not None


def side_of_heading(text: str) -> Operator | None:
    """What a heading that is only 最小值 or 上限 says of the values below it."""
    match = _SIDE.fullmatch(re.sub(r"\s+", "", measurand_name(text).name))
    return None if match is None else Operator.AT_LEAST if match["low"] else Operator.AT_MOST


def is_case(text: str) -> bool:
    """Whether a heading or a cell says when or where a value holds (昼间, Ⅱ时段, 间接排放) rather than for what."""
    return _CASE_PART.search(text) is not None


def speaks_of_limits(words: str) -> bool:
    """Whether a caption or heading announces bounds."""
    return _LIMIT.search(words) is not None


def speaks_of_something_else(words: str) -> bool:
    """Whether a caption or heading announces methods, formats, codes, sampling, results of tests."""
    return _NO_LIMIT.search(words) is not None or _TEST_RESULT.search(words) is not None


def operator_of_words(*words: str | None) -> Operator | None:
    """The direction that the nearest words state: 最低, 不小于, 效率 at least; 最高, 不大于 at most; None where they say neither."""
    for text in words:
        if not text:
            continue
        if (side := side_of_heading(text)) is not None:
            return side
        if _AT_LEAST.search(text):
            return Operator.AT_LEAST
        if re.search(rf"{NOT_MORE}|≤|最高|最大(?=允许)", text):
            return Operator.AT_MOST
    return None


_CAPTION_END: Final = re.compile(
    r"(?:的?(?:基本|标准|最高|最大|排放|浓度|允许)*(?:限值|限量值?|接受限|合格限|判定值|标准值|指标值?|技术要求|要求|规定|控制标准|标准|值|表)|(?<=误差)限)+(?:[（(]续[）)])?$"
)
_ACCEPTED: Final = re.compile(r"([A-Za-z\u4e00-\u9fff]{2,12}?)(?:目标值)?(?:及其|[和与及的])(?:接受限|合格限)")
_CAPTION_QUANTITY: Final = re.compile(
    r"((?:最高允许|最低允许|最大允许|单位产品|单位|基准)[\u4e00-\u9fff]{1,10}(?:量|浓度|速率|高度|误差|率))|((?:环境)?噪声|等效声级|声级|声压级)"
)


def caption_measurand(caption: str) -> tuple[str | None, str | None]:
    """What a caption says is bounded, and the unit behind it: of a table whose headings name only objects and cases.

    >>> caption_measurand("建筑施工场界环境噪声排放限值  单位：dB(A)")
    ('建筑施工场界环境噪声', None)
    >>> caption_measurand("结构传播固定设备室内噪声排放限值（等效声级）")
    ('等效声级', None)
    """
    text = re.split(r"单位\s*[:：]", joined(caption))[0].strip()
    unit = None
    for bracket in reversed(re.findall(r"[（(]([^（()）]*(?:\([^()]*\))?[^（()）]*)[)）]", text)):
        named = None
        for part in re.split(r"[，,;；]", bracket):
            if unit is None and (read := Unit.parse_or_none(part)) is not None:
                unit = read.symbol
            elif looks_like_quantity(part):
                named = measurand_name(part).name
        if named is not None:
            return named, unit
    text = re.sub(r"[（(][^（()）]*(?:\([^()]*\))?[^（()）]*[)）]", "", text).strip().removeprefix("基本")
    if accepted := _ACCEPTED.fullmatch(text):
        return accepted[1], unit
    bare = _CAPTION_END.sub("", text)
    bare = re.sub(rf"^{CLASS_OF_THINGS.pattern}(?:在[^，,]{{1,12}}处)?的?", "", bare)
    bare = re.sub(r"^.*?(?:水污染物|大气污染物)(?=.*(?:量|率)$)", "", bare)
    bare = re.sub(r"排放$", "", bare)
    if substance := re.search(r"(?:中|内|的)([^中内的]{1,14})$", bare):
        bare = substance[1] if looks_like_measurand(substance[1]) else bare
    if not bare or not looks_like_measurand(bare):
        return None, unit
    if quantity := re.search(r"(?:最高允许|最低允许|最大允许|单位产品|单位基准|基准)[\u4e00-\u9fff]{1,12}$", bare):
        return quantity[0], unit
    return bare, unit


def excepted_from_unit(unit_words: str) -> tuple[str, ...]:
    """Names that a table's unit does not hold for: "mg/L（pH 值、色度除外）".

    >>> excepted_from_unit("mg/L（pH 值、色度除外）")
    ('pH值', '色度')
    """
    match = re.search(r"(?:除\s*(?P<a>[^（()）]+?)\s*(?:以?外|除外))|(?:[（(](?P<b>[^（()）]+?)(?:除外|以外|无量纲)[)）])", unit_words)
    if match is None:
        return ()
    return tuple(re.sub(r"\s+", "", name) for name in re.split(r"[、,，和及]", match["a"] or match["b"]) if name.strip())


def table_unit(words: str) -> str | None:
    """The unit in the words above a table.

    >>> table_unit("单位：mg/L（pH值除外）"), table_unit("除pH外，mg/L")
    ('mg/L', 'mg/L')
    """
    text = re.sub(r"^\s*(?:计量)?单位\s*[:：为]?", "", words).strip()
    text = re.sub(r"[（(][^（()）]*(?:除外|以外|无量纲)[)）]|除[^，,]*外[，,]?|[（(]\s*$", "", text).strip(" ，,;；。")
    unit = Unit.parse_or_none(text)
    return unit.symbol if unit else None
