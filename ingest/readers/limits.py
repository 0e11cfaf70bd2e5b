"""How much of an untrusted file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file and on the process that reads it: bytes, seconds, characters.

    ``max_seconds`` bounds what passes between two signs of progress (a page, a stage), ``max_total_seconds`` the whole
    file: recognising a page takes seconds, and standards have up to 300 pages. ``ocr_threads`` read pages that are
    pictures; 0 leaves those unread.

    ``max_bytes`` is compared with the file's size before a byte of it is read. ``max_memory`` bounds
    the address space of the reading process, so it includes the interpreter and its libraries.
    """

    max_bytes: int = 100 * MIB
    max_seconds: float = 120.0
    max_total_seconds: float = 3600.0
    max_memory: int = 2048 * MIB
    max_text_chars: int = 20_000_000
    max_pages: int = 3000
    max_unpacked_bytes: int = 300 * MIB
    max_zip_ratio: int = 200
    max_zip_entries: int = 10_000
    max_table_cells: int = 1_000_000
    ocr_threads: int = 1


DEFAULT_LIMITS = Limits()
