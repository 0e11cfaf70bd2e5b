"""术语条目: clause, Chinese term, English equivalent, definition (GB/T 1.1-2020, 8.7; ISO 10241-1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kg.identifiers import fold, narrow
from kg.model import Clause, TermEntry

_SECTION = re.compile(r"(?:术语|名词|定义).*|[^。；，]{0,16}(?:的|与|和|基本|通用|一般|相关|有关)(?:名词)?术语(?:(?:和|及|与)(?:其)?定义)?")
# Documents that are nothing but terms order them in chapters by topic (量和单位, 测量): JJF 1001, GB/T 27000, GB/T 20000.1.
_OF_TERMS = re.compile(r"术\s*语|词\s*汇|名\s*词")
_NO_TERMS = re.compile(
    r"(?:适用)?范围|(?:规范性)?引用(?:文件|标准)|总则|概述|引言|前言|(?:符号|缩略语|单位)(?:和|及|与|$).*|一般(?:要求|规定)"
)
_MOST_ARE_TERMS = 0.6
_COLON = re.compile(r"^(?P<zh>[^：:。]{2,30}?)\s*(?P<en>[A-Za-z][A-Za-z\s,\-'()]*)?\s*[：:]\s*(?P<definition>.+)$", re.DOTALL)


def read_terms(clauses: Sequence[Clause], title: str | None = None) -> tuple[TermEntry, ...]:
    """Term entries of the clauses under 术语和定义; where ``title`` says that the document is one of terms, of all its chapters of terms."""
    sections = [c.number for c in clauses if c.level == 1 and c.heading and _SECTION.match(re.sub(r"\s+", "", c.heading))]
    if not sections:
        sections = [
            c.number for c in clauses if c.heading and re.fullmatch(r"术语(?:和|及|与)定义|定义|术语", re.sub(r"\s+", "", c.heading))
        ]
    if title is not None and _OF_TERMS.search(title):
        sections += [number for number in _topics(clauses) if number not in sections]
    entries = []
    for clause in clauses:
        if not any(clause.number.startswith(f"{number}.") for number in sections):
            continue
        if any(other.parent == clause.number for other in clauses) and not _is_wider_term(clause):
            continue  # a group of terms ("3.1 通用术语") has entries below it
        entry = _entry(clause)
        if entry is not None:
            entries += _each_term(entry)
    return tuple(entries)


def _topics(clauses: Sequence[Clause]) -> list[str]:
    """Chapters most of whose clauses give a term and its English equivalent."""
    parents = {clause.parent for clause in clauses}
    found = []
    for chapter in clauses:
        if chapter.level != 1 or chapter.number.startswith("附") or _NO_TERMS.fullmatch(re.sub(r"\s+", "", chapter.heading or "")):
            continue
        entries = [c for c in clauses if c.number.startswith(f"{chapter.number}.") and (c.number not in parents or _is_wider_term(c))]
        bilingual = [e for c in entries if (e := _entry(c)) is not None and e.term_en]
        if bilingual and len(bilingual) >= _MOST_ARE_TERMS * len(entries):
            found.append(chapter.number)
    return found


# Particular standards say what becomes of an entry of the general one before they print it.
_CHANGED = re.compile(r"(?:增加|代替|替换|补充|修改|替代)\s*[：:]?")


def _is_wider_term(clause: Clause) -> bool:
    """Whether a clause that has entries below it defines a term itself: it gives the English one, and a definition."""
    return split_bilingual(narrow(clause.heading or ""))[1] is not None and clause.text.strip() != ""


_PAIRS = re.compile(r"(?:[\u4e00-\u9fff]{1,12}\s*[A-Za-z][A-Za-z\s\-]*[、,，;；]\s*)+[\u4e00-\u9fff]{1,12}\s*[A-Za-z][A-Za-z\s\-]*")


def _each_term(entry: TermEntry) -> list[TermEntry]:
    """Two terms defined together ("昼间 day-time、夜间 night-time") are two entries of one definition."""
    if not _PAIRS.fullmatch(heading := f"{entry.term_zh} {entry.term_en or ''}".strip()):
        return [entry]
    pairs = [split_bilingual(pair.strip()) for pair in re.split(r"[、,，;；]", heading)]
    return [replace(entry, term_zh=zh, term_en=en) for zh, en in pairs]


def _entry(clause: Clause) -> TermEntry | None:
    heading = narrow((clause.heading or "").strip())
    if re.match(r"(?:符号|缩略语|缩写|代号|(?:计量)?单位(?:[和与及、]|$))", re.sub(r"\s+", "", heading)):
        return None
    paragraphs = [p for p in clause.text.split("\n") if p.strip()]
    if _CHANGED.fullmatch(heading):
        heading = ""
    if not heading and len(paragraphs) > 1 and _CHANGED.fullmatch(paragraphs[0].strip()):
        paragraphs = paragraphs[1:]
    if not heading and paragraphs and len(paragraphs[0]) <= 60 and not paragraphs[0].rstrip().endswith("。"):
        heading, paragraphs = paragraphs[0].strip(), paragraphs[1:]
    if not heading:
        # "3.1 首次检定：对未曾检定过的…" in one sentence.
        if paragraphs and (match := _COLON.match(paragraphs[0])):
            definition = "\n".join([match["definition"].strip(), *paragraphs[1:]])
            return TermEntry(clause.number, match["zh"].strip(), match["en"].strip() if match["en"] else None, definition, clause.at)
        return None
    zh, en = split_bilingual(heading)
    if en is None and paragraphs and re.fullmatch(r"[A-Za-z][A-Za-z0-9\s,;\-'()/]*", fold(paragraphs[0]).strip()):
        en, paragraphs = fold(paragraphs[0]).strip(), paragraphs[1:]
    if not paragraphs or (not re.search(r"[\u4e00-\u9fff]", zh) and not re.fullmatch(r"[A-Za-z0-9\- ]{2,40}", zh)):
        return None
    entry = _taken_apart(paragraphs)
    if not entry.definition:
        return None
    return TermEntry(
        clause.number, zh, en, entry.definition, clause.at, tuple(entry.admitted), tuple(entry.deprecated), tuple(entry.notes), entry.source
    )


@dataclass(slots=True)
class _Paragraphs:
    """What stands below the heading of an entry, sorted by kind."""

    definition: str = ""
    admitted: list[str] = field(default_factory=list)
    deprecated: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    source: str | None = None


_SOURCE = re.compile(r"\s*[\[［【]\s*(?:来源|改写|引自)?\s*[:：]?\s*(?P<source>[^\]］】]*(?:来源|定义|术语|\d{4})[^\]］】]*)[\]］】]\s*$")
_LABELLED = re.compile(r"(?P<label>许用术语|同义词|拒用术语|拒用|被取代术语|DEPRECATED)\s*[:：]\s*(?P<words>.+)")
_NOTE = re.compile(r"(?:注|示例)\s*\d*\s*[:：]\s*")


def _taken_apart(paragraphs: Sequence[str]) -> _Paragraphs:
    """Admitted and deprecated terms above the definition, notes and source behind it."""
    found = _Paragraphs()
    definition: list[str] = []
    for i, paragraph in enumerate(paragraphs):
        text = paragraph.strip()
        folded = fold(text)
        if (match := _SOURCE.fullmatch(folded)) or (found.notes == [] and (match := _SOURCE.search(folded)) and definition):
            if found.source is None:
                # As printed: folding keeps the offsets.
                found.source = text[match.start("source") : match.end("source")].strip(" :：")
            text = text[: match.start()].strip()
            if not text:
                continue
        if match := _LABELLED.match(folded):
            words = [word.strip() for word in re.split(r"[;；、,，]", match["words"]) if word.strip()]
            (found.admitted if match["label"] in ("许用术语", "同义词") else found.deprecated).extend(words)
        elif match := _NOTE.match(folded):
            found.notes.append(text[match.end() :])
        elif found.notes:
            found.notes[-1] += "\n" + text
        elif not definition and _is_admitted(folded, paragraphs[i + 1 :]):
            found.admitted.append(text)
        else:
            definition.append(text)
    found.definition = "\n".join(definition)
    return found


def _is_admitted(text: str, following: Sequence[str]) -> bool:
    """A short line of its own between term and definition: an abbreviation (VOCs) or another name."""
    definition_follows = bool(following) and not _NOTE.match(fold(following[0])) and not _SOURCE.fullmatch(fold(following[0]))
    if not definition_follows or re.search(r"[。；：:,，]", text):
        return False
    return (
        re.fullmatch(r"[a-z]|(?=.*[A-Z])[A-Za-z0-9][A-Za-z0-9.\-/ ]{0,24}", text) is not None
        or re.fullmatch(r"[\u4e00-\u9fff]{2,10}", text) is not None
    )


def split_bilingual(heading: str) -> tuple[str, str | None]:
    """A heading as (Chinese, English).

    >>> split_bilingual("氧含量 O2 content")
    ('氧含量', 'O2 content')
    >>> split_bilingual("1 小时均值 1-hour average value")
    ('1 小时均值', '1-hour average value')
    >>> split_bilingual("排放速率(Emission rate)")
    ('排放速率', 'Emission rate')
    >>> split_bilingual("污水")
    ('污水', None)
    >>> split_bilingual("程序 A procedure A"), split_bilingual("X 射线 X ray"), split_bilingual("强度（24 h） strength at 24 h")
    (('程序 A', 'procedure A'), ('X 射线', 'X ray'), ('强度（24 h）', 'strength at 24 h'))
    """
    folded = fold(heading)
    # An abbreviation in brackets is no English equivalent: that has words.
    if bracketed := re.match(r"^(?P<zh>[^()]*[\u4e00-\u9fff])\s*\((?P<en>(?=.*[a-z]{4})[A-Za-z][A-Za-z\s\-,;']{3,})\)$", folded):
        return heading[: bracketed.end("zh")].strip(), re.sub(r"\s+", " ", bracketed["en"]).strip()
    if (joined := re.match(r"^(?P<zh>.*[\u4e00-\u9fff)])(?P<en>[A-Za-z][A-Za-z\s\-,;'()0-9]{2,})$", folded)) and not _is_mark(
        joined["zh"], joined["en"]
    ):
        return heading[: joined.end("zh")].strip(), re.sub(r"\s+", " ", joined["en"]).strip()
    for match in re.finditer(r"(?<=[\u4e00-\u9fff)\]”0-9A-Za-z）])[\s;；,，]+(?=[A-Za-z]|\d{1,3}-[a-z]{2})", folded):
        tail = folded[match.end() :]
        if (
            not re.search(r"[\u4e00-\u9fff]", tail)
            and re.search(r"[A-Za-z]{2}", tail)
            and re.search(r"[\u4e00-\u9fff]", folded[: match.start()])
            and not _is_mark(folded[: match.start()], tail)
        ):
            return re.sub(r"\s+", " ", heading[: match.start()].strip(" ,，;；")), re.sub(r"\s+", " ", tail).strip()
    return heading.strip(), None


_MARK = re.compile(r"(?P<mark>[A-Z]|[IVX]{1,4}|h|d|s|min|kg|g|mm|cm|m)\)?\s+(?P<rest>[A-Za-z].*)", re.DOTALL)


def _is_mark(before: str, tail: str) -> bool:
    """Whether ``tail`` begins with a letter or a unit that ends the Chinese term (程序 A, 强度 24 h), not with its English one.

    The English term says the letter again (procedure A); a letter that the Chinese one has already (X 射线) begins the English one.
    """
    match = _MARK.match(tail)
    if match is None:
        return False
    mark = match["mark"]
    if not mark[0].isupper():
        return re.search(r"\d\s*$", before) is not None
    again = re.search(rf"(?<![A-Za-z]){re.escape(mark)}(?![A-Za-z])", match["rest"]) is not None
    return again and re.search(rf"(?<![A-Za-z]){re.escape(mark)}(?![A-Za-z])", before) is None
