"""Where the lines of a body begin and end on the page."""

from __future__ import annotations

import re

from ingest.lines import Line
from kg.identifiers import fold


def right_margin(body: list[Line]) -> float | None:
    """Where full lines end: the 95th percentile of right edges."""
    edges = sorted(line.box[2] for line in body if line.box is not None and line.table is None)
    return edges[int(len(edges) * 0.95)] if edges else None


def left_margins(body: list[Line]) -> tuple[float, ...]:
    """Left edges at which level-1 clauses may start: those of lines that begin with a clause number (odd and even pages differ)."""
    counts: dict[int, int] = {}
    for line in body:
        if line.box is not None and re.match(r"\d{1,2}(\.\d{1,3})*\s?[\u4e00-\u9fff]", fold(line.text)) and line.table is None:
            counts[round(line.box[0])] = counts.get(round(line.box[0]), 0) + 1
    return tuple(x for x, n in counts.items() if n >= 2) or tuple(float(x) for x in counts)
