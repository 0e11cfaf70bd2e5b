"""Reviewable tables under `ontologies/tables/`: the one reader of all of them, and what no table may say.

A vocabulary is a table that people review row by row; the Turtle beside it is made from the table.
A row that cannot be right is refused with its place: `organisations.csv, row 12: ...`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import TableError
from kg.reference_data import ONTOLOGIES

TABLES: Final = ONTOLOGIES / "tables"
GENERAL: Final = "general knowledge, unverified"
"""The source of what no file at hand confirms."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by head, and where it stands (``row`` counts from 2, the heads are row 1)."""

    table: str
    row: int
    cells: Mapping[str, str]

    def __getitem__(self, head: str) -> str:
        return self.cells[head]

    @property
    def place(self) -> str:
        """
        >>> Row("organisations.csv", 12, {}).place
        'organisations.csv, row 12'
        """
        return f"{self.table}, row {self.row}"

    def many(self, head: str) -> list[str]:
        """A cell that lists several values, separated by semicolons."""
        return [part.strip() for part in self.cells[head].split(";") if part.strip()]

    def refuse(self, reason: str) -> TableError:
        """The error that names this row."""
        return TableError(f"{self.place}: {reason}")


def read_table(
    name: str,
    text: str | None = None,
    *,
    folder: Path = TABLES,
    columns: Collection[str] = (),
    key: str | None = "key",
    needs: Sequence[str] = ("zh", "en", "source"),
) -> list[Row]:
    """The rows of ``<folder>/<name>``, or of ``text`` in its place.

    Raises TableError for a file that is no UTF-8 text, heads that are not ``columns`` (where those are
    given), a row with too few or too many cells, an empty cell under a head of ``needs``, or a key that an
    earlier row has.
    """
    reader = csv.reader(io.StringIO(_text_of(folder / name) if text is None else text))
    heads = next(reader, [])
    if columns and sorted(heads) != sorted(columns):
        raise TableError(f"{name}: the heads must be {', '.join(sorted(columns))}")
    rows: list[Row] = []
    seen: set[str] = set()
    for number, cells in enumerate(reader, 2):
        row = Row(name, number, dict(zip(heads, (cell.strip() for cell in cells), strict=False)))
        if len(cells) != len(heads):
            raise row.refuse(f"{len(cells)} cells under {len(heads)} heads; put a cell with a comma into quotation marks")
        for head in needs:
            if not row[head]:
                raise row.refuse(f"{head} is empty")
        if key is not None:
            if not row[key] or row[key] in seen:
                raise row.refuse(f"the {key} {row[key]!r} is empty or stands in an earlier row")
            seen.add(row[key])
        rows.append(row)
    return rows


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path.name} cannot be read as UTF-8 text: {error}") from error


def refuse_unknown(rows: Iterable[Row], head: str, known: Iterable[str]) -> None:
    """Raises TableError where a row's ``head`` names something that is not in ``known``."""
    there = set(known)
    for row in rows:
        for value in row.many(head):
            if value not in there:
                raise row.refuse(f"{head} names {value!r}, which is not there")


def refuse_shared(rows: Iterable[Row], what: str, names_of: Callable[[Row], Iterable[str]]) -> None:
    """Raises TableError where one of the names that ``names_of`` reads from a row is that of an earlier row, or stands twice in it."""
    meant: dict[str, Row] = {}
    for row in rows:
        for name in names_of(row):
            if name in meant:
                raise row.refuse(f"the {what} {name!r} is that of {meant[name].place} already; a {what} means one thing")
            meant[name] = row


def refuse_cycles(rows: Sequence[Row], head: str, key: str = "key") -> None:
    """Raises TableError, with the way round, where following ``head`` from a row comes back to it."""
    above = {row[key]: row.many(head) for row in rows}
    for row in rows:
        came_from, todo = {row[key]: ""}, [row[key]]
        while todo:
            step = todo.pop()
            for name in above.get(step, []):
                if name == row[key]:
                    way = [name]
                    while step:
                        way.append(step)
                        step = came_from[step]
                    raise row.refuse(f"{head} leads from {name!r} back to itself: {' > '.join(reversed(way))}")
                if name not in came_from:
                    came_from[name] = step
                    todo.append(name)
