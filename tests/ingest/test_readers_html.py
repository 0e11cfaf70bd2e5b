from __future__ import annotations

from pathlib import Path

import pytest

from ingest.lines import SourceText
from ingest.readers import Limits
from ingest.readers.html import HtmlReader
from kg.errors import UnreadableDocument


def read(tmp_path: Path, markup: str | bytes, limits: Limits | None = None) -> SourceText:
    path = tmp_path / "a.html"
    path.write_bytes(markup.encode() if isinstance(markup, str) else markup)
    return HtmlReader(limits or Limits()).read(path)


def texts(tmp_path: Path, markup: str | bytes) -> list[str]:
    return [line.text for line in read(tmp_path, markup).lines]


def test_blocks_are_lines_and_inline_elements_are_not(tmp_path: Path) -> None:
    markup = "<body>前<p>甲<b>乙</b>\n  丙</p>尾<div>丁<br>戊<div>己</div></div><ul><li>庚<li>辛</ul>"
    assert texts(tmp_path, markup) == ["前", "甲乙 丙", "尾", "丁", "戊", "己", "庚", "辛"]


def test_headings_carry_their_level(tmp_path: Path) -> None:
    lines = read(tmp_path, "<h1>标准</h1><h3><span>1</span>&nbsp;范围</h3><p>正文").lines
    assert [(line.text, line.heading) for line in lines] == [("标准", 1), ("1 范围", 3), ("正文", None)]


def test_sub_and_sup_stay_inline(tmp_path: Path) -> None:
    assert texts(tmp_path, "<p>CO<sub>2</sub> 30 mg/m<sup>3</sup>") == ["CO2 30 mg/m3"]


def test_raised_runs_that_would_change_what_stands_before_them_are_marked(tmp_path: Path) -> None:
    markup = "<p>10<sup>-5</sup> m<sup>2</sup>，颗粒物<sup><a>a</a></sup>，20<sup>℃</sup><p><sup>a</sup>以氮计<table><tr><td>铅<sup>1)</sup><td>5</table>"
    assert texts(tmp_path, markup) == ["10^-5 m2，颗粒物^a，20℃", "^a 以氮计", "铅^1)\t5"]


def test_ordered_lists_print_the_numbers_a_browser_gives_them(tmp_path: Path) -> None:
    markup = (
        "<ol type=a><li>甲；<li><p>乙：</p><p>乙二</p><ol><li>丙<li value=5>丁<li>戊</ol><li>己</ol><ol start=3><li>庚</ol><ul><li>辛</ul>"
    )
    assert texts(tmp_path, markup) == ["a) 甲；", "b) 乙：", "乙二", "1) 丙", "5) 丁", "6) 戊", "c) 己", "3) 庚", "辛"]


def test_items_that_print_their_own_number_get_no_other(tmp_path: Path) -> None:
    markup = (
        "<ol><li>a）甲<li>（一）乙<li>第三条 丙<li>4.1 丁<li>—— 戊</ol><ol style='list-style:none'><li>己</ol><ol><li><h2>1 范围</h2></ol>"
    )
    assert texts(tmp_path, markup) == ["a）甲", "（一）乙", "第三条 丙", "4.1 丁", "—— 戊", "己", "1 范围"]


def test_scripts_styles_and_comments_go(tmp_path: Path) -> None:
    markup = (
        "<html><head><title>t</title><style>p{}</style></head><body><script>var x='<p>no</p>'</script>正<!-- 注 -->文<noscript>x</noscript>"
    )
    assert texts(tmp_path, markup) == ["正文"]


def test_preformatted_text_keeps_its_lines(tmp_path: Path) -> None:
    assert texts(tmp_path, "<pre>1  范围\n2  引用</pre>") == ["1  范围", "2  引用"]


@pytest.mark.parametrize(
    "data",
    [
        '<meta charset="gb2312"><p>镕基用㐂</p>'.encode("gb18030"),
        "<p>锅炉大气污染物排放标准</p>".encode("gb18030"),
        b"\xef\xbb\xbf" + "<p>锅炉</p>".encode(),
        "<p>锅炉</p>".encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>锅炉</p></body></html>'.encode(),
    ],
    ids=["declared", "guessed", "utf-8 mark", "utf-16", "xhtml"],
)
def test_the_encoding_is_found(tmp_path: Path, data: bytes) -> None:
    assert texts(tmp_path, data)[0][:2] in ("镕基", "锅炉")


def test_spans_are_expanded_and_each_text_stands_once_in_the_lines(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "<p>表1 限值</p><table><thead><tr><th rowspan=2>项目<th colspan=2>限值<tr><th>新建<th>在用</thead>"
        "<tr><td>颗粒物<td>30<td>50<tr><td rowspan=0>SO<sub>2</sub><td colspan=2>200<p>300</p><tr></table><p>后",
    )
    [table] = text.tables
    assert (table.caption, table.header_rows) == ("表1 限值", 2)
    assert table.texts == (("项目", "限值", "限值"), ("项目", "新建", "在用"), ("颗粒物", "30", "50"), ("SO2", "200 300", "200 300"))
    assert [line.text for line in text.lines if line.table == 0] == ["项目\t限值", "新建\t在用", "颗粒物\t30\t50", "SO2\t200 300"]
    assert text.text[table.start : table.end].endswith("200 300")


def test_the_caption_element_is_the_caption(tmp_path: Path) -> None:
    text = read(tmp_path, "<table><caption>表 2 方法</caption><tr><td>甲<td>乙</table>")
    assert (text.tables[0].caption, text.lines[0].text, text.lines[0].table) == ("表 2 方法", "表 2 方法", None)


def test_tables_that_lay_out_the_page_are_no_tables(tmp_path: Path) -> None:
    text = read(tmp_path, "<table><tr><td>导航<td><p>1 范围</p><table><tr><td>甲<td>乙</table></table><table><tr><td>框</table>")
    assert [line.text for line in text.lines] == ["导航", "1 范围", "甲\t乙", "框"]
    assert [table.texts for table in text.tables] == [(("甲", "乙"),)]


def test_old_pages_that_never_close_an_element_are_read_to_the_end(tmp_path: Path) -> None:
    assert texts(tmp_path, "<body>" + "<div><font>" * 500 + "尾")[-1] == "尾"


def test_a_page_too_deep_to_be_read_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, "<div>" * 100_000 + "尾")
    assert caught.value.code == "damaged"


def test_spans_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    row = "<tr>" + "<td colspan=1000 rowspan=60000>x" * 5
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, "<table>" + row * 500 + "</table>")
    assert caught.value.code == "too_large"


def test_long_cells_repeated_by_spans_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, "<table><tr><td colspan=1000>" + "字" * 500 + "<td>x</table>", Limits(max_text_chars=10_000))
    assert caught.value.code == "too_large"


def test_entities_of_a_document_type_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim", encoding="utf-8")
    markup = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>正文&x;</p></body></html>'
    assert "geheim" not in read(tmp_path, markup).text


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, "<html><body><img src=a.png></body></html>")
    assert caught.value.code == "no_text"
