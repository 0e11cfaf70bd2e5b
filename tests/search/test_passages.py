"""Passages are cut from the graph: all text is in one, each knows its place, and the same graph gives the same."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg import vocabulary as v
from kg.store_oxigraph import OxigraphStore
from search_api.passage import Passage
from search_api.passages import edition_of_passage, passages_of, title_id, width, windows
from search_api.text_passages import headings_in, passages_of_text
from tests.search.collection import BOILER, document, put

PROSE = st.text(alphabet="一二三四五六七八九十，。；\n aB1.", max_size=400)


def cut(*documents: tuple) -> list[Passage]:  # type: ignore[type-arg]
    store = OxigraphStore()
    return [p for graph in put(store, *documents) for p in passages_of(store.graph_triples(graph), graph)]


@given(PROSE)
def test_windows_cover_every_character_that_is_not_blank(text: str) -> None:
    covered = {i for a, b in windows(text, 20, 6) for i in range(a, b)}
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())


@given(PROSE)
def test_windows_advance_and_stay_within_their_width(text: str) -> None:
    found = windows(text, 20, 6)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(found))
    assert all(width(text[a:b]) <= 25 for a, b in found)


def test_every_clause_with_text_is_in_a_passage() -> None:
    text = "\n".join(p.text for p in cut(BOILER))
    for clause in BOILER[0].clauses:
        assert clause.text in text


def test_a_passage_says_where_it_stands_in_the_document_text() -> None:
    for passage in cut(BOILER):
        if passage.kind == "clause":
            assert BOILER[1][passage.start : passage.end] == passage.text


def test_the_title_passage_carries_number_english_title_and_scope() -> None:
    title = cut(BOILER)[0]
    assert title.kind == "title"
    assert "GB 13271-2014" in title.text and "boiler" in title.text and "本标准给出烟气里" in title.text


def test_ids_depend_on_nothing_but_file_and_iri() -> None:
    first, second = cut(BOILER), cut(BOILER)
    assert [p.to_json() for p in first] == [p.to_json() for p in second]
    assert first[0].id == title_id(v.ID + "std/GB-13271/2014", BOILER[0].sha256)


def test_two_files_of_one_edition_have_passages_of_their_own() -> None:
    other = document(
        "GB 13271-2014", "锅炉大气污染物排放标准", [("1", "适用范围", "同一标准的另一份文件，它的段落有自己的编号。")], file="b.docx"
    )
    ids = [p.id for p in cut(BOILER, other)]
    assert len(ids) == len(set(ids))


def test_headings_of_enclosing_clauses_are_the_path() -> None:
    passage = next(p for p in cut(BOILER) if p.clause == "4.2")
    assert passage.heading == "排放控制要求 › 烟囱高度"


def test_a_long_clause_becomes_overlapping_passages_with_their_own_places() -> None:
    body = "".join(f"第{i}款规定的试验条件应当在试验报告中逐项写明并由试验人员签字确认。" for i in range(60))
    long = document("GB 1-2001", "长条款", [("5", "试验", body)])
    found = [p for p in cut(long) if p.clause == "5"]
    assert len(found) > 3
    assert all(long[1][p.start : p.end] == p.text for p in found)
    assert all(a.end > b.start for a, b in pairwise(found))


def test_short_siblings_share_a_passage() -> None:
    short = document("GB 2-2001", "短条款", [("4", "要求", ""), *((f"4.{i}", None, "应完好。") for i in range(1, 9))])
    found = [p for p in cut(short) if p.kind == "clause"]
    assert len(found) < 4
    assert all(f"4.{i}" in "\n".join(p.text for p in found) for i in range(1, 9))


def test_references_are_a_kind_of_their_own() -> None:
    assert [p.clause for p in cut(BOILER) if p.kind == "references"] == ["2"]


def test_terms_and_tables_are_passages() -> None:
    found = cut(BOILER)
    assert "锅炉 boiler" in next(p.text for p in found if p.kind == "term")
    table = next(p.text for p in found if p.kind == "table")
    assert table.splitlines() == ["表1 锅炉排放浓度限值", "污染物 | 燃煤 | 燃气", "二氧化硫 | 300 | 50", "颗粒物 | 50 | 20"]


def test_rows_of_a_long_table_repeat_caption_and_header() -> None:
    rows = [("项目", "限值"), *((f"项目{i}及其化合物的总量", f"{i} mg/m3，按附录的方法测定") for i in range(80))]
    found = [
        p
        for p in cut(document("GB 3-2001", "长表", [("4", "要求", "见表1。应符合表1规定的全部限值要求。")], table=("4", "限值表", rows)))
        if p.kind == "table"
    ]
    assert len(found) > 2
    assert all(p.text.startswith("表1 限值表\n项目 | 限值\n") for p in found)


def test_a_document_without_clauses_is_still_cut() -> None:
    assert any("GB 4-2001" in p.text for p in cut(document("GB 4-2001", "无条款")) if p.kind == "clause")


def test_the_edition_of_a_passage_is_in_its_iri() -> None:
    assert {edition_of_passage(p.iri) for p in cut(BOILER)} == {v.ID + "std/GB-13271/2014"}


def test_plain_documents_keep_their_own_name() -> None:
    found = passages_of_text("doc#7/cl/1", "题目", "正文。" * 400)
    assert len(found) > 1
    assert {p.number for p in found} == {"doc#7/cl/1"}
    assert len({edition_of_passage(p.iri) for p in found}) == 1


def test_a_window_of_a_plain_text_carries_the_headings_it_stands_under() -> None:
    text = "# 锅炉\n" + "引言的一句话说明背景。" * 40 + "\n4 要求\n4.1 排放限值\n" + "新建锅炉执行表中的限值。" * 80
    found = passages_of_text("d", "", text)
    assert found[0].heading == ""
    assert found[-1].heading == "锅炉 › 4 要求 › 4.1 排放限值"


def test_a_sentence_that_begins_with_a_number_is_no_heading() -> None:
    assert headings_in("3 个月内完成检定。\n5.2 试验方法\n20 | 30 | 40\n12.5 mg/m3") == [(11, 22, "5.2 试验方法")]
