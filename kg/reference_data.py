"""What ships beside the documents: the ontology, the vocabularies and the statistics, each in a graph of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg import vocabulary as v

ONTOLOGIES: Final = Path(__file__).resolve().parent.parent / "ontologies"
"""Where the OWL, SKOS, SHACL and .rq files are."""

_GRAPHS: Final = {
    v.GRAPH + "ontology": "nqi.ttl",
    v.GRAPH + "ref/labels": "labels.ttl",
    v.GRAPH + "ref/products": "products.ttl",
    v.GRAPH + "ref/product-standards": "product-standards.ttl",
    v.GRAPH + "ref/units": "units.ttl",
    v.GRAPH + "ref/ics": "ics.ttl",
    v.GRAPH + "ref/ccs": "ccs.ttl",
    v.GRAPH + "ref/industry-codes": "industry-codes.ttl",
    v.GRAPH + "ref/organisations": "organisations.ttl",
    v.GRAPH + "ref/schemes": "schemes.ttl",
    v.GRAPH + "ref/sectors": "sectors.ttl",
    v.GRAPH + "ref/observations": "observations.ttl",
    v.GRAPH + "ref/instruments": "instruments.ttl",
    v.GRAPH + "ref/verification-schemes": "verification-schemes.ttl",
    v.GRAPH + "ref/measurands": "measurands.ttl",
    v.GRAPH + "ref/works": "works.ttl",
}
"""Shapes are not among them: they say how a graph is checked, not what is so."""

_PREF_LABEL = NamedNode(v.SKOS + "prefLabel")
_ALT_LABEL = NamedNode(v.SKOS + "altLabel")
_NOT_FOLLOWED_BY = NamedNode(v.NQI + "notFollowedBy")
_PRODUCT: Final = v.concept_iri("product", "x").removesuffix("x")


@dataclass(frozen=True, slots=True)
class ReferenceGraph:
    """One Turtle file and the named graph it fills; ``sha256`` of the file tells whether the graph is up to date."""

    graph: str
    path: Path
    sha256: str


def reference_graphs() -> list[ReferenceGraph]:
    """Every reference graph, the ontology first. Loading one is `OxigraphStore.load_turtle(graph, path)`."""
    return [
        ReferenceGraph(graph, ONTOLOGIES / name, hashlib.sha256((ONTOLOGIES / name).read_bytes()).hexdigest())
        for graph, name in _GRAPHS.items()
    ]


@lru_cache(maxsize=1)
def product_labels() -> Mapping[str, str]:
    """Chinese label of a product, preferred or alternative -> its slug. A label means one product."""
    found: dict[str, str] = {}
    for slug, label in _said_of_products(_PREF_LABEL, _ALT_LABEL):
        if found.setdefault(label, slug) != slug:
            raise ValueError(f"products.ttl: the label {label} means both {found[label]} and {slug}")
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def product_guards() -> Mapping[str, tuple[str, ...]]:
    """Slug of a product -> what, behind a name of it, makes it the name of another thing (锅炉 + 用水)."""
    found: dict[str, list[str]] = {}
    for slug, words in _said_of_products(_NOT_FOLLOWED_BY):
        found.setdefault(slug, []).append(words)
    return MappingProxyType({slug: tuple(words) for slug, words in found.items()})


def _said_of_products(*predicates: NamedNode) -> tuple[tuple[str, str], ...]:
    """(slug, Chinese text) of every product for ``predicates``."""
    return tuple(
        (quad.subject.value.removeprefix(_PRODUCT), quad.object.value)
        for quad in parse(path=ONTOLOGIES / "products.ttl", format=RdfFormat.TURTLE)
        if quad.predicate in predicates
        and isinstance(quad.object, Literal)
        and quad.object.language == "zh"
        and isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(_PRODUCT)
    )
