"""What the graph holds to be indexed: its source files, what each of them is about, and the passages that it gives."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg import vocabulary as v
from kg.register import document_triples
from kg.store_oxigraph import OxigraphStore
from search_api.listed_passages import listed_in, listed_passages
from search_api.passage import Passage
from search_api.passages import PASSAGES_VERSION, passages_of
from search_api.sectors import Sectors, vocabularies

_EXTRACTOR = ox.NamedNode(v.NQI + "extractor")
_TYPE = ox.NamedNode(v.RDF + "type")
_DESCRIBES = ox.NamedNode(v.NQI + "describes")
_HAS_REPLACEMENT = ox.NamedNode(v.NQI + "hasReplacement")


def keys_of_sources(store: OxigraphStore) -> dict[str, str]:
    """sha256 -> what decides whether a source must be indexed again: what read it, how passages are cut, the tables of sectors.

    One look-up for all: 0.3 s for 100,000 sources.
    """
    cutting = f"passages/{PASSAGES_VERSION} sectors/{vocabularies()}"
    return {
        quad.subject.value.rpartition("/")[2]: f"{quad.object.value} {cutting}"
        for quad in store.raw.quads_for_pattern(None, _EXTRACTOR, None, None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


def is_catalogue(store: OxigraphStore, sha256: str) -> bool:
    """Whether the source is a table about many editions."""
    return any(kind.value == v.NQI + "Catalogue" for kind in store.objects(v.graph_iri(sha256), _TYPE))


def editions_about(store: OxigraphStore, sha256: str) -> set[str]:
    """Editions of which the source says something that a listed title shows, or that decides whether there is one."""
    graph = v.graph_iri(sha256)
    if is_catalogue(store, sha256):
        return listed_in(store, graph)
    described = {o.value for o in store.objects(graph, _DESCRIBES)}
    # A text may say when its successor begins.
    quads = store.raw.quads_for_pattern(None, _HAS_REPLACEMENT, None, ox.NamedNode(graph))
    return described | {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def passages_of_source(store: OxigraphStore, sha256: str, sectors: Sectors) -> Sequence[Passage]:
    """The passages of a document; of a catalogue, the titles that stand in it."""
    graph = v.graph_iri(sha256)
    if is_catalogue(store, sha256):
        return [p for p in listed_passages(store, listed_in(store, graph), sectors) if p.document == sha256]
    edition = min((o.value for o in store.objects(graph, _DESCRIBES)), default=None)
    return passages_of(document_triples(store, graph), graph, sectors.of(edition, graph) if edition else ())
