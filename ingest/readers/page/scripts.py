"""上标与下标: which characters of a printed line are raised or lowered, by size and baseline."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from ingest.readers.page.page import Char
from ingest.readers.raised import LABEL, takes_mark
from kg.identifiers import fold

_SMALL = 0.8
"""A raised or lowered character is at most this part of its neighbour's size; larger ones are another font's digits."""
_SMALL_LATIN = 0.86
"""The same behind a Chinese character: boxes of Latin fonts are higher than those of Chinese ones of the same size."""
_SMALL_CHINESE = 0.66
_UP = 0.18
_DOWN = 0.05
_BESIDE_NOTHING = set("，,。.．、；;：:·…~～-—–－−'\"“”‘’°")


class Raise(Enum):
    """How a character is written: on the line, joined plainly, or raised with a ``^`` before it."""

    LEVEL = 0
    PLAIN = 1
    MARKED = 2


def raises_of(row: Sequence[Char]) -> list[Raise]:
    """For each character of a line (left to right) how it stands; only the first of a raised run is marked."""
    found = [Raise.LEVEL] * len(row)
    if len(row) < 2:
        return found
    heights = [char.height for char in row]
    if min(heights) > _SMALL_LATIN * max(heights):
        return found
    beside: Char | None = None
    k = 0
    while k < len(row):
        if beside is None:
            label = _label(row)
            if label:
                # A footnote below a table begins with its raised mark.
                found[:label] = [Raise.MARKED, *[Raise.PLAIN] * (label - 1)]
                k = label
            if k < len(row):
                beside = row[k]
            k += 1
            continue
        shift = _shift(row[k], beside)
        if shift == 0 or row[k].x0 - row[k - 1].x1 > 0.5 * beside.height:
            if row[k].text not in _BESIDE_NOTHING:
                beside = row[k]
            k += 1
            continue
        end = k + 1
        while end < len(row) and _shift(row[end], beside) == shift and row[end].x0 - row[end - 1].x1 < 0.5 * beside.height:
            end += 1
        marked = shift > 0 and _is_mark(row, k, end)
        found[k:end] = [Raise.MARKED if marked else Raise.PLAIN, *[Raise.PLAIN] * (end - k - 1)]
        k = end
    return found


def _label(row: Sequence[Char]) -> int:
    """How many characters at the start of a line are a raised mark, 0 if none."""
    for end in (1, 2, 3, 4):
        if end >= len(row):
            return 0
        if _shift(row[end], row[end - 1]) == 0 and _shift(row[end - 1], row[end]) > 0:
            text = "".join(char.text for char in row[:end])
            return end if LABEL.fullmatch(text) and all(_shift(char, row[end]) > 0 for char in row[:end]) else 0
    return 0


def _shift(char: Char, beside: Char) -> int:
    """1 for a character raised beside another, -1 for a lowered one, 0 for one on the line."""
    chinese, after_chinese = char.text >= "\u2e80", beside.text >= "\u2e80"
    small = _SMALL if chinese == after_chinese else _SMALL_CHINESE if chinese else _SMALL_LATIN
    if char.height > small * beside.height:
        return 0
    if char.y - beside.y > _UP * beside.height:
        return 1
    return -1 if beside.y - char.y > _DOWN * beside.height else 0


def _is_mark(row: Sequence[Char], start: int, end: int) -> bool:
    """A raised run is an exponent or a footnote's mark but behind a unit's letter, where the unit is written m3, s-1."""
    before = fold("".join(char.text for char in row[max(0, start - 6) : start]))
    run = fold("".join(char.text for char in row[start:end]))
    return takes_mark(before, run)
