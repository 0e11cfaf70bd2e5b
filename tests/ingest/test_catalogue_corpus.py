"""The tables of corpus/catalogue: complete, each with its source, and read without a doubt that is not known."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ingest.catalogue.reading import read_catalogue
from kg.catalogue import Catalogue
from kg.identifiers import find_numbers

TABLES = Path(__file__).parents[2] / "corpus" / "catalogue"
FACTS = Path(__file__).parents[3] / "shared" / "facts"

ROWS = {
    "医疗器械标准.csv": 2141,
    "医疗器械采标.csv": 28,
    "医疗器械分类.csv": 1142,
    "强制性产品认证目录（部分）.csv": 33,
    "能耗限额标准.csv": 65,
    "医用计量规程规范.csv": 33,
    "电学计量规程规范.csv": 47,
}
KNOWN_DOUBTS = {"医疗器械标准.csv": {"year_differs"}, "医疗器械采标.csv": {"no_number", "adopted_later"}}


def table(name: str) -> Catalogue:
    return read_catalogue(TABLES / name)


def numbers_in(catalogue: Catalogue) -> set[str]:
    rows = catalogue.rows
    return {row.number.value for row in rows} | {old.value for row in rows for old in row.replaces}


def test_every_table_of_the_corpus_is_named_here() -> None:
    assert {path.name for path in TABLES.iterdir()} == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_a_table_of_the_corpus_is_read_whole_and_names_its_source(name: str) -> None:
    catalogue = table(name)
    assert len(catalogue.rows) + len(catalogue.products) == ROWS[name]
    assert {finding.code for finding in catalogue.findings} == KNOWN_DOUBTS.get(name, set())
    assert catalogue.title is not None
    assert "来源" in catalogue.text.splitlines()[1]
    assert all(row.source is not None for row in catalogue.rows)


def test_tables_that_nobody_checked_say_so_and_those_with_a_day_have_it() -> None:
    unverified = {name for name in ROWS if any(not row.verified for row in table(name).rows)}
    assert unverified == {"电学计量规程规范.csv", "医疗器械采标.csv"}
    days = {name: day.value for name in ROWS if (day := table(name).as_of) is not None}
    assert days == {"医疗器械标准.csv": date(2026, 8, 31), "强制性产品认证目录（部分）.csv": date(2023, 8, 10)}


def test_energy_quotas_carry_their_replacements_and_days() -> None:
    rows = {row.number.value: row for row in table("能耗限额标准.csv").rows}
    merged = rows["GB 21344-2023"]
    assert len(merged.replaces) == 6
    assert merged.effective is not None and merged.effective.value == date(2024, 12, 1)
    upcoming = rows["GB 29447-2026"].effective
    assert upcoming is not None and upcoming.value == date(2027, 1, 1)
    repaired = rows["GB 21343-2023"]
    assert repaired.effective is not None and repaired.effective.value == date(2024, 12, 1)
    assert len(repaired.replaces) == 4


@pytest.mark.skipif(not FACTS.exists(), reason="the tables of facts lie beside the repository of the maintainers only")
@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("catalogue/medical-standards.csv", "医疗器械标准.csv"),
        ("catalogue/energy-quota-standards.csv", "能耗限额标准.csv"),
        ("metrology/jjg-jjf-electrical.csv", "电学计量规程规范.csv"),
    ],
)
def test_every_number_of_a_source_table_is_in_ours(source: str, name: str) -> None:
    text = (FACTS / source).read_text(encoding="utf-8-sig").replace("JJJF", "JJF")
    rows = list(csv.reader(text.splitlines()))[1:]
    # The columns of numbers: the first, and that of replaced standards, the last of the energy table.
    cells = [row[0] for row in rows] + ([row[-1] for row in rows] if name == "能耗限额标准.csv" else [])
    assert {number.canonical for cell in cells for number, _, _ in find_numbers(cell)} <= numbers_in(table(name))
    assert len(rows) == ROWS[name]


@pytest.mark.skipif(not FACTS.exists(), reason="the tables of facts lie beside the repository of the maintainers only")
def test_every_medical_regulation_of_the_source_is_in_ours_with_its_days() -> None:
    rows = {row.number.value: row for row in table("医用计量规程规范.csv").rows}
    for fact in json.loads((FACTS / "metrology" / "jjg-jjf-medical.json").read_text(encoding="utf-8")):
        row = rows[fact["number"]]
        assert (row.issued and row.issued.value.isoformat(), row.effective and row.effective.value.isoformat()) == (
            fact["issued"],
            fact["effective"],
        )
        assert [old.value for old in row.replaces] == fact["replaces"]


@pytest.mark.skipif(not FACTS.exists(), reason="the tables of facts lie beside the repository of the maintainers only")
@pytest.mark.parametrize(
    ("source", "name", "column"),
    [("medical-device-classes.csv", "医疗器械分类.csv", 0), ("ccc-catalogue-2023-part.csv", "强制性产品认证目录（部分）.csv", 3)],
)
def test_every_product_code_of_a_source_table_is_in_ours(source: str, name: str, column: int) -> None:
    rows = list(csv.reader((FACTS / "catalogue" / source).read_text(encoding="utf-8-sig").splitlines()))[1:]
    ours = [";".join(code.value for code in product.codes) for product in table(name).products]
    assert ours == [row[column] for row in rows]


def test_the_corpus_says_how_many_documents_it_holds() -> None:
    corpus = TABLES.parent
    files = [file for file in (corpus / "documents").iterdir() if file.is_file()]
    kinds = Counter(file.suffix for file in files)
    text = (corpus / "README.md").read_text("utf-8")
    assert f"holds {len(files)} files: {kinds['.md']} Markdown, {kinds['.txt']} plain text" in text
    assert f"{len(files)} 份摘编" in (corpus.parent / "README.md").read_text("utf-8")
