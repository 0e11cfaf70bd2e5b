"""Citations in a Word document: body, tables, text boxes, headers and footers, notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.citations.found import Citation, Place
from ingest.citations.in_source import is_own
from ingest.citations.in_tables import table_citations
from ingest.citations.in_text import numbers_only, text_citations
from ingest.citations.own_number import number_of_cover
from ingest.citations.places import paragraph_place, part_place, word_table_place
from ingest.citations.word_text import open_word, other_parts, paragraphs, printed, rows_of
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.word.numbering import Numbering, W
from kg.identifiers import StandardNumber, find_numbers

_COVER_LINES = 25
_NUMBERING_PART = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"


def word_citations(path: Path, limits: Limits = DEFAULT_LIMITS) -> list[Citation]:
    """Citations of a .docx in the order of the document, then those of headers, footers and notes. Raises UnreadableDocument."""
    document = open_word(path, limits)
    own = _own(document)
    return [one for one in [*_Body(document).citations(), *_in_other_parts(document)] if not is_own(one.found, own)]


def _own(document: Any) -> StandardNumber | None:
    first = []
    for paragraph in paragraphs(document.element.body):
        if text := printed(paragraph).text.strip():
            first.append(text)
        if len(first) >= _COVER_LINES:
            break
    cover = number_of_cover(first)
    if cover is not None:
        return cover
    # A running head that is a number and nothing else, the same as a line by itself at the beginning.
    alone = {next(find_numbers(text))[0].edition for text in first if numbers_only(text)}
    for kind, root in other_parts(document):
        if kind == "header":
            for paragraph in paragraphs(root):
                text = printed(paragraph).text
                if numbers_only(text) and (number := next(find_numbers(text))[0].edition) in alone:
                    return number
    return None


class _Body:
    """The body, walked once: paragraphs and tables with the heading above."""

    def __init__(self, document: Any) -> None:
        body = document.element.body
        self._body = body
        numbering = next(
            (
                relation.target_part.element
                for relation in document.part.rels.values()
                if relation.reltype == _NUMBERING_PART and not relation.is_external and hasattr(relation.target_part, "element")
            ),
            None,
        )
        self._numbering = Numbering(document.styles.element, numbering)
        # The annotator finds a paragraph again by its place among all of them.
        self._ordinals = {id(paragraph): i for i, paragraph in enumerate(self._kept(body))}
        self._paragraph = 0
        self._table = 0
        self._heading: str | None = None

    def _kept(self, body: Any) -> list[Any]:
        # Held for the life of the walk: lxml gives an element a new identity when nobody holds the old one.
        self._elements = list(paragraphs(body))
        return self._elements

    def citations(self) -> Iterator[Citation]:
        yield from self._blocks(self._body)

    def _blocks(self, container: Any) -> Iterator[Citation]:
        for child in container:
            if child.tag == W + "p":
                yield from self._in_paragraph(child)
                for box in child.iter(W + "txbxContent"):
                    if not any(above.tag.endswith("}Fallback") for above in box.iterancestors() if isinstance(above.tag, str)):
                        yield from self._blocks(box)
            elif child.tag == W + "tbl":
                yield from self._in_table(child)
            elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "moveTo", W + "customXml", W + "smartTag"):
                yield from self._blocks(child)

    def _in_paragraph(self, paragraph: Any) -> Iterator[Citation]:
        text = printed(paragraph).text
        prefix = self._numbering.prefix(paragraph)
        if not text.strip():
            return
        self._paragraph += 1
        if self._numbering.heading(paragraph) is not None:
            self._heading = f"{prefix}{text}".strip()
        place = paragraph_place(self._paragraph, self._heading)
        for one in text_citations(text, entry=True):
            yield Citation(text[one.start : one.end].strip(), place, one, self._anchor(paragraph, one.start, one.end))

    def _in_table(self, table: Any) -> Iterator[Citation]:
        self._table += 1
        number, heading = self._table, self._heading
        rows = rows_of(table)
        if sum(len(row) for row in rows) == 1:
            # A table of one cell is a frame around text.
            yield from self._blocks(rows[0][0][0] if rows[0] else rows[-1][-1][0])
            return
        width = max((column + 1 for row in rows for _, column, _ in row), default=0)
        texts = [[""] * width for _ in rows]
        cells: dict[tuple[int, int], list[tuple[int, Any, str]]] = {}
        covered = set()
        for r, row in enumerate(rows):
            for cell, column, continues in row:
                if continues and r > 0:
                    texts[r][column] = texts[r - 1][column]
                    covered.add((r, column))
                    continue
                cells[r, column] = _cell(cell)
                texts[r][column] = "\n".join(text for _, _, text in cells[r, column]).strip("\n")
        for hit in table_citations(texts, frozenset(covered)):
            place = word_table_place(number, hit.row + 1, hit.column + 1, heading)
            anchor = self._cell_anchor(cells[hit.row, hit.column], hit.found.start, hit.found.end)
            yield Citation(hit.raw, place, hit.found, anchor)

    def _cell_anchor(self, cell: list[tuple[int, Any, str]], start: int, end: int) -> dict[str, Any]:
        """The part of [start, end) of a cell's text that stands in the paragraph where it begins."""
        at, paragraph, text = max((part for part in cell if part[0] <= start), key=lambda part: part[0], default=cell[0])
        return self._anchor(paragraph, start - at, min(end - at, len(text)))

    def _anchor(self, paragraph: Any, start: int, end: int) -> dict[str, Any]:
        return {"paragraph": self._ordinals.get(id(paragraph), -1), "start": start, "end": end}


def _cell(cell: Any) -> list[tuple[int, Any, str]]:
    """(offset in the cell's text, paragraph, its text) of each paragraph with words."""
    parts = []
    length = 0
    for paragraph in paragraphs(cell):
        text = printed(paragraph).text
        if text:
            parts.append((length, paragraph, text))
            length += len(text) + 1
    return parts


def _in_other_parts(document: Any) -> Iterator[Citation]:
    counts: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for kind, root in other_parts(document):
        if kind in ("footnotes", "endnotes"):
            for note in root:
                if note.get(W + "type") is None:
                    counts[kind] = counts.get(kind, 0) + 1
                    yield from _in_part(note, part_place(kind[:-1], counts[kind]))
            continue
        text = "\n".join(printed(p).text for p in paragraphs(root)).strip()
        # First pages and even pages mostly repeat the head of the others.
        if text and (kind, text) not in seen:
            seen.add((kind, text))
            counts[kind] = counts.get(kind, 0) + 1
            yield from _in_part(root, part_place(kind, counts[kind]))


def _in_part(root: Any, place: Place) -> Iterator[Citation]:
    for paragraph in paragraphs(root):
        text = printed(paragraph).text
        for one in text_citations(text, entry=True):
            yield Citation(text[one.start : one.end].strip(), place, one)
