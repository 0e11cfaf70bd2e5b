"""Dot leaders of tables of contents: rows of dots that a recogniser loses or takes for anything.

They are found by their shape, wiped out before lines are looked for, and set back as characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ingest.readers.ocr.recogniser import Picture
from ingest.readers.page.page import Char

_LEAST_DOTS = 10
_REACH = 5.0
"""Between the words of a heading and its leader, in heights of a character."""


@dataclass(frozen=True, slots=True)
class Leader:
    """A row of dots from ``x0`` to ``x1`` at height ``y``, in pixels, y downwards."""

    x0: float
    x1: float
    y: float


def leaders_of(ink: Picture, scale: float) -> tuple[list[Leader], Picture]:
    """Rows of at least ten evenly set dots in ``ink`` (``scale`` pixels a point), and a mask of their pixels."""
    import cv2

    _, _, boxes, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    dots = [
        (float(x), float(y), box)
        for box, (x, y) in zip(boxes[1:].tolist(), centres[1:].tolist(), strict=True)
        if max(box[2], box[3]) <= 2.4 * scale and box[4] >= 2
    ]
    mask = np.zeros_like(ink)
    leaders = []
    for row in _rows(dots, scale):
        leaders.append(Leader(row[0][2][0], row[-1][2][0] + row[-1][2][2], float(np.median([dot[1] for dot in row]))))
        for _, _, (x, y, width, height, _) in row:
            mask[max(0, y - 1) : y + height + 1, max(0, x - 1) : x + width + 1] = 255
    return leaders, mask


_Dot = tuple[float, float, list[int]]


def _rows(dots: list[_Dot], scale: float) -> Iterator[list[_Dot]]:
    """Runs of dots at one height, a step of at most 8 points apart, most steps alike."""
    bands: dict[int, list[_Dot]] = defaultdict(list)
    for dot in dots:
        bands[round(dot[1] / (3 * scale))].append(dot)
    taken: set[tuple[float, float]] = set()
    for band in sorted(bands):
        # A row may lie across the border of two bands.
        near = sorted(dot for dot in bands[band] + bands.get(band + 1, []) if (dot[0], dot[1]) not in taken)
        run: list[_Dot] = []
        for dot in near:
            if run and (dot[0] - run[-1][0] > 8 * scale or abs(dot[1] - run[-1][1]) > 1.2 * scale):
                if abs(dot[1] - run[-1][1]) > 1.2 * scale and dot[0] - run[-1][0] <= 8 * scale:
                    continue  # a speck beside the row
                if _is_leader(run):
                    taken.update((x, y) for x, y, _ in run)
                    yield run
                run = []
            run.append(dot)
        if _is_leader(run):
            taken.update((x, y) for x, y, _ in run)
            yield run


def _is_leader(run: list[_Dot]) -> bool:
    if len(run) < _LEAST_DOTS:
        return False
    steps = [after[0] - before[0] for before, after in pairwise(run)]
    middle = float(np.median(steps))
    return sum(0.5 * middle < step < 1.6 * middle for step in steps) > 0.7 * len(steps)


def leader_characters(leader: Leader, rows: list[list[Char]], picture_height: int, scale: float) -> list[Char]:
    """The leader as ellipses on the baseline of the row that it stands in; none where no text of that row ends before it.

    An emblem of fine hatching is rows of dots as well, but far from any words.
    """
    y, left = (picture_height - leader.y) / scale, leader.x0 / scale
    level = [row for row in rows if row and row[0].y - 0.2 * row[0].height < y < row[0].y + 0.9 * row[0].height]
    beside = [row[0] for row in level if -row[-1].height < left - row[-1].x1 < _REACH * row[-1].height]
    if not beside:
        return []
    like = min(beside, key=lambda char: abs(char.y + 0.3 * char.height - y))
    x0, x1 = leader.x0 / scale, leader.x1 / scale
    count = max(2, round((x1 - x0) / like.height))
    step = (x1 - x0) / count
    return [Char("…", x0 + i * step, x0 + (i + 1) * step, like.y, like.height, confidence=like.confidence) for i in range(count)]
