"""Workbooks that cannot be read: each is refused with its reason, in one sentence that names the file and the next step."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from ingest.readers.limits import Limits
from ingest.sheets.workbook import read_workbook
from kg.errors import UnreadableDocument
from tests.ingest.old_workbook import write_xls
from tests.ingest.test_sheets import ods

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(path: Path, limits: Limits | None = None) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_workbook(path, limits or Limits())
    assert str(caught.value).startswith(path.name)
    assert "\n" not in str(caught.value)
    return caught.value


def made(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_under_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLE2 + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    error = refused(path)
    assert error.code == "encrypted"
    assert "密码" in str(error) and "password" in str(error)


@pytest.mark.parametrize("method", [0, 1])
def test_a_workbook_of_excel_97_under_a_password_says_so_whatever_its_method(tmp_path: Path, method: int) -> None:
    assert refused(write_xls(tmp_path / "a.xls", [["标准号"]], password=method)).code == "encrypted"


def test_an_open_document_under_a_password_says_so(tmp_path: Path) -> None:
    encrypted = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    assert refused(ods(tmp_path / "a.ods", "", encrypted)).code == "encrypted"


def test_a_zip_entry_under_a_password_says_so(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", ["标准号"])
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        content[at + offset] |= 1
    path.write_bytes(content)
    assert refused(path).code == "encrypted"


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_a_package_that_is_cut_off_is_damaged(tmp_path: Path, name: str) -> None:
    whole = made(tmp_path / "whole.xlsx", *([f"GB {n}-2024", n] for n in range(200))).read_bytes()
    path = tmp_path / name
    path.write_bytes(whole[: len(whole) // 2])
    assert refused(path).code == "damaged"


def test_an_old_workbook_that_is_cut_off_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(OLE2 + bytes(600))
    assert refused(path).code == "damaged"


def test_a_package_that_unpacks_to_a_multiple_of_itself_is_not_unpacked(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", ["标准号"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(40 * 1024 * 1024))
    assert refused(path).code == "zip_bomb"


def test_one_cell_far_away_is_too_many_cells_and_takes_no_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "标准号"
    book.active.cell(1_048_576, 16_384).value = "x"
    book.save(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx").code == "too_many_cells"


def test_a_format_down_to_the_last_line_is_no_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "标准号"
    book.active.cell(1_048_576, 30).number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert read_workbook(tmp_path / "a.xlsx").sheets[0].rows == (("标准号",),)


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.xls"])
def test_more_cells_than_the_limit_are_refused_in_every_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    text = {
        "a.csv": "a,b\n" * 20,
        "a.json": "[" + ",".join(['{"a": 1, "b": 2}'] * 20) + "]",
        "a.xls": "<html><table>" + "<tr><td>a<td>b</tr>" * 20 + "</table></html>",
    }[name]
    path.write_text(text, encoding="utf-8")
    assert refused(path, Limits(max_table_cells=30)).code == "too_many_cells"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\xef\xbb\xbf \r\n", "empty_file"),
        ("a.csv", "标准号,Pr\xe9cision \xfc\xe4\n".encode("latin-1", "ignore"), "encoding"),
        ("a.csv", b"\xff\xfe\x07h\xc6", "encoding"),
        ("a.csv", b"a\0b" * 30, "wrong_suffix"),
        ("a.json", b'[{"a": 1},', "bad_json"),
        ("a.json", b'{"rows": []}', "bad_json"),
        ("a.json", b"[1, 2]", "bad_json"),
        ("a.xls", b"<html><body><p>404</p></body></html>", "damaged"),
        ("a.xlsx", b"%PDF-1.7\n", "wrong_suffix"),
        ("a.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "old_format"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path).code == code


def test_a_workbook_without_a_word_is_empty(tmp_path: Path) -> None:
    assert refused(made(tmp_path / "a.xlsx")).code == "empty_file"


def test_a_file_over_the_size_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("标准号\n" * 100, encoding="utf-8")
    assert refused(path, Limits(max_bytes=100)).code == "too_large"


def test_lists_inside_lists_without_end_are_no_fact_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"number": "GB 99001-2024", "x": ' + "[" * 900 + "]" * 900 + "}]", encoding="utf-8")
    assert read_workbook(path).sheets[0].rows[1][0] == "GB 99001-2024"


def test_half_a_character_of_json_can_be_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"number": "GB 99001-2024", "name": "\\ud800木勺"}]', encoding="utf-8")
    assert read_workbook(path).sheets[0].rows[1][1].encode("utf-8").decode() == "\ufffd木勺"
