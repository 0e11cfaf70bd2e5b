"""PDF with a text layer: characters and boxes by pypdfium2, lines by their baselines.

pdfium gives characters in the order of the content stream; covers and tables are drawn in any
order, so lines are put together by geometry: equal baseline (a raised or lowered smaller character
belongs to the line it touches), left to right, top to bottom.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.lines import Line, SourceText
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from kg.errors import UnreadableDocument
from kg.model import Finding, Severity

_QUARTER = math.pi / 2
_MIN_CHARS_PER_PAGE = 8
"""Below this many characters on most pages there is no text layer to speak of: a scan."""


@dataclass(slots=True)
class _Char:
    text: str
    x0: float
    x1: float
    y: float
    height: float
    spaced: bool = False
    """A blank stands before it in the content stream."""
    ink: tuple[float, float] | None = None
    """Left and right edge of the glyph itself, where the font's boxes overlap and say nothing."""


class PdfReader:
    """Reads the text layer; raises UnreadableDocument for encrypted, broken and scanned files."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits

    def read(self, path: Path) -> SourceText:
        """All pages of ``path``, running heads and page numbers marked as furniture."""
        import pypdfium2 as pdfium

        try:
            document = pdfium.PdfDocument(str(path))
            page_count = len(document)
        except pdfium.PdfiumError as exc:
            raise _refusal(path, str(exc)) from exc
        if page_count == 0:
            raise UnreadableDocument("no_pages", f"{path.name} has no pages; it was probably cut off while saving, get the file again")
        if page_count > self.limits.max_pages:
            raise UnreadableDocument(
                "too_many_pages", f"{path.name} has {page_count} pages, more than {self.limits.max_pages}; split it and read the parts"
            )
        pages: list[list[Line]] = []
        findings: list[Finding] = []
        empty = 0
        for index in range(page_count):
            try:
                page = document[index]
                lines = _page_lines(page, index + 1)
                page.close()
            except pdfium.PdfiumError as exc:
                lines = []
                findings.append(
                    Finding(
                        Severity.WARNING,
                        "page_unreadable",
                        f"page {index + 1}",
                        f"page {index + 1} cannot be read ({exc}); the other pages were",
                    )
                )
            empty += sum(len(line.text) for line in lines) < _MIN_CHARS_PER_PAGE
            pages.append(lines)
        document.close()
        if empty > max(1, page_count * 0.6):
            raise UnreadableDocument(
                "no_text_layer",
                f"{path.name}: {empty} of {page_count} pages hold no text, it is a scan; make a searchable PDF of it (OCR) and read that",
            )
        if empty:
            findings.append(
                Finding(
                    Severity.INFO, "pages_without_text", f"{empty} pages", f"{empty} of {page_count} pages hold no text (blank or pictures)"
                )
            )
        _check_text_layer(path, pages)
        return SourceText("pdf", "pdf/1", page_count, _with_offsets(_mark_furniture(pages)), findings=tuple(findings))


def _refusal(path: Path, reason: str) -> UnreadableDocument:
    if "assword" in reason:
        return UnreadableDocument("encrypted", f"{path.name} is protected by a password; save a copy without one and read that")
    return UnreadableDocument("damaged", f"{path.name} is damaged or cut off ({reason}); get the file again from its source")


def _check_text_layer(path: Path, pages: list[list[Line]]) -> None:
    """A font map that is broken gives private-use characters or nonsense: refuse rather than read it as fact."""
    text = "".join(line.text for lines in pages for line in lines)
    bad = sum(1 for ch in text if "\ue000" <= ch <= "\uf8ff" or ch == "\ufffd" or (ch < " " and ch != "\t"))
    cjk = sum(1 for ch in text if "\u4e00" <= ch <= "\u9fff")
    accented = sum(1 for ch in text if "\u00a1" <= ch <= "\u00ff" and ch not in "°±²³·×÷µ")
    common = sum(text.count(ch) for ch in "的和及应用为标准中定于本在量以测方法规")
    if len(text) > 200 and (
        bad > 0.1 * len(text) or (cjk > 200 and common < 0.02 * cjk) or (accented > 0.03 * len(text) and cjk < 0.1 * len(text))
    ):
        raise UnreadableDocument(
            "broken_text_layer",
            f"{path.name}: the text layer does not say what the page shows (broken font map); print it to a searchable PDF (OCR) and read that",
        )


# -- characters and lines ---------------------------------------------------------------------


def _founder(code: int) -> str | None:
    """Founder (方正) fonts put ASCII into GBK row A0: 犌犅 is "GB". Returns the letter, None for others."""
    try:
        encoded = chr(code).encode("gbk")
    except UnicodeEncodeError:
        return None
    return chr(encoded[1] & 0x7F) if len(encoded) == 2 and encoded[0] == 0xA0 else None


_REPAIRED = {code: letter for code in range(0x7280, 0x7320) if (letter := _founder(code))}
# Founder's private-use points, and Adobe's Symbol font as Word embeds it (U+F000 + Symbol code).
_REPAIRED |= {0xE010: "．", 0xE011: "-", 0xF8E7: "—"}
_REPAIRED |= {
    0xF000 + code: char
    for code, char in (
        *zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True),
        *((0x44, "Δ"), (0x46, "Φ"), (0x47, "Γ"), (0x4C, "Λ"), (0x50, "Π"), (0x51, "Θ"), (0x53, "Σ"), (0x57, "Ω"), (0x59, "Ψ")),
        *((0x25, "%"), (0x28, "("), (0x29, ")"), (0x2B, "+"), (0x2D, "-"), (0x3C, "<"), (0x3D, "="), (0x3E, ">"), (0x7E, "~")),
        *((0xA2, "′"), (0xA3, "≤"), (0xA5, "∞"), (0xB0, "°"), (0xB1, "±"), (0xB3, "≥"), (0xB4, "×"), (0xB7, "·"), (0xB8, "÷")),
        *((0xB9, "≠"), (0xBB, "≈"), (0xC5, "⊕"), (0xD0, "∠"), (0xD6, "√"), (0xE5, "∑"), (0xF2, "∫")),
    )
}


def _characters(page: Any) -> list[_Char]:
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    handle = textpage.raw
    count = raw.FPDFText_CountChars(handle)
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    rect_ref, x_ref, y_ref = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    get_unicode, get_box, get_origin = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    get_angle = raw.FPDFText_GetCharAngle
    turns: Counter[int] = Counter()
    for i in range(0, count, max(1, count // 40)):
        if get_unicode(handle, i) > 32:
            turns[round(get_angle(handle, i) / _QUARTER) % 4] += 1
    turn = turns.most_common(1)[0][0] if turns else 0
    width, height = page.get_size()
    extent = max(width, height) + 1
    spaced = False
    ink_left, ink_right, ink_bottom, ink_top = (ctypes.c_double() for _ in range(4))

    def ink_of(index: int) -> tuple[float, float]:
        raw.FPDFText_GetCharBox(handle, index, ink_left, ink_right, ink_bottom, ink_top)
        return ink_left.value, ink_right.value

    previous = -1
    chars: list[_Char] = []
    for i in range(count):
        code = get_unicode(handle, i)
        if code in (10, 13):
            spaced = True
            continue
        if code < 32 or code in (0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
            continue
        if code > 32 and abs((get_angle(handle, i) - turn * _QUARTER + 0.8) % (4 * _QUARTER) - 0.8) > 0.1:
            continue  # watermarks and margin notes run at an angle to the text
        get_box(handle, i, rect_ref)
        get_origin(handle, i, x_ref, y_ref)
        left, right, top, bottom, base = rect.left, rect.right, rect.top, rect.bottom, y.value
        if turn == 1:  # text runs upwards on the unrotated page
            left, right, top, bottom, base = rect.bottom, rect.top, width - rect.left, width - rect.right, width - x.value
        elif turn == 3:
            left, right, top, bottom, base = height - rect.top, height - rect.bottom, rect.right, rect.left, x.value
        elif turn == 2:
            left, right, top, bottom, base = (
                width - rect.right,
                width - rect.left,
                height - rect.bottom,
                height - rect.top,
                height - y.value,
            )
        if code in (32, 0xA0, 0x3000):
            spaced = True
            continue
        if -1 <= left <= extent and -1 <= base <= extent:  # what is drawn outside the page is not on it
            char = _Char(_REPAIRED.get(code) or chr(code), left, max(right, left), base, max(top - bottom, 1.0), spaced)
            letters = _is_latin(char.text) and bool(chars) and (chars[-1].text in ",;" or _is_latin(chars[-1].text))
            if turn == 0 and letters and left < chars[-1].x1 - 0.03 * char.height:
                # Fonts that set Latin letters in full-width boxes and no blanks: the ink shows the words.
                char.ink = ink_of(i)
                if chars[-1].ink is None:
                    chars[-1].ink = ink_of(previous)
            chars.append(char)
            previous = i
        spaced = False
    textpage.close()
    return chars


def _page_lines(page: Any, number: int) -> list[Line]:
    chars = _characters(page)
    if not chars:
        return []
    # The rules of a cover page divide its blocks; they are no table.
    boxes = _ruled_areas(page) if number > 1 else []
    lines = []
    for row in _rows(chars):
        text = _row_text(row)
        if not text.strip():
            continue
        sizes = sorted(c.height for c in row)
        size = sizes[len(sizes) // 2]
        x0, x1 = min(c.x0 for c in row), max(c.x1 for c in row)
        base = sorted(c.y for c in row)[len(row) // 2]
        table = next((k for k, (a0, b0, a1, b1) in enumerate(boxes) if a0 - 2 <= x0 and x1 <= a1 + 2 and b0 - 2 <= base <= b1), None)
        lines.append(
            Line(text.strip(), number, 0, (round(x0, 1), round(base, 1), round(x1, 1), round(base + size, 1)), round(size, 1), None, table)
        )
    return lines


def _rows(chars: list[_Char]) -> list[list[_Char]]:
    """Characters grouped into lines, top to bottom."""
    runs: list[list[_Char]] = []
    for char in chars:
        if runs:
            last = runs[-1][-1]
            if abs(char.y - last.y) < 0.15 * max(char.height, last.height) and -0.6 * last.height < char.x0 - last.x1 < 6 * last.height:
                runs[-1].append(char)
                continue
        runs.append([char])
    # Large runs first: a superscript then finds the line that it was raised from.
    order = sorted(runs, key=lambda r: (-max(c.height for c in r), -r[0].y))
    rows: list[tuple[float, float, list[_Char]]] = []  # baseline, height, characters
    buckets: dict[int, list[int]] = {}
    for run in order:
        base, height = run[0].y, max(c.height for c in run)
        best, best_distance = None, 1e9
        for key in range(int((base - 20) // 10), int((base + 20) // 10) + 1):
            for index in buckets.get(key, ()):
                row_base, row_height, _ = rows[index]
                distance = abs(base - row_base)
                # Same size: same baseline. Smaller: up to half a line up, a third down.
                limit = 0.25 * row_height if height > 0.85 * row_height else (0.55 if base > row_base else 0.3) * row_height
                if distance <= limit and distance < best_distance:
                    if _overlaps(run, rows[index][2]):
                        if _repeats(run, rows[index][2]):
                            best, best_distance = -1, 0.0  # printed twice for boldness
                        continue  # else two lines printed close together, not one
                    if height <= 0.85 * row_height and distance > 0.25 * row_height and not _touches(run, rows[index][2]):
                        continue
                    best, best_distance = index, distance
        if best == -1:
            continue
        if best is None:
            buckets.setdefault(int(base // 10), []).append(len(rows))
            rows.append((base, height, list(run)))
        else:
            rows[best][2].extend(run)
    rows.sort(key=lambda r: -r[0])
    return [sorted(r[2], key=lambda c: c.x0) for r in rows]


def _overlaps(run: list[_Char], row: list[_Char]) -> bool:
    """Whether most of the run would stand on top of the row's characters."""
    x0, x1 = run[0].x0, run[-1].x1
    covered = sum(min(x1, c.x1) - max(x0, c.x0) for c in row if c.x1 > x0 and c.x0 < x1)
    return len(run) >= 2 and covered > 0.8 * (x1 - x0) > 0


def _repeats(run: list[_Char], row: list[_Char]) -> bool:
    """Whether every character of the run stands in the row already, at the same place but for a hair."""
    return all(any(c.text == k.text and abs(c.x0 - k.x0) < 0.4 * c.height for k in row) for c in run)


def _touches(run: list[_Char], row: list[_Char]) -> bool:
    """Whether a small raised or lowered run stands directly beside a character of the row."""
    x0, x1 = run[0].x0, run[-1].x1
    reach = 0.5 * max(c.height for c in run)
    return any(abs(c.x1 - x0) < reach or abs(c.x0 - x1) < reach for c in row)


def _row_text(row: list[_Char]) -> str:
    parts: list[str] = []
    previous: _Char | None = None
    for char in row:
        if previous is not None:
            gap = char.x0 - previous.x1
            wide = min(char.height, previous.height)
            if char.ink is not None and previous.ink is not None and 0.14 * wide < char.ink[0] - previous.ink[1] < 2 * wide:
                gap = 0.3 * wide
            if abs(gap + (previous.x1 - previous.x0)) < 0.05 * wide and char.text == previous.text:
                continue  # the same glyph drawn twice: a poor man's bold
            if gap > 1.6 * wide:
                parts.append("  ")
            elif gap > 0.28 * wide or (char.spaced and not (_is_cjk(char.text) and _is_cjk(previous.text))):
                # Some fonts give blanks no width; between Chinese characters they mean nothing.
                parts.append(" ")
        parts.append(char.text)
        previous = char
    return "".join(parts)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_cjk(char: str) -> bool:
    return char >= "\u2e80"


# -- ruling lines -----------------------------------------------------------------------------


def _ruled_areas(page: Any) -> list[tuple[float, float, float, float]]:
    """Boxes (x0, y0, x1, y1) of ruled tables: where at least three horizontal rules of one width lie over each other."""
    import pypdfium2.raw as raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    rules: list[tuple[float, float, float]] = []
    count = raw.FPDFPage_CountObjects(page.raw)
    if count > 20_000:  # a drawing, not a table
        return []
    for i in range(count):
        item = raw.FPDFPage_GetObject(page.raw, i)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if raw.FPDFPageObj_GetBounds(item, left, bottom, right, top) and right.value - left.value > 20:
            if top.value - bottom.value < 3:
                rules.append((left.value, right.value, (top.value + bottom.value) / 2))
            elif raw.FPDFPath_CountSegments(item) in (4, 5):  # a cell drawn as a rectangle
                rules += [(left.value, right.value, bottom.value), (left.value, right.value, top.value)]
    return _stacked(rules)


def _stacked(rules: list[tuple[float, float, float]]) -> list[tuple[float, float, float, float]]:
    # Cells ruled one by one: pieces at one height that touch are one rule.
    rules.sort(key=lambda r: (round(r[2]), r[0]))
    merged: list[tuple[float, float, float]] = []
    for x0, x1, y in rules:
        if merged and abs(merged[-1][2] - y) < 1.5 and x0 <= merged[-1][1] + 3:
            merged[-1] = (min(merged[-1][0], x0), max(merged[-1][1], x1), merged[-1][2])
        else:
            merged.append((x0, x1, y))
    merged.sort(key=lambda r: -r[2])
    areas: list[list[float]] = []
    counts: list[int] = []
    for x0, x1, y in merged:
        for k, area in enumerate(areas):
            overlap = min(x1, area[2]) - max(x0, area[0])
            if overlap > 0.4 * max(x1 - x0, area[2] - area[0]) and area[1] - y < 150:
                area[0], area[2], area[1] = min(area[0], x0), max(area[2], x1), y
                counts[k] += 1
                break
        else:
            areas.append([x0, y, x1, y])
            counts.append(1)
    return [(a[0], a[1], a[2], a[3]) for a, n in zip(areas, counts, strict=True) if n >= 3 and a[3] - a[1] > 12 and a[2] - a[0] > 60]


# -- running heads, page numbers, offsets -----------------------------------------------------

_PAGE_NUMBER = re.compile(r"[-—–·\s第]*(?:\d{1,4}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫIVXivx]{1,6}|[０-９]{1,4})[-—–·\s页]*(?:[/／共]\s*\d+\s*页?)?")


def _mark_furniture(pages: list[list[Line]]) -> list[Line]:
    """Running heads and page numbers marked: the first and last lines of pages that repeat or only count."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_shape(candidate.text) for candidate in (*lines[:2], *lines[-2:])})
    marked = []
    for page_index, lines in enumerate(pages):
        for i, line in enumerate(lines):
            at_edge = i < 2 or i >= len(lines) - 2
            repeated = edges[_shape(line.text)] >= max(3, 0.3 * len(pages)) and len(line.text) < 60
            counts = (i == 0 or i == len(lines) - 1) and _PAGE_NUMBER.fullmatch(line.text) is not None
            furniture = (at_edge and page_index > 0 and (repeated or counts)) or _is_upright(lines, i)
            marked.append(replace(line, furniture=True) if furniture else line)
    return marked


def _is_upright(lines: list[Line], i: int) -> bool:
    """Whether line ``i`` belongs to a word set upright along the margin: one or two characters a line, same x, five in a row."""
    own = lines[i].box
    if len(lines[i].text) > 2 or own is None:
        return False
    run = 1
    for step in (-1, 1):
        j = i + step
        while 0 <= j < len(lines) and len(lines[j].text) <= 2 and (box := lines[j].box) is not None and abs(box[0] - own[0]) < 3:
            run, j = run + 1, j + step
    return run >= 5


def _shape(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _with_offsets(lines: list[Line]) -> tuple[Line, ...]:
    placed, offset = [], 0
    for line in lines:
        placed.append(replace(line, start=offset))
        offset += len(line.text) + 1
    return tuple(placed)
