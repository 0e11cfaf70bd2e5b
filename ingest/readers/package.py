"""Opens a ZIP package that came from anywhere: nothing is unpacked before its directory has been checked."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from ingest.readers.limits import MIB, Limits
from kg.errors import UnreadableDocument

# Small packages may hold a blank bitmap that packs a thousandfold; the ratio means something above this size only.
_RATIO_FLOOR = 16 * MIB
_ENCRYPTED = 0x1
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_ENCODING = re.compile(r"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([^"']{0,40})["']""")
# Encodings in which "<!DOCTYPE" is found by looking for it; the parser knows more, EBCDIC among them.
_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252", "gb2312", "gbk", "gb18030"})


def check_package(path: Path, limits: Limits, again: str = "save it again in Word") -> frozenset[str]:
    """Names of the parts of the package at ``path``, when it is safe to unpack; ``again`` is the advice of the refusals.

    Raises UnreadableDocument damaged, zip_bomb, unsafe_zip, encrypted or xml_entities.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(path, entries, limits, again)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(path, entry.filename, archive.read(entry), again)
            return frozenset(entry.filename for entry in entries)
    # What zipfile raises on damaged data; NotImplementedError is a feature it does not know.
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as exc:
        raise UnreadableDocument("damaged", f"{path.name} is damaged or cut off ({exc}); get the file again from its source") from exc


def _check_directory(path: Path, entries: list[zipfile.ZipInfo], limits: Limits, again: str) -> None:
    if len(entries) > limits.max_zip_entries:
        raise UnreadableDocument(
            "zip_bomb",
            f"{path.name} holds {len(entries):,} parts, more than the limit of {limits.max_zip_entries:,}; {again}",
        )
    # zipfile never unpacks more of an entry than its directory states, so a directory that lies is harmless.
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.max_unpacked_bytes:
        raise UnreadableDocument(
            "zip_bomb",
            f"{path.name} would unpack to {unpacked / MIB:,.0f} MiB, more than the limit of {limits.max_unpacked_bytes / MIB:,.0f} MiB; "
            "split it into parts",
        )
    packed = max(1, path.stat().st_size)
    if unpacked > _RATIO_FLOOR and unpacked > packed * limits.max_zip_ratio:
        raise UnreadableDocument(
            "zip_bomb",
            f"{path.name} would unpack to {unpacked // packed:,} times its size, more than the limit of {limits.max_zip_ratio}; {again}",
        )
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            raise UnreadableDocument(
                "unsafe_zip",
                f"{path.name} holds a part named {entry.filename!r}, which points outside of it; get the file from a source you trust",
            )
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableDocument("encrypted", f"{path.name} is protected by a password; save a copy without one and read that")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableDocument("unsafe_zip", f"{path.name} is packed by a method that such files do not use; {again}")


def _check_xml(path: Path, part: str, content: bytes, again: str) -> None:
    """Refuse what can define entities: packages may not hold document types (ECMA-376-2:2021, 6.2.5)."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", "replace")
    else:
        # Latin-1 keeps every ASCII byte where it is; more is not asked of it here.
        text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    stated = _ENCODING.match(text)
    if _DECLARATION.search(text):
        what = "declares a document type or entities"
    elif stated is not None and stated[1].lower() not in _ENCODINGS:
        what = f"is in the encoding {stated[1]}"
    elif text.strip() and not text.lstrip().startswith("<"):
        what = "is not XML"
    else:
        return
    raise UnreadableDocument("xml_entities", f"{path.name}: its part {part} {what}, which such files never do; {again}")
