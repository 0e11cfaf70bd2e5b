"""Questions of a relevance table, with the fragments that answer them and the words by which those are known again."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = Path(__file__).with_name("fragments.tsv")
SPLITS = ("tune", "test")


@dataclass(frozen=True, slots=True)
class Answer:
    """A fragment, its grade (3 holds the answer, 2 also answers, 1 is related), and its anchor: document, clause, words in it."""

    fragment: str
    grade: int
    document: str
    clause: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in which split, and what answers it."""

    id: str
    split: str
    query: str
    answers: tuple[Answer, ...]


def read_questions(path: Path = QUESTIONS) -> list[Question]:
    """The rows of ``path``. Raises ValueError, naming the line, where answers and anchors do not match or a word is unknown."""
    questions: dict[str, Question] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            question = Question(row["id"], row["split"], row["query"], tuple(_answers(row["id"], row["answers"], row["anchor"])))
            if question.id in questions or question.split not in SPLITS or not question.query or not question.answers:
                raise ValueError(f"{path.name}, {question.id}: each id once, split tune or test, a query and an answer")
            questions[question.id] = question
    return list(questions.values())


def _answers(name: str, answers: str, anchors: str) -> list[Answer]:
    found = []
    for answer, anchor in zip(answers.split("|"), anchors.split("|"), strict=True):
        fragment, _, grade = answer.partition("=")
        document, clause, words = anchor.split(";")
        if grade not in ("1", "2", "3") or not words or len(words) > 12:
            raise ValueError(f"{name}: a grade of 1 to 3 and an anchor 'document;clause;at most 12 characters', not {answer!r}, {anchor!r}")
        found.append(Answer(fragment, int(grade), document, clause, words))
    return found
