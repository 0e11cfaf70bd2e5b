"""One page as its reader sees it before lines are made: characters with their boxes, and ruling lines.

A PDF's text layer and the optical reader both end here, so lines and tables are put together by one
code. Points (1/72 inch), origin at the lower left of the page as it is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Char:
    """One character: its text, left and right edge, baseline ``y``, height of its font, confidence of its reading."""

    text: str
    x0: float
    x1: float
    y: float
    height: float
    spaced: bool = False
    """A blank stands before it in the content stream."""
    ink: tuple[float, float] | None = None
    """Left and right edge of the glyph itself, where the font's boxes overlap and say nothing."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, horizontal (y0 == y1) or vertical (x0 == x1); x0 <= x1, y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Inset:
    """A picture set into a page: its box as the page is looked at, and as it is drawn before ``turn`` quarters make the text level."""

    x0: float
    y0: float
    x1: float
    y1: float
    drawn: tuple[float, float, float, float]
    turn: int = 0


@dataclass(slots=True)
class Page:
    """What stands on page ``number`` (1-based): its characters in the order they are drawn, its rules, its pictures."""

    number: int
    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    insets: list[Inset] = field(default_factory=list)
