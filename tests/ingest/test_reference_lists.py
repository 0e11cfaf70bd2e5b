"""The list of normative references: numbers not given out yet, adopted documents on a line of their own."""

from __future__ import annotations

from ingest.clauses.structure import read_structure
from ingest.lines import Line, SourceText
from ingest.references import References, read_references


def _read(*entries: str) -> References:
    made, offset = [], 0
    for i, text in enumerate(("1 范围", "规定了要求。", "2 规范性引用文件", *entries, "3 要求", "应检定。")):
        made.append(Line(text, 1, offset, (71.0, 700.0 - 14 * i, 71.0 + 10 * len(text), 710.0 - 14 * i), 10.0))
        offset += len(text) + 1
    source = SourceText("pdf", "pdf/1", 1, tuple(made))
    return read_references(read_structure(source).clauses, source.lines, None)


def test_a_number_not_given_out_yet_names_no_standard() -> None:
    read = _read("GB/T 90001 甲", "JT/T 9XXX.1—20XX 乙", "GB/T XXXXX.1 丙")
    assert [one.number for one in read.references] == ["GB/T 90001"]
    assert [one.value for one in read.others] == ["JT/T 9XXX.1—20XX 乙", "GB/T XXXXX.1 丙"]


def test_an_adopted_document_on_its_own_line_is_no_entry() -> None:
    read = _read("GB/T 90001—2030 甲类器具", "（ISO/IEC 90002：2021，IDT）", "GB/T 90003 乙")
    assert [one.number for one in read.references] == ["GB/T 90001-2030", "GB/T 90003"]
    assert read.references[0].title_zh == "甲类器具"
