"""Citations in what the project's readers make of PDF, OFD, HTML and XML: lines with pages, and tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.citations.found import Citation, Found, Place
from ingest.citations.in_tables import table_citations
from ingest.citations.in_text import text_citations
from ingest.citations.own_number import number_of_cover, own_number
from ingest.citations.places import line_place, page_place
from ingest.citations.titles_beside import INDEX
from ingest.clauses.paragraphs import join_lines
from ingest.lines import Line, SourceTable, SourceText
from kg.identifiers import StandardNumber, find_numbers, fold

_ROOM = 24.0
"""PDF points: a line that leaves more at its right ends a paragraph."""
# A line that cannot end here: the prefix of a number without its digits, a dash behind digits, an open bracket.
_GOES_ON = re.compile(r"(?<![A-Za-z])(?:[A-Z]{2,5}(?:/[A-Z]{1,3})?|\d\s*-|\()\s*$")
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class _Block:
    """Printed lines that run on, as one text; ``starts`` are the places in it where they begin."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]


def source_citations(source: SourceText) -> list[Citation]:
    """Citations of a document in reading order, without its own number."""
    places = _Places(source)
    own = own_number(source.lines)
    cover = own is not None and number_of_cover([line.text for line in source.lines if line.page == 1]) is not None
    found = [*_in_blocks(source, places, own, cover), *_in_tables(source, places, own)]
    return [citation for _, citation in sorted(found, key=lambda item: item[0])]


def _in_blocks(source: SourceText, places: _Places, own: StandardNumber | None, cover: bool) -> Iterator[tuple[int, Citation]]:
    lines = [line for line in source.lines if not line.furniture and not (cover and line.page == 1)]
    for block in _blocks(lines):
        for one in text_citations(block.text, entry=True):
            if is_own(one, own):
                continue
            start = places.offset(block, one.start)
            end = places.offset(block, one.end, end=True)
            yield start, Citation(block.text[one.start : one.end].strip(), places.of(start, end), one)


def _in_tables(source: SourceText, places: _Places, own: StandardNumber | None) -> Iterator[tuple[int, Citation]]:
    for number, table in enumerate(source.tables, start=1):
        for hit in table_citations(table.texts, _covered(table)):
            if is_own(hit.found, own):
                continue
            cell = table.rows[hit.row][hit.column]
            start = max(cell.start, table.start)
            place = places.of(start, max(cell.end, start))
            data = place.data | {"table": number, "row": hit.row + 1, "column": hit.column + 1}
            yield start, Citation(hit.raw, replace(place, data=data), hit.found)


def is_own(one: Found, own: StandardNumber | None) -> bool:
    """Whether a document speaks of itself."""
    return own is not None and len(one.numbers) == 1 and one.numbers[0].edition == own


def _covered(table: SourceTable) -> frozenset[tuple[int, int]]:
    seen: set[tuple[int, int]] = set()
    covered = set()
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if cell.start < 0:
                continue
            span = (cell.start, cell.end)
            if span in seen:
                covered.add((r, c))
            seen.add(span)
    return frozenset(covered)


def _blocks(lines: Sequence[Line]) -> Iterator[_Block]:
    right: dict[int, float] = {}
    for line in lines:
        if line.box is not None and line.table is None:
            right[line.page] = max(right.get(line.page, 0.0), line.box[2])
    group: list[Line] = []
    for line in lines:
        if line.table is not None:
            if group:
                yield _block(group)
            group = []
            continue
        if group and not _runs_on(group, line, right.get(group[-1].page, 0.0)):
            yield _block(group)
            group = []
        group.append(line)
    if group:
        yield _block(group)


def _runs_on(group: Sequence[Line], line: Line, right: float) -> bool:
    before = group[-1]
    text = fold(before.text).rstrip()
    if line.heading is not None or before.heading is not None or sum(len(one.text) for one in group) > _LONGEST:
        return False
    if runs_on(text):
        return True
    if before.box is None:
        return False
    return before.box[2] >= right - _ROOM and not text.endswith(("。", ";", "；", ":")) and not _begins_entry(line.text)


def runs_on(text: str) -> bool:
    """Whether a line breaks off within a number or a title.

    >>> runs_on("按 GB/T"), runs_on("见《虚构设备"), runs_on("按 GB/T 99001-"), runs_on("结束。")
    (True, True, True, False)
    """
    return _GOES_ON.search(text) is not None or text.count("《") > text.count("》")


def _begins_entry(text: str) -> bool:
    index = INDEX.match(fold(text))
    at = index.end() if index else 0
    return next((start for _, start, _ in find_numbers(text)), -1) == at or (index is not None and at > 0 and bool(index[0].strip()))


def _block(lines: Sequence[Line]) -> _Block:
    starts = []
    text = ""
    for line in lines:
        joined = join_lines([text, line.text]) if text else line.text.strip()
        starts.append(len(joined) - len(line.text.strip()))
        text = joined
    return _Block(text, tuple(lines), tuple(starts))


class _Places:
    """From offsets of the document text to pages and lines as people count them."""

    def __init__(self, source: SourceText) -> None:
        self._paged = source.pages > 1 or source.format not in ("html", "text", "markdown", "docx", "sts", "portal")
        self._starts = [line.start for line in source.lines]
        self._pages = [line.page for line in source.lines]
        counts: dict[int, int] = {}
        self._numbers: list[int] = []
        for line in source.lines:
            # Running heads count: a person who counts lines on a page counts them too.
            counts[line.page] = counts.get(line.page, 0) + 1
            self._numbers.append(counts[line.page] if self._paged else len(self._numbers) + 1)
        self._headings: list[str | None] = []
        heading: str | None = None
        for line in source.lines:
            heading = line.text.strip() if line.heading is not None else heading
            self._headings.append(heading)

    def offset(self, block: _Block, position: int, *, end: bool = False) -> int:
        """Where a place in a block stands in the document text."""
        i = max(bisect_right(block.starts, position - 1 if end else position) - 1, 0)
        line = block.lines[i]
        lead = len(line.text) - len(line.text.lstrip())
        return min(line.start + lead + position - block.starts[i], line.end)

    def of(self, start: int, end: int) -> Place:
        """The place of [start, end) of the document text."""
        i = max(bisect_right(self._starts, start) - 1, 0)
        place = page_place(self._pages[i], self._numbers[i], start, end) if self._paged else line_place(self._numbers[i], self._headings[i])
        return replace(place, data=place.data | {"start": start, "end": end})
