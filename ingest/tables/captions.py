"""表题: number, caption and unit of a table, from the lines above it or its own first row (GB/T 1.1-2020, 9.9.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clauses.paragraphs import join_lines
from ingest.lines import Line, SourceTable
from kg.identifiers import fold
from kg.units import Unit

# The only table of an annex may carry its letter alone (表 A).
_NUMBER = r"(?:[A-Z]{0,2}\s?[.．]?\s?\d{1,3}(?:\s?[.．\-－—–]\s?\d{1,3}){0,2}[a-z]?|[A-Z](?=\s+(?![类级型\d.])|$))"
_CONTINUED = r"[(（]\s*续\s*(?:表)?\s*\d*\s*[)）]"
_CAPTION = re.compile(rf"(?P<before>续)?\s*表\s*(?P<number>{_NUMBER})(?![\d.])\s*(?P<after>{_CONTINUED})?\s*(?P<words>.*)", re.DOTALL)
_BARE_CONTINUED = re.compile(rf"续\s*表\s*|表?\s*{_CONTINUED}\s*")
_SENTENCE = re.compile(r"[。；;]|^[的中所列规给内为是和与及、，,]|^(?:规定|列出|给出|执行)")
_UNIT = re.compile(r"[(（]?\s*(?:计量|计算)?单\s*位\s*(?:[:：]|为(?=\S))\s*(?P<unit>.+)$", re.DOTALL)
# 以质量分数表示（%）, 以百分数表示: what the values are parts of.
_FRACTION = re.compile(r"\s*(?:数值)?以(?:质量分数|体积分数|摩尔分数|百分数|百分率)(?:表示|计)\s*\(?\s*(?P<unit>[%‰])?\s*\)?\s*")
_ASIDE = re.compile(r"[(（][^()（）]{1,30}[)）]")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above a table. ``line`` is the line that the caption begins in, None where there is none."""

    number: str | None = None
    words: str | None = None
    unit: str | None = None
    continued: bool = False
    line: Line | None = None


def parse_caption(text: str) -> Caption | None:
    """A line that is a caption, not a sentence about a table; None for others.

    >>> parse_caption("表 A.1(续) 限值 单位：mg/m3")
    Caption(number='表A.1', words='限值', unit='mg/m3', continued=True, line=None)
    >>> parse_caption("表1规定的限值。") is None
    True
    """
    text = text.strip()
    if _BARE_CONTINUED.fullmatch(text):
        return Caption(continued=True)
    match = _CAPTION.match(fold(text))  # Ｃ．１ is printed in full width by some fonts
    if match is None or len(text) > _LONGEST:
        return None
    words, unit = split_unit(text[match.start("words") :].strip())
    continued = bool(match["before"] or match["after"])
    if trailing := re.search(rf"{_CONTINUED}\s*$", words):
        words, continued = words[: trailing.start()].strip(), True
    apart = re.search(r"(?:^|\s{2,})([^\u4e00-\u9fff\s]{2,12})$", words)
    if unit is None and apart is not None and Unit.parse_or_none(apart[1]) is not None:
        # 表 1    mm: set apart at the right margin without a word.
        words, unit = words[: apart.start()].strip(), apart[1]
    if _SENTENCE.search(words) or words.endswith(("：", ":", "，", ",")):
        return None
    number = re.sub(r"\s+", "", fold(match["number"]))
    return Caption(f"表{number}", words or None, unit or _bracketed_unit(words), continued)


def split_unit(text: str) -> tuple[str, str | None]:
    """A line's words and the unit stated in it (单位：…, 单位为…), with what is said of exceptions.

    >>> split_unit("排放限值（单位：mg/L）")
    ('排放限值', 'mg/L')
    """
    match = _UNIT.search(text)
    if match is None:
        return text, None
    unit = match["unit"].strip()
    if match[0][0] in "(（" and unit[-1] in ")）":
        unit = unit[:-1].strip()
    return text[: match.start()].strip(), re.sub(r"\s+", " ", unit) or None


def caption_above(table: SourceTable, lines: Sequence[Line], first: int) -> Caption:
    """The caption over ``table``, whose first line is ``lines[first]``; its unit may stand in a line of its own.

    ``lines`` are without running heads. Looks back over at most four lines, one of which may be the
    caption's second line and one an aside such as （第一时段）.
    """
    if table.caption:
        given = parse_caption(table.caption) or Caption(words=table.caption)
        stated_above = next((u for line in lines[max(0, first - 2) : first] if (u := _unit_line(line.text))), None)
        return Caption(given.number, given.words, given.unit or stated_above, given.continued)
    unit = None
    tail: list[str] = []
    for index in range(first - 1, max(0, first - 4) - 1, -1):
        line = lines[index]
        text = line.text.strip()
        if line.table is not None and not _same_block(line, table):
            break
        found = parse_caption(text)
        if found is not None:
            words = join_lines([found.words or "", *reversed(tail)]).strip() or None
            stated = found.unit or unit or (_unit_over(line, lines[index - 1]) if index else None)
            return Caption(found.number, words, stated, found.continued, line)
        stated = _unit_line(text) or _unit_at_right(line, table)
        if stated is not None and unit is None:
            unit = stated
        elif _ASIDE.fullmatch(text) or (not tail and _second_line(line, table)):
            tail.append(text)
        else:
            break
    return Caption(unit=unit if not tail else None)


def _unit_line(text: str) -> str | None:
    if fraction := _FRACTION.fullmatch(fold(text)):
        return fraction["unit"] or "%"
    words, unit = split_unit(text.strip())
    if unit is not None:
        return unit if not words and len(text) < 60 else None
    return _bracketed_unit(words) if _ASIDE.fullmatch(words) else None


def _bracketed_unit(text: str) -> str | None:
    """The unit that stands in brackets at the end of ``text`` without the word 单位; a single letter may be anything."""
    match = re.search(r"[(（]([^\u4e00-\u9fff]{2,20})[)）]$", text)
    unit = match[1].strip() if match else ""
    return unit if len(unit) > 1 and Unit.parse_or_none(unit) is not None else None


def _unit_at_right(line: Line, table: SourceTable) -> str | None:
    """The unit that stands alone over the right end of a table, as standards of the 1980s print it."""
    if line.box is None or table.box is None or line.page != table.page or line.box[0] < (table.box[0] + table.box[2]) / 2:
        return None
    text = line.text.strip()
    return text if len(text) < 20 and Unit.parse_or_none(text) is not None else None


def _unit_over(caption: Line, above: Line) -> str | None:
    """The unit that the line directly over a caption states: set at the right margin it may stand half a line higher."""
    if above.table is not None or above.page != caption.page:
        return None
    if above.box is not None and caption.box is not None and above.box[1] - caption.box[1] > 2.5 * (caption.size or 10.0):
        return None
    return _unit_line(above.text)


def _same_block(line: Line, table: SourceTable) -> bool:
    """Whether a line counted to a drawing or table may still be the caption: it stands above the table's box."""
    return line.box is not None and table.box is not None and line.page == table.page and line.box[1] >= table.box[3]


def _second_line(line: Line, table: SourceTable) -> bool:
    """Whether a line can be the second line of a caption: centred over the table, short, no sentence."""
    if line.box is None or table.box is None or line.page != table.page:
        return False
    size = line.size or 10.0
    centred = abs((line.box[0] + line.box[2]) / 2 - (table.box[0] + table.box[2]) / 2) < 3 * size
    return centred and len(line.text) < 40 and not re.search(r"[。；：:，,]$", line.text.strip()) and line.box[0] > table.box[0] + 2 * size
