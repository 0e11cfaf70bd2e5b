"""NISO STS and ISO STS: standards as XML. No entity is expanded, no document type loaded, nothing fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.lines import SourceText
from ingest.readers.assembly import Assembly
from ingest.readers.characters import read_characters
from ingest.readers.html import declared_charset
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.printed_cover import cover_lines
from ingest.readers.sts.blocks import Blocks
from ingest.readers.sts.inline import name_of
from ingest.readers.sts.meta import record_of
from kg.errors import UnreadableDocument

_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_DEEPEST = 80
"""Elements inside elements. Standards reach about 25."""
_MOST_ELEMENTS = 2_000_000
_ROOTS = ("standard", "adoption")


class StsReader:
    """Reads ``.xml`` whose root is standard or adoption. Metadata are printed as a cover, annexes, notes and terms in Chinese form."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def read(self, path: Path) -> SourceText:
        """Raises UnreadableDocument unknown_format, xml_entities, damaged, too_large, binary, encoding or no_text."""
        with path.open("rb") as file:
            declared = declared_charset(file.read(4096))
        root = _parsed(read_characters(path, self._limits, declared), path.name)
        assembly = Assembly(path.name, self._limits)
        front = next((part for part in root if name_of(part) in ("front", "adoption-front")), None)
        record = None if front is None else record_of(front)
        for line in cover_lines(record) if record is not None else ():
            assembly.add_text(line)
        _add_content(root, Blocks(assembly))
        return assembly.finish("sts", "sts/1")


def _add_content(root: Any, blocks: Blocks) -> None:
    """Front, body and back of a standard; an adoption holds the adopted standard between its own front and back."""
    for part in root:
        if name_of(part) in _ROOTS:
            _add_content(part, blocks)
        elif name_of(part):
            blocks.walk(part, 1)
            blocks.flush()


def _parsed(text: str, name: str) -> Any:
    if _ENTITY.search(text):
        raise UnreadableDocument("xml_entities", f"{name} declares entities, which are not expanded here; export it again without them")
    # The text is decoded already; what its declaration says of the encoding is no longer true.
    data = _DECLARATION.sub("", text).encode("utf-8", "replace")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError as exc:
        raise UnreadableDocument("damaged", f"{name} is no well-formed XML ({exc}); export it again from its source") from exc
    if name_of(root) not in _ROOTS:
        raise UnreadableDocument(
            "unknown_format",
            f"{name} is XML with the root element {name_of(root)[:40]!r}; only NISO STS and ISO STS (standard, adoption) are read",
        )
    _check_size(root, name)
    return root


def _check_size(root: Any, name: str) -> None:
    """Refuse what nests deeper than Python should follow."""
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > _DEEPEST or count > _MOST_ELEMENTS:
            raise UnreadableDocument(
                "too_large", f"{name} nests more than {_DEEPEST} elements or holds more than {_MOST_ELEMENTS:,}; no standard does"
            )
