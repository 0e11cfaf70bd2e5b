"""Boxes of the detector made what the recogniser can read: one line of one cell each.

The detector sees cells that stand close as one line, and a word set upright, one character below the
other, as one tall box.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

import numpy as np

from ingest.readers.ocr.characters import Place
from ingest.readers.ocr.recogniser import Picture
from ingest.readers.ocr.rules import Segment

_TALL = 1.7
"""Height of an upright word's box in widths: two characters at the least."""
_CHARACTER = 1.3
"""Most height of a character set upright, in ems."""
_LEAST_PIECE = 0.35
"""Least width of a piece beside a rule, in heights of its line: a narrower one is an edge of the rule."""


def split_at_rules(places: Iterable[Place], segments: Sequence[Segment]) -> list[Place]:
    """``places`` cut where an upright rule of ``segments`` passes through from above to below; all in pixels.

    >>> split_at_rules([Place(10, 100, 110, 120)], [(60.0, 20.0, 60.0, 400.0), (90.0, 104.0, 90.0, 116.0)])
    [Place(left=10, top=100, right=59, bottom=120), Place(left=61, top=100, right=110, bottom=120)]
    """
    upright = [(x0, min(y0, y1), max(y0, y1)) for x0, y0, x1, y1 in segments if x0 == x1]
    pieces = []
    for place in places:
        least = _LEAST_PIECE * (place.bottom - place.top)
        through = sorted(x for x, top, bottom in upright if top <= place.top and bottom >= place.bottom)
        left = place.left
        for x in through:
            if x - left > least and place.right - x > least:
                pieces.append(Place(left, place.top, round(x) - 1, place.bottom))
                left = round(x) + 1
        pieces.append(Place(left, place.top, place.right, place.bottom))
    return pieces


def upright_words(places: Sequence[Place], ink: Picture) -> tuple[list[Place], list[list[Place]]]:
    """``places`` of level lines, and upright words cut into their characters; ``ink`` is the picture's ink without its rules.

    A box counts as an upright word if it is as wide as other lines are high, and nearly twice as high as wide.
    """
    heights = [place.bottom - place.top for place in places if place.right - place.left > 1.2 * (place.bottom - place.top)]
    if not heights:
        return list(places), []
    em = median(heights)
    level: list[Place] = []
    words: list[list[Place]] = []
    for place in places:
        width, height = place.right - place.left, place.bottom - place.top
        pieces = _characters(place, ink) if height > _TALL * width and 0.5 * em < width < 1.6 * em else []
        if len(pieces) > 1:
            words.append(pieces)
        else:
            level.append(place)
    return level, words


def side_by_side(pieces: Sequence[Place], picture: Picture) -> Picture:
    """The characters of an upright word as a level line, on which a recogniser knows words."""
    side = max(max(piece.bottom - piece.top, piece.right - piece.left) for piece in pieces)
    line = np.full((side, side * len(pieces)), 255, dtype=np.uint8)
    for k, piece in enumerate(pieces):
        part = piece.cut(picture)
        top, left = (side - part.shape[0]) // 2, k * side + (side - part.shape[1]) // 2
        line[top : top + part.shape[0], left : left + part.shape[1]] = part
    return line


def _characters(place: Place, ink: Picture) -> list[Place]:
    """The characters of an upright word: runs of inked rows, put together up to the height of a character."""
    part = place.cut(ink) > 0
    rows = np.flatnonzero(part.sum(axis=1))
    columns = np.flatnonzero(part.sum(axis=0))
    if len(rows) == 0:
        return []
    em = float(columns[-1] - columns[0] + 1)
    runs = [(int(run[0]), int(run[-1]) + 1) for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)]
    joined: list[tuple[int, int]] = []
    for top, bottom in runs:
        # Some characters have gaps of their own (二, 氢); they end where the next would make them higher than wide.
        if joined and bottom - joined[-1][0] <= _CHARACTER * em and _is_part(joined[-1], (top, bottom), em):
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    if any(bottom - top > 1.5 * em for top, bottom in joined):
        return []  # characters that touch, or a drawing
    margin = max(2, round(0.12 * em))
    return [
        Place(place.left, max(0, place.top + top - margin), place.right, min(ink.shape[0], place.top + bottom + margin))
        for top, bottom in joined
    ]


def _is_part(above: tuple[int, int], below: tuple[int, int], em: float) -> bool:
    """Whether two runs of rows are one character: one is too low to be a character and they all but touch, or both are strokes (二)."""
    heights = above[1] - above[0], below[1] - below[0]
    strokes = max(heights) < 0.25 * em and below[1] - above[0] < 1.1 * em
    return strokes or (min(heights) < 0.6 * em and below[0] - above[1] < 0.3 * em)
