"""What a query asks about the things that it names: which document verifies, calibrates, certifies, measures, replaces them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

VERIFIED: Final = "verified_under"
CALIBRATED: Final = "calibrated_under"
CERTIFIED: Final = "certified_under"
BASIS: Final = "basis"
MEASURED: Final = "measured_by"
REPLACED: Final = "replaced_by"
ADOPTED: Final = "adopted_by"
LAW: Final = "law"
INSTRUMENT: Final = "instrument"
LIMITED: Final = "limited_by"

_WHO: Final = r"(?:什么|哪个|哪些|哪项|哪部|哪份|哪一[个项部]|何种|谁)"
RELATIONS: Final[dict[str, tuple[str, str, str]]] = {
    REPLACED: (
        "被什么代替",
        "what replaces it",
        rf"被?{_WHO}(?:标准|规程|文件|版本)?[^。？?]{{0,6}}?(?:代替|替代|取代)|(?:代替|替代|取代)了?{_WHO}?(?:标准|版本)|被[^\s]{{0,8}}?(?:代替|替代|取代)(?!的)"
        rf"|(?:新版|替代标准|代替标准|换成)|replaced by|superseded by|what (?:replaces|supersedes|replaced|superseded)|successor|replacement (?:of|for)|been replaced|by which edition",
    ),
    ADOPTED: (
        "由什么采用",
        "what adopts it",
        rf"对应的?(?:国家|我国|中国|国内)?标准|(?:对应|转化|等同采用|采用)(?:成|为)?(?:了)?{_WHO}|国内(?:版|对应)|adopted (?:in|by|as)|chin(?:a|ese) (?:version|equivalent|edition|adoption)|equivalent (?:in china|chinese|standard)",
    ),
    LAW: (
        "法律依据",
        "legal basis",
        rf"法律依据|法规依据|依据{_WHO}(?:法律|法规|条例)|(?:{_WHO})(?:法律|法规|条例)|legal basis|which (?:law|act|regulation requires)|what law|by law",
    ),
    BASIS: (
        "依据标准",
        "basis standard",
        rf"依据(?:的)?标准|(?:依据|执行|遵循|按照?|符合|采用|适用){_WHO}[^。？?]{{0,4}}?标准|标准依据|认证依据|检测依据|检验依据"
        r"|(?:basis|governing|applicable|based on which) standards?|(?:which|what) standards? (?:appl|govern|must|does|do|is|are)",
    ),
    CERTIFIED: (
        "认证",
        "certification",
        r"认证(?!认可条例)|3C|(?<![A-Za-z])CCC(?![A-Za-z])|certif(?:y|ies|ied|ication)|market access",
    ),
    VERIFIED: (
        "检定",
        "verification",
        r"(?:强制|首次|后续|周期)?检定(?!员|机构|证书|装置|授权)|规程[^。？?，,]{0,4}检|送检|强检|\bverif(?:y|ies|ied|ication)\b",
    ),
    CALIBRATED: ("校准", "calibration", r"校准(?!机构|证书|装置)|\bcalibrat(?:e|es|ed|ion|ing)\b"),
    INSTRUMENT: (
        "计量器具",
        "measuring instrument",
        rf"(?:用|使用|需要?){_WHO}(?:测量|检测|分析|计量|试验)?(?:仪器|器具|设备|仪表)|(?:which|what) (?:measuring )?(?:instrument|device|equipment)s?",
    ),
    MEASURED: (
        "测定方法",
        "test method",
        r"(?:怎么|怎样|如何|咋)(?:样)?(?:去|来)?(?:测|检|分析|试验|监测)|(?:测定|检测|试验|检验|测试|测量|分析|监测)(?:的)?方法|的测定|用?(?:什么|哪[个种些])[^。？?，,\s]{0,6}方法"
        r"|how (?:to|do (?:you|i|we)|is|are|can)[a-z ,-]{0,40}?(?:measured?|determined?|tested?|analy[sz]ed?)|test(?:ing)? methods?|determination of|methods? (?:of|for)",
    ),
    LIMITED: (
        "限值",
        "limit",
        r"(?:排放|浓度|噪声|最高)?限[值量]|允许(?:排放)?(?:浓度|值)|不[应得能可]?(?:超过|大于|高于)|最高允许|[上下]限|(?:执行|允许|[最]多|限)[^。？?，,]{0,6}(?:多少|几级)|limits?(?: values?)?|maximum (?:level|concentration|allowed|permitted)",
    ),
}
"""Relation -> its name in Chinese and English, and the words that ask for it; the more telling ones first."""
_PATTERNS: Final = {name: re.compile(pattern, re.IGNORECASE) for name, (_, _, pattern) in RELATIONS.items()}


def relations_in(text: str) -> Iterator[tuple[str, int, int]]:
    """(relation, start, end) of each relation that ``text`` asks for, the most telling first.

    >>> [name for name, *_ in relations_in("哪个规程检定血压计")], [name for name, *_ in relations_in("颗粒物怎么测")]
    (['verified_under'], ['measured_by'])
    """
    for name, pattern in _PATTERNS.items():
        if match := pattern.search(text):
            yield name, match.start(), match.end()
