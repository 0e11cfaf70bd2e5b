"""The one reader of reviewable tables: what no table may say is refused with its file and row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import TableError
from kg.table_rows import Row, read_table, refuse_cycles, refuse_shared, refuse_unknown

_HEADS = "key,zh,en,alt,broader,notation,source\n"


def _labels(row: Row) -> tuple[str, ...]:
    return (row["zh"], *row.many("alt"))


@pytest.mark.parametrize(
    ("text", "check", "message"),
    [
        ("a,甲,A,,,1,x\nb,,B,,,2,x\n", None, "t.csv, row 3: zh is empty"),
        ("a,甲,A,,,1,x\nb,乙,,,,2,x\n", None, "t.csv, row 3: en is empty"),
        ("a,甲, ,,,1,x\n", None, "t.csv, row 2: en is empty"),
        ("a,甲,A,,,1,x\na,乙,B,,,2,x\n", None, "t.csv, row 3: the key 'a' is empty or stands in an earlier row"),
        ("a,甲,A,,,1\n", None, "t.csv, row 2: 6 cells under 7 heads"),
        ("a,甲,A,,b,1,x\nb,乙,B,,c,2,x\nc,丙,C,,b,3,x\n", lambda t: refuse_cycles(t, "broader"), "t.csv, row 3: broader leads from 'b' back"),
        ("a,甲,A,,a,1,x\n", lambda t: refuse_cycles(t, "broader"), "t.csv, row 2: broader leads from 'a' back to itself: a > a"),
        ("a,甲,A,,b,1,x\n", lambda t: refuse_unknown(t, "broader", ["a"]), "t.csv, row 2: broader names 'b'"),
        ("a,甲,A,,,1,x\nb,乙,B,,,1,x\n", lambda t: refuse_shared(t, "notation", lambda row: row.many("notation")),
         "t.csv, row 3: the notation '1' is that of t.csv, row 2"),
        ("a,甲,A,乙,,1,x\nb,乙,B,,,2,x\n", lambda t: refuse_shared(t, "label", _labels), "t.csv, row 3: the label '乙' is that of t.csv, row 2"),
        ("a,甲,A,甲,,1,x\n", lambda t: refuse_shared(t, "label", _labels), "t.csv, row 2: the label '甲' is that of t.csv, row 2"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_right_is_refused_with_file_and_row(
    text: str, check: Callable[[list[Row]], None] | None, message: str
) -> None:
    with pytest.raises(TableError) as caught:
        rows = read_table("t.csv", _HEADS + text)
        if check is not None:
            check(rows)
    assert str(caught.value).startswith(message) and "\n" not in str(caught.value)


def test_a_way_round_over_several_rows_is_told_in_the_order_of_its_steps() -> None:
    rows = read_table("t.csv", _HEADS + "a,甲,A,,b,1,x\nb,乙,B,,c,2,x\nc,丙,C,,a,3,x\n")
    with pytest.raises(TableError, match=r"a > b > c > a$"):
        refuse_cycles(rows, "broader")


def test_two_ways_up_to_the_same_concept_are_no_circle() -> None:
    refuse_cycles(read_table("t.csv", _HEADS + "a,甲,A,,b;c,1,x\nb,乙,B,,d,2,x\nc,丙,C,,d,3,x\nd,丁,D,,,4,x\n"), "broader")


@pytest.mark.parametrize("content", [None, "甲".encode("gb18030")], ids=["missing", "no UTF-8"])
def test_a_file_that_is_no_utf_8_text_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(TableError, match=r"^t\.csv cannot be read as UTF-8 text: "):
        read_table("t.csv", folder=tmp_path)


@pytest.mark.parametrize("heads", ["key,zh,en\n", "key,zh,en,source,source\n", ""])
def test_heads_that_are_not_those_of_the_table_are_refused(heads: str) -> None:
    with pytest.raises(TableError, match=r"^t\.csv: the heads must be en, key, source, zh$"):
        read_table("t.csv", heads, columns=("key", "zh", "en", "source"))
