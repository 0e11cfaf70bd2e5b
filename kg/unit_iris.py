"""The IRI of a unit: QUDT's, from the table that ships with the project (``ontologies/units.ttl``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg import vocabulary as v
from kg.reference_data import ONTOLOGIES
from kg.unit_atoms import Dimension
from kg.units import Unit

_SYMBOL = NamedNode(v.QUDT + "symbol")


@lru_cache(maxsize=1)
def _iris() -> Mapping[frozenset[tuple[str, int]], str]:
    found: dict[frozenset[tuple[str, int]], str] = {}
    for quad in parse(path=ONTOLOGIES / "units.ttl", format=RdfFormat.TURTLE):
        if quad.predicate == _SYMBOL and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            unit = Unit.parse(quad.object.value)
            if found.setdefault(unit.key, quad.subject.value) != quad.subject.value:
                raise ValueError(f"units.ttl: {quad.object.value} means both {found[unit.key]} and {quad.subject.value}")
    return MappingProxyType(found)


def unit_iri(unit: Unit) -> str | None:
    """QUDT's IRI, whatever the order of the factors; None where QUDT has no such unit.

    >>> unit_iri(Unit.parse("毫克/立方米"))
    'http://qudt.org/vocab/unit/MilliGM-PER-M3'
    >>> unit_iri(Unit.parse("NTU")) is None
    True
    """
    return _iris().get(unit.key)


@lru_cache(maxsize=1)
def dimensions_of_iris() -> Mapping[str, Dimension]:
    """IRI of each unit that ships -> its dimension."""
    found: dict[str, Dimension] = {}
    for quad in parse(path=ONTOLOGIES / "units.ttl", format=RdfFormat.TURTLE):
        if quad.predicate == _SYMBOL and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            found[quad.subject.value] = Unit.parse(quad.object.value).dimension
    return MappingProxyType(found)
