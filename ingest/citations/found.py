"""A citation as it stands in a text: what is cited, the words beside it, and its place in the user's file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kg.identifiers import StandardNumber

NO_NUMBER = "no_number"
GARBLED = "garbled"
BAD_YEAR = "bad_year"


@dataclass(frozen=True, slots=True)
class Found:
    """One citation in a text, at [start, end) of it.

    ``numbers`` are those of a range where it names several parts, else one; ``also`` the adopted documents printed with it
    (GB/T 19001-2016/ISO 9001:2015). ``title`` is what is printed beside the number. A law has no number: ``law`` is its title
    as cited, ``year`` that of the version (2018年修正) if printed; ``listed`` that it stands in a list, whose entries are all
    answered, while in running text only laws that the graph knows are. ``problem`` says why nothing can be told: `NO_NUMBER`,
    `GARBLED`, or `BAD_YEAR` (GB 99001-2099).
    """

    start: int
    end: int
    numbers: tuple[StandardNumber, ...] = ()
    also: tuple[StandardNumber, ...] = ()
    title: str | None = None
    all_parts: bool = False
    law: str | None = None
    year: int | None = None
    listed: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: in words for people, and as data. Keys of ``data`` depend on the format (sheet, cell, page, line, ...)."""

    words: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in a file: the characters as printed, what was found in them, and where; ``anchor`` is the place as an annotator needs it."""

    raw: str
    place: Place
    found: Found
    anchor: dict[str, Any] = field(default_factory=dict)
