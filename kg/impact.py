"""What a new edition would touch: who cites it and stays or moves, what depends on those, level by level.

A dated reference (注日期引用) keeps meaning the old edition: the document *stays*, and its authors must decide. An undated one, and one
to all parts, means the new edition from its first day: the document *moves*, and what cites that document is the next level. Only
documents in force or still to come matter; the others are counted apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

import pyoxigraph as ox

from kg import vocabulary as v
from kg.citing import ADOPTION, RELATIONS, REPLACEMENT, Place, Pointer, names_all_parts, place_of, pointers_at
from kg.identifiers import StandardNumber
from kg.life import CURRENT, UPCOMING, status_at
from kg.listings import work_of
from kg.store_oxigraph import OxigraphStore
from kg.timeline import Reader

DEPTH = 3
"""Levels followed where nobody says how many."""
MOST_THINGS = 1000
"""Documents listed where nobody says how many: half of what cites GB/T 1.1 is more than anybody reads."""
MOST_PLACES = 40
"""Places listed for one document."""

_VERSION_OF = ox.NamedNode(v.DCTERMS + "isVersionOf")
_RULES_FIRST = re.compile(re.escape(v.ID) + r"std/(?:CNCA|CQC|JJG|JJF|CNAS)")


@dataclass(frozen=True, slots=True)
class Relation:
    """One place where a document refers to what changes. ``dated``: it names one edition. ``all_parts``: it names every part."""

    relation: str
    target: str
    dated: bool
    all_parts: bool
    place: Place


@dataclass(slots=True)
class Touched:
    """One document that is touched, at its shallowest level.

    ``moves`` is whether it follows the new edition; ``through`` the documents (IRIs) by way of which it is reached, at level 1 the
    work itself. A document that stays by its own dated reference may still move by way of another: ``moves_through`` names those.
    """

    iri: str
    level: int
    status: str
    moves: bool
    relations: tuple[Relation, ...]
    places: int
    """Places in all; more than `relations` lists where there are very many."""
    through: tuple[str, ...]
    moves_through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """Said where the walk stopped early: ``left`` documents of ``level`` were not looked at, nor what depends on them."""

    level: int
    listed: int
    left: int


@dataclass(slots=True)
class Impact:
    """What a new edition of ``work`` touches on ``day``.

    ``edition`` is what was asked about where that was one edition; ``other_editions`` are documents that cite only another edition of
    the work. ``apart`` lists, by status, the documents that cite but are neither in force nor to come.
    """

    work: str
    edition: str | None
    day: date
    depth: int
    touched: list[Touched] = field(default_factory=list)
    other_editions: list[Touched] = field(default_factory=list)
    apart: dict[str, list[str]] = field(default_factory=dict)
    cut: Cut | None = None


def impact_of(
    store: OxigraphStore, iri: str, day: date, depth: int = DEPTH, most: int = MOST_THINGS, most_places: int = MOST_PLACES
) -> Impact:
    """What a new edition of the work or edition ``iri`` touches. ``most`` bounds all levels together."""
    return _Walk(store, iri, day, depth, most, most_places).run()


@dataclass(frozen=True, slots=True)
class _Reach:
    """Why a document is touched: a pointer, by way of which document, dated or not."""

    pointer: Pointer
    through: str
    dated: bool
    all_parts: bool

    @property
    def carries(self) -> bool:
        """Whether the reference follows the new edition; what was replaced or adopted is a fact of the past."""
        return not self.dated and self.pointer.relation not in (REPLACEMENT, ADOPTION)


class _Walk:
    def __init__(self, store: OxigraphStore, iri: str, day: date, depth: int, most: int, most_places: int) -> None:
        self._store = store
        self._reader = Reader(store)
        self._most, self._most_places = most, most_places
        work = self._work(iri)
        self._result = Impact(work, iri if iri != work else None, day, depth)
        self._seen: dict[str, Touched | None] = {}

    def run(self) -> Impact:
        result = self._result
        own = {result.work, *self._versions(result.work)}
        first, others = self._first_level(own)
        # What carries the number is the thing itself.
        for edition in own:
            self._seen[edition] = None
        frontier = self._level(1, first)
        result.other_editions = self._others(others)
        for level in range(2, result.depth + 1):
            if result.cut or not frontier:
                break
            reached = [reach for touched in frontier for reach in self._citing(touched.iri)]
            frontier = self._level(level, reached)
        return result

    # -- one level --------------------------------------------------------------------------

    def _first_level(self, own: set[str]) -> tuple[list[_Reach], list[_Reach]]:
        """(what is touched, what cites another edition than the one asked about)."""
        work, edition = self._result.work, self._result.edition
        reached = self._pointing(work, {work}, dated=False) + self._all_parts(work)
        others: list[_Reach] = []
        for version in sorted(own - {work}):
            mine = edition is None or version == edition or version.startswith(f"{edition}/amd/")
            (reached if mine else others).extend(self._pointing(work, {version}, dated=True))
        return reached, others

    def _citing(self, iri: str) -> list[_Reach]:
        """What refers to a document that moves: to its number without a year, to the edition, or to all parts of it."""
        work = self._work(iri)
        dated = {iri, iri.partition("/amd/")[0]} - {work}
        found = self._pointing(iri, {work}, dated=False) + self._pointing(iri, dated, dated=True) + self._all_parts(work, iri)
        # Its own earlier and later editions are its history, and what it took the place of does not depend on it.
        return [r for r in found if r.pointer.relation != REPLACEMENT and work_of(r.pointer.citing) != work_of(iri)]

    def _pointing(self, through: str, targets: Iterable[str], dated: bool) -> list[_Reach]:
        return [_Reach(pointer, through, dated, False) for target in targets for pointer in pointers_at(self._store, target)]

    def _all_parts(self, work: str, through: str | None = None) -> list[_Reach]:
        """References to the number without its part that mean all parts."""
        number = StandardNumber.parse_or_none(self._reader.number(work))
        if number is None or number.part is None:
            return []
        family = v.work_iri(replace(number.work, part=None))
        found = pointers_at(self._store, family)
        return [_Reach(pointer, through or work, False, True) for pointer in found if names_all_parts(self._store, pointer)]

    def _level(self, level: int, reached: Iterable[_Reach]) -> list[Touched]:
        """Lists what is new; returns what moves now and did not before."""
        by_citing: dict[str, list[_Reach]] = {}
        for reach in reached:
            by_citing.setdefault(reach.pointer.citing, []).append(reach)
        moving: list[Touched] = []
        new: list[str] = []
        for citing, reaches in by_citing.items():
            if citing not in self._seen:
                new.append(citing)
            elif (known := self._seen[citing]) is not None and not known.moves and not known.moves_through:
                known.moves_through = tuple(sorted({r.through for r in reaches if r.carries}))
                if known.moves_through:
                    moving.append(known)
        # Where the list is cut, what follows the change and what others are certified or verified by comes first.
        new.sort(key=lambda e: (not any(r.carries for r in by_citing[e]), _RULES_FIRST.match(e) is None, e))
        for done, citing in enumerate(new):
            if len(self._result.touched) >= self._most:
                self._result.cut = Cut(level, len(self._result.touched), len(new) - done)
                break
            touched = self._touch(citing, level, by_citing[citing])
            self._seen[citing] = touched
            if touched is not None:
                self._result.touched.append(touched)
                if touched.moves:
                    moving.append(touched)
        return moving

    def _touch(self, citing: str, level: int, reaches: list[_Reach]) -> Touched | None:
        """None where the document is neither in force nor to come; it is then counted apart."""
        status = status_at(self._reader.life(citing), self._result.day)
        if status not in (CURRENT, UPCOMING):
            self._result.apart.setdefault(status, []).append(citing)
            return None
        return self._described(citing, level, status, reaches)

    def _described(self, citing: str, level: int, status: str, reaches: list[_Reach]) -> Touched:
        ordered = sorted(reaches, key=lambda r: (r.dated, RELATIONS.index(r.pointer.relation), len(r.pointer.node), r.pointer.node))
        relations = {
            Relation(r.pointer.relation, r.pointer.target, r.dated, r.all_parts, place_of(self._store, r.pointer)): None
            for r in ordered[: self._most_places]
        }
        through = tuple(sorted({r.through for r in reaches}))
        return Touched(citing, level, status, any(r.carries for r in reaches), tuple(relations), len(ordered), through)

    def _others(self, reached: list[_Reach]) -> list[Touched]:
        by_citing: dict[str, list[_Reach]] = {}
        for reach in reached:
            if reach.pointer.citing not in self._seen:
                by_citing.setdefault(reach.pointer.citing, []).append(reach)
        found: list[Touched] = []
        for citing in sorted(by_citing):
            if len(found) >= self._most:
                break
            status = status_at(self._reader.life(citing), self._result.day)
            if status in (CURRENT, UPCOMING):
                found.append(self._described(citing, 1, status, by_citing[citing]))
        return found

    # -- what the graph knows ---------------------------------------------------------------

    def _work(self, iri: str) -> str:
        return min((o.value for o in self._store.objects(iri, _VERSION_OF)), default=iri)

    def _versions(self, work: str) -> set[str]:
        return set(self._store.subjects(_VERSION_OF, work))
