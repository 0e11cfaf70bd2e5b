"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import mmap
import re
import zipfile
from pathlib import Path

from ingest.readers.characters import has_mark, is_noise

HEAD = 64 * 1024
"""Bytes from the beginning of a file that `kind_of` looks at."""

_PDF_WINDOW = 1024  # PDF readers accept the header anywhere in the first 1024 bytes (ISO 32000-1, annex H)
_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"AT&TFORM", "djvu"),
    (b"HHO#", "caj"),
    (b"CAJ\0", "caj"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?>(?:(?><!--.*?-->)\s*)*)<(?:!doctype\s+html|html\b)", re.IGNORECASE | re.DOTALL)
_XML = re.compile(rb"\s*<\?xml\b")
_TAG = re.compile(rb"<(?:[a-zA-Z][^<>]{0,2000}>|!--|!doctype)", re.IGNORECASE)
_PORTAL_WINDOW = 1024 * 1024
# The page of one standard names its classes and who is in charge; a list of results has a box to search in them.
_PORTAL_LABELS = [
    [label.encode(codec) for label in labels]
    for codec in ("utf-8", "gb18030")
    for labels in (("标准号", "中国标准分类号", "国际标准分类号", "主管部门"), ("标准号", "是否采标", "在结果中筛选"))
]

DESCRIPTIONS = {
    "pdf": "a PDF document",
    "docx": "a Word document",
    "xlsx": "an Excel workbook",
    "pptx": "a PowerPoint presentation",
    "ofd": "an OFD document",
    "epub": "an EPUB book",
    "zip": "a ZIP archive",
    "broken_zip": "a damaged ZIP archive",
    "ole2": "a file of Word, Excel or WPS before 2007, or one protected by a password",
    "doc": "a Word document in the format before 2007",
    "encrypted": "an Office document protected by a password",
    "rtf": "rich text (RTF)",
    "gzip": "a gzip archive",
    "7z": "a 7-Zip archive",
    "rar": "a RAR archive",
    "image": "a picture",
    "djvu": "a DjVu document",
    "caj": "a CAJ document",
    "program": "a program",
    "html": "an HTML page",
    "xml": "XML",
    "text": "plain text",
    "binary": "binary data",
}
"""Kind -> what a message calls it."""

SUFFIX_OF = {
    "pdf": ".pdf",
    "docx": ".docx",
    "xlsx": ".xlsx",
    "pptx": ".pptx",
    "ofd": ".ofd",
    "epub": ".epub",
    "zip": ".zip",
    "doc": ".doc",
    "ole2": ".doc",
    "rtf": ".rtf",
    "gzip": ".gz",
    "7z": ".7z",
    "rar": ".rar",
    "djvu": ".djvu",
    "caj": ".caj",
    "html": ".html",
    "xml": ".xml",
    "text": ".txt",
}
"""Kind -> the suffix that says so; kinds that have no single suffix are not in it."""


def kind_of(path: Path) -> str:
    """The kind of a non-empty file, a key of `DESCRIPTIONS`.

    ``text`` is anything that may be characters: Markdown, plain text, and HTML that does not begin like a page.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            if kind == "zip":
                return _kind_of_zip(path)
            return _kind_of_ole2(path) if kind == "ole2" else kind
    if b"%PDF-" in head[:_PDF_WINDOW]:
        return "pdf"
    if has_mark(head):
        return "text"
    if is_noise(head):
        return "binary"
    if _PAGE.match(head):
        return "html"
    return "xml" if _XML.match(head) else "text"


def has_markup(path: Path) -> bool:
    """Whether a tag or comment stands near the beginning; UTF-16 is taken as having some."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    return _TAG.search(head) is not None or (has_mark(head) and b"\0" in head)


def is_portal_page(path: Path) -> bool:
    """Whether an HTML page holds the labels that only pages of a standards portal have together, within its first MiB."""
    with path.open("rb") as file:
        page = file.read(_PORTAL_WINDOW)
    return any(all(label in page for label in labels) for labels in _PORTAL_LABELS)


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    # zipfile raises these and more on damaged directories; the reader that opens the file says what is wrong.
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return "broken_zip"
    for marker, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(name.startswith(marker) for name in names):
            return kind
    if "OFD.xml" in names:
        return "ofd"
    return "epub" if "META-INF/container.xml" in names else "zip"


def _kind_of_ole2(path: Path) -> str:
    # The stream names of a compound file stand in its directory as UTF-16; the directory may be anywhere.
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            return "encrypted"
        return "doc" if content.find("WordDocument".encode("utf-16-le")) >= 0 else "ole2"
