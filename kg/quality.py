"""质量报告: what can be counted about the quality of a graph, each number by a named query.

Nothing here judges whether a fact is true; it says whether facts have places, identifiers are closed, things have names, and sources agree.
Two of the queries and the shapes read the whole graph: time grows with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import pyoxigraph as ox

from kg import queries
from kg import vocabulary as v
from kg.store_oxigraph import OxigraphStore
from kg.validate import validate

Json = dict[str, Any]
Progress = Callable[[int, int], None]

_TOP: Final = 20
_IDENTIFYING: Final = tuple(
    ox.NamedNode(iri)
    for iri in (v.RDF + "type", v.DCTERMS + "identifier", v.DCTERMS + "isVersionOf", v.SKOS + "notation", v.SKOS + "prefLabel")
)


def measure(store: OxigraphStore, *, shapes: bool = True, progress: Progress = lambda done, total: None) -> Json:
    """The report as JSON; without ``shapes`` the graphs are not validated again (each was when it was read)."""
    raw = store.raw
    findings = queries.rows(raw, "findings")
    return {
        "triples": store.triple_count(),
        "classes": {_name(row["class"]): int(row["count"]) for row in queries.rows(raw, "statistics")},
        "editions": {row["known"]: int(row["count"]) for row in queries.rows(raw, "count_known")},
        "open_references": [_counted(row, "kind") for row in queries.rows(raw, "open_references")],
        "unlabelled": [{"group": row["group"], "language": row["language"], **_counted(row)} for row in queries.rows(raw, "unlabelled")],
        "evidence": {
            _name(row["class"]): {"facts": int(row["count"]), "without_place": int(row["count"]) - int(row["withPlace"])}
            for row in queries.rows(raw, "evidence_coverage")
        },
        "shapes": check_shapes(store, progress) if shapes else None,
        "contradictions": dict(Counter(_name(row["property"]) for row in queries.rows(raw, "contradictions"))),
        "identified": _identified(raw),
        "unidentified": _unidentified(raw),
        "findings": [
            {"severity": severity, "code": code, "count": count}
            for (severity, code), count in Counter((row["severity"], row["code"]) for row in findings).most_common()
        ],
    }


def _name(iri: str) -> str:
    """The end of an IRI.

    >>> _name("https://w3id.org/nqi/ontology#Limit"), _name("http://purl.org/dc/terms/title")
    ('Limit', 'title')
    """
    return iri.replace("#", "/").rpartition("/")[2]


def _counted(row: dict[str, str], *names: str) -> Json:
    return {**{name: row[name] for name in names}, "count": int(row["count"]), "example": row.get("example")}


def _identified(raw: ox.Store) -> Json:
    """Limits, test methods and mentions: how many there are, and how many have a measurand of the vocabulary."""
    words = {"hasLimit": "limits", "hasTestMethod": "test_methods", "hasMeasurand": "mentions"}
    return {
        words[_name(row["has"])]: {"count": int(row["count"]), "identified": int(row["identified"])}
        for row in queries.rows(raw, "count_identified")
    }


def _unidentified(raw: ox.Store) -> list[Json]:
    """The characteristics without a measurand on which most limits are set."""
    rows = [row for row in queries.rows(raw, "unidentified_measurands") if int(row["limits"])]
    rows.sort(key=lambda row: (-int(row["limits"]), -int(row["documents"]), row["measurand"]))
    return [
        {
            "name": row.get("name"),
            "iri": row["measurand"],
            "limits": int(row["limits"]),
            "documents": int(row["documents"]),
            "evidence": row["evidence"],
        }
        for row in rows[:_TOP]
    ]


def check_shapes(store: OxigraphStore, progress: Progress = lambda done, total: None) -> Json:
    """Every document and catalogue against ``shapes.ttl``: how many graphs conform, and findings by shape, the commonest first."""
    graphs = [record.graph for record in (*store.documents(), *store.catalogues())]
    known: dict[ox.NamedNode, tuple[ox.Triple, ...]] = {}
    found: dict[tuple[str, str], list[str]] = {}
    conforming = 0
    for done, graph in enumerate(graphs, 1):
        findings = validate(list(_with_stubs(store, graph, known)), "zh")
        conforming += not findings
        for finding in findings:
            found.setdefault((finding.severity.value, finding.code), []).append(finding.place)
        progress(done, len(graphs))
    rows = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return {
        "graphs": len(graphs),
        "conforming": conforming,
        "findings": [
            {"severity": severity, "code": code, "count": len(places), "example": min(places)} for (severity, code), places in rows
        ],
    }


def _with_stubs(store: OxigraphStore, graph: str, known: dict[ox.NamedNode, tuple[ox.Triple, ...]]) -> Iterator[ox.Triple]:
    """A document's graph as it was written: with the stubs of what it mentions, which the register has since taken over."""
    own = list(store.graph_triples(graph))
    yield from own
    said = set(own)
    waiting = [t.object for t in own if isinstance(t.object, ox.NamedNode) and t.object.value.startswith(v.ID)]
    seen: set[ox.NamedNode] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node not in known:
            known[node] = tuple(q.triple for p in _IDENTIFYING for q in store.raw.quads_for_pattern(node, p, None))
        for triple in known[node]:
            if triple not in said:
                said.add(triple)
                yield triple
            # The work behind an edition has a stub of its own.
            if triple.predicate == _IDENTIFYING[2] and isinstance(triple.object, ox.NamedNode):
                waiting.append(triple.object)
