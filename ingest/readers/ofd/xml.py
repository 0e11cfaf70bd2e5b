"""OFD (GB/T 33190-2016): the XML parts of the package, their places and the small notations inside their attributes."""

from __future__ import annotations

import math
import posixpath
import zipfile
import zlib
from pathlib import Path
from typing import Any

from lxml import etree

from kg.errors import UnreadableDocument

Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_MOST_NUMBERS = 200_000
"""Numbers in one attribute; pages hold a few thousand characters."""
_FARTHEST = 1e6
"""Millimetres. What lies farther away is no page."""


class Parts:
    """The parts of an open OFD package, parsed when asked for."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, names: frozenset[str]) -> None:
        self._path, self._archive, self._names = path, archive, names
        self._parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
        )

    def resolved(self, location: str, base: str) -> str | None:
        """Name of the part that ``location`` (ST_Loc, 7.2.2) names as seen from the part ``base``; None if there is none."""
        location = location.strip().replace("\\", "/")
        folder = "" if location.startswith("/") else posixpath.dirname(base)
        # Producers write some locations from the root of the package without saying so.
        for candidate in (posixpath.normpath(posixpath.join(folder, location.lstrip("/"))), posixpath.normpath(location.lstrip("/"))):
            if candidate in self._names:
                return candidate
        return None

    def root(self, part: str) -> Any:
        """Root element of a part. Raises UnreadableDocument damaged."""
        try:
            return etree.fromstring(self._archive.read(part), self._parser)
        # What zipfile and lxml raise on damaged data; KeyError is a part that the directory does not have.
        except (etree.LxmlError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, NotImplementedError) as exc:
            raise UnreadableDocument("damaged", f"{self._path.name}: its part {part} cannot be read ({exc}); export it again") from exc


def name_of(element: Any) -> str:
    """Name of an element without its namespace: producers use three different ones."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Any | None, *path: str) -> Any | None:
    """The element that a path of names leads to."""
    for name in path:
        element = None if element is None else next((found for found in element if name_of(found) == name), None)
    return element


def numbers(text: str | None) -> list[float]:
    """ST_Array: numbers divided by blanks; one that is none, or not of this world, ends the list.

    >>> numbers("0 0 210 297"), numbers("1 x 2"), numbers(None)
    ([0.0, 0.0, 210.0, 297.0], [1.0], [])
    """
    found: list[float] = []
    for word in (text or "").split()[:_MOST_NUMBERS]:
        value = number(word)
        if value is None:
            break
        found.append(value)
    return found


def number(text: str | None) -> float | None:
    """A finite number of millimetres, None for anything else."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < _FARTHEST else None


def deltas(text: str | None, most: int) -> list[float]:
    """DeltaX and DeltaY (11.3): distances between characters, ``g n v`` for n times v; no more than ``most``.

    >>> deltas("3.5 g 2 4 1", 10), deltas("g 999999999 1", 3)
    ([3.5, 4.0, 4.0, 1.0], [1.0, 1.0, 1.0])
    """
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if len(found) >= most:
            break
        repeat = 1
        if word == "g":
            count = next(words, "")
            repeat = min(int(count), most - len(found)) if count.isascii() and count.isdigit() and len(count) < 10 else 0
            word = next(words, "")
        value = number(word)
        if value is None:
            break
        found += [value] * repeat
    return found


def box(text: str | None) -> tuple[float, float, float, float] | None:
    """ST_Box: left, top, width, height in millimetres."""
    values = numbers(text)
    return (values[0], values[1], values[2], values[3]) if len(values) == 4 and values[2] >= 0 and values[3] >= 0 else None


def matrix(text: str | None) -> Matrix:
    """CTM, six numbers; upright where it is not stated."""
    values = numbers(text)
    return (values[0], values[1], values[2], values[3], values[4], values[5]) if len(values) == 6 else UPRIGHT
