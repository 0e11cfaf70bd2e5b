"""StandardDocument -> quads: one named graph per source file, the same bytes for the same file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocabulary as v
from kg.document_writer import DATE, INTEGER, A, DocumentWriter, dcterms, nqi
from kg.identifiers import StandardNumber
from kg.mapping_limits import write_limits, write_measurands, write_methods, write_tables
from kg.mapping_mentions import write_mentions
from kg.model import AnnexKind, StandardDocument


def edition_of_document(document: StandardDocument) -> str | None:
    """IRI of what the document is an edition of: by number, or for laws by title and date; None if neither is known."""
    if document.number is not None:
        return v.edition_iri(StandardNumber.parse(document.number.value))
    if document.type.value == "law" and document.title_zh is not None:
        if document.issued is None:
            return v.law_iri(document.title_zh.value)
        return v.law_edition_iri(document.title_zh.value, document.issued.value.isoformat())
    return None


def triples_of(document: StandardDocument, text: str, source_path: str, extractor: str) -> list[Triple]:
    """Everything ``document`` says, in a stable order.

    ``text`` is the document text that evidence offsets count in; it is kept in the graph so that
    every place can be quoted. Raises ValueError where the document has no identity.
    """
    edition = edition_of_document(document)
    if edition is None:
        raise ValueError(f"{document.file}: neither a number nor a law's title and date")
    writer = DocumentWriter(document, edition)
    _source(writer, text, source_path, extractor)
    _metadata(writer)
    _relations(writer)
    clauses = _clauses(writer)
    _clause_facts(writer, clauses)
    _findings(writer)
    return list(writer.triples)


def _source(w: DocumentWriter, text: str, source_path: str, extractor: str) -> None:
    d = w.document
    w.add(w.graph, A, nqi("SourceDocument"))
    w.add(w.graph, nqi("describes"), w.subject)
    w.add(w.graph, nqi("fileName"), Literal(d.file))
    w.add(w.graph, nqi("sourcePath"), Literal(source_path))
    w.add(w.graph, nqi("sha256"), Literal(d.sha256))
    w.add(w.graph, nqi("format"), Literal(d.format))
    w.add(w.graph, nqi("pageCount"), Literal(str(d.pages), datatype=INTEGER))
    w.add(w.graph, nqi("extractor"), Literal(extractor))
    w.add(w.graph, nqi("text"), Literal(text))


def _metadata(w: DocumentWriter) -> None:
    d, s = w.document, w.subject
    w.add(s, A, NamedNode(v.SMART + "PublicationDocument"))
    w.add(s, nqi("documentType"), NamedNode(v.concept_iri("document-type", d.type.value)))
    if d.number is not None:
        number = StandardNumber.parse(d.number.value)
        work = NamedNode(v.work_iri(number))
        w.add(work, A, nqi("Standard"))
        w.add(work, dcterms("identifier"), Literal(number.work.canonical))
        w.add(s, A, nqi("StandardEdition"))
        w.state("number", dcterms("identifier"), Literal(number.canonical), d.number.at)
    else:
        assert d.title_zh is not None
        work = NamedNode(v.law_iri(d.title_zh.value))
        w.add(work, A, nqi("Standard"))
        w.add(work, dcterms("identifier"), Literal(d.title_zh.value))
        w.add(s, A, nqi("Law"))
        w.add(s, dcterms("identifier"), Literal(d.title_zh.value))
    if work != s:
        w.add(s, dcterms("isVersionOf"), work)
        w.add(work, dcterms("hasVersion"), s)
    if d.title_zh is not None:
        w.state("title-zh", dcterms("title"), Literal(d.title_zh.value, language="zh"), d.title_zh.at)
    if d.title_en is not None:
        w.state("title-en", dcterms("title"), Literal(d.title_en.value, language="en"), d.title_en.at)
    if d.mandatory is not None:
        w.boolean(s, nqi("mandatory"), d.mandatory)
    if d.draft is not None:
        w.state("draft", nqi("draft"), Literal(d.draft.value), d.draft.at)
    if d.digest is not None:
        w.state("digest", nqi("digest"), Literal(d.digest.value, language="zh"), d.digest.at)
    if d.issued is not None:
        w.state("issued", dcterms("issued"), Literal(d.issued.value.isoformat(), datatype=DATE), d.issued.at)
    if d.effective is not None:
        w.state("effective", dcterms("available"), Literal(d.effective.value.isoformat(), datatype=DATE), d.effective.at)
    for kind, codes in (("ics", d.ics), ("ccs", d.ccs)):
        for i, code in enumerate(codes, 1):
            concept = NamedNode(v.concept_iri(kind, code.value))
            w.add(concept, A, NamedNode(v.SKOS + "Concept"))
            w.add(concept, NamedNode(v.SKOS + "notation"), Literal(code.value))
            w.state(f"{kind}-{i}", nqi(kind), concept, code.at)
    for i, issuer in enumerate(d.issuers, 1):
        organisation = NamedNode(v.concept_iri("org", issuer.value))
        w.add(organisation, A, NamedNode(v.ORG + "Organization"))
        w.add(organisation, NamedNode(v.SKOS + "prefLabel"), Literal(issuer.value, language="zh"))
        w.state(f"issuer-{i}", dcterms("publisher"), organisation, issuer.at)
    if d.committee is not None:
        w.state("committee", nqi("committee"), Literal(d.committee.value, language="zh"), d.committee.at)
    for i, drafter in enumerate(d.drafters, 1):
        w.state(f"drafter-{i}", nqi("drafter"), Literal(drafter.value, language="zh"), drafter.at)


def _relations(w: DocumentWriter) -> None:
    d, s = w.document, w.subject
    for i, replaced in enumerate(d.replaces, 1):
        target = w.target(replaced.value)
        w.add(s, nqi("replaces"), target)
        if d.number is not None and StandardNumber.parse(replaced.value).work == StandardNumber.parse(d.number.value).work:
            # SMART allows a publication to replace one version of itself only; across works ours alone says it.
            w.add(s, dcterms("replaces"), target)
        node = NamedNode(f"{w.edition}/replaces/{i}")
        w.add(node, A, nqi("Replacement"))
        w.add(s, nqi("hasReplacement"), node)
        w.add(node, nqi("refersTo"), target)
        if replaced.partial:
            w.boolean(node, nqi("partial"), True)
        w.evidence(node, replaced.at)
    for i, successor in enumerate(d.replaced_by, 1):
        # Only the node: whether the successor's own text says otherwise is known where both are (`kg.listings`).
        node = NamedNode(w.edition + v.REPLACED_BY + str(i))
        target = w.target(successor.value)
        w.add(node, A, nqi("Replacement"))
        w.add(target, nqi("hasReplacement"), node)
        w.add(node, nqi("about"), target)
        w.add(node, nqi("refersTo"), s)
        if successor.partial:
            w.boolean(node, nqi("partial"), True)
        w.evidence(node, successor.at)
        if successor.since is not None:
            day = NamedNode(f"{node.value}/effective")
            w.add(day, A, nqi("MetadataStatement"))
            w.add(day, nqi("about"), target)
            w.add(day, nqi("statedProperty"), dcterms("available"))
            w.add(day, nqi("statedValue"), Literal(successor.since.value.isoformat(), datatype=DATE))
            w.evidence(day, successor.since.at)
    for i, adoption in enumerate(d.adopts, 1):
        target = w.target(adoption.number)
        w.add(s, nqi("adopts"), target)
        node = NamedNode(f"{w.edition}/adopts/{i}")
        w.add(node, A, nqi("Adoption"))
        w.add(s, nqi("hasAdoption"), node)
        w.add(node, nqi("refersTo"), target)
        w.add(node, nqi("adoptionDegree"), NamedNode(v.NQI + adoption.degree))
        w.evidence(node, adoption.at)
    for i, reference in enumerate(d.references, 1):
        target = w.target(reference.number)
        w.add(s, dcterms("references"), target)
        node = NamedNode(f"{w.edition}/ref/{i}")
        w.add(node, A, nqi("NormativeReference"))
        w.add(s, nqi("hasReference"), node)
        w.add(node, nqi("refersTo"), target)
        w.boolean(node, nqi("dated"), reference.dated)
        if reference.all_parts:
            w.boolean(node, nqi("allParts"), True)
        if reference.title_zh:
            w.add(node, dcterms("title"), Literal(reference.title_zh, language="zh"))
        w.evidence(node, reference.at)
    for i, mention in enumerate(d.products, 1):
        product = NamedNode(v.concept_iri("product", mention.product))
        w.add(s, nqi("appliesTo"), product)
        node = NamedNode(f"{w.edition}/product/{i}")
        w.add(node, A, nqi("ProductMention"))
        w.add(s, nqi("mentions"), node)
        w.add(node, nqi("refersTo"), product)
        w.evidence(node, mention.at)


def _clauses(w: DocumentWriter) -> dict[str, NamedNode]:
    """Writes the clause tree; returns clause number -> node (the first that carries it)."""
    nodes: dict[str, NamedNode] = {}
    seen: Counter[str] = Counter()
    last_child: dict[NamedNode, NamedNode] = {}
    for clause in w.document.clauses:
        seen[clause.number] += 1
        node = NamedNode(v.clause_iri(w.edition, clause.number, seen[clause.number]))
        parent = nodes.get(clause.parent, w.subject) if clause.parent else w.subject
        nodes.setdefault(clause.number, node)
        w.add(node, A, NamedNode(v.SMART + "Clause"))
        w.add(node, NamedNode(v.SMART + "hasSectionNumber"), Literal(clause.number))
        if clause.heading:
            w.add(node, dcterms("title"), Literal(clause.heading, language="zh"))
        w.add(node, dcterms("isPartOf"), parent)
        if parent in last_child:
            w.add(node, NamedNode(v.SMART + "isSuccessorOf"), last_child[parent])
        last_child[parent] = node
        if clause.text:
            w.add(node, nqi("text"), Literal(clause.text))
        if clause.number.startswith("附录"):
            w.add(node, nqi("annexKind"), Literal("normative" if clause.kind is AnnexKind.NORMATIVE else "informative"))
        w.evidence(node, clause.at)
    return nodes


def _in_clause(w: DocumentWriter, node: NamedNode, clauses: dict[str, NamedNode], clause: str | None) -> None:
    if clause is not None and clause in clauses:
        w.add(node, nqi("inClause"), clauses[clause])


def _clause_facts(w: DocumentWriter, clauses: dict[str, NamedNode]) -> None:
    d = w.document
    ordinal: Counter[str] = Counter()
    for provision in d.provisions:
        parent = clauses.get(provision.clause, w.subject)
        ordinal[parent.value] += 1
        node = NamedNode(f"{parent.value}/p/{ordinal[parent.value]}")
        w.add(node, A, NamedNode(v.PROVISION_CLASSES[provision.kind.value]))
        w.add(node, dcterms("isPartOf"), parent)
        w.add(node, nqi("text"), Literal(provision.text))
        for number in provision.delegates_to:
            w.add(node, nqi("delegatesTo"), w.target(number))
        w.evidence(node, provision.at)
    for i, citation in enumerate(d.citations, 1):
        target = w.target(citation.number)
        w.add(w.subject, dcterms("references"), target)
        node = NamedNode(f"{w.edition}/cit/{i}")
        w.add(node, A, nqi("Citation"))
        w.add(w.subject, nqi("hasCitation"), node)
        w.add(node, nqi("refersTo"), target)
        _in_clause(w, node, clauses, citation.clause)
        if citation.target_clause:
            w.add(node, nqi("targetClause"), Literal(citation.target_clause))
        w.evidence(node, citation.at)
    terms: Counter[str] = Counter()
    for term in d.terms:
        terms[term.clause] += 1
        suffix = "" if terms[term.clause] == 1 else f"~{terms[term.clause]}"
        node = NamedNode(f"{w.edition}/term/{v.segment(term.clause)}{suffix}")
        w.add(node, A, NamedNode(v.SMART + "TermEntry"))
        w.add(node, dcterms("isPartOf"), w.subject)
        w.add(node, NamedNode(v.SKOS + "prefLabel"), Literal(term.term_zh, language="zh"))
        if term.term_en:
            w.add(node, NamedNode(v.SKOS + "prefLabel"), Literal(term.term_en, language="en"))
        w.add(node, NamedNode(v.SKOS + "definition"), Literal(term.definition, language="zh"))
        for other in term.admitted:
            w.add(node, NamedNode(v.SKOS + "altLabel"), Literal(other, language="zh"))
        for other in term.deprecated:
            w.add(node, NamedNode(v.SKOS + "hiddenLabel"), Literal(other, language="zh"))
        for note in term.notes:
            w.add(node, NamedNode(v.SKOS + "note"), Literal(note, language="zh"))
        if term.source:
            w.add(node, dcterms("source"), Literal(term.source, language="zh"))
        _in_clause(w, node, clauses, term.clause)
        w.evidence(node, term.at)
    tables = write_tables(w, clauses)
    write_limits(w, clauses, tables)
    write_measurands(w)
    write_methods(w)
    write_mentions(w, clauses)


def _findings(w: DocumentWriter) -> None:
    for i, finding in enumerate(w.document.findings, 1):
        node = NamedNode(f"{w.graph.value}/finding/{i}")
        w.add(node, A, nqi("Finding"))
        w.add(w.graph, nqi("hasFinding"), node)
        w.add(node, nqi("severity"), Literal(finding.severity.value))
        w.add(node, nqi("code"), Literal(finding.code))
        w.add(node, nqi("place"), Literal(finding.place))
        w.add(node, nqi("message"), Literal(finding.message))


def n_triples(triples: list[Triple]) -> Iterator[str]:
    """Each triple as one N-Triples line."""
    for triple in triples:
        yield f"{triple.subject} {triple.predicate} {triple.object} ."
