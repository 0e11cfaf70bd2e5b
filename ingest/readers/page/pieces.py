"""Runs of words on a line that wide blanks set apart: what stands in a column of a table without vertical rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.page.print import PrintedLine

_WORD_GAP = 0.7
"""Characters nearer than this (in em) belong to one cell."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line that stand together: left and right edge, baseline, size."""

    x0: float
    x1: float
    base: float
    size: float


def pieces_of(line: PrintedLine, left: float, right: float, em: float) -> list[Piece]:
    """The parts of a line between ``left`` and ``right`` that wide blanks set apart."""
    found: list[Piece] = []
    size = line.line.size or em
    for char in line.chars:
        if not left <= (char.x0 + char.x1) / 2 <= right:
            continue
        if found and char.x0 - found[-1].x1 < _WORD_GAP * em:
            found[-1] = Piece(found[-1].x0, max(found[-1].x1, char.x1), line.base, size)
        else:
            found.append(Piece(char.x0, char.x1, line.base, size))
    return found


def columns_of(piece: Piece, xs: Sequence[float]) -> tuple[int, int]:
    """First and last column that a piece reaches into by more than a quarter of itself or of the column."""
    reached = []
    for column in range(len(xs) - 1):
        shared = min(piece.x1, xs[column + 1]) - max(piece.x0, xs[column])
        if shared > 0.25 * min(piece.x1 - piece.x0, xs[column + 1] - xs[column]):
            reached.append(column)
    return (reached[0], reached[-1]) if reached else (0, 0)
