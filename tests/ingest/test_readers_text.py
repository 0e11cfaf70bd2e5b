from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract import read_document
from ingest.lines import SourceText
from ingest.readers import Limits
from ingest.readers.characters import decode, printed_lines
from ingest.readers.text import TextReader
from kg.errors import UnreadableDocument

STANDARD = "GB 13271—2014\n锅炉大气污染物排放标准\n1\t适用范围\n  本标准规定了限值。\n"


def read(tmp_path: Path, data: bytes, limits: Limits | None = None) -> SourceText:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    return TextReader(limits or Limits()).read(path)


def code_of(tmp_path: Path, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, data, limits)
    return caught.value.code


@pytest.mark.parametrize(
    "data",
    [
        STANDARD.encode(),
        codecs.BOM_UTF8 + STANDARD.encode(),
        STANDARD.encode("utf-16"),
        codecs.BOM_UTF16_BE + STANDARD.encode("utf-16-be"),
        STANDARD.encode("gb18030"),
        STANDARD.replace("\n", "\r\n").encode("gb18030"),
        STANDARD.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 be", "gb18030", "dos", "old mac"],
)
def test_every_chinese_encoding_reads_the_same(tmp_path: Path, data: bytes) -> None:
    assert [line.text for line in read(tmp_path, data).lines] == [
        "GB 13271—2014",
        "锅炉大气污染物排放标准",
        "1\t适用范围",
        "  本标准规定了限值。",
    ]


def test_form_feeds_split_pages_and_a_closing_one_adds_none(tmp_path: Path) -> None:
    text = read(tmp_path, "封面\f\f第三页\n\f".encode())
    assert (text.pages, [(line.text, line.page) for line in text.lines]) == (3, [("封面", 1), ("第三页", 3)])


def test_offsets_point_into_the_document_text(tmp_path: Path) -> None:
    text = read(tmp_path, "一  \n\n\x00二".replace("\x00", "\x07").encode() + b"\n3" * 50)
    assert [text.text[line.start : line.end] for line in text.lines] == [line.text for line in text.lines]


def test_control_and_zero_width_characters_go_and_tabs_stay() -> None:
    assert printed_lines("GB\u200b 1\x07\t2\ufeff \x0b三") == ["GB 1\t2", "三"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bytes(range(256)) * 8, "binary"),
        (b"\0\0\0\0", "binary"),
        ("Größe und Maß für Prüfgeräte, überall geändert".encode("latin-1"), "encoding"),
        (STANDARD.encode()[:-2], "encoding"),
        (STANDARD.encode("utf-16")[:-1], "encoding"),
        (b" \n\t\n\f", "no_text"),
    ],
    ids=["noise", "nul", "latin-1", "cut utf-8", "cut utf-16", "blank"],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    assert code_of(tmp_path, data) == code


def test_too_many_characters_or_pages_are_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path, "字\n".encode() * 100, Limits(max_text_chars=150)) == "too_large"
    assert code_of(tmp_path, b"a\f" * 20, Limits(max_pages=10)) == "too_many_pages"


def test_a_declared_encoding_that_does_not_fit_is_not_believed() -> None:
    assert decode("锅炉大气污染物".encode(), "a.html", "gb2312") == "锅炉大气污染物"


@given(st.text())
def test_printed_lines_hold_no_line_separator(text: str) -> None:
    assert all(line.splitlines() == [line] and line == line.rstrip() for line in printed_lines(text))


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        decode(data, "a.txt")
    except UnreadableDocument as exc:
        assert exc.code in ("binary", "encoding")


ALIGNED = """4.1 限值
表1 排放限值  单位：mg/m3

污染物项目          限值      监控位置
颗粒物              30        烟囱或烟道
汞及其化合物        0.05      烟囱
注：按月平均值计。
5 监测
"""


def test_columns_that_stand_below_each_other_under_a_caption_are_a_table(tmp_path: Path) -> None:
    [table] = read(tmp_path, ALIGNED.encode()).tables
    assert table.texts == (("污染物项目", "限值", "监控位置"), ("颗粒物", "30", "烟囱或烟道"), ("汞及其化合物", "0.05", "烟囱"))


def test_a_cell_of_an_aligned_table_is_found_at_its_offsets(tmp_path: Path) -> None:
    text = read(tmp_path, ALIGNED.encode())
    cell = text.tables[0].rows[2][1]
    assert text.text[cell.start : cell.end] == "0.05"


def test_the_limits_of_an_aligned_table_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        f"GB 99271—2031\n虚拟炉排放标准\n1 范围\n本标准适用于虚拟炉。\n2 要求\n{ALIGNED.replace('4.1', '2.1').replace('5 监测', '3 监测')}按规定。\n",
        encoding="utf-8",
    )
    assert [(limit.measurand, limit.value, limit.unit) for limit in read_document(path)[0].limits] == [
        ("颗粒物", 30.0, "mg/m3"),
        ("汞及其化合物", 0.05, "mg/m3"),
    ]


def test_cells_set_apart_by_tabs_under_a_caption_are_a_table(tmp_path: Path) -> None:
    [table] = read(tmp_path, "表1 限值\n项目\t限值\n颗粒物\t30\n二氧化硫\t\n附录A\n".encode()).tables
    assert table.texts == (("项目", "限值"), ("颗粒物", "30"), ("二氧化硫", ""))


def test_a_heading_over_two_aligned_columns_covers_both(tmp_path: Path) -> None:
    text = "表1 限值\n项目          限值（燃煤与燃油）\n            燃煤      燃油\n颗粒物      30        20\n二氧化硫    200       100\n"
    assert read(tmp_path, text.encode()).tables[0].texts[0] == ("项目", "限值（燃煤与燃油）", "限值（燃煤与燃油）")


@pytest.mark.parametrize(
    "text",
    [
        "表1 限值\n项目  限值  备注\n颗粒物          30   a\n二氧化硫与氮氧化物  200    b\n",
        "1 范围        适用\n2 要求        应合格\n",
        "表1 限值\n颗粒物的限值是 30。  见下。\n二氧化硫的限值是 200。  见下。\n",
        "目次\n1 范围\t1\n2 要求\t2\n",
    ],
    ids=["columns out of line", "no caption", "sentences", "contents"],
)
def test_lines_whose_columns_are_in_doubt_stay_lines(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text.encode()).tables == ()
