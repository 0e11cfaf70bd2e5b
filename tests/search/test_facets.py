"""Facets count editions once for each value; the filter of a value finds what its facet counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import BadRequest
from kg.reference_data import reference_graphs
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.build import bring_up_to_date
from search_api.facets import facets
from search_api.lexical_index import Filters
from search_api.protocols import SearchRequest
from search_api.service import Service
from tests.search.collection import COLLECTION, document, folder, put
from tests.search.passages import passage

_TITLES = Filters(kinds=("title",))
CAR = document(
    "GB/T 90003-2020",
    "汽车内饰排放",
    [("1", "范围", "本标准适用于汽车内饰材料的排放限值。")],
    ics=("43.040.60",),
    products=(("motor-vehicle", "汽车"),),
    issued="2020-01-01",
    effective="2020-06-01",
)


def test_every_level_of_a_code_is_counted_once_for_an_edition() -> None:
    found = facets([(passage("a", "", ics=("13.040.40", "13.040.20"), ccs=("Z60", "Z64")), "current")])
    assert found["ics"] == {"13": 1, "13.040": 1, "13.040.20": 1, "13.040.40": 1}
    assert found["ccs"] == {"Z": 1, "Z60": 1, "Z64": 1}


def test_what_is_not_known_is_counted_nowhere() -> None:
    found = facets([(passage("a", "", mandatory=None, issued=None, ics=(), ccs=()), "unknown")])
    assert (found["mandatory"], found["issued"], found["ics"]) == ({}, {}, {})


def test_values_come_most_frequent_first_and_years_newest_first() -> None:
    rows = [
        (passage(str(n), "", type=kind, issued=f"{year}-01-01"), "current")
        for n, (kind, year) in enumerate([("local", 2001), ("national", 2020), ("national", 2014)])
    ]
    found = facets(rows)
    assert list(found["type"]) == ["national", "local"]
    assert list(found["issued"]) == ["2020", "2014", "2001"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path: Path = tmp_path_factory.mktemp("facets")
    store = OxigraphStore()
    for graph in reference_graphs():
        store.load_turtle(graph.graph, graph.path)
    put(store, *COLLECTION, CAR)
    with folder(path) as data:
        bring_up_to_date(store, data, "hashing", vectors=False)
        yield Service(store, data, Settings(data=path, encoder="hashing"))


@pytest.mark.parametrize("facet", ["type", "status", "mandatory", "sector", "ics"])
def test_the_filter_of_a_value_finds_what_its_facet_counted(service: Service, facet: str) -> None:
    counted = service.search(SearchRequest("排放", at="2024-01-01"))["facets"][facet]
    assert counted
    for value, count in counted.items():
        given = value == "true" if facet == "mandatory" else value
        assert service.search(SearchRequest("排放", at="2024-01-01", **{facet: given}))["total"] == count  # type: ignore[arg-type]


@pytest.mark.parametrize("sector", ["automotive", "6", "汽车", "汽车制造业"])
def test_a_sector_is_named_by_key_number_or_name(service: Service, sector: str) -> None:
    found = service.search(SearchRequest("排放", sector=sector))
    assert [hit["number"] for hit in found["hits"]] == ["GB/T 90003-2020"]
    assert found["query"]["filters"] == {"sector": "automotive"}


def test_a_sector_that_does_not_exist_is_refused_with_those_that_do(service: Service) -> None:
    with pytest.raises(BadRequest, match="automotive 汽车制造业"):
        service.search(SearchRequest("排放", sector="wizardry"))


def test_a_sector_in_a_facet_has_its_name(service: Service) -> None:
    labels = service.search(SearchRequest("排放"))["facet_labels"]
    assert labels["sector"]["automotive"]["zh"] == "汽车制造业"


def test_a_passage_has_the_sectors_that_the_matrix_of_gaps_puts_its_document_in(service: Service) -> None:
    index = service.searcher().lexical
    indexed = {p.iri.partition("#")[0]: set(p.sectors) for p in index.fetch([int(i) for i in index.matching(_TITLES)]).values()}
    placed = service._committed.gaps.sectors_of
    assert {edition: {f"https://w3id.org/nqi/id/sector/{key}" for key in keys} for edition, keys in indexed.items() if keys} == {
        edition: set(sectors) for edition, sectors in placed.items()
    }
