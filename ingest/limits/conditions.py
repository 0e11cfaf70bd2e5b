"""限定词: when, where and for whom a value holds, said by captions, notes and the sentences that set a table in force."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from kg.identifiers import find_numbers
from kg.model import Clause, TableNote

_WHO: Final = re.compile(
    r"(?:现有|新建|在用|新、?改、?扩建)[\u4e00-\u9fff]{0,8}?(?:企业|锅炉|生产线|设施|污染源|项目|车|源|装置|单位)|特别排放限值|重点(?:地区|区域|控制区)|水冲工艺|干清粪工艺|第[一二三ⅠⅡⅢ12]+(?:时段|阶段)|[ⅠⅡⅢ]时段"
)
CLASS_OF_THINGS: Final = re.compile(
    r"(?<![A-Za-z\d.第])(?:[A-ZⅠ-Ⅻ]|[IVX]{1,4}|[甲乙丙]|\d(?:\.\d{1,2})?S?)[级类](?:[\u4e00-\u9fff]{0,6}?(?:设备|器具|产品|仪器|仪表|装置|电器|灯具|声级计)|ITE|EUT)(?![\u4e00-\u9fff]?(?:名称|类))"
)
"""A class with what is classed, in a caption."""
_CLASS_IN_BRACKETS: Final = re.compile(r"[（(]((?:[A-ZⅠ-Ⅻ]|[IVX]{1,4}|[甲乙丙])[级类])[)）]")
_FROM: Final = re.compile(
    r"自\s?(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日\s?起(?:至\s?(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日)?"
)
_BETWEEN: Final = re.compile(r"\s*(?:标准|规定)?(?:中|的|里)?的?\s*(?:表\s?[A-Z]?\.?\d+(?:[.-]\d+)*\s*(?:[、，,和及与或]|中)\s*)*")
_FROM_EFFECT: Final = re.compile(r"自\s?本?(?:标准|文件|规范|规定)?\s?(?:实施|施行)之日起")
_LONGEST: Final = 120
# "样品的采样及处理按 … 执行", "应进一步检验 …": how one finds out, not when the value holds.
_OF_PROCEDURE: Final = re.compile(
    r"^(?:样品|试样|采样|检验|测定|检测)的?(?:采样|采集|处理|分析|方法|及|和|、)*(?:应)?按|应(?:进一步)?(?:检[验测]|测定)[^，,；;]{0,16}[。；;]?$"
)


def joined_conditions(parts: Sequence[str | None]) -> str | None:
    """Parts joined by "; ", each once; None where nothing is left."""
    kept = list(dict.fromkeys(part.strip(" ；;，,。") for part in parts if part and part.strip(" ；;，,。")))
    return "; ".join(kept) or None


def caption_conditions(caption: str | None) -> list[str]:
    """现有企业, 特别排放限值 … in a caption.

    >>> caption_conditions("新建企业水污染物排放浓度限值")
    ['新建企业']
    """
    return list(dict.fromkeys(match[0] for match in _WHO.finditer(re.sub(r"\s+", "", caption or ""))))


def caption_classes(caption: str | None) -> list[str]:
    """The class that a caption puts its table on (A 级设备, Ⅱ类器具, 0.5 级仪表).

    >>> caption_classes("A 级信息技术设备的骚扰限值"), caption_classes("传导骚扰限值（B 级）"), caption_classes("能效 1 级")
    (['A级信息技术设备'], ['B级'], [])
    """
    words = re.sub(r"\s+", "", caption or "")
    found = [match[0] for match in CLASS_OF_THINGS.finditer(words)] + _CLASS_IN_BRACKETS.findall(words)
    return list(dict.fromkeys(found))


def dates_in(text: str) -> list[str]:
    """Days from which a bound holds, ISO.

    >>> dates_in("自 2014 年 7 月 1 日起，新建锅炉执行")
    ['2014-07-01起']
    """
    found = []
    for m in _FROM.finditer(text):
        start = f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}"
        found.append(f"{start}至{m[4]}-{int(m[5]):02d}-{int(m[6]):02d}" if m[4] else f"{start}起")
    return found


def introductions(clauses: Sequence[Clause]) -> Mapping[str, Sequence[str]]:
    """Printed number of a table -> the sentences that set it in force ("…执行表 2 规定的…"), in order."""
    found: dict[str, list[str]] = {}
    for clause in clauses:
        for sentence in re.split(r"[。；;\n]", clause.text):
            for match in re.finditer(r"表\s?([A-Z]?\.?\d+(?:[.-]\d+){0,3})", sentence):
                if not _of_another(sentence, match.start()) and re.search(r"执行|符合|满足|规定|不[得应]超过|达到|要求|见|应", sentence):
                    found.setdefault("表" + match[1], []).append(sentence.strip())
    return found


def _of_another(sentence: str, start: int) -> bool:
    """Whether the table named at ``start`` is one of a standard named before it ("执行 GB 18484-2001 表 3 规定的限值")."""
    return any(_BETWEEN.fullmatch(sentence[end:start]) for _, _, end in find_numbers(sentence[:start]))


def introduction_of(caption: str | None, sentences: Sequence[str]) -> str | None:
    """The sentence that sets a table in force for those of its caption, else the first.

    A table for 新建企业 may be set in force for 现有企业 too, from a later day.

    >>> sentences = ["自 2033 年 1 月 1 日起，现有企业执行表 2", "自 2031 年 6 月 1 日起，新建企业执行表 2"]
    >>> introduction_of("新建企业排放限值", sentences) == sentences[1], introduction_of("排放限值", sentences) == sentences[0]
    (True, True)
    """
    who = caption_conditions(caption)
    return next((s for s in sentences if _shares(who, caption_conditions(s))), next(iter(sentences), None))


def days_in_force(caption: str | None, sentences: Sequence[str]) -> list[str]:
    """The days from which a table holds; with those for whom they are said where its caption does not name them alone.

    >>> sentences = ["自 2033 年 1 月 1 日起，现有企业执行表 2", "自 2031 年 6 月 1 日起，新建企业执行表 2"]
    >>> days_in_force("新建企业排放限值", sentences), days_in_force("排放限值", sentences)
    (['2031-06-01起'], ['现有企业自2033-01-01起', '新建企业自2031-06-01起'])
    >>> days_in_force("排放限值", ["新建企业自本标准实施之日起，现有企业自 2034 年 3 月 1 日起，应符合表 1 的要求"])
    ['新建企业自实施之日起', '现有企业自2034-03-01起']
    """
    who = caption_conditions(caption)
    if who and not ("现有" in (caption or "") and "新建" in (caption or "")):
        introduction = introduction_of(caption, sentences)
        said = caption_conditions(introduction)
        return [] if introduction is None or (said and not _shares(who, said)) else dates_in(introduction)
    found: list[str] = []
    for sentence in sentences:
        phrases = re.split(r"[，,；;]", sentence)
        named = [caption_conditions(phrase) for phrase in phrases]
        for i, phrase in enumerate(phrases):
            # "新建企业自 … 起", "自 … 起，新建企业执行", "新建企业，…，自 … 起执行".
            whose = named[i] or next(iter(named[i + 1 : i + 2]), []) or next((one for one in reversed(named[:i]) if one), [])
            found += [f"{'、'.join(whose)}自{day}" if whose else day for day in dates_in(phrase)]
            if whose and _FROM_EFFECT.search(phrase):
                found.append(f"{'、'.join(whose)}自实施之日起")
    return list(dict.fromkeys(found))


def _shares(who: Sequence[str], said: Sequence[str]) -> bool:
    # 在用锅炉 of a caption are the 在用蒸汽锅炉 of a sentence.
    return any(one[:2] == other[:2] for one in who for other in said)


def note_condition(mark: str, notes: Sequence[TableNote]) -> str | None:
    """The words of the note behind a mark, as a condition."""
    wanted = mark.strip("()（） ")
    for note in notes:
        if note.mark is not None and note.mark.strip("()（） ") == wanted:
            text = re.sub(r"\s+", "", note.text)
            text = re.sub(r"^(?:注\s?\d*[:：])?[（(]?[0-9a-z①-⑳*]{0,2}[)）]?\s?", "", text)
            if _OF_PROCEDURE.search(text):
                return None
            text = re.sub(r"(?:执行该(?:排放)?限值|执行此(?:排放)?限值|时?执行)?[。；;]?$", "", text)
            return text[:_LONGEST] or None
    return None
