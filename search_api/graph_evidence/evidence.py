"""Evidence for one edition: named amounts, to be weighed by whoever ranks, each with the path that gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from search_api.walk.edges import Step

Json = dict[str, Any]

PRODUCT_IN_SCOPE: Final = 0.02
PRODUCT_IN_TITLE: Final = 0.12
REGULATION: Final = 0.2
"""For what names a product of the query in its scope or title, and for the JJG or JJF of an instrument of the query."""
REGULATION_OF_KIND: Final = 0.12
"""For the JJG or JJF of a kind of it, where it has none of its own."""
REGULATION_OF_TESTER: Final = 0.06
"""For the JJG or JJF of what it is tested with."""
CERTIFICATION: Final = 0.06
BASIS: Final = 0.04
LAW: Final = 0.04
METHOD: Final = 0.05
LIMITED: Final = 0.04
"""For an edition that limits a measurand of the query at all."""
LIMIT_FITS: Final = 0.1
"""For one with a limit that fits the value asked for; times how well."""
REPLACEMENT: Final = 0.2
ADOPTION: Final = 0.2
"""For what adopts an international standard of the query."""
ASKED: Final = 2.5
"""Times this, where the query asks for just this relation."""
NOT_ASKED: Final = 0.5
"""Times this, where it asks for another one."""
ALONE: Final = 2.0
"""Times this, where a query is the name and nothing else: it asks for what governs the thing, not for whoever mentions it."""


@dataclass(frozen=True, slots=True)
class LimitSeen:
    """A limit that fits: where it stands, for the passage to show."""

    iri: str
    text: str
    clause: str | None
    table: str | None
    evidence: str | None
    """IRI of the place in the file."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: the name of the amount, the amount, and the steps of the graph that lead from the query's thing to the edition."""

    name: str
    amount: float
    path: tuple[Step, ...]
    limit: LimitSeen | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an edition. ``amounts`` holds the best of each name."""

    amounts: Mapping[str, float]
    why: tuple[Why, ...]

    @property
    def total(self) -> float:
        """The largest amount, and a tenth of the others: reasons of one document are seldom independent."""
        best, *others = sorted(self.amounts.values(), reverse=True)
        return best + 0.1 * sum(others)

    @property
    def limits(self) -> tuple[LimitSeen, ...]:
        """The limits that fit, best first."""
        return tuple(why.limit for why in self.why if why.limit is not None)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Evidence by edition IRI, best first: editions that were read, and those that a catalogue lists (``titles_only``).

    ``unread`` are works that the graph names and of which it has neither text nor title in a catalogue.
    """

    editions: Mapping[str, Evidence] = field(default_factory=dict)
    titles_only: frozenset[str] = frozenset()
    unread: Mapping[str, Evidence] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What was left out, and why."""
