"""Bad input over a real service: a 4xx that says what is allowed, or an empty page that says why; never the whole collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.build import bring_up_to_date
from search_api.service import Service
from search_api.web.app import create_app
from tests.search.collection import COLLECTION, folder, put


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    pytest.importorskip("pypinyin")
    path: Path = tmp_path_factory.mktemp("bad")
    store = OxigraphStore()
    put(store, *COLLECTION)
    with folder(path) as data:
        bring_up_to_date(store, data, "hashing", vectors=True)
        settings = Settings(data=path, encoder="hashing")
        yield create_app(Service(store, data, settings), settings).test_client()


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"q": "😀😀"}, "no_words"),
        ({"q": "qqqqwwww"}, "unknown_words"),
        ({"q": "锅炉", "offset": "9999"}, "beyond_the_end"),
        ({"q": "锅炉", "ics": "99.999"}, "filter_without_document"),
        ({"q": "锅炉", "ccs": "A99"}, "filter_without_document"),
        ({"q": "GB 99999-2020"}, "number_without_document"),
    ],
)
def test_an_empty_page_says_why(real: FlaskClient, query: dict[str, str], reason: str) -> None:
    answer = real.get("/api/v1/search", query_string=query).get_json()
    assert (answer["hits"], answer["reason_code"]) == ([], reason)
    assert real.get("/", query_string=query, headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"q": ""},
        {"q": "   "},
        {"q": "锅" * 10_000},
        {"q": "a\x07b"},
        {"q": "锅炉", "limit": "0"},
        {"q": "锅炉", "limit": "-1"},
        {"q": "锅炉", "limit": "1000000000"},
        {"q": "锅炉", "sector": "wizardry"},
        {"q": "锅炉", "ics": "boiler"},
        {"q": "锅炉", "colour": "red"},
    ],
)
def test_what_cannot_be_asked_is_a_problem_document(real: FlaskClient, query: dict[str, str]) -> None:
    answer = real.get("/api/v1/search", query_string=query)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "query",
    ["'; DROP TABLE x; --", "SELECT ?s WHERE { ?s ?p ?o }", "<script>alert(1)</script>", "(a+)+$", "title:* AND NOT body:[a TO z]~2"],
)
def test_a_query_in_another_language_is_only_words(real: FlaskClient, query: str) -> None:
    answer = real.get("/api/v1/search", query_string={"q": query})
    assert answer.status_code == 200 and answer.get_json()["total"] < len(COLLECTION)
    assert "<script>alert" not in real.get("/", query_string={"q": query}, headers={"Accept": "text/html"}).get_data(as_text=True)


def test_suggestions_come_over_http_with_their_status(real: FlaskClient) -> None:
    found = real.get("/api/v1/suggest?q=gb132&at=2024-01-01").get_json()["suggestions"]
    assert [(one["number"], one["status"]) for one in found] == [("GB 13271-2014", "current"), ("GB 13271-2001", "superseded")]
