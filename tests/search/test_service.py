"""The service: what is committed answers, what is being made is told, SPARQL keeps its limits."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest

from kg import vocabulary as v
from kg.errors import BadRequest, Forbidden, IndexMissing, NotFound, NotReady, TooLarge
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.protocols import SearchRequest
from search_api.service import Service
from search_api.sparql import Limits, SparqlEndpoint, refuse_what_is_not_a_query
from tests.search.collection import BOILER, COLLECTION, NOISE, folder, put

BOILER_IRI = v.ID + "std/GB-13271/2014"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Service]:
    with folder(tmp_path) as data:
        yield Service(OxigraphStore(), data, Settings(data=tmp_path, encoder="hashing"))


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    store = OxigraphStore()
    put(store, *COLLECTION)
    return store


@pytest.fixture(scope="module")
def service(store: OxigraphStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path = tmp_path_factory.mktemp("service")
    with folder(path) as data:
        service = Service(store, data, Settings(data=path, encoder="hashing"))
        service.start_indexing()
        service.wait_until_indexed(60)
        yield service


def test_an_empty_folder_says_what_to_do(empty: Service) -> None:
    assert empty.health()["status"] == "empty"
    with pytest.raises(IndexMissing, match="nqi ingest"):
        empty.search(SearchRequest("锅炉"))


def test_health_tells_what_is_being_prepared(empty: Service) -> None:
    empty.set_state("ingesting", done=3, total=12)
    health = empty.health()
    assert (health["status"], health["index"]["progress"], health["documents"]) == ("indexing", 0.25, 3)
    with pytest.raises(NotReady, match="3 of 12"):
        empty.search(SearchRequest("锅炉"))


def test_a_failure_is_said_with_its_reason(empty: Service) -> None:
    empty.set_state("failed", reason="no space left")
    assert empty.health()["index"]["reason"] == "no space left"


def test_after_indexing_it_answers(service: Service) -> None:
    health = service.health()
    assert (health["status"], health["index"]["state"], health["documents"]) == ("ok", "ready", 6)
    assert service.search(SearchRequest("GB 13271"))["hits"][0]["number"] == "GB 13271-2014"


def test_a_removed_document_is_gone_at_once_and_from_the_index_soon_after(tmp_path: Path) -> None:
    store = OxigraphStore()
    put(store, BOILER, NOISE)
    with folder(tmp_path) as data:
        service = Service(store, data, Settings(data=tmp_path, encoder="hashing"))
        service.start_indexing()
        service.wait_until_indexed(60)
        assert service.search(SearchRequest("GB 12348"))["total"] == 1
        assert service.remove_document(NOISE[0].sha256)["number"] == "GB 12348-2008"
        assert service.search(SearchRequest("GB 12348"))["total"] == 0
        service.wait_until_indexed(60)
        assert service.health()["documents"] == 1
        with pytest.raises(NotFound):
            service.remove_document(NOISE[0].sha256)


def test_searches_run_while_generations_are_swapped(tmp_path: Path) -> None:
    store = OxigraphStore()
    put(store, *COLLECTION)
    with folder(tmp_path) as data:
        service = Service(store, data, Settings(data=tmp_path, encoder="hashing"))
        service.start_indexing()
        service.wait_until_indexed(60)
        wrong: list[object] = []
        stop = threading.Event()

        def search() -> None:
            while not stop.is_set():
                try:
                    if service.search(SearchRequest("GB 13271"))["hits"][0]["number"] != "GB 13271-2014":
                        wrong.append("order")
                except Exception as exc:
                    wrong.append(exc)

        threads = [threading.Thread(target=search) for _ in range(3)]
        for thread in threads:
            thread.start()
        for n in range(4):
            put(store, NOISE, extractor=f"test/{n + 2}")
            service.start_indexing()
            service.wait_until_indexed(60)
        stop.set()
        for thread in threads:
            thread.join()
        assert wrong == []


def test_a_standard_says_everything_with_its_place(service: Service) -> None:
    standard = service.standard("GB 13271", at="2024-01-01")
    assert (standard["number"], standard["status"], standard["title_zh"]) == ("GB 13271-2014", "current", "锅炉大气污染物排放标准")
    assert [e["number"] for e in standard["editions"]] == ["GB 13271-2001", "GB 13271-2014"]
    assert [r["number"] for r in standard["replaces"]] == ["GB 13271-2001"]
    reference = standard["references"][0]
    assert (reference["number"], reference["dated"], reference["resolves_to"]) == ("HJ 57", False, "HJ 57-2017")
    assert reference["evidence"]["quote"].startswith("HJ 57")
    assert [c["number"] for c in standard["citations"]] == ["CNCA-C07-01:2017"]
    assert standard["clauses"][3]["parent"] == "4" and standard["clauses"][3]["level"] == 2
    assert standard["tables"][0]["rows"][0] == ["二氧化硫", "300", "50"]
    assert standard["terms"][0]["term_en"] == "boiler"
    assert all(fact["evidence"]["quote"] for fact in standard["metadata"])
    json.dumps(standard)


def test_a_stub_is_described_by_who_cites_it(service: Service) -> None:
    stub = service.standard("GB/T 16157-1996")
    assert (stub["in_graph"], stub["status"], [c["number"] for c in stub["citations"]]) == (False, "unknown", ["GB 13271-2014"])


def test_an_unknown_number_is_not_found(service: Service) -> None:
    with pytest.raises(NotFound):
        service.standard("GB 4-1999")
    assert service.related("没有这种产品")["of"]["kind"] == "unknown"


def test_related_answers_for_numbers_and_products(service: Service) -> None:
    assert {link["kind"] for link in service.related("GB 13271")["related"]} >= {"metrology", "certification"}
    assert service.related("boiler")["of"]["kind"] == "product"


def test_a_place_quotes_the_words_that_stand_there(service: Service) -> None:
    evidence = service.standard("GB 13271-2014")["references"][0]["evidence"]["iri"]
    place = service.place(evidence)
    assert place is not None
    assert place["quote"] == "HJ 57 固定污染源废气 二氧化硫的测定 定电位电解法" and place["number"] == "GB 13271-2014"
    assert service.place(v.evidence_iri("0" * 64, 1, 0, 5)) is None


def test_a_resource_is_described_both_ways(service: Service) -> None:
    resource = service.resource(BOILER_IRI)
    assert resource is not None
    assert resource["label"] == "GB 13271-2014 锅炉大气污染物排放标准"
    assert any(p["predicate"] == v.NQI + "refersTo" for p in resource["incoming"])
    assert service.resource(v.ID + "std/none") is None
    with pytest.raises(BadRequest):
        service.resource("not an iri")


@pytest.mark.parametrize("media", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_a_resource_is_served_as_rdf(service: Service, media: str) -> None:
    body = service.resource_rdf(BOILER_IRI, media)
    assert body is not None and b"13271" in body
    triples = list(ox.parse(body, format=ox.RdfFormat.from_media_type(media)))
    assert any(str(t.subject) == f"<{BOILER_IRI}>" for t in triples)


def test_embeddings_are_of_length_one_and_differ_by_text(service: Service) -> None:
    vectors = service.embed(["锅炉", "噪声"], "passage")
    assert vectors.shape == (2, 256)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert service.embed([], "query").shape == (0, 256)
    with pytest.raises(BadRequest):
        service.embed(["x"], "document")
    assert service.models()["data"][0]["id"] == "hashing"


def test_statistics_count_by_type(service: Service) -> None:
    assert service.statistics()["types"]["national"] == 3


# -- SPARQL -----------------------------------------------------------------------------------

SELECT = "SELECT ?n WHERE { ?e a nqi:StandardEdition ; dcterms:identifier ?n } ORDER BY ?n"


@pytest.fixture
def endpoint(store: OxigraphStore) -> SparqlEndpoint:
    return SparqlEndpoint(store, Limits(rows=5, seconds=5))


def test_prefixes_are_known_and_the_default_graph_is_the_union(service: Service) -> None:
    body, media, headers = service.sparql(SELECT, "application/sparql-results+json")
    rows = json.loads(body)["results"]["bindings"]
    assert media == "application/sparql-results+json" and "NQI-Truncated" not in headers
    assert {"type": "literal", "value": "GB 13271-2014"} in [row["n"] for row in rows]


def test_rows_over_the_limit_are_cut_and_the_header_says_so(endpoint: SparqlEndpoint) -> None:
    body, _, headers = endpoint.query("SELECT * WHERE { ?s ?p ?o }")
    assert len(json.loads(body)["results"]["bindings"]) == 5
    assert headers["NQI-Truncated"] == "rows"


@pytest.mark.parametrize(
    ("accept", "media", "start"),
    [
        ("text/csv", "text/csv", b"n\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values", b"?n\n"),
        ("application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        ("text/html, */*;q=0.1", "application/sparql-results+json", b"{"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml", b"<?xml"),
    ],
)
def test_results_come_in_the_format_asked_for(endpoint: SparqlEndpoint, accept: str, media: str, start: bytes) -> None:
    body, given, _ = endpoint.query(SELECT + " LIMIT 2", accept)
    assert given == media and body.startswith(start)


def test_every_format_gives_back_the_very_terms(store: OxigraphStore, endpoint: SparqlEndpoint) -> None:
    query = """SELECT ?a ?b ?c ?d WHERE { VALUES (?a ?b ?c) { (<urn:x> "z\\"\\n"@en 1.5) } }"""
    for media in ("application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values"):
        body, _, _ = endpoint.query(query, media)
        ours = list(ox.parse_query_results(body, format=ox.QueryResultsFormat.from_media_type(media)))  # type: ignore[arg-type]
        assert [str(s) for s in ours] == [str(s) for s in store.query(query)]  # type: ignore[union-attr]


def test_construct_comes_as_turtle(endpoint: SparqlEndpoint) -> None:
    body, media, _ = endpoint.query("CONSTRUCT { ?e dcterms:identifier ?n } WHERE { ?e dcterms:identifier ?n } LIMIT 3", "text/turtle")
    assert media == "text/turtle" and b"@prefix dcterms:" in body


def test_ask_answers_in_every_format(endpoint: SparqlEndpoint) -> None:
    assert json.loads(endpoint.query("ASK { ?s ?p ?o }")[0])["boolean"] is True
    assert endpoint.query("ASK { <urn:none> ?p ?o }", "text/csv")[0] == b"false"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { serviceSILENT<http://127.0.0.1:9/>{ ?s ?p ?o } }",
        "PREFIX ex: <http://127.0.0.1:9/> SELECT * { SERVICEex:a { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:a {} }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:9/>{} }",
        "SELECT * { SERVICE#comment\n<http://127.0.0.1:9/> {} }",
        "SELECT * { BIND(<http://x/\\u0041#> AS ?i) SERVICE <http://127.0.0.1:9/> {} }",
        "PREFIX ex: <urn:> SELECT * { ?s ?p ex:a\\#b SERVICE <http://127.0.0.1:9/> {} }",
        "PREFIX ex: <urn:> SELECT * { ?s ?p ex:a\\'b . SERVICE <http://127.0.0.1:9/> {} FILTER('x' = 'y') }",
        "SELECT * { FILTER(?a<?b) SERVICE <http://127.0.0.1:9/> {} FILTER(?c>?d) }",
        "SELECT * { ?s ?p ?x SERVICE ?x { } }",
    ],
)
def test_service_is_refused_however_it_is_written(query: str) -> None:
    with pytest.raises(Forbidden):
        refuse_what_is_not_a_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p 'SERVICE <http://x>' } # SERVICE",
        "SELECT * { ?s <http://x/SERVICE> ?o ; rdfs:service ?y }",
        'SELECT * { ?s ?p """a SERVICE "quoted" here""" }',
        "PREFIX insert: <urn:i> SELECT * { ?s insert:delete ?o }",
    ],
)
def test_the_word_in_a_string_or_name_is_no_keyword(endpoint: SparqlEndpoint, query: str) -> None:
    refuse_what_is_not_a_query(query)
    endpoint.query(query)


@pytest.mark.parametrize(
    "query",
    ["INSERT DATA { <urn:a> <urn:b> <urn:c> }", "PREFIX x: <urn:x> DELETE WHERE { ?s ?p ?o }", "LOAD <http://127.0.0.1:9/x>", "drop all"],
)
def test_updates_are_refused(endpoint: SparqlEndpoint, query: str) -> None:
    with pytest.raises(Forbidden):
        endpoint.query(query)


def test_from_fetches_nothing(endpoint: SparqlEndpoint) -> None:
    body, _, _ = endpoint.query("SELECT * FROM <http://127.0.0.1:9/x> WHERE { ?s ?p ?o }")
    assert json.loads(body)["results"]["bindings"] == []


def test_a_syntax_error_is_a_bad_request(endpoint: SparqlEndpoint) -> None:
    with pytest.raises(BadRequest):
        endpoint.query("SELECT WHERE {")


def test_a_silent_query_is_given_up_at_its_deadline_and_keeps_its_worker(store: OxigraphStore) -> None:
    endpoint = SparqlEndpoint(store, Limits(seconds=0.2), workers=1)
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(STR(?b) < STR(?d) && STR(?d) < STR(?f)) FILTER(?a = <urn:none> || ?a != ?e) }"
    started = time.monotonic()
    with pytest.raises(TooLarge, match="no answer within"):
        endpoint.query(slow)
    assert time.monotonic() - started < 5
    with pytest.raises(NotReady, match="busy"):
        endpoint.query("ASK { ?s ?p ?o }")


def test_an_answer_over_the_byte_limit_is_refused(store: OxigraphStore) -> None:
    with pytest.raises(TooLarge, match="bytes"):
        SparqlEndpoint(store, Limits(bytes=200)).query("SELECT * WHERE { ?s ?p ?o }")
