"""Which pictures of a page with a good text layer can hold text: those the size of a word in a line, and those the size of a table.

Some converters set clause numbers and values as little pictures among the characters; some authors paste a table as one.
Figures are pictures too: their caption tells them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.readers.page.lines import printed_lines
from ingest.readers.page.page import Char, Inset, Page

_LOWEST, _HIGHEST = 0.5, 2.5
_NARROWEST, _WIDEST = 0.3, 12.0
"""Of a picture in a line, in heights of the page's characters; lines stand about 1.5 of them apart."""
_LARGE_SHARE = 0.12
"""Of the page's area."""
_BACKGROUND_CHARS = 8
"""A picture below so many characters is a background, or has been made searchable."""
_FIGURE = re.compile(r"\s*(?:图|Fig)")
_BESIDE = 2.5
_MARGIN = 3.0
"""In heights of a character: how near a word stands to its line, and a clause number to the left edge of the text."""


def small_insets(page: Page) -> list[Inset]:
    """Pictures about as high as a line of ``page`` with no character of the text layer in them."""
    if not page.insets or not page.chars:
        return []
    em = median(char.height for char in page.chars)
    fitting = [
        inset
        for inset in page.insets
        if _LOWEST * em <= inset.y1 - inset.y0 <= _HIGHEST * em and _NARROWEST * em <= inset.x1 - inset.x0 <= _WIDEST * em
    ]
    return [inset for inset in fitting if not _inside(inset, page.chars)]


def large_insets(page: Page) -> list[Inset]:
    """Pictures of more than 12 % of ``page`` that lie below no text and have no figure's caption."""
    large = [inset for inset in page.insets if (inset.x1 - inset.x0) * (inset.y1 - inset.y0) > _LARGE_SHARE * page.width * page.height]
    bare = [inset for inset in large if len(_inside(inset, page.chars)) <= _BACKGROUND_CHARS]
    return [inset for inset in bare if not _is_figure(inset, page)] if bare else []


def beside(inset: Inset, chars: Sequence[Char]) -> Char | None:
    """The character of the text layer nearest to ``inset`` in the same line; None where it stands alone."""
    near = []
    for char in chars:
        level = char.y > inset.y0 - 0.5 * char.height and char.y + 0.4 * char.height < inset.y1 + 0.3 * char.height
        gap = max(inset.x0 - char.x1, char.x0 - inset.x1)
        if level and -char.height < gap < _BESIDE * char.height:
            near.append((gap, char))
    return min(near, key=lambda pair: pair[0])[1] if near else None


def at_margin(inset: Inset, chars: Sequence[Char]) -> bool:
    """Whether ``inset`` begins where the lines of the page begin."""
    if not chars:
        return False
    # A tenth of a page's lines may hang out (page numbers, notes); a line begins where the one before ends.
    starts = sorted([chars[0].x0, *(char.x0 for before, char in pairwise(chars) if char.x0 < before.x0)])
    return inset.x0 <= starts[len(starts) // 10] + _MARGIN * median(char.height for char in chars)


def _inside(inset: Inset, chars: Sequence[Char]) -> list[Char]:
    return [char for char in chars if inset.x0 < (char.x0 + char.x1) / 2 < inset.x1 and inset.y0 < char.y + 0.35 * char.height < inset.y1]


def _is_figure(inset: Inset, page: Page) -> bool:
    """Whether a figure's caption stands in the lines below a picture, or below others that stand below it."""
    below = [line.line for line in printed_lines(page) if line.base < inset.y0 + line.chars[0].height]
    own = [line for line in below if line.box is not None and line.box[0] < inset.x1 and line.box[2] > inset.x0]
    return any(_FIGURE.match(line.text) for line in own[:4])
