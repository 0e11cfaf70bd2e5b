"""The index of words against a cheap oracle: ten lines of BM25."""

from __future__ import annotations

import math
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadRequest, IndexMissing
from kg.segment import Segmenter
from search_api.lexical_index import FieldWeights, Filters, LexicalIndex
from tests.search.passages import passage

SEGMENTER = Segmenter()
BODY_ONLY = FieldWeights(title=0, heading=0, body=1, bigrams=0)


def bm25(documents: dict[int, list[str]], query: list[str], k1: float = 1.2, b: float = 0.75) -> list[tuple[int, float]]:
    """Robertson & Zaragoza 2009, with Lucene's idf; ids by score, then by id."""
    average = sum(map(len, documents.values())) / len(documents)
    holding = Counter(token for tokens in documents.values() for token in set(tokens))
    scores = {}
    for pid, tokens in documents.items():
        counts = Counter(tokens)
        for token in query:
            idf = math.log(1 + (len(documents) - holding[token] + 0.5) / (holding[token] + 0.5))
            weight = counts[token] * (k1 + 1) / (counts[token] + k1 * (1 - b + b * len(tokens) / average))
            scores[pid] = scores.get(pid, 0.0) + idf * weight
    return sorted(((pid, score) for pid, score in scores.items() if score > 0), key=lambda hit: (-hit[1], hit[0]))


@pytest.fixture
def built(tmp_path: Path) -> LexicalIndex:
    passages = [
        passage("title", "锅炉大气污染物排放标准", title="锅炉大气污染物排放标准", kind="title"),
        passage("5.1", "颗粒物排放浓度不大于30 mg/m3", clause="5.1", start=10),
        passage(
            "jjg",
            "电子计价秤的首次检定",
            number="JJG 539-2016",
            work="JJG 539",
            type="verification_regulation",
            mandatory=None,
            document="1" * 64,
            ics=(),
            ccs=("A53",),
            issued="2016-11-25",
            effective="2017-05-25",
        ),
        passage("draft", "没有日期的段落", number="T/CAS 1", work="T/CAS 1", type="group", mandatory=False, issued=None, effective=None),
    ]
    LexicalIndex.build(tmp_path / "lexical", passages, SEGMENTER)
    return LexicalIndex.open(tmp_path / "lexical")


def found(index: LexicalIndex, filters: Filters) -> set[str]:
    return {p.iri.rsplit("/", 1)[-1] for p in index.fetch(index.matching(filters).tolist()).values()}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_ranking_on_one_field_is_that_of_bm25(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    draw = random.Random(seed)
    words = ["锅炉", "颗粒物", "检定", "限值", "不确定度", "校准", "铅", "噪声", "排放", "水表"]
    # Below 40 tokens tantivy keeps lengths exactly; above, in a byte.
    texts = ["，".join(draw.choices(words, k=draw.randint(1, 12))) for _ in range(60)]
    passages = [passage(str(n), text) for n, text in enumerate(texts)]
    folder = tmp_path_factory.mktemp("lexical")
    LexicalIndex.build(folder, passages, SEGMENTER)
    query = draw.sample(words, 3)
    expected = bm25({p.id: SEGMENTER.tokens(p.text) for p in passages}, query)
    hits = LexicalIndex.open(folder).search(query, [], 1000, weights=BODY_ONLY)
    assert {pid for pid, _ in hits} == {pid for pid, _ in expected}
    wanted = dict(expected)
    for pid, score in hits:
        assert score == pytest.approx(wanted[pid], rel=1e-4)
    assert [round(wanted[pid], 3) for pid, _ in hits] == pytest.approx([round(score, 3) for _, score in expected], abs=2e-3)


def test_equal_scores_are_cut_by_id_wherever_the_page_ends(tmp_path: Path) -> None:
    passages = [passage(str(n), "同一段话") for n in range(300)]
    LexicalIndex.build(tmp_path, passages, SEGMENTER)
    tokens = SEGMENTER.query_tokens("同一段话")
    index = LexicalIndex.open(tmp_path)
    ids = sorted(p.id for p in passages)
    for k in (1, 7, 100):
        assert [pid for pid, _ in index.search(tokens, [], k)] == ids[:k]


def test_a_number_finds_its_passages_by_token_and_exactly(built: LexicalIndex) -> None:
    hits = built.search(SEGMENTER.query_tokens("jjg539"), [], 5)
    assert [built.fetch([pid])[pid].number for pid, _ in hits] == ["JJG 539-2016"]
    assert built.by_number("JJG 539-2016") == built.by_number("JJG 539") == [hits[0][0]]
    assert built.by_number("JJG 540") == []


def test_passages_of_a_number_come_in_reading_order_title_first(built: LexicalIndex) -> None:
    pids = built.by_number("GB 13271-2014")
    assert [built.fetch([pid])[pid].iri.rsplit("/", 1)[-1] for pid in pids] == ["title", "5.1"]
    assert pids == built.by_document("0" * 64)[:2]


def test_bigrams_find_what_the_dictionary_cut_elsewhere(built: LexicalIndex) -> None:
    assert built.search([], SEGMENTER.bigrams("计价秤首检"), 5)
    assert built.search(["不存在的词"], [], 5) == []
    assert built.search([], [], 5) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"title", "5.1", "jjg", "draft"}),
        (Filters(types=("national",)), {"title", "5.1"}),
        (Filters(types=("national", "group")), {"title", "5.1", "draft"}),
        (Filters(kinds=("title",)), {"title"}),
        (Filters(ics=("13",)), {"title", "5.1", "draft"}),
        (Filters(ics=("13.040.40",)), {"title", "5.1", "draft"}),
        (Filters(ics=("13.04",)), set()),
        (Filters(ccs=("A",)), {"jjg"}),
        (Filters(ccs=("Z60",), mandatory=True), {"title", "5.1"}),
        (Filters(mandatory=False), {"draft"}),
        (Filters(issued_from="2014-05-16", issued_to="2014-05-16"), {"title", "5.1"}),
        (Filters(issued_from="2014-05-17"), {"jjg"}),
        (Filters(effective_to="2017-05-25"), {"title", "5.1", "jjg"}),
        (Filters(numbers=("JJG 539", "GB 13271-2014")), {"title", "5.1", "jjg"}),
    ],
)
def test_filters_hold_for_matching_and_for_searching(built: LexicalIndex, filters: Filters, expected: set[str]) -> None:
    assert found(built, filters) == expected
    everything = SEGMENTER.query_tokens("锅炉 颗粒物 电子计价秤 段落")
    hits = built.search(everything, [], 10, filters)
    assert {pid for pid, _ in hits} == set(built.matching(filters).tolist())


def test_a_filter_leaves_the_scores_alone(built: LexicalIndex) -> None:
    tokens = SEGMENTER.query_tokens("颗粒物")
    assert built.search(tokens, [], 5, Filters(types=("national",))) == built.search(tokens, [], 5)


def test_a_day_that_is_none_is_a_bad_request(built: LexicalIndex) -> None:
    with pytest.raises(BadRequest, match="2014-13-01"):
        built.matching(Filters(issued_from="2014-13-01"))


def test_an_update_replaces_and_removes_and_the_open_index_keeps_its_state(built: LexicalIndex) -> None:
    before = built.fetch(built.matching(Filters()).tolist())
    changed = passage("5.1", "颗粒物排放浓度不大于20 mg/m3", document="2" * 64)
    assert LexicalIndex.update(built.directory, [changed, passage("new", "汞")], ["1" * 64], SEGMENTER) == 2
    after = LexicalIndex.open(built.directory)
    assert after.count == 4
    assert after.fetch([changed.id]) == {changed.id: changed}
    assert after.by_number("JJG 539") == []
    assert built.count == 4
    assert built.fetch(list(before)) == before


def test_of_several_passages_with_one_id_the_first_stays(tmp_path: Path) -> None:
    first, second = passage("a", "铅"), passage("a", "汞")
    assert LexicalIndex.build(tmp_path, [first, second], SEGMENTER) == 1
    assert LexicalIndex.open(tmp_path).fetch([first.id]) == {first.id: first}


def test_stored_passages_come_back_as_they_went_in(built: LexicalIndex) -> None:
    one = passage("5.1", "颗粒物排放浓度不大于30 mg/m3", clause="5.1", start=10)
    assert built.fetch([one.id, 12345]) == {one.id: one}
    assert built.fetch([]) == {}


def test_a_long_passage_is_stored_and_found_whole(tmp_path: Path) -> None:
    long = passage("long", "很长的条文。" * 20_000 + "汞")
    LexicalIndex.build(tmp_path, [long], SEGMENTER)
    index = LexicalIndex.open(tmp_path)
    assert [pid for pid, _ in index.search(["汞"], [], 3)] == [long.id]
    assert index.fetch([long.id])[long.id] == long


@pytest.mark.parametrize("content", [None, b"", b"{}", b"not json"])
def test_a_folder_without_an_index_names_the_command_that_builds_one(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "meta.json").write_bytes(content)
    with pytest.raises(IndexMissing, match="nqi index --rebuild"):
        LexicalIndex.open(tmp_path)
