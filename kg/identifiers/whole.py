"""One number and nothing else: what a cell, a line of a list or a query holds, in any dress that people give it."""

from __future__ import annotations

import re
from typing import Final

from kg.identifiers.finding import find_numbers
from kg.identifiers.folding import fold
from kg.identifiers.number import StandardNumber

_LONGEST: Final = 120
_OPENING: Final = "《〈<「『【[\"'“‘"
# What may stand behind a number without changing which one it is. "含第1号修改单" leaves the edition the edition.
_BEHIND: Final = re.compile(
    r"""(?:\s|[.。,，;；、》〉>」』】\]"'”’]
    |年?版|年(?:版)?|标准
    |[(（]\s*(?:[EF]|(?:19|20)\d\d\s*年?\s*版|[含包]\s*括?\s*第\s*[\d一二三四五六七八九十]+\s*号\s*修改单|所有部分|各部分|all\s+parts)\s*[)）]
    )*""",
    re.VERBOSE,
)


def number_of(text: str) -> StandardNumber | None:
    """The number that ``text`` is; None where it is none, or more than one.

    >>> [str(number_of(text)) for text in ("《GB 13271-2014》", "gb/t 1.1-2020", "G B / T 1 . 1 - 2 0 2 0", "GB 3095-2012（含第1号修改单）")]
    ['GB 13271-2014', 'GB/T 1.1-2020', 'GB/T 1.1-2020', 'GB 3095-2012']
    """
    stripped = text.strip()[:_LONGEST].lstrip(_OPENING).strip()
    spaced = _letter_spaced(stripped)
    for candidate, unknown in ((stripped, True), (stripped.upper(), False), *(((spaced, False),) if spaced else ())):
        for number, start, end in find_numbers(candidate, unknown=unknown):
            if start == 0 and _BEHIND.fullmatch(candidate, end):
                return number
            break
    return None


def _letter_spaced(text: str) -> str | None:
    """ "G B / T 1 . 1" as covers print it: closed up; None where words are longer than a letter or two."""
    words = fold(text).split()
    return "".join(words).upper() if len(words) >= 4 and max(map(len, words)) <= 2 else None
