"""目次与正文: what the table of contents names and the body lacks, names otherwise, or lacks itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ingest.lines import Line
from kg.identifiers import fold
from kg.model import Clause, Finding, Severity

_CHINESE = re.compile("[\u4e00-\u9fff]")
_SHOWN = 8
_SIMILAR_WHEN_RECOGNISED = 0.5
"""Headings that OCR read twice differ in a character here and there; below this share they are others."""


def compared_with_contents(clauses: Sequence[Clause], contents: Sequence[tuple[str, str]], printed: Sequence[Line]) -> Iterator[Finding]:
    """What a reader who turns from the entries (number, heading) to the body would stumble over; ``printed`` are the entries' lines.

    The body decides in each case: it is what the document provides.
    """
    if not contents:
        return
    place = f"page {printed[0].page}" if printed else "table of contents"
    found: dict[str, list[Clause]] = {}
    for clause in clauses:
        found.setdefault(clause.number, []).append(clause)
    missing = [number for number, _ in contents if number not in found]
    if missing:
        names = "、".join(missing[:_SHOWN])
        yield Finding(
            Severity.WARNING,
            "contents_differ",
            place,
            f"目次列有 {names}，正文没有，请核对这些页 the table of contents names what the body does not have",
        )
    recognised = any(line.confidence < 1.0 for line in printed)
    for number, entry in contents:
        own = [clause for clause in found.get(number, []) if clause.heading is None or _in_one_language(entry, clause.heading)]
        if entry and own and not any(clause.heading is None or _same(entry, clause.heading, recognised) for clause in own):
            yield Finding(
                Severity.WARNING,
                "contents_title_differs",
                f"page {own[0].at.page}",
                f"{number} 的标题正文为“{own[0].heading}”，目次（{place}）为“{entry}”，取正文 the table of contents has another heading; that of the body was taken",
            )
    listed = {number for number, _ in contents}
    chapters = {number for number in listed if number.isdigit()}
    if len(chapters) < 2:
        return
    for clause in clauses:
        if clause.level == 1 and clause.number.isdigit() and clause.number not in listed:
            yield Finding(
                Severity.WARNING,
                "contents_lack",
                f"page {clause.at.page}",
                f"{clause.number}“{clause.heading or ''}”不在目次（{place}）中，保留 is not in the table of contents; it was kept",
            )


def _in_one_language(entry: str, heading: str) -> bool:
    """目次 may be printed again in English."""
    return all(_CHINESE.search(text) for text in (entry, heading)) or not any(_CHINESE.search(text) for text in (entry, heading))


def _same(entry: str, heading: str, recognised: bool) -> bool:
    """Whether an entry names a heading: an entry over two lines may be cut, a heading may go on in English.

    >>> _same("技术要求", "技术要求 Requirements", False), _same("检验规则", "检验方法", False)
    (True, False)
    """
    one, other = (re.sub(r"[^\w\u4e00-\u9fff]|_", "", fold(text)).lower() for text in (entry, heading))
    if one.startswith(other) or other.startswith(one):
        return True
    return recognised and SequenceMatcher(None, one, other).ratio() >= _SIMILAR_WHEN_RECOGNISED
