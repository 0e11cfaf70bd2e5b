"""Pages that are pictures, drawn here in our own words."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from ingest.lines import SourceText
from ingest.readers.limits import DEFAULT_LIMITS
from ingest.readers.pdf.reader import PdfReader
from kg.errors import UnreadableDocument

FONTS = [
    path for pattern in ("*CJK*Regular*", "*SourceHan*Regular*", "wqy*.tt[cf]") for path in sorted(Path("/usr/share/fonts").rglob(pattern))
]

pytestmark = [
    pytest.mark.skipif(not FONTS, reason="no Chinese font on this machine to draw a scan with"),
    pytest.mark.skipif(find_spec("rapidocr") is None, reason="needs the package 'rapidocr'"),
]

PAPER = (1200, 840)  # pixels at 200 dpi: a slip of paper is read faster than a sheet, and in the same way
WITH_OCR = replace(DEFAULT_LIMITS, ocr_threads=1)
WITHOUT_OCR = replace(DEFAULT_LIMITS, ocr_threads=0)
TEXT = (
    "5　小型炊具的排放限值",
    "5.1　炊具排出的油烟浓度不得超过 2.5 mg/m3，采样方法按",
    "GB/T 99901—2031 中第 7 章的规定执行。",
    "5.2　每台炊具应当附有一块标牌，写明型号、功率和编号。",
)


def sheet(*lines: str, size: int = 32) -> Any:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", PAPER, 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONTS[0]), size)
    for i, text in enumerate(lines):
        draw.text((90, 120 + 60 * i), text, font=font, fill=0)
    return picture


def table_sheet() -> Any:
    from PIL import ImageDraw, ImageFont

    picture = sheet("表3  炊具油烟的限值")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONTS[0]), 30)
    for i in range(4):
        draw.line((90, 220 + 70 * i, 1110, 220 + 70 * i), fill=0, width=3)
    for x in (90, 430, 770, 1110):
        draw.line((x, 220, x, 430), fill=0, width=3)
    for r, row in enumerate((("污染物", "新建", "现有"), ("油烟", "1.0", "2.0"), ("丙烯醛", "7", "9"))):
        for c, text in enumerate(row):
            draw.text((120 + 340 * c, 235 + 70 * r), text, font=font, fill=0)
    return picture


def saved(path: Path, *pictures: Any) -> Path:
    pictures[0].save(path, "PDF", resolution=200.0, save_all=True, append_images=list(pictures[1:]))
    return path


def texts(source: SourceText) -> str:
    return re.sub(r"\s+", "", source.text)


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> SourceText:
    """A page of text, one with a table, an empty one."""
    return PdfReader(WITH_OCR).read(saved(tmp_path_factory.mktemp("scan") / "a.pdf", sheet(*TEXT), table_sheet(), sheet()))


def test_a_scan_is_read_and_says_that_it_was_recognised(scan: SourceText) -> None:
    assert scan.reader == "pdf+ocr/1"
    assert "GB/T99901—2031" in texts(scan) and "不得超过2.5mg/m" in texts(scan)
    assert [line.text.split()[0] for line in scan.lines if line.text[0] == "5"] == ["5", "5.1", "5.2"]
    assert all(0.5 < line.confidence < 1.0 for line in scan.lines)
    assert "pages_recognised" in {finding.code for finding in scan.findings}


@pytest.mark.parametrize("degrees", [90, 180, 270, 2])
def test_a_turned_or_skewed_scan_is_read_upright(tmp_path: Path, degrees: int) -> None:
    turned = sheet(*TEXT[1:]).rotate(degrees, expand=degrees != 2, fillcolor=255)
    source = PdfReader(WITH_OCR).read(saved(tmp_path / "a.pdf", turned))
    assert "每台炊具应当附有一块标牌" in texts(source)
    assert next(line.text[0] for line in source.lines) == "5"


def test_a_ruled_table_in_a_scan_has_its_cells(scan: SourceText) -> None:
    (table,) = scan.tables
    assert table.texts == (("污染物", "新建", "现有"), ("油烟", "1.0", "2.0"), ("丙烯醛", "7", "9"))
    assert table.confidence < 1.0


def test_blank_pages_of_a_scan_hide_nothing(scan: SourceText) -> None:
    assert scan.pages == 3 and {line.page for line in scan.lines} == {1, 2}


@pytest.mark.parametrize("pages", [1, 2])
def test_without_ocr_a_scan_is_refused_with_the_reason(tmp_path: Path, pages: int) -> None:
    with pytest.raises(UnreadableDocument, match="scan") as refused:
        PdfReader(WITHOUT_OCR).read(saved(tmp_path / "a.pdf", *[sheet(*TEXT)] * pages))
    assert refused.value.code == "no_text_layer"


@pytest.mark.parametrize("pages", [1, 2])
def test_a_scan_of_nothing_is_refused(tmp_path: Path, pages: int) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        PdfReader(WITH_OCR).read(saved(tmp_path / "a.pdf", *[sheet()] * pages))
    assert refused.value.code == "no_text"
