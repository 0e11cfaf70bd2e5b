from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.extract import read_document
from ingest.lines import SourceText
from ingest.readers import Limits
from ingest.readers.limits import MIB
from ingest.readers.ofd.reader import OfdReader
from kg.errors import UnreadableDocument
from tests.reader_samples import OFD, ofd_package, ofd_page, ofd_text


def read(tmp_path: Path, data: bytes, limits: Limits | None = None) -> SourceText:
    path = tmp_path / "a.ofd"
    path.write_bytes(data)
    return OfdReader(limits or Limits()).read(path)


def code_of(tmp_path: Path, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, data, limits)
    assert str(caught.value).startswith("a.ofd")
    return caught.value.code


def texts(tmp_path: Path, objects: str, more: str = "") -> list[str]:
    return [line.text for line in read(tmp_path, ofd_package([ofd_page(objects, more)])).lines]


LINE = ofd_text("本文件适用于木制餐具。", 30, 40)


def rule(x0: float, y0: float, x1: float, y1: float, more: str = "") -> str:
    """A stroke between two places of the page, in millimetres."""
    data = f"M 0 0 L {x1 - x0} {y1 - y0}"
    return f'<ofd:PathObject ID="3" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" {more}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def cells(table: list[list[str]], top: float) -> str:
    """A ruled table of columns of 50 mm and rows of 8 mm."""
    right, bottom = 30 + 50 * len(table[0]), top + 8 * len(table)
    level = "".join(rule(30, top + 8 * n, right, top + 8 * n) for n in range(len(table) + 1))
    upright = "".join(rule(30 + 50 * n, top, 30 + 50 * n, bottom) for n in range(len(table[0]) + 1))
    words = "".join(
        ofd_text(cell, 32 + 50 * column, top + 8 * n + 6) for n, row in enumerate(table) for column, cell in enumerate(row) if cell
    )
    return level + upright + words


def test_millimetres_from_the_top_become_points_from_the_bottom(tmp_path: Path) -> None:
    source = read(tmp_path, ofd_package([ofd_page(LINE)]))
    [line] = source.lines
    assert (line.text, line.size) == ("本文件适用于木制餐具。", pytest.approx(11.9, abs=0.1))
    x0, y0, x1, _ = line.box or (0, 0, 0, 0)
    assert (x0, y0, x1) == pytest.approx((85.0, 728.5, 216.0), abs=0.2)
    assert (source.reader, source.pages) == ("ofd/1", 1)


def test_distances_may_be_repeated_and_come_in_several_runs(tmp_path: Path) -> None:
    codes = '<ofd:TextCode X="0" Y="4" DeltaX="4 g 2 4">木制勺子</ofd:TextCode><ofd:TextCode X="16" DeltaX="4">长柄</ofd:TextCode>'
    run = f'<ofd:TextObject ID="1" Boundary="30 56 40 4" Font="1" Size="4">{codes}</ofd:TextObject>'
    assert texts(tmp_path, LINE + run)[1] == "木制勺子长柄"


def test_a_matrix_scales_and_moves_what_is_drawn(tmp_path: Path) -> None:
    scaled = '<ofd:TextCode X="10" Y="20" DeltaX="g 3 10">放大文字</ofd:TextCode>'
    run = f'<ofd:TextObject ID="1" Boundary="30 60 40 4" CTM="0.5 0 0 0.5 1 0" Font="1" Size="10">{scaled}</ofd:TextObject>'
    line = read(tmp_path, ofd_package([ofd_page(LINE + run)])).lines[1]
    assert (line.text, line.size) == ("放大文字", pytest.approx(14.2, abs=0.1))
    assert line.box is not None and line.box[0] == pytest.approx(36 * 72 / 25.4, abs=0.2)


def test_a_page_set_sideways_is_turned(tmp_path: Path) -> None:
    def sideways(text: str, x: float) -> str:
        code = f'<ofd:TextCode X="0" Y="0" DeltaX="g {len(text) - 1} 4">{text}</ofd:TextCode>'
        return f'<ofd:TextObject ID="1" Boundary="{x} 200 4 60" CTM="0 -1 1 0 0 0" Font="1" Size="4">{code}</ofd:TextObject>'

    assert texts(tmp_path, sideways("第一行文字向上排", 40) + sideways("第二行", 50)) == ["第一行文字向上排", "第二行"]


def test_raised_and_lowered_runs_are_written_as_in_pdf(tmp_path: Path) -> None:
    def run(text: str, x: float, y: float, size: float) -> str:
        return ofd_text(text, x, y, size)

    line = run("不大于3×10", 30, 40, 4) + run("-5", 51.2, 38.4, 2.4) + run("mg/m", 55, 40, 4) + run("3", 63.1, 38.4, 2.4)
    assert texts(tmp_path, line + ofd_text("第二行文字", 30, 50)) == ["不大于3×10^-5 mg/m3", "第二行文字"]


def test_ruled_tables_keep_their_cells(tmp_path: Path) -> None:
    rows = [["项目", "限值"], ["甲醛", "1.5"], ["铅", "90"], ["镉", "75"]]
    head = ofd_text("4 要求", 30, 30) + ofd_text("表1 限量", 60, 40)
    source = read(tmp_path, ofd_package([ofd_page(LINE), ofd_page(head + cells(rows, 44))]))
    [table] = source.tables
    assert table.texts == tuple(map(tuple, rows))
    assert all(source.text[cell.start : cell.end] == cell.text for row in table.rows for cell in row)


def test_white_and_hidden_objects_draw_nothing(tmp_path: Path) -> None:
    hidden = ofd_text("看不见的文字", 30, 60, more='Visible="false"')
    white = "".join(
        rule(30, 70 + n, 130, 70 + n).replace("<ofd:Abbr", '<ofd:StrokeColor Value="255 255 255"/><ofd:Abbr') for n in (0, 10, 20)
    )
    source = read(tmp_path, ofd_package([ofd_page(LINE), ofd_page(LINE + hidden + white)]))
    assert "看不见" not in source.text
    assert source.tables == ()


def test_running_heads_of_templates_are_furniture(tmp_path: Path) -> None:
    template = ofd_page(ofd_text("GB/T 99001—2024", 150, 20))
    pages = [
        ofd_page(ofd_text(f"{n} 第{n}章", 30, 40) + ofd_text("正文有好些字。", 30, 50), '<ofd:Template TemplateID="7"/>')
        for n in range(1, 5)
    ]
    listed = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    source = read(tmp_path, ofd_package(pages, listed, {"Doc_0/Tpls/Tpl_0/Content.xml": template}))
    assert [line.furniture for line in source.lines if "99001" in line.text] == [False, True, True, True]


def test_a_page_of_its_own_size_is_measured_by_it(tmp_path: Path) -> None:
    area = "<ofd:Area><ofd:PhysicalBox>0 0 297 210</ofd:PhysicalBox></ofd:Area>"
    [line] = read(tmp_path, ofd_package([ofd_page(LINE, area)])).lines
    assert line.box is not None and line.box[1] == pytest.approx((210 - 40) * 72 / 25.4, abs=0.2)


def test_text_drawn_by_glyph_numbers_is_a_finding(tmp_path: Path) -> None:
    glyphs = '<ofd:CGTransform CodePosition="0" CodeCount="4" GlyphCount="4"><ofd:Glyphs>40 41 42 43</ofd:Glyphs></ofd:CGTransform>'
    drawn = ofd_text("\ue001\ue002\ue003\ue004", 30, 60, inside=glyphs)
    source = read(tmp_path, ofd_package([ofd_page(LINE), ofd_page(LINE + drawn)]))
    assert [(finding.code, finding.place) for finding in source.findings] == [("glyphs_without_characters", "pages 2")]
    assert [line.text for line in source.lines] == ["本文件适用于木制餐具。"] * 2
    assert code_of(tmp_path, ofd_package([ofd_page(drawn)] * 3)) == "no_text_layer"


def test_glyph_numbers_beside_characters_do_no_harm(tmp_path: Path) -> None:
    glyphs = '<ofd:CGTransform CodePosition="0" CodeCount="4" GlyphCount="4"><ofd:Glyphs>40 41 42 43</ofd:Glyphs></ofd:CGTransform>'
    source = read(tmp_path, ofd_package([ofd_page(ofd_text("木制餐具的一般要求", 30, 60, inside=glyphs))]))
    assert (source.lines[0].text, source.findings) == ("木制餐具的一般要求", ())


def test_pages_that_are_pictures_are_refused(tmp_path: Path) -> None:
    picture = '<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="5"/>'
    assert code_of(tmp_path, ofd_package([ofd_page(picture)] * 2)) == "no_text_layer"


def test_a_page_whose_part_is_missing_is_a_finding(tmp_path: Path) -> None:
    data = ofd_package([ofd_page(LINE), ofd_page(LINE), "<broken"])
    source = read(tmp_path, data)
    assert [(finding.code, finding.place) for finding in source.findings] == [
        ("page_unreadable", "page 3"),
        ("pages_without_text", "pages 3"),
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Encryptions.xml": "<a/>"}, "encrypted"),
        ({"Doc_0/Res.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}, "xml_entities"),
        ({"../outside.xml": "<a/>"}, "unsafe_zip"),
        ({"Doc_0/blank.bmp": "\0" * 40 * MIB}, "zip_bomb"),
        ({"OFD.xml": f"<ofd:OFD {OFD}/>"}, "damaged"),
        ({"OFD.xml": "<ofd:OFD"}, "damaged"),
    ],
    ids=["encrypted", "entities", "outside", "bomb", "no document", "no xml"],
)
def test_packages_that_cannot_be_trusted_are_refused(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    with zipfile.ZipFile(io.BytesIO(ofd_package([ofd_page(LINE)]))) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()} | changes
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert code_of(tmp_path, buffer.getvalue()) == code


def test_too_many_pages_and_too_many_characters_are_refused(tmp_path: Path) -> None:
    data = ofd_package([ofd_page(LINE)] * 3)
    assert code_of(tmp_path, data, Limits(max_pages=2)) == "too_many_pages"
    assert code_of(tmp_path, data, Limits(max_text_chars=20)) == "too_large"
    assert code_of(tmp_path, ofd_package([])) == "no_pages"


def test_numbers_out_of_this_world_do_not_stop_the_page(tmp_path: Path) -> None:
    wild = '<ofd:TextCode X="nan" Y="1e400" DeltaX="g 99999999999999 1 g g x">木制勺子</ofd:TextCode>'
    run = f'<ofd:TextObject ID="1" Boundary="1e999 x 3" CTM="0 0 0 0 0 0" Font="1" Size="inf">{wild}</ofd:TextObject>'
    assert texts(tmp_path, LINE + run + run.replace('"inf"', '"4"')) == ["本文件适用于木制餐具。"]


def test_the_facts_of_a_standard_are_read_from_an_ofd(tmp_path: Path) -> None:
    cover = [
        ("ICS 97.040.60", 30),
        ("CCS Y 73", 36),
        ("中华人民共和国国家标准", 50),
        ("GB/T 99001—2024", 70),
        ("代替 GB/T 99001—2009", 76),
        ("木制餐具 木勺", 120),
        ("2024-03-15 发布", 240),
        ("2024-10-01 实施", 246),
    ]
    body = [
        ("1 范围", 40),
        ("本文件规定了木勺的要求。", 48),
        ("2 规范性引用文件", 60),
        ("GB/T 99002 木材含水率", 68),
        ("3 要求", 80),
        ("木勺应光滑。", 88),
    ]
    pages = [ofd_page("".join(ofd_text(text, 30, y) for text, y in page)) for page in (cover, body)]
    path = tmp_path / "a.ofd"
    path.write_bytes(ofd_package(pages))
    document, _ = read_document(path)
    assert document.number is not None and document.number.value == "GB/T 99001-2024"
    assert document.title_zh is not None and document.title_zh.value == "木制餐具 木勺"
    assert [str(day and day.value) for day in (document.issued, document.effective)] == ["2024-03-15", "2024-10-01"]
    assert [number.value for number in document.replaces] == ["GB/T 99001-2009"]
    assert [reference.number for reference in document.references] == ["GB/T 99002"]
    assert [(clause.number, clause.heading, clause.at.page) for clause in document.clauses] == [
        ("1", "范围", 2),
        ("2", "规范性引用文件", 2),
        ("3", "要求", 2),
    ]
