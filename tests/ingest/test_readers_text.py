from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
