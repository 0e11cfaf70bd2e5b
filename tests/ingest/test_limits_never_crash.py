"""Whatever a cell or a sentence holds, it is a bound or it is none; it is never an error."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.limits.limits import read_limits
from ingest.limits.values import bounds_of
from ingest.limits.words import caption_measurand, table_unit
from ingest.measured.methods import read_methods
from ingest.measured.names import measurand_name
from kg.model import DocumentType
from tests.ingest.small_tables import clauses, table

_PIECES = st.lists(
    st.sampled_from(
        [
            "不得低于",
            "应",
            "不大于",
            "≤",
            "≥",
            "±",
            "～",
            "6",
            "9.5",
            "1×10^-5",
            "10",
            "000",
            "mg/m3",
            "%",
            "℃",
            "dB(A)",
            "m",
            "以上",
            "以下",
            "的",
            "，",
            "。",
            "（",
            "）",
            "烟囱",
            "高度",
            "浓度",
            "误差",
            "GB/T",
            "16157",
            "按",
            "测定",
            "时",
            "或",
            "/",
            "^",
            "-",
            "—",
            "a)",
            "表1",
            "限值",
            "为",
        ]
    ),
    max_size=14,
).map("".join)


@given(st.one_of(_PIECES, st.text(max_size=40)))
def test_any_cell(text: str) -> None:
    for bound in bounds_of(text):
        assert isinstance(bound.value, float) or bound.value[0] <= bound.value[1]
    measurand_name(text)
    caption_measurand(text)
    table_unit(text)


@settings(max_examples=60, deadline=None)
@given(_PIECES, _PIECES, st.lists(_PIECES.map(lambda text: text.replace("|", "")), min_size=3, max_size=3))
def test_any_sentence_and_any_table(sentence: str, caption: str, cells: list[str]) -> None:
    made, places = clauses(f"4.1 要求|{sentence}")
    grid = table(caption, ["项目|限值|单位"], ["|".join(cells), "苯|0.1|mg/m3"], unit=caption)
    read = read_limits(made, (grid,), DocumentType.NATIONAL, places)
    read_methods(made, (grid,), places, read.limits)
    assert all(limit.at.end > limit.at.start for limit in read.limits)
