"""Which characters of a shown text were matched by what was typed, in words, pinyin or number."""

from __future__ import annotations

from itertools import accumulate

from search_api.suggest.folding import folded, folded_number
from search_api.suggest.forms import HEAD, INITIALS, INNER, LENGTHS, NUMBER, PINYIN, SHOWN

Spans = tuple[tuple[int, int], ...]
"""Half-open, in code points of the text, in order."""


def spans_of(record: bytes, text: str, number: str, table: int | None, keys: tuple[str, ...]) -> tuple[Spans, Spans]:
    """(in the text, in the number); ``table`` is where the key was found, None where each of ``keys`` is anywhere."""
    words = folded(text)[0]
    if table is None:
        spans = [span for key in keys for span in _in_text(text, words.find(key), len(key))]
        return tuple(sorted(set(spans))), ()
    key = keys[0]
    if table == NUMBER:
        return (), _in_number(number, key)
    if table in (HEAD, INNER):
        return _in_text(text, 0 if table == HEAD else words.find(key, 1), len(key)), ()
    spelled = record.partition(SHOWN)[0].decode().split("\0")
    lengths = [ord(c) & 15 for c in spelled[LENGTHS]]
    begins = [i for i, c in enumerate(spelled[LENGTHS]) if i == 0 or c >= "@"]
    for i in begins:
        if spelled[INITIALS].startswith(key, i):
            return _in_text(text, i, len(key)), ()
    ends = list(accumulate(lengths))
    for i in begins:
        first = ends[i] - lengths[i]
        if spelled[PINYIN].startswith(key, first):
            last = next(j for j, end in enumerate(ends) if end >= first + len(key))
            return _in_text(text, i, last - i + 1), ()
    return (), ()


def _in_text(text: str, first: int, count: int) -> Spans:
    """The span of characters of the folded text as one of the text."""
    places = folded(text)[1]
    if first < 0 or not count or first >= len(places):
        return ()
    return ((places[first], places[min(first + count, len(places)) - 1] + 1),)


def _in_number(number: str, key: str) -> Spans:
    """Where the number holds what was typed, whether or not its dashes and its /T were typed.

    >>> _in_number("GB/T 28181-2016", "gb281"), _in_number("CNCA-C07-01:2017", "cncac07")
    (((0, 8),), ((0, 8),))
    """
    spelled, places = folded_number(number)
    begin = spelled.find(key)
    if begin >= 0:
        return ((places[begin], places[begin + len(key) - 1] + 1),)
    # Letter by letter: what was left out when typing is inside the span.
    first = last = None
    wanted = 0
    for place, character in zip(places, spelled, strict=True):
        if wanted < len(key) and character == key[wanted]:
            first, last, wanted = place if first is None else first, place, wanted + 1
    return ((first, last + 1),) if first is not None and last is not None and wanted == len(key) else ()
