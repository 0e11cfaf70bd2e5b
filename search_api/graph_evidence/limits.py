"""Limits on a measurand that fit a value: bounds compared in SI where both have it, as printed where neither has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

import pyoxigraph as ox

from kg import vocabulary as v
from kg.limit_text import bound_text
from kg.model import Operator
from kg.unit_atoms import Dimension
from kg.units import Unit
from search_api.graph_evidence.evidence import LimitSeen
from search_api.query import AskedValue
from search_api.related import GraphView

MOST_LIMITS: Final = 4_000
"""Limits on one measurand that are compared; the store's order is by hash, so that those left out are any."""
_SCANNED: Final = 3 * MOST_LIMITS
_REMEMBERED: Final = 48
_SAME: Final = 1e-9
_OF: Final = tuple(ox.NamedNode(v.NQI + name) for name in ("identifiedAs", "kindOfMeasurand", "ofMeasurand"))
_BOUNDS: Final = {v.NQI + name: i for i, name in enumerate(("lowerBound", "upperBound", "lowerBoundSI", "upperBoundSI"))}
_UNIT: Final = v.NQI + "unit"
_CLAUSE: Final = ox.NamedNode(v.NQI + "inClause")
_TABLE: Final = ox.NamedNode(v.NQI + "inTable")
_EVIDENCE: Final = ox.NamedNode(v.NQI + "evidence")
_CONDITION: Final = ox.NamedNode(v.NQI + "condition")
_OBJECT: Final = ox.NamedNode(v.NQI + "limitedObject")


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit as it is compared."""

    iri: str
    edition: str
    lower: float | None
    upper: float | None
    lower_si: float | None
    upper_si: float | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class LimitsOn:
    """The limits on a measurand, ``cut`` where there were more than are compared."""

    rows: tuple[LimitRow, ...]
    cut: bool


class Limits:
    """Limits by measurand over an unchanging graph: read at the first question, remembered for the next."""

    def __init__(self, view: GraphView) -> None:
        self.view = view
        self.on = lru_cache(maxsize=_REMEMBERED)(self._on)

    def _on(self, measurand: str) -> LimitsOn:
        nodes = dict.fromkeys(islice(self._nodes(measurand), MOST_LIMITS + 1))
        kept = list(nodes)[:MOST_LIMITS]
        return LimitsOn(tuple(row for node in kept if (row := self._row(node)) is not None), len(nodes) > MOST_LIMITS)

    def _nodes(self, measurand: str) -> Iterator[str]:
        for predicate in _OF:
            # Mentions and methods bear the same property: they are passed over, but not without end.
            for node in islice(self.view.subjects(predicate, measurand), _SCANNED):
                if "/lim/" in node:
                    yield node

    def _row(self, node: str) -> LimitRow | None:
        bounds: list[float | None] = [None, None, None, None]
        unit = None
        for quad in self.view.store.raw.quads_for_pattern(ox.NamedNode(node), None, None):
            name, value = quad.predicate.value, quad.object
            if not isinstance(value, ox.Literal):
                continue
            if (i := _BOUNDS.get(name)) is not None:
                bounds[i] = float(value.value)
            elif name == _UNIT:
                unit = value.value
        if bounds[0] is None and bounds[1] is None:
            return None
        return LimitRow(node, node.partition("/lim/")[0], *bounds, unit)

    def fitting(self, asked: AskedValue, measurands: Iterable[str]) -> tuple[dict[str, tuple[float, LimitRow, str]], list[str]]:
        """(edition -> (how well, its best limit, the measurand), measurands of which not all limits were compared)."""
        best: dict[str, tuple[float, LimitRow, str]] = {}
        cut = []
        for measurand in measurands:
            found = self.on(measurand)
            if found.cut:
                cut.append(measurand)
            for row in found.rows:
                how_well = fit(asked, row)
                known = best.get(row.edition)
                if how_well > 0 and (known is None or (how_well, known[1].iri) > (known[0], row.iri)):
                    best[row.edition] = (how_well, row, measurand)
        return best, cut

    def seen(self, row: LimitRow) -> LimitSeen:
        """The limit with its place."""
        one = self._one
        words = [one(row.iri, _OBJECT), one(row.iri, _CONDITION)]
        clause, table = one(row.iri, _CLAUSE), one(row.iri, _TABLE)
        number = clause.rpartition("/cl/")[2].partition("~")[0] if clause else None
        return LimitSeen(row.iri, " ".join([_text(row), *(word for word in words if word)]), number, table, one(row.iri, _EVIDENCE))

    def _one(self, node: str, predicate: ox.NamedNode) -> str | None:
        return min((o.value for o in self.view.objects(node, predicate)), default=None)


def _text(row: LimitRow) -> str:
    low, high = row.lower, row.upper
    if low is not None and high is not None:
        return bound_text({"operator": "=", "value": low if low == high else (low, high), "unit": row.unit})
    return bound_text({"operator": ">=" if high is None else "<=", "value": low if high is None else high, "unit": row.unit})


@lru_cache(maxsize=2048)
def _dimension(symbol: str) -> Dimension | None:
    unit = Unit.parse_or_none(symbol)
    return unit.dimension if unit is not None and unit.factor is not None else None


def fit(asked: AskedValue, row: LimitRow) -> float:
    """How well a limit answers: 1 where it is the bound asked for, less the farther it is on the right side, 0 for any other.

    >>> row = LimitRow("l", "e", None, 50.0, None, 5e-5, "mg/m3")
    >>> [fit(AskedValue(Operator.AT_MOST, x, "mg/m3", x / 1e6), row) for x in (50.0, 100.0, 30.0)]
    [1.0, 0.75, 0.0]
    >>> fit(AskedValue(Operator.AT_MOST, 50.0, "dB", None), row)
    0.0
    """
    bounds = _comparable(asked, row)
    if bounds is None:
        return 0.0
    (low, high), (lower, upper) = bounds
    if asked.operator is Operator.RANGE and low is not None and high is not None:
        if lower is not None and upper is not None:
            return 1.0 if _same(low, lower) and _same(high, upper) else 0.7 if low <= lower and upper <= high else 0.0
        only = lower if lower is not None else upper
        return 0.6 if only is not None and low <= only <= high else 0.0
    if low is not None and high is not None:
        # A bare value: a limit of just this, else a range that holds it.
        if any(bound is not None and _same(low, bound) for bound in (lower, upper)):
            return 1.0
        return 0.6 if lower is not None and upper is not None and lower <= low <= upper else 0.0
    if high is not None:
        return _under(upper, high)
    if lower is not None:
        return _over(lower, low)
    return 0.4 * _over(upper, low)


def _comparable(
    asked: AskedValue, row: LimitRow
) -> tuple[tuple[float | None, float | None], tuple[float | None, float | None]] | None:
    """Bounds of both on one scale; None where there is none."""
    if asked.si is not None and asked.unit is not None and (row.lower_si is not None or row.upper_si is not None):
        return (asked.si_bounds, (row.lower_si, row.upper_si)) if _dimension(asked.unit) == _dimension(row.unit or "1") else None
    one, other = asked.unit or "1", row.unit or "1"
    # dB and dB(A) are read as the level that the other means.
    if one == other or (one.startswith("dB") and other.startswith("dB")):
        return asked.bounds, (row.lower, row.upper)
    return None


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= _SAME * max(abs(a), abs(b))


def _under(bound: float | None, asked: float) -> float:
    if bound is None or (bound > asked and not _same(bound, asked)):
        return 0.0
    return round(0.5 + 0.5 * (bound / asked if asked > 0 and bound > 0 else float(_same(bound, asked))), 6)


def _over(bound: float | None, asked: float | None) -> float:
    if bound is None or asked is None or (bound < asked and not _same(bound, asked)):
        return 0.0
    return round(0.5 + 0.5 * (asked / bound if bound > 0 and asked > 0 else float(_same(bound, asked))), 6)
