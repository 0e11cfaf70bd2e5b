"""句中的方法: "… 的测定按 GB/T … 执行", "按 GB/T … 规定的方法测定 …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.measured.method_names import LOT, NO_CHARACTERISTIC, is_property, names_in, of_plain_heading, of_test_heading, opening_names
from ingest.measured.method_titles import determined_by_title, regulated_among
from ingest.measured.names import joined, looks_like_measurand
from ingest.measured.sameness import akin
from ingest.places import Places
from kg.identifiers import find_numbers
from kg.model import AnnexKind, Clause, Limit, MethodReference

_BY: Final = r"(?:应当?|可|宜)?(?:按照?|依照|依据|执行|采用|参照|遵照|符合)"
_LIST_MARK: Final = r"^\s*(?:[a-z]\s?[)）]|[(（]?\d{1,2}[)）]|——|[\d.]+\s)?\s*"
_NAME: Final = r"(?P<name>[^。；;，,：:\n]{1,40}?)"
_VERB: Final = r"(?:监测)?(?:采样)?(?:和|与|及)?(?:测定|检测|测量|分析|试验|检验|监测|参比)(?:和|与|及|、)?(?:测定|检测|测量|分析|监测)?(?:采样)?(?:方法)?"
_BEFORE: Final = re.compile(rf"{_NAME}(?:的)?[，,]?{_VERB}(?:工作)?{_BY}")
_AFTER: Final = re.compile(
    r"(?:规定的?|中的?|给出的?)(?:的)?(?:方法)?(?:(?:测定|检测|测量|分析)(?P<name>[^。；;，,：:\n]{1,20})"
    r"|(?:[，,]?对.{1,20})?进行(?P<done>[^。；;，,：:\n]{1,16}?)(?:试验|测试|检测|测定|测量)\s*$)"
)
# "封口强度按 GB/T … 中 8.2 的规定测定": the characteristic opens the sentence and the standard follows at once.
_OPENING: Final = re.compile(rf"{_LIST_MARK}(?P<name>[^。；;，,：:\n按]{{2,16}}?)(?:应当?|可|宜)?(?:按照?|依照|采用|用)\s*$")
# "耐磨性：按 GB/T …", "噪声，按 GB/T … 测定": a mark stands between.
_OPENING_APART: Final = re.compile(
    rf"{_LIST_MARK}(?P<name>[^。；;，,：:\n按]{{2,16}}?)\s*(?:[：:]\s*(?:应当?|可)?(?:按照?|依照|采用|用)?|[，,]\s*(?:应当?|可)?(?:按照?|依照|采用))\s*$"
)
# "标志应清晰，按 GB/T … 的规定检查": what is required is checked in the same breath.
_REQUIRED: Final = re.compile(rf"{_LIST_MARK}(?P<name>[\u4e00-\u9fff]{{2,8}}?)(?:应|不[应得])[^，,]{{1,40}}[，,](?:并)?(?:按照?|依照)\s*$")
_CHECKED: Final = re.compile(r"(?:的规定|的方法|规定的方法|的要求)?(?:进行)?(?:检查|检验|试验|测定|测试|测量|检测)\s*$")
# "其中电磁兼容项目按 GB … 执行".
_ITEM: Final = re.compile(
    r"(?:^|[，,：:])\s*(?:其中)?(?P<name>[\u4e00-\u9fff]{2,10}?)(?:的)?(?:检[测验]|试验)?项目(?:应)?(?:按照?|依照|依据)\s*$"
)
# "废水污染物的监测分析方法按照 GB …": a group of factors, only where the words say a method of analysis.
_GROUP: Final = re.compile(
    r"(?:^|[，,：:])\s*(?P<name>(?:工业|生产|生活)?(?:废水|污水|水|大气|废气|地下水|地表水|土壤|空气|环境空气|渗滤液|浸出液)(?:特征|常规)?"
    rf"(?:污染物|(?:监测|检测|评价)(?:因子|项目|指标)))(?:的)?(?:监测|检测)?(?:分析|测定|检测|测试)方法{_BY}\s*$"
)
# "有机质含量小于 2 %，测定方法按照 HJ …": the method of what was bounded just before.
_METHOD_OF_IT: Final = re.compile(
    r"^\s*(?:其)?(?:监测)?(?:采样)?(?:和|与|及)?(?:测定|检测|检验|分析|试验|测试|测量|监测)(?:方法|步骤|程序)\s*[：:]?\s*(?:应当?|可|宜)?(?:按照?|依照|采用|参照|执行|为|见)\s*$"
)
_FOR_KIND: Final = re.compile(r"(?:[\u4e00-\u9fff]{2}方法\s*[：:])?\s*[\u4e00-\u9fff、（）()]{2,60}?(?:按照?|参照)\s*")
_OF_METHOD: Final = re.compile(r"(?:检验|测定|检测|分析|试验|测试)方法(?:$|\s*[：:]|(?:应当?|可|宜)?(?:按|采用|见))")
_BOUNDED: Final = re.compile(
    r"(?:^|[)）]|[，,：:])\s*(?P<name>[\u4e00-\u9fffA-Za-z]{2,16}?)(?:的(?:监测|测定|检测)|(?:应当?|须)?(?:小于|大于|低于|高于|不[大小低高超]|[≤≥<>＜＞]))"
)
_OF_OBJECT: Final = re.compile(r"对(?P<object>[\u4e00-\u9fff]{3,20})进行(?:检测|监测|测量|测定)")
_MONITORED_BY: Final = re.compile(rf"(?:^|[，,])\s*(?:监测)?采样(?:和测定)?(?:方法)?{_BY}\s*$")
_MEASURED: Final = re.compile(r"测定|试验|检验|检查|测量|测试|检测|进行|执行|计算")
# The words between two numbers that begin another rule ("样品制备按 …，测试步骤参照 …").
_ANOTHER_RULE: Final = re.compile(r"按|参照|依照|依据|执行|采用|进行")
_GOES_ON: Final = re.compile(r"[\s，,、或和及并也可应同时按照依据采用参执行进的规定要求方法中第章条附录\dA-Z.]*")
_TEST_CHAPTER: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6})(?:试验|检验|检测|测试|测定|测量|检定|校准)(?:方法|项目和方法|项目与方法)|试验|(?:检定|校准)(?:项目|方法)"
)
DONE: Final = re.compile(
    r"(?:按照?|依照|依据|采用|参照|遵照|用).{0,80}(?:规定的?方法|的方法|的规定|的要求|的步骤|给出的|进行|执行|检测|测试|测定)"
)
INSTRUMENT: Final = re.compile(r"设备|装置|仪器|发生器|条件|准备|标志|样品|采样|抽样|取样|制备|[仪器计]应")
_BEGINS_WITH_METHOD: Final = re.compile(r"\s*(?:应|试验|测定|测量|检测)?(?:应|方法)?(?:按照?|依照|采用)")
_PREPARES: Final = re.compile(r"\s*的?(?:规定|方法|要求)?(?:进行)?(?:采样|取样|制样|抽样|采集|制备|配制|标定)")
_SKIPPED: Final = re.compile(r"(?:适用)?范围|规范性引用|引用(?:文件|标准)|术语|定义|前言")


@dataclass(frozen=True, slots=True)
class _Regulated:
    """What the document bounds, and what the titles of its references say is determined by them."""

    limits: Sequence[Limit]
    titles: Mapping[str, tuple[str, ...]]

    def names(self) -> list[str]:
        """Measurands of tables of limits, each once."""
        return list(dict.fromkeys(limit.measurand for limit in self.limits if limit.measurand and limit.table))

    def value_of(self, name: str) -> str:
        """The regulated 泄漏检测值 for 泄漏; else the name itself."""
        return next((limit.measurand for limit in self.limits if limit.measurand in {f"{name}检测值", f"{name}测定值"}), None) or name

    def of_object(self, text: str) -> list[str]:
        """The one characteristic that is bounded for an object; empty where there are several or none."""
        found = dict.fromkeys(limit.measurand for limit in self.limits if limit.measurand and limit.object and limit.object == text)
        return [name for name in found if name] if len(found) == 1 else []


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a sentence inherits from where it stands."""

    tested: str | None
    in_tests: bool
    topic: str | None
    """The characteristic that the sentences before or the heading are about."""
    residue: str | None = None
    """The substance over a clause 检测方法 that names a method for each kind of food."""


def sentence_methods(clauses: Sequence[Clause], places: Places, limits: Sequence[Limit] = ()) -> Iterator[MethodReference]:
    """Pairs that a sentence states; only where the characteristic stands right at the verb of measuring.

    Of informative annexes only the pairs of what ``limits`` bound count.
    """
    top = {clause.number: re.sub(r"\s+", "", clause.heading or "") for clause in clauses if clause.level == 1}
    by_number = {clause.number: clause for clause in clauses}
    regulated = _Regulated(limits, determined_by_title(clauses))
    bounded = frozenset(form for limit in limits if limit.measurand for form in akin(limit.measurand))
    for clause in clauses:
        if _SKIPPED.match(top.get(clause.number.split(".")[0], "")):
            continue
        for pair in _of_clause(clause, by_number, places, regulated):
            if clause.kind is not AnnexKind.INFORMATIVE or akin(pair.measurand) & bounded:
                yield pair


def _of_clause(clause: Clause, by_number: Mapping[str, Clause], places: Places, regulated: _Regulated) -> Iterator[MethodReference]:
    in_tests = _stands_under_tests(clause, by_number)
    begins = _BEGINS_WITH_METHOD.match(clause.text) is not None
    tested = _tested(clause, by_number)
    if tested is None and in_tests and clause.heading and clause.level > 1:
        tested = of_plain_heading(clause.heading, begins)
    topic = _topic(clause, by_number)
    residue = _residue(clause, by_number)
    for sentence in re.finditer(r"[^。；;\n]+", clause.text):
        for name, number, start, end in _of_sentence(sentence[0], _Setting(tested, in_tests, topic, residue), regulated):
            yield MethodReference(name, number, places.of(clause, sentence.start() + start, sentence.start() + end))
        if (match := _BOUNDED.search(sentence[0])) and (names := names_in(match["name"])):
            topic = names[0] if len(names) == 1 else topic


def _topic(clause: Clause, by_number: Mapping[str, Clause]) -> str | None:
    """The characteristic that the heading names; of "4.1.2 检验方法：按 …" below "4.1 铅" the one above."""
    heading = joined(clause.heading or "")
    above = by_number.get(clause.parent) if clause.parent and _OF_METHOD.match(heading or joined(clause.text)) else None
    if above is not None:
        heading = joined(above.heading or "")
    long_enough = len(heading) > (0 if above is not None else 1)
    return (
        heading if long_enough and len(heading) <= 12 and looks_like_measurand(heading) and not NO_CHARACTERISTIC.search(heading) else None
    )


def _residue(clause: Clause, by_number: Mapping[str, Clause]) -> str | None:
    """The heading over "4.1.5 检测方法：谷物按照 … 测定；蔬菜参照 … 测定": a pesticide, whose name may be anything."""
    above = by_number.get(clause.parent) if clause.parent and not clause.heading and _OF_METHOD.match(joined(clause.text)) else None
    name = re.sub(r"[（(][^（()）]*[)）]", "", joined(above.heading or "")) if above is not None else ""
    return name if 0 < len(name) <= 16 and not NO_CHARACTERISTIC.search(name) else None


def _tested(clause: Clause, by_number: Mapping[str, Clause]) -> str | None:
    """What the clause is the test of, by its heading (外壳防护等级试验) or, under 试验方法, by that of the clause above."""
    here: Clause | None = clause
    levelled = False
    if not clause.heading:
        # A numbered paragraph that begins "按 …" under "X 的测量".
        here = by_number.get(clause.parent) if clause.parent and _BEGINS_WITH_METHOD.match(clause.text) else None
        name = of_test_heading(here.heading) if here is not None and here.heading else None
        return name if name is not None and looks_like_measurand(name) else None
    for _ in range(2):
        if here is None or not here.heading:
            return None
        heading = joined(here.heading)
        if (name := of_test_heading(heading)) is not None:
            return name
        if LOT.match(heading):
            return None
        if not re.fullmatch(r"(?:试验|检验|测试|检测)?(?:方法|步骤|程序|要求)|[\u4e00-\u9fff]{0,4}[\d一二三四五ⅠⅡⅢⅣ]+级", heading):
            return heading if levelled and len(heading) <= 12 else None
        levelled = re.search(r"级$", heading) is not None
        here = by_number.get(here.parent) if here.parent else None
    return None


def _stands_under_tests(clause: Clause, by_number: Mapping[str, Clause]) -> bool:
    """Whether the clause or one above it is headed 试验方法, 检定方法 …"""
    here: Clause | None = clause
    while here is not None:
        if here.heading and _TEST_CHAPTER.fullmatch(joined(here.heading)):
            return True
        here = by_number.get(here.parent) if here.parent else None
    return False


def _stands_before(end: int, number: int, sentence: str) -> bool:
    """Whether nothing but the title of another document stands between the verb and the number ("按照《…办法》和 HJ …")."""
    return end <= number + 2 and re.fullmatch(r"\s*|\s*《[^《》]*》\s*[和及与、]\s*", sentence[end:number]) is not None


def _of_sentence(sentence: str, setting: _Setting, regulated: _Regulated) -> Iterator[tuple[str, str, int, int]]:
    """(characteristic, number, start, end) of each pair of a sentence; each group of numbers has a rule of its own."""
    hits = [(number.canonical, start, end) for number, start, end in find_numbers(sentence)]
    groups: list[list[tuple[str, int, int]]] = []
    for hit in hits:
        if groups and not _ANOTHER_RULE.search(sentence[groups[-1][-1][2] : hit[1]]):
            groups[-1].append(hit)
        else:
            groups.append([hit])
    names: list[str] = []
    for i, group in enumerate(groups):
        begin = groups[i - 1][-1][2] if i else 0
        behind = sentence[group[-1][2] : groups[i + 1][0][1] if i + 1 < len(groups) else len(sentence)]
        if i == 0 or not _GOES_ON.fullmatch(sentence[begin : group[0][1]]):
            names = _named(sentence, begin, group[0][1], group[-1][2], behind, setting, regulated)
        for number, start, end in group:
            if names:
                yield from ((regulated.value_of(name), number, start, end) for name in names)
            elif _MONITORED_BY.search(sentence[begin : group[0][1]]):
                yield from ((name, number, start, end) for name in regulated_among(regulated.titles, number, regulated.names()))


def _named(sentence: str, begin: int, first: int, last: int, behind: str, setting: _Setting, regulated: _Regulated) -> list[str]:
    """The characteristics that the numbers from ``first`` to ``last`` are for; ``begin`` is the end of the rule before."""
    before = sentence[begin:first]
    lead = re.split(r"[，,]", before)[-1]
    if match := _GROUP.search(before):
        return [match["name"]]
    if (match := _BEFORE.search(before)) and _stands_before(match.end(), len(before), before) and (names := names_in(match["name"])):
        return names
    if (match := _AFTER.match(behind) or _AFTER.search(behind)) and match.start() <= len(behind):
        done = joined(match["done"] or "")
        names = opening_names(done, setting.in_tests) if done else names_in(match["name"])
        if names:
            return names
    if (match := _OPENING.match(lead)) and _MEASURED.search(behind):
        if names := opening_names(joined(match["name"]), setting.in_tests):
            return names
    if begin == 0 and (match := _OPENING_APART.match(before)) and (setting.in_tests or _MEASURED.search(behind)):
        if names := opening_names(joined(match["name"]), setting.in_tests, at_once=False):
            return names
    if (match := _REQUIRED.match(before)) and _CHECKED.fullmatch(re.sub(r"^.*?(?=的规定|的方法|的要求|检|试验|测)", "", behind)):
        if is_property(match["name"]):
            return [match["name"]]
    if (match := _ITEM.search(before)) and not NO_CHARACTERISTIC.search(match["name"]) and _MEASURED.search(behind):
        return [match["name"]]
    if _METHOD_OF_IT.match(lead):
        if (match := _BOUNDED.search(sentence[:first])) and (names := names_in(match["name"])):
            return names
        if (match := _OF_OBJECT.search(before)) and (names := regulated.of_object(match["object"])):
            return names
        if setting.topic is not None and lead == before:
            return [setting.topic]
    # "按 GB/T … 的规定采样后用…法测定": the standard is that of the samples.
    if _PREPARES.match(behind):
        return []
    if setting.residue is not None and _FOR_KIND.fullmatch(before) and _MEASURED.search(behind):
        return [setting.residue]
    if setting.tested is not None and DONE.search(sentence[begin : last + len(behind)]) and not INSTRUMENT.search(before):
        return [setting.tested]
    return []
