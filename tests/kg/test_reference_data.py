"""Reference data: graphs with hashes, products with labels that mean one thing, classes that documents can meet."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from kg import vocabulary as v
from kg.identifiers import INDUSTRY_CODES
from kg.reference_data import ONTOLOGIES, product_labels, reference_graphs

_LABEL = NamedNode(v.SKOS + "prefLabel")
_BROADER = NamedNode(v.SKOS + "broader")


def _triples(name: str) -> list[Triple]:
    return [quad.triple for quad in parse(path=ONTOLOGIES / name, format=RdfFormat.TURTLE)]


def test_every_reference_graph_has_its_file_its_hash_and_an_iri_of_its_own() -> None:
    graphs = reference_graphs()
    assert graphs[0].graph == v.GRAPH + "ontology"
    assert len({g.graph for g in graphs}) == len(graphs)
    for graph in graphs:
        assert graph.sha256 == hashlib.sha256(graph.path.read_bytes()).hexdigest()
        assert graph.graph.startswith(v.GRAPH) and graph.path.name != "shapes.ttl"
        store = Store()
        store.bulk_load(path=graph.path, format=RdfFormat.TURTLE, to_graph=NamedNode(graph.graph))
        assert len(store)


def test_a_label_means_one_product_and_every_product_has_one() -> None:
    triples = _triples("products.ttl")
    slugs = {t.subject.value.rpartition("/")[2] for t in triples if t.object == NamedNode(v.NQI + "Product")}  # type: ignore[union-attr]
    assert set(product_labels().values()) == slugs and len(slugs) >= 350
    for label, slug in product_labels().items():
        assert len(label) >= 2 and re.fullmatch("[a-z0-9-]+", slug)


def test_every_product_has_names_in_both_languages_a_source_and_a_broader_that_exists() -> None:
    triples = _triples("products.ttl")
    products = {t.subject for t in triples if t.object == NamedNode(v.NQI + "Product")}
    for product in products:
        mine = [t for t in triples if t.subject == product]
        assert Counter(t.object.language for t in mine if t.predicate == _LABEL and isinstance(t.object, Literal)) == {"zh": 1, "en": 1}
        assert any(t.predicate.value == v.DCTERMS + "source" for t in mine)
        assert all(t.object in products for t in mine if t.predicate == _BROADER)


@pytest.mark.parametrize(
    "name", ["products.ttl", "ics.ttl", "ccs.ttl", "industry-codes.ttl", "schemes.ttl", "sectors.ttl", "instruments.ttl"]
)
def test_broader_never_goes_round_in_a_circle(name: str) -> None:
    parents = {t.subject: t.object for t in _triples(name) if t.predicate == _BROADER}
    for concept in parents:
        above, seen = concept, set()
        while above in parents:
            assert above not in seen
            seen.add(above)
            above = parents[above]  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("kind", "notation", "label"), [("ics", "13.040.40", "Stationary source emissions"), ("ccs", "Z 60", None), ("ccs", "N 13", None)]
)
def test_the_code_on_a_cover_is_the_concept_of_the_table(kind: str, notation: str, label: str | None) -> None:
    concept = NamedNode(v.concept_iri(kind, notation))
    mine = [t for t in _triples(f"{kind}.ttl") if t.subject == concept]
    assert any(t.predicate.value == v.SKOS + "notation" and t.object == Literal(notation) for t in mine)
    labels = [t.object.value for t in mine if t.predicate == _LABEL and isinstance(t.object, Literal)]
    assert len(labels) == 1 and (label is None or labels == [label])


def test_ics_and_ccs_are_whole() -> None:
    sizes = {name: sum(t.object == NamedNode(v.SKOS + "Concept") for t in _triples(f"{name}.ttl")) for name in ("ics", "ccs")}
    assert sizes == {"ics": 1381, "ccs": 1857}


def test_the_grammar_and_the_table_know_the_same_industry_codes() -> None:
    triples = _triples("industry-codes.ttl")
    codes = {t.subject: t.object.value for t in triples if t.predicate.value == v.SKOS + "notation" and isinstance(t.object, Literal)}
    assert len(codes) == len(set(codes.values())) and set(codes.values()) == INDUSTRY_CODES and len(codes) >= 67
    for concept, code in codes.items():
        assert concept == NamedNode(v.concept_iri("industry-code", code))
        mine = [t for t in triples if t.subject == concept]
        for name in ("prefLabel", "scopeNote"):
            assert {t.object.language for t in mine if t.predicate.value == v.SKOS + name and isinstance(t.object, Literal)} == {"zh", "en"}
        assert any(t.predicate.value == v.DCTERMS + "source" and "unverified" in str(t.object) for t in mine)
