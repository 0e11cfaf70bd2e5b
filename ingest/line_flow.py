"""Printed lines as one running text, and from a span of it back to the place in the document."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ingest.lines import Line
from kg.model import Evidence, Text


class LineFlow:
    """Lines joined without a sign between them, or with one that ``starts`` and ``ends`` ask for.

    ``starts`` finds lines that begin a sentence of their own ("。" is put before them), ``items`` whole lines that are one
    item of a list ("\\n" behind them where they leave the rest of the line empty).
    """

    def __init__(self, lines: Sequence[Line], starts: re.Pattern[str] | None = None, items: re.Pattern[str] | None = None) -> None:
        self.lines = list(lines)
        self.text = ""
        self._starts: list[int] = []
        right = max((line.box[2] for line in lines if line.box is not None), default=0.0)
        before: Line | None = None
        for line in lines:
            if self.text and not self.text.endswith("。"):
                self.text += _between(before, line, right, starts, items)
            self._starts.append(len(self.text))
            self.text += line.text
            before = line

    def fact(self, start: int, end: int, value: str | None = None) -> Text:
        """The characters [start, end) of `text` as a fact at their place; ``value`` where it reads otherwise than printed."""
        quote = self.text[start:end]
        return Text(quote if value is None else value, self.place(start, end))

    def place(self, start: int, end: int) -> Evidence:
        """Where the characters [start, end) of `text` stand in the document."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._starts, end) - 1
        return Evidence(
            self.lines[first].page,
            min(self.lines[first].start + start - self._starts[first], self.lines[first].end),
            min(self.lines[last].start + end - self._starts[last], self.lines[last].end),
            self.text[start:end],
        )


# Narrower than this the rest of a line has no room for a word, and the sentence may go on below.
_ROOM = 60.0


def _between(before: Line | None, line: Line, right: float, starts: re.Pattern[str] | None, items: re.Pattern[str] | None) -> str:
    if starts is None or before is None:
        return ""
    if starts.match(line.text) or line.heading is not None:
        return "。"
    if line.box is None:  # without geometry a line is a paragraph
        return "\n"
    if before.page != line.page and before.box is not None and before.box[2] < right - _ROOM:
        return "。"  # a short line at the foot of a page does not go on over it
    whole = items is not None and items.fullmatch(re.sub(r"\s+", "", line.text).rstrip("、，,;；"))
    return "\n" if whole and before.box is not None and before.box[2] < right - _ROOM else ""
