"""Bad files: one clear sentence each, the rest of the batch unharmed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.pipeline import FileReport, Outcome, Pipeline, plan
from kg.store_oxigraph import OxigraphStore
from tests.small_standards import standard_text, write_standards

PDF_HEAD = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 400 * 1024 * 1024)


def _xml_entities(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(200 * 1024 * 1024)


BAD = {
    "empty.pdf": (lambda p: p.write_bytes(b""), {"empty_file"}),
    "wrong.pdf": (lambda p: p.write_text(standard_text(91000), encoding="utf-8"), {"wrong_suffix", "damaged"}),
    "cut.pdf": (lambda p: p.write_bytes(PDF_HEAD), {"damaged"}),
    "huge.pdf": (_huge, {"too_large"}),
    "bomb.docx": (_zip_bomb, {"zip_bomb"}),
    "entities.docx": (_xml_entities, {"xml_entities", "wrong_suffix"}),
    "noise.txt": (lambda p: p.write_bytes(bytes(range(256)) * 200), {"binary"}),
    "nameless.txt": (lambda p: p.write_text("会议纪要\n\n1 范围\n\n讨论了三个问题。\n", encoding="utf-8"), {"no_number"}),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FileReport]:
    folder = tmp_path_factory.mktemp("bad")
    write_standards(folder, 2)
    for name, (make, _) in BAD.items():
        make(folder / name)
    store = OxigraphStore()
    found = Pipeline(store, jobs=2).run(plan([folder]))
    assert {record.number for record in store.documents()} == {"GB/T 90001-2020", "GB/T 90002-2020"}
    return {Path(report.path).name: report for report in found}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_is_refused_with_one_sentence_that_names_it(name: str, reports: dict[str, FileReport]) -> None:
    report = reports[name]
    assert report.outcome is Outcome.REFUSED
    assert report.code in BAD[name][1], (report.code, report.reason)
    assert name in report.reason
    assert "\n" not in report.reason and "Traceback" not in report.reason


def test_the_good_files_beside_them_are_read(reports: dict[str, FileReport]) -> None:
    assert reports["GB-T-90001-2020.txt"].outcome is Outcome.READ
    assert reports["GB-T-90002-2020.txt"].outcome is Outcome.READ


def test_an_encrypted_pdf_is_refused_as_such(tmp_path: Path) -> None:
    # The smallest encrypted PDF that pdfium recognises: a standard security handler with an unknown password.
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 1/R 2/P -44/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>endobj\n"
    )
    xref = len(body)
    offsets = [body.index(b"%d 0 obj" % i) for i in range(1, 5)]
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    path = tmp_path / "locked.pdf"
    path.write_bytes(
        body
        + table
        + b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<"
        + b"33" * 16
        + b"><"
        + b"33" * 16
        + b">]>>\nstartxref\n%d\n%%%%EOF" % xref
    )
    (report,) = Pipeline(OxigraphStore(), jobs=1).run(plan([path]))
    assert (report.outcome, report.code) == (Outcome.REFUSED, "encrypted")
