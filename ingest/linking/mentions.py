"""What a document speaks of: every concept of the vocabularies that it names, once in each clause, with the place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.linking.choosing import choose, unit_behind, value_follows
from ingest.linking.names import Found, NameFinder, name_finder
from ingest.places import part_of
from kg.labels import ConceptKind, Label
from kg.model import Clause, ConceptMention, Evidence, Table, Text

Place = Callable[[Clause, int, int], Evidence]

_LISTS: Final = re.compile(r"规范性引用文件|引用标准|引用文件|参考文献|目\s*[次录]")
"""Clauses that list titles of other documents: what those are about is not what this one speaks of."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Where mentions are looked for, and the document text that evidence counts in."""

    text: str
    title: Text | None
    clauses: Sequence[Clause]
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class _Named:
    """A name where it was found, and the text in which it was."""

    found: Found
    text: str
    clause: str | None
    at: Evidence


def read_mentions(document: Parts, place: Place, finder: NameFinder | None = None) -> tuple[ConceptMention, ...]:
    """Mentions in title, clauses (headings and text) and tables, in their order; a concept once in a clause.

    A name with several meanings is decided by the unit behind it and by the concepts that the document names in full; where that
    leaves a doubt, the mention carries no concept (`ConceptMention.concept` None) and the candidates.
    """
    named = list(_names(document, place, finder or name_finder()))
    spoken_of = frozenset(
        label.concept
        for name in named
        for label in name.found.labels
        if label.rank < 2 and len({x.concept for x in name.found.labels}) == 1
    )
    mentions: dict[tuple[str | None, str, str], ConceptMention] = {}
    for name in named:
        for kind, labels in _by_kind(_likely(name.found.labels)):
            unit = unit_behind(name.text, name.found.end) if kind is ConceptKind.MEASURAND else None
            # A value right behind the name tells what it is of: 宽度 0.1 ms is no length. One further on may be another's.
            tells = unit is not None and (
                len({x.concept for x in labels}) > 1 or (any(unit.dimension) and value_follows(name.text, name.found.end))
            )
            choice = choose(labels, [unit] if unit is not None and tells else (), spoken_of)
            word = name.text[name.found.start : name.found.end]
            key = (name.clause, kind.value, choice.concept or word)
            if key in mentions:
                continue
            at = name.at
            mentions[key] = ConceptMention(
                kind=kind.value,
                concept=choice.concept,
                label=word,
                clause=name.clause,
                at=Evidence(at.page, at.start, at.end, at.quote, min(at.confidence, choice.confidence or 1.0)),
                candidates=() if choice.concept else choice.candidates,
            )
    return tuple(mentions.values())


def _likely(labels: Sequence[Label]) -> Sequence[Label]:
    """Labels without products that only share the name of what is measured: 甲醛 in a limit is the substance, not the ware."""
    if any(label.kind is ConceptKind.MEASURAND and label.rank < 2 for label in labels):
        return [label for label in labels if label.kind is not ConceptKind.PRODUCT or label.rank < 2]
    return labels


def _by_kind(labels: Iterable[Label]) -> Iterator[tuple[ConceptKind, list[Label]]]:
    kinds: dict[ConceptKind, list[Label]] = {}
    for label in labels:
        kinds.setdefault(label.kind, []).append(label)
    yield from kinds.items()


def _names(document: Parts, place: Place, finder: NameFinder) -> Iterator[_Named]:
    title, text = document.title, document.text
    if title is not None:
        for found in finder.find(title.value):
            yield _Named(found, title.value, None, part_of(title.at, title.value[found.start : found.end], text))
    listing: set[str] = set()
    for clause in document.clauses:
        heading = clause.heading or ""
        if _LISTS.search(heading) or (clause.parent is not None and clause.parent in listing):
            listing.add(clause.number)
            continue
        for found in finder.find(heading):
            yield _Named(found, heading, clause.number, part_of(clause.at, heading[found.start : found.end], text))
        for found in finder.find(clause.text):
            yield _Named(found, clause.text, clause.number, place(clause, found.start, found.end))
    for table in document.tables:
        if table.clause not in listing:
            yield from _in_table(table, finder, text)


def _in_table(table: Table, finder: NameFinder, text: str) -> Iterator[_Named]:
    if table.caption:
        for found in finder.find(table.caption):
            yield _Named(found, table.caption, table.clause, part_of(table.at, table.caption[found.start : found.end], text))
    seen: set[tuple[int, int]] = set()
    for row in (*table.header, *table.rows):
        for cell in row:
            # A merged cell is repeated in what it covers.
            if cell.at is None or (cell.at.start, cell.at.end) in seen:
                continue
            seen.add((cell.at.start, cell.at.end))
            for found in finder.find(cell.text):
                yield _Named(found, cell.text, table.clause, part_of(cell.at, cell.text[found.start : found.end], text))
