"""合格评定制度与机构: `ontologies/tables/` -> organisations.ttl and schemes.ttl.

`python -m kg.scheme_tables` writes these two and, with `kg.sector_tables`, sectors.ttl and observations.ttl.
An organisation's IRI is made of its Chinese name, as the mapping makes that of an issuer on a cover,
so that what a document prints and what this table says are one thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg import sector_tables
from kg import vocabulary as v
from kg.errors import InvalidStandardNumber
from kg.identifiers import StandardNumber
from kg.reference_data import ONTOLOGIES
from kg.reference_tables import (
    Row,
    block,
    both,
    concept_scheme,
    concepts,
    document,
    literal,
    read_table,
    refuse_cycles,
    refuse_unknown,
    thing,
    things,
    write,
)

_PREFIXES: Final = {name: v.PREFIXES[name] for name in ("nqi", "rdfs", "xsd", "owl", "dcterms", "skos", "org", "schema")}
_LICENCE: Final = "tables of this project under ontologies/tables; source on each row"
_BASIS_KINDS: Final = ("law", "rule", "standard", "criterion", "catalogue")


def organisation_iris() -> dict[str, str]:
    """Key of the table -> IRI reference."""
    return {row["key"]: thing("org", row["zh"]) for row in read_table("organisations.csv")}


def organisations_ttl() -> str:
    """The text of organisations.ttl; raises TableError for a row that cannot be right."""
    rows, iris = read_table("organisations.csv"), organisation_iris()
    changes = read_table("organisation-changes.csv")
    types = read_table("concepts.csv", key=None)
    refuse_unknown(rows, "part_of", iris)
    refuse_unknown(rows, "type", [r["key"] for r in types if r["scheme"] == "org-type"])
    refuse_unknown(rows, "elements", [r["key"] for r in types if r["scheme"] == "quality-element"])
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
        "Organisations of quality infrastructure, v1. Written by kg/scheme_tables.py from tables/organisations.csv and",
        "tables/organisation-changes.csv: edit those. The IRI is made of the Chinese name, as for issuers on covers.",
        'Sources say "mission document" for the text named in sectors.ttl.',
    )
    return document(comment, _PREFIXES, [*blocks, *events, *concepts("org-type", "机构类型", "Types of organisations")])


def _work(row: Row) -> tuple[str, str]:
    """What a basis rests on, and its clause (empty but for laws), as IRI references."""
    if row["kind"] == "law":
        edition = v.law_edition_iri(row["refers_to"], row["date"])
        return f"<{edition}>", f"<{v.clause_iri(edition, row['article'])}>"
    try:
        return f"<{v.work_iri(StandardNumber.parse(row['refers_to']))}>", ""
    except InvalidStandardNumber:
        # Departmental rules and catalogues have no number: like laws, they are known by their title.
        return f"<{v.law_iri(row['refers_to'])}>", ""


def _bases(rows: Iterable[Row], scheme: str) -> list[tuple[str, str]]:
    """(IRI reference, block) of what ``scheme`` rests on, numbered in the order of the table."""
    found = []
    for number, row in enumerate((r for r in rows if r["scheme"] == scheme), 1):
        work, clause = _work(row)
        iri = f"<{v.concept_iri('scheme', scheme)}/basis/{number}>"
        pairs = [
            ("a", "nqi:SchemeBasis"),
            ("nqi:basisKind", literal(row["kind"])),
            ("nqi:restsOn", work),
            ("nqi:restsOnClause", clause),
            ("rdfs:label", literal(" ".join(part for part in (row["refers_to"], row["article"], row["date"]) if part))),
            ("dcterms:title", literal(row["title_zh"], "zh")),
            # Not dcterms:issued: what has a day of issue is an edition to the queries about time.
            ("dcterms:date", literal(row["date"], datatype="xsd:date") if row["date"] else ""),
            ("dcterms:description", both(row)),
            ("dcterms:source", literal(row["source"])),
        ]
        found.append((iri, block(iri, pairs)))
    return found


def _coverages(rows: Iterable[Row], scheme: str) -> list[tuple[str, str]]:
    """(IRI reference, block) of the products that ``scheme`` applies to."""
    found = []
    for row in rows:
        if row["scheme"] == scheme:
            iri = f"<{v.concept_iri('scheme', scheme)}/product/{row['product']}>"
            pairs = [
                ("a", "nqi:SchemeCoverage"),
                ("nqi:coversProduct", thing("product", row["product"])),
                ("dcterms:description", both(row)),
                ("dcterms:source", literal(row["source"])),
            ]
            found.append((iri, block(iri, pairs)))
    return found


def schemes_ttl() -> str:
    """The text of schemes.ttl; raises TableError for a row that cannot be right."""
    rows, iris = read_table("schemes.csv"), organisation_iris()
    bases = read_table("scheme-bases.csv", key=None)
    coverages = read_table("scheme-products.csv", key=None)
    keys = [row["key"] for row in rows]
    names = read_table("concepts.csv", key=None)
    for head, kind in (
        ("attestations", "attestation-kind"),
        ("objects", "assessed-object"),
        ("assessor", "assessor"),
        ("elements", "quality-element"),
    ):
        refuse_unknown(rows, head, [n["key"] for n in names if n["scheme"] == kind])
    for head in ("authorities", "bodies"):
        refuse_unknown(rows, head, iris)
    refuse_unknown(rows, "broader", keys)
    refuse_cycles(rows, "broader")
    refuse_unknown(bases, "scheme", keys)
    refuse_unknown(bases, "kind", _BASIS_KINDS)
    refuse_unknown(coverages, "scheme", keys)
    blocks = [concept_scheme("scheme", "合格评定制度", "Conformity schemes", _LICENCE)]
    for row in rows:
        rests, covers = _bases(bases, row["key"]), _coverages(coverages, row["key"])
        pairs = [
            ("a", "nqi:ConformityScheme, skos:Concept"),
            ("skos:inScheme", f"<{v.ID}scheme>"),
            ("skos:topConceptOf", f"<{v.ID}scheme>" if not row["broader"] else ""),
            ("skos:prefLabel", both(row)),
            ("skos:altLabel", [literal(label, "zh") for label in row.many("alt_zh")]),
            ("skos:broader", map(things("scheme"), row.many("broader"))),
            ("skos:definition", both(row, "purpose")),
            ("nqi:attestationKind", map(things("attestation-kind"), row.many("attestations"))),
            ("nqi:mandatory", literal(row["mandatory"], datatype="xsd:boolean") if row["mandatory"] else ""),
            ("nqi:assessedObject", map(things("assessed-object"), row.many("objects"))),
            ("nqi:assessor", map(things("assessor"), row.many("assessor"))),
            ("nqi:schemeType", literal(row["scheme_type"]) if row["scheme_type"] else ""),
            ("nqi:authority", [iris[key] for key in row.many("authorities")]),
            ("nqi:assessmentBody", [iris[key] for key in row.many("bodies")]),
            ("nqi:qualityElement", map(things("quality-element"), row.many("elements"))),
            ("nqi:hasBasis", [iri for iri, _ in rests]),
            ("nqi:hasCoverage", [iri for iri, _ in covers]),
            ("nqi:coversProduct", [thing("product", r["product"]) for r in coverages if r["scheme"] == row["key"]]),
            ("dcterms:source", literal(row["source"])),
        ]
        blocks += [block(thing("scheme", row["key"]), pairs), *(text for _, text in rests), *(text for _, text in covers)]
    comment = (
        "Conformity schemes, v1: certification, accreditation, legal metrology, licences, registration. Written by kg/scheme_tables.py from",
        "tables/schemes.csv, scheme-bases.csv, scheme-products.csv and concepts.csv: edit those. A basis that names an article was read in",
        "the text of that version where its source says so; what no file confirms is marked general knowledge, unverified. No text of a law is here.",
    )
    kinds = concepts("attestation-kind", "证明类型", "Kinds of attestation")
    objects = concepts("assessed-object", "评定对象", "Objects of assessment")
    assessors = concepts("assessor", "评定方", "Who assesses")
    return document(comment, _PREFIXES, [*blocks, *kinds, *objects, *assessors])


if __name__ == "__main__":
    write(ONTOLOGIES / "organisations.ttl", organisations_ttl())
    write(ONTOLOGIES / "schemes.ttl", schemes_ttl())
    write(ONTOLOGIES / "sectors.ttl", sector_tables.sectors_ttl())
    write(ONTOLOGIES / "observations.ttl", sector_tables.observations_ttl())
