"""国家计量检定系统: `ontologies/tables/` -> verification-schemes.ttl, chains from a working standard to SI units.

A step is traceable to the steps above it; a national primary standard realises SI units and ends the chain.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg import vocabulary as v
from kg.errors import InvalidStandardNumber
from kg.identifiers import StandardNumber
from kg.measurand_names import measurands
from kg.reference_tables import Pairs, block, both, concept_scheme, concepts, document, literal, thing, things
from kg.table_rows import Row, read_table, refuse_cycles, refuse_shared, refuse_unknown

PREFIXES: Final = {name: v.PREFIXES[name] for name in ("nqi", "owl", "dcterms", "skos")}
TABLES_ON_EACH_ROW: Final = "tables of this project under ontologies/tables; source on each row"
_SI: Final = "https://si-digital-framework.org/SI/units/"
_UNIT: Final = "http://qudt.org/vocab/unit/"
SI_UNITS: Final = {
    "metre": ("米", "M"),
    "kilogram": ("千克", "KiloGM"),
    "second": ("秒", "SEC"),
    "ampere": ("安培", "A"),
    "kelvin": ("开尔文", "K"),
    "mole": ("摩尔", "MOL"),
    "candela": ("坎德拉", "CD"),
    "newton": ("牛顿", "N"),
    "pascal": ("帕斯卡", "PA"),
    "joule": ("焦耳", "J"),
    "watt": ("瓦特", "W"),
    "volt": ("伏特", "V"),
    "ohm": ("欧姆", "OHM"),
    "farad": ("法拉", "FARAD"),
    "siemens": ("西门子", "S"),
    "hertz": ("赫兹", "HZ"),
    "radian": ("弧度", "RAD"),
    "gray": ("戈瑞", "GRAY"),
    "becquerel": ("贝可勒尔", "BQ"),
    "one": ("一", "UNITLESS"),
}
"""Name in the SI Reference Point -> Chinese name, QUDT's local name."""


def numbers_of(row: Row, head: str) -> list[StandardNumber]:
    """The numbers of a cell; raises TableError, with the row, for a text that is none of a family we know."""
    found = []
    for text in row.many(head):
        try:
            number = StandardNumber.parse(text)
        except InvalidStandardNumber as exc:
            raise row.refuse(str(exc)) from exc
        if not number.family_known or number.canonical != text:
            raise row.refuse(f"{head} has {text!r}; expected a number as we print it, such as 'JJG 539-2016' or 'OIML R 76'")
        found.append(number)
    return found


def works(numbers: Iterable[StandardNumber], prefix: str) -> list[str]:
    """IRI references of the works among ``numbers`` whose prefix begins with ``prefix``: "JJG", "JJF", "OIML"."""
    return [f"<{v.work_iri(number)}>" for number in numbers if number.prefix.startswith(prefix)]


def verification_schemes_ttl() -> str:
    """The text of verification-schemes.ttl; raises TableError for a row that cannot be right, a cycle, or a chain that ends below SI."""
    schemes, steps = read_table("verification-schemes.csv"), read_table("traceability-steps.csv")
    refuse_shared(schemes, "notation", lambda row: row.many("number"))
    refuse_shared(schemes, "label", lambda row: (row["zh"], row["en"].lower()))
    refuse_shared(steps, "label", lambda row: (row["zh"], row["en"].lower()))
    refuse_unknown(steps, "traceable_to", [row["key"] for row in steps])
    refuse_unknown(steps, "scheme", [row["key"] for row in schemes])
    refuse_unknown(steps, "units", SI_UNITS)
    refuse_cycles(steps, "traceable_to")
    blocks = [concept_scheme("verification-scheme", "国家计量检定系统表", "National verification schemes", TABLES_ON_EACH_ROW)]
    for row in schemes:
        numbers = numbers_of(row, "number")
        pairs: Pairs = [
            ("a", "nqi:VerificationScheme, skos:Concept"),
            ("skos:inScheme", f"<{v.ID}verification-scheme>"),
            ("skos:prefLabel", both(row)),
            ("skos:notation", [literal(number.canonical) for number in numbers]),
            ("nqi:regulation", works(numbers, "JJG")),
            ("nqi:measures", measurands(row, "measurands")),
            ("dcterms:source", literal(row["source"])),
        ]
        blocks.append(block(thing("verification-scheme", row["key"]), pairs))
    for row in steps:
        if bool(row["units"]) == bool(row["traceable_to"]):
            raise row.refuse("a step is traceable to another step or realises a unit, one of the two")
        pairs = [
            ("a", "nqi:TraceabilityStep, skos:Concept"),
            ("skos:inScheme", f"<{v.ID}traceability-step>"),
            ("skos:prefLabel", both(row)),
            ("nqi:stepLevel", thing("standard-level", row["level"])),
            ("nqi:ofVerificationScheme", thing("verification-scheme", row["scheme"])),
            ("nqi:traceableTo", map(things("traceability-step"), row.many("traceable_to"))),
            ("nqi:realizes", [f"<{_SI}{unit}>" for unit in row.many("units")]),
            ("dcterms:source", literal(row["source"])),
        ]
        blocks.append(block(thing("traceability-step", row["key"]), pairs))
    for name, (zh, qudt) in SI_UNITS.items():
        labels = [literal(zh, "zh"), literal(name, "en")]
        blocks.append(block(f"<{_SI}{name}>", [("skos:prefLabel", labels), ("skos:exactMatch", f"<{_UNIT}{qudt}>")]))
    comment = (
        "Traceability chains in the manner of 国家计量检定系统表 (JJG 2xxx), v1. Written by kg/traceability_tables.py from",
        "tables/verification-schemes.csv and traceability-steps.csv: edit those. Simplified, from general knowledge, unverified;",
        "a scheme has a number only where we are sure of it. SI units under the IRIs of the SI Reference Point (BIPM, CC BY 3.0 IGO).",
    )
    chains = concept_scheme("traceability-step", "溯源环节", "Steps of traceability", TABLES_ON_EACH_ROW)
    levels = concepts("standard-level", "标准等级", "Levels of measurement standards")
    return document(comment, PREFIXES, [*blocks, chains, *levels])
