"""What pdfium says of the characters of a page, each turned so that the text stands level; watermarks left out.

A call into pdfium takes longer than what it asks for, and a page has a thousand characters: codes are fetched at once,
direction and baseline once for all whose boxes reach equally high, as those of one font in one line do.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.readers.page.page import Char
from ingest.readers.pdf.private_codes import REPAIRED

_QUARTER = math.pi / 2
_TILT = 0.3
"""Radians; watermarks and margin notes run at a greater angle to the text."""
_SAMPLES = 40


class TextLayer:
    """The characters of a pdfium ``page`` as drawn; to be closed."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._page = page.get_textpage()
        self._handle = self._page.raw
        self._size = drawn_size(page)
        self._matrix = raw.FS_MATRIX()
        self._edges = [ctypes.c_double() for _ in range(4)]
        self._codes = joined_halves(self._all_codes())
        self.turn = self._prevailing_turn()
        """By how many quarters the page is turned for its text to stand level, 0 to 3."""

    def close(self) -> None:
        """Give back what pdfium holds."""
        self._page.close()

    def characters(self) -> Iterator[tuple[int, Char]]:
        """The characters on the page in the order they are drawn, each with its index for `ink_of`."""
        handle, turn, level = self._handle, self.turn, self.turn % 2 == 0
        width, height = self._size
        extent = max(width, height) + 1
        box, x, y = self._raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        box_ref, x_ref, y_ref = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
        get_box, get_origin = self._raw.FPDFText_GetLooseCharBox, self._raw.FPDFText_GetCharOrigin
        lines: dict[tuple[float, float], tuple[bool, float]] = {}
        spaced = False
        for i, code in enumerate(self._codes):
            if code <= 32:
                spaced = spaced or code in (10, 13, 32)
                continue
            if code in (0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
                continue
            get_box(handle, i, box_ref)
            left, top, right, bottom = box.left, box.top, box.right, box.bottom
            reach = (bottom, top) if level else (left, right)
            line = lines.get(reach)
            if line is None:
                tilted = abs((self._angle(i) + turn * _QUARTER + 0.8) % (4 * _QUARTER) - 0.8) > _TILT
                get_origin(handle, i, x_ref, y_ref)
                line = lines[reach] = tilted, (y.value, width - x.value, height - y.value, x.value)[turn]
            tilted, base = line
            if tilted:
                continue
            if code in (0xA0, 0x3000):
                spaced = True
                continue
            if turn == 1:  # text runs upwards on the unrotated page
                left, right, top, bottom = bottom, top, width - left, width - right
            elif turn == 2:
                left, right, top, bottom = width - right, width - left, height - bottom, height - top
            elif turn == 3:
                left, right, top, bottom = height - top, height - bottom, right, left
            if -1 <= left <= extent and -1 <= base <= extent:  # what is drawn outside the page is not on it
                text = REPAIRED.get(code) or chr(code)
                yield i, Char(text, left, right if right > left else left, base, max(top - bottom, 1.0), spaced)
            spaced = False

    def ink_of(self, index: int) -> tuple[float, float]:
        """Left and right edge of the glyph itself, on a page that is not turned."""
        left, right, *_ = self._edges
        self._raw.FPDFText_GetCharBox(self._handle, index, *self._edges)
        return left.value, right.value

    def _all_codes(self) -> Sequence[int]:
        """The code units of all characters: pdfium's text, where that leaves none out."""
        count = self._raw.FPDFText_CountChars(self._handle)
        text = (ctypes.c_ushort * (count + 1))()
        if self._raw.FPDFText_GetText(self._handle, 0, count, text) == count + 1:  # with the zero at its end
            codes: list[int] = text[:count]
            return codes
        get_unicode = self._raw.FPDFText_GetUnicode
        return [get_unicode(self._handle, i) for i in range(count)]

    def _prevailing_turn(self) -> int:
        codes = self._codes
        sampled = range(0, len(codes), max(1, len(codes) // _SAMPLES))
        turns = Counter(-round(self._angle(i) / _QUARTER) % 4 for i in sampled if codes[i] > 32)
        return turns.most_common(1)[0][0] if turns else 0

    def _angle(self, index: int) -> float:
        """The direction of the baseline, clockwise in radians; pdfium's own takes letters that lean for such that are turned."""
        self._raw.FPDFText_GetMatrix(self._handle, index, ctypes.byref(self._matrix))
        return math.atan2(-self._matrix.b, self._matrix.a)


def joined_halves(units: Sequence[int]) -> Sequence[int]:
    """Code points of UTF-16 ``units``, one for one: a pair stands in the place of its first half, 0 in that of the second.

    pdfium counts a rare ideograph (𠀋 in a place name) as two characters in one box.

    >>> [hex(code) for code in joined_halves([0x4E2D, 0xD840, 0xDC0B, 0xD840])]
    ['0x4e2d', '0x2000b', '0x0', '0xd840']
    """
    if not any(0xD800 <= unit <= 0xDBFF for unit in units):
        return units
    codes = list(units)
    for i in range(len(codes) - 1):
        if 0xD800 <= codes[i] <= 0xDBFF and 0xDC00 <= codes[i + 1] <= 0xDFFF:
            codes[i : i + 2] = 0x10000 + ((codes[i] - 0xD800) << 10) + (codes[i + 1] - 0xDC00), 0
    return codes


def drawn_size(page: Any) -> tuple[float, float]:
    """Width and height of a pdfium page as it is drawn: places of characters and rules know nothing of its ``/Rotate``."""
    width, height = page.get_size()
    return (height, width) if page.get_rotation() in (90, 270) else (width, height)
