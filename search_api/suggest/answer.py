"""Suggestions as JSON, with the status that the graph gives a document on the day asked."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

from kg import timeline
from search_api.related import GraphView
from search_api.suggest.names import DOCUMENTS

if TYPE_CHECKING:
    from search_api.suggest.index import SuggestIndex

Json = dict[str, Any]


def suggestions(index: SuggestIndex, view: GraphView, typed: str, limit: int, day: date) -> Json:
    """The answer of the contract; what ended stands behind what is in force, as of ``day``."""
    started = time.perf_counter()
    found = index.suggest(typed, limit)
    lives = view.lives(one.iri for one in found if one.kind in DOCUMENTS)
    status = {iri: timeline.status_at(life, day) for iri, life in lives.items()}
    over = (timeline.SUPERSEDED, timeline.WITHDRAWN)
    # The file knew the day on which it was written; within one kind of match the day asked decides.
    found.sort(key=lambda one: (one.tier, status.get(one.iri) in over))
    return {
        "q": typed,
        "suggestions": [
            {
                "text": one.text,
                "kind": one.kind,
                "number": one.number,
                "iri": one.iri,
                "status": status.get(one.iri),
                "read": one.read,
                "matched": [list(span) for span in one.matched],
                "matched_number": [list(span) for span in one.matched_number],
                "also": list(one.also),
            }
            for one in found
        ],
        "took_ms": round((time.perf_counter() - started) * 1000, 2),
    }
