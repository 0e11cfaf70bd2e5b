"""工程建设标准 (GB 50xxx, JGJ, CJJ): what is printed behind the body, and is no clause of it.

用词说明 explains the modal verbs, 引用标准名录 lists the normative references, and 条文说明 goes through the clauses again
under their own numbers: reasons, examples and the values of other countries, none of which require anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import Line
from kg.identifiers import fold

WORDING = re.compile(
    r"(?:附\s*加?\s*[:：]?\s*)?(?:本\s*[\u4e00-\u9fff\s]{2,8}?|标\s*准)\s*(?:的\s*)?用\s*词\s*(?:和\s*用\s*语\s*|用\s*语\s*)?说\s*明"
)
QUOTED = re.compile(r"(?:本\s*[\u4e00-\u9fff\s]{2,8}?)?\s*引\s*用\s*(?:的\s*)?标\s*准\s*(?:名\s*录|目\s*录|一\s*览)")
_EXPLANATION = re.compile(r"(?:附\s*[:：]?\s*)?(?:《[^《》]{4,40}》)?\s*条\s*文\s*说\s*明")
_FIRST_CLAUSE = re.compile(r"1\s?\.\s?0\s?\.\s?1(?!\d)")
_CLAUSE = re.compile(r"(\d{1,2})\s?\.\s?(\d{1,2})\s?\.\s?(\d{1,3})(?![\d.])")
_TITLE_LINE = 36


def explanation_start(lines: Sequence[Line]) -> int:
    """Index of the first line of 条文说明, its title page included; ``len(lines)`` where there is none.

    Only behind a clause 1.0.1, and only where the clauses are counted anew behind it: other documents speak of a 条文说明
    without having one, and road standards print a few lines of it below each clause.
    """
    begun = False
    for i, line in enumerate(lines):
        text = fold(line.text).strip()
        begun = begun or _FIRST_CLAUSE.match(text) is not None
        if not begun or line.table is not None or not _EXPLANATION.fullmatch(text) or not _counts_anew(lines, i):
            continue
        first = i
        while first and lines[first - 1].page == line.page and _is_of_title_page(lines[first - 1]):
            first -= 1
        return first
    return len(lines)


def is_explanation(text: str) -> bool:
    """Whether a line is the heading 条文说明."""
    return _EXPLANATION.fullmatch(fold(text).strip()) is not None


def _counts_anew(lines: Sequence[Line], place: int) -> bool:
    before = next((number for line in reversed(lines[:place]) if (number := _number(line)) is not None), None)
    behind = next((number for line in lines[place:] if (number := _number(line)) is not None), None)
    return before is not None and (behind is None or behind < before)


def _number(line: Line) -> tuple[int, ...] | None:
    match = _CLAUSE.match(fold(line.text).strip()) if line.table is None else None
    return tuple(map(int, match.groups())) if match else None


def _is_of_title_page(line: Line) -> bool:
    return len(line.text) <= _TITLE_LINE and not re.search(r"[。；;，]|^\s*\d+(?:\.\d+)*\s*[)）《]", line.text)
