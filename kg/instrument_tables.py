"""计量器具与检定系统: `ontologies/tables/` -> instruments.ttl and verification-schemes.ttl.

`python -m kg.instrument_tables` writes both. An instrument is verified under a JJG (检定) or calibrated
under a JJF (校准); the link names the work, since which edition is in force is a question of the day.
The edition that a fact file names, and its test items, stand on a node of their own (`InstrumentRegulation`).
"""

from __future__ import annotations

from collections.abc import Iterable

from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.measurand_names import measurand_rows, measurands
from kg.reference_data import ONTOLOGIES
from kg.reference_tables import block, both, concept_keys, concept_scheme, concepts, document, literal, thing, things, write
from kg.table_rows import GENERAL, Row, read_table, refuse_cycles, refuse_shared, refuse_unknown
from kg.traceability_tables import PREFIXES, TABLES_ON_EACH_ROW, numbers_of, verification_schemes_ttl, works


def _regulation(number: StandardNumber) -> str:
    return thing("regulation", number.canonical)


def _regulations(numbers: Iterable[StandardNumber]) -> list[str]:
    """Blocks of every regulation that an instrument names, with the test items that a fact file lists."""
    rows = {row["number"]: row for row in read_table("regulations.csv", key="number", needs=("zh", "source"))}
    items = read_table("regulation-items.csv", key=None, needs=("item", "zh"))
    refuse_unknown(items, "number", rows)
    refuse_unknown(items, "stages", concept_keys("verification-stage"))
    named = {number.canonical: number for number in numbers}
    for row in rows.values():
        if row["number"] not in named:
            raise row.refuse(f"no instrument names {row['number']}")
    blocks = []
    for text in sorted(named):
        number, known = named[text], rows.get(text)
        iri = v.concept_iri("regulation", text)
        mine = [(f"<{iri}/item/{item['item']}>", item) for item in items if item["number"] == text]
        pairs = [
            ("a", "nqi:InstrumentRegulation"),
            ("skos:notation", literal(text)),
            ("nqi:regulation", f"<{v.work_iri(number)}>"),
            ("nqi:knownEdition", f"<{v.edition_iri(number)}>" if number.is_dated else ""),
            ("dcterms:title", both(known) if known else ""),
            ("nqi:hasTestItem", [item for item, _ in mine]),
            ("dcterms:source", literal(known["source"] if known else GENERAL)),
        ]
        blocks.append(block(f"<{iri}>", pairs))
        for item, row in mine:
            stages = map(things("verification-stage"), row.many("stages"))
            pairs = [("a", "nqi:TestItem"), ("skos:prefLabel", literal(row["zh"], "zh")), ("skos:notation", literal(row["item"]))]
            blocks.append(block(item, [*pairs, ("nqi:verificationStage", stages)]))
    return blocks


def _control(row: Row) -> list[tuple[str, str]]:
    """(IRI reference, block) of each scheme of legal control that the instrument is subject to."""
    found = []
    for scheme in row.many("controls"):
        if not row["control_source"]:
            raise row.refuse("controls without a control_source")
        iri = f"<{v.concept_iri('instrument', row['key'])}/control/{scheme}>"
        uses = row.many("uses") if scheme == "mandatory-verification" else []
        pairs = [
            ("a", "nqi:LegalControl"),
            ("nqi:underScheme", thing("scheme", scheme)),
            ("nqi:controlledUse", map(things("controlled-use"), uses)),
            ("dcterms:source", literal(row["control_source"])),
        ]
        found.append((iri, block(iri, pairs)))
    return found


def steps_of(row: Row) -> dict[str, list[str]]:
    """Measurand -> the lowest steps above the instrument for it; raises TableError for a measurand that the row does not measure.

    A cell lists steps that hold for every measurand ("mass-m1"), or says which is for which
    ("温度=temperature-sprt; 相对湿度=humidity-dew-point"; nothing behind the sign: no chain yet).
    """
    found: dict[str, list[str]] = {measurand: [] for measurand in row.many("measures")}
    texts = row.many("steps")
    named = {text.partition("=")[0] for text in texts if "=" in text}
    if unknown := sorted(named - found.keys()):
        raise row.refuse(f"a step for {unknown[0]!r}, which it does not measure")
    for measurand, steps in found.items():
        if measurand in named:
            steps += [text.partition("=")[2] for text in texts if text.startswith(measurand + "=") and not text.endswith("=")]
        else:
            steps += [text for text in texts if "=" not in text]
    return found


def _quantities(row: Row) -> list[tuple[str, str]]:
    """(IRI reference, block) of each measurand of the instrument with the steps above it."""
    found = []
    for measured, steps in zip(measurand_rows(row, "measures"), steps_of(row).values(), strict=True):
        iri = f"<{v.concept_iri('instrument', row['key'])}/quantity/{v.segment(measured.zh)}>"
        pairs = [
            ("a", "nqi:MeasuredQuantity"),
            ("nqi:measures", f"<{measured.iri}>"),
            ("nqi:traceableVia", map(things("traceability-step"), steps)),
        ]
        found.append((iri, block(iri, pairs)))
    return found


def _not_yet_traceable(rows: Iterable[Row]) -> dict[str, Row]:
    """Why an instrument has no chain; raises TableError for one that has neither chain, reason nor a narrower instrument."""
    known = {row["key"]: row for row in rows}
    reasons = {row["key"]: row for row in read_table("not-yet-traceable.csv")}
    refuse_unknown(reasons.values(), "key", known)
    covered = {above for row in known.values() for above in row.many("broader")}
    for key, row in known.items():
        if row["steps"] and key in reasons:
            raise row.refuse("has steps, and a row of not-yet-traceable.csv that says why it has none")
        if not row["steps"] and key not in reasons and key not in covered:
            raise row.refuse("has no steps; name the lowest standard above it, or say why there is none in not-yet-traceable.csv")
    return reasons


def instruments_ttl() -> str:
    """The text of instruments.ttl; raises TableError for a row that cannot be right."""
    rows = read_table("instruments.csv")
    refuse_shared(rows, "label", lambda row: (row["zh"], *row.many("alt_zh")))
    refuse_unknown(rows, "broader", [row["key"] for row in rows])
    refuse_cycles(rows, "broader")
    known = {row["key"] for row in read_table("traceability-steps.csv")}
    refuse_unknown(rows, "controls", [row["key"] for row in read_table("schemes.csv")])
    reasons = _not_yet_traceable(rows)
    refuse_unknown(rows, "uses", concept_keys("controlled-use"))
    products = [row["key"] for row in read_table("products.csv")]
    for head in ("product", "tests"):
        refuse_unknown(rows, head, products)
    blocks, regulations = [concept_scheme("instrument", "计量器具", "Measuring instruments", TABLES_ON_EACH_ROW)], []
    for row in rows:
        numbers, controls, quantities = numbers_of(row, "regulations"), _control(row), _quantities(row)
        steps = list(dict.fromkeys(step for listed in steps_of(row).values() for step in listed))
        if unknown := [step for step in steps if step not in known]:
            raise row.refuse(f"steps names {unknown[0]!r}, which is not there")
        regulations += numbers
        pairs = [
            ("a", "nqi:Instrument, skos:Concept"),
            ("skos:inScheme", f"<{v.ID}instrument>"),
            ("skos:prefLabel", both(row)),
            ("skos:altLabel", [literal(label, "zh") for label in row.many("alt_zh")]),
            ("skos:broader", map(things("instrument"), row.many("broader"))),
            ("skos:closeMatch", map(things("product"), row.many("product"))),
            ("nqi:measures", measurands(row, "measures")),
            ("nqi:verifiedUnder", works(numbers, "JJG")),
            ("nqi:calibratedUnder", works(numbers, "JJF")),
            ("nqi:hasRegulation", map(_regulation, numbers)),
            ("nqi:oimlRecommendation", works(numbers_of(row, "oiml"), "OIML")),
            ("nqi:underScheme", map(things("scheme"), row.many("controls"))),
            ("nqi:hasControl", [iri for iri, _ in controls]),
            ("nqi:testsProduct", map(things("product"), row.many("tests"))),
            ("nqi:traceableVia", map(things("traceability-step"), steps)),
            ("nqi:hasQuantity", [iri for iri, _ in quantities]),
            ("skos:editorialNote", both(reasons[row["key"]]) if row["key"] in reasons else ""),
            ("dcterms:source", literal(row["source"])),
        ]
        blocks += [block(thing("instrument", row["key"]), pairs), *(text for _, text in [*controls, *quantities])]
    comment = (
        "Measuring instruments and their JJG/JJF, v1. Written by kg/instrument_tables.py from tables/instruments.csv, regulations.csv,",
        "regulation-items.csv and concepts.csv: edit those. Links name works; which edition is in force is for the timeline to say.",
        'What no file at hand confirms says "general knowledge, unverified"; an instrument without a link is one of which we are not sure.',
    )
    stages = concepts("verification-stage", "检定阶段", "Stages of verification")
    uses = concepts("controlled-use", "强制检定用途", "Uses under mandatory verification")
    return document(comment, PREFIXES, [*blocks, *_regulations(regulations), *stages, *uses])


if __name__ == "__main__":
    write(ONTOLOGIES / "instruments.ttl", instruments_ttl())
    write(ONTOLOGIES / "verification-schemes.ttl", verification_schemes_ttl())
