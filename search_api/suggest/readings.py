"""汉语拼音 of a text, word by word: 重量 reads zhongliang and 重复 chongfu, which a table of characters cannot tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Final

_RUN: Final = re.compile(r"[\u3400-\u9fff]+")
_REMEMBERED: Final = 65_536
"""Titles are made of the same words again and again: of 100,000 nearly all words are known after the first thousand."""


class Readings:
    """Pinyin without tones; the package loads at the first word."""

    def __init__(self, cut: Callable[[str], list[str]]) -> None:
        """``cut`` parts a run of Chinese characters into words, as `Segmenter.cut` does."""
        self._cut = cut
        self._of_word = lru_cache(_REMEMBERED)(_syllables)

    def of(self, key: str) -> tuple[list[str], set[int]]:
        """(for each character of a folded key its syllable, or itself where it has none; where words begin).

        >>> Readings(lambda run: [run[:2], run[2:]]).of("ph电子秤")
        (['p', 'h', 'dian', 'zi', 'cheng'], {0, 2, 4})
        """
        read = list(key)
        begins = {0, *(i + 1 for i, (a, b) in enumerate(pairwise(key)) if a == " " or (a < "\u3400") != (b < "\u3400"))}
        for run in _RUN.finditer(key):
            place = run.start()
            for word in self._cut(run[0]):
                begins.add(place)
                for syllable in self._of_word(word):
                    read[place] = syllable
                    place += 1
        return read, begins


def _syllables(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    found = tuple(lazy_pinyin(word, errors=list))  # type: ignore[arg-type]
    return found if len(found) == len(word) else tuple(word)
