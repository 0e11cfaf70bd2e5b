"""Where the characters of a recognised line stand: from the recogniser's columns and the ink itself."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.readers.ocr.recogniser import Picture, ReadLine
from ingest.readers.page.page import Char

_DESCENDERS = frozenset("gjpqyQ,;()[]{}（），；/|μ")
_ASCENDERS = frozenset("bdfhklijt")


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of a picture in pixels, y downwards, right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def cut(self, picture: Picture) -> Picture:
        """The part of ``picture`` that lies here."""
        return picture[self.top : self.bottom, self.left : self.right]


def width_of(char: str) -> float:
    """Usual width of a character in ems.

    >>> width_of("标"), width_of("（"), width_of("a"), width_of("."), width_of("—")
    (1.0, 1.0, 0.5, 0.28, 1.0)
    """
    if char in ".,:;'!|il·":
        return 0.28
    if char == "—" or unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.0
    return 0.7 if char.isupper() and char not in "IJ" else 0.5


def characters_of_line(place: Place, line: ReadLine, ink: Picture, picture_height: int, scale: float) -> list[Char]:
    """The characters of ``line`` in points, y upwards; ``ink`` is the picture's ink without its rules.

    Outer edges are those of the ink; inside, neighbours meet half way unless a gap of nearly half an
    em shows between them, which a column of the recogniser (a sixth of an em) cannot feign.
    """
    if not line.text:
        return []
    part = place.cut(ink) > 0
    # The detector's boxes are sometimes tight: the rows of the ink are looked for a little beyond them.
    reach = min(place.top, (place.bottom - place.top) // 5)
    higher = Place(place.left, place.top - reach, place.right, min(place.bottom + reach, ink.shape[0]))
    em, baseline = _em_and_baseline(line.text, higher.cut(ink) > 0, place.bottom - place.top)
    baseline -= reach
    left, right = _edges(part, em)
    centres = np.asarray(line.centres, dtype=float)
    widths = np.asarray([width_of(char) * em for char in line.text])
    starts, ends = centres - widths / 2, centres + widths / 2
    for i in range(len(centres) - 1):
        # Dots are narrow and their columns the least sure; a number is not torn at its point.
        latin = line.text[i].isascii() and line.text[i + 1].isascii()
        if starts[i + 1] - ends[i] < (0.7 if latin else 0.45) * em:
            share = widths[i] / (widths[i] + widths[i + 1])
            ends[i] = starts[i + 1] = centres[i] + (centres[i + 1] - centres[i]) * share
    starts[0], ends[-1] = min(left, centres[0]), max(right, centres[-1])
    return [
        Char(
            text=char,
            x0=(place.left + float(start)) / scale,
            x1=(place.left + float(max(start, end))) / scale,
            y=(picture_height - place.top - baseline) / scale,
            height=em / scale,
            spaced=blank and not _inside_number(line.text, i),
            confidence=min(line.score, MOST_CONFIDENCE),
        )
        for i, (char, start, end, blank) in enumerate(zip(line.text, starts, ends, line.spaced, strict=True))
    ]


def _inside_number(text: str, i: int) -> bool:
    """Whether character ``i`` stands beside the point of a number: "1. 2" is never printed so."""
    before, char = text[i - 1 : i], text[i]
    return (before == "." and char.isdigit() and text[i - 2 : i - 1].isdigit()) or (char == "." and before.isdigit())


MOST_CONFIDENCE = 0.999
"""What is recognised never counts as read: it always shows."""


def _em_and_baseline(text: str, part: NDArray[np.bool_], height: int) -> tuple[float, float]:
    """Size of the font and distance of the baseline from the top, in pixels of a crop, from the rows that hold ink.

    ``height`` is that of the line as it was found, in pixels.
    """
    rows = part.sum(axis=1)
    inked = np.flatnonzero(rows > max(1, 0.04 * rows.max()))
    if len(inked) == 0:
        return 0.72 * height, 0.5 * part.shape[0] + 0.3 * height
    # The crop may hold the edge of a neighbour; the line itself is the longest run of inked rows.
    runs = np.split(inked, np.flatnonzero(np.diff(inked) > max(2, 0.12 * height)) + 1)
    run = max(runs, key=lambda rows_: int(rows[rows_].sum()))
    top, bottom = int(run[0]), int(run[-1]) + 1
    tall = bottom - top
    middle = (top + bottom) / 2
    if any("\u2e80" <= char <= "\ufaff" and unicodedata.category(char) == "Lo" for char in text):
        share, offset = 0.92, 0.37
    elif any(char in _DESCENDERS for char in text):
        share, offset = 0.92, 0.26
    elif any(char.isdigit() or char.isupper() or char in _ASCENDERS for char in text):
        share, offset = 0.67, 0.34
    else:
        # Dashes and dots say nothing of the size of their font.
        share, offset = (0.5, 0.25) if any(char.isalpha() for char in text) else (tall / (0.72 * height), 0.34)
    em = min(max(tall / share, 0.5 * height), 1.2 * height)
    return em, middle + offset * em


def _edges(part: NDArray[np.bool_], em: float) -> tuple[float, float]:
    """First and last column of ink; a thin stroke at the very edge belongs to a neighbour or a rule."""
    columns = np.flatnonzero(part.sum(axis=0) > max(1, 0.06 * em))
    return (float(columns[0]), float(columns[-1] + 1)) if len(columns) else (0.0, float(part.shape[1]))
