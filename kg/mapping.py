"""StandardDocument -> quads: one named graph per source file, the same bytes for the same file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.model import AnnexKind, Cell, Evidence, StandardDocument

_Node = NamedNode
_A = NamedNode(v.RDF + "type")
_BOOLEAN = NamedNode(v.XSD + "boolean")
_DATE = NamedNode(v.XSD + "date")
_INTEGER = NamedNode(v.XSD + "integer")
_DECIMAL = NamedNode(v.XSD + "decimal")


def _nqi(name: str) -> NamedNode:
    # The vocabulary is closed: a term that ontologies/nqi.ttl does not define is a bug here.
    assert name in v.PROPERTIES or name in v.CLASSES, name
    return NamedNode(v.NQI + name)


def _dcterms(name: str) -> NamedNode:
    return NamedNode(v.DCTERMS + name)


def edition_of_document(document: StandardDocument) -> str | None:
    """IRI of what the document is an edition of: by number, or for laws by title and date; None if neither is known."""
    if document.number is not None:
        return v.edition_iri(StandardNumber.parse(document.number.value))
    if document.type.value == "law" and document.title_zh is not None:
        if document.issued is None:
            return v.law_iri(document.title_zh.value)
        return v.law_edition_iri(document.title_zh.value, document.issued.value.isoformat())
    return None


class _Writer:
    """Collects the triples of one document."""

    def __init__(self, document: StandardDocument, edition: str) -> None:
        self.document = document
        self.edition = edition
        self.subject = _Node(edition)
        self.graph = _Node(v.graph_iri(document.sha256))
        self.triples: dict[Triple, None] = {}

    def add(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        self.triples[Triple(subject, predicate, value)] = None

    def evidence(self, subject: NamedNode, at: Evidence) -> None:
        self.add(subject, _nqi("evidence"), _Node(v.evidence_iri(self.document.sha256, at.page, at.start, at.end)))
        if at.confidence < 1.0:
            self.add(subject, _nqi("confidence"), Literal(f"{at.confidence:.3f}", datatype=_DECIMAL))

    def state(self, slug: str, predicate: NamedNode, value: NamedNode | Literal, at: Evidence) -> None:
        """A plain triple, and beside it the statement node that carries its place."""
        self.add(self.subject, predicate, value)
        node = _Node(f"{self.edition}/meta/{slug}")
        self.add(node, _A, _nqi("MetadataStatement"))
        self.add(node, _nqi("about"), self.subject)
        self.add(node, _nqi("statedProperty"), predicate)
        self.add(node, _nqi("statedValue"), value)
        self.evidence(node, at)

    def target(self, text: str) -> NamedNode:
        """The node a number names, with enough said about it to be a stated stub."""
        number = StandardNumber.parse(text)
        work = _Node(v.work_iri(number))
        self.add(work, _A, _nqi("Standard"))
        self.add(work, _dcterms("identifier"), Literal(number.work.canonical))
        if not number.is_dated:
            return work
        edition = _Node(v.edition_iri(number))
        self.add(edition, _A, _nqi("StandardEdition"))
        self.add(edition, _dcterms("identifier"), Literal(number.canonical))
        self.add(edition, _dcterms("isVersionOf"), work)
        return edition


def triples_of(document: StandardDocument, text: str, source_path: str, extractor: str) -> list[Triple]:
    """Everything ``document`` says, in a stable order.

    ``text`` is the document text that evidence offsets count in; it is kept in the graph so that
    every place can be quoted. Raises ValueError where the document has no identity.
    """
    edition = edition_of_document(document)
    if edition is None:
        raise ValueError(f"{document.file}: neither a number nor a law's title and date")
    writer = _Writer(document, edition)
    _source(writer, text, source_path, extractor)
    _metadata(writer)
    _relations(writer)
    clauses = _clauses(writer)
    _clause_facts(writer, clauses)
    _findings(writer)
    return list(writer.triples)


def _source(w: _Writer, text: str, source_path: str, extractor: str) -> None:
    d = w.document
    w.add(w.graph, _A, _nqi("SourceDocument"))
    w.add(w.graph, _nqi("describes"), w.subject)
    w.add(w.graph, _nqi("fileName"), Literal(d.file))
    w.add(w.graph, _nqi("sourcePath"), Literal(source_path))
    w.add(w.graph, _nqi("sha256"), Literal(d.sha256))
    w.add(w.graph, _nqi("format"), Literal(d.format))
    w.add(w.graph, _nqi("pageCount"), Literal(str(d.pages), datatype=_INTEGER))
    w.add(w.graph, _nqi("extractor"), Literal(extractor))
    w.add(w.graph, _nqi("text"), Literal(text))


def _metadata(w: _Writer) -> None:
    d, s = w.document, w.subject
    w.add(s, _A, _Node(v.SMART + "PublicationDocument"))
    w.add(s, _nqi("documentType"), _Node(v.concept_iri("document-type", d.type.value)))
    if d.number is not None:
        number = StandardNumber.parse(d.number.value)
        work = _Node(v.work_iri(number))
        w.add(work, _A, _nqi("Standard"))
        w.add(work, _dcterms("identifier"), Literal(number.work.canonical))
        w.add(s, _A, _nqi("StandardEdition"))
        w.state("number", _dcterms("identifier"), Literal(number.canonical), d.number.at)
    else:
        assert d.title_zh is not None
        work = _Node(v.law_iri(d.title_zh.value))
        w.add(work, _A, _nqi("Standard"))
        w.add(work, _dcterms("identifier"), Literal(d.title_zh.value))
        w.add(s, _A, _nqi("Law"))
        w.add(s, _dcterms("identifier"), Literal(d.title_zh.value))
    if work != s:
        w.add(s, _dcterms("isVersionOf"), work)
        w.add(work, _dcterms("hasVersion"), s)
    if d.title_zh is not None:
        w.state("title-zh", _dcterms("title"), Literal(d.title_zh.value, language="zh"), d.title_zh.at)
    if d.title_en is not None:
        w.state("title-en", _dcterms("title"), Literal(d.title_en.value, language="en"), d.title_en.at)
    if d.mandatory is not None:
        w.add(s, _nqi("mandatory"), Literal("true" if d.mandatory else "false", datatype=_BOOLEAN))
    if d.draft is not None:
        w.state("draft", _nqi("draft"), Literal(d.draft.value), d.draft.at)
    if d.digest is not None:
        w.state("digest", _nqi("digest"), Literal(d.digest.value, language="zh"), d.digest.at)
    if d.issued is not None:
        w.state("issued", _dcterms("issued"), Literal(d.issued.value.isoformat(), datatype=_DATE), d.issued.at)
    if d.effective is not None:
        w.state("effective", _dcterms("available"), Literal(d.effective.value.isoformat(), datatype=_DATE), d.effective.at)
    for kind, codes in (("ics", d.ics), ("ccs", d.ccs)):
        for i, code in enumerate(codes, 1):
            concept = _Node(v.concept_iri(kind, code.value))
            w.add(concept, _A, _Node(v.SKOS + "Concept"))
            w.add(concept, _Node(v.SKOS + "notation"), Literal(code.value))
            w.state(f"{kind}-{i}", _nqi(kind), concept, code.at)
    for i, issuer in enumerate(d.issuers, 1):
        organisation = _Node(v.concept_iri("org", issuer.value))
        w.add(organisation, _A, _Node(v.ORG + "Organization"))
        w.add(organisation, _Node(v.SKOS + "prefLabel"), Literal(issuer.value, language="zh"))
        w.state(f"issuer-{i}", _dcterms("publisher"), organisation, issuer.at)
    if d.committee is not None:
        w.state("committee", _nqi("committee"), Literal(d.committee.value, language="zh"), d.committee.at)
    for i, drafter in enumerate(d.drafters, 1):
        w.state(f"drafter-{i}", _nqi("drafter"), Literal(drafter.value, language="zh"), drafter.at)


def _relations(w: _Writer) -> None:
    d, s = w.document, w.subject
    for i, replaced in enumerate(d.replaces, 1):
        target = w.target(replaced.value)
        w.add(s, _nqi("replaces"), target)
        if d.number is not None and StandardNumber.parse(replaced.value).work == StandardNumber.parse(d.number.value).work:
            # SMART allows a publication to replace one version of itself only; across works ours alone says it.
            w.add(s, _dcterms("replaces"), target)
        node = _Node(f"{w.edition}/replaces/{i}")
        w.add(node, _A, _nqi("Replacement"))
        w.add(s, _nqi("hasReplacement"), node)
        w.add(node, _nqi("refersTo"), target)
        if replaced.partial:
            w.add(node, _nqi("partial"), Literal("true", datatype=_BOOLEAN))
        w.evidence(node, replaced.at)
    for i, adoption in enumerate(d.adopts, 1):
        target = w.target(adoption.number)
        w.add(s, _nqi("adopts"), target)
        node = _Node(f"{w.edition}/adopts/{i}")
        w.add(node, _A, _nqi("Adoption"))
        w.add(s, _nqi("hasAdoption"), node)
        w.add(node, _nqi("refersTo"), target)
        w.add(node, _nqi("adoptionDegree"), _Node(v.NQI + adoption.degree))
        w.evidence(node, adoption.at)
    for i, reference in enumerate(d.references, 1):
        target = w.target(reference.number)
        w.add(s, _dcterms("references"), target)
        node = _Node(f"{w.edition}/ref/{i}")
        w.add(node, _A, _nqi("NormativeReference"))
        w.add(s, _nqi("hasReference"), node)
        w.add(node, _nqi("refersTo"), target)
        w.add(node, _nqi("dated"), Literal("true" if reference.dated else "false", datatype=_BOOLEAN))
        if reference.all_parts:
            w.add(node, _nqi("allParts"), Literal("true", datatype=_BOOLEAN))
        if reference.title_zh:
            w.add(node, _dcterms("title"), Literal(reference.title_zh, language="zh"))
        w.evidence(node, reference.at)
    for i, mention in enumerate(d.products, 1):
        product = _Node(v.concept_iri("product", mention.product))
        w.add(s, _nqi("appliesTo"), product)
        node = _Node(f"{w.edition}/product/{i}")
        w.add(node, _A, _nqi("ProductMention"))
        w.add(s, _nqi("mentions"), node)
        w.add(node, _nqi("refersTo"), product)
        w.evidence(node, mention.at)


def _clauses(w: _Writer) -> dict[str, NamedNode]:
    """Writes the clause tree; returns clause number -> node (the first that carries it)."""
    nodes: dict[str, NamedNode] = {}
    seen: Counter[str] = Counter()
    last_child: dict[NamedNode, NamedNode] = {}
    for clause in w.document.clauses:
        seen[clause.number] += 1
        node = _Node(v.clause_iri(w.edition, clause.number, seen[clause.number]))
        parent = nodes.get(clause.parent, w.subject) if clause.parent else w.subject
        nodes.setdefault(clause.number, node)
        w.add(node, _A, _Node(v.SMART + "Clause"))
        w.add(node, _Node(v.SMART + "hasSectionNumber"), Literal(clause.number))
        if clause.heading:
            w.add(node, _dcterms("title"), Literal(clause.heading, language="zh"))
        w.add(node, _dcterms("isPartOf"), parent)
        if parent in last_child:
            w.add(node, _Node(v.SMART + "isSuccessorOf"), last_child[parent])
        last_child[parent] = node
        if clause.text:
            w.add(node, _nqi("text"), Literal(clause.text))
        if clause.number.startswith("附录"):
            w.add(node, _nqi("annexKind"), Literal("normative" if clause.kind is AnnexKind.NORMATIVE else "informative"))
        w.evidence(node, clause.at)
    return nodes


def _in_clause(w: _Writer, node: NamedNode, clauses: dict[str, NamedNode], clause: str | None) -> None:
    if clause is not None and clause in clauses:
        w.add(node, _nqi("inClause"), clauses[clause])


def _clause_facts(w: _Writer, clauses: dict[str, NamedNode]) -> None:
    d = w.document
    ordinal: Counter[str] = Counter()
    for provision in d.provisions:
        parent = clauses.get(provision.clause, w.subject)
        ordinal[parent.value] += 1
        node = _Node(f"{parent.value}/p/{ordinal[parent.value]}")
        w.add(node, _A, _Node(v.PROVISION_CLASSES[provision.kind.value]))
        w.add(node, _dcterms("isPartOf"), parent)
        w.add(node, _nqi("text"), Literal(provision.text))
        w.evidence(node, provision.at)
    for i, citation in enumerate(d.citations, 1):
        target = w.target(citation.number)
        w.add(w.subject, _dcterms("references"), target)
        node = _Node(f"{w.edition}/cit/{i}")
        w.add(node, _A, _nqi("Citation"))
        w.add(w.subject, _nqi("hasCitation"), node)
        w.add(node, _nqi("refersTo"), target)
        _in_clause(w, node, clauses, citation.clause)
        if citation.target_clause:
            w.add(node, _nqi("targetClause"), Literal(citation.target_clause))
        w.evidence(node, citation.at)
    terms: Counter[str] = Counter()
    for term in d.terms:
        terms[term.clause] += 1
        suffix = "" if terms[term.clause] == 1 else f"~{terms[term.clause]}"
        node = _Node(f"{w.edition}/term/{v.segment(term.clause)}{suffix}")
        w.add(node, _A, _Node(v.SMART + "TermEntry"))
        w.add(node, _dcterms("isPartOf"), w.subject)
        w.add(node, _Node(v.SKOS + "prefLabel"), Literal(term.term_zh, language="zh"))
        if term.term_en:
            w.add(node, _Node(v.SKOS + "prefLabel"), Literal(term.term_en, language="en"))
        w.add(node, _Node(v.SKOS + "definition"), Literal(term.definition, language="zh"))
        _in_clause(w, node, clauses, term.clause)
        w.evidence(node, term.at)
    for i, table in enumerate(d.tables, 1):
        node = _Node(f"{w.edition}/tbl/{i}")
        w.add(node, _A, _nqi("Table"))
        w.add(node, _dcterms("isPartOf"), w.subject)
        if table.number:
            w.add(node, _dcterms("identifier"), Literal(table.number))
        if table.caption:
            w.add(node, _dcterms("title"), Literal(table.caption, language="zh"))
        w.add(node, _nqi("header"), Literal(_cells(table.header)))
        w.add(node, _nqi("rows"), Literal(_cells(table.rows)))
        _in_clause(w, node, clauses, table.clause)
        w.evidence(node, table.at)


def _cells(rows: tuple[tuple[Cell, ...], ...]) -> str:
    return json.dumps([[cell.text for cell in row] for row in rows], ensure_ascii=False)


def _findings(w: _Writer) -> None:
    for i, finding in enumerate(w.document.findings, 1):
        node = _Node(f"{w.graph.value}/finding/{i}")
        w.add(node, _A, _nqi("Finding"))
        w.add(w.graph, _nqi("hasFinding"), node)
        w.add(node, _nqi("severity"), Literal(finding.severity.value))
        w.add(node, _nqi("code"), Literal(finding.code))
        w.add(node, _nqi("place"), Literal(finding.place))
        w.add(node, _nqi("message"), Literal(finding.message))


def n_triples(triples: list[Triple]) -> Iterator[str]:
    """Each triple as one N-Triples line."""
    for triple in triples:
        yield f"{triple.subject} {triple.predicate} {triple.object} ."
