"""Which segments to write into one: sizes in tiers of four, so that there are few of them and each vector is copied seldom.

As log-structured merge trees do (O'Neil et al. 1996): small ones at once, of larger ones as many as four of like size together. What is
mostly tombstones is written anew alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from search_api.vectors.segment import CODED_FROM

BUFFER = 65_536
"""Rows of a new segment at most: 100 MB at 384 dimensions are held in memory while it is sorted."""
FAN = 4
DEAD_SHARE = 0.2


def tier(rows: int) -> int:
    """0 for what is scanned whole, then one more with each factor of four.

    >>> tier(1), tier(4095), tier(4096), tier(16384), tier(1_000_000)
    (0, 0, 1, 2, 4)
    """
    level, size = 0, CODED_FROM
    while rows >= size:
        level, size = level + 1, size * FAN
    return level


def chosen_to_merge(sizes: Sequence[tuple[int, int]]) -> set[int]:
    """Indices of the (rows, live rows) to be written into one now; empty when all is well.

    >>> chosen_to_merge([(100, 100), (9000, 9000), (50, 50)])
    {0, 2}
    >>> chosen_to_merge([(9000, 9000), (9000, 9000), (9000, 9000), (9000, 7000), (90_000, 90_000)])
    {0, 1, 2, 3}
    >>> chosen_to_merge([(9000, 9000), (9000, 7000), (90_000, 90_000)])
    {1}
    """
    tiers: defaultdict[int, set[int]] = defaultdict(set)
    for i, (_, live) in enumerate(sizes):
        tiers[tier(live)].add(i)
    for level, members in sorted(tiers.items()):
        if len(members) >= (2 if level == 0 else FAN):
            return members
    return next(({i} for i, (rows, live) in enumerate(sizes) if rows - live > DEAD_SHARE * rows), set())
