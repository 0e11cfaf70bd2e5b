"""Two thousand files that something went wrong with: each is read or refused in a sentence, soon, and nothing else happens."""

from __future__ import annotations

import base64
import copy
import gzip
import io
import random
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from lxml import etree

from ingest.lines import Reader
from ingest.readers import Limits, open_reader, reader_for
from ingest.readers.limits import MIB
from kg.errors import UnreadableDocument
from tests.reader_samples import SAMPLES, STS_STANDARD, portal_sample

FILES_OF_A_FORMAT = 225
SECONDS_FOR_A_FILE = 5.0
# Recognition of pictures has its own tests; here it would only take time.
LIMITS = Limits(max_text_chars=2_000_000, max_unpacked_bytes=64 * MIB, max_table_cells=100_000, ocr_threads=0)

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def recording_sample() -> bytes:
    body = base64.encodebytes(gzip.compress(portal_sample())).decode()
    indented = "".join(f"        {line}\n" for line in body.splitlines())
    return (
        "---\nhttp_interactions:\n- request:\n    method: get\n  response:\n    status:\n      code: 200\n    body:\n"
        f"      encoding: UTF-8\n      base64_string: |\n{indented}recorded_with: VCR 6.4.0\n"
    ).encode()


FORMATS: dict[str, tuple[str, str, Callable[[], bytes]]] = {name: (name, suffix, sample) for name, (suffix, sample) in SAMPLES.items()}
FORMATS["all of STS"] = ("sts", ".xml", STS_STANDARD.encode)
FORMATS["recording"] = ("portal", ".yml", recording_sample)


@contextmanager
def soon(what: str) -> Iterator[None]:
    """Fail where the block takes longer than a file may."""

    def too_late(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"{what} takes more than {SECONDS_FOR_A_FILE} s")

    started = time.perf_counter()
    has_alarm = sys.platform != "win32"
    if has_alarm:
        before = signal.signal(signal.SIGALRM, too_late)
        signal.setitimer(signal.ITIMER_REAL, SECONDS_FOR_A_FILE)
    try:
        yield
    finally:
        if has_alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    # Libraries in C are not interrupted; their time is measured all the same.
    assert time.perf_counter() - started < SECONDS_FOR_A_FILE, what


def read_or_refused(path: Path, reader: str, what: str) -> bool:
    """Whether the file was read; by its name, and by the reader alone as if the name had said nothing."""
    read = False
    openers: list[Callable[[], Reader]] = [lambda: reader_for(path, LIMITS)[1], lambda: open_reader(reader, LIMITS)]
    for opener in openers:
        with soon(what):
            try:
                source = opener().read(path)
            except UnreadableDocument as exc:
                assert exc.code and path.stem in str(exc), what
                continue
        read = True
        text = source.text
        text.encode()
        assert all(text[line.start : line.end] == line.text for line in source.lines), what
        cells = [cell for table in source.tables for row in table.rows for cell in row if cell.start >= 0]
        assert all(0 <= cell.start <= cell.end <= len(text) for cell in cells), what
    return read


# -- what goes wrong ----------------------------------------------------------------------------


def flipped(data: bytearray, chance: random.Random) -> None:
    """Bits and bytes as bad disks and bad lines leave them."""
    for _ in range(chance.choice((1, 3, 20, 200))):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut_off(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def cut_out(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    del data[start : start + chance.choice((1, 16, 512, 4096))]


def swapped(data: bytearray, chance: random.Random) -> None:
    """Two blocks change places, as in a file put together from pieces in the wrong order."""
    size = max(1, min(chance.choice((8, 64, 512)), len(data) // 2))
    a, b = sorted((chance.randrange(len(data) - size + 1), chance.randrange(len(data) - size + 1)))
    if a + size <= b:
        data[a : a + size], data[b : b + size] = data[b : b + size], data[a : a + size]


def repeated(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = data[start : start + chance.choice((4, 40, 400))] * chance.choice((2, 20, 500))


def overwritten(data: bytearray, chance: random.Random) -> None:
    """Pieces of markup, enormous numbers and other nonsense."""
    words = [
        b"<",
        b">",
        b"</p>",
        b"<!--",
        b"]]>",
        b'="',
        b"&#0;",
        b"&#x110000;",
        b"99999999999999999999",
        b"-1",
        b"NaN",
        b"\x00",
        b"\xff\xfe",
        b"[[[[",
    ]
    words += [
        b"{",
        b"*a",
        b"|",
        b"\n" * 50,
        "附录A".encode(),
        b"colspan=99999 rowspan=99999",
        b"endobj",
        b"stream\n",
        b"PK\x03\x04",
        b"\xef\xbf\xbd",
    ]
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        word = chance.choice(words)
        data[start : start + chance.choice((0, len(word)))] = word


DAMAGES = (flipped, cut_off, cut_out, swapped, repeated, overwritten)


def damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        if len(changed) > 1:
            chance.choice(DAMAGES)(changed, chance)
    return bytes(changed)


def nonsensical(content: bytes, chance: random.Random) -> bytes:
    """Well-formed XML or HTML that makes no sense: elements moved, renamed, doubled, with values of other elements or of none."""
    try:
        root = etree.fromstring(content, etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False))
    except etree.XMLSyntaxError:
        return damaged(content, chance)
    for _ in range(chance.choice((1, 3, 10, 30))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        one, other = chance.choice(elements), chance.choice(elements)
        match chance.randrange(6):
            case 0:
                one.tag = other.tag
            case 1 if one is not root and one.getparent() is not None:
                one.getparent().remove(one)
            case 2 if one is not root and one not in other.iterancestors() and one is not other:
                other.append(one)
            case 3:
                other.insert(0, copy.deepcopy(one)) if len(elements) < 5000 else None
            case 4:
                one.text = chance.choice(
                    ("", "附录A", "1 范围", "\u2028", "99999999", "GB/T 1", "\ue000" * 20, "深" * 500, "a" + "\u0301" * 99)
                )
            case _:
                wild = (
                    "",
                    "-1",
                    "0",
                    "99999999999",
                    "1e309",
                    "nan",
                    "x",
                    "g 9 g 9",
                    "²",
                    "zh",
                    "norm-annex",
                    "1 2 3 4 5 6",
                    "superscript",
                    "continue",
                )
                for name in one.attrib or other.attrib:
                    one.set(name, chance.choice(wild))
    return bytes(etree.tostring(root.getroottree(), encoding="utf-8"))


def damaged_package(data: bytes, chance: random.Random) -> bytes:
    """A whole archive whose parts are damaged, missing, exchanged or there twice."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as new,
    ):
        parts = {name: old.read(name) for name in old.namelist()}
        names = list(parts)
        for _ in range(chance.randint(1, 3)):
            name, other = chance.choice(names), chance.choice(names)
            match chance.randrange(5):
                case 0:
                    parts.pop(name, None)
                case 1:
                    parts[name], parts[other] = parts.get(other, b""), parts.get(name, b"")
                case 2:
                    parts[chance.choice(("../x.xml", "word/x/../../../y", "/z.xml", "Doc_0/" + "d/" * 200 + "x"))] = b"<a/>"
                case _:
                    # The part that holds the text is damaged most often.
                    largest = [n for n in names if n.endswith(("document.xml", "Content.xml", "numbering.xml", "styles.xml"))]
                    chosen = chance.choice(largest or names)
                    parts[chosen] = chance.choice((damaged, nonsensical, nonsensical))(parts.get(chosen, b"<a/>"), chance)
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def mutated(data: bytes, seed: int, chance: random.Random) -> bytes:
    """The file as a whole damaged, or what is inside it."""
    if seed % 3 and data.startswith(b"PK"):
        return damaged_package(data, chance)
    return nonsensical(data, chance) if seed % 3 == 1 and data.lstrip().startswith(b"<") else damaged(data, chance)


@pytest.mark.parametrize("name", FORMATS)
def test_a_mutated_file_is_read_or_refused(tmp_path: Path, name: str) -> None:
    reader, suffix, sample = FORMATS[name]
    data = sample()
    read = 0
    for seed in range(FILES_OF_A_FORMAT):
        chance = random.Random(f"{name} {seed}")
        path = tmp_path / f"file{seed}{suffix}"
        path.write_bytes(mutated(data, seed, chance))
        read += read_or_refused(path, reader, f"{name}, seed {seed}")
    # Neither mutations so mild that nothing breaks, nor so wild that no reader gets to work.
    assert 0 < read < FILES_OF_A_FORMAT or name in ("text", "html", "markdown")


# -- bombs and depths ---------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
DEPTH = 20_000


def package(parts: dict[str, str | bytes], of: str) -> bytes:
    """The sample of a format with some of its parts replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLES[of][1]())) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in ({name: old.read(name) for name in old.namelist()} | parts).items():
            new.writestr(name, content)
    return buffer.getvalue()


def nested(element: str, depth: int = DEPTH, inside: str = "深") -> str:
    return f"<{element}>" * depth + inside + f"</{element.split()[0]}>" * depth


CONTENT = "Doc_0/Pages/Page_0/Content.xml"
BOMBS: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "entities in STS": ("sts", ".xml", lambda: f"{LAUGHS}<standard><body><p>&i;</p></body></standard>".encode()),
    "entities in HTML": ("html", ".html", lambda: f"{LAUGHS}<html><p>&i;</p></html>".encode()),
    "entities in DOCX": ("docx", ".docx", lambda: package({"word/document.xml": f"{LAUGHS}<w:document {WORD}>&i;</w:document>"}, "docx")),
    "entities in OFD": ("ofd", ".ofd", lambda: package({CONTENT: f"{LAUGHS}<Page>&i;</Page>"}, "ofd")),
    "deep STS": ("sts", ".xml", lambda: f"<standard><body>{nested('sec')}</body></standard>".encode()),
    "deep tables in STS": ("sts", ".xml", lambda: f"<standard><body>{nested('table-wrap', 70)}</body></standard>".encode()),
    "deep formula in STS": ("sts", ".xml", lambda: f"<standard><body><p>{nested('mrow', 70)}</p></body></standard>".encode()),
    "deep HTML": ("html", ".html", lambda: nested("div").encode()),
    "deep lists in HTML": ("html", ".html", lambda: nested("ol type=a", 1500, "<li>深").encode()),
    "deep tables in HTML": ("html", ".html", lambda: ("<table><tr><td>" * 1500 + "深").encode()),
    "deep DOCX": ("docx", ".docx", lambda: package({"word/document.xml": f"<w:document {WORD}>{nested('w:sdt')}</w:document>"}, "docx")),
    "deep frames in DOCX": (
        "docx",
        ".docx",
        lambda: package(
            {
                "word/document.xml": f"<w:document {WORD}><w:body>{'<w:tbl><w:tr><w:tc>' * 80}<w:p/>{'</w:tc></w:tr></w:tbl>' * 80}</w:body></w:document>"
            },
            "docx",
        ),
    ),
    "deep OFD": ("ofd", ".ofd", lambda: package({CONTENT: nested("PageBlock")}, "ofd")),
    "deep blocks in OFD": ("ofd", ".ofd", lambda: package({CONTENT: f"<Page><Content>{nested('PageBlock', 200)}</Content></Page>"}, "ofd")),
    "endless distances in OFD": (
        "ofd",
        ".ofd",
        lambda: package(
            {
                CONTENT: f'<Page><Content><Layer><TextObject Size="4"><TextCode DeltaX="{"g 999999999 1 " * 9999}">深</TextCode></TextObject></Layer></Content></Page>'
            },
            "ofd",
        ),
    ),
    "a path of a million points in OFD": (
        "ofd",
        ".ofd",
        lambda: package(
            {
                CONTENT: f'<Page><Content><Layer><PathObject Boundary="0 0 9 9"><AbbreviatedData>M 0 0{" L 1 1" * 300_000}</AbbreviatedData></PathObject></Layer></Content></Page>'
            },
            "ofd",
        ),
    ),
    "a page that is its own template in OFD": (
        "ofd",
        ".ofd",
        lambda: package({CONTENT: "<Page>" + '<Template TemplateID="1"/>' * 5000 + "</Page>"}, "ofd"),
    ),
    "deep Markdown": ("markdown", ".md", lambda: (">" * DEPTH + " 深").encode()),
    "deep lists in Markdown": ("markdown", ".md", lambda: "\n".join("  " * n + "- 深" for n in range(500)).encode()),
    "brackets in Markdown": ("markdown", ".md", lambda: ("[" * 5_000 + "深").encode()),
    "deep YAML": ("portal", ".yml", lambda: ("[" * DEPTH).encode()),
    "YAML that repeats itself": (
        "portal",
        ".yml",
        lambda: (
            "".join(
                f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" if a else f"{b}: &{b} [x]\n"
                for a, b in zip(" abcdefgh", "abcdefghi", strict=True)
            )
            .replace("* ", "")
            .encode()
        ),
    ),
    "a recording that unpacks to much": (
        "portal",
        ".yml",
        lambda: recording_sample().replace(
            b"        H4s", b"        " + base64.b64encode(gzip.compress(bytes(40 * MIB))) + b"\n        H4s", 1
        ),
    ),
    "deep PDF": ("pdf", ".pdf", lambda: SAMPLES["pdf"][1]().replace(b"/Type/Catalog", b"/Type/Catalog/A " + b"[" * DEPTH)),
    "a page tree that is a ring": ("pdf", ".pdf", lambda: SAMPLES["pdf"][1]().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")),
    "one line of a million characters": ("text", ".txt", lambda: ("深" * 1_000_000).encode()),
    "a table as wide as the sea": (
        "markdown",
        ".md",
        lambda: ("|a" * 4_000 + "|\n" + "|-" * 4_000 + "|\n" + "|b" * 4_000 + "|\n").encode(),
    ),
    "a long list": ("html", ".html", lambda: ("<ol>" + "<li>深" * 30_000).encode()),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_read_or_refused(tmp_path: Path, what: str) -> None:
    reader, suffix, made = BOMBS[what]
    path = tmp_path / f"bomb{suffix}"
    path.write_bytes(made())
    read_or_refused(path, reader, what)
