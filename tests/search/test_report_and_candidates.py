"""The quality report tells what is wrong with a graph, candidates tell what no vocabulary knows; neither adds anything."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg import vocabulary as v
from kg.candidates import Candidate, candidates, instrument_names
from kg.mapping import edition_of_document, triples_of
from kg.model import Evidence, Finding, Identity, Limit, MethodReference, Operator, Severity, StandardDocument, Text
from kg.quality import check_shapes, measure
from kg.reference_data import reference_graphs
from kg.register import write_document
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.candidates_cli import _print_candidates, write_csv
from search_api.report_cli import _print_report
from search_api.service import Service
from tests.kg.test_queries import WHOLE_GRAPH, answers_agree, in_rdflib
from tests.search.collection import document, folder

_AT = Evidence(1, 0, 4, "GB/T")


def _limit(name: str, concept: str | None = None) -> Limit:
    identity = Identity(v.concept_iri("measurand", concept)) if concept else None
    return Limit(None, None, None, None, name, Operator.AT_MOST, 1.0, None, None, None, None, _AT, identity)


def _with(read: tuple[StandardDocument, str], **facts: Any) -> tuple[StandardDocument, str]:
    return replace(read[0], **facts), read[1]


_ONE = _with(
    document(
        "GB/T 90001-2020",
        "虚构仪表",
        [
            ("5", "试验用仪器", "采用电子天平、虚构仪；仪器应按规程检定合格。"),
            ("5.1", "另一虚构计", ""),
            ("6", "外观", "不得使用第三虚构仪。"),
            ("7", "数据处理", "含量以氮计。"),
        ],
        references=(("JJG 99999-2020", "虚构仪"), ("JJG 539-2016", None), ("JJF 99998", None)),
        terms=(("3.1", "虚构术语", "made-up term", "不在词表中。"), ("3.2", "质量", "mass", "在词表中。")),
        table=("5", "设备表", (("设备名称", "要求"), ("精密电子天平", "电子秤"), ("第四虚构器", "虚构测量仪"))),
    ),
    limits=(_limit("怪指标"), _limit("怪指标"), _limit("总氮", "总氮"), _limit("压力")),
    test_methods=(MethodReference("怪方法", "GB/T 90007", _AT),),
    issuers=(Text("国家市场监督管理总局", _AT), Text("虚构总局", _AT)),
    committee=Text("全国虚构标准化技术委员会（SAC/TC 999）", _AT),
    findings=(Finding(Severity.WARNING, "no_dates", "cover", "no dates"),),
)
_TWO = _with(
    document("GB/T 90002-2020", "另一项", [("4", "仪器", "虚构仪。")], references=(("GB/T 90001-2020", None),)),
    committee=Text("全国虚构标准化技术委员会", _AT),
    limits=(_limit("怪指标"),),
)


def _store(*, references: bool = True) -> OxigraphStore:
    memory = OxigraphStore()
    for reference in reference_graphs() if references else ():
        memory.load_turtle(reference.graph, reference.path)
    for read, text in (_ONE, _TWO):
        edition = edition_of_document(read)
        assert edition is not None
        write_document(memory, v.graph_iri(read.sha256), edition, triples_of(read, text, "/x", "test/1"))
    return memory


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    return _store()


@pytest.fixture(scope="module")
def service(store: OxigraphStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path = tmp_path_factory.mktemp("report")
    with folder(path) as data:
        yield Service(store, data, Settings(data=path, encoder="hashing"))


def _add(store: OxigraphStore, graph: str, subject: str, predicate: str, value: str) -> None:
    store.raw.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value), ox.NamedNode(graph)))


# -- report -------------------------------------------------------------------------------------


def test_what_the_mapping_writes_conforms_once_its_stubs_are_back(store: OxigraphStore) -> None:
    assert check_shapes(store) == {"graphs": 2, "conforming": 2, "findings": []}


def test_a_fact_that_lost_its_place_is_counted_and_breaks_its_shape() -> None:
    broken = _store()
    limit = next(q for q in broken.raw.quads_for_pattern(None, ox.NamedNode(v.RDF + "type"), ox.NamedNode(v.NQI + "Limit")))
    for quad in list(broken.raw.quads_for_pattern(limit.subject, ox.NamedNode(v.NQI + "evidence"), None)):
        broken.raw.remove(quad)
    report = measure(broken)
    assert report["evidence"]["Limit"] == {"facts": 5, "without_place": 1} and report["evidence"]["Table"]["without_place"] == 0
    assert (report["shapes"]["graphs"], report["shapes"]["conforming"]) == (2, 1)
    assert [(f["severity"], f["code"], f["count"]) for f in report["shapes"]["findings"]] == [("error", "evidence", 1)]


def test_only_identifiers_of_which_nothing_is_said_are_open() -> None:
    graph = _store()
    before = {row["kind"]: row["count"] for row in measure(graph, shapes=False)["open_references"]}
    _add(graph, v.GRAPH + "register", v.ID + "std/X", v.NQI + "appliesTo", v.ID + "product/no-such")
    after = {row["kind"]: row["count"] for row in measure(graph, shapes=False)["open_references"]}
    assert "product" not in before and after == {**before, "product": 1}


def test_terms_and_concepts_have_their_names_but_for_ics_which_has_english_titles_only(store: OxigraphStore) -> None:
    rows = measure(store, shapes=False)["unlabelled"]
    assert [(row["group"], row["language"]) for row in rows] == [("ics", "zh")]


def test_a_term_without_labels_is_told_in_both_languages() -> None:
    graph = _store()
    _add(graph, v.GRAPH + "register", v.ID + "std/GB-T-90001", "https://example.org/unlabelled", v.ID + "std/GB-T-90001")
    rows = [row for row in measure(graph, shapes=False)["unlabelled"] if row["group"] == "term"]
    assert [(row["language"], row["count"], row["example"]) for row in rows] == [
        ("en", 1, "https://example.org/unlabelled"),
        ("zh", 1, "https://example.org/unlabelled"),
    ]


def test_editions_are_read_listed_or_only_cited(store: OxigraphStore) -> None:
    # JJG 99999-2020 and JJG 539-2016 are cited with a year; an undated number is a work.
    assert measure(store, shapes=False)["editions"] == {"read": 2, "cited": 2}


def test_the_share_of_identified_limits_and_the_names_of_the_others(store: OxigraphStore) -> None:
    report = measure(store, shapes=False)
    assert report["identified"]["limits"] == {"count": 5, "identified": 1}
    assert [(row["name"], row["limits"], row["documents"]) for row in report["unidentified"]] == [("怪指标", 3, 2), ("压力", 1, 1)]
    assert report["findings"] == [{"severity": "warning", "code": "no_dates", "count": 1}]


def test_the_report_is_one_screen_and_says_when_shapes_were_left_out(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    _print_report(service.report(shapes=False))
    printed = capsys.readouterr().out
    assert "没有查 not checked" in printed and "只被引用 only cited 2" in printed and "1/5（20.0 %）" in printed
    assert len(printed.splitlines()) <= 30


@pytest.mark.parametrize("name", WHOLE_GRAPH)
def test_rdflib_answers_the_same_where_the_graph_is_small(name: str) -> None:
    small = _store(references=False)
    assert answers_agree(small.raw, in_rdflib(small.raw), name, {})


# -- candidates ---------------------------------------------------------------------------------


def _of(store: OxigraphStore, kind: str) -> dict[str, Candidate]:
    return {found.term: found for found in candidates(store.raw, (kind,))}


def test_characteristics_without_a_measurand_come_with_their_documents_and_limits(store: OxigraphStore) -> None:
    found = _of(store, "measurand")
    assert list(found) == ["怪指标", *sorted(("压力", "怪方法"))]
    assert (found["怪指标"].documents, found["怪指标"].note, found["怪方法"].note) == (2, "3 个限值 limits", None)


def test_an_ambiguous_characteristic_has_choices_and_no_identification(store: OxigraphStore) -> None:
    found = _of(store, "measurand")
    assert "压力" in {label.text for label in found["压力"].choices} and not found["怪指标"].choices


def test_instruments_are_taken_from_clauses_and_tables_of_apparatus_only(store: OxigraphStore) -> None:
    found = _of(store, "instrument")
    assert set(found) == {"虚构仪", "另一虚构计", "精密电子天平", "第四虚构器"} and found["虚构仪"].documents == 2


def test_a_longer_name_of_a_known_instrument_points_to_it(store: OxigraphStore) -> None:
    assert {label.text for label in _of(store, "instrument")["精密电子天平"].choices} == {"电子天平"}


@pytest.mark.parametrize("text", ["", "仪器", "含量以氮计", "按规程检定合格的仪器", "每台应配备温度计", "合计", "计量器具", "数据统计"])
def test_prose_sums_and_bare_words_are_no_instruments(text: str) -> None:
    assert list(instrument_names(text)) == []


def test_bodies_are_one_whatever_number_is_printed_behind_them(store: OxigraphStore) -> None:
    found = _of(store, "organisation")
    assert {(c.term, c.note, c.documents) for c in found.values()} == {
        ("全国虚构标准化技术委员会", "归口 committee", 2),
        ("虚构总局", "发布 issuer", 1),
    }


def test_terms_of_a_vocabulary_are_no_candidates(store: OxigraphStore) -> None:
    assert set(_of(store, "term")) == {"虚构术语"}


def test_regulations_without_an_instrument_are_named_by_their_work(store: OxigraphStore) -> None:
    found = _of(store, "regulation")
    assert {(c.term, c.note) for c in found.values()} == {("JJG 99999", "虚构仪"), ("JJF 99998", None)}


def test_every_candidate_has_a_place(store: OxigraphStore) -> None:
    found = candidates(store.raw)
    assert len(found) > 10 and all(v.parse_evidence_iri(one.evidence) for one in found)


def test_the_table_is_for_spreadsheets(service: Service, tmp_path: Path) -> None:
    write_csv(service.candidates(), tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    odd = next(row for row in rows if row["term"] == "怪指标")
    assert (odd["kind"], odd["documents"], odd["page"]) == ("measurand", "2", "1")
    assert odd["number"] in ("GB/T 90001-2020", "GB/T 90002-2020") and odd["evidence"]


def test_the_command_shows_some_of_each_kind(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    _print_candidates(service.candidates(), 1)
    printed = capsys.readouterr().out
    for words in ("怪指标", "3 个限值 limits", "虚构仪", "--csv", "未加入任何词表"):
        assert words in printed, printed
