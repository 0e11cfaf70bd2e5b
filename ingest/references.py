"""规范性引用文件 and citations in running text: what a document leans on, and where it says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clauses.paragraphs import join_lines
from ingest.lines import Line
from ingest.titled_references import begins_with_title, number_behind_title
from kg.identifiers import StandardNumber, find_numbers, fold, narrow, says_all_parts
from kg.model import Citation, Clause, DocumentType, Evidence, Finding, Reference, Severity, Text
from kg.part_ranges import parts_between

_HEADING = re.compile(r"(?:规\s*范\s*性\s*)?引\s*用\s*(?:文\s*件|标\s*准|文\s*献|规\s*范)|认证依据(?:标准|用标准)?(?:和技术要求)?|依据标准")
_BOILERPLATE = re.compile(
    r"下列(?:文件|标准)|本(?:标准|文件|规程|规范|部分)(?:内容)?引用|凡是|凡不?注|其有效版本|其最新版本|仅(?:该|注)日期|必不可少|适用于本|条款通过|修订版均?不适用|鼓励根据|以下文件|各方应"
)
_LISTS = re.compile(r"本(?:标准|规范|规程|导则)(?:主要)?引用(?:的|了)?(?:下列|以下)?(?:标准|文件)[^。：:]{0,20}[：:]")
# "（ISO 679:1989,IDT）" behind a title names the adopted document; "（ISO法）" is a part of the title.
_EQUIVALENT = re.compile(
    r"[(（](?=[^()（）]*(?:\d|idt|IDT|mod|MOD|neq|NEQ|eqv|EQV))\s*(?:GB|ISO|IEC|OIML|EN|ITU|eqv|idt|neq|IDT|MOD|NEQ)[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)?[)）]\s*$"
)
_FOREIGN = re.compile(r"(?<=[\u4e00-\u9fff0-9A-Z）)])\s*[(（\[][^\u4e00-\u9fff]*[A-Za-z]{4}[^\u4e00-\u9fff]*[)）\]]?$")
# "Rubber — Hardness (橡胶 硬度)": the adopted documents of an adopting standard carry both titles.
_TRANSLATED = re.compile(r"[^\u4e00-\u9fff]*[A-Za-z]{3}[^\u4e00-\u9fff]*?\s*[(（](?P<zh>[\u4e00-\u9fff].*)[)）]$")
_ALL_PARTS = re.compile(r"^\s*[(（]?\s*(?:所有部分|各部分|系列标准)\s*[)）]?")
_DOCUMENT = re.compile(r"《[^《》]{3,60}》(?:\s*[(（][^()（）]{3,80}[)）])?")


@dataclass(frozen=True, slots=True)
class References:
    """The list of normative references, documents without a number, and citations in the text."""

    references: tuple[Reference, ...]
    others: tuple[Text, ...]
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]


def read_references(
    clauses: Sequence[Clause], lines: Sequence[Line], own: StandardNumber | None, quoted: Sequence[Line] = ()
) -> References:
    """References of a document from its clauses; ``lines`` are all lines of the document text, ``quoted`` those of 引用标准名录."""
    by_start = sorted((line for line in lines if not line.furniture), key=lambda line: line.start)
    section = [c for c in clauses if c.heading and _HEADING.fullmatch(re.sub(r"\s+", "", fold(c.heading)))]
    # "1.0.3 本标准主要引用下列标准：" is how standards of water works list them, below 总则.
    section = section or [c for c in clauses if not c.heading and _LISTS.match(re.sub(r"\s+", "", c.text))][:1]
    findings: list[Finding] = []
    if not section and not quoted and own is not None and own.type.value not in ("implementation_rule", "other"):
        findings.append(
            Finding(
                Severity.INFO,
                "no_reference_clause",
                "clauses",
                "没有“规范性引用文件”一章，只读出文中引用 no clause of normative references was found; only citations in the text were read",
            )
        )
    references: list[Reference] = []
    others: list[Text] = []
    spans: list[tuple[int, int]] = []
    numbers = {c.number for c in section}
    parts = [c for c in clauses if c.number in numbers or any(c.number.startswith(f"{n}.") for n in numbers)]
    for clause in parts:
        if clause.text_at is None:
            continue
        inside = [line for line in by_start if clause.text_at.start <= line.start < clause.text_at.end and line.start >= clause.at.start]
        _read_list(inside, own, references, others)
        spans.append((clause.at.start, clause.text_at.end))
    _read_list(quoted, own, references, others)
    citations = _citations(clauses, by_start, own, spans)
    return References(tuple(references), tuple(others), tuple(citations), tuple(findings))


def _read_list(lines: Sequence[Line], own: StandardNumber | None, references: list[Reference], others: list[Text]) -> None:
    entries: list[tuple[list[Line], list[tuple[StandardNumber, int, int]]]] = []
    boilerplate = False
    right = max((line.box[2] for line in lines if line.box is not None), default=0.0)
    before: Line | None = None
    for line in lines:
        text = line.text.strip()
        folded = fold(text)
        body = re.sub(r"^[-—–●·*\s]+|^(?:\[\d+\]|\d{1,2}[)）.、]|[a-z][)）])\s*", "", folded)
        shift = len(folded) - len(body)
        read = list(find_numbers(text))
        # "GB/T 9XXX.1—20XX": the number is not given out yet.
        hits = [hit for hit in read if not _OPEN.match(folded, hit[2])]
        if (read and not hits and read[0][1] <= shift + 1) or _UNNUMBERED.match(body):
            entries.append(([line], []))
            boilerplate, before = False, line
            continue
        if line.table is not None and hits:
            # A table of standards (CNCA rules): each number is an entry, its title the words behind it.
            entries += [([line], [hit]) for hit in hits]
            boilerplate = False
            continue
        if _TAKEN_OVER.search(folded):
            continue  # "GB 4706.1 中的该章除下述内容外均适用"
        if entries and folded.startswith("(") and _DEGREE.search(folded):
            entries[-1][0].append(line)  # the adopted document, in a line of its own
        elif hits and entries and not entries[-1][1] and _awaits_number(entries[-1][0]) and not begins_with_title(text):
            entries[-1][0].append(line)
        elif hits and hits[0][1] <= shift + 1:
            entries.append(([line], hits))
            boilerplate = False
        elif _BOILERPLATE.search(folded) or (boilerplate and not _DOCUMENT.match(text)):
            boilerplate = not folded.endswith(("。", "：", ":"))
        elif _DOCUMENT.match(text) or begins_with_title(text):
            entries.append(([line], []))
        elif line.table is not None or _NO_ENTRY.match(folded) or folded.endswith(("。", ":", "：")):
            pass  # a note, a caption, a sentence about the list
        elif entries and not _ends_entry(before, right):
            entries[-1][0].append(line)
        else:
            entries.append(([line], []))
        before = line
    seen: set[str] = set()
    for group, hits in entries:
        joined = join_lines([line.text for line in group])
        place = Evidence(group[0].page, group[0].start, group[-1].end, joined[:300])
        if not hits and (titled := number_behind_title(joined)) is not None:
            number, of_number = titled
            if (own is None or number.edition != own.edition) and number.canonical not in seen:
                seen.add(number.canonical)
                references.append(
                    Reference(number.canonical, number.is_dated, of_number, place, re.search(r"所有部分|系列标准", joined) is not None)
                )
            continue
        if not hits:
            value = joined.strip(" ；;。")
            others.append(Text(value, place))
            continue
        number, _, end = hits[0]
        if own is not None and number.edition == own.edition:
            continue
        head = group[0].text.strip()
        parts, end = parts_between(number, head, hits[0][1], end)
        rest = head[end:]
        all_parts = says_all_parts(head, end) or bool(re.match(r"\s*[(（]?所有部分", fold(rest)))
        rest = _ALL_PARTS.sub("", rest.replace("\u3000", " ").replace("\u00a0", " "))
        # A second number straight behind the first is the adopted document: "GB/T 19001-2016/ISO 9001:2015".
        title = join_lines([rest, *(line.text for line in group[1:])])
        title = (
            re.sub(r"^[\s/，,、:：《（(]*(?:(?:ISO|IEC|OIML)[^\u4e00-\u9fff]*)?", "", title)
            if re.match(r"\s*/", rest)
            else re.sub(r"^[\s，,、:：《]+", "", title)
        )
        title = _EQUIVALENT.sub("", title).strip(" ；;。》,，、")
        if translated := _TRANSLATED.match(title):
            title = translated["zh"]
        title = _FOREIGN.sub("", re.sub(r"\s{2,}", " ", narrow(title))).strip()
        named = title if re.search(r"[\u4e00-\u9fffA-Za-z]{2}", title) else None
        for part in parts:
            if part.canonical not in seen:
                seen.add(part.canonical)
                references.append(Reference(part.canonical, part.is_dated, named, place, all_parts))
        for other, _, other_end in hits[1:]:
            # Several numbers in one entry: "GB 5085.1～GB 5085.3", "GB 3095 和 GB 3096"; not the adopted one in brackets.
            between = fold(head[end:other_end])
            if re.match(r"\s*(?:[~～至、,，和及])", between) and other.canonical not in seen:
                seen.add(other.canonical)
                references.append(Reference(other.canonical, other.is_dated, None, place, False))


def _awaits_number(entry: Sequence[Line]) -> bool:
    """Whether an entry that begins with its title has not come to its number yet."""
    return (
        begins_with_title(entry[0].text)
        and number_behind_title(joined := join_lines([e.text for e in entry])) is None
        and (joined.endswith("》") or "》" not in joined)
    )


def _ends_entry(before: Line | None, right: float) -> bool:
    """Whether the line before is the last of its entry: it leaves room at the right, or lines are paragraphs anyway."""
    return before is None or before.box is None or before.box[2] < right - 24


_OPEN = re.compile(r"[X×Ⅹ□]{2}")
_TAKEN_OVER = re.compile(r"(?:该|本)\s*章\s*(?:除|均|适\s*用|用下[述列])|除下[述列][^。]{0,10}外")
_UNNUMBERED = re.compile(r"[A-Z]{1,4}(?:/[TZ])?\s*[X×Ⅹ□]{2}")
_DEGREE = re.compile(r"\b(?:IDT|MOD|NEQ|EQV|idt|mod|neq|eqv)\b")
_NO_ENTRY = re.compile(r"注\s*\d*\s*[:：]|表\s*\d|编者注")
_TARGET = re.compile(
    r"\s*(?:[—-]\d{4})?\s*(?:标准)?\s*(?:中|的)?\s*(?:第\s*)?(?P<clause>附录\s?[A-Z]|[A-Z]?\d{1,2}(?:\.\d{1,2})+|\d{1,2}(?=\s*章)|[A-Z]\.\d+(?:\.\d+)*)"
)

_SOURCE_TARGET = re.compile(r"\s*[,，]?\s*(?:定\s*义|第)?" + _TARGET.pattern)


def _citations(clauses: Sequence[Clause], lines: Sequence[Line], own: StandardNumber | None, skip: list[tuple[int, int]]) -> list[Citation]:
    starts = sorted(((c.at.start, c.at.end, c.number) for c in clauses), key=lambda place: place[0])
    citations: list[Citation] = []
    seen: set[tuple[str, str | None, str | None]] = set()
    position = 0
    clause: str | None = None
    stop_at = 0
    for i, line in enumerate(lines):
        while position < len(starts) and starts[position][0] <= line.start:
            _, stop_at, clause = starts[position]
            position += 1
        # Behind the end of the last clause stands the bibliography.
        if clause is None or line.start >= stop_at or any(s <= line.start < e for s, e in skip):
            continue
        # A number may run over the line end: read with the start of the next line, keep what begins here.
        following = lines[i + 1].text if i + 1 < len(lines) and line.table is None else ""
        text = f"{line.text}\n{following[:40]}" if following else line.text
        for number, start, end in find_numbers(text):
            if start >= len(line.text) or (own is not None and number.work == own.work):
                continue
            if not number.is_dated and is_doubtful(number):
                continue
            # "GB 4706 的本部分" is the document itself, by the number of its series.
            if re.match(r"\s*的\s*本\s*部\s*分", text[end:]):
                continue
            # A source names the entry behind a comma: "［来源：GB/T 97921—2030，3.4］".
            sourced = re.search(r"(?:来源|引自|见)\s*[:：]?\s*$", fold(text[:start])) is not None
            target = (_SOURCE_TARGET if sourced else _TARGET).match(fold(text), end)
            target_clause = re.sub(r"\s+", "", target["clause"]) if target else None
            key = (number.canonical, clause, target_clause)
            if key in seen:
                continue
            seen.add(key)
            # Where the number runs over the line end, so does its place.
            stop = line.start + end if end <= len(line.text) else lines[i + 1].start + end - len(line.text) - 1
            citations.append(
                Citation(number.canonical, clause, target_clause, Evidence(line.page, line.start + start, stop, text[start:end]))
            )
    return citations


# Two letters and a number in running text are often something else: "LD 50", "DIN 41612" plugs, "SH 3 型".
_ALSO_OTHER = frozenset(
    {"LD", "DIN", "SH", "SL", "CH", "SC", "DZ", "DL", "SB", "SD", "TB", "MT", "CB", "CY", "LS", "HB", "ANSI", "EN", "XB", "YS", "GC", "GA"}
)


def is_doubtful(number: StandardNumber) -> bool:
    short_code = number.type is DocumentType.INDUSTRY and "/" not in number.prefix and number.prefix != "HJ"
    return number.prefix in _ALSO_OTHER or (short_code and len(number.serial) < 3)
