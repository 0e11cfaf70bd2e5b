"""代替 in both directions: which numbers of a sentence are replaced, in part or wholly, and what replaced the document itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from ingest.cover.facts import Cover
from ingest.cover.front import read_cover
from ingest.extract import read_document
from ingest.lines import Line
from ingest.pipeline import Pipeline, plan
from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.store_oxigraph import OxigraphStore
from kg.timeline import CURRENT, SUPERSEDED, Reader, status_at
from tests.small_standards import standard_text


def _cover(*front: str, foreword: tuple[str, ...] = ()) -> Cover:
    lines, offset = [], 0
    for text in (*front, *foreword):
        lines.append(Line(text, 1 if len(lines) < len(front) else 2, offset))
        offset += len(text) + 1
    return read_cover(lines[: len(front)], lines[len(front) :], lines)


def _replaced(sentence: str, number: str = "GB 99101—2031") -> dict[str, bool]:
    return {one.value: one.partial for one in _cover(number, "虚拟炉排放标准", foreword=(sentence,)).replaces}


def test_a_list_may_replace_one_standard_wholly_and_parts_of_others() -> None:
    found = _replaced("本标准代替 GB 91001—85，以及 GB 91002—86、GB 91003—86 中的对应指标。")
    assert found == {"GB 91001-1985": False, "GB 91002-1986": True, "GB 91003-1986": True}


def test_what_stands_in_brackets_behind_a_number_says_that_a_part_is_replaced() -> None:
    assert _replaced("本标准代替 GB 91001—85、GB 91004—85（废气部分）。") == {"GB 91001-1985": False, "GB 91004-1985": True}


def test_parts_of_each_standard_of_a_list_are_replaced_where_its_end_says_so() -> None:
    assert _replaced("本标准代替 GB 91001—85，GB 91002—86 各标准中的废气部分。") == {"GB 91001-1985": True, "GB 91002-1986": True}


def test_a_number_that_the_document_leans_on_is_not_replaced() -> None:
    found = _replaced("本准则代替 CNAS-CL91:2016（等同采用 ISO/IEC 91025:2005），依据 ILAC-P91 修订。", "CNAS-CL91:2028")
    assert found == {"CNAS-CL91:2016": False}


@pytest.mark.parametrize(
    "note",
    [
        "编者注：本版已由 GB 99101—2035 代替。",
        "编者注：GB 99101—2035 已发布，自 2036-01-01 起代替本版。",
        "本标准已被 GB 99101—2035（等同采用 ISO 91001:2034）代替",
        "编者注：本标准自 2036-01-01 起由 GB 99101—2035《虚拟炉》代替；收录的是旧版。",
    ],
)
def test_a_note_names_what_replaced_this_edition_and_nothing_that_it_replaces(note: str) -> None:
    cover = _cover("GB 99101—2031", "虚拟炉排放标准", note)
    assert ([one.value for one in cover.replaced_by], cover.replaces) == (["GB 99101-2035"], [])


@pytest.mark.parametrize(
    ("note", "day"),
    [
        ("编者注：本标准自 2036-01-01 起由 GB 99101—2035 代替；按本版生产的可售到 2036-06-30。", "2036-01-01"),
        ("编者注：GB 99101—2035 已于 2035-03-01 发布，自 2036-01-01 起代替本版。", "2036-01-01"),
        ("编者注：本版已由 GB 99101—2035 代替，2037-07-01 起废止。", None),
        ("编者注：本版已由 GB 99101—2035 代替。", None),
    ],
)
def test_a_note_may_say_from_which_day_the_successor_counts(note: str, day: str | None) -> None:
    [successor] = _cover("GB 99101—2031", "虚拟炉排放标准", note).replaced_by
    assert (successor.since.value.isoformat() if successor.since else None) == day


def test_a_note_on_sources_is_no_replacement_in_either_direction() -> None:
    cover = _cover("GB 99101—2031", "虚拟炉排放标准", "来源（日期由新版 GB 99101—2035 代替旧表读出）：公告")
    assert (cover.replaced_by, cover.replaces) == ([], [])


def test_an_older_edition_never_replaced_this_one() -> None:
    assert _cover("GB 99101—2031", "虚拟炉排放标准", "编者注：本版已由 GB 99101—2021 代替。").replaced_by == []


def test_a_part_of_the_standard_may_be_replaced() -> None:
    cover = _cover("GB 99101—2031", "虚拟炉排放标准", "编者注：本标准中的废水部分已被 GB 99102—2035 代替。")
    assert [(one.value, one.partial) for one in cover.replaced_by] == [("GB 99102-2035", True)]


def test_the_introduction_of_a_rule_says_what_it_replaces(tmp_path: Path) -> None:
    path = tmp_path / "rule.txt"
    path.write_text(
        "编号：CNCA-C91-01:2031\n强制性产品认证实施规则\n虚拟炉\n\n0 引言\n本规则代替 CNCA-C91-01:2024。\n1 适用范围\n本规则适用于虚拟炉。\n",
        encoding="utf-8",
    )
    assert [one.value for one in read_document(path)[0].replaces] == ["CNCA-C91-01:2024"]


_NOTE = "编者注：本版已由 GB/T 90001—2035 代替。\n\n前言"


def _ask(store: OxigraphStore, query: str) -> list[dict[str, str]]:
    return [dict(row) for row in store.select(query)]


def test_the_graph_says_that_the_successor_replaces_the_edition_whose_file_says_so(tmp_path: Path) -> None:
    store, path = OxigraphStore(), tmp_path / "old.txt"
    path.write_text(standard_text(90001).replace("前言", _NOTE), encoding="utf-8")
    Pipeline(store, jobs=1).run(plan([path]))
    [row] = _ask(
        store,
        "SELECT ?new ?old WHERE { ?n nqi:replaces ?o . ?n dcterms:identifier ?new . ?o dcterms:identifier ?old FILTER(?new = 'GB/T 90001-2035') }",
    )
    assert row["old"] == store.documents()[0].number


def test_the_replacement_goes_with_the_file_that_stated_it(tmp_path: Path) -> None:
    store, path = OxigraphStore(), tmp_path / "old.txt"
    path.write_text(standard_text(90001).replace("前言", _NOTE), encoding="utf-8")
    Pipeline(store, jobs=1).run(plan([path]))
    path.write_text(standard_text(90001), encoding="utf-8")
    Pipeline(store, jobs=1).run(plan([path]))
    assert not any(store.objects(v.edition_iri(StandardNumber.parse("GB/T 90001-2035")), ox.NamedNode(v.NQI + "replaces")))
    assert _ask(store, "SELECT ?n WHERE { ?n dcterms:identifier 'GB/T 90001-2035' }") == []


def test_an_edition_stays_in_force_until_the_day_that_its_note_gives_for_the_successor(tmp_path: Path) -> None:
    store, path = OxigraphStore(), tmp_path / "old.txt"
    path.write_text(standard_text(90001).replace("前言", _NOTE.replace("已由", "自 2036-01-01 起由")), encoding="utf-8")
    Pipeline(store, jobs=1).run(plan([path]))
    life = Reader(store).life(v.edition_iri(StandardNumber.parse("GB/T 90001-2020")))
    assert (status_at(life, date(2035, 12, 31)), status_at(life, date(2036, 1, 1))) == (CURRENT, SUPERSEDED)


def test_what_the_successor_says_that_it_replaces_outweighs_the_note_of_another_file(tmp_path: Path) -> None:
    store, old, new = OxigraphStore(), tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(standard_text(90001).replace("前言", _NOTE), encoding="utf-8")
    new.write_text(standard_text(90001, 2035).replace("前言\n", "前言\n\n本文件代替 GB/T 90002—2012。"), encoding="utf-8")
    Pipeline(store, jobs=1).run(plan([tmp_path]))
    replaced = {o.value for o in store.objects(v.edition_iri(StandardNumber.parse("GB/T 90001-2035")), ox.NamedNode(v.NQI + "replaces"))}
    assert replaced == {v.edition_iri(StandardNumber.parse("GB/T 90002-2012"))}
