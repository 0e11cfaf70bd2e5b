"""Measurands: names as printed, once each, without unit, mark, operator and place of sampling."""

from __future__ import annotations

import pytest

from ingest.limits.limits import read_limits
from ingest.limits.quantities import contradiction, quantity_kind
from ingest.measured.measurands import read_measurands
from ingest.measured.methods import read_methods
from ingest.measured.names import looks_like_measurand, measurand_name
from kg.model import DocumentType
from kg.units import Unit
from tests.ingest.small_tables import clauses, table


@pytest.mark.parametrize(
    ("printed", "name", "unit"),
    [
        ("总氰化物（以 CN^- 计，mg/L）", "总氰化物（以CN-计）", "mg/L"),
        ("五 日 生 化 需 氧 量（BOD5）", "五日生化需氧量（BOD5）", None),
        ("烟气一氧化碳浓度（mg/m3）（烟囱取样口）", "烟气一氧化碳浓度", "mg/m3"),
        ("色度（稀释倍数）", "色度", "倍"),
        ("烟气黑度（林格曼黑度，级）", "烟气黑度", "级"),
        ("苯系物^a", "苯系物", None),
        ("电场强度 E（V/m）", "电场强度", "V/m"),
        ("ＤＭＦ", "DMF", None),
        ("双酚A", "双酚A", None),
        ("氟化氢（HF）", "氟化氢（HF）", None),
        ("输出电压（V）", "输出电压", "V"),
        ("二口恶英类（ng TEQ/m3）", "二噁英类", "ng-TEQ/m3"),
        ("臭气浓度（无量纲）", "臭气浓度", "1"),
    ],
)
def test_a_name_is_freed_of_what_is_not_part_of_it(printed: str, name: str, unit: str | None) -> None:
    found = measurand_name(printed)
    assert (found.name, found.unit) == (name, unit)


def test_an_operator_behind_the_name_is_the_operator_of_its_values() -> None:
    assert measurand_name("溶解氧 ≥").operator == ">=" and measurand_name("氨氮（NH3-N）≤").name == "氨氮（NH3-N）"


def test_names_of_things_are_no_measurands() -> None:
    assert [looks_like_measurand(text) for text in ("燃煤锅炉", "排气筒", "昼间", "车间")] == [False] * 4
    assert all(looks_like_measurand(text) for text in ("汞及其化合物", "NMHC", "等效声级", "处理效率", "pH值", "总磷"))


def test_each_characteristic_is_there_once_and_a_method_adds_only_new_ones() -> None:
    limits = table("排放限值", ["项目|限值|监控位置"], ["化学需氧量（CODCr）|60|总排口", "总磷|1|总排口"], unit="mg/L")
    other = table("特别排放限值", ["项目|限值"], ["总磷|0.5"], unit="mg/L", number="表2")
    methods = table("测定方法", ["项目|标准编号"], ["化学需氧量|HJ 828", "粪大肠菌群|HJ 347"], number="表3")
    made, places = clauses("4.1 限值|执行表1、表2的限值。")
    read = read_limits(made, (limits, other), DocumentType.NATIONAL, places)
    pairs = read_methods(made, (methods,), places, read.limits)
    assert {mention.name for mention in read_measurands((), read.limits, pairs)} == {"化学需氧量（CODCr）", "总磷", "粪大肠菌群"}


@pytest.mark.parametrize(
    ("measurand", "unit", "kind"),
    [
        ("颗粒物", "mg/m3", "MassConcentration"),
        ("等效声级", "dB(A)", "SoundPressureLevel"),
        ("烟囱高度", "m", "Length"),
        ("示值误差", "℃", "Temperature"),
        ("贮存期限", "a", "Time"),
        ("处理效率", "%", "DimensionlessRatio"),
        ("电阻", "MΩ", "Resistance"),
    ],
)
def test_the_quantity_kind_comes_from_name_and_unit(measurand: str, unit: str, kind: str) -> None:
    assert quantity_kind(measurand, Unit.parse(unit)) == kind
    assert contradiction(measurand, Unit.parse(unit)) is None


def test_a_unit_that_the_quantity_cannot_have_is_said() -> None:
    assert contradiction("烟囱高度", Unit.parse("kg")) is not None
    assert contradiction("误差", Unit.parse("kg")) is None and contradiction(None, None) is None
