"""What was recognised in a picture says so in every fact: one place that all facts pass."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from ingest.lines import Line
from kg.model import Evidence, StandardDocument

DISPUTED = 0.5
"""Confidence, at most, of a line whose numbers two readings do not agree on."""


def with_confidence(document: StandardDocument, lines: Sequence[Line]) -> StandardDocument:
    """``document`` with the confidence of each piece of evidence: the lowest of the lines that its span covers.

    ``lines`` are those of the whole document text, in order (`SourceText.lines`). A document of which
    every line was read from a text layer comes back as it is. Limits that stand in lines at or below `DISPUTED`
    are left out: a number that two readings disagree on is a finding (``ocr_disagrees``), not a fact.
    """
    if all(line.confidence >= 1.0 for line in lines):
        return document
    starts = [line.start for line in lines]

    def lowest(at: Evidence) -> float:
        first = max(bisect_right(starts, at.start) - 1, 0)
        last = max(bisect_right(starts, max(at.start, at.end - 1)), first + 1)
        return min((at.confidence, *(line.confidence for line in lines[first:last])))

    walked = cast(StandardDocument, _walk(document, lowest))
    return replace(walked, limits=tuple(limit for limit in walked.limits if limit.at.confidence > DISPUTED))


def _walk(value: Any, lowest: Callable[[Evidence], float]) -> Any:
    if isinstance(value, Evidence):
        return replace(value, confidence=lowest(value))
    if isinstance(value, tuple):
        walked = tuple(_walk(item, lowest) for item in value)
        return walked if any(new is not old for new, old in zip(walked, value, strict=True)) else value
    if is_dataclass(value) and not isinstance(value, type):
        changes = {}
        for field in fields(value):
            old = getattr(value, field.name)
            new = _walk(old, lowest)
            if new is not old:
                changes[field.name] = new
        return replace(value, **changes) if changes else value
    return value
