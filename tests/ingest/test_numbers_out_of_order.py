"""Clause numbers that are missing or printed twice: found where heading and what follows prove them, and said."""

from __future__ import annotations

from pathlib import Path

from ingest.clauses.structure import read_structure
from ingest.extract import read_document
from ingest.lines import Line, SourceText


def _structure(*texts: str) -> list[tuple[str, str | None]]:
    lines, offset = [], 0
    for text in texts:
        lines.append(Line(text, 1, offset))
        offset += len(text) + 1
    return [(clause.number, clause.heading) for clause in read_structure(SourceText("text", "made/1", 1, tuple(lines))).clauses]


def test_a_number_printed_twice_is_two_clauses() -> None:
    found = _structure(
        "1 范围",
        "本文件规定要求。",
        "2 要求",
        "2.1 外观",
        "应平整。",
        "2.2 尺寸",
        "应相符。",
        "2.2 性能",
        "应合格。",
        "2.3 标志",
        "应清晰。",
    )
    assert found[3:] == [("2.2", "尺寸"), ("2.2", "性能"), ("2.3", "标志")]


def test_clauses_behind_a_missing_one_are_read() -> None:
    found = _structure("1 范围", "本文件规定要求。", "3 要求", "3.1 外观", "应平整。", "4 标志", "应清晰。")
    assert [number for number, _ in found] == ["1", "3", "3.1", "4"]


def test_a_chapter_number_printed_twice_is_proven_by_its_first_clause() -> None:
    found = _structure("1 范围", "本文件。", "2 要求", "2.1 外观", "应平整。", "2 试验方法", "2.1 目测", "看。", "3 标志", "应清晰。")
    assert [number for number, _ in found] == ["1", "2", "2.1", "2", "2.1", "3"]


def test_a_list_that_counts_from_one_is_no_chapter() -> None:
    found = _structure("1 范围", "本文件。", "2 要求", "下列各项：", "1 外壳", "2 底座", "3 把手", "2.1 外观", "应平整。")
    assert [number for number, _ in found][:2] == ["1", "2"] and ("1", "外壳") not in found


def test_a_sentence_with_the_number_of_the_clause_before_it_is_a_clause_of_its_own() -> None:
    found = _structure("1 范围", "本文件。", "2 要求", "2.1 外观应平整。", "2.1 自 2031 年起应标明尺寸。", "2.2 标志应清晰。")
    assert found[2:] == [("2.1", None), ("2.1", None), ("2.2", None)]


def test_the_last_chapter_may_repeat_the_number_before_it() -> None:
    found = _structure("1 范围", "本文件。", "2 要求", "应平整。", "3 试验方法", "目测。", "3 实施与监督", "由主管部门监督。")
    assert found[2:] == [("3", "试验方法"), ("3", "实施与监督")]


def test_the_item_of_a_list_that_has_the_number_of_its_chapter_is_no_chapter() -> None:
    found = _structure("1 范围", "本文件。", "2 要求", "3 部件", "下列各项：", "1 外壳；", "2 底座；", "3 把手和支架", "另有铭牌。")
    assert found[-1] == ("3", "部件")


def test_a_line_that_counts_things_is_no_clause_printed_again() -> None:
    found = _structure("1 范围", "本文件。", "2 要求", "应抽取样品。", "2 个样品为一组")
    assert found == [("1", "范围"), ("2", "要求")]


def test_missing_and_repeated_numbers_are_findings_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("GB/T 90077-2020\n1 范围\n本文件。\n3 要求\n3.1 外观\n应平整。\n3.1 尺寸\n应相符。\n3.2 标志\n应清晰。\n", "utf-8")
    document, _ = read_document(path)
    said = {finding.code: finding.place for finding in document.findings}
    assert said["clause_gap"] == "page 1" and said["clause_repeated"] == "clause 3.1, page 1"
