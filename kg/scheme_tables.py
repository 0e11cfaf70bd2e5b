"""合格评定制度: `ontologies/tables/` -> schemes.ttl.

`python -m kg.scheme_tables` writes it and the three files beside it: organisations, sectors, observations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from kg import observation_tables, organisation_tables, sector_tables
from kg import vocabulary as v
from kg.errors import InvalidStandardNumber
from kg.identifiers import StandardNumber
from kg.reference_data import ONTOLOGIES
from kg.reference_tables import block, both, concept_keys, concept_scheme, concepts, document, literal, thing, things, write
from kg.table_rows import Row, read_table, refuse_cycles, refuse_shared, refuse_unknown

_PREFIXES: Final = {name: v.PREFIXES[name] for name in ("nqi", "rdfs", "xsd", "owl", "dcterms", "skos", "org", "schema")}
_LICENCE: Final = "tables of this project under ontologies/tables; source on each row"
_BASIS_KINDS: Final = ("law", "rule", "standard", "criterion", "catalogue")


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


def _named(basis: Row) -> str:
    """How the rows of scheme-products.csv name a basis: number or title, and the article of a law."""
    return f"{basis['refers_to']} {basis['article']}".strip()


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


def _coverages(rows: Iterable[Row], scheme: str, rests: Mapping[str, str]) -> list[tuple[str, str]]:
    """(IRI reference, block) of the products that ``scheme`` applies to; ``rests``: what a row's ``basis`` may name -> IRI reference.

    Raises TableError for a basis that the scheme does not have.
    """
    found = []
    for row in rows:
        if row["scheme"] == scheme:
            refuse_unknown([row], "basis", rests)
            iri = f"<{v.concept_iri('scheme', scheme)}/product/{row['product']}>"
            pairs = [
                ("a", "nqi:SchemeCoverage"),
                ("nqi:coversProduct", thing("product", row["product"])),
                ("nqi:underBasis", [rests[name] for name in row.many("basis")]),
                ("dcterms:description", both(row)),
                ("dcterms:source", literal(row["source"])),
            ]
            found.append((iri, block(iri, pairs)))
    return found


def schemes_ttl() -> str:
    """The text of schemes.ttl; raises TableError for a row that cannot be right."""
    rows, iris = read_table("schemes.csv"), organisation_tables.organisation_iris()
    bases = read_table("scheme-bases.csv", key=None)
    coverages = read_table("scheme-products.csv", key=None)
    keys = [row["key"] for row in rows]
    for head, kind in (
        ("attestations", "attestation-kind"),
        ("objects", "assessed-object"),
        ("assessor", "assessor"),
        ("elements", "quality-element"),
    ):
        refuse_unknown(rows, head, concept_keys(kind))
    for head in ("authorities", "bodies"):
        refuse_unknown(rows, head, iris)
    refuse_shared(rows, "label", lambda row: (row["zh"], *row.many("alt_zh")))
    refuse_unknown(rows, "broader", keys)
    refuse_cycles(rows, "broader")
    refuse_unknown(bases, "scheme", keys)
    refuse_unknown(bases, "kind", _BASIS_KINDS)
    refuse_unknown(coverages, "scheme", keys)
    refuse_unknown(coverages, "product", [row["key"] for row in read_table("products.csv")])
    refuse_shared(coverages, "coverage", lambda row: (f"{row['scheme']} {row['product']}",))
    blocks = [concept_scheme("scheme", "合格评定制度", "Conformity schemes", _LICENCE)]
    for row in rows:
        rests = _bases(bases, row["key"])
        named = {_named(basis): iri for basis, (iri, _) in zip((b for b in bases if b["scheme"] == row["key"]), rests, strict=True)}
        covers = _coverages(coverages, row["key"], named)
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
    write(ONTOLOGIES / "organisations.ttl", organisation_tables.organisations_ttl())
    write(ONTOLOGIES / "schemes.ttl", schemes_ttl())
    write(ONTOLOGIES / "sectors.ttl", sector_tables.sectors_ttl())
    write(ONTOLOGIES / "observations.ttl", observation_tables.observations_ttl())
