"""Gaps: what belongs to a sector and why, what is missing there, and the same from SPARQL, command and rdflib."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kg import queries
from kg import vocabulary as v
from kg.errors import NotFound
from kg.model import Evidence, Identity, Limit, MethodReference, Operator, StandardDocument
from kg.reference_data import reference_graphs
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.gaps.cli import _print_matrix, _print_sector
from search_api.gaps.finder import ELEMENTS, element_of
from search_api.related import CERTIFICATION, METROLOGY, STANDARD, TEST_METHOD, kind_of
from search_api.service import Service
from tests.kg.test_queries import answers_agree, in_rdflib
from tests.search.collection import document, folder, put

_AT = Evidence(1, 0, 4, "GB/T")
_DAY = "2026-01-01"


def _limit(name: str, concept: str | None, *, kind: bool = False) -> Limit:
    identity = Identity(v.concept_iri("measurand", concept), is_kind=kind) if concept else None
    return Limit(None, None, None, None, name, Operator.AT_MOST, 1.0, "mg/L", None, None, None, _AT, identity)


def _with(read: tuple[StandardDocument, str], **facts: Any) -> tuple[StandardDocument, str]:
    return replace(read[0], **facts), read[1]


_SCALE = _with(
    document(
        "GB/T 90001-2020",
        "电子台案秤",
        products=(("electronic-bench-platform-scale", "电子台案秤"),),
        references=(("GB/T 90009-2010", None), ("GB/T 90008", None), ("GB/T 90010", None)),
        issued="2020-01-01",
        effective="2020-06-01",
    ),
    limits=(
        _limit("最大秤量", "质量"),
        _limit("总氮", "总氮"),
        _limit("总氮（以N计）", "总氮", kind=True),
        _limit("汞", "汞"),
        _limit("耐摩擦色牢度", "色牢度"),
        _limit("怪名", None),
    ),
    test_methods=(MethodReference("汞", "GB/T 90007", _AT),),
)
_REGULATION = document("JJG 90002-2020", "数字指示秤", products=(("digital-indicating-scale", "数字指示秤"),), issued="2020-01-01")
_BY_ICS = document("GB/T 90003-2020", "车辆气味的测定方法", ics=("43.040.10",), issued="2020-01-01", effective="2020-06-01")
_BY_PRODUCT = document("GB/T 90004-2020", "汽车内饰", ics=("59.080",), products=(("motor-vehicle", "汽车"),), issued="2020-01-01")
_LOOKALIKE = document("GB/T 90005-2020", "另一类", ics=("430.10",), issued="2020-01-01")
_RULE = document("CNCA-C11-01:2020", "强制性产品认证实施规则 汽车", issued="2020-01-01")
_ENDED = document("GB/T 90009-2010", "旧版", issued="2010-01-01", effective="2010-06-01")
_NEWER = document("GB/T 90009-2020", "新版", replaces=("GB/T 90010-2010",), issued="2020-01-01", effective="2020-06-01")
_OVER = document(
    "GB/T 90006-2011", "被代替者的引用不计", references=(("GB/T 90009-2010", None),), issued="2011-01-01", effective="2011-06-01"
)
_OVER_NEW = document("GB/T 90006-2021", "代替者", issued="2021-01-01", effective="2021-06-01")


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    memory = OxigraphStore()
    for reference in reference_graphs():
        memory.load_turtle(reference.graph, reference.path)
    put(memory, _SCALE, _REGULATION, _BY_ICS, _BY_PRODUCT, _LOOKALIKE, _RULE, _ENDED, _NEWER, _OVER, _OVER_NEW)
    return memory


@pytest.fixture(scope="module")
def service(store: OxigraphStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path = tmp_path_factory.mktemp("gaps")
    with folder(path) as data:
        yield Service(store, data, Settings(data=path, encoder="hashing"))


def _documents(service: Service, sector: str) -> dict[str, set[tuple[str, str]]]:
    """Element -> (number, how) of every reason."""
    found = service.gaps(sector, _DAY)["documents"]
    return {element: {(d["number"], why["how"]) for d in documents for why in d["why"]} for element, documents in found.items()}


def test_a_document_belongs_to_the_sector_of_its_product_or_of_a_broader_one(service: Service) -> None:
    found = _documents(service, "instruments")
    assert ("GB/T 90001-2020", "appliesTo") in found["standards"] and ("JJG 90002-2020", "appliesTo") in found["metrology"]


def test_without_a_product_the_ics_class_decides_and_only_then(service: Service) -> None:
    assert _documents(service, "automotive")["inspection-and-testing"] == {("GB/T 90003-2020", "ics")}
    assert ("GB/T 90004-2020", "appliesTo") in _documents(service, "automotive")["standards"]
    assert not any(_documents(service, "textile").values())


def test_an_ics_class_is_compared_by_its_levels_and_not_by_its_characters(service: Service) -> None:
    numbers = {
        number
        for sector in service.gaps(None, _DAY)["sectors"]
        for found in _documents(service, sector["key"]).values()
        for number, _ in found
    }
    assert "GB/T 90003-2020" in numbers and "GB/T 90005-2020" not in numbers


def test_a_rule_is_about_the_products_that_the_vocabulary_puts_under_it(service: Service) -> None:
    (rule,) = service.gaps("automotive", _DAY)["documents"]["certification-and-accreditation"]
    (why,) = [why for why in rule["why"] if why["product_iri"].endswith("/motor-vehicle")]
    assert (rule["number"], why["how"], why["evidence"]["verified"]) == ("CNCA-C11-01:2020", "coversProduct", False)


def test_elements_are_those_that_links_have(service: Service) -> None:
    kinds = {
        "metrology": METROLOGY,
        "certification-and-accreditation": CERTIFICATION,
        "inspection-and-testing": TEST_METHOD,
        "standards": STANDARD,
    }
    rows = service._committed.gaps.documents
    assert rows and all(kind_of(row["identifier"], row["title"], STANDARD) == kinds[element_of(row)] for row in rows)


def test_every_reason_has_its_place_or_its_source(service: Service) -> None:
    reasons = [
        why for key in ("instruments", "automotive") for d in service.gaps(key, _DAY)["documents"].values() for x in d for why in x["why"]
    ]
    assert reasons and all("quote" in why["evidence"] or why["evidence"]["source"] for why in reasons)


def test_needs_lack_a_document_exactly_where_their_cell_is_empty(service: Service) -> None:
    cells = [cell for sector in service.gaps(None, _DAY)["sectors"] for cell in sector["elements"].values()]
    assert len(cells) == 13 * len(ELEMENTS) and sum(cell["needs"] for cell in cells) == 307
    assert all(cell["needs_without_document"] == (0 if cell["documents"] else cell["needs"]) for cell in cells)


def test_limits_tell_why_no_traceable_instrument_measures_them(service: Service) -> None:
    # 汞 is an element, and spectrometers measure the contents of elements.
    rows = service.gaps("instruments", _DAY)["limits_without_instrument"]
    assert {(row["measurand"], row["why"], row["limits"]) for row in rows} == {
        ("总氮", "no-instrument", 2),
        ("色牢度", "no-quantity", 1),
    }
    assert all(row["evidence"]["quote"] for row in rows)


def test_a_product_has_a_standard_or_method_where_a_document_about_it_or_a_kind_of_it_says_so(service: Service) -> None:
    without = service.gaps("instruments", _DAY)["products_without"]
    slugs = {missing: {p["iri"].rpartition("/")[2] for p in products} for missing, products in without.items()}
    assert not slugs["standard"] & {"electronic-bench-platform-scale", "weighing-instrument", "measuring-instrument"}
    assert "electronic-bench-platform-scale" not in slugs["method"] and "price-computing-scale" in slugs["standard"] & slugs["method"]


def test_products_without_a_standard_name_those_that_could_be_read(service: Service) -> None:
    products = {p["product"]: p["named"] for p in service.gaps("automotive", _DAY)["products_without"]["standard"]}
    assert "GB 14166" in products["汽车安全带"] and "汽车" not in products


def test_references_count_that_ended_by_the_day_in_documents_that_count(service: Service) -> None:
    told = {(r["number"], r["cites"], r["status"], tuple(r["replaced_by"])) for r in service.gaps("instruments", _DAY)["ended_references"]}
    # GB/T 90010 without a year: the only edition that is known was replaced by another number. Of GB/T 90008 nothing is known.
    assert told == {
        ("GB/T 90001-2020", "GB/T 90009-2010", "superseded", ("GB/T 90009-2020",)),
        ("GB/T 90001-2020", "GB/T 90010", "superseded", ("GB/T 90009-2020",)),
    }
    assert service.gaps(None, _DAY)["ended_references"] == 2
    assert service.gaps("instruments", "2020-03-01")["ended_references"] == []


def test_the_matrix_says_what_belongs_to_no_sector(service: Service) -> None:
    documents = service.gaps(None, _DAY)["documents"]
    assert documents["read"] == documents["in_a_sector"] + documents["in_none"] == 10
    assert "GB/T 90005-2020" in documents["examples"]


@pytest.mark.parametrize("name", ["automotive", "6", "汽车", "汽车制造业", "automotive industry"])
def test_a_sector_is_known_by_key_number_and_name(service: Service, name: str) -> None:
    assert service.gaps(name, _DAY)["sector"]["key"] == "automotive"


def test_an_unknown_sector_is_told_which_there_are(service: Service) -> None:
    with pytest.raises(NotFound, match="automotive 汽车制造业"):
        service.gaps("农业", _DAY)


@pytest.mark.parametrize("name", ["gaps_limits_without_instrument", "gaps_references"])
def test_rdflib_answers_the_same(store: OxigraphStore, name: str) -> None:
    assert answers_agree(store.raw, in_rdflib(store.raw), name, {})


def test_the_query_of_needs_is_the_matrix_in_sparql(store: OxigraphStore, service: Service) -> None:
    rows = Counter((row["sector"], element_of(row)) for row in queries.rows(store.raw, "gaps_needs_without_document"))
    told = {
        (sector["iri"], element): cell["needs_without_document"]
        for sector in service.gaps(None, _DAY)["sectors"]
        for element, cell in sector["elements"].items()
    }
    assert rows == {cell: count for cell, count in told.items() if count}


def test_the_command_prints_the_matrix_and_the_lists(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    _print_matrix(service.gaps(None, _DAY))
    _print_sector(service.gaps("13", _DAY), 3)
    printed = capsys.readouterr().out
    for words in ("6 汽车制造业", "JJG 90002-2020", "GB/T 90009-2010", "没有计量器具测它", "没有读入的不等于不存在", "--all"):
        assert words in printed, printed
