"""What a picture among the words may say: what is read of one is believed only where it has the form of a number, unit or sign."""

from __future__ import annotations

import re
import unicodedata

from ingest.readers.ocr.recogniser import ReadLine
from kg.units import Unit

_LEAST_SCORE = 0.9
_LEAST_OF_CHARACTER = 0.75
_CLAUSE = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,3}){1,5}")
_NUMBER = re.compile(r"[≤≥<>±~-]?\d{1,6}(?:\.\d{1,6})?(?P<unit>\D.{0,12})?")
_ITEM = re.compile(r"\(?(?:[a-z]|\d{1,2}|[一二三四五六七八九十]{1,3})\)|第[一二三四五六七八九十]{1,3}[章条]")
_PART = re.compile(r"附录[A-Z]|[表图](?:[A-Z]\.?)?\d{1,2}(?:[.-]\d{1,2})?")
_SIGNS = frozenset("≤≥±×÷℃%‰Ω∞√∑")


def believed(line: ReadLine, *, in_line: bool, at_margin: bool) -> bool:
    """Whether ``line``, read of a small picture, is surely text. Alone, only a clause number at the margin is.

    >>> from ingest.readers.ocr.recogniser import ReadLine
    >>> def read(text): return ReadLine(text, 0.97, (0.0,) * len(text), (0.97,) * len(text), (False,) * len(text))
    >>> [believed(read(text), in_line=True, at_margin=False) for text in ("3.1", "30mg/m3", "≤", "GB", "一言")]
    [True, True, True, False, False]
    >>> [believed(read(text), in_line=False, at_margin=True) for text in ("3.1", "B.2", "31", "≤")]
    [True, True, False, False]
    """
    if line.score < _LEAST_SCORE or min(line.scores, default=0.0) < _LEAST_OF_CHARACTER:
        return False
    text = unicodedata.normalize("NFKC", line.text)
    if _CLAUSE.fullmatch(text):
        return in_line or at_margin
    if not in_line:
        return False
    if text in _SIGNS or _ITEM.fullmatch(text) or _PART.fullmatch(text):
        return True
    number = _NUMBER.fullmatch(text)
    if number is not None:
        return number["unit"] is None or number["unit"] in _SIGNS or Unit.parse_or_none(number["unit"]) is not None
    return "/" in text and Unit.parse_or_none(text) is not None
