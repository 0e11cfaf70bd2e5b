"""Tables of an HTML page, which portals send under the name of a workbook."""

from __future__ import annotations

from lxml import etree, html

from ingest.readers.limits import Limits
from ingest.sheets.cells import cut, printed
from ingest.sheets.sheet import Sheet, too_many_cells
from kg.errors import UnreadableDocument

_MOST_SPAN = 500


def read_html_tables(name: str, text: str, limits: Limits) -> tuple[Sheet, ...]:
    """One sheet a table; spanned cells are repeated. Raises UnreadableDocument damaged where there is no table."""
    # A page's own idea of its encoding does not matter: it is characters already.
    try:
        tree = html.fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError) as exc:
        raise _no_table(name) from exc
    sheets = []
    cells = 0
    for number, table in enumerate(tree.iter("table"), 1):
        grid: dict[tuple[int, int], str] = {}
        merged = []
        # A table inside a cell is a table of its own.
        lines = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        for i, row in enumerate(lines):
            j = 0
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while (i, j) in grid:
                    j += 1
                down, across = _span(cell.get("rowspan")), _span(cell.get("colspan"))
                cells += down * across
                if cells > limits.max_table_cells:
                    raise too_many_cells(name, limits)
                words = printed(" ".join(cell.text_content().split()))
                for y in range(i, i + down):
                    for x in range(j, j + across):
                        grid[y, x] = words
                if down * across > 1:
                    merged.append((i + 1, j + 1, i + down, j + across))
                j += across
        if grid:
            rows: list[list[str]] = []
            for (y, x), words in sorted(grid.items()):
                rows += [[] for _ in range(y + 1 - len(rows))]
                rows[y] += [""] * (x - len(rows[y])) + [words]
            sheets.append(Sheet(f"表 {number}", tuple(cut(row) for row in rows), tuple(merged)))
    if not sheets:
        raise _no_table(name)
    return tuple(sheets)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _MOST_SPAN) if text and text.isdigit() else 1


def _no_table(name: str) -> UnreadableDocument:
    return UnreadableDocument("damaged", f"{name} 里没有表格 holds no table；请从来源重新导出 export it again from its source")
