"""A workbook of Excel 97 ([MS-XLS] in [MS-CFB]), made by hand: no library here writes one."""

from __future__ import annotations

import struct
from pathlib import Path

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write_xls(path: Path, rows: list[list[str | float]], *, password: int | None = None) -> Path:
    """A file of one sheet, 目录, with these cells; with ``password`` its globals say that the rest is under XOR (0) or RC4 (1)."""
    path.write_bytes(_compound(_workbook(rows, password)))
    return path


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _string(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def _workbook(rows: list[list[str | float]], password: int | None) -> bytes:
    def begin(kind: int) -> bytes:
        return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    head = begin(0x0005) + (_record(0x002F, struct.pack("<HI", password, 0)) if password is not None else b"")
    name = _string("目录", "<B")
    end = _record(0x000A, b"")
    at = len(head) + 4 + 6 + len(name) + len(end)
    cells = b""
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            place = struct.pack("<HHH", i, j, 0)
            text = isinstance(value, str)
            cells += _record(0x0204, place + _string(str(value), "<H")) if text else _record(0x0203, place + struct.pack("<d", value))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    return head + _record(0x0085, struct.pack("<IBB", at, 0, 0) + name) + end + begin(0x0010) + _record(0x0200, size) + cells + end


def _compound(stream: bytes) -> bytes:
    """One stream in a compound file: header, table of sectors, directory, content (4096 bytes at least, less is kept elsewhere)."""
    stream = stream.ljust(4096, b"\0")
    stream += bytes(-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    table = [_FAT, _END, *range(3, 2 + count), _END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, child=1, start=_END, size=0) + _entry("Workbook", 2, child=_FREE, start=2, size=len(stream))
    directory += bytes(_SECTOR - len(directory))
    return header + struct.pack("<128I", *table, *[_FREE] * (128 - len(table))) + directory + stream


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    return letters.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(letters), kind, 1, _FREE, _FREE, child, start, size)
