"""Does a page's text layer say what the page shows? Each page is judged alone, from its characters.

A page can be a picture with no text at all; its fonts can map to the wrong characters, which then are
drawn as wide as the Chinese characters they hide; a scanner's own recognition can have filled it with
characters that make no words. Shares below were measured on 27 healthy and 2 enciphered documents
(690 and 82 pages): healthy pages reach at most 2 % of wide signs where they hold no Chinese, enciphered
ones of prose begin at 2 %; healthy Chinese is at least 60 % dictionary words, random characters 10 %.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from ingest.readers.page.page import Char, Page


class Health(StrEnum):
    """The verdict on a text layer; ``GOOD`` alone is read as it stands."""

    GOOD = "good"
    THIN = "thin"
    """No text, or no more than a running head or a cover holds: what the page shows besides decides."""
    PRIVATE = "private"
    """Private-use and replacement characters: the font says no Unicode."""
    ENCIPHERED = "enciphered"
    """Signs and accents in boxes as wide as Chinese characters: the font map is broken."""
    NONSENSE = "nonsense"
    """Chinese characters that make no words: a broken font map, or another program's bad recognition."""
    SPLIT = "split"
    """One character a line."""


_FEW = 60
# A tenth of a picture's words is read right by chance; a poor recognition gets half of them.
_PICTURE_WORDS_SHARE = 0.6
_SPLIT_NEEDED = 20
_PRIVATE_SHARE = 0.05
_WIDE_SIGNS_SHARE = 0.015
_ODD_SIGNS_SHARE = 0.05
_CHINESE_NEEDED = 40
_WORDS_SHARE = 0.4
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
# Signs of Latin-1 that standards do not use; units, degrees, section and other languages' quotation marks they do.
_ODD_SIGNS = re.compile("[\u00a2-\u00a6\u00a8\u00ac\u00ad\u00af\u00b4\u00b6\u00b8\u00b9\u00bc-\u00be]")
# Signs of ASCII, and the letters of Latin-1 besides.
_SIGNS = re.compile(
    "[!-/:-@\\[-`{-~\u00a1-\u00a6\u00a8\u00aa\u00ac\u00ad\u00af\u00b4\u00b6\u00b8-\u00ba\u00bc-\u00d6\u00d8-\u00f6\u00f8-\u00ff]"
)
_CHINESE_RUN = re.compile("[\u4e00-\u9fff]+")
# The commonest characters of standards: a page that holds its share of them needs no dictionary.
_COMMON = tuple("的和及应用为标准中定于本在量以测方法规")
_COMMON_SHARE = 0.08


def health_of(page: Page, *, over_picture: bool = False, among_enciphered: bool = False) -> Health:
    """The verdict on the text layer of ``page``.

    ``over_picture`` says that a picture fills the page below its text, ``among_enciphered`` that most pages of its document
    have a broken font map: a listing of code then hides a heading of two or three such characters.
    """
    chars = page.chars
    count = len(chars)
    if count == 0:
        return Health.THIN
    text = "".join([char.text for char in chars])
    chinese = count - len(_CHINESE_RUN.sub("", text))
    if len(_PRIVATE.findall(text)) >= _PRIVATE_SHARE * count:
        return Health.PRIVATE
    if chinese < 0.1 * count:
        if len(_ODD_SIGNS.findall(text)) >= _ODD_SIGNS_SHARE * count:
            return Health.ENCIPHERED
        wide = sum(1 for char in chars if char.x1 - char.x0 > 0.8 * char.height and _SIGNS.match(char.text))
        if chinese < 0.05 * count and wide >= (1 if among_enciphered else _WIDE_SIGNS_SHARE * count):
            return Health.ENCIPHERED
    common = sum(map(text.count, _COMMON))
    needed = _PICTURE_WORDS_SHARE if over_picture else _WORDS_SHARE
    if chinese >= _CHINESE_NEEDED and (over_picture or common < _COMMON_SHARE * chinese) and words_share(chars) < needed:
        return Health.NONSENSE
    if is_split(chars):
        return Health.SPLIT
    return Health.THIN if count < _FEW else Health.GOOD


def words_share(chars: list[Char]) -> float:
    """Share of the Chinese characters that stand in dictionary words of two and more, in [0, 1]; 1.0 without Chinese."""
    runs = _CHINESE_RUN.findall("".join(char.text for char in chars))
    total = sum(map(len, runs))
    cut = cutter()
    return sum(len(word) for run in runs for word in cut(run) if len(word) > 1) / total if total else 1.0


def is_split(chars: list[Char]) -> bool:
    """Whether nearly every character stands on a line of its own, as some converters write them.

    Upright text does so too, but in columns of which a page holds few.
    """
    if len(chars) < _SPLIT_NEEDED:
        return False
    alone = sum(1 for before, char in pairwise(chars) if _is_below(char, before))
    return alone > 0.8 * len(chars)


def _is_below(char: Char, before: Char) -> bool:
    """Whether a character stands on another line than the one before; lines over a picture may be set closer than they are high."""
    step = abs(char.y - before.y)
    return step > 0.5 * char.height or (step > 0.1 * char.height and abs(char.x0 - before.x0) < 0.5 * char.height)


@lru_cache(maxsize=1)
def cutter() -> Callable[[str], list[str]]:
    """What cuts Chinese text into words of the dictionary."""
    from kg.segment import Segmenter

    return Segmenter().cut
