"""Pinyin, traditional characters, slips in numbers, switches, and what is no question at all."""

from __future__ import annotations

import time

import pytest

from kg.errors import BadRequest
from kg.identifiers import StandardNumber
from search_api.query import SWITCHES, Understood, synonyms_in, understand, words_of

WORKS = {"GB 13271", "GB/T 28181", "GB/T 5750.4", "JJG 539", "GB 3095", "HJ 836", "GB/T 19001", "GB 12021.2"}
EDITIONS = {"GB 13271-2014"}


def known(number: StandardNumber) -> bool:
    return str(number) in WORKS | EDITIONS


def read(query: str, *off: str) -> Understood:
    return understand(query, known=known, off=off)


# -- pinyin -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("dianzicheng", "电子秤"),
        ("dian zi cheng", "电子秤"),
        ("DianZiCheng", "电子秤"),
        ("xueyaji jiandingguicheng", "血压计 检定规程"),
        ("xueyaji jianding guicheng", "血压计 检定规程"),
        ("eryanghualiu", "二氧化硫"),
        ("xindiantuji", "心电图机"),
    ],
)
def test_a_query_in_pinyin_is_read_as_its_name(query: str, rest: str) -> None:
    understood = read(query)
    assert understood.rest == words_of(understood) == rest and understood.language == "zh"


def test_pinyin_leads_to_what_the_name_means_with_the_whole_query_as_its_place() -> None:
    understood = read("dianzicheng")
    assert understood.products == ("digital-indicating-scale",)
    assert {(reading.start, reading.end) for reading in understood.readings} == {(0, 11)}


@pytest.mark.parametrize("query", ["boiler", "standard", "lead", "can", "toy safety", "xyzzy", "dianzichengx", "a", "d z c"])
def test_english_is_no_pinyin(query: str) -> None:
    assert read(query).rest == query


def test_initials_are_read_where_one_name_alone_has_them() -> None:
    assert read("xdtj").rest == "心电图机"


# -- traditional characters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "rest", "products"),
    [
        ("電子秤檢定規程", "电子秤检定规程", ("digital-indicating-scale",)),
        ("鍋爐大氣污染物排放標準", "锅炉大气污染物排放标准", ("boiler",)),
        ("顯著性檢驗", "显著性检验", ()),
        ("著作权", "著作权", ()),
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(query: str, rest: str, products: tuple[str, ...]) -> None:
    understood = read(query)
    assert (understood.rest, understood.products) == (rest, products)


# -- slips in numbers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "offered", "why"),
    [
        ("GB 13217", "GB 13271", "two digits swapped"),
        ("GB 1371", "GB 13271", "one digit missing"),
        ("GB 132711", "GB 13271", "one digit too many"),
        ("GB 13275", "GB 13271", "one digit wrong"),
        ("GB 13217-2014", "GB 13271-2014", "two digits swapped"),
        ("gb/t 57504", "GB/T 5750.4", "one digit missing"),
        ("13217", "GB 13271", "two digits swapped"),
    ],
)
def test_a_number_that_nobody_knows_is_answered_with_a_near_one_that_is_not_taken(query: str, offered: str, why: str) -> None:
    understood = read(query)
    assert [(str(guess.number), guess.why, guess.taken) for guess in understood.did_you_mean][:1] == [(offered, why, False)]
    assert offered not in map(str, understood.numbers)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("GB/T 13271", "GB 13271"),
        ("GB/T 13271-2014", "GB 13271-2014"),
        ("JJF 539", "JJG 539"),
        ("G8 13271", "GB 13271"),
        ("6B 13271", "GB 13271"),
        ("BG 13271", "GB 13271"),
        ("GB/T 5750 第4部分", "GB/T 5750.4"),
        ("GB l3271-2014", "GB 13271-2014"),
        ("GB 13O95 GB 3O95", "GB 3095"),
        ("GBT28181", "GB/T 28181"),
        ("GB-T 28181", "GB/T 28181"),
        ("GB/T28l81", "GB/T 28181"),
    ],
)
def test_the_only_number_known_with_the_digits_is_taken(query: str, number: str) -> None:
    assert number in map(str, read(query).numbers)


def test_what_was_taken_is_said() -> None:
    (guess,) = read("GB/T 13271").did_you_mean
    assert guess.as_json() == {"typed": "GB/T 13271", "number": "GB 13271", "why": "the only one known with these digits", "taken": True}


@pytest.mark.parametrize("query", ["GB 13271", "13271", "GB 99999", "2014", "锅炉"])
def test_known_numbers_and_far_ones_are_left_alone(query: str) -> None:
    assert read(query).did_you_mean == ()


def test_without_the_graph_no_number_is_a_slip() -> None:
    assert understand("GB 13217").did_you_mean == ()


# -- what is shown, and switched off ----------------------------------------------------------------


def test_every_reading_says_where_it_was_read() -> None:
    understood = read("電子秤 二氧化硫 50 mg/m3 以下")
    shown = [(reading["switch"], reading["text"]) for reading in understood.as_json()["understood"]]
    assert ("products", "電子秤") in shown and ("values", "50 mg/m3 以下") in shown


QUERIES = {
    "numbers": "GB 13271",
    "typos": "GB/T 13271",
    "clauses": "附录A",
    "types": "检定规程",
    "status": "现行标准",
    "dates": "2015年的标准",
    "values": "铅 < 90 mg/kg",
    "products": "电子秤",
    "instruments": "电子秤",
    "measurands": "二氧化硫",
    "schemes": "3C认证",
    "sectors": "钢铁行业",
    "classes": "ICS 13.040.40",
    "relations": "颗粒物怎么测",
    "pinyin": "dianzicheng",
    "traditional": "電子秤",
}


def test_there_is_a_query_for_every_switch() -> None:
    assert QUERIES.keys() == SWITCHES.keys()


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_reading_is_there_and_gone_when_it_is_switched_off(switch: str) -> None:
    def shown(understood: Understood) -> bool:
        return any(reading.switch == switch for reading in understood.readings) or (switch == "typos" and bool(understood.did_you_mean))

    assert shown(read(QUERIES[switch])) and not shown(read(QUERIES[switch], switch))


def test_with_everything_off_words_are_words() -> None:
    understood = read("GB 13271 電子秤 2015年", *SWITCHES)
    assert understood.rest == "GB 13271 電子秤 2015年" and understood.readings == () and understood.numbers == ()


def test_an_unknown_switch_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadRequest, match=r"colours.*products"):
        understand("x", off=("colours",))


# -- synonyms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "has"),
    [("sphygmomanometer", "血压计"), ("电子秤", "数字指示秤"), ("二氧化硫", "sulfur dioxide"), ("3C认证", "强制性产品认证")],
)
def test_other_names_of_what_is_named(query: str, has: str) -> None:
    names = synonyms_in(read(query))
    assert has in names and query not in names and len(names) <= 6


# -- what is no question ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "😀😀😀",
        "\x00\x01\x02",
        "'; DROP TABLE standards;--",
        "SELECT * WHERE { ?s ?p ?o }",
        "((((",
        "《》",
        "\ud800",
        "%%%",
        "-" * 50,
    ],
)
def test_what_says_nothing_is_read_as_nothing(query: str) -> None:
    understood = read(query)
    assert understood.readings == () and understood.numbers == () and understood.did_you_mean == ()


@pytest.mark.parametrize(
    "piece", ["锅炉", "GB 13271 ", "二氧化硫 50 mg/m3 ", "a", "9", "(", "電", "GB 1", "不", "第一", " ", "😀", "dian", "/T"]
)
def test_ten_thousand_characters_are_read_in_time_that_a_page_can_wait(piece: str) -> None:
    query = (piece * 10_000)[:10_000]
    started = time.process_time()
    understood = read(query)
    assert time.process_time() - started < 2.0
    assert len(understood.products) <= 12
