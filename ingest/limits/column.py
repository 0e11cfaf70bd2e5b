"""一栏: a column of a table and what its cells are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.limits.words import Role


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its headings from top to bottom without repeats, the footnote marks at them, and what its cells are."""

    index: int
    path: tuple[str, ...]
    marks: tuple[str, ...]
    role: Role


def is_dash(text: str) -> bool:
    """Whether a cell holds a sign for nothing.

    >>> is_dash("—"), is_dash("-3")
    (True, False)
    """
    return re.fullmatch(r"[-−—–－─━―‐‑/\\\s]*", text) is not None
