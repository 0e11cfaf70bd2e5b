"""汉语拼音 without tones, v for ü: the usual readings of a character, and the one reading of a word.

Both are in `ontologies/pinyin.txt`. A line that begins with a syllable gives the characters read so; any other gives a word, or a
character of several readings, and how it is read: 行 alone reads xing and 行业 hangye, which a table of characters cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from kg.reference_data import ONTOLOGIES

_TABLE: Final = ONTOLOGIES / "pinyin.txt"


@dataclass(frozen=True, slots=True)
class _Table:
    sounds: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    longest: int


@lru_cache(maxsize=1)
def _table() -> _Table:
    found: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        first, _, rest = line.partition(" ")
        if first.isascii() and first.isalpha():
            for character in rest:
                found[character] = (*found.get(character, ()), first)
        elif first and not first.startswith("#"):
            words[first] = tuple(rest.split(" "))
    return _Table(MappingProxyType(found), MappingProxyType(words), max(map(len, words), default=1))


def sounds() -> Mapping[str, tuple[str, ...]]:
    """Character -> its usual readings."""
    return _table().sounds


def read_aloud(word: str) -> tuple[str, ...]:
    """A syllable for each character of a word, the character itself where it has none.

    >>> read_aloud("重量"), read_aloud("重复"), read_aloud("行业标准")
    (('zhong', 'liang'), ('chong', 'fu'), ('hang', 'ye', 'biao', 'zhun'))
    """
    return tuple(_read(word))


def _read(word: str) -> Iterator[str]:
    table = _table()
    place = 0
    while place < len(word):
        # The longest word known that begins here; every character of several readings is one.
        for end in range(min(len(word), place + table.longest), place, -1):
            if (syllables := table.words.get(word[place:end])) is not None:
                yield from syllables
                place = end
                break
        else:
            yield table.sounds.get(word[place], (word[place],))[0]
            place += 1
