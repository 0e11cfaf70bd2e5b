"""How far the cells of a spreadsheet reach, before the library lays them out: it reserves the whole rectangle up to the last one."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from ingest.readers.limits import Limits
from ingest.sheets.sheet import too_many_cells

_SHEET: Final = re.compile(r"(?:^|/)worksheets/[^/]+\.xml$")
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d{1,10})\"")
# A cell without a value does not count: whole columns are often formatted down to the last line.
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b(?:[^>]*?\br=\"([A-Za-z]{1,6})(\d{1,10})\")?[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|f|is)\b")


def check_extent(path: Path, limits: Limits) -> None:
    """Refuse an .xlsx package whose used rectangles hold more cells than ``limits`` allow: one cell far away is enough for that.

    Raises UnreadableDocument too_many_cells. The package has been checked before (`ingest.readers.package`).
    """
    total = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not _SHEET.search(name):
                continue
            content = archive.read(name)
            deepest = widest = 0
            for match in _CELL.finditer(content):
                if match[1] is None:
                    # Without its own address a cell follows the one before it, in a row that may state where it is.
                    deepest = max(deepest, max((int(row) for row in _ROW.findall(content)), default=0))
                    break
                deepest = max(deepest, int(match[2]))
                widest = max(widest, _column(match[1]))
            total += deepest * max(widest, 1)
            if total > limits.max_table_cells:
                raise too_many_cells(path.name, limits)


def _column(letters: bytes) -> int:
    """Number of a column by its letters.

    >>> _column(b"A"), _column(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
