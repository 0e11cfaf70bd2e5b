"""Sources that differ: what two files say of one edition and cannot both be right.

Both sides stay in the graph with their places; `kg.listings` says which of them is believed. Titles that differ only by blanks, width
or punctuation are one title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyoxigraph as ox

from kg import vocabulary as v
from kg.identifiers import fold
from kg.life import CURRENT, SUPERSEDED, UNKNOWN, UPCOMING, WITHDRAWN, status_at
from kg.listings import key_of
from kg.store_oxigraph import OxigraphStore
from kg.timeline import Reader

_ABOUT = ox.NamedNode(v.NQI + "about")
_STATED_PROPERTY = ox.NamedNode(v.NQI + "statedProperty")
_STATED_VALUE = ox.NamedNode(v.NQI + "statedValue")
_EVIDENCE = ox.NamedNode(v.NQI + "evidence")
_COMPARED: Final = {
    v.DCTERMS + "title": "title",
    v.DCTERMS + "issued": "issued",
    v.DCTERMS + "available": "effective",
    v.ELI + "date_no_longer_in_force": "withdrawn",
}
"""Properties of which an edition has one value; several classes or issuers contradict nothing."""


@dataclass(frozen=True, slots=True)
class Side:
    """One source's version: its value, the graph of the file, the place, and whether it is what the plain facts say."""

    value: str
    graph: str
    evidence: str
    believed: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``about`` is the edition (IRI), ``fact`` "title", "title_en", "issued", "effective", "withdrawn" or "status"."""

    about: str
    fact: str
    sides: tuple[Side, ...]


def same_title(one: str, other: str) -> bool:
    """Whether two printed titles are the same words.

    >>> same_title("电子秤　第1部分：要求", "电子秤 第 1 部分: 要求"), same_title("电子秤", "电子天平")
    (True, False)
    """
    return _bare(one) == _bare(other)


def _bare(title: str) -> str:
    # Lists write the kind of a JJG or JJF behind its title, covers above it.
    title = re.sub(r"(?:国家)?(?:计量)?(?:检定规程|校准规范|检定规范)$", "", title.strip())
    return re.sub(r"[\s\-:：,，.。、;；()（）《》“”\"'·/]+", "", fold(title)).lower()


def contradictions_of(store: OxigraphStore, edition: str, today: date, reader: Reader | None = None) -> list[Contradiction]:
    """Where sources differ about the edition; what catalogues state of its status is held against its days.

    ``reader`` is shared by those who ask for many editions of one work or list.
    """
    node = ox.NamedNode(edition)
    stated: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for quad in store.raw.quads_for_pattern(None, _ABOUT, node, None):
        statement, graph = quad.subject, quad.graph_name
        if not isinstance(statement, ox.NamedNode) or not isinstance(graph, ox.NamedNode):
            continue
        for claimed in store.objects(statement.value, _STATED_PROPERTY):
            if claimed.value in _COMPARED and isinstance(claimed, ox.NamedNode):
                for value in store.objects(statement.value, _STATED_VALUE):
                    stated.setdefault(key_of(claimed, value), []).append((value.value, graph.value, statement.value))
    found = []
    for (claimed_iri, language), claims in stated.items():
        distinct: dict[str, None] = {(_bare(value) if claimed_iri.endswith("title") else value): None for value, _, _ in claims}
        if len(distinct) < 2:
            continue
        plain = {o.value for o in store.objects(edition, ox.NamedNode(claimed_iri))}
        fact = _COMPARED[claimed_iri] + ("_en" if language == "en" else "")
        sides = sorted(
            (Side(value, graph, _evidence_of(store, statement), value in plain) for value, graph, statement in claims),
            key=lambda s: (not s.believed, s.graph),
        )
        found.append(Contradiction(edition, fact, tuple(sides)))
    found += _statuses(store, edition, today, reader or Reader(store))
    return sorted(found, key=lambda one: one.fact)


def _statuses(store: OxigraphStore, edition: str, today: date, reader: Reader) -> Iterator[Contradiction]:
    """A catalogue's word that the days of the edition contradict on the day of the catalogue."""
    if not reader.listings(edition):
        return
    life = reader.life(edition)
    for said in life.stated:
        day = said.as_of or today
        derived = status_at(life, day)
        if UNKNOWN in (derived, said.status) or derived == said.status or {derived, said.status} == {SUPERSEDED, WITHDRAWN}:
            continue
        # An edition that was to come on the day of the table and has come since is no contradiction, nor one whose day was near.
        if said.as_of is None and {derived, said.status} == {UPCOMING, CURRENT}:
            continue
        graph = said.entry.partition("/row/")[0]
        stated = Side(said.status, graph, _evidence_of(store, said.entry), False)
        yield Contradiction(edition, "status", (Side(derived, "", "", True), stated))


def _evidence_of(store: OxigraphStore, statement: str) -> str:
    return min((o.value for o in store.objects(statement, _EVIDENCE)), default="")
