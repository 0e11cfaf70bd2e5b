"""Characters of a PDF that pdfium hands over in two halves."""

from __future__ import annotations

from pathlib import Path

from ingest.readers.pdf.reader import PdfReader
from tests.reader_samples import pdf_of_rare_ideographs


def test_a_character_beyond_the_basic_plane_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "rare.pdf"
    path.write_bytes(pdf_of_rare_ideographs("检测\U0002000b中心所定值之校准规范"))
    assert PdfReader().read(path).text == "检测\U0002000b中心所定值之校准规范"
