"""The SPARQL protocol, and IRIs that answer for themselves."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from rdflib.plugins.sparql import prepareQuery

from kg.vocabulary import BASE
from search_api.web.sparql import EXAMPLES

from .sample import EDITION_IRI, SHA, SampleService

JSON_RESULTS = "application/sparql-results+json"


@pytest.mark.parametrize("how", ["get", "form", "body"])
def test_three_ways_to_ask(client: FlaskClient, service: SampleService, how: str) -> None:
    query, accept = "SELECT * { ?s ?p '锅炉' }", {"Accept": JSON_RESULTS}
    if how == "get":
        answer = client.get("/sparql", query_string={"query": query}, headers=accept)
    elif how == "form":
        answer = client.post("/sparql", data={"query": query}, headers=accept)
    else:
        answer = client.post("/sparql", data=query.encode(), content_type="application/sparql-query; charset=utf-8", headers=accept)
    assert answer.status_code == 200 and answer.content_type == JSON_RESULTS
    assert answer.headers["X-Row-Limit"] == "10000"
    assert service.asked == [(query, JSON_RESULTS)]


def test_updates_are_refused_in_every_form(client: FlaskClient) -> None:
    update = "INSERT DATA { <a:a> <a:b> <a:c> }"
    for answer in (
        client.get("/sparql", query_string={"update": update}),
        client.post("/sparql", data={"update": update}),
        client.post("/sparql", data=update, content_type="application/sparql-update"),
        client.post("/sparql", data={"query": update}),
    ):
        assert answer.status_code == 403 and "update" in answer.get_json()["detail"]


def test_without_a_query_a_program_gets_a_description(client: FlaskClient) -> None:
    assert client.get("/sparql").get_json()["prefixes"]["nqi"].startswith(BASE)
    assert client.post("/sparql", data={}).status_code in (400, 415)


def test_without_a_query_a_browser_gets_the_page_with_examples(browser: FlaskClient) -> None:
    page = browser.get("/sparql").get_data(as_text=True)
    assert "<textarea" in page and "PREFIX nqi:" in page and page.count("/sparql?query=PREFIX") == len(EXAMPLES) == 5


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_examples_parse(name: str) -> None:
    prepareQuery(EXAMPLES[name])


def test_a_browser_sees_a_table_with_local_links(browser: FlaskClient) -> None:
    page = browser.get("/sparql?query=SELECT").get_data(as_text=True)
    assert 'href="/id/std/GB-13271/2014"' in page and "锅炉&lt;b&gt;" in page and 'href="/place?of=' in page


def test_a_wrong_query_stays_in_its_box(browser: FlaskClient) -> None:
    answer = browser.get("/sparql?query=SELCT")
    assert answer.status_code == 400
    assert ">SELCT</textarea>" in answer.get_data(as_text=True) and "expected SELECT" in answer.get_data(as_text=True)


def test_ask_and_construct_have_pages_too(browser: FlaskClient) -> None:
    assert "是" in browser.get("/sparql?query=ASK").get_data(as_text=True)
    assert "&lt;https://w3id.org" in browser.get("/sparql?query=CONSTRUCT").get_data(as_text=True)


def test_format_wins_over_accept(browser: FlaskClient, service: SampleService) -> None:
    assert browser.get("/sparql?query=SELECT&format=json").content_type == JSON_RESULTS
    assert browser.get("/sparql?query=SELECT&format=doc").status_code == 400


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml;q=0.9, text/html;q=0.1", "application/rdf+xml"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_an_iri_answers_in_the_form_that_is_asked_for(client: FlaskClient, accept: str, given: str) -> None:
    answer = client.get("/id/std/GB-13271/2014", headers={"Accept": accept})
    assert answer.status_code == 200 and answer.content_type == given
    assert "Accept" in answer.headers["Vary"]


def test_the_iri_is_the_base_and_the_path(client: FlaskClient, service: SampleService) -> None:
    client.get("/id/law/计量法")
    client.get(f"/graph/doc/{SHA}?format=nt")
    client.get("/ontology")
    assert [asked[0] for asked in service.asked if isinstance(asked, tuple)] == [
        f"{BASE}id/law/计量法",
        f"{BASE}graph/doc/{SHA}",
        f"{BASE}ontology",
    ]


def test_no_form_that_fits_is_406_and_no_such_thing_404(client: FlaskClient) -> None:
    assert client.get("/id/std/GB-13271/2014", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/id/std/GB-1").status_code == 404
    assert client.get("/id/std/GB-13271/2014?format=xls").status_code == 400


def test_the_page_links_to_this_server_and_never_runs_an_iri(browser: FlaskClient) -> None:
    page = browser.get("/id/std/GB-13271/2014").get_data(as_text=True)
    assert 'href="/id/std/GB-5468"' in page
    assert f'href="/place?of=https%3A%2F%2Fw3id.org%2Fnqi%2Fgraph%2Fdoc%2F{SHA}%23page%3D1' in page
    assert 'href="http://example.org/x"' in page and 'href="javascript' not in page
    assert "锅炉&lt;大气&gt;" in page and EDITION_IRI in page and "GB 13271-2027" in page
