"""Values in a query: which measurand, which side, which unit, how much in SI."""

from __future__ import annotations

import pytest

from kg.model import Operator
from search_api.query import AskedValue, understand


def asked(query: str) -> AskedValue:
    values = understand(query).values
    assert len(values) == 1, values
    return values[0]


def measurands(value: AskedValue) -> list[str]:
    return [iri.rpartition("/")[2] for iri in value.measurands]


@pytest.mark.parametrize(
    ("query", "measurand", "operator", "value", "unit"),
    [
        ("二氧化硫 50 mg/m3 以下", "二氧化硫", Operator.AT_MOST, 50.0, "mg/m3"),
        ("二氧化硫排放浓度不大于50毫克每立方米", "二氧化硫", Operator.AT_MOST, 50.0, "mg/m3"),
        ("50 mg/m³以下的颗粒物", "颗粒物", Operator.AT_MOST, 50.0, "mg/m3"),
        ("甲醛含量 75 mg/kg 以下", "甲醛", Operator.AT_MOST, 75.0, "mg/kg"),
        ("铅 < 90 mg/kg", "铅", Operator.BELOW, 90.0, "mg/kg"),
        ("铅含量小于 90 mg/kg 的玩具", "铅", Operator.BELOW, 90.0, "mg/kg"),
        ("甲醛释放量 ≤0.124 mg/m3", "甲醛释放量", Operator.AT_MOST, 0.124, "mg/m3"),
        ("氨氮 15mg/L", "氨氮", Operator.EQUAL, 15.0, "mg/L"),
        ("水的pH值 6-9", "pH值", Operator.RANGE, (6.0, 9.0), "1"),
        ("额定功率大于等于 2 kW 的电动机", "额定功率", Operator.AT_LEAST, 2.0, "kW"),
        ("热效率 80% 以上", "热效率", Operator.AT_LEAST, 80.0, "%"),
        ("电压 220V±10%", "电压", Operator.RANGE, (198.0, 242.0), "V"),
        ("sulfur dioxide less than 35 mg/m3", "二氧化硫", Operator.BELOW, 35.0, "mg/m3"),
        ("noise below 55 dB(A)", "等效连续A声级", Operator.BELOW, 55.0, "dB(A)"),
    ],
)
def test_a_value_has_its_measurand_side_and_unit(
    query: str, measurand: str, operator: Operator, value: float | tuple[float, float], unit: str
) -> None:
    found = asked(query)
    assert (measurands(found), found.operator, found.value, found.unit) == ([measurand], operator, value, unit)


def test_a_name_of_several_meanings_is_kept_with_all_that_fit_the_unit() -> None:
    found = asked("噪声不超过55dB")
    assert "等效连续A声级" in measurands(found) and len(found.measurands) > 1
    assert (found.operator, found.value, found.si) == (Operator.AT_MOST, 55.0, None)


def test_values_that_say_the_same_are_one_in_si() -> None:
    assert asked("颗粒物 0.02 g/m3").si == asked("颗粒物 20 mg/m3").si == 2e-05


def test_two_names_joined_share_the_value() -> None:
    assert measurands(asked("二氧化硫和氮氧化物不大于 100 mg/m3")) == ["二氧化硫", "氮氧化物"]


def test_each_value_belongs_to_the_name_before_it() -> None:
    values = understand("颗粒物 20 mg/m3 二氧化硫 50 mg/m3").values
    assert [(measurands(value), value.value) for value in values] == [(["颗粒物"], 20.0), (["二氧化硫"], 50.0)]


@pytest.mark.parametrize(
    "query",
    [
        "3C认证的噪声要求",
        "5G基站",
        "GB 13271-2014 二氧化硫",
        "2014年以后的二氧化硫标准",
        "颗粒物 第3部分",
        "二氧化硫 50 kg",
        "PM2.5 限值",
        "JJG 539-2016 第5.2条",
        "100 种产品",
        "不少于3个样品",
    ],
)
def test_numbers_that_bound_nothing_are_no_values(query: str) -> None:
    assert understand(query).values == ()


def test_a_value_without_a_name_needs_an_operator_and_a_unit() -> None:
    assert asked("不低于 30 m").measurands == ()
    assert understand("30 m").values == ()


def test_a_value_can_be_switched_off_alone() -> None:
    understood = understand("二氧化硫 50 mg/m3 以下", off=("values",))
    assert understood.values == () and understood.measurands == ("二氧化硫",)
