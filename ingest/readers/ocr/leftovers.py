"""Small pieces of text that the detector passes over: lone digits of a table, the number before a heading.

It was trained on words and lines. What it leaves is found as ink of the size of characters that no box
and no rule covers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

import numpy as np

from ingest.readers.ocr.characters import Place
from ingest.readers.ocr.recogniser import Picture, ReadLine

_MOST = 120
"""More pieces than this are a drawing or a dirty page."""
_LEAST_SCORE = 0.8
# A column of a table may hold nothing but the signs of its bounds.
_TEXT = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]|^[≤≥]$")


def leftovers_of(ink: Picture, places: Sequence[Place]) -> list[Place]:
    """Places of uncovered ink as high as a character of the page; ``ink`` is without rules and leaders."""
    import cv2

    if not places:
        return []
    em = 0.75 * median(place.bottom - place.top for place in places)
    rest = ink.copy()
    for place in places:
        rest[max(0, place.top - 1) : place.bottom + 1, max(0, place.left - 2) : place.right + 2] = 0
    bridge = cv2.getStructuringElement(cv2.MORPH_RECT, (max(1, round(0.5 * em)), max(1, round(0.2 * em))))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(np.asarray(cv2.morphologyEx(rest, cv2.MORPH_CLOSE, bridge)), connectivity=8)
    found = []
    margin = round(0.25 * em)
    for x, y, width, height, area in boxes[1:].tolist():
        if 0.45 * em <= height <= 1.5 * em and 0.08 * em <= width <= 20 * em and area > 0.12 * width * height:
            bottom, right = min(y + height + margin, ink.shape[0]), min(x + width + margin, ink.shape[1])
            found.append(Place(max(0, x - margin), max(0, y - margin), right, bottom))
    return found if len(found) <= _MOST else []


def is_text(line: ReadLine) -> bool:
    """Whether what was read of such a piece is text and no speck."""
    return line.score >= _LEAST_SCORE and _TEXT.search(line.text) is not None
