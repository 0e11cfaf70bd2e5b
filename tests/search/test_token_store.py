"""Token codes keep the order that full vectors give, and a store gives back what was put in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.errors import IndexMissing
from search_api.encoders.base import Matrix, normalised
from search_api.token_store import TokenCodes, TokenStore, compress, maxsim, principal_axes


def tokens(seed: int, count: int, width: int = 32) -> Matrix:
    return normalised(np.random.default_rng(seed).normal(size=(count, width)))


def exact(query: Matrix, passage: Matrix) -> float:
    return float((query @ passage.T).max(axis=1).sum()) if len(passage) else 0.0


def same(found: TokenCodes | None, expected: TokenCodes) -> bool:
    return found is not None and np.array_equal(found.codes, expected.codes) and np.array_equal(found.scales, expected.scales)


def test_maxsim_of_codes_is_that_of_the_vectors_but_for_rounding() -> None:
    query, passages = tokens(0, 9), [tokens(seed, 1 + seed * 3) for seed in range(1, 40)]
    found = maxsim(query, [compress(passage) for passage in passages])
    np.testing.assert_allclose(found, [exact(query, passage) for passage in passages], atol=0.05)


def test_a_passage_without_tokens_scores_nothing_wherever_it_stands() -> None:
    query, full, empty = tokens(0, 3), compress(tokens(1, 4)), compress(np.zeros((0, 32), np.float32))
    scores = maxsim(query, [empty, full, empty, empty, full, empty])
    assert scores[[0, 2, 3, 5]].tolist() == [0, 0, 0, 0]
    assert scores[1] == scores[4] == pytest.approx(maxsim(query, [full])[0])


def test_a_query_without_tokens_scores_nothing() -> None:
    assert maxsim(np.zeros((0, 32), np.float32), [compress(tokens(1, 4))]).tolist() == [0]


def test_a_token_of_zeros_stays_zeros() -> None:
    assert compress(np.zeros((2, 8), np.float32)).codes.tolist() == [[0] * 8] * 2


def test_principal_axes_keep_inner_products_of_vectors_that_lie_in_few_directions() -> None:
    flat = normalised(tokens(1, 50, 4) @ tokens(2, 4, 32))
    axes = principal_axes(flat, 4)
    np.testing.assert_allclose((flat @ axes) @ (flat @ axes).T, flat @ flat.T, atol=1e-4)


def test_a_store_gives_back_what_was_put_in_and_none_for_what_was_not(tmp_path: Path) -> None:
    first, second = compress(tokens(1, 5)), compress(tokens(2, 0))
    TokenStore(tmp_path / "new").append([(7, first), (-3, second)])
    found = TokenStore(tmp_path / "new").get([-3, 8, 7, -4])
    assert same(found[0], second) and same(found[2], first)
    assert found[1] is None and found[3] is None


def test_later_codes_of_a_passage_hold(tmp_path: Path) -> None:
    old, new, other = (compress(tokens(seed, 4)) for seed in (1, 2, 3))
    store = TokenStore(tmp_path)
    store.append([(1, old), (2, other)])
    store.append([(1, new)])
    for either in (store, TokenStore(tmp_path)):
        found = either.get([1, 2])
        assert same(found[0], new) and same(found[1], other)


def test_scores_by_id_are_nan_where_there_is_nothing(tmp_path: Path) -> None:
    query, codes = tokens(0, 3), compress(tokens(1, 6))
    store = TokenStore(tmp_path)
    store.append([(5, codes)])
    scores = store.maxsim(query, [4, 5])
    assert np.isnan(scores[0])
    assert scores[1] == pytest.approx(maxsim(query, [codes])[0])


def test_compacting_keeps_what_is_named_and_nothing_else(tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    for pid in range(4):
        store.append([(pid, compress(tokens(pid, 3)))])
    store.compact([2, 0, 9])
    for either in (store, TokenStore(tmp_path)):
        found = either.get([0, 1, 2, 3])
        assert same(found[0], compress(tokens(0, 3))) and same(found[2], compress(tokens(2, 3)))
        assert found[1] is None and found[3] is None
    assert len(list(tmp_path.iterdir())) == 1


def test_compacting_to_nothing_leaves_no_file(tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    store.append([(1, compress(tokens(1, 3)))])
    store.compact([])
    assert store.get([1]) == [None]
    assert list(tmp_path.iterdir()) == []


def test_a_store_without_segments_knows_nothing(tmp_path: Path) -> None:
    assert TokenStore(tmp_path / "never").get([1]) == [None]


def test_passages_of_two_widths_are_no_segment(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one width"):
        TokenStore(tmp_path).append([(1, compress(tokens(1, 3, 8))), (2, compress(tokens(1, 3, 16)))])
    assert list(tmp_path.iterdir()) == []


def test_a_segment_cut_anywhere_is_refused(tmp_path: Path) -> None:
    TokenStore(tmp_path).append([(1, compress(tokens(1, 3))), (2, compress(tokens(2, 2)))])
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(IndexMissing, match="damaged"):
            TokenStore(tmp_path)


def test_a_write_that_was_cut_is_no_segment(tmp_path: Path) -> None:
    (tmp_path / "tokens-000001.new").write_bytes(b"half")
    assert TokenStore(tmp_path).get([1]) == [None]
