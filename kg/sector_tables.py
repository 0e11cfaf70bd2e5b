"""十三个重点领域、四要素、三基 and their needs in the mission document: `ontologies/tables/` -> sectors.ttl.

The document itself is not in the repository. What is kept of it: a short label of our own for each need and
the characters of the text file where it stands; numbers are kept by `kg.observation_tables`.
"""

from __future__ import annotations

from typing import Final

from kg import vocabulary as v
from kg.reference_tables import block, both, concept_keys, concept_scheme, concepts, document, literal, thing, things
from kg.table_rows import GENERAL, Row, read_table, refuse_cycles, refuse_shared, refuse_unknown

MISSION_SHA256: Final = "23278fa6961d41a1018beff0df379cdec0d6be9e11ecfa49f339a61fce8ab586"
"""Hash of the text file whose characters the spans of the tables count."""
MISSION: Final = f"质量技术基础 (mission document, text file), SHA-256 {MISSION_SHA256}"
"""The source that every need and observation names."""

_NEED_SCOPES: Final = ("named", "overall", "example", "problem")


def prefixes(*names: str) -> dict[str, str]:
    """The prefixes of a file of ours, and ``names``."""
    return {name: v.PREFIXES[name] for name in (*names, "xsd", "owl", "dcterms", "skos", "nqi")}


def place(row: Row) -> str:
    """The characters of the mission document that a row is about; raises TableError where they are none."""
    start, end = int(row["start"]), int(row["end"])
    if not 0 <= start < end:
        raise row.refuse(f"characters {start} to {end} are no span")
    return f"<{v.text_file_iri(MISSION_SHA256, start, end)}>"


def _needs(sectors: list[str]) -> list[str]:
    rows = read_table("needs.csv", needs=("zh", "en", "element", "scope"))
    refuse_unknown(rows, "element", concept_keys("quality-element"))
    refuse_unknown(rows, "scope", _NEED_SCOPES)
    refuse_unknown(rows, "sectors", sectors)
    refuse_unknown(rows, "bases", concept_keys("three-bases"))
    blocks = []
    for row in rows:
        named = row.many("sectors")
        if bool(named) == (row["scope"] == "overall"):
            raise row.refuse("an overall need names no sector, any other names at least one")
        pairs = [
            ("a", "nqi:SectorNeed, skos:Concept"),
            ("skos:inScheme", f"<{v.ID}need>"),
            ("skos:prefLabel", both(row)),
            ("skos:scopeNote", both(row, "remark")),
            ("nqi:qualityElement", thing("quality-element", row["element"])),
            ("nqi:needScope", literal(row["scope"])),
            # Summed up "for the 13 sectors": stated for each of them.
            ("nqi:ofSector", map(things("sector"), named or sectors)),
            ("nqi:threeBases", map(things("three-bases"), row.many("bases"))),
            ("nqi:evidence", place(row)),
            ("dcterms:source", literal(MISSION)),
        ]
        blocks.append(block(thing("need", row["key"]), pairs))
    return blocks


def _industries() -> list[str]:
    rows = read_table("industries.csv")
    refuse_unknown(rows, "broader", [row["key"] for row in rows])
    refuse_cycles(rows, "broader")
    blocks = [concept_scheme("industry", "国民经济行业（GB/T 4754）", "Industries of GB/T 4754", f"GB/T 4754-2017; {GENERAL}")]
    for row in rows:
        pairs = [
            ("a", "skos:Concept"),
            ("skos:inScheme", f"<{v.ID}industry>"),
            ("skos:notation", literal(row["key"])),
            ("skos:prefLabel", both(row)),
            ("skos:broader", map(things("industry"), row.many("broader"))),
            ("dcterms:source", literal(row["source"])),
        ]
        blocks.append(block(thing("industry", row["key"]), pairs))
    return blocks


def sectors_ttl() -> str:
    """The text of sectors.ttl; raises TableError for a row that cannot be right."""
    rows = read_table("sectors.csv")
    keys = [row["key"] for row in rows]
    refuse_shared(rows, "notation", lambda row: (row["position"],))
    refuse_shared(rows, "label", lambda row: (row["zh"], *row.many("alt_zh")))
    refuse_unknown(rows, "industries", [row["key"] for row in read_table("industries.csv")])
    blocks = [concept_scheme("sector", "重点领域", "Sectors of manufacturing", MISSION)]
    for row in rows:
        pairs = [
            ("a", "nqi:Sector, skos:Concept"),
            ("skos:inScheme", f"<{v.ID}sector>"),
            ("skos:topConceptOf", f"<{v.ID}sector>"),
            ("skos:notation", literal(row["position"])),
            ("skos:prefLabel", both(row)),
            ("skos:altLabel", [literal(label, "zh") for label in row.many("alt_zh")]),
            ("nqi:industry", map(things("industry"), row.many("industries"))),
            ("skos:relatedMatch", map(things("ics"), row.many("ics"))),
            ("nqi:evidence", place(row)),
            ("dcterms:source", [literal(MISSION), literal(row["source"])]),
        ]
        blocks.append(block(thing("sector", row["key"]), pairs))
    comment = (
        "The 13 sectors of manufacturing, the four elements, the three bases (三基) and the needs that the mission document states, v1.",
        "Written by kg/sector_tables.py from tables/sectors.csv, needs.csv, industries.csv and concepts.csv: edit those.",
        "Labels of needs are ours; nqi:evidence is the place: characters of the text file, decoded as UTF-8, counted from 0.",
    )
    blocks += [concept_scheme("need", "领域需求", "Needs of sectors", MISSION), *_needs(keys), *_industries()]
    blocks += concepts("quality-element", "质量基础四要素", "Elements of quality infrastructure")
    blocks += concepts("three-bases", "三基", "The three bases")
    return document(comment, prefixes(), blocks)
