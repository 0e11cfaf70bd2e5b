"""Numbers that a table sets in several columns (GB/T | 99001 | 2030), put together before anything is read.

"GB 99001" in one column and "2001" in the next read apart would be an undated number, and an edition that has ended would count as in force.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.identifiers import StandardNumber, fold

_SHARE = 0.8
_YEAR = re.compile(r"[-—–一]?\s*((?:19|20)\d\d)\s*年?")
_YEAR_HEAD = re.compile(
    r"(?:标准)?(?:发布|颁布|版本)?(?:年|年代|年份|年号|年代号|年度号|版本|版本号|版次)|year|edition|version", re.IGNORECASE
)
_PREFIX = re.compile(r"[A-Z]{1,5}\d{0,4}(?:\s?/\s?[A-Z]{1,6})?(?:\([一-鿿]{1,8}\))?")
_SERIAL = re.compile(r"\d{1,6}(?:\.\d{1,4}){0,3}(?:\s?[-—–:]\s?(?:\d{4}|\d\d))?")
_HEAD_LINES = 8

Rows = Sequence[Sequence[str]]


def with_whole_numbers(rows: Rows) -> Rows:
    """The rows with every number whole in its first column; the cells that held the rest of it are blank. Their count stays.

    >>> with_whole_numbers([("标准号", "年号", "名称"), ("GB 99001", "2001", "虚构泵"), ("GB 99002", "2030", "虚构阀")])[1]
    ('GB 99001-2001', '', '虚构泵')
    >>> with_whole_numbers([("代号", "顺序号", "年代号"), ("GB/T", "99001.1", "2030")])[1]
    ('GB/T 99001.1-2030', '', '')
    >>> with_whole_numbers([("标准号", "检测年份"), ("GB 99001", "2023")])[1]
    ('GB 99001', '2023')
    """
    width = max(map(len, rows), default=0)
    merged: list[list[str]] | None = None
    for c in range(width - 1):
        if prefixed := _behind_prefix(merged or rows, c):
            merged = merged or [list(row) for row in rows]
            _join(merged, c, c + 1, prefixed)
        last = c + 2 if prefixed else c + 1
        if last < width and (dated := _before_year(merged or rows, c, last)):
            merged = merged or [list(row) for row in rows]
            _join(merged, c, last, dated)
    return rows if merged is None else [tuple(row) for row in merged]


def _join(rows: list[list[str]], c: int, other: int, whole: dict[int, str]) -> None:
    for r, text in whole.items():
        rows[r][c], rows[r][other] = text, ""


def _behind_prefix(rows: Rows, c: int) -> dict[int, str]:
    """Row -> the number, where column ``c`` holds prefixes and the next one serials."""
    found, others = {}, 0
    for r, row in enumerate(rows):
        if len(row) <= c + 1 or not (prefix := fold(row[c]).strip()) or not (serial := fold(row[c + 1]).strip()):
            continue
        if not _SERIAL.fullmatch(serial):
            continue
        number = StandardNumber.parse_or_none(f"{prefix} {serial}") if _PREFIX.fullmatch(prefix) else None
        if number is not None and number.family_known:
            found[r] = f"{prefix} {serial}"
        else:
            others += 1
    return found if len(found) >= _SHARE * (len(found) + others) else {}


def _before_year(rows: Rows, c: int, last: int) -> dict[int, str]:
    """Row -> the dated number, where column ``c`` holds undated ones and column ``last`` the years of their editions."""
    found, undated = {}, 0
    for r, row in enumerate(rows):
        if len(row) <= last or not row[last] or not row[c]:
            continue
        number = StandardNumber.parse_or_none(row[c])
        if number is None or number.is_dated:
            continue
        undated += 1
        if year := _YEAR.fullmatch(row[last].strip()):
            found[r] = f"{row[c].strip()}-{year[1]}"
    if not found or len(found) < _SHARE * undated or not _heads_years(rows, c, last, min(found)):
        return {}
    return found


def _heads_years(rows: Rows, c: int, last: int, first: int) -> bool:
    """Whether what stands above the years says that they are those of the editions: 年号, the head of the number itself, or nothing."""
    above = [row for row in rows[max(0, first - _HEAD_LINES) : first] if len(row) > last and row[last] and not _YEAR.fullmatch(row[last])]
    if not above:
        return True
    head = "".join(fold(above[-1][last]).split())
    return _YEAR_HEAD.fullmatch(head) is not None or above[-1][last] == above[-1][c]
