"""The competency questions of the SMART model, asked of corpus documents as the pipeline reads and stores them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from ingest.pipeline import Pipeline, plan
from kg import queries
from kg import vocabulary as v
from kg.store_oxigraph import OxigraphStore

_DOCUMENTS = Path(__file__).resolve().parents[2] / "corpus" / "documents"
_READ = ("GB-13271-2014.md", "GB-13271-2001.txt", "GB-T-7722-2020.md", "JJG-539-2016.md", "CNCA-C07-01-2017.html")
_BOILER = NamedNode(v.ID + "std/GB-13271/2014")
_PROVISIONS = "SELECT DISTINCT ?provision WHERE { ?type rdfs:subClassOf+ smart:Provision . GRAPH ?document { ?document a nqi:SourceDocument . ?provision a ?type } }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> OxigraphStore:
    memory = OxigraphStore(tmp_path_factory.mktemp("graph"))
    Pipeline(memory, jobs=1).run(plan([_DOCUMENTS / name for name in _READ]))
    return memory


@pytest.fixture(scope="module")
def provisions(store: OxigraphStore) -> list[NamedNode]:
    return [NamedNode(row["provision"]) for row in store.select(_PROVISIONS)]


def _asked(store: OxigraphStore, name: str, **values: NamedNode | Literal) -> list[dict[str, str]]:
    return queries.rows(store.raw, name, values)


def test_1_every_kind_of_provision_in_the_documents_is_defined_in_two_languages(store: OxigraphStore) -> None:
    kinds = {(row["type"], row["label"]) for row in _asked(store, "competency_1")}
    used = {
        row["type"] for row in store.select("SELECT DISTINCT ?type WHERE { ?type rdfs:subClassOf+ smart:Provision . ?provision a ?type }")
    }
    assert {v.SMART + "Requirement", v.SMART + "Permission"} <= used and all(sum(kind == one for kind, _ in kinds) == 2 for one in used)


def test_2_every_provision_has_bindingness_and_a_publication_of_a_type(store: OxigraphStore, provisions: list[NamedNode]) -> None:
    assert len(provisions) > 50
    rows = [row for provision in provisions for row in _asked(store, "competency_2", provision=provision)]
    assert {row["provision"] for row in rows} == {provision.value for provision in provisions}
    assert all(row["bindingness"] and row["publication"] and row["publicationType"] for row in rows)
    assert {row["publicationType"].rpartition("/")[2] for row in rows} >= {"national", "verification_regulation", "implementation_rule"}
    assert any("supplement" in row for row in rows)


def test_3_every_provision_still_reads_as_its_file_does(store: OxigraphStore, provisions: list[NamedNode]) -> None:
    rows = [row for provision in provisions for row in _asked(store, "competency_3", provision=provision)]
    assert len(rows) == len(provisions)
    assert [row["provision"] for row in rows if row["same"] != "true"] == []


def test_4_a_document_is_rebuilt_as_one_tree(store: OxigraphStore) -> None:
    rows = _asked(store, "competency_4", edition=_BOILER)
    nodes = {row["node"] for row in rows}
    assert len(nodes) > 20 and all(row["parent"] in nodes | {_BOILER.value} for row in rows)
    assert "1" in {row.get("number") for row in rows}


def test_5_the_versions_of_a_work_say_what_they_replace(store: OxigraphStore) -> None:
    rows = _asked(store, "competency_5", work=NamedNode(v.ID + "std/GB-13271"))
    replaced = {row["identifier"]: row.get("replaces", "").rpartition("/")[2] for row in rows if "identifier" in row}
    assert replaced["GB 13271-2014"] == "2001" and "GB 13271-2001" in replaced
