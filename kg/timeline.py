"""What is in force when: status is derived from dates and relations at a day, never stored.

现行, 即将实施, 被代替 and 废止 depend on the day asked. What decides them does not: the day an
edition starts, the first day on which something that replaces it is in force, the day it was
withdrawn. `lives` reads those days once; `kg.life.status_at` compares. Editions carry a status, works do
not: tools that flagged a *work* as withdrawn because one *edition* was have misled people for years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

import pyoxigraph as ox

from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.life import (
    CURRENT,
    ISSUED_TO_FORCE,
    LAW_PREFIX,
    STATUSES,
    SUPERSEDED,
    UNKNOWN,
    UPCOMING,
    WITHDRAWN,
    Life,
    Stated,
    status_at,
)
from kg.store_oxigraph import OxigraphStore

__all__ = [
    "CURRENT",
    "STATUSES",
    "SUPERSEDED",
    "UNKNOWN",
    "UPCOMING",
    "WITHDRAWN",
    "Life",
    "Reader",
    "edition_of",
    "editions_of",
    "in_force",
    "lives",
    "meant_by_work",
    "status_at",
]

_ISSUED = ox.NamedNode(v.DCTERMS + "issued")
_AVAILABLE = ox.NamedNode(v.DCTERMS + "available")
_IDENTIFIER = ox.NamedNode(v.DCTERMS + "identifier")
_VERSION_OF = ox.NamedNode(v.DCTERMS + "isVersionOf")
_WITHDRAWN = ox.NamedNode(v.ELI + "date_no_longer_in_force")
_REPLACES = ox.NamedNode(v.NQI + "replaces")
_HAS_REPLACEMENT = ox.NamedNode(v.NQI + "hasReplacement")
_REFERS_TO = ox.NamedNode(v.NQI + "refersTo")
_PARTIAL = ox.NamedNode(v.NQI + "partial")
_DRAFT = ox.NamedNode(v.NQI + "draft")
_DESCRIBES = ox.NamedNode(v.NQI + "describes")
_LISTED_AS = ox.NamedNode(v.NQI + "listedAs")
_STATED_STATUS = ox.NamedNode(v.NQI + "statedStatus")
_AS_OF = ox.NamedNode(v.NQI + "asOf")


class Reader:
    """Direct index look-ups; one reader serves one call and remembers what it read."""

    def __init__(self, store: OxigraphStore) -> None:
        self._raw = store.raw
        self.objects, self.subjects = store.objects, store.subjects
        self._starts: dict[str, tuple[date | None, date | None, date | None]] = {}
        self._drafts: dict[str, bool] = {}
        self._numbers: dict[str, str] = {}
        self._listings: dict[str, frozenset[str]] = {}
        self._versions: dict[str, frozenset[str]] = {}

    def listings(self, edition: str) -> frozenset[str]:
        """The entries of catalogues about the edition."""
        if edition not in self._listings:
            self._listings[edition] = frozenset(o.value for o in self.objects(edition, _LISTED_AS))
        return self._listings[edition]

    def versions(self, work: str) -> frozenset[str]:
        """The editions and amendments of the work."""
        if work not in self._versions:
            self._versions[work] = frozenset(self.subjects(_VERSION_OF, work))
        return self._versions[work]

    def day(self, subject: str, predicate: ox.NamedNode) -> date | None:
        # Two files may state different days for one edition; the earliest keeps answers stable.
        return min((d for o in self.objects(subject, predicate) if (d := _day(o.value)) is not None), default=None)

    def days(self, edition: str) -> tuple[date | None, date | None, date | None]:
        """(issued, effective, start)."""
        if edition not in self._starts:
            issued, effective = self.day(edition, _ISSUED), self.day(edition, _AVAILABLE)
            known = [d for d in (issued, effective) if d is not None]
            self._starts[edition] = (issued, effective, max(known) if known else None)
        return self._starts[edition]

    def number(self, edition: str) -> str:
        if edition not in self._numbers:
            self._numbers[edition] = min((o.value for o in self.objects(edition, _IDENTIFIER)), default="")
        return self._numbers[edition]

    def graphs(self, subject: ox.NamedNode | None, predicate: ox.NamedNode, value: ox.NamedNode | None) -> set[str]:
        return {str(q.graph_name) for q in self._raw.quads_for_pattern(subject, predicate, value)}

    def draft(self, edition: str) -> bool:
        """Whether every file that describes the edition is a draft; the final text, or a catalogue that lists it, outweighs drafts."""
        if edition not in self._drafts:
            node = ox.NamedNode(edition)
            drafts = self.graphs(node, _DRAFT, None)
            self._drafts[edition] = bool(drafts) and not self.listings(edition) and self.graphs(None, _DESCRIBES, node) <= drafts
        return self._drafts[edition]

    def year(self, edition: str) -> int | None:
        """The year that orders editions: of the number where it has one, of the start otherwise."""
        year = _year_in(self.number(edition))
        if year is not None:
            return year
        start = self.days(edition)[2]
        return start.year if start else None

    def is_amendment(self, edition: str) -> bool:
        return "/amd/" in edition

    def later_editions(self, edition: str, work: str) -> Iterator[str]:
        mine = (self.year(edition) or 0, self.days(edition)[2] or date.min)
        for other in self.versions(work):
            if other == edition or self.is_amendment(other):
                continue
            if (self.year(other) or 0, self.days(other)[2] or date.min) > mine:
                yield other

    def replacing(self, edition: str, work: str | None) -> tuple[set[str], set[str]]:
        """(what names the edition in 代替 wholly, what in part)."""
        wholly: set[str] = set()
        partly: set[str] = set()
        for other in set(self.subjects(_REPLACES, edition)):
            if other != edition:
                (partly if self._is_partial(other, edition) else wholly).add(other)
        if work is None:
            return wholly, partly - wholly
        # 代替 GB 1234 without a year means the editions before: never the replacing one itself, nor a newer one.
        mine = self.days(edition)[2]
        for other in set(self.subjects(_REPLACES, work)):
            start = self.days(other)[2]
            if other == edition or start is None:
                continue
            if start > mine if mine is not None else (self.year(edition) or 9999) <= start.year:
                (partly if self._is_partial(other, work) else wholly).add(other)
        return wholly, partly - wholly

    def stated(self, edition: str) -> tuple[Stated, ...]:
        """What catalogues state of its status, the latest first."""
        found = []
        for entry in self.listings(edition):
            as_of = self.day(entry, _AS_OF)
            found += [Stated(o.value, as_of, entry) for o in self.objects(entry, _STATED_STATUS)]
        return tuple(sorted(found, key=lambda said: (said.as_of or date.min, said.entry), reverse=True))

    def _is_partial(self, replacing: str, replaced: str) -> bool:
        entries = [o.value for o in self.objects(replacing, _HAS_REPLACEMENT)]
        mine = [e for e in entries if any(t.value == replaced for t in self.objects(e, _REFERS_TO))]
        # The 代替 of its own text outweighs what catalogues say of it.
        mine = [e for e in mine if e.startswith(f"{replacing}/")] or mine
        return bool(mine) and all(any(o.value == "true" for o in self.objects(e, _PARTIAL)) for e in mine)

    def in_force_by(self, edition: str) -> date | None:
        """The day by which the edition is in force: its first, or, where only its issue is known, when that must have passed."""
        _, effective, start = self.days(edition)
        if start is None or effective is not None or LAW_PREFIX in edition:
            return start
        stated = [max(start, said.as_of or start) for said in self.stated(edition) if said.status == CURRENT]
        return min([start + ISSUED_TO_FORCE, *stated])

    def _is_unsure(self, edition: str) -> bool:
        return self.days(edition)[2] is None or self.in_force_by(edition) != self.days(edition)[2]

    def _perhaps_from(self, edition: str) -> date | None:
        """The first day on which an edition of unknown start may have been in force."""
        start, year = self.days(edition)[2], self.year(edition)
        return start or (date(year, 1, 1) if year is not None else None)

    def life(self, edition: str) -> Life:
        work = min((o.value for o in self.objects(edition, _VERSION_OF)), default=None)
        issued, effective, start = self.days(edition)
        successors: set[str] = set()
        partly: set[str] = set()
        if not self.is_amendment(edition):
            successors, partly = self.replacing(edition, work)
            if work is not None:
                successors.update(self.later_editions(edition, work))
        following = [(self.days(s)[2], s) for s in successors if not self.draft(s)]
        dated = sorted((d, s) for d, s in following if d is not None)
        takes_over = min((by for _, s in dated if (by := self.in_force_by(s)) is not None), default=None)
        return Life(
            edition=edition,
            number=self.number(edition),
            work=work,
            year=self.year(edition),
            issued=issued,
            effective=effective,
            start=start,
            superseded_from=takes_over,
            superseded_by=tuple(s for _, s in dated),
            partly_by=tuple(sorted(s for s in partly - successors if not self.draft(s))),
            newer_undated=tuple(sorted(((s, self._perhaps_from(s)) for d, s in following if self._is_unsure(s)), key=str)),
            withdrawn_from=self.day(edition, _WITHDRAWN),
            stated=self.stated(edition),
            draft=self.draft(edition),
            read=next(self.subjects(_DESCRIBES, edition), None) is not None,
            listed=bool(self.listings(edition)),
        )


@lru_cache(65_536)
def _year_in(number: str) -> int | None:
    """The year of a number; reading a number costs more than the look-up of the edition that bears it."""
    parsed = StandardNumber.parse_or_none(number)
    return parsed.year if parsed is not None else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def lives(store: OxigraphStore, editions: Iterable[str]) -> dict[str, Life]:
    """What decides the status of each edition, for a page or a whole collection: one pass, look-ups shared."""
    reader = Reader(store)
    return {edition: reader.life(edition) for edition in dict.fromkeys(editions)}


def editions_of(store: OxigraphStore, work: str) -> list[Life]:
    """Every edition of a work, amendments left out, oldest first; stubs that only references know included."""
    reader = Reader(store)
    found = [reader.life(e) for e in sorted(reader.versions(work)) if not reader.is_amendment(e)]
    return sorted(found, key=lambda life: (reader.year(life.edition) or 0, life.start or date.min, life.edition))


def in_force(store: OxigraphStore, work: str, day: date) -> str | None:
    """IRI of the edition of ``work`` in force on ``day``; None where the graph knows of none."""
    current = [life for life in editions_of(store, work) if status_at(life, day) == CURRENT]
    return current[-1].edition if current else None


def meant_by_work(store: OxigraphStore, work: str, day: date) -> str | None:
    """As `in_force`; where no edition of the work itself is, what replaced the last of them and is in force."""
    editions = editions_of(store, work)
    seen = {life.edition for life in editions}
    while editions:
        current = [life for life in editions if status_at(life, day) == CURRENT]
        if current:
            return max(current, key=lambda life: (life.start or date.min, life.edition)).edition
        following = {s for life in editions for s in life.superseded_by if s not in seen}
        seen |= following
        editions = list(lives(store, sorted(following)).values())
    return None


def edition_of(store: OxigraphStore, reference: StandardNumber | str, day: date) -> str | None:
    """What a reference means on ``day``: a dated one that edition, an undated one the edition in force.

    A work that has gone over into another number means what took its place (HJ/T 57 means HJ 57-2017).
    None where the graph does not know the edition, or knows none in force. Raises InvalidStandardNumber.
    """
    number = StandardNumber.parse(reference) if isinstance(reference, str) else reference
    if not number.is_dated:
        return meant_by_work(store, v.work_iri(number), day)
    iri = v.edition_iri(number)
    known = next(iter(store.raw.quads_for_pattern(ox.NamedNode(iri), _IDENTIFIER, None)), None)
    return iri if known is not None else None
