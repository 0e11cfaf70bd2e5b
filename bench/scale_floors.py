"""What no index can beat, or what it must not lose: exhaustive BM25, one read of the vectors, exact neighbours.

    python -m bench.scale_floors TEXTS DATA

`ExhaustiveBM25` adds up every posting of every token of a question in numpy, with the lengths that tantivy and Lucene keep (one byte, so
that 41 counts as 40), and must give the very ten passages that our index gives for the same field. The last line is the result as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from bench import scale_texts
from bench.scale_timing import Meter, summary
from kg.segment import Segmenter
from search_api.lexical_index import FieldWeights, LexicalIndex
from search_api.manifest import Generations
from search_api.vector_index import VectorIndex

Json = dict[str, Any]
Rows = npt.NDArray[np.int64]

QUESTION_TOKENS, NEAREST = "question_tokens.json", "nearest.json"
_JUDGED = 200
"""Questions whose exact neighbours are found, and which are asked in a filtered search."""
_K = 10
_SHARES = (0.01, 0.05, 0.5)
_CHUNK = 100_000


class ExhaustiveBM25:
    """BM25 (k1 1.2, b 0.75) of one field; postings of the tokens that will be asked for, and no others."""

    def __init__(self, lines: Sequence[str], asked: set[str]) -> None:
        counts: dict[str, tuple[list[int], list[int]]] = {token: ([], []) for token in asked}
        lengths = np.zeros(len(lines), np.int64)
        for row, line in enumerate(lines):
            tokens = line.split(" ") if line else []
            lengths[row] = len(tokens)
            if asked.intersection(tokens):
                for token, count in Counter(token for token in tokens if token in asked).items():
                    counts[token][0].append(row)
                    counts[token][1].append(count)
        norm = 1.2 * (0.25 + 0.75 * kept_lengths(lengths) / max(lengths.mean(), 1e-9))
        self._count = len(lines)
        self._impacts: dict[str, tuple[Rows, npt.NDArray[np.float32]]] = {}
        for token, (rows, frequencies) in counts.items():
            if rows:
                at, frequency = np.asarray(rows), np.asarray(frequencies, np.float64)
                idf = np.log(1 + (len(lines) - len(rows) + 0.5) / (len(rows) + 0.5))
                self._impacts[token] = at, (idf * 2.2 * frequency / (frequency + norm[at])).astype(np.float32)

    def search(self, tokens: Sequence[str], k: int) -> list[tuple[int, float]]:
        """(row, score) of the best, best first."""
        scores = np.zeros(self._count, np.float32)
        for token in dict.fromkeys(tokens):
            if token in self._impacts:
                rows, impacts = self._impacts[token]
                scores[rows] += impacts
        best = np.argpartition(-scores, min(k, self._count - 1))[:k]
        return [(int(row), float(scores[row])) for row in best[np.argsort(-scores[best])] if scores[row] > 0]


def kept_lengths(lengths: Rows) -> Rows:
    """Lengths as one byte keeps them (SmallFloat of Apache Lucene): exact to 40, then three bits after the first.

    >>> kept_lengths(np.array([7, 40, 41, 42, 100])).tolist()
    [7, 40, 40, 42, 96]
    """
    steps = [n if n < 24 else 24 + _four_bits(n - 24) for n in range(256)]
    return np.asarray(steps)[np.searchsorted(steps, lengths, side="right") - 1]


def _four_bits(code: int) -> int:
    shift = (code >> 3) - 1
    return code & 7 if shift < 0 else ((code & 7) | 8) << shift


def prepare(texts: Path) -> None:
    """Tokens of the questions (for the peer too), and the exact ten nearest passages of the first ones, as rows."""
    segmenter = Segmenter()
    questions = json.loads((texts / scale_texts.QUESTIONS).read_text(encoding="utf-8"))
    tokens = [" ".join(token.replace(" ", "_") for token in segmenter.query_tokens(question)) for question in questions]
    (texts / QUESTION_TOKENS).write_text(json.dumps(tokens, ensure_ascii=False), encoding="utf-8")
    matrix = np.load(texts / scale_texts.VECTORS, mmap_mode="r")
    asked = np.load(texts / scale_texts.QUESTION_VECTORS)[:_JUDGED]
    (texts / NEAREST).write_text(json.dumps(exact(matrix, asked).tolist()), encoding="utf-8")


def exact(matrix: npt.NDArray[np.float32], asked: npt.NDArray[np.float32], rows: Rows | None = None) -> Rows:
    """(questions, 10) rows of the nearest among ``rows`` (all of them if None), nearest first."""
    rows = np.arange(len(matrix)) if rows is None else rows
    best, cosines = np.zeros((len(asked), 0), np.int64), np.zeros((len(asked), 0), np.float32)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        found = asked @ np.asarray(matrix[part[0] : part[-1] + 1] if len(part) == part[-1] - part[0] + 1 else matrix[part]).T
        best = np.hstack([best, np.broadcast_to(part, found.shape)])
        cosines = np.hstack([cosines, found])
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :_K]
        best, cosines = np.take_along_axis(best, order, 1), np.take_along_axis(cosines, order, 1)
    return best


def measure(texts: Path, data: Path) -> Json:
    """Words beside exhaustive BM25, vectors beside memory, recall beside exact neighbours."""
    ids = np.fromiter((passage.id for passage in scale_texts.read_passages(texts)), np.int64)
    generations = Generations(data / "indexes")
    manifest = generations.current(verify=False)
    if manifest is None:
        raise SystemExit(f"{data} holds no index")
    place = generations.vectors(manifest)
    assert place is not None
    return {**words(texts, LexicalIndex.open(generations.lexical(manifest)), ids), **neighbours(texts, VectorIndex.open(place), ids)}


def words(texts: Path, index: LexicalIndex, ids: Rows) -> Json:
    segmenter = Segmenter()
    questions = json.loads((texts / scale_texts.QUESTIONS).read_text(encoding="utf-8"))[:_JUDGED]
    asked = [segmenter.query_tokens(question) for question in questions]
    encoded = [[token.replace(" ", "_") for token in tokens] for tokens in asked]
    lines = (texts / scale_texts.BODY_TOKENS).read_text(encoding="utf-8").splitlines()
    floor = ExhaustiveBM25(lines, {token for tokens in encoded for token in tokens})
    body = FieldWeights(**({field.name: 0.0 for field in fields(FieldWeights)} | {"body": 1.0}))
    equal = [
        _same(index.search(tokens, [], _K, weights=body), floor.search(own, _K), ids) for tokens, own in zip(asked, encoded, strict=True)
    ]
    return {
        "same_top10": float(np.mean(equal)),
        "words_body": _timed(lambda n: index.search(asked[n], [], _K, weights=body), len(asked)),
        "words_all": _timed(lambda n: index.search(asked[n], segmenter.bigrams(questions[n]), _K), len(asked)),
        "exhaustive": _timed(lambda n: floor.search(encoded[n], _K), len(asked)),
    }


def _same(ours: list[tuple[int, float]], floor: list[tuple[int, float]], ids: Rows) -> bool:
    """Whether both give the same passages with the same scores, but for the order and choice among equal scores."""
    if len(ours) != len(floor) or not np.allclose([s for _, s in ours], [s for _, s in floor], rtol=1e-4):
        return False
    last = floor[-1][1] * (1 + 1e-4) if floor else 0.0
    return {pid for pid, score in ours if score > last} == {int(ids[row]) for row, score in floor if score > last}


def neighbours(texts: Path, index: VectorIndex, ids: Rows) -> Json:
    matrix = np.load(texts / scale_texts.VECTORS)
    asked = np.load(texts / scale_texts.QUESTION_VECTORS)[:_JUDGED]
    truth: list[list[int]] = json.loads((texts / NEAREST).read_text(encoding="utf-8"))
    result: Json = {
        "kind": "sign codes",
        "recall": _recall(ids, truth, [index.search(vector, _K) for vector in asked]),
        "vectors_10": _timed(lambda n: index.search(asked[n], _K), len(asked)),
        "vectors_200": _timed(lambda n: index.search(asked[n], 200), len(asked)),
        "filtered": {},
    }
    draw = np.random.default_rng(5)
    for share in _SHARES:
        rows = np.sort(draw.choice(len(ids), max(_K, int(share * len(ids))), replace=False))
        allowed = np.sort(ids[rows])
        found = [index.search(vector, _K, allowed) for vector in asked[: _JUDGED // 4]]
        recall = _recall(ids, exact(matrix, asked[: _JUDGED // 4], rows).tolist(), found)
        result["filtered"][str(share)] = {"recall": recall, **_timed(lambda n, allowed=allowed: index.search(asked[n], _K, allowed), 20)}
    words64 = matrix.reshape(-1).view(np.uint64)
    result["megabytes"] = matrix.nbytes / 1e6
    result["read"] = _timed(lambda n: np.bitwise_or.reduce(words64), 15)
    flat = faiss.IndexFlatIP(matrix.shape[1])
    flat.add(matrix)
    result["flat"] = _timed(lambda n: flat.search(asked[n : n + 1], _K), 15)
    return result


def _recall(ids: Rows, truth: list[list[int]], found: list[list[tuple[int, float]]]) -> float:
    return float(np.mean([len({pid for pid, _ in hits} & set(ids[rows].tolist())) / _K for hits, rows in zip(found, truth, strict=True)]))


def _timed(call: Callable[[int], object], times: int) -> Json:
    call(0)
    meter = Meter()
    for n in range(times):
        with meter:
            call(n)
    return {**summary("wall", meter.wall), **summary("cpu", meter.cpu)}


def main() -> None:
    texts, data = Path(sys.argv[1]), Path(sys.argv[2])
    started = time.perf_counter()
    if not (texts / NEAREST).exists():
        prepare(texts)
    print(json.dumps({**measure(texts, data), "seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
