"""十三个重点领域、四要素、三基 and the statistics of the mission document: `ontologies/tables/` -> sectors.ttl and observations.ttl.

The document itself is not in the repository. What it states is: a short label of our own for each need,
each number as printed, and the characters of the text file where it stands.
"""

from __future__ import annotations

from typing import Final

from kg import vocabulary as v
from kg.reference_tables import (
    GENERAL,
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
)

MISSION_SHA256: Final = "23278fa6961d41a1018beff0df379cdec0d6be9e11ecfa49f339a61fce8ab586"
"""Hash of the text file whose characters the spans of the tables count."""
MISSION: Final = f"质量技术基础 (mission document, text file), SHA-256 {MISSION_SHA256}"
"""The source that every need and observation names."""

_NEED_SCOPES: Final = ("named", "overall", "example", "problem")
_QUALIFIERS: Final = ("about", "over", "nearly", "at-least")
# "2014-12-31" is as long as a day, "2013" as a year.
_PERIOD_TYPES: Final = {4: "xsd:gYear", 10: "xsd:date"}


def _prefixes(*names: str) -> dict[str, str]:
    return {name: v.PREFIXES[name] for name in (*names, "xsd", "owl", "dcterms", "skos", "nqi")}


def _place(row: Row) -> str:
    """The characters of the mission document that a row is about; raises TableError where they are none."""
    start, end = int(row["start"]), int(row["end"])
    if not 0 <= start < end:
        raise row.refuse(f"characters {start} to {end} are no span")
    return f"<{v.text_file_iri(MISSION_SHA256, start, end)}>"


def _concept_keys(kind: str) -> list[str]:
    return [row["key"] for row in read_table("concepts.csv", key=None) if row["scheme"] == kind]


def _needs(sectors: list[str]) -> list[str]:
    rows = read_table("needs.csv", needs=("zh", "en", "element", "scope"))
    refuse_unknown(rows, "element", _concept_keys("quality-element"))
    refuse_unknown(rows, "scope", _NEED_SCOPES)
    refuse_unknown(rows, "sectors", sectors)
    refuse_unknown(rows, "bases", _concept_keys("three-bases"))
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
            ("nqi:evidence", _place(row)),
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
            ("nqi:evidence", _place(row)),
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
    return document(comment, _prefixes(), blocks)


def _structure(key: str, by_year: bool) -> list[str]:
    """The data structure: an observation of ``table-3`` is one of a year, any other is known by its indicator alone."""
    period = ("qb:dimension", "sdmxd:refPeriod") if by_year else ("qb:attribute", "sdmxd:refPeriod")
    parts = [
        ("indicator", ("qb:dimension", "nqi:indicator"), True),
        ("period", period, by_year),
        ("value", ("qb:measure", "sdmxm:obsValue"), True),
        ("unit", ("qb:attribute", "sdmxa:unitMeasure"), True),
        ("multiplier", ("qb:attribute", "sdmxa:unitMult"), True),
        ("qualifier", ("qb:attribute", "nqi:qualifier"), False),
    ]
    structure = v.concept_iri("structure", key)
    blocks = [
        block(f"<{structure}>", [("a", "qb:DataStructureDefinition"), ("qb:component", [f"<{structure}/{name}>" for name, _, _ in parts])])
    ]
    for name, pair, required in parts:
        pairs: list[tuple[str, str]] = [("a", "qb:ComponentSpecification"), pair]
        if pair[0] == "qb:attribute":
            pairs.append(("qb:componentRequired", literal(str(required).lower(), datatype="xsd:boolean")))
        blocks.append(block(f"<{structure}/{name}>", pairs))
    return blocks


def observations_ttl() -> str:
    """The text of observations.ttl; raises TableError for a row that cannot be right."""
    sets = read_table("datasets.csv", needs=("zh", "en"))
    rows = read_table("observations.csv", key=None, needs=("zh", "en", "value", "unit", "multiplier"))
    refuse_unknown(rows, "dataset", [row["key"] for row in sets])
    refuse_unknown(rows, "element", _concept_keys("quality-element"))
    refuse_unknown(rows, "unit", _concept_keys("counted-unit"))
    refuse_unknown(rows, "qualifier", _QUALIFIERS)
    years = {row["dataset"] for row in rows if row["key"] in {r["key"] for r in rows if r is not row and r["dataset"] == row["dataset"]}}
    blocks = _structure("by-year", True) + _structure("at-one-time", False)
    for row in sets:
        pairs = [
            ("a", "qb:DataSet"),
            ("dcterms:title", both(row)),
            ("dcterms:description", both(row, "note")),
            ("qb:structure", thing("structure", "by-year" if row["key"] in years else "at-one-time")),
            ("nqi:evidence", _place(row)),
            ("dcterms:source", literal(MISSION)),
        ]
        blocks.append(block(thing("dataset", row["key"]), pairs))
    seen: set[str] = set()
    for row in rows:
        indicator = f"{v.ID}indicator/{row['dataset']}/{row['key']}"
        iri = f"{v.ID}observation/{row['dataset']}/{row['key']}" + (f"/{row['period']}" if row["dataset"] in years else "")
        if iri in seen:
            raise row.refuse("an earlier row observes the same")
        if indicator not in seen:
            elements = list(map(things("quality-element"), row.many("element")))
            pairs = [
                ("a", "nqi:Indicator, skos:Concept"),
                ("skos:inScheme", f"<{v.ID}indicator>"),
                ("skos:prefLabel", both(row)),
                ("nqi:qualityElement", elements),
                ("dcterms:source", literal(MISSION)),
            ]
            blocks.append(block(f"<{indicator}>", pairs))
        seen |= {iri, indicator}
        period = literal(row["period"], datatype=_PERIOD_TYPES[len(row["period"])]) if row["period"] else ""
        pairs = [
            ("a", "qb:Observation"),
            ("qb:dataSet", thing("dataset", row["dataset"])),
            ("nqi:indicator", f"<{indicator}>"),
            ("sdmxd:refPeriod", period),
            ("sdmxm:obsValue", literal(row["value"], datatype="xsd:decimal")),
            ("sdmxa:unitMult", literal(row["multiplier"], datatype="xsd:integer")),
            ("sdmxa:unitMeasure", thing("counted-unit", row["unit"])),
            ("nqi:qualifier", literal(row["qualifier"]) if row["qualifier"] else ""),
            ("nqi:evidence", _place(row)),
        ]
        blocks.append(block(f"<{iri}>", pairs))
    blocks.append(concept_scheme("indicator", "统计指标", "Indicators", MISSION))
    comment = (
        "Statistics of the mission document (tables 1 to 3, counts, targets) as RDF Data Cube, v1. Written by kg/sector_tables.py from",
        "tables/datasets.csv and observations.csv: edit those. sdmxm:obsValue is the number as printed, sdmxa:unitMult its power of ten",
        "(2.83 亿 = 2.83 with 8); nqi:evidence holds that number. As the document states them: nobody checked them elsewhere.",
    )
    return document(comment, _prefixes("qb", "sdmxd", "sdmxm", "sdmxa"), [*blocks, *concepts("counted-unit", "计数单位", "Counted units")])
