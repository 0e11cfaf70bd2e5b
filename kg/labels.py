"""Names of the concepts that documents mention: which printed word can mean which measurand, instrument, scheme or body.

Read from the vocabularies that ship (`kg.reference_data`); a name that means several things stands once for each of them,
and choosing is for those who know the context (`ingest.linking`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg import vocabulary as v
from kg.reference_data import ONTOLOGIES


class ConceptKind(StrEnum):
    """What a mention can be of; the value is the word in the IRI of such a concept."""

    MEASURAND = "measurand"
    PRODUCT = "product"
    INSTRUMENT = "instrument"
    SCHEME = "scheme"
    ORGANISATION = "org"


_FILES: Final = {
    ConceptKind.PRODUCT: "products.ttl",
    ConceptKind.INSTRUMENT: "instruments.ttl",
    ConceptKind.MEASURAND: "measurands.ttl",
    ConceptKind.SCHEME: "schemes.ttl",
    ConceptKind.ORGANISATION: "organisations.ttl",
}
_PREFERRED: Final = NamedNode(v.SKOS + "prefLabel")
_ALTERNATIVE: Final = NamedNode(v.SKOS + "altLabel")
_AMBIGUOUS: Final = NamedNode(v.NQI + "ambiguousLabel")
_RANKS: Final = {_PREFERRED: 0, _ALTERNATIVE: 1, _AMBIGUOUS: 2}
_NOTATION: Final = NamedNode(v.SKOS + "notation")
_ABBREVIATION: Final = re.compile(r"[A-Z]{4,}")
"""Abbreviations of bodies that are names (CNAS); shorter ones mean too much else (API, CAS, MOT)."""


@dataclass(frozen=True, slots=True)
class Label:
    """One name of one concept. ``rank`` is 0 for the preferred label, 1 for another one, 2 for one that means other things too."""

    text: str
    concept: str
    kind: ConceptKind
    rank: int
    language: str


def folded(text: str) -> str:
    """A name as names are compared: half width, no blanks, one kind of bracket and dash, lower case.

    >>> folded("化学需氧量（ＣＯＤCr ）"), folded("pH 值")
    ('化学需氧量(codcr)', 'ph值')
    """
    # NFKC turns full width to half and subscripts to digits.
    return re.sub(r"[\s\u00ad]+", "", unicodedata.normalize("NFKC", text)).lower().replace("－", "-").replace("—", "-")


def _quads() -> Iterator[tuple[ConceptKind, Quad]]:
    for kind, name in _FILES.items():
        for quad in parse(path=ONTOLOGIES / name, format=RdfFormat.TURTLE):
            yield kind, quad


@lru_cache(maxsize=1)
def concept_labels() -> tuple[Label, ...]:
    """Every name, zh and en, of every concept of the five vocabularies, in their order; abbreviations of bodies have no language."""
    found: dict[Label, None] = {}
    for kind, quad in _quads():
        rank = _RANKS.get(quad.predicate)
        if kind is ConceptKind.ORGANISATION and quad.predicate == _NOTATION and isinstance(quad.object, Literal):
            rank = 1 if _ABBREVIATION.fullmatch(quad.object.value) else None
        if rank is None or not isinstance(quad.object, Literal) or not isinstance(quad.subject, NamedNode):
            continue
        if quad.subject.value.startswith(f"{v.ID}{kind.value}/"):
            found[Label(quad.object.value, quad.subject.value, kind, rank, quad.object.language or "")] = None
    return tuple(found)


@lru_cache(maxsize=1)
def labels_by_name() -> Mapping[str, Sequence[Label]]:
    """`folded` name -> the labels that read so."""
    found: dict[str, list[Label]] = {}
    for label in concept_labels():
        found.setdefault(folded(label.text), []).append(label)
    return MappingProxyType({name: tuple(labels) for name, labels in found.items()})


@lru_cache(maxsize=1)
def preferred_labels() -> Mapping[str, str]:
    """IRI of a concept -> its preferred Chinese label."""
    return MappingProxyType({label.concept: label.text for label in concept_labels() if label.rank == 0 and label.language == "zh"})


@dataclass(frozen=True, slots=True)
class MeasurandFacts:
    """What tells measurands of one name apart: groups and quantity above it, and units in which its values stand (QUDT IRIs)."""

    quantity: str | None
    broader: tuple[str, ...]
    units: frozenset[str]


@lru_cache(maxsize=1)
def measurand_facts() -> Mapping[str, MeasurandFacts]:
    """IRI of a measurand -> its `MeasurandFacts`."""
    rows: dict[str, dict[str, list[str]]] = {}
    wanted = {v.NQI + "ofQuantity": "quantity", v.SKOS + "broader": "broader", v.NQI + "usualUnit": "units", v.NQI + "siUnit": "units"}
    for quad in parse(path=ONTOLOGIES / _FILES[ConceptKind.MEASURAND], format=RdfFormat.TURTLE):
        name = wanted.get(quad.predicate.value)
        if name is not None and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            rows.setdefault(quad.subject.value, {}).setdefault(name, []).append(quad.object.value)
    return MappingProxyType(
        {
            iri: MeasurandFacts(next(iter(row.get("quantity", [])), None), tuple(row.get("broader", [])), frozenset(row.get("units", [])))
            for iri, row in rows.items()
        }
    )
