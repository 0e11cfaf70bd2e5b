"""Clauses that leave numbers out, chapters of terms by topic, terms that end in a letter, titles that end in brackets."""

from __future__ import annotations

from ingest.clauses.structure import read_structure
from ingest.lines import Line, SourceText
from ingest.references import read_references
from ingest.terms import read_terms
from kg.model import Clause, TermEntry


def _source(text: str) -> SourceText:
    lines, offset = [], 0
    for line in text.splitlines():
        lines.append(Line(line, 1, offset))
        offset += len(line) + 1
    return SourceText("text", "text/1", 1, tuple(lines))


def _clauses(text: str) -> tuple[Clause, ...]:
    return read_structure(_source(text)).clauses


def _numbers(text: str) -> list[str]:
    return [clause.number for clause in _clauses(text)]


_HEAD = "1 范围\n本文件规定了虚拟炉的要求。\n2 要求\n2.1 安全\n2.1.1 接地\n应接地。\n2.1.2 外壳\n应封闭。\n"


def test_a_clause_far_behind_the_one_before_is_a_clause_of_its_own() -> None:
    assert _numbers(_HEAD + "2.1.15 炉门应能锁住。\n3 试验\n按表进行。\n")[-3:] == ["2.1.2", "2.1.15", "3"]


def test_a_number_that_points_forward_begins_no_clause() -> None:
    text = _HEAD + "其余见下列各条：\n2.1.15 中的规定也适用。\n2.1.3 炉门\n应能锁住。\n"
    assert _numbers(text)[-2:] == ["2.1.2", "2.1.3"]


def test_the_first_clause_of_a_section_may_not_be_its_first_number() -> None:
    text = "1 范围\n本文件规定了虚拟炉的要求。\n2 要求\n2.1 安全\n2.1.7 炉门应能锁住。\n2.1.9 炉门应能打开。\n"
    assert _numbers(text)[-3:] == ["2.1", "2.1.7", "2.1.9"]


def test_a_value_of_two_parts_is_no_clause_far_behind() -> None:
    assert "1.15" not in _numbers("1 要求\n1.1 电流\n电流不大于下列值，允许差另定。\n1.15 安培时应断开，并应记录；其后复位。\n")


_BY_TOPIC = "1 范围\n本规范给出术语。\n3 量和单位\n3.1\n虚拟量 virtual quantity\n只在例子里有的量。\n3.2\n虚拟单位 virtual unit\n虚拟量的单位。\n4 测量\n4.1\n虚拟测量 virtual measurement\n不动手的测量。\n"


def _terms(text: str, title: str | None) -> list[tuple[str, str]]:
    return [(entry.clause, entry.term_zh) for entry in read_terms(_clauses(text), title)]


def test_chapters_by_topic_of_a_vocabulary_hold_its_terms() -> None:
    assert _terms(_BY_TOPIC, "虚拟计量术语及定义") == [("3.1", "虚拟量"), ("3.2", "虚拟单位"), ("4.1", "虚拟测量")]


def test_bilingual_headings_of_another_document_are_no_terms() -> None:
    assert _terms(_BY_TOPIC, "虚拟炉技术条件") == []


def test_a_chapter_may_be_headed_as_terms_of_something() -> None:
    assert _terms(_BY_TOPIC.replace("4 测量", "4 与测量有关的术语"), "虚拟炉技术条件") == [("4.1", "虚拟测量")]


def _entry(heading: str) -> TermEntry:
    [entry] = read_terms(_clauses(f"1 范围\n本文件适用。\n2 引用文件\n无。\n3 术语和定义\n3.1\n{heading}\n例子里的定义。\n"))
    return entry


def test_a_term_keeps_the_letter_at_its_end() -> None:
    entry = _entry("程序 A procedure A")
    assert (entry.term_zh, entry.term_en) == ("程序 A", "procedure A")


def test_a_term_keeps_the_value_at_its_end() -> None:
    entry = _entry("强度 24 h strength at 24 h")
    assert (entry.term_zh, entry.term_en) == ("强度 24 h", "strength at 24 h")


def test_terms_that_a_particular_standard_adds_are_counted_from_201() -> None:
    text = "201.1 范围\n本文件适用。\n201.2 规范性引用文件\n无。\n201.3 术语和定义\n201.3.201\n虚拟仪 virtual instrument\n例子里的仪器。\n201.3.202\n虚拟导联 virtual lead\n例子里的导联。\n"
    assert _terms(text, None) == [("201.3.201", "虚拟仪"), ("201.3.202", "虚拟导联")]


def _reference_title(entry: str) -> str | None:
    source = _source(f"1 范围\n本文件适用。\n2 规范性引用文件\n{entry}\n3 要求\n应合格。\n")
    structure = read_structure(source)
    return read_references(structure.clauses, source.lines, None).references[0].title_zh


def test_a_method_in_brackets_belongs_to_the_title_of_a_reference() -> None:
    assert _reference_title("GB/T 97671 虚拟砂强度检验方法（ISO法）") == "虚拟砂强度检验方法（ISO法）"


def test_the_adopted_document_in_brackets_does_not() -> None:
    assert _reference_title("GB/T 97671 虚拟砂强度检验方法（ISO 96791:1989，IDT）") == "虚拟砂强度检验方法"
