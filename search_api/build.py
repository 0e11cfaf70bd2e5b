"""Indexes up to the graph, in two commits: words first, so that answers come at once, then meaning.

What is current is decided by document: the hash of the file, what extracted it, and how passages are
cut. Only documents that changed are cut and indexed again, on a copy of the serving generation.
A kill at any moment leaves a whole generation serving, and the next run continues: texts that were
encoded are in the cache. Where nothing changed, neither tantivy nor torch is imported.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kg import timeline
from kg.data_folder import DataFolder
from kg.errors import IndexMissing
from kg.segment import Segmenter
from kg.store_oxigraph import OxigraphStore
from search_api.encoders.registry import open_encoder
from search_api.graph_sources import editions_about, is_catalogue, keys_of_sources, passages_of_source
from search_api.listed_passages import listed_passages
from search_api.manifest import LEXICAL, SUGGEST, VECTORS, Generations, Manifest, OlderFormat
from search_api.passage import Passage
from search_api.passages import title_id
from search_api.sectors import Sectors
from search_api.sources import Sources
from search_api.suggest.names import Name, tapped

if TYPE_CHECKING:
    from search_api.encoders.base import Encoder
    from search_api.lexical_index import LexicalIndex

Progress = Callable[[str, int, int], None]
"""Called with the stage ("lexical" counts documents, "vectors" passages), how many are done, and of how many."""

_SEGMENTS = 32
_FETCHED = 256
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


def encoder_spec(asked: str, folder: DataFolder) -> str:
    """The encoder asked for; else the one that the folder's index was built with; else the default."""
    if asked:
        return asked
    try:
        manifest = Generations(folder.indexes).current(verify=False)
        encoder = manifest.encoder if manifest else None
    except OlderFormat as exc:
        encoder = exc.encoder
    except IndexMissing:
        encoder = None
    return encoder or DEFAULT_ENCODER


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
        manifest = None if rebuild else self.current()
        segmenter = Segmenter()
        if manifest is not None and manifest.segmenter != segmenter.fingerprint:
            # Tokens changed: no document's words are current. Vectors are found again in the cache of encodings.
            manifest = None
        keys = keys_of_sources(self.store)
        known = self.known(manifest)
        changed = sorted(sha256 for sha256, key in keys.items() if known.get(sha256) != key)
        removed = sorted(known.keys() - keys.keys())
        if manifest is None or changed or removed:
            replaced = [sha256 for sha256 in changed if sha256 in known]
            manifest = self.build_lexical(manifest, keys, changed, [*replaced, *removed], segmenter)
        manifest, encoded = self.build_vectors(manifest) if vectors else (manifest, 0)
        if encoded or changed or removed or rebuild:
            self.generations.sweep()
        return BuildReport(len(keys), len(changed), len(removed), manifest.passages, encoded, manifest.vectors, time.monotonic() - started)

    def current(self) -> Manifest | None:
        try:
            return self.generations.current(verify=False)
        except OlderFormat:
            return None

    def known(self, manifest: Manifest | None) -> dict[str, str]:
        if manifest is None:
            return {}
        with Sources(self.generations.path(manifest)) as sources:
            return sources.keys()

    # -- words ----------------------------------------------------------------------------

    def build_lexical(
        self, seed: Manifest | None, keys: Mapping[str, str], changed: list[str], leaving: list[str], segmenter: Segmenter
    ) -> Manifest:
        """The next generation's words: without the sources in ``leaving``, with those in ``changed`` as they are now."""
        from search_api.lexical_index import LexicalIndex
        from search_api.suggest.writing import write_suggestions

        building = self.generations.begin(seed)
        folder = building / LEXICAL
        names: list[Name] = []
        with Sources(building, writable=True) as sources:
            touched = {edition for sha256 in leaving for edition in sources.about(sha256)}
            if seed is not None:
                sources.forget(LexicalIndex.open(folder).ids_of_documents(leaving))
            sources.drop(leaving)
            for sha256 in changed:
                about = editions_about(self.store, sha256)
                sources.put(sha256, keys[sha256], catalogue=is_catalogue(self.store, sha256), about=about)
                touched |= about
            # Whether an edition is listed only, and by which table, may have changed: its title is cut again.
            titles = [title_id(edition, table) for edition in sorted(touched) for table in sources.catalogues_of(edition)]
            sources.forget(titles)
            passages = self.cut(changed, sorted(touched), sources, names)
            if seed is None:
                LexicalIndex.build(folder, passages, segmenter)
            else:
                LexicalIndex.update(folder, passages, leaving, segmenter, remove_ids=titles)
        before = self.generations.path(seed) / SUGGEST if seed else None
        write_suggestions(building / SUGGEST, before, names, leaving, segmenter.cut, self.ended, touched)
        # Vectors of documents that did not change stay useful while the others are encoded.
        kept = seed is not None and seed.has_vectors
        manifest = Manifest(
            segmenter=segmenter.fingerprint,
            passages=LexicalIndex.open(folder).count,
            documents=len(keys),
            vectors="pending",
            encoder=seed.encoder if kept and seed else self.encoder_spec,
            fingerprint=seed.fingerprint if kept and seed else None,
            dimension=seed.dimension if kept and seed else None,
            prompts=seed.prompts if kept and seed else None,
        )
        manifest = self.generations.commit(building, manifest)
        self.committed()
        return manifest

    def ended(self, editions: Collection[str]) -> set[str]:
        """Of the editions those that are superseded or withdrawn today."""
        today = date.today()
        over = (timeline.SUPERSEDED, timeline.WITHDRAWN)
        return {edition for edition, life in timeline.lives(self.store, editions).items() if timeline.status_at(life, today) in over}

    def cut(self, changed: list[str], touched: list[str], sources: Sources, names: list[Name]) -> Iterator[Passage]:
        """Passages of the sources, and titles of what only tables list; each noted as one that lacks its vector.

        The names in them are added to ``names``.
        """
        sectors = Sectors(self.store)
        for done, sha256 in enumerate(changed, 1):
            passages = () if is_catalogue(self.store, sha256) else passages_of_source(self.store, sha256, sectors)
            for passage in tapped(passages, names, read=True):
                if passage.kind in ENCODED:
                    sources.expect(passage.id)
                yield passage
            self.progress("lexical", done, len(changed))
        for passage in tapped(listed_passages(self.store, touched, sectors), names, read=False):
            sources.expect(passage.id)
            yield passage

    # -- meaning --------------------------------------------------------------------------

    def build_vectors(self, manifest: Manifest) -> tuple[Manifest, int]:
        """(the generation with all vectors, passages encoded for it)."""
        encoder = open_encoder(self.encoder_spec, self.folder.models)
        same_encoder = manifest.fingerprint == encoder.fingerprint and manifest.has_vectors
        if manifest.vectors == "ready" and same_encoder:
            return manifest, 0
        building = self.generations.begin(manifest)
        count = self.encode(building, encoder, keep=same_encoder)
        ready = replace(
            manifest,
            vectors="ready",
            encoder=encoder.spec,
            fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            prompts=dict(encoder.prompts),
        )
        ready = self.generations.commit(building, ready)
        self.committed()
        return ready, count

    def encode(self, building: Path, encoder: Encoder, *, keep: bool) -> int:
        from search_api.encoding_cache import EncodingCache, encode_cached
        from search_api.lexical_index import Filters, LexicalIndex
        from search_api.token_store import TOKENS, storing
        from search_api.vector_index import update
        from search_api.walk.guesses import read_names

        lexical = LexicalIndex.open(building / LEXICAL)
        with Sources(building, writable=True) as sources:
            if not keep:
                shutil.rmtree(building / VECTORS, ignore_errors=True)
                shutil.rmtree(building / TOKENS, ignore_errors=True)
                sources.expect_only(lexical.matching(Filters(kinds=ENCODED)).tolist())
            total = sources.unencoded_count()
            self.progress("vectors", 0, total)
            texts = _texts(lexical, sources.unencoded())
            chunks = encode_cached(encoder, self.folder.encodings, texts, lambda done: self.progress("vectors", min(done, total), total))
            count = update(building / VECTORS, encoder.dimension, storing(building / TOKENS, chunks), sources.gone())
            sources.encoded()
        _tidy(building)
        with EncodingCache(self.folder.encodings, encoder) as cache:
            # Names of concepts, so that an unknown one can be answered with the nearest.
            read_names(cache)
        self.progress("vectors", total, total)
        return count


def _tidy(building: Path) -> None:
    """Codes of tokens are only added to; once half of them are of passages that are gone, or segments are many, they are written anew."""
    from search_api.token_store import TOKENS, TokenStore
    from search_api.vector_index import VectorIndex

    store = TokenStore(building / TOKENS)
    live = VectorIndex.open(building / VECTORS)
    if store.rows > 2 * live.count or store.segments > _SEGMENTS:
        store.compact(live.ids.tolist())


def _texts(lexical: LexicalIndex, pids: Iterator[int]) -> Iterator[tuple[int, str]]:
    """(id, what the encoder reads) of passages, fetched a few at a time."""
    while some := list(islice(pids, _FETCHED)):
        found = lexical.fetch(some)
        yield from ((pid, found[pid].embedding_text) for pid in some if pid in found)


def verify_against(store: OxigraphStore, folder: DataFolder) -> list[str]:
    """Where the serving generation and the graph disagree, as sentences; empty where they agree.

    Cuts every document again, so it costs about as much as building the words index.
    """
    import numpy as np

    from search_api.lexical_index import Filters, LexicalIndex
    from search_api.vector_index import VectorIndex

    generations = Generations(folder.indexes)
    manifest = generations.current(verify=True)
    in_graph = keys_of_sources(store)
    if manifest is None:
        return [f"the graph holds {len(in_graph)} documents and there is no index"] if in_graph else []
    with Sources(generations.path(manifest)) as sources:
        in_index = sources.keys()
        lacking, gone = list(sources.unencoded()), sources.gone()
    problems = [f"document {sha256} is in the graph and not in the index" for sha256 in sorted(in_graph.keys() - in_index.keys())]
    problems += [f"document {sha256} is in the index and not in the graph" for sha256 in sorted(in_index.keys() - in_graph.keys())]
    lexical, sectors = LexicalIndex.open(generations.lexical(manifest)), Sectors(store)
    for sha256 in sorted(in_graph.keys() & in_index.keys()):
        cut, indexed = {passage.id for passage in passages_of_source(store, sha256, sectors)}, set(lexical.ids_of_documents([sha256]))
        if cut != indexed:
            problems.append(f"document {sha256} has {len(cut)} passages, {len(indexed)} in the index")
    if (lexical.count, len(in_index)) != (manifest.passages, manifest.documents):
        said, held = f"{manifest.passages} passages of {manifest.documents}", f"{lexical.count} of {len(in_index)}"
        problems.append(f"the manifest says {said} documents, the index holds {held}")
    if manifest.has_vectors:
        wanted = lexical.matching(Filters(kinds=ENCODED))
        held_ids = VectorIndex.open(generations.path(manifest) / VECTORS).ids
        after = np.union1d(np.setdiff1d(held_ids, np.asarray(gone, np.int64)), np.asarray(lacking, np.int64))
        if not np.array_equal(after, wanted):
            problems.append(f"{len(wanted)} passages should have a vector, {len(after)} have one")
        if manifest.vectors == "ready" and (lacking or gone):
            problems.append(f"{len(lacking)} passages lack a vector and {len(gone)} are gone, though the vectors are said to be ready")
    return problems
