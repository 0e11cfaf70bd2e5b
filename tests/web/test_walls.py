"""Security headers, Host, CORS: what keeps a user's documents on their machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.settings import Settings
from search_api.web.app import create_app

from .sample import BOILER, SampleService

PAGES = (
    "/",
    "/?q=锅炉",
    f"/standard/{BOILER}",
    "/gaps",
    "/gaps?sector=automotive",
    "/sparql",
    "/id/std/GB-13271/2014",
    "/nope",
    "/?limit=0",
)
STATIC = Path("search_api/static")


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/search?q=a", "/health", "/openapi.json", "/static/nqi.css", "/api/v1/search"])
def test_every_answer_carries_the_security_headers(browser: FlaskClient, path: str) -> None:
    headers = browser.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_inline_script_or_style_and_load_nothing_from_elsewhere(browser: FlaskClient, path: str) -> None:
    page = browser.get(path).get_data(as_text=True)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"<(?:script|link|img|iframe|source)[^>]*(?:src|href)=[\"'](?:https?:)?//", page)


def test_the_style_sheet_is_small_and_loads_nothing() -> None:
    sheet = (STATIC / "nqi.css").read_text(encoding="utf-8")
    assert len(sheet.encode()) < 20_000
    assert "url(" not in sheet and "@import" not in sheet


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST", "nqi.lan:8000"])
def test_its_own_names_are_answered(host: str) -> None:
    named = create_app(SampleService(), Settings(allowed_hosts="nqi.lan")).test_client()
    assert named.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]", "nqi.lan"])
def test_a_rebound_name_is_refused(client: FlaskClient, service: SampleService, host: str) -> None:
    answer = client.get("/api/v1/search?q=a", headers={"Host": host})
    assert answer.status_code == 421 and answer.content_type == "application/problem+json"
    assert service.asked == []


def test_no_other_origin_reads_answers_by_default(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=a", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_listed_origin_reads_answers() -> None:
    opened = create_app(SampleService(), cors_origins=["https://app.example"]).test_client()
    answer = opened.get("/api/v1/search?q=a", headers={"Origin": "https://app.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example" and "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in opened.get("/health", headers={"Origin": "https://other.example"}).headers


def test_a_star_lists_every_origin() -> None:
    opened = create_app(SampleService(), cors_origins=["*"]).test_client()
    assert opened.options("/sparql", headers={"Origin": "https://a.example"}).headers["Access-Control-Allow-Origin"] == "https://a.example"
