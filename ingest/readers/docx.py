"""DOCX: paragraphs with the numbers Word prints before them, headings, tables and text boxes in document order.

python-docx opens the package; its element tree is walked here, because its own iterators leave out content
controls, text boxes and tracked insertions, in which the covers of Chinese standards stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.lines import SourceText
from ingest.readers.assembly import Assembly, Cell
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.numbering import Numbering, W, is_on
from ingest.readers.package import check_package
from kg.errors import UnreadableDocument

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NUMBERING_PART = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"

_CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
_TEXT = frozenset({W + "t", _M + "t"})
# Deleted or moved away (17.13.5), codes of fields, the phonetic guide above a word, properties.
_LEFT_OUT = frozenset(
    {W + "del", W + "moveFrom", W + "instrText", W + "delText", W + "rt", W + "pPr", W + "rPr", W + "sdtPr", W + "sectPr", W + "tblPr"}
)
_MAX_SPAN = 1000

# Code points of the Symbol font, which Word stores as private use F0xx or as xx (w:sym).
# fmt: off
_SYMBOL = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
_SYMBOL |= dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
_SYMBOL |= {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB7: "·", 0xA5: "∞", 0xD6: "√"}
_SYMBOL |= {0xA2: "′", 0xB2: "″", 0xAE: "→", 0xAC: "←", 0xD7: "⋅", 0xB6: "∂", 0xE5: "∑", 0xF2: "∫", 0x25: "%", 0x2D: "−", 0x3C: "<", 0x3E: ">"}
# fmt: on


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    heading: int | None


@dataclass(frozen=True, slots=True)
class _Table:
    rows: list[list[Cell]]
    header_rows: int


class DocxReader:
    """Reads ``.docx``. Tracked insertions are text, deletions are not; hidden text, headers, footers and footnotes are left out."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def read(self, path: Path) -> SourceText:
        """Raises UnreadableDocument damaged, wrong_suffix, zip_bomb, unsafe_zip, encrypted, xml_entities, too_large or no_text."""
        parts = check_package(path, self._limits)
        if not any(part.startswith("word/") for part in parts):
            raise UnreadableDocument(
                "wrong_suffix", f"{path.name} is a ZIP archive without a Word document in it; rename it to {path.stem}.zip"
            )
        body, styles, numbering = _open(path)
        assembly = Assembly(path.name, self._limits)
        for block in _Walk(Numbering(styles, numbering)).blocks(body):
            if isinstance(block, _Paragraph):
                assembly.add_text(_stripped(block.text), heading=block.heading)
            else:
                assembly.add_table(block.rows, header_rows=block.header_rows)
        return assembly.finish("docx", "docx/1")


def _open(path: Path) -> tuple[Any, Any | None, Any | None]:
    """Elements of body, styles and numbering; the last two None where the document has none."""
    import docx

    try:
        document = docx.Document(str(path))
        body = document.element.body
        styles = document.styles.element
        numbering = next(
            (
                relation.target_part.element
                for relation in document.part.rels.values()
                if relation.reltype == _NUMBERING_PART and not relation.is_external and hasattr(relation.target_part, "element")
            ),
            None,
        )
    except MemoryError:
        raise
    # python-docx has no error tree: on damaged packages it raises KeyError, ValueError, AttributeError,
    # lxml's syntax errors and its own. Only its code runs in this block.
    except Exception as exc:
        raise UnreadableDocument(
            "damaged",
            f"{path.name} cannot be opened as a Word document ({type(exc).__name__}: {exc}); open it in Word or WPS and save it again",
        ) from exc
    if body is None:
        raise UnreadableDocument("damaged", f"{path.name} is a Word document without a body; open it in Word or WPS and save it again")
    return body, styles, numbering


def _stripped(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


class _Walk:
    """Blocks of a document in order. Depth is bounded by libxml2, which refuses more than 256 nested elements."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def blocks(self, container: Any) -> Iterator[_Paragraph | _Table]:
        """Paragraphs and tables below a body, cell, content control or text box."""
        carried = ""
        for element in _block_elements(container):
            if element.tag == W + "tbl":
                yield self._table(element)
                continue
            text, boxes = _paragraph_text(element)
            if _mark_has(element, "del") or _mark_has(element, "moveFrom"):
                # Without its mark a paragraph flows into the next one, which gives it number and style.
                carried += text
            else:
                text, carried = carried + text, ""
                if text.strip() or not _mark_has(element, "vanish"):
                    yield _Paragraph(self._numbering.prefix(element) + text, self._numbering.heading(element))
            for box in boxes:
                yield from self.blocks(box)
        if carried:
            yield _Paragraph(carried, None)

    def _table(self, table: Any) -> _Table:
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
        return _Table(rows, header_rows)

    @staticmethod
    def _leading_gap(properties: Any | None) -> tuple[list[Cell], int]:
        """Empty cells that a row leaves out at its beginning (gridBefore)."""
        gap = None if properties is None else properties.find(W + "gridBefore")
        columns = 0 if gap is None else _count(gap.get(W + "val"))
        return ([Cell("", columns)], columns) if columns else ([], 0)

    def _cell_text(self, cell: Any) -> str:
        lines: list[str] = []
        for block in self.blocks(cell):
            if isinstance(block, _Paragraph):
                lines.append(block.text)
            else:
                lines.extend(inner.text for row in block.rows for inner in row)
        return "\n".join(line for line in lines if line.strip())


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


def _paragraph_text(paragraph: Any) -> tuple[str, list[Any]]:
    """Text of a paragraph as printed, and the text boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    stack = list(reversed(_children(paragraph)))
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in _TEXT:
            pieces.append(element.text or "")
        elif tag in _CHARACTERS:
            pieces.append(_CHARACTERS[tag])
        elif tag == W + "sym":
            pieces.append(_symbol(element))
        elif tag == W + "txbxContent":
            boxes.append(element)
        elif not isinstance(tag, str) or tag in _LEFT_OUT or (tag == W + "r" and _is_hidden(element)):
            continue
        else:
            if tag == _M + "den":
                pieces.append("/")
            stack.extend(reversed(_children(element)))
    return "".join(pieces), boxes


def _symbol(element: Any) -> str:
    code = element.get(W + "char") or ""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if (element.get(W + "font") or "").lower() == "symbol":
        return _SYMBOL.get(value & 0xFF, "")
    return chr(value) if 0x20 <= value < 0xD800 else ""


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
