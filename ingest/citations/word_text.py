"""The paragraphs of a Word document with the runs that print each character, so that a citation can be found and be marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.readers.limits import Limits
from ingest.readers.package import check_package
from ingest.readers.word.numbering import W, is_on
from kg.errors import UnreadableDocument

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PARTS = ("header", "footer", "footnotes", "endnotes")
_PRINTED = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
# Deleted or moved away, codes of fields, properties; of alternatives (Choice, Fallback) the first.
_LEFT_OUT = frozenset(
    {
        W + name
        for name in ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "sdtPr", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid")
    }
    | {_MC + "Fallback"}
)
_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True)


@dataclass(frozen=True, slots=True)
class Printed:
    """The text of a paragraph; ``runs[i]`` (a w:r element) prints what begins at ``starts[i]``."""

    text: str
    starts: tuple[int, ...]
    runs: tuple[Any, ...]

    def runs_of(self, start: int, end: int) -> tuple[Any, Any] | None:
        """First and last run that print [start, end)."""
        if not self.runs:
            return None
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, first)
        return self.runs[first], self.runs[last]


def open_word(path: Path, limits: Limits) -> Any:
    """The document as python-docx opens it. Raises UnreadableDocument."""
    import docx

    parts = check_package(path, limits)
    if not any(part.startswith("word/") for part in parts):
        raise UnreadableDocument(
            "wrong_suffix", f"{path.name} 不是 Word 文档 is no Word document；请按其真实格式命名 give it the suffix of its format"
        )
    try:
        document = docx.Document(str(path))
        body = document.element.body
    except MemoryError:
        raise
    # As in ingest.readers.word.reader: python-docx has no error tree, and only its code runs here.
    except Exception as exc:
        raise UnreadableDocument(
            "damaged", f"{path.name} 打不开 cannot be opened as a Word document ({type(exc).__name__})；请用 Word 或 WPS 另存 save it again"
        ) from exc
    if body is None:
        raise UnreadableDocument("damaged", f"{path.name} 没有正文 has no body；请用 Word 或 WPS 另存 save it again")
    return document


def paragraphs(container: Any) -> Iterator[Any]:
    """Every w:p below an element in document order, those of text boxes behind the paragraph that they hang on."""
    for child in container:
        tag = child.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            continue
        if tag == W + "p":
            yield child
        yield from paragraphs(child)


def printed(paragraph: Any) -> Printed:
    """The text of a w:p as printed, without that of text boxes in it."""
    pieces: list[str] = []
    starts: list[int] = []
    runs: list[Any] = []
    length = 0
    for text, run in _pieces(paragraph, None):
        if run is not None and (not runs or runs[-1] is not run):
            starts.append(length)
            runs.append(run)
        pieces.append(text)
        length += len(text)
    return Printed("".join(pieces), tuple(starts), tuple(runs))


def _pieces(element: Any, run: Any | None) -> Iterator[tuple[str, Any | None]]:
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT or tag == W + "txbxContent":
            continue
        if tag == W + "t":
            yield child.text or "", run
        elif tag in _PRINTED:
            yield _PRINTED[tag], run
        elif tag == W + "r":
            if not _is_hidden(child):
                yield from _pieces(child, child)
        else:
            yield from _pieces(child, run)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and is_on(vanish)


def other_parts(document: Any) -> Iterator[tuple[str, Any]]:
    """("header" | "footer" | "footnotes" | "endnotes", root element) of the parts beside the body."""
    for relation in document.part.rels.values():
        kind = relation.reltype.removeprefix(_RELATIONS)
        if kind not in _PARTS or relation.is_external:
            continue
        part = relation.target_part
        yield kind, part.element if hasattr(part, "element") else etree.fromstring(part.blob, _PARSER)


def rows_of(table: Any) -> list[list[tuple[Any, int, bool]]]:
    """Rows of a w:tbl; each cell is (w:tc element, first column of the grid, whether it continues the one above)."""
    rows = []
    for row in _inside(table, W + "tr"):
        cells = []
        before = row.find(f"{W}trPr/{W}gridBefore")
        column = _count(before.get(W + "val")) if before is not None else 0
        for cell in _inside(row, W + "tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continues = merge is not None and (merge.get(W + "val") or "continue") == "continue"
            cells.append((cell, column, continues))
            column += max(1, _count(span.get(W + "val"))) if span is not None else 1
        rows.append(cells)
    return rows


def _inside(container: Any, wanted: str) -> Iterator[Any]:
    for child in container:
        if child.tag == wanted:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT and child.tag != W + "p":
            yield from _inside(child, wanted)


def _count(value: str | None) -> int:
    return min(int(value), 1000) if value and value.isascii() and value.isdigit() and len(value) <= 9 else 0
