"""Concepts that a document names: the longest label at the boundaries of words, and the sense that units and context decide."""

from __future__ import annotations

import csv

import pytest

from ingest.linking.choosing import choose, unit_behind
from ingest.linking.measurand_names import identify
from ingest.linking.mentions import Parts, read_mentions
from ingest.linking.names import name_finder
from kg import vocabulary as v
from kg.labels import labels_by_name
from kg.mapping import triples_of
from kg.model import AnnexKind, Clause, ConceptMention, Evidence, StandardDocument, Text
from kg.reference_data import ONTOLOGIES
from kg.units import Unit

MEASURAND = v.ID + "measurand/"


def _names(text: str) -> list[str]:
    return [text[found.start : found.end] for found in name_finder().find(text)]


def _clause(number: str, text: str, heading: str | None = None, parent: str | None = None) -> Clause:
    at = Evidence(1, 0, len(text), text)
    return Clause(number, heading, number.count(".") + 1, AnnexKind.NORMATIVE, parent, text, at, at)


def _mentions(*clauses: Clause, title: str | None = None) -> list[ConceptMention]:
    text = "\n".join([title or "", *(f"{c.heading or ''}\n{c.text}" for c in clauses)])
    at = Evidence(1, 0, len(title or ""), title or "")
    parts = Parts(text, Text(title, at) if title else None, clauses, ())
    return list(read_mentions(parts, lambda clause, start, end: Evidence(1, start, end, clause.text[start:end])))


def test_the_longest_name_at_a_place_counts_alone() -> None:
    assert _names("用电子天平称量") == ["电子天平"]


@pytest.mark.parametrize("text", ["水表面的污渍", "锅炉房内", "产品质量监督", "监测频率为每季度一次", "水泥窑的窑尾"])
def test_a_name_inside_another_word_is_not_that_name(text: str) -> None:
    assert not {"水表", "锅炉", "质量", "频率", "水泥"} & set(_names(text))


def test_a_measurand_with_an_instrument_word_behind_it_is_an_instrument() -> None:
    assert "温度" not in _names("温度计的示值")
    assert "温度" in _names("温度计算的方法")


def test_full_width_and_case_do_not_hide_a_name() -> None:
    assert _names("测定ＣＯＤＣｒ的方法") == ["ＣＯＤＣｒ"]


def test_a_unit_behind_an_ambiguous_name_decides_its_sense() -> None:
    labels = [label for label in labels_by_name()["流量"] if label.kind == "measurand"]
    by_volume = choose(labels, [Unit.parse("m3/h")])
    by_mass = choose(labels, [Unit.parse("kg/h")])
    assert (by_volume.concept, by_mass.concept) == (MEASURAND + "体积流量", MEASURAND + "质量流量")
    assert by_volume.confidence < 1


def test_the_unit_behind_a_name_stands_in_its_sentence() -> None:
    unit = unit_behind("流量为 30 m3/h。", 2)
    assert unit is not None and unit.symbol == "m3/h"
    assert unit_behind("流量。长度 30 m", 2) is None


def test_a_name_that_nothing_decides_keeps_its_choices_and_no_concept() -> None:
    (mention,) = [m for m in _mentions(_clause("5.1", "应测量其强度。")) if m.label == "强度"]
    assert mention.concept is None and len(mention.candidates) > 2


def test_a_name_with_several_senses_takes_the_one_that_the_document_names_in_full() -> None:
    found = _mentions(_clause("5.1", "测定抗拉强度。"), _clause("5.2", "强度应合格。"))
    (mention,) = [m for m in found if m.label == "强度"]
    assert mention.concept == MEASURAND + "抗拉强度" and mention.at.confidence < 1


def test_a_concept_is_mentioned_once_in_a_clause_with_its_first_place() -> None:
    found = [m for m in _mentions(_clause("5.1", "颗粒物和颗粒物。"), _clause("5.2", "颗粒物。")) if m.kind == "measurand"]
    assert [(m.clause, m.at.start, m.at.end) for m in found] == [("5.1", 0, 3), ("5.2", 0, 3)]


def test_titles_of_other_documents_are_not_what_a_document_speaks_of() -> None:
    listed = _clause("2", "GB/T 15432 环境空气 总悬浮颗粒物的测定", "规范性引用文件")
    assert _mentions(listed, _clause("2.1", "HJ 57 二氧化硫", None, "2")) == []


@pytest.mark.parametrize(
    ("printed", "units", "concept", "is_kind"),
    [
        ("化学需氧量（CODCr）", ["mg/L"], "化学需氧量", False),
        ("SO2排放浓度", ["mg/m3"], "二氧化硫", False),
        ("氮氧化物（以NO2计）", ["mg/m3"], "氮氧化物", False),
        ("泵出口压力", ["MPa"], "压力", True),
    ],
)
def test_a_printed_characteristic_is_identified(printed: str, units: list[str], concept: str, is_kind: bool) -> None:
    found = identify(printed, [Unit.parse(unit) for unit in units])
    assert found is not None and (found.concept, found.is_kind) == (MEASURAND + concept, is_kind)


@pytest.mark.parametrize(("printed", "units"), [("接头压力", ["kg"]), ("接头压力", []), ("天气", []), ("颗粒物", ["MPa"])])
def test_a_name_alone_is_no_kind_and_a_wrong_unit_is_another_thing(printed: str, units: list[str]) -> None:
    assert identify(printed, [Unit.parse(unit) for unit in units]) is None


def test_a_mention_in_the_graph_has_the_best_place_and_all_clauses() -> None:
    clauses = (
        _clause("5", "用天平称量。", "步骤"),
        _clause("6", "天平：感量 0.1 mg。", "仪器和设备"),
    )
    document = StandardDocument(
        "a.txt",
        "0" * 64,
        "text",
        1,
        "text/1",
        number=Text("HJ 1-2020", Evidence(1, 0, 9, "HJ 1-2020")),
        clauses=clauses,
        mentions=tuple(_mentions(*clauses)),
    )
    triples = triples_of(document, "", "a.txt", "test")
    node = v.ID + "std/HJ-1/2020/mention/instrument-balance"
    said = {(t.predicate.value.removeprefix(v.NQI), str(getattr(t.object, "value", ""))) for t in triples if t.subject.value == node}
    assert {("inClause", v.ID + "std/HJ-1/2020/cl/5"), ("inClause", v.ID + "std/HJ-1/2020/cl/6")} <= said
    (place,) = [value for predicate, value in said if predicate == "evidence"]
    assert place.endswith("char=0,2")


def _guard_rows() -> list[dict[str, str]]:
    with (ONTOLOGIES / "tables" / "label-guards.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", _guard_rows(), ids=lambda row: str(row["label"]))
def test_every_guard_shuts_out_its_example_and_not_the_name_alone(row: dict[str, str]) -> None:
    assert row["label"] in row["example"] and row["zh"]
    assert row["label"] not in _names(row["example"])
    assert row["label"] in _names(row["label"])


def test_blanks_inside_a_name_do_not_hide_it() -> None:
    assert _names("测定 A 声级") == ["A 声级"]
    assert _names("锡 、 锑 、 铜 、 锰 、 镍 、 钴 及其化合物") == ["锡 、 锑 、 铜 、 锰 、 镍 、 钴 及其化合物"]


def test_two_blanks_stand_between_two_words() -> None:
    assert "电气间隙" not in _names("电气  间隙")


def test_a_short_abbreviation_keeps_its_case() -> None:
    assert _names("镉（Cd）的限值") == ["Cd"]
    assert _names("不小于 15000 cd") == []


def test_letters_inside_a_full_width_word_are_no_abbreviation() -> None:
    assert _names("ＣｉｐｈｅｒｂｌｏｃｋＣｈａｉｎｉｎｇ") == []


def test_a_single_character_is_a_name_as_an_item_of_a_list_only() -> None:
    assert _names("氨、硫化氢可产生干扰")[0] == "氨"
    assert "氨" not in _names("氨法脱硫")


def test_an_abbreviation_of_a_body_is_its_name_but_not_in_the_number_of_a_document() -> None:
    assert _names("应按 CNAS 公布的表") == ["CNAS"]
    assert _names("见 CNAS-CL01:2018") == []


def test_departments_are_not_the_ministry() -> None:
    assert _names("生态环境部门的职能") == []


@pytest.mark.parametrize(
    ("text", "name"), [("锅炉大气污染物排放标准", "锅炉"), ("强制性产品认证实施规则", "强制性产品认证"), ("收到校准证书后", "校准")]
)
def test_a_thing_keeps_its_name_before_another_word(text: str, name: str) -> None:
    assert name in _names(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("砝码标准装置", "砝码"),
        ("温度传感器", "温度"),
        ("乙二醇甲醚", "乙二醇"),
        ("聚氯乙烯工艺", "氯乙烯"),
        ("流量计量部分", "流量计"),
        ("非金属材料", "金属材料"),
        ("以零气重新校准", "校准"),
        ("平均减速度", "速度"),
    ],
)
def test_a_name_that_is_part_of_another_thing_is_not_found(text: str, name: str) -> None:
    assert name not in _names(text)


@pytest.mark.parametrize("text", ["总质量不大于 3500 kg", "弹射物的质量"])
def test_what_is_a_mass_is_found(text: str) -> None:
    assert "质量" in _names(text)


def test_a_value_of_another_kind_right_behind_a_name_leaves_it_without_a_concept() -> None:
    assert [m.concept for m in _mentions(_clause("1", "脉冲宽度 0.1 ms。"))] == [None]
    assert [m.concept for m in _mentions(_clause("1", "标志宽度 2 mm。"))] == [MEASURAND + "宽度"]


def test_a_limit_of_a_substance_names_no_ware() -> None:
    assert [(m.kind, m.concept) for m in _mentions(_clause("1", "甲醛应按方法测定。"))] == [("measurand", MEASURAND + "甲醛")]


def test_a_name_of_its_own_keeps_its_general_sense_where_the_document_names_a_narrower_one_too() -> None:
    found = _mentions(_clause("1", "蒸气压（绝对压力）"), _clause("2", "系统的压力"))
    assert found[-1].concept == MEASURAND + "压力"
