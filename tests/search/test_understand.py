"""A query is read for numbers in any spelling, kinds of document and talk of validity."""

from __future__ import annotations

import pytest

from kg.labels import concept_labels
from search_api.query import understand, words_of
from search_api.query.names import query_names


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("GB13271", "GB 13271"),
        ("ＧＢ 13271—2014", "GB 13271-2014"),
        ("gb 13271-2014", "GB 13271-2014"),
        ("gbt28181", "GB/T 28181"),
        ("gb/t 28181-2016", "GB/T 28181-2016"),
        ("jjg539", "JJG 539"),
        ("iso 9001:2015", "ISO 9001:2015"),
        ("cnca-c07-01：2017", "CNCA-C07-01:2017"),
    ],
)
def test_a_number_is_read_in_any_spelling(query: str, number: str) -> None:
    understood = understand(query)
    assert [str(n) for n in understood.numbers] == [number]
    assert understood.rest == ""


def test_the_rest_is_the_query_without_its_numbers() -> None:
    assert understand("GB 13271 燃煤锅炉 二氧化硫").rest == "燃煤锅炉 二氧化硫"


def test_digits_alone_are_a_bare_number_and_a_year_without_prefix_belongs_to_it() -> None:
    assert understand("13271").bare_number == ("13271", None)
    assert understand("5750.4-2023").bare_number == ("5750.4", 2023)
    assert understand("锅炉 13271").bare_number is None


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("电子秤检定规程", ("verification_regulation",)),
        ("calibration specification of defibrillators", ("calibration_specification",)),
        ("热水器认证规则", ("implementation_rule",)),
        ("电子秤型式评价大纲", ("calibration_specification",)),
        ("质量计量器具检定系统表", ("verification_regulation",)),
        ("玩具国标", ("national",)),
        ("环保行标", ("industry",)),
        ("与计量有关的法律", ("law",)),
        ("JJG 539", ()),
        ("锅炉安全技术规程", ()),
        ("锅炉排放", ()),
    ],
)
def test_words_for_kinds_of_document_are_understood(query: str, types: tuple[str, ...]) -> None:
    assert understand(query).types == types


@pytest.mark.parametrize(
    ("query", "current"),
    [("现行的锅炉标准", True), ("is GB 3095 still valid", True), ("leakage current", False), ("食品有效期标注", False)],
)
def test_validity_is_told_from_electric_current_and_expiry(query: str, current: bool) -> None:
    assert understand(query).current is current


def test_talk_of_validity_is_not_searched_for() -> None:
    assert words_of(understand("现行有效的锅炉排放标准")) == "锅炉排放标准"


@pytest.mark.parametrize(
    ("query", "language"), [("锅炉排放", "zh"), ("boiler emissions", "en"), ("锅炉 emission", "mixed"), ("锅炉SO2", "zh"), ("2014", "none")]
)
def test_language(query: str, language: str) -> None:
    assert understand(query).language == language


@pytest.mark.parametrize(
    ("query", "products"),
    [
        ("家用热水锅炉", ("boiler",)),
        ("锅炉房设计", ()),
        ("电子计价秤和水表", ("price-computing-scale", "water-meter")),
        ("boilers", ("boiler",)),
        ("escaleboilerfoo", ()),
        ("blood pressure monitor", ("sphygmomanometer",)),
        ("Blood-pressure monitors for home use", ("sphygmomanometer",)),
        ("EV charger certification", ("charging-pile",)),
        ("electric bicycle battery", ("electric-bicycle",)),
        ("电瓶车上牌", ("electric-bicycle",)),
        ("插座", ("plugs-and-socket-outlets",)),
    ],
)
def test_products_are_found_by_their_longest_name_in_both_languages(query: str, products: tuple[str, ...]) -> None:
    assert understand(query).products == products


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ("产品质量法第二十六条", ("第二十六条",)),
        ("附录A 方法", ("附录A",)),
        ("5.2.1 的要求", ("5.2.1",)),
        ("6.3 mg/m3", ()),
        ("PM2.5 限值", ()),
    ],
)
def test_clauses_named_in_the_query(query: str, clauses: tuple[str, ...]) -> None:
    assert understand(query).clauses == clauses


def test_names_that_people_ask_by_are_names_of_known_things() -> None:
    known = {label.concept for label in concept_labels()}
    assert [label.text for label in query_names() if label.concept not in known] == []
