"""Every page and route over a real store, real indexes and the real service: what the sample cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from ingest.pipeline import Pipeline, plan
from kg.data_folder import DataFolder
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.build import bring_up_to_date
from search_api.service import Service
from search_api.web.app import create_app

from .conftest import BROWSER

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "documents"
DOCUMENTS = ("GB-13271-2014.md", "HJ-57-2017.md", "JJG-968-2002.txt", "GB-4706.12-2006.md", "CNCA-C07-01-2017.html")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with DataFolder(tmp_path_factory.mktemp("data"), exclusive=True, purpose="test") as folder:
        store = OxigraphStore(folder.graph)
        Pipeline(store, jobs=2).run(plan([CORPUS / name for name in DOCUMENTS]))
        bring_up_to_date(store, folder, "hashing", vectors=True, progress=lambda *_: None)
        settings = Settings(data=folder.path, encoder="hashing", write_token="secret")
        yield create_app(Service(store, folder, settings), settings).test_client()


PAGES = (
    "/",
    "/?q=锅炉",
    "/?q=锅炉&lang=en&explain=1",
    "/?q=gb13271",
    "/?q=qqqqwwww",
    "/standard/GB 13271-2014",
    "/standard/GB 13271-2014?at=2014-06-01",
    "/standard/HJ/T 57",
    "/standard/CNCA-C07-01:2017?lang=en",
    "/gaps",
    "/gaps?sector=light-industry",
    "/gaps?sector=6&at=2020-01-01&lang=en",
    "/sparql",
    "/ontology",
    "/id/std/GB-13271",
    "/id/std/GB-13271/2014",
    "/id/std/GB-13271/2014/cl/4.1",
    "/id/std/GB-13271/2014/ref/1",
    "/id/product/boiler",
    "/id/org/环境保护部",
    "/id/ics/13.040.40",
    "/id/document-type/national",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_a_browser(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"])
def test_a_thing_is_described_in_every_format(client: FlaskClient, media: str) -> None:
    answer = client.get("/id/std/GB-13271/2014", headers={"Accept": media})
    assert (answer.status_code, answer.mimetype) == (200, media)
    assert "13271" in answer.text


def test_every_evidence_of_an_answer_opens_at_its_words(client: FlaskClient) -> None:
    standard = client.get("/api/v1/standards/GB 13271-2014").get_json()
    places = [fact["evidence"] for fact in (*standard["references"], *standard["terms"], *standard["clauses"])]
    assert len(places) > 30
    for place in places:
        answer = client.get(f"/place?of={quote(place['iri'], safe='')}")
        assert answer.status_code == 200
        assert answer.get_json()["quote"].strip()


def test_a_hit_links_to_metrology_each_edge_with_its_place(client: FlaskClient) -> None:
    (hit, *_) = client.get("/api/v1/search?q=GB 13271-2014").get_json()["hits"]
    links = {link["number"]: link for link in hit["links"]}
    assert links["JJG 968-2002"]["kind"] == "metrology"
    assert all(edge["evidence"]["iri"] for link in hit["links"] for edge in link["path"])


def test_a_product_leads_to_its_standard_and_its_certification_rule(client: FlaskClient) -> None:
    related = client.get("/api/v1/related?of=电热水器").get_json()["related"]
    kinds = {link["number"]: link["kind"] for link in related}
    assert kinds["GB 4706.12-2006"] == "standard"
    assert kinds["CNCA-C07-01:2017"] == "certification"
    assert kinds["JJG 795"] == "metrology"


def test_sparql_counts_the_references_of_a_standard(client: FlaskClient) -> None:
    query = 'SELECT (COUNT(?r) AS ?n) WHERE { ?e dcterms:identifier "GB 13271-2014" ; nqi:hasReference ?r }'
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
    assert answer.text.split() == ["n", "13"]


def test_a_removed_document_is_gone_from_every_view(client: FlaskClient) -> None:
    sha256 = client.get("/api/v1/standards/GB 4706.12-2006").get_json()["sources"][0]["sha256"]
    answer = client.delete(f"/api/v1/documents/{sha256}", headers={"Authorization": "Bearer secret"})
    assert answer.status_code in (200, 202, 204), answer.text
    assert client.get("/api/v1/search?q=GB 4706.12-2006").get_json()["hits"] == [] or all(
        hit["number"] != "GB 4706.12-2006" for hit in client.get("/api/v1/search?q=GB 4706.12-2006").get_json()["hits"]
    )
    query = "ASK { GRAPH <https://w3id.org/nqi/graph/doc/" + sha256 + "> { ?s ?p ?o } }"
    assert client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/json"}).get_json()["boolean"] is False
