"""拼音: a query typed without an input method: "dianzicheng", "xueyaji jiandingguicheng", or the initials of one name, "dzjjc".

Only whole queries, only names of products, instruments and measurands and the words that stand beside them, and only where nothing
else in the query is known in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import Final

from kg.labels import ConceptKind, concept_labels
from kg.pinyin import sounds

_TYPED: Final = re.compile(r"[A-Za-zü'’]+(?:[ -][A-Za-zü'’]+){0,7}")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2,12}")
_MOST_READINGS: Final = 8
_LEAST_INITIALS: Final = 3
_MOST_WORDS: Final = 6
_LONGEST: Final = 60
_KINDS: Final = (ConceptKind.PRODUCT, ConceptKind.INSTRUMENT, ConceptKind.MEASURAND)
# fmt: off
WORDS: Final = frozenset({
    "检定", "规程", "检定规程", "校准", "规范", "校准规范", "国家标准", "行业标准", "国标", "标准", "限值", "限量", "排放", "排放标准", "排放限值",
    "测定", "测定方法", "试验方法", "检测方法", "认证", "实施规则", "认证规则", "依据标准", "要求", "安全", "安全要求", "技术要求", "现行", "最新", "方法", "检验", "检测", "范围", "术语", "产品",
})
# fmt: on
"""Words of questions that may stand beside a name."""


@dataclass(frozen=True, slots=True)
class _Names:
    by_sound: Mapping[str, str]
    by_initials: Mapping[str, str | None]
    """None where several names have these initials."""
    longest: int


def sounds_of(name: str) -> list[str]:
    """The ways in which a name of Chinese characters is typed; empty where one of its characters has no reading here.

    >>> sounds_of("电子秤"), sounds_of("重量")
    (['dianzicheng'], ['chongliang', 'zhongliang'])
    """
    return ["".join(way) for way in _ways(name)]


def _ways(name: str) -> list[tuple[str, ...]]:
    readings = [sounds().get(character, ()) for character in name]
    many = 1
    for one in readings:
        many *= len(one)
    if many > _MOST_READINGS:
        readings = [one[:1] for one in readings]
    return list(product(*readings))


@lru_cache(maxsize=1)
def _names() -> _Names:
    by_sound: dict[str, str] = {}
    meant: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    labels = sorted((label for label in concept_labels() if label.kind in _KINDS and label.rank < 2), key=lambda label: label.rank)
    known = [(label.text, label.concept) for kind in _KINDS for label in labels if label.kind is kind and label.language == "zh"]
    for name, concept in (*known, *((word, "") for word in sorted(WORDS))):
        if not _HAN.fullmatch(name):
            continue
        for way in _ways(name):
            by_sound.setdefault("".join(way), name)
            if concept:
                initials = "".join(syllable[0] for syllable in way)
                # One thing that is a product and an instrument has one name.
                meant.setdefault(initials, set()).add(name)
                first.setdefault(initials, name)
    initials_of = {
        initials: first[initials] if len(names) == 1 else None for initials, names in meant.items() if len(initials) >= _LEAST_INITIALS
    }
    return _Names(MappingProxyType(by_sound), MappingProxyType(initials_of), max(map(len, by_sound), default=0))


def from_pinyin(query: str) -> str | None:
    """The Chinese of a query that is pinyin as a whole; None for any other, and for initials that several names have.

    >>> from_pinyin("dianzicheng"), from_pinyin("Dian zi cheng"), from_pinyin("boiler")
    ('电子秤', '电子秤', None)
    >>> from_pinyin("xueyaji jiandingguicheng")
    '血压计 检定规程'
    """
    if len(query) > _LONGEST or not _TYPED.fullmatch(query):
        return None
    typed = re.sub(r"['’ -]", "", query).lower().replace("ü", "v")
    names = _names()
    if (name := names.by_sound.get(typed)) is not None:
        return name
    if (words := _in_words(typed, names)) is not None:
        return " ".join(words)
    # Initials are typed in one piece.
    return names.by_initials.get(typed) if typed == query.lower() else None


def _in_words(typed: str, names: _Names) -> list[str] | None:
    """The fewest names and words that ``typed`` is made of, at least one of them a name; None where it is not."""
    best: list[list[str] | None] = [[], *([None] * len(typed))]
    for end in range(1, len(typed) + 1):
        for start in range(max(0, end - names.longest), end):
            before = best[start]
            name = names.by_sound.get(typed[start:end])
            if before is None or name is None or len(before) >= _MOST_WORDS:
                continue
            known = best[end]
            if known is None or len(before) + 1 < len(known):
                best[end] = [*before, name]
    found = best[-1]
    return found if found and any(name not in WORDS for name in found) else None
