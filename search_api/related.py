"""Links of a standard through the graph: what it cites, what cites it, what governs the same product.

Every link is a path of one or two edges, and every edge carries the place in a source file that
states it. An edge is written in the direction in which it is stated (a rule *references* a
standard), whichever end the walk came from. Metrology, certification and accreditation documents
are what people come for, so a page never fills up with plain references before showing those.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any

import pyoxigraph as ox

from kg import timeline
from kg import vocabulary as v
from kg.errors import NotFound
from kg.identifiers import StandardNumber
from kg.store_oxigraph import OxigraphStore

Json = dict[str, Any]

METROLOGY = "metrology"
CERTIFICATION = "certification"
ACCREDITATION = "accreditation"
TEST_METHOD = "test_method"
REFERENCE = "reference"
CITED_BY = "cited_by"
STANDARD = "standard"
_KIND_ORDER = {k: i for i, k in enumerate((METROLOGY, CERTIFICATION, ACCREDITATION, TEST_METHOD, REFERENCE, STANDARD, CITED_BY))}
_BRIDGED = frozenset({METROLOGY, CERTIFICATION, ACCREDITATION})
"""Kinds worth a second step: two steps away, a plain reference is noise."""

_METHOD_TITLE = re.compile(
    r"测定|试验方法|检测方法|检验方法|测量方法|测试方法|分析方法|监测方法|采样方法|(?i:test methods?|determination of)"
)

# A standard that hundreds cite (GB/T 1.1, GB/T 191) relates nothing to anything.
_POPULAR = 40
_MOST_EDGES = 400
_CACHED = 4096
_DAYS = 4

_REFERS_TO = ox.NamedNode(v.NQI + "refersTo")
_EVIDENCE = ox.NamedNode(v.NQI + "evidence")
_HAS_REFERENCE = ox.NamedNode(v.NQI + "hasReference")
_HAS_CITATION = ox.NamedNode(v.NQI + "hasCitation")
_MENTIONS = ox.NamedNode(v.NQI + "mentions")
_DIGEST = ox.NamedNode(v.NQI + "digest")
_BROADER = ox.NamedNode(v.SKOS + "broader")
_APPLIES_TO = ox.NamedNode(v.NQI + "appliesTo")
_TITLE = ox.NamedNode(v.DCTERMS + "title")
_IDENTIFIER = ox.NamedNode(v.DCTERMS + "identifier")
_VERSION_OF = ox.NamedNode(v.DCTERMS + "isVersionOf")
_DESCRIBES = ox.NamedNode(v.NQI + "describes")
_FILE_NAME = ox.NamedNode(v.NQI + "fileName")
_TEXT = ox.NamedNode(v.NQI + "text")
_PREF_LABEL = ox.NamedNode(v.SKOS + "prefLabel")
_ALT_LABEL = ox.NamedNode(v.SKOS + "altLabel")
_PRODUCTS = v.ID + "product/"
_LAWS = v.ID + "law/"


@dataclass(frozen=True, slots=True)
class Edge:
    """One stated relation: ``source`` and ``target`` are IRIs, ``evidence`` the place that states it."""

    source: str
    relation: str
    target: str
    evidence: str
    title: str | None = None
    """What the source calls the target, where it does."""


@dataclass(frozen=True, slots=True)
class Link:
    """A target with its kind and the path that leads there."""

    kind: str
    target: str
    number: str
    name: str | None
    in_graph: bool
    path: tuple[Edge, ...]
    score: float


class GraphView:
    """Remembering look-ups over a graph that does not change while the view lives; safe between threads."""

    def __init__(self, store: OxigraphStore) -> None:
        self.store = store
        self._raw = store.raw
        self.objects, self.subjects = store.objects, store.subjects
        self._lives: OrderedDict[str, timeline.Life] = OrderedDict()
        self._reader = timeline.Reader(store)
        self._judged: OrderedDict[date, dict[str, str]] = OrderedDict()
        self._lock = Lock()
        self.outgoing = lru_cache(_CACHED)(self._outgoing)
        self.incoming = lru_cache(_CACHED)(self._incoming)
        self.products = lru_cache(_CACHED)(self._products)
        self.applying = lru_cache(1024)(self._applying)
        self.number = lru_cache(_CACHED * 8)(self._number)
        self.title = lru_cache(_CACHED * 8)(self._title)
        self.is_read = lru_cache(_CACHED * 8)(self._is_read)
        self.resolve = lru_cache(_CACHED * 8)(self._resolve)
        self.work_of = lru_cache(_CACHED * 8)(self._work_of)
        self.file_name = lru_cache(_CACHED)(self._file_name)
        self.document_text = lru_cache(64)(self._document_text)

    def lives(self, editions: Iterable[str]) -> dict[str, timeline.Life]:
        """`timeline.lives`, each edition read once."""
        wanted = list(dict.fromkeys(editions))
        with self._lock:
            missing = [e for e in wanted if e not in self._lives]
        # One reader for the life of the view: what replaces one edition, and when, is asked again for the next.
        found = {e: self._reader.life(e) for e in missing}
        with self._lock:
            self._lives.update(found)
            return {e: self._lives[e] for e in wanted}

    def statuses(self, editions: Iterable[str], day: date) -> dict[str, str]:
        """Status on ``day`` of each edition, judged once: a page of hits asks for the same hundreds again and again."""
        wanted = list(editions)
        with self._lock:
            judged = self._judged.setdefault(day, {})
            while len(self._judged) > _DAYS:
                # Whoever asks about many days asks about each of them a few times.
                self._judged.popitem(last=False)
        missing = [e for e in wanted if e not in judged]
        if missing:
            judged.update((e, timeline.status_at(life, day)) for e, life in self.lives(missing).items())
        return {e: judged[e] for e in wanted}

    def status(self, edition: str, day: date) -> str:
        """Status of one edition; works and unknown numbers are "unknown"."""
        return timeline.status_at(self.lives([edition])[edition], day)

    def _number(self, iri: str) -> str:
        if iri.startswith(_PRODUCTS):
            return self.label(iri)
        found = min((o.value for o in self.objects(iri, _IDENTIFIER)), default=None)
        if found is None and iri.startswith(_LAWS):
            # A law is known by its title, also where nobody read it.
            return iri.removeprefix(_LAWS).partition("/")[0]
        return found or iri.rpartition("/")[2]

    def label(self, concept: str) -> str:
        """The Chinese label of a concept, else any, else the end of its IRI."""
        labels = sorted((getattr(o, "language", None) != "zh", o.value) for o in self.objects(concept, _PREF_LABEL))
        return labels[0][1] if labels else concept.rpartition("/")[2]

    def _title(self, iri: str) -> str | None:
        titles = sorted((getattr(o, "language", None) != "zh", o.value) for o in self.objects(iri, _TITLE))
        return titles[0][1] if titles else None

    def _is_read(self, edition: str) -> bool:
        return next(self.subjects(_DESCRIBES, edition), None) is not None

    def _work_of(self, iri: str) -> str:
        return min((o.value for o in self.objects(iri, _VERSION_OF)), default=iri)

    def _resolve(self, iri: str) -> str:
        """A work as the newest of its editions that was read, or as what took its place; anything else as itself."""
        if self._is_read(iri):
            return iri
        editions = set(self.subjects(_VERSION_OF, iri))
        read = [e for e in editions if self._is_read(e)]
        if not read:
            read = [s for life in self.lives(editions).values() for s in life.superseded_by if self._is_read(s)]
        if len(read) == 1:
            return read[0]
        return max(read, key=lambda e: (self._reader.days(e)[2] or date.min, e)) if read else iri

    def _file_name(self, graph: str) -> str | None:
        return next((o.value for o in self.objects(graph, _FILE_NAME)), None)

    def _document_text(self, graph: str) -> str:
        quads = self._raw.quads_for_pattern(ox.NamedNode(graph), _TEXT, None)
        return next((q.object.value for q in quads if isinstance(q.object, ox.Literal)), "")

    def _evidence(self, node: str) -> str | None:
        return min((o.value for o in self.objects(node, _EVIDENCE)), default=None)

    def _edge(self, source: str, relation: str, target: str, node: str) -> Edge | None:
        evidence = self._evidence(node)
        if evidence is None:
            return None
        title = self._title(node) if relation == "references" else None
        return Edge(source, relation, target, evidence, title)

    def _outgoing(self, edition: str) -> tuple[Edge, ...]:
        """What the edition refers to; a normative reference outweighs a mention in the text."""
        edges: dict[str, Edge] = {}
        for predicate, relation in ((_HAS_REFERENCE, "references"), (_HAS_CITATION, "cites")):
            nodes = sorted({o.value for o in self.objects(edition, predicate)}, key=_ordinal)
            for node in nodes[:_MOST_EDGES]:
                for target in self.objects(node, _REFERS_TO):
                    if (
                        target.value not in edges
                        and target.value != edition
                        and (edge := self._edge(edition, relation, target.value, node))
                    ):
                        edges[target.value] = edge
        return tuple(edges.values())

    def _incoming(self, iri: str) -> tuple[Edge, ...]:
        """Who refers to this edition or work, a stated reference before a citation."""
        edges: dict[str, Edge] = {}
        nodes = sorted(islice(self.subjects(_REFERS_TO, iri), _MOST_EDGES), key=lambda n: ("/cit/" in n, n))
        for node in nodes:
            # References and citations are named after the edition they stand in.
            match = re.fullmatch(r"(.+)/(ref|cit)/\d+", node)
            if match is None or match[1] in edges:
                continue
            if edge := self._edge(match[1], "references" if match[2] == "ref" else "cites", iri, node):
                edges[match[1]] = edge
        return tuple(edges.values())

    def _products(self, edition: str) -> tuple[Edge, ...]:
        edges: dict[str, Edge] = {}
        for node in sorted({o.value for o in self.objects(edition, _MENTIONS)}, key=_ordinal):
            for product in self.objects(node, _REFERS_TO):
                if product.value not in edges and (edge := self._edge(edition, "appliesTo", product.value, node)):
                    edges[product.value] = edge
        return tuple(edges.values())

    def _applying(self, product: str) -> tuple[Edge, ...]:
        """Editions that apply to a product."""
        found: list[Edge] = []
        for edition in sorted(set(self.subjects(_APPLIES_TO, product)))[:_MOST_EDGES]:
            found += [edge for edge in self.products(edition) if edge.target == product]
        return tuple(found)

    def place(self, evidence: str, *, quote: bool = True) -> Json:
        """{"iri", "page", "start", "end", "file", "quote"} of an evidence IRI."""
        parsed = v.parse_evidence_iri(evidence)
        if parsed is None:
            return {"iri": evidence}
        sha256, page, start, end = parsed
        graph = v.graph_iri(sha256)
        result: Json = {"iri": evidence, "page": page, "start": start, "end": end, "file": self.file_name(graph)}
        if quote:
            text = self.document_text(graph)[start : min(end, start + 200)]
            result["quote"] = re.sub(r"\s+", " ", text).strip()
        return result

    def is_digest(self, edition: str) -> bool:
        """Whether what was read retells the standard and is not its text."""
        return next(self.objects(edition, _DIGEST), None) is not None

    def find_product(self, text: str) -> str | None:
        """The product concept of that slug or label (preferred or other, any language)."""
        wanted = text.strip()
        for slug in (wanted, wanted.lower().replace(" ", "-")):
            if slug and not re.search(r"[\s<>\"{}|^`\\]", slug):
                iri = _PRODUCTS + slug
                if next(self.objects(iri, _PREF_LABEL), None) is not None or next(self.subjects(_APPLIES_TO, iri), None) is not None:
                    return iri
        for predicate in (_PREF_LABEL, _ALT_LABEL):
            for language in ("zh", "en"):
                for label in {wanted, wanted.lower(), wanted.capitalize()}:
                    literal = ox.Literal(label, language=language)
                    for quad in self._raw.quads_for_pattern(None, predicate, literal):
                        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(_PRODUCTS):
                            return quad.subject.value
        return None


def _ordinal(node: str) -> tuple[int, str]:
    last = node.rpartition("/")[2]
    return (int(last) if last.isdigit() else 0, node)


def kind_of(number: str, title: str | None, otherwise: str) -> str:
    """What a document is to somebody who holds another one; ``otherwise`` for a plain standard.

    >>> kind_of("JJG 539-2016", None, "reference"), kind_of("HJ 57-2017", "固定污染源废气 二氧化硫的测定", "reference")
    ('metrology', 'test_method')
    """
    prefix = _prefix(number)
    if prefix.startswith(("JJG", "JJF")):
        return METROLOGY
    if prefix in ("CNCA", "CQC"):
        return CERTIFICATION
    if prefix == "CNAS" or prefix.startswith("RB"):
        return ACCREDITATION
    if title and _METHOD_TITLE.search(title):
        return TEST_METHOD
    return otherwise


@lru_cache(_CACHED * 8)
def _prefix(number: str) -> str:
    parsed = StandardNumber.parse_or_none(number)
    return parsed.prefix if parsed else ""


class Related:
    """Links over one `GraphView`."""

    def __init__(self, view: GraphView) -> None:
        self.view = view
        self._links = lru_cache(_CACHED)(self._find)
        self._shared = lru_cache(_CACHED)(lambda edition, limit: tuple(_share(self._links(edition), limit)))
        self._steps = lru_cache(_CACHED * 8)(self._steps_of)

    def links(self, edition: str, limit: int | None = None) -> list[Link]:
        """Best first: direct before two steps, read documents before stubs; no target twice.

        With a ``limit``, each kind gets a fair share of it.
        """
        return list(self._links(edition) if limit is None else self._shared(edition, limit))

    def _find(self, edition: str) -> tuple[Link, ...]:
        view = self.view
        best: dict[str, Link] = {}
        mine = {edition, view.work_of(edition)}

        def offer(target: str, path: tuple[Edge, ...], otherwise: str, title: str | None, only: frozenset[str] | None = None) -> None:
            resolved = view.resolve(target)
            if resolved in mine or view.work_of(resolved) in mine:
                return
            number = view.number(resolved)
            name = view.title(resolved) or title
            kind = kind_of(number, name, otherwise)
            if only is not None and kind not in only:
                return
            in_graph = view.is_read(resolved)
            # Direct before two steps, read before stub, a stated reference before a passing citation.
            score = 1.0 / len(path) + (0.2 if in_graph else 0.0) + (0.1 if path[0].relation == "references" else 0.0)
            link = Link(kind, resolved, number, name, in_graph, path, round(score, 3))
            known = best.get(resolved)
            if known is None or (link.score, len(known.path)) > (known.score, len(link.path)):
                best[resolved] = link

        outgoing = view.outgoing(edition)
        incoming = [*view.incoming(edition), *(view.incoming(view.work_of(edition)) if view.work_of(edition) != edition else ())]
        for edge in outgoing:
            offer(edge.target, (edge,), REFERENCE, edge.title)
        for edge in incoming:
            offer(edge.source, (edge,), CITED_BY, None)
        for mention in view.products(edition):
            for other in view.applying(mention.target):
                if other.source != edition:
                    offer(other.source, (mention, other), STANDARD, None)
        for edge in outgoing:
            through = view.resolve(edge.target)
            if view.is_read(through) and self._leads_on(edge, through):
                for onward in view.outgoing(through):
                    offer(onward.target, (edge, onward), REFERENCE, onward.title, _BRIDGED)
            # Who else uses the same method measures the same thing; who else is accredited does not.
            citing = view.incoming(edge.target) if self._kind(through) == TEST_METHOD else ()
            if len(citing) <= _POPULAR:
                for other in citing:
                    offer(other.source, (edge, other), CITED_BY, None, _BRIDGED)
        if len(incoming) <= _POPULAR:
            for edge in incoming:
                if self._kind(edge.source) not in _BRIDGED and edge.relation == "references":
                    for rule in view.incoming(edge.source):
                        offer(rule.source, (rule, edge), CITED_BY, None, _BRIDGED)
        return tuple(sorted(best.values(), key=_rank))

    def _leads_on(self, edge: Edge, through: str) -> bool:
        """Whether what ``through`` leans on concerns the document that cites it.

        A method and a regulation do; accreditation and certification documents cite every field there
        is; another standard does where it is referred to normatively, not where it is mentioned.
        """
        kind = self._kind(through)
        if kind in (ACCREDITATION, CERTIFICATION):
            return False
        return kind in (TEST_METHOD, METROLOGY) or edge.relation == "references"

    def _kind(self, edition: str) -> str:
        return kind_of(self.view.number(edition), self.view.title(edition), STANDARD)

    def as_json(self, links: Sequence[Link], day: date, *, quote: bool = True) -> list[Json]:
        """Links in the shape of the contract."""
        view = self.view
        statuses = view.statuses((link.target for link in links), day)
        return [
            {
                "kind": link.kind,
                "number": link.number,
                "name": link.name,
                "status": statuses[link.target],
                "in_graph": link.in_graph,
                "iri": link.target,
                # Copied as deep as it goes: an answer belongs to whoever asked.
                "path": [{**step, "evidence": {**step["evidence"]}} for step in self._steps(link.path, quote)],
                "score": link.score,
            }
            for link in links
        ]

    def _steps_of(self, path: tuple[Edge, ...], quote: bool) -> tuple[Json, ...]:
        view = self.view
        return tuple(
            {
                "from": view.number(edge.source),
                "relation": edge.relation,
                "to": view.number(edge.target),
                "from_iri": edge.source,
                "to_iri": edge.target,
                "evidence": view.place(edge.evidence, quote=quote),
            }
            for edge in path
        )


def _rank(link: Link) -> tuple[Any, ...]:
    return (len(link.path), not link.in_graph, -link.score, _KIND_ORDER[link.kind], link.number)


def _share(links: Sequence[Link], limit: int) -> list[Link]:
    """At most ``limit`` links: a third for each kind while others wait, then the best of the rest."""
    counts: Counter[str] = Counter()
    chosen: list[Link] = []
    rest: list[Link] = []
    for link in sorted(links, key=lambda one: (_KIND_ORDER[one.kind] >= _KIND_ORDER[REFERENCE], _rank(one))):
        if counts[link.kind] < max(1, limit // 3):
            counts[link.kind] += 1
            chosen.append(link)
        else:
            rest.append(link)
    chosen = chosen[:limit]
    chosen += sorted(rest, key=_rank)[: limit - len(chosen)]
    return sorted(chosen, key=lambda one: (_KIND_ORDER[one.kind], _rank(one)))


def find_edition(view: GraphView, text: str, day: date) -> str | None:
    """IRI of the edition that a number, a law's title or an IRI means on ``day``; None if unknown.

    An undated number means the edition in force, else the newest that was read, else the work.
    """
    if text.startswith(v.ID):
        return text if next(view.objects(text, _IDENTIFIER), None) is not None else None
    number = StandardNumber.parse_or_none(text)
    if number is not None:
        found = timeline.edition_of(view.store, number, day)
        if found is not None or number.is_dated:
            return found
        work = v.work_iri(number)
        resolved = view.resolve(work)
        known = resolved != work or next(view.objects(work, _IDENTIFIER), None) is not None
        return resolved if known else None
    law = find_law(view, text)
    return None if law is None else timeline.in_force(view.store, law, day) or view.resolve(law)


def find_law(view: GraphView, text: str) -> str | None:
    """IRI of the law of that title, as printed on it or without the name of the state; None if unknown."""
    title = text.strip().strip("《》")
    candidates = [v.law_iri(title), v.law_iri(f"中华人民共和国{title}")]
    return next((iri for iri in candidates if next(view.objects(iri, _IDENTIFIER), None) is not None), None)


def require_edition(view: GraphView, text: str, day: date) -> str:
    """As `find_edition`; raises NotFound."""
    edition = find_edition(view, text, day)
    if edition is None:
        raise NotFound(f"{text!r} is not in the graph; 'nqi search' finds standards by their words")
    return edition
