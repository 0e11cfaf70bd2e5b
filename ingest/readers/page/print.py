"""A printed line before it is handed on: its characters, its words, and where each character went."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.lines import Line
from ingest.readers.page.page import Char
from ingest.readers.page.scripts import Raise, raises_of

_CLOSING = set("/)）]］·,，、。；;：:")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """``line`` with the characters it was made of; ``spans[k]`` is where ``chars[k]`` stands in ``line.text``.

    A glyph drawn twice has an empty span. ``base`` is the prevailing baseline in points.
    """

    line: Line
    chars: tuple[Char, ...]
    spans: tuple[tuple[int, int], ...]
    base: float


def printed_line(row: list[Char], page: int) -> PrintedLine | None:
    """The characters of one baseline, from left to right, as a line; None where they print nothing."""
    written, spans = _written(row)
    text = written.strip()
    if not text:
        return None
    middle = len(row) // 2
    size, base = sorted([c.height for c in row])[middle], sorted([c.y for c in row])[middle]
    x0, x1 = min([c.x0 for c in row]), max([c.x1 for c in row])
    confidence = min([c.confidence for c in row])
    line = Line(
        text, page, 0, (round(x0, 1), round(base, 1), round(x1, 1), round(base + size, 1)), round(size, 1), None, None, False, confidence
    )
    if len(text) < len(written):
        lead, limit = len(written) - len(written.lstrip()), len(text)
        spans = [(min(max(a - lead, 0), limit), min(max(b - lead, 0), limit)) for a, b in spans]
    return PrintedLine(line, tuple(row), tuple(spans), base)


def _written(row: list[Char]) -> tuple[str, list[tuple[int, int]]]:
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    previous: Char | None = None
    before = Raise.LEVEL
    for char, raised in zip(row, raises_of(row), strict=True):
        if previous is not None:
            blank = blank_between(previous, char)
            if blank is None:
                spans.append((length, length))
                continue  # the same glyph drawn twice: a poor man's bold
            if blank:
                # A raised mark stands close to its word, and what follows a unit's exponent to that.
                close = raised is not Raise.LEVEL or (before is not Raise.LEVEL and char.text in _CLOSING)
                if not (close and blank == " "):
                    parts.append(blank)
                    length += len(blank)
        written = "^" + char.text if raised is Raise.MARKED else char.text
        parts.append(written)
        spans.append((length, length + len(written)))
        length += len(written)
        previous, before = char, raised
    return "".join(parts), spans


def blank_between(previous: Char, char: Char) -> str | None:
    """What stands between two characters of a line: nothing, a blank, two for a column's gap; None where one is the other's shadow."""
    gap = char.x0 - previous.x1
    wide = char.height if char.height < previous.height else previous.height
    if char.ink is not None and previous.ink is not None:
        # A 1 stands alone in the room of a digit.
        apart = 0.28 if "1" in (char.text, previous.text) else 0.14
        if apart * wide < char.ink[0] - previous.ink[1] < 2 * wide:
            gap = 0.3 * wide
    if char.text == previous.text and abs(gap + (previous.x1 - previous.x0)) < 0.05 * wide:
        return None
    if gap > 0.28 * wide:
        return "  " if gap > 1.6 * wide else " "
    # Some fonts give blanks no width; between Chinese characters they mean nothing.
    return " " if char.spaced and not (is_cjk(char.text) and is_cjk(previous.text)) else ""


def is_cjk(char: str) -> bool:
    """Whether a character is set in the full width of Chinese."""
    return char >= "\u2e80"
