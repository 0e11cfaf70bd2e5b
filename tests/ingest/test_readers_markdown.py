from __future__ import annotations

from pathlib import Path

import pytest

from ingest.lines import SourceText
from ingest.readers.markdown import MarkdownReader

LAWS = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "laws"


def read(tmp_path: Path, source: str) -> SourceText:
    path = tmp_path / "a.md"
    path.write_text(source, encoding="utf-8")
    return MarkdownReader().read(path)


def texts(tmp_path: Path, source: str) -> list[str]:
    return [line.text for line in read(tmp_path, source).lines]


def test_hashes_become_heading_levels(tmp_path: Path) -> None:
    lines = read(tmp_path, "# 标准\n\n## 1 范围 ##\n正文\n").lines
    assert [(line.text, line.heading) for line in lines] == [("标准", 1), ("1 范围", 2), ("正文", None)]


def test_every_source_line_stays_a_line(tmp_path: Path) -> None:
    assert texts(tmp_path, "GB 13271—2014\n代替 GB 13271—2001  \n    缩进四格\n\n\n    又一段\n") == [
        "GB 13271—2014",
        "代替 GB 13271—2001",
        "缩进四格",
        "又一段",
    ]


def test_a_rule_below_a_paragraph_makes_no_heading(tmp_path: Path) -> None:
    assert [line.heading for line in read(tmp_path, "第一条 为了\n---\n第二条\n").lines] == [None, None]


def test_inline_markup_goes_and_its_text_stays(tmp_path: Path) -> None:
    source = "**术语** *定义* `mg/m3` [GB/T 1.1](https://x) ![图1](a.png) mg/m<sup>3</sup> &lt; 5 \\* 3<br>次行 snake_case_name\n"
    assert texts(tmp_path, source) == ["术语 定义 mg/m3 GB/T 1.1 图1 mg/m3 < 5 * 3", "次行 snake_case_name"]


def test_comments_and_front_matter_go(tmp_path: Path) -> None:
    assert texts(tmp_path, "---\ntitle: x\n---\n甲 <!-- 行内 -->\n\n<!-- INFO\nEND -->\n\n乙\n") == ["甲", "乙"]


def test_a_rule_at_the_beginning_is_not_front_matter(tmp_path: Path) -> None:
    assert texts(tmp_path, "---\n封面\n---\n正文\n") == ["封面", "正文"]


def test_bullets_go_and_numbers_stay(tmp_path: Path) -> None:
    assert texts(tmp_path, "- 甲\n* 乙\n+ 丙\n\n1. 丁\n2. 戊\n   续行\n5) 己\n") == ["甲", "乙", "丙", "1. 丁", "2. 戊", "续行", "5) 己"]


def test_clause_numbers_are_no_list(tmp_path: Path) -> None:
    assert texts(tmp_path, "1.1 总则\n3.2.1 要求\na) 甲；\n（一）乙\n") == ["1.1 总则", "3.2.1 要求", "a) 甲；", "（一）乙"]


def test_a_pipe_table_is_a_table_and_a_line_for_each_row(tmp_path: Path) -> None:
    text = read(tmp_path, "**表1 排放限值**\n\n单位：mg/m3\n\n| 项目 | 限值 |\n|---|--:|\n| 颗粒物 | 30 |\n| `SO2` \\| x | |\n\n后文\n")
    [table] = text.tables
    assert (table.caption, table.header_rows) == ("表1 排放限值", 1)
    assert table.texts == (("项目", "限值"), ("颗粒物", "30"), ("SO2 | x", ""))
    assert [line.text for line in text.lines if line.table == 0] == ["项目\t限值", "颗粒物\t30", "SO2 | x"]
    assert text.text[table.start : table.end] == "项目\t限值\n颗粒物\t30\nSO2 | x"


def test_a_sentence_about_a_table_is_no_caption(tmp_path: Path) -> None:
    assert read(tmp_path, "表1规定了限值。\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n").tables[0].caption is None


def test_an_html_table_keeps_its_merged_cells(tmp_path: Path) -> None:
    source = "表 A.1 限值\n\n<table><tr><td rowspan=2>锅炉</td><td>30</td></tr><tr><td>50</td></tr></table>\n\n后文\n"
    text = read(tmp_path, source)
    assert (text.tables[0].caption, text.tables[0].texts) == ("表 A.1 限值", (("锅炉", "30"), ("锅炉", "50")))
    assert text.lines[-1].text == "后文"


@pytest.mark.skipif(not LAWS.is_dir(), reason="the laws in ../shared/fixtures may not be committed")
@pytest.mark.parametrize("path", sorted(LAWS.glob("*.md")) if LAWS.is_dir() else [], ids=lambda path: path.stem)
def test_real_laws_read_line_for_line(path: Path) -> None:
    source = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    expected = [line.lstrip("#").strip() for line in source if line and not line.startswith("<!--")]
    assert [line.text for line in MarkdownReader().read(path).lines] == expected
