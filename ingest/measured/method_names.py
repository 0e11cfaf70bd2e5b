"""被测特性: the words of a sentence or a heading that name what is measured, and those that only say what is done."""

from __future__ import annotations

import re
from typing import Final

from ingest.measured.names import joined, looks_like_measurand, measurand_name

# What is done to specimens and lots, by the same words, is no characteristic.
NO_CHARACTERISTIC: Final = re.compile(
    r"^(?:试验|测试|测定|测量)$|检验$|抽样|取样|采样|制备|试样|样品|标志|包装|运输|贮存|判定|规则|校准|检定|验收|出厂|型式|方法$|步骤|程序|设备|仪器|试剂|环境|条件|数据|修约"
    r"|计算|结果|必要|如有|其余|其他|[时后前]$|水质$|^(?:应|可|宜|不)"
)
LOT: Final = re.compile(r"(?:出厂|型式|例行|抽样|验收|进货|交收|周期|委托|首次|后续)(?:检验)?$")
# Names of tests that stand for what they show; there is no quantity in the words.
_PROPERTY: Final = re.compile(
    r"(?:性|性能|外观|尺寸|跌落|振动|冲击|碰撞|盐雾|湿热|弯曲|拉伸|压缩|撕裂|老化|燃烧|防护等级|静电放电|抗扰度|骚扰|发射|气味|色泽|感官|净含量|附着力|镀层|涂层|标志)$"
)
# What is monitored though the words name neither a quantity nor a substance.
_MONITORED: Final = re.compile(r"(?:电磁|声|振动|光|辐射|电离辐射)环境|(?:[\u4e00-\u9fff]{0,4})(?:泄漏|渗漏|密闭性|气密性|恶臭)")
_WHERE: Final = re.compile(r"^(?:企业边界|厂界|厂区|固定污染源|无组织|有组织|废气|废水|排气|环境空气)+(?=.{2,}|[^量温度口筒])")
_GENERAL: Final = re.compile(r"总则|水质$|概述|一般|要求|通则|原理|计算|结果|报告|其他|说明|准备")
_TEST_OF: Final = re.compile(r"(.{2,16}?)(?:的)?(?:直接|间接)?(?:试验|测试|检测|测定|检验|测量)(?:方法|过程)?")


def names_in(text: str) -> list[str]:
    """The characteristics that a phrase lists (苯、甲苯和二甲苯); empty where one of them is none."""
    found = []
    text = re.sub(r"^.*(?:中|内|的|处)(?=[\u4e00-\u9fffA-Za-z\s]{2,})", "", re.sub(r"(?:排放|工作)$", "", text.strip()))
    for part in re.split(r"[、和及与]", text):
        name = measurand_name(
            re.sub(r"^(?:其中|对|对于|当|若|在|的|中|废气中|废水中|样品中|水中|空气中|排气中|烟气中)+", "", part.strip())
        ).name
        name = re.sub(r"(?:任何|任意)?\d*\s?(?:小时|h)?(?:平均|均值)?浓度$|排放$|工作$", "", name)
        name = re.sub(r".*(?:中|内|的|处)(?=[\u4e00-\u9fffA-Za-z]{2,})", "", name)
        name = _WHERE.sub("", name)
        if _MONITORED.fullmatch(name):
            found.append(name)
            continue
        if re.fullmatch(r"(?:试验|检验|检测|测定|测量|监测|方法)+", name) or re.search(r"[A-Z]{2}\s?\d", name):
            return []
        if not name or not looks_like_measurand(name) or len(name) > 16 or name.endswith("污染物") or LOT.match(name):
            return []
        found.append(name)
    return found


def opening_names(text: str, in_tests: bool, at_once: bool = True) -> list[str]:
    """The characteristics before "按 GB/T …": under 试验方法 any short noun is one (镀层), elsewhere those that we know by their words.

    ``at_once`` is false where a comma or a colon stands between: there a noun must be known to name a property.
    """
    if NO_CHARACTERISTIC.search(text):
        return []
    if names := names_in(text):
        return names
    parts = re.split(r"[、和及与]", text)
    short = all(re.fullmatch(r"[\u4e00-\u9fff]{2,8}", part) for part in parts)
    return parts if in_tests and short and (at_once or all(_PROPERTY.search(part) for part in parts)) else []


def of_test_heading(heading: str) -> str | None:
    """What a heading says is tested: 外壳防护等级试验 -> 外壳防护等级; None for other headings and for lots (出厂检验)."""
    match = _TEST_OF.fullmatch(_without_brackets(heading))
    return None if match is None or LOT.match(match[1]) else match[1]


def of_plain_heading(heading: str, begins_with_method: bool) -> str | None:
    """The characteristic that a clause below 试验方法 is headed by ("5.2 噪声").

    Any short noun counts where the text of the clause begins with "按 …" (``begins_with_method``).
    """
    text = _without_brackets(heading)
    if not 2 <= len(text) <= 12 or NO_CHARACTERISTIC.search(text) or _GENERAL.search(text):
        return None
    if looks_like_measurand(text) or _PROPERTY.search(text):
        return text
    return text if begins_with_method and re.fullmatch(r"[\u4e00-\u9fff]{2,8}", text) else None


def is_property(text: str) -> bool:
    """Whether the words name a quantity, a substance or a property that is looked at (外观, 标志)."""
    return looks_like_measurand(text) or _PROPERTY.search(text) is not None


def _without_brackets(heading: str) -> str:
    return re.sub(r"[（(][^（()）]*[)）]", "", joined(heading))
