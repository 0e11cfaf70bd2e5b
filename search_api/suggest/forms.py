"""The keys of one name as bytes, and where in them a search may begin.

A name is one record: its keys, each closed by NUL, then what is shown of it.

    words NUL initials NUL pinyin NUL lengths NUL [number NUL ...] SOH text SOH iri SOH number

``words`` is the folded text. ``initials`` has one letter for each of its characters, ``pinyin`` the whole syllables, ``lengths`` how
many letters of pinyin a character has: 1 to 6, as A to F where a word begins. They are empty where no character is Chinese.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kg.identifiers import StandardNumber
from search_api.suggest.folding import folded, is_chinese, number_keys
from search_api.suggest.names import LAW, STANDARD, Name
from search_api.suggest.readings import Readings

WORDS, INITIALS, PINYIN, LENGTHS = range(4)
"""Ordinals of keys in a record; those behind them are numbers."""
NUL: Final = b"\0"
SHOWN: Final = b"\x01"

NUMBER, HEAD, HEAD_PINYIN, INNER, INNER_PINYIN = range(5)
TABLES: Final = ("number", "head", "head_pinyin", "inner", "inner_pinyin")
"""Where keys begin, and where words inside of them do; pinyin apart, so that it comes behind what was typed as it is written."""

_SEPARATORS: Final = re.compile(r"[\x00\x01]")


@dataclass(frozen=True, slots=True)
class Record:
    """Bytes of one name, and for each of `TABLES` the offsets in them at which a search may begin."""

    data: bytes
    starts: tuple[tuple[int, ...], ...]


def record_of(name: Name, readings: Readings) -> Record:
    """The record of a name."""
    starts: list[list[int]] = [[] for _ in TABLES]
    words, _ = folded(name.text)
    data = bytearray()
    if words:
        starts[HEAD].append(0)
        starts[INNER] += _inner_words(words)
    data += words.encode() + NUL
    if any(map(is_chinese, words)):
        syllables, begins = readings.of(words)
        lengths = "".join(chr((ord("@") if i in begins else ord("0")) + len(s)) for i, s in enumerate(syllables))
        for spelled in ([s[0] for s in syllables], syllables):
            at, place = len(data), 0
            for i, piece in enumerate(spelled):
                if i in begins and is_chinese(words[i]):
                    starts[INNER_PINYIN if i else HEAD_PINYIN].append(at + place)
                elif not i:
                    # "pH值" is typed as "phz": what is Latin in a Chinese name is its own reading.
                    starts[HEAD_PINYIN].append(at)
                place += len(piece.encode())
            data += "".join(spelled).encode() + NUL
        data += lengths.encode() + NUL
    else:
        data += NUL * 3
    for key in _numbers(name):
        starts[NUMBER].append(len(data))
        data += key.encode() + NUL
    data += SHOWN + SHOWN.join((_SEPARATORS.sub(" ", name.text).encode(), name.iri.encode(), (name.number or "").encode()))
    return Record(bytes(data), tuple(map(tuple, starts)))


def _inner_words(words: str) -> list[int]:
    """Byte offsets of every Chinese character and of every Latin word but the first."""
    found, place, before = [], 0, ""
    for character in words:
        if before and (is_chinese(character) or before == " " or is_chinese(before)):
            if character != " ":
                found.append(place)
        place += len(character.encode())
        before = character
    return found


def _numbers(name: Name) -> list[str]:
    if name.kind not in (STANDARD, LAW) or not name.number:
        return []
    parsed = StandardNumber.parse_or_none(name.number)
    return number_keys(name.number, parsed.prefix) if parsed else []
