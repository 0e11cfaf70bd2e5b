"""The linker against what people read in the corpus. Floors are measured (`python -m tests.golden.score_mentions`)."""

from __future__ import annotations

import pytest

from tests.golden.score_mentions import KINDS, ROOT, Tally, gold, total

_CORPUS = tuple(d for d in gold() if d["file"].startswith("corpus/"))


@pytest.fixture(scope="module")
def tuned() -> Tally:
    return total(d for d in _CORPUS if not d.get("held_out"))


@pytest.fixture(scope="module")
def held_out() -> Tally:
    return total(d for d in _CORPUS if d.get("held_out"))


def test_what_is_linked_in_documents_tuned_on_is_right(tuned: Tally) -> None:
    assert tuned.precision() >= 0.98


def test_what_documents_tuned_on_name_is_linked(tuned: Tally) -> None:
    assert tuned.recall() >= 0.97


def test_what_is_linked_in_documents_held_out_is_right(held_out: Tally) -> None:
    assert held_out.precision() >= 0.97


def test_what_documents_held_out_name_is_linked(held_out: Tally) -> None:
    assert held_out.recall() >= 0.84


def test_every_kind_of_concept_is_annotated() -> None:
    assert {m["kind"] for d in _CORPUS for m in d["mentions"]} == set(KINDS)


def test_a_wrong_link_lowers_precision_and_a_missed_one_recall() -> None:
    tally = Tally()
    tally.right["product"], tally.wrong["product"], tally.missed["product"] = 3, 1, 2
    assert (tally.precision("product"), tally.recall("product")) == (0.75, 0.6)


@pytest.mark.parametrize("document", _CORPUS, ids=lambda d: str(d["file"]))
def test_the_documents_of_the_corpus_are_there(document: dict[str, str]) -> None:
    assert (ROOT / document["file"]).is_file()


@pytest.mark.parametrize("document", gold(), ids=lambda d: str(d["file"]))
def test_mentions_stand_in_clauses_that_are_annotated_in_full(document: dict[str, list[dict[str, str]]]) -> None:
    assert {m["clause"] for m in document["mentions"]} <= {str(c) for c in document["clauses"]}
