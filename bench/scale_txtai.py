"""The peer of `bench.scale`: txtai's hybrid on the same passages, tokens and vectors. Runs in .venv-bench, which holds nothing of ours.

    .venv-bench/bin/python bench/scale_txtai.py build|search TEXTS INDEX

It gets our tokens, joined by blanks (its own tokenizer tears Chinese into single characters, which costs it more), our vectors through a
transform function, HNSW with the same 32 links, and keeps no content: ids and scores are all it has to give. Two of HNSW's numbers
cannot be set through its configuration and stay FAISS's own: 40 candidates while building, as many as are asked for (100) while searching.
The last line of the output is the result as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

os.environ.setdefault("HF_HUB_OFFLINE", "1")
sys.path.insert(0, str(Path(__file__).parent))
from scale_timing import Meter, memory_mb, with_clients

_COMPONENTS = "IDMap,HNSW32"


def configuration(transform: object) -> dict[str, object]:
    return {
        "method": "external",
        "transform": transform,
        "hybrid": True,
        "content": False,
        "backend": "faiss",
        "faiss": {"components": _COMPONENTS},
        # Blanks are the only borders: the text is cut already.
        "scoring": {
            "method": "bm25",
            "terms": True,
            "normalize": True,
            "tokenizer": {"whitespace": True, "alphanum": False, "stopwords": False},
        },
    }


def build(texts: Path, index: Path) -> dict[str, object]:
    from txtai import Embeddings

    matrix = np.load(texts / "vectors.npy", mmap_mode="r")
    given = 0

    def transform(batch: list[str]) -> np.ndarray:
        """Vectors in the order of the passages, which is the order in which they are asked for."""
        nonlocal given
        rows = np.asarray(matrix[given : given + len(batch)])
        given += len(batch)
        return rows

    def documents() -> Iterator[tuple[int, str, None]]:
        with (texts / "all_tokens.txt").open(encoding="utf-8") as lines:
            for n, line in enumerate(lines):
                yield n, line.rstrip("\n"), None

    embeddings = Embeddings(configuration(transform))
    meter = Meter()
    with meter:
        embeddings.index(documents())
        # Its configuration is saved with it, and a function cannot be.
        embeddings.config["transform"] = None
        embeddings.save(str(index))
    if given != len(matrix):
        raise SystemExit(f"{given} of {len(matrix)} vectors were asked for")
    return {
        **meter.as_json(),
        "mb": sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 1e6,
        "peak_mb": memory_mb()["peak"],
    }


def search(texts: Path, index: Path) -> dict[str, object]:
    from importlib.metadata import version

    from txtai import Embeddings

    questions: list[str] = json.loads((texts / "questions.json").read_text(encoding="utf-8"))
    tokens = dict(zip(questions, json.loads((texts / "question_tokens.json").read_text(encoding="utf-8")), strict=True))
    vectors = np.load(texts / "question_vectors.npy")
    by_tokens = {tokens[question]: vector for question, vector in zip(questions, vectors, strict=True)}

    started = time.perf_counter()
    embeddings = Embeddings()
    embeddings.load(str(index))
    embeddings.model.transform = lambda batch: np.stack([by_tokens[text] for text in batch])

    def ask(question: str) -> list[tuple[int, float]]:
        return embeddings.search(tokens[question], 10)

    ask(questions[0])
    load = time.perf_counter() - started
    loaded = memory_mb()
    warm, single, many = questions[:100], questions[100:400], questions[400:600]
    for question in warm:
        ask(question)
    meter = Meter()
    for question in single:
        with meter:
            ask(question)
    truth: list[list[int]] = json.loads((texts / "nearest.json").read_text(encoding="utf-8"))
    found = embeddings.ann.search(vectors[: len(truth)], 100)
    recall = float(np.mean([len({row for row, _ in hits[:10]} & set(rows)) / 10 for hits, rows in zip(found, truth, strict=True)]))
    return {
        "version": version("txtai"),
        "load_s": load,
        "loaded": loaded,
        "search": meter.as_json(),
        "clients8": with_clients(ask, many, 8),
        "recall": recall,
        "used": memory_mb(),
    }


def main() -> None:
    what, texts, index = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    print(json.dumps({"build": build, "search": search}[what](texts, index)))


if __name__ == "__main__":
    main()
