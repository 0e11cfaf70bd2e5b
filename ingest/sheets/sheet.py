"""One sheet as its readers give it, and what they refuse in the same words."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.readers.limits import Limits
from kg.errors import UnreadableDocument


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``rows[i]`` is line ``i + 1`` as a spreadsheet counts, cells as a person reads them, without the empty ones at its end.

    Dates are ISO, whole numbers have no ".0"; a merged cell is repeated over all that it covers. ``merged`` are those areas as
    (first row, first column, last row, last column), 1-based and inclusive.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False


def encrypted(name: str) -> UnreadableDocument:
    """The refusal of a workbook that only a password opens."""
    return UnreadableDocument(
        "encrypted", f"{name} 受密码保护 is protected by a password；请另存一份不加密的再读 save a copy without one and read that"
    )


def too_many_cells(name: str, limits: Limits) -> UnreadableDocument:
    """The refusal of a table with more cells than ``limits`` allow."""
    return UnreadableDocument(
        "too_many_cells",
        f"{name} 的单元格超过 has more than {limits.max_table_cells:,} 个 cells；请拆分成几个文件 split it into several files",
    )
