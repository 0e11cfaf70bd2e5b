"""Late interaction: what is compared, and that it finds the passage that says what was asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from search_api.encoders.hashing import HashingEncoder
from search_api.encoders.token_axes import AXES, axes_of
from search_api.late_interaction import PER_EDITION, SHORTLIST, LateInteraction, shortlist
from search_api.token_store import TokenStore, compress

TEXTS = {1: "锅炉烟囱高度按下表", 2: "电子秤首次检定的项目", 3: "玩具中铅的限量"}


def late(folder: Path) -> LateInteraction:
    encoder = HashingEncoder()
    axes = axes_of(encoder)
    assert axes is not None
    _, tokens = encoder.encode_passage_tokens(list(TEXTS.values()))
    store = TokenStore(folder)
    store.append((pid, compress(axes.project(one.vectors))) for pid, one in zip(TEXTS, tokens, strict=True))
    return LateInteraction(store, encoder, axes)


def test_the_passage_with_the_words_of_the_query_scores_highest(tmp_path: Path) -> None:
    found = late(tmp_path).scores("电子秤检定项目", [1, 2, 3])
    assert max(found, key=lambda pid: found[pid]) == 2


def test_a_passage_without_codes_has_no_score(tmp_path: Path) -> None:
    assert late(tmp_path).scores("铅", [3, 99]).keys() == {3}


def test_a_score_is_at_most_one(tmp_path: Path) -> None:
    found = late(tmp_path).scores(TEXTS[3], [3])
    assert 0.95 < found[3] <= 1.01


def test_few_passages_of_one_standard_are_compared() -> None:
    relevance = {pid: 1.0 - pid / 1000 for pid in range(600)}
    chosen = shortlist(relevance, {pid: f"e{pid % 10}" for pid in range(600)})
    assert len(chosen) == 10 * PER_EDITION
    assert len(shortlist(relevance, {pid: f"e{pid}" for pid in range(600)})) == SHORTLIST


def test_what_the_graph_brought_in_is_always_compared() -> None:
    relevance = {pid: 1.0 - pid / 1000 for pid in range(600)}
    assert 599 in shortlist(relevance, {pid: f"e{pid}" for pid in range(600)}, always=[599])


def test_axes_make_tokens_of_length_one() -> None:
    axes = axes_of(HashingEncoder())
    assert axes is not None
    projected = axes.project(np.random.default_rng(1).standard_normal((5, HashingEncoder().dimension)).astype(np.float32))
    assert projected.shape == (5, AXES)
    assert np.allclose(np.linalg.norm(projected, axis=1), 1, atol=1e-5)
