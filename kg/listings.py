"""What catalogues say of an edition, and which of it is believed.

The rule, stated once: what the edition's own text says outweighs every catalogue, property by property; among catalogues the one with the
latest day (截至) is believed, then the one whose graph comes first by IRI. Replacements that catalogues state, and what the file of a
replaced edition says of its successor (本版已由 … 代替), are all believed, unless the successor's text has a 代替 of its own. What is not believed stays a statement with its place, and is a contradiction to be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg import vocabulary as v
from kg.store_oxigraph import OxigraphStore

_ABOUT = ox.NamedNode(v.NQI + "about")
_STATED_PROPERTY = ox.NamedNode(v.NQI + "statedProperty")
_STATED_VALUE = ox.NamedNode(v.NQI + "statedValue")
_HAS_REPLACEMENT = ox.NamedNode(v.NQI + "hasReplacement")
_REPLACES = ox.NamedNode(v.NQI + "replaces")
_DC_REPLACES = ox.NamedNode(v.DCTERMS + "replaces")
_HAS_ADOPTION = ox.NamedNode(v.NQI + "hasAdoption")
_ADOPTS = ox.NamedNode(v.NQI + "adopts")
_REFERS_TO = ox.NamedNode(v.NQI + "refersTo")
_PARTIAL = ox.NamedNode(v.NQI + "partial")
_AS_OF = ox.NamedNode(v.NQI + "asOf")
_TYPE = ox.NamedNode(v.RDF + "type")
_CATALOGUE = ox.NamedNode(v.NQI + "Catalogue")

Key = tuple[str, str]
"""A property and, for texts, their language: what one source is believed for as a whole."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact that one catalogue states of one edition."""

    graph: str
    as_of: str
    predicate: ox.NamedNode
    value: ox.NamedNode | ox.Literal

    @property
    def key(self) -> Key:
        return key_of(self.predicate, self.value)


def key_of(predicate: ox.NamedNode, value: object) -> Key:
    """The property of a triple, with the language of a text."""
    return predicate.value, getattr(value, "language", None) or ""


class Incoming:
    """Triples of a catalogue that is about to be written, found by subject and object as those in the store are."""

    def __init__(self, graph: str = "", triples: Iterable[ox.Triple] = ()) -> None:
        self.graph = graph
        self.by_subject: dict[object, list[ox.Triple]] = {}
        self.about: dict[object, list[object]] = {}
        self.as_of = ""
        for triple in triples:
            self.by_subject.setdefault(triple.subject, []).append(triple)
            if triple.predicate == _ABOUT:
                self.about.setdefault(triple.object, []).append(triple.subject)
        if graph:
            self.as_of = max((o.value for o in self.objects(ox.NamedNode(graph), _AS_OF)), default="")

    def objects(self, subject: object, predicate: ox.NamedNode) -> Iterator[ox.NamedNode | ox.Literal]:
        for triple in self.by_subject.get(subject, ()):
            if triple.predicate == predicate and isinstance(triple.object, (ox.NamedNode, ox.Literal)):
                yield triple.object


class Listings:
    """What catalogues state, read from the store as it will be: without the graphs in ``leaving``, with ``incoming``."""

    def __init__(self, store: OxigraphStore, leaving: set[str], incoming: Incoming) -> None:
        self._raw = store.raw
        self._leaving = leaving
        self._incoming = incoming
        self._catalogues: dict[str, str | None] = {}

    def claims(self, edition: ox.NamedNode) -> list[Claim]:
        """Every fact that a catalogue states of the edition."""
        found = []
        for quad in self._raw.quads_for_pattern(None, _ABOUT, edition, None):
            graph = getattr(quad.graph_name, "value", "")
            as_of = self._as_of(graph)
            if as_of is None and graph not in self._leaving and v.REPLACED_BY in getattr(quad.subject, "value", ""):
                as_of = ""  # the day that a replaced edition gives for its successor gives way to any dated catalogue
            if as_of is not None:
                name = ox.NamedNode(graph)
                found += _claims(
                    graph, as_of, self._stored(quad.subject, _STATED_PROPERTY, name), self._stored(quad.subject, _STATED_VALUE, name)
                )
        new = self._incoming
        for statement in new.about.get(edition, ()):
            found += _claims(new.graph, new.as_of, new.objects(statement, _STATED_PROPERTY), new.objects(statement, _STATED_VALUE))
        return found

    def relations(self, edition: ox.NamedNode, own: Mapping[Key, object]) -> Iterator[ox.Triple]:
        """``replaces`` and ``adopts`` that catalogues and replaced editions state, where the edition's text states none."""
        for has, plain in ((_HAS_REPLACEMENT, _REPLACES), (_HAS_ADOPTION, _ADOPTS)):
            if (plain.value, "") in own:
                continue
            for target in self._targets(edition, has):
                yield ox.Triple(edition, plain, target)
                if plain == _REPLACES and work_of(target.value) == work_of(edition.value):
                    yield ox.Triple(edition, _DC_REPLACES, target)

    def _targets(self, edition: ox.NamedNode, has: ox.NamedNode) -> Iterator[ox.NamedNode]:
        for quad in self._raw.quads_for_pattern(edition, has, None, None):
            graph = getattr(quad.graph_name, "value", "")
            stated = self._as_of(graph) is not None or (graph not in self._leaving and v.REPLACED_BY in getattr(quad.object, "value", ""))
            if stated and isinstance(quad.object, ox.NamedNode):
                yield from (t for t in self._stored(quad.object, _REFERS_TO, ox.NamedNode(graph)) if isinstance(t, ox.NamedNode))
        for node in self._incoming.objects(edition, has):
            yield from (t for t in self._incoming.objects(node, _REFERS_TO) if isinstance(t, ox.NamedNode))

    def _stored(self, subject: object, predicate: ox.NamedNode, graph: ox.NamedNode) -> Iterator[ox.NamedNode | ox.Literal]:
        if isinstance(subject, ox.NamedNode):
            for quad in self._raw.quads_for_pattern(subject, predicate, None, graph):
                if isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                    yield quad.object

    def _as_of(self, graph: str) -> str | None:
        """The day of a catalogue in the store ("" where it says none); None for what is no catalogue, or goes."""
        if graph in self._leaving:
            return None
        if graph not in self._catalogues:
            name = ox.NamedNode(graph) if graph else None
            is_catalogue = name is not None and next(iter(self._raw.quads_for_pattern(name, _TYPE, _CATALOGUE, name)), None) is not None
            days = [o.value for o in self._stored(name, _AS_OF, name)] if name is not None and is_catalogue else []
            self._catalogues[graph] = max(days, default="") if is_catalogue else None
        return self._catalogues[graph]


def _claims(
    graph: str, as_of: str, claimed: Iterable[ox.NamedNode | ox.Literal], values: Iterable[ox.NamedNode | ox.Literal]
) -> list[Claim]:
    stated = list(values)
    return [Claim(graph, as_of, predicate, value) for predicate in claimed if isinstance(predicate, ox.NamedNode) for value in stated]


def believed(claims: Sequence[Claim], own: Mapping[Key, object]) -> list[Claim]:
    """The claims that become plain facts: none for what the edition's text says itself, else those of the catalogue believed."""
    by_key: dict[Key, list[Claim]] = {}
    for claim in claims:
        if claim.key not in own:
            by_key.setdefault(claim.key, []).append(claim)
    chosen = []
    for rivals in by_key.values():
        latest = max(claim.as_of for claim in rivals)
        graph = min(claim.graph for claim in rivals if claim.as_of == latest)
        chosen += [claim for claim in rivals if claim.graph == graph]
    return chosen


def work_of(iri: str) -> str:
    """The part of an edition's IRI that names its work."""
    parts = iri.removeprefix(v.ID).split("/")
    return "/".join(parts[:2])
