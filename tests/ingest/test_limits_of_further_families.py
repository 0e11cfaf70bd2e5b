"""Limits of food, occupational, steel and engineering tables, and of sentences that such standards are written in."""

from __future__ import annotations

import pytest

from ingest.limits.limits import LimitsRead, read_limits
from kg.model import DocumentType, Table
from tests.ingest.small_tables import clauses, said, table


def _read(*tables: Table, text: str = "4.1 | 应符合表 1 的规定。", above: str = "4 要求 |") -> LimitsRead:
    made, places = clauses(above, text)
    return read_limits(made, tables, DocumentType.NATIONAL, places)


def test_exposure_limits_are_of_the_chinese_name_and_their_kind_is_a_case() -> None:
    head = ["序号|中文名|英文名|化学文摘号（CAS号）|OELs（mg/m3）|<|备注", "^|^|^|^|MAC|PC-TWA|^"]
    limits = _read(table("职业接触限值", head, ["1|氨|Ammonia|7664-41-7|—|21|皮"])).limits
    assert [(one.measurand, one.object, one.condition, one.unit) for one in limits] == [("氨", None, "PC-TWA", "mg/m3")]


def test_a_composition_is_bounded_element_by_element() -> None:
    head = ["牌号|化学成分（质量分数）/%|<", "^|C|Mn", "^|不大于|<"]
    limits = _read(table("化学成分", head, ["NR400|0.26|1.6"])).limits
    assert said(limits) == ["C <= 0.26 %", "Mn <= 1.6 %"] and limits[0].object == "NR400"


def test_the_letter_of_a_quantity_is_no_part_of_its_unit() -> None:
    limits = _read(table("力学性能", ["牌号|断后伸长率A/%", "^|不小于"], ["NR400|16"])).limits
    assert said(limits) == ["断后伸长率 >= 16 %"]


def test_the_deviation_of_a_dimension_is_named_with_it() -> None:
    head = ["型号|横肋高 h|<", "^|公称尺寸|允许偏差"]
    assert said(_read(table("尺寸及允许偏差", head, ["R6|0.65|±0.25"], unit="mm")).limits)[-1] == "横肋高允许偏差 range -0.25~0.25 mm"


def test_a_bound_that_the_clause_states_of_a_table_gives_its_direction() -> None:
    limits = _read(table("防火间距（m）", ["耐火等级|一级|二级"], ["一级|6|7"]), text="4.1 | 凉棚的防火间距不应小于表 1 的规定。").limits
    assert said(limits) == ["防火间距 >= 6 m", "防火间距 >= 7 m"]


def test_a_fraction_of_a_length_is_no_value() -> None:
    assert _read(table("位移角限值", ["结构|位移角限值"], ["钢|1/260"])).limits == ()


def test_residues_are_of_the_substance_that_heads_the_clause() -> None:
    limits = _read(table("", ["食品名称|最大残留限量，mg/kg"], ["小麦|2"]), above="4 阿维菌素（abamectin） |").limits
    assert said(limits) == ["阿维菌素 <= 2 mg/kg"]


def test_a_note_on_sampling_is_no_condition() -> None:
    micro = table("微生物限量", ["项目|限量"], ["菌落总数/(CFU/g) {a}|100"], notes=[("a", "样品的采样及处理按 GB 94789.1 执行。")])
    assert [one.condition for one in _read(micro).limits] == [None]


def test_a_table_of_specimens_sets_no_limits() -> None:
    plates = table("制板要求", ["检验项目|漆膜厚度/μm"], ["干燥时间|15±3"])
    assert _read(plates, above="4 试验方法 |", text="4.1 样板 | 按表 1 的规定制备试板。").limits == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("减小量不得超过公称直径的 8%。", ["减小量 <= 8 %"]),
        ("满载制动距离不应大于 5 m，空载不应大于 4 m。", ["满载制动距离 <= 5 m", "满载制动距离 <= 4 m"]),
        ("外壳的厚度：\n——金属外壳不应小于 2 mm；", ["外壳的厚度 >= 2 mm"]),
        ("规定如下：\n1 台座的厚度不应小于 220 mm；", ["台座的厚度 >= 220 mm"]),
        ("应能在坡道上停驻 5 min 以上。", []),
        ("螺栓孔中心距不应小于 7 倍螺栓直径。", []),
    ],
)
def test_a_sentence_of_a_further_family_is_read(text: str, expected: list[str]) -> None:
    assert said(_read(text=f"4.1 | {text}").limits) == expected


def test_precision_of_a_method_is_no_limit() -> None:
    assert _read(above="4 精密度 |", text="4.1 | 绝对差值不得超过算术平均值的 15%。").limits == ()


def test_the_sign_of_a_deviation_is_stronger_than_the_sentence_before_the_table() -> None:
    powers = table("功率偏差", ["额定功率/W|偏差"], ["≤200|+20 %", "＞200|-10 %"])
    limits = _read(powers, text="4.1 | 偏差不应超过表 1 的规定。").limits
    assert said(limits) == ["偏差 <= 20 %", "偏差 >= -10 %"]
