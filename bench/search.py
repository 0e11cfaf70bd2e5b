"""Search: p50/p95 with and without encoding the query, over HTTP, start-up, memory; beside an exhaustive BM25.

python -m bench.search [--data DIR]      (default: reads corpus/ with the e5 encoder into a scratch folder)
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from bench.machine import describe
from ingest.pipeline import Pipeline, plan
from kg.data_folder import DataFolder
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.protocols import SearchRequest

QUESTIONS = (
    "锅炉烟气二氧化硫排放限值",
    "GB13271",
    "电子秤出厂前要做什么检定?",
    "家用电热水器的泄漏电流",
    "emission limits of boilers",
    "心电图机检定规程",
    "厂界夜间噪声",
    "砝码的最大允许误差",
    "how is the blood pressure monitor verified",
    "认证依据标准",
)


def percentiles(seconds: list[float]) -> str:
    ordered = sorted(1000 * s for s in seconds)
    return f"p50 {statistics.median(ordered):7.2f} ms   p95 {ordered[int(0.95 * (len(ordered) - 1))]:7.2f} ms"


def timed(call: object, rounds: int) -> list[float]:
    seconds = []
    for i in range(rounds):
        started = time.perf_counter()
        call(QUESTIONS[i % len(QUESTIONS)], i)  # type: ignore[operator]
        seconds.append(time.perf_counter() - started)
    return seconds


def exhaustive(texts: list[list[str]]) -> object:
    """The floor of a word index: score every passage, ten lines of BM25 (k1 1.2, b 0.75)."""
    import math
    from collections import Counter

    counts = [Counter(text) for text in texts]
    lengths = [len(text) for text in texts]
    mean = sum(lengths) / len(lengths)
    df = Counter(token for count in counts for token in count)

    def search(tokens: list[str]) -> list[tuple[float, int]]:
        scores = []
        for i, count in enumerate(counts):
            score = 0.0
            for token in tokens:
                if tf := count.get(token):
                    idf = math.log(1 + (len(counts) - df[token] + 0.5) / (df[token] + 0.5))
                    score += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * lengths[i] / mean))
            scores.append((score, i))
        return sorted(scores, reverse=True)[:10]

    return search


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--rounds", type=int, default=200)
    arguments = parser.parse_args()
    print(describe())
    with ExitStack() as stack:
        data = arguments.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = stack.enter_context(DataFolder(data, exclusive=True, purpose="bench"))
        store = OxigraphStore(folder.graph)
        settings = Settings(data=data, encoder="e5")
        if not arguments.data:
            from search_api.build import bring_up_to_date

            Pipeline(store, 0).run(plan([Path(__file__).parent.parent / "corpus"]))
            bring_up_to_date(store, folder, "e5", vectors=True, progress=lambda *_: None)
        from search_api.service import Service

        started = time.perf_counter()
        service = Service(store, folder, settings)
        service.search(SearchRequest("锅炉"))
        print(f"opening indexes and first search: {time.perf_counter() - started:.2f} s")
        health = service.health()
        print(f"{health['documents']} documents, {health['passages']} passages, {health['triples']} triples")
        # A question never asked before must be encoded; the counter makes each one new.
        print(
            f"search, query encoded:     {percentiles(timed(lambda q, i: service.search(SearchRequest(f'{q} {i}')), arguments.rounds // 4))}"
        )
        for question in QUESTIONS:
            service.search(SearchRequest(question))
        print(f"search, query vector kept: {percentiles(timed(lambda q, i: service.search(SearchRequest(q)), arguments.rounds))}")
        _http(service, settings, arguments.rounds)
        _floor(store, arguments.rounds)
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    started = time.perf_counter()
    subprocess.run([sys.executable, "nqi.py", "--help"], cwd=Path(__file__).parent.parent, capture_output=True, check=True)
    print(f"nqi --help: {time.perf_counter() - started:.2f} s")


def _http(service: object, settings: Settings, rounds: int) -> None:
    import waitress

    from search_api.web.app import create_app

    server = waitress.create_server(create_app(service, settings), host="127.0.0.1", port=0)  # type: ignore[arg-type]
    threading.Thread(target=server.run, daemon=True).start()
    address = f"http://127.0.0.1:{server.effective_port}/api/v1/search?q="

    def ask(question: str, _: int) -> None:
        with urllib.request.urlopen(address + urllib.parse.quote(question)) as answer:
            json.load(answer)

    cpu = time.process_time()
    seconds = timed(ask, rounds)
    cpu = time.process_time() - cpu
    print(f"over HTTP, vector kept:    {percentiles(seconds)}   ({1000 * cpu / rounds:.1f} ms CPU, client and server)")
    server.close()


def _floor(store: OxigraphStore, rounds: int) -> None:
    from kg.register import document_triples
    from kg.segment import Segmenter
    from search_api.passages import passages_of

    segmenter = Segmenter()
    texts = [segmenter.tokens(p.text) for r in store.documents() for p in passages_of(document_triples(store, r.graph), r.graph)]
    search = exhaustive(texts)
    print(f"floor: exhaustive BM25:    {percentiles(timed(lambda q, _: search(segmenter.query_tokens(q)), min(rounds, 50)))}")  # type: ignore[operator]


if __name__ == "__main__":
    main()
