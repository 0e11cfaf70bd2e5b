"""Running heads and page numbers told from the text, and offsets given to lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from ingest.lines import Line
from kg.identifiers import fold

_PAGE_NUMBER = re.compile(r"[-—–·\s第]*(?:\d{1,4}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫIVXivx]{1,6}|[０-９]{1,4})[-—–·\s页]*(?:[/／共]\s*\d+\s*页?)?")


def mark_furniture(pages: list[list[Line]]) -> list[Line]:
    """Running heads and page numbers marked: the first and last lines of pages that repeat or only count."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_shape(candidate.text) for candidate in (*lines[:2], *lines[-2:])})
    marked = []
    for page_index, lines in enumerate(pages):
        for i, line in enumerate(lines):
            at_edge = i < 2 or i >= len(lines) - 2
            repeated = edges[_shape(line.text)] >= max(3, 0.3 * len(pages)) and len(line.text) < 60
            counts = (i == 0 or i == len(lines) - 1) and _PAGE_NUMBER.fullmatch(line.text) is not None
            # Two pages repeat nothing: what stands alone far from the text is told by what it says.
            apart = _stands_apart(lines, i) and (counts if i else _NUMBER_ALONE.fullmatch(fold(line.text)) is not None and page_index > 0)
            furniture = (at_edge and page_index > 0 and (repeated or counts)) or apart or _is_upright(lines, i)
            marked.append(replace(line, furniture=True) if furniture else line)
    return marked


_NUMBER_ALONE = re.compile(r"\s*[A-Z][A-Z0-9/() ]{1,12}\s*\d{1,6}(?:\.\d+)*\s*-\s*(?:\d{2}|\d{4})\s*")


def _stands_apart(lines: list[Line], i: int) -> bool:
    """Whether the first or last line of a page leaves more than a line's height between itself and the next."""
    own, neighbour = lines[i].box, lines[1 if i == 0 else i - 1].box if len(lines) > 1 else None
    if own is None or neighbour is None or i not in (0, len(lines) - 1):
        return False
    gap = own[1] - neighbour[3] if i == 0 else neighbour[1] - own[3]
    return gap > 1.5 * (own[3] - own[1])


def _is_upright(lines: list[Line], i: int) -> bool:
    """Whether line ``i`` belongs to a word set upright along the margin: one or two characters a line, same x, five in a row.

    A column of short cells in a table is none.
    """
    own = lines[i].box
    if len(lines[i].text) > 2 or own is None or lines[i].table is not None:
        return False
    run = 1
    for step in (-1, 1):
        j = i + step
        while 0 <= j < len(lines) and len(lines[j].text) <= 2 and (box := lines[j].box) is not None and abs(box[0] - own[0]) < 3:
            run, j = run + 1, j + step
    return run >= 5


def _shape(text: str) -> str:
    return re.sub(r"\s+", "", text)


def with_offsets(lines: list[Line]) -> tuple[Line, ...]:
    """The lines with ``start`` set as `ingest.lines.SourceText.text` joins them."""
    placed, offset = [], 0
    for line in lines:
        placed.append(replace(line, start=offset))
        offset += len(line.text) + 1
    return tuple(placed)
