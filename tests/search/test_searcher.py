"""What a searcher answers, with the encoder that needs no model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import BadRequest
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.build import bring_up_to_date
from search_api.protocols import Json, SearchRequest
from search_api.searcher import WHY
from search_api.service import Service
from search_api.snippet import SNIPPET_LENGTH, snippet, spans_of
from tests.search.collection import COLLECTION, document, folder, put

AT = "2024-01-01"
REPLACED = document(
    "GB/T 7000-2026", "灯具", [("1", "范围", "本标准适用于灯具的安全要求和试验。")], issued="2026-01-01", effective="2026-08-01"
)


@pytest.fixture(scope="module", params=["with vectors", "words only"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path: Path = tmp_path_factory.mktemp("search")
    store = OxigraphStore()
    put(store, *COLLECTION, REPLACED)
    with folder(path) as data:
        bring_up_to_date(store, data, "hashing", vectors=request.param == "with vectors")
        yield Service(store, data, Settings(data=path, encoder="hashing"))


def ask(service: Service, q: str, **more: object) -> Json:
    return service.search(replace(SearchRequest(q, at=AT), **more))  # type: ignore[arg-type]


def numbers(answer: Json) -> list[str]:
    return [hit["number"] for hit in answer["hits"]]


@pytest.mark.parametrize("query", ["GB13271", "gb 13271-2014", "ＧＢ 13271—2014", "13271", "GB/T 13271"])
def test_a_number_in_any_spelling_finds_the_edition_in_force_first(service: Service, query: str) -> None:
    assert numbers(ask(service, query))[:2] == ["GB 13271-2014", "GB 13271-2001"]


def test_a_dated_number_means_that_edition(service: Service) -> None:
    assert numbers(ask(service, "GB 13271-2001"))[0] == "GB 13271-2001"


def test_an_undated_number_means_the_edition_in_force_on_the_day(service: Service) -> None:
    assert numbers(ask(service, "GB 13271", at="2010-01-01"))[0] == "GB 13271-2001"


def test_documents_that_cite_a_number_come_after_it(service: Service) -> None:
    assert "CNCA-C07-01:2017" in numbers(ask(service, "GB 13271-2014"))[1:]


def test_a_number_nobody_knows_finds_nothing_and_is_said(service: Service) -> None:
    answer = ask(service, "GB 99999-2020")
    assert answer["total"] == 0
    assert answer["query"]["numbers_without_document"] == ["GB 99999-2020"]


def test_words_find_the_standard_in_force_before_the_one_it_replaced(service: Service) -> None:
    found = numbers(ask(service, "锅炉二氧化硫排放限值"))
    assert found[0] == "GB 13271-2014" and "GB 13271-2001" in found


def test_a_hit_shows_its_best_clause_and_where_it_stands(service: Service) -> None:
    hit = ask(service, "燃煤锅炉房烟囱高度最低多少")["hits"][0]
    assert hit["clause"]["number"] == "4.2"
    assert any("烟囱" in hit["passage"][a:b] for a, b in hit["highlights"])
    assert hit["evidence"]["file"] == "GB 13271-2014.pdf"


def test_a_clause_named_in_the_query_is_the_one_shown(service: Service) -> None:
    assert ask(service, "GB 13271 第4.1条 限值 4.1")["hits"][0]["clause"]["number"] == "4.1"


def test_a_title_named_outright_comes_first(service: Service) -> None:
    assert numbers(ask(service, "烟气分析仪"))[0] == "JJG 968-2002"


@pytest.mark.parametrize("query", ["xyzzy qwrtz", "恐龙灭绝"])
def test_words_that_no_document_has_find_nothing(service: Service, query: str) -> None:
    assert ask(service, query)["total"] <= 1


def test_filters_hold_for_every_hit_and_facets_count_them(service: Service) -> None:
    answer = ask(service, "二氧化硫", type="national")
    assert answer["total"] == sum(answer["facets"]["type"].values()) == answer["facets"]["type"]["national"]
    assert {hit["type"] for hit in answer["hits"]} == {"national"}


def test_status_is_judged_on_the_day_asked(service: Service) -> None:
    assert numbers(ask(service, "锅炉大气污染物排放标准", status="superseded")) == ["GB 13271-2001"]
    assert "GB 13271-2001" in numbers(ask(service, "锅炉大气污染物排放标准", status="current", at="2010-01-01"))
    assert ask(service, "灯具安全", status="upcoming")["hits"][0]["number"] == "GB/T 7000-2026"


def test_ics_matches_whole_levels(service: Service) -> None:
    assert set(numbers(ask(service, "排放", ics="13.040"))) == {"GB 13271-2014"}
    with pytest.raises(BadRequest, match=r"13\.04"):
        ask(service, "排放", ics="13.04")


def test_dates_bound_the_day_of_issue(service: Service) -> None:
    assert numbers(ask(service, "二氧化硫", issued_from="2015-01-01", issued_to="2017-12-31", type="industry")) == ["HJ 57-2017"]


def test_filters_alone_list_what_passes_newest_first(service: Service) -> None:
    answer = ask(service, "", type="national")
    assert numbers(answer) == ["GB/T 7000-2026", "GB 13271-2014", "GB 12348-2008", "GB 13271-2001"]


def test_pages_follow_each_other_without_gap_or_repetition(service: Service) -> None:
    whole = numbers(ask(service, "二氧化硫", limit=100))
    parts = [n for offset in range(0, len(whole), 2) for n in numbers(ask(service, "二氧化硫", limit=2, offset=offset))]
    assert parts == whole


def test_links_carry_their_path(service: Service) -> None:
    links = ask(service, "GB 13271")["hits"][0]["links"]
    assert {link["kind"] for link in links} >= {"metrology", "certification", "test_method"}
    assert all(edge["evidence"]["file"] for link in links for edge in link["path"])


def test_explain_says_what_the_score_is_made_of(service: Service) -> None:
    explain = ask(service, "锅炉烟囱高度", explain=True)["hits"][0]["explain"]
    assert explain["bm25"] > 0 and "锅炉" in explain["matched"]["title"] and explain["score"]


@pytest.mark.parametrize(
    "wrong", [{"limit": 0}, {"limit": 101}, {"offset": -1}, {"status": "valid"}, {"at": "yesterday"}, {"issued_from": "2020"}]
)
def test_what_cannot_be_asked_is_refused(service: Service, wrong: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        ask(service, "锅炉", **wrong)


def test_a_snippet_is_short_and_shows_the_match() -> None:
    text = "总则。" * 100 + "锅炉的烟囱不应低于二十米。" + "附则。" * 100
    shown, spans = snippet(text, ["烟囱"])
    assert len(shown) <= SNIPPET_LENGTH and [shown[a:b] for a, b in spans] == ["烟囱"]


def test_highlights_are_words_not_parts_of_numbers() -> None:
    assert spans_of("130 mg/m3 与 30 mg/m3", ["30"]) == [(12, 14)]


def test_why_tells_the_rank_of_a_standard_and_what_stands_before_it(service: Service) -> None:
    answer = ask(service, "锅炉二氧化硫排放限值", why="GB 13271-2001")
    why, rank = answer["why"], numbers(answer).index("GB 13271-2001") + 1
    assert rank > 1 and why["rank"] == rank and why["behind"]["number"] == numbers(answer)[rank - 2]
    assert why["score"]["superseded"] < 0


def test_why_tells_what_kept_a_standard_out(service: Service) -> None:
    assert ask(service, "锅炉二氧化硫排放限值", why="GB 13271-2001", status="current")["why"]["reason"] == WHY["status"]
    assert ask(service, "锅炉二氧化硫排放限值", why="GB 99999-2020")["why"]["reason"] == WHY["unknown"]
    assert ask(service, "锅炉二氧化硫排放限值", why="GB 13271-2014", type="local")["why"]["reason"] == WHY["filters"]
