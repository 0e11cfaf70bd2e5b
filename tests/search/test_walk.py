"""From a product, an instrument, a measurand or a limit to what governs it: the right things, each step with its reason and place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from ingest.pipeline import Pipeline, plan
from kg import vocabulary as v
from kg.data_folder import DataFolder
from kg.queries import ask
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.build import bring_up_to_date
from search_api.dossier.cli import dossier as dossier_command
from search_api.protocols import SearchRequest
from search_api.service import Service
from search_api.walk.cli import related as related_command
from search_api.walk.edges import REASONS, STRENGTH, Step, strength
from search_api.walk.subjects import what_is_meant
from search_api.web.app import create_app

Json = dict[str, Any]

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "documents"
DOCUMENTS = (
    "GB-13271-2014.md",
    "GB-T-16157-1996.md",
    "GB-T-7722-2020.md",
    "JJG-539-2016.md",
    "JJG-99-2022.md",
    "GB-4706.12-2006.md",
    "GB-4706.1-2005.md",
    "GB-T-4706.1-2024.md",
    "CNCA-C07-01-2017.html",
    "GB-17761-2018.md",
    "GB-17761-2024.md",
    "JJF-1149-2014.md",
)
DAY = "2026-11-22"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("walk")
    with DataFolder(path, exclusive=True, purpose="test") as data:
        store = OxigraphStore(data.graph)
        Pipeline(store, jobs=2).run(plan([CORPUS / name for name in DOCUMENTS]))
        bring_up_to_date(store, data, "hashing", vectors=True, progress=lambda *_: None)
    return path


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    with DataFolder(folder, exclusive=False, purpose="test") as data:
        yield Service(OxigraphStore(data.graph, read_only=True), data, Settings(data=folder, encoder="hashing"))


def _related(service: Service, of: str, at: str = DAY) -> dict[str, Json]:
    return {link["number"] or link["name"]: link for link in service.related(of, at)["related"]}


def test_every_relation_has_a_strength_and_sentences_in_both_languages() -> None:
    assert set(STRENGTH) == set(REASONS)
    one_sided = {"isInstrument"}
    for relation, pair in REASONS.items():
        for text in pair:
            assert "{a}" in text and (("{b}" in text) != (relation in one_sided)), relation


def test_a_path_is_weaker_with_every_step_and_with_unverified_rows() -> None:
    said = Step("a", "appliesTo", "b", "place")
    row = Step("b", "references", "c", "row", "general knowledge, unverified")
    assert strength((said,)) > strength((said, said, row)) and strength((row,)) < STRENGTH["references"]


def test_a_scale_leads_to_its_regulation_its_control_and_the_kilogram(service: Service) -> None:
    found = _related(service, "电子计价秤")
    assert found["JJG 539-2016"]["kind"] == "metrology"
    assert found["强制检定"]["kind"] == "metrology" and found["计量器具型式批准"]["kind"] == "metrology"
    assert found["千克"]["kind"] == "si_unit"
    assert found["GB/T 7722-2020"]["kind"] == "standard"


def test_a_name_that_engineers_use_means_the_product(service: Service) -> None:
    assert service.related("计价秤", DAY)["of"]["iri"] == v.ID + "product/price-computing-scale"
    assert service.related("price-computing scale", DAY)["of"]["iri"] == v.ID + "product/price-computing-scale"


def test_every_step_has_a_sentence_and_a_place_or_the_source_of_its_row(service: Service) -> None:
    for link in service.related("电热水器", DAY)["related"]:
        assert link["path"]
        for step in link["path"]:
            assert step["reason"]["zh"] and step["reason"]["en"]
            assert step["evidence"].get("quote") or step["evidence"].get("source")


def test_the_steps_of_a_path_hang_together(service: Service) -> None:
    for link in service.related("电热水器", DAY)["related"]:
        ends = [{step["from_iri"], step["to_iri"]} for step in link["path"]]
        assert all(a & b or _one_work(a, b) for a, b in pairwise(ends)), link


def _one_work(a: set[str], b: set[str]) -> bool:
    """A rule names a work, and the edition in force on the day goes on; or what took its place does."""
    return any(x.startswith(v.ID + "std/") and y.startswith(v.ID + "std/") for x in a for y in b)


def test_a_kind_of_scale_does_not_bring_in_its_cousins(service: Service) -> None:
    assert "JJG 13" not in _related(service, "电子计价秤")


def test_a_standard_about_another_device_is_not_about_this_one(service: Service) -> None:
    assert "JJF 1149-2014" not in _related(service, "心电图机")


def test_an_undated_standard_means_the_edition_in_force_on_the_day(service: Service) -> None:
    before, after = _related(service, "电动自行车", "2025-01-01"), _related(service, "电动自行车", DAY)
    assert before["GB 17761-2018"]["status"] == "current"
    assert after["GB 17761-2024"]["status"] == "current"


def test_an_ambiguous_name_gets_its_choices_and_no_answer(service: Service) -> None:
    answer = service.related("压力", DAY)
    assert answer["of"]["kind"] == "ambiguous" and answer["related"] == []
    assert {"压力", "表压力", "绝对压力"} <= {choice["name"] for choice in answer["choices"]}


def test_an_unknown_product_gets_guesses_that_are_said_to_be_guesses(service: Service) -> None:
    answer = service.related("电子计价大秤", DAY)
    assert answer["of"]["kind"] == "unknown" and answer["related"] == []
    assert "电子计价秤" in {guess["name"] for guess in answer["guesses"]}
    assert all(0 < guess["likeness"] <= 1 for guess in answer["guesses"])


def test_a_measurand_leads_to_who_limits_it(service: Service) -> None:
    found = _related(service, "颗粒物")
    assert found["GB 13271-2014"]["path"][0]["relation"] == "hasLimit"


def test_an_instrument_leads_to_its_regulation_and_to_the_documents_that_use_it(service: Service) -> None:
    found = _related(service, v.ID + "instrument/electronic-balance")
    assert found["JJG 1036"]["kind"] == "metrology"
    assert found["GB/T 16157-1996"]["path"][0]["relation"] == "usesInstrument"


def test_what_is_meant_by_a_number_is_a_standard(service: Service) -> None:
    meant = what_is_meant(service._now().view, "gb13271", date(2026, 11, 22))
    assert meant.subject is not None and (meant.subject.kind, meant.subject.number) == ("standard", "GB 13271-2014")


def _limit(service: Service) -> str:
    limits = service.standard("GB 13271-2014", DAY)["limits"]
    return next(str(row["iri"]) for row in limits if row["measurand"] == "颗粒物")


def test_a_limit_is_walked_to_the_si_unit(service: Service) -> None:
    answer = service.walk(_limit(service), DAY)
    (method,) = [m for m in answer["methods"] if m["read"] == "GB/T 16157-1996"]
    numbers = {(way[0]["to"], way[1]["to"], way[-1]["to"]) for way in method["ways"]}
    assert ("电子天平", "JJG 1036", "千克") in numbers
    (unread,) = [m for m in answer["methods"] if m["number"] == "GB 5468"]
    assert unread["read"] is None and unread["ways"] == []


def test_the_page_and_the_query_walk_the_same_ways(service: Service) -> None:
    limit = _limit(service)
    page = {
        (method["number"], way[0]["to"], way[1]["to"], way[-1]["to"])
        for method in service.walk(limit, DAY)["methods"]
        for way in method["ways"]
    }
    rows = ask(service._store.raw, "limit_to_si", {"limit": ox.NamedNode(limit)})
    assert isinstance(rows, ox.QuerySolutions)
    query = {(r["methodNumber"].value, r["instrumentLabel"].value, r["regulationNumber"].value, r["unitLabel"].value) for r in rows}
    assert page and {p[:3] for p in page} == {q[:3] for q in query} and page <= query


def test_a_dossier_says_what_the_law_asks_which_standards_hold_and_what_is_unknown(service: Service) -> None:
    d = service.dossier("电子计价秤", DAY)
    assert [s["zh"] for s in d["schemes"] if s["mandatory"]][:1] == ["计量器具型式批准"]
    assert any(law["article"] == "第九条" for s in d["schemes"] for law in s["laws"])
    (bench,) = [s for s in d["standards"] if s["number"] == "GB/T 7722-2020"]
    assert bench["limits"] and bench["limits"][0]["measurand"]
    assert d["instruments"][0]["is_the_product"] and d["instruments"][0]["regulations"]
    assert any("只知编号" in u["zh"] and "GB/T 23111" in u["things"] for u in d["unknown"])
    assert d["sources"]["unverified_rows"] > 0


def test_a_dossier_tells_what_ended_in_the_year_before(service: Service) -> None:
    changes = service.dossier("电热水器", DAY)["changes"]
    assert ("ended", "2026-08-01", "GB 4706.1-2005") in {(c["what"], c["day"], c["number"]) for c in changes}


def test_the_dossier_of_an_unknown_product_is_none(service: Service) -> None:
    assert "product" not in service.dossier("量子电饼铛", DAY)


def test_the_command_line_prints_reasons_and_sources(folder: Path) -> None:
    done = CliRunner().invoke(related_command, ["电子计价秤", "--data", str(folder), "--at", DAY])
    assert done.exit_code == 0 and "电子计价秤按JJG 539检定" in done.stdout and "unverified" in done.stdout


def test_an_unknown_name_ends_with_status_1_and_a_next_step(folder: Path) -> None:
    done = CliRunner().invoke(related_command, ["量子电饼铛", "--data", str(folder), "--json"])
    assert done.exit_code == 1 and json.loads(done.stdout)["related"] == []


def test_a_dossier_is_one_page_that_opens_anywhere(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "d.html"
    done = CliRunner().invoke(dossier_command, ["电热水器", "--data", str(folder), "--html", str(page), "--at", DAY])
    assert done.exit_code == 0, done.output
    html = page.read_text("utf-8")
    assert "<style>" in html and 'href="/' not in html and 'src="/' not in html and "GB 4706.12-2006" in html


def test_the_pages_of_dossier_and_walk_open_in_both_languages(service: Service, folder: Path) -> None:
    client = create_app(service, Settings(data=folder, encoder="hashing")).test_client()
    for language, word in (("zh", "图谱不知道的"), ("en", "What this graph does not know")):
        answer = client.get(f"/dossier?product=电子计价秤&lang={language}", headers={"Accept": "text/html"})
        assert answer.status_code == 200 and word in answer.text
    walk = client.get(f"/walk?limit={quote(_limit(service), safe='')}", headers={"Accept": "text/html"})
    assert walk.status_code == 200 and "JJG 1036" in walk.text and "千克" in walk.text


def test_a_page_for_an_unknown_product_offers_guesses(service: Service, folder: Path) -> None:
    client = create_app(service, Settings(data=folder, encoder="hashing")).test_client()
    answer = client.get("/dossier?product=电子计价大秤", headers={"Accept": "text/html"})
    assert answer.status_code == 404 and "只是猜测" in answer.text and "电子计价秤" in answer.text


def test_a_product_alone_finds_what_governs_it_before_who_mentions_it(service: Service) -> None:
    hits = [hit["number"] for hit in service.search(SearchRequest("电子秤"))["hits"]]
    assert "JJG 539-2016" in hits[:2]


def test_a_limit_is_told_by_the_chinese_name_of_its_measurand(service: Service) -> None:
    limits = service.standard("GB 13271-2014", DAY)["limits"]
    assert {"颗粒物", "二氧化硫"} <= {row["measurand"] for row in limits}
