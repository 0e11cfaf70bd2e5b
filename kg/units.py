"""计量单位: what standards print behind a value, read by grammar into one ASCII form with QUDT's unit and its size in SI.

A unit is a quotient of products of factors; a factor is a number, a prefixed atom and an exponent ("mg/m3", "个/100mL",
"W/(m2.K)", 毫克每立方米). Printed canonically: ``u`` for micro, ``.`` for a product, one solidus, ``1`` for none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.errors import InvalidUnit
from kg.unit_atoms import ATOMS, COUNTED, MANY, NONE, PREFIXES, Atom, Dimension
from kg.unit_kinds import kind_of_unit
from kg.unit_words import UnitWord, fold_unit, word_at

_EQUIVALENTS: Final = re.compile(r"[ \-]?\(?(?:I-|WHO-)?TEQ\)?")
_SUBSTANCE: Final = re.compile(r"(?<=[A-Za-z])\([A-Z][A-Za-z0-9]{0,7}\)(?=/)")
_EXPONENT: Final = re.compile(r"(?:\^?([-+]?\d)|\^\(([-+]?\d)\))(?!\d)")
_NUMBER: Final = re.compile(r"1(?:0){0,4}(?=[^\d.])|10{1,3}(?=\D)")
_POWER_OF_TEN: Final = re.compile(r"\*?10\^?(-\d{1,2})")
_QUALIFIER: Final = re.compile(
    r"(?<=[0-9A-Za-z%)])(?:\s*-?\s*[(\[][^()\[\]]{1,16}[)\]]|\s*-?\s*[\u4e00-\u9fff][\u4e00-\u9fff0-9A-Za-z、]{0,11}|\s+(?:vol|VOL|V/V|v/v))$"
)
_BEFORE: Final = re.compile(r"^(?:vol|wt|V/V|v/v|体积|质量)\s?(?=%)")


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: ``number`` x (prefix atom)^exponent; ``word.symbol`` is ASCII but for counted nouns and 级, 倍."""

    word: UnitWord
    exponent: int
    number: int = 1
    substance: str = ""
    """``TEQ`` where the mass is one of toxic equivalents."""

    def printed(self, exponent: int) -> str:
        """The factor with another exponent (a denominator is printed with a positive one)."""
        digits = "" if exponent == 1 else str(exponent)
        return f"{'' if self.number == 1 else self.number}{self.word.symbol}{digits}{self.substance and '-' + self.substance}"


@dataclass(frozen=True, slots=True)
class Unit:
    """单位: ``symbol`` canonical, SI value = (value + ``offset``) x ``factor``; ``factor`` None where there is no SI form.

    >>> Unit.parse("毫克/立方米").symbol
    'mg/m3'
    >>> Unit.parse("mg·m⁻³").si(30)
    3e-05
    >>> Unit.parse("dB（A）").symbol, Unit.parse("dB(A)").si(60)
    ('dB(A)', None)
    """

    symbol: str
    dimension: Dimension
    factor: float | None
    offset: float
    factors: tuple[Factor, ...]

    @classmethod
    def parse(cls, text: str) -> Unit:
        """The unit that ``text`` is, in any printed form; raises InvalidUnit."""
        unit = cls.parse_or_none(text)
        if unit is None:
            raise InvalidUnit(f"{text[:40]!r} is not a unit; expected a form such as 'mg/m3', 'dB(A)' or 毫克每立方米")
        return unit

    @classmethod
    def parse_or_none(cls, text: str) -> Unit | None:
        """As `parse`, None where the text is no unit. What a unit is counted of ("m3/t 产品", "%（体积分数）") is passed over."""
        return _parse(text.strip()) if 0 < len(text.strip()) <= 48 else None

    @classmethod
    def at(cls, text: str, position: int) -> tuple[Unit, int] | None:
        """The longest unit that begins at ``position``, and its end; None where none does. Words behind it are not passed over.

        >>> Unit.at("不超过 15 m以上", 7)[0].symbol, Unit.at("30 mg/m3 的", 3)[0].symbol
        ('m', 'mg/m3')
        """
        run = _RUN.match(text, position)
        if run is None:
            return None
        for end in range(run.end(), position, -1):
            piece = text[position:end]
            # A Latin word is not cut in two, nor is an exponent left behind.
            if piece[-1] == " " or (end < len(text) and _JOINED.match(text, end - 1)):
                continue
            # 周平均 behind a value is no week: a counted noun ends its phrase or stands before 以上, 的, 内.
            if piece in _ALSO_WORDS and end < len(text) and re.match(r"[\u4e00-\u9fff](?<![以的时内后前之及和或至到起])", text[end:]):
                continue
            unit = _strict(piece)
            if unit is not None:
                return unit, end
        return None

    def si(self, value: float) -> float | None:
        """``value`` of this unit in the coherent SI unit of its dimension, to 12 digits; None where there is no such form."""
        if self.factor is None:
            return None
        return float(f"{(value + self.offset) * self.factor:.12g}")

    @property
    def dimension_vector(self) -> str:
        """QUDT's notation of the dimension.

        >>> Unit.parse("mg/m3").dimension_vector
        'A0E0L-3I0M1H0T0D0'
        """
        flag = int(self.dimension == NONE)
        return "".join(f"{letter}{n}" for letter, n in zip("AELIMHT", self.dimension, strict=True)) + f"D{flag}"

    @property
    def quantity_kind(self) -> str | None:
        """Local name of the QUDT quantity kind that this unit says by itself; None where several are as likely."""
        return kind_of_unit(self.symbol, self.dimension)

    @property
    def key(self) -> frozenset[tuple[str, int]]:
        """What makes two spellings one unit: its factors without their order."""
        return frozenset((f"{f.number}{f.word.symbol}", f.exponent) for f in self.factors) or frozenset({(self.symbol, 1)})


ONE: Final = Unit("1", NONE, 1.0, 0.0, ())
"""The unit of a pure number."""


_RUN: Final = re.compile(r"[A-Za-zμµΩ%％‰℃°′″'\"／/·•∙⋅.×*()（）⁻⁰¹²³⁴^\-－−0-9Ａ-Ｚａ-ｚ㎡㎥\u4e00-\u9fff ]{1,24}")
_ALSO_WORDS: Final = frozenset("周点条处层班份孔包批组度级")
_JOINED: Final = re.compile(r"[A-Za-zμµΩ][A-Za-z0-9²³⁻^]|[0-9²³][0-9]")


@lru_cache(maxsize=8192)
def _strict(text: str) -> Unit | None:
    if not (text[0].isalpha() or text[0] in "%％‰℃°′″'\"") or text in ("1", "无"):
        return None
    factors = _quotient(_SUBSTANCE.sub("", fold_unit(text)))
    return _unit(factors) if factors else None


@lru_cache(maxsize=4096)
def _parse(text: str) -> Unit | None:
    folded = fold_unit(text)
    if folded in ("1", "无量纲", "无单位", "无"):
        return ONE
    if power := re.fullmatch(_POWER_OF_TEN, folded):
        return Unit(f"10^{power[1]}", NONE, 10.0 ** int(power[1]), 0.0, ())
    # mg(N)/L: what the mass is counted as belongs to the measurand.
    folded = re.sub(r"(?<=[A-Z]{3})-[\u4e00-\u9fff]{2,}$", "", _SUBSTANCE.sub("", folded))
    factors = None if "V/V" in folded.upper() else _quotient(folded)
    if factors is None:
        shorter = _QUALIFIER.sub("", _BEFORE.sub("", folded)).strip()
        factors = _quotient(shorter) if shorter and shorter != folded else None
    return _unit(factors) if factors else None


def _unit(factors: tuple[Factor, ...]) -> Unit:
    over = [f.printed(f.exponent) for f in factors if f.exponent > 0]
    under = [f.printed(-f.exponent) for f in factors if f.exponent < 0]
    symbol = ".".join(over) or "1"
    if under:
        symbol += "/" + (under[0] if len(under) == 1 else f"({'.'.join(under)})")
    dimension = [0] * 7
    size: float | None = 1.0
    for f in factors:
        for i, n in enumerate(f.word.atom.dimension):
            dimension[i] += n * f.exponent
        if f.word.atom.factor is None:
            size = None
        elif size is not None:
            size *= (f.number * (f.word.scale * f.word.atom.factor) ** abs(f.exponent)) ** (1 if f.exponent > 0 else -1)
    # An offset belongs to a temperature alone; in a quotient only the interval counts.
    offset = factors[0].word.atom.offset if len(factors) == 1 and factors[0].exponent == 1 else 0.0
    a, e, l, i, m, h, t = dimension  # noqa: E741
    return Unit(symbol, (a, e, l, i, m, h, t), size, offset, factors)


def _quotient(text: str) -> tuple[Factor, ...] | None:
    """product ('/' product)*; 每 is a solidus; a bracket holds a product or a quotient."""
    found: list[Factor] = []
    sign, position = 1, 0
    if text.startswith(("/", "每", "1/")):
        sign, position = -1, text.index("/") + 1 if "/" in text[:2] else 1
    expect = True
    while position < len(text):
        char = text[position]
        if char == "(":
            end = _closing(text, position)
            inner = _quotient(text[position + 1 : end]) if end > 0 and expect else None
            if inner is None:
                return None
            found += [Factor(f.word, f.exponent * sign, f.number, f.substance) for f in inner]
            position, expect = end + 1, False
        elif char in "/每":
            if expect:
                return None
            sign, position, expect = -1, position + 1, True
        elif (char in ".*-" and not expect) or (char == " " and not expect and text[position + 1 : position + 2].isascii()):
            position, expect = position + 1, True
        elif char == " ":
            position += 1
        else:
            factor, end = _factor(text, position, sign)
            # Without a sign between them two symbols are one word that we do not know.
            if factor is None or not expect:
                return None
            found.append(factor)
            position, expect = end, False
    return tuple(found) if found and not expect else None


def _closing(text: str, position: int) -> int:
    """The bracket that closes the one at ``position`` (dB(A) has its own inside); -1 where none does."""
    depth = 0
    for end in range(position, len(text)):
        depth += (text[end] == "(") - (text[end] == ")")
        if depth == 0:
            return end
    return -1


def _factor(text: str, position: int, sign: int) -> tuple[Factor | None, int]:
    number = 1
    if match := _NUMBER.match(text, position):
        number, position = int(match[0]), match.end()
        while text[position : position + 1] == " ":
            position += 1
    elif match := re.match(r"[百千万](?=[A-Za-z])", text[position:]):
        number, position = int(MANY[match[0]]), position + 1
    power = 1
    for words, n in (("平方", 2), ("立方", 3)):
        if text.startswith(words, position):
            power, position = n, position + 2
    word, position = word_at(text, position)
    if word is None:
        return None, position
    substance = ""
    if word.atom.symbol == "g" and (match := _EQUIVALENTS.match(text, position)):
        substance, position = "TEQ", match.end()
    if power == 1 and (match := _EXPONENT.match(text, position)) and int(match[1] or match[2]) != 0:
        power, position = int(match[1] or match[2]), match.end()
    return Factor(word, power * sign, number, substance), position


__all__ = ["ATOMS", "COUNTED", "MANY", "ONE", "PREFIXES", "Atom", "Factor", "Unit"]
