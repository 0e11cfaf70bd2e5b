"""What a query asks for, beside its words: standard numbers in any spelling, kinds of document, validity, products.

Only numbers are taken at their word. The rest is a preference: "检定规程" in a query lifts
verification regulations, it does not hide the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.identifiers import StandardNumber, find_numbers

_ASCII_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_BARE = re.compile(r"\s*(?P<serial>\d{3,6})(?:\.(?P<part>\d{1,3}))?(?:\s*[-‐‑–—－]\s*(?P<year>(?:19|20)\d\d))?\s*")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")

_CLAUSE = re.compile(
    r"第[一二三四五六七八九十百零〇]+条(?:之[一二三四五六七八九十]+)?|附录[A-Z](?![A-Za-z])|(?<![\d.])(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2}){1,5}(?![\d.]|\s*[a-zA-Z%℃～~])"
)

_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("verification_regulation", r"检定规程|\bJJG\b|verification (?:regulation|procedure)s?"),
        ("calibration_specification", r"校准规范|\bJJF\b|calibration (?:specification|procedure|guide)s?"),
        ("implementation_rule", r"实施规则|认证规则|认证实施|certification (?:implementation )?rules?|implementation rules?"),
        ("law", r"法律法规|法律|法规|\blaws?\b|\bact\b|\bordinances?\b"),
        ("national", r"国家标准|国标|national standards?"),
        ("industry", r"行业标准|行标|industry standards?"),
        ("local", r"地方标准|地标|local standards?"),
        ("group", r"团体标准|团标|(?:group|association) standards?"),
    )
)
# "current" and "有效" alone are words of electricity and of expiry dates.
_CURRENT = re.compile(
    r"现行(?:有效)?的?|(?:还|仍|仍然|是否|目前)有效|有效吗|有效版本|最新(?:版本?|标准)|(?:still|currently) (?:valid|in force)|in force|latest (?:edition|version)"
    r"|current (?:edition|version|standards?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, read. ``rest`` is its text without the numbers; ``products`` are slugs of the vocabulary."""

    text: str
    numbers: tuple[StandardNumber, ...]
    rest: str
    language: str
    types: tuple[str, ...] = ()
    current: bool = False
    products: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    """Clauses or articles that the query names: ``5.2.1``, ``附录A``, ``第二十六条``."""
    bare_number: tuple[str, int | None] | None = None
    """(serial with part, year) where the query is digits only: ``13271`` or ``13271-2014``."""

    def as_json(self) -> dict[str, Any]:
        """The shape of ``query`` in an answer."""
        return {
            "text": self.text,
            "numbers": [str(number) for number in self.numbers],
            "rest": self.rest,
            "language": self.language,
            "types": list(self.types),
            "current": self.current,
            "products": list(self.products),
            "clauses": list(self.clauses),
        }


def language_of(text: str) -> str:
    """ "zh", "en", or "mixed" where words of both stand; "none" for a text without words.

    >>> language_of("锅炉 boiler"), language_of("二氧化硫 SO2"), language_of("how loud?")
    ('mixed', 'zh', 'en')
    """
    chinese, latin = bool(_CHINESE.search(text)), bool(_LATIN_WORD.search(text))
    if chinese:
        # One abbreviation among Chinese words is still Chinese.
        return "mixed" if any(len(word) > 3 for word in _LATIN_WORD.findall(text)) else "zh"
    return "en" if latin else "none"


def understand(query: str, products: Mapping[str, str] | None = None) -> Understood:
    """Reads a query. ``products`` maps labels (lower case) to slugs; longest labels win.

    >>> u = understand("gbt28181 现行的吗")
    >>> [str(n) for n in u.numbers], u.current
    (['GB/T 28181'], True)
    >>> understand("ＧＢ 13271—2014 二氧化硫").rest
    '二氧化硫'
    """
    numbers: dict[StandardNumber, None] = {}
    rest: list[str] = []
    position = 0
    for number, start, end in find_numbers(query.translate(_ASCII_UPPER)):
        numbers[number] = None
        rest.append(query[position:start])
        position = end
    rest.append(query[position:])
    without = re.sub(r"\s+", " ", " ".join(rest)).strip(" ,，。.;；:：、()（）《》")
    current = bool(_CURRENT.search(without))
    bare = _BARE.fullmatch(query)
    return Understood(
        text=query.strip(),
        numbers=tuple(numbers),
        rest=without,
        language=language_of(without),
        types=tuple(name for name, pattern in _TYPES if pattern.search(without)),
        current=current,
        products=_products_in(without, products or {}),
        clauses=tuple(dict.fromkeys(_CLAUSE.findall(without))),
        bare_number=(
            (bare["serial"] + (f".{bare['part']}" if bare["part"] else ""), int(bare["year"]) if bare["year"] else None)
            if bare and not numbers
            else None
        ),
    )


def words_of(understood: Understood) -> str:
    """What is left to search by words: the rest without talk of validity, which no standard's text answers."""
    return re.sub(r"\s+", " ", _CURRENT.sub(" ", understood.rest)).strip() or understood.rest


def _products_in(text: str, products: Mapping[str, str]) -> tuple[str, ...]:
    if not products:
        return ()
    lowered = text.lower()
    found: dict[str, None] = {}
    longest = max(map(len, products))
    position = 0
    while position < len(lowered):
        for length in range(min(longest, len(lowered) - position), 1, -1):
            piece = lowered[position : position + length]
            slug = products.get(piece)
            if slug is not None and _stands_alone(lowered, position, position + length):
                found[slug] = None
                position += length
                break
        else:
            position += 1
    return tuple(found)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A Latin label counts as a word only between word ends; Chinese has none."""
    piece = text[start:end]
    if not (piece[0].isascii() and piece[0].isalnum()):
        return True
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalpha() and after != "s")
