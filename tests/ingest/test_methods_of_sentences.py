"""Test methods that sentences name: the characteristic and the standard it is measured by."""

from __future__ import annotations

import pytest

from ingest.lines import Line
from ingest.measured.method_sentences import sentence_methods
from ingest.places import Places
from kg.model import AnnexKind, Clause, Evidence


def _said(text: str, heading: str | None = None, above: str = "试验方法") -> list[tuple[str, str]]:
    chapter = Clause("5", above, 1, AnnexKind.NORMATIVE, None, "", Evidence(1, 0, 1, above))
    at = Evidence(1, 0, len(text), text)
    clause = Clause("5.1", heading, 2, AnnexKind.NORMATIVE, "5", text, at, at)
    return [(m.measurand, m.number) for m in sentence_methods([chapter, clause], Places([Line(text, 1, 0)]))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("封口强度按 GB/T 90051—2020 中 8.2 的规定测定。", [("封口强度", "GB/T 90051-2020")]),
        ("二氧化硫的参比方法按照 HJ 90061 执行。", [("二氧化硫", "HJ 90061")]),
        ("镀层按 QB/T 90052 的规定试验。", [("镀层", "QB/T 90052")]),
        ("取三次读数，温度波动度按 JJF 90053—2019 计算。", [("温度波动度", "JJF 90053-2019")]),
        ("有机质含量小于 2 %，测定方法按照 HJ 90054 进行。", [("有机质含量", "HJ 90054")]),
    ],
)
def test_the_characteristic_before_the_standard_is_what_is_measured(text: str, expected: list[tuple[str, str]]) -> None:
    assert _said(text) == expected


def test_the_heading_below_test_methods_names_what_is_measured() -> None:
    assert _said("按 GB/T 90055—2030 中 6.3 的规定进行。", heading="绝缘电阻") == [("绝缘电阻", "GB/T 90055-2030")]
    assert _said("按 GB/T 90055—2030 中 6.3 的规定进行。", heading="样品制备") == []


def test_a_standard_by_which_samples_are_taken_measures_nothing() -> None:
    assert _said("按 GB/T 90060 的规定采样后用分光光度法测定。", heading="铁含量的测定") == []


@pytest.mark.parametrize(
    "text",
    ["出厂检验按 GB/T 90056.1 进行。", "试样的制备按 GB/T 90057 进行。", "抽样按 GB/T 90058 的规定执行。", "包装按 GB/T 90059 进行。"],
)
def test_lots_specimens_and_packing_are_no_characteristics(text: str) -> None:
    assert _said(text) == []
