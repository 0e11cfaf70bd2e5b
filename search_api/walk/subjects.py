"""What somebody means who asks about "GB 13271", "电子秤", "压力" or something that nobody here knows.

One thing, or the choices between things of one name, or nothing, and then the nearest known names as guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.labels import ConceptKind, Label, concept_labels, folded, labels_by_name, preferred_labels
from search_api.related import GraphView, find_edition
from search_api.walk.concepts import Concepts

STANDARD: Final = "standard"
SUBJECT_KINDS: Final = {
    ConceptKind.PRODUCT: "product",
    ConceptKind.INSTRUMENT: "instrument",
    ConceptKind.MEASURAND: "measurand",
    ConceptKind.SCHEME: "scheme",
    ConceptKind.ORGANISATION: "organisation",
}
_ORDER: Final = (ConceptKind.PRODUCT, ConceptKind.INSTRUMENT, ConceptKind.SCHEME, ConceptKind.MEASURAND, ConceptKind.ORGANISATION)


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that can be asked about. ``kind`` is standard, product, instrument, measurand, scheme or organisation."""

    kind: str
    iri: str
    name: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """A known thing whose name is near to what was asked; ``likeness`` in [0, 1]."""

    subject: Subject
    likeness: float


@dataclass(frozen=True, slots=True)
class Meant:
    """``subject``, or the ``choices`` of an ambiguous name; neither where the name is unknown."""

    asked: str
    subject: Subject | None = None
    choices: tuple[Subject, ...] = ()


def what_is_meant(view: GraphView, asked: str, day: date) -> Meant:
    """By number or title of a law first, then by IRI, slug or name of a concept, in either language."""
    asked = asked.strip()
    if StandardNumber.parse_or_none(asked) is not None or not (
        asked.startswith(v.ID) and not asked.startswith((v.ID + "std/", v.ID + "law/"))
    ):
        edition = find_edition(view, asked, day)
        if edition is not None:
            return Meant(asked, Subject(STANDARD, edition, view.title(edition) or view.number(edition), view.number(edition)))
    concepts = _concepts_named(asked)
    if not concepts and (product := view.find_product(asked)) is not None:
        concepts = {product: ConceptKind.PRODUCT}
    if len(concepts) > 1:
        concepts = _without_twins(view, concepts)
    subjects = tuple(Subject(SUBJECT_KINDS[kind], iri, preferred_labels().get(iri) or view.label(iri)) for iri, kind in concepts.items())
    if len(subjects) == 1:
        return Meant(asked, subjects[0])
    return Meant(asked, None, subjects)


def _concepts_named(asked: str) -> dict[str, ConceptKind]:
    by_iri = {label.concept: label.kind for label in concept_labels() if label.concept == asked}
    labels: list[Label] = list(labels_by_name().get(folded(asked), ()))
    labels.sort(key=lambda label: (_ORDER.index(label.kind), label.rank))
    return by_iri or {label.concept: label.kind for label in labels}


def _without_twins(view: GraphView, concepts: dict[str, ConceptKind]) -> dict[str, ConceptKind]:
    """An instrument that is the product of that name is one thing with it, not a choice."""
    around = Concepts(view)
    twins = {step.target for iri, kind in concepts.items() if kind is ConceptKind.PRODUCT for step in around.as_instruments(iri)}
    left = {iri: kind for iri, kind in concepts.items() if iri not in twins}
    # 砝码 is a product and an instrument even where no row says that they are one.
    if any(kind is ConceptKind.PRODUCT for kind in left.values()):
        left = {iri: kind for iri, kind in left.items() if kind is not ConceptKind.INSTRUMENT}
    return left
