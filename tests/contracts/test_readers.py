"""Every reader reads the same small standard to the same lines, and raises nothing but UnreadableDocument."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.lines import Reader, SourceText
from ingest.readers import READERS, open_reader, reader_for
from kg.errors import UnreadableDocument
from tests.reader_samples import AFTER, BEFORE, HEADINGS, ROWS, SAMPLES

MARKED_UP = ["docx", "html", "markdown", "sts"]
FULL_TEXT = [name for name in SAMPLES if name != "portal"]  # a portal has records of standards, not their text


def read(tmp_path: Path, name: str) -> SourceText:
    suffix, sample = SAMPLES[name]
    path = tmp_path / f"GB 13271-2014{suffix}"
    path.write_bytes(sample())
    found, reader = reader_for(path)
    assert found == name
    return reader.read(path)


def test_every_reader_has_a_sample() -> None:
    assert set(SAMPLES) == set(READERS)


@pytest.mark.parametrize("name", FULL_TEXT)
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
    damaged = mutated_parts(data, seed) if name in ("docx", "ofd") and seed % 3 else mutated(data, seed)
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
