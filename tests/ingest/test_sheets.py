"""Tables as rows of printed cells, whatever program wrote them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.sheets.sheet import Sheet
from ingest.sheets.workbook import is_workbook, read_workbook
from kg.errors import UnreadableDocument
from tests.ingest.old_workbook import write_xls

HEAD = ("标准号", "标准名称", "实施日期")
ROW = ("GB/T 99001-2024", "木勺", "2024-10-01")


def sheet_of(path: Path, content: str | bytes) -> Sheet:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    book = read_workbook(path)
    assert len(book.sheets) == 1
    return book.sheets[0]


def ods(path: Path, body: str, manifest: str = "") -> Path:
    """An OpenDocument spreadsheet of one sheet with these rows."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>{manifest}</manifest:manifest>',
        )
        made.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="目录">{body}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text_is_read_in_the_encodings_and_with_the_delimiters_that_spreadsheets_save(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = "\n".join(delimiter.join(cells) for cells in (HEAD, ROW))
    assert sheet_of(tmp_path / "a.csv", text.encode(encoding)).rows == (HEAD, ROW)


def test_a_quoted_cell_holds_delimiters_and_line_breaks_and_is_one_row(tmp_path: Path) -> None:
    rows = sheet_of(tmp_path / "a.csv", '标准号,标准名称\nGB 99001-2024,"木勺,\n长柄"\nGB 99002-2024,铁勺\n').rows
    assert rows[1] == ("GB 99001-2024", "木勺,\n长柄")
    assert rows[2][0] == "GB 99002-2024"


def test_a_quotation_mark_that_is_never_closed_takes_no_other_row_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('标准号,标准名称,状态\nGB 99001-2024,"木勺,现行\nGB 99002-2024,铁勺,现行\nGB 99003-2024,铜勺,废止\n', encoding="utf-8")
    book = read_workbook(path)
    assert [row[0] for row in book.sheets[0].rows[1:]] == ["GB 99001-2024", "GB 99002-2024", "GB 99003-2024"]
    assert [(f.code, f.place) for f in book.findings] == [("open_quote", "第 2 行 row 2")]


def test_empty_rows_are_kept_so_that_lines_count_as_in_the_spreadsheet(tmp_path: Path) -> None:
    rows = sheet_of(tmp_path / "a.csv", "标准号,名称,,\n,,,\n\nGB 99001-2024,木勺,,\n,,\n").rows
    assert rows == (("标准号", "名称"), (), (), ("GB 99001-2024", "木勺"))


def test_cells_of_a_workbook_read_as_a_person_sees_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([date(2024, 10, 1), datetime(2024, 10, 1, 8, 30), 101, 101.0, 0.25, True, None, " 木勺\u200b "])
    book.save(tmp_path / "a.xlsx")
    rows = read_workbook(tmp_path / "a.xlsx").sheets[0].rows
    assert rows == (("2024-10-01", "2024-10-01 08:30:00", "101", "101", "0.25", "TRUE", "", "木勺"),)


def test_a_merged_cell_is_repeated_over_the_cells_that_it_covers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["B2"], sheet["C2"], sheet["A3"] = "标准", "日期", "发布", "实施", "GB 99001-2024"
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    book.save(tmp_path / "a.xlsx")
    read = read_workbook(tmp_path / "a.xlsx").sheets[0]
    assert read.rows[:2] == (("标准", "日期", "日期"), ("标准", "发布", "实施"))
    assert set(read.merged) == {(1, 1, 2, 1), (1, 2, 1, 3)}


def test_hidden_sheets_are_read_and_said_to_be_hidden(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    hidden = book.create_sheet("旧表")
    hidden.append(["b"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in read_workbook(tmp_path / "a.xlsx").sheets] == [("Sheet", False), ("旧表", True)]


def test_an_open_document_spreadsheet_is_read_with_its_days(tmp_path: Path) -> None:
    row = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>GB 99001-2024</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2024-10-01"><text:p>2024年10月1日</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
    )
    book = read_workbook(ods(tmp_path / "a.ods", row))
    assert (book.format, book.sheets[0].rows) == ("ods", (("GB 99001-2024", "2024-10-01"),))


@pytest.mark.parametrize("name", ["a.xls", "a.csv"])
def test_a_workbook_of_excel_97_is_read_under_any_name_of_a_table(tmp_path: Path, name: str) -> None:
    book = read_workbook(write_xls(tmp_path / name, [["标准号", "序号"], ["GB 99001-2024", 7.0]]))
    assert (book.format, book.sheets[0].name) == ("xls", "目录")
    assert book.sheets[0].rows == (("标准号", "序号"), ("GB 99001-2024", "7"))


@pytest.mark.parametrize(
    "value",
    [
        [{"标准号": "GB 99001-2024", "ccs": ["Y73", "X08"]}, {"标准号": "GB 99002-2024", "状态": None}],
        {"total": 2, "rows": [{"标准号": "GB 99001-2024", "ccs": ["Y73", "X08"]}, {"标准号": "GB 99002-2024", "状态": None}]},
        {"code": 0, "data": {"rows": [{"标准号": "GB 99001-2024", "ccs": ["Y73", "X08"]}, {"标准号": "GB 99002-2024", "状态": None}]}},
    ],
)
def test_records_of_json_become_rows_under_their_keys(tmp_path: Path, value: object) -> None:
    rows = sheet_of(tmp_path / "a.json", json.dumps(value, ensure_ascii=False)).rows
    assert rows == (("标准号", "ccs", "状态"), ("GB 99001-2024", "Y73;X08"), ("GB 99002-2024",))


def test_json_lines_are_records_too(tmp_path: Path) -> None:
    rows = sheet_of(tmp_path / "a.jsonl", '{"number": "GB 99001-2024"}\n\n{"number": "GB 99002-2024"}\n').rows
    assert rows == (("number",), ("GB 99001-2024",), ("GB 99002-2024",))


def test_a_page_of_html_named_xls_is_read_as_the_table_it_holds(tmp_path: Path) -> None:
    page = (
        "<table><tr><th colspan=2>目录</th></tr><tr><th>标准号</th><th>名称</th></tr>"
        "<tr><td>GB 99001-2024</td><td>木勺<table><tr><td>x</td></tr></table></td></tr></table>"
    )
    path = tmp_path / "a.xls"
    path.write_bytes(f"<html><meta charset=gb2312>{page}</html>".encode("gb18030"))
    book = read_workbook(path)
    assert (book.format, len(book.sheets)) == ("html", 2)
    assert book.sheets[0].rows[:2] == (("目录", "目录"), ("标准号", "名称"))
    assert book.sheets[0].merged == ((1, 1, 1, 2),)


def test_delimited_text_named_xls_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes("标准号\t名称\nGB 99001-2024\t木勺\n".encode("gb18030"))
    book = read_workbook(path)
    assert (book.format, book.sheets[0].rows[1]) == ("tsv", ("GB 99001-2024", "木勺"))


@pytest.mark.parametrize("name", ["a.xls", "a.csv", "a.ods"])
def test_a_workbook_of_excel_is_read_under_any_name_of_a_table(tmp_path: Path, name: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(ROW))
    book.save(tmp_path / "made.xlsx")
    (tmp_path / name).write_bytes((tmp_path / "made.xlsx").read_bytes())
    read = read_workbook(tmp_path / name)
    assert (read.format, read.sheets[0].rows) == ("xlsx", (ROW,))


def test_only_names_of_tables_are_tables() -> None:
    names = ("a.csv", "A.XLSX", "a.ods", "a.jsonl", "a.xls", "a.xlsm", "a.tsv", "a.json")
    assert all(is_workbook(Path(name)) for name in names)
    assert not any(is_workbook(Path(name)) for name in ("a.txt", "a.docx", "a.pdf", "csv"))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text('a木 ,;"\n\t', max_size=6), min_size=1, max_size=4), max_size=6))
def test_a_grid_that_was_written_is_read_back(tmp_path: Path, grid: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([["标准号", "名称"]] * 60)  # so that the delimiter is beyond doubt
    writer.writerows([*grid, ["end", "end"]])
    path = tmp_path / "grid.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    rows = read_workbook(path).sheets[0].rows[60:]
    as_seen = [[cell.strip() for cell in row] for row in [*grid, ["end", "end"]]]
    for row in as_seen:
        while row and not row[-1]:
            row.pop()
    assert [list(row) for row in rows] == as_seen


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".jsonl"]), st.binary(min_size=1, max_size=300))
def test_any_bytes_are_read_or_refused_with_a_reason(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    try:
        read_workbook(path)
    except UnreadableDocument as refused:
        assert refused.code
        assert str(refused).startswith(path.name)
