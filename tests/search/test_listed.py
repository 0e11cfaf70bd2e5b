"""What only a catalogue lists is found by search, told apart from what was read, and follows tables and texts as they come and go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg import vocabulary as v
from kg.catalogue import Catalogue, CatalogueRow
from kg.catalogue_mapping import catalogue_triples
from kg.data_folder import DataFolder
from kg.identifiers import StandardNumber
from kg.mapping import triples_of
from kg.model import Day, Evidence, NumberFact, Text
from kg.reference_data import reference_graphs
from kg.register import drop_documents, write_catalogue, write_document
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.build import bring_up_to_date, verify_against
from search_api.protocols import SearchRequest
from search_api.service import Service
from tests.search.collection import BOILER, COLLECTION, folder, put

TABLE = "a" * 64
OTHER = "b" * 64


@pytest.fixture
def data(tmp_path: Path) -> Iterator[DataFolder]:
    with folder(tmp_path / "data") as data:
        yield data


@pytest.fixture
def store() -> OxigraphStore:
    store = OxigraphStore()
    put(store, *COLLECTION)
    return store


def row(line: int, number: str, title: str, effective: str | None = None, ics: tuple[str, ...] = ()) -> CatalogueRow:
    at = Evidence(1, 10 * line, 10 * line + 8, title)
    day = Day(date.fromisoformat(effective), at) if effective else None
    codes = tuple(Text(code, at) for code in ics)
    return CatalogueRow(line, 1, NumberFact(number, at), at, title_zh=Text(title, at), effective=day, ics=codes)


def put_table(store: OxigraphStore, *rows: CatalogueRow, sha: str = TABLE, as_of: str = "2026-08-31", drop: tuple[str, ...] = ()) -> None:
    day = Day(date.fromisoformat(as_of), Evidence(1, 0, 2, "截至"))
    table = Catalogue(f"{sha[0]}.csv", sha, "csv", 1, "表" * 200, "sheets/1", as_of=day, rows=rows)
    own, shared = catalogue_triples(table, f"/in/{sha[0]}.csv", "test/1")
    write_catalogue(store, v.graph_iri(sha), own, shared, [v.graph_iri(one) for one in drop])


def put_boiler(store: OxigraphStore) -> None:
    read, text = BOILER
    write_document(store, BOILER_GRAPH, v.edition_iri(StandardNumber.parse("GB 13271-2014")), triples_of(read, text, "/in/b.pdf", "test/1"))


BOILER_GRAPH = v.graph_iri(BOILER[0].sha256)
INFUSION = row(4, "GB 90368-2018", "一次性使用虚构输液器", "2019-07-01", ics=("11.040.20",))


def found(store: OxigraphStore, data: DataFolder, query: str, **filters: Any) -> list[dict[str, Any]]:
    bring_up_to_date(store, data, "hashing", vectors=True)
    assert verify_against(store, data) == []
    service = Service(store, data, Settings(data=data.path, encoder="hashing"))
    hits: list[dict[str, Any]] = service.search(SearchRequest(query, at="2026-10-01", **filters))["hits"]
    return hits


@pytest.mark.parametrize("query", ["GB 90368", "GB90368-2018", "虚构输液器"])
def test_an_edition_that_only_a_table_lists_is_found_by_number_and_title(store: OxigraphStore, data: DataFolder, query: str) -> None:
    put_table(store, INFUSION)
    best = found(store, data, query)[0]
    assert (best["number"], best["title"], best["known_as"]) == ("GB 90368-2018", "一次性使用虚构输液器", "listed")


def test_a_listed_hit_has_its_facts_its_status_and_the_row_as_its_place(store: OxigraphStore, data: DataFolder) -> None:
    put_table(store, INFUSION)
    hit = found(store, data, "GB 90368")[0]
    facts = {name: hit[name] for name in ("type", "mandatory", "effective", "issued", "status", "kind", "ics", "links")}
    assert facts == {
        "type": "national",
        "mandatory": True,
        "effective": "2019-07-01",
        "issued": None,
        "status": "current",
        "kind": "title",
        "ics": ["11.040.20"],
        "links": [],
    }
    assert hit["evidence"]["iri"] == v.evidence_iri(TABLE, 1, 40, 48)
    assert hit["evidence"]["file"] == "a.csv"


def test_filters_hold_for_listed_editions(store: OxigraphStore, data: DataFolder) -> None:
    put_table(store, INFUSION, row(5, "YY/T 90369-2019", "虚构输液器附件"))
    assert [hit["number"] for hit in found(store, data, "虚构输液器", mandatory=False)] == ["YY/T 90369-2019"]


def test_an_edition_that_was_read_has_only_the_passages_of_its_text(store: OxigraphStore, data: DataFolder) -> None:
    put_table(store, row(4, "GB 13271-2014", "目录里的锅炉标准"))
    hits = [hit for hit in found(store, data, "GB 13271-2014") if hit["number"] == "GB 13271-2014"]
    assert [(hit["known_as"], hit["document"]) for hit in hits] == [("read", BOILER[0].sha256)]


def test_what_was_read_and_is_removed_is_found_in_the_table_and_the_other_way_round(data: DataFolder) -> None:
    store = OxigraphStore()
    put_boiler(store)
    put_table(store, row(4, "GB 13271-2014", "锅炉大气污染物排放标准"))
    assert found(store, data, "GB 13271-2014")[0]["known_as"] == "read"
    drop_documents(store, [BOILER_GRAPH])
    assert found(store, data, "GB 13271-2014")[0]["known_as"] == "listed"
    put_boiler(store)
    assert found(store, data, "GB 13271-2014")[0]["known_as"] == "read"


def test_the_title_in_a_table_is_suggested_until_the_text_is_read_and_again_when_that_goes(data: DataFolder) -> None:
    store = OxigraphStore()

    def suggested(typed: str) -> list[tuple[str, bool]]:
        bring_up_to_date(store, data, "hashing", vectors=False)
        service = Service(store, data, Settings(data=data.path, encoder="hashing"))
        return [(one["text"], one["read"]) for one in service.suggest(typed, at="2026-10-01")["suggestions"]]

    put_table(store, row(4, "GB 13271-2014", "目录里的锅炉标准"))
    assert suggested("gb13271") == suggested("目录里") == [("目录里的锅炉标准", False)]
    put_boiler(store)
    assert suggested("目录里") == []
    assert {read for _, read in suggested("gb13271")} == {True}
    drop_documents(store, [BOILER_GRAPH])
    assert suggested("gb13271") == suggested("目录里") == [("目录里的锅炉标准", False)]


def test_a_listed_edition_has_the_sectors_of_its_work_and_class(store: OxigraphStore, data: DataFolder) -> None:
    for graph in reference_graphs():
        store.load_turtle(graph.graph, graph.path)
    put_table(store, row(4, "GB 90371-2020", "虚构车灯", ics=("43.040.20",)), row(5, "GB 90372-2020", "虚构车灯架"))
    assert [hit["number"] for hit in found(store, data, "虚构车灯", sector="automotive")] == ["GB 90371-2020"]


def test_a_table_that_changes_takes_its_old_rows_along(store: OxigraphStore, data: DataFolder) -> None:
    put_table(store, INFUSION)
    found(store, data, "GB 90368")
    put_table(store, row(4, "GB 90370-2020", "虚构输血器"), sha=OTHER, drop=(TABLE,))
    assert [hit["number"] for hit in found(store, data, "GB 90368")] == []
    assert [hit["number"] for hit in found(store, data, "虚构输血器")] == ["GB 90370-2020"]


def test_of_two_tables_the_later_one_gives_the_passage_until_it_goes(store: OxigraphStore, data: DataFolder) -> None:
    put_table(store, INFUSION)
    put_table(store, row(9, "GB 90368-2018", "一次性使用虚构输液器具"), sha=OTHER, as_of="2026-09-30")
    assert [(hit["title"], hit["document"]) for hit in found(store, data, "GB 90368")] == [("一次性使用虚构输液器具", OTHER)]
    drop_documents(store, [v.graph_iri(OTHER)])
    assert [(hit["title"], hit["document"]) for hit in found(store, data, "GB 90368")] == [("一次性使用虚构输液器", TABLE)]
