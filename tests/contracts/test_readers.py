"""Every reader reads the same small standard to the same lines, and raises nothing but UnreadableDocument."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.lines import Reader, SourceText
from ingest.readers import READERS, open_reader, reader_for
from kg.errors import UnreadableDocument

BEFORE = ["GB 13271—2014", "锅炉大气污染物排放标准", "1 范围", "本标准规定了锅炉的限值。", "第二行 30 mg/m3。", "2 要求", "表1 排放限值"]
ROWS = [("项目", "限值"), ("颗粒物", "30"), ("二氧化硫", "200")]
AFTER = ["附录A", "（规范性）"]
HEADINGS = {"1 范围": 1, "2 要求": 1}


def text_sample() -> bytes:
    return "\n".join([*BEFORE, *("\t".join(row) for row in ROWS), *AFTER]).encode("gb18030")


def markdown_sample() -> bytes:
    lines = [f"# {line}\n" if line in HEADINGS else line for line in BEFORE]
    table = [f"| {' | '.join(row)} |" for row in ROWS]
    return "\n".join([*lines, "", table[0], "|---|---|", *table[1:], "", *AFTER]).encode()


def html_sample() -> bytes:
    lines = [f"<h1>{line}</h1>" if line in HEADINGS else f"<p>{line.replace('m3', 'm<sup>3</sup>')}</p>" for line in BEFORE]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return ("<!DOCTYPE html><meta charset=utf-8>" + "".join(lines) + f"<table>{table}</table>" + "<br>".join(AFTER)).encode()


def docx_sample() -> bytes:
    document = docx.Document()
    for line in BEFORE:
        if line in HEADINGS:
            document.add_heading(line, 1)
        else:
            document.add_paragraph(line)
    table = document.add_table(len(ROWS), 2)
    for row, values in zip(table.rows, ROWS, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("\n".join(AFTER))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf_sample() -> bytes:
    """A PDF of one page in a font that every PDF reader knows by name (ISO 32000-1, 9.7.5.2)."""
    lines = [*BEFORE, *("    ".join(row) for row in ROWS), *AFTER]
    shown = "".join(f"BT /F 12 Tf 72 {760 - 20 * n} Td <{line.encode('utf-16-be').hex()}> Tj ET\n" for n, line in enumerate(lines))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(shown)}>>stream\n{shown}endstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        (
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
            "/DW 1000/W[1 [500] 2 94 500]/FontDescriptor 7 0 R>>"
        ),
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode()


# Reader -> suffix and the small standard in its format. A new reader adds a line here.
SAMPLES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pdf": (".pdf", pdf_sample),
    "docx": (".docx", docx_sample),
    "html": (".html", html_sample),
    "markdown": (".md", markdown_sample),
    "text": (".txt", text_sample),
}
MARKED_UP = ["docx", "html", "markdown"]


def read(tmp_path: Path, name: str) -> SourceText:
    suffix, sample = SAMPLES[name]
    path = tmp_path / f"GB 13271-2014{suffix}"
    path.write_bytes(sample())
    found, reader = reader_for(path)
    assert found == name
    return reader.read(path)


def test_every_reader_has_a_sample() -> None:
    assert set(SAMPLES) == set(READERS)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_standard_reads_the_same(tmp_path: Path, name: str) -> None:
    lines = [line.text.replace(" ", "").replace("\t", "") for line in read(tmp_path, name).lines]
    assert lines == [line.replace(" ", "") for line in [*BEFORE, *("".join(row) for row in ROWS), *AFTER]]


@pytest.mark.parametrize("name", SAMPLES)
def test_offsets_point_into_the_document_text(tmp_path: Path, name: str) -> None:
    source = read(tmp_path, name)
    assert all(source.text[line.start : line.end] == line.text for line in source.lines)
    assert all(line.text and line.text.splitlines() == [line.text] and 1 <= line.page <= source.pages for line in source.lines)


@pytest.mark.parametrize("name", SAMPLES)
def test_format_and_version_are_said(tmp_path: Path, name: str) -> None:
    source = read(tmp_path, name)
    assert (source.format, source.reader.partition("/")[0]) == (name, name)


@pytest.mark.parametrize("name", MARKED_UP)
def test_marked_up_headings_and_tables_are_kept(tmp_path: Path, name: str) -> None:
    source = read(tmp_path, name)
    assert {line.text: line.heading for line in source.lines if line.heading} == HEADINGS
    [table] = source.tables
    assert (table.texts, table.caption) == (tuple(ROWS), "表1 排放限值")
    assert all(source.text[cell.start : cell.end] == cell.text for row in table.rows for cell in row)
    assert source.text[table.start : table.end] == "\n".join("\t".join(row) for row in ROWS)


@pytest.mark.parametrize("name", MARKED_UP)
def test_row_i_of_a_table_is_its_ith_line(tmp_path: Path, name: str) -> None:
    source = read(tmp_path, name)
    assert [line.text.split("\t") for line in source.lines if line.table == 0] == [list(row) for row in source.tables[0].texts]


# -- damaged documents ------------------------------------------------------------------------


def mutated(data: bytes, seed: int) -> bytes:
    """``data`` with a few bytes changed, cut out, doubled or cut off."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place, width = chance.randrange(len(changed) or 1), chance.randint(1, 40)
        match chance.randrange(4):
            case 0:
                changed[place : place + width] = chance.randbytes(chance.randint(0, width))
            case 1:
                del changed[place : place + width]
            case 2:
                changed[place:place] = changed[place : place + width] * chance.randint(1, 5)
            case _:
                changed[place : place + 1] = bytes([chance.choice(b"<>&\"'|#*-[]()`\\\n\t\x00\xff01z")])
    return bytes(changed if chance.random() < 0.8 else changed[: chance.randrange(len(changed) + 1)])


def mutated_parts(data: bytes, seed: int) -> bytes:
    """A package whose XML parts are mutated, in an archive that is whole."""
    chance = random.Random(seed)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if chance.random() < 0.15 or (name == "word/document.xml" and chance.random() < 0.7):
                content = misplaced_attributes(content, chance) if chance.random() < 0.6 else mutated(content, seed)
            new.writestr(name, content)
    return buffer.getvalue()


def misplaced_attributes(content: bytes, chance: random.Random) -> bytes:
    """Well-formed XML that says nonsense: element names and values swapped for others."""
    names = [b"w:p>", b"w:tbl>", b"w:tr>", b"w:tc>", b"w:r>", b"w:t>", b"w:sdt>", b"w:del>", b"w:pPr>"]
    values = [b'w:val="-1"', b'w:val="99999999999"', b'w:val="x"', b'w:ilvl="12"', b'w:val="\xc2\xb2"', b'w:numId="0"']
    old, new = chance.sample(names, 2)
    content = content.replace(old, new)
    return content.replace(b'w:val="1"', chance.choice(values)).replace(b'w:val="0"', chance.choice(values))


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "pdf"])
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_damaged_document_is_read_or_refused(tmp_path: Path, name: str, seed: int) -> None:
    suffix, sample = SAMPLES[name]
    data = sample()
    damaged = mutated_parts(data, seed) if name == "docx" and seed % 3 else mutated(data, seed)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(damaged)
    openers: list[Callable[[], Reader]] = [lambda: reader_for(path)[1], lambda: open_reader(name)]
    for opener in openers:
        try:
            source = opener().read(path)
        except UnreadableDocument as exc:
            assert path.stem in str(exc)
        else:
            source.text.encode()
            assert all(source.text[line.start : line.end] == line.text for line in source.lines)
            for index, table in enumerate(source.tables):
                assert len(table.rows) == sum(line.table == index for line in source.lines)
                assert len({len(row) for row in table.rows}) == 1
