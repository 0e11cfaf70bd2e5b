"""Ruling lines in a picture: what stays of its ink when it is opened with long thin bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.readers.ocr.recogniser import Picture
from ingest.readers.page.page import Rule

Segment = tuple[float, float, float, float]
"""(x0, y0, x1, y1) in pixels, y downwards; horizontal or vertical."""
_RIM = 0.025
"""Of the width of a page; at its head and foot, of its height, half as much."""


def ink_of(picture: Picture, *, faint: bool = False) -> Picture:
    """The ink of a picture: 255 where it is dark, 0 elsewhere (Otsu's threshold, never above light grey).

    ``faint`` takes in what is half way from there to the paper: hair lines, which a scan thins out to grey.
    """
    import cv2

    threshold, _ = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    threshold = min(threshold, 200.0)
    if faint:
        threshold = (threshold + float(np.median(picture[::8, ::8]))) / 2
    _, ink = cv2.threshold(picture, threshold, 255, cv2.THRESH_BINARY_INV)
    return np.asarray(ink, dtype=np.uint8)


def segments_of(ink: Picture, scale: float, texts: Sequence[Segment] = ()) -> tuple[list[Segment], Picture]:
    """Ruling lines longer than 18 points in ``ink`` (``scale`` pixels a point), and a mask of their pixels.

    ``texts`` are boxes of lines of text, whose strokes are no rules.
    Faint and slightly slanted rules come in pieces; those that lie on one line and nearly touch are one.
    """
    import cv2

    mask = np.zeros_like(ink)
    segments: list[Segment] = []
    least = round(18 * scale)
    gap = max(3, round(1.5 * scale))
    for horizontal in (True, False):
        bar = (least, 1) if horizontal else (1, least)
        bridge = (gap, 1) if horizontal else (1, gap)
        # Closed along the bar, scans break thin rules; thickened across it, slant moves a rule to the next row.
        thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (1, 3) if horizontal else (3, 1)))
        closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, bridge))
        opened = np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, bar)), np.uint8)
        _, _, boxes, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
        for x, y, width, height, area in boxes[1:].tolist():
            length, across = (width, height) if horizontal else (height, width)
            # A black area (a logo, a photograph) is no rule: a rule is thin, however it slants.
            if area / length > 3 * scale + 2 or across > 6 * scale + 0.02 * length:
                continue
            if any(_is_stroke((x, y, x + width, y + height), text, horizontal) for text in texts):
                continue
            mask[y : y + height, x : x + width] |= opened[y : y + height, x : x + width]
            segments.append((x, y + height / 2, x + width, y + height / 2) if horizontal else (x + width / 2, y, x + width / 2, y + height))
    return _joined(segments, scale), mask


def _is_stroke(bar: Segment, text: Segment, horizontal: bool) -> bool:
    """Whether a bar lies inside a line of text: level ones through its middle (strokes of neighbours touch), upright ones no higher."""
    x0, y0, x1, y1 = bar
    left, top, right, bottom = text
    edge = 0.12 * (bottom - top) if horizontal else 0.0
    inside = left <= x0 and x1 <= right and top + edge <= y0 and y1 <= bottom - edge
    return inside and (horizontal or y1 - y0 < 1.2 * (bottom - top))


def _joined(segments: list[Segment], scale: float) -> list[Segment]:
    """Pieces of one rule made one: at one height (2 points), less than 6 points apart."""
    joined: list[Segment] = []
    for horizontal in (True, False):
        # (across, from, to), so that both directions are one case
        bars = sorted((y0, x0, x1) if horizontal else (x0, y0, y1) for x0, y0, x1, y1 in segments if (y0 == y1) == horizontal)
        open_: list[list[float]] = []
        for across, start, end in bars:
            for bar in open_:
                if abs(bar[0] - across) < 2 * scale and start <= bar[2] + 6 * scale and end >= bar[1] - 6 * scale:
                    if end - start > bar[2] - bar[1]:
                        bar[0] = across
                    bar[1], bar[2] = min(bar[1], start), max(bar[2], end)
                    break
            else:
                open_.append([across, start, end])
        joined += [(start, across, end, across) if horizontal else (across, start, across, end) for across, start, end in open_]
    return joined


def within_page(rules: Sequence[Rule], width: float, height: float) -> list[Rule]:
    """The rules of a scanned page of this size without the shadows of its edges: the rim of the sheet, and notches in it."""
    side, end = _RIM * width, _RIM * height / 2

    def is_rim(rule: Rule) -> bool:
        if rule.y0 == rule.y1:
            return not end < rule.y0 < height - end
        notch = rule.y1 - rule.y0 < 2 * end and not end < (rule.y0 + rule.y1) / 2 < height - end
        return notch or not side < rule.x0 < width - side

    return [rule for rule in rules if not is_rim(rule)]
