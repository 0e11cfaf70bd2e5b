"""Indexes up to the graph, in two commits: words first, so that answers come at once, then meaning.

What is current is decided by document: the hash of the file, what extracted it, and how passages are
cut. Only documents that changed are cut and indexed again, on a copy of the serving generation.
A kill at any moment leaves a whole generation serving, and the next run continues: texts that were
encoded are in the cache. Where nothing changed, neither tantivy nor torch is imported.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from kg.data_folder import DataFolder
from kg.errors import IndexMissing
from kg.register import document_triples
from kg.segment import Segmenter
from kg.store_oxigraph import DocumentRecord, OxigraphStore
from search_api.encoders.registry import open_encoder
from search_api.listed_passages import listed_in, listed_passages
from search_api.manifest import LEXICAL, VECTORS, Generations, Manifest
from search_api.passage import Passage
from search_api.passages import PASSAGES_VERSION, passages_of

if TYPE_CHECKING:
    from search_api.encoders.base import Encoder

Progress = Callable[[str, int, int], None]
"""Called with the stage ("lexical" counts documents, "vectors" passages), how many are done, and of how many."""

_SOURCES = "sources.json"
DEFAULT_ENCODER = "e5"
ENCODED = ("title", "clause", "term", "table")
"""Kinds of passage with a vector; not "references": a list of other titles is near to everything and answers nothing."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one run did. ``vectors`` is the state afterwards: "ready" or "pending"."""

    documents: int
    changed: int
    removed: int
    passages: int
    encoded: int
    vectors: str
    seconds: float

    @property
    def summary(self) -> str:
        """One line for people."""
        state = "" if self.vectors == "ready" else "; vectors pending, 'nqi index' adds them"
        if not (self.changed or self.removed or self.encoded):
            return f"up to date, {self.documents} documents, {self.passages:,} passages{state}"
        gone = f", {self.removed} removed" if self.removed else ""
        return f"{self.changed} of {self.documents} documents indexed{gone}, {self.passages:,} passages, {self.encoded:,} encoded{state}"


@dataclass(frozen=True, slots=True)
class _Sources:
    """Document -> what it was built from, for each of the two indexes of a generation."""

    lexical: Mapping[str, str]
    vectors: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> _Sources:
        try:
            values = json.loads((folder / _SOURCES).read_text(encoding="utf-8"))
            return cls(dict(values["lexical"]), dict(values["vectors"]))
        except (OSError, ValueError, KeyError, TypeError):
            # A generation without it is older than this code: everything counts as changed.
            return cls({}, {})

    def write(self, folder: Path) -> None:
        path = folder / _SOURCES
        # It is a hard link into the serving generation, which is never written to.
        path.unlink(missing_ok=True)
        path.write_text(json.dumps({"lexical": self.lexical, "vectors": self.vectors}, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def _key(record: DocumentRecord) -> str:
    return f"{record.extractor} passages/{PASSAGES_VERSION}"


def _passages(store: OxigraphStore, record: DocumentRecord) -> list[Passage]:
    """What a source gives to search: a document its passages, a catalogue the titles of what only it lists."""
    if record.catalogue:
        return [p for p in listed_passages(store, sorted(listed_in(store, record.graph))) if p.document == record.sha256]
    return passages_of(document_triples(store, record.graph), record.graph)


def encoder_spec(asked: str, folder: DataFolder) -> str:
    """The encoder asked for; else the one that the folder's index was built with; else the default."""
    if asked:
        return asked
    try:
        manifest = Generations(folder.indexes).current(verify=False)
    except IndexMissing:
        manifest = None
    return (manifest.encoder if manifest else None) or DEFAULT_ENCODER


def bring_up_to_date(
    store: OxigraphStore,
    folder: DataFolder,
    encoder_spec: str,
    *,
    vectors: bool,
    progress: Progress | None = None,
    rebuild: bool = False,
    committed: Callable[[], None] | None = None,
) -> BuildReport:
    """Make the indexes agree with the graph. ``committed`` is called after each new generation serves.

    For the process that owns the data folder. Raises IndexMissing for a damaged generation (unless
    ``rebuild``), EncoderError where the model fails.
    """
    return _Build(store, folder, encoder_spec, progress, committed).run(vectors=vectors, rebuild=rebuild)


class _Build:
    def __init__(
        self, store: OxigraphStore, folder: DataFolder, encoder_spec: str, progress: Progress | None, committed: Callable[[], None] | None
    ) -> None:
        self.store = store
        self.folder = folder
        self.encoder_spec = encoder_spec
        self.progress = progress or (lambda stage, done, total: None)
        self.committed = committed or (lambda: None)
        self.generations = Generations(folder.indexes)

    def run(self, *, vectors: bool, rebuild: bool) -> BuildReport:
        started = time.monotonic()
        manifest = None if rebuild else self.generations.current(verify=False)
        records = {record.sha256: record for record in (*self.store.documents(), *self.store.catalogues())}
        wanted = {sha256: _key(record) for sha256, record in records.items()}
        # Which editions only a catalogue lists depends on every other source.
        state = blake2b("\n".join(f"{sha256} {key}" for sha256, key in sorted(wanted.items())).encode(), digest_size=8).hexdigest()
        wanted |= {sha256: f"{key} {state}" for sha256, key in wanted.items() if records[sha256].catalogue}
        segmenter = Segmenter()
        sources = _Sources.read(self.generations.path(manifest)) if manifest else _Sources({}, {})
        if manifest is not None and manifest.segmenter != segmenter.fingerprint:
            # Tokens changed: no document's words are current, but vectors do not depend on them.
            manifest, sources = None, replace(sources, lexical={})
        changed = {sha256 for sha256, key in wanted.items() if sources.lexical.get(sha256) != key}
        removed = set(sources.lexical) - set(wanted)
        if manifest is None or changed or removed:
            manifest = self.build_lexical(manifest, records, wanted, changed, removed, segmenter)
        encoded = self.build_vectors(manifest) if vectors else None
        if encoded is not None:
            manifest, count = encoded
        else:
            count = 0
        if count or changed or removed or rebuild:
            self.generations.sweep()
        return BuildReport(len(records), len(changed), len(removed), manifest.passages, count, manifest.vectors, time.monotonic() - started)

    # -- words ----------------------------------------------------------------------------

    def build_lexical(
        self,
        seed: Manifest | None,
        records: Mapping[str, DocumentRecord],
        wanted: Mapping[str, str],
        changed: set[str],
        removed: set[str],
        segmenter: Segmenter,
    ) -> Manifest:
        from search_api.lexical_index import LexicalIndex

        known = _Sources.read(self.generations.path(seed)) if seed else _Sources({}, {})
        building = self.generations.begin(seed)
        counts = {sha256: n for sha256, n in seed.documents.items() if sha256 in wanted and sha256 not in changed} if seed else {}
        passages = self.cut([records[sha256] for sha256 in records if sha256 in changed], counts)
        if seed is None:
            LexicalIndex.build(building / LEXICAL, passages, segmenter)
        else:
            LexicalIndex.update(building / LEXICAL, passages, changed | removed, segmenter)
        _Sources(wanted, known.vectors).write(building)
        # Vectors of documents that did not change stay useful while the others are encoded.
        kept = seed is not None and VECTORS in seed.files
        manifest = Manifest(
            segmenter=segmenter.fingerprint,
            passages=sum(counts.values()),
            documents=counts,
            vectors="pending",
            encoder=seed.encoder if kept and seed else self.encoder_spec,
            fingerprint=seed.fingerprint if kept and seed else None,
            dimension=seed.dimension if kept and seed else None,
            prompts=seed.prompts if kept and seed else None,
        )
        manifest = self.generations.commit(building, manifest)
        self.committed()
        return manifest

    def cut(self, records: list[DocumentRecord], counts: dict[str, int]) -> Iterator[Passage]:
        """Passages of the documents, counted into ``counts``."""
        for done, record in enumerate(records, 1):
            found = _passages(self.store, record)
            counts[record.sha256] = len(found)
            yield from found
            self.progress("lexical", done, len(records))

    # -- meaning --------------------------------------------------------------------------

    def build_vectors(self, manifest: Manifest) -> tuple[Manifest, int] | None:
        """(the generation with vectors, passages encoded), None where the current one has them all."""
        encoder = open_encoder(self.encoder_spec, self.folder.models)
        fingerprint = encoder.fingerprint
        sources = _Sources.read(self.generations.path(manifest))
        same_encoder = manifest.fingerprint == fingerprint and VECTORS in manifest.files
        known = sources.vectors if same_encoder else {}
        changed = [sha256 for sha256, key in sources.lexical.items() if known.get(sha256) != key]
        removed = set(known) - set(sources.lexical)
        if manifest.vectors == "ready" and same_encoder and not changed and not removed:
            return None
        building = self.generations.begin(manifest)
        count = self.encode(manifest, building, encoder, changed, same_encoder)
        _Sources(sources.lexical, sources.lexical).write(building)
        ready = replace(
            manifest,
            vectors="ready",
            encoder=encoder.spec,
            fingerprint=fingerprint,
            dimension=encoder.dimension,
            prompts=dict(encoder.prompts),
        )
        ready = self.generations.commit(building, ready)
        self.committed()
        return ready, count

    def encode(self, manifest: Manifest, building: Path, encoder: Encoder, changed: list[str], keep: bool) -> int:
        import numpy as np

        from search_api.encoding_cache import EncodingCache, encode_cached
        from search_api.lexical_index import Filters, LexicalIndex
        from search_api.vector_index import VectorIndex
        from search_api.walk.guesses import read_names

        lexical = LexicalIndex.open(building / LEXICAL)
        index = VectorIndex.open(building / VECTORS, writable=True) if keep else VectorIndex.create(encoder.dimension)
        wanted = lexical.matching(Filters(kinds=ENCODED))
        index.remove(np.setdiff1d(index.ids, wanted))
        total = sum(manifest.documents.get(sha256, 0) for sha256 in changed)
        self.progress("vectors", 0, total)

        def texts() -> Iterator[tuple[int, str]]:
            for sha256 in changed:
                for passage in lexical.fetch(lexical.by_document(sha256)).values():
                    if passage.kind in ENCODED:
                        yield passage.id, passage.embedding_text

        count = 0
        chunks = encode_cached(encoder, self.folder.encodings, texts(), lambda done: self.progress("vectors", min(done, total), total))
        for ids, vectors in chunks:
            index.add(ids, vectors)
            count += len(ids)
        (building / VECTORS).unlink(missing_ok=True)
        index.save(building / VECTORS)
        with EncodingCache(self.folder.encodings, encoder) as cache:
            # Names of concepts, so that an unknown one can be answered with the nearest.
            read_names(cache)
        self.progress("vectors", total, total)
        return count


def verify_against(store: OxigraphStore, folder: DataFolder) -> list[str]:
    """Where the serving generation and the graph disagree, as sentences; empty where they agree.

    Cuts every document again, so it costs about as much as building the words index.
    """
    import numpy as np

    from search_api.lexical_index import Filters, LexicalIndex
    from search_api.vector_index import VectorIndex

    generations = Generations(folder.indexes)
    manifest = generations.current(verify=True)
    records = {record.sha256: record for record in (*store.documents(), *store.catalogues())}
    if manifest is None:
        return [f"the graph holds {len(records)} documents and there is no index"] if records else []
    in_graph = set(records)
    problems = [f"document {sha256} is in the graph and not in the index" for sha256 in sorted(in_graph - set(manifest.documents))]
    problems += [f"document {sha256} is in the index and not in the graph" for sha256 in sorted(set(manifest.documents) - in_graph)]
    lexical = LexicalIndex.open(generations.lexical(manifest))
    for sha256 in sorted(in_graph & set(manifest.documents)):
        cut = {passage.id for passage in _passages(store, records[sha256])}
        indexed = set(lexical.by_document(sha256))
        if cut != indexed or len(cut) != manifest.documents[sha256]:
            problems.append(f"document {sha256} has {len(cut)} passages, {len(indexed)} of {manifest.documents[sha256]} in the index")
    if lexical.count != manifest.passages:
        problems.append(f"the manifest says {manifest.passages} passages, the index holds {lexical.count}")
    path = generations.vectors(manifest)
    if path is not None:
        wanted = lexical.matching(Filters(kinds=ENCODED))
        found = VectorIndex.open(path).ids
        if not np.array_equal(np.sort(found), np.sort(wanted)):
            problems.append(f"{len(wanted)} passages should have a vector, {len(found)} have one")
    return problems
