"""A query, read: what it names and asks for, each thing with its place in the query and the switch that turns it off."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from kg.identifiers import StandardNumber
from kg.model import Operator

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing read at [start, end) of the query as typed. ``means`` is for programs, ``label`` for people."""

    switch: str
    start: int
    end: int
    means: str
    label: str

    def as_json(self, text: str) -> Json:
        return {
            "switch": self.switch,
            "span": [self.start, self.end],
            "text": text[self.start : self.end],
            "means": self.means,
            "label": self.label,
        }


@dataclass(frozen=True, slots=True)
class IssuedWithin:
    """The days between which a document was issued, ISO, both included; None where that side is open."""

    first: str | None
    last: str | None
    effective: bool = False
    """Whether the query speaks of the day of effect (实施) and not of issue."""


@dataclass(frozen=True, slots=True)
class AskedValue:
    """A value in the query: "二氧化硫 50 mg/m3 以下" asks for limits on 二氧化硫 of at most 50 mg/m3."""

    operator: Operator
    value: float | tuple[float, float]
    unit: str | None
    """Canonical symbol, None where none is typed."""
    si: float | tuple[float, float] | None
    """The value in the coherent SI unit of its dimension; None for levels, scales and without a unit."""
    measurands: tuple[str, ...] = ()
    """IRIs of what the name beside it can mean, by the unit too; empty where no measurand is named."""
    printed: str | None = None
    """The name of the measurand as typed."""

    @property
    def bound(self) -> str:
        """The bound in signs: ``≤ 50 mg/m3``, ``6–9``."""
        low_high = self.value if isinstance(self.value, tuple) else (self.value,)
        sign = {Operator.AT_MOST: "≤ ", Operator.AT_LEAST: "≥ ", Operator.BELOW: "< ", Operator.ABOVE: "> "}.get(self.operator, "")
        return sign + "–".join(f"{part:g}" for part in low_high) + (f" {self.unit}" if self.unit and self.unit != "1" else "")

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """(lower, upper) in the unit typed."""
        return _bounds(self.operator, self.value)

    @property
    def si_bounds(self) -> tuple[float | None, float | None]:
        """(lower, upper) in SI; (None, None) where there is no SI form."""
        return (None, None) if self.si is None else _bounds(self.operator, self.si)

    def as_json(self) -> Json:
        return {
            "measurands": list(self.measurands),
            "name": self.printed,
            "operator": self.operator.value,
            "value": list(self.value) if isinstance(self.value, tuple) else self.value,
            "unit": self.unit,
            "si": list(self.si) if isinstance(self.si, tuple) else self.si,
        }


def _bounds(operator: Operator, value: float | tuple[float, float]) -> tuple[float | None, float | None]:
    low, high = value if isinstance(value, tuple) else (value, value)
    return (
        None if operator in (Operator.AT_MOST, Operator.BELOW) else low,
        None if operator in (Operator.AT_LEAST, Operator.ABOVE) else high,
    )


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """A number that is known, offered for one that is not. ``taken``: it is the only one known with these digits, and searched for."""

    typed: str
    number: StandardNumber
    why: str
    taken: bool = False

    def as_json(self) -> Json:
        return {"typed": self.typed, "number": str(self.number), "why": self.why, "taken": self.taken}


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, read. ``rest`` is its text without the numbers, in simplified characters, a name in pinyin as its name.

    Only numbers are taken at their word. The rest is a preference: "检定规程" lifts verification regulations, it hides nothing.
    """

    text: str
    numbers: tuple[StandardNumber, ...]
    rest: str
    language: str
    types: tuple[str, ...] = ()
    current: bool = False
    products: tuple[str, ...] = ()
    """Slugs of the vocabulary, as ``instruments`` and ``measurands`` (those that a name means alone)."""
    clauses: tuple[str, ...] = ()
    """Clauses or articles that the query names: ``5.2.1``, ``附录A``, ``第二十六条``."""
    bare_number: tuple[str, int | None] | None = None
    """(serial with part, year) where the query is digits only: ``13271`` or ``13271-2014``."""
    status: tuple[str, ...] = ()
    """States asked for, as `kg.timeline` names them: current, upcoming, superseded, withdrawn."""
    latest: bool = False
    """Whether the newest edition is asked for (最新)."""
    issued: IssuedWithin | None = None
    instruments: tuple[str, ...] = ()
    measurands: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    """Slugs of measurands that a name of several meanings can mean (噪声)."""
    schemes: tuple[str, ...] = ()
    values: tuple[AskedValue, ...] = ()
    sectors: tuple[str, ...] = ()
    ics: tuple[str, ...] = ()
    ccs: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    """What is asked about the things named: keys of `search_api.query.relations.RELATIONS`."""
    did_you_mean: tuple[DidYouMean, ...] = ()
    readings: tuple[Reading, ...] = ()
    off: frozenset[str] = frozenset()
    talk: tuple[str, ...] = field(default=(), repr=False)
    """Pieces of ``rest`` that ask for validity and days: no standard's text answers them."""

    def as_json(self) -> Json:
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
            "status": list(self.status),
            "latest": self.latest,
            "issued": None
            if self.issued is None
            else {"from": self.issued.first, "to": self.issued.last, "effective": self.issued.effective},
            "instruments": list(self.instruments),
            "measurands": list(self.measurands),
            "perhaps": list(self.perhaps),
            "schemes": list(self.schemes),
            "values": [value.as_json() for value in self.values],
            "sectors": list(self.sectors),
            "classes": {"ics": list(self.ics), "ccs": list(self.ccs)},
            "relations": list(self.relations),
            "did_you_mean": [guess.as_json() for guess in self.did_you_mean],
            "understood": [reading.as_json(self.text) for reading in self.readings],
            "off": sorted(self.off),
        }


def words_of(understood: Understood) -> str:
    """What is left to search by words: the rest without talk of validity and days, which no standard's text answers."""
    words = understood.rest
    for piece in understood.talk:
        words = words.replace(piece, " ", 1)
    return re.sub(r"\s+", " ", words).strip() or understood.rest
