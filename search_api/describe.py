"""What the graph knows of one thing, as JSON: a standard with its places, any resource, a place in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg import timeline
from kg import vocabulary as v
from kg.life import judge
from kg.limit_text import whole
from kg.register import document_triples
from search_api.passages import GraphNode, nodes_of
from search_api.related import GraphView, Related, kind_of
from search_api.standing import (
    contradictions,
    known_as,
    listings,
    meant_on,
    name_of,
    stated_targets,
    successors,
    title_as_cited,
    title_of,
)

Json = dict[str, Any]

_SHOWN_INCOMING = 200
_RDF_INCOMING = 500
_LONG_TEXT = 2000
_AROUND = 300
_LINKS = 24
_CLASSES = (v.ID + "ics/", v.ID + "ccs/")
_PLAIN = {
    v.DCTERMS + "identifier": "number",
    v.DCTERMS + "title": "title",
    v.DCTERMS + "issued": "issued",
    v.DCTERMS + "available": "effective",
    v.DCTERMS + "publisher": "issuer",
    v.NQI + "ics": "ics",
    v.NQI + "ccs": "ccs",
    v.NQI + "committee": "committee",
    v.NQI + "drafter": "drafter",
    v.NQI + "draft": "draft",
}
_MEDIA = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


def label_of(node: GraphNode) -> str | None:
    """The Chinese label of a concept, else any."""
    return node.text(v.SKOS + "prefLabel", "zh") or node.text(v.SKOS + "prefLabel")


class _Document:
    """One file's graph, for reading the facts of the edition it describes."""

    def __init__(self, view: GraphView, graph: str, edition: str) -> None:
        self.view = view
        self.graph = graph
        self.edition = edition
        self.nodes = nodes_of(document_triples(view.store, graph))

    def node(self, iri: str) -> GraphNode:
        return self.nodes.get(iri) or GraphNode(iri)

    def start(self, node: GraphNode) -> tuple[int, str]:
        parsed = [p for e in node.texts(v.NQI + "evidence") if (p := v.parse_evidence_iri(e))]
        return (min((p[2] for p in parsed), default=0), node.iri)

    def of_type(self, iri: str) -> list[GraphNode]:
        return sorted((n for n in self.nodes.values() if iri in n.texts(v.RDF + "type")), key=self.start)

    def owned(self, predicate: str) -> list[GraphNode]:
        return sorted((self.node(iri) for iri in self.node(self.edition).texts(predicate)), key=self.start)

    def evidence(self, node: GraphNode) -> Json | None:
        iri = min(node.texts(v.NQI + "evidence"), default=None)
        if iri is None:
            return None
        place = self.view.place(iri)
        confidence = node.text(v.NQI + "confidence")
        return place | ({"confidence": float(confidence)} if confidence else {})

    def target(self, node: GraphNode) -> str:
        return node.text(v.NQI + "refersTo") or ""

    def metadata(self) -> list[Json]:
        rows = []
        for node in self.of_type(v.NQI + "MetadataStatement"):
            if node.text(v.NQI + "about") != self.edition:
                continue
            prop, value = node.text(v.NQI + "statedProperty") or "", node.text(v.NQI + "statedValue") or ""
            rows.append({"property": _PLAIN.get(prop, prop), "value": self.plain(value), "evidence": self.evidence(node)})
        return rows

    def plain(self, value: str) -> str:
        """A concept as its notation or label, anything else as it is."""
        if not value.startswith(v.BASE):
            return value
        node = self.node(value)
        notation = node.text(v.SKOS + "notation")
        # A class is known by its code, a body or a product by its name.
        if notation and value.startswith(_CLASSES):
            return notation
        return label_of(node) or notation or value.rpartition("/")[2]

    def clauses(self) -> list[Json]:
        rows: list[Json] = []
        levels: dict[str, int] = {self.edition: 0}
        numbers: dict[str, str] = {}
        for node in self.of_type(v.SMART + "Clause"):
            parent = node.text(v.DCTERMS + "isPartOf") or self.edition
            levels[node.iri] = levels.get(parent, 0) + 1
            numbers[node.iri] = node.text(v.SMART + "hasSectionNumber") or ""
            rows.append(
                {
                    "iri": node.iri,
                    "number": numbers[node.iri],
                    "heading": node.text(v.DCTERMS + "title"),
                    "level": levels[node.iri],
                    "parent": numbers.get(parent),
                    "text": node.text(v.NQI + "text") or "",
                    "annex_kind": node.text(v.NQI + "annexKind"),
                    "evidence": self.evidence(node),
                }
            )
        return rows

    def clause_number(self, node: GraphNode) -> str | None:
        clause = node.text(v.NQI + "inClause")
        return self.node(clause).text(v.SMART + "hasSectionNumber") if clause else None

    def terms(self) -> list[Json]:
        return [
            {
                "iri": node.iri,
                "clause": self.clause_number(node) or node.iri.rpartition("/")[2].partition("~")[0],
                "term_zh": node.text(v.SKOS + "prefLabel", "zh"),
                "term_en": node.text(v.SKOS + "prefLabel", "en"),
                "definition": node.text(v.SKOS + "definition"),
                "admitted": node.texts(v.SKOS + "altLabel"),
                "deprecated": node.texts(v.SKOS + "hiddenLabel"),
                "notes": node.texts(v.SKOS + "note"),
                "source": node.text(v.DCTERMS + "source"),
                "evidence": self.evidence(node),
            }
            for node in self.of_type(v.SMART + "TermEntry")
        ]

    def tables(self) -> list[Json]:
        return [
            {
                "iri": node.iri,
                "number": node.text(v.DCTERMS + "identifier"),
                "caption": node.text(v.DCTERMS + "title"),
                "unit": node.text(v.NQI + "unit"),
                "clause": self.clause_number(node),
                "header": json.loads(node.text(v.NQI + "header") or "[]"),
                "rows": json.loads(node.text(v.NQI + "rows") or "[]"),
                "notes": [{"mark": mark, "text": text} for mark, text in json.loads(node.text(v.NQI + "notes") or "[]")],
                "evidence": self.evidence(node),
            }
            for node in self.of_type(v.NQI + "Table")
        ]

    def measurand(self, node: GraphNode) -> str | None:
        return label_of(self.node(node.text(v.NQI + "ofMeasurand") or ""))

    def limits(self) -> list[Json]:
        """Limits in the order of the text, in the contract's shape."""
        rows = []
        for node in self.owned(v.NQI + "hasLimit"):
            table = node.text(v.NQI + "inTable")
            operator = node.text(v.NQI + "operator") or ""
            rows.append(
                {
                    "iri": node.iri,
                    "clause": self.clause_number(node),
                    "table": self.node(table).text(v.DCTERMS + "identifier") if table else None,
                    "object": node.text(v.NQI + "limitedObject"),
                    "quantity": (node.text(v.QUDT + "hasQuantityKind") or "").rpartition("/")[2] or None,
                    "measurand": self.measurand(node),
                    "operator": operator,
                    "value": _value(node, operator, ""),
                    "unit": node.text(v.NQI + "unit"),
                    "unit_iri": node.text(v.QUDT + "hasUnit"),
                    "si_value": _value(node, operator, "SI"),
                    "condition": node.text(v.NQI + "condition"),
                    "evidence": self.evidence(node),
                }
            )
        return rows

    def measurands(self) -> list[Json]:
        return [{"name": self.measurand(node), "evidence": self.evidence(node)} for node in self.owned(v.NQI + "hasMeasurand")]

    def provisions(self) -> list[Json]:
        rows = []
        for kind, iri in v.PROVISION_CLASSES.items():
            for node in self.of_type(iri):
                clause = self.node(node.text(v.DCTERMS + "isPartOf") or "").text(v.SMART + "hasSectionNumber")
                rows.append(
                    (self.start(node), {"kind": kind, "clause": clause, "text": node.text(v.NQI + "text"), "evidence": self.evidence(node)})
                )
        return [row for _, row in sorted(rows, key=lambda pair: pair[0])]

    def findings(self) -> list[Json]:
        rows = sorted((n for n in self.nodes.values() if v.NQI + "Finding" in n.texts(v.RDF + "type")), key=lambda n: (len(n.iri), n.iri))
        return [{name: node.text(v.NQI + name) for name in ("severity", "code", "place", "message")} for node in rows]


def _value(node: GraphNode, operator: str, system: str) -> float | list[float] | None:
    """One bound, or [lower, upper] of a range; ``system`` is "" for the unit as printed, "SI" for coherent SI units."""
    lower, upper = (node.text(f"{v.NQI}{side}Bound{system}") for side in ("lower", "upper"))
    if operator == "range" and lower is not None and upper is not None:
        return [whole(float(lower)), whole(float(upper))]
    either = upper if upper is not None else lower
    return None if either is None else whole(float(either))


class Describer:
    """Descriptions over one `GraphView`."""

    def __init__(self, view: GraphView, related: Related) -> None:
        self.view = view
        self.related = related

    def _graphs(self, edition: str) -> list[str]:
        """Graphs of the files that describe the edition, the one with the most text first."""
        graphs = set(self.view.subjects(ox.NamedNode(v.NQI + "describes"), edition))
        return sorted(graphs, key=lambda g: (-len(self.view.document_text(g)), g))

    def _brief(self, iri: str, day: date) -> Json:
        view = self.view
        resolved = view.resolve(iri)
        return {
            "iri": iri,
            "number": view.number(iri),
            "title": view.title(iri) or view.title(resolved),
            "status": view.status(resolved, day),
            "in_graph": view.is_read(resolved),
            "known_as": known_as(view, iri),
        }

    def standard(self, edition: str, day: date) -> Json:
        """One edition with everything that is known of it; a stub has little but its number and who cites it."""
        view = self.view
        life = view.lives([edition])[edition]
        graphs = self._graphs(edition)
        document = _Document(view, graphs[0], edition) if graphs else None
        node = document.node(edition) if document else GraphNode(edition)
        work = life.work or edition
        mandatory = node.text(v.NQI + "mandatory")
        zh, en = (node.text(v.DCTERMS + "title", language) or title_of(view, edition, language) for language in ("zh", "en"))
        written = life.issued or life.start
        # Another file of the same edition may say what this one leaves out.
        concepts = {
            kind: sorted({_notation(view, o.value) for o in view.objects(edition, ox.NamedNode(v.NQI + kind))}) for kind in ("ics", "ccs")
        }
        return {
            "iri": edition,
            "number": life.number,
            "title": zh or en,
            "title_zh": zh,
            "title_en": en,
            "title_as_cited": None if zh or en else title_as_cited(view, edition, work),
            "type": (node.text(v.NQI + "documentType") or "").rpartition("/")[2] or None,
            "kind": kind_of(life.number, view.title(edition), "standard"),
            "mandatory": None if mandatory is None else mandatory == "true",
            "issued": life.issued.isoformat() if life.issued else None,
            "effective": life.effective.isoformat() if life.effective else None,
            "digest": self.view.is_digest(edition),
            "draft": node.text(v.NQI + "draft") if life.draft else None,
            "at": day.isoformat(),
            "status": judge(life, day).status,
            "reason": judge(life, day).reason,
            "in_graph": bool(graphs),
            "known_as": known_as(view, edition),
            "listings": listings(view, edition),
            "contradictions": contradictions(view, edition, day),
            "work": {"iri": work, "number": view.number(work)},
            **concepts,
            "issuers": [document.plain(iri) for iri in node.texts(v.DCTERMS + "publisher")] if document else [],
            "committee": node.text(v.NQI + "committee"),
            "drafters": node.texts(v.NQI + "drafter"),
            "metadata": document.metadata() if document else [],
            "editions": self.editions(work, day),
            "replaced_by": [self._brief(iri, day) | said for iri, said in successors(view, life)],
            "replaces": self._stated(edition, "hasReplacement", "replaces", day),
            "adopts": self._stated(edition, "hasAdoption", "adopts", day),
            "references": self._entries(document, "hasReference", day, written),
            "mentions": self._entries(document, "hasCitation", day, written),
            "citations": self._cited_by(edition, work, day),
            "products": self._products(edition),
            "terms": document.terms() if document else [],
            "clauses": document.clauses() if document else [],
            "tables": document.tables() if document else [],
            "limits": document.limits() if document else [],
            "measurands": document.measurands() if document else [],
            "test_methods": self._methods(document, day) if document else [],
            "provisions": document.provisions() if document else [],
            "sources": [self._source(graph) for graph in graphs],
            "findings": document.findings() if document else [],
            "links": self.related.as_json(self.related.links(edition, _LINKS), day),
        }

    def part(self, edition: str, day: date) -> tuple[list[Json], list[Json]]:
        """(limits, test methods) of one edition, in the order of the text; both empty where no file of it was read."""
        graphs = self._graphs(edition)
        if not graphs:
            return [], []
        document = _Document(self.view, graphs[0], edition)
        return document.limits(), self._methods(document, day)

    def _methods(self, document: _Document, day: date) -> list[Json]:
        rows = []
        for node in document.owned(v.NQI + "hasTestMethod"):
            method = self._brief(document.target(node), day)
            rows.append({"measurand": document.measurand(node), **method, "evidence": document.evidence(node)})
        return rows

    def _stated(self, edition: str, has: str, plain: str, day: date) -> list[Json]:
        return [self._brief(target, day) | said for target, said in stated_targets(self.view, edition, has, plain)]

    def _entries(self, document: _Document | None, predicate: str, day: date, written: date | None) -> list[Json]:
        """References or citations in the order of the text, each with what it means on the day and meant when it was written."""
        if document is None:
            return []
        rows = []
        for node in document.owned(v.NQI + predicate):
            target = document.target(node)
            row = self._brief(target, day)
            printed = node.text(v.DCTERMS + "title")
            row |= {"title": row["title"] or printed, "title_zh": printed or row["title"]} | meant_on(self.view, target, day, written)
            for name, flag in (("dated", "dated"), ("allParts", "all_parts")):
                if (value := node.text(v.NQI + name)) is not None:
                    row[flag] = value == "true"
            if predicate == "hasCitation":
                row |= {"clause": document.clause_number(node), "target_clause": node.text(v.NQI + "targetClause")}
            rows.append(row | {"evidence": document.evidence(node)})
        return rows

    def _cited_by(self, edition: str, work: str, day: date) -> list[Json]:
        edges = [*self.view.incoming(edition), *(self.view.incoming(work) if work != edition else ())]
        rows = {
            edge.source: self._brief(edge.source, day) | {"relation": edge.relation, "evidence": self.view.place(edge.evidence)}
            for edge in reversed(edges)
        }
        return sorted(rows.values(), key=lambda row: str(row["number"]))

    def _products(self, edition: str) -> list[Json]:
        return [
            {"iri": edge.target, "label": self.view.label(edge.target), "evidence": self.view.place(edge.evidence)}
            for edge in self.view.products(edition)
        ]

    def _source(self, graph: str) -> Json:
        values = {
            name: next((o.value for o in self.view.objects(graph, ox.NamedNode(v.NQI + name))), None)
            for name in ("fileName", "sha256", "format", "pageCount", "extractor")
        }
        return {
            "iri": graph,
            "file": values["fileName"],
            "sha256": values["sha256"],
            "format": values["format"],
            "pages": int(values["pageCount"] or 1),
            "extractor": values["extractor"],
        }

    def editions(self, work: str, day: date) -> list[Json]:
        """The life line of a work: its editions, oldest first."""
        return [
            {
                "iri": life.edition,
                "number": life.number,
                "name": name_of(self.view, life.edition),
                "title": self.view.title(life.edition),
                "issued": life.issued.isoformat() if life.issued else None,
                "effective": life.effective.isoformat() if life.effective else None,
                "superseded_from": life.superseded_from.isoformat() if life.superseded_from else None,
                "status": timeline.status_at(life, day),
                "in_graph": life.read,
                "replaced_by": [name_of(self.view, iri) for iri in life.superseded_by],
                "amendments": self._amendments(life.edition),
            }
            for life in timeline.editions_of(self.view.store, work)
        ]

    def _amendments(self, edition: str) -> list[str]:
        versions = self.view.subjects(ox.NamedNode(v.DCTERMS + "isVersionOf"), self.view.work_of(edition))
        return sorted(self.view.number(iri) for iri in set(versions) if iri.startswith(f"{edition}/amd/"))

    # -- any resource ---------------------------------------------------------------------

    def _label(self, iri: str) -> str:
        for predicate in (v.SKOS + "prefLabel", v.RDFS + "label"):
            labels = sorted((getattr(o, "language", None) != "zh", o.value) for o in self.view.objects(iri, ox.NamedNode(predicate)))
            if labels:
                return labels[0][1]
        identifier = min((o.value for o in self.view.objects(iri, ox.NamedNode(v.DCTERMS + "identifier"))), default=None)
        title = self.view.title(iri)
        file_name = self.view.file_name(iri) if iri.startswith(v.GRAPH) else None
        named = " ".join(dict.fromkeys(part for part in (identifier or file_name, title) if part))
        return named or shorten(iri)

    def _terms(self, quads: Iterator[ox.Quad]) -> dict[str, dict[ox.NamedNode | ox.Literal, None]]:
        grouped: dict[str, dict[ox.NamedNode | ox.Literal, None]] = {}
        for quad in quads:
            if isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                grouped.setdefault(quad.predicate.value, {})[quad.object] = None
        return grouped

    def _value(self, term: ox.NamedNode | ox.Literal) -> Json:
        if isinstance(term, ox.NamedNode):
            return {"iri": term.value, "label": self._label(term.value)}
        row: Json = {"value": term.value[:_LONG_TEXT]}
        if len(term.value) > _LONG_TEXT:
            row["truncated"] = True
        if term.language:
            row["language"] = term.language
        elif term.datatype.value != v.XSD + "string":
            row["datatype"] = shorten(term.datatype.value)
        return row

    def resource(self, iri: str) -> Json | None:
        """The description of any IRI, None where no triple has it."""
        raw, node = self.view.store.raw, ox.NamedNode(iri)
        outgoing = self._terms(raw.quads_for_pattern(node, None, None))
        incoming: dict[str, dict[str, None]] = {}
        for quad in islice(raw.quads_for_pattern(None, None, node), _SHOWN_INCOMING):
            if isinstance(quad.subject, ox.NamedNode):
                incoming.setdefault(quad.predicate.value, {})[quad.subject.value] = None
        if not outgoing and not incoming:
            return None
        types = [term.value for term in outgoing.get(v.RDF + "type", {})]
        return {
            "iri": iri,
            "label": self._label(iri),
            "types": [{"iri": t, "label": self._label(t)} for t in sorted(types)],
            "properties": [
                {
                    "predicate": predicate,
                    "label": self._label(predicate),
                    "values": [
                        self._value(t) for t in sorted(terms, key=lambda t: (isinstance(t, ox.NamedNode), t.value))[:_SHOWN_INCOMING]
                    ],
                }
                for predicate, terms in sorted(outgoing.items())
                if predicate != v.RDF + "type"
            ],
            "incoming": [
                {
                    "predicate": predicate,
                    "label": self._label(predicate),
                    "values": [{"iri": s, "label": self._label(s)} for s in sorted(subjects)],
                }
                for predicate, subjects in sorted(incoming.items())
            ],
        }

    def resource_rdf(self, iri: str, media_type: str) -> bytes | None:
        """Triples that have ``iri`` as subject, and up to 500 that have it as object."""
        raw, node = self.view.store.raw, ox.NamedNode(iri)
        triples = {quad.triple: None for quad in raw.quads_for_pattern(node, None, None)}
        for quad in islice(raw.quads_for_pattern(None, None, node), _RDF_INCOMING):
            triples[quad.triple] = None
        if not triples:
            return None
        return ox.serialize(list(triples), format=_MEDIA.get(media_type, ox.RdfFormat.TURTLE), prefixes=v.PREFIXES)

    def place(self, evidence: str) -> Json | None:
        """A place in a source file with its words and what stands around them; None for a file that is not in the graph."""
        parsed = v.parse_evidence_iri(evidence)
        if parsed is None:
            return None
        sha256, page, start, end = parsed
        graph = v.graph_iri(sha256)
        if not self.view.store.has_graph(graph):
            return None
        text = self.view.document_text(graph)
        edition = next((o.value for o in self.view.objects(graph, ox.NamedNode(v.NQI + "describes"))), "")
        return {
            "iri": evidence,
            "file": self.view.file_name(graph),
            "sha256": sha256,
            "page": page,
            "start": start,
            "end": end,
            "quote": text[start:end],
            "before": text[max(0, start - _AROUND) : start],
            "after": text[end : end + _AROUND],
            "number": self.view.number(edition) if edition else None,
            "edition": edition or None,
        }


def _notation(view: GraphView, concept: str) -> str:
    return min((o.value for o in view.objects(concept, ox.NamedNode(v.SKOS + "notation"))), default=concept.rpartition("/")[2])


def shorten(iri: str) -> str:
    """An IRI with our prefixes: ``nqi:Standard``."""
    for prefix, namespace in sorted(v.PREFIXES.items(), key=lambda pair: -len(pair[1])):
        rest = iri.removeprefix(namespace)
        if rest != iri and re.fullmatch(r"[\w.\-]+", rest):
            return f"{prefix}:{rest}"
    return iri
