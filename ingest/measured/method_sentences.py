"""句中的方法: "… 的测定按 GB/T … 执行", "按 GB/T … 规定的方法测定 …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.measured.names import joined, looks_like_measurand, measurand_name
from ingest.places import Places
from kg.identifiers import find_numbers
from kg.model import AnnexKind, Clause, MethodReference

_NAME = r"(?P<name>[^。；;，,：:\n]{1,40}?)"
_VERB = r"(?:监测)?(?:采样)?(?:和|与|及)?(?:测定|检测|测量|分析|试验|检验)(?:和|与|及|、)?(?:测定|检测|测量|分析|监测)?(?:采样)?(?:方法)?"
_BEFORE: Final = re.compile(rf"{_NAME}(?:的)?[，,]?{_VERB}(?:工作)?(?:应当?|可|宜)?(?:按照?|依照|依据|执行|采用|参照|遵照|符合)")
_AFTER: Final = re.compile(r"(?:规定的?|中的?|给出的?)(?:的)?(?:方法)?(?:测定|检测|测量|分析)(?P<name>[^。；;，,：:\n]{1,20})")
# "封口强度按 GB/T … 中 8.2 的规定测定": the characteristic opens the sentence and the standard follows at once.
_OPENING: Final = re.compile(
    r"^\s*(?:[a-z]\s?[)）]|[(（]?\d{1,2}[)）]|——|[\d.]+\s)?\s*(?P<name>[^。；;，,：:\n按]{2,16}?)(?:应当?|可|宜)?(?:按照?|依照|采用|用)\s*$"
)
# "有机质含量小于 2 %，测定方法按照 HJ …": the method of what was bounded just before.
_METHOD_OF_IT: Final = re.compile(
    r"^\s*(?:其)?(?:测定|检测|分析|试验|测试|测量)(?:方法|步骤|程序)(?:应当?|可|宜)?(?:按照?|依照|采用|参照|执行|为|见)\s*$"
)
_BOUNDED: Final = re.compile(
    r"(?:^|[)）]|[，,：:])\s*(?P<name>[\u4e00-\u9fffA-Za-z]{2,16}?)(?:的(?:监测|测定|检测)|(?:应当?|须)?(?:小于|大于|低于|高于|不[大小低高超]|[≤≥<>＜＞]))"
)
_MEASURED: Final = re.compile(r"测定|试验|检验|检查|测量|测试|检测|进行|执行|计算")
# What is done to specimens and lots, by the same words, is no characteristic.
_NO_CHARACTERISTIC: Final = re.compile(
    r"^(?:试验|测试|测定|测量)$|检验$|抽样|取样|采样|制备|试样|样品|标志|包装|运输|贮存|判定|规则|校准|检定|验收|出厂|型式|方法$|步骤|程序|设备|仪器|试剂|环境|条件|数据|修约"
)
_LOT: Final = re.compile(r"(?:出厂|型式|例行|抽样|验收|进货|交收|周期|委托|首次|后续)(?:检验)?$")
_TEST_CHAPTER: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6})(?:试验|检验|检测|测试|测定|测量|检定|校准)(?:方法|项目和方法|项目与方法)|试验|(?:检定|校准)(?:项目|方法)"
)
_DONE: Final = re.compile(
    r"(?:按照?|依照|依据|采用|参照|遵照|用).{0,80}(?:规定的?方法|的方法|的规定|的要求|的步骤|给出的|进行|执行|检测|测试|测定)"
)
_INSTRUMENT: Final = re.compile(r"设备|装置|仪器|发生器|条件|准备|标志|样品|[仪器计]应")
_WHERE: Final = re.compile(r"^(?:企业边界|厂界|厂区|固定污染源|无组织|有组织|废气|废水|排气|环境空气)+(?=.)")
_SKIPPED: Final = re.compile(r"(?:适用)?范围|规范性引用|引用(?:文件|标准)|术语|定义|前言")


def sentence_methods(clauses: Sequence[Clause], places: Places) -> Iterator[MethodReference]:
    """Pairs that a sentence states; only where the characteristic stands right at the verb of measuring."""
    top = {clause.number: re.sub(r"\s+", "", clause.heading or "") for clause in clauses if clause.level == 1}
    by_number = {clause.number: clause for clause in clauses}
    for clause in clauses:
        heading = top.get(clause.number.split(".")[0], "")
        if clause.kind is AnnexKind.INFORMATIVE or _SKIPPED.match(heading):
            continue
        in_tests = _stands_under_tests(clause, by_number)
        tested = _tested(clause, by_number) or (_heading_tested(clause) if in_tests else None)
        for sentence in re.finditer(r"[^。；;\n]+", clause.text):
            yield from _of_sentence(clause, sentence[0], sentence.start(), places, tested, in_tests)


def _tested(clause: Clause, by_number: dict[str, Clause]) -> str | None:
    """What the clause is the test of, by its heading (外壳防护等级试验) or, under 试验方法, by that of the clause above."""
    here: Clause | None = clause
    levelled = False
    for _ in range(2):
        if here is None or not here.heading:
            return None
        heading = joined(here.heading)
        if match := re.fullmatch(
            r"(.{2,16}?)(?:的)?(?:试验|测试|检测|测定|检验|测量)(?:方法|过程)?", re.sub(r"[（(][^（()）]*[)）]", "", heading)
        ):
            return None if _LOT.match(match[1]) else match[1]
        if not re.fullmatch(r"(?:试验|检验|测试|检测)?(?:方法|步骤|程序|要求)|[\u4e00-\u9fff]{0,4}[\d一二三四五ⅠⅡⅢⅣ]+级", heading):
            return heading if levelled and len(heading) <= 12 else None
        levelled = re.search(r"级$", heading) is not None
        here = by_number.get(here.parent) if here.parent else None
    return None


def _stands_under_tests(clause: Clause, by_number: dict[str, Clause]) -> bool:
    """Whether the clause or one above it is headed 试验方法, 检定方法 …"""
    here: Clause | None = clause
    while here is not None:
        if here.heading and _TEST_CHAPTER.fullmatch(joined(here.heading)):
            return True
        here = by_number.get(here.parent) if here.parent else None
    return False


def _heading_tested(clause: Clause) -> str | None:
    """The characteristic that a clause below 试验方法 is headed by ("5.2 噪声")."""
    heading = re.sub(r"[（(][^（()）]*[)）]", "", joined(clause.heading or ""))
    if clause.level == 1 or not 2 <= len(heading) <= 12 or _NO_CHARACTERISTIC.search(heading):
        return None
    if re.search(r"总则|概述|一般|要求|通则|原理|计算|结果|报告|其他|说明|准备", heading):
        return None
    return heading if looks_like_measurand(heading) else None


def _stands_before(end: int, number: int, sentence: str) -> bool:
    """Whether nothing but the title of another document stands between the verb and the number ("按照《…办法》和 HJ …")."""
    return end <= number + 2 and re.fullmatch(r"\s*|\s*《[^《》]*》\s*[和及与、]\s*", sentence[end:number]) is not None


def _opening_names(text: str, in_tests: bool) -> list[str]:
    """The characteristics before "按 GB/T …": under 试验方法 any short noun is one (镀层), elsewhere those that we know by their words."""
    if _NO_CHARACTERISTIC.search(text):
        return []
    if names := _names(text):
        return names
    parts = re.split(r"[、和及与]", text)
    return parts if in_tests and all(re.fullmatch(r"[\u4e00-\u9fff]{2,8}", part) for part in parts) else []


def _of_sentence(
    clause: Clause, sentence: str, offset: int, places: Places, tested: str | None, in_tests: bool
) -> Iterator[MethodReference]:
    numbers = list(find_numbers(sentence))
    if not numbers:
        return
    names: list[str] = []
    if ((match := _BEFORE.search(sentence)) and _stands_before(match.end(), numbers[0][1], sentence)) or (
        (match := _AFTER.search(sentence)) and match.start() >= numbers[-1][2] - 1
    ):
        names = _names(match["name"])
    lead = re.split(r"[，,]", sentence[: numbers[0][1]])[-1]
    if not names and (match := _OPENING.match(lead)) and _MEASURED.search(sentence[numbers[-1][2] :]):
        names = _opening_names(joined(match["name"]), in_tests)
    if not names and _METHOD_OF_IT.match(lead) and (match := _BOUNDED.search(sentence[: numbers[0][1]])):
        names = _names(match["name"])
    if not names and tested is not None and _DONE.search(sentence) and not _INSTRUMENT.search(sentence[: numbers[0][1]]):
        names = [tested]
    for name in names:
        for number, start, end in numbers:
            yield MethodReference(name, number.canonical, places.of(clause, offset + start, offset + end))


def _names(text: str) -> list[str]:
    found = []
    text = re.sub(r"^.*(?:中|内|的|处)(?=[\u4e00-\u9fffA-Za-z\s]{2,})", "", re.sub(r"(?:排放|工作)$", "", text.strip()))
    for part in re.split(r"[、和及与]", text):
        name = measurand_name(
            re.sub(r"^(?:其中|对|对于|当|若|在|的|中|废气中|废水中|样品中|水中|空气中|排气中|烟气中)+", "", part.strip())
        ).name
        name = re.sub(r"(?:任何|任意)?\d*\s?(?:小时|h)?(?:平均|均值)?浓度$|排放$|工作$", "", name)
        name = re.sub(r".*(?:中|内|的|处)(?=[\u4e00-\u9fffA-Za-z]{2,})", "", name)
        name = _WHERE.sub("", name)
        if re.fullmatch(r"(?:试验|检验|检测|测定|测量|监测|方法)+", name):
            return []
        if re.search(r"[A-Z]{2}\s?\d", name):
            return []
        if not name or not looks_like_measurand(name) or len(name) > 16 or name.endswith("污染物") or _LOT.match(name):
            return []
        found.append(name)
    return found
