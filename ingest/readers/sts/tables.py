"""STS: the cells of a table, and the captions of tables and figures."""

from __future__ import annotations

import re
from typing import Any

from ingest.readers.assembly import Cell
from ingest.readers.sts.inline import Inline, child, collapsed, name_of

_MAX_SPAN = 1000


def rows_of(table: Any, inline: Inline) -> tuple[list[list[Cell]], int]:
    """Rows of cells as the table states them, and how many of the first are its head; footnotes inside go to ``inline``."""
    rows: list[list[Cell]] = []
    header_rows = 0
    for row in table.iter("{*}tr"):
        cells = [part for part in row if name_of(part) in ("td", "th")]
        rows.append([Cell(_cell_text(part, inline), _span(part, "colspan"), _span(part, "rowspan")) for part in cells])
        header_rows += name_of(row.getparent()) == "thead" and header_rows == len(rows) - 1
    # A span does not reach below the last row.
    clipped = [[Cell(cell.text, cell.columns, min(cell.rows, len(rows) - i)) for cell in row] for i, row in enumerate(rows)]
    return clipped, header_rows


def captioned(inline: Inline, holder: Any) -> str:
    """Label and title of a table or figure: "表1 排放限值"; a label that is only a number says what it counts."""
    label = inline.text(child(holder, "label"))
    if re.fullmatch(r"[A-Z]?[.]?\d+(?:\.\d+)*", label):
        label = ("图" if name_of(holder) == "fig" else "表") + label
    caption = child(holder, "caption")
    title = "" if caption is None else inline.text(child(caption, "title")).replace("\n", " ")
    return f"{label} {title}".strip()


def _cell_text(cell: Any, inline: Inline) -> str:
    inner = [part for part in cell if name_of(part) in ("p", "list", "def-list")]
    if not inner:
        return inline.text(cell)
    lines = [collapsed(cell.text or "")]
    for part in cell:
        if name_of(part) == "list":
            lines += [" ".join(filter(None, (inline.text(child(i, "label")), inline.text(i)))) for i in part if name_of(i) == "list-item"]
        else:
            lines.append(inline.text(part))
        lines.append(collapsed(part.tail or ""))
    return "\n".join(filter(None, lines))


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(1, int(value)), _MAX_SPAN) if value.isascii() and value.isdigit() and len(value) <= 9 else 1
