"""Test methods: which standard measures which characteristic, by tables and by sentences."""

from __future__ import annotations

import pytest

from ingest.limits.limits import read_limits
from ingest.measured.methods import read_methods
from kg.model import DocumentType, MethodReference, Table
from tests.ingest.small_tables import clauses, table


def _pairs(pairs: tuple[MethodReference, ...]) -> list[tuple[str, str]]:
    return [(pair.measurand, pair.number) for pair in pairs]


def _of_tables(*tables: Table) -> list[tuple[str, str]]:
    made, places = clauses("5.1 测定|按表1执行。")
    return _pairs(read_methods(made, tables, places))


def _of_sentence(text: str, *headings: str) -> list[tuple[str, str]]:
    made, places = clauses(*headings, f"5.1.1 {'' if headings else '测定'}|{text}")
    return _pairs(read_methods(made, (), places))


def test_a_merged_name_covers_several_methods_and_an_undated_number_stays_undated() -> None:
    found = _of_tables(
        table(
            "污染物测定方法标准",
            ["序号|污染物项目|方法标准名称|标准编号"],
            ["1|二氧化硫|碘量法|HJ/T 56", "^|^|定电位电解法|HJ/T57-2000", "2|pH 值|玻璃电极法|GB/T 6920—1986"],
        )
    )
    assert found == [("二氧化硫", "HJ/T 56"), ("二氧化硫", "HJ/T 57-2000"), ("pH值", "GB/T 6920-1986")]


def test_the_older_layout_gives_the_number_under_its_source() -> None:
    found = _of_tables(
        table(
            "测定方法",
            ["序号|项目|测定方法|方法来源"],
            ["1|总汞|冷原子吸收法|GB 7468-87", "2|氯乙烯|气相色谱法|c）"],
            notes=[("c", "详见 GB 15581-1995 附录 B。")],
        )
    )
    assert found == [("总汞", "GB 7468-1987"), ("氯乙烯", "GB 15581-1995")]


def test_a_page_that_begins_without_a_name_goes_on_with_the_one_before() -> None:
    found = _of_tables(table("分析方法", ["项目|方法标准|标准号"], ["总氮|甲法|HJ 636", "|乙法|HJ 668"]))
    assert found == [("总氮", "HJ 636"), ("总氮", "HJ 668")]


def test_several_numbers_in_one_cell_are_pairs_of_their_own() -> None:
    assert _of_tables(table("测定方法标准", ["项目|标准编号"], ["烟尘|GB 5468 GB/T 16157"])) == [
        ("烟尘", "GB 5468"),
        ("烟尘", "GB/T 16157"),
    ]


def test_names_that_share_a_cell_are_told_apart_by_the_names_of_the_limits() -> None:
    limits = table("排放限值", ["项目|限值"], ["苯|0.1", "甲苯|0.1", "二甲苯|0.4"], unit="mg/m3")
    methods = table("测定方法标准", ["项目|方法标准名称|标准编号"], ["苯甲苯二甲苯|气相色谱法|HJ 583"], number="表2")
    made, places = clauses("4.1 限值|执行表1的限值。")
    read = read_limits(made, (limits, methods), DocumentType.NATIONAL, places)
    found = _pairs(read_methods(made, (limits, methods), places, read.limits))
    assert found == [("苯", "HJ 583"), ("甲苯", "HJ 583"), ("二甲苯", "HJ 583")]


def test_a_list_of_names_pairs_each_and_a_compound_name_stays_whole() -> None:
    found = _of_tables(table("测定方法", ["项目|标准编号"], ["苯、苯系物|HJ 584", "汞及其化合物|HJ 543", "1,2-二氯乙烷|HJ 1006"]))
    assert found == [("苯", "HJ 584"), ("苯系物", "HJ 584"), ("汞及其化合物", "HJ 543"), ("1,2-二氯乙烷", "HJ 1006")]


def test_tables_of_limits_and_of_references_pair_nothing() -> None:
    assert _of_tables(table("排放限值", ["项目|限值"], ["苯|执行 GB 16297"])) == []
    assert _of_tables(table("规范性引用文件", ["文件号|文件名"], ["GB 8978|污水综合排放标准"])) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("颗粒物的测定按 GB/T 16157 执行。", [("颗粒物", "GB/T 16157")]),
        ("应按 GB/T 16758 规定的方法测量控制风速。", [("控制风速", "GB/T 16758")]),
        ("企业边界 NMHC 的监测采样和测定方法按 HJ/T 55 和 HJ 604 的规定执行。", [("NMHC", "HJ/T 55"), ("NMHC", "HJ 604")]),
        ("声级计应符合 GB/T 3785 的要求。", []),
        ("废水污染物排放执行 GB 8978 的规定。", []),
    ],
)
def test_a_sentence_pairs_only_what_stands_at_the_verb_of_measuring(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert _of_sentence(sentence) == expected


def test_the_heading_of_a_test_names_what_is_tested() -> None:
    assert _of_sentence("按 GB/T 4208 规定的方法进行。", "5.1 外壳防护等级试验|") == []
    made, places = clauses(
        "5.1 外壳防护等级试验|按 GB/T 4208 规定的方法进行。", "5.2 静电放电试验|试验用发生器应符合 GB/T 17626.2 的要求。"
    )
    assert _pairs(read_methods(made, (), places)) == [("外壳防护等级", "GB/T 4208")]


def test_a_column_of_items_to_be_tested_names_the_characteristics() -> None:
    found = _of_tables(table("试验方法", ["试验项目|试验方法"], ["抗压强度|GB/T 97671", "凝结时间|GB/T 91346"]))
    assert found == [("抗压强度", "GB/T 97671"), ("凝结时间", "GB/T 91346")]


def test_a_column_of_indices_that_holds_bounds_names_nothing() -> None:
    found = _of_tables(
        table("技术要求和试验方法", ["项目|单位|质量指标|试验方法"], ["终馏点|℃|≤205|GB/T 96536", "硫含量|mg/kg|≤10|SH/T 90689"])
    )
    assert found == [("终馏点", "GB/T 96536"), ("硫含量", "SH/T 90689")]


def test_the_standard_of_the_requirement_is_no_method() -> None:
    found = _of_tables(table("检测项目", ["项目|要求所在标准|方法标准"], ["甲醛含量|GB 98401|GB/T 92912.1", "pH值|GB 98401|GB/T 97573"]))
    assert found == [("甲醛含量", "GB/T 92912.1"), ("pH值", "GB/T 97573")]
