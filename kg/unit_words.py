"""The words of the unit grammar: every atom with every prefix it takes, symbols and Chinese names, longest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.identifiers import fold
from kg.unit_atoms import ATOMS, COUNTED, MANY, NONE, PREFIXES, Atom

_SUPERSCRIPT: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺₂", "0123456789-+2")
_SIGNS: Final = str.maketrans(
    {
        "µ": "u",
        "μ": "u",
        "Ω": "Ω",
        "·": ".",
        "•": ".",
        "⋅": ".",
        "∙": ".",
        "・": ".",
        "×": "*",
        "㎡": "m2",
        "㎥": "m3",
        "㎎": "mg",
        "㎏": "kg",
        "㎜": "mm",
        "㎝": "cm",
        "㎞": "km",
        "㏒": "log",
        "㎍": "ug",
        "㎖": "mL",
        "㎐": "Hz",
        "㎑": "kHz",
        "㎒": "MHz",
        "㎓": "GHz",
        "㎾": "kW",
        "㎸": "kV",
        "㏀": "kΩ",
        "㏁": "MΩ",
        "㎩": "Pa",
        "㎪": "kPa",
        "㎫": "MPa",
        "″": '"',
        "′": "'",
        "﹪": "%",
        "º": "°",
        "[": "(",
        "]": ")",
    }
)
# Words that are products, written as one: the grammar wants its signs.
_WRITTEN_AS_ONE: Final = (
    (re.compile(r"(?<![A-Za-z])([kMGT]?)Wh(?![A-Za-z])"), r"\1W.h"),
    (re.compile(r"(?<![A-Za-z])([mk]?)Ah(?![A-Za-z])"), r"\1A.h"),
    (re.compile(r"(?<![A-Za-z])([kKMGT]?)bps(?![A-Za-z])"), r"\1bit/s"),
    (re.compile(r"(?<![A-Za-z])rpm(?![A-Za-z])"), "r/min"),
    (re.compile(r"(?<![A-Za-z])fps(?![A-Za-z])"), "帧/s"),
    (re.compile(r"(?<![A-Za-z])([kmM]?)Nm(?![A-Za-z0-9])"), r"\1N.m"),
    (re.compile(r"(?<![A-Za-z])(m?)Pas(?![A-Za-z])"), r"\1Pa.s"),
    # 标准立方米: the cubic metre of dry gas at 273 K and 101.325 kPa is a cubic metre.
    (re.compile(r"(?<![A-Za-z])[Nn]\.?m\^?3"), "m3"),
    (re.compile(r"m3N(?![A-Za-z])"), "m3"),
    # 时 and 分 alone are words more often than units; in a product or behind a solidus they are units.
    (re.compile(r"(?<=[瓦安])\.?小?时"), ".h"),
    (re.compile(r"(?<=[/每])时"), "h"),
    (re.compile(r"(?<=[/每])分(?!贝|米|钟)"), "min"),
    (re.compile(r"(?<=牛)\.?米"), ".m"),
    (re.compile(r"公里"), "千米"),
    (re.compile(r"公斤(?!力|标)"), "千克"),
    (re.compile(r"°\s?C|℃|oC(?![A-Za-z])"), "degC"),
    (re.compile(r"%\s*(?:\(R\.?H\.?\)|R\.?H\.?)"), "%RH"),
    (re.compile(r"%\s*(?:\(F\.?S\.?\)|F\.?S\.?)"), "%FS"),
    (re.compile(r"dB\s+\("), "dB("),
    (re.compile(r"(?<=g)(?:I-|WHO-)?TEQ"), " TEQ"),
)


@dataclass(frozen=True, slots=True)
class UnitWord:
    """An atom with its prefix: ``scale`` is the prefix's factor, ``name`` QUDT's local name of both, None where QUDT has none."""

    symbol: str
    atom: Atom
    scale: float
    name: str | None
    zh: str
    en: str


def fold_unit(text: str) -> str:
    """Half width, plain digits, ``u`` for micro, ``.`` for a product.

    >>> fold_unit("μg·m⁻³"), fold_unit("ｄＢ（Ａ）")
    ('ug.m-3', 'dB(A)')
    """
    folded = fold(text).translate(_SUPERSCRIPT).translate(_SIGNS)
    folded = re.sub(r"\s*([/*])\s*", r"\1", folded).replace("−", "-").strip()
    for pattern, plain in _WRITTEN_AS_ONE:
        folded = pattern.sub(plain, folded)
    return folded


@lru_cache(maxsize=1)
def _words() -> dict[str, UnitWord]:
    words: dict[str, UnitWord] = {}
    prefixed: dict[str, UnitWord] = {}
    for atom in ATOMS:
        plain = UnitWord(atom.symbol, atom, 1.0, atom.qudt, atom.zh, atom.en)
        for name in (atom.symbol, atom.zh, *atom.other):
            # A bare digit is a number of the grammar, not the unit one.
            if name != "1":
                words.setdefault(name, plain)
        if not atom.prefixes:
            continue
        for sign, (scale, qudt, zh) in PREFIXES.items():
            word = UnitWord(sign + atom.symbol, atom, scale, qudt + atom.qudt if atom.qudt else None, zh + atom.zh, qudt.lower() + atom.en)
            for name in (atom.symbol, *atom.other):
                chinese = name > "\u2e80" and name != "Ω"
                prefixed.setdefault((zh if chinese else sign) + name, word)
                if sign == "k" and not chinese and atom.symbol in ("g", "Pa", "V", "W", "Hz", "N", "m", "bit", "B"):
                    prefixed.setdefault("K" + name, word)  # a common slip of printing
            prefixed.setdefault(zh + atom.zh, word)
    for noun in COUNTED:
        counted = Atom(noun, "NUM", noun, noun, NONE, 1.0, prefixes=False)
        words.setdefault(noun, UnitWord(noun, counted, 1.0, "NUM", noun, noun))
        for many, factor in MANY.items():
            words.setdefault(many + noun, UnitWord(many + noun, counted, factor, None, many + noun, many + noun))
    # A symbol of its own goes before prefix and symbol: min is the minute, T the tesla.
    return prefixed | words


_LONGEST: Final = 8


def word_at(text: str, position: int) -> tuple[UnitWord | None, int]:
    """The longest unit word at ``position`` that does not end inside a Latin word, and its end."""
    words = _words()
    for length in range(min(_LONGEST, len(text) - position), 0, -1):
        end = position + length
        word = words.get(text[position:end])
        if word is None:
            continue
        if text[end - 1].isascii() and text[end - 1].isalpha() and end < len(text) and text[end].isascii() and text[end].isalpha():
            continue
        return word, end
    return None, position


def unit_words() -> tuple[str, ...]:
    """Every printed form of every word, longest first."""
    return tuple(sorted(_words(), key=lambda word: (-len(word), word)))
