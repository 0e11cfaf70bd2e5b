"""The search side as one object: the committed state, and what is being made ready behind it.

Implements `search_api.protocols.SearchService`. A `Searcher` serves until the next generation is
committed and then is swapped in one assignment; requests under way finish on the one they began with.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ingest.readers.limits import MIB
from ingest.readers.limits import Limits as ReadingLimits
from kg import vocabulary as v
from kg.candidates import KINDS, candidates
from kg.data_folder import DataFolder
from kg.errors import BadRequest, EncoderError, IndexMissing, NotFound, NqiError
from kg.impact import DEPTH, MOST_THINGS
from kg.quality import Progress, measure
from kg.register import drop_documents
from kg.segment import Segmenter
from kg.settings import Settings
from kg.store_oxigraph import DocumentRecord, OxigraphStore
from search_api.asking import refuse_what_cannot_be_asked
from search_api.build import bring_up_to_date, encoder_spec
from search_api.check.checker import check_file, check_list, check_text
from search_api.check.output import annotated
from search_api.describe import Describer
from search_api.dossier.build import dossier
from search_api.empty_answer import why_empty
from search_api.encoders.registry import open_encoder
from search_api.encoding_cache import EncodingCache
from search_api.facets import named
from search_api.gaps.answer import matrix, of_sector
from search_api.gaps.finder import GapFinder
from search_api.impact_answer import impact_answer, require_subject
from search_api.manifest import SUGGEST, VECTORS, Generations, Manifest
from search_api.protocols import SearchRequest
from search_api.related import GraphView, Related, require_edition
from search_api.sparql import Limits, SparqlEndpoint
from search_api.suggest.answer import suggestions
from search_api.walk.answer import Teller, subject_json, unknown_json, walk
from search_api.walk.concepts import Concepts
from search_api.walk.guesses import by_characters, by_meaning, names_are_read, read_names
from search_api.walk.limit_walk import limit_walk
from search_api.walk.paths import Walker
from search_api.walk.subjects import Guess, what_is_meant

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ingest.sandbox.sandbox import Heard
    from search_api.encoders.base import Encoder
    from search_api.searcher import Searcher
    from search_api.suggest.index import SuggestIndex

Json = dict[str, Any]

EMPTY = "empty"
INGESTING = "ingesting"
LEXICAL = "lexical"
ENCODING = "encoding"
READY = "ready"
FAILED = "failed"
_PREFERRED = ox.NamedNode(v.SKOS + "prefLabel")
_UPLOAD_SECONDS = 600.0
"""Nobody waits longer for an answer over HTTP."""
PHASES = (EMPTY, INGESTING, LEXICAL, ENCODING, READY, FAILED)


@dataclass(frozen=True, slots=True)
class _Phase:
    """What is being prepared, and how far it is."""

    name: str
    done: int = 0
    total: int = 0
    reason: str | None = None


class _Committed:
    """What graph and manifest said at one moment; replaced as a whole. Counts are read when first asked for."""

    def __init__(self, store: OxigraphStore, manifest: Manifest | None, removed: frozenset[str]) -> None:
        self._store = store
        self.manifest = manifest
        self.removed = removed
        self.view = GraphView(store)
        self.linked = Related(self.view)
        self.concepts = Concepts(self.view)
        self.describer = Describer(self.view, self.linked)
        self.gaps = GapFinder(self.view)
        self.names_of = lru_cache(4096)(self._names_of)

    def _names_of(self, concept: str) -> dict[str, str]:
        """Language -> preferred label."""
        labels = self.view.objects(concept, _PREFERRED)
        return {language: label.value for label in labels if (language := getattr(label, "language", None))}

    @cached_property
    def documents(self) -> tuple[DocumentRecord, ...]:
        """Every source file in the graph."""
        return tuple(self._store.documents())

    @cached_property
    def triples(self) -> int:
        """Quads in the graph: a walk over all of them."""
        return self._store.triple_count()


class Service:
    """Everything that can be asked, over one store and one data folder. Safe to share between threads."""

    def __init__(self, store: OxigraphStore, data_folder: DataFolder, settings: Settings) -> None:
        self._store = store
        self._folder = data_folder
        self._spec = encoder_spec(settings.encoder, data_folder)
        self._generations = Generations(data_folder.indexes)
        self._sparql = SparqlEndpoint(store, Limits(rows=settings.query_rows, seconds=settings.query_seconds))
        self._reading = ReadingLimits(
            max_bytes=settings.max_file_mb * MIB, max_total_seconds=_UPLOAD_SECONDS, ocr_threads=1 if settings.ocr else 0
        )
        self._swap = threading.RLock()
        self._searcher: Searcher | None = None
        self._suggesting: SuggestIndex | None = None
        self._encoders: dict[str, Encoder] = {}
        self._segmenter: Segmenter | None = None
        self._worker: threading.Thread | None = None
        self._again = False
        self._committed = _Committed(store, self._manifest_or_none(), frozenset())
        self._phase = _Phase(READY if self._committed.manifest else EMPTY)

    # -- state ----------------------------------------------------------------------------

    def _manifest_or_none(self) -> Manifest | None:
        try:
            # The files are read against their hashes when they are opened to search.
            return self._generations.current(verify=False)
        except IndexMissing:
            return None

    def refresh(self) -> None:
        """Serve the generation that is current now, and the graph as it is now."""
        with self._swap:
            removed = frozenset(s for s in self._committed.removed if not self._store.has_graph(v.graph_iri(s)))
            self._committed = _Committed(self._store, self._manifest_or_none(), removed)
            self._searcher = self._suggesting = None

    def set_state(self, name: str, *, done: int = 0, total: int = 0, reason: str | None = None) -> None:
        """Tell /health what is being prepared: one of `PHASES`."""
        if name not in PHASES:
            raise ValueError(f"{name!r} is not one of {', '.join(PHASES)}")
        before, self._phase = self._phase, _Phase(name, done, total, reason)
        if before.name == INGESTING and name != INGESTING:
            self.refresh()

    def start_indexing(self) -> None:
        """Bring the indexes up to the graph in the background; asked again meanwhile, it runs once more."""
        with self._swap:
            if self._worker is not None and self._worker.is_alive():
                self._again = True
                return
            self._worker = threading.Thread(target=self._index, name="nqi-index", daemon=True)
            self._worker.start()

    def wait_until_indexed(self, timeout: float | None = None) -> None:
        """Wait for the background work to end (tests, and commands that need its result)."""
        worker = self._worker
        if worker is not None:
            worker.join(timeout)

    def _index(self) -> None:

        def progress(stage: str, done: int, total: int) -> None:
            self._phase = _Phase(LEXICAL if stage == "lexical" else ENCODING, done, total)

        while True:
            self.set_state(LEXICAL)
            try:
                bring_up_to_date(self._store, self._folder, self._spec, vectors=True, progress=progress, committed=self.refresh)
            except NqiError as exc:
                self._phase = _Phase(FAILED, reason=str(exc))
                print(f"nqi: indexing failed: {exc}", file=sys.stderr)
            except Exception as exc:
                # A thread that dies silently would leave /health saying "indexing" for ever.
                self._phase = _Phase(FAILED, reason=f"{type(exc).__name__}: {exc}")
                raise
            else:
                self.refresh()
                self._phase = _Phase(READY if self._committed.manifest and self._committed.documents else EMPTY)
            with self._swap:
                if not self._again:
                    self._worker = None
                    return
                self._again = False

    def _now(self) -> _Committed:
        """The committed state; while documents are being read the graph moves on, so it is read afresh."""
        if self._phase.name != INGESTING:
            return self._committed
        return _Committed(self._store, self._committed.manifest, self._committed.removed)

    def _open_encoder(self, role: str) -> Encoder:
        """One encoder for queries and one for passages: a search must not wait behind a long batch."""
        with self._swap:
            if role not in self._encoders:
                # OpenMP threads that spin while they wait starve each other as soon as anything else runs:
                # a query took 260 ms (p95 3.4 s) beside a running index build, 52 ms (p95 77 ms) like this.
                os.environ.setdefault("OMP_WAIT_POLICY", "passive")
                self._encoders[role] = open_encoder(self._spec, self._folder.models)
            return self._encoders[role]

    def searcher(self) -> Searcher:
        """The searcher of the serving generation, opened at the first question; raises IndexMissing."""
        current = self._searcher
        if current is not None:
            return current
        with self._swap:
            if self._searcher is None:
                self._searcher = self._open_searcher()
            return self._searcher

    def _open_searcher(self) -> Searcher:
        from search_api.encoders.base import TokenEncoder
        from search_api.encoders.token_axes import axes_of
        from search_api.late_interaction import LateInteraction
        from search_api.lexical_index import LexicalIndex
        from search_api.searcher import Searcher
        from search_api.token_store import TOKENS, TokenStore
        from search_api.vector_index import VectorIndex

        manifest = self._generations.current()
        if manifest is None:
            raise IndexMissing(self._not_yet())
        segmenter = self._segmenter = self._segmenter or Segmenter()
        if manifest.segmenter != segmenter.fingerprint:
            raise IndexMissing("the index was built with another dictionary than this version's; run 'nqi index'")
        encoder: Encoder | None = None
        vectors: VectorIndex | None = None
        # While vectors are pending, those of documents that did not change are still there.
        if manifest.has_vectors:
            encoder = self._open_encoder("query")
            if encoder.fingerprint == manifest.fingerprint:
                vectors = VectorIndex.open(self._generations.path(manifest) / VECTORS)
            elif manifest.vectors == "ready":
                raise IndexMissing(
                    f"the vectors are of the encoder {manifest.encoder!r}, not of {encoder.spec!r}; run 'nqi index --encoder {encoder.spec}'"
                    f" or search with --encoder {manifest.encoder}"
                )
        committed = self._committed
        late: LateInteraction | None = None
        if vectors is not None and isinstance(encoder, TokenEncoder) and (axes := axes_of(encoder)) is not None:
            late = LateInteraction(TokenStore(self._generations.path(manifest) / TOKENS), encoder, axes)
        return Searcher(
            lexical=LexicalIndex.open(self._generations.lexical(manifest)),
            vectors=vectors,
            late=late,
            encoder=encoder if vectors is not None else None,
            segmenter=segmenter,
            view=committed.view,
            related=committed.linked,
            generation=f"generation-{manifest.generation:06d}",
            hidden=committed.removed,
        )

    def _not_yet(self) -> str:
        phase = self._phase
        if phase.name in (INGESTING, LEXICAL, ENCODING):
            what = "documents are being read" if phase.name == INGESTING else "the index is being built"
            return f"{what} ({phase.done} of {phase.total}); try again in a moment"
        if phase.name == FAILED:
            return f"there is no index: {phase.reason}; run 'nqi index --rebuild'"
        return "there is no index yet; run 'nqi ingest FOLDER', or 'nqi index' where documents were read already"

    # -- SearchService --------------------------------------------------------------------

    def search(self, request: SearchRequest) -> Json:
        """See `SearchService.search`; raises IndexMissing before the first generation is committed."""
        refuse_what_cannot_be_asked(request)
        if request.sector is not None:
            request = replace(request, sector=self._sector_key(request.sector))
        searcher = self.searcher()
        answer = searcher.search(request)
        words = searcher.lexical
        labels = {"facet_labels": named(answer["facets"], self._committed.names_of)}
        return (
            answer
            | labels
            | why_empty(
                request,
                answer,
                matches=lambda filters: bool(len(words.matching(filters))),
                known=lambda token: bool(words.search([token], [], 1)),
            )
        )

    def suggest(self, q: str, limit: int = 10, at: str | None = None) -> Json:
        """See `SearchService.suggest`; raises IndexMissing before the first generation is committed."""
        day = _day(at)
        return suggestions(self._suggest_index(), self._committed.view, q, limit, day)

    def _suggest_index(self) -> SuggestIndex:
        """The names of the serving generation, opened at the first letter typed; no other file is read for it."""
        current = self._suggesting
        if current is not None:
            return current
        from search_api.suggest.index import SuggestIndex

        with self._swap:
            if self._suggesting is None:
                manifest = self._committed.manifest
                if manifest is None:
                    raise IndexMissing(self._not_yet())
                path = self._generations.checked(manifest, SUGGEST)
                self._suggesting = SuggestIndex.open(path, self._committed.removed)
            return self._suggesting

    def _sector_key(self, asked: str) -> str:
        try:
            return self._now().gaps.sector(asked).key
        except NotFound as exc:
            # The path is right; the value of a filter is not.
            raise BadRequest(str(exc)) from exc

    def standard(self, number: str, at: str | None = None) -> Json:
        """See `SearchService.standard`; raises NotFound for what the graph does not know."""
        day = _day(at)
        now = self._now()
        return now.describer.standard(require_edition(now.view, number, day), day)

    def related(self, of: str, at: str | None = None) -> Json:
        """See `SearchService.related`; ``of`` is a number, a law's title, or a concept by name, slug or IRI."""
        day = _day(at)
        now = self._now()
        meant = what_is_meant(now.view, of, day)
        if meant.subject is None:
            return {**unknown_json(meant, () if meant.choices else self.guesses(of)), "at": day.isoformat()}
        links = now.linked.links(meant.subject.iri) if meant.subject.kind == "standard" else ()
        teller = Teller(now.view, now.concepts)
        paths = walk(now.view, now.concepts, meant.subject, day, links)
        return {"of": subject_json(meant.subject), "at": day.isoformat(), "related": [teller.path(path) for path in paths]}

    def dossier(self, product: str, at: str | None = None) -> Json:
        """See `SearchService.dossier`."""
        day = _day(at)
        now = self._now()
        meant = what_is_meant(now.view, product, day)
        choices = [choice for choice in meant.choices if choice.kind == "product"]
        subject = choices[0] if len(choices) == 1 else meant.subject
        if subject is None or subject.kind != "product":
            return {**unknown_json(meant, () if meant.choices else self.guesses(product)), "at": day.isoformat()}
        return dossier(now.view, now.concepts, now.describer, subject, day)

    def walk(self, limit: str, at: str | None = None) -> Json:
        """See `SearchService.walk`; raises NotFound."""
        now, day = self._now(), _day(at)
        return limit_walk(Walker(now.view, day, now.concepts), Teller(now.view, now.concepts), now.describer, limit)

    def guesses(self, asked: str) -> list[Guess]:
        """Known names near to an unknown one: by meaning once the names were encoded, else by their characters."""
        manifest = self._committed.manifest
        if manifest is not None and manifest.has_vectors:
            try:
                encoder = self._open_encoder("query")
                with EncodingCache(self._folder.encodings, encoder) as cache:
                    # Reading a thousand names anew would take longer than anybody waits for a guess.
                    if names_are_read(cache):
                        return by_meaning(asked, encoder, read_names(cache)) or by_characters(asked)
            except EncoderError:
                pass
        return by_characters(asked)

    def impact(self, number: str, at: str | None = None, depth: int = DEPTH, limit: int = MOST_THINGS) -> Json:
        """See `SearchService.impact` and `kg.impact`; raises NotFound for what the graph does not know."""
        day = _day(at)
        now = self._now()
        return impact_answer(now.view, require_subject(now.view, number), day, depth, limit)

    def gaps(self, sector: str | None = None, at: str | None = None) -> Json:
        """See `SearchService.gaps`; raises NotFound for a sector that is not one of the 13."""
        day = _day(at)
        now = self._now()
        if sector is None:
            return matrix(now.gaps, day)
        return of_sector(now.gaps, now.concepts, now.gaps.sector(sector), day)

    def report(self, *, shapes: bool = True, progress: Progress = lambda done, total: None) -> Json:
        """The quality of the graph: see `kg.quality.measure`."""
        return measure(self._store, shapes=shapes, progress=progress)

    def candidates(self, kinds: Iterable[str] = KINDS) -> Json:
        """Words that no vocabulary knows: see `kg.candidates`; each with one place and the number of its document."""
        now = self._now()
        found = candidates(self._store.raw, kinds)
        numbers = {record.graph: record.number for record in now.documents}
        rows = [
            {
                "kind": one.kind,
                "term": one.term,
                "documents": one.documents,
                "number": numbers.get(one.evidence.partition("#")[0]),
                "evidence": now.view.place(one.evidence),
                "choices": [{"name": label.text, "iri": label.concept, "kind": label.kind.value} for label in one.choices],
                "note": one.note,
            }
            for one in found
        ]
        return {"counts": dict(Counter(one.kind for one in found)), "candidates": rows}

    def check(self, citations: Sequence[str], at: str | None = None) -> Json:
        """See `SearchService.check`."""
        return check_list(self._store, citations, _day(at))

    def check_text(self, text: str, at: str | None = None) -> Json:
        """As `check`, for text from a pipe: one citation a line, or running text."""
        return check_text(self._store, text, _day(at))

    def check_file(
        self, path: Path, at: str | None = None, limits: ReadingLimits | None = None, on_step: Heard | None = None
    ) -> tuple[Json, list[Json]]:
        """See `SearchService.check_file`; the file is read in a sandbox. Raises UnreadableDocument."""
        return check_file(self._store, path, _day(at), limits or self._reading, on_step)

    def annotate(self, path: Path, answer: Json, anchors: Sequence[Json], suffix: str) -> bytes:
        """See `SearchService.annotate`."""
        return annotated(path, answer, anchors, self._reading, suffix)

    def health(self) -> Json:
        """See `SearchService.health`; never waits and never opens an index."""
        now, phase = self._committed, self._phase
        manifest = now.manifest
        if phase.name in (INGESTING, LEXICAL, ENCODING):
            status = "indexing"
        elif manifest is None or not manifest.documents:
            status = "failed" if phase.name == FAILED else "empty"
        else:
            status = "ok"
        index: Json = {
            "state": phase.name,
            "generation": manifest.generation if manifest else None,
            "vectors": manifest.vectors if manifest else None,
        }
        if phase.total:
            index |= {"done": phase.done, "total": phase.total, "progress": round(phase.done / phase.total, 4)}
        if phase.reason:
            index["reason"] = phase.reason
        ingesting = phase.name == INGESTING
        return {
            "status": status,
            "documents": phase.done if ingesting else len(now.documents),
            "triples": now.triples,
            "passages": manifest.passages if manifest else 0,
            "index": index,
            "encoder": {"name": self._spec, "dimension": manifest.dimension if manifest else None},
        }

    def statistics(self) -> Json:
        """Counts of what is in the graph, by type of document."""
        now = self._now()
        rows = self._store.select(
            "SELECT ?type (COUNT(DISTINCT ?e) AS ?n) WHERE { ?d nqi:describes ?e . ?e nqi:documentType ?type } GROUP BY ?type"
        )
        types = Counter({row["type"].rpartition("/")[2]: int(row["n"]) for row in rows})
        return {
            "documents": len(now.documents),
            "editions": len({record.edition for record in now.documents}),
            "triples": now.triples,
            "passages": now.manifest.passages if now.manifest else 0,
            "types": dict(types.most_common()),
        }

    def embed(self, texts: Sequence[str], input_type: str) -> npt.NDArray[np.float32]:
        """See `SearchService.embed`."""
        import numpy as np

        if input_type not in ("query", "passage"):
            raise BadRequest(f"input_type {input_type!r} does not exist; use query or passage")
        encoder = self._open_encoder(input_type)
        if input_type == "passage":
            return encoder.encode_passages(list(texts))
        if not texts:
            return np.zeros((0, encoder.dimension), np.float32)
        return np.stack([encoder.encode_query(text) for text in texts])

    def models(self) -> Json:
        """See `SearchService.models`."""
        encoder = self._open_encoder("query")
        model = {
            "id": encoder.spec,
            "object": "model",
            "created": 0,
            "owned_by": "nqi",
            "dimension": encoder.dimension,
            "fingerprint": encoder.fingerprint,
        }
        return {"object": "list", "data": [model]}

    def sparql(self, query: str, accept: str) -> tuple[bytes, str, dict[str, str]]:
        """See `SearchService.sparql` and `search_api.sparql`."""
        return self._sparql.query(query, accept)

    def resource(self, iri: str) -> Json | None:
        """See `SearchService.resource`."""
        return self._now().describer.resource(_checked_iri(iri))

    def resource_rdf(self, iri: str, media_type: str) -> bytes | None:
        """See `SearchService.resource_rdf`."""
        return self._now().describer.resource_rdf(_checked_iri(iri), media_type)

    def place(self, evidence_iri: str) -> Json | None:
        """See `SearchService.place`."""
        return self._now().describer.place(evidence_iri)

    def remove_document(self, sha256: str) -> Json:
        """See `SearchService.remove_document`: gone from every answer at once, from the index files soon after."""
        graph = v.graph_iri(sha256)
        if not self._store.has_graph(graph):
            raise NotFound(f"no document with sha256 {sha256} is in the graph")
        with self._swap:
            record = next((r for r in self._committed.documents if r.sha256 == sha256), None)
            drop_documents(self._store, [graph])
            self._store.flush()
            self._committed = _Committed(self._store, self._manifest_or_none(), self._committed.removed | {sha256})
            self._searcher = self._suggesting = None
        self.start_indexing()
        return {"removed": sha256, "number": record.number if record else None, "file": record.file_name if record else None}


def _day(at: str | None) -> date:
    if at is None:
        return date.today()
    try:
        return date.fromisoformat(at)
    except ValueError as exc:
        raise BadRequest(f"at={at!r} is not a day; write it as 2014-07-01") from exc


def _checked_iri(iri: str) -> str:
    """An IRI as pyoxigraph takes it; raises BadRequest for characters that no IRI has."""
    if not iri or any(c in '<>"{}|^`\\' or ord(c) <= 0x20 for c in iri) or ":" not in iri:
        raise BadRequest(f"{iri[:80]!r} is not an IRI")
    return iri
