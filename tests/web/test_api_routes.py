"""Every JSON route answers in the shape of the contract, from what the service was asked."""

from __future__ import annotations

import base64

import numpy as np
from flask.testing import FlaskClient

from search_api.protocols import SearchRequest

from .conftest import TOKEN
from .sample import BOILER, SHA, SampleService


def test_search_hands_every_parameter_to_the_service(client: FlaskClient, service: SampleService) -> None:
    answer = client.get(
        "/api/v1/search?q=%20锅炉%09排放 &limit=2&offset=1&type=national&status=current&ics=13.040&ccs=Z60&mandatory=true"
        "&issued_from=2000-01-01&issued_to=2020-12-31&at=2024-07-01&explain=1&off=products,%20values"
    )
    assert answer.status_code == 200
    assert service.asked == [
        SearchRequest(
            q="锅炉 排放",
            limit=2,
            offset=1,
            type="national",
            status="current",
            ics="13.040",
            ccs="Z60",
            mandatory=True,
            issued_from="2000-01-01",
            issued_to="2020-12-31",
            at="2024-07-01",
            explain=True,
            off=("products", "values"),
        )
    ]


def test_search_answers_with_the_shape_of_the_contract(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=锅炉").get_json()
    assert {"query", "total", "took_ms", "hits", "facets"} <= set(answer)
    assert answer["hits"][0]["links"][0]["path"][0]["evidence"]["page"] == 2


def test_chinese_is_not_escaped_in_json(client: FlaskClient) -> None:
    assert "锅炉大气污染物排放标准" in client.get("/api/v1/search?q=x").get_data(as_text=True)


def test_empty_filters_of_a_form_mean_no_filter(client: FlaskClient, service: SampleService) -> None:
    assert client.get("/api/v1/search?q=x&type=&status=&at=&mandatory=&off=").status_code == 200
    assert service.asked == [SearchRequest(q="x")]


def test_numbers_keep_their_slash_and_blank(client: FlaskClient, service: SampleService) -> None:
    for path, number in (
        ("GB/T 1.1-2020", "GB/T 1.1-2020"),
        ("DB44/T%20765-2019", "DB44/T 765-2019"),
        ("Q/CSG%20510001-2015", "Q/CSG 510001-2015"),
    ):
        client.get(f"/api/v1/standards/{path}?at=2024-01-01")
        assert service.asked[-1] == (number, "2024-01-01")


def test_one_standard_and_its_parts(client: FlaskClient) -> None:
    assert client.get(f"/api/v1/standards/{BOILER}").get_json()["title_en"].startswith("Emission")
    for section, count in (
        ("references", 3),
        ("citations", 1),
        ("terms", 2),
        ("limits", 2),
        ("methods", 1),
        ("tables", 1),
        ("timeline", 3),
    ):
        answer = client.get(f"/api/v1/standards/{BOILER}/{section}").get_json()
        assert answer["number"] == BOILER and len(answer[section]) == count


def test_related_by_path_and_by_question(client: FlaskClient, service: SampleService) -> None:
    assert client.get("/api/v1/standards/GB/T 1.1-2020/related").get_json()["related"][0]["kind"] == "metrology"
    assert client.get("/api/v1/related?of=电能表").status_code == 200
    assert service.asked == ["GB/T 1.1-2020", "电能表"]


def test_an_unknown_name_is_404_with_guesses(client: FlaskClient) -> None:
    for path in ("/api/v1/related?of=xyzzy", "/api/v1/dossier?product=xyzzy"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        assert answer.get_json()["guesses"] == [{"name": "电能表", "likeness": 0.9}]


def test_a_walk_from_what_is_no_limit_is_404(client: FlaskClient) -> None:
    answer = client.get("/api/v1/walk?limit=x")
    assert answer.status_code == 404 and "limits of a standard" in answer.get_json()["detail"]


def test_health_is_200_while_indexing(client: FlaskClient, service: SampleService) -> None:
    service.state = {"status": "indexing"}
    answer = client.get("/health")
    assert answer.status_code == 200 and answer.get_json()["status"] == "indexing"


def test_embeddings_have_the_shape_of_openai(client: FlaskClient, service: SampleService) -> None:
    answer = client.post("/v1/embeddings", json={"input": ["锅炉", "电能表"], "model": "hashing", "user": "u"}).get_json()
    assert answer["object"] == "list" and answer["model"] == "hashing"
    assert [row["index"] for row in answer["data"]] == [0, 1]
    assert {"prompt_tokens", "total_tokens"} == set(answer["usage"])
    assert service.asked == [(["锅炉", "电能表"], "passage")]


def test_input_type_reaches_the_encoder(client: FlaskClient, service: SampleService) -> None:
    client.post("/v1/embeddings", json={"input": "锅炉", "input_type": "query"})
    assert service.asked == [(["锅炉"], "query")]


def test_base64_is_little_endian_float32(client: FlaskClient) -> None:
    plain = client.post("/v1/embeddings", json={"input": "锅炉"}).get_json()["data"][0]["embedding"]
    packed = client.post("/v1/embeddings", json={"input": "锅炉", "encoding_format": "base64"}).get_json()["data"][0]["embedding"]
    assert np.array_equal(np.frombuffer(base64.b64decode(packed), dtype="<f4"), np.array(plain, dtype=np.float32))


def test_models_lists_the_one_served(client: FlaskClient) -> None:
    assert [model["id"] for model in client.get("/v1/models").get_json()["data"]] == ["hashing"]


def test_a_document_is_removed_with_the_write_token(client: FlaskClient, service: SampleService) -> None:
    answer = client.delete(f"/api/v1/documents/{SHA}", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and answer.get_json()["sha256"] == SHA
    assert service.asked == [SHA]


def test_place_is_json_for_a_program(client: FlaskClient) -> None:
    iri = f"https%3A%2F%2Fw3id.org%2Fnqi%2Fgraph%2Fdoc%2F{SHA}%23page%3D5%26char%3D3120%2C3191"
    answer = client.get(f"/place?of={iri}")
    assert answer.get_json()["page"] == 5
