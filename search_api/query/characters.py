"""The characters of a query as they are read: no control characters, simplified Chinese; one for one, so that places hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from kg.reference_data import ONTOLOGIES

READ_AT_MOST: Final = 2_000
"""Characters of a query that are read; what comes behind them is searched by its words alone."""
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ud800-\udfff]")
_ALSO_SIMPLIFIED: Final = {ord("後"): "后", ord("於"): "于", ord("徵"): "征", ord("乾"): "干", ord("藉"): "借"}
"""Simplified texts print these too: they are traditional only among others that are."""


def cleared(query: str) -> str:
    """The query without blanks around it, control characters as blanks.

    >>> cleared(" 锅炉\\x00排放\\n")
    '锅炉 排放'
    """
    return _CONTROL.sub(" ", query).strip()


@lru_cache(maxsize=1)
def traditional_characters() -> Mapping[int, str]:
    """Code of a traditional character -> the simplified one."""
    found: dict[int, str] = {}
    for line in (ONTOLOGIES / "traditional-characters.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            simplified, _, traditional = line.partition(" ")
            found |= {ord(character): simplified for character in traditional}
    return MappingProxyType(found)


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, one for one.

    >>> simplified("電子秤檢定規程"), simplified("乾燥箱"), simplified("排氣後處理")
    ('电子秤检定规程', '乾燥箱', '排气后处理')
    """
    plain = text.translate(traditional_characters())
    return plain if plain == text else plain.translate(_ALSO_SIMPLIFIED)


def differing(text: str, plain: str) -> list[tuple[int, int]]:
    """Spans at which two texts of one length differ, neighbours put together.

    >>> differing("電錶a錶", "电表a表")
    [(0, 2), (3, 4)]
    """
    spans: list[tuple[int, int]] = []
    for i, (a, b) in enumerate(zip(text, plain, strict=True)):
        if a != b:
            if spans and spans[-1][1] == i:
                spans[-1] = (spans[-1][0], i + 1)
            else:
                spans.append((i, i + 1))
    return spans


def language_of(text: str) -> str:
    """ "zh", "en", or "mixed" where words of both stand; "none" for a text without words.

    >>> language_of("锅炉 boiler"), language_of("二氧化硫 SO2"), language_of("how loud?")
    ('mixed', 'zh', 'en')
    """
    chinese, latin = bool(CHINESE.search(text)), bool(_LATIN_WORD.search(text))
    if chinese:
        # One abbreviation among Chinese words is still Chinese.
        return "mixed" if any(len(word) > 3 for word in _LATIN_WORD.findall(text)) else "zh"
    return "en" if latin else "none"
