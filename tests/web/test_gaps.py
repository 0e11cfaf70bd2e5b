"""/api/v1/gaps and the page /gaps: what they ask of the service, and what a reader sees."""

from __future__ import annotations

from flask.testing import FlaskClient

from .sample import BOILER, SampleService


def test_sector_and_day_reach_the_service(client: FlaskClient, service: SampleService) -> None:
    assert client.get("/api/v1/gaps").get_json()["sector"] is None
    assert client.get("/api/v1/gaps?sector=automotive&at=2024-01-01").get_json()["sector"]["key"] == "automotive"
    assert service.asked == [(None, None), ("automotive", "2024-01-01")]


def test_an_unknown_sector_is_not_found(client: FlaskClient) -> None:
    problem = client.get("/api/v1/gaps?sector=x")
    assert problem.status_code == 404 and "automotive" in problem.get_json()["detail"]


def test_an_empty_sector_of_a_form_means_all(client: FlaskClient, service: SampleService) -> None:
    assert client.get("/gaps?sector=&at=&lang=").status_code == 200
    assert service.asked == [(None, None)]


def test_every_cell_opens_its_list(browser: FlaskClient) -> None:
    page = browser.get("/gaps?at=2024-01-01").get_data(as_text=True)
    for anchor in ("standards", "metrology", "no-standard", "limits", "ended"):
        assert f'href="/gaps?sector=automotive&amp;at=2024-01-01#{anchor}"' in page
    assert 'aria-label="汽车制造业，计量：0 份文件，1 项需求"' in page and page.count('class="none"') == 1
    assert ">4</a>" in page  # untraceable: without an instrument or a chain, not what is no quantity


def test_the_anchors_of_the_matrix_are_on_the_page_of_a_sector(browser: FlaskClient) -> None:
    page = browser.get("/gaps?sector=automotive").get_data(as_text=True)
    for anchor in ("standards", "metrology", "no-standard", "no-method", "no-scheme", "limits", "ended"):
        assert f'id="{anchor}"' in page


def test_the_page_of_a_sector_shows_reasons_places_and_sources(browser: FlaskClient) -> None:
    page = browser.get("/gaps?sector=automotive").get_data(as_text=True)
    for words in (
        BOILER,
        "题名或范围写明",
        "general knowledge, unverified",
        "ICS 分类",
        "动态量的计量",
        "GB 14166",
        "总氮",
        "HJ 57-2017",
        "被代替",
    ):
        assert words in page, words
    assert "&lt;b&gt;锅炉" in page and "/place?of=" in page


def test_the_page_speaks_english_on_request(browser: FlaskClient) -> None:
    page = browser.get("/gaps?sector=automotive&lang=en").get_data(as_text=True)
    assert "metrology of dynamic quantities" in page and "no instrument measures it" in page
