"""续表: parts of one table on several pages, put together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.clauses.paragraphs import join_lines
from ingest.lines import SourceCell
from ingest.tables.heads import is_value

Row = tuple[SourceCell, ...]
Rows = tuple[Row, ...]


def same_columns(one: Sequence[float], other: Sequence[float], em: float = 10.0) -> bool:
    """Whether two parts have the same columns: as many, of nearly the same widths (pages may be shifted)."""
    if len(one) != len(other) or not one:
        return False
    shift = other[0] - one[0]
    return all(abs(b - a - shift) < 1.2 * em for a, b in zip(one, other, strict=True))


def aligned(rows: Rows, edges: Sequence[float], wanted: Sequence[float]) -> Rows | None:
    """``rows`` on the column edges ``wanted``: a cell that covers several of them is repeated. None where that cannot be."""
    if not edges or not wanted:
        return None
    if len(edges) == len(wanted):
        return rows
    scale = (edges[-1] - edges[0]) / (wanted[-1] - wanted[0])
    columns = []
    for left, right in pairwise(wanted):
        middle = edges[0] + ((left + right) / 2 - wanted[0]) * scale
        columns.append(next((c for c in range(len(edges) - 1) if edges[c] <= middle <= edges[c + 1]), None))
    if None in columns:
        return None
    if len(set(columns)) < len(edges) - 1:
        return None  # two columns of the part would fall into one
    return tuple(tuple(row[c] for c in columns if c is not None) for row in rows)


def without_repeated_head(rows: Rows, head: Rows) -> Rows:
    """The rows of a later part without the head that it repeats."""
    if not head:
        return rows
    count = 0
    for row, printed in zip(rows, head, strict=False):
        if not _repeats(row, printed):
            break
        count += 1
    return rows[count:] if count == len(head) else rows


def _repeats(row: Row, printed: Row) -> bool:
    """Whether a row says again what a row of the head says; a stain that a scan reads as a character does not make it another."""
    if len(row) != len(printed):
        return False
    unlike = [(a, b) for a, b in zip(map(_shape, row), map(_shape, printed), strict=True) if a != b]
    return len(unlike) <= len(row) / 4 and all(set(a) & set(b) and not is_value(a) for a, b in unlike)


def _shape(cell: SourceCell) -> str:
    return "".join(cell.text.split())


def appended(rows: Rows, more: Rows) -> Rows:
    """The rows of a part and of the one that goes on; what the page break cut apart is made whole.

    Empty leading cells at the head of a page belong to the merged cell of the page before. A row whose only
    words stand under unfinished ones goes on from it.
    """
    if not rows or not more:
        return rows + more
    rows, more = _hung_up(rows, more), _hung_down(rows, more)
    last, first = rows[-1], more[0]
    if first[0].text:
        return rows + more
    filled = [c for c, cell in enumerate(first) if cell.text]
    lead = filled[0] if filled else 0
    if filled and _goes_on(last, first, filled):
        joined = tuple(
            SourceCell(join_lines([above.text, below.text]), above.start, above.end) if below.text and above.text else above
            for above, below in zip(last, first, strict=True)
        )
        return (*rows[:-1], joined, *more[1:])
    if not filled or not all(last[c].text for c in range(lead)):
        return rows + more
    completed: list[Row] = []
    for k, row in enumerate(more):
        if row[0].text:
            return rows + tuple(completed) + more[k:]
        if any(row[c].text for c in range(lead)):
            return rows + tuple(completed) + more[k:]
        completed.append(last[:lead] + row[lead:])
    return rows + tuple(completed)


def _hung_down(rows: Rows, more: Rows) -> Rows:
    """A cell merged over the last rows of a page that goes on, empty, at the head of the next keeps its words."""
    if len(rows) < 2:
        return more
    last, above = rows[-1], rows[-2]
    hanging = {c for c in range(1, len(last)) if last[c].text and last[c] == above[c] and not more[0][c].text}
    completed: list[Row] = []
    for row in more:
        hanging = {c for c in hanging if not row[c].text}
        completed.append(tuple(last[c] if c in hanging else cell for c, cell in enumerate(row)))
    return tuple(completed)


def _hung_up(rows: Rows, more: Rows) -> Rows:
    """A merged cell that stands empty over the last rows of a page, its words only on the next, is given them.

    Only in columns that are filled everywhere else; a value is never carried from one row to another.
    """
    filled = list(rows)
    for c, cell in enumerate(more[0]):
        count = next((k for k, row in enumerate(reversed(rows)) if row[c].text), len(rows))
        others = (*rows[: len(rows) - count], *more)
        if not cell.text or not 0 < count < len(rows) or not all(row[c].text for row in others):
            continue
        if (is_value(cell.text) and c > 0) or cell in (*more[0][:c], *more[0][c + 1 :]):
            continue
        if c > 0 and filled[-1][c - 1] != more[0][c - 1] and not any(a[c] == b[c] for a, b in pairwise(others)):
            continue  # nothing in this column is merged
        for k in range(len(rows) - count, len(rows)):
            filled[k] = (*filled[k][:c], cell, *filled[k][c + 1 :])
    return tuple(filled)


def _goes_on(last: Row, first: Row, filled: Sequence[int]) -> bool:
    """Whether the first row of a page finishes sentences of the row before: few cells, all under unfinished words."""
    if len({(first[c].start, first[c].text) for c in filled}) > max(1, (len(first) - 1) // 3):
        return False
    return all(
        last[c].text and not is_value(first[c].text) and last[c].text.rstrip()[-1] not in "。；;.)）" and len(last[c].text) > 8
        for c in filled
    )
