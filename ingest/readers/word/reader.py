"""DOCX: paragraphs with the numbers Word prints before them, headings, tables and text boxes in document order.

python-docx opens the package; `ingest.readers.word.walk` reads its element tree.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.lines import SourceText
from ingest.readers.assembly import Assembly
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.package import check_package
from ingest.readers.word.numbering import W
from ingest.readers.word.walk import Opened, Paragraph, Walk
from kg.errors import UnreadableDocument
from kg.model import Finding, Severity

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_NUMBERING_PART = _RELATIONS + "numbering"
_NOTE_PARTS = {_RELATIONS + "footnotes": "footnote", _RELATIONS + "endnotes": "endnote"}


class DocxReader:
    """Reads ``.docx``. Tracked insertions are text, deletions are not; hidden text, headers and footers are left out.

    A footnote stands as a note ("注1：…") below the paragraph or table that refers to it.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def read(self, path: Path) -> SourceText:
        """Raises UnreadableDocument damaged, wrong_suffix, zip_bomb, unsafe_zip, encrypted, xml_entities, too_large or no_text."""
        parts = check_package(path, self._limits)
        if not any(part.startswith("word/") for part in parts):
            raise UnreadableDocument(
                "wrong_suffix", f"{path.name} is a ZIP archive without a Word document in it; rename it to {path.stem}.zip"
            )
        opened = _open(path)
        assembly = Assembly(path.name, self._limits)
        walk = Walk(opened)
        for block in walk.blocks(opened.body):
            if isinstance(block, Paragraph):
                assembly.add_text(_stripped(block.text), heading=block.heading)
            else:
                assembly.add_table(block.rows, header_rows=block.header_rows)
            for note in walk.taken_notes():
                assembly.add_text(note)
        return replace(assembly.finish("docx", "docx/1"), findings=_tracked_changes(opened.body))


def _tracked_changes(body: Any) -> tuple[Finding, ...]:
    """A draft with changes that nobody has accepted says two things; which one was read is told."""
    inserted = sum(1 for _ in body.iter(W + "ins", W + "moveTo"))
    deleted = sum(1 for _ in body.iter(W + "del", W + "moveFrom"))
    if not inserted and not deleted:
        return ()
    message = f"有 {inserted} 处插入、{deleted} 处删除为未接受的修订；读插入，不读删除 tracked changes are not accepted"
    return (Finding(Severity.INFO, "tracked_changes", "document", message),)


def _open(path: Path) -> Opened:
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
        notes = {
            (kind, note.get(W + "id") or ""): note
            for relation in document.part.rels.values()
            if (kind := _NOTE_PARTS.get(relation.reltype)) is not None and not relation.is_external
            for note in etree.fromstring(relation.target_part.blob, _NOTES_PARSER).iter(W + kind)
        }
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
    return Opened(body, styles, numbering, notes)


_NOTES_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True)


def _stripped(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())
