"""Retrieval measures, each a pure function of one ranking and the grades of its question.

``ranking`` holds document ids, best first; ``grades`` the judged documents, 0 meaning "looked at and not
relevant". Gains are linear in the grade and discounted by log2 of the rank, as trec_eval has them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence

Measure = Callable[[Sequence[str], Mapping[str, int]], float]


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain at k (Järvelin & Kekäläinen 2002).

    >>> round(ndcg(["b", "a"], {"a": 3, "b": 1}, 10), 4), ndcg(["a", "b"], {"a": 3, "b": 1}, 10)
    (0.7967, 1.0)
    """
    best = _dcg(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k])
    return _dcg([max(grades.get(document, 0), 0) for document in ranking[:k]]) / best if best else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """1 / rank of the first relevant document among the first k, 0 where there is none.

    >>> reciprocal_rank(["x", "a"], {"a": 1}, 3)
    0.5
    """
    return next((1 / rank for rank, document in enumerate(ranking[:k], 1) if grades.get(document, 0) > 0), 0.0)


def recall(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """The share of the relevant documents that stand among the first k.

    >>> recall(["x", "a"], {"a": 1, "b": 2}, 3)
    0.5
    """
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant & set(ranking[:k])) / len(relevant) if relevant else 0.0


MEASURES: Mapping[str, Measure] = {
    "ndcg@10": lambda ranking, grades: ndcg(ranking, grades, 10),
    "mrr@3": lambda ranking, grades: reciprocal_rank(ranking, grades, 3),
    "mrr@10": lambda ranking, grades: reciprocal_rank(ranking, grades, 10),
    "recall@1": lambda ranking, grades: recall(ranking, grades, 1),
    "recall@3": lambda ranking, grades: recall(ranking, grades, 3),
    "recall@10": lambda ranking, grades: recall(ranking, grades, 10),
    "recall@50": lambda ranking, grades: recall(ranking, grades, 50),
}
DEEPEST = 50


def mean(values: Sequence[float]) -> float:
    """Their mean, 0 for none."""
    return sum(values) / len(values) if values else 0.0


def interval(values: Sequence[float], *, level: float = 0.95, samples: int = 2000, seed: int = 1) -> tuple[float, float]:
    """Confidence interval of the mean by the bootstrap percentile method (Efron 1979), the same at each call."""
    if not values:
        return 0.0, 0.0
    draw = random.Random(seed)
    means = sorted(mean(draw.choices(values, k=len(values))) for _ in range(samples))
    tail = int((1 - level) / 2 * samples)
    return means[tail], means[-1 - tail]


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
