"""Indexes and segmentation, each beside its peer or its floor.

    python -m bench.indexes [--passages 20000] [--vectors 20000 100000] [--dimension 384]

jieba beside rjieba; tantivy beside a BM25 in plain Python (same tokens, dictionary postings);
our vectors beside FAISS Flat and HNSW and beside copying the same bytes once (memory bandwidth); filtered
search by selectivity; a new generation for one changed document beside a full build.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.machine import CORPUS, describe, median_ms, paragraphs
from kg.segment import Segmenter
from search_api.lexical_index import FieldWeights, Filters, LexicalIndex
from search_api.manifest import LEXICAL, SUGGEST, Generations, Manifest
from search_api.passage import Passage, passage_id
from search_api.sources import Sources
from search_api.suggest.writing import write_suggestions
from search_api.vector_index import VectorIndex, update

_QUERIES = ("锅炉大气污染物排放限值", "计量器具的首次检定", "测量不确定度评定", "产品质量责任", "GB 13271 颗粒物", "噪声测量方法 dB(A)")
_TOP = 200
"""As a hybrid search asks."""
_ASKED = 60
_LARGEST_GRAPH = 100_000
Floats = npt.NDArray[np.float32]
_BODY = FieldWeights(title=0, heading=0, body=1, bigrams=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--length", type=int, default=130)
    parser.add_argument("--vectors", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--texts", type=Path, default=CORPUS)
    arguments = parser.parse_args()
    print(describe())
    texts = paragraphs(arguments.passages, arguments.length, arguments.texts)
    # Where the corpus is short its paragraphs repeat: sizes are real, vocabulary is that of the corpus.
    texts = [texts[n % len(texts)] for n in range(arguments.passages)]
    segmentation(texts)
    with tempfile.TemporaryDirectory() as scratch:
        lexical(texts, Path(scratch))
        for count in arguments.vectors:
            vectors(count, arguments.dimension, Path(scratch))


def segmentation(texts: list[str]) -> None:
    sample = texts[:2000]
    characters = sum(map(len, sample))
    print(f"\nsegmentation, {characters:,} characters, with protected tokens and parts of words")
    found = {}
    for engine in ("jieba", "rjieba"):
        segmenter = Segmenter(engine=engine)
        started = time.perf_counter()
        segmenter.tokens("预热")
        loading = time.perf_counter() - started
        found[engine] = [segmenter.tokens(text) for text in sample]
        took = median_ms(lambda segmenter=segmenter: [segmenter.tokens(text) for text in sample], 3)
        cut = segmenter._load()[0]
        alone = median_ms(lambda cut=cut: [cut(text) for text in sample], 3)
        print(
            f"  {engine:8} {characters / took / 1000:6.2f} Mchar/s, the cut alone {characters / alone / 1000:6.2f}; loads in {loading:.2f} s"
        )
    print(f"  tokens equal: {found['jieba'] == found['rjieba']}")


def lexical(texts: list[str], scratch: Path) -> None:
    segmenter = Segmenter()
    passages = [_passage(n, text) for n, text in enumerate(texts)]
    print(f"\nlexical index, {len(passages):,} passages of {len(texts[0])} characters")
    generations = Generations(scratch / "indexes")
    building = generations.begin()
    with Sources(building, writable=True) as sources:
        sources.put("0" * 64, "bench", catalogue=False, about=[])
    (building / SUGGEST).write_bytes(b"")
    started = time.perf_counter()
    LexicalIndex.build(building / LEXICAL, passages, segmenter)
    built = time.perf_counter() - started
    # A generation is whole with names to suggest only; they are measured in bench/suggest.py.
    write_suggestions(building / SUGGEST, None, [], (), segmenter.cut, lambda _: ())
    current = generations.commit(building, Manifest(segmenter.fingerprint, len(passages), 1, "pending"))
    size = sum(size for _, size in current.files.values())
    print(
        f"  build {len(passages) / built:,.0f} passages/s, {size / 1e6:.1f} MB; verify all hashes {median_ms(lambda: generations.current(verify=True)):.0f} ms"
    )
    index = LexicalIndex.open(generations.lexical(current))
    naive = NaiveBM25({p.id: segmenter.tokens(p.text) for p in passages})
    asked = [(segmenter.query_tokens(query), segmenter.bigrams(query)) for query in _QUERIES]
    for name, call in (
        ("tantivy, all fields, top 200", lambda: [index.search(tokens, bigrams, 200) for tokens, bigrams in asked]),
        ("tantivy, with filters", lambda: [index.search(t, b, 200, Filters(types=("national",), ics=("13",))) for t, b in asked]),
        ("tantivy, one field", lambda: [index.search(tokens, [], 200, weights=_BODY) for tokens, _ in asked]),
        ("naive BM25, one field", lambda: [naive.search(tokens, 200) for tokens, _ in asked]),
        ("fetching 20 passages", lambda: [index.fetch([p.id for p in passages[:20]]) for _ in asked]),
        ("all ids of one filter", lambda: [index.matching(Filters(ics=("13",))) for _ in asked]),
    ):
        print(f"  {name:30} {median_ms(call) / len(asked):8.3f} ms")
    started = time.perf_counter()
    building = generations.begin(current)
    changed = passages[0].document
    LexicalIndex.update(building / LEXICAL, [_passage(0, "改过的条文")], [changed], segmenter)
    generations.commit(building, Manifest(segmenter.fingerprint, len(passages), 1, "pending"))
    print(f"  a generation with one changed document {time.perf_counter() - started:.2f} s beside {built:.2f} s for all")


class NaiveBM25:
    """BM25 with postings in dictionaries: the floor that any engine must beat."""

    def __init__(self, documents: dict[int, list[str]]) -> None:
        self.lengths = {pid: len(tokens) for pid, tokens in documents.items()}
        self.average = sum(self.lengths.values()) / len(documents)
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for pid, tokens in documents.items():
            for token, count in Counter(tokens).items():
                self.postings[token].append((pid, count))

    def search(self, query: list[str], k: int) -> list[tuple[int, float]]:
        scores: dict[int, float] = defaultdict(float)
        for token in query:
            holding = self.postings.get(token, [])
            idf = math.log(1 + (len(self.lengths) - len(holding) + 0.5) / (len(holding) + 0.5))
            for pid, count in holding:
                scores[pid] += idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * self.lengths[pid] / self.average))
        return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))[:k]


def vectors(count: int, dimension: int, scratch: Path) -> None:
    faiss = import_module("faiss")
    faiss.omp_set_num_threads(1)
    draw = np.random.default_rng(1)
    # Clustered like texts: neighbours in random directions have no meaning for anybody's recall.
    centres = draw.standard_normal((max(1, count // 50), dimension)).astype(np.float32)
    matrix = centres[draw.integers(0, len(centres), count)] + 0.7 * draw.standard_normal((count, dimension)).astype(np.float32)
    # And like those of e5 they all lean to one side.
    matrix += 2
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    ids = np.sort(draw.permutation(count).astype(np.int64) * 2**30)
    queries = matrix[draw.integers(0, count, _ASKED)] + 0.02 * draw.standard_normal((_ASKED, dimension)).astype(np.float32)
    print(f"\nvectors, {count:,} x {dimension} ({matrix.nbytes / 1e6:.0f} MB), top {_TOP}; CPU ms a query, recall@10 beside exact")
    path = scratch / f"vectors-{count}"
    started = time.perf_counter()
    update(path, dimension, ((ids[n : n + 1024], matrix[n : n + 1024]) for n in range(0, count, 1024)))
    built = time.perf_counter() - started
    index = VectorIndex.open(path)
    size = sum(file.stat().st_size for file in path.iterdir())
    print(
        f"  built in {built:.1f} s, {size / 1e6:.0f} MB in {len(index.segments)} segments, open {median_ms(lambda: VectorIndex.open(path)):.1f} ms"
    )

    flat = faiss.IndexFlatIP(dimension)
    flat.add(matrix)
    everything = faiss.SearchParameters(sel=faiss.IDSelectorAll())
    truth = [set(ids[rows].tolist()) for rows in flat.search(queries, 10)[1]]

    def told(name: str, search: Callable[[Floats], list[int]], near: list[set[int]], note: str = "") -> None:
        times, shares = [], []
        for n, query in enumerate(queries):
            before = time.process_time()
            found = search(query)
            times.append(time.process_time() - before)
            shares.append(len(near[n] & set(found[:10])) / max(1, len(near[n])))
        print(f"  {name:26} {np.median(times) * 1000:8.2f} ms  {np.mean(shares):.3f} {note}")

    told("ours", lambda query: [pid for pid, _ in index.search(query, _TOP)], truth)
    told("FAISS Flat", lambda query: ids[flat.search(query[None], _TOP, params=everything)[1][0]].tolist(), truth)
    touched = np.empty_like(matrix)
    print(f"  copying the bytes          {median_ms(lambda: np.copyto(touched, matrix)):8.2f} ms  (wall)")
    for share in (0.01, 0.05, 0.5):
        rows = np.sort(draw.choice(count, int(count * share), replace=False))
        within, part = ids[rows], faiss.IndexFlatIP(dimension)
        part.add(matrix[rows])
        near = [set(within[found].tolist()) for found in part.search(queries, 10)[1]]
        told(f"ours, {share:.0%} allowed", lambda query, within=within: [pid for pid, _ in index.search(query, _TOP, within)], near)
    started = time.perf_counter()
    update(path, dimension, [(ids[:1000] + 1, matrix[:1000])], ids[:1000])
    print(f"  1,000 vectors replaced in {(time.perf_counter() - started) * 1000:.0f} ms")
    if count <= _LARGEST_GRAPH:
        graph = faiss.IndexHNSWFlat(dimension, 32, faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = 80
        started = time.process_time()
        graph.add(matrix)
        built = time.process_time() - started
        breadth = faiss.SearchParametersHNSW(efSearch=_TOP)
        told(
            "FAISS HNSW32",
            lambda query: ids[graph.search(query[None], _TOP, params=breadth)[1][0]].tolist(),
            truth,
            f"built in {built:.0f} s",
        )


def _passage(n: int, text: str) -> Passage:
    iri, number = f"https://example.org/id/{n}", f"GB {1 + n // 40}-2014"
    kind = "national" if n % 2 else "industry"
    return Passage(
        passage_id(iri), iri, f"{n // 40:064x}", number, number[:-5], "锅炉大气污染物排放标准", None, kind, True, ("13.040.40",), ("Z60",),
        "2014-05-16", "2014-07-01", "5.1", "要求 › 限值", "clause", 1, 0, len(text), text,
    )  # fmt: skip


if __name__ == "__main__":
    main()
