"""句中的方法: "… 的测定按 GB/T … 执行", "按 GB/T … 规定的方法测定 …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.measurand_names import joined, looks_like_measurand, measurand_name
from ingest.places import Places
from kg.identifiers import find_numbers
from kg.model import AnnexKind, Clause, MethodReference

_NAME = r"(?P<name>[^。；;，,：:\n]{1,40}?)"
_VERB = r"(?:监测)?(?:采样)?(?:和|与|及)?(?:测定|检测|测量|分析|试验|检验)(?:和|与|及|、)?(?:测定|检测|测量|分析|监测)?(?:采样)?(?:方法)?"
_BEFORE: Final = re.compile(rf"{_NAME}(?:的)?[，,]?{_VERB}(?:应当?|可|宜)?(?:按照?|依照|依据|执行|采用|参照|遵照|符合)")
_AFTER: Final = re.compile(r"(?:规定的?|中的?|给出的?)(?:的)?(?:方法)?(?:测定|检测|测量|分析)(?P<name>[^。；;，,：:\n]{1,20})")
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
        tested = _tested(clause, by_number)
        for sentence in re.finditer(r"[^。；;\n]+", clause.text):
            yield from _of_sentence(clause, sentence[0], sentence.start(), places, tested)


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
            return match[1]
        if not re.fullmatch(r"(?:试验|检验|测试|检测)?(?:方法|步骤|程序|要求)|[\u4e00-\u9fff]{0,4}[\d一二三四五ⅠⅡⅢⅣ]+级", heading):
            return heading if levelled and len(heading) <= 12 else None
        levelled = re.search(r"级$", heading) is not None
        here = by_number.get(here.parent) if here.parent else None
    return None


def _of_sentence(clause: Clause, sentence: str, offset: int, places: Places, tested: str | None) -> Iterator[MethodReference]:
    numbers = list(find_numbers(sentence))
    if not numbers:
        return
    names: list[str] = []
    if ((match := _BEFORE.search(sentence)) and match.end() <= numbers[0][1] + 2) or (
        (match := _AFTER.search(sentence)) and match.start() >= numbers[-1][2] - 1
    ):
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
        if not name or not looks_like_measurand(name) or len(name) > 16 or name.endswith("污染物"):
            return []
        found.append(name)
    return found
