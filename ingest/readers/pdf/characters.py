"""pdfium's characters: boxes turned upright, fonts with private codes repaired, watermarks left out."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ingest.readers.page.page import Char

QUARTER = math.pi / 2


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


_ENOUGH_PAIRS = 20
_MOSTLY = 0.75
_NARROW = set("．.，,：:；;·、")


def characters_of(page: Any) -> tuple[list[Char], int]:
    """The characters of a pdfium page as it is read, and by how many quarters it was turned for that (0 to 3)."""
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    handle = textpage.raw
    count = raw.FPDFText_CountChars(handle)
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    rect_ref, x_ref, y_ref = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    get_unicode, get_box, get_origin = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    matrix = raw.FS_MATRIX()

    def get_angle(_: Any, index: int) -> float:
        # pdfium's own angle takes letters slanted by the text matrix (c) for turned ones.
        raw.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix))
        return math.atan2(-matrix.b, matrix.a)

    turns: Counter[int] = Counter()
    for i in range(0, count, max(1, count // 40)):
        if get_unicode(handle, i) > 32:
            turns[_quarters(get_angle(handle, i))] += 1
    turn = turns.most_common(1)[0][0] if turns else 0
    width, height = drawn_size(page)
    extent = max(width, height) + 1
    spaced = False
    ink_left, ink_right, ink_bottom, ink_top = (ctypes.c_double() for _ in range(4))

    def ink_of(index: int) -> tuple[float, float]:
        raw.FPDFText_GetCharBox(handle, index, ink_left, ink_right, ink_bottom, ink_top)
        return ink_left.value, ink_right.value

    previous = -1
    chars: list[Char] = []
    indices: list[int] = []
    for i in range(count):
        code = get_unicode(handle, i)
        if code in (10, 13):
            spaced = True
            continue
        if code < 32 or code in (0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
            continue
        if code > 32 and abs((get_angle(handle, i) + turn * QUARTER + 0.8) % (4 * QUARTER) - 0.8) > 0.3:
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
            char = Char(_REPAIRED.get(code) or chr(code), left, max(right, left), base, max(top - bottom, 1.0), spaced)
            letters = is_latin(char.text) and bool(chars) and (chars[-1].text in ",;" or is_latin(chars[-1].text))
            if turn == 0 and letters and left < chars[-1].x1 - 0.03 * char.height:
                # Fonts that set Latin letters in full-width boxes and no blanks: the ink shows the words.
                char.ink = ink_of(i)
                if chars[-1].ink is None:
                    chars[-1].ink = ink_of(previous)
            if chars and chars[-1].text in _NARROW and chars[-1].text != char.text and abs(chars[-1].y - base) < 0.1:
                # A point set in a full-width box ends where the next character begins.
                chars[-1].x1 = max(chars[-1].x0, min(chars[-1].x1, left))
            chars.append(char)
            indices.append(i)
            previous = i
        spaced = False
    if turn == 0 and _torn(chars):
        for char, i in zip(chars, indices, strict=True):
            char.spaced = False
            if char.text.isascii():
                char.ink = ink_of(i)
    textpage.close()
    return chars, turn


def drawn_size(page: Any) -> tuple[float, float]:
    """Width and height of a pdfium page as it is drawn: places of characters and rules know nothing of its ``/Rotate``."""
    width, height = page.get_size()
    return (height, width) if page.get_rotation() in (90, 270) else (width, height)


def _quarters(angle: float) -> int:
    """By how many quarters text at pdfium's ``angle`` (clockwise, radians) runs to the left of level: 1 upwards, 3 downwards."""
    return -round(angle / QUARTER) % 4


def _torn(chars: Sequence[Char]) -> bool:
    """Whether a blank stands in the text layer behind nearly every sign ("R T P", "1 3 8 1 8"), of which the page shows nothing.

    >>> def typed(text):
    ...     return [Char(c, 5.0 * i, 5.0 * i + 9, 700, 10, i > 0 and text[i - 1] == " ") for i, c in enumerate(text) if c != " "]
    >>> _torn(typed("I S O / I E C 1 3 8 1 8 - 1 : 2 0 0 0 " * 4)), _torn(typed("ISO/IEC 13818-1 : 2000 and others " * 4))
    (True, False)
    """
    pairs = [
        char.spaced
        for before, char in pairwise(chars)
        if char.text.isascii() and char.text.isalnum() and before.text.isascii() and before.text.isalnum() and abs(char.y - before.y) < 1
    ]
    return len(pairs) >= _ENOUGH_PAIRS and sum(pairs) > _MOSTLY * len(pairs)


def is_latin(char: str) -> bool:
    """Whether a character is a Latin letter of ASCII."""
    return char.isascii() and char.isalpha()
