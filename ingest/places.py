"""From a span of a clause's joined text back to the exact characters of the source."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from ingest.lines import Line
from kg.model import Clause, Evidence


class Places:
    """Joining lines only adds and drops blanks, so the n-th visible character of a clause is the n-th of its lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = sorted((line for line in lines if not line.furniture), key=lambda line: line.start)
        self._starts = [line.start for line in self._lines]
        self._clause: Clause | None = None
        self._offsets: list[tuple[int, int]] = []
        self._shift = 0

    def of(self, clause: Clause, start: int, end: int) -> Evidence:
        """The place of ``clause.text[start:end]``: exact, or the clause's own text where the two do not match."""
        at = clause.text_at or clause.at
        if clause is not self._clause:
            self._index(clause, at)
        quote = clause.text[start:end].strip()
        before = _visible(clause.text[:start])
        inside = _visible(clause.text[start:end])
        first, last = self._shift + before, self._shift + before + inside - 1
        if self._shift < 0 or not inside or last >= len(self._offsets):
            return Evidence(at.page, at.start, at.end, quote[:300])
        (begin, page), (stop, _) = self._offsets[first], self._offsets[last]
        return Evidence(page, begin, stop + 1, quote[:300])

    def _index(self, clause: Clause, at: Evidence) -> None:
        self._clause = clause
        self._offsets = []
        for line in self._lines[bisect_left(self._starts, at.start) :]:
            if line.start >= at.end:
                break
            self._offsets += [(line.start + i, line.page) for i, char in enumerate(line.text) if not char.isspace()]
        # The clause number stands in front of the text on the first line.
        self._shift = len(self._offsets) - _visible(clause.text)


def _visible(text: str) -> int:
    return sum(map(len, text.split()))


def part_of(at: Evidence, words: str, text: str) -> Evidence:
    """The place of ``words`` within the span of ``at`` in the document text, whatever blanks stand between its characters.

    The whole span where they do not stand there in one piece: a cell of several lines is placed by its first.

    >>> part_of(Evidence(1, 2, 12, "5.2 温 度"), "温度", "一\\n5.2 温 度\\n不大于")
    Evidence(page=1, start=6, end=9, quote='温 度', confidence=1.0)
    """
    span = text[at.start : at.end]
    shown = [i for i, char in enumerate(span) if not char.isspace()]
    position = "".join(span[i] for i in shown).find("".join(words.split()))
    length = _visible(words)
    if position < 0 or not length:
        return Evidence(at.page, at.start, at.end, span[:300], at.confidence)
    first, last = shown[position], shown[position + length - 1] + 1
    return Evidence(at.page, at.start + first, at.start + last, span[first:last], at.confidence)
