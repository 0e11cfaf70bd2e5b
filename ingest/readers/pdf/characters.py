"""The characters of a page: pdfium's, with the ink of letters where the boxes of their fonts say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from string import ascii_letters, digits
from typing import Any

from ingest.readers.page.page import Char
from ingest.readers.pdf.text_layer import TextLayer

_ENOUGH_PAIRS = 20
_MOSTLY = 0.75
_LATIN = frozenset(ascii_letters)
_SIGNS = _LATIN | frozenset(digits)
_NARROW = frozenset("．.，,：:；;·、")


def characters_of(page: Any) -> tuple[list[Char], int]:
    """The characters of a pdfium page as it is read, and by how many quarters it was turned for that (0 to 3)."""
    layer = TextLayer(page)
    level = layer.turn == 0
    chars: list[Char] = []
    indices: list[int] = []
    before: Char | None = None
    in_word = False
    for index, char in layer.characters():
        latin = char.text in _LATIN
        if before is not None:
            if level and latin and (in_word or before.text in ",;") and char.x0 < before.x1 - 0.03 * char.height:
                # Fonts that set Latin letters in full-width boxes and no blanks: the ink shows the words.
                char.ink = layer.ink_of(index)
                if before.ink is None:
                    before.ink = layer.ink_of(indices[-1])
            if before.text in _NARROW and before.text != char.text and abs(before.y - char.y) < 0.1:
                # A point set in a full-width box ends where the next character begins.
                before.x1 = max(before.x0, min(before.x1, char.x0))
        chars.append(char)
        indices.append(index)
        before, in_word = char, latin
    if level and _torn(chars):
        for char, index in zip(chars, indices, strict=True):
            char.spaced = False
            if char.text.isascii():
                char.ink = layer.ink_of(index)
    layer.close()
    return chars, layer.turn


def _torn(chars: Sequence[Char]) -> bool:
    """Whether a blank stands in the text layer behind nearly every sign ("R T P", "1 3 8 1 8"), of which the page shows nothing.

    >>> def typed(text):
    ...     return [Char(c, 5.0 * i, 5.0 * i + 9, 700, 10, i > 0 and text[i - 1] == " ") for i, c in enumerate(text) if c != " "]
    >>> _torn(typed("I S O / I E C 1 3 8 1 8 - 1 : 2 0 0 0 " * 4)), _torn(typed("ISO/IEC 13818-1 : 2000 and others " * 4))
    (True, False)
    """
    pairs = [
        char.spaced for before, char in pairwise(chars) if char.text in _SIGNS and before.text in _SIGNS and abs(char.y - before.y) < 1
    ]
    return len(pairs) >= _ENOUGH_PAIRS and sum(pairs) > _MOSTLY * len(pairs)
