"""Collects the triples of one document: nodes with their places, stubs of what they point to."""

from __future__ import annotations

from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.model import Evidence, StandardDocument

A = NamedNode(v.RDF + "type")
BOOLEAN = NamedNode(v.XSD + "boolean")
DATE = NamedNode(v.XSD + "date")
INTEGER = NamedNode(v.XSD + "integer")
DECIMAL = NamedNode(v.XSD + "decimal")
DOUBLE = NamedNode(v.XSD + "double")


def nqi(name: str) -> NamedNode:
    """A term of ours."""
    # The vocabulary is closed: a term that ontologies/nqi.ttl does not define is a bug here.
    assert name in v.PROPERTIES or name in v.CLASSES, name
    return NamedNode(v.NQI + name)


def dcterms(name: str) -> NamedNode:
    """A term of DCMI."""
    return NamedNode(v.DCTERMS + name)


def _digits(value: float) -> str:
    """A number without exponent: 3e-05 is 0.00003, 30.0 is 30."""
    return format(Decimal(repr(float(value))).normalize(), "f")


class DocumentWriter:
    """Collects the triples of one document."""

    def __init__(self, document: StandardDocument, edition: str) -> None:
        self.document = document
        self.edition = edition
        self.subject = NamedNode(edition)
        self.graph = NamedNode(v.graph_iri(document.sha256))
        self.triples: dict[Triple, None] = {}

    def add(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        self.triples[Triple(subject, predicate, value)] = None

    def evidence(self, subject: NamedNode, at: Evidence) -> None:
        self.add(subject, nqi("evidence"), NamedNode(v.evidence_iri(self.document.sha256, at.page, at.start, at.end)))
        if at.confidence < 1.0:
            self.add(subject, nqi("confidence"), Literal(f"{at.confidence:.3f}", datatype=DECIMAL))

    def state(self, slug: str, predicate: NamedNode, value: NamedNode | Literal, at: Evidence) -> None:
        """A plain triple, and beside it the statement node that carries its place."""
        self.add(self.subject, predicate, value)
        node = NamedNode(f"{self.edition}/meta/{slug}")
        self.add(node, A, nqi("MetadataStatement"))
        self.add(node, nqi("about"), self.subject)
        self.add(node, nqi("statedProperty"), predicate)
        self.add(node, nqi("statedValue"), value)
        self.evidence(node, at)

    def target(self, text: str) -> NamedNode:
        """The node a number names, with enough said about it to be a stated stub."""
        number = StandardNumber.parse(text)
        work = NamedNode(v.work_iri(number))
        self.add(work, A, nqi("Standard"))
        self.add(work, dcterms("identifier"), Literal(number.work.canonical))
        if not number.is_dated:
            return work
        edition = NamedNode(v.edition_iri(number))
        self.add(edition, A, nqi("StandardEdition"))
        self.add(edition, dcterms("identifier"), Literal(number.canonical))
        self.add(edition, dcterms("isVersionOf"), work)
        return edition

    def boolean(self, subject: NamedNode, predicate: NamedNode, value: bool) -> None:
        self.add(subject, predicate, Literal("true" if value else "false", datatype=BOOLEAN))

    def decimal(self, subject: NamedNode, predicate: NamedNode, value: float) -> None:
        """A number as printed: "0.05" stays 0.05, which binary fractions do not hold."""
        self.add(subject, predicate, Literal(_digits(value), datatype=DECIMAL))

    def double(self, subject: NamedNode, predicate: NamedNode, value: float) -> None:
        # Oxigraph keeps the value, not the spelling, and gives it back without an exponent: written so, triples compare equal.
        self.add(subject, predicate, Literal(_digits(value), datatype=DOUBLE))

    def measurand(self, name: str) -> NamedNode:
        """The node of a characteristic by its printed name; which names mean one thing is the vocabulary's to say."""
        node = NamedNode(v.concept_iri("measurand", name))
        self.add(node, A, nqi("Measurand"))
        self.add(node, NamedNode(v.SKOS + "prefLabel"), Literal(name, language="zh"))
        return node
