"""What is read from a standard: cover, clause tree, references, terms, provisions, each at its exact place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.clauses.structure import read_structure
from ingest.extract import read_document
from ingest.lines import Line, SourceText
from kg.model import AnnexKind, DocumentType, StandardDocument
from tests.small_standards import standard_text

ROOT = Path(__file__).resolve().parents[2]
CORPUS = sorted(path for path in (ROOT / "corpus" / "documents").iterdir() if path.suffix in (".md", ".txt", ".html"))
FIXTURES = ROOT.parent / "shared" / "fixtures" / "pdf"


@pytest.fixture
def small(tmp_path: Path) -> tuple[StandardDocument, str]:
    path = tmp_path / "small.txt"
    path.write_text(standard_text(90007, cites=(90001, 90003)), encoding="utf-8")
    return read_document(path)


def test_the_cover_is_read(small: tuple[StandardDocument, str]) -> None:
    d, _ = small
    assert d.number and d.number.value == "GB/T 90007-2020"
    assert d.title_zh and d.title_zh.value == "试验用仪器90007号 技术条件"
    assert d.title_en and d.title_en.value == "Test instrument 90007 — Specifications"
    assert d.issued and d.issued.value.isoformat() == "2020-03-01"
    assert d.effective and d.effective.value.isoformat() == "2020-10-01"
    assert [t.value for t in d.ics] == ["17.100"]
    assert [t.value for t in d.issuers] == ["国家市场监督管理总局", "国家标准化管理委员会"]
    assert d.committee and d.committee.value == "全国试验用仪器标准化技术委员会"
    assert [t.value for t in d.drafters] == ["甲研究院", "乙公司"]


def test_the_clause_tree_has_its_levels_and_headings(small: tuple[StandardDocument, str]) -> None:
    d, _ = small
    assert [(c.number, c.heading, c.parent) for c in d.clauses] == [
        ("1", "范围", None),
        ("2", "规范性引用文件", None),
        ("3", "术语和定义", None),
        ("3.1", "示值误差 error of indication", "3"),
        ("4", "要求", None),
        ("4.1", "示值误差", "4"),
        ("4.2", "外观", "4"),
        ("5", "试验方法", None),
    ]


def test_references_terms_and_provisions_are_read(small: tuple[StandardDocument, str]) -> None:
    d, _ = small
    assert [(r.number, r.dated) for r in d.references] == [("GB/T 90001", False), ("GB/T 90003", False)]
    assert [(t.term_zh, t.term_en, t.definition) for t in d.terms] == [("示值误差", "error of indication", "仪器示值与标准值之差。")]
    assert [p.kind.value for p in d.provisions if p.clause == "4.2"] == ["recommendation"]


def test_every_quotation_stands_at_its_place(small: tuple[StandardDocument, str]) -> None:
    d, text = small
    facts = [d.number, d.title_zh, d.issued, d.effective, *d.issuers, *d.drafters, *d.provisions]
    for fact in facts:
        assert fact is not None
        assert re.sub(r"\s", "", text[fact.at.start : fact.at.end]) == re.sub(r"\s", "", fact.at.quote)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_corpus_document_is_read_whole(path: Path) -> None:
    d, text = read_document(path)
    assert d.title_zh is not None and len(d.clauses) >= 5
    # The file is named after its number; a law has none and is known by its title and the day of its version.
    if d.type is DocumentType.LAW:
        assert d.issued is not None
        assert f"{d.title_zh.value.removeprefix('中华人民共和国')}-{d.issued.value.isoformat()}" == path.stem
    else:
        assert d.number is not None
        assert re.sub(r"[^0-9A-Za-z.]+", "-", d.number.value).strip("-") == path.stem
    assert not [f for f in d.findings if f.severity.value == "error"]
    for provision in d.provisions:
        assert re.sub(r"\s", "", text[provision.at.start : provision.at.end]) == re.sub(r"\s", "", provision.text)


def lines(*texts: str, table_from: int | None = None) -> SourceText:
    made, offset = [], 0
    for i, text in enumerate(texts):
        table = 0 if table_from is not None and i >= table_from else None
        made.append(Line(text, 1, offset, (71.0, 700.0 - 14 * i, 71.0 + 10 * len(text), 710.0 - 14 * i), 10.0, None, table))
        offset += len(text) + 1
    return SourceText("pdf", "pdf/1", 1, tuple(made))


def test_a_table_row_that_begins_with_the_next_number_is_no_clause() -> None:
    source = lines("1 范围", "本标准规定了限值。", "2 限值", "表1 限值", "3 二氧化硫  400  300", "4 氮氧化物  400  300", table_from=4)
    assert [c.number for c in read_structure(source).clauses] == ["1", "2"]


def test_a_value_at_the_start_of_a_line_is_no_clause() -> None:
    source = lines("1 范围", "1.1 流速不应大于", "1.2 m/s 的规定，并且", "2 要求", "应检定。")
    assert [c.number for c in read_structure(source).clauses] == ["1", "1.1", "2"]


def test_a_sentence_cut_by_its_line_is_no_heading_whatever_letters_it_holds() -> None:
    first = "1.1 收集的废气中 NMHC 初始速率≥4 kg/h 时，应当配置处理设施，处理效率不应当低于"
    full = "本标准规定了" + "很" * 60 + "长的要求"
    source = lines("1 范围", *[full] * 4, "规定完毕。", first, "85%。其他设施除外。", "2 要求", "应检定。")
    assert [(c.number, c.heading) for c in read_structure(source).clauses] == [("1", "范围"), ("1.1", None), ("2", "要求")]


def test_the_table_of_contents_is_told_from_the_body_and_checked() -> None:
    contents = ("目次", "1 范围........1", "2 要求........2", "3 附则........9")
    source = lines(*contents, "1 范围", "本标准规定了要求。", "2 要求", "应检定。")
    structure = read_structure(source)
    assert [c.number for c in structure.clauses] == ["1", "2"]
    assert [f.code for f in structure.findings] == ["contents_differ"]


_ENTRIES = ("目次", "1 范围........1", "2 要求........2", "3 试验方法........3", "4 标志........4")
_BODY = ("1 范围", "本标准规定了要求。", "2 要求", "2.1 应平整。", "3 试验方法", "目测。", "4 标志", "应清晰。")


def _compared(entries: tuple[str, ...], body: tuple[str, ...]) -> tuple[list[str], list[tuple[str, str]]]:
    structure = read_structure(lines(*entries, *body))
    return [c.number for c in structure.clauses], [(f.code, f.place) for f in structure.findings]


def test_contents_that_agree_with_the_body_give_no_finding() -> None:
    assert _compared(_ENTRIES, _BODY) == (["1", "2", "2.1", "3", "4"], [])


def test_a_chapter_that_the_contents_head_otherwise_is_read_and_said() -> None:
    entries = (*_ENTRIES[:2], "2 技术指标........2", *_ENTRIES[3:])
    assert _compared(entries, _BODY) == (["1", "2", "2.1", "3", "4"], [("contents_title_differs", "page 1")])


def test_a_chapter_that_the_contents_leave_out_is_read_and_said() -> None:
    assert _compared((*_ENTRIES[:2], *_ENTRIES[3:]), _BODY) == (["1", "2", "2.1", "3", "4"], [("contents_lack", "page 1")])


def test_a_chapter_that_the_contents_number_otherwise_is_read_and_said() -> None:
    entries = (*_ENTRIES[:4], "4 包装........4", "5 标志........5")
    assert _compared(entries, _BODY) == (
        ["1", "2", "2.1", "3", "4"],
        [("contents_differ", "page 1"), ("contents_title_differs", "page 1")],
    )


def test_contents_printed_again_in_english_head_nothing_otherwise() -> None:
    again = ("Contents", "1 Scope........1", "2 Requirements........2", "3 Test methods........3", "4 Marking........4")
    assert _compared((*_ENTRIES, *again), _BODY)[1] == []


def test_items_of_a_list_are_no_chapters_though_the_contents_name_their_number_further_down() -> None:
    body = (*_BODY[:6], "下列各项：", "4 把手和支架", "另有铭牌。", *_BODY[6:])
    assert _compared(_ENTRIES, body) == (["1", "2", "2.1", "3", "4"], [])


def test_an_annex_says_whether_it_is_normative() -> None:
    source = lines(
        "1 范围",
        "规定了要求。",
        "附 录 A",
        "（资料性附录）",
        "计算示例",
        "A.1 概述",
        "说明。",
        "附录B（规范性）限值",
        "B.1 一般",
        "应符合。",
    )
    annexes = {c.number: (c.heading, c.kind) for c in read_structure(source).clauses if c.number.startswith("附录")}
    assert annexes == {"附录A": ("计算示例", AnnexKind.INFORMATIVE), "附录B": ("限值", AnnexKind.NORMATIVE)}


def test_a_law_is_read_by_chapter_and_article(tmp_path: Path) -> None:
    path = tmp_path / "law.md"
    path.write_text(
        "# 试验器具管理条例\n\n2001年2月3日 发布\n\n2010年5月6日 修订\n\n## 第一章 总则\n\n第一条 为了管理试验器具，制定本条例。\n\n"
        "第二条 本条例适用于试验器具。第一条规定的目的不变。\n\n## 第二章 检定\n\n第三条 使用单位必须申请检定。\n\n第四条 本条例自2010年7月1日起施行。\n",
        encoding="utf-8",
    )
    d, _ = read_document(path)
    assert d.type.value == "law" and d.number is None
    assert d.issued and d.issued.value.isoformat() == "2010-05-06"
    assert d.effective and d.effective.value.isoformat() == "2010-07-01"
    assert [(c.number, c.parent) for c in d.clauses] == [
        ("第一章", None),
        ("第一条", "第一章"),
        ("第二条", "第一章"),
        ("第二章", None),
        ("第三条", "第二章"),
        ("第四条", "第二章"),
    ]


# Facts read from the page images of real standards: number, issued, effective, replaces, references, level-1 clauses.
REAL = {
    "GB-13271-2014.pdf": ("GB 13271-2014", "2014-05-16", "2014-07-01", ["GB 13271-2001"], 13, 6),
    "GB-12348-2008.pdf": ("GB 12348-2008", "2008-08-19", "2008-10-01", ["GB 12348-1990", "GB 12349-1990"], 6, 7),
    "GB-8702-2014.pdf": ("GB 8702-2014", "2014-09-23", "2015-01-01", ["GB 8702-1988", "GB 9175-1988"], 2, 6),
    "GMT-0049-2016.pdf": ("GM/T 0049-2016", "2016-12-23", "2016-12-23", [], 8, 10),
    "HJ-589-2021.pdf": ("HJ 589-2021", "2021-12-16", "2022-03-01", ["HJ 589-2010"], 13, 12),
    "DB-44-26-2001.pdf": ("DB44 26-2001", "2001-08-20", "2002-01-01", ["DB44 26-1989"], 5, 9),
    "GBT-28181-2016.pdf": ("GB/T 28181-2016", "2016-07-12", "2016-08-01", ["GB/T 28181-2011"], 33, 25),
}


@pytest.mark.skipif(not FIXTURES.exists(), reason="the real standards are not on this machine")
@pytest.mark.parametrize("name", REAL)
def test_real_standards_are_read_as_printed(name: str) -> None:
    number, issued, effective, replaces, references, level_one = REAL[name]
    d, _ = read_document(FIXTURES / name)
    assert d.number and d.issued and d.effective
    assert (d.number.value, d.issued.value.isoformat(), d.effective.value.isoformat()) == (number, issued, effective)
    assert [r.value for r in d.replaces] == replaces
    assert len(d.references) == references
    assert len([c for c in d.clauses if c.level == 1]) == level_one


@pytest.mark.skipif(not FIXTURES.exists(), reason="the real standards are not on this machine")
def test_latin_words_set_without_blanks_are_told_apart_by_their_ink() -> None:
    titles = {name: read_document(FIXTURES / name)[0].title_en for name in ("GMT-0049-2016.pdf", "GBT-28181-2016.pdf")}
    assert titles["GMT-0049-2016.pdf"] and titles["GMT-0049-2016.pdf"].value == "Cryptography test specification for EPP"
    assert titles["GBT-28181-2016.pdf"]
    assert titles["GBT-28181-2016.pdf"].value.startswith("Technical requirements for information transport, switch and control in")
