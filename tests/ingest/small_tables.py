"""Tables and clauses in a few words, for tests of what is read from them.

A cell ``<`` is merged with the one at its left, ``^`` with the one above; ``30 {1}`` carries the footnote mark 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import Line
from ingest.places import Places
from kg.model import AnnexKind, Cell, Clause, Evidence, Limit, Table, TableNote


def table(
    caption: str,
    header: Sequence[str],
    rows: Sequence[str],
    unit: str | None = None,
    notes: Sequence[tuple[str, str]] = (),
    number: str = "表1",
    clause: str = "4.1",
) -> Table:
    """A table from rows whose cells are set apart by ``|``."""
    grid: list[list[Cell]] = []
    for i, line in enumerate([*header, *rows]):
        cells: list[Cell] = []
        for j, text in enumerate(part.strip() for part in line.split("|")):
            if text == "<":
                cells.append(cells[-1])
            elif text == "^":
                cells.append(grid[i - 1][j])
            else:
                marks = tuple(re.findall(r"\{(.+?)\}", text))
                words = re.sub(r"\s*\{.+?\}", "", text)
                start = 1000 * i + 50 * j
                cells.append(Cell(words, Evidence(1, start, start + max(1, len(words)), words) if words else None, marks))
        grid.append(cells)
    body = [tuple(row) for row in grid]
    return Table(
        number=number,
        caption=caption,
        header=tuple(body[: len(header)]),
        rows=tuple(body[len(header) :]),
        clause=clause,
        at=Evidence(1, 0, 1000 * len(grid), caption),
        unit=unit,
        notes=tuple(TableNote(mark, text, Evidence(1, 99000 + i, 99001 + i, text)) for i, (mark, text) in enumerate(notes)),
    )


def clauses(*texts: str, kind: AnnexKind = AnnexKind.NORMATIVE) -> tuple[tuple[Clause, ...], Places]:
    """Clauses from "number heading | text" (heading may be empty), laid out one line each from offset 100000 on, and their places."""
    made: list[Clause] = []
    lines: list[Line] = []
    position = 100_000
    for text in texts:
        head, _, body = text.partition("|")
        number, _, heading = head.strip().partition(" ")
        body = body.strip()
        lines.append(Line(body, 1, position))
        at = Evidence(1, position, position + len(body), body)
        parent = number.rpartition(".")[0] or None
        made.append(Clause(number, heading.strip() or None, number.count(".") + 1, kind, parent, body, at, at))
        position += len(body) + 1
    return tuple(made), Places(lines)


def said(limits: Sequence[Limit]) -> list[str]:
    """Limits in one line each: measurand operator value unit, then object and condition in brackets."""
    found = []
    for one in limits:
        value = "~".join(f"{v:g}" for v in one.value) if isinstance(one.value, tuple) else f"{one.value:g}"
        found.append(f"{one.measurand} {one.operator.value} {value} {one.unit or ''}".strip())
    return found
