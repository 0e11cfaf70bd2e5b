"""Wrong input: a 4xx problem that names the parameter, what was given, and what is allowed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.settings import Settings
from search_api.web.app import create_app

from .conftest import TOKEN
from .sample import SHA, SampleService


def problem(answer: TestResponse, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert isinstance(body, dict)
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["status"] == status
    return body


@pytest.mark.parametrize(
    ("query", "name", "allowed"),
    [
        ("q=", "q", "1 to 1000"),
        ("", "q", "1 to 1000"),
        ("q=%20%09", "q", "1 to 1000"),
        ("q=" + "标" * 1001, "q", "1 to 1000"),
        ("q=a&limit=ten", "limit", "from 1 to 100"),
        ("q=a&limit=0", "limit", "from 1 to 100"),
        ("q=a&limit=-1", "limit", "from 1 to 100"),
        ("q=a&limit=1000000000", "limit", "from 1 to 100"),
        ("q=a&limit=", "limit", "from 1 to 100"),
        ("q=a&limit=1.5", "limit", "from 1 to 100"),
        ("q=a&offset=-1", "offset", "from 0 to 10000"),
        ("q=a&offset=10001", "offset", "from 0 to 10000"),
        ("q=a&at=2024-02-30", "at", "YYYY-MM-DD"),
        ("q=a&issued_from=20240101", "issued_from", "YYYY-MM-DD"),
        ("q=a&issued_from=2024-01-02&issued_to=2024-01-01", "issued_to", "not before issued_from"),
        ("q=a&type=gb", "type", "national"),
        ("q=a&status=现行", "status", "superseded"),
        ("q=a&ics=13.04", "ics", "13.040"),
        ("q=a&ccs=zz", "ccs", "Z60"),
        ("q=a&mandatory=maybe", "mandatory", "true"),
        ("q=a&explain=maybe", "explain", "true"),
        ("q=a&off=products,colours", "off", "measurands"),
        ("q=a&sort=date", "sort", "known are at, ccs, explain"),
        ("q=a&q=b", "q", "once"),
    ],
)
def test_search_names_the_wrong_parameter(client: FlaskClient, service: SampleService, query: str, name: str, allowed: str) -> None:
    body = problem(client.get(f"/api/v1/search?{query}"), 400)
    wrong = body["parameters"]
    assert isinstance(wrong, list)
    assert wrong[0]["name"] == name and allowed in wrong[0]["allowed"]
    assert name in str(body["detail"])
    assert service.asked == []


@pytest.mark.parametrize("query", ["q=%00", "q=a%1fb", "q=%ff", "q=%ED%A0%80", "q=a&%ff=1", "q=%7f"])
def test_bytes_that_are_no_text_are_refused(client: FlaskClient, query: str) -> None:
    problem(client.get(f"/api/v1/search?{query}"), 400)


@pytest.mark.parametrize("path", ["/api/v1/standards/GB%001", "/standard/GB%0A1", "/id/%1b"])
def test_paths_without_text_are_refused(client: FlaskClient, path: str) -> None:
    problem(client.get(path), 400)


def test_a_path_that_is_not_utf8_is_refused(client: FlaskClient) -> None:
    # The test client would mend the path on its way; a server hands its bytes on as latin-1.
    problem(client.get("/", environ_overrides={"PATH_INFO": "/api/v1/standards/\xff"}), 400)


def test_other_routes_refuse_unknown_parameters_too(client: FlaskClient) -> None:
    for path in ("/api/v1/standards/GB 1-2000", "/api/v1/related", "/id/std/GB-1", "/place", "/sparql", "/", "/standard/GB 1-2000"):
        assert "zz" in str(problem(client.get(f"{path}?zz=1"), 400)["detail"])


def test_a_number_that_is_not_known_is_404(client: FlaskClient) -> None:
    body = problem(client.get("/api/v1/standards/GB/T 1.1-2020"), 404)
    assert body["type"] == "https://w3id.org/nqi/problem/not-found"
    assert body["instance"] == "/api/v1/standards/GB/T 1.1-2020"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"input": []},
        {"input": ""},
        {"input": None},
        {"input": 5},
        {"input": [1, 2, 3]},
        {"input": ["a", ""]},
        {"input": ["a"] * 257},
        {"input": "a" * 20_001},
        {"input": "a\x00b"},
        {"input": "a", "input_type": "document"},
        {"input": "a", "encoding_format": "int8"},
        {"input": "a", "dimensions": 5},
        {"input": "a", "dimensions": "8"},
        {"input": "a", "what": 1},
        [1],
        "text",
    ],
)
def test_embeddings_refuse(client: FlaskClient, body: object) -> None:
    problem(client.post("/v1/embeddings", json=body), 400)


def test_a_lone_surrogate_is_refused(client: FlaskClient) -> None:
    answer = client.post("/v1/embeddings", data=b'{"input": "a\\ud800"}', content_type="application/json")
    assert "surrogate" in str(problem(answer, 400)["detail"])


def test_embeddings_take_the_largest_input_that_is_allowed(client: FlaskClient) -> None:
    assert client.post("/v1/embeddings", json={"input": ["标" * 100] * 256, "dimensions": 8}).status_code == 200
    assert client.post("/v1/embeddings", json={"input": "标" * 20_000}).status_code == 200


def test_a_model_that_is_not_served_is_named(client: FlaskClient) -> None:
    assert "hashing" in str(problem(client.post("/v1/embeddings", json={"input": "a", "model": "gpt"}), 404)["detail"])


def test_embeddings_need_json_so_that_no_other_site_can_send_them(client: FlaskClient) -> None:
    problem(client.post("/v1/embeddings", data='{"input": "a"}', content_type="text/plain"), 415)
    problem(client.post("/v1/embeddings", data="{", content_type="application/json"), 400)
    problem(client.post("/v1/embeddings", data=b"\xff", content_type="application/json"), 400)


def test_unknown_paths_methods_and_bodies_are_problems(client: FlaskClient) -> None:
    problem(client.get("/nope"), 404)
    answer = client.post("/api/v1/search")
    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]
    problem(client.post("/sparql", data="x", content_type="text/plain"), 415)


def test_a_body_over_the_limit_is_413(client: FlaskClient) -> None:
    problem(client.post("/v1/embeddings", data=b" " * (33 * 1024 * 1024), content_type="application/json"), 413)
    problem(client.post("/sparql", data={"query": "x" * 1_100_000}), 413)


def test_what_nobody_foresaw_is_500_without_its_inside(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=boom")
    problem(answer, 500)
    assert "secret" not in answer.get_data(as_text=True) and "Traceback" not in answer.get_data(as_text=True)


def test_writing_without_a_configured_token_names_the_setting() -> None:
    closed = create_app(SampleService(), Settings()).test_client()
    body = problem(closed.delete(f"/api/v1/documents/{SHA}", headers={"Authorization": "Bearer "}), 403)
    assert "NQI_WRITE_TOKEN" in str(body["detail"])


@pytest.mark.parametrize("header", [None, "Bearer wrong", f"Basic {TOKEN}", "Bearer", f"Bearer {TOKEN}x", "Bearer \u00e9"])
def test_a_missing_or_wrong_token_is_401(client: FlaskClient, service: SampleService, header: str | None) -> None:
    answer = client.delete(f"/api/v1/documents/{SHA}", headers={"Authorization": header} if header else {})
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert service.asked == []


def test_a_hash_that_is_none_is_refused(client: FlaskClient) -> None:
    for wrong in ("abc", SHA.upper(), SHA + "0"):
        problem(client.delete(f"/api/v1/documents/{wrong}", headers={"Authorization": f"Bearer {TOKEN}"}), 400)


def test_a_place_needs_an_evidence_iri(client: FlaskClient) -> None:
    problem(client.get("/place"), 400)
    assert "%23" in str(problem(client.get(f"/place?of=https://w3id.org/nqi/graph/doc/{SHA}"), 400)["detail"])
    other = "00" * 32
    problem(client.get(f"/place?of=https://w3id.org/nqi/graph/doc/{other}%23page=1%26char=1,2"), 404)
