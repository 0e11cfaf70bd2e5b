from __future__ import annotations

from pathlib import Path

import pytest

from ingest.extract import read_document
from ingest.lines import SourceText
from ingest.readers import Limits
from ingest.readers.sts.reader import StsReader
from kg.errors import UnreadableDocument
from kg.model import AnnexKind, StandardDocument
from tests.reader_samples import STS_STANDARD

NAMESPACES = 'xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:tbx="urn:iso:std:iso:30042:ed-1"'


def read(tmp_path: Path, xml: str | bytes, limits: Limits | None = None) -> SourceText:
    path = tmp_path / "a.xml"
    path.write_bytes(xml.encode() if isinstance(xml, str) else xml)
    return StsReader(limits or Limits()).read(path)


def body(tmp_path: Path, content: str) -> list[str]:
    """Lines of a standard whose body is ``content``."""
    return [line.text for line in read(tmp_path, f"<standard {NAMESPACES}><body>{content}</body></standard>").lines]


def code_of(tmp_path: Path, xml: str | bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, xml, limits)
    assert str(caught.value).startswith("a.xml")
    return caught.value.code


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> StandardDocument:
    path = tmp_path_factory.mktemp("sts") / "standard.xml"
    path.write_text(STS_STANDARD, encoding="utf-8")
    return read_document(path)[0]


def test_the_metadata_are_read_as_from_a_cover(document: StandardDocument) -> None:
    assert document.number is not None and document.number.value == "GB/T 99001-2024"
    assert document.title_zh is not None and document.title_zh.value == "木制餐具 木勺 技术要求"
    assert document.title_en is not None and document.title_en.value == "Wooden tableware — Spoons — Technical requirements"
    assert [str(day and day.value) for day in (document.issued, document.effective)] == ["2024-03-15", "2024-10-01"]
    assert ([code.value for code in document.ics], [code.value for code in document.ccs]) == (["97.040.60"], ["Y 73"])
    assert [number.value for number in document.replaces] == ["GB/T 99001-2009"]
    assert [(adopted.number, adopted.degree) for adopted in document.adopts] == [("ISO 99001:2018", "IDT")]
    assert document.committee is not None and document.committee.value.startswith("某某木器标准化技术委员会")
    assert [drafter.value for drafter in document.drafters] == ["某地木器研究所", "某某木勺厂"]


def test_clauses_and_annexes_keep_their_numbers_and_kinds(document: StandardDocument) -> None:
    assert [(clause.number, clause.heading) for clause in document.clauses] == [
        ("1", "范围"),
        ("2", "规范性引用文件"),
        ("3", "术语和定义"),
        ("3.1", "木勺 wooden spoon"),
        ("4", "要求"),
        ("4.1", "外观"),
        ("4.2", "限量"),
        ("4.3", None),
        ("附录A", "跌落试验"),
        ("A.1", "步骤"),
        ("附录B", "挂孔"),
    ]
    assert [clause.kind for clause in document.clauses if clause.level == 1][-2:] == [AnnexKind.NORMATIVE, AnnexKind.INFORMATIVE]


def test_references_and_terms_are_read_by_the_code_that_reads_pdf(document: StandardDocument) -> None:
    assert [(found.number, found.title_zh) for found in document.references] == [("GB/T 99002", "木材含水率"), ("GB 99003-2019", "涂料")]
    [term] = document.terms
    assert (term.clause, term.term_zh, term.term_en, term.definition) == ("3.1", "木勺", "wooden spoon", "用木材制成的取食器具。")
    assert (term.admitted, term.deprecated, term.notes) == (("木匙",), ("木瓢",), ("不包括竹勺。", "儿童勺另有规定。"))
    assert term.source is not None and "99002" in term.source


def test_a_table_keeps_caption_header_and_spans(document: StandardDocument) -> None:
    [table] = document.tables
    assert (table.number, table.caption, table.clause) == ("表1", "有害物质限量", "4.2")
    assert [[cell.text for cell in row] for row in table.header] == [["项目", "限量", "限量"], ["项目", "内面", "外面"]]
    assert [[cell.text for cell in row] for row in table.rows] == [["铅", "≤1", "≤2"], ["镉", "≤0.5", "≤0.5"]]


def test_lines_print_what_a_chinese_standard_prints(tmp_path: Path) -> None:
    lines = [line.text for line in read(tmp_path, STS_STANDARD).lines]
    for expected in (
        "本文件规定了木勺的要求——含涂层。",
        "a) 无毛刺；",
        "b) 无裂纹：",
        "1) 柄部；",
        "注：毛刺用手摸。",
        "示例2：白布擦拭。",
        "注1：不包括竹勺。",
        "拒用术语：木瓢",
        "表1 有害物质限量",
        "单位为毫克每千克",
        "注：以干基计。",
        "a 指涂层。",
        "图1 木勺",
        "附录A（规范性） 跌落试验",
        "附录B（资料性） 挂孔",
        "[1] GB/T 99010—2001 木材名称",
    ):
        assert expected in lines, expected


def test_raised_and_lowered_runs_and_formulas_fit_in_a_line(tmp_path: Path) -> None:
    lines = [line.text for line in read(tmp_path, STS_STANDARD).lines]
    assert "有害物质应符合表1。甲醛不应大于 1.5^a mg/m3，密度 10^-5 kg，CO2 少量^1)。" in lines
    assert "w=(m−1)/10^3  (1)" in lines


def test_an_annex_says_its_kind_only_where_the_document_does(tmp_path: Path) -> None:
    assert body(tmp_path, "<app><label>Annex C</label><title>甲</title></app>") == ["附录C 甲"]


def test_what_stands_inside_a_paragraph_stands_between_its_lines(tmp_path: Path) -> None:
    xml = "<p>甲：<list list-type='bullet'><list-item><p>乙</p></list-item></list>丙<fn><label>1)</label><p>丁</p></fn>。</p>"
    assert body(tmp_path, xml) == ["甲：", "—— 乙", "丙^1)。", "注1：丁"]


def test_deleted_text_and_indexes_are_left_out(tmp_path: Path) -> None:
    assert body(tmp_path, "<p>不大于<del>50</del><ins>30</ins><index-term><term>铅</term></index-term></p>") == ["不大于30"]


def test_several_languages_of_a_term_are_one_entry(tmp_path: Path) -> None:
    sets = "".join(
        f'<tbx:langSet xml:lang="{lang}"><tbx:definition>{text}</tbx:definition><tbx:tig><tbx:term>{term}</tbx:term></tbx:tig></tbx:langSet>'
        for lang, term, text in (("fr", "cuiller", "outil"), ("en", "spoon", "tool"), ("zh-Hans", "勺", "器具。"))
    )
    section = f"<term-sec><label>3.2</label><tbx:termEntry>{sets}</tbx:termEntry></term-sec>"
    assert body(tmp_path, section) == ["3.2 勺 spoon", "器具。"]


def test_an_adoption_prints_the_cover_of_the_body_that_adopts(tmp_path: Path) -> None:
    def meta(name: str, number: str, title: str) -> str:
        return f'<{name}><title-wrap xml:lang="zh"><full>{title}</full></title-wrap><std-ref type="dated">{number}</std-ref></{name}>'

    inner = f"<standard><front>{meta('iso-meta', 'ISO 99001:2018', '勺')}</front><body><sec><label>1</label><title>范围</title><p>勺。</p></sec></body></standard>"
    front = f"<adoption-front>{meta('nat-meta', 'GB/T 99001—2024', '木勺')}<sec sec-type='foreword'><p>采用。</p></sec></adoption-front>"
    lines = [line.text for line in read(tmp_path, f"<adoption>{front}{inner}</adoption>").lines]
    assert lines == ["GB/T 99001—2024", "木勺", "前言", "采用。", "1 范围", "勺。"]


def test_dates_that_are_no_days_and_unknown_relations_print_nothing(tmp_path: Path) -> None:
    meta = (
        '<std-ref type="dated">GB/T 99001—2024</std-ref><pub-date>2024</pub-date><release-date>N/A</release-date>'
        '<std-xref type="informative"><std-ref>GB/T 1</std-ref></std-xref><comm-ref>SAC/TC 9</comm-ref>'
    )
    assert [line.text for line in read(tmp_path, f"<standard><front><nat-meta>{meta}</nat-meta></front></standard>").lines] == [
        "GB/T 99001—2024"
    ]


def test_names_of_characters_are_printed_and_nothing_is_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY mdash "geheim">', encoding="utf-8")
    xml = f'<!DOCTYPE standard SYSTEM "{secret.as_uri()}"><standard><body><p>甲&mdash;乙&nosuchname;丙</p></body></standard>'
    assert [line.text for line in read(tmp_path, xml).lines] == ["甲—乙丙"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_the_encoding_is_that_of_the_file(tmp_path: Path, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><standard><body><p>锅炉排放标准</p></body></standard>'.encode(encoding)
    assert read(tmp_path, xml).lines[0].text == "锅炉排放标准"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('<!DOCTYPE standard [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><standard><body><p>&b;</p></body></standard>', "xml_entities"),
        ('<!DOCTYPE standard [<!ENTITY x SYSTEM "file:///etc/passwd">]><standard><body><p>&x;</p></body></standard>', "xml_entities"),
        ("<standard><body><p>甲</body></standard>", "damaged"),
        ("<rss><channel/></rss>", "unknown_format"),
        ("<standard><body>" + "<sec>" * 90 + "</sec>" * 90 + "</body></standard>", "too_large"),
        ("<standard><body>" + "<sec>" * 100_000, "damaged"),
        ("<standard><body/></standard>", "no_text"),
    ],
    ids=["entities", "external entity", "not closed", "another root", "deep", "very deep", "empty"],
)
def test_what_is_no_standard_is_refused(tmp_path: Path, xml: str, code: str) -> None:
    assert code_of(tmp_path, xml) == code


def test_spans_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    row = "<tr>" + "<td colspan='1000' rowspan='60000'>x</td>" * 5 + "</tr>"
    assert code_of(tmp_path, f"<standard><body><table>{row * 500}</table></body></standard>") == "too_large"
