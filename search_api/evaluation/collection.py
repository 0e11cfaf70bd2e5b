"""A test collection from three files: documents (JSON lines), topics (tab separated), qrels (TREC columns).

Whatever is wrong with a line is said with its file and number; nothing is skipped silently.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadRequest


@dataclass(frozen=True, slots=True)
class TextDocument:
    """One row of the corpus; ``title`` may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, questions by topic id, and by topic the grades of judged documents."""

    documents: tuple[TextDocument, ...]
    topics: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]

    @property
    def judged(self) -> dict[str, str]:
        """The topics with a relevant document: the others cannot be measured."""
        return {topic: query for topic, query in self.topics.items() if any(grade > 0 for grade in self.grades.get(topic, {}).values())}


def read_collection(corpus: Path, topics: Path, qrels: Path) -> Collection:
    """The collection in the three files; raises BadRequest with file and line for what cannot be read."""
    documents = tuple(_documents(corpus))
    if not documents:
        raise BadRequest(f"{corpus} holds no document; write one JSON object a line: {{'id', 'title', 'text'}}")
    questions = read_topics(topics)
    if not questions:
        raise BadRequest(f"{topics} holds no topic; write 'id<TAB>query', one a line")
    grades = read_qrels(qrels)
    collection = Collection(documents, questions, grades)
    if not collection.judged:
        raise BadRequest(f"no topic of {topics} has a relevant document in {qrels}; are the ids of the first column the same?")
    known = {document.id for document in documents}
    if not any(document in known for rows in grades.values() for document in rows):
        raise BadRequest(f"no document of {qrels} is in {corpus}; are the ids of its third column those of the corpus?")
    return collection


def _documents(path: Path) -> Iterator[TextDocument]:
    seen: set[str] = set()
    for place, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as exc:
            raise BadRequest(f"{place}: not JSON ({exc}); write one object {{'id', 'title', 'text'}} a line") from exc
        if not isinstance(row, dict) or "id" not in row or "text" not in row:
            raise BadRequest(f"{place}: an object with 'id' and 'text' is needed ('title' may be empty)")
        identifier, title, text = (str(row.get(name) or "") if name != "id" else str(row["id"]) for name in ("id", "title", "text"))
        if not identifier or identifier in seen:
            raise BadRequest(f"{place}: the id {identifier!r} is {'empty' if not identifier else 'given twice'}")
        seen.add(identifier)
        yield TextDocument(identifier, title, text)


def read_topics(path: Path) -> dict[str, str]:
    """Query by topic id."""
    found: dict[str, str] = {}
    for place, line in _lines(path):
        topic, tab, query = line.partition("\t")
        if not tab or not topic.strip() or not query.strip():
            raise BadRequest(f"{place}: 'id<TAB>query' is needed")
        if topic.strip() in found:
            raise BadRequest(f"{place}: the topic {topic.strip()!r} is given twice")
        found[topic.strip()] = query.strip()
    return found


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Grades by topic and document. Columns are separated by tabs, or by blanks where a line has no tab."""
    found: dict[str, dict[str, int]] = {}
    for place, line in _lines(path):
        parts = [part.strip() for part in (line.split("\t") if "\t" in line else line.split())]
        if len(parts) != 4 or not parts[3].lstrip("-").isdigit():
            raise BadRequest(f"{place}: 'topic 0 document grade' is needed, the grade a whole number")
        found.setdefault(parts[0], {})[parts[2]] = int(parts[3])
    return found


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as exc:
        raise BadRequest(f"{path} cannot be read: {exc.strerror or exc}") from exc
    except UnicodeDecodeError as exc:
        raise BadRequest(f"{path} is not UTF-8 ({exc.reason} at byte {exc.start}); save it as UTF-8") from exc
    for ordinal, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{path}, line {ordinal}", line.rstrip("\r")
