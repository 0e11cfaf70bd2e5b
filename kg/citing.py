"""Who refers to an edition or a work, how, and where: the graph's references read against their direction.

References, citations, replacements, adoptions and test methods are nodes with ``nqi:refersTo``; provisions point with
``nqi:delegatesTo``. All of them are named after the edition in which they stand, so who cites is read off their names; only what
catalogues state needs a look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg import vocabulary as v
from kg.store_oxigraph import OxigraphStore

NORMATIVE_REFERENCE: Final = "normative_reference"
CITATION: Final = "citation"
TEST_METHOD: Final = "test_method"
DELEGATION: Final = "delegation"
ADOPTION: Final = "adoption"
REPLACEMENT: Final = "replacement"
RELATIONS: Final = (NORMATIVE_REFERENCE, TEST_METHOD, DELEGATION, CITATION, ADOPTION, REPLACEMENT)
"""How one document refers to another, the strongest first: 规范性引用, 试验方法, 限值或要求的引用, 条文提及, 采用, 代替."""

_REFERS_TO = ox.NamedNode(v.NQI + "refersTo")
_DELEGATES_TO = ox.NamedNode(v.NQI + "delegatesTo")
_ALL_PARTS = ox.NamedNode(v.NQI + "allParts")
_IN_CLAUSE = ox.NamedNode(v.NQI + "inClause")
_PART_OF = ox.NamedNode(v.DCTERMS + "isPartOf")
_SECTION_NUMBER = ox.NamedNode(v.SMART + "hasSectionNumber")
_EVIDENCE = ox.NamedNode(v.NQI + "evidence")
_TEXT = ox.NamedNode(v.NQI + "text")
_BY_CATALOGUE: Final = {v.NQI + "hasReplacement": REPLACEMENT, v.NQI + "hasAdoption": ADOPTION}
_BY_NAME: Final = {"ref": NORMATIVE_REFERENCE, "cit": CITATION, "method": TEST_METHOD, "adopts": ADOPTION, "replaces": REPLACEMENT}
_FACT = re.compile(rf"(?P<edition>{re.escape(v.ID)}.+)/(?P<kind>{'|'.join(_BY_NAME)})/\d+")
_PROVISION = re.compile(rf"(?P<edition>{re.escape(v.ID)}.+?)(?:/cl/[^/]+)?/p/\d+")


@dataclass(frozen=True, slots=True)
class Pointer:
    """One statement that ``citing`` (an edition) refers to ``target``; ``node`` states it in ``graph``."""

    citing: str
    relation: str
    target: str
    node: str
    graph: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pointer stands: clause number and provision (IRI and words) where they are known, evidence IRI."""

    clause: str | None
    provision: str | None
    words: str | None
    evidence: str | None


def pointers_at(store: OxigraphStore, target: str) -> Iterator[Pointer]:
    """Everything that refers to exactly ``target``, in no order."""
    node = ox.NamedNode(target)
    for quad in store.raw.quads_for_pattern(None, _REFERS_TO, node):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.graph_name, ox.NamedNode):
            yield from _pointers(store, quad.subject.value, target, quad.graph_name.value)
    for quad in store.raw.quads_for_pattern(None, _DELEGATES_TO, node):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.graph_name, ox.NamedNode):
            match = _PROVISION.fullmatch(quad.subject.value)
            if match:
                yield Pointer(match["edition"], DELEGATION, target, quad.subject.value, quad.graph_name.value)


def _pointers(store: OxigraphStore, node: str, target: str, graph: str) -> Iterator[Pointer]:
    match = _FACT.fullmatch(node)
    if match:
        yield Pointer(match["edition"], _BY_NAME[match["kind"]], target, node, graph)
    elif node.startswith(v.GRAPH) or v.REPLACED_BY in node:
        for quad in store.raw.quads_for_pattern(None, None, ox.NamedNode(node), ox.NamedNode(graph)):
            if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value in _BY_CATALOGUE:
                yield Pointer(quad.subject.value, _BY_CATALOGUE[quad.predicate.value], target, node, graph)


def names_all_parts(store: OxigraphStore, pointer: Pointer) -> bool:
    """Whether a reference to a number without its part means all parts (所有部分)."""
    return any(o.value == "true" for o in store.objects(pointer.node, _ALL_PARTS))


def place_of(store: OxigraphStore, pointer: Pointer) -> Place:
    """Where the pointer stands; for a citation, the provision whose words hold it."""
    graph = ox.NamedNode(pointer.graph)
    evidence = _first(store, pointer.node, _EVIDENCE, graph)
    if pointer.relation == DELEGATION:
        clause = _first(store, pointer.node, _PART_OF, graph)
        number = _first(store, clause, _SECTION_NUMBER, graph) if clause else None
        return Place(number, pointer.node, _first(store, pointer.node, _TEXT, graph), evidence)
    clause = _first(store, pointer.node, _IN_CLAUSE, graph)
    if clause is None:
        return Place(None, None, None, evidence)
    provision = _around(store, clause, evidence, graph)
    words = _first(store, provision, _TEXT, graph) if provision else None
    return Place(_first(store, clause, _SECTION_NUMBER, graph), provision, words, evidence)


def _around(store: OxigraphStore, clause: str, evidence: str | None, graph: ox.NamedNode) -> str | None:
    """The provision of the clause in whose span the evidence lies."""
    inner = v.parse_evidence_iri(evidence) if evidence else None
    if inner is None:
        return None
    for quad in store.raw.quads_for_pattern(None, _PART_OF, ox.NamedNode(clause), graph):
        if not isinstance(quad.subject, ox.NamedNode) or not _PROVISION.fullmatch(quad.subject.value):
            continue
        outer = v.parse_evidence_iri(_first(store, quad.subject.value, _EVIDENCE, graph) or "")
        if outer is not None and outer[2] <= inner[2] and inner[3] <= outer[3]:
            return quad.subject.value
    return None


def _first(store: OxigraphStore, subject: str, predicate: ox.NamedNode, graph: ox.NamedNode) -> str | None:
    quads = store.raw.quads_for_pattern(ox.NamedNode(subject), predicate, None, graph)
    return min((q.object.value for q in quads if isinstance(q.object, (ox.NamedNode, ox.Literal))), default=None)
