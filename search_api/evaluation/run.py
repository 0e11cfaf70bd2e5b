"""The product's own search over any collection: cut, indexed and ranked as standards are, in a folder that is thrown away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kg.segment import Segmenter
from kg.store_oxigraph import OxigraphStore
from search_api.encoders.base import TokenEncoder
from search_api.encoders.registry import open_encoder
from search_api.encoders.token_axes import axes_of
from search_api.evaluation.collection import Collection
from search_api.evaluation.metrics import DEEPEST, MEASURES, mean
from search_api.fusion import DEFAULT_WEIGHTS, Weights
from search_api.late_interaction import LateInteraction
from search_api.related import GraphView, Related
from search_api.searcher import Searcher
from search_api.text_passages import passages_of_text

Progress = Callable[[str, int, int], None]
"""Called with the stage ("words", "vectors", "queries"), how many are done, and of how many."""


@contextmanager
def searcher_over(
    collection: Collection, encoder_spec: str, models: Path, scratch: Path, progress: Progress, weights: Weights = DEFAULT_WEIGHTS
) -> Iterator[Searcher]:
    """A searcher over the collection's documents; its indexes stand in ``scratch``."""
    from search_api.encoding_cache import encode_cached
    from search_api.lexical_index import LexicalIndex
    from search_api.token_store import TOKENS, TokenStore, storing
    from search_api.vector_index import VectorIndex, update

    segmenter = Segmenter()
    passages = [passage for row in collection.documents for passage in passages_of_text(row.id, row.title, row.text)]
    LexicalIndex.build(scratch / "lexical", passages, segmenter, lambda done: progress("words", done, len(passages)))
    encoder = open_encoder(encoder_spec, models)
    texts = ((passage.id, passage.embedding_text) for passage in passages)
    chunks = encode_cached(encoder, scratch / "encodings", texts, lambda done: progress("vectors", done, len(passages)))
    update(scratch / "vectors", encoder.dimension, storing(scratch / TOKENS, chunks), [])
    axes = axes_of(encoder)
    view = GraphView(OxigraphStore())
    yield Searcher(
        lexical=LexicalIndex.open(scratch / "lexical"),
        vectors=VectorIndex.open(scratch / "vectors"),
        late=LateInteraction(TokenStore(scratch / TOKENS), encoder, axes) if isinstance(encoder, TokenEncoder) and axes else None,
        weights=weights,
        encoder=encoder,
        segmenter=segmenter,
        view=view,
        related=Related(view),
    )


def rankings(searcher: Searcher, topics: Mapping[str, str], progress: Progress) -> tuple[dict[str, list[str]], float]:
    """(document ids by topic, best first, milliseconds a query)."""
    found: dict[str, list[str]] = {}
    started = time.perf_counter()
    for done, (topic, query) in enumerate(topics.items(), 1):
        found[topic] = [document for document, _ in searcher.rank_documents(query, DEEPEST)]
        progress("queries", done, len(topics))
    return found, 1000 * (time.perf_counter() - started) / max(1, len(topics))


def measured(found: Mapping[str, list[str]], grades: Mapping[str, Mapping[str, int]]) -> dict[str, list[float]]:
    """Every measure's value for each topic, in the order of ``found``."""
    return {name: [measure(ranking, grades[topic]) for topic, ranking in found.items()] for name, measure in MEASURES.items()}


def summary(values: Mapping[str, list[float]]) -> dict[str, float]:
    """The mean of each measure."""
    return {name: round(mean(each), 4) for name, each in values.items()}
