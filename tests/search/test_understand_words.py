"""Days, validity, sectors, classes, relations: what a query asks for in so many words."""

from __future__ import annotations

from datetime import date

import pytest

from search_api.query import understand, words_of

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("2015年的锅炉标准", "2015-01-01", "2015-12-31"),
        ("2014年以后发布的检定规程", "2014-01-01", None),
        ("自2014年7月起实施的标准", "2014-07-01", None),
        ("2010年以前的玩具标准", None, "2010-12-31"),
        ("2010到2015年的玩具标准", "2010-01-01", "2015-12-31"),
        ("2010-2015年发布的玩具标准", "2010-01-01", "2015-12-31"),
        ("近五年的团体标准", "2021-11-28", None),
        ("去年发布的标准", "2025-01-01", "2025-12-31"),
        ("boiler standards since 2014", "2014-01-01", None),
        ("toy standards published before 2010", None, "2010-12-31"),
        ("standards between 2010 and 2015", "2010-01-01", "2015-12-31"),
    ],
)
def test_days_of_issue(query: str, first: str | None, last: str | None) -> None:
    issued = understand(query, today=TODAY).issued
    assert issued is not None and (issued.first, issued.last) == (first, last)


@pytest.mark.parametrize(
    "query",
    [
        "GB 13271-2014",
        "额定电压 2000 V",
        "2014 锅炉",
        "十年寿命试验",
        "3年以后",
        "2012年的老平板玻璃厂，颗粒物执行多少",
        "2016年新建石化项目的排放标准",
        "2013年底以前的酒精厂",
    ],
)
def test_a_number_and_the_year_of_a_plant_are_no_day_of_issue(query: str) -> None:
    assert understand(query, today=TODAY).issued is None


def test_the_day_of_effect_is_told_from_the_day_of_issue() -> None:
    assert understand("2014年实施的标准").issued.effective and not understand("2014年发布的标准").issued.effective  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("废止的标准", ("withdrawn", "superseded")),
        ("即将实施的国家标准", ("upcoming",)),
        ("已被代替的玩具标准", ("superseded",)),
        ("最新的锅炉标准", ("current",)),
        ("withdrawn toy standards", ("withdrawn", "superseded")),
        ("有效期", ()),
        ("环境失效保护", ()),
        ("固废填埋场停用了要封场吗", ()),
    ],
)
def test_states(query: str, status: tuple[str, ...]) -> None:
    assert understand(query).status == status


def test_the_newest_is_more_than_in_force() -> None:
    assert understand("最新锅炉标准").latest and not understand("现行锅炉标准").latest


def test_talk_of_days_and_validity_is_not_searched_for() -> None:
    assert words_of(understand("2014年以后发布的现行锅炉排放标准")) == "锅炉排放标准"


@pytest.mark.parametrize(
    ("query", "sectors"),
    [
        ("钢铁行业排放标准", ("metallurgy",)),
        ("轨道交通装备制造业", ("rail-transit",)),
        ("纺织", ("textile",)),
        ("电子秤", ()),
        ("汽车衡", ()),
        ("shipbuilding standards", ("shipbuilding",)),
    ],
)
def test_sectors_are_told_from_words_that_begin_like_them(query: str, sectors: tuple[str, ...]) -> None:
    assert understand(query).sectors == sectors


@pytest.mark.parametrize(
    ("query", "ics", "ccs"),
    [
        ("ICS 13.040.40", ("13.040.40",), ()),
        ("13.040.40 锅炉", ("13.040.40",), ()),
        ("ICS 13", ("13",), ()),
        ("99.999", (), ()),
        ("CCS Z60", (), ("Z 60",)),
        ("Z 60", (), ("Z 60",)),
        ("电压 Z60 型", (), ()),
        ("表面活性剂", (), ("G 73",)),
        ("阴离子表面活性剂", (), ()),
        ("Stationary source emissions", ("13.040.40",), ()),
    ],
)
def test_classes_by_code_and_by_title(query: str, ics: tuple[str, ...], ccs: tuple[str, ...]) -> None:
    understood = understand(query)
    assert (understood.ics, understood.ccs) == (ics, ccs)


@pytest.mark.parametrize(
    ("query", "relation"),
    [
        ("哪个规程检定血压计", "verified_under"),
        ("which regulation verifies blood pressure monitors", "verified_under"),
        ("how are ECG machines calibrated", "calibrated_under"),
        ("哪个规则认证电冰箱", "certified_under"),
        ("电冰箱的认证依据标准是什么", "basis"),
        ("颗粒物怎么测", "measured_by"),
        ("水中氨氮的测定", "measured_by"),
        ("determination of ammonia in water", "measured_by"),
        ("什么代替了GB 13271-2001", "replaced_by"),
        ("GB 13271-2001 被哪个标准代替", "replaced_by"),
        ("what replaced GB 13271-2001", "replaced_by"),
        ("强制性认证的法律依据", "law"),
        ("has GB/T 228.1-2010 been replaced, and by which edition", "replaced_by"),
        ("ISO 10993-1 对应的国家标准是哪个", "adopted_by"),
        ("IEC 62368-1 adopted in China", "adopted_by"),
        ("插座要过CCC吗", "certified_under"),
        ("监护仪拿什么规程检", "verified_under"),
        ("用什么仪器测噪声", "instrument"),
        ("二氧化硫排放限值", "limited_by"),
        ("锅炉烟气里的氮氧化物不能超过多少", "limited_by"),
        ("六价铬用哪个水质方法测", "measured_by"),
    ],
)
def test_the_relation_asked_for_comes_first(query: str, relation: str) -> None:
    assert understand(query).relations[0] == relation


@pytest.mark.parametrize("query", ["锅炉", "GB 13271", "电子秤 技术要求", "被代替的标准"])
def test_no_relation_is_asked(query: str) -> None:
    assert understand(query).relations == ()


@pytest.mark.parametrize(
    ("query", "measurands"),
    [
        ("食品中铅限量", ("铅",)),
        ("甲醛含量", ("甲醛",)),
        ("SO2 排放", ("二氧化硫",)),
        ("cod", ("化学需氧量",)),
        ("产品质量监督", ()),
        ("能力验证", ()),
        ("chemical oxygen demand", ("化学需氧量",)),
    ],
)
def test_measurands_by_name_symbol_and_english(query: str, measurands: tuple[str, ...]) -> None:
    assert understand(query).measurands == measurands


def test_a_name_inside_a_product_is_no_instrument() -> None:
    assert understand("平板玻璃厂").instruments == () and understand("平板").instruments == ("surface-plate",)


def test_a_thing_that_is_product_and_instrument_is_both() -> None:
    understood = understand("血压计")
    assert understood.products == understood.instruments == ("sphygmomanometer",)
