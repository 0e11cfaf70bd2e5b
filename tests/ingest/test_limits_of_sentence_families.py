"""Sentences as safety, product, environment and metrology standards put them: what they bound, and what only looks like a bound."""

from __future__ import annotations

import pytest

from ingest.limits.limits import read_limits
from kg.model import DocumentType, Limit
from tests.ingest.small_tables import clauses, said


def _read(text: str, heading: str = "5.2 要求") -> tuple[Limit, ...]:
    made, places = clauses(f"{heading}|{text}")
    return read_limits(made, (), DocumentType.NATIONAL, places).limits


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # safety of appliances and medical equipment (GB 4706, GB 9706, GB 4943)
        ("I 类便携式器具的泄漏电流不应超过 0.65 mA。", ["泄漏电流 <= 0.65 mA"]),
        ("爬电距离不应小于 7 mm。", ["爬电距离 >= 7 mm"]),
        ("外壳可触及表面的温度不得高于 58 ℃。", ["温度 <= 58 degC"]),
        ("绝缘应能承受 1 350 V 的电压 1 min。", ["电压 >= 1350 V"]),
        ("开路电压的峰值不应超过 103 V。", ["峰值 <= 103 V"]),
        ("漏电动作电流应不大于 25 mA，动作时间应不大于 0.2 s。", ["漏电动作电流 <= 25 mA", "动作时间 <= 0.2 s"]),
        ("接地端子与金属外壳之间的电阻应小于 150 mΩ。", ["电阻 < 150 mOhm"]),
        ("电源软线的长度应不大于 1.8 m。", ["长度 <= 1.8 m"]),
        ("接触电流：≤0.4 mA。", ["接触电流 <= 0.4 mA"]),
        # products, toys, furniture, food contact
        ("甲醛释放量应不大于 0.09 mg/m3。", ["甲醛释放量 <= 0.09 mg/m3"]),
        ("涂层中铅含量不得超过 85 mg/kg。", ["铅含量 <= 85 mg/kg"]),
        ("净含量的负偏差不得超过 2.5 %。", ["负偏差 <= 2.5 %"]),
        ("外露棱边的圆角半径应不小于 0.6 mm。", ["圆角半径 >= 0.6 mm"]),
        ("门洞净宽应为 880 mm±8 mm。", ["门洞净宽 range 872~888 mm"]),
        ("相邻螺孔的间距应在 45 mm 至 70 mm 之间。", ["间距 range 45~70 mm"]),
        ("按键的使用寿命应不少于 12 000 次。", ["使用寿命 >= 12000 次"]),
        ("糖精钠每 100 g 不超过 1.5 mg。", ["糖精钠 <= 1.5 mg"]),
        ("转速应为（1 430±40）r/min。", ["转速 range 1390~1470 r/min"]),
        ("供电电压应保持在 220 V±5 %。", ["供电电压 range 209~231 V"]),
        ("工作电压应为 110×（1±10 %）V。", ["工作电压 range 99~121 V"]),
        # communication and instruments
        ("频率准确度应优于 2×10-6。", ["频率准确度 < 2e-06 1"]),
        ("工作温度：-15 ℃～45 ℃。", ["工作温度 range -15~45 degC"]),
        ("示值误差应不超过±0.4 %FS。", ["示值误差 range -0.4~0.4 %FS"]),
        ("示值误差应在 ±4 % 以内。", ["示值误差 range -4~4 %"]),
        ("预热时间不超过 25 min。", ["预热时间 <= 25 min"]),
        ("24 h 内的漂移不应超过 0.3 ℃。", ["漂移 <= 0.3 degC"]),
        ("误差极限为±1.8 %。", ["误差极限 range -1.8~1.8 %"]),
        ("终端应提供不少于 3 个串行接口。", ["串行接口 >= 3 个"]),
        ("设备应至少有 2 个 USB 接口。", ["USB接口 >= 2 个"]),
        ("连续工作时间应不少于 9 h。", ["连续工作时间 >= 9 h"]),
        ("最大允许误差为±0.6 ℃。", ["最大允许误差 range -0.6~0.6 degC"]),
        # environment
        ("氨氮的去除率应达到 85 % 以上。", ["去除率 >= 85 %"]),
        ("废气净化装置的净化效率应达到 92%。", ["净化效率 >= 92 %"]),
        ("排放浓度限值为 45 mg/m3。", ["排放浓度 <= 45 mg/m3"]),
        ("填埋物含水率应低于 55 %。", ["填埋物含水率 < 55 %"]),
        ("烟囱应比周围半径 150 m 范围内的建筑物高出 4 m 以上。", ["烟囱高出周围建筑物 >= 4 m"]),
        ("新建锅炉房的烟囱应比其中最高一座高出 4 m 以上。", ["烟囱高出最高一座 >= 4 m"]),
        ("监控数据保存期限不得少于 6 年。", ["监控数据保存期限 >= 6 年"]),
        ("夜间偶发噪声超过限值的幅度不得高于 12 dB(A)。", ["幅度 <= 12 dB(A)"]),
        ("每年累计停运时间不得超过 50 h。", ["停运时间 <= 50 h"]),
    ],
)
def test_a_requirement_of_each_family_is_read(sentence: str, expected: list[str]) -> None:
    ours = said(_read(sentence))
    assert len(ours) == len(expected), ours
    for mine, wanted in zip(ours, expected, strict=True):
        name, _, rest = wanted.partition(" ")
        assert mine.endswith(" " + rest) and name in mine.split(" ")[0], ours


@pytest.mark.parametrize(
    "sentence",
    [
        "绕组的温升不应超过表 3 的值。",
        "在 0.85 倍～1.1 倍额定电压下，设备应能正常工作。",
        "电源电压在额定值的 ±10 % 范围内变化时，设备应能正常工作。",
        "重复性应不大于最大允许误差绝对值的 1/3。",
        "扩展不确定度应不大于 1/2 最大允许误差。",
        "额定电压不超过 250 V 的器具应有接地措施。",
        "水压试验的压力应为工作压力的 1.5 倍。",
        "外壳防护等级应达到 IP54。",
        "示例：流量不应超过 3 L/min。",
        "图 3 中的孔径为 5 mm。",
        "本文件自 2019 年 5 月 1 日起实施，2021 年 1 月 1 日前应完成改造。",
        "误差应不超过±（1+0.02L）μm。",
        "导线应符合 GB/T 5023.1 中 5.6 的规定。",
        "帧头应为 2 字节，校验码占 1 字节。",
        "电流为 5 A，系数取 0.65。",
        "水温高于 80 ℃ 时应发出报警信号。",
        "系统应支持 4 路视频，每路应可单独配置。",
        "应符合 GB 4706.1-2005 中 19.11 的要求。",
    ],
)
def test_what_only_looks_like_a_bound_is_none(sentence: str) -> None:
    assert said(_read(sentence)) == []


def test_a_time_that_an_act_must_be_done_in_is_named_by_the_heading_of_the_clause() -> None:
    assert said(_read("断电后应在 6 s 内发出报警。", "5.3 报警响应时间")) == ["报警响应时间 <= 6 s"]


def test_a_difference_is_named_with_what_differs() -> None:
    assert said(_read("释放的能量与使用说明给出的值之差不应超过 ±4 J。", "5.4 准确度")) == ["释放的能量与使用说明给出的值之差 range -4~4 J"]


def test_the_cases_said_before_a_bound_are_its_conditions() -> None:
    (limit,) = _read("在额定负载下，输出电压的波动不应大于 1.5 V。")
    assert (limit.measurand, limit.condition) == ("输出电压的波动", "在额定负载下")


def test_another_documents_clause_is_no_object() -> None:
    (limit,) = _read("按 GB 4706.1 的 13.2，泄漏电流不应超过 0.7 mA。")
    assert (limit.measurand, limit.object) == ("泄漏电流", None)


def test_a_second_case_of_the_same_characteristic_has_its_own_condition() -> None:
    limits = _read("绝缘电阻在常温下应不小于 90 MΩ，湿热试验后应不小于 3 MΩ。")
    assert said(limits) == ["绝缘电阻 >= 90 MOhm", "绝缘电阻 >= 3 MOhm"]
    assert [one.condition for one in limits] == ["常温下", "湿热试验后"]


def test_items_of_a_demanded_list_need_no_modal_verb_of_their_own() -> None:
    text = "进场的废物应同时满足以下要求：a）有机质含量小于 4 %；b）水溶性盐总量小于 3 %。"
    assert said(_read(text)) == ["有机质含量 < 4 %", "水溶性盐总量 < 3 %"]


def test_the_medium_that_holds_a_substance_is_the_object() -> None:
    (limit,) = _read("生活饮用水中镉的含量不应超过 0.004 mg/L。")
    assert (limit.measurand, limit.object) == ("镉的含量", "生活饮用水")
