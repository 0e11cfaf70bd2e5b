"""Citations found in files: every place that people cite in, named so that they find it again."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import PatternFill

from ingest.citations.annotating import annotate
from ingest.citations.in_tables import OWN_HEADS, table_citations
from ingest.citations.reading import read
from kg.errors import UnreadableDocument


def cited(path: Path) -> list[tuple[str, str | None, str | None]]:
    """(place, number, title) of each citation."""
    return [(c["place"], c["numbers"][0] if c["numbers"] else c["law"], c["title"]) for c in read({"path": str(path)})["citations"]]


def pdf(pages: list[list[str]]) -> bytes:
    """Pages of Latin lines in a font that every reader knows."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n, lines in enumerate(pages):
        shown = "".join(f"BT /F 12 Tf 72 {700 - 40 * i} Td ({line}) Tj ET\n" for i, line in enumerate(lines))
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * n} 0 R/Resources<</Font<</F 3 0 R>>>>>>")
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}endstream")
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode()


def notes(path: Path, status: str = "superseded") -> list[dict[str, Any]]:
    return [
        {
            "anchor": c["anchor"],
            "place": c["place"],
            "raw": c["raw"],
            "name": c["raw"],
            "status": status,
            "words": [f"about {c['raw']}"],
            "cells": [status, "GB 1", "", "note"],
        }
        for c in read({"path": str(path)})["citations"]
    ]


def annotated(path: Path, format_: str) -> bytes:
    import base64

    answer = annotate({"path": str(path), "format": format_, "notes": notes(path)})
    return base64.b64decode(answer["content"])


# -- Word ------------------------------------------------------------------------------------


@pytest.fixture
def word(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("2 编制依据", 1)
    document.add_paragraph("按《虚构泵》（GB 99001-2030）验收。")
    document.add_paragraph("")
    split = document.add_paragraph("见 ")
    split.add_run("GB 990").bold = True
    split.add_run("02-2030 的要求")
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("序号", "标准编号", "标准名称"), strict=True):
        cell.text = text
    for texts in (("1", "GB 99003-2030", "虚构阀"), ("", "", "二、其他")):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    document.sections[0].header.paragraphs[0].text = "依据 GB 99004-2030 编制"
    path = tmp_path / "方案.docx"
    document.save(str(path))
    return path


def test_a_word_document_tells_paragraphs_cells_and_headers(word: Path) -> None:
    assert cited(word) == [
        ("第2段 paragraph 2 · 2 编制依据", "GB 99001-2030", "虚构泵"),
        ("第3段 paragraph 3 · 2 编制依据", "GB 99002-2030", None),
        ("表1第2行第2列 table 1, row 2, column 2 · 2 编制依据", "GB 99003-2030", "虚构阀"),
        ("页眉1 header 1", "GB 99004-2030", None),
    ]


def test_a_comment_stands_at_each_citation_even_across_runs(word: Path) -> None:
    document = docx.Document(io.BytesIO(annotated(word, "docx")))
    comments = [comment.text for comment in document.comments]
    assert comments[:3] == ["about 《虚构泵》（GB 99001-2030）", "about GB 99002-2030", "about GB 99003-2030"]
    assert "页眉" in comments[3] and "GB 99004-2030" in comments[3]
    assert [p.text for p in document.paragraphs] == [p.text for p in docx.Document(str(word)).paragraphs]
    marked = document.paragraphs[3]._p.xml
    assert marked.index("commentRangeStart") < marked.index("GB 990") < marked.index("02-2030") < marked.index("commentRangeEnd")


def test_a_running_head_that_repeats_the_cover_number_is_no_citation(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("虚构协会标准", "T/XYZ 99001-2030", "虚构泵", "引用 GB 99002-2030 的条文"):
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = "T/XYZ 99001-2030"
    path = tmp_path / "standard.docx"
    document.save(str(path))
    assert [number for _, number, _ in cited(path)] == ["GB 99002-2030"]


# -- workbooks -------------------------------------------------------------------------------


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "某公司在用标准"
    # A head over two lines, merged.
    for area, text in (("A2:A3", "序号"), ("B2:C2", "标准"), ("D2:D3", "备注")):
        sheet.merge_cells(area)
        sheet[area.split(":")[0]] = text
    sheet["B3"], sheet["C3"] = "编号", "名称"
    rows = (
        (1, "GB 99001-2030", "虚构泵", "另见 GB 99005-2030"),
        (2, "GB 990?1-20l4", "虚构阀", ""),
        (3, "#REF!", "虚构管", "=1+1"),
        (4, "/", "虚构管理条例", ""),
    )
    for r, row in enumerate(rows, 4):
        for c, value in enumerate(row, 1):
            sheet.cell(r, c, value)
    sheet["B4"].fill = PatternFill("solid", fgColor="FF00FF00")
    other = book.create_sheet("其他")
    other["B7"] = "按GB/T 99006-2030编写"
    other["A1"], other["A2"] = 1, "=A1*2"
    chart = BarChart()
    chart.add_data(Reference(other, min_col=1, min_row=1, max_row=2))
    other.add_chart(chart, "D9")
    path = tmp_path / "清单.xlsx"
    book.save(path)
    return path


def test_a_workbook_tells_sheet_and_cell_under_a_merged_head(workbook: Path) -> None:
    assert cited(workbook) == [
        ("清单!B4", "GB 99001-2030", "虚构泵"),
        ("清单!D4", "GB 99005-2030", None),
        ("清单!B5", None, "虚构阀"),
        ("清单!C6", None, "虚构管"),
        ("清单!B7", "虚构管理条例", None),
        ("其他!B7", "GB/T 99006-2030", None),
    ]


def test_the_columns_stand_at_the_right_and_nothing_else_changes(workbook: Path, tmp_path: Path) -> None:
    import zipfile

    out = tmp_path / "out.xlsx"
    out.write_bytes(annotated(workbook, "xlsx"))
    book = openpyxl.load_workbook(out)
    sheet = book["清单"]
    assert tuple(sheet.cell(3, c).value for c in range(5, 9)) == OWN_HEADS
    assert sheet["E5"].value == "superseded" and sheet["E5"].fill.fgColor.rgb == "FFFFC7CE"
    # Two citations in one row each say which they are.
    assert sheet["H4"].value == "GB 99001-2030：note\nGB 99005-2030：note"
    assert (sheet["D6"].value, sheet["B4"].fill.fgColor.rgb, book["其他"]["A2"].value) == ("=1+1", "FF00FF00", "=A1*2")
    before, after = zipfile.ZipFile(workbook), zipfile.ZipFile(out)
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"}
    assert before.namelist() == after.namelist() and any("chart" in name for name in after.namelist())


def test_an_annotated_workbook_is_checked_again_without_its_answer(workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    out.write_bytes(annotated(workbook, "xlsx"))
    assert cited(out) == cited(workbook)
    again = tmp_path / "again.xlsx"
    again.write_bytes(annotated(out, "xlsx"))
    assert openpyxl.load_workbook(again)["清单"].max_column == 8


def test_a_csv_comes_back_with_columns_and_its_own_cells(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text('编号,名称\nGB 99001-2030,"离心泵, 阀门"\nabc,无\n', encoding="gb18030")
    assert cited(path) == [("A2", "GB 99001-2030", "离心泵, 阀门"), ("A3", None, None)]
    rows = list(csv.reader(io.StringIO(annotated(path, "csv").decode("utf-8-sig"))))
    assert rows[0] == ["编号", "名称", *OWN_HEADS] and rows[1][:3] == ["GB 99001-2030", "离心泵, 阀门", "superseded"]


def test_one_column_of_citations_is_a_list_with_every_row_answered(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("标准\nGB 99001-2030 虚构泵\n什么也不是\n\nGB/T 99002\n", encoding="utf-8")
    assert [(place, number) for place, number, _ in cited(path)] == [("A2", "GB 99001-2030"), ("A3", None), ("A5", "GB/T 99002")]


def test_json_holds_a_list_or_records(tmp_path: Path) -> None:
    listed, records = tmp_path / "a.json", tmp_path / "b.json"
    listed.write_text('{"citations": ["GB 99001-2030 虚构泵", "无"]}', encoding="utf-8")
    records.write_text('[{"number": "GB 99001-2030", "title": "虚构泵"}]', encoding="utf-8")
    assert [number for _, number, _ in cited(listed)] == ["GB 99001-2030", None]
    assert cited(records) == [("A2", "GB 99001-2030", "虚构泵")]


def test_what_a_row_replaces_is_no_citation() -> None:
    rows = [("编号", "名称", "代替标准"), ("GB 99001-2030", "虚构泵", "GB 99001-2020")]
    assert [hit.column for hit in table_citations(rows)] == [0]


def test_a_column_of_codes_is_not_a_column_of_standards() -> None:
    assert table_citations([("编号", "名称"), ("0x01", "读取"), ("0x02", "写入")]) == []


# -- text ------------------------------------------------------------------------------------


def test_markdown_tells_the_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "# 方案\n\n按 **GB 99001-2030**《虚构泵》执行。\n\n| 编号 | 名称 |\n|---|---|\n| GB 99002-2030 | 虚构阀 |\n", encoding="utf-8"
    )
    assert cited(path) == [("第3行 line 3 · 方案", "GB 99001-2030", "虚构泵"), ("第7行 line 7 · 方案", "GB 99002-2030", "虚构阀")]


def test_a_number_broken_over_two_lines_is_one_citation(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("本项目的噪声与废气分别按 GB/T\n99001-2030 和《虚构\n泵》（GB 99002-2030）执行。\n其余从略。\n", encoding="utf-8")
    assert cited(path) == [("第1行 line 1", "GB/T 99001-2030", None), ("第2行 line 2", "GB 99002-2030", "虚构泵")]


def test_a_web_page_tells_lines_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><body><p>按 GB 99001-2030 执行。</p><table><tr><th>编号</th><th>名称</th></tr>"
        "<tr><td>GB 99002-2030</td><td>虚构阀</td></tr></table></body></html>",
        encoding="utf-8",
    )
    assert [(number, title) for _, number, title in cited(path)] == [("GB 99001-2030", None), ("GB 99002-2030", "虚构阀")]


def test_a_pdf_tells_page_line_and_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([["Report", "The noise meets GB 99001-2030."], ["ISO 99002:2030, Fictional pumps"]]))
    found = read({"path": str(path)})["citations"]
    assert [(c["place"], c["numbers"]) for c in found] == [
        ("第1页第2行 page 1, line 2", ["GB 99001-2030"]),
        ("第2页第1行 page 2, line 1", ["ISO 99002:2030"]),
    ]
    assert found[0]["at"]["end"] - found[0]["at"]["start"] == len("GB 99001-2030")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.docx", b"", "empty_file"),
        ("a.exe", b"MZ\x90\x00" + b"\0" * 100, "unknown_format"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unknown_format"),
        (
            "locked.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
            "encrypted",
        ),
        ("cut.docx", b"PK\x03\x04" + b"x" * 100, "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument) as caught:
        read({"path": str(path)})
    assert caught.value.code == code and "\n" not in str(caught.value)


# -- numbers set in several columns -----------------------------------------------------------


def numbers(rows: list[tuple[str, ...]]) -> list[str]:
    return [hit.found.numbers[0].canonical for hit in table_citations(rows) if hit.found.numbers]


def test_a_year_in_the_next_column_dates_the_number() -> None:
    rows = [("标准代号", "年号", "标准名称"), ("GB 99001", "2001", "虚构泵"), ("GB 99002", "2030年", "虚构阀")]
    assert numbers(rows) == ["GB 99001-2001", "GB 99002-2030"]


def test_prefix_serial_and_year_in_three_columns_are_one_number() -> None:
    rows = [("标准编号", "顺序号", "年代号", "标准名称"), ("GB/T", "99001.1", "2030", "虚构泵"), ("JJG", "99002", "1998", "虚构秤")]
    assert numbers(rows) == ["GB/T 99001.1-2030", "JJG 99002-1998"]


def test_a_year_of_something_else_dates_no_number() -> None:
    rows = [("标准号", "检测年份"), ("GB 99001", "2023"), ("GB 99002", "2023")]
    assert numbers(rows) == ["GB 99001", "GB 99002"]


def test_the_title_beside_a_number_in_two_columns_is_kept() -> None:
    rows = [("标准代号", "年号", "标准名称"), ("GB 99001", "2001", "虚构泵")]
    assert [(hit.raw, hit.found.title) for hit in table_citations(rows)] == [("GB 99001-2001", "虚构泵")]


def test_a_head_repeated_in_the_table_is_no_citation() -> None:
    rows = [("方法标准名称", "方法标准编号"), ("虚构测定法", "HJ 99001-2030"), ("方法标准名称", "方法标准编号"), ("虚构采样法", "HJ 99002")]
    assert [hit.found.problem for hit in table_citations(rows)] == [None, None]


def test_a_file_of_an_unknown_suffix_is_told_that_tables_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "list.xyz"
    path.write_text("GB 99001-2030", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"\.docx.*\.csv.*\.xlsx"):
        read({"path": str(path)})


def test_marks_of_notes_and_heads_between_the_rows_are_no_citations() -> None:
    rows = [
        ("标准编号", "名称"),
        ("GB 99001-2030", "虚构泵"),
        ("a)", "虚构测定法"),
        ("采用标准", "说明"),
        ("自编方法", "虚构采样法"),
    ]
    assert [(hit.raw, hit.found.problem) for hit in table_citations(rows)] == [("GB 99001-2030", None), ("自编方法", "no_number")]
