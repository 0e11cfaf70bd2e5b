"""表: the tables a reader found, with number, caption, unit, header, notes and the clause they stand in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.lines import Line, SourceCell, SourceTable, SourceText
from ingest.tables.captions import Caption, caption_above, parse_caption, split_unit
from ingest.tables.continuation import Rows, aligned, appended, same_columns, without_repeated_head
from ingest.tables.heads import header_rows, with_half_row
from ingest.tables.notes import is_list_item, is_note, is_note_row, note_label, notes_of, plain_mark, split_marks
from kg.model import Cell, Clause, Evidence, Table, TableNote

_MOST_NOTE_LINES = 30
_SPREAD = re.compile(r"(?<!\S)(?:[\u3001-\u9fff\uff01-\uff60] ){4,}(?=[\u3001-\u9fff\uff01-\uff60])")
_PRELIMINARY = re.compile(r"范\s*围|引\s*用|术\s*语|定\s*义")


@dataclass(slots=True)
class _Part:
    """A table being put together: its head is known, pages may be appended."""

    source: SourceTable
    caption: Caption
    head: Rows
    body: Rows
    end: int
    page: int
    edges: tuple[float, ...]
    notes: list[TableNote] = field(default_factory=list)
    confidence: float = 1.0


def read_tables(source: SourceText, clauses: Sequence[Clause]) -> tuple[Table, ...]:
    """The tables of ``source`` in reading order, those over several pages put together."""
    lines = [line for line in source.lines if not line.furniture and line.text.strip()]
    starts = [line.start for line in lines]
    parts: list[_Part] = []
    for table in sorted(source.tables, key=lambda t: t.start):
        _take(table, lines, starts, parts)
    kept = [part for part in parts if part.source.box is None or _is_table(part)]
    return tuple(_table(part, clauses, starts, lines) for part in kept)


def _take(table: SourceTable, lines: Sequence[Line], starts: Sequence[int], parts: list[_Part]) -> None:
    """Make a new part of ``table``, or append it to the one that it continues."""
    first, behind = bisect_left(starts, table.start), bisect_right(starts, table.end)
    caption = caption_above(table, lines, first)
    rows = table.rows
    if caption.number is None and len(rows) > 1 and (inside := _whole_row(rows[0])) and (own := parse_caption(inside)):
        caption, rows = own, rows[1:]
    if len(rows) > 1 and (inside := _whole_row(rows[0])) and not (stated := split_unit(inside))[0] and stated[1]:
        caption, rows = Caption(caption.number, caption.words, stated[1], caption.continued, caption.line), rows[1:]
    rows, inner = _without_notes(rows)
    note_lines = _lines_between(lines, starts, min(cell.start for cell in inner), table.end) if inner else []
    note_lines += _notes_below(table, lines, behind)
    notes = list(notes_of(note_lines))
    end = max(table.end, note_lines[-1].end if note_lines else 0)
    before = parts[-1] if parts else None
    if before is not None and _continues(table, caption, before, lines, starts, first):
        more = rows
        if not same_columns(before.edges, table.edges) and (before.edges and table.edges):
            more = aligned(rows, table.edges, before.edges) or ()
            wider = aligned(before.head + before.body, before.edges, table.edges) if rows and not more else None
            if wider is not None:
                before.head, before.body = wider[: len(before.head)], wider[len(before.head) :]
                before.edges, more = table.edges, rows
        if len({len(row) for row in (*before.head, *before.body, *more)}) <= 1 and (more or not rows):
            before.body = appended(before.body, without_repeated_head(more, before.head))
            before.notes += notes
            before.end, before.page = end, table.page
            before.confidence = min(before.confidence, table.confidence)
            return
    if not rows:
        return
    count = table.header_rows or header_rows(rows)
    head, body = with_half_row(rows[:count], rows[count:])
    parts.append(_Part(table, caption, head, body, end, table.page, table.edges, notes, table.confidence))


def _continues(table: SourceTable, caption: Caption, before: _Part, lines: Sequence[Line], starts: Sequence[int], first: int) -> bool:
    """Whether ``table`` goes on with the part before: says so, or stands at the head of the next page with nothing between."""
    if caption.number is not None:
        return caption.number == before.caption.number and (caption.continued or caption.words in (None, before.caption.words))
    if caption.continued:
        return True
    if table.box is None or table.page not in (before.page, before.page + 1) or caption.words:
        return False
    between = lines[bisect_left(starts, before.end) : first]
    if any(split_unit(line.text.strip())[1] is None for line in between):
        return False
    if table.page == before.page:
        return False
    if not before.edges or not table.edges:
        return False
    width, other = before.edges[-1] - before.edges[0], table.edges[-1] - table.edges[0]
    # Without a rule at its foot the part at the end of a page is as wide as its words; the columns stand where they stood.
    return abs(other - width) < 0.06 * width or (len(table.edges) > 3 and same_columns(before.edges[1:-1], table.edges[1:-1]))


def _whole_row(row: Sequence[SourceCell]) -> str | None:
    """The words of a row that is one cell over all columns."""
    first = row[0]
    return first.text if first.text and all((c.start, c.text) == (first.start, first.text) for c in row) and len(row) > 1 else None


def _without_notes(rows: Rows) -> tuple[Rows, list[SourceCell]]:
    """The rows above the notes in the frame, and the cells of those notes."""
    for k, row in enumerate(rows):
        if is_note_row(row) and all(_whole_row(r) is not None or len(r) == 1 for r in rows[k:]):
            return rows[:k], [r[0] for r in rows[k:]]
    return rows, []


def _lines_between(lines: Sequence[Line], starts: Sequence[int], start: int, end: int) -> list[Line]:
    return list(lines[bisect_right(starts, start) - 1 : bisect_right(starts, end)]) if start >= 0 else []


def _notes_below(table: SourceTable, lines: Sequence[Line], behind: int) -> list[Line]:
    """The lines directly below the frame that are notes; a note's further lines are indented or in the note's size."""
    found: list[Line] = []
    for line in lines[behind : behind + _MOST_NOTE_LINES]:
        if line.page != table.page or line.table is not None:
            break
        begins = is_note(line.text) and (not is_list_item(line.text) or _pointed_at(line.text, table))
        if not (begins or (found and not is_note(line.text) and _runs_on(line, found))):
            break
        found.append(line)
    return found


def _pointed_at(text: str, table: SourceTable) -> bool:
    """Whether a cell of ``table`` carries the mark that ``text`` begins with: ``a)`` may as well begin an item of the clause's list."""
    mark = plain_mark(note_label(text))
    return any(mark in split_marks(cell.text, frozenset((mark,)))[1] for row in table.rows for cell in row if cell.text)


def _runs_on(line: Line, found: Sequence[Line]) -> bool:
    before = found[-1]
    if line.box is None or before.box is None or line.size is None or before.size is None:
        return False
    near = before.box[1] - line.box[1] < 2.2 * before.size
    # Only a line that was full goes on in the next.
    full = before.box[2] > max(other.box[2] for other in found if other.box is not None) - 2 * before.size
    return (
        near
        and full
        and abs(line.size - before.size) < 0.6
        and not before.text.rstrip().endswith("。")
        and line.box[0] > found[0].box[0] + 2
        if found[0].box
        else False
    )


def _is_table(part: _Part) -> bool:
    """Whether a grid of a page is a table: captioned, or with enough words in enough rows and columns."""
    rows = part.head + part.body
    if not rows:
        return False
    if part.caption.number is not None:
        return len(rows) * len(rows[0]) > 1
    if len(rows[0]) < 2 or (len(rows) < 2 and len(rows[0]) < 3):
        return False
    cells = {(cell.start, cell.text) for row in rows for cell in row if cell.text}
    return len(cells) >= 0.5 * len(rows) * len(rows[0])


def _closed_up(text: str) -> str:
    """Characters spread over the width of their cell without the blanks between them.

    >>> _closed_up("锡 、 锑 及 其 化 合 物"), _closed_up("废气 锡的测定 重量法")
    ('锡、锑及其化合物', '废气 锡的测定 重量法')
    """
    return _SPREAD.sub(lambda run: run[0].replace(" ", ""), text)


def _clause_of(
    number: str | None, start: int, page: int, clauses: Sequence[Clause], lines: Sequence[Line], starts: Sequence[int]
) -> str | None:
    """The clause a table belongs to: the one it stands in, but for tables collected behind the text the one that refers to it."""
    own = next((c for c in reversed(clauses) if c.at.start <= start < c.at.end), None)
    if own is None or number is None or own.at.page == page:
        return own.number if own else None
    mention = re.compile(rf"(?:[^\s续]\s?|^(?=.*[。，]))表\s?{re.escape(number[1:])}(?![\d.\-])")

    def refers(clause: Clause) -> bool:
        first, last = bisect_left(starts, clause.at.start), bisect_left(starts, clause.at.end)
        return any(line.table is None and mention.search(line.text) for line in lines[first:last])

    place = clauses.index(own)
    in_text = place + 1 < len(clauses) and clauses[place + 1].number[0].isdigit() == own.number[0].isdigit()
    if in_text and refers(own):
        return own.number
    before = [c for c in clauses[: place + 1] if c.kind is own.kind and c.number[0].isdigit() == own.number[0].isdigit()]
    binding = [c for c in before if not _PRELIMINARY.search(c.heading or "")]
    # What is collected behind the last clause was called for where it is first named, not where it is last mentioned.
    return next((c.number for c in (reversed(binding) if in_text else binding) if refers(c)), own.number)


def _table(part: _Part, clauses: Sequence[Clause], starts: Sequence[int], lines: Sequence[Line]) -> Table:
    table, caption = part.source, part.caption
    start = min(table.start, caption.line.start) if caption.line is not None else table.start
    clause = _clause_of(caption.number, start, table.page, clauses, lines, starts)
    known = frozenset(note.mark for note in part.notes if note.mark)

    def cell(source: SourceCell) -> Cell:
        text, marks = split_marks(_closed_up(source.text), known)
        if source.start < 0:
            return Cell(text, None, marks)
        page = lines[bisect_right(starts, source.start) - 1].page
        # A cell is as sure as its own lines (`with_confidence`), not as the worst of the table.
        return Cell(text, Evidence(page, source.start, source.end, source.text[:300]), marks)

    # The caption of a word processor stands outside the table's lines; only what is at the place is quoted.
    quote = caption.line.text.strip() if caption.line is not None else " ".join(c.text for c in table.rows[0])[:120]
    page = caption.line.page if caption.line is not None and caption.line.start == start else table.page
    head, body = (tuple(tuple(cell(c) for c in row) for row in rows) for rows in (part.head, part.body))
    marked = {mark for row in (*head, *body) for one in row for mark in one.marks}
    return Table(
        number=caption.number,
        caption=caption.words,
        header=head,
        rows=body,
        clause=clause,
        at=Evidence(page, start, part.end, quote, part.confidence),
        unit=caption.unit,
        # 注1 is a note on the whole table unless a cell points to it.
        notes=tuple(replace(n, mark=None) if n.mark and n.mark.startswith("注") and n.mark not in marked else n for n in part.notes),
    )
