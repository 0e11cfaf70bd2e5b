"""Printed characteristics of limits, measurands and test methods, each with the measurand of the vocabulary that it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.linking.measurand_names import identify
from kg.model import ConceptMention, Identity, Limit, MeasurandMention, MethodReference
from kg.units import Unit


class Identities:
    """What each printed name of one document is. One name means one thing in one document."""

    def __init__(self, limits: Sequence[Limit], mentions: Iterable[ConceptMention]) -> None:
        self._units: dict[str, dict[str, Unit]] = {}
        for limit in limits:
            if limit.measurand and limit.unit and (unit := Unit.parse_or_none(limit.unit)) is not None:
                self._units.setdefault(limit.measurand, {})[unit.symbol] = unit
        self._named = frozenset(m.concept for m in mentions if m.concept is not None and m.kind == "measurand")
        self._known: dict[str, Identity | None] = {}

    def of(self, printed: str) -> Identity | None:
        """The identity of a printed name, None where the vocabulary has none or the choice stays open."""
        if printed not in self._known:
            found = identify(printed, self._units.get(printed, _NO_UNITS).values(), self._named)
            self._known[printed] = Identity(found.concept, found.confidence, found.is_kind) if found is not None else None
        return self._known[printed]

    def limits(self, limits: Iterable[Limit]) -> tuple[Limit, ...]:
        return tuple(replace(limit, identity=self.of(limit.measurand)) if limit.measurand else limit for limit in limits)

    def measurands(self, measurands: Iterable[MeasurandMention]) -> tuple[MeasurandMention, ...]:
        return tuple(replace(mention, identity=self.of(mention.name)) for mention in measurands)

    def methods(self, methods: Iterable[MethodReference]) -> tuple[MethodReference, ...]:
        return tuple(replace(method, identity=self.of(method.measurand)) for method in methods)


_NO_UNITS: Mapping[str, Unit] = {}
