"""Limits of tables: orientations, units, operators, footnotes, and tables that set none."""

from __future__ import annotations

import pytest

from ingest.limits.limits import LimitsRead, read_limits
from kg.model import AnnexKind, DocumentType, Evidence, Operator, Severity, Table
from tests.ingest.small_tables import clauses, said, table


def _read(*tables: Table, sets: str = "4.1 排放限值|企业执行表1规定的限值。", kind: AnnexKind = AnnexKind.NORMATIVE) -> LimitsRead:
    made, places = clauses(sets, kind=kind)
    return read_limits(made, tables, DocumentType.NATIONAL, places)


def test_measurands_in_rows_and_objects_in_columns() -> None:
    read = _read(
        table(
            "新建锅炉大气污染物浓度限值",
            ["污染物项目|限值|<|监控位置", "^|燃煤锅炉|燃气锅炉|^"],
            ["颗粒物|50|20|烟道", "汞及其化合物|0.05|—|^", "烟气黑度（林格曼黑度，级）|≤1|<|烟囱口"],
            unit="mg/m3",
        )
    )
    assert said(read.limits) == ["颗粒物 <= 50 mg/m3", "颗粒物 <= 20 mg/m3", "汞及其化合物 <= 0.05 mg/m3", "烟气黑度 <= 1 级"]
    assert [one.object for one in read.limits] == ["燃煤锅炉", "燃气锅炉", "燃煤锅炉", "燃煤锅炉、燃气锅炉"]
    assert read.limits[0].condition == "新建锅炉; 烟道" and read.limits[0].table == "表1" and read.limits[0].clause == "4.1"
    assert read.limits[0].unit_iri == "http://qudt.org/vocab/unit/MilliGM-PER-M3" and read.limits[0].si_value == 5e-05
    assert read.limits[0].quantity == "MassConcentration" and read.limits[0].at.quote == "50"


def test_measurands_in_columns_and_objects_in_rows() -> None:
    read = _read(
        table(
            "大气污染物排放限值",
            ["生产过程|生产设备|颗粒物|二氧化硫"],
            ["矿山开采|破碎机|20|—", "水泥制造|窑|30|200 {1}"],
            unit="mg/m3",
            notes=[("1", "适用于采用独立热源的设备。")],
        )
    )
    assert said(read.limits) == ["颗粒物 <= 20 mg/m3", "颗粒物 <= 30 mg/m3", "二氧化硫 <= 200 mg/m3"]
    assert read.limits[2].condition == "适用于采用独立热源的设备" and read.limits[2].object == "水泥制造 窑"


def test_tolerances_below_a_condition_are_values() -> None:
    read = _read(
        table("最大允许误差", ["项目|0.5级|<", "^|参比条件|额定工作条件"], ["温度测量误差|±0.1 ℃|±0.2 ℃", "压力测量误差|±0.15 %|±0.3 %"])
    )
    assert said(read.limits) == [
        "温度测量误差 range -0.1~0.1 degC",
        "温度测量误差 range -0.2~0.2 degC",
        "压力测量误差 range -0.15~0.15 %",
        "压力测量误差 range -0.3~0.3 %",
    ]


def test_a_column_of_signs_is_one_although_a_name_goes_on_over_it() -> None:
    read = _read(table("技术要求", ["项目|<|指标", "^|^|优等品"], ["主含量 w/%|≥|99.5", "水不溶物 w/%|≤|0.02", "pH|<|5.0～6.5"]))
    assert [one.operator.value for one in read.limits] == [">=", "<=", "range"]


def test_the_unit_may_stand_below_a_heading_that_ends_in_a_number() -> None:
    read = _read(table("终端最大输出功率", ["频段|功率等级 3 dBm"], ["n1|23"]))
    assert said(read.limits) == ["终端最大输出功率 <= 23 dBm"]
    assert read.findings == ()


def test_quotas_are_bounds_with_their_unit_in_a_column() -> None:
    read = _read(
        table(
            "工业用水定额",
            ["行业代码|产品名称|定额单位|用水定额|<", "^|^|^|先进值|通用值"],
            ["C1513|啤酒|m3/kL|3.5|4.5", "C2221|浆|m3/t|33|46"],
        )
    )
    assert said(read.limits) == ["用水定额 <= 3.5 m3/kL", "用水定额 <= 4.5 m3/kL", "用水定额 <= 33 m3/t", "用水定额 <= 46 m3/t"]
    assert [one.condition for one in read.limits[:2]] == ["先进值", "通用值"]


def test_a_safe_distance_is_a_least_one() -> None:
    assert said(_read(table("安全距离", ["试验电压/kV|安全距离/m"], ["200|1.5", "500|3.0"])).limits) == [
        "安全距离 >= 1.5 m",
        "安全距离 >= 3 m",
    ]


def test_a_heading_that_ends_in_no_more_than_outweighs_the_caption() -> None:
    read = _read(table("不平衡系数和泄漏电流", ["额定电压/kV|不平衡系数 不大于|泄漏电流/μA 不大于"], ["10|2|50", "20|2|80"]))
    assert said(read.limits) == ["不平衡系数 <= 2", "泄漏电流 <= 50 uA", "不平衡系数 <= 2", "泄漏电流 <= 80 uA"]


def test_how_well_a_quantity_is_measured_is_what_is_bounded() -> None:
    read = _read(table("检测技术指标", ["检测项目|<|技术要求"], ["流速 CMS|精密度|≤5 %", "温度 CMS|绝对误差|不超过±3 ℃"]))
    assert said(read.limits) == ["流速精密度 <= 5 %", "温度绝对误差 range -3~3 degC"]


def test_symbols_that_look_like_units_are_names() -> None:
    read = _read(table("定时参数", ["参数|最大值|单位"], ["T1|200|μs", "T2|5|ms"]))
    assert said(read.limits) == ["T1 <= 200 us", "T2 <= 5 ms"]


def test_a_case_in_a_cell_is_no_bound() -> None:
    read = _read(table("检测技术指标", ["检测项目|技术要求"], ["示值误差|当满量程≥100 μmol/mol 时，不超过±5 %", "响应时间|≤200 s"]))
    assert said(read.limits) == ["响应时间 <= 200 s"]


def test_plain_values_beside_signed_ones_choose_the_row() -> None:
    read = _read(table("压力降", ["类别|试验流量 L/min|压力降 hPa"], ["儿童|15|≤2.5", "成人|60|≤3"]))
    assert said(read.limits) == ["压力降 <= 2.5 hPa", "压力降 <= 3 hPa"]


def test_a_heading_with_a_unit_names_a_quantity() -> None:
    read = _read(table("技术要求", ["型号|折合水耗 m3/t"], ["A|20", "B|30"]))
    assert said(read.limits) == ["折合水耗 <= 20 m3/t", "折合水耗 <= 30 m3/t"]


def test_a_permitted_difference_is_a_bound() -> None:
    read = _read(table("允许差", ["磷含量|允许差"], ["0.005～0.010|0.001", "＞0.010～0.050|0.003"], unit="%"))
    assert said(read.limits) == ["允许差 <= 0.001 %", "允许差 <= 0.003 %"]


def test_classes_and_times_of_day_are_cases_and_the_caption_names_the_measurand() -> None:
    read = _read(table("厂界环境噪声排放限值", ["功能区类别|时段|<", "^|昼间|夜间"], ["0|50|40", "1|55|45"], unit="dB(A)"))
    assert said(read.limits) == [
        "厂界环境噪声 <= 50 dB(A)",
        "厂界环境噪声 <= 40 dB(A)",
        "厂界环境噪声 <= 55 dB(A)",
        "厂界环境噪声 <= 45 dB(A)",
    ]
    assert "夜间" in (read.limits[1].condition or "") and read.limits[1].si_value is None


def test_the_unit_stands_in_the_cell_its_own_column_the_name_the_heading_or_above_the_table() -> None:
    in_cell = table("排放限值", ["序号|污染物|限值"], ["1|总α放射性|1.0 Bq/L", "2|总汞|0.05"], unit="mg/L")
    own_column = table("限值", ["项目|单位|限值"], ["氨氮|mg/L|15", "色度|倍|50"])
    in_name = table("限值", ["项目|限值"], ["总铬（mg/L）|0.5", "单位产品基准排水量，L/m2（镀层）|250"])
    in_heading = table("控制限值", ["频率范围|电场强度 E（V/m）|磁感应强度（μT）"], ["1Hz~8Hz|8000|40000/f^2", "30MHz~3000MHz|12|0.04"])
    assert said(_read(in_cell).limits) == ["总α放射性 <= 1 Bq/L", "总汞 <= 0.05 mg/L"]
    assert said(_read(own_column).limits) == ["氨氮 <= 15 mg/L", "色度 <= 50 倍"]
    assert said(_read(in_name).limits) == ["总铬 <= 0.5 mg/L", "单位产品基准排水量 <= 250 L/m2"]
    assert said(_read(in_heading).limits) == ["电场强度 <= 8000 V/m", "电场强度 <= 12 V/m", "磁感应强度 <= 0.04 uT"]


def test_what_a_tables_unit_does_not_hold_for_has_none() -> None:
    read = _read(table("水污染物排放限值", ["项目|限值"], ["pH值|6～9", "色度|50", "氨氮|15"], unit="mg/L（pH 值、色度除外）"))
    assert said(read.limits) == ["pH值 range 6~9 1", "色度 <= 50 1", "氨氮 <= 15 mg/L"]
    assert read.limits[0].quantity == "Acidity" and read.limits[0].si_value is None


def test_a_row_that_divides_the_leading_columns_otherwise_has_its_measurand_first() -> None:
    read = _read(
        table(
            "水污染物排放限值",
            ["序号|污染物项目|<|限值|<", "^|^|<|直接排放|间接排放"],
            ["1|悬浮物|<|70|140", "单位产品基准排水量（m3/t）|<|甲类企业|40|<"],
            unit="mg/L",
        )
    )
    assert said(read.limits) == ["悬浮物 <= 70 mg/L", "悬浮物 <= 140 mg/L", "单位产品基准排水量 <= 40 m3/t"]
    assert read.limits[2].object == "甲类企业" and "直接排放" in (read.limits[2].condition or "")


def test_two_halves_side_by_side_are_read_as_two_tables() -> None:
    read = _read(
        table("特征污染物限值", ["序号|污染物|限值|序号|污染物|限值"], ["1|苯|0.1|3|甲醛|1", "2|甲苯|0.1|4|乙醛|0.5"], unit="mg/L")
    )
    assert sorted(said(read.limits)) == ["乙醛 <= 0.5 mg/L", "甲苯 <= 0.1 mg/L", "甲醛 <= 1 mg/L", "苯 <= 0.1 mg/L"]


def test_ranges_at_the_left_choose_the_row_and_lowest_means_at_least() -> None:
    read = _read(table("排气筒高度", ["处理能力（kg/h）|排气筒最低允许高度（m）"], ["≤300|20", "300~2000|35"]))
    assert said(read.limits) == ["排气筒最低允许高度 >= 20 m", "排气筒最低允许高度 >= 35 m"]
    assert read.limits[1].condition == "处理能力 300~2000 kg/h"


def test_a_transposed_table_takes_its_cases_from_the_heading_rows() -> None:
    read = _read(table("烟囱最低允许高度", ["装机总容量|MW|<0.7|0.7~<1.4", "^|t/h|<1|1~<2"], ["烟囱最低允许高度|m|20|25"]))
    assert said(read.limits) == ["烟囱最低允许高度 >= 20 m", "烟囱最低允许高度 >= 25 m"]
    assert read.limits[0].condition == "装机总容量 <0.7 MW; 装机总容量 <1 t/h"


def test_a_footnote_at_a_second_value_makes_a_further_limit_for_its_case() -> None:
    read = _read(
        table("排放限值", ["污染物|限值"], ["氨氮|12 20 {1}", "化学需氧量|60 100 {1}"], unit="mg/L", notes=[("1", "蜡染行业执行该限值。")])
    )
    assert said(read.limits) == ["氨氮 <= 12 mg/L", "氨氮 <= 20 mg/L", "化学需氧量 <= 60 mg/L", "化学需氧量 <= 100 mg/L"]
    assert [one.condition for one in read.limits] == [None, "蜡染行业", None, "蜡染行业"]


def test_instrument_classes_with_an_error_are_ranges_around_zero() -> None:
    plus_minus = table("最大允许误差", ["检定项目|0.5级|1级"], ["示值误差|±0.5 %|±1.0 %", "重复性|0.25 %|0.5 %"])
    in_caption = table("砝码最大允许误差（±，mg）", ["标称值|E1|F1"], ["1 kg|0.5|5.0"])
    read = _read(plus_minus)
    assert said(read.limits) == ["示值误差 range -0.5~0.5 %", "示值误差 range -1~1 %", "重复性 <= 0.25 %", "重复性 <= 0.5 %"]
    assert said(_read(in_caption).limits) == ["最大允许误差 range -0.5~0.5 mg", "最大允许误差 range -5~5 mg"]


def test_an_efficiency_is_a_lower_bound_and_a_quantity_of_its_own() -> None:
    read = _read(table("排放限值", ["污染物|排放浓度（g/m3）|处理效率（%）"], ["NMHC|≤25|95"]))
    assert said(read.limits) == ["NMHC <= 25 g/m3", "处理效率 >= 95 %"]


def test_words_in_a_cell_name_the_case_of_each_value() -> None:
    read = _read(table("最高允许排水量", ["行业|最高允许排水量"], ["化纤浆粕|本色：150 m3/t浆 漂白：240 m3/t浆"]))
    assert said(read.limits) == ["最高允许排水量 <= 150 m3/t", "最高允许排水量 <= 240 m3/t"]
    assert ["本色" in (one.condition or "") for one in read.limits] == [True, False]


@pytest.mark.parametrize(
    "other",
    [
        table("污染物测定方法标准", ["序号|项目|方法标准名称|标准编号"], ["1|颗粒物|重量法|GB/T 16157"]),
        table("消息体数据格式", ["起始字节|字段|数据类型|描述"], ["0|流水号|WORD|", "2|结果|BYTE|0"]),
        table("测量结果修正", ["差值|3|4～5|6～10"], ["修正值|-3|-2|-1"]),
        table("高温试验条件", ["试验名称|试验参数|数值"], ["高温试验|温度|70℃"]),
        table("检定用设备", ["设备|技术要求|用途"], ["秒表|分度值不大于 0.1 s|计时", "容器|500 mL|"]),
        table("符号和单位", ["符号|含义|单位"], ["Q|流量|m3/h"]),
        table("类目代码", ["类目代码|<|类目名称"], ["SA1|11|立法"]),
        table("检验项目", ["序号|检验项目|要求条款|试验方法条款"], ["1|外观|4.1|5.1"]),
    ],
)
def test_tables_that_set_no_bounds_give_none(other: Table) -> None:
    assert _read(other, sets="4.1 概述|见表1。").limits == ()


def test_informative_annexes_set_no_limits() -> None:
    assert _read(table("排放限值", ["污染物|限值"], ["苯|0.1"], unit="mg/m3"), kind=AnnexKind.INFORMATIVE).limits == ()


def test_formulas_and_words_are_no_values() -> None:
    read = _read(table("控制限值", ["项目|限值（V/m）"], ["甲|200/f", "乙|不得检出", "丙|见 5.2", "丁|40"]))
    assert [one.value for one in read.limits] == [40.0]


def test_a_unit_of_another_dimension_is_kept_and_said() -> None:
    read = _read(table("噪声限值", ["项目|限值"], ["等效声级|60"], unit="mg/m3"))
    assert said(read.limits) == ["等效声级 <= 60 mg/m3"]
    assert [(f.severity, f.code, f.place) for f in read.findings] == [(Severity.WARNING, "unit_dimension", "表1")]
    assert "no unit of SoundPressureLevel" in read.findings[0].message


def test_what_was_hardly_recognised_is_no_limit() -> None:
    made = table("排放限值", ["污染物|限值"], ["苯|0.1", "甲苯|0.2"], unit="mg/m3")
    blurred = made.rows[0][1]
    at = blurred.at
    assert at is not None
    weak = type(blurred)(blurred.text, Evidence(at.page, at.start, at.end, at.quote, 0.4))
    rows = ((made.rows[0][0], weak), made.rows[1])
    doubtful = Table(made.number, made.caption, made.header, rows, made.clause, made.at, made.unit)
    assert said(_read(doubtful).limits) == ["甲苯 <= 0.2 mg/m3"]
    assert _read(doubtful).limits[0].operator is Operator.AT_MOST


def test_values_under_each_other_go_with_the_heights_under_each_other() -> None:
    read = _read(
        table(
            "大气污染物排放限值",
            ["污染物|最高允许排放浓度 mg/m3|最高允许排放速率 kg/h|<|无组织排放监控浓度限值|<", "^|^|排气筒 m|二级|监控点|浓度 mg/m3"],
            ["二氧化硫|960（硫生产） 550（使用）|15 20 30|2.6 4.3 15|周界外|0.40"],
        )
    )
    assert said(read.limits) == [
        "二氧化硫 <= 960 mg/m3",
        "二氧化硫 <= 550 mg/m3",
        "二氧化硫 <= 2.6 kg/h",
        "二氧化硫 <= 4.3 kg/h",
        "二氧化硫 <= 15 kg/h",
        "二氧化硫 <= 0.4 mg/m3",
    ]
    conditions = [one.condition or "" for one in read.limits]
    assert conditions[0] == "硫生产" and "排气筒 20 m" in conditions[3] and "周界外" in conditions[5] and "周界外" not in conditions[0]


def test_an_object_under_a_heading_of_limits_is_a_column_of_values_though_few_are_filled() -> None:
    read = _read(
        table("排放限值", ["污染物|排放限值|<", "^|玻璃熔窑|其他通风生产设备"], ["颗粒物|100|50", "氯化氢|30|—", "锡|8|—"], unit="mg/m3")
    )
    assert [(one.object, one.value) for one in read.limits] == [
        ("玻璃熔窑", 100.0),
        ("其他通风生产设备", 50.0),
        ("玻璃熔窑", 30.0),
        ("玻璃熔窑", 8.0),
    ]


def test_the_caption_names_the_substance_where_the_rows_are_foods() -> None:
    read = _read(table("食品中铅限量指标", ["食品类别（名称）|限量（以Pb计）mg/kg"], ["谷物|0.2", "新鲜蔬菜|0.1"]))
    assert said(read.limits) == ["铅 <= 0.2 mg/kg", "铅 <= 0.1 mg/kg"] and read.limits[0].object == "谷物"


def test_a_second_value_in_brackets_is_that_of_its_case() -> None:
    read = _read(
        table(
            "标准限值",
            ["项目|Ⅰ类|Ⅱ类"],
            ["总磷（以P计）|0.02（湖、库0.01）|0.1（湖、库0.025）", "溶解氧 ≥|饱和率90%（或7.5）|6"],
            unit="mg/L",
        )
    )
    assert said(read.limits)[:2] == ["总磷（以P计） <= 0.02 mg/L", "总磷（以P计） <= 0.01 mg/L"]
    assert said(read.limits)[4:] == ["溶解氧 >= 90 %", "溶解氧 >= 7.5 mg/L", "溶解氧 >= 6 mg/L"]
    assert "湖、库" in (read.limits[1].condition or "")


def test_a_table_is_dated_for_those_of_its_caption() -> None:
    sets = "4.1 排放限值|自 2033 年 1 月 1 日起，现有企业执行表1规定的限值。自 2031 年 6 月 1 日起，新建企业执行表1规定的限值。"
    new = table("新建企业排放限值", ["污染物|限值"], ["颗粒物|30"], unit="mg/m3")
    assert [limit.condition for limit in _read(new, sets=sets).limits] == ["新建企业; 2031-06-01起"]
    anybody = table("排放限值", ["污染物|限值"], ["颗粒物|30"], unit="mg/m3")
    assert [limit.condition for limit in _read(anybody, sets=sets).limits] == ["现有企业自2033-01-01起; 新建企业自2031-06-01起"]


def test_a_table_of_another_standard_with_the_same_number_dates_nothing() -> None:
    sets = "4.1 排放限值|现有设施，2031 年 12 月 31 日前执行 GB 98484-2001 表1规定的限值，自 2032 年 1 月 1 日起执行本标准表2。废气应符合表1的规定。"
    assert [limit.condition for limit in _read(table("排放限值", ["污染物|限值"], ["颗粒物|30"], unit="mg/m3"), sets=sets).limits] == [None]


def test_a_day_belongs_to_those_named_last_before_it() -> None:
    sets = "4.1 排放限值|现有焚烧设施烟气排放，2031 年 12 月 31 日前执行 GB 98484-2001，自 2032 年 1 月 1 日起执行本标准表1规定的限值。"
    (limit,) = _read(table("排放限值", ["污染物|限值"], ["颗粒物|30"], unit="mg/m3"), sets=sets).limits
    assert limit.condition == "现有焚烧设施自2032-01-01起"
