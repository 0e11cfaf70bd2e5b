"""Limits of layouts that many standards share: modal verbs in cells, columns of one thing each, deviations, grades, strengths, clause numbers."""

from __future__ import annotations

import pytest

from ingest.limits.column import Column
from ingest.limits.columns import columns_of
from ingest.limits.limits import LimitsRead, read_limits
from ingest.limits.words import Role
from ingest.measured.methods import read_methods
from kg.model import DocumentType, Limit, Operator, Table
from tests.ingest.small_tables import clauses, said, table


def _of(text: str, heading: str, *tables: Table) -> LimitsRead:
    made, places = clauses(f"{heading}|{text}")
    return read_limits(made, tables, DocumentType.NATIONAL, places)


def _read(grid: Table) -> tuple[Limit, ...]:
    return _of("应符合表1的规定。", "4.1 技术要求", grid).limits


def _sentence(text: str) -> tuple[Limit, ...]:
    return _of(text, "4.2 技术要求").limits


def _with_conditions(limits: tuple[Limit, ...]) -> list[tuple[str, str | None]]:
    return list(zip(said(limits), (one.condition for one in limits), strict=True))


def _roles(columns: tuple[Column, ...]) -> list[Role]:
    return [column.role for column in columns]


# -- words that demand, in a cell --------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "operator"),
    [
        ("不应大于 55 kg", Operator.AT_MOST),
        ("不得超过 55 kg", Operator.AT_MOST),
        ("不应小于 55 kg", Operator.AT_LEAST),
        ("不宜低于 55 kg", Operator.AT_LEAST),
        ("应不小于 55 kg", Operator.AT_LEAST),
        ("应小于 55 kg", Operator.BELOW),
        ("应为 55 kg", Operator.EQUAL),
    ],
)
def test_a_modal_verb_in_a_cell_belongs_to_the_operator(cell: str, operator: Operator) -> None:
    (limit,) = _read(table("整机要求", ["项目|要求"], [f"整机质量|{cell}"]))
    assert (limit.operator, limit.value, limit.unit, limit.condition) == (operator, 55.0, "kg", None)


def test_a_modal_verb_at_a_heading_belongs_to_the_operator() -> None:
    assert said(_read(table("技术要求", ["型号|含水率/% 不应大于|质量/kg 应不小于"], ["甲|8|2"]))) == ["含水率 <= 8 %", "质量 >= 2 kg"]


# -- columns that are each of one thing or time ------------------------------------------------


def test_other_things_and_things_with_a_unit_head_columns_of_values() -> None:
    grid = table("元素迁移限量", ["元素|造型材料/(mg/kg)|其他玩具材料/(mg/kg)"], ["锑|10|60", "铅|90|—"])
    assert [(one.object, one.value) for one in _read(grid)] == [("造型材料", 10.0), ("其他玩具材料", 60.0), ("造型材料", 90.0)]


@pytest.mark.parametrize("times", ["I时段|II时段", "Ⅰ时段|Ⅱ时段", "第一阶段|第二阶段", "6a 阶段|6b 阶段"])
def test_periods_and_stages_head_columns_of_values(times: str) -> None:
    limits = _read(table("大气污染物排放限值", [f"污染物|单位|{times}"], ["颗粒物|mg/m3|100|50"]))
    conditions = [time.replace(" ", "") for time in times.split("|")]
    assert _with_conditions(limits) == [("颗粒物 <= 100 mg/m3", conditions[0]), ("颗粒物 <= 50 mg/m3", conditions[1])]


def test_kinds_of_process_head_columns_of_values() -> None:
    limits = _read(table("单位产品水耗限值", ["指标|干法工艺|湿法工艺"], ["单位产品取水量/(m3/t)|1.0|2.0"]))
    assert said(limits) == ["单位产品取水量 <= 1 m3/t", "单位产品取水量 <= 2 m3/t"]


def test_a_mass_at_the_left_chooses_the_consumption_that_the_caption_names() -> None:
    limits = _read(table("燃料消耗量限值", ["整备质量/kg|第一阶段|第二阶段"], ["≤750|7.2|6.2"], unit="L/100km"))
    assert _with_conditions(limits)[1] == ("燃料消耗量 <= 6.2 L/100km", "整备质量 ≤750 kg; 第二阶段")


def test_the_age_in_front_of_a_quantity_is_its_case() -> None:
    limits = _read(table("不同龄期的强度要求", ["强度等级|3 d 抗压强度|28 d 抗压强度"], ["42.5|17.0|42.5"], unit="MPa"))
    assert _with_conditions(limits) == [
        ("抗压强度 >= 17 MPa", "强度等级 42.5; 3 d"),
        ("抗压强度 >= 42.5 MPa", "强度等级 42.5; 28 d"),
    ]


def test_ranges_of_working_choose_although_there_are_two() -> None:
    grid = table("仪器要求", ["型号|测量范围/mm|工作温度范围/℃|最大允许误差/mm"], ["A|0～100|10～30|±0.5"])
    assert _roles(columns_of(grid)) == [Role.OBJECT, Role.CASE, Role.CASE, Role.VALUE]


# -- signs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["−2.5～+1.5", "+1.5；−2.5", "-2.5～+1.5"])
def test_a_deviation_to_both_sides_is_a_value_beside_bounds(cell: str) -> None:
    limits = _read(table("外形要求", ["规格|长度偏差/mm|直线度/mm"], [f"A|{cell}|≤2"]))
    assert said(limits) == ["长度偏差 range -2.5~1.5 mm", "直线度 <= 2 mm"]


def test_a_temperature_below_zero_is_named_as_a_condition() -> None:
    limits = _read(table("低温性能要求", ["型号|试验温度/℃|弯曲直径/mm"], ["A|−20|≤10"]))
    assert _with_conditions(limits) == [("弯曲直径 <= 10 mm", "试验温度 −20 degC")]


def test_an_acceptance_limit_that_is_open_below_bounds_from_above() -> None:
    grid = table("频率计权和接受限", ["标称频率/Hz|频率计权/dB|接受限/dB|<", "^|^|1级|2级"], ["16|-56.7|+3.0；−∞|±5.0"])
    limits = _read(grid)
    assert said(limits) == ["频率计权 <= 3 dB", "频率计权 range -5~5 dB"]
    assert limits[0].condition == "标称频率 16 Hz; 1级"


@pytest.mark.parametrize("word", ["接受限", "合格限", "判定值"])
def test_acceptance_limits_are_bounds(word: str) -> None:
    assert said(_read(table("声级计性能", [f"项目|单位|{word}"], ["级线性误差|dB|±0.8"]))) == ["级线性误差 range -0.8~0.8 dB"]


# -- grades and strengths ----------------------------------------------------------------------


def test_half_grades_are_no_numbers_and_leave_the_other_columns_alone() -> None:
    limits = _read(table("内在质量要求", ["品种|起球/级|断裂强力/N"], ["A|≥3-4|≥200", "B|3-4|≥180"]))
    assert [(one.object, one.condition) for one in limits] == [("A", None), ("B", None)]
    assert said(limits) == ["断裂强力 >= 200 N", "断裂强力 >= 180 N"]


def test_a_grade_of_colour_fastness_is_the_least() -> None:
    limits = _read(table("色牢度要求", ["项目|优等品|合格品"], ["耐水色牢度/级|4-5|3", "耐摩擦色牢度/级|≥4|≥3-4"]))
    assert said(limits) == ["耐水色牢度 >= 3 级", "耐摩擦色牢度 >= 4 级"]


@pytest.mark.parametrize("rows", [["HPB300|300|420|25", "HRB400|400|540|16"], ["5.6|300|500|20", "8.8|640|800|12"]])
def test_strengths_of_grades_are_bounds_beside_a_heading_that_says_no_less(rows: list[str]) -> None:
    limits = _read(table("力学性能", ["牌号|屈服强度/MPa|抗拉强度/MPa|断后伸长率 A（不小于）/%"], rows))
    assert [one.measurand for one in limits] == ["屈服强度", "抗拉强度", "断后伸长率"] * 2
    assert {one.operator for one in limits} == {Operator.AT_LEAST}


def test_a_thickness_in_steps_still_chooses_the_strength() -> None:
    grid = table("力学性能", ["牌号|厚度/mm|屈服强度/MPa|断后伸长率 A（不小于）/%"], ["Q1|≤16|235|26", "Q2|≤16|275|22"])
    assert _with_conditions(_read(grid))[0] == ("屈服强度 >= 235 MPa", "厚度 ≤16 mm")


@pytest.mark.parametrize(("heading", "cell"), [("状态", "T5"), ("供货", "T5"), ("原料", "A 燃料")])
def test_tempers_and_lettered_things_are_no_units(heading: str, cell: str) -> None:
    limits = _read(table("力学性能", [f"{heading}|抗拉强度"], [f"{cell}|≥160"], unit="MPa"))
    assert said(limits) == ["抗拉强度 >= 160 MPa"]


# -- clause numbers and standards --------------------------------------------------------------


@pytest.mark.parametrize("heading", ["要求|试验方法", "要求所在章|要求所在标准", "技术要求|检验方法条款"])
def test_numbers_of_clauses_are_no_bounds(heading: str) -> None:
    assert _read(table("性能要求", [f"项目|{heading}"], ["压力/kPa|9.2|10.3", "水温/℃|5.3|6.2"])) == ()


def test_a_requirement_beside_a_method_without_clause_numbers_is_a_bound() -> None:
    assert said(_read(table("性能要求", ["项目|要求|方法"], ["压力/kPa|9.2|压力计法"]))) == ["压力 <= 9.2 kPa"]


def test_the_standard_of_the_requirement_is_no_method() -> None:
    grid = table("检验项目", ["项目|要求所在标准|方法标准"], ["铅含量|GB 99001-2020|GB/T 99002-2018"])
    made, places = clauses("5 检验|见表1。")
    assert [pair.number for pair in read_methods(made, [grid], places)] == ["GB/T 99002-2018"]


# -- units, classes, conditions ----------------------------------------------------------------


@pytest.mark.parametrize("row", ["输入噪声|≤30 μV", "导体电阻|≤1.15 Ω/km", "输入电阻|≥20 kΩ/V"])
def test_a_noise_in_volts_and_a_resistance_of_a_length_are_no_contradiction(row: str) -> None:
    read = _of("应符合表1的规定。", "4.1 技术要求", table("性能要求", ["项目|要求"], [row]))
    assert len(read.limits) == 1 and read.findings == ()
    assert read.limits[0].quantity not in ("SoundPressureLevel", "Resistance")


def test_a_sound_level_in_volts_is_a_contradiction() -> None:
    read = _of("应符合表1的规定。", "4.1 技术要求", table("性能要求", ["项目|要求"], ["等效声级|≤30 μV"]))
    assert [finding.code for finding in read.findings] == ["unit_dimension"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("系统的误报概率不应大于 0.001。", ["误报概率 <= 0.001 1"]),
        ("轮重减载率不应大于 0.65，运行时不应超过限速。", ["轮重减载率 <= 0.65 1"]),
        ("可用率不应低于 99 %。", ["可用率 >= 99 %"]),
        ("漏检率不应大于 2。", []),
        ("频率不应大于 0.5。", []),
    ],
)
def test_a_probability_without_a_unit_is_a_number(sentence: str, expected: list[str]) -> None:
    assert said(_sentence(sentence)) == expected


@pytest.mark.parametrize("average", ["1 h 均值", "24 h 均值", "小时均值"])
def test_the_time_of_an_average_is_a_condition(average: str) -> None:
    shown = average.replace("h ", "h")
    limits = _read(table("排放限值", ["污染物|限值"], [f"NMHC（{average}）|10"], unit="mg/m3"))
    assert _with_conditions(limits) == [("NMHC <= 10 mg/m3", shown)]
    assert _with_conditions(_sentence(f"氮氧化物（{average}）不应大于 150 mg/m3。")) == [("氮氧化物 <= 150 mg/m3", shown)]


def test_the_value_for_another_case_may_stand_behind_it_in_brackets() -> None:
    limits = _read(table("排放限值", ["污染物|限值"], ["氮氧化物|150（炉膛温度≥850 ℃ 为 180）"], unit="mg/m3"))
    assert _with_conditions(limits) == [("氮氧化物 <= 150 mg/m3", None), ("氮氧化物 <= 180 mg/m3", "炉膛温度≥850 ℃")]


def test_no_worse_than_a_class_of_accuracy_bounds_the_class_from_above() -> None:
    assert said(_sentence("压力表的准确度等级不应低于 2.5 级。")) == ["准确度等级 <= 2.5 级"]
    assert said(_read(table("仪器要求", ["项目|要求"], ["准确度等级|不低于 2.5 级"]))) == ["准确度等级 <= 2.5 级"]
    assert said(_sentence("外壳的阻燃等级不应低于 2 级。")) == ["阻燃等级 >= 2 级"]


def test_a_decimal_at_the_head_of_a_phrase_is_no_number_of_an_item() -> None:
    (power,) = _sentence("2.5 kW～4.5 kW 时，噪声不应大于 65 dB(A)。")
    assert power.condition == "2.5 kW～4.5 kW时"
    (bolt,) = _sentence("5.6 级、8.8 级螺栓的抗拉强度不应小于 500 MPa。")
    assert bolt.object == "5.6级、8.8级螺栓"
    assert said(_sentence("2.烟囱高度不应低于 8 m。")) == ["烟囱高度 >= 8 m"]


def test_bounds_that_say_which_things_are_meant_demand_nothing() -> None:
    assert _sentence("真实蒸气压不小于 10.3 kPa 但小于 76.6 kPa 的储罐，应采用浮顶罐。") == ()


def test_the_things_that_a_bound_is_put_on_are_the_case_of_what_follows() -> None:
    limits = _sentence("额定容量不小于 100 kVA 但小于 400 kVA 的变压器，损耗不应大于 2 kW。")
    assert _with_conditions(limits) == [("损耗 <= 2 kW", "额定容量不小于 100 kVA 但小于 400 kVA 的变压器")]


def test_the_next_things_take_the_place_of_those_before() -> None:
    limits = _sentence("容量不小于 100 kVA 的变压器，损耗不应大于 2 kW，容量小于 100 kVA 的变压器，损耗不应大于 1 kW。")
    assert [one.condition for one in limits] == ["容量不小于 100 kVA 的变压器", "容量小于 100 kVA 的变压器"]


def test_a_place_or_class_that_begins_with_a_number_is_no_part_of_the_name() -> None:
    assert _with_conditions(_sentence("离地 3.5 m 处的照度不应小于 50 lx。")) == [("照度 >= 50 lx", "离地3.5 m处")]
    (limit,) = _sentence("0.5 级仪表的误差不应大于 0.5 %。")
    assert (limit.measurand, limit.object) == ("误差", "0.5级仪表")


def test_a_temperature_in_front_of_a_quantity_is_its_case() -> None:
    limits = _read(table("电缆要求", ["标称截面/mm2|20 ℃导体电阻（不大于）/(Ω/km)"], ["1.5|12.1"]))
    assert _with_conditions(limits) == [("导体电阻 <= 12.1 Ohm/km", "标称截面 1.5 mm2; 20℃")]


def test_a_state_in_brackets_is_no_second_value() -> None:
    limits = _read(table("温度限值", ["项目|限值"], ["温升|60（环境温度为 40）"], unit="K"))
    assert _with_conditions(limits) == [("温升 <= 60 K", "环境温度为 40")]


def test_the_class_in_a_caption_is_a_condition() -> None:
    grid = table("A 级设备电源端骚扰电压限值", ["频率范围/MHz|准峰值/dB(μV)"], ["0.15～0.5|79"])
    assert _with_conditions(_read(grid)) == [("电源端骚扰电压 <= 79 dBuV", "A级设备; 频率范围 0.15～0.5 MHz; 准峰值")]


def test_the_class_in_brackets_and_the_statistic_of_a_heading_are_conditions() -> None:
    grid = table("辐射骚扰限值（B 级）", ["频率范围/MHz|准峰值限值/dB(μV/m)"], ["30～230|30"])
    assert _with_conditions(_read(grid)) == [("辐射骚扰 <= 30 dBuV/m", "B级; 频率范围 30～230 MHz; 准峰值")]


def test_the_classes_of_acceptance_limits_are_cases_of_what_the_caption_names() -> None:
    grid = table("A计权目标值与接受限", ["标称频率/Hz|A计权/dB|1级接受限/dB|2级接受限/dB"], ["31.5|−39.4|±1.5|±3.0"])
    assert _with_conditions(_read(grid)) == [
        ("A计权 range -1.5~1.5 dB", "标称频率 31.5 Hz; 1级"),
        ("A计权 range -3~3 dB", "标称频率 31.5 Hz; 2级"),
    ]


def test_the_limit_of_an_error_in_a_caption_names_the_error() -> None:
    grid = table("有功电能表基本误差限（%）", ["负载电流|功率因数|1级|2级"], ["0.1Ib≤I≤Imax|1|±1.0|±2.0"])
    assert said(_read(grid)) == ["有功电能表基本误差 range -1~1 %", "有功电能表基本误差 range -2~2 %"]
