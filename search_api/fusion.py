"""From signals to a ranking: pure functions over numbers, no index and no graph.

A passage has up to three signals: the cosine of its vector with the query's, its BM25 score, and, on the shortlist, how well
each token of the query finds a counterpart in it (`search_api.late_interaction`). Ranks
(RRF) and min-max scaling throw away how *much* better a hit is, which hurt paraphrased queries
(MRR .44 to .30 when this was designed); so cosines stand as they are and BM25 adds a bounded
amount. A standard is as good as its best passage, and a little better if others agree. Exact numbers
are not scored at all: what was asked for by number stands first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

DENSE_WEIGHT = 0.5
BM25_WEIGHT = 0.2
BM25_WEIGHT_FOREIGN = 0.1
"""For a query in a language that the texts are not written in: its words then match titles by accident."""
LATE_WEIGHT = 2.0
"""For the late interaction (MaxSim) of the shortlist: each word of the query finds its best counterpart in the passage.

All weights were chosen on the tune questions of bench/relevance; `python -m bench.quality --ablation` shows what each is worth.
"""
SYNONYM_SHARE = 0.5
"""What a word counts that the query does not say and a vocabulary calls another name of what it says."""
BM25_HALF = 8.0
"""The BM25 score that is worth half of its weight."""
TITLE_SHARE = 0.25
"""How much the cosine with title and scope counts beside that of the best passage."""
AGREEMENT = 0.05
AGREEING = 4
"""Passages of one standard that count beside its best one."""
STANDS_OUT = 2.0
"""How much nearer than passages in general a passage must be that no word leads to, in spreads of the collection.

Measured with e5 on 70 questions that had an answer (all above 2.10) and 11 that had none (all below
2.08); with the hashing encoder above 2.5 and below 2.4.
"""

SUPERSEDED_PRIOR = -0.03
DRAFT_PRIOR = -0.02
TYPE_PRIOR = 0.03
CLASS_PRIOR = 0.02
"""For a class or a sector that the query names."""
STATUS_PRIOR = 0.03
DAYS_PRIOR = 0.05
"""For a state, and for days of issue or effect, that the query asks for."""
GRAPH_WEIGHT = 2.0
"""Times the evidence of `search_api.graph_evidence`."""
CLAUSE_NAMED = 0.2
"""For the passage of a clause that the query names."""
TITLE_NAMED = 0.2
TITLE_NAMED_LENGTH = 0.02
"""Per character: 计量法实施细则 names itself before it names 计量法."""

NUMBER_ASKED = 5.0
"""Lifts what was asked for by number over everything found by words and by the graph (at most about 4)."""
NUMBER_SIBLING = 4.0
"""Other editions of the work that was asked for, and what adopts or replaces it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts in a ranking; a benchmark sets one to zero to see what it is worth."""

    dense: float = DENSE_WEIGHT
    bm25: float = BM25_WEIGHT
    bm25_foreign: float = BM25_WEIGHT_FOREIGN
    late: float = LATE_WEIGHT
    title: float = TITLE_SHARE
    graph: float = GRAPH_WEIGHT
    synonyms: float = SYNONYM_SHARE

    def foreign(self) -> Weights:
        """For a query in another language than the texts."""
        return replace(self, bm25=self.bm25_foreign)


DEFAULT_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one passage. ``cosine`` is None where no vector was compared, ``bm25`` 0 where no word matched."""

    cosine: float | None
    bm25: float
    named: bool = False
    """Whether the query names the clause."""
    late: float = 0.0
    """Mean over the query's tokens of the best inner product with a token of the passage."""

    def relevance(self, weights: Weights) -> float:
        """One number for ordering passages of one query."""
        lexical = saturation(self.bm25)
        meant = None if self.cosine is None else weights.dense * self.cosine + weights.late * self.late
        relevance = lexical if meant is None else meant + weights.bm25 * lexical
        return relevance + CLAUSE_NAMED if self.named else relevance


def saturation(bm25: float, half: float = BM25_HALF) -> float:
    """BM25 mapped to [0, 1), so that one rare word cannot outweigh all meaning.

    >>> saturation(0.0), saturation(8.0)
    (0.0, 0.5)
    """
    return bm25 / (bm25 + half) if bm25 > 0 else 0.0


def document_relevance(passages: Sequence[float], floor: float = 0.0) -> float:
    """Best passage plus a share of what the next ones have above the ``floor``, each counting less: n-th best by 1/n.

    The floor is what any passage found has, so that a document of many passages is not better for having many.

    >>> round(document_relevance([0.9, 0.8]), 4), document_relevance([0.9, 0.8], floor=0.8)
    (0.92, 0.9)
    """
    best, *others = sorted(passages, reverse=True)
    return best + AGREEMENT * sum((score - floor) / n for n, score in enumerate(others[: AGREEING - 1], 2))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A standard (its edition IRI) with its score and its passages, best first."""

    edition: str
    score: float
    passages: tuple[tuple[int, float], ...]
    """(passage id, relevance)."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """What the score is made of, for explain."""


def rank(
    signals: Mapping[int, Signals],
    edition_of: Mapping[int, str],
    priors: Mapping[str, Mapping[str, float]],
    title_cosines: Mapping[str, float] | None = None,
    weights: Weights = Weights(),
) -> list[Ranked]:
    """Standards by score, best first; equal scores by IRI, so that pages are stable.

    ``priors`` holds named additions by edition (status, type, number asked for, ...), ``title_cosines``
    the cosine of the query with an edition's title passage.
    """
    grouped: dict[str, list[tuple[int, float]]] = {}
    for passage, signal in signals.items():
        grouped.setdefault(edition_of[passage], []).append((passage, signal.relevance(weights)))
    floor = min((score for passages in grouped.values() for _, score in passages), default=0.0)
    cosines = [signal.cosine for signal in signals.values() if signal.cosine is not None]
    ranked = []
    for edition, passages in grouped.items():
        passages.sort(key=lambda pair: (-pair[1], pair[0]))
        relevance = document_relevance([score for _, score in passages], floor)
        parts = {"relevance": relevance}
        if title_cosines and cosines:
            # What has no title of its own stands where its best passage stands.
            best = max((signals[pid].cosine or 0.0 for pid, _ in passages), default=0.0)
            parts["title"] = weights.title * (title_cosines.get(edition, best) - min(cosines))
        parts.update(priors.get(edition, {}))
        ranked.append(Ranked(edition, sum(parts.values()), tuple(passages), parts))
    return sorted(ranked, key=lambda one: (-one.score, one.edition))


@dataclass(frozen=True, slots=True)
class Background:
    """What cosines are worth in this collection, for one query.

    ``mean`` is the mean cosine of the query with passages in general, ``spread`` the standard deviation
    of cosines between passages: encoders differ in scale, and a difference means something only beside it.
    """

    mean: float
    spread: float

    def stands_out(self, cosine: float) -> float:
        """How much nearer a passage is than passages in general, in spreads."""
        return (cosine - self.mean) / self.spread


def spread_of(sample: npt.NDArray[np.float32]) -> float:
    """Standard deviation of the cosines between the rows of (n, d) L2-normalised vectors, each pair once."""
    cosines = (sample @ sample.T)[np.triu_indices(len(sample), 1)]
    return max(float(cosines.std()), 1e-6) if len(cosines) else 1.0
