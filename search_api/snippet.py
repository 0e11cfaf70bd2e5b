"""The part of a passage that a hit shows, and where the query's words stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.identifiers import fold

SNIPPET_LENGTH = 220
_SENTENCE_END = re.compile(r"[。；;！!？?\n]")


def spans_of(text: str, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Spans [start, end) of the tokens in ``text``, in order, those that touch or overlap joined.

    Width and dashes are folded as in `kg.identifiers.fold`, so offsets hold in ``text`` itself.

    >>> spans_of("按 GB/T 1.1—2020 的规定", ["gb/t 1.1-2020", "规定"])
    [(2, 15), (17, 19)]
    """
    folded = fold(text).lower()
    if len(folded) != len(text):  # a letter whose lower case is longer (İ): offsets would shift
        folded = fold(text)
    found: list[tuple[int, int]] = []
    for token in dict.fromkeys(tokens):
        if len(token) < 2 and token.isascii():
            continue
        if token not in folded:
            continue
        pattern = re.escape(token)
        if token[0].isascii() and token[0].isalnum():
            pattern = rf"(?<![a-z0-9]){pattern}"
        if token[-1].isascii() and token[-1].isalnum():
            pattern = rf"{pattern}(?![a-z0-9])"
        found += [match.span() for match in re.finditer(pattern, folded)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def snippet(text: str, tokens: Sequence[str], length: int = SNIPPET_LENGTH) -> tuple[str, list[tuple[int, int]]]:
    """(at most ``length`` characters of ``text`` around the most matches, highlights in them)."""
    spans = spans_of(text, tokens)
    if len(text) <= length:
        return text, spans
    start = _best_start(text, spans, length)
    end = min(len(text), start + length)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, start + length // 2, end)]
    last = max((b for a, b in spans if a >= start and b <= end), default=start)
    # A whole sentence reads better, unless it costs a match.
    if end < len(text) and ends and ends[-1] >= last:
        end = ends[-1]
    shown = text[start:end].rstrip()
    return shown, [(a - start, min(b, end) - start) for a, b in spans if a >= start and a < start + len(shown) and b <= end]


def _best_start(text: str, spans: Sequence[tuple[int, int]], length: int) -> int:
    """Where a window of ``length`` holds the most matched characters; moved back to the sentence's begin if near."""
    if not spans:
        return 0
    best, most = 0, -1
    for i, (start, _) in enumerate(spans):
        covered = sum(b - a for a, b in spans[i:] if b <= start + length)
        if covered > most:
            best, most = start, covered
    begins = [m.end() for m in _SENTENCE_END.finditer(text, max(0, best - length // 3), best)]
    begin = begins[-1] if begins else max(0, best - length // 6)
    if best < length // 3:
        begin = 0
    covered = sum(b - a for a, b in spans if a >= begin and b <= begin + length)
    return begin if covered >= most else best
