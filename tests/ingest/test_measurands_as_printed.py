"""Measurands: names as printed, once each, without unit, mark, operator and place of sampling."""

from __future__ import annotations

import pytest

from ingest.limits.limits import read_limits
from ingest.limits.quantities import contradiction, quantity_kind
from ingest.measured.measurands import read_measurands
from ingest.measured.methods import read_methods
from ingest.measured.names import looks_like_measurand, measurand_name
from ingest.measured.sameness import akin, alike
from kg.model import DocumentType, Evidence, Table, Text
from kg.units import Unit
from tests.ingest.small_tables import clauses, table


def measurands(*texts: str, tables: tuple[Table, ...] = (), type_: DocumentType = DocumentType.NATIONAL) -> list[str]:
    """Names of the measurands of a document of these clauses and tables, in order."""
    made, places = clauses(*texts)
    limits = read_limits(made, tables, type_, places).limits
    return [mention.name for mention in read_measurands(tables, limits, read_methods(made, tables, places, limits), made)]


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
        ("供电电压波动范围V", "供电电压波动范围", "V"),
        ("溴*化氢", "溴化氢", None),
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
    ("one", "other"),
    [
        ("镍", "镍及其化合物（以Ni计）"),
        ("锰", "锡、锰、钴及其化合物（以Sn+Mn+Co计）"),
        ("氮氧化物", "NOx"),
        ("非甲烷总烃（NMHC）", "NMHC"),
        ("化学需氧量", "CODCr"),
        ("余氯量", "总余氯"),
        ("正已烷", "正己烷"),
        ("苯并（a）芘", "苯并[a]芘"),
        ("周界任意1 h NMHC平均浓度值", "非甲烷总烃"),
    ],
)
def test_a_shorter_or_another_name_of_a_characteristic_is_akin_to_it(one: str, other: str) -> None:
    assert akin(one) & akin(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("六价铬", "总铬"),
        ("烷基汞", "总汞"),
        ("氨", "氨氮"),
        ("氯苯", "氯苯类"),
        ("甲苯", "二甲苯"),
        ("温度均匀度", "温度波动度"),
        ("铬（六价）", "铬"),
        ("二噁英类", "颗粒物"),
    ],
)
def test_two_characteristics_are_not_one(one: str, other: str) -> None:
    assert not akin(one) & akin(other)


def test_tables_of_limits_may_bound_an_element_and_its_compounds_apart() -> None:
    assert not alike("铅") & alike("铅及其化合物") and alike("pH") & alike("pH值")
    water = table("水污染物排放限值", ["项目|限值"], ["总铅|0.2"], unit="mg/L")
    air = table("大气污染物排放限值", ["项目|限值"], ["铅及其化合物|0.5"], unit="mg/m3", number="表2")
    assert measurands("4 限值|执行表1和表2。", tables=(water, air)) == ["总铅", "铅及其化合物"]


def test_elements_of_the_methods_are_not_listed_beside_their_compounds_in_the_limits() -> None:
    limits = table("排放限值", ["项目|限值"], ["镉及其化合物|0.1", "NOx|200"], unit="mg/m3")
    methods = table("测定方法", ["项目|标准编号"], ["镉|HJ/T 64.1", "氮氧化物|HJ 693", "硫酸雾|HJ 544"], number="表2", clause="5")
    assert measurands("4 限值|执行表1。", "5 监测|按表2。", tables=(limits, methods)) == ["镉及其化合物", "NOx", "硫酸雾"]


def test_keeping_records_and_the_reference_oxygen_content_are_no_characteristics() -> None:
    oxygen = table("基准氧含量", ["炉型|基准氧含量/%"], ["煤粉炉|9", "燃气炉|3"])
    assert measurands("4.1 要求|台账保存期限不少于 5 年。除尘效率不应低于 99 %。", tables=(oxygen,)) == ["除尘效率"]


def test_what_is_bounded_for_the_procedure_is_no_characteristic() -> None:
    assert measurands("7 计量器具控制|", "7.1 检定条件|环境温度应不超过 30 ℃。") == []
    assert measurands("9 质量保证和质量控制|", "9.1 平行样|相对偏差应不超过±8 %。") == []


def test_a_chimney_that_stands_out_is_a_height() -> None:
    found = measurands("4.2 要求|烟囱高度不低于 20 m，并高出周围 150 m 半径范围的建筑 4 m 以上。")
    assert sorted(found) == ["烟囱高出周围建筑的高度", "烟囱高度"]


def test_what_a_sentence_says_of_a_mean_a_case_or_a_class_is_not_in_the_name() -> None:
    limits = table("排放限值", ["项目|限值"], ["颗粒物|20"], unit="mg/m3")
    assert measurands("4.1 要求|厂界任意1 h颗粒物平均浓度不得超过 1 mg/m3。", tables=(limits,)) == ["颗粒物"]
    assert measurands("4.1 要求|常温下贮存期不得超过 3 d。") == ["贮存期"]
    assert measurands("4.1 要求|夜间噪声最大声级超过限值的幅度不得高于 12 dB（A）。") == ["最大声级超过限值的幅度"]


def test_a_verification_regulation_lists_its_items() -> None:
    items = table("检定项目一览表", ["检定项目|首次检定|后续检定"], ["外观|+|+", "示值误差|+|+", "偏载|+|-", "零点漂移|+|+"], clause="7.2")
    found = measurands(
        "5 计量性能要求|",
        "5.1 准确度等级|分为两级。",
        "5.2 示值误差|见附录。",
        "5.3 杂散光|",
        "7 计量器具控制|",
        "7.2 检定项目|见表1。",
        tables=(items,),
        type_=DocumentType.VERIFICATION_REGULATION,
    )
    assert sorted(found) == sorted(["示值误差", "偏载", "零点漂移", "杂散光"])


def test_items_of_inspection_and_headings_of_tests_add_what_is_a_characteristic() -> None:
    inspection = table(
        "检验项目", ["序号|检验项目|要求|型式检验"], ["1|外观|4.1|√", "2|密度|4.2|√", "3|软化温度|4.3|√"], number="表2", clause="6.1"
    )
    found = measurands(
        "4 要求|",
        "4.4 甲醛释放量|应不大于 0.1 mg/m3。",
        "5 试验方法|",
        "5.1 外观|目测。",
        "5.2 灰分|灼烧后称量。",
        "5.3 试样制备|裁取。",
        tables=(inspection,),
    )
    assert sorted(found) == sorted(["密度", "软化温度", "甲醛释放量", "灰分"])


def test_an_item_in_another_order_of_words_is_the_one_that_is_there() -> None:
    inspection = table("检验项目", ["检验项目|要求"], ["时间记录误差|4.1", "里程记录误差|4.2"], clause="6.1")
    assert measurands("4.1 要求|记录时间允许误差应在±3 s 以内。", tables=(inspection,)) == ["里程记录误差", "记录时间允许误差"]


def test_a_standard_of_a_method_is_about_what_its_scope_says() -> None:
    assert measurands("1 适用范围|本文件适用于地下水和海水中锰、铁的测定。", "2 原理|") == ["锰", "铁"]
    assert measurands("1 适用范围|本文件适用于排污单位的管理。") == []


def test_a_column_that_the_caption_names_and_parameters_of_performance_are_characteristics() -> None:
    power = table("可豁免设备的等效辐射功率", ["频率/MHz|等效辐射功率/W"], ["0.1～3|250", "＞3|90"])
    electric = table("电气性能试验参数", ["标称电压/V|反接电压/V|过电压/V"], ["12|14±0.1|24", "24|28±0.2|36"], number="表2")
    assert "等效辐射功率" in measurands("4.1 豁免|见表1。", tables=(power,))
    assert measurands("4.1 电气性能|见表2。", tables=(electric,)) == ["反接电压", "过电压"]


def test_a_cell_of_words_may_bound_a_characteristic() -> None:
    hoods = table("收集装置规定", ["类别|装置|收集装置技术要求"], ["涂布线|半密闭罩|密闭：控制风速≥0.5 m/s 敞开：控制风速≥0.8 m/s"])
    assert measurands("4.1 收集|见表1。", tables=(hoods,)) == ["控制风速"]


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


def test_the_title_of_a_method_names_what_it_determines() -> None:
    title = Text("固定污染源废气 低浓度颗粒物的测定 重量法", Evidence(1, 0, 21, "固定污染源废气 低浓度颗粒物的测定 重量法"))
    assert [mention.name for mention in read_measurands((), (), (), (), title)] == ["低浓度颗粒物"]


@pytest.mark.parametrize("words", ["虚拟钢 多元素含量的测定 光谱法", "虚拟车 车外噪声限值及测量方法"])
def test_a_title_that_determines_nothing_by_name_gives_no_characteristic(words: str) -> None:
    assert read_measurands((), (), (), (), Text(words, Evidence(1, 0, len(words), words))) == ()


def test_the_matrix_in_the_title_of_a_method_is_no_part_of_the_characteristic() -> None:
    words = "食品安全国家标准 食品中铊的测定"
    assert [mention.name for mention in read_measurands((), (), (), (), Text(words, Evidence(1, 0, len(words), words)))] == ["铊"]
