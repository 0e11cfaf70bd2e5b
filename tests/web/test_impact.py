"""/api/v1/impact: what it asks of the service, and what the service answers over a real graph."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kg.errors import BadRequest, NotFound
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.service import Service
from search_api.web.app import create_app
from tests.kg.test_impact import put
from tests.search.collection import folder

from .sample import SampleService


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path = tmp_path_factory.mktemp("impact")
    store = OxigraphStore()
    put(store, "GB/T 90001-2010")
    put(store, "JJG 90002-2011", "GB/T 90001")
    put(store, "GB/T 90003-2011", "JJG 90002")
    put(store, "GB/T 90004-2011", "GB/T 90001-2010")
    with folder(path) as data:
        yield Service(store, data, Settings(data=path, encoder="hashing"))


def test_number_day_depth_and_limit_reach_the_service(client: FlaskClient, service: SampleService) -> None:
    assert client.get("/api/v1/impact/GB/T 1.1-2020").status_code == 200
    assert client.get("/api/v1/impact/GB%2FT%201.1?at=2024-01-01&depth=2&limit=5").status_code == 200
    assert service.asked == [("GB/T 1.1-2020", None, 3, 1000), ("GB/T 1.1", "2024-01-01", 2, 5)]


def test_a_depth_out_of_bounds_is_told_what_is_allowed(client: FlaskClient) -> None:
    problem = client.get("/api/v1/impact/GB 1?depth=0").get_json()
    assert problem["status"] == 400 and problem["parameters"][0]["allowed"] == "an integer from 1 to 10"


def test_the_answer_tells_levels_rules_and_summary(real: Service) -> None:
    client = create_app(real).test_client()
    answer = client.get("/api/v1/impact/GB/T 90001?at=2026-01-01").get_json()
    assert (answer["of"]["number"], answer["of"]["edition_in_force"], answer["cut"]) == ("GB/T 90001", "GB/T 90001-2010", None)
    told = [[(t["number"], t["effect"], t["by_edition"], t["via"]) for t in level["things"]] for level in answer["levels"]]
    assert told == [
        [("JJG 90002-2011", "moves", False, ["GB/T 90001"]), ("GB/T 90004-2011", "stays", True, ["GB/T 90001"])],
        [("GB/T 90003-2011", "moves", False, ["JJG 90002-2011"])],
    ]
    assert [(rule["number"], rule["kind"]) for rule in answer["rules"]] == [("JJG 90002-2011", "metrology")]
    assert answer["summary"]["by_level"] == [{"level": 1, "moves": 1, "stays": 1}, {"level": 2, "moves": 1, "stays": 0}]
    assert answer["levels"][0]["things"][0]["relations"][0]["evidence"]["page"] == 1


def test_a_new_edition_that_nobody_knows_yet_means_its_work(real: Service) -> None:
    assert real.impact("GB/T 90001-2030", "2026-01-01")["of"]["number"] == "GB/T 90001"


def test_a_number_that_is_not_in_the_graph_is_not_found(real: Service) -> None:
    with pytest.raises(NotFound, match="nothing in it cites it"):
        real.impact("GB 99999")
    with pytest.raises(BadRequest):
        real.impact("GB/T 90001", "2026-13-01")


def test_the_command_prints_a_tree_in_words(real: Service, capsys: pytest.CaptureFixture[str]) -> None:
    from search_api.impact_cli import _print_impact

    _print_impact(real.impact("GB/T 90001", "2026-01-01", 3, 2))
    printed = capsys.readouterr().out
    for words in ("GB/T 90001", "第1层", "JJG 90002-2011", "随新版走", "规范性引用", "不注日期", "只列出 2 项"):
        assert words in printed, printed
