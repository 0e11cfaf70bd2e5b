"""Where on a page tables without vertical rules stand: between level rules of one width, or below a caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.page.grid import Box
from ingest.readers.page.page import Rule
from ingest.readers.page.pieces import Piece, pieces_of
from ingest.readers.page.print import PrintedLine
from ingest.tables.captions import parse_caption, split_unit
from ingest.tables.notes import is_note

_SHARE = 0.25
"""A table's rule is at least this part of the width that the page's text takes."""

_FIGURE = re.compile(r"图\s?(?:[A-Z]\s?\.\s?)?\d{1,2}(?:[-.]\d{1,2})?(?:\s|$)")

_NARROWEST = 5.0
"""Below a caption a table may be as narrow as this many em."""


@dataclass(frozen=True, slots=True)
class Area:
    """A place where a table may stand: its box, the level rules in it, and the height of the rule below its head."""

    box: Box
    rules: tuple[Rule, ...] = ()
    head: float | None = None


def is_caption_line(text: str) -> bool:
    """Whether a line of a page is a table's caption."""
    found = parse_caption(text)
    return found is not None and (found.number is not None or found.continued)


def caption_above(box: Box, captions: Sequence[PrintedLine], em: float) -> PrintedLine | None:
    """The caption that stands over ``box``: at most the height of a few lines above it (unit, second line)."""
    for line in captions:
        x0, base, x1, _ = line.line.box or (0.0, 0.0, 0.0, 0.0)
        if -0.5 * em < base - box[3] < 6.5 * em and x0 < box[2] and x1 > box[0]:
            return line
    return None


def in_figure(box: Box, printed: Sequence[PrintedLine]) -> bool:
    """Whether what stands in ``box`` is part of a figure: below it come a figure's labels, if anything, and its caption.

    Boxes of a diagram joined by lines look like a table without caption.
    """
    for line in printed:
        if line.base >= box[1]:
            continue
        text = line.line.text.strip()
        if _FIGURE.match(text):
            return True
        if _is_sentence(text) or parse_caption(text) is not None:
            return False
    return False


def caption_of_two(box: Box, captions: Sequence[PrintedLine], em: float) -> str | None:
    """The caption over ``box`` where one line holds those of tables side by side; None where it does not."""
    line = caption_above(box, captions, em)
    parts = list(re.finditer(r"\S+(?:\s\S+)*", line.line.text)) if line is not None else []
    if line is None or len(parts) < 2 or not all(is_caption_line(part[0]) for part in parts):
        return None
    for part in parts:
        own = [char for char, (start, _) in zip(line.chars, line.spans, strict=True) if part.start() <= start < part.end()]
        if own and box[0] < (own[0].x0 + own[-1].x1) / 2 < box[2]:
            return part[0]
    return None


def stacks(single: Sequence[Rule], printed: Sequence[PrintedLine], captions: Sequence[PrintedLine], em: float) -> list[Area]:
    """Areas between level rules of one width (三线表): from a rule under a caption to the last before the next one."""
    width = max(line.chars[-1].x1 for line in printed) - min(line.chars[0].x0 for line in printed)
    long = [rule for rule in single if rule.x1 - rule.x0 > (_NARROWEST * em if _named(rule, captions, em) else _SHARE * width)]
    groups: list[list[Rule]] = []
    for rule in long:
        for group in groups:
            if abs(group[0].x0 - rule.x0) < em and abs(group[0].x1 - rule.x1) < em:
                group.append(rule)
                break
        else:
            groups.append([rule])
    areas: list[Area] = []
    for group in groups:
        parts: list[tuple[bool, list[Rule]]] = []
        for rule in group:
            named = _named(rule, captions, em)
            under = parts and parts[-1][0] and _caption_between(parts[-1][1][-1], rule, captions)
            if not parts or (named and (under or not parts[-1][0])):
                parts.append((named, [rule]))
            else:
                parts[-1][1].append(rule)
        for named, rules in parts:
            if len(rules) >= (2 if named else 3):
                top, bottom = rules[0], rules[-1]
                inner = [r for r in single if top.x0 - em < r.x0 and r.x1 < top.x1 + em and bottom.y0 < r.y0 < top.y0]
                cut = _cut_by_page(bottom, printed, em) if named and len(rules) == 2 else None
                head = rules[1].y0 if len(rules) > 2 or cut is not None else None
                areas.append(Area((top.x0, bottom.y0 if cut is None else cut, top.x1, top.y0), tuple(inner), head))
    return areas


def _cut_by_page(rule: Rule, printed: Sequence[PrintedLine], em: float) -> float | None:
    """Where the rows end that stand in columns between the rule below a head and the end of the page; None where others follow.

    A table that goes on has its last rule on the next page.
    """
    last = rule.y0
    below = sorted((line for line in printed if line.base < rule.y0), key=lambda line: -line.base)
    for k, line in enumerate(below):
        if len(pieces_of(line, rule.x0 - em, rule.x1 + em, em)) < 2:
            rest = below[k:]
            alone = len(rest) == 1 and len(rest[0].line.text) < 8  # the number of the page
            return last - 0.4 * em if k and alone else None
        if last - line.base > 4 * em:
            return None
        last = line.base
    return last - 0.4 * em if below else None


def _named(rule: Rule, captions: Sequence[PrintedLine], em: float) -> bool:
    """Whether a caption stands over a rule."""
    return caption_above((rule.x0, rule.y0, rule.x1, rule.y0), captions, em) is not None


def _caption_between(above: Rule, below: Rule, captions: Sequence[PrintedLine]) -> bool:
    return any(below.y0 < line.base < above.y0 for line in captions)


def captioned(captions: Sequence[PrintedLine], printed: Sequence[PrintedLine], taken: Sequence[Box], em: float) -> list[Area]:
    """Areas below captions under which no ruled table stands: as long as the lines keep columns (无框表)."""
    areas = []
    for caption in captions:
        if any(-0.5 * em < caption.base - box[3] < 8 * em or box[1] < caption.base < box[3] for box in taken):
            continue
        rows: list[tuple[PrintedLine, list[Piece]]] = []
        loose = 0
        for line in printed:
            if line.base >= caption.base - 0.5 * em or split_unit(line.line.text)[1] is not None:
                continue
            last = rows[-1][0].base if rows else caption.base
            if last - line.base > 3.5 * em or is_caption_line(line.line.text) or is_note(line.line.text):
                break
            pieces = pieces_of(line, 0.0, 1e6, em)
            if len(pieces) < 2:
                loose += 1
                if loose > 1 or not rows or _is_sentence(line.line.text):
                    break
            else:
                loose = 0
            rows.append((line, pieces))
        while rows and len(rows[-1][1]) < 2:
            rows.pop()
        wide = [pieces for _, pieces in rows if len(pieces) > 1]
        if len(wide) < 3:
            continue
        left = min(piece.x0 for _, pieces in rows for piece in pieces) - 0.5 * em
        right = max(piece.x1 for _, pieces in rows for piece in pieces) + 0.5 * em
        top, bottom = rows[0][0].base + 1.3 * em, rows[-1][0].base - 0.4 * em
        areas.append(Area((left, bottom, right, top)))
    return areas


def _is_sentence(text: str) -> bool:
    return len(text) > 25 or re.search(r"[。；]$", text.strip()) is not None or re.match(r"\d+(\.\d+)+\s", text) is not None
