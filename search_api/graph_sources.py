"""What the graph holds to be indexed: its source files, what each of them is about, and the passages that it gives."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import cache

import pyoxigraph as ox

from kg import vocabulary as v
from kg.reference_data import reference_graphs
from kg.register import document_triples
from kg.store_oxigraph import OxigraphStore
from search_api.gaps.finder import sector_keys
from search_api.listed_passages import listed_in, listed_passages
from search_api.passage import Passage
from search_api.passages import PASSAGES_VERSION, passages_of

_SECTOR_VOCABULARIES = ("products", "product-standards", "schemes", "sectors", "instruments")
_EXTRACTOR = ox.NamedNode(v.NQI + "extractor")
_TYPE = ox.NamedNode(v.RDF + "type")
_DESCRIBES = ox.NamedNode(v.NQI + "describes")
_HAS_REPLACEMENT = ox.NamedNode(v.NQI + "hasReplacement")


def keys_of_sources(store: OxigraphStore) -> dict[str, str]:
    """sha256 -> what decides whether a source must be indexed again: what read it, and how passages are cut.

    One look-up for all: 0.3 s for 100,000 sources.
    """
    return {
        quad.subject.value.rpartition("/")[2]: f"{quad.object.value} passages/{PASSAGES_VERSION} sectors/{_sector_vocabularies()}"
        for quad in store.raw.quads_for_pattern(None, _EXTRACTOR, None, None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


def sectors_of_sources(store: OxigraphStore, sources: Collection[str]) -> dict[str, tuple[str, ...]]:
    """sha256 -> keys of the sectors of the standard that each of the sources describes; none for those of no sector."""
    if not sources:
        return {}
    # One question about all documents: their products' sectors are joined once.
    sectors = sector_keys(store.raw)
    described = ((sha256, edition.value) for sha256 in sources for edition in store.objects(v.graph_iri(sha256), _DESCRIBES))
    return {sha256: sectors[edition] for sha256, edition in described if edition in sectors}


@cache
def _sector_vocabularies() -> str:
    """What the sectors of a document depend on beside the document: 12 hex digits."""
    wanted = (graph.sha256 for graph in reference_graphs() if graph.path.stem in _SECTOR_VOCABULARIES)
    return hashlib.sha256("".join(wanted).encode()).hexdigest()[:12]


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


def passages_of_source(store: OxigraphStore, sha256: str, sectors: Sequence[str] = ()) -> Sequence[Passage]:
    """The passages of a document, which is of these ``sectors``; of a catalogue, the titles that stand in it."""
    graph = v.graph_iri(sha256)
    if is_catalogue(store, sha256):
        return [p for p in listed_passages(store, listed_in(store, graph)) if p.document == sha256]
    return passages_of(document_triples(store, graph), graph, sectors)
