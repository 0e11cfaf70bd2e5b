"""查新: what a cited number means on a day, whether it still counts, and what took its place.

One `Resolver` serves many citations over one committed state: look-ups by index, shared between citations, no SPARQL. What the graph
does not know is "unknown" with the reason; nothing is in force by default.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from kg import vocabulary as v
from kg.identifiers import StandardNumber, fold
from kg.life import CURRENT, LAW_PREFIX, SUPERSEDED, UNKNOWN, UPCOMING, WITHDRAWN, Life, judge, status_at
from kg.store_oxigraph import OxigraphStore
from kg.timeline import Reader

_IDENTIFIER = ox.NamedNode(v.DCTERMS + "identifier")
_TITLE = ox.NamedNode(v.DCTERMS + "title")
_EVIDENCE = ox.NamedNode(v.NQI + "evidence")
_ABOUT = ox.NamedNode(v.NQI + "about")
_HAS_REPLACEMENT = ox.NamedNode(v.NQI + "hasReplacement")
_REFERS_TO = ox.NamedNode(v.NQI + "refersTo")
_STATED_PROPERTY = ox.NamedNode(v.NQI + "statedProperty")
_DECISIVE = frozenset({v.DCTERMS + "available", v.DCTERMS + "issued", v.ELI + "date_no_longer_in_force"})
_MOST_STEPS = 30
"""代替 may run in a circle in the data; a chain of editions is never as long as this."""


@dataclass(frozen=True, slots=True)
class Successor:
    """What takes the place of an edition: canonical number, Chinese title, its first day in force if known, whether only of a part."""

    number: str
    title: str | None
    start: date | None
    partial: bool


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a number means on a day.

    ``iri`` is the edition (of a dated number) or the work, None where the graph knows neither. ``status`` is one of
    `kg.life.STATUSES`; of an undated number, that of what it means on the day. ``titles`` are all titles known of what is meant,
    Chinese first. ``edition_in_force`` is the canonical number of what counts on the day: the edition itself, another of its work,
    or what took its place, ``in_force_from`` its first day in force, ``issued`` its day of issue. ``known_editions`` are the editions
    of the work that the graph knows, oldest first, amendments of the edition in ``amendments``. ``reason`` names the rule (`kg.life.Verdict`), or "no_such_number", "no_such_edition", "no_edition",
    "only_cited" (documents cite the work, but none of its editions is described or listed).
    ``evidence`` are the places (evidence IRIs) of the days and relations that decide.
    """

    number: str
    iri: str | None
    status: str
    reason: str
    title: str | None = None
    titles: tuple[str, ...] = ()
    edition_in_force: str | None = None
    in_force_from: date | None = None
    issued: date | None = None
    replaced_by: tuple[Successor, ...] = ()
    known_editions: tuple[str, ...] = ()
    amendments: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class Resolver:
    """Resolves numbers over a graph that does not change while it lives."""

    def __init__(self, store: OxigraphStore) -> None:
        self._store = store
        self._reader = Reader(store)
        self._lives: dict[str, Life] = {}
        self._resolved: dict[tuple[StandardNumber, date], Resolution] = {}

    def resolve(self, number: StandardNumber, day: date) -> Resolution:
        """What ``number`` means on ``day``."""
        key = (number, day)
        if key not in self._resolved:
            self._resolved[key] = self._dated(number, day) if number.is_dated else self._undated(number, day)
        return self._resolved[key]

    def law(self, title: str, day: date) -> Resolution | None:
        """What a law's title means on ``day``; None where the graph knows no law of that title."""
        iri = v.law_iri(title)
        if not self._known(iri):
            return None
        return self._work(title, iri, day)

    def by_title(self, title: str) -> tuple[str, ...]:
        """Numbers of what has exactly this title, in the spellings that differ by blanks and width only."""
        found = set()
        for spelling in _spellings(title):
            for language in ("zh", "en"):
                for quad in self._store.raw.quads_for_pattern(None, _TITLE, ox.Literal(spelling, language=language)):
                    if isinstance(quad.subject, ox.NamedNode):
                        found |= {o.value for o in self._store.objects(quad.subject.value, _IDENTIFIER)}
        return tuple(sorted(found))

    # -- one number -------------------------------------------------------------------------

    def _dated(self, number: StandardNumber, day: date) -> Resolution:
        iri, work = v.edition_iri(number), v.work_iri(number)
        if not self._known(iri):
            return self._not_known(number, work, day)
        life = self.life(iri)
        verdict = judge(life, day)
        status, reason, entry = verdict.status, verdict.reason, verdict.entry
        if number.amendment is not None:
            # An amendment ends with the edition that it amends.
            base = judge(self.life(v.edition_iri(number.edition)), day)
            if base.status in (SUPERSEDED, WITHDRAWN):
                status, reason, entry = base.status, f"amended_{base.reason}", base.entry
        in_force = iri if status == CURRENT else self._in_place_of(iri, day)
        return self._answer(number.canonical, iri, status, reason, in_force, life, day, entry)

    def _undated(self, number: StandardNumber, day: date) -> Resolution:
        iri = v.work_iri(number)
        if not self._known(iri):
            return Resolution(number.canonical, None, UNKNOWN, "no_such_number")
        return self._work(number.canonical, iri, day)

    def _work(self, name: str, iri: str, day: date) -> Resolution:
        lives = self._editions(iri)
        current = [life for life in lives if status_at(life, day) == CURRENT]
        if current:
            life = current[-1]
            verdict = judge(life, day)
            return self._answer(name, iri, CURRENT, verdict.reason, life.edition, life, day, verdict.entry)
        if not lives:
            # A document that has a number without a year is its own edition (CNCA rules, laws without a day).
            life = self.life(iri)
            verdict = judge(life, day)
            in_force = iri if verdict.status == CURRENT else None
            reason = verdict.reason if life.read or life.listed else "no_edition"
            return self._answer(name, iri, verdict.status, reason, in_force, life, day, verdict.entry)
        last = lives[-1]
        verdict = judge(last, day)
        status, reason = verdict.status, verdict.reason
        if status == UPCOMING and len(lives) > 1:
            # The newest is still to come and no older one is known to be in force.
            status, reason = UNKNOWN, "no_edition_in_force"
        return self._answer(name, iri, status, reason, self._in_place_of(last.edition, day), last, day, verdict.entry)

    def _not_known(self, number: StandardNumber, work: str, day: date) -> Resolution:
        if not self._known(work):
            return Resolution(number.canonical, None, UNKNOWN, "no_such_number")
        if number.amendment is not None and self._known(v.edition_iri(number.edition)):
            whole = self.resolve(number.edition, day)
            return Resolution(
                number.canonical, None, UNKNOWN, "no_such_amendment", whole.title, whole.titles, whole.edition_in_force,
                whole.in_force_from, whole.issued, (), whole.known_editions, whole.amendments, whole.evidence,
            )  # fmt: skip
        meant = self._work(number.work.canonical, work, day)
        if not self._described(work):
            return Resolution(number.canonical, None, UNKNOWN, "only_cited", known_editions=meant.known_editions)
        # No titles: what is known is known of other editions, which may bear another one.
        return Resolution(
            number.canonical, None, UNKNOWN, "no_such_edition", meant.title, (), meant.edition_in_force,
            meant.in_force_from, meant.issued, (), meant.known_editions, (), meant.evidence,
        )  # fmt: skip

    def _answer(
        self, name: str, iri: str, status: str, reason: str, in_force: str | None, life: Life, day: date, entry: str | None
    ) -> Resolution:
        titles = self._titles(life.edition)
        work = life.work or life.edition
        told = status in (SUPERSEDED, WITHDRAWN) or reason == "newer_undated"
        told = told or any((self._start(s) or date.min) > day for s in life.superseded_by)
        return Resolution(
            number=name,
            iri=iri,
            status=status,
            reason=reason,
            title=titles[0] if titles else None,
            titles=titles,
            edition_in_force=self._number(in_force) if in_force else None,
            in_force_from=self._in_force_from(in_force) if in_force else None,
            issued=self._reader.days(in_force)[0] if in_force else None,
            replaced_by=self._successors(life, told),
            known_editions=tuple(known.number for known in self._editions(work)),
            amendments=tuple(sorted(self._number(e) for e in self._reader.versions(work) if e.startswith(f"{life.edition}/amd/"))),
            evidence=self._evidence(life, entry),
        )

    # -- what the graph knows ---------------------------------------------------------------

    def life(self, edition: str) -> Life:
        """`timeline.lives` of one edition, read once."""
        if edition not in self._lives:
            self._lives[edition] = self._reader.life(edition)
        return self._lives[edition]

    def _known(self, iri: str) -> bool:
        return next(self._store.objects(iri, _IDENTIFIER), None) is not None

    def _number(self, iri: str) -> str:
        return self._reader.number(iri)

    def _start(self, iri: str) -> date | None:
        return self._reader.days(iri)[2]

    def _in_force_from(self, iri: str) -> date | None:
        """Its first day in force; a day of issue alone is none, but that of a law's amendment is."""
        _, effective, start = self._reader.days(iri)
        return start if effective is not None or LAW_PREFIX in iri else None

    def _described(self, work: str) -> bool:
        """Whether a document or a catalogue tells of any edition of the work, or anything names one as replaced."""
        return any(life.read or life.listed or life.superseded_by for life in (*self._editions(work), self.life(work)))

    def _editions(self, work: str) -> list[Life]:
        """Editions of a work, amendments left out, oldest first."""
        lives = [self.life(e) for e in self._reader.versions(work) if not self._reader.is_amendment(e)]
        return sorted(lives, key=lambda life: (life.year or 0, life.start or date.min, life.edition))

    def _in_place_of(self, edition: str, day: date) -> str | None:
        """What is in force on ``day`` where ``edition`` is not: along 代替 and later editions, the nearest first."""
        seen = {edition}
        waiting = [edition]
        for _ in range(_MOST_STEPS):
            following = [s for e in waiting for s in self.life(e).superseded_by if s not in seen]
            current = [s for s in following if status_at(self.life(s), day) == CURRENT]
            if current:
                return current[0]
            seen.update(following)
            waiting = following
        # An edition that is still to come: what counts until then is an earlier one.
        work = self.life(edition).work
        earlier = [life.edition for life in self._editions(work) if status_at(life, day) == CURRENT] if work else []
        return earlier[-1] if earlier else None

    def _successors(self, life: Life, told: bool) -> tuple[Successor, ...]:
        """What replaces the edition: those that name it (代替), else what came first; then those of unknown start, and of a part.

        Not ``told``: only those of a part, which leave the edition in force.
        """
        named = [s for s in life.superseded_by if self._names(s, life)]
        # A later edition that came after another one had taken the place is that one's successor, not this one's.
        first = self._start(life.superseded_by[0]) if life.superseded_by else None
        wholly = named or [s for s in life.superseded_by if self._start(s) == first]
        wholly += [s for s, _ in life.newer_undated if s not in wholly]
        return tuple(
            Successor(self._number(s), next(iter(self._titles(s)), None), self._in_force_from(s), partial)
            for found, partial in ((wholly if told else [], False), (life.partly_by, True))
            for s in found
        )

    def _names(self, successor: str, life: Life) -> bool:
        return any(
            t.value == life.edition
            for entry in self._store.objects(successor, _HAS_REPLACEMENT)
            for t in self._store.objects(entry.value, _REFERS_TO)
        )

    def _titles(self, edition: str) -> tuple[str, ...]:
        found = {(getattr(o, "language", None) != "zh", o.value) for o in self._store.objects(edition, _TITLE)}
        return tuple(title for _, title in sorted(found))

    def _evidence(self, life: Life, entry: str | None) -> tuple[str, ...]:
        """Places of the days of the edition and of what names it in 代替."""
        nodes = [s for s in self._store.subjects(_ABOUT, life.edition) if self._is_decisive(s)]
        for successor in (*life.superseded_by, *life.partly_by):
            named = (node.value for node in self._store.objects(successor, _HAS_REPLACEMENT))
            nodes += [n for n in named if any(t.value in (life.edition, life.work) for t in self._store.objects(n, _REFERS_TO))]
            nodes += [s for s in self._store.subjects(_ABOUT, successor) if self._is_decisive(s)]
        nodes += [entry] if entry else []
        return tuple(sorted({o.value for node in nodes for o in self._store.objects(node, _EVIDENCE)}))

    def _is_decisive(self, statement: str) -> bool:
        return any(o.value in _DECISIVE for o in self._store.objects(statement, _STATED_PROPERTY))


def _spellings(title: str) -> tuple[str, ...]:
    """The title as printed, and as most sources write it: half-width, one blank between its elements, none.

    >>> _spellings("电子秤　第１部分：要求")
    ('电子秤　第１部分：要求', '电子秤 第1部分:要求', '电子秤 第1部分：要求', '电子秤第1部分：要求')
    """
    folded = re.sub(r"\s+", " ", fold(title)).strip()
    wide = folded.replace(":", "：").replace("(", "（").replace(")", "）").replace(",", "，")
    return tuple(dict.fromkeys((title.strip(), folded, wide, wide.replace(" ", ""))))
