"""The relevance collection of bench/relevance asks for standards that corpus/ has, and says so in one way."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.errors import InvalidStandardNumber
from kg.identifiers import StandardNumber

_ROOT = Path(__file__).resolve().parents[2]
_COLLECTION = _ROOT / "bench" / "relevance"
_DOCUMENTS = _ROOT / "corpus" / "documents"
_CATALOGUES = _ROOT / "corpus" / "catalogue"
_KINDS = ("number", "keyword", "relation")
_FRAGMENTS = "fragments"
"""Its answers are pieces of documents that the project does not ship."""


class _Question(NamedTuple):
    id: str
    split: str
    query: str
    answers: dict[str, int]


@cache
def _questions(kind: str) -> tuple[_Question, ...]:
    with (_COLLECTION / f"{kind}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(_Question(row["id"], row["split"], row["query"], _graded(row["answers"])) for row in rows)


def _graded(answers: str) -> dict[str, int]:
    pairs = [one.rsplit("=", 1) for one in answers.split("|")]
    assert len({number for number, _ in pairs}) == len(pairs), f"an answer is graded twice: {answers}"
    return {number: int(grade) for number, grade in pairs}


@cache
def _known() -> frozenset[str]:
    """Every number of corpus/, without blanks and strokes: GB/T 261-2021 is the file GB-T-261-2021.md; a law is its title."""
    files = list(_DOCUMENTS.iterdir())
    laws = [_first_heading(path) for path in files if re.search(r"-\d{4}-\d\d-\d\d$", path.stem)]
    rows = [row for path in _CATALOGUES.iterdir() for row in csv.reader(path.open(encoding="utf-8", newline=""))]
    return frozenset(_squeezed(name) for name in [*(path.stem for path in files), *laws, *(row[0] for row in rows if row)])


def _first_heading(law: Path) -> str:
    return next(line for line in law.read_text(encoding="utf-8").splitlines() if line.startswith("# "))


def _squeezed(number: str) -> str:
    return re.sub(r"[^\w.]", "", number)


def _canonical(number: str) -> str:
    """As the graph writes it; a law has no number and stays."""
    try:
        return str(StandardNumber.parse(number))
    except InvalidStandardNumber:
        return number


def _all_kinds() -> list[str]:
    return sorted(path.stem for path in _COLLECTION.glob("*.tsv") if path.stem != _FRAGMENTS)


@pytest.mark.parametrize("kind", _all_kinds())
def test_every_answer_is_a_document_or_a_catalogue_row_of_the_corpus(kind: str) -> None:
    assert [(q.id, number) for q in _questions(kind) for number in q.answers if _squeezed(number) not in _known()] == []


@pytest.mark.parametrize("kind", _all_kinds())
def test_every_answer_is_written_as_the_graph_writes_it(kind: str) -> None:
    assert [(q.id, number) for q in _questions(kind) for number in q.answers if _canonical(number) != number] == []


@pytest.mark.parametrize("kind", _all_kinds())
def test_every_question_has_a_full_answer_and_grades_from_one_to_three(kind: str) -> None:
    assert [q.id for q in _questions(kind) if 3 not in q.answers.values() or not set(q.answers.values()) <= {1, 2, 3}] == []


@pytest.mark.parametrize("kind", _all_kinds())
def test_about_half_of_the_questions_are_kept_for_the_test(kind: str) -> None:
    splits = [q.split for q in _questions(kind)]
    assert set(splits) == {"tune", "test"}
    assert 0.4 <= splits.count("test") / len(splits) <= 0.6


def test_no_identifier_and_no_query_is_used_twice() -> None:
    questions = [q for kind in _all_kinds() for q in _questions(kind)]
    assert len({q.id for q in questions}) == len(questions)
    assert len({q.query for q in questions}) == len(questions)


@pytest.mark.parametrize("kind", _KINDS)
def test_the_readme_tells_how_many_questions_a_kind_has(kind: str) -> None:
    told = re.search(rf"^\| `{kind}\.tsv` \|[^|]*\| (\d+) \|", (_COLLECTION / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert told and int(told[1]) == len(_questions(kind)) >= 55
