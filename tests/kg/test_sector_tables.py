"""Sectors, needs and statistics of the mission document: counts, places that hold what is stated, sums that add up."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from decimal import Decimal

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg import vocabulary as v
from kg.observation_tables import observations_ttl
from kg.reference_data import ONTOLOGIES, reference_graphs
from kg.sector_tables import MISSION_SHA256, sectors_ttl
from kg.table_rows import read_table
from tests.kg.test_queries import rows

_DOCUMENT = ONTOLOGIES.parents[1] / "shared" / "fixtures" / "nqi-strategy.txt"
_here = pytest.mark.skipif(not _DOCUMENT.is_file(), reason="the mission document of ../shared is not here")
_ELEMENTS = {"standards", "metrology", "inspection-and-testing", "certification-and-accreditation"}
_SPANS = ("sectors.csv", "needs.csv", "datasets.csv", "observations.csv")


def _rows(name: str) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_table(name, key=None, needs=("zh", "en"))]


def _text() -> str:
    return _DOCUMENT.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def store() -> Store:
    memory = Store()
    for reference in reference_graphs():
        memory.bulk_load(path=reference.path, format=RdfFormat.TURTLE, to_graph=NamedNode(reference.graph))
    return memory


@pytest.mark.parametrize(("name", "text"), [("sectors.ttl", sectors_ttl()), ("observations.ttl", observations_ttl())])
def test_the_turtle_is_what_the_tables_say(name: str, text: str) -> None:
    assert (ONTOLOGIES / name).read_text(encoding="utf-8") == text


def test_there_are_thirteen_sectors_in_the_order_of_the_document() -> None:
    sectors = _rows("sectors.csv")
    assert [int(s["position"]) for s in sectors] == list(range(1, 14))
    assert [int(s["start"]) for s in sectors] == sorted(int(s["start"]) for s in sectors)


@pytest.mark.parametrize("key", [row["key"] for row in _rows("sectors.csv")])
def test_every_sector_has_a_need_in_each_of_the_four_elements(store: Store, key: str) -> None:
    found = rows(store, "needs_of_sector", sector=NamedNode(v.concept_iri("sector", key)))
    assert {r["element"].rpartition("/")[2] for r in found} == _ELEMENTS
    assert len({r["need"] for r in found}) == len(found)


def test_the_needs_that_name_sectors_are_those_of_the_document() -> None:
    named: dict[str, set[str]] = defaultdict(set)
    for need in _rows("needs.csv"):
        if need["scope"] == "named":
            named[need["element"]].add(need["key"])
    assert {element: len(keys) for element, keys in named.items()} == {
        "standards": 6,
        "metrology": 5,
        "inspection-and-testing": 5,
        "certification-and-accreditation": 3,
    }


def test_the_petrochemical_industry_has_no_need_of_its_own_in_the_document() -> None:
    assert not any("petrochemical" in need["sectors"] for need in _rows("needs.csv"))


@_here
def test_the_document_is_the_one_whose_characters_are_counted() -> None:
    assert hashlib.sha256(_DOCUMENT.read_bytes()).hexdigest() == MISSION_SHA256


@_here
@pytest.mark.parametrize("name", _SPANS)
def test_every_span_lies_in_the_document(name: str) -> None:
    text = _text()
    for row in _rows(name):
        quoted = text[int(row["start"]) : int(row["end"])]
        assert quoted and quoted == quoted.strip() and int(row["end"]) <= len(text), row


@_here
def test_every_span_of_a_sector_holds_its_name() -> None:
    text = _text()
    for sector in _rows("sectors.csv"):
        assert text[int(sector["start"]) : int(sector["end"])] == sector["zh"]


@_here
def test_every_span_of_a_need_that_names_sectors_holds_their_names() -> None:
    text, names = _text(), {sector["key"]: sector["zh"] for sector in _rows("sectors.csv")}
    for need in _rows("needs.csv"):
        if need["scope"] == "named":
            quoted = text[int(need["start"]) : int(need["end"])]
            stated = {key for key, name in names.items() if name in quoted}
            assert stated == set(need["sectors"].split(";")), need


@_here
def test_no_label_of_a_need_is_a_sentence_of_the_document() -> None:
    text = re.sub(r"\W", "", _text())
    for need in _rows("needs.csv"):
        label = re.sub(r"\W", "", need["zh"])
        assert not any(label[i : i + 16] in text for i in range(len(label) - 15)), need


_NUMERALS = {"四": "4"}
_MULTIPLIERS = {"万": 4, "亿": 8}


@_here
@pytest.mark.parametrize("row", _rows("observations.csv"), ids=lambda r: f"{r['dataset']}-{r['key']}-{r['period']}")
def test_the_span_of_an_observation_holds_its_number(row: dict[str, str]) -> None:
    text = _text()
    printed = text[int(row["start"]) : int(row["end"])].replace(" ", "")
    assert Decimal(_NUMERALS.get(printed, printed)) == Decimal(row["value"])
    before = text[int(row["start"]) - 1]
    assert not (before.isdigit() or before == "."), "the number begins before the span"
    after = text[int(row["end"]) :].lstrip().lstrip("余多")[:1]
    if row["dataset"] != "table-3" and row["key"] != "caesium-clock-accuracy":
        assert int(row["multiplier"]) == _MULTIPLIERS.get(after, 0), after


@pytest.mark.parametrize(
    ("dataset", "total", "parts"),
    [
        ("table-1", "national", ("national-mandatory", "national-recommended")),
        ("table-1", "industry", ("industry-mandatory", "industry-recommended")),
        ("table-1", "local", ("local-mandatory", "local-recommended")),
        ("counts", "recognised-laboratories", ("recognised-laboratories-national", "recognised-laboratories-provincial")),
        ("counts", "accredited-bodies", ("accredited-certification-bodies", "accredited-laboratories", "accredited-inspection-bodies")),
        *(
            ("table-3", f"total {year}", (f"research {year}", f"industrial-services {year}", f"facilities {year}"))
            for year in range(2011, 2016)
        ),
    ],
)
def test_the_parts_of_a_total_add_up(dataset: str, total: str, parts: tuple[str, ...]) -> None:
    key = "{key} {period}" if dataset == "table-3" else "{key}"
    values = {key.format(**row): Decimal(row["value"]) for row in _rows("observations.csv") if row["dataset"] == dataset}
    assert values[total] == sum(values[part] for part in parts)


@pytest.mark.parametrize(("dataset", "number"), [("table-1", 10), ("table-2", 13), ("table-3", 20), ("counts", 76), ("targets", 16)])
def test_a_data_set_has_all_its_observations(store: Store, dataset: str, number: int) -> None:
    found = rows(store, "observations_of", dataset=NamedNode(v.concept_iri("dataset", dataset)))
    assert len(found) == number == len({r["observation"] for r in found})
    assert all(r["evidence"].startswith(f"{v.GRAPH}doc/{MISSION_SHA256}#char=") for r in found)


def test_the_cubes_are_well_formed(store: Store) -> None:
    """The constraints of RDF Data Cube: one data set (IC-1), every dimension (IC-11), no two alike (IC-12), every measure (IC-14)."""
    qb, structure = v.QB, {}
    for quad in store.quads_for_pattern(None, NamedNode(qb + "structure"), None):
        parts = [q.object for q in store.quads_for_pattern(quad.object, NamedNode(qb + "component"), None)]  # type: ignore[arg-type]
        structure[quad.subject] = {
            kind: {q.object for part in parts for q in store.quads_for_pattern(part, NamedNode(qb + kind), None)}  # type: ignore[arg-type]
            for kind in ("dimension", "measure")
        }
    seen = set()
    observations = [q.subject for q in store.quads_for_pattern(None, NamedNode(v.RDF + "type"), NamedNode(qb + "Observation"))]
    assert len(observations) == len(_rows("observations.csv"))
    for observation in observations:
        said = defaultdict(list)
        for quad in store.quads_for_pattern(observation, None, None):
            said[quad.predicate].append(quad.object)
        (dataset,) = said[NamedNode(qb + "dataSet")]
        assert all(len(said[term]) == 1 for kind in structure[dataset].values() for term in kind), observation  # type: ignore[index]
        seen.add((dataset, *(str(said[d][0]) for d in sorted(structure[dataset]["dimension"], key=str))))  # type: ignore[index]
    assert len(seen) == len(observations)


def test_the_funds_of_nist_in_2015_are_nine_hundred_million_dollars(store: Store) -> None:
    found = rows(store, "observations_of", dataset=NamedNode(v.concept_iri("dataset", "table-3")))
    total = next(r for r in found if r["label"] == "NIST 经费：总计" and r["period"] == "2015")
    assert (Decimal(total["value"]).scaleb(int(total["multiplier"])), total["unit"]) == (Decimal("900000000"), "美元")
