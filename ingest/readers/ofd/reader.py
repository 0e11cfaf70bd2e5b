"""OFD (GB/T 33190-2016), the fixed-layout format of Chinese offices: its pages read by the code that reads PDF's."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.lines import Line, SourceText
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.ofd.page import page_of
from ingest.readers.ofd.xml import Parts, box, child, name_of
from ingest.readers.package import check_package
from ingest.readers.page.furniture import mark_furniture, with_offsets
from ingest.readers.page.lines import lines_and_tables
from ingest.readers.page.page import Page
from ingest.readers.page.tables import PageTable, source_tables
from ingest.readers.pdf.text_health import Health, health_of
from ingest.sandbox.progress import step
from kg.errors import UnreadableDocument
from kg.model import Finding, Severity

_A4 = (0.0, 0.0, 210.0, 297.0)
_MIN_CHARS_PER_PAGE = 8
_MOST_UNREAD = 0.6
_READABLE = (Health.GOOD, Health.THIN, Health.SPLIT)
_AGAIN = "export it again from the program that made it"


class OfdReader:
    """Reads ``.ofd``: text objects and ruling lines of pages and their templates; pictures, seals and annotations are left out."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def read(self, path: Path) -> SourceText:
        """Raises UnreadableDocument damaged, encrypted, zip_bomb, unsafe_zip, xml_entities, wrong_suffix, no_pages,
        too_many_pages, too_large or no_text_layer."""
        names = check_package(path, self._limits, again=_AGAIN)
        if "OFD.xml" not in names:
            raise UnreadableDocument(
                "wrong_suffix", f"{path.name} is a ZIP archive without an OFD document in it; rename it to {path.stem}.zip"
            )
        if "Encryptions.xml" in names:
            raise UnreadableDocument("encrypted", f"{path.name} is encrypted; save a copy without protection and read that")
        with zipfile.ZipFile(path) as archive:
            return _Document(path, Parts(path, archive, names), self._limits).read()


class _Document:
    """The first document of a package."""

    def __init__(self, path: Path, parts: Parts, limits: Limits) -> None:
        self._path, self._parts, self._limits = path, parts, limits
        self._findings: list[Finding] = []
        self._templates: dict[str, Any] = {}

    def read(self) -> SourceText:
        bodies = [part for part in self._parts.root("OFD.xml") if name_of(part) == "DocBody"]
        location = None if not bodies else child(bodies[0], "DocRoot")
        root_part = None if location is None else self._parts.resolved(location.text or "", "OFD.xml")
        if root_part is None:
            raise UnreadableDocument("damaged", f"{self._path.name} names no document that it holds; {_AGAIN}")
        if len(bodies) > 1:
            message = f"包内有 {len(bodies)} 个文档，只读第一个 several documents; the first was read"
            self._findings.append(Finding(Severity.WARNING, "several_documents", "package", message))
        root = self._parts.root(root_part)
        common = child(root, "CommonData")
        area = box(_text(child(common, "PageArea", "PhysicalBox"))) or _A4
        self._templates = {
            part.get("ID") or "": self._parts.resolved(part.get("BaseLoc") or "", root_part)
            for part in (() if common is None else common)
            if name_of(part) == "TemplatePage"
        }
        listed = child(root, "Pages")
        pages = [] if listed is None else [part for part in listed if name_of(part) == "Page"]
        if not pages:
            raise UnreadableDocument("no_pages", f"{self._path.name} has no pages; {_AGAIN}")
        if len(pages) > self._limits.max_pages:
            raise UnreadableDocument(
                "too_many_pages",
                f"{self._path.name} has {len(pages)} pages, more than {self._limits.max_pages}; split it and read the parts",
            )
        return self._read_pages([self._parts.resolved(page.get("BaseLoc") or "", root_part) for page in pages], area)

    def _read_pages(self, parts: Sequence[str | None], area: tuple[float, float, float, float]) -> SourceText:
        lines: list[list[Line]] = []
        tables: list[list[PageTable]] = []
        glyph_pages: list[int] = []
        characters = 0
        for index, part in enumerate(parts, start=1):
            step(index, len(parts))
            page, unnamed = self._page(index, part, area)
            characters += len(page.chars)
            if characters > self._limits.max_text_chars:
                raise UnreadableDocument(
                    "too_large",
                    f"{self._path.name} holds more than {self._limits.max_text_chars:,} characters of text; split it into parts",
                )
            readable = health_of(page) in _READABLE
            if unnamed > len(page.chars) * 0.05 or not readable:
                glyph_pages.append(index)
            on_page, of_page = lines_and_tables(page) if readable and page.chars else ([], [])
            lines.append(on_page)
            tables.append(of_page)
        self._judge(lines, glyph_pages)
        placed = with_offsets(mark_furniture(lines))
        grids = source_tables(tables, [len(page_lines) for page_lines in lines], placed)
        return SourceText("ofd", "ofd/1", len(parts), placed, grids, tuple(self._findings))

    def _page(self, index: int, part: str | None, area: tuple[float, float, float, float]) -> tuple[Page, int]:
        try:
            if part is None:
                raise UnreadableDocument("damaged", "its part is missing")
            root = self._parts.root(part)
            roots = [self._parts.root(name) for name in self._templates_of(root)]
        except UnreadableDocument as exc:
            message = f"第 {index} 页无法读取（{exc}），其余页已读 cannot be read; the other pages were"
            self._findings.append(Finding(Severity.WARNING, "page_unreadable", f"page {index}", message))
            return Page(index, area[2], area[3]), 0
        return page_of(index, box(_text(child(root, "Area", "PhysicalBox"))) or area, [*roots, root])

    def _templates_of(self, root: Any) -> list[str]:
        """Parts of the template pages that lie under a page: running heads and frames."""
        used = (self._templates.get(part.get("TemplateID") or "") for part in root if name_of(part) == "Template")
        return [name for name in used if name is not None]

    def _judge(self, lines: Sequence[Sequence[Line]], glyph_pages: Sequence[int]) -> None:
        """Refuse a document most of whose pages say nothing, tell of the pages of one that say something."""
        empty = [i for i, page in enumerate(lines, start=1) if sum(len(line.text) for line in page) < _MIN_CHARS_PER_PAGE]
        counted = f"{len(empty)} of {len(lines)} pages"
        if not any(lines) or len(empty) > max(1, len(lines) * _MOST_UNREAD):
            glyphs = len(set(empty) & set(glyph_pages)) > len(empty) / 2
            why = "draw glyphs without saying which characters they are" if glyphs else "hold no text, it is a scan"
            raise UnreadableDocument("no_text_layer", f"{self._path.name}: {counted} {why}; print it to PDF and read that with OCR")
        if glyph_pages:
            listed = ", ".join(map(str, glyph_pages[:12])) + (" …" if len(glyph_pages) > 12 else "")
            message = f"{len(glyph_pages)} 页只画字形而无字符，未读 pages draw glyphs without saying which characters they are"
            self._findings.append(Finding(Severity.WARNING, "glyphs_without_characters", f"pages {listed}", message))
        if empty:
            message = f"{len(lines)} 页中 {len(empty)} 页没有文字（空白或图片） hold no text (blank or pictures)"
            which = ", ".join(map(str, empty[:12])) + (" …" if len(empty) > 12 else "")
            self._findings.append(Finding(Severity.INFO, "pages_without_text", f"pages {which}", message))


def _text(element: Any | None) -> str | None:
    return None if element is None else element.text
