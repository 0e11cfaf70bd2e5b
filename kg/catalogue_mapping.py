"""Catalogue -> triples: what its rows state, each with its cell; never the plain facts themselves.

An edition may be listed by several catalogues and described by its own text. Which of them is believed is decided where all of them are
known (`kg.register`); a catalogue's graph holds only that *this* table says so: an entry a row, a `MetadataStatement` a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocabulary as v
from kg.catalogue import Catalogue, CatalogueRow, ProductRow
from kg.document_writer import BOOLEAN, DATE, INTEGER, A, dcterms, nqi
from kg.identifiers import StandardNumber
from kg.life import CURRENT, SUPERSEDED, UPCOMING, WITHDRAWN
from kg.model import Evidence, NumberFact

STATUS_WORDS: Final = {
    CURRENT: ("现行", "有效", "现行有效", "current", "active", "published", "in force"),
    UPCOMING: ("即将实施", "未实施", "尚未实施", "upcoming", "not yet in force"),
    SUPERSEDED: ("被代替", "被替代", "已被代替", "superseded", "replaced"),
    WITHDRAWN: ("废止", "作废", "已废止", "废止转行标", "转化", "withdrawn", "abolished", "cancelled", "obsolete"),
}
"""Words of catalogues -> what they mean; any other word is kept as a statement and decides nothing."""

_WORD_STATUS: Final = {word: status for status, words in STATUS_WORDS.items() for word in words}


def status_of_word(word: str) -> str | None:
    """One of `kg.life.STATUSES` for a catalogue's word, None for a word that we do not know.

    >>> status_of_word("现行"), status_of_word(" Withdrawn "), status_of_word("修订中")
    ('current', 'withdrawn', None)
    """
    return _WORD_STATUS.get("".join(word.split()).lower()) or _WORD_STATUS.get(word.strip().lower())


class _Writer:
    """Collects the triples of one catalogue: ``own`` stay in its graph, ``shared`` are stubs of what it lists."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.graph = NamedNode(v.graph_iri(catalogue.sha256))
        self.own: dict[Triple, None] = {}
        self.shared: dict[Triple, None] = {}

    def add(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        self.own[Triple(subject, predicate, value)] = None

    def share(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        self.shared[Triple(subject, predicate, value)] = None

    def evidence(self, subject: NamedNode, at: Evidence) -> None:
        self.add(subject, nqi("evidence"), NamedNode(v.evidence_iri(self.catalogue.sha256, at.page, at.start, at.end)))

    def target(self, text: str) -> NamedNode:
        """The node of a number, with its stub."""
        number = StandardNumber.parse(text)
        work = NamedNode(v.work_iri(number))
        self.share(work, A, nqi("Standard"))
        self.share(work, dcterms("identifier"), Literal(number.work.canonical))
        if not number.is_dated:
            return work
        edition = NamedNode(v.edition_iri(number))
        self.share(edition, A, nqi("StandardEdition"))
        self.share(edition, dcterms("identifier"), Literal(number.canonical))
        self.share(edition, dcterms("isVersionOf"), work)
        return edition

    def entry(self, row: CatalogueRow | ProductRow, about: NamedNode) -> NamedNode:
        node = NamedNode(f"{self.graph.value}/row/{row.sheet}-{row.row}")
        self.add(node, A, nqi("CatalogueEntry"))
        self.add(about, nqi("listedAs"), node)
        self.add(node, nqi("about"), about)
        self.evidence(node, row.at)
        return node

    def state(self, entry: NamedNode, slug: str, about: NamedNode, predicate: NamedNode, value: NamedNode | Literal, at: Evidence) -> None:
        node = NamedNode(f"{entry.value}/{slug}")
        self.add(node, A, nqi("MetadataStatement"))
        self.add(node, nqi("about"), about)
        self.add(node, nqi("statedProperty"), predicate)
        self.add(node, nqi("statedValue"), value)
        self.evidence(node, at)


def catalogue_triples(catalogue: Catalogue, source_path: str, extractor: str) -> tuple[list[Triple], list[Triple]]:
    """(what the catalogue's own graph holds, stubs of what it lists and points to), each in a stable order."""
    w = _Writer(catalogue)
    _head(w, source_path, extractor)
    for row in catalogue.rows:
        _row(w, row)
    for product in catalogue.products:
        _product(w, product)
    for i, finding in enumerate(catalogue.findings, 1):
        node = NamedNode(f"{w.graph.value}/finding/{i}")
        w.add(node, A, nqi("Finding"))
        w.add(w.graph, nqi("hasFinding"), node)
        for name, value in (
            ("severity", finding.severity.value),
            ("code", finding.code),
            ("place", finding.place),
            ("message", finding.message),
        ):
            w.add(node, nqi(name), Literal(value))
    return list(w.own), list(w.shared)


def listed(catalogue: Catalogue) -> Iterator[str]:
    """IRIs of the editions and works that the rows are about, as often as there are rows."""
    for row in catalogue.rows:
        yield v.edition_iri(StandardNumber.parse(row.number.value))


def _head(w: _Writer, source_path: str, extractor: str) -> None:
    c = w.catalogue
    w.add(w.graph, A, nqi("Catalogue"))
    w.add(w.graph, nqi("fileName"), Literal(c.file))
    w.add(w.graph, nqi("sourcePath"), Literal(source_path))
    w.add(w.graph, nqi("sha256"), Literal(c.sha256))
    w.add(w.graph, nqi("format"), Literal(c.format))
    w.add(w.graph, nqi("pageCount"), Literal(str(c.sheets), datatype=INTEGER))
    w.add(w.graph, nqi("extractor"), Literal(extractor))
    w.add(w.graph, nqi("text"), Literal(c.text))
    if c.title:
        w.add(w.graph, dcterms("title"), Literal(c.title, language="zh"))
    if c.as_of is not None:
        w.add(w.graph, nqi("asOf"), Literal(c.as_of.value.isoformat(), datatype=DATE))


def _row(w: _Writer, row: CatalogueRow) -> None:
    about = w.target(row.number.value)
    entry = w.entry(row, about)
    if row.stated_status is not None and (status := status_of_word(row.stated_status.value)) is not None:
        w.add(entry, nqi("statedStatus"), Literal(status))
    if w.catalogue.as_of is not None:
        w.add(entry, nqi("asOf"), Literal(w.catalogue.as_of.value.isoformat(), datatype=DATE))
    if row.source is not None:
        w.add(entry, dcterms("source"), Literal(row.source.value))
    if not row.verified:
        w.add(entry, nqi("unverified"), Literal("true", datatype=BOOLEAN))
    for slug, language, title in (("title-zh", "zh", row.title_zh), ("title-en", "en", row.title_en)):
        if title is not None:
            w.state(entry, slug, about, dcterms("title"), Literal(title.value, language=language), title.at)
    for slug, predicate, day in (
        ("issued", dcterms("issued"), row.issued),
        ("effective", dcterms("available"), row.effective),
        ("withdrawn", NamedNode(v.ELI + "date_no_longer_in_force"), row.withdrawn),
    ):
        if day is not None:
            w.state(entry, slug, about, predicate, Literal(day.value.isoformat(), datatype=DATE), day.at)
    for kind, codes in (("ics", row.ics), ("ccs", row.ccs)):
        for i, code in enumerate(codes, 1):
            concept = NamedNode(v.concept_iri(kind, code.value))
            w.share(concept, A, NamedNode(v.SKOS + "Concept"))
            w.share(concept, NamedNode(v.SKOS + "notation"), Literal(code.value))
            w.state(entry, f"{kind}-{i}", about, nqi(kind), concept, code.at)
    for i, issuer in enumerate(row.issuers, 1):
        organisation = NamedNode(v.concept_iri("org", issuer.value))
        w.share(organisation, A, NamedNode(v.ORG + "Organization"))
        w.share(organisation, NamedNode(v.SKOS + "prefLabel"), Literal(issuer.value, language="zh"))
        w.state(entry, f"issuer-{i}", about, dcterms("publisher"), organisation, issuer.at)
    if row.committee is not None:
        w.state(entry, "committee", about, nqi("committee"), Literal(row.committee.value, language="zh"), row.committee.at)
    for i, adoption in enumerate(row.adopts, 1):
        node = NamedNode(f"{entry.value}/adopts-{i}")
        w.add(about, nqi("hasAdoption"), node)
        w.add(node, A, nqi("Adoption"))
        w.add(node, nqi("refersTo"), w.target(adoption.number))
        w.add(node, nqi("adoptionDegree"), NamedNode(v.NQI + adoption.degree))
        w.evidence(node, adoption.at)
    _replacements(w, entry, "replaces", ((about, w.target(other.value), other) for other in row.replaces))
    _replacements(w, entry, "replaced-by", ((w.target(other.value), about, other) for other in row.replaced_by))


def _replacements(w: _Writer, entry: NamedNode, slug: str, pairs: Iterable[tuple[NamedNode, NamedNode, NumberFact]]) -> None:
    """(what takes the place, what it takes the place of, the fact) as Replacement nodes."""
    for i, (successor, replaced, fact) in enumerate(pairs, 1):
        if successor == replaced:
            continue
        node = NamedNode(f"{entry.value}/{slug}-{i}")
        w.add(node, A, nqi("Replacement"))
        w.add(successor, nqi("hasReplacement"), node)
        # The successor may be known from this row alone: somebody must point to it, or its stub would go.
        w.add(node, nqi("about"), successor)
        w.add(node, nqi("refersTo"), replaced)
        if fact.partial:
            w.add(node, nqi("partial"), Literal("true", datatype=BOOLEAN))
        w.evidence(node, fact.at)


def _product(w: _Writer, row: ProductRow) -> None:
    """A product concept under the code of its catalogue; what the rows say of it is stated once, whoever lists it."""
    scheme = "medical-device" if row.level is not None else "ccc"
    product = NamedNode(v.concept_iri("product", f"{scheme}-{row.codes[0].value}"))
    w.share(product, A, nqi("Product"))
    w.share(product, NamedNode(v.SKOS + "prefLabel"), Literal(row.label_zh.value, language="zh"))
    for code in row.codes:
        w.share(product, NamedNode(v.SKOS + "notation"), Literal(code.value))
    if row.category is not None:
        category = NamedNode(v.concept_iri("product", f"{scheme}-{row.category.value}"))
        w.share(category, A, nqi("Product"))
        w.share(category, NamedNode(v.SKOS + "prefLabel"), Literal(row.category.value, language="zh"))
        w.share(product, NamedNode(v.SKOS + "broader"), category)
    if row.level is not None:
        w.share(product, nqi("managementClass"), Literal(row.level.value))
    if row.self_declaration is not None:
        w.share(product, nqi("selfDeclaration"), Literal(row.self_declaration.value))
    w.entry(row, product)
