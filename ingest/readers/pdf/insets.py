"""Pictures among the text of a PDF page: what they say is set among the page's characters, with its confidence.

A small one is read alone, the page's small ones together; a large one is read as a page of its own where it shows a table
or lines of text. The text layer of the page is good and stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ingest.readers.ocr.recogniser import NOTHING, Picture, ReadLine, Recogniser
from ingest.readers.page.lines import printed_lines
from ingest.readers.page.page import Char, Inset, Page, Rule
from ingest.readers.pdf.inset_pictures import PIXELS_PER_POINT, cut, digest_of, has_ink, picture_of, shows_characters
from ingest.readers.pdf.inset_places import at_margin, beside, large_insets, small_insets
from ingest.readers.pdf.inset_text import believed
from ingest.readers.pdf.open_file import OpenPdf
from ingest.readers.pdf.rules import rules_and_insets
from kg.errors import UnreadableDocument
from kg.model import Finding, Severity

_MOST_ON_PAGE = 60
"""A page of more pictures in its lines sets its formulas so; a clause has one number."""
_TRIED = 80
_LEAST_BELIEVED = 0.1
"""A document of whose first 80 pictures hardly one could be believed has no numbers in them."""
_SAME_PLACE = 0.3
"""Points."""
_LEAST_LINES, _LEAST_CHARS = 3, 30
_LEAST_SCORE = 0.8
_SIZE_SCATTER = 0.3
_LONG = 0.5
"""Of a picture's width: lines of running text and the rules of a table are longer, what is written into a drawing is not."""


@dataclass(frozen=True, slots=True)
class Insets:
    """What came of the pictures of a page: how many were read, how many that may hold text were not."""

    read: int = 0
    unread: int = 0
    findings: tuple[Finding, ...] = ()


NO_INSETS = Insets()


class InsetReader:
    """Reads the pictures among the text of one ``document``; with ``threads`` 0 it only counts them."""

    def __init__(self, document: OpenPdf, threads: int) -> None:
        self._document = document
        self._threads = threads
        self._known: dict[bytes, ReadLine] = {}
        self._places: dict[int, list[Inset]] = {}
        self._believed = 0

    def fill(self, page: Any, view: Page, before_large: Callable[[], None]) -> Insets:
        """Add to ``view``, the characters of ``page``, what its pictures say; ``before_large`` is called before one that takes long."""
        if not view.insets:
            return NO_INSETS
        self._places = {number: places for number, places in self._places.items() if number > view.number - 3}
        self._places[view.number] = view.insets
        small = small_insets(view)
        large = [inset for inset in large_insets(view) if not self._is_repeated(view.number, inset)]
        if (small or large) and self._threads and not self._can_read():
            self._threads = 0
        if not self._threads:
            near = [inset for inset in small if beside(inset, view.chars) or at_margin(inset, view.chars)]
            return Insets(unread=sum(not self._is_repeated(view.number, inset) for inset in near) + len(large))
        unread, findings = 0, []
        if len(small) > _MOST_ON_PAGE or (len(self._known) >= _TRIED and self._believed < _LEAST_BELIEVED * len(self._known)):
            unread = len(small)
            findings.append(_too_many(view.number, unread))
            small = []
        if not small and not large:
            return Insets(0, unread, tuple(findings))
        picture = picture_of(page)
        read = self._read_small(page, picture, view, small)
        for inset in large:
            crop = cut(page, inset, picture)
            if shows_characters(crop):
                before_large()
                more = self._read_large(crop, view, inset)
                read += more is not None
                findings += more or ()
        return Insets(read, unread, tuple(findings))

    def _can_read(self) -> bool:
        """Whether there are models; a document is not refused for its pictures."""
        try:
            self._recogniser()
        except UnreadableDocument:
            return False
        return True

    def _recogniser(self) -> Recogniser:
        from ingest.readers.ocr.recogniser import recogniser

        return recogniser(self._threads)

    def _read_small(self, page: Any, picture: Picture, view: Page, insets: Sequence[Inset]) -> int:
        """How many were believed; their characters are added to ``view``."""
        from ingest.readers.ocr.repair import repaired

        crops = [cut(page, inset, picture, margin=1.0) for inset in insets]
        digests = [digest_of(crop) for crop in crops]
        new = {digest: crop for digest, crop in zip(digests, crops, strict=True) if digest not in self._known and has_ink(crop)}
        if new:
            self._known.update(zip(new, map(repaired, self._recogniser().read(list(new.values()))), strict=True))
        added: list[list[Char]] = []
        for inset, crop, digest in zip(insets, crops, digests, strict=True):
            line = self._known.get(digest, NOTHING)
            neighbour = beside(inset, view.chars)
            if not believed(line, in_line=neighbour is not None, at_margin=at_margin(inset, view.chars)):
                continue
            if self._is_repeated(view.number, inset, digest):
                continue
            self._believed += digest in new
            added.append(_characters(inset, crop, line, neighbour, median(char.height for char in view.chars)))
        view.chars += [char for chars in added for char in chars]
        return len(added)

    def _read_large(self, crop: Picture, view: Page, inset: Inset) -> tuple[Finding, ...] | None:
        """Findings where ``inset`` showed text, which is added to ``view`` with its rules; None where it did not."""
        from ingest.readers.ocr.pages import recognise

        seen = recognise(view.number, crop, self._recogniser())
        turned = abs(seen.page.width - crop.shape[1] / PIXELS_PER_POINT) > 1
        if turned or seen.score < _LEAST_SCORE or not is_running_text(seen.page):
            return None
        for char in seen.page.chars:
            char.x0, char.x1, char.y = char.x0 + inset.x0, char.x1 + inset.x0, char.y + inset.y0
        view.chars += seen.page.chars
        view.rules += [Rule(r.x0 + inset.x0, r.y0 + inset.y0, r.x1 + inset.x0, r.y1 + inset.y0) for r in seen.page.rules]
        return seen.findings

    def _is_repeated(self, number: int, inset: Inset, digest: bytes | None = None) -> bool:
        """Whether a picture stands at the same place of a page nearby: a logo, a bar, a watermark; with ``digest`` the same one."""
        for other in (number - 2, number - 1, number + 1, number + 2):
            if not 1 <= other <= len(self._document):
                continue
            if other not in self._places:
                page = self._document[other - 1]
                self._places[other] = rules_and_insets(page)[1]
                page.close()
            if not any(_same_place(inset, twin) for twin in self._places[other]):
                continue
            if digest is None:
                return True
            page = self._document[other - 1]
            same = digest_of(cut(page, inset, picture_of(page), margin=1.0)) == digest
            page.close()
            if same:
                return True
        return False


def _same_place(one: Inset, other: Inset) -> bool:
    return all(abs(a - b) < _SAME_PLACE for a, b in zip(one.drawn, other.drawn, strict=True))


def is_running_text(page: Page) -> bool:
    """Whether a picture, recognised as ``page``, is a table or lines of text, not a drawing with words in it."""
    lines = printed_lines(page)
    if len(lines) < _LEAST_LINES or len(page.chars) < _LEAST_CHARS:
        return False
    left, right = min(char.x0 for char in page.chars), max(char.x1 for char in page.chars)
    long = _LONG * (right - left)
    level = sum(rule.x1 - rule.x0 > long for rule in page.rules)
    return level >= _LEAST_LINES or sum(line.chars[-1].x1 - line.chars[0].x0 > long for line in lines) >= max(_LEAST_LINES, len(lines) / 2)


def _characters(inset: Inset, crop: Picture, line: ReadLine, neighbour: Char | None, em: float) -> list[Char]:
    """The characters of a small picture where it stands; on the baseline and in the size of its line where there is one."""
    from ingest.readers.ocr.characters import Place, characters_of_line
    from ingest.readers.ocr.rules import ink_of

    height, width = crop.shape
    chars = characters_of_line(Place(0, 0, width, height), line, ink_of(crop), height, PIXELS_PER_POINT)
    margin = (width / PIXELS_PER_POINT - (inset.x1 - inset.x0)) / 2
    like = neighbour.height if neighbour is not None else em
    for char in chars:
        char.x0, char.x1, char.y = char.x0 + inset.x0 - margin, char.x1 + inset.x0 - margin, char.y + inset.y0 - margin
        # Measured sizes scatter, printed ones do not; an exponent is smaller by more.
        if abs(char.height - like) < _SIZE_SCATTER * like:
            char.height = like
            if neighbour is not None and abs(char.y - neighbour.y) < _SIZE_SCATTER * like:
                char.y = neighbour.y
    return chars


def _too_many(number: int, count: int) -> Finding:
    return Finding(
        Severity.INFO,
        "pictures_left",
        f"page {number}",
        f"第 {number} 页行间有 {count} 幅小图，太多而不像编号，未读（公式？） small pictures in its lines were not read (formulas?)",
    )
