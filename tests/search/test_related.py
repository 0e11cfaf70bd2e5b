"""Links between documents: every edge has a place, direct links come before longer ones, no target comes twice."""

from __future__ import annotations

from datetime import date

import pytest

from kg import vocabulary as v
from kg.store_oxigraph import OxigraphStore
from search_api.related import GraphView, Related, find_edition, kind_of
from search_api.walk.paths import Walker
from tests.search.collection import COLLECTION, document, put

DAY = date(2024, 1, 1)
BOILER_IRI = v.ID + "std/GB-13271/2014"


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    store = OxigraphStore()
    put(store, *COLLECTION)
    return store


@pytest.fixture(scope="module")
def related(store: OxigraphStore) -> Related:
    return Related(GraphView(store))


def test_every_edge_has_a_place_that_can_be_quoted(related: Related) -> None:
    answers = related.as_json(related.links(BOILER_IRI), DAY)
    assert answers
    for link in answers:
        for edge in link["path"]:
            assert edge["evidence"]["quote"] and edge["evidence"]["file"]


def test_an_undated_reference_leads_to_the_document_that_was_read(related: Related) -> None:
    link = next(one for one in related.links(BOILER_IRI) if one.number == "HJ 57-2017")
    assert (link.kind, link.in_graph, len(link.path)) == ("test_method", True, 1)


def test_a_method_leads_on_to_the_regulation_of_its_instrument(related: Related) -> None:
    link = next(one for one in related.links(BOILER_IRI) if one.number == "JJG 968-2002")
    assert link.kind == "metrology"
    assert [(edge.relation, edge.target.removeprefix(v.ID)) for edge in link.path] == [
        ("references", "std/HJ-57"),
        ("references", "std/JJG-968"),
    ]


def test_a_rule_that_names_the_standard_is_certification(related: Related) -> None:
    link = next(one for one in related.links(BOILER_IRI) if one.number == "CNCA-C07-01:2017")
    assert link.kind == "certification"
    assert link.path[0].source.endswith("CNCA-C07-01/2017")


def test_stubs_come_after_documents_and_longer_paths_after_direct_ones(related: Related) -> None:
    ranks = [(len(one.path), not one.in_graph) for one in related.links(BOILER_IRI)]
    assert ranks == sorted(ranks)


def test_no_target_comes_twice_and_nothing_links_to_itself(related: Related) -> None:
    targets = [one.target for one in related.links(BOILER_IRI)]
    assert len(targets) == len(set(targets))
    assert BOILER_IRI not in targets and v.ID + "std/GB-13271" not in targets


def test_metrology_is_not_crowded_out_by_references() -> None:
    store = OxigraphStore()
    many = document("GB 100-2001", "很多引用", references=[(f"GB/T {n}-2001", None) for n in range(1000, 1040)] + [("JJG 1-2001", None)])
    put(store, many)
    links = Related(GraphView(store)).links(v.ID + "std/GB-100/2001", 12)
    assert len(links) == 12
    assert "metrology" in {one.kind for one in links}


def test_products_link_standards_and_rules(store: OxigraphStore, related: Related) -> None:
    product = related.view.find_product("boiler")
    assert product is not None
    found = {related.view.number(one.target): one.kind for one in Walker(related.view, DAY).of_product(product)}
    assert found["CNCA-C07-01:2017"] == "certification"
    assert found["GB 13271-2014"] == "standard"


def test_an_undated_number_means_the_edition_in_force(store: OxigraphStore) -> None:
    view = GraphView(store)
    assert find_edition(view, "GB 13271", date(2010, 1, 1)) == v.ID + "std/GB-13271/2001"
    assert find_edition(view, "gb13271", DAY) == BOILER_IRI
    assert find_edition(view, "GB 4-1999", DAY) is None


def test_a_stub_is_found_by_its_number(store: OxigraphStore) -> None:
    assert find_edition(GraphView(store), "GB/T 16157-1996", DAY) == v.ID + "std/GB-T-16157/1996"


@pytest.mark.parametrize(
    ("number", "title", "kind"),
    [
        ("JJF 1059.1-2012", None, "metrology"),
        ("CNCA-C07-01:2017", None, "certification"),
        ("CNAS-CL01:2018", None, "accreditation"),
        ("RB/T 214-2017", None, "accreditation"),
        ("GB/T 5750.4-2023", "生活饮用水标准检验方法", "test_method"),
        ("GB 3095-2012", "环境空气质量标准", "reference"),
    ],
)
def test_kinds(number: str, title: str | None, kind: str) -> None:
    assert kind_of(number, title, "reference") == kind
