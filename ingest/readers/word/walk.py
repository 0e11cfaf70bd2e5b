"""DOCX: the element tree of a body walked in document order: paragraphs as printed, tables, text boxes, notes.

python-docx's own iterators leave out content controls, text boxes and tracked insertions, in which the covers of
Chinese standards stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.readers.assembly import Cell
from ingest.readers.raised import ScriptedLine
from ingest.readers.word.numbering import Numbering, W, is_on
from ingest.readers.word.symbol_font import symbol_of

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
_TEXT = frozenset({W + "t", _M + "t"})
# Deleted or moved away (17.13.5), codes of fields, the phonetic guide above a word, properties.
_LEFT_OUT = frozenset(
    {W + "del", W + "moveFrom", W + "instrText", W + "delText", W + "rt", W + "pPr", W + "rPr", W + "sdtPr", W + "sectPr", W + "tblPr"}
)
_NOTE_REFERENCES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_MAX_SPAN = 1000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text as printed, and the level it is a heading of."""

    text: str
    heading: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as the format states them, the first of which repeat on every page."""

    rows: list[list[Cell]]
    header_rows: int


@dataclass(frozen=True, slots=True)
class Opened:
    """Elements of body, styles and numbering, the last two None where the document has none; notes by kind and id."""

    body: Any
    styles: Any | None
    numbering: Any | None
    notes: dict[tuple[str, str], Any]


class Walk:
    """Blocks of a document in order. Depth is bounded by libxml2, which refuses more than 256 nested elements."""

    def __init__(self, opened: Opened) -> None:
        self._numbering = Numbering(opened.styles, opened.numbering)
        self._raising = _raising_styles(opened.styles)
        self._footnotes = opened.notes
        self._referred: list[tuple[str, Any]] = []  # mark and note element, not yet printed
        self._counts: dict[str, int] = {}

    def taken_notes(self) -> list[str]:
        """Notes that were referred to since this was asked last, as lines."""
        lines = []
        while self._referred:
            mark, note = self._referred.pop(0)
            text = " ".join(text for p in _block_elements(note) if p.tag == W + "p" and (text := self._paragraph_text(p)[0].strip()))
            if text:
                lines.append(f"注{mark}：{text}")
        return lines

    def blocks(self, container: Any) -> Iterator[Paragraph | Table]:
        """Paragraphs and tables below a body, cell, content control or text box."""
        carried = ""
        for element in _block_elements(container):
            if element.tag == W + "tbl":
                framed = _only_cell(element)
                if framed is None:
                    yield self._table(element)
                else:
                    yield from self.blocks(framed)
                continue
            text, boxes = self._paragraph_text(element)
            if _mark_has(element, "del") or _mark_has(element, "moveFrom"):
                # Without its mark a paragraph flows into the next one, which gives it number and style.
                carried += text
            else:
                text, carried = carried + text, ""
                if text.strip() or not _mark_has(element, "vanish"):
                    yield Paragraph(self._numbering.prefix(element) + text, self._numbering.heading(element))
            for box in boxes:
                yield from self.blocks(box)
        if carried:
            yield Paragraph(carried, None)

    def _paragraph_text(self, paragraph: Any) -> tuple[str, list[Any]]:
        """Text of a paragraph as printed, and the text boxes anchored in it."""
        line = ScriptedLine()
        boxes: list[Any] = []
        stack = [(element, False) for element in reversed(_children(paragraph))]
        while stack:
            element, raised = stack.pop()
            tag = element.tag
            if tag in _TEXT:
                line.add(element.text or "", raised)
            elif tag in _CHARACTERS:
                line.add(_CHARACTERS[tag], raised)
            elif tag == W + "sym":
                line.add(symbol_of(element.get(W + "font"), element.get(W + "char")), raised)
            elif tag in _NOTE_REFERENCES:
                line.add(self._refer(element, _NOTE_REFERENCES[tag]), raised=True)
            elif tag == W + "txbxContent":
                boxes.append(element)
            elif not isinstance(tag, str) or tag in _LEFT_OUT or (tag == W + "r" and _is_hidden(element)):
                continue
            else:
                if tag == _M + "den":
                    line.add("/")
                raised = raised or tag == _M + "sup" or (tag == W + "r" and self._is_raised(element))
                stack.extend((child, raised) for child in reversed(_children(element)))
        return str(line), boxes

    def _refer(self, reference: Any, kind: str) -> str:
        """The mark of a reference to a note, counted unless the text prints its own."""
        note = self._footnotes.get((kind, reference.get(W + "id") or ""))
        if note is None:
            return ""
        own = (reference.get(W + "customMarkFollows") or "0").lower() in ("1", "true", "on")
        if not own:
            self._counts[kind] = self._counts.get(kind, 0) + 1
        mark = "" if own else str(self._counts[kind])
        self._referred.append((mark, note))
        return f"{mark})" if mark else ""

    def _is_raised(self, run: Any) -> bool:
        """Whether a run is superscript, by itself or by its character style."""
        properties = run.find(W + "rPr")
        if properties is None:
            return False
        align = properties.find(W + "vertAlign")
        if align is not None:
            return bool(align.get(W + "val") == "superscript")
        style = properties.find(W + "rStyle")
        return style is not None and style.get(W + "val") in self._raising

    def _table(self, table: Any) -> Table:
        rows: list[list[Cell]] = []
        header_rows = 0
        open_cells: dict[int, tuple[int, int]] = {}  # column -> (row, position) of the cell that vMerge continues
        in_header = True
        for row in _unwrapped(table, W + "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                continue
            cells, column = self._leading_gap(properties)
            still_open: dict[int, tuple[int, int]] = {}
            for element in _unwrapped(row, W + "tc"):
                span, merge = _spans(element)
                text = self._cell_text(element)
                place = open_cells.get(column) if merge == "continue" else None
                if place is not None:
                    above = rows[place[0]][place[1]]
                    rows[place[0]][place[1]] = Cell(_joined(above.text, text), above.columns, above.rows + 1)
                    still_open[column] = place
                else:
                    if merge is not None:
                        still_open[column] = (len(rows), len(cells))
                    cells.append(Cell(text, span))
                column += span
            open_cells = still_open
            rows.append(cells)
            header = None if properties is None else properties.find(W + "tblHeader")
            in_header = in_header and header is not None and is_on(header)
            header_rows += in_header
        return Table(rows, header_rows)

    @staticmethod
    def _leading_gap(properties: Any | None) -> tuple[list[Cell], int]:
        """Empty cells that a row leaves out at its beginning (gridBefore)."""
        gap = None if properties is None else properties.find(W + "gridBefore")
        columns = 0 if gap is None else _count(gap.get(W + "val"))
        return ([Cell("", columns)], columns) if columns else ([], 0)

    def _cell_text(self, cell: Any) -> str:
        lines: list[str] = []
        for block in self.blocks(cell):
            if isinstance(block, Paragraph):
                lines.append(block.text)
            else:
                lines.extend(inner.text for row in block.rows for inner in row)
        return "\n".join(line for line in lines if line.strip())


def _raising_styles(styles: Any | None) -> frozenset[str]:
    """Ids of the character styles that raise what is set in them."""
    found = [] if styles is None else styles.findall(W + "style")
    return frozenset(
        style.get(W + "styleId") or ""
        for style in found
        if (align := style.find(f"{W}rPr/{W}vertAlign")) is not None and align.get(W + "val") == "superscript"
    )


def _only_cell(table: Any) -> Any | None:
    """The cell of a table of one cell: a frame around text and tables; None for other tables."""
    cells: list[Any] = []
    for row in _unwrapped(table, W + "tr"):
        if row.find(f"{W}trPr/{W}del") is not None:
            continue
        cells += _unwrapped(row, W + "tc")
        if len(cells) > 1:
            return None
    return cells[0] if cells else None


def _children(element: Any) -> list[Any]:
    """Child elements; of alternatives the first, because Choice and Fallback hold the same text for new and old Word."""
    if element.tag != _MC + "AlternateContent":
        return list(element)
    choice = element.find(_MC + "Choice")
    branch = element.find(_MC + "Fallback") if choice is None else choice
    return [] if branch is None else list(branch)


def _block_elements(container: Any) -> Iterator[Any]:
    """w:p and w:tbl in order, through content controls and other wrappers, without what was moved away."""
    for child in _children(container):
        tag = child.tag
        if tag in (W + "p", W + "tbl"):
            yield child
        elif isinstance(tag, str) and tag not in _LEFT_OUT and tag != W + "tcPr":
            yield from _block_elements(child)


def _unwrapped(container: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, through content controls and other wrappers."""
    for child in _children(container):
        if child.tag == wanted:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT and child.tag != W + "trPr":
            yield from _unwrapped(child, wanted)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(W + "rPr/" + W + "vanish")
    return vanish is not None and is_on(vanish)


def _mark_has(paragraph: Any, name: str) -> bool:
    """Whether the paragraph mark itself is deleted, moved away or hidden."""
    found = paragraph.find(f"{W}pPr/{W}rPr/{W}{name}")
    return found is not None and is_on(found)


def _spans(cell: Any) -> tuple[int, str | None]:
    """Columns a cell covers, and whether it begins ("restart") or continues a vertical merge."""
    properties = cell.find(W + "tcPr")
    if properties is None:
        return 1, None
    span = properties.find(W + "gridSpan")
    merge = properties.find(W + "vMerge")
    columns = 1 if span is None else max(1, _count(span.get(W + "val")))
    return columns, None if merge is None else (merge.get(W + "val") or "continue")


def _count(value: str | None) -> int:
    return min(int(value), _MAX_SPAN) if value and value.isascii() and value.isdigit() and len(value) <= 9 else 0


def _joined(above: str, text: str) -> str:
    return f"{above}\n{text}" if above and text else above or text
