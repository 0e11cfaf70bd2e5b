"""A text as keys compare it: half width, lower case, no punctuation; and where each character of a key stands in the text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kg.identifiers import fold

LONGEST: Final = 160
"""Characters of a name that keys are made of: nobody types more, and a few titles are as long as a page."""

_CHINESE: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_SAID_BY_PREFIX: Final = re.compile(r"/T$")


def is_chinese(character: str) -> bool:
    """Whether a character is a 汉字, which stands alone where Latin letters make words."""
    return _CHINESE.match(character) is not None


def folded(text: str) -> tuple[str, list[int]]:
    """(key, for each of its characters the place in ``text``); one blank is kept between two Latin words.

    >>> folded("ＰＨ 值的测定"), folded("Air quality—PM2.5")[0]
    (('ph值的测定', [0, 1, 3, 4, 5, 6]), 'air quality pm2 5')
    """
    key: list[str] = []
    places: list[int] = []
    gap = False
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKC", character).lower():
            if not plain.isalnum():
                gap = True
                continue
            if gap and key and not is_chinese(key[-1]) and not is_chinese(plain):
                key.append(" ")
                places.append(place)
            key.append(plain)
            places.append(place)
            gap = False
        if len(key) >= LONGEST:
            break
    return "".join(key[:LONGEST]), places[:LONGEST]


def folded_number(number: str) -> tuple[str, list[int]]:
    """The same for a standard number: point and dash are kept, a colon is a dash, blanks and brackets go.

    >>> folded_number("ＧＢ／Ｔ 1.1—2020")[0], folded_number("JJG(交通) 096-2009")[0], folded_number("CNCA-C07-01:2017")[0]
    ('gbt1.1-2020', 'jjg交通096-2009', 'cnca-c07-01-2017')
    """
    key: list[str] = []
    places: list[int] = []
    for place, character in enumerate(fold(number).lower().replace(":", "-")[:LONGEST]):
        if character.isalnum() or character in ".-":
            key.append(character)
            places.append(place)
    return "".join(key), places


def number_keys(number: str, prefix: str) -> list[str]:
    """The spellings under which a number is typed: whole, without its /T, without its prefix, without dashes before the year.

    >>> number_keys("GB/T 28181-2016", "GB/T")
    ['gbt28181-2016', 'gb28181-2016', '28181-2016']
    >>> number_keys("CNCA-C07-01:2017", "CNCA")
    ['cnca-c07-01-2017', 'c07-01-2017', 'cncac0701-2017']
    """
    rest = number.removeprefix(prefix)
    spellings = [folded_number(number)[0], folded_number(_SAID_BY_PREFIX.sub("", prefix) + rest)[0]]
    spellings.append(folded_number(rest)[0].lstrip("-"))
    work, dash, year = spellings[0].rpartition("-")
    spellings.append(work.replace("-", "") + dash + year)
    return list(dict.fromkeys(spelling for spelling in spellings if spelling))
