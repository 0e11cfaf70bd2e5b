"""A characteristic as a document prints it -> the measurand of the vocabulary that it names, or is a kind of.

By its name alone where the name is one of the vocabulary's; else without what printing adds (the symbol in brackets, 浓度 behind a
substance); else as a kind of what its last words name (Chinese compounds end with their head: 输入功率 is a 功率), and that only
where the unit of its values is one of that quantity. Never by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Final

from ingest.linking.choosing import CERTAIN, Choice, choose, dimensions_of
from kg.labels import ConceptKind, Label, folded, labels_by_name
from kg.units import Unit

_BRACKET: Final = re.compile(r"^(.{1,30}?)\(([^()]{1,24})\)(?=$|浓度|含量)")
_BASIS: Final = re.compile(r"^以.{1,12}计$")
_ADDED: Final = re.compile(
    r"(?:的)?(?:最高允许|允许|平均|实测|基准|折算)*(?:排放)?(?:质量)?(?:浓度|含量|质量分数|分数|值|限值|总量|残留量|迁移量|水平)$"
)
_WITHOUT_SYMBOL: Final = 0.98
_WITHOUT_WORDS: Final = 0.95
_AS_KIND: Final = 0.9
_LEAST_HEAD: Final = 2


@dataclass(frozen=True, slots=True)
class Identified:
    """The measurand that a printed name means (``is_kind`` False), or one that it is a kind of (True)."""

    concept: str
    confidence: float
    is_kind: bool = False


def _labels(name: str) -> list[Label]:
    return [label for label in labels_by_name().get(name, ()) if label.kind is ConceptKind.MEASURAND]


def identify(printed: str, units: Iterable[Unit] = (), named: Set[str] = frozenset()) -> Identified | None:
    """What ``printed`` names, by the units of its values and the concepts that the document names; None where unknown or undecided.

    >>> identify("化学需氧量（CODCr）").concept.rpartition("/")[2]
    '化学需氧量'
    >>> identify("颗粒物排放浓度").concept.rpartition("/")[2], identify("今天天气") is None
    ('颗粒物', True)
    """
    units = tuple(units)
    name = folded(printed)
    for candidate, confidence in _forms(name):
        choice = _chosen(candidate, units, named)
        if choice is not None:
            return Identified(choice.concept or "", round(min(confidence, choice.confidence), 2)) if choice.concept else None
    return _kind(name, units, named)


def _chosen(name: str, units: tuple[Unit, ...], named: Set[str]) -> Choice | None:
    labels = _labels(name)
    return choose(labels, units, named) if labels else None


def _forms(name: str) -> list[tuple[str, float]]:
    """The name, and the name without what printing adds, surest first."""
    forms = [(name, CERTAIN)]
    bracket = _BRACKET.match(name)
    if bracket is not None:
        inside = bracket[2]
        sure = _BASIS.match(inside) or {x.concept for x in _labels(bracket[1])} & {x.concept for x in _labels(inside)}
        forms.append((bracket[1], CERTAIN if sure else _WITHOUT_SYMBOL))
    bare = [(_ADDED.sub("", form), min(confidence, _WITHOUT_WORDS)) for form, confidence in forms]
    forms += [pair for pair in bare if pair[0] and pair[0] not in {form for form, _ in forms}]
    return forms


def _kind(name: str, units: tuple[Unit, ...], named: Set[str]) -> Identified | None:
    if not units:
        return None
    base = name.partition("(")[0]
    for start in range(1, len(base) - _LEAST_HEAD + 1):
        labels = _labels(base[start:])
        if not labels:
            continue
        choice = choose(labels, units, named)
        if choice.concept and dimensions_of(choice.concept) & {unit.dimension for unit in units}:
            return Identified(choice.concept, min(_AS_KIND, choice.confidence), is_kind=True)
        return None
    return None
