"""Characters -> printed lines: equal baseline, left to right, top to bottom.

pdfium gives characters in the order of the content stream; covers and tables are drawn in any
order, so lines are put together by geometry. A raised or lowered smaller character belongs to the
line it touches.
"""

from __future__ import annotations

from ingest.lines import Line
from ingest.readers.page import Char, Page
from ingest.readers.page_tables import ruled_areas


def lines_of(page: Page) -> list[Line]:
    """The lines of ``page`` in reading order, offsets not yet set."""
    chars, number = page.chars, page.number
    if not chars:
        return []
    # The rules of a cover page divide its blocks; they are no table.
    boxes = ruled_areas(page.rules) if number > 1 else []
    lines = []
    for row in _rows(chars):
        text = _row_text(row)
        if not text.strip():
            continue
        sizes = sorted(c.height for c in row)
        size = sizes[len(sizes) // 2]
        x0, x1 = min(c.x0 for c in row), max(c.x1 for c in row)
        base = sorted(c.y for c in row)[len(row) // 2]
        table = next((k for k, (a0, b0, a1, b1) in enumerate(boxes) if a0 - 2 <= x0 and x1 <= a1 + 2 and b0 - 2 <= base <= b1), None)
        lines.append(
            Line(text.strip(), number, 0, (round(x0, 1), round(base, 1), round(x1, 1), round(base + size, 1)), round(size, 1), None, table)
        )
    return lines


def _rows(chars: list[Char]) -> list[list[Char]]:
    """Characters grouped into lines, top to bottom."""
    runs: list[list[Char]] = []
    for char in chars:
        if runs:
            last = runs[-1][-1]
            if abs(char.y - last.y) < 0.15 * max(char.height, last.height) and -0.6 * last.height < char.x0 - last.x1 < 6 * last.height:
                runs[-1].append(char)
                continue
        runs.append([char])
    # Large runs first: a superscript then finds the line that it was raised from.
    order = sorted(runs, key=lambda r: (-max(c.height for c in r), -r[0].y))
    rows: list[tuple[float, float, list[Char]]] = []  # baseline, height, characters
    buckets: dict[int, list[int]] = {}
    for run in order:
        base, height = run[0].y, max(c.height for c in run)
        best, best_distance = None, 1e9
        for key in range(int((base - 20) // 10), int((base + 20) // 10) + 1):
            for index in buckets.get(key, ()):
                row_base, row_height, _ = rows[index]
                distance = abs(base - row_base)
                # Same size: same baseline. Smaller: up to half a line up, a third down.
                limit = 0.25 * row_height if height > 0.85 * row_height else (0.55 if base > row_base else 0.3) * row_height
                if distance <= limit and distance < best_distance:
                    if _overlaps(run, rows[index][2]):
                        if _repeats(run, rows[index][2]):
                            best, best_distance = -1, 0.0  # printed twice for boldness
                        continue  # else two lines printed close together, not one
                    if height <= 0.85 * row_height and distance > 0.25 * row_height and not _touches(run, rows[index][2]):
                        continue
                    best, best_distance = index, distance
        if best == -1:
            continue
        if best is None:
            buckets.setdefault(int(base // 10), []).append(len(rows))
            rows.append((base, height, list(run)))
        else:
            rows[best][2].extend(run)
    rows.sort(key=lambda r: -r[0])
    return [sorted(r[2], key=lambda c: c.x0) for r in rows]


def _overlaps(run: list[Char], row: list[Char]) -> bool:
    """Whether most of the run would stand on top of the row's characters."""
    x0, x1 = run[0].x0, run[-1].x1
    covered = sum(min(x1, c.x1) - max(x0, c.x0) for c in row if c.x1 > x0 and c.x0 < x1)
    return len(run) >= 2 and covered > 0.8 * (x1 - x0) > 0


def _repeats(run: list[Char], row: list[Char]) -> bool:
    """Whether every character of the run stands in the row already, at the same place but for a hair."""
    return all(any(c.text == k.text and abs(c.x0 - k.x0) < 0.4 * c.height for k in row) for c in run)


def _touches(run: list[Char], row: list[Char]) -> bool:
    """Whether a small raised or lowered run stands directly beside a character of the row."""
    x0, x1 = run[0].x0, run[-1].x1
    reach = 0.5 * max(c.height for c in run)
    return any(abs(c.x1 - x0) < reach or abs(c.x0 - x1) < reach for c in row)


def _row_text(row: list[Char]) -> str:
    parts: list[str] = []
    previous: Char | None = None
    for char in row:
        if previous is not None:
            gap = char.x0 - previous.x1
            wide = min(char.height, previous.height)
            if char.ink is not None and previous.ink is not None and 0.14 * wide < char.ink[0] - previous.ink[1] < 2 * wide:
                gap = 0.3 * wide
            if abs(gap + (previous.x1 - previous.x0)) < 0.05 * wide and char.text == previous.text:
                continue  # the same glyph drawn twice: a poor man's bold
            if gap > 1.6 * wide:
                parts.append("  ")
            elif gap > 0.28 * wide or (char.spaced and not (_is_cjk(char.text) and _is_cjk(previous.text))):
                # Some fonts give blanks no width; between Chinese characters they mean nothing.
                parts.append(" ")
        parts.append(char.text)
        previous = char
    return "".join(parts)


def _is_cjk(char: str) -> bool:
    return char >= "\u2e80"
