"""/openapi.json: its paths equal the app's routes, and every operation says what it takes and gives."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

UNDESCRIBED = {"/openapi.json", "/static/{filename}"}


@pytest.fixture
def spec(client: FlaskClient) -> dict[str, Any]:
    found = client.get("/openapi.json").get_json()
    assert isinstance(found, dict)
    return found


def test_paths_equal_routes(client: FlaskClient, spec: dict[str, Any]) -> None:
    routes: dict[str, set[str]] = {}
    for rule in client.application.url_map.iter_rules():
        path = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)
        routes.setdefault(path, set()).update(m.lower() for m in (rule.methods or set()) - {"HEAD", "OPTIONS"})
    described = {path: {method for method in operations if method != "parameters"} for path, operations in spec["paths"].items()}
    assert described == {path: methods for path, methods in routes.items() if path not in UNDESCRIBED}


def test_every_operation_has_summary_answer_and_problem(spec: dict[str, Any]) -> None:
    for path, operations in spec["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["responses"]["200"]["content"], path
            assert operation["responses"]["default"]["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem"), path


def test_limits_are_published_as_they_are_enforced(spec: dict[str, Any]) -> None:
    parameters = {p["name"]: p for p in spec["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert parameters["q"]["required"] and parameters["q"]["schema"]["maxLength"] == 1000
    assert (parameters["limit"]["schema"]["minimum"], parameters["limit"]["schema"]["maximum"]) == (1, 100)
    assert "superseded" in parameters["status"]["schema"]["enum"]
    body = spec["components"]["schemas"]["EmbeddingRequest"]
    assert body["required"] == ["input"] and body["properties"]["input"]["oneOf"][1]["maxItems"] == 256


def test_every_reference_resolves(spec: dict[str, Any]) -> None:
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                target: Any = spec
                for part in node["$ref"].removeprefix("#/").split("/"):
                    target = target[part]
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(spec)


def test_answers_may_hold_more_than_is_described(spec: dict[str, Any]) -> None:
    assert spec["components"]["schemas"]["Hit"].get("additionalProperties") is not False


def test_examples_are_there(spec: dict[str, Any]) -> None:
    assert spec["paths"]["/api/v1/search"]["get"]["responses"]["200"]["content"]["application/json"]["example"]["hits"]
    assert spec["paths"]["/v1/embeddings"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert set(spec["paths"]["/sparql"]["post"]["requestBody"]["content"]) == {
        "application/x-www-form-urlencoded",
        "application/sparql-query",
    }
