"""Measuring instruments and verification schemes: tables and Turtle agree, numbers parse, chains end in SI units, questions are answered."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from kg import vocabulary as v
from kg.errors import TableError
from kg.identifiers import StandardNumber
from kg.instrument_tables import instruments_ttl, steps_of
from kg.measurand_names import measurands
from kg.reference_data import ONTOLOGIES, reference_graphs
from kg.table_rows import read_table
from kg.traceability_tables import SI_UNITS, numbers_of, verification_schemes_ttl
from tests.kg.test_queries import column, rows

_FACTS = ONTOLOGIES.parents[1] / "shared" / "facts"
_NEEDS_FACTS = pytest.mark.skipif(not _FACTS.is_dir(), reason="needs the fact files of ../shared")
_TYPE = NamedNode(v.RDF + "type")
_SI = "https://si-digital-framework.org/SI/units/"
_STUBS = (v.ID + "std/",)
"""Works, which documents and the register describe."""


@cache
def _triples(name: str) -> list[Triple]:
    return [quad.triple for quad in parse(path=ONTOLOGIES / name, format=RdfFormat.TURTLE)]


def _instrument(key: str) -> NamedNode:
    return NamedNode(v.concept_iri("instrument", key))


def _work(number: str) -> NamedNode:
    return NamedNode(v.work_iri(StandardNumber.parse(number)))


@pytest.fixture(scope="module")
def store() -> Store:
    memory = Store()
    for reference in reference_graphs():
        memory.bulk_load(path=reference.path, format=RdfFormat.TURTLE, to_graph=NamedNode(reference.graph))
    return memory


@pytest.mark.parametrize(
    ("name", "text"), [("instruments.ttl", instruments_ttl()), ("verification-schemes.ttl", verification_schemes_ttl())]
)
def test_the_turtle_is_what_the_tables_say(name: str, text: str) -> None:
    assert (ONTOLOGIES / name).read_text(encoding="utf-8") == text


def test_there_are_as_many_as_the_readme_says() -> None:
    types = Counter(t.object.value.removeprefix(v.NQI) for name in _FILES for t in _triples(name) if t.predicate == _TYPE)  # type: ignore[union-attr]
    counted = {name: types[name] for name in ("Instrument", "InstrumentRegulation", "TestItem", "VerificationScheme", "TraceabilityStep")}
    readme = (ONTOLOGIES / "README.md").read_text(encoding="utf-8")
    assert [number for number in counted.values() if f"{number} " not in readme] == []
    assert counted["Instrument"] >= 380


_FILES = ("instruments.ttl", "verification-schemes.ttl")


@pytest.mark.parametrize("name", _FILES)
@pytest.mark.parametrize(("predicate", "expected"), [(v.SKOS + "prefLabel", {"zh": 1, "en": 1}), (v.DCTERMS + "source", {None: 1})])
def test_every_concept_has_a_label_in_both_languages_and_a_source(name: str, predicate: str, expected: dict[str | None, int]) -> None:
    said: dict[object, Counter[str | None]] = {t.subject: Counter() for t in _triples(name) if t.object == NamedNode(v.SKOS + "Concept")}
    for triple in _triples(name):
        if triple.subject in said and triple.predicate.value == predicate and isinstance(triple.object, Literal):
            said[triple.subject][triple.object.language] += 1
    assert len(said) > 100 and [concept for concept, found in said.items() if found != expected] == []


@pytest.mark.parametrize("name", _FILES)
def test_every_link_leads_to_a_thing_of_the_vocabularies_or_a_work(store: Store, name: str) -> None:
    for triple in _triples(name):
        target = triple.object
        if isinstance(target, NamedNode) and target.value.startswith(v.ID) and not target.value.startswith(_STUBS):
            assert next(store.quads_for_pattern(target, None, None), None) is not None, target


@pytest.mark.parametrize("number", ["JJJF 1587-2016", "JJG 539—2016", "no number", "JJG539"])
def test_a_number_that_is_none_or_is_not_written_as_we_print_it_is_refused_with_its_row(number: str) -> None:
    row = read_table("instruments.csv", f"key,zh,en,regulations,source\na,秤,scale,{number},x\n")[0]
    with pytest.raises(TableError, match=r"instruments.csv, row 2: "):
        numbers_of(row, "regulations")


def test_every_regulation_links_to_the_work_and_edition_of_its_number() -> None:
    said = set(_triples("instruments.ttl"))
    records = [t.subject for t in said if t.object == NamedNode(v.NQI + "InstrumentRegulation")]
    assert records
    for record in records:
        number = StandardNumber.parse(
            next(t.object.value for t in said if t.subject == record and t.predicate.value == v.SKOS + "notation")
        )  # type: ignore[union-attr]
        assert Triple(record, NamedNode(v.NQI + "regulation"), NamedNode(v.work_iri(number))) in said
        edition = Triple(record, NamedNode(v.NQI + "knownEdition"), NamedNode(v.edition_iri(number)))
        assert (edition in said) == number.is_dated


def _number_listed(text: str) -> str:
    found = re.match(r"J+[GF](\(航天\))?\s*[\d.]+-\d{4}", text)
    assert found, text
    # The list prints JJF once as JJJF.
    return StandardNumber.parse(found[0].replace("JJJF", "JJF")).canonical


def _numbers_of_facts() -> Iterator[str]:
    for entry in json.loads((_FACTS / "metrology" / "jjg-jjf-medical.json").read_text(encoding="utf-8")):
        yield entry["number"]
    with (_FACTS / "metrology" / "jjg-jjf-electrical.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield _number_listed(row["number_and_title"])


@_NEEDS_FACTS
def test_every_regulation_of_the_fact_files_is_one_of_an_instrument() -> None:
    ours = {number for row in read_table("instruments.csv") for number in row.many("regulations")}
    listed = list(_numbers_of_facts())
    assert len(listed) == 33 + 47 and set(listed) <= ours


@_NEEDS_FACTS
def test_test_items_have_the_stages_of_the_fact_file() -> None:
    stages = {"FIRST": "first", "SUBSEQUENT": "subsequent", "USING": "in-service", "CALIBRATION": "calibration"}
    ours = {(r["number"], r["zh"]): r.many("stages") for r in read_table("regulation-items.csv", key=None, needs=("zh",))}
    for entry in json.loads((_FACTS / "metrology" / "jjg-jjf-medical.json").read_text(encoding="utf-8")):
        for item in entry["items"]:
            if item["stages"]:
                assert ours[entry["number"], " / ".join(item["path"])] == [stages[stage] for stage in item["stages"]]


@_NEEDS_FACTS
def test_what_the_fact_file_marks_as_mandatory_is_under_mandatory_verification() -> None:
    facts = json.loads((_FACTS / "metrology" / "jjg-jjf-medical.json").read_text(encoding="utf-8"))
    marked = {entry["number"] for entry in facts if "FORCIBLE" in entry["labels"]}
    found = [row for row in read_table("instruments.csv") if marked & set(row.many("regulations"))]
    assert len(found) == len(marked) == 9
    for row in found:
        assert "mandatory-verification" in row.many("controls") and row["control_source"].startswith("xh3140/metrology")


@_NEEDS_FACTS
def test_every_si_unit_is_one_of_the_si_reference_point() -> None:
    theirs = (_FACTS / "ontologies" / "si" / "units.ttl").read_text(encoding="utf-8")
    assert [name for name in SI_UNITS if not re.search(rf"^units:{name} a ", theirs, re.MULTILINE)] == []


def test_every_si_unit_matches_a_unit_of_ours() -> None:
    ours = {t.subject for t in _triples("units.ttl")}
    matches = [t.object for t in _triples("verification-schemes.ttl") if t.predicate.value == v.SKOS + "exactMatch"]
    assert len(matches) == len(SI_UNITS) and set(matches) <= ours


def test_every_instrument_reaches_an_si_unit_or_says_why_not_yet(store: Store) -> None:
    said = {row["key"] for row in read_table("not-yet-traceable.csv")}
    for row in read_table("instruments.csv"):
        units = [unit for unit in column(store, "traceability_of", "unit", instrument=_instrument(row["key"])) if unit]
        assert bool(units) != (row["key"] in said), row["zh"]
        assert all(unit.startswith(_SI) for unit in units)


@pytest.mark.parametrize(
    ("instrument", "numbers"),
    [
        ("price-computing-scale", {"JJG 539", "JJG 1204"}),
        ("sphygmomanometer", {"JJG 270-2008", "JJG 692-2010"}),
        ("electrocardiograph", {"JJG 543-2008", "JJG 1041-2008"}),
        ("water-meter", {"JJG 162"}),
        ("electricity-meter", {"JJG 307", "JJG 596-2012", "JJG 842"}),
        ("fuel-dispenser", {"JJG 443"}),
        ("sound-level-meter", {"JJG 188"}),
        ("weight", {"JJG 99"}),
        ("flue-gas-analyser", {"JJG 968"}),
        ("withstand-voltage-tester", {"JJG 795"}),
        ("defibrillator", {"JJF 1149-2014"}),
    ],
)
def test_regulations_of_an_instrument_include_those_of_narrower_ones(store: Store, instrument: str, numbers: set[str]) -> None:
    assert set(column(store, "regulations_of_instrument", "number", instrument=_instrument(instrument))) == numbers


def test_every_measuring_instrument_among_the_products_is_an_instrument_here(store: Store) -> None:
    asked = f"""PREFIX nqi: <{v.NQI}> PREFIX skos: <{v.SKOS}> SELECT ?product {{
        ?product skos:broader+ <{v.concept_iri("product", "measuring-instrument")}> FILTER NOT EXISTS {{ ?i a nqi:Instrument ; skos:closeMatch ?product }} }}"""
    missing = [row["product"].value for row in store.query(asked, use_default_graph_as_union=True)]  # type: ignore[union-attr]
    # Travelling recorders: we are not sure under which regulation they are.
    assert missing == [v.concept_iri("product", "vehicle-travelling-recorder")]


@pytest.mark.parametrize("product", ["air-conditioner", "boiler", "cement", "electric-bicycle", "electric-water-heater", "toy"])
def test_a_product_that_is_no_instrument_is_tested_with_at_least_ten_that_have_a_regulation(store: Store, product: str) -> None:
    asked = f"""PREFIX nqi: <{v.NQI}> SELECT DISTINCT ?i {{
        ?i nqi:testsProduct <{v.concept_iri("product", product)}> ; nqi:hasRegulation ?regulation }}"""
    assert len(list(store.query(asked, use_default_graph_as_union=True))) >= 10  # type: ignore[arg-type]


def test_verification_and_calibration_are_told_apart(store: Store) -> None:
    relations = {
        key: set(column(store, "regulations_of_instrument", "relation", instrument=_instrument(key))) for key in ("weight", "defibrillator")
    }
    assert relations == {"weight": {v.NQI + "verifiedUnder"}, "defibrillator": {v.NQI + "calibratedUnder"}}


def test_instruments_for_a_measurand_come_with_their_regulations(store: Store) -> None:
    found = rows(store, "instruments_for_measurand", measurand=NamedNode(v.concept_iri("measurand", "颗粒物")))
    assert ("烟尘采样器", "JJG 680") in {(row["label"], row.get("number")) for row in found}


def test_the_chain_of_a_scale_goes_from_class_m1_up_to_the_kilogram(store: Store) -> None:
    chain = rows(store, "traceability_of", instrument=_instrument("price-computing-scale"))
    steps = [row["step"].rpartition("/")[2] for row in chain]
    assert steps == ["mass-m1", "mass-f2", "mass-f1", "mass-e2", "mass-e1", "mass-secondary", "mass-primary"]
    assert [row.get("unit") for row in chain] == [None] * 6 + [_SI + "kilogram"]


@pytest.mark.parametrize(
    ("instrument", "measurand", "units"),
    [
        ("cems", "二氧化硫", {"千克", "摩尔"}),
        ("cems", "颗粒物", {"千克", "秒"}),
        ("digital-multimeter", "电阻", {"欧姆"}),
        ("digital-multimeter", "直流电流", {"伏特", "欧姆"}),
        ("patient-monitor", "血压", {"帕斯卡"}),
        ("patient-monitor", "血氧饱和度", set()),
    ],
)
def test_each_measurand_of_an_instrument_has_its_own_chain(store: Store, instrument: str, measurand: str, units: set[str]) -> None:
    chain = rows(store, "traceability_of", instrument=_instrument(instrument))
    mine = [row for row in chain if row["measurand"] == v.concept_iri("measurand", measurand)]
    assert {row["unitLabel"] for row in mine if "unitLabel" in row} == units


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("x;y", {"温度": ["x", "y"], "湿度": ["x", "y"]}),
        ("温度=x;y", {"温度": ["x"], "湿度": ["y"]}),
        ("温度=x;温度=y;湿度=", {"温度": ["x", "y"], "湿度": []}),
    ],
)
def test_a_step_holds_for_every_measurand_or_for_the_one_that_it_names(steps: str, expected: dict[str, list[str]]) -> None:
    row = read_table("instruments.csv", f"key,zh,en,measures,steps,source\na,箱,chamber,温度;湿度,{steps},x\n")[0]
    assert steps_of(row) == expected


def test_a_step_for_a_measurand_that_the_instrument_does_not_measure_is_refused_with_its_row() -> None:
    row = read_table("instruments.csv", "key,zh,en,measures,steps,source\na,箱,chamber,温度,压力=x,x\n")[0]
    with pytest.raises(TableError, match=r"instruments.csv, row 2: a step for '压力'"):
        steps_of(row)


@pytest.mark.parametrize(
    ("measures", "meant"), [("直流电阻", "measurand/电阻"), ("旋光度", "measurand/旋光角"), ("元素含量", "measurand-group/元素含量")]
)
def test_a_measurand_is_linked_by_its_concept_whatever_name_the_table_uses(measures: str, meant: str) -> None:
    row = read_table("instruments.csv", f"key,zh,en,measures,source\na,表,meter,{measures},x\n")[0]
    assert measurands(row, "measures") == [f"<{v.ID}{meant}>"]


@pytest.mark.parametrize(
    ("measures", "message"), [("温度;没有的量", "the measurand '没有的量' is in no table"), ("电阻;直流电阻", "measures names 电阻 twice")]
)
def test_a_measurand_that_the_vocabulary_lacks_or_that_is_named_twice_is_refused_with_its_row(measures: str, message: str) -> None:
    row = read_table("instruments.csv", f"key,zh,en,measures,source\na,表,meter,{measures},x\n")[0]
    with pytest.raises(TableError, match=f"instruments.csv, row 2: {message}"):
        measurands(row, "measures")


def test_items_of_a_regulation_come_in_order_with_their_stages(store: Store) -> None:
    found = rows(store, "test_items_of", work=_work("JJG 692"))
    assert [row["item"] for row in found if row["stage"] == "首次检定"][1:3] == ["静态压力测量范围", "静态压力示值误差"]
    assert [row["stage"] for row in found if row["order"] == "2"] == ["首次检定"]


def test_mandatory_verification_names_its_use(store: Store) -> None:
    question = "SELECT ?use { ?i nqi:hasControl ?c . ?c nqi:underScheme ?s ; nqi:controlledUse/skos:notation ?use }"
    prefixes = f"PREFIX nqi: <{v.NQI}> PREFIX skos: <{v.SKOS}> "
    asked = prefixes + question.replace("?i ", f"<{_instrument('fuel-dispenser').value}> ")
    assert [row["use"].value for row in store.query(asked, use_default_graph_as_union=True)] == ["trade-settlement"]  # type: ignore[union-attr]
