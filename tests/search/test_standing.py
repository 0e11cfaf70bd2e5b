"""Where a standard stands: what catalogues say of it, what replaces it and when, and what its references mean and meant."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.store_oxigraph import OxigraphStore
from search_api.describe import Describer
from search_api.related import GraphView, Related
from search_api.show_lines import catalogue_lines, head_lines, reference_line
from tests.kg.test_catalogues import catalogue, row
from tests.kg.test_catalogues import put as put_catalogue
from tests.search.collection import document, put

AT = date(2026, 11, 22)
WORDS = {"current": "现行", "superseded": "被代替"}


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    made = OxigraphStore()
    put(
        made,
        document("GB 99801-2010", "虚构泵", issued="2010-06-01", effective="2011-01-01"),
        document("GB 99801-2024", "虚构泵", issued="2024-01-01", effective="2025-01-01", replaces=("GB 99801-2010",)),
        document("GB 99802-2015", "虚构站", issued="2015-03-01", references=(("GB 99801", "虚构泵"), ("GB 99809", "虚构阀"))),
    )
    listed = row("GB 99803-2020", "虚构网", "2020-01-01", "2020-07-01", "现行", replaces=("GB 99803-2008", "GB 99804-2009"))
    put_catalogue(made, catalogue(listed, row("GB 99801-2024", "虚构水泵", status="现行", line=3)))
    return made


def shown(store: OxigraphStore, number: str, day: date = AT) -> dict[str, Any]:
    view = GraphView(store)
    parsed = StandardNumber.parse(number)
    iri = v.edition_iri(parsed) if parsed.is_dated else v.work_iri(parsed)
    return Describer(view, Related(view)).standard(iri, day)


def test_an_undated_reference_tells_what_it_means_today_and_meant_when_it_was_written(store: OxigraphStore) -> None:
    pump = shown(store, "GB 99802-2015")["references"][0]
    assert (pump["resolves_to"], pump["written"], pump["resolved_when_written"]) == ("GB 99801-2024", "2015-03-01", "GB 99801-2010")
    assert "编写时" in reference_line(pump) and "GB 99801-2010" in reference_line(pump)


def test_both_readings_are_one_before_the_target_changed(store: OxigraphStore) -> None:
    pump = shown(store, "GB 99802-2015", date(2024, 12, 31))["references"][0]
    assert pump["resolves_to"] == pump["resolved_when_written"] == "GB 99801-2010" and "编写时" not in reference_line(pump)


def test_a_dangling_reference_is_a_stated_stub(store: OxigraphStore) -> None:
    valve = shown(store, "GB 99802-2015")["references"][1]
    assert (valve["known_as"], valve["resolves_to"]) == ("cited", None) and "只见引用" in reference_line(valve)
    stub = shown(store, "GB 99809")
    assert stub["title_as_cited"] == "虚构阀" and any("只见引用" in line for line in head_lines(stub, WORDS))


def test_a_standard_that_only_a_catalogue_lists_has_its_title_and_everything_it_replaces(store: OxigraphStore) -> None:
    listed = shown(store, "GB 99803-2020")
    assert (listed["title_zh"], listed["known_as"]) == ("虚构网", "listed")
    assert [one["number"] for one in listed["replaces"]] == ["GB 99803-2008", "GB 99804-2009"]
    assert [(one["file"], one["status"], one["as_of"]) for one in listed["listings"]] == [("表.csv", "current", "2026-08-31")]


def test_what_replaces_an_edition_says_from_which_day(store: OxigraphStore) -> None:
    assert [(one["number"], one["from"]) for one in shown(store, "GB 99804-2009")["replaced_by"]] == [("GB 99803-2020", "2020-07-01")]
    assert any("GB 99803-2020（2020-07-01 起）" in line for line in head_lines(shown(store, "GB 99804-2009"), WORDS))


def test_sources_that_differ_are_shown_with_both_sides(store: OxigraphStore) -> None:
    (one,) = shown(store, "GB 99801-2024")["contradictions"]
    assert (one["fact"], [(side["value"], side["believed"]) for side in one["sides"]]) == ("title", [("虚构泵", True), ("虚构水泵", False)])
    assert any("矛盾" in line and "虚构水泵" in line for line in catalogue_lines(shown(store, "GB 99801-2024"), WORDS))
