"""Ruling lines of a PDF page: thin paths, and the edges of cells drawn as rectangles."""

from __future__ import annotations

import ctypes
from typing import Any

from ingest.readers.page import Rule

_MOST_OBJECTS = 20_000
"""More paths than this make a drawing, not a table."""


def rules_of(page: Any) -> list[Rule]:
    """Horizontal and vertical rules of a pdfium page longer than 4 points."""
    import pypdfium2.raw as raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    rules: list[Rule] = []
    count = raw.FPDFPage_CountObjects(page.raw)
    if count > _MOST_OBJECTS:
        return []
    for i in range(count):
        item = raw.FPDFPage_GetObject(page.raw, i)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            continue
        x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
        if y1 - y0 < 3 and x1 - x0 > 4:
            rules.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
        elif x1 - x0 < 3 and y1 - y0 > 4:
            rules.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))
        elif x1 - x0 > 20 and raw.FPDFPath_CountSegments(item) in (4, 5):  # a cell drawn as a rectangle
            rules += [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]
    return rules
