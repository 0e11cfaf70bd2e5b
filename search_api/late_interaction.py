"""Late interaction over a shortlist: every token of the query looks for its best counterpart in the passage (Khattab & Zaharia 2020).

A pooled vector says what a passage is about; tokens say whether it says what was asked. Codes of the passages' tokens are kept
(`search_api.token_store`), so a shortlist costs one small matrix product and no model.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from search_api.encoders.base import TokenEncoder
from search_api.encoders.token_axes import TokenAxes
from search_api.token_store import TokenStore

SHORTLIST = 150
PER_EDITION = 3
"""Passages whose tokens are compared, in all and of one standard."""


class LateInteraction:
    """Scores passages of one generation against a query. Safe between threads."""

    def __init__(self, store: TokenStore, encoder: TokenEncoder, axes: TokenAxes) -> None:
        self._store = store
        self._encoder = encoder
        self._axes = axes

    def scores(self, words: str, pids: Sequence[int]) -> dict[int, float]:
        """Mean over the query's tokens of the best inner product, by passage; those without codes are left out."""
        if not pids:
            return {}
        query = self._axes.project(self._encoder.encode_query_tokens(words).vectors)
        if not len(query):
            return {}
        found = self._store.maxsim(query, pids) / len(query)
        return {pid: score for pid, score in zip(pids, found.tolist(), strict=True) if not np.isnan(score)}


def shortlist(relevance: Mapping[int, float], edition_of: Mapping[int, str], always: Collection[int] = ()) -> list[int]:
    """The passages worth comparing token by token: the best, few of each standard; those in ``always`` too."""
    chosen = list(always)
    taken: dict[str, int] = {}
    known = set(chosen)
    for pid in sorted(relevance, key=lambda pid: (-relevance[pid], pid)):
        edition = edition_of[pid]
        if pid in known or taken.get(edition, 0) >= PER_EDITION:
            continue
        taken[edition] = taken.get(edition, 0) + 1
        chosen.append(pid)
        if len(chosen) >= SHORTLIST + len(known):
            break
    return chosen
