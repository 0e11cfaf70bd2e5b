"""PDF: page by page its text layer, or its picture where there is none that can be trusted; then lines and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.lines import SourceText
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.page.furniture import mark_furniture, with_offsets
from ingest.readers.page.tables import source_tables
from ingest.readers.pdf.insets import InsetReader
from ingest.readers.pdf.open_file import OpenPdf
from ingest.readers.pdf.pages import ReadPage, needs_picture, page_of, read_good, read_picture, read_text_layer
from ingest.readers.pdf.text_health import Health
from ingest.sandbox.progress import step
from kg.errors import UnreadableDocument
from kg.model import Finding, Severity

_MIN_CHARS_PER_PAGE = 8
"""Below this many characters on most pages there is nothing to speak of."""
_MOST_UNREAD = 0.6
_BROKEN = (Health.PRIVATE, Health.ENCIPHERED, Health.NONSENSE)


class PdfReader:
    """Reads PDFs; raises UnreadableDocument for encrypted and broken files, and for those in which nothing can be read."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits

    def read(self, path: Path) -> SourceText:
        """All pages of ``path``, running heads and page numbers marked as furniture."""
        import pypdfium2 as pdfium

        try:
            document = OpenPdf(path)
            page_count = len(document)
        except pdfium.PdfiumError as exc:
            raise _refusal(path, str(exc)) from exc
        if page_count == 0:
            raise UnreadableDocument("no_pages", f"{path.name} has no pages; it was probably cut off while saving, get the file again")
        if page_count > self.limits.max_pages:
            raise UnreadableDocument(
                "too_many_pages", f"{path.name} has {page_count} pages, more than {self.limits.max_pages}; split it and read the parts"
            )
        pages: list[ReadPage] = []
        insets = InsetReader(document, self.limits.ocr_threads)
        for index in range(page_count):
            step(index + 1, page_count)
            _let_go(document, index, path)
            try:
                page = document[index]
                pages.append(self._read_page(page, index + 1, page_count, insets, _mostly_enciphered(pages)))
                page.close()
            except pdfium.PdfiumError as exc:
                message = f"第 {index + 1} 页无法读取（{exc}），其余页已读 cannot be read; the other pages were"
                finding = Finding(Severity.WARNING, "page_unreadable", f"page {index + 1}", message)
                pages.append(ReadPage([], [], Health.THIN, findings=(finding,)))
        document.close()
        self._refuse_unread(path, pages)
        lines = [page.lines for page in pages]
        placed = with_offsets(mark_furniture(lines))
        grids = source_tables([page.tables for page in pages], [len(page.lines) for page in pages], placed)
        reader = "pdf+ocr/1" if any(page.recognised or page.pictures.read for page in pages) else "pdf/1"
        return SourceText("pdf", reader, page_count, placed, grids, _findings(pages))

    def _read_page(self, page: Any, number: int, page_count: int, insets: InsetReader, among_enciphered: bool) -> ReadPage:
        view = page_of(page, number)
        health = needs_picture(page, view, among_enciphered=among_enciphered)
        if health is Health.GOOD:
            return read_good(page, view, insets, lambda: step(number, page_count, ocr=True))
        if not self.limits.ocr_threads:
            return read_text_layer(view, health)
        step(number, page_count, ocr=True)
        return read_picture(page, view, health, self.limits.ocr_threads)

    def _refuse_unread(self, path: Path, pages: Sequence[ReadPage]) -> None:
        """Raise UnreadableDocument where most pages gave nothing."""
        unread = [page for page in pages if sum(len(line.text) for line in page.lines) < _MIN_CHARS_PER_PAGE]
        broken = sum(1 for page in unread if page.health in _BROKEN)
        # A single page without text beside others is a cover or a blank one.
        if len(unread) <= len(pages) * _MOST_UNREAD or len(unread) == 1 < len(pages):
            return
        counted = f"{len(unread)} of {len(pages)} pages"
        if self.limits.ocr_threads:
            raise UnreadableDocument(
                "no_text", f"{path.name}: {counted} hold no text and none can be recognised on them; get a better copy of the file"
            )
        if broken > len(unread) / 2:
            raise UnreadableDocument(
                "broken_text_layer",
                f"{path.name}: the text layer of {counted} does not say what they show (broken font map); read it with OCR",
            )
        raise UnreadableDocument("no_text_layer", f"{path.name}: {counted} hold no text, it is a scan; read it with OCR")


def _let_go(document: OpenPdf, index: int, path: Path) -> None:
    """`OpenPdf.before_page`; raises UnreadableDocument where the file, opened anew, is there no more."""
    import pypdfium2 as pdfium

    try:
        document.before_page(index)
    except pdfium.PdfiumError as exc:
        raise _refusal(path, str(exc)) from exc


def _mostly_enciphered(pages: Sequence[ReadPage]) -> bool:
    """Whether the fonts of the document are broken, as its pages so far show."""
    return sum(page.health is Health.ENCIPHERED for page in pages) > max(2, len(pages) / 2)


def _findings(pages: Sequence[ReadPage]) -> tuple[Finding, ...]:
    findings = [finding for page in pages for finding in page.findings]
    recognised = Counter(page.health for page in pages if page.recognised)
    if recognised:
        why = "、".join(f"{_WHY[health]} {n} 页" for health, n in recognised.most_common())
        which = [i + 1 for i, page in enumerate(pages) if page.recognised]
        findings.append(
            Finding(
                Severity.INFO,
                "pages_recognised",
                f"pages {_listed(which)}",
                f"{len(pages)} 页中 {len(which)} 页由光学字符识别读取（{why}），其事实的置信度低于 1 read by OCR; facts from them carry a confidence below 1",
            )
        )
    findings += _of_pictures(pages)
    left = [i + 1 for i, page in enumerate(pages) if page.health in _BROKEN and not page.recognised]
    if left:
        findings.append(
            Finding(
                Severity.WARNING,
                "pages_unread",
                f"pages {_listed(left)}",
                f"{len(left)} 页的文字层与所示不符（字体映射损坏），未读 the text layer does not say what the pages show (broken font map); left out",
            )
        )
    empty = [
        i + 1
        for i, page in enumerate(pages)
        if page.health not in _BROKEN and sum(len(line.text) for line in page.lines) < _MIN_CHARS_PER_PAGE
    ]
    if empty:
        findings.append(
            Finding(
                Severity.INFO,
                "pages_without_text",
                f"pages {_listed(empty)}",
                f"{len(pages)} 页中 {len(empty)} 页没有文字（空白或图片） hold no text (blank or pictures)",
            )
        )
    split = [i + 1 for i, page in enumerate(pages) if _is_one_a_line(page)]
    if split:
        message = (
            f"{len(split)} 页几乎每行只有一个字，读出的内容不可靠 nearly every line holds one character; what was read is not reliable"
        )
        findings.append(Finding(Severity.WARNING, "one_character_a_line", f"pages {_listed(split)}", message))
    return tuple(findings)


def _is_one_a_line(page: ReadPage) -> bool:
    short = sum(1 for line in page.lines if len(line.text.strip()) == 1)
    return len(page.lines) >= _LINES_NEEDED and short > _SHORT_SHARE * len(page.lines)


_LINES_NEEDED, _SHORT_SHARE = 20, 0.8


def _of_pictures(pages: Sequence[ReadPage]) -> list[Finding]:
    """What is to be said of pictures among good text, for the whole document."""
    findings = []
    read = {i + 1: page.pictures.read for i, page in enumerate(pages) if page.pictures.read}
    if read:
        message = f"{len(read)} 页正文中的 {sum(read.values())} 幅图片由光学字符识别读取，其事实的置信度低于 1 pictures among text were read by OCR"
        findings.append(Finding(Severity.INFO, "pictures_recognised", f"pages {_listed(list(read))}", message))
    # With OCR on, the pages say themselves why they left some.
    unread = {i + 1: page.pictures.unread for i, page in enumerate(pages) if page.pictures.unread and not page.pictures.findings}
    if unread:
        message = f"{len(unread)} 页正文中有 {sum(unread.values())} 幅可能含文字的图片未读（识别已关闭） pictures that may hold text were left unread (OCR is off)"
        findings.append(Finding(Severity.WARNING, "pictures_unread", f"pages {_listed(list(unread))}", message))
    return findings


_WHY = {
    Health.THIN: "无文字层",
    Health.PRIVATE: "私用区字符",
    Health.ENCIPHERED: "字体映射损坏",
    Health.NONSENSE: "文字层不成词",
    Health.SPLIT: "每行一字",
}


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:12])) + (" …" if len(numbers) > 12 else "")


def _refusal(path: Path, reason: str) -> UnreadableDocument:
    if "assword" in reason:
        return UnreadableDocument("encrypted", f"{path.name} is protected by a password; save a copy without one and read that")
    return UnreadableDocument("damaged", f"{path.name} is damaged or cut off ({reason}); get the file again from its source")
