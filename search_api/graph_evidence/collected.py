"""Evidence as it comes together for one query: every offer weighed by what was asked, counted, and bounded in number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from search_api.graph_evidence import evidence as amount
from search_api.graph_evidence.evidence import Evidence, Gathered, LimitSeen, Why
from search_api.graph_evidence.remembered import Remembered
from search_api.query import Understood
from search_api.query import relations as asks
from search_api.walk.edges import Step

MOST_EDITIONS: Final = 48
"""Editions at most that the graph brings in for a query."""
MOST_UNREAD: Final = 8
MOST_STEPS: Final = 1_200
"""Offers at most that are weighed for one query: who asks for a whole list of things gets the first of them."""
_REASONS: Final = 6
_WHAT_ANSWERS: Final = {
    asks.VERIFIED: "regulation",
    asks.CALIBRATED: "regulation",
    asks.CERTIFIED: "certification",
    asks.BASIS: "basis",
    asks.MEASURED: "method",
    asks.LAW: "law",
    asks.REPLACED: "replacement",
    asks.ADOPTED: "adoption",
    asks.INSTRUMENT: "regulation",
    asks.LIMITED: "limit",
}
"""Relation asked for -> the amount that answers it."""
_ALONE_ASKED: Final = (asks.REPLACED, asks.ADOPTED, asks.LAW, asks.BASIS)
"""认证依据标准 asks for the standard, though it says 认证: beside one of these the other relations say what of."""


class Collected:
    """What was offered so far; ``asked`` are the relations of the query that count."""

    def __init__(self, graph: Remembered, query: Understood, day: date) -> None:
        self.graph, self.query, self.day = graph, query, day
        self.notes: list[str] = []
        self._left = MOST_STEPS
        self._found: dict[str, dict[tuple[str, tuple[Step, ...]], Why]] = {}
        self._unread: dict[str, list[Why]] = {}
        relations = [relation for relation in query.relations if relation in _WHAT_ANSWERS]
        if relations and relations[0] in _ALONE_ASKED:
            relations = relations[:1]
        # A value asks for limits, with or without the word.
        self.asked = frozenset(relations) | ({asks.LIMITED} if query.values else set())
        self._answering = frozenset(_WHAT_ANSWERS[relation] for relation in self.asked)
        whole = query.text.lower()
        self._alone = any(
            reading.switch in ("products", "instruments") and query.text[reading.start : reading.end].lower() == whole
            for reading in query.readings
        )

    @property
    def is_full(self) -> bool:
        """Whether no more is weighed."""
        return self._left <= 0

    def is_asked(self, name: str) -> bool:
        """Whether amounts of this name answer what the query asks."""
        return name in self._answering

    def offer(self, target: str, name: str, worth: float, path: tuple[Step, ...], limit: LimitSeen | None = None) -> None:
        """``worth`` for the edition that a work or edition means on the day."""
        self._left -= 1
        if self.is_full:
            return
        if self.is_asked(name):
            worth *= amount.ASKED
        elif self.asked - {asks.LIMITED}:
            # The product of a limit is as much a part of the question as the limit.
            worth *= amount.NOT_ASKED
        if self._alone:
            worth *= amount.ALONE
        edition = self.graph.edition_on(target, self.day)
        why = Why(name, round(worth, 4), path, limit)
        if self.graph.view.is_read(edition) or self.graph.is_listed(edition):
            self._found.setdefault(edition, {}).setdefault((name, path), why)
        else:
            self._unread.setdefault(edition, []).append(why)

    def gathered(self) -> Gathered:
        """The best of it."""
        if self.is_full:
            self.notes.append(f"the graph was followed for {MOST_STEPS} steps and no farther")
        read = _best({edition: _evidence(whys.values()) for edition, whys in self._found.items()}, MOST_EDITIONS)
        if len(self._found) > len(read):
            self.notes.append(f"of {len(self._found)} editions that the graph ties to the query the {len(read)} nearest are weighed")
        unread = _best({edition: _evidence(whys) for edition, whys in self._unread.items()}, MOST_UNREAD)
        titles_only = frozenset(edition for edition in read if not self.graph.view.is_read(edition))
        return Gathered(read, titles_only, unread, tuple(self.notes))


def _best(found: dict[str, Evidence], most: int) -> dict[str, Evidence]:
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].total, pair[0]))[:most])


def _evidence(whys: Iterable[Why]) -> Evidence:
    ordered = tuple(sorted(whys, key=lambda why: (-why.amount, len(why.path), why.path[-1].evidence)))
    amounts: dict[str, float] = {}
    for why in ordered:
        amounts.setdefault(why.name, why.amount)
    return Evidence(amounts, ordered[:_REASONS])
