"""Pictures among the characters of a good text layer: numbers as little pictures, tables as large ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from ingest.lines import SourceText
from ingest.readers.limits import DEFAULT_LIMITS
from ingest.readers.page.page import Char, Inset, Page
from ingest.readers.pdf.inset_places import at_margin, beside, large_insets, small_insets
from ingest.readers.pdf.insets import is_running_text
from ingest.readers.pdf.reader import PdfReader

FONTS = [
    path for pattern in ("*CJK*Regular*", "*SourceHan*Regular*", "wqy*.tt[cf]") for path in sorted(Path("/usr/share/fonts").rglob(pattern))
]

drawn = pytest.mark.skipif(not FONTS or find_spec("rapidocr") is None, reason="needs a Chinese font and the package 'rapidocr'")

PROSE = (
    "排气罩应当装在炉灶的正上方，罩口的面积不小于炉灶的面积。",
    "操作人员每天开工以前检查风机，并且把检查的结果写进记录。",
    "净化设备停用的时候，与它相连的炉灶同时停用，不得单独运行。",
)
PIXELS = 4  # a point
WITH_OCR = replace(DEFAULT_LIMITS, ocr_threads=1)
WITHOUT_OCR = replace(DEFAULT_LIMITS, ocr_threads=0)


@dataclass(frozen=True)
class Shown:
    """A picture and the place of its lower left corner, in points."""

    picture: Any
    x: float
    y: float


def words(text: str, size: int = 10) -> Any:
    """``text`` drawn black on white, as high as a line."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(FONTS[0]), size * PIXELS)
    width = int(font.getlength(text))
    picture = Image.new("L", (width + 8, round(1.3 * size * PIXELS)), 255)
    ImageDraw.Draw(picture).text((4, 0), text, font=font, fill=0)
    return picture


def table_picture() -> Any:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (400 * PIXELS, 160 * PIXELS), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONTS[0]), 10 * PIXELS)
    rows = (("炉灶的种类", "风量", "面积"), ("煤气炉灶", "1200", "2.5"), ("电热炉灶", "800", "1.5"), ("烧烤炉灶", "2400", "3.5"))
    for r in range(len(rows) + 1):
        draw.line((20, 20 + 140 * r, 1580, 20 + 140 * r), fill=0, width=3)
    for c in range(4):
        draw.line((20 + 520 * c, 20, 20 + 520 * c, 20 + 140 * len(rows)), fill=0, width=3)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            draw.text((60 + 520 * c, 60 + 140 * r), text, font=font, fill=0)
    return picture


def saved(path: Path, *pages: tuple[Sequence[tuple[float, float, str]], Sequence[Shown]]) -> Path:
    """A PDF of ``pages``: lines of text (x, y, text) of 10 points, and pictures."""
    font = len(pages) * 2 + 3
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(f'{3 + 2 * i} 0 R' for i in range(len(pages)))}]/Count {len(pages)}>>".encode(),
    ]
    extra: list[bytes] = []
    for i, (lines, pictures) in enumerate(pages):
        shown = "".join(f"BT /F 10 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n" for x, y, text in lines)
        names = []
        for k, one in enumerate(pictures):
            width, height = one.picture.size
            data = one.picture.tobytes()
            head = (
                f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {len(data)}>>"
            )
            extra.append(head.encode() + b"stream\n" + data + b"\nendstream")
            names.append(f"/P{k} {font + 2 + len(extra)} 0 R")
            shown += f"q {width / PIXELS} 0 0 {height / PIXELS} {one.x} {one.y} cm /P{k} Do Q\n"
        resources = f"<</Font<</F {font} 0 R>>/XObject<<{' '.join(names)}>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {4 + 2 * i} 0 R/Resources{resources}>>".encode())
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}endstream".encode())
    objects += [
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[{font + 1} 0 R]>>".encode(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000"
        + f"/W[1 [500] 2 94 500]/FontDescriptor {font + 2} 0 R>>".encode(),
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 93>>",
        *extra,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj".encode() + content + b"endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    path.write_bytes(body + end.encode())
    return path


def prose(x: float = 70, top: float = 760, *, repeat: int = 1) -> list[tuple[float, float, str]]:
    return [(x, top - 18 * i, text) for i, text in enumerate(PROSE * repeat)]


def texts(source: SourceText) -> list[str]:
    return ["".join(line.text.split()) for line in source.lines]


def codes(source: SourceText) -> set[str]:
    return {finding.code for finding in source.findings}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clause numbers alone, before and in a line; a logo on both pages; a sketch; on the second page a table as a picture."""
    number_alone, number_before, value = words("4.1"), words("4.2"), words("35")
    logo = words("9.9")
    lines = [*prose(), (95, 640, PROSE[0]), (70, 600, "风量不小于"), (140, 600, "立方米每小时。")]
    first = [
        Shown(number_alone, 70, 658),
        Shown(number_before, 70, 637),
        Shown(value, 122, 597),
        Shown(logo, 70, 790),
        Shown(words("7"), 300, 300),
    ]
    second = [Shown(logo, 70, 790), Shown(table_picture(), 90, 400)]
    return saved(tmp_path_factory.mktemp("insets") / "a.pdf", (lines, first), (prose(), second))


@drawn
def test_numbers_set_as_pictures_are_read_where_they_stand(mixed: Path) -> None:
    source = PdfReader(WITH_OCR).read(mixed)
    read = texts(source)
    assert source.reader == "pdf+ocr/1" and "pictures_recognised" in codes(source)
    assert "4.1" in read and "4.2" + PROSE[0] in read and "风量不小于35立方米每小时。" in read
    assert all((line.confidence < 1.0) == line.text.startswith(("4.", "风")) for line in source.lines if line.page == 1)
    # What stands on both pages at one place is a logo, what stands alone amid the page belongs to a drawing.
    assert not {"9.9", "7"} & set(read)
    (table,) = source.tables
    assert table.page == 2 and table.texts[0] == ("炉灶的种类", "风量", "面积") and table.texts[3] == ("烧烤炉灶", "2400", "3.5")
    assert table.confidence < 1.0


@drawn
def test_without_ocr_it_is_said_that_pictures_were_left(mixed: Path) -> None:
    source = PdfReader(WITHOUT_OCR).read(mixed)
    assert source.reader == "pdf/1" and all(line.confidence == 1.0 for line in source.lines)
    (finding,) = [finding for finding in source.findings if finding.code == "pictures_unread"]
    assert "4 幅" in finding.message and "pages 1, 2" in finding.place


@drawn
def test_a_page_of_very_many_little_pictures_is_left_and_said_so(tmp_path: Path) -> None:
    letter = words("x", 8)
    path = saved(tmp_path / "a.pdf", (prose(), [Shown(letter, 70 + 12 * (i % 35), 500 - 20 * (i // 35)) for i in range(70)]))
    source = PdfReader(WITH_OCR).read(path)
    assert source.reader == "pdf/1" and "pictures_left" in codes(source)


def page(*insets: Inset) -> Page:
    chars = [Char(char, x + 10 * k, x + 10 * k + 10, y, 10.0) for x, y, text in prose() for k, char in enumerate(text)]
    return Page(1, 595, 842, chars, insets=list(insets))


def inset(x0: float, y0: float, x1: float, y1: float) -> Inset:
    return Inset(x0, y0, x1, y1, (x0, y0, x1, y1))


def test_pictures_under_text_and_pictures_of_another_size_are_not_read() -> None:
    word, dot, wide, under = inset(70, 600, 90, 610), inset(70, 600, 71, 601), inset(70, 600, 400, 610), inset(70, 758, 90, 770)
    assert small_insets(page(word, dot, wide, under)) == [word]


def test_a_large_picture_with_a_figure_caption_is_no_text() -> None:
    view = page(inset(100, 300, 500, 600))
    assert large_insets(view) == view.insets
    view.chars += [Char(char, 250 + 10 * k, 260 + 10 * k, 280, 10.0) for k, char in enumerate("图3炉灶")]
    assert large_insets(view) == []


def test_a_background_is_no_picture_among_the_text() -> None:
    assert large_insets(page(inset(0, 0, 595, 842))) == []


def test_the_line_of_a_picture_and_the_margin_are_known() -> None:
    view = page()
    assert beside(inset(50, 758, 68, 770), view.chars) is view.chars[0]
    assert beside(inset(50, 600, 68, 612), view.chars) is None
    assert at_margin(inset(80, 600, 95, 612), view.chars) and not at_margin(inset(200, 600, 215, 612), view.chars)


def test_words_in_a_drawing_are_no_running_text() -> None:
    labels = [
        Char(char, x + 10 * k, x + 10 * k + 10, y, 10.0)
        for x, y in ((0, 0), (300, 40), (150, 90), (20, 140))
        for k, char in enumerate("喷淋塔的入口测点")
    ]
    assert not is_running_text(Page(1, 400, 200, labels))
    assert is_running_text(page())
