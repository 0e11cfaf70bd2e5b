"""Limits on a measurand that fit a value: bounds compared in SI where both have it, as printed where neither has."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from kg import vocabulary as v
from kg.limit_text import bound_text
from kg.model import Operator
from kg.units import Unit
from search_api.graph_evidence.evidence import LimitSeen
from search_api.query import AskedValue
from search_api.related import GraphView

Bounds = npt.NDArray[np.float64]

MOST_LIMITS: Final = 4_000
"""Limits on one measurand that are compared; the store's order is by hash, so that those left out are any."""
_SCANNED: Final = 3 * MOST_LIMITS
_REMEMBERED: Final = 48
_SAME: Final = 1e-9
_LESS, _MORE = 1 - _SAME, 1 + _SAME
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
    bounds: tuple[float | None, float | None]
    """(lower, upper) in its unit."""
    si_bounds: tuple[float | None, float | None]
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Scale:
    """Limits whose bounds can be compared with each other: (n,) float64 each, NaN where that side is open."""

    rows: tuple[LimitRow, ...]
    lower: Bounds
    upper: Bounds


@dataclass(frozen=True, slots=True)
class LimitsOn:
    """The limits on a measurand, ``cut`` where there were more than are compared."""

    rows: tuple[LimitRow, ...]
    scales: Mapping[Hashable, _Scale]
    cut: bool


class Limits:
    """Limits by measurand over an unchanging graph: read at the first question, remembered for the next."""

    def __init__(self, view: GraphView) -> None:
        self.view = view
        self.on = lru_cache(maxsize=_REMEMBERED)(self._on)

    def _on(self, measurand: str) -> LimitsOn:
        nodes = dict.fromkeys(islice(self._nodes(measurand), MOST_LIMITS + 1))
        kept = list(nodes)[:MOST_LIMITS]
        rows = tuple(row for node in kept if (row := self._row(node)) is not None)
        return LimitsOn(rows, _scales(rows), len(nodes) > MOST_LIMITS)

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
        return LimitRow(node, node.partition("/lim/")[0], (bounds[0], bounds[1]), (bounds[2], bounds[3]), unit)

    def fitting(self, asked: AskedValue, measurands: Iterable[str]) -> tuple[dict[str, tuple[float, LimitRow, str]], list[str]]:
        """(edition -> (how well, its best limit, the measurand), measurands of which not all limits were compared)."""
        best: dict[str, tuple[float, LimitRow, str]] = {}
        cut = []
        for measurand in measurands:
            found = self.on(measurand)
            if found.cut:
                cut.append(measurand)
            scale = found.scales.get(_scale_asked(asked))
            if scale is None:
                continue
            how_well = fits(asked.operator, asked.bounds if asked.si is None else asked.si_bounds, scale.lower, scale.upper)
            for i in np.flatnonzero(how_well):
                row, score = scale.rows[i], float(how_well[i])
                known = best.get(row.edition)
                if known is None or (score, known[1].iri) > (known[0], row.iri):
                    best[row.edition] = (score, row, measurand)
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
    low, high = row.bounds
    if low is not None and high is not None:
        return bound_text({"operator": "=", "value": low if low == high else (low, high), "unit": row.unit})
    return bound_text({"operator": ">=" if high is None else "<=", "value": low if high is None else high, "unit": row.unit})


@lru_cache(maxsize=2048)
def _scale_of(symbol: str, in_si: bool) -> Hashable:
    """What bounds in a unit can be compared with: the dimension where they are in SI, else the unit itself; dB and dB(A) are one."""
    if in_si:
        unit = Unit.parse_or_none(symbol)
        return unit.dimension if unit is not None else symbol
    return "dB" if symbol.startswith("dB") else symbol


def _scale_asked(asked: AskedValue) -> Hashable:
    return _scale_of(asked.unit or "1", asked.si is not None)


def _scales(rows: Iterable[LimitRow]) -> dict[Hashable, _Scale]:
    grouped: dict[Hashable, list[tuple[LimitRow, float | None, float | None]]] = {}
    for row in rows:
        in_si = row.si_bounds != (None, None)
        bounds = row.si_bounds if in_si else row.bounds
        grouped.setdefault(_scale_of(row.unit or "1", in_si), []).append((row, *bounds))
    return {
        scale: _Scale(
            tuple(row for row, _, _ in found),
            np.array([low for _, low, _ in found], dtype=np.float64),
            np.array([high for _, _, high in found], dtype=np.float64),
        )
        for scale, found in grouped.items()
    }


def fits(operator: Operator, asked: tuple[float | None, float | None], lower: Bounds, upper: Bounds) -> Bounds:
    """How well each limit answers, (n,) in [0, 1]: 1 where it is the bound asked for, less the farther it is on the right side of it.

    >>> none, bound = np.array([np.nan]), np.array([50.0])
    >>> [round(float(fits(Operator.AT_MOST, (None, x), none, bound)[0]), 2) for x in (50.0, 100.0, 30.0)]
    [1.0, 0.65, 0.0]
    """
    low, high = asked
    if operator is Operator.RANGE and low is not None and high is not None:
        whole = _same(lower, low) & _same(upper, high)
        inside = (lower >= low * _LESS) & (upper <= high * _MORE)
        only = np.where(np.isnan(lower), upper, lower)
        single = (np.isnan(lower) != np.isnan(upper)) & (only >= low) & (only <= high)
        return np.where(whole, 1.0, np.where(inside, 0.7, np.where(single, 0.6, 0.0)))
    if low is not None and high is not None:
        # A bare value: a limit of just this, else a range that holds it.
        return np.where(_same(lower, low) | _same(upper, low), 1.0, np.where((lower <= low) & (low <= upper), 0.6, 0.0))
    if high is not None:
        near = np.where((upper > 0) & (high > 0), upper / (high or 1.0), 0.0)
        return np.where(_same(upper, high), 1.0, np.where(upper < high, 0.3 + 0.7 * near, 0.0))
    assert low is not None
    bound = np.where(np.isnan(lower), upper, lower)
    near = np.where((bound > 0) & (low > 0), low / np.where(bound > 0, bound, 1.0), 0.0)
    found = np.where(_same(bound, low), 1.0, np.where(bound > low, 0.3 + 0.7 * near, 0.0))
    # 不小于 2 asks for what is demanded at least; what is allowed at most only touches it.
    return np.where(np.isnan(lower), 0.4 * found, found)


def _same(bounds: Bounds, asked: float) -> npt.NDArray[np.bool_]:
    return np.abs(bounds - asked) <= _SAME * np.maximum(np.abs(bounds), abs(asked))
