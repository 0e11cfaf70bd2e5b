"""术语条目: clause, Chinese term, English equivalent, definition (GB/T 1.1-2020, 8.7; ISO 10241-1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.identifiers import fold, narrow
from kg.model import Clause, Evidence, TermEntry

_SECTION = re.compile(r"(?:术\s*语|名\s*词|定\s*义).*")
_COLON = re.compile(r"^(?P<zh>[^：:。]{2,30}?)\s*(?P<en>[A-Za-z][A-Za-z\s,\-'()]*)?\s*[：:]\s*(?P<definition>.+)$", re.DOTALL)


def read_terms(clauses: Sequence[Clause]) -> tuple[TermEntry, ...]:
    """Term entries of the clauses under 术语和定义."""
    sections = [c.number for c in clauses if c.level == 1 and c.heading and _SECTION.match(re.sub(r"\s+", "", c.heading))]
    if not sections:
        sections = [
            c.number for c in clauses if c.heading and re.fullmatch(r"术语(?:和|及|与)定义|定义|术语", re.sub(r"\s+", "", c.heading))
        ]
    entries = []
    for clause in clauses:
        if not any(clause.number.startswith(f"{number}.") for number in sections):
            continue
        if any(other.parent == clause.number for other in clauses):
            continue  # a group of terms ("3.1 通用术语") has entries below it
        entry = _entry(clause)
        if entry is not None:
            entries.append(entry)
    return tuple(entries)


def _entry(clause: Clause) -> TermEntry | None:
    heading = narrow((clause.heading or "").strip())
    if re.match(r"(?:符号|缩略语|缩写|代号|单位)", heading):
        return None
    paragraphs = [p for p in clause.text.split("\n") if p.strip()]
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
    definition = "\n".join(paragraphs)
    return TermEntry(clause.number, zh, en, definition, Evidence(clause.at.page, clause.at.start, clause.at.end, clause.at.quote))


def split_bilingual(heading: str) -> tuple[str, str | None]:
    """A heading as (Chinese, English).

    >>> split_bilingual("氧含量 O2 content")
    ('氧含量', 'O2 content')
    >>> split_bilingual("污水")
    ('污水', None)
    """
    folded = fold(heading)
    for match in re.finditer(r"(?<=[\u4e00-\u9fff)\]”0-9A-Za-z）])[\s;；,，]+(?=[A-Za-z])", folded):
        tail = folded[match.end() :]
        if (
            not re.search(r"[\u4e00-\u9fff]", tail)
            and re.search(r"[A-Za-z]{2}", tail)
            and re.search(r"[\u4e00-\u9fff]", folded[: match.start()])
        ):
            return re.sub(r"\s+", " ", heading[: match.start()].strip(" ,，;；")), re.sub(r"\s+", " ", tail).strip()
    if joined := re.match(r"^(?P<zh>.*[\u4e00-\u9fff)])(?P<en>[A-Za-z][A-Za-z\s\-,;'()0-9]{2,})$", folded):
        return heading[: joined.end("zh")].strip(), re.sub(r"\s+", " ", joined["en"]).strip()
    return heading.strip(), None
