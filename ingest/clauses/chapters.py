"""一、二、三 over paragraphs counted through: the chapters of verification regulations and standards before about 1990."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.clauses.numbers import NUMBERED, SENTENCE, tidy
from ingest.lines import Line
from kg.identifiers import fold

CHAPTER: Final = re.compile(r"\s*(?P<number>[一二三四五六七八九十]{1,3})(?:\s*、\s*|\s+)(?P<rest>[\u4e00-\u9fff].*)", re.DOTALL)
_NUMERALS: Final = "一二三四五六七八九"


def numeral(ordinal: int) -> str:
    """A number below 20 in Chinese.

    >>> numeral(3), numeral(10), numeral(12)
    ('三', '十', '十二')
    """
    if ordinal < 10:
        return _NUMERALS[ordinal - 1]
    return "十" + (_NUMERALS[ordinal - 11] if ordinal > 10 else "")


def chapter_at(line: Line, ordinal: int) -> str | None:
    """The heading of chapter ``ordinal`` where ``line`` begins it: short words without a sentence behind the numeral."""
    match = CHAPTER.match(line.text)
    if match is None or match["number"] != numeral(ordinal) or line.table is not None:
        return None
    # 概　　述: a heading of two words is set apart over the width of four.
    rest = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", match["rest"].strip())
    return rest if len(rest) <= 30 and not SENTENCE.search(fold(rest)) else None


def first_chapter(lines: Sequence[Line], apart: set[int]) -> int | None:
    """Index of the line that begins chapter 一, where paragraph 1 and chapter 二 follow; ``apart`` are lines of the contents."""
    first: int | None = None
    counted = False
    for i, line in enumerate(lines):
        if i in apart:
            continue
        if chapter_at(line, 1) is not None:
            first, counted = i, False
        elif first is not None and (match := NUMBERED.match(fold(line.text).strip())) and tidy(match["number"]) == "1":
            counted = True
        elif first is not None and counted and chapter_at(line, 2) is not None:
            return first
    return None
