"""From signals to a ranking: pure functions over numbers, no index and no graph.

A passage has up to two signals, the cosine of its vector with the query's and its BM25 score. Ranks
(RRF) and min-max scaling throw away how *much* better a hit is, which hurt paraphrased queries
(MRR .44 to .30 when this was designed); so the cosine stands as it is and BM25 adds a bounded
amount. A standard is as good as its best passage, and a little better if others agree. Exact numbers
are not scored at all: what was asked for by number stands first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

BM25_WEIGHT = 0.2
BM25_HALF = 8.0
"""The BM25 score that is worth half of `BM25_WEIGHT`."""
AGREEMENT = 0.02
AGREEING = 4
"""Passages of one standard that count beside its best one."""

SUPERSEDED_PRIOR = -0.03
DRAFT_PRIOR = -0.02
CURRENT_ASKED_PRIOR = 0.03
TYPE_PRIOR = 0.03
PRODUCT_PRIOR = 0.02

NUMBER_ASKED = 2.0
"""Lifts what was asked for by number over everything found by words (at most about 1.2)."""
NUMBER_SIBLING = 1.5
"""Other editions of the work that was asked for."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one passage. ``cosine`` is None where no vector was compared, ``bm25`` 0 where no word matched."""

    cosine: float | None
    bm25: float

    @property
    def relevance(self) -> float:
        """One number for ordering passages of one query."""
        lexical = saturation(self.bm25)
        return lexical if self.cosine is None else self.cosine + BM25_WEIGHT * lexical


def saturation(bm25: float, half: float = BM25_HALF) -> float:
    """BM25 mapped to [0, 1), so that one rare word cannot outweigh all meaning.

    >>> saturation(0.0), saturation(8.0)
    (0.0, 0.5)
    """
    return bm25 / (bm25 + half) if bm25 > 0 else 0.0


def document_relevance(passages: Sequence[float]) -> float:
    """Best passage plus a share of the next ones, each counting less: n-th best by 1/n.

    >>> round(document_relevance([0.9, 0.8]), 4)
    0.908
    """
    best, *others = sorted(passages, reverse=True)
    return best + AGREEMENT * sum(score / n for n, score in enumerate(others[: AGREEING - 1], 2))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A standard (its edition IRI) with its score and its passages, best first."""

    edition: str
    score: float
    passages: tuple[tuple[int, float], ...]
    """(passage id, relevance)."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """What the score is made of, for explain."""


def rank(signals: Mapping[int, Signals], edition_of: Mapping[int, str], priors: Mapping[str, Mapping[str, float]]) -> list[Ranked]:
    """Standards by score, best first; equal scores by IRI, so that pages are stable.

    ``priors`` holds named additions by edition (status, type, number asked for, ...).
    """
    grouped: dict[str, list[tuple[int, float]]] = {}
    for passage, signal in signals.items():
        grouped.setdefault(edition_of[passage], []).append((passage, signal.relevance))
    ranked = []
    for edition, passages in grouped.items():
        passages.sort(key=lambda pair: (-pair[1], pair[0]))
        relevance = document_relevance([score for _, score in passages])
        prior = priors.get(edition, {})
        ranked.append(Ranked(edition, relevance + sum(prior.values()), tuple(passages), {"relevance": relevance, **prior}))
    return sorted(ranked, key=lambda one: (-one.score, one.edition))


@dataclass(frozen=True, slots=True)
class Background:
    """How near a query is to passages in general: mean and standard deviation of its cosines."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, query: npt.NDArray[np.float32], sample: npt.NDArray[np.float32]) -> Background | None:
        """From (d,) and (n, d); None where the sample is too small to tell."""
        if len(sample) < 50:
            return None
        cosines = sample @ query
        return cls(float(cosines.mean()), max(float(cosines.std()), 1e-6))

    def deviations(self, cosine: float) -> float:
        """How far a cosine stands out, in standard deviations."""
        return (cosine - self.mean) / self.deviation


def tied(scores: Iterable[float], tolerance: float = 1e-9) -> bool:
    """Whether all scores are equal: then their order says nothing."""
    values = list(scores)
    return not values or max(values) - min(values) <= tolerance
