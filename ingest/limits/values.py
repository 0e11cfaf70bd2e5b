"""指标值: the bounds that a cell or a phrase states: ``30``, ``6～9``, ``±2``, ``≥ 97 %``, ``1.5×10^-5``, ``200 (400)``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from kg.identifiers import fold_but
from kg.model import Operator
from kg.units import Unit

# 1 000 and 0.000 03 are printed in groups of three (GB/T 15835); "400 550" are two values of one cell.
_INTEGER = r"(?:\d{1,3}(?:[,\x20]000)+(?!\d)|\d{1,2}(?:\x20\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)|\d+)"
NUMBER: Final = rf"[-+]?{_INTEGER}(?:\.\d+(?:(?<=\.\d{{3}})\x20\d{{1,3}}(?!\x20?\d))?)?(?:\s?[×xX*]\s?10\s?\^?\s?[-+]?\d{{1,2}})?"
VALUE: Final = rf"(?:10\^[-+]?\d{{1,2}}|{NUMBER})"
TILDE: Final = r"(?:~|∼|〜|～|至|到|—|–|－|-{1,2}|…|\.{2,3})"

_NOT: Final = ("不", "不应", "不应当", "不得", "不宜", "不能", "不可", "不允许", "不准")
_MORE: Final = ("大于", "超过", "高于", "多于")
_LESS: Final = ("小于", "低于", "少于")
NOT_MORE: Final = rf"(?:{'|'.join(reversed(_NOT))})(?:{'|'.join(_MORE)})"
"""不大于, 不应大于, 不得超过 …: the words of an upper bound."""
NOT_LESS: Final = rf"(?:{'|'.join(reversed(_NOT))})(?:{'|'.join(_LESS)})"
"""不小于, 不应小于, 不得低于 …: the words of a lower bound."""
_WORDS: Final = {
    **{denied + more: Operator.AT_MOST for denied in _NOT for more in _MORE},
    **{denied + less: Operator.AT_LEAST for denied in _NOT for less in _LESS},
    "≤": Operator.AT_MOST,
    "≦": Operator.AT_MOST,
    "⩽": Operator.AT_MOST,
    "<": Operator.BELOW,
    "小于": Operator.BELOW,
    "低于": Operator.BELOW,
    "≥": Operator.AT_LEAST,
    "≧": Operator.AT_LEAST,
    "⩾": Operator.AT_LEAST,
    ">": Operator.ABOVE,
    "大于": Operator.ABOVE,
    "高于": Operator.ABOVE,
}
_OPERATOR = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_MUST: Final = r"(?:均|都)?(?:应当|(?<![响适供相对反感])应|须|必须)"
OPERATOR_AT_END: Final = re.compile(rf"[\s,，(（]*(?:{_MUST})?({_OPERATOR})[)）\s]*$")
_MUST_BE: Final = re.compile(rf"{_MUST}(?:(?P<be>为|是)|(?:保持|控制|处于)?在?)$")
"""应不大于 5, 应为 5: words that demand, in front of a value; they say no case."""
_BRACKETED: Final = re.compile(
    rf"(?:(?<![A-Za-z\d±×])|(?<=AC)|(?<=DC))\((\s*{VALUE}[^()]{{0,8}}?(?:±|\+/-|{TILDE})\s*{VALUE}\s*)\)(?=\s*(?:[A-Za-zμµΩ%％‰℃°]|倍|级))"
)
"""(20±5) ℃: the brackets hold the value together, they set nothing apart."""
_RELATIVE: Final = re.compile(rf"\s*[×xX*]?\s*\(\s*1\s*±\s*(?P<part>{VALUE})\s*%\s*\)\s*")
"""220×(1±10 %) V: a tolerance as a part of the nominal value."""
_VARIABLE: Final = r"[A-Za-zα-ωΔΦ][A-Za-z0-9α-ω_]{0,5}(?:\s?\([A-Z]{1,4}\))?"
_INTERVAL: Final = re.compile(
    rf"(?:(?P<low>{VALUE})\s*(?P<low_unit>[A-Za-zμΩ%℃][A-Za-z0-9/]{{0,5}}?)?\s*[<≤]\s*)?(?P<variable>{_VARIABLE})\s*(?P<sign>[<>≤≥])\s*(?P<value>{VALUE})\s*"
)
"""0.4<x≤0.7, η≥0.8: the variable stands for the quantity of the column."""
_PREFIX: Final = re.compile(rf"(?P<operator>{_OPERATOR})?\s*(?P<plus>±|\+/-)?\s*(?P<number>{VALUE})\s*")
# In "0 -0.1" the sign stands at the number: a lower deviation, no range.
_JOIN: Final = re.compile(rf"\s*(?!(?<=\s)-(?=\d))(?P<join>±|\+/-|{TILDE})\s*(?P<number>{VALUE})\s*")
_LABEL: Final = re.compile(
    rf"(?!{_OPERATOR})(?P<words>(?!当|若|见|按|执行|参照|表|图|附录|第)[\u4e00-\u9fff（）()]{{1,14}}?)\s*(?P<colon>[:：])?\s*(?=(?:{_OPERATOR})?\s*±?\s*\d)"
)
AFTER: Final = re.compile(r"\s*(?:及|或)?(以上|以下|以内)")
_SCALE_INTERVAL: Final = re.compile(r"\s?e(?![A-Za-z\d/])")
"""0.5e: a value counted in verification scale intervals (检定分度值 e), JJG 539 and the like."""
_CHINESE_TIME: Final = re.compile(r"\s*(年|个月|月|周|星期)")
_NOTHING: Final = re.compile(r"[-—–－─━/\\*＊×√○●△·.\s]*|不得检出|不检出|无|不限|见.*|按.*|执行.*|参照.*|同.*")


_COUNTED_IN: Final = re.compile(r"(?<=[%A-Za-z])\s+(Hb|Cr|肌酐|血红蛋白)$")
"""What a biological limit is counted in, printed behind its unit: 5 % Hb, 1.5 mg/g Cr."""


_OTHERWISE: Final = re.compile(
    rf"(?P<case>[^;；。]*[\u4e00-\u9fff][^;；。]*?(?:时)?)\s*(?:应?为)\s*(?P<value>(?:{_OPERATOR})?\s*±?\s*{VALUE}[^\u4e00-\u9fff]*)"
)
_STATES: Final = re.compile(
    r"^[当若在]|(?:温度|水温|湿度|压力|浓度|[含]?氧量|流量|高度|厚度|直径|容量|频率|电压|电流|时间|速度|值)(?:应?为)?$"
)
"""（环境温度为 40）, （当…为 40）: the words say under what the value before holds, and give no other one."""
_OPEN_BELOW: Final = re.compile(rf"[+]\s?(?P<value>{VALUE})\s*[;,、/ ]\s*[-−]\s?∞")
"""+3.0；−∞: bounded from above alone."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound: ``value`` a number or (lower, upper); ``unit`` as printed in the cell, ``note`` what the cell says beside it.

    ``operator`` is None where the cell prints none. ``marked`` tells the value that the cell's footnote mark stands at.
    """

    operator: Operator | None
    value: float | tuple[float, float]
    unit: str | None = None
    note: str | None = None
    marked: bool = False
    label: str | None = None
    """Words in front of the value (本色：150): a case, or a quantity of its own."""
    variable: str | None = None
    """The letter that the bound is put on (0<m≤500e): such a cell states a range of the row, or the value of the letter."""
    sign: str | None = None
    """``+`` or ``-`` printed in front of a single value: the side of a deviation that it bounds."""


def number(text: str) -> float:
    """A printed number.

    >>> number("1 000"), number("2.8×10^-6"), number("0.000 03"), number("1,000.5")
    (1000.0, 2.8e-06, 3e-05, 1000.5)
    """
    plain = re.sub(r"[ ,]", "", text)
    if match := re.fullmatch(r"([-+]?[\d.]+)[×xX*]10\^?([-+]?\d+)", plain):
        return float(f"{match[1]}e{match[2]}")
    if match := re.fullmatch(r"10\^([-+]?\d+)", plain):
        return float(f"1e{match[1]}")
    return float(plain)


def operator_of(words: str) -> Operator | None:
    """The operator that a sign or word of a cell states; None for another word."""
    return _WORDS.get(words.strip())


_HALF_WIDTH: Final = fold_but("—–～")


_HALF_GRADE: Final = re.compile(rf"(?:{_OPERATOR})?\s*(?P<low>[1-5])\s*(?:级\s*)?{TILDE}\s*(?P<high>[1-5])\s*级?")


def is_half_grade(cell: str) -> bool:
    """Whether a cell is a grade between two whole ones (3-4 级, ≥3-4): no number, but no words either.

    >>> is_half_grade("≥3-4"), is_half_grade("3～5")
    (True, False)
    """
    grade = _HALF_GRADE.fullmatch(fold_value(cell.strip()))
    return grade is not None and int(grade["high"]) == int(grade["low"]) + 1


def fold_value(text: str) -> str:
    """Half width; signs of range and minus kept as they are."""
    folded = text.translate(_HALF_WIDTH)
    return _BRACKETED.sub(r" \1 ", folded) if "(" in folded else folded


def bounds_of(text: str) -> list[Bound]:
    """What a whole cell states; empty where it is no value (a dash, words, a formula, a code).

    >>> [b.value for b in bounds_of("6～9")], [b.value for b in bounds_of("±2")], bounds_of("f/7500")
    ([(6.0, 9.0)], [(-2.0, 2.0)], [])
    >>> [(b.value, b.note) for b in bounds_of("0.02（湖、库 0.01）")]
    [(0.02, None), (0.01, '湖、库')]
    """
    # "变化应限制在：温升≤1 温降≤2": the lead-in is no value of its own.
    folded = re.sub(r"^[\u4e00-\u9fff]{4,30}[:：]\s*(?=[\u4e00-\u9fff])", "", fold_value(text).strip())
    if not folded or _NOTHING.fullmatch(folded) or not re.search(r"\d", folded):
        return []
    if re.fullmatch(r"[\d.]+(?: [\d.]+){2,}", folded) and not re.fullmatch(r"\d{1,3}(?: \d{3})+(?:\.\d+)?", folded):
        # Values printed under each other; with two of them the groups of three digits decide.
        values = [re.fullmatch(r"\d+(?:\.\d+)?", part) for part in folded.split()]
        return [Bound(None, float(value[0])) for value in values if value] if all(values) else []
    # "≥0.022 如采用…消毒方式，余量应…": the sentence behind the value says when it is another one.
    folded = re.sub(r"(?<=\d)\s*(?:如果?|当|若)[\u4e00-\u9fff，,、]{6,}$", "", folded)
    if above := _OPEN_BELOW.fullmatch(folded):
        return [Bound(Operator.AT_MOST, number(above["value"]))]
    counted_in = _COUNTED_IN.search(folded)
    if counted_in is not None:
        return [replace(b, note=counted_in[1]) for b in bounds_of(folded[: counted_in.start()])]
    found: list[Bound] = []
    position = 0
    while position < len(folded):
        if folded[position] in " \t\n;；,，、/且并" and (found or folded[position] in " \t\n"):
            position += 1
            continue
        if found and (bracket := re.match(r"\(([^()]*)\)", folded[position:])):
            found += _bracket(bracket[1], found)
            position += bracket.end()
            continue
        if not found and (interval := _interval(folded, position)):
            bound, position = interval
            found.append(bound)
            continue
        label = _LABEL.match(folded, position)
        read = bound_at(folded, label.end() if label else position)
        if read is None or (label and not (read[0].unit or read[0].operator or label["colon"])):
            return _described(found, folded[position:])
        bound, position = read
        if label:
            words = label["words"].strip()
            if must := _MUST_BE.search(words):
                words = words[: must.start()].strip()
                # 应为 5 mm sets the value.
                if must["be"] and bound.operator is None:
                    bound = replace(bound, operator=Operator.EQUAL)
            bound = replace(bound, label=words or None)
        # What a quotient counts ("m3/t 产品") belongs to the object, not to the unit.
        if (
            bound.unit
            and "/" in bound.unit
            and (counted := re.match(r"\s*[\u4e00-\u9fff]{1,8}(?![\u4e00-\u9fff\d:：])", folded[position:]))
        ):
            bound, position = replace(bound, note=counted[0].strip()), position + counted.end()
        # A letter or sign right behind a value makes a formula or a code of it (4000/f, 20H, 1:2).
        if (
            re.match(r"[A-Za-z\^:=*×+Ⅰ-Ⅻ]|/\s?[A-Za-z]|(?![且并])[\u4e00-\u9fff]", folded[position:])
            and not (label and bound.unit)
            and not _LABEL.match(folded, position)
        ):
            return _described(found, folded[position:])
        part_of = r"/\d" if bound.value == 1.0 else r"/[2-9](?!\d|\.)"
        if bound.unit is None and bound.value in (1.0, 2.0, 3.0) and re.match(part_of, folded[position:]):
            # 1/3 and 1/250 are a part of something; 65/55 are two values.
            return []
        found.append(bound)
    return _two_sided(_shared_unit(found))


def _interval(text: str, position: int) -> tuple[Bound, int] | None:
    """``0.4<x≤0.7``, ``η≥0.8``, with the unit behind it, and its end."""
    match = _INTERVAL.match(text, position)
    if match is None:
        return None
    unit, end = _unit_behind(text, match.end())
    value = number(match["value"])
    if match["low"] is None:
        return Bound(_WORDS[match["sign"]], value, unit, variable=match["variable"]), end
    low = number(match["low"])
    if match["sign"] in "≥>" or low > value:
        return None
    return Bound(Operator.RANGE, (low, value), unit, variable=match["variable"]), end


def _two_sided(found: list[Bound]) -> list[Bound]:
    """不小于 6.5 且不大于 8.5, and +5 % -10 %: the two sides of one range."""
    if len(found) != 2 or any(b.label or b.note or b.marked or isinstance(b.value, tuple) for b in found):
        return found
    low, high = sorted(found, key=lambda b: b.value)
    if low.unit not in (None, high.unit) or not isinstance(low.value, float) or not isinstance(high.value, float):
        return found
    bounded = (low.operator, high.operator) == (Operator.AT_LEAST, Operator.AT_MOST)
    # +0.05 -0.02, and a side that is zero: +0.05 0.
    sides = (low.sign or (low.value == 0 and "0"), high.sign or (high.value == 0 and "0"))
    signed = low.operator is None and high.operator is None and sides in (("-", "+"), ("-", "0"), ("0", "+"))
    return [Bound(Operator.RANGE, (low.value, high.value), high.unit)] if bounded or signed else found


def _described(found: list[Bound], rest: str) -> list[Bound]:
    """A quotient with words behind it ("5 m3/1000 m 35 mm 胶片"): the words say what is counted; elsewhere the cell is no value."""
    if len(found) == 1 and found[0].unit and "/" in found[0].unit and len(rest) <= 16:
        return found
    return []


def bound_at(text: str, position: int) -> tuple[Bound, int] | None:
    """The bound that begins at ``position`` of folded text, with its unit, and its end."""
    first = _PREFIX.match(text, position)
    if first is None:
        return None
    operator = _WORDS[first["operator"]] if first["operator"] else None
    unit, end = _unit_behind(text, first.end(), first.end("number"))
    if (relative := _RELATIVE.match(text, end)) and not first["plus"]:
        # 220 V×(1±10 %) and 220×(1±10 %) V.
        one, part = number(first["number"]), number(relative["part"]) / 100
        unit, end = (unit, relative.end()) if unit else _unit_behind(text, relative.end())
        return Bound(Operator.RANGE, (_round(one * (1 - part)), _round(one * (1 + part))), unit), end
    value: float | tuple[float, float] = number(first["number"])
    joined = None if first["plus"] else _JOIN.match(text, end)
    if first["plus"]:
        half = number(first["number"])
        value, operator = (-half, half), Operator.RANGE
    elif joined:
        other = number(joined["number"])
        one = number(first["number"])
        tolerance = joined["join"] in ("±", "+/-")
        value = (_round(one - other), _round(one + other)) if tolerance else (one, other)
        second, end = _unit_behind(text, joined.end(), joined.end("number"))
        if tolerance and second == "%" and unit not in (None, "%"):
            # 220 V±10 %: the tolerance is a part of the nominal value.
            value, second = (_round(one * (1 - other / 100)), _round(one * (1 + other / 100))), unit
        if value[0] > value[1] or operator is not None:
            return None
        operator = Operator.RANGE
        unit = second or unit
    if operator is None and (after := AFTER.match(text, end)):
        operator, end = (Operator.AT_LEAST if after[1] == "以上" else Operator.AT_MOST), after.end()
    sign = first["number"][0] if operator is None and not isinstance(value, tuple) and first["number"][0] in "+-" else None
    return Bound(operator, value, unit, sign=sign), end


def _unit_behind(text: str, position: int, without: int | None = None) -> tuple[str | None, int]:
    """The unit at ``position`` as it is printed in results, and its end (``without``, else ``position``, where there is none).

    年, 月 and 周 stay Chinese: nobody prints their symbols behind a number.
    """
    if match := _SCALE_INTERVAL.match(text, position):
        return "e", match.end()
    unit = Unit.at(text, position)
    if unit is None:
        return None, position if without is None else without
    if unit[0].symbol in ("a", "mo", "wk") and (match := _CHINESE_TIME.match(text, position)):
        return match[1], unit[1]
    return unit[0].symbol, unit[1]


def _round(value: float) -> float:
    return float(f"{value:.12g}")


def _bracket(inside: str, found: list[Bound]) -> list[Bound]:
    """What stands in brackets behind a value: another value, a value for another case, or the case of the value before."""
    inside = inside.strip()
    plain = bounds_of(inside.removeprefix("或").strip())
    if plain and not any(b.label for b in plain):
        return [Bound(b.operator or found[-1].operator, b.value, b.unit, None, marked=True) for b in plain]
    if (case := re.fullmatch(rf"([\u4e00-\u9fff、,，]+?)\s*({_OPERATOR})?\s*({VALUE})", inside)) and not _STATES.search(case[1]):
        operator = _WORDS[case[2]] if case[2] else found[-1].operator
        return [Bound(operator, number(case[3]), found[-1].unit, re.sub(r"时?应?为$", "", case[1]).strip("、,，"))]
    if (other := _OTHERWISE.fullmatch(inside)) and not _STATES.search(other["case"]):
        read = bound_at(inside, other.start("value"))
        if read is not None and read[1] == len(inside):
            # 150（炉膛温度≥850 ℃ 为 180）: another value for what the words before 为 say.
            bound = read[0]
            unit = bound.unit or found[-1].unit
            return [replace(bound, operator=bound.operator or found[-1].operator, unit=unit, note=other["case"].strip("、,， "))]
    last = found[-1]
    found[-1] = replace(last, note=inside or last.note)
    return []


def _shared_unit(found: list[Bound]) -> list[Bound]:
    """``6～15 %``, ``40 ℃ 50 ℃``: one unit said once holds for the values without one."""
    # "5 m3/1000 m 35 mm 胶片": a value of another dimension describes the first.
    first = Unit.parse_or_none(found[0].unit) if found and found[0].unit else None
    found = [b for b in found if b.label or first is None or b.unit is None or _same_kind(first, b.unit)]
    units = {b.unit for b in found if b.unit}
    if len(units) != 1 or len(found) > 1:
        return found
    return [replace(b, unit=b.unit or next(iter(units))) for b in found]


def _same_kind(first: Unit, other: str) -> bool:
    unit = Unit.parse_or_none(other)
    return unit is None or unit.dimension == first.dimension
