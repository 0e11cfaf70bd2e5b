"""限值 in a query: "二氧化硫 50 mg/m3 以下", "噪声不超过55dB", "铅 < 90 mg/kg", "pH 6-9", "noise below 55 dB"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.limits.quantities import quantity_kind, si_value
from ingest.limits.values import NUMBER, bound_at
from ingest.linking.choosing import choose, dimensions_of
from kg.identifiers import fold
from kg.labels import Label
from kg.model import Operator
from kg.units import COUNTED, ONE, Unit
from search_api.query.understood import AskedValue

_BEFORE: Final[tuple[tuple[Operator, str], ...]] = (
    (
        Operator.AT_MOST,
        r"不[应得宜能可]?(?:大于|超过|高于|多于|超)|小于等于|小于或等于|最高(?:为|不超过)?|最大(?:为)?|最多|至多|上限(?:为|是)?|≤|≦|⩽|<="
        r"|at most|no (?:more|greater|higher) than|not (?:more than|exceed(?:ing)?|above|over)|up to|max(?:imum)?(?: of)?|within",
    ),
    (
        Operator.AT_LEAST,
        r"不[应得宜能可]?(?:小于|低于|少于)|大于等于|大于或等于|最低(?:为)?|最小(?:为)?|最少|至少|下限(?:为|是)?|≥|≧|⩾|>="
        r"|at least|no(?:t)? (?:less|lower) than|min(?:imum)?(?: of)?",
    ),
    (Operator.BELOW, r"小于|低于|少于|<|below|under|less than|lower than"),
    (Operator.ABOVE, r"大于|超过|高于|多于|超出|>|above|over|exceeding|more than|greater than|higher than"),
    (Operator.EQUAL, r"等于|=|equal to"),
)
_OPERATOR: Final = re.compile(
    "(?:" + "|".join(f"(?P<o{i}>{words})" for i, (_, words) in enumerate(_BEFORE)) + r")(?:\s|为|是)*$", re.IGNORECASE
)
_BEHIND: Final = re.compile(
    r"\s*(?:(?:及|或|和)?(?P<most>以下|以内|之内|之下|封顶)|(?:及|或|和)?(?P<least>以上|之上|起)|or (?P<less>less|below|lower)|or (?P<more>more|above|higher))"
)
_VALUE: Final = re.compile(rf"(?:(?<![A-Za-z\d.,/-])|(?<=pH)){NUMBER}")
_BREAK: Final = re.compile(r"[。；;？?！!\n]")
_JOINED: Final = re.compile(r"\s*(?:[、,，和及与或]|and|or)\s*")
_BACK: Final = 24
_REACH: Final = 14
"""Characters between the name and the operator or value that belongs to it: 排放浓度限值 stands between."""
_AHEAD: Final = 6


@dataclass(frozen=True, slots=True)
class MeasurandAt:
    """A name of measurands at [start, end) of a query, with the labels that read so."""

    start: int
    end: int
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class ValueAt:
    """A value with its operator and unit at [start, end) of a query."""

    asked: AskedValue
    start: int
    end: int


def values_in(text: str, names: Sequence[MeasurandAt]) -> list[ValueAt]:
    """The values of ``text`` that bound something: with a measurand beside them that they fit, or with an operator and a unit."""
    folded = fold(text)
    found: list[ValueAt] = []
    behind = 0
    for match in _VALUE.finditer(folded):
        if match.start() < behind:
            continue
        read = _read(folded, match.start())
        if read is None:
            continue
        operator, value, unit, start, end = read
        named = _beside(folded, max(start, behind), end, behind, names)
        measurands = _meant(named, unit)
        if not measurands and (operator is None or unit is None or named or (unit.dimension == ONE.dimension and unit.symbol in COUNTED)):
            continue
        behind = end
        symbol = unit.symbol if unit is not None else ("1" if measurands else None)
        printed = text[named[0].start : named[-1].end] if named else None
        kind = quantity_kind(printed, unit)
        asked = AskedValue(operator or Operator.EQUAL, value, symbol, si_value(value, unit, kind), measurands, printed)
        found.append(ValueAt(asked, start, end))
    return found


def _read(text: str, start: int) -> tuple[Operator | None, float | tuple[float, float], Unit | None, int, int] | None:
    """(operator, value, unit, start, end) of the number at ``start``, with the words before and behind; None where it bounds nothing."""
    bound_end = bound_at(text, start)
    if bound_end is None:
        return None
    bound, end = bound_end
    operator = bound.operator
    unit = Unit.parse_or_none(bound.unit) if bound.unit else None
    before = _OPERATOR.search(text, max(0, start - _BACK), start)
    if before is not None and operator is not Operator.RANGE:
        # 不超过 5 以内: the words before say it.
        operator = next(of for i, (of, _) in enumerate(_BEFORE) if before[f"o{i}"])
        start = before.start()
    if operator is None and (after := _BEHIND.match(text, end)):
        operator, end = (Operator.AT_MOST if after["most"] or after["less"] else Operator.AT_LEAST), after.end()
    return operator, bound.value, unit, start, end


def _beside(text: str, start: int, end: int, behind: int, names: Sequence[MeasurandAt]) -> list[MeasurandAt]:
    """The names that the value at [start, end) belongs to: before it, else right behind it, with those joined to them by 和 or 、."""
    nearest = next((name for name in reversed(names) if behind <= name.start and name.end <= start), None)
    if nearest is not None and start - nearest.end <= _REACH and not _BREAK.search(text, nearest.end, start):
        joined = [nearest]
        for name in reversed(names[: names.index(nearest)]):
            if name.start < behind or not _JOINED.fullmatch(text, name.end, joined[0].start):
                break
            joined.insert(0, name)
        return joined
    following = next((name for name in names if name.start >= end), None)
    return (
        [following] if following is not None and following.start - end <= _AHEAD and not _BREAK.search(text, end, following.start) else []
    )


def _meant(named: Sequence[MeasurandAt], unit: Unit | None) -> tuple[str, ...]:
    """What the names mean that can have values in the unit; a value without a unit is a pure number (pH 6～9)."""
    units = (unit or ONE,)
    found: dict[str, None] = {}
    for name in named:
        choice = choose(name.labels, units)
        concepts = [choice.concept] if choice.concept else list(choice.candidates)
        for concept in concepts:
            dimensions = dimensions_of(concept)
            if (dimensions and units[0].dimension in dimensions) or (not dimensions and unit is not None):
                found[concept] = None
    return tuple(found)
