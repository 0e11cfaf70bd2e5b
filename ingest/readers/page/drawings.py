"""Drawings and frames of a page: rules that stand over each other and make no table."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.readers.page.grid import Box
from ingest.readers.page.page import Page


def drawn_boxes(page: Page, tables: Sequence[Box]) -> list[Box]:
    """Boxes of stacked rules that are no tables: drawings and frames, whose lines are no running text."""
    # The rules of a cover page divide its blocks; they frame nothing.
    if page.number == 1:
        return []
    areas = _stacked([(rule.x0, rule.x1, rule.y0) for rule in page.rules if rule.y0 == rule.y1 and rule.x1 - rule.x0 > 20])
    return [area for area in areas if not any(area[1] < table[3] and area[3] > table[1] for table in tables)]


def _stacked(rules: list[tuple[float, float, float]]) -> list[tuple[float, float, float, float]]:
    # Cells ruled one by one: pieces at one height that touch are one rule.
    rules.sort(key=lambda r: (round(r[2]), r[0]))
    merged: list[tuple[float, float, float]] = []
    for x0, x1, y in rules:
        if merged and abs(merged[-1][2] - y) < 1.5 and x0 <= merged[-1][1] + 3:
            merged[-1] = (min(merged[-1][0], x0), max(merged[-1][1], x1), merged[-1][2])
        else:
            merged.append((x0, x1, y))
    merged.sort(key=lambda r: -r[2])
    areas: list[list[float]] = []
    counts: list[int] = []
    for x0, x1, y in merged:
        for k, area in enumerate(areas):
            overlap = min(x1, area[2]) - max(x0, area[0])
            if overlap > 0.4 * max(x1 - x0, area[2] - area[0]) and area[1] - y < 150:
                area[0], area[2], area[1] = min(area[0], x0), max(area[2], x1), y
                counts[k] += 1
                break
        else:
            areas.append([x0, y, x1, y])
            counts.append(1)
    return [(a[0], a[1], a[2], a[3]) for a, n in zip(areas, counts, strict=True) if n >= 3 and a[3] - a[1] > 12 and a[2] - a[0] > 60]
