"""Citations found in text: which characters, which number, and which title stands beside it."""

from __future__ import annotations

import pytest

from ingest.citations.found import BAD_YEAR, GARBLED, NO_NUMBER, Found
from ingest.citations.in_lists import is_list, line_citation
from ingest.citations.in_text import text_citations
from ingest.citations.own_number import number_of_cover

Row = tuple[str, str, str | None]


def told(text: str, found: list[Found]) -> list[Row]:
    """(characters, number, title) of each."""
    return [(text[one.start : one.end], one.numbers[0].canonical if one.numbers else "", one.title) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("执行《GB 99001-2030 虚构泵》。", ("《GB 99001-2030 虚构泵》", "GB 99001-2030", "虚构泵")),
        ("按GB 99001—2030《虚构泵》验收", ("GB 99001—2030《虚构泵》", "GB 99001-2030", "虚构泵")),
        ("符合《虚构泵》（GB 99001-2030）的要求", ("《虚构泵》（GB 99001-2030）", "GB 99001-2030", "虚构泵")),
        ("符合《虚构泵》GB 99001-2030的要求", ("《虚构泵》GB 99001-2030", "GB 99001-2030", "虚构泵")),
        ("符合《虚构泵》（标准编号：GB 99001-2030）", ("《虚构泵》（标准编号：GB 99001-2030）", "GB 99001-2030", "虚构泵")),
        ("GB 99001-2030“虚构泵”第3章", ("GB 99001-2030“虚构泵”", "GB 99001-2030", "虚构泵")),
        ("按ＧＢ／Ｔ　９９００１－２０３０ 检验", ("ＧＢ／Ｔ　９９００１－２０３０", "GB/T 99001-2030", None)),
        ("按 GB/T 99001 的规定", ("GB/T 99001", "GB/T 99001", None)),
    ],
)
def test_in_running_text_only_what_is_quoted_is_a_title(text: str, expected: Row) -> None:
    assert told(text, text_citations(text)) == [expected]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("GB/T 99001.1-2030 虚构泵 第1部分：通则", "GB/T 99001.1-2030", "虚构泵 第1部分：通则"),
        ("[12] GB/T 99001-2030，虚构泵；", "GB/T 99001-2030", "虚构泵"),
        ("（3）GB/T 99001-2030 中部地区用虚构泵", "GB/T 99001-2030", "中部地区用虚构泵"),
        ("—— GB 99001 虚构泵", "GB 99001", "虚构泵"),
        ("虚构泵（GB 99001-2030）", "GB 99001-2030", "虚构泵"),
        ("[3] ISO 99001:2030, Fictional pumps — Requirements", "ISO 99001:2030", "Fictional pumps — Requirements"),
        ("7\tGB 99001-2030\t虚构泵\t2030-01-01", "GB 99001-2030", "虚构泵"),
        ("GB 99001-2030虚构泵（代替GB 99001-2020）", "GB 99001-2030", "虚构泵"),
    ],
)
def test_an_entry_of_a_list_is_number_and_title(line: str, number: str, title: str) -> None:
    assert told(line, text_citations(line, entry=True))[0][1:] == (number, title)


@pytest.mark.parametrize(
    "sentence",
    [
        "GB 99001-2030 规定了虚构泵的尺寸。",
        "GB 99001-2030 中第5章的要求",
        "GB 99001-2030相比，主要变化如下",
        "GB 99001-2030 应符合设计文件",
        "执行虚构泵（GB 99001-2030）",
        "The noise meets GB 99001-2030",
    ],
)
def test_a_sentence_that_begins_or_ends_with_a_number_has_no_title(sentence: str) -> None:
    assert [one.title for one in text_citations(sentence, entry=True)] == [None]


def test_an_adopted_number_is_no_second_citation_and_the_national_one_is_cited() -> None:
    for text in (
        "GB/T 99001-2030/ISO 9901:2029 虚构泵",
        "ISO 9901:2029 (GB/T 99001-2030)",
        "GB/T 99001-2030（idt ISO 9901:2029）",
        "GB/T 99001-2030（ISO 9901:2029，IDT）",
    ):
        (one,) = text_citations(text, entry=True)
        assert ([n.canonical for n in one.numbers], [n.canonical for n in one.also]) == (["GB/T 99001-2030"], ["ISO 9901:2029"]), text
    assert len(text_citations("GB/T 99001-2030（GB/T 99002-2030）")) == 2


def test_a_range_is_one_citation_of_all_its_parts_and_all_parts_are_said() -> None:
    (one,) = text_citations("按 GB 99085.1～3-2030 鉴别")
    assert [n.canonical for n in one.numbers] == ["GB 99085.1-2030", "GB 99085.2-2030", "GB 99085.3-2030"]
    (whole,) = text_citations("按 GB/T 99750（所有部分）检验")
    assert whole.all_parts and whole.numbers[0].canonical == "GB/T 99750"


def test_neighbours_keep_their_own_titles() -> None:
    text = "《甲泵》（GB 99001-2030）、《乙泵》（GB 99002-2030）和GB 99003-2030《丙泵》"
    assert [title for _, _, title in told(text, text_citations(text))] == ["甲泵", "乙泵", "丙泵"]


@pytest.mark.parametrize("line", ["GB 99001-20l4", "GB 99001-2O14", "GB 99?1-2014", "GB 9900l-2014", "GB 99001-20 14", "GB 99001-2�14"])
def test_a_misprinted_number_is_garbled_and_not_guessed(line: str) -> None:
    found = line_citation(line)
    assert (found.problem, found.numbers) == (GARBLED, ())


def test_words_that_only_look_like_numbers_are_no_citations() -> None:
    assert text_citations("LD 50 为 3 mg，内存 16 GB 2 条，DIN 41612 插座") == []


def test_laws_are_cited_by_title_in_brackets_with_the_year_of_their_version() -> None:
    found = text_citations("依据《虚构管理条例》（2031年修订）和《虚构泵技术要求》，以下按《虚构法》（以下简称本法）")
    assert [(one.law, one.year) for one in found] == [("虚构管理条例", 2031), ("虚构法", None)]


def test_every_line_of_a_list_is_answered() -> None:
    assert line_citation("没有编号的一行").problem == NO_NUMBER
    assert [n.canonical for n in line_citation("GB 99001-2030、GB 99002-2030").numbers] == ["GB 99001-2030", "GB 99002-2030"]
    assert line_citation("gb/t 99001-2030").numbers[0].canonical == "GB/T 99001-2030"
    assert line_citation("2. 虚构泵 GB 99001-2030").title == "虚构泵"
    assert line_citation("QQQ 1234-2030").numbers[0].canonical == "QQQ 1234-2030"
    assert line_citation("虚构管理条例").law == "虚构管理条例"


def test_a_list_is_told_from_running_text() -> None:
    assert is_list(["标准清单", "GB 99001-2030 虚构泵", "2. GB 99002", "GB/T 99003《虚构阀》"])
    assert not is_list(["本方案按 GB 99001 编制。", "噪声执行 GB 99002 的限值，见附表。", "联系人：某某"])


def test_only_a_cover_makes_a_number_the_own_one() -> None:
    cover = number_of_cover(["ICS 99.010", "中华人民共和国国家计量检定规程", "JJG 99539—2030", "虚构秤"])
    assert cover is not None and cover.canonical == "JJG 99539-2030"
    assert number_of_cover(["某公司检测报告", "GB 99001-2030", "第1页"]) is None


def test_a_year_that_no_standard_can_have_is_said_in_lists_and_in_running_text() -> None:
    listed = line_citation("GB 99001-2099 虚构泵")
    running = text_citations("本方案按 GB 99001-2099 和 GB 99002-2030 编制。", entry=True)
    assert listed.problem == BAD_YEAR and listed.title == "虚构泵"
    assert [(one.problem, [str(n) for n in one.numbers]) for one in running] == [(BAD_YEAR, []), (None, ["GB 99002-2030"])]


def test_a_sheet_of_amendments_behind_the_title_is_what_is_cited() -> None:
    (one,) = text_citations("见 GB 99001—2030《虚构泵》第2号修改单。", entry=True)
    assert ([str(n) for n in one.numbers], one.title) == (["GB 99001-2030/XG2"], "虚构泵")


def test_a_short_number_alone_on_its_line_with_its_title_is_cited() -> None:
    (found,) = text_citations("GHZB 7 虚构水体质量标准", entry=True)
    assert (found.numbers[0].canonical, found.title) == ("GHZB 7", "虚构水体质量标准")
    assert text_citations("HG 7 泵与 GHZB 7 区之间的管道", entry=True) == []
