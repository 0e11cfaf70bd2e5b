from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from ingest.readers import READERS, SUFFIXES, Limits, open_reader, reader_for
from kg.errors import UnreadableDocument
from tests.reader_samples import portal_sample

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "<a/>")
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


def refusal(path: Path, limits: Limits | None = None) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        reader_for(path, limits or Limits())
    return caught.value


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("a.PDF", b"%PDF-1.7\n", "pdf"),
        ("a.pdf", b"\r\n \xef\xbb\xbf%PDF-1.4\n\x00\x01", "pdf"),
        ("a.docx", word(), "docx"),
        ("a.html", b"<!-- saved --><!DOCTYPE html><p>x", "html"),
        ("a.htm", b"<p>x</p>", "html"),
        ("a.xhtml", b'<?xml version="1.0"?><html/>', "html"),
        ("a.md", b"# x\n<p>", "markdown"),
        ("a.ofd", archive("OFD.xml"), "ofd"),
        ("a.xml", b'<?xml version="1.0"?><standard/>', "sts"),
        ("a.XML", b"<standard/>", "sts"),
        ("a.yaml", b"http_interactions: []", "portal"),
        ("a.html", portal_sample(), "portal"),
        ("a.html", portal_sample().decode().replace("utf-8", "gbk").encode("gb18030"), "portal"),
        ("a.txt", "正文".encode("utf-16"), "text"),
        ("a.txt", "锅炉大气污染物".encode("gb18030"), "text"),
    ],
)
def test_suffix_and_content_agree(tmp_path: Path, name: str, data: bytes, reader: str) -> None:
    (tmp_path / name).write_bytes(data)
    found, opened = reader_for(tmp_path / name)
    assert (found, type(opened).__name__.lower()) == (reader, f"{reader}reader")


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("a.pdf", archive("x.txt"), "wrong_suffix", "a.pdf is named .pdf but holds a ZIP archive; rename it to a.zip and unpack it first"),
        ("a.pdf", word(), "wrong_suffix", "holds a Word document; rename it to a.docx"),
        ("a.pdf", b"<html><body>404</body></html>", "wrong_suffix", "holds an HTML page; rename it to a.html"),
        ("a.pdf", "标准正文".encode(), "wrong_suffix", "holds plain text; rename it to a.txt"),
        ("a.pdf", bytes(range(256)) * 9, "damaged", "does not begin like a PDF"),
        ("a.txt", b"%PDF-1.7\n", "wrong_suffix", "rename it to a.pdf"),
        ("a.txt", bytes(range(256)) * 9, "binary", "binary data"),
        ("a.md", b"\x89PNG\r\n\x1a\n" + bytes(99), "wrong_suffix", "a picture; save it as PDF"),
        ("a.html", "没有标记的文字".encode(), "wrong_suffix", "rename it to a.txt"),
        ("a.docx", archive("[Content_Types].xml", "xl/workbook.xml"), "wrong_suffix", "an Excel workbook"),
        ("a.docx", archive("OFD.xml"), "wrong_suffix", "an OFD document; rename it to a.ofd"),
        ("a.ofd", word(), "wrong_suffix", "a Word document; rename it to a.docx"),
        ("a.ofd", b"%PDF-1.7\n", "wrong_suffix", "rename it to a.pdf"),
        ("a.xml", b'<?xml version="1.0"?><html/>', "wrong_suffix", "an HTML page; rename it to a.html"),
        ("a.pdf", b'<?xml version="1.0"?><standard/>', "wrong_suffix", "XML; rename it to a.xml"),
        ("a.yml", b"PK\x03\x04", "wrong_suffix", "a damaged ZIP archive"),
        ("a.docx", OLE2 + "EncryptedPackage".encode("utf-16-le"), "encrypted", "protected by a password"),
        ("a.docx", OLE2 + "WordDocument".encode("utf-16-le"), "old_format", "save it as .docx"),
        ("a.docx", OLE2, "old_format", "save it as .docx"),
        ("a.doc", OLE2 + "WordDocument".encode("utf-16-le"), "old_format", "save it as .docx"),
        ("a.doc", word(), "wrong_suffix", "rename it to a.docx"),
        ("a.docx", b"{\\rtf1 x}", "wrong_suffix", "rich text"),
        ("a.caj", b"x", "unknown_format", "export it as PDF"),
        ("a.xyz", b"x", "unknown_format", ".pdf, .docx, .html"),
        ("README", b"x", "unknown_format", "a file without a suffix"),
        ("a.pdf", b"", "empty_file", "a.pdf is empty"),
    ],
)
def test_a_file_that_is_not_read_is_told_why(tmp_path: Path, name: str, data: bytes, code: str, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    refused = refusal(tmp_path / name)
    assert (refused.code, words in str(refused)) == (code, True), str(refused)


def test_a_huge_file_is_refused_by_its_size_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("the file was opened"))
    refused = refusal(path)
    assert (refused.code, "200.0 MiB, more than the limit of 100.0 MiB" in str(refused)) == ("too_large", True)


def test_the_size_limit_can_be_set(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 101)
    assert refusal(tmp_path / "a.txt", Limits(max_bytes=100)).code == "too_large"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.pdf").code == "missing"
    assert refusal(tmp_path).code == "not_a_file"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_named_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert refusal(tmp_path / "a.txt").code == "not_a_file"


def test_the_readme_names_every_suffix_but_its_variants() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    variants = {".htm", ".xhtml", ".markdown", ".text", ".yaml"}
    assert [suffix for suffix in SUFFIXES if suffix not in variants and f"`{suffix}`" not in readme] == []


def test_every_suffix_names_a_reader_and_every_reader_opens() -> None:
    assert set(SUFFIXES.values()) == set(READERS)
    assert all(callable(open_reader(name).read) for name in READERS)
