"""代替与采用: what an edition takes the place of, and the international document it adopts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.cover.dates import DATE, day_of
from ingest.cover.facts import Cover, text_at
from ingest.cover.replaced_by import is_replaced_itself
from ingest.cover.replaced_list import replaced_in_list
from ingest.cover.words import REMARK
from ingest.line_flow import LineFlow
from ingest.lines import Line
from kg.identifiers import StandardNumber, find_numbers, fold
from kg.model import Adoption, Day, DocumentType, Finding, NumberFact, Severity

REPLACE = re.compile(r"(部\s*分)?\s*(?:代\s*替|替\s*代|取\s*代)(?!\s*[\"\u201d\u2019\u300d])")
_ADOPT = re.compile(r"(等同采用|修改采用|非等效采用|等效采用|等同|等效|修改(?=采用))")
_DEGREES = {"等同采用": "IDT", "等同": "IDT", "修改采用": "MOD", "等效采用": "MOD", "修改": "MOD", "等效": "MOD", "非等效采用": "NEQ"}
SELF = r"(?:本\s*(?:标准|文件|部分|规程|规范|规则|指导性技术文件|准则|指南|技术规范|检定规程|校准规范)|[\u4e00-\u9fffA-Z/]{0,3}[A-Z]+[/TZ ]*[\d.]+)"


def read_replaced(result: Cover, front: Sequence[Line], foreword: Sequence[Line], announcement: Sequence[Line] = ()) -> None:
    """代替 of the cover, then of the foreword, then 原…同时废止 of the announcement; each number once."""
    own = StandardNumber.parse_or_none(result.number.value) if result.number else None
    seen: set[str] = set()

    def take(line: Line, start: int, end: int, partial: bool, behind: str = "") -> None:
        for number, s, e, in_part in replaced_in_list(line.text[start:end], behind if end == len(line.text) else ""):
            if own is not None and number.edition == own.edition:
                if line in front and number == own:
                    result.findings.append(
                        Finding(
                            Severity.WARNING,
                            "replaces_itself",
                            f"page {line.page}, characters {line.start + start + s}-{line.start + start + e}",
                            f"封面称 {own.canonical} 代替自身，略去 is said to replace itself; left out",
                        )
                    )
                continue
            if own is not None and number.type is DocumentType.OTHER and (own.type is not DocumentType.OTHER or _is_foreign(number, own)):
                continue  # "代替 GB … (ISO …, IDT)": the adopted document is not what is replaced
            if re.match(r"\s*[,，]\s*(?:IDT|MOD|NEQ|eqv|idt|neq)", line.text[start + e : start + e + 8]):
                continue
            if number.canonical not in seen:
                seen.add(number.canonical)
                result.replaces.append(NumberFact(number.canonical, text_at(line, start + s, start + e).at, partial or in_part))

    for i, line in enumerate(front):
        folded = fold(line.text)
        if REMARK.match(folded) or is_replaced_itself(folded):
            continue
        if matches := list(REPLACE.finditer(folded)):
            below = _list_below(front, i + 1)
            partial = _take_each(take, line, matches, len(line.text), _is_of_parts(below))
            for following in below:
                take(following, 0, len(following.text), partial)
        elif "废止" in re.sub(r"\s+", "", folded) and len(folded) < 40:
            take(line, 0, len(line.text), False)
    for i, line in enumerate(foreword):
        folded = fold(line.text)
        if REMARK.match(folded) or is_replaced_itself(folded):
            continue
        if at_head := _AT_HEAD_OF_TEXT.match(folded):
            below = _list_below(foreword, i + 1)
            partial = _take_each(take, line, [at_head], len(line.text), _is_of_parts([line, *below]))
            for following in below:
                take(following, 0, len(following.text), partial)
            continue
        if listed := _LISTED.search(folded):
            for following in foreword[i + 1 : i + 1 + _LONGEST_LIST]:
                hits = list(find_numbers(following.text))
                if not hits or hits[0][1] > len(following.text) - len(following.text.lstrip()):
                    break
                take(following, 0, hits[0][2], "部分" in re.sub(r"本\s*部分", "", listed[0]))
            continue
        match = re.search(SELF + r"[^。；]{0,24}?" + REPLACE.pattern, folded)
        if not match:
            continue
        rest = fold(foreword[i + 1].text) if i + 1 < len(foreword) else ""
        # "与 GB/T 1.61 / —1988 相比": what ends the list may itself go on in the next line.
        end = min(_sentence_end(folded + rest, match.end()), len(folded))
        first = REPLACE.search(folded, match.end() - 12 if match.end() > 12 else 0)
        matches = [m for m in REPLACE.finditer(folded, first.start() if first else match.start()) if m.end() <= end]
        partial = _take_each(take, line, matches, end, behind=rest)
        if end == len(folded) and i + 1 < len(foreword):
            if not re.match(r"\s*(?:——|--|[a-z]\))", rest):
                take(foreword[i + 1], 0, _sentence_end(rest, 0), partial)
    flow = LineFlow(announcement)
    for abolished in _ABOLISHED.finditer(fold(flow.text)):
        for number, s, e in find_numbers(flow.text[abolished.start() : abolished.end()]):
            if number.canonical not in seen and (own is None or number.edition != own.edition):
                seen.add(number.canonical)
                place = flow.place(abolished.start() + s, abolished.start() + e)
                result.replaces.append(NumberFact(number.canonical, place, abolished["partly"] is not None))


# "原《…规范》GB … 同时废止": how the ministries of construction announce what an edition replaces.
_ABOLISHED = re.compile(
    r"原[^。；]{2,240}?(?P<partly>(?:中\s*)?(?:的\s*)?(?:相应|有关|相关)[^。；]{0,8}(?:条\s*[款文]|内容|部分)\s*)?同\s*时\s*废\s*止|代\s*替\s*原[^。；]{4,120}"
)
_OWN_EFFECT = re.compile(
    r"本\s*(?:规\s*[程则范定]|办\s*法|细\s*则)\s*自\s*" + DATE.pattern + r"\s*起\s*(?:施\s*行|实\s*施)\s*。?(?P<behind>.*)", re.DOTALL
)
_ABOLISHED_BEHIND = re.compile(r"[^。]*?(?:同\s*时|即\s*行|相\s*应)?\s*废\s*止")
_LINES_OF_EFFECT = 6


def read_effect_in_text(result: Cover, all_lines: Sequence[Line]) -> None:
    """施行日期 of a TSG: its last clause names the day, and what is abolished on it."""
    body = [line for line in all_lines if not line.furniture]
    for i, line in enumerate(body):
        if not re.match(r"(?:[\d.]+\s*|第[一二三四五六七八九十百]+条\s*)?本", line.text.strip()) or "自" not in line.text:
            continue
        flow = LineFlow(body[i : i + _LINES_OF_EFFECT])
        text = fold(flow.text)
        match = _OWN_EFFECT.search(text, 0)
        if match is None or match.start() > len(line.text) or (day := day_of(match)) is None:
            continue
        first = match.start("y") if match["y"] else match.start("cy")
        result.effective = Day(day, flow.place(first, _end_of_day(text, first)))
        abolished = _ABOLISHED_BEHIND.match(text, match.start("behind"))
        if abolished is not None and not result.replaces:
            for number, s, e in find_numbers(flow.text[abolished.start() : abolished.end()]):
                place = flow.place(abolished.start() + s, abolished.start() + e)
                result.replaces.append(NumberFact(number.canonical, place, False))
        return


def _end_of_day(text: str, start: int) -> int:
    match = DATE.match(text, start)
    return match.end() if match else start


_LONGEST_LIST = 40
_IN_TITLE_BLOCK = 8
# Standards of the last century repeat title and number over their first clause, and what they replace.
_AT_HEAD_OF_TEXT = re.compile(r"\s*(部\s*分)?\s*代\s*替\s*(?=[A-Z]{1,4}[/TJZ ]*\s*\d)")
# "下列各标准的废气部分由本标准取代：" and a number in each of the lines below.
_LISTED = re.compile(r"(?:下列|以下)[^。；]{0,20}(?:由|被)\s*" + SELF + r"[^。；]{0,6}(?:代\s*替|取\s*代|替\s*代)[^。；]*[：:]\s*$")
_THEIR_PARTS = re.compile(r"(?:各|等|上述)\s*标准\s*中?\s*的?[^，。；]{1,12}部分\s*$")


_INTERNATIONAL = frozenset(("ISO", "IEC", "OIML", "ILAC", "IAF", "ITU-T", "ITU-R", "CISPR", "EN", "ASTM", "IEEE", "UL", "DIN", "JIS"))


def _is_foreign(number: StandardNumber, own: StandardNumber) -> bool:
    """Whether a number is an international or foreign one and that of the document is not."""
    return _body_of(number) in _INTERNATIONAL and _body_of(own) not in _INTERNATIONAL


def _body_of(number: StandardNumber) -> str:
    return re.split(r"[ /]", number.prefix)[0].removesuffix("-P")


def _list_below(lines: Sequence[Line], first: int) -> list[Line]:
    """The lines from ``first`` on which carry on a list of numbers; its last may say that it is of their parts."""
    found: list[Line] = []
    for line in lines[first : first + _IN_TITLE_BLOCK]:
        numbers = list(find_numbers(line.text))
        if not numbers:
            break
        if sum(e - s for _, s, e in numbers) < 0.6 * len(line.text.replace(" ", "")):
            return [*found, line] if _THEIR_PARTS.search(line.text) else found
        found.append(line)
    return found


def _is_of_parts(lines: Sequence[Line]) -> bool:
    """Whether a printed list of replaced numbers ends in words that take in only parts of those documents (各标准中的…部分)."""
    return bool(lines) and _THEIR_PARTS.search(lines[-1].text) is not None


def _take_each(
    take: Callable[[Line, int, int, bool, str], None],
    line: Line,
    matches: Sequence[re.Match[str]],
    end: int,
    of_parts: bool = False,
    behind: str = "",
) -> bool:
    """Takes the numbers behind each 代替 and 部分代替 of a line; returns whether the last one was partial. ``behind`` is the line below."""
    partial = of_parts
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        # 本部分代替: the part itself replaces, and wholly.
        partial = of_parts or (bool(match[1]) and not re.search(r"本\s*$", line.text[: match.start()]))
        take(line, match.end(), following.start() if following else end, partial, behind)
    return partial


def _sentence_end(text: str, start: int) -> int:
    """Where the list of replaced numbers ends: "与 GB … 相比" names the old edition again, "本次" starts anew."""
    match = re.search(r"。|；|[,，]\s*(?:与|和|同)\s*[^,，。]*?相比|,\s*本次|主要(?:变化|修改|技术)|的(?:第|修订)", text[start:])
    return start + match.start() if match else len(text)


def read_adoption(result: Cover, front: Sequence[Line], foreword: Sequence[Line]) -> None:
    """(ISO …, IDT) under the title, or 等同采用 … in the foreword."""
    seen: set[str] = set()

    def add(number: StandardNumber, degree: str, line: Line, start: int, end: int) -> None:
        if number.canonical not in seen:
            seen.add(number.canonical)
            result.adopts.append(Adoption(number.canonical, degree, text_at(line, start, end).at))

    for line in front:
        folded = fold(line.text)
        if (degree := re.search(r"\b(IDT|MOD|NEQ|EQV)\b", folded.upper())) and (hits := list(find_numbers(line.text))):
            number, start, end = hits[0]
            add(number, {"EQV": "MOD"}.get(degree[1], degree[1]), line, start, end)
    for i, line in enumerate(foreword):
        text = line.text + (foreword[i + 1].text if i + 1 < len(foreword) else "")
        folded = fold(text)
        match = _ADOPT.search(folded)
        if (
            match is None
            or match.start() > len(line.text)
            or not re.search(SELF, folded[: match.start()] or "本标准")
            or re.search(r"规范性引用|所引用|一致性对应|代替", folded[: match.start()])
        ):
            continue
        for number, start, end in find_numbers(text[match.end() :]):
            if number.prefix.split(" ")[0].split("/")[0] in ("ISO", "IEC", "OIML", "ITU-T", "EN", "CISPR", "ASTM", "IEEE") and start < 60:
                begin = match.end() + start
                source = line if begin < len(line.text) else foreword[i + 1]
                offset = 0 if source is line else len(line.text)
                stop = min(match.end() + end - offset, len(source.text))
                add(number, _DEGREES[match[1]], source, max(begin - offset, 0), stop)
                break
