"""Search quality: our questions by kind and split, beside words only, vectors only and their reciprocal rank fusion; what each signal is worth.

    python -m bench.quality [--data DIR] [--split test|tune|all] [--ablation]

Without --data, corpus/ is read and encoded into a scratch folder (some ten minutes).
Intervals are 95 %, by the bootstrap.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.machine import describe
from kg.data_folder import DataFolder
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.evaluation.metrics import interval, mean, ndcg, recall, reciprocal_rank
from search_api.fusion import DEFAULT_WEIGHTS, Weights
from search_api.query import understand, words_of
from search_api.searcher import Searcher

RELEVANCE = Path(__file__).parent / "relevance"
KINDS = ("number", "keyword", "paraphrase", "english", "relation")
DEPTH = 50
_RRF = 60
"""Cormack, Clarke & Büttcher 2009."""
ABLATION: Mapping[str, Weights] = {
    "without vectors": replace(DEFAULT_WEIGHTS, dense=0.0, title=0.0),
    "without words": replace(DEFAULT_WEIGHTS, bm25=0.0, bm25_foreign=0.0, synonyms=0.0),
    "without late interaction": replace(DEFAULT_WEIGHTS, late=0.0),
    "without titles": replace(DEFAULT_WEIGHTS, title=0.0),
    "without the graph": replace(DEFAULT_WEIGHTS, graph=0.0),
    "without synonyms": replace(DEFAULT_WEIGHTS, synonyms=0.0),
}
Ranking = Callable[[str], list[str]]
Question = tuple[str, str, Mapping[str, int]]
"""Split, query, grades."""


def questions(kind: str) -> list[Question]:
    """The questions of a kind, as bench/relevance has them."""
    found = []
    with (RELEVANCE / f"{kind}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            answers = (answer.rpartition("=") for answer in row["answers"].split("|"))
            found.append((row["split"], row["query"], {number.strip(): int(grade) for number, _, grade in answers}))
    return found


def by_words(searcher: Searcher) -> Ranking:
    """BM25 of the best passage, our tokens and fields."""

    def rank(query: str) -> list[str]:
        words = words_of(understand(query)) or query
        hits = searcher.lexical.search(searcher._segmenter.query_tokens(words), searcher._segmenter.bigrams(words), 400)
        return numbers_of(searcher, [pid for pid, _ in hits])

    return rank


def by_vectors(searcher: Searcher) -> Ranking:
    """Cosine of the best passage."""

    def rank(query: str) -> list[str]:
        assert searcher.vectors is not None
        words = words_of(understand(query)) or query
        return numbers_of(searcher, [pid for pid, _ in searcher.vectors.search(searcher._query_vector(words), 400)])

    return rank


def fused(*rankings: Ranking) -> Ranking:
    """Reciprocal rank fusion."""

    def rank(query: str) -> list[str]:
        scores: dict[str, float] = {}
        for ranking in rankings:
            for place, number in enumerate(ranking(query), 1):
                scores[number] = scores.get(number, 0.0) + 1 / (_RRF + place)
        return sorted(scores, key=lambda number: -scores[number])

    return rank


def numbers_of(searcher: Searcher, pids: Sequence[int]) -> list[str]:
    passages = searcher._fetch(pids)
    return list(dict.fromkeys(passages[pid].number for pid in pids if pid in passages))[:DEPTH]


def product(searcher: Searcher, weights: Weights) -> Ranking:
    """The search as people get it."""

    def rank(query: str) -> list[str]:
        searcher.weights = weights
        return list(dict.fromkeys(number for number, _ in searcher.rank_documents(query, DEPTH)))

    return rank


def measure(rank: Ranking, asked: Sequence[Question]) -> dict[str, list[float]]:
    values: dict[str, list[float]] = {"mrr@3": [], "ndcg@10": [], "recall@10": []}
    for _, query, grades in asked:
        found = rank(query)
        answers = {number: grade for number, grade in grades.items() if grade >= 2}
        values["mrr@3"].append(reciprocal_rank(found, answers, 3))
        values["ndcg@10"].append(ndcg(found, grades, 10))
        values["recall@10"].append(recall(found, answers, 10))
    return values


def report(parties: Mapping[str, Ranking], asked: Mapping[str, Sequence[Question]]) -> None:
    print(f"{'':28}" + "".join(f"{kind:>22}" for kind in asked) + f"{'mean':>8}")
    for name, rank in parties.items():
        cells, means = "", []
        started = time.perf_counter()
        for group in asked.values():
            values = measure(rank, group)
            low, high = interval(values["mrr@3"])
            means.append(mean(values["mrr@3"]))
            cells += f"  {means[-1]:.3f} ±{(high - low) / 2:.3f} {mean(values['ndcg@10']):.3f}"
        took = 1000 * (time.perf_counter() - started) / sum(map(len, asked.values()))
        print(f"{name:28}{cells}   {mean(means):.3f}   {took:6.1f} ms a query", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--split", choices=("test", "tune", "all"), default="test")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--misses", action="store_true", help="list the questions whose first three hold no answer")
    arguments = parser.parse_args()
    print(describe())
    asked = {kind: [one for one in questions(kind) if arguments.split in ("all", one[0])] for kind in KINDS}
    print(f"{arguments.split}: " + ", ".join(f"{len(group)} {kind}" for kind, group in asked.items()) + f"; {date.today()}")
    print("each cell: MRR@3 with half its 95 % interval, nDCG@10")
    with ExitStack() as stack:
        data = arguments.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = stack.enter_context(DataFolder(data, exclusive=True, purpose="bench"))
        store = OxigraphStore(folder.graph)
        if not arguments.data:
            from ingest.pipeline import Pipeline, plan
            from search_api.build import bring_up_to_date

            Pipeline(store, 0).run(plan([Path(__file__).parent.parent / "corpus"]))
            bring_up_to_date(store, folder, "e5", vectors=True)
        from search_api.service import Service

        searcher = Service(store, folder, Settings(data=data)).searcher()
        words, vectors = by_words(searcher), by_vectors(searcher)
        parties = {
            "words only (BM25)": words,
            "vectors only (e5)": vectors,
            "RRF of both": fused(words, vectors),
            "nqi": product(searcher, DEFAULT_WEIGHTS),
        }
        if arguments.ablation:
            parties |= {name: product(searcher, weights) for name, weights in ABLATION.items()}
        report(parties, asked)
        if arguments.misses:
            rank = parties["nqi"]
            for kind, group in asked.items():
                for _, query, grades in group:
                    found = rank(query)[:3]
                    if not any(grades.get(number, 0) >= 2 for number in found):
                        print(f"{kind}: {query} -> {' | '.join(found)}   wanted {' | '.join(n for n, g in grades.items() if g >= 2)}")


if __name__ == "__main__":
    main()
