"""同一被测量: whether two printed names say the same characteristic (NMHC and 非甲烷总烃, 汞 and 汞及其化合物)."""

from __future__ import annotations

import re
from typing import Final

from ingest.measured.names import joined, looks_like_measurand
from kg.identifiers import fold

_SYNONYMS: Final = (
    ("二氧化硫", "SO2"),
    ("氮氧化物", "NOx"),
    ("二氧化氮", "NO2"),
    ("一氧化碳", "CO"),
    ("臭氧", "O3"),
    ("氯化氢", "HCl"),
    ("氟化氢", "HF"),
    ("硫化氢", "H2S"),
    ("氰化氢", "HCN"),
    ("氨", "NH3"),
    ("氨氮", "NH3-N", "NH4-N"),
    ("总磷", "TP"),
    ("总氮", "TN"),
    ("化学需氧量", "化学耗氧量", "COD", "CODCr"),
    ("高锰酸盐指数", "CODMn"),
    ("五日生化需氧量", "生化需氧量", "BOD5", "BOD"),
    ("悬浮物", "SS"),
    ("总有机碳", "TOC"),
    ("阴离子表面活性剂", "LAS"),
    ("可吸附有机卤化物", "可吸附有机卤素", "AOX"),
    ("二甲基甲酰胺", "N,N-二甲基甲酰胺", "DMF"),
    ("非甲烷总烃", "NMHC"),
    ("总挥发性有机物", "TVOC", "TVOCs"),
    ("挥发性有机物", "挥发性有机化合物", "VOCs", "VOC", "总VOCs"),
    ("总悬浮颗粒物", "TSP"),
    ("可吸入颗粒物", "PM10"),
    ("细颗粒物", "PM2.5"),
    ("多氯联苯", "PCBs", "PCB"),
    ("多环芳烃", "PAHs", "PAH"),
    ("苯并[a]芘", "苯并a芘", "BaP"),
    ("等效声级", "等效连续A声级", "Leq", "LAeq"),
    ("二噁英类", "二噁英", "PCDD/Fs"),
)
"""Names of one characteristic: formulas and abbreviations as the standards on water, air and noise print them
(source: general knowledge, unverified)."""

_BEHIND: Final = re.compile(r"^(?P<head>.+?)[（(\[](?P<inside>(?:[^（()）]|[（(][^（()）]*[)）])*)[)）\]]$")
_OF_WHAT: Final = re.compile(r"(?:^|[，,、])以.+计$")
_PLACES: Final = re.compile(
    r"^(?:(?:企业|单位)?(?:边界|周界)|厂界|场界|厂区内?|排气筒|烟囱|废气|废水|烟气|排气|尾气|环境空气|空气|水样|排放|中|的|任[意何]|每|\d+(?:小时|h|min|分钟))+(?=.)"
)
_STATISTICS: Final = re.compile(
    r"(?:任[意何]|每)?(?:\d+(?:小时|h|min|分钟|日|天))?(?:的|算术|瞬时|最高|最大|日|月|年|小时)*(?:平均|均)(?:(?:值|浓度)+|$)"
    r"|(?:的|质量|排放|总|最高|最大)*(?:浓度|含量)值?$"
)
# A text longer than any name is damaged or hostile; taking it apart could take long.
_LONGEST: Final = 120
_ALONE: Final = re.compile(r"误差|偏差|时间|温度|压力|长度|宽度|高度|厚度|深度|质量|电压|电流|电阻|频率|速度|距离|数量|强度|效率|功率")
_SAID_AGAIN: Final = re.compile(r"(?:排放|化合物|[值量数])$")
_COMPOUNDS: Final = re.compile(r"^(?P<elements>.+?)(?:及其|和|与)(?:其)?(?:无机|有机)?化合物")


def alike(name: str) -> frozenset[str]:
    """The forms of a name that say one characteristic even where both stand in tables of limits.

    >>> bool(alike("DMF") & alike("二甲基甲酰胺（DMF）")), bool(alike("铅") & alike("铅及其化合物"))
    (True, False)
    """
    whole = _plain(name)
    if len(whole) > _LONGEST:
        return frozenset((whole,))
    whole = re.sub(r"^(?:最[高低大小])?(?:允许|容许)(?=.{3})", "", whole)
    forms = {whole}
    while bracket := _BEHIND.match(whole):
        inside = bracket["inside"]
        if _OF_WHAT.search(inside):
            pass
        elif re.fullmatch(r"[a-z][a-z0-9.,+\-/]*", inside) or _is_name(inside):
            if len(inside) > 1:
                forms.add(inside)
        else:
            # 铬（六价） is no 铬.
            break
        whole = bracket["head"]
        forms.add(whole)
    forms |= {form.removesuffix("值") for form in forms if len(form) > 2}
    return frozenset(forms | {_CANONICAL[form] for form in forms if form in _CANONICAL})


def akin(name: str) -> frozenset[str]:
    """The forms by which a sentence or a table of methods may name what a table of limits bounds under another one.

    Compounds answer to their elements, a total to its substance, a mean or a concentration to what it is of.

    >>> bool(akin("汞") & akin("汞及其化合物（以Hg计）")), bool(akin("企业边界任意1小时NMHC平均浓度值") & akin("非甲烷总烃"))
    (True, True)
    >>> bool(akin("六价铬") & akin("总铬")), bool(akin("处理效率") & akin("效率"))
    (False, False)
    """
    forms = set(alike(name))
    for form in tuple(forms):
        bare = _STATISTICS.sub("", _PLACES.sub("", form))
        if bare != form and bare and _is_name(bare):
            forms |= alike(bare)
    for form in tuple(forms):
        if compounds := _COMPOUNDS.match(form):
            forms |= set(re.split(r"[、,，和及+]", compounds["elements"]))
    for form in tuple(forms):
        shorter = form
        while (cut := _SAID_AGAIN.sub("", shorter)) != shorter and len(cut) > 1:
            shorter = cut
        if shorter != form and _is_name(shorter):
            forms.add(shorter)
        total = shorter.removeprefix("总")
        if total != shorter and _is_name(total):
            forms.add(total)
    return frozenset(forms | {_CANONICAL[form] for form in forms if form in _CANONICAL})


def says_no_more(item: str, name: str) -> bool:
    """Whether a heading or an item of a list is ``name`` in fewer words or another order (时间记录误差, 记录时间允许误差).

    An item that says of what a bare 误差 or 时间 is says more.

    >>> says_no_more("硬度", "邵氏硬度"), says_no_more("时间记录误差", "记录时间允许误差"), says_no_more("噪声", "温升")
    (True, True, False)
    """
    mine, other = _plain(item).replace("的", ""), _plain(name).replace("的", "")
    return mine in other or (len(other) > 1 and other in mine and _ALONE.fullmatch(other) is None) or set(mine) <= set(other)


def _plain(name: str) -> str:
    """Half width, lower case, no blanks, one kind of brackets; 已 and 巳 are misprints of 己 in names of substances (正已烷)."""
    text = fold(joined(name)).lower().replace(" ", "")
    text = text.replace("－", "-").replace("[", "(").replace("]", ")")
    return re.sub(r"[已巳](?=[烷烯炔醇酮酸酯内二])", "己", text)


def _is_name(text: str) -> bool:
    """Whether what is left of a name still names a substance or a quantity; a bare 量 or 率 does not."""
    return text in _CANONICAL or (looks_like_measurand(text) and re.fullmatch(r"[总单]?[量数率值比差力耗]", text) is None)


_CANONICAL: Final[dict[str, str]] = {}
_CANONICAL.update({_plain(name): group[0] for group in _SYNONYMS for name in group})
