"""Statistics of the mission document as RDF Data Cube: `ontologies/tables/` -> observations.ttl.

Each number as printed, with its power of ten and the characters of the text file where it stands.
"""

from __future__ import annotations

from typing import Final

from kg import vocabulary as v
from kg.reference_tables import block, both, concept_keys, concept_scheme, concepts, document, literal, thing, things
from kg.sector_tables import MISSION, place, prefixes
from kg.table_rows import read_table, refuse_unknown

_QUALIFIERS: Final = ("about", "over", "nearly", "at-least")
# "2014-12-31" is as long as a day, "2013" as a year.
_PERIOD_TYPES: Final = {4: "xsd:gYear", 10: "xsd:date"}


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
    refuse_unknown(rows, "element", concept_keys("quality-element"))
    refuse_unknown(rows, "unit", concept_keys("counted-unit"))
    refuse_unknown(rows, "qualifier", _QUALIFIERS)
    years = {row["dataset"] for row in rows if row["key"] in {r["key"] for r in rows if r is not row and r["dataset"] == row["dataset"]}}
    blocks = _structure("by-year", True) + _structure("at-one-time", False)
    for row in sets:
        pairs = [
            ("a", "qb:DataSet"),
            ("dcterms:title", both(row)),
            ("dcterms:description", both(row, "note")),
            ("qb:structure", thing("structure", "by-year" if row["key"] in years else "at-one-time")),
            ("nqi:evidence", place(row)),
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
            ("nqi:evidence", place(row)),
        ]
        blocks.append(block(f"<{iri}>", pairs))
    blocks.append(concept_scheme("indicator", "统计指标", "Indicators", MISSION))
    comment = (
        "Statistics of the mission document (tables 1 to 3, counts, targets) as RDF Data Cube, v1. Written by kg/observation_tables.py from",
        "tables/datasets.csv and observations.csv: edit those. sdmxm:obsValue is the number as printed, sdmxa:unitMult its power of ten",
        "(2.83 亿 = 2.83 with 8); nqi:evidence holds that number. As the document states them: nobody checked them elsewhere.",
    )
    return document(comment, prefixes("qb", "sdmxd", "sdmxm", "sdmxa"), [*blocks, *concepts("counted-unit", "计数单位", "Counted units")])
