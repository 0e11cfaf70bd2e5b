"""The collection of long fragments builds from the real documents, and its questions point where they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.fragments import DOCUMENTS, LONGEST, Fragment, documents, fragments, misplaced, write
from bench.relevance.questions import SPLITS, Answer, Question, read_questions

_HEADER = "id\tsplit\tquery\tanswers\tanchor\n"
_FRAGMENT = Fragment("GB-1#1", "GB 1-2001 甲 › 5 要求", "5 要求\n5.1 颗粒物  ８０ mg/m3", "GB 1-2001", ("5", "5.1"))


def _question(fragment: str = "GB-1#1", clause: str = "5.1", words: str = "颗粒物 80") -> Question:
    return Question("a1", "tune", "颗粒物限值？", (Answer(fragment, 3, "GB 1-2001", clause, words),))


@pytest.fixture(scope="module")
def collection() -> list[Fragment]:
    paths = documents(DOCUMENTS)
    if not paths:
        pytest.skip("the real documents of ../shared are not here")
    return list(fragments(paths))


def test_the_collection_has_about_seven_hundred_fragments(collection: list[Fragment]) -> None:
    assert 600 <= len(collection) <= 800


def test_ids_are_unique(collection: list[Fragment]) -> None:
    assert len({fragment.id for fragment in collection}) == len(collection)


def test_no_fragment_is_longer_than_the_longest(collection: list[Fragment]) -> None:
    assert max(len(fragment.text) for fragment in collection) <= LONGEST


def test_every_answer_stands_in_its_fragment(collection: list[Fragment]) -> None:
    assert misplaced(read_questions(), collection) == []


def test_both_splits_have_questions_enough() -> None:
    questions = read_questions()
    assert {split: sum(q.split == split for q in questions) >= 55 for split in SPLITS} == {"tune": True, "test": True}


def test_no_question_is_asked_twice() -> None:
    queries = [question.query for question in read_questions()]
    assert len(set(queries)) == len(queries)


def test_an_anchor_is_found_whatever_its_spaces_and_widths() -> None:
    assert misplaced([_question()], [_FRAGMENT]) == []


@pytest.mark.parametrize("question", [_question(words="二氧化硫"), _question(clause="6.1"), _question(fragment="GB-1#9")])
def test_an_answer_that_has_moved_is_named(question: Question) -> None:
    assert len(misplaced([question], [_FRAGMENT])) == 1


def test_the_complaint_says_where_the_answer_is_now() -> None:
    assert "now GB-1#1" in misplaced([_question(fragment="GB-1#9")], [_FRAGMENT])[0]


def test_titles_can_be_dropped(tmp_path: Path) -> None:
    write(tmp_path, [_FRAGMENT], [], titles=False)
    assert json.loads((tmp_path / "corpus.jsonl").read_text(encoding="utf-8"))["title"] == ""


def test_relevance_is_written_in_trec_columns(tmp_path: Path) -> None:
    write(tmp_path, [_FRAGMENT], [_question()], titles=True)
    assert (tmp_path / "qrels.tsv").read_text(encoding="utf-8") == "a1\t0\tGB-1#1\t3\n"


def test_a_split_holds_only_its_own_questions(tmp_path: Path) -> None:
    write(tmp_path, [_FRAGMENT], [_question()], titles=True)
    assert (tmp_path / "topics-test.tsv").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    "row",
    [
        "a1\tboth\t问\tGB-1#1=3\tGB 1-2001;5;颗粒物",
        "a1\ttune\t问\tGB-1#1=4\tGB 1-2001;5;颗粒物",
        "a1\ttune\t问\tGB-1#1=3|GB-1#2=1\tGB 1-2001;5;颗粒物",
        "a1\ttune\t问\tGB-1#1=3\tGB 1-2001;5;一二三四五六七八九十甲乙丙",
    ],
    ids=["unknown split", "unknown grade", "an anchor is missing", "a long quotation"],
)
def test_a_wrong_row_is_refused(tmp_path: Path, row: str) -> None:
    table = tmp_path / "questions.tsv"
    table.write_text(f"{_HEADER}{row}\n", encoding="utf-8")
    with pytest.raises(ValueError):
        read_questions(table)


def test_only_the_latest_edition_of_a_law_is_taken(tmp_path: Path) -> None:
    (tmp_path / "laws").mkdir()
    for name in ("甲法(2018-10-26).md", "甲法(2022-09-02).md"):
        (tmp_path / "laws" / name).write_text("", encoding="utf-8")
    assert [path.name for path in documents(tmp_path)] == ["甲法(2022-09-02).md"]
