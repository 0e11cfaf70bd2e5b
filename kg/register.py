"""The register: what documents say about things that are not theirs, stated once.

Documents cite the same numbers, name the same bodies and classes. If each document graph repeated
"GB 8978 is a standard with that identifier", the union of the graphs would match the same triple once
for every citing document, and every COUNT over it would be wrong. So a document graph holds what the
file says of its own edition, and the register the stubs of everything it mentions: each triple only as
long as no other graph states it and somebody still mentions the thing.

Catalogues state facts about editions that they are not; which of those become plain facts depends on what else is known
(`kg.listings`), so those stand in the register too, decided anew for every edition that a change touches.

Every change of a document graph and of the register is one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg import vocabulary as v
from kg.listings import Incoming, Listings, believed, key_of
from kg.store_oxigraph import OxigraphStore

REGISTER = v.GRAPH + "register"

_GRAPH = ox.NamedNode(REGISTER)
_VOCABULARIES = v.GRAPH + "ref/"
_NAMES = tuple(ox.NamedNode(name) for name in (v.DCTERMS + "identifier", v.SKOS + "prefLabel", v.SKOS + "notation"))
_TYPE = ox.NamedNode(v.RDF + "type")
_DESCRIBES = ox.NamedNode(v.NQI + "describes")
_VERSION_OF = ox.NamedNode(v.DCTERMS + "isVersionOf")
_HAS_VERSION = ox.NamedNode(v.DCTERMS + "hasVersion")
_IDENTITY = frozenset({v.DCTERMS + "identifier", v.DCTERMS + "isVersionOf"})
_EDITIONS = (v.ID + "std/", v.ID + "law/")
_OTHER_VERSION = re.compile(r"(?:\d{4}(?:-\d\d-\d\d)?|amd/\d+)(?:/|$)")
_LISTED_AS = ox.NamedNode(v.NQI + "listedAs")
_HAS_REPLACEMENT = ox.NamedNode(v.NQI + "hasReplacement")
_ABOUT_EDITIONS = frozenset({_LISTED_AS, _HAS_REPLACEMENT})
_STANDARD = ox.NamedNode(v.NQI + "Standard")
_EDITION = ox.NamedNode(v.NQI + "StandardEdition")


@dataclass(slots=True)
class _Change:
    """What one transaction does to the register."""

    add: dict[ox.Triple, None] = field(default_factory=dict)
    remove: dict[ox.Triple, None] = field(default_factory=dict)


def split(triples: Iterable[ox.Triple], edition: str, graph: str) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """(what is said of the document's own edition, what is said of other things)."""
    own: list[ox.Triple] = []
    shared: list[ox.Triple] = []
    for triple in triples:
        subject = triple.subject
        name = subject.value if isinstance(subject, ox.NamedNode) else ""
        below = name.removeprefix(f"{edition}/") if name.startswith(f"{edition}/") else ""
        # Below an undated number stand its editions, below an edition its amendments: other things too.
        is_own = name == edition or name.startswith(graph) or bool(below and not _OTHER_VERSION.match(below))
        # "The work has this version" ends with the version's own document, as does what it says of its successor.
        value = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
        points_here = (triple.predicate == _HAS_VERSION and value == edition) or (
            triple.predicate == _HAS_REPLACEMENT and value.startswith(edition + v.REPLACED_BY)
        )
        (own if is_own or points_here else shared).append(triple)
    return own, shared


def write_document(store: OxigraphStore, graph: str, edition: str, triples: Iterable[ox.Triple], drop: Sequence[str] = ()) -> None:
    """Make ``graph`` hold exactly what the file says, in place of the graphs in ``drop``; the register follows."""
    own, shared = split(triples, edition, graph)
    gone = [name for name in dict.fromkeys([*drop, graph]) if store.has_graph(name)]
    change = _retire(store, gone, {edition}, own)
    leaving = {REGISTER, *gone}
    mine = set(own)
    for triple in shared:
        if triple not in mine and not _stated(store, triple, leaving):
            change.add[triple] = None
            change.remove.pop(triple, None)
    for triple in _register_of(store, ox.NamedNode(edition)):
        if triple in mine:
            change.remove[triple] = None  # the stub gives way to the document
    successions = [t for t in own if name_of(t.subject) != edition and t.predicate == _HAS_REPLACEMENT]
    successors = {t.subject: None for t in successions if isinstance(t.subject, ox.NamedNode)}
    touched = {ox.NamedNode(edition): None} | successors | dict.fromkeys(_subjects_of(store, gone))
    incoming = Incoming(graph, [*successions, *(t for t in own if v.REPLACED_BY in name_of(t.subject))])
    _settle(store, change, touched, set(gone), incoming, own)
    store.apply(graph, own, gone, REGISTER, list(change.add), list(change.remove))


def write_catalogue(
    store: OxigraphStore, graph: str, own: Sequence[ox.Triple], shared: Sequence[ox.Triple], drop: Sequence[str] = ()
) -> None:
    """Make ``graph`` hold what a catalogue states (``own``), in place of the graphs in ``drop``; the register follows.

    ``shared`` are the stubs of what it lists and points to (`kg.catalogue_mapping.catalogue_triples`).
    """
    gone = [name for name in dict.fromkeys([*drop, graph]) if store.has_graph(name)]
    change = _retire(store, gone, set(), own)
    leaving = {REGISTER, *gone}
    for triple in shared:
        if not _stated(store, triple, leaving):
            change.add[triple] = None
            change.remove.pop(triple, None)
    listed = {t.subject: None for t in own if t.predicate in _ABOUT_EDITIONS and isinstance(t.subject, ox.NamedNode)}
    _settle(store, change, listed | dict.fromkeys(_subjects_of(store, gone)), set(gone), Incoming(graph, own), ())
    store.apply(graph, own, gone, REGISTER, list(change.add), list(change.remove))


def drop_documents(store: OxigraphStore, graphs: Sequence[str]) -> None:
    """Forget documents; what others still mention stays as a stub, what nobody mentions goes."""
    change = _retire(store, list(graphs), set(), [])
    _settle(store, change, dict.fromkeys(_subjects_of(store, graphs)), set(graphs), Incoming(), ())
    store.apply(None, [], list(graphs), REGISTER, list(change.add), list(change.remove))


def leave_to(store: OxigraphStore, graph: str) -> None:
    """Take out of the register what ``graph``, a vocabulary just loaded, states itself."""
    if not store.has_graph(REGISTER):
        return
    twice = [triple for triple in store.graph_triples(graph) if _held(store, triple)]
    if twice:
        store.apply(None, [], [], REGISTER, [], twice)


def name_of(thing: object) -> str:
    """The IRI of a node, empty for what has none."""
    return thing.value if isinstance(thing, ox.NamedNode) else ""


def _held(store: OxigraphStore, triple: ox.Triple) -> bool:
    found = store.raw.quads_for_pattern(triple.subject, triple.predicate, triple.object, _GRAPH)
    return next(iter(found), None) is not None


def document_triples(store: OxigraphStore, graph: str) -> Iterator[ox.Triple]:
    """What a document says, with what register and vocabularies call the things it mentions."""
    mentioned: dict[ox.NamedNode, None] = {}
    for triple in store.graph_triples(graph):
        if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(v.ID):
            mentioned[triple.object] = None
        yield triple
    for thing in mentioned:
        yield from _register_of(store, thing)
        yield from _named_by_vocabularies(store, thing)


def _named_by_vocabularies(store: OxigraphStore, thing: ox.NamedNode) -> Iterator[ox.Triple]:
    """Names that a vocabulary states: what it states is not in the register."""
    for predicate in _NAMES:
        for quad in store.raw.quads_for_pattern(thing, predicate, None, None):
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(_VOCABULARIES):
                yield quad.triple


def _subjects_of(store: OxigraphStore, graphs: Sequence[str]) -> Iterator[ox.NamedNode]:
    """The editions that the graphs describe or list."""
    for graph in graphs:
        name = ox.NamedNode(graph)
        for quad in store.raw.quads_for_pattern(name, _DESCRIBES, None, name):
            if isinstance(quad.object, ox.NamedNode):
                yield quad.object
        for predicate in _ABOUT_EDITIONS:
            for quad in store.raw.quads_for_pattern(None, predicate, None, name):
                if isinstance(quad.subject, ox.NamedNode):
                    yield quad.subject


def _settle(
    store: OxigraphStore,
    change: _Change,
    editions: Iterable[ox.NamedNode],
    leaving: set[str],
    incoming: Incoming,
    own: Sequence[ox.Triple],
) -> None:
    """Make the register hold, of each edition, the facts of catalogues that are believed once the change is made.

    ``own`` is what the document that comes says; of an edition the register holds else only what identifies it.
    """
    listings = Listings(store, leaving, incoming)
    coming: dict[object, list[ox.Triple]] = {}
    for triple in own:
        coming.setdefault(triple.subject, []).append(triple)
    for edition in editions:
        if not edition.value.startswith(_EDITIONS):
            continue
        present = [t for t in _register_of(store, edition) if t.predicate != _TYPE and t.predicate.value not in _IDENTITY]
        said = {key_of(t.predicate, t.object): None for t in coming.get(edition, ())}
        for quad in store.raw.quads_for_pattern(edition, None, None, None):
            graph = getattr(quad.graph_name, "value", "")
            if graph != REGISTER and graph not in leaving:
                said[key_of(quad.predicate, quad.object)] = None
        wanted = {ox.Triple(edition, claim.predicate, claim.value): None for claim in believed(listings.claims(edition), said)}
        wanted.update(dict.fromkeys(listings.relations(edition, said)))
        for triple in present:
            if triple in wanted:
                change.remove.pop(triple, None)
            else:
                change.remove[triple] = None
                change.add.pop(triple, None)
        for triple in wanted:
            if triple not in present:
                change.add[triple] = None


def _register_of(store: OxigraphStore, thing: ox.NamedNode) -> Iterator[ox.Triple]:
    for quad in store.raw.quads_for_pattern(thing, None, None, _GRAPH):
        yield quad.triple


def _stated(store: OxigraphStore, triple: ox.Triple, besides: set[str]) -> bool:
    """Whether a graph not in ``besides`` states the triple."""
    found = store.raw.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return any(isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value not in besides for quad in found)


def _retire(store: OxigraphStore, graphs: Sequence[str], coming: set[str], own: Sequence[ox.Triple]) -> _Change:
    """What the register must gain and lose when ``graphs`` go and the editions in ``coming`` come with ``own``."""
    change = _Change()
    if not graphs:
        return change
    leaving = {REGISTER, *graphs}
    mentioned: dict[ox.NamedNode, None] = {}
    described: dict[ox.NamedNode, list[ox.Triple]] = {}
    for graph in graphs:
        triples = list(store.graph_triples(graph))
        editions = {t.object for t in triples if t.predicate == _DESCRIBES and isinstance(t.object, ox.NamedNode)}
        for triple in triples:
            if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(v.ID):
                mentioned[triple.object] = None
            if triple.subject in editions and isinstance(triple.subject, ox.NamedNode):
                described.setdefault(triple.subject, []).append(triple)
    held = {t.object for t in own if isinstance(t.object, ox.NamedNode)}

    def referenced(thing: ox.NamedNode) -> bool:
        if thing in held:
            return True
        quads = store.raw.quads_for_pattern(None, None, thing, None)
        return any(isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value not in leaving for q in quads)

    def has_version(work: ox.NamedNode) -> bool:
        """Whether somebody mentions an edition of ``work``, a document known by its number without a year."""
        versions = (q.subject for q in store.raw.quads_for_pattern(None, _VERSION_OF, work, _GRAPH))
        return any(isinstance(version, ox.NamedNode) and referenced(version) for version in versions)

    for edition, triples in described.items():
        if edition.value not in coming and (referenced(edition) or has_version(edition)):
            # Whoever cites a number without a year says that it is a work.
            dated = any(triple.predicate == _VERSION_OF for triple in triples)
            for triple in triples:
                is_type = triple.predicate == _TYPE and triple.object == (_EDITION if dated else _STANDARD)
                if (is_type or triple.predicate.value in _IDENTITY) and not _stated(store, triple, leaving):
                    change.add[triple] = None
    kept_works = {t.object for t in change.add if t.predicate == _VERSION_OF}
    works: list[ox.NamedNode] = []
    for thing in mentioned:
        stub = list(_register_of(store, thing))
        if any(t.predicate == _VERSION_OF for t in stub) or not _is_work(store, thing):
            if stub and not referenced(thing):
                change.remove |= dict.fromkeys(stub)
            else:
                kept_works |= {t.object for t in stub if t.predicate == _VERSION_OF}
        if _is_work(store, thing):
            works.append(thing)
        works += [t.object for t in stub if t.predicate == _VERSION_OF and isinstance(t.object, ox.NamedNode)]
    for work in dict.fromkeys(works):
        if work in kept_works or referenced(work):
            continue
        versions = (q.triple for q in store.raw.quads_for_pattern(None, _VERSION_OF, work, _GRAPH))
        if all(triple in change.remove for triple in versions):
            change.remove |= dict.fromkeys(_register_of(store, work))
    return change


def _is_work(store: OxigraphStore, thing: ox.NamedNode) -> bool:
    return next(iter(store.raw.quads_for_pattern(thing, _TYPE, ox.NamedNode(v.NQI + "Standard"), _GRAPH)), None) is not None
