"""Scores are pure functions of signals."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search_api.fusion import DEFAULT_WEIGHTS, Background, Signals, document_relevance, rank, saturation, spread_of

SCORE = st.floats(0, 200, allow_nan=False)


@given(SCORE, SCORE)
def test_more_bm25_never_counts_less_and_never_more_than_one(low: float, high: float) -> None:
    low, high = sorted((low, high))
    assert 0 <= saturation(low) <= saturation(high) < 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_further_passages_help_but_less_than_a_better_best_one(scores: list[float]) -> None:
    assert max(scores) <= document_relevance(scores) <= max(scores) * 1.06


def test_a_word_hit_beside_a_near_vector_wins_over_a_slightly_nearer_one() -> None:
    assert Signals(0.86, 12.0).relevance(DEFAULT_WEIGHTS) > Signals(0.90, 0.0).relevance(DEFAULT_WEIGHTS)


def test_tokens_that_find_their_counterparts_decide_between_like_vectors() -> None:
    assert Signals(0.86, 3.0, late=0.6).relevance(DEFAULT_WEIGHTS) > Signals(0.88, 5.0, late=0.5).relevance(DEFAULT_WEIGHTS)


def test_what_was_asked_by_number_stands_first_whatever_the_words_say() -> None:
    signals = {1: Signals(0.95, 90.0), 2: Signals(None, 1.0)}
    ranked = rank(signals, {1: "a", 2: "b"}, {"b": {"number": 2.0}})
    assert [one.edition for one in ranked] == ["b", "a"]


def test_equal_scores_keep_one_order() -> None:
    signals = {n: Signals(0.9, 0.0) for n in range(5)}
    editions = {n: f"e{4 - n}" for n in range(5)}
    assert [one.edition for one in rank(signals, editions, {})] == ["e0", "e1", "e2", "e3", "e4"]


def test_a_score_is_the_sum_of_its_parts() -> None:
    (one,) = rank({1: Signals(0.8, 4.0)}, {1: "a"}, {"a": {"type": 0.03}}, {"a": 0.7})
    assert abs(one.score - sum(one.parts.values())) < 1e-12


def test_standing_out_is_measured_in_spreads_of_the_collection() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(200, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    spread = spread_of(vectors)
    pairs = (vectors @ vectors.T)[np.triu_indices(200, 1)]
    assert abs(spread - pairs.std()) < 1e-6
    assert Background(0.1, spread).stands_out(0.1 + 2 * spread) > 1.99
