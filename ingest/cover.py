"""封面与前言: number, titles, dates, what is replaced or adopted, issuers, committee, drafters.

Every fact is looked for in the places where it is printed, in a stated order: cover, announcement
page, foreword, running heads. What is not printed is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.lines import Line
from kg.identifiers import StandardNumber, find_numbers, fold, narrow
from kg.model import Adoption, Day, DocumentType, Evidence, Finding, NumberFact, Severity, Text

_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*(?:[-年./]\s*|\s)(?P<m>\d{1,2})\s*(?:[-月./]\s*|\s)(?P<d>\d{1,2})(?:\s*日)?|(?<!\d)(?P<cy>(?:19|20)\d\d)(?P<cm>[01]\d)(?P<cd>[0-3]\d)(?!\d)"
)
_ISSUE_WORD = re.compile(r"\s*(发\s*布|批\s*准|公\s*布|颁\s*布|发\s*布\s*日\s*期)")
_EFFECT_WORD = re.compile(r"\s*(实\s*施|施\s*行|生\s*效|执\s*行)")
_REPLACE = re.compile(r"(部\s*分)?\s*(?:代\s*替|替\s*代|取\s*代)")
_HEADER = re.compile(
    r"(中华人民共和国|[\u4e00-\u9fff]{2,6}(?:省|市|自治区)|团\s*体|企\s*业|行\s*业|国\s*家).*(标\s*准|规\s*程|规\s*范|规\s*则)(\s*[(（].*[)）])?$|^团体标准$|^企业标准$"
)
_NOTE = re.compile(
    r"电子版|电子文本|版权|出版|备\s*案|摘编|编者|ICS|CCS|中国标准分类|UDC|[(（]\s*(?:发布稿|征求意见稿|送审稿|报批稿|讨论稿|演示用摘编)\s*[)）]|^注\s*[:：]|^来源|^编\s*号\s*[:：]|^代\s*替|废\s*止|点击此处|与国际标准一致性|^\d+$|^[一二三四五六七八九〇○Ｏ０-９\d]{4}\s*年"
)
_DRAFT = re.compile(r"征\s*求\s*意\s*见\s*稿|送\s*审\s*(?:讨\s*论\s*)?稿|报\s*批\s*稿|讨\s*论\s*稿|草\s*案(?=\s*[)）])")
_DASHLESS = re.compile(r"\s*((?:GB|GB\s*/\s*T|HJ|HJ\s*/\s*T|JJG|JJF|[A-Z]{2}\s*/\s*T|DB\d\d)\s*\d+(?:\.\d+)*)\s+((?:19|20)\d\d)\s*$")
_ISSUER = re.compile(r"(?:局|部|委员会|委|总局|厅|会|协会|学会|院|政府|中心|集团|公司|办公室|认可委|监委)$")
_ADOPT = re.compile(r"(等同采用|修改采用|非等效采用|等效采用|等同|等效|修改(?=采用))")
_DEGREES = {"等同采用": "IDT", "等同": "IDT", "修改采用": "MOD", "等效采用": "MOD", "修改": "MOD", "等效": "MOD", "非等效采用": "NEQ"}
_SELF = r"(?:本\s*(?:标准|文件|部分|规程|规范|规则|指导性技术文件|准则|指南|技术规范|检定规程|校准规范)|[\u4e00-\u9fffA-Z/]{0,3}[A-Z]+[/TZ ]*[\d.]+)"


@dataclass(slots=True)
class Cover:
    """What cover, foreword and running heads say."""

    number: Text | None = None
    other_numbers: list[NumberFact] = field(default_factory=list)
    title_zh: Text | None = None
    title_en: Text | None = None
    issued: Day | None = None
    effective: Day | None = None
    ics: list[Text] = field(default_factory=list)
    ccs: list[Text] = field(default_factory=list)
    issuers: list[Text] = field(default_factory=list)
    committee: Text | None = None
    drafters: list[Text] = field(default_factory=list)
    replaces: list[NumberFact] = field(default_factory=list)
    adopts: list[Adoption] = field(default_factory=list)
    draft: Text | None = None
    digest: Text | None = None
    findings: list[Finding] = field(default_factory=list)


def read_cover(cover: Sequence[Line], foreword: Sequence[Line], all_lines: Sequence[Line]) -> Cover:
    """Bibliographic facts of a standard. ``cover`` is everything before contents and foreword."""
    first_page = cover[0].page if cover else 1
    front = [line for line in cover if line.page == first_page]
    announcement = [line for line in cover if line.page != first_page]
    result = Cover()
    _adoption(result, front, foreword)
    _number(result, front, all_lines)
    _codes(result, front or list(cover))
    _replaces(result, front, foreword)
    _dates(result, front, announcement, foreword)
    _titles(result, front, all_lines)
    _issuers(result, front)
    _people(result, [*front, *foreword])
    for line in cover:
        if match := re.search(r"本文件为演示用摘编，不是[^，。]{2,10}原文", line.text):
            result.digest = _text(line, match.start(), match.end())
    for line in front:
        if match := _DRAFT.search(line.text):
            result.draft = _text(line, match.start(), match.end(), re.sub(r"\s+", "", match[0]))
            break
    return result


def _text(line: Line, start: int, end: int, value: str | None = None) -> Text:
    quote = line.text[start:end]
    return Text(quote if value is None else value, Evidence(line.page, line.start + start, line.start + end, quote))


# -- number -----------------------------------------------------------------------------------


def _number(result: Cover, front: Sequence[Line], all_lines: Sequence[Line]) -> None:
    found: list[tuple[StandardNumber, Line, int, int]] = []
    for line in front:
        folded = fold(line.text)
        if _REPLACE.search(folded) or "废止" in folded or re.search(r"备\s*案", folded):
            continue
        if match := _DASHLESS.match(folded):
            # The dash of some fonts has no glyph; the blank in its place stands before a year at the end of the line.
            number = StandardNumber.parse_or_none(f"{match[1]}-{match[2]}")
            if number is not None:
                found.append((number, line, match.start(1), match.end(2)))
                continue
        hits = list(find_numbers(line.text))
        covered = sum(end - start for _, start, end in hits)
        # A number on the cover has its line nearly to itself; in a title or a note it is a citation.
        alone = covered >= 0.6 * len(re.sub(r"\s+|编号|[:：()（）,，、;；和]", "", folded))
        if hits and alone and not re.search(r"\b(IDT|MOD|NEQ|EQV)\b", folded):
            found += [(n, line, s, e) for n, s, e in hits]
    heads: Counter[StandardNumber] = Counter()
    places: dict[StandardNumber, tuple[Line, int, int]] = {}
    for line in all_lines:
        if line.furniture:
            for number, start, end in find_numbers(line.text):
                if number.is_dated:
                    heads[number] += 1
                    places.setdefault(number, (line, start, end))
    if not found or not found[0][0].is_dated:
        candidates = [n for n, _ in heads.most_common() if not found or n.work == found[0][0].work]
        if candidates:
            line, start, end = places[candidates[0]]
            found.insert(0, (candidates[0], line, start, end))
    if not found:
        return
    number, line, start, end = found[0]
    adopted = {adoption.number for adoption in result.adopts}
    result.number = _text(line, start, end, number.canonical)
    for other, other_line, other_start, other_end in found[1:]:
        if other.work != number.work and other.canonical not in adopted:
            result.other_numbers.append(NumberFact(other.canonical, _text(other_line, other_start, other_end).at))
        elif other.work == number.work and other.is_dated and other != number:
            result.findings.append(
                Finding(
                    Severity.WARNING,
                    "number_contradicts",
                    f"page {other_line.page}",
                    f"{other.canonical} on page {other_line.page} differs from {number.canonical} on page {line.page}; the first was taken",
                )
            )
    head = heads.most_common(1)
    if head and head[0][0].work == number.work and head[0][0] != number and head[0][1] >= 3:
        result.findings.append(
            Finding(
                Severity.WARNING,
                "running_head_contradicts",
                f"page {places[head[0][0]][0].page}",
                f"the running head prints {head[0][0].canonical}, the cover {number.canonical}; the cover was taken",
            )
        )


# -- ICS, CCS ---------------------------------------------------------------------------------


def _codes(result: Cover, front: Sequence[Line]) -> None:
    for i, line in enumerate(front[:40]):
        folded = fold(line.text)
        if (match := re.search(r"ICS\s*[:：]?\s*(\d[\d.\s;；,，、/]*)", folded)) and not result.ics:
            for group in re.split(r"[;；,，、/]", match[1]):
                if code := _ics(group):
                    result.ics.append(_text(line, match.start(1), match.end(1), code))
            rest = folded[match.end() :]
            if ccs := re.match(r"\s*(?:CCS\s*)?([A-Z])\s?(\d{2})\b", rest):
                result.ccs.append(_text(line, match.end() + ccs.start(1), match.end() + ccs.end(2), f"{ccs[1]} {ccs[2]}"))
        elif (
            not result.ccs
            and (match := re.match(r"\s*(?:CCS|中国标准(?:文献)?分类号\s*[:：]?)?\s*([A-Z])\s?(\d{2})(?:\s*$|\s{2,}|\s*DB)", folded))
            and i < 12
        ):
            result.ccs.append(_text(line, match.start(1), match.end(2), f"{match[1]} {match[2]}"))


def _ics(text: str) -> str | None:
    """ICS notation is 2, 2.3 or 2.3.2 digits; fonts without a point glyph print it in one piece.

    >>> _ics("13. 040. 30"), _ics("13140"), _ics("13 040 40")
    ('13.040.30', '13.140', '13.040.40')
    """
    digits = re.findall(r"\d+", text)
    if len(digits) == 1 and len(digits[0]) in (5, 7):
        whole = digits[0]
        digits = [whole[:2], whole[2:5], whole[5:]]
    digits = [d for d in digits if d]
    if not digits or [len(d) for d in digits] not in ([2], [2, 3], [2, 3, 2]):
        return None
    return ".".join(digits)


# -- dates ------------------------------------------------------------------------------------


def _day(match: re.Match[str]) -> date | None:
    y, m, d = (match["y"], match["m"], match["d"]) if match["y"] else (match["cy"], match["cm"], match["cd"])
    try:
        return date(int(y), int(m), int(d))
    except ValueError:
        return None


def dates_in(line: Line) -> list[tuple[date, str, int, int]]:
    """(day, the words behind it, start, end) for every date of a line."""
    folded = fold(line.text).replace("〇", "0")
    found = []
    for match in _DATE.finditer(folded):
        day = _day(match)
        if day is not None:
            found.append((day, folded[match.end() : match.end() + 8], match.start(), match.end()))
    return found


def _dates(result: Cover, front: Sequence[Line], announcement: Sequence[Line], foreword: Sequence[Line]) -> None:
    for i, line in enumerate(front):
        for day, behind, start, end in dates_in(line):
            words = behind
            if not words.strip() and i + 1 < len(front):  # the word on the next line: "2014-05-16" / "发布"
                words = fold(front[i + 1].text)[:8]
            fact = Day(day, _text(line, start, end).at)
            if _ISSUE_WORD.match(words) and result.issued is None:
                result.issued = fact
            elif _EFFECT_WORD.match(words) and result.effective is None:
                result.effective = fact
        folded = fold(line.text)
        for label, attribute in (("发布日期", "issued"), ("实施日期", "effective")):
            if label in re.sub(r"\s+", "", folded) and getattr(result, attribute) is None and (hits := dates_in(line)):
                setattr(result, attribute, Day(hits[0][0], _text(line, hits[0][2], hits[0][3]).at))
    for line in [*announcement, *foreword]:
        folded = fold(line.text)
        if result.effective is None and (
            match := re.search(r"自\s*" + _DATE.pattern + r"\s*起?\s*(?:正式)?\s*(?:实\s*施|施\s*行|生\s*效)", folded)
        ):
            effective = _day(match)
            if effective is not None:
                result.effective = Day(effective, _text(line, match.start(), match.end()).at)
        # "首次发布" dates the first edition; it is this one only where nothing was replaced.
        if (
            result.issued is None
            and not result.replaces
            and (match := re.search(_DATE.pattern + r"\s*(?:首次)?\s*(?:发\s*布|批\s*准)", folded))
        ):
            first = _day(match)
            if first is not None and not re.search(r"代替|历次|第.次修订", folded):
                result.issued = Day(first, _text(line, match.start(), match.end()).at)
    if result.issued and result.effective and result.issued.value > result.effective.value:
        result.findings.append(
            Finding(
                Severity.WARNING,
                "dates_contradict",
                f"page {result.issued.at.page}",
                f"issued {result.issued.value} lies after effective {result.effective.value}; check the cover",
            )
        )


# -- what it replaces, what it adopts ---------------------------------------------------------


def _replaces(result: Cover, front: Sequence[Line], foreword: Sequence[Line]) -> None:
    own = StandardNumber.parse_or_none(result.number.value) if result.number else None
    seen: set[str] = set()

    def take(line: Line, start: int, end: int, partial: bool) -> None:
        for number, s, e in find_numbers(line.text[start:end]):
            if own is not None and number.edition == own.edition:
                continue
            if own is not None and number.type is DocumentType.OTHER and own.type is not DocumentType.OTHER:
                continue  # "代替 GB … (ISO …, IDT)": the adopted document is not what is replaced
            if re.match(r"\s*[,，]\s*(?:IDT|MOD|NEQ|eqv|idt|neq)", line.text[start + e : start + e + 8]):
                continue
            if number.canonical not in seen:
                seen.add(number.canonical)
                result.replaces.append(NumberFact(number.canonical, _text(line, start + s, start + e).at, partial))

    for i, line in enumerate(front):
        folded = fold(line.text)
        if match := _REPLACE.search(folded):
            partial = bool(match[1]) or "部分代替" in folded
            take(line, match.end(), len(line.text), partial)
            # A long list of replaced numbers goes on in the next lines.
            for following in front[i + 1 : i + 4]:
                numbers = list(find_numbers(following.text))
                if (
                    not numbers
                    or _DATE.search(fold(following.text))
                    and not numbers
                    or sum(e - s for _, s, e in numbers) < 0.6 * len(following.text.replace(" ", ""))
                ):
                    break
                take(following, 0, len(following.text), partial)
        elif "废止" in re.sub(r"\s+", "", folded) and len(folded) < 40:
            take(line, 0, len(line.text), False)
    for i, line in enumerate(foreword):
        folded = fold(line.text)
        match = re.search(_SELF + r"[^。；]{0,12}?" + _REPLACE.pattern, folded)
        if not match:
            continue
        partial = "部分代替" in re.sub(r"\s+", "", match[0]).replace("本部分代替", "")
        end = _sentence_end(folded, match.end())
        take(line, match.end(), end, partial)
        if end == len(folded) and i + 1 < len(foreword):
            rest = fold(foreword[i + 1].text)
            if not re.match(r"\s*(?:——|--|[a-z]\))", rest):
                take(foreword[i + 1], 0, _sentence_end(rest, 0), partial)


def _sentence_end(text: str, start: int) -> int:
    """Where the list of replaced numbers ends: "与 GB … 相比" names the old edition again, "本次" starts anew."""
    match = re.search(r"。|；|[,，]\s*(?:与|和|同)\s*[^,，。]*?相比|,\s*本次|主要(?:变化|修改|技术)|的(?:第|修订)", text[start:])
    return start + match.start() if match else len(text)


def _adoption(result: Cover, front: Sequence[Line], foreword: Sequence[Line]) -> None:
    seen: set[str] = set()

    def add(number: StandardNumber, degree: str, line: Line, start: int, end: int) -> None:
        if number.canonical not in seen:
            seen.add(number.canonical)
            result.adopts.append(Adoption(number.canonical, degree, _text(line, start, end).at))

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
            or not re.search(_SELF, folded[: match.start()] or "本标准")
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


# -- titles -----------------------------------------------------------------------------------


def _titles(result: Cover, front: Sequence[Line], all_lines: Sequence[Line]) -> None:
    chinese: list[Line] = []
    english: list[Line] = []
    for line in front:
        text = line.text.strip()
        folded = fold(text)
        compact = re.sub(r"\s+", "", folded)
        if not compact or _is_no_title(folded, compact, line):
            if chinese and english:
                break
            if chinese and not re.search(r"^[(（]", compact):
                break
            continue
        if re.search(r"[\u4e00-\u9fff]", compact):
            # A title has no sentences, and not more than a few lines of them.
            if english or len(chinese) == 4 or len(compact) > 80 or re.search(r"[。；]", compact):
                break
            chinese.append(line)
        elif re.search(r"[A-Za-z]{3,}", compact) and chinese:
            english.append(line)
    if chinese and any(line.size for line in chinese):
        # Ornaments beside the title are set smaller; the title lines share the largest size.
        largest = max(line.size or 0 for line in chinese)
        chinese = [line for line in chinese if (line.size or 0) > 0.7 * largest]
    if chinese:
        value = narrow(" ".join(line.text.strip() for line in chinese))
        value = _as_printed_in_body(re.sub(r"\s{2,}", " ", value), all_lines, chinese[-1])
        result.title_zh = Text(value, _span(chinese))
    if english:
        value = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", " ".join(line.text.strip() for line in english)))
        result.title_en = Text(value, _span(english))


def _is_no_title(folded: str, compact: str, line: Line) -> bool:
    if _HEADER.match(compact) and len(compact) < 30 and not compact.endswith(("排放标准", "质量标准", "控制标准")):
        return True
    if _NOTE.search(folded) or _DATE.search(folded) or _REPLACE.match(compact):
        return True
    if (
        compact in ("发布", "实施", "发布实施")
        or compact.endswith("发布")
        or (_ISSUER.search(compact) and len(compact) < 26 and not compact.endswith("规则"))
    ):
        return True
    if re.fullmatch(r"(?:DB)?\d{2,4}|GB|HJ|[A-Z]\d{2}|国|标", compact) or re.match(r"ICS|CCS", compact):
        return True
    hits = list(find_numbers(line.text))
    return bool(hits) and sum(e - s for _, s, e in hits) > 0.5 * len(compact)


def _as_printed_in_body(value: str, all_lines: Sequence[Line], after: Line) -> str:
    """The title is printed again, usually on one line, above clause 1: that shows where blanks belong."""
    squeezed = re.sub(r"\s+", "", value)
    for line in all_lines:
        if line.start > after.start and not line.furniture and re.sub(r"\s+", "", narrow(line.text)) == squeezed:
            return narrow(re.sub(r"\s+", " ", line.text.strip()))
    return value


def _span(lines: Sequence[Line]) -> Evidence:
    return Evidence(lines[0].page, lines[0].start, lines[-1].end, "\n".join(line.text for line in lines))


# -- who --------------------------------------------------------------------------------------


def _issuers(result: Cover, front: Sequence[Line]) -> None:
    dated = next((i for i, line in enumerate(front) if dates_in(line) and not _REPLACE.search(line.text)), None)
    zone = front[dated:] if dated is not None else front[len(front) // 2 :]
    for line in zone:
        if re.search(r"归\s*口|起\s*草|参\s*加|批\s*准", line.text):
            break  # a JJG prints these bodies below the issuer
        text = re.sub(r"(发\s*布|联\s*合|实\s*施)\s*$", "", line.text.strip())
        if _NOTE.search(fold(line.text)) or re.search(r"[。；，:：]", text):
            continue
        words = text.split()
        if len(words) > 2 and sum(len(word) == 1 for word in words) > 0.6 * len(words):
            text = "".join(words)  # letter-spaced: "环  境  保  护  部"
        for part in re.split(r"\s{2,}|[、,，]|(?<=[\u4e00-\u9fff]{3}[局部会厅])\s(?=[\u4e00-\u9fff]{4})", text):
            name = re.sub(r"\s+", "", _DATE.sub("", fold(part)))
            name = re.sub(r"^(发布|实施)+|(发布|实施)+$", "", name)
            if 3 <= len(name) <= 30 and _ISSUER.search(name) and re.fullmatch(r"[\u4e00-\u9fff()（）]+", name):
                if name not in [issuer.value for issuer in result.issuers]:
                    start = line.text.find(part.strip()[:2])
                    result.issuers.append(_text(line, max(start, 0), len(line.text.rstrip()), name))


_COMMITTEE = re.compile(
    _SELF
    + r"由\s*(?P<who>[^。，,；\n]{4,80}?)\s*(?:提\s*出\s*(?:并|和|、)\s*)?归\s*口|归\s*口\s*单\s*位\s*[:：]\s*(?P<who2>[^。；\n]{4,60})|提出\s*[、和并]\s*归\s*口"
)
_DRAFTERS = re.compile(
    r"(?:主\s*要\s*|负\s*责\s*|参\s*加\s*)?起\s*草\s*单\s*位\s*(?:为|有|包括)?\s*[:：]?\s*(?P<who>[^。]+)|参\s*加\s*(?:起\s*草\s*)?单\s*位\s*[:：]\s*(?P<who2>[^。]+)"
)
_BODY_NAME = re.compile(
    r"[\u4e00-\u9fffA-Za-z()（）·]{2,38}(?:院|所|局|中心|公司|站|厂|大学|学院|委员会|协会|学会|集团|部|厅|实验室|中心站|总局|医院|检验所)(?:[(（].*[)）])?"
)


def _people(result: Cover, lines: Sequence[Line]) -> None:
    text, starts = _flow(lines)
    folded = fold(text)
    if match := _COMMITTEE.search(folded):
        group = "who" if match["who"] else "who2"
        if match[group]:
            who = re.sub(r"\s+", "", match[group])
            who = re.sub(r"(提出|组织制[订定]|批准|[、和并])+$", "", who)
            result.committee = Text(who, _place(lines, starts, match.start(group), match.end(group), text))
    for match in _DRAFTERS.finditer(folded):
        group = "who" if match["who"] else "who2"
        for k, paragraph in enumerate(re.finditer(r"[^\n]+", match[group])):
            # Bodies listed one a line go on for as long as the lines look like bodies.
            if k and not _BODY_NAME.fullmatch(re.sub(r"\s+", "", paragraph[0]).rstrip("、，,;；")):
                break
            for part in re.finditer(r"[^、,，;；]+", paragraph[0]):
                name = re.sub(r"\s+", "", part[0])
                if re.search(r"起草人|批准|本标准|自\d|[:：]", name):
                    break
                if 3 <= len(name) <= 40 and name not in [d.value for d in result.drafters]:
                    start = match.start(group) + paragraph.start() + part.start()
                    result.drafters.append(Text(name, _place(lines, starts, start, start + len(part[0]), text)))


_NEW_SENTENCE = re.compile(r"\s*(?:本\s*(?:标准|文件|部分|规[程范则])|归\s*口|(?:主要|参加|负责)?\s*起\s*草|参\s*加|——|前\s*言|引\s*言)")


def _flow(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """Lines as one text and the start of each in it: wrapped lines are joined, paragraphs end with a full stop or a line break."""
    text, starts = "", []
    for line in lines:
        if text and not text.endswith("。"):
            if _NEW_SENTENCE.match(line.text) or line.heading is not None:
                text += "。"
            elif line.box is None:  # without geometry a line is a paragraph
                text += "\n"
        starts.append(len(text))
        text += line.text
    return text, starts


def _place(lines: Sequence[Line], starts: Iterable[int], start: int, end: int, text: str) -> Evidence:
    positions = list(starts)
    first = max(i for i, s in enumerate(positions) if s <= start)
    last = max(i for i, s in enumerate(positions) if s < end)
    return Evidence(
        lines[first].page,
        lines[first].start + start - positions[first],
        min(lines[last].start + end - positions[last], lines[last].end),
        text[start:end],
    )


# -- laws -------------------------------------------------------------------------------------


_LAW_TITLE = re.compile(r"(?:法|条例|办法|规定|命令|细则|决定|规则)$")


def is_law_title(text: str) -> bool:
    """Whether a title is that of a law or ordinance.

    >>> is_law_title("中华人民共和国计量法"), is_law_title("锅炉大气污染物排放标准"), is_law_title("水质 pH值的测定 玻璃电极法")
    (True, False, False)
    """
    bare = re.sub(r"[(（].*[)）]$", "", text.strip())
    # 法 alone also ends the titles of measuring methods (重量法); those of laws begin with the country.
    ending = "(?:[^法]|办法)$" if not bare.startswith("中华人民共和国") else "$"
    return bool(_LAW_TITLE.search(bare) and re.search(ending, bare)) and not re.search(r"[\s:：]|实施规则$", bare)


def read_law_cover(cover: Sequence[Line], all_lines: Sequence[Line]) -> Cover:
    """法律法规: title, and the day of the last enactment, amendment or revision printed above chapter one."""
    result = Cover()
    for line in cover:
        text = line.text.strip()
        if (
            result.title_zh is None
            and is_law_title(text)
            and not dates_in(line)
        ):
            result.title_zh = _text(line, line.text.find(text), line.text.find(text) + len(text))
        for day, _, start, end in dates_in(line):
            if result.issued is None or day >= result.issued.value:
                result.issued = Day(day, _text(line, start, end).at)
    for line in all_lines:
        match = re.search(r"自\s*" + _DATE.pattern + r"\s*起\s*(?:施\s*行|实\s*施)", fold(line.text))
        if match and (effective := _day(match)) is not None:
            result.effective = Day(effective, _text(line, match.start(), match.end()).at)
    if result.effective is None and any("自公布之日起施行" in line.text or "自发布之日起施行" in line.text for line in all_lines):
        result.effective = result.issued
    return result
