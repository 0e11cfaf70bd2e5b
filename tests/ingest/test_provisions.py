"""Which sentences provide something: modal verbs, and words that only look like them."""

from __future__ import annotations

import pytest

from ingest.provisions import kind_of, read_provisions
from kg.model import DocumentType, ProvisionKind
from tests.ingest.small_tables import clauses, table


@pytest.mark.parametrize(
    "sentence",
    [
        "方案既有代表性，又切实可行。",
        "初步了解可能的污染范围。",
        "核对可能存在的杂质名称。",
        "评估结果包括允许和拒绝。",
        "结果决定是否允许访问。",
        "该项为可选要素。",
        "名称是可理解的符号。",
        "报告为研判和应对提出建议。",
    ],
)
def test_attributes_results_and_questions_provide_nothing(sentence: str) -> None:
    assert kind_of(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("可能导致外壳的损坏。", ProvisionKind.POSSIBILITY),
        ("可选用其他方法。", ProvisionKind.PERMISSION),
        ("可用性能试验代替。", ProvisionKind.PERMISSION),
        ("允许使用便携式仪器。", ProvisionKind.PERMISSION),
        ("应对其进行转义。", ProvisionKind.REQUIREMENT),
        ("不可行驶于道路。", ProvisionKind.PERMISSION),
    ],
)
def test_the_verb_itself_still_counts(sentence: str, kind: ProvisionKind) -> None:
    assert kind_of(sentence) is kind


def test_the_head_of_a_table_of_two_columns_is_no_permission() -> None:
    made, places = clauses("4.1 高度|处理能力（kg/h）  可用高度（m）")
    around = table("高度", ["甲|乙"], ["a|b"])
    inside = type(around)(None, None, around.header, around.rows, "4.1", made[0].at)
    assert [p.kind.value for p in read_provisions(made, DocumentType.NATIONAL, places)] == ["permission"]
    assert read_provisions(made, DocumentType.NATIONAL, places, (inside,)) == ()
