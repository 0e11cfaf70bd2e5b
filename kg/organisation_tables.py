"""机构: `ontologies/tables/` -> organisations.ttl.

An organisation's IRI is made of its Chinese name, as the mapping makes that of an issuer on a cover,
so that what a document prints and what this table says are one thing.
"""

from __future__ import annotations

from typing import Final

from kg import vocabulary as v
from kg.reference_tables import block, both, concept_keys, concepts, document, literal, thing, things
from kg.table_rows import Row, read_table, refuse_cycles, refuse_unknown

_PREFIXES: Final = {name: v.PREFIXES[name] for name in ("nqi", "xsd", "owl", "dcterms", "skos", "org", "schema")}


def organisation_iris() -> dict[str, str]:
    """Key of the table -> IRI reference."""
    return {row["key"]: thing("org", row["zh"]) for row in read_table("organisations.csv")}


def organisations_ttl() -> str:
    """The text of organisations.ttl; raises TableError for a row that cannot be right."""
    rows, iris = read_table("organisations.csv"), organisation_iris()
    changes = read_table("organisation-changes.csv")
    refuse_unknown(rows, "part_of", iris)
    refuse_unknown(rows, "type", concept_keys("org-type"))
    refuse_unknown(rows, "elements", concept_keys("quality-element"))
    refuse_cycles(rows, "part_of")
    for head in ("original", "resulting"):
        refuse_unknown(changes, head, iris)
    # Where only a part of the duties moved, the receiver did not take the giver's place.
    whole = [change for change in changes if not change["part"]]
    successors = {key: [c for c in whole if key in c.many("original")] for key in iris}
    predecessors = {key: [c for c in whole if key in c.many("resulting")] for key in iris}

    def of(key: str, found: list[Row], head: str) -> list[str]:
        return list(dict.fromkeys(iris[other] for change in found for other in change.many(head)))

    blocks = [
        block(
            iris[row["key"]],
            [
                ("a", "org:Organization"),
                ("skos:prefLabel", both(row)),
                ("skos:altLabel", [literal(label, "zh") for label in row.many("alt_zh")]),
                ("skos:notation", [literal(row["abbr"])] if row["abbr"] else []),
                ("org:classification", map(things("org-type"), row.many("type"))),
                ("nqi:qualityElement", map(things("quality-element"), row.many("elements"))),
                ("dcterms:description", both(row, "role")),
                ("schema:foundingDate", [literal(row["from"], datatype="xsd:gYear")] if row["from"] else []),
                ("schema:dissolutionDate", [literal(row["until"], datatype="xsd:gYear")] if row["until"] else []),
                ("org:subOrganizationOf", [iris[key] for key in row.many("part_of")]),
                ("dcterms:isReplacedBy", of(row["key"], successors[row["key"]], "resulting")),
                ("dcterms:replaces", of(row["key"], predecessors[row["key"]], "original")),
                ("dcterms:source", literal(row["source"])),
            ],
        )
        for row in rows
    ]
    events = [
        block(
            thing("org-change", row["key"]),
            [
                ("a", "org:ChangeEvent"),
                ("skos:prefLabel", both(row)),
                ("dcterms:date", literal(row["year"], datatype="xsd:gYear")),
                ("org:originalOrganization", [iris[key] for key in row.many("original")]),
                ("org:resultingOrganization", [iris[key] for key in row.many("resulting")]),
                ("dcterms:source", literal(row["source"])),
            ],
        )
        for row in changes
    ]
    comment = (
        "Organisations of quality infrastructure, v1. Written by kg/organisation_tables.py from tables/organisations.csv and",
        "tables/organisation-changes.csv: edit those. The IRI is made of the Chinese name, as for issuers on covers.",
        'Sources say "mission document" for the text named in sectors.ttl.',
    )
    return document(comment, _PREFIXES, [*blocks, *events, *concepts("org-type", "机构类型", "Types of organisations")])
