"""Reviewable tables under `ontologies/tables/`: read with checks, and Turtle written from them.

A vocabulary is a table that people review row by row; the Turtle beside it is made from the table.
A row that cannot be right is refused with its place: `organisations.csv, row 12: ...`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg import vocabulary as v
from kg.errors import TableError
from kg.reference_data import ONTOLOGIES

TABLES: Final = ONTOLOGIES / "tables"
GENERAL: Final = "general knowledge, unverified"
"""The source of what no file at hand confirms."""

Pairs = Iterable[tuple[str, str | Iterable[str]]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by head, and where it stands (``row`` counts from 2, the heads are row 1)."""

    table: str
    row: int
    cells: Mapping[str, str]

    def __getitem__(self, head: str) -> str:
        return self.cells[head]

    def many(self, head: str) -> list[str]:
        """A cell that lists several values, separated by semicolons."""
        return [part.strip() for part in self.cells[head].split(";") if part.strip()]

    def refuse(self, reason: str) -> TableError:
        """The error that names this row."""
        return TableError(f"{self.table}, row {self.row}: {reason}")


def read_table(name: str, text: str | None = None, *, key: str | None = "key", needs: Sequence[str] = ("zh", "en", "source")) -> list[Row]:
    """The rows of ``ontologies/tables/<name>``, or of ``text`` in its place.

    Raises TableError for a row with too few or too many cells, an empty cell under a head of
    ``needs``, or a key that an earlier row has.
    """
    source = text if text is not None else (TABLES / name).read_text(encoding="utf-8")
    reader = csv.reader(io.StringIO(source))
    heads = next(reader)
    rows: list[Row] = []
    seen: set[str] = set()
    for number, cells in enumerate(reader, 2):
        row = Row(name, number, dict(zip(heads, cells, strict=False)))
        if len(cells) != len(heads):
            raise row.refuse(f"{len(cells)} cells under {len(heads)} heads")
        for head in needs:
            if not row[head].strip():
                raise row.refuse(f"{head} is empty")
        if key is not None:
            if not row[key] or row[key] in seen:
                raise row.refuse(f"the {key} {row[key]!r} is empty or stands in an earlier row")
            seen.add(row[key])
        rows.append(row)
    return rows


def refuse_unknown(rows: Iterable[Row], head: str, known: Iterable[str]) -> None:
    """Raises TableError where a row's ``head`` names something that is not in ``known``."""
    there = set(known)
    for row in rows:
        for value in row.many(head):
            if value not in there:
                raise row.refuse(f"{head} names {value!r}, which is not there")


def refuse_shared(rows: Iterable[Row], what: str, names_of: Callable[[Row], Iterable[str]]) -> None:
    """Raises TableError where one of the names that ``names_of`` reads from a row is that of an earlier row, or stands twice in it."""
    meant: dict[str, Row] = {}
    for row in rows:
        for name in names_of(row):
            if name in meant:
                raise row.refuse(f"the {what} {name!r} stands in row {meant[name].row} already")
            meant[name] = row


def refuse_cycles(rows: Sequence[Row], head: str, key: str = "key") -> None:
    """Raises TableError where following ``head`` from a row comes back to it."""
    above = {row[key]: row.many(head) for row in rows}
    for row in rows:
        reached, todo = set[str](), list(above[row[key]])
        while todo:
            step = todo.pop()
            if step == row[key]:
                raise row.refuse(f"{head} leads from {step!r} back to itself")
            if step not in reached:
                reached.add(step)
                todo.extend(above.get(step, []))


def literal(value: str, language: str = "", datatype: str = "") -> str:
    r"""A Turtle literal.

    >>> literal('say "no"', "en"), literal("2018", datatype="xsd:gYear")
    ('"say \\"no\\""@en', '"2018"^^xsd:gYear')
    """
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return quoted + (f"@{language}" if language else "") + (f"^^{datatype}" if datatype else "")


def thing(kind: str, key: str) -> str:
    """IRI reference of a thing of ours: ``thing("scheme", "ccc")``."""
    return f"<{v.concept_iri(kind, key)}>"


def things(kind: str) -> Callable[[str], str]:
    """``thing`` of one kind, to map over the values of a cell."""
    return lambda key: thing(kind, key)


def both(row: Row, stem: str = "") -> list[str]:
    """The Chinese and the English cell as literals; of ``stem`` they are ``<stem>_zh`` and ``<stem>_en``. An empty cell gives none."""
    heads = (f"{stem}_zh", f"{stem}_en") if stem else ("zh", "en")
    return [literal(row[head], language) for head, language in zip(heads, ("zh", "en"), strict=True) if row[head]]


def block(subject: str, pairs: Pairs) -> str:
    """One subject with its predicates, in the order given; a predicate without objects is left out."""
    lines = []
    for predicate, objects in pairs:
        listed = [objects] if isinstance(objects, str) else list(objects)
        if listed and any(listed):
            lines.append(f"{predicate} {', '.join(o for o in listed if o)}")
    return f"{subject} " + " ;\n    ".join(lines) + " .\n"


def document(comment: Iterable[str], prefixes: Mapping[str, str], blocks: Iterable[str]) -> str:
    """A Turtle file: comment lines, prefixes, blocks."""
    head = "".join(f"# {line}\n" for line in comment) + "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in prefixes.items())
    return head + "\n" + "\n".join(blocks)


def concept_scheme(kind: str, zh: str, en: str, source: str) -> str:
    """The ConceptScheme ``id/<kind>``."""
    return block(
        f"<{v.ID}{kind}>",
        [
            ("a", "skos:ConceptScheme"),
            ("skos:prefLabel", [literal(zh, "zh"), literal(en, "en")]),
            ("dcterms:source", literal(source)),
            ("owl:versionInfo", literal("1.0.0")),
        ],
    )


def write(path: Path, text: str) -> None:
    """The file, with Unix line ends on every system, so that a test can compare bytes."""
    path.write_text(text, encoding="utf-8", newline="\n")


def concept_keys(kind: str) -> list[str]:
    """Keys of the concepts of ``id/<kind>``."""
    return [row["key"] for row in read_table("concepts.csv", key=None) if row["scheme"] == kind]


def concepts(kind: str, zh: str, en: str) -> list[str]:
    """The scheme ``id/<kind>`` and its concepts, from concepts.csv; raises TableError for a row that cannot be right."""
    rows = [row for row in read_table("concepts.csv", key=None) if row["scheme"] == kind]
    keys = [row["key"] for row in rows]
    for row in rows:
        if keys.count(row["key"]) > 1:
            raise row.refuse(f"the key {row['key']!r} stands twice in {kind}")
    refuse_unknown(rows, "broader", keys)
    refuse_cycles(rows, "broader")
    blocks = [concept_scheme(kind, zh, en, "own table; source on each concept")]
    for row in rows:
        pairs = [
            ("a", "skos:Concept"),
            ("skos:inScheme", f"<{v.ID}{kind}>"),
            ("skos:notation", [literal(row["key"]), *map(literal, row.many("notation"))]),
            ("skos:prefLabel", both(row)),
            ("skos:altLabel", [literal(label, "zh") for label in row.many("alt_zh")]),
            ("skos:broader", map(things(kind), row.many("broader"))),
            ("skos:definition", both(row, "definition")),
            ("dcterms:source", literal(row["source"])),
        ]
        blocks.append(block(thing(kind, row["key"]), pairs))
    return blocks
