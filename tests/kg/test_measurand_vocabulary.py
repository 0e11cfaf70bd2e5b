"""The vocabulary of measurands: the file is what the tables say, the facts hold together, and a table that cannot be right is refused."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, Triple, parse

from kg import queries
from kg import vocabulary as v
from kg.errors import TableError
from kg.identifiers import StandardNumber
from kg.reference_data import ONTOLOGIES
from kg.table_rows import TABLES
from kg.vocabulary_rows import RowKind, read_rows
from kg.vocabulary_tables import MEASURANDS, main, measurands_text

_FACTS = Path(__file__).parents[3] / "shared" / "facts" / "ontologies"
_KIND = "http://qudt.org/vocab/quantitykind/"
needs_facts = pytest.mark.skipif(not _FACTS.is_dir(), reason="the published vocabularies are not here")


@lru_cache(maxsize=1)
def _triples() -> list[Triple]:
    return [quad.triple for quad in parse(path=MEASURANDS, format=RdfFormat.TURTLE)]


def _objects(predicate: str) -> set[str]:
    return {t.object.value for t in _triples() if t.predicate.value == predicate and isinstance(t.object, NamedNode | Literal)}


def _measurand(name: str) -> NamedNode:
    return NamedNode(v.concept_iri("measurand", name))


def _rows(name: str, **values: NamedNode | Literal) -> list[dict[str, str]]:
    answer = queries.ask(_store(), name, values)
    assert isinstance(answer, QuerySolutions)
    return [{x.value: s[x.value].value for x in answer.variables if s[x.value] is not None} for s in answer]


@lru_cache(maxsize=1)
def _store() -> Store:
    store = Store()
    for name in ("measurands", "units"):
        store.bulk_load(path=ONTOLOGIES / f"{name}.ttl", format=RdfFormat.TURTLE, to_graph=NamedNode(f"{v.GRAPH}ref/{name}"))
    return store


def test_the_file_is_what_the_tables_say() -> None:
    assert main(["--check"]) == 0


def test_there_are_at_least_300_quantities_and_400_characteristics() -> None:
    counts = Counter(row.kind for row in read_rows())
    assert counts[RowKind.QUANTITY] >= 300 and counts[RowKind.CHARACTERISTIC] >= 400


def test_a_concept_has_the_iri_of_the_mentions_that_extraction_makes() -> None:
    named = {
        t.subject: t.object.value
        for t in _triples()
        if isinstance(t.object, Literal) and t.predicate.value == v.SKOS + "prefLabel" and t.object.language == "zh"
    }
    measurands = {t.subject for t in _triples() if t.object == NamedNode(v.NQI + "Measurand")}
    assert measurands and all(subject == _measurand(named[subject]) for subject in measurands)


def test_every_concept_has_one_name_in_each_language_a_source_and_a_scheme() -> None:
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for t in _triples():
        language = t.object.language if isinstance(t.object, Literal) else None
        said[str(t.subject)][t.predicate.value + (f"@{language}" if language else "")] += 1
    concepts = {str(t.subject) for t in _triples() if t.object == NamedNode(v.SKOS + "Concept")}
    for concept in concepts:
        assert said[concept][v.SKOS + "prefLabel@zh"] == said[concept][v.SKOS + "prefLabel@en"] == 1, concept
        assert said[concept][v.DCTERMS + "source"] >= 1 and said[concept][v.SKOS + "inScheme"] == 1, concept


def test_every_unit_is_one_of_ours() -> None:
    ours = {
        quad.subject.value for quad in parse(path=ONTOLOGIES / "units.ttl", format=RdfFormat.TURTLE) if isinstance(quad.subject, NamedNode)
    }
    assert _objects(v.NQI + "siUnit") | _objects(v.NQI + "usualUnit") <= ours


def test_a_standard_named_as_source_is_a_standard_number_in_canonical_form() -> None:
    sources = {source for row in read_rows() if row.kind is RowKind.CHARACTERISTIC for source in row.sources}
    numbers = sources - {"general knowledge, unverified"}
    assert len(numbers) >= 15 and all(str(StandardNumber.parse(number)) == number for number in numbers)


@needs_facts
def test_every_quantity_kind_is_one_of_qudt_and_not_deprecated() -> None:
    text = (_FACTS / "qudt" / "VOCAB_QUDT-QUANTITY-KINDS-ALL.ttl").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^quantitykind:(\S+)\n(.*?)(?=^\S|\Z)", text, re.DOTALL | re.MULTILINE))
    kinds = {kind.removeprefix(_KIND) for kind in _objects(v.QUDT + "hasQuantityKind")}
    assert len(kinds) >= 300 and {kind for kind in kinds if kind not in blocks or "qudt:deprecated true" in blocks[kind]} == set()


@needs_facts
def test_every_si_quantity_is_one_of_the_si_reference_point() -> None:
    known = set(re.findall(r"^quantities:(\w+) a si:QuantityKind", (_FACTS / "si" / "quantities.ttl").read_text("utf-8"), re.MULTILINE))
    used = {iri.rpartition("/")[2] for iri in _objects(v.NQI + "siQuantity")}
    assert len(used) >= 80 and used <= known


@needs_facts
def test_every_kcdb_category_is_one_of_the_kcdb() -> None:
    text = "".join(path.read_text("utf-8") for path in (_FACTS / "kcdb").glob("*.ttl"))
    used = {iri.removeprefix("https://si-digital-framework.org/kcdb-sc/") for iri in _objects(v.NQI + "kcdbCategory")}
    assert len(used) >= 40 and used <= set(re.findall(r'skos:notation\s+"([^"]+)"', text))


@needs_facts
def test_every_iso_item_is_one_of_iso_80000() -> None:
    text = (_FACTS / "iso80000-all.ttl").read_text(encoding="utf-8")
    items = set(re.findall(r'dcterms:identifier "(\d+-[\d.]+)"', text)) | {"5-21.4"}  # printed there as 5-12.4
    used = {row.iso_item for row in read_rows() if row.iso_item}
    assert len(used) >= 300 and used <= items


@pytest.mark.parametrize(
    ("name", "quantity", "unit"),
    [
        ("化学需氧量", "质量浓度", "mg/L"),
        ("颗粒物", "质量浓度", "mg/m3"),
        ("绝缘电阻", "电阻", "MOhm"),
        ("等效连续A声级", "声压级", "dB(A)"),
    ],
)
def test_a_characteristic_leads_to_its_quantity_and_units(name: str, quantity: str, unit: str) -> None:
    facts = _rows("quantity_of_measurand", measurand=_measurand(name))
    assert {fact["quantityName"] for fact in facts if "quantityName" in fact} == {quantity}
    assert unit in {fact.get("symbol") for fact in facts if fact["fact"] == v.NQI + "usualUnit"}


def test_a_quantity_leads_to_kind_unit_si_quantity_and_kcdb_category() -> None:
    facts = {
        fact["fact"].rpartition("#")[2].rpartition("/")[2]: fact["value"]
        for fact in _rows("quantity_of_measurand", measurand=_measurand("质量"))
    }
    assert facts == {
        "hasQuantityKind": _KIND + "Mass",
        "siUnit": "http://qudt.org/vocab/unit/KiloGM",
        "siQuantity": "https://si-digital-framework.org/quantities/MASS",
        "kcdbCategory": "https://si-digital-framework.org/kcdb-sc/M/Mass-1",
    }


def test_a_synonym_as_printed_means_one_measurand() -> None:
    assert [row["label"] for row in _rows("meanings_of_name", word=Literal("CODCr", language="zh"))] == ["化学需氧量"]


def test_an_ambiguous_name_gives_the_choices_with_their_scope() -> None:
    found = _rows("meanings_of_name", word=Literal("压力", language="zh"))
    assert {row["label"] for row in found} >= {"压力", "表压力", "绝对压力"} and all("压力" in row["scope"] for row in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [("烟尘", "颗粒物"), ("泄漏电流", "接触电流"), ("高锰酸盐指数", "化学需氧量"), ("总挥发性有机物", "挥发性有机物"), ("总铅", "铅")],
)
def test_what_is_alike_but_not_the_same_stays_two_concepts(one: str, other: str) -> None:
    links = {(t.subject, t.object) for t in _triples() if t.predicate.value in (v.SKOS + "broader", v.SKOS + "related")}
    assert (_measurand(one), _measurand(other)) in links


def _changed(folder: Path, table: str, row: int, **cells: str) -> Path:
    """A copy of the tables with ``cells`` of line ``row`` overwritten."""
    copy = shutil.copytree(TABLES, folder / "tables")
    path = copy / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    lines[row - 2].update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return copy


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"en": ""}, "en is empty"),
        ({"zh": ""}, "zh is empty"),
        ({"source": ""}, "source is empty"),
        ({"zh_alt": "化学需氧量"}, "is that of characteristics.csv, row"),
        ({"en": "Benzene"}, "is that of characteristics.csv, row"),
        ({"cas": "71-43-3"}, "is not a CAS number"),
        ({"cas": "71-43-2"}, "the notation '71-43-2' is that of"),
        ({"unit": "kg"}, "kg is no unit of 质量浓度"),
        ({"unit": "furlong"}, "furlong"),
        ({"quantity": "颗粒物"}, "is not a row of measurands.csv"),
        ({"broader": "没有这个组"}, "refers to '没有这个组'"),
        ({"broader": ""}, "the cell broader is empty"),
        ({"broader": "细颗粒物"}, "broader leads from '颗粒物' back to itself: 颗粒物 > 细颗粒物 > 可吸入颗粒物 > 颗粒物"),
        ({"related": "没有这个"}, "refers to '没有这个'"),
        ({"quantity_kind": "Mass"}, "with = (same) or ~ (close)"),
        ({"ambiguous": "颗粒"}, "no other row lists it"),
        ({"zh_alt": "电气强度"}, "so it cannot be a label here"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_a_row_that_cannot_be_right_is_refused_and_named(tmp_path: Path, cells: dict[str, str], why: str) -> None:
    with pytest.raises(TableError, match=re.escape(why)) as refused:
        measurands_text(_changed(tmp_path, "characteristics", 2, **cells))
    assert re.search(r"characteristics\.csv, row \d+", str(refused.value)) and "\n" not in str(refused.value)


def test_an_item_of_iso_80000_in_two_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"measurands\.csv, row 3: the notation .3-1\.1. is that of measurands\.csv, row 2"):
        measurands_text(_changed(tmp_path, "measurands", 3, iso_item="3-1.1"))


def test_a_quantity_kind_that_is_the_same_as_two_quantities_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"measurands\.csv, row 3: the notation .Length=. is that of measurands\.csv, row 2"):
        measurands_text(_changed(tmp_path, "measurands", 3, quantity_kind="Length="))


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    copy = shutil.copytree(TABLES, tmp_path / "tables")
    (copy / "groups.csv").write_text("zh,en\n物理量,physical quantities\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"groups\.csv: the heads must be broader, en, note, source, zh"):
        measurands_text(copy)


def test_a_line_with_a_cell_too_many_is_refused(tmp_path: Path) -> None:
    copy = shutil.copytree(TABLES, tmp_path / "tables")
    with (copy / "groups.csv").open("a", encoding="utf-8") as file:
        file.write("甲,first, second,,x,general knowledge\n")
    with pytest.raises(TableError, match=r"groups\.csv, row \d+: 6 cells under 5 heads"):
        measurands_text(copy)


def test_the_command_says_what_is_wrong_in_one_line_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.ttl"
    assert main(["--tables", str(_changed(tmp_path, "groups", 3, en="")), "--out", str(out)]) == 2
    assert capsys.readouterr().err.count("\n") == 1 and not out.exists()


def test_a_file_that_is_out_of_date_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "measurands.ttl"
    out.write_text("# old\n", encoding="utf-8")
    assert main(["--check", "--out", str(out)]) == 1
    assert "run python -m kg.vocabulary_tables" in capsys.readouterr().err
