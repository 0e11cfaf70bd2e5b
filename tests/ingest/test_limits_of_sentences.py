"""Limits of sentences: what is bounded, by how much, when; and sentences that bound nothing."""

from __future__ import annotations

import pytest

from ingest.limits.limits import read_limits
from kg.model import AnnexKind, DocumentType, Limit
from tests.ingest.small_tables import clauses, said, table


def _read(text: str, heading: str = "4.2 技术要求", kind: AnnexKind = AnnexKind.NORMATIVE) -> tuple[Limit, ...]:
    made, places = clauses(f"{heading}|{text}", kind=kind)
    return read_limits(made, (), DocumentType.NATIONAL, places).limits


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("燃气锅炉烟囱高度不得低于 8 m。", ["烟囱高度 >= 8 m"]),
        ("终端的响应延时应不大于 400 ms。", ["响应延时 <= 400 ms"]),
        ("定位偏差不超过15米。", ["定位偏差 <= 15 m"]),
        ("冷却水的 pH 值应为 6.5～8.5。", ["pH值 range 6.5~8.5 1"]),
        ("记录时间允许误差应在±5s以内。", ["记录时间允许误差 range -5~5 s"]),
        ("示值误差：±2 %。", ["示值误差 range -2~2 %"]),
        ("供电电压应为 AC（220±22）V。", ["供电电压 range 198~242 V"]),
        ("用水单位的水表配备率应达到 100 %。", ["水表配备率 >= 100 %"]),
        ("加热温度应在 120 ℃以上，且应高于露点温度 10 ℃以上。", ["加热温度 >= 120 degC"]),
        ("参考灵敏度应不大于 -93.8 dBm。", ["参考灵敏度 <= -93.8 dBm"]),
        ("在规定的贮存条件下，自生产之日起保质期不少于 12 个月。", ["保质期 >= 12 个月"]),
        ("测试轮静态荷载：（2 000±20）N。", ["测试轮静态荷载 range 1980~2020 N"]),
        ("偏角应可调，最大允许误差：±0.5°。", ["最大允许误差 range -0.5~0.5 deg"]),
        ("贮存温度应控制在 2 ℃至 8 ℃之间。", ["贮存温度 range 2~8 degC"]),
        ("处理效率不应低于 80%，泄漏检测值不应超过 500 μmol/mol。", ["处理效率 >= 80 %", "泄漏检测值 <= 500 umol/mol"]),
        ("测量范围至少为0km/h～220km/h，分辨率等于或优于1km/h。", ["测量范围 range 0~220 km/h", "分辨率 <= 1 km/h"]),
        ("渗透系数应≤1.0×10^-7 cm/s。", ["渗透系数 <= 1e-07 cm/s"]),
        ("台账保存期限不少于 3 年。", ["台账保存期限 >= 3 年"]),
        ("排气筒应高出周围最高建筑物 3 m 以上。", ["排气筒高出周围最高建筑物 >= 3 m"]),
        ("打印字符的高度应不小于 2.0mm，宽应不小于 1.2mm。", ["打印字符的高度 >= 2 mm", "打印字符的宽 >= 1.2 mm"]),
        ("出料管口距离槽底高度应当小于200 mm。", ["出料管口距离槽底高度 < 200 mm"]),
        ("每条应答携带的记录数不应超过 300 条。", ["记录数 <= 300 条"]),
        ("每台泵的噪声不应超过 70 dB(A)。", ["泵的噪声 <= 70 dB(A)"]),
        ("排气筒高度参照 GB 99297 执行，一般不应低于 12 m。", ["排气筒高度 >= 12 m"]),
    ],
)
def test_a_requirement_is_read_with_measurand_operator_value_and_unit(sentence: str, expected: list[str]) -> None:
    assert said(_read(sentence)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "真实蒸气压≥27.6 kPa 的储罐应采用浮顶罐。",
        "当风速大于 5 m/s 时，应停止作业。",
        "本标准自 2014 年 7 月 1 日起实施，应符合 5.2 的规定。",
        "按 GB/T 16157 的规定，采样点应不少于 3。",
        "见表 3 和图 2，共 5 页。",
        "注：流量小于 3 L/min 时可以不计。",
        "容量 20 L 的桶应加盖。",
        "防渗层的渗透系数应为10-10 cm/s。",
    ],
)
def test_cases_attributes_dates_and_references_are_no_limits(sentence: str) -> None:
    assert _read(sentence) == ()


@pytest.mark.parametrize(
    "heading",
    ["1 适用范围", "3 术语和定义", "6 监测要求方法采样", "5 测量方法", "7 检验规则", "6 仪器和设备", "7 样品", "11 质量保证和质量控制"],
)
def test_scope_terms_and_procedure_set_no_limits(heading: str) -> None:
    assert _read("采样时间应不少于 45 min。", heading) == ()


@pytest.mark.parametrize("heading", ["5.4 距离测量误差", "4.2 温度测量重复性"])
def test_an_error_of_measuring_is_no_procedure(heading: str) -> None:
    assert said(_read("其值应不大于 0.1 %，绝缘电阻应不小于 20 MΩ。", heading))[-1] == "绝缘电阻 >= 20 MOhm"


def test_measuring_below_metrological_requirements_is_what_the_instrument_does() -> None:
    made, places = clauses("5 计量性能要求|", "5.4 距离测量|距离误差不大于 0.1 %。")
    assert said(read_limits(made, (), DocumentType.NATIONAL, places).limits) == ["距离误差 <= 0.1 %"]


def test_a_paragraph_that_begins_with_the_method_bounds_nothing() -> None:
    assert _read("检定方法：测力计的分度值应不大于 0.1 N。", "4 测力") == ()


def test_what_is_tested_below_performance_is_required() -> None:
    made, places = clauses("5 性能指标|", "5.1 实验室检测|", "5.1.1 监测单元|", "5.1.1.1 重复性|分析仪器重复性：≤2 %。")
    assert said(read_limits(made, (), DocumentType.NATIONAL, places).limits) == ["分析仪器重复性 <= 2 %"]


def test_an_amendment_sets_what_it_changes_to() -> None:
    assert said(_read("将 4.2 中“表面温度应不大于 65 ℃”改为“表面温度应不大于 60 ℃”。")) == ["表面温度 <= 60 degC"]


def test_an_amendment_sets_nothing_that_it_deletes() -> None:
    assert _read("删除 4.2.8 中“排放浓度不得高于 100 mg/m3”的规定。") == ()


def test_informative_annexes_and_lines_of_tables_are_left_out() -> None:
    assert _read("烟囱高度不得低于 8 m。", kind=AnnexKind.INFORMATIVE) == ()
    made, places = clauses("4.1 要求|烟囱高度不得低于 8 m。")
    around = table("说明", ["甲|乙"], ["a|b"])
    inside = type(around)(None, None, around.header, around.rows, "4.1", made[0].at)
    assert read_limits(made, (inside,), DocumentType.NATIONAL, places).limits == ()


def test_the_case_stands_in_front_or_in_brackets_behind() -> None:
    first = _read("断开快速接头时，油品滴洒量不应超过 10 mL（三次平均值）。")[0]
    assert (first.measurand, first.condition) == ("油品滴洒量", "断开快速接头时; 三次平均值")


def test_the_place_is_that_of_the_bound_itself() -> None:
    made, places = clauses("4.2 要求|燃气锅炉烟囱高度不得低于 8 m。")
    limit = read_limits(made, (), DocumentType.NATIONAL, places).limits[0]
    assert limit.at.quote == "不得低于 8 m" and limit.at.end - limit.at.start == len("不得低于 8 m")


def test_the_object_is_what_stands_before_the_measurand() -> None:
    assert _read("重要场所的前端设备的网络带宽不应低于2Mbps。")[0].object is not None
    assert _read("燃油锅炉的烟囱高度不得低于 8 m。")[0].object == "燃油锅炉"


def test_a_bare_sign_before_a_demand_says_when_it_holds() -> None:
    (limit,) = _read("储存温度≥8 ℃，储存时间不得超过 36 h。")
    assert (limit.measurand, limit.value, limit.unit, limit.condition) == ("储存时间", 36.0, "h", "储存温度≥8 ℃")


def test_the_words_that_introduce_a_list_do_not_make_a_demand_of_a_case() -> None:
    (limit,) = _read("储存应符合以下要求：a） 储存温度≥8 ℃，储存时间不得超过 36 h。")
    assert (limit.measurand, limit.condition) == ("储存时间", "储存温度≥8 ℃")


def test_a_case_of_two_phrases_holds_for_what_is_lengthened() -> None:
    (limit,) = _read("偏远地区储存温度＜8 ℃，并采取防腐措施时，可适当延长储存时间，但不得超过 150 h。")
    assert (limit.measurand, limit.value, limit.condition) == ("储存时间", 150.0, "偏远地区储存温度<8 ℃，并采取防腐措施时")


def test_what_introduces_a_list_says_of_which_things_its_items_hold() -> None:
    text = "装料量≥30 m3的储槽，应当符合下列规定之一：\na) 密闭。密闭性应检查；\nb) 处理效率不低于 85 %。\n储槽壁温不应超过 60 ℃。"
    assert [limit.condition for limit in _read(text)] == ["装料量≥30 m3的储槽", None]


def test_a_heading_about_what_is_done_is_no_object() -> None:
    assert _read("台账保存期限不少于 4 年。", "5.5 记录要求")[0].object is None


def test_a_period_in_front_of_a_quantity_leaves_its_name_whole() -> None:
    (limit,) = _read("采样期间的负荷率不应低于 75 %。")
    assert (limit.measurand, limit.condition) == ("负荷率", "采样期间")
