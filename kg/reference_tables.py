"""Turtle of the reviewable tables: literals, IRIs, blocks, whole files, and the small vocabularies of concepts.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kg import vocabulary as v
from kg.table_rows import Row, read_table, refuse_cycles, refuse_shared, refuse_unknown

Pairs = Iterable[tuple[str, str | Iterable[str]]]


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
    refuse_shared(rows, "notation", lambda row: (row["key"], *row.many("notation")))
    refuse_unknown(rows, "broader", [row["key"] for row in rows])
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
