"""A text is encoded once; a kill loses the last few; a chunk is never more than 1024 passages."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from kg.errors import EncoderError
from search_api.encoders.base import Matrix, Progress, Vector
from search_api.encoders.hashing import HashingEncoder
from search_api.encoders.token_axes import axes_of
from search_api.encoding_cache import EncodingCache, encode_cached
from tests.search.passages import passage


class Counting:
    """The hashing encoder, which counts what it is asked and stops where it is told to."""

    spec, dimension = "counting", 256

    def __init__(self, stop_after: int = 10**9, name: str = "one") -> None:
        self.encoded: list[str] = []
        self.fingerprint = f"counting-{name}"
        self.prompts: Mapping[str, str] = {}
        self._inner = HashingEncoder()
        self._stop_after = stop_after

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        if len(self.encoded) + len(texts) > self._stop_after:
            raise KeyboardInterrupt
        self.encoded += texts
        return self._inner.encode_passages(texts)

    def encode_query(self, text: str) -> Vector:
        return self._inner.encode_query(text)


def test_no_text_is_encoded_twice_within_and_between_runs(tmp_path: Path) -> None:
    texts = [f"条文 {n % 40}" for n in range(100)]
    first, second = Counting(), Counting()
    with EncodingCache(tmp_path, first) as cache:
        vectors = cache.encode(texts)
        assert len(cache) == 40
    with EncodingCache(tmp_path, second) as cache:
        again = cache.encode([*texts[:50], "新的条文"])
    assert sorted(first.encoded) == sorted(set(texts))
    assert second.encoded == ["新的条文"]
    assert again[:50].tobytes() == vectors[:50].tobytes()
    np.testing.assert_array_equal(vectors, HashingEncoder().encode_passages(texts))


def test_a_kill_keeps_what_was_committed(tmp_path: Path) -> None:
    texts = [f"条文 {n}" for n in range(100)]
    with pytest.raises(KeyboardInterrupt), EncodingCache(tmp_path, Counting(stop_after=75)) as cache:
        cache.encode(texts, commit_every=10)
    after = Counting()
    with EncodingCache(tmp_path, after) as cache:
        cache.encode(texts)
    assert len(after.encoded) == 30


def test_chunks_keep_order_and_size_and_report_progress(tmp_path: Path) -> None:
    passages = [passage(str(n), f"条文 {n % 700}") for n in range(2500)]
    seen: list[int] = []
    chunks = list(encode_cached(Counting(), tmp_path, ((p.id, p.embedding_text) for p in passages), seen.append))
    assert [len(ids) for ids, _, _ in chunks] == [1024, 1024, 452]
    assert np.concatenate([ids for ids, _, _ in chunks]).tolist() == [p.id for p in passages]
    assert seen == sorted(seen)
    assert seen[-1] == 2500


def test_only_the_chunk_asked_for_is_read_from_the_passages(tmp_path: Path) -> None:
    taken = []

    def stream() -> object:
        for n in range(5000):
            taken.append(n)
            yield n, f"条文 {n}"

    next(iter(encode_cached(Counting(), tmp_path, stream())))  # type: ignore[arg-type]
    assert len(taken) == 1024


def test_no_passages_are_no_chunks(tmp_path: Path) -> None:
    assert list(encode_cached(Counting(), tmp_path, [])) == []


def test_encoders_keep_to_their_own_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        encoder = Counting(name=name)
        with EncodingCache(tmp_path, encoder) as cache:
            cache.encode(["条文"])
        assert encoder.encoded == ["条文"]
    assert len(list(tmp_path.glob("*.sqlite"))) == 2


def test_the_key_is_the_content_hash_of_the_passage(tmp_path: Path) -> None:
    one = passage("a", "限值", title="锅炉")
    with EncodingCache(tmp_path, Counting()) as cache:
        cache.encode([one.embedding_text])
        path = cache.path
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT hex(key) FROM vectors").fetchone()[0].lower() == one.content_hash


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with EncodingCache(tmp_path, Counting()) as cache:
        path = cache.path
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(EncoderError, match="remove it"):
        EncodingCache(tmp_path, Counting())


def test_tokens_are_kept_beside_vectors_and_come_back_as_they_were(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    axes = axes_of(encoder)
    assert axes is not None
    texts = ["锅炉二氧化硫排放限值", "电子秤首次检定"]
    with EncodingCache(tmp_path, encoder) as cache:
        first = cache.encode_with_tokens(texts, axes)
    with EncodingCache(tmp_path, encoder) as cache:
        again = cache.encode_with_tokens(texts[::-1], axes)
    assert np.array_equal(first[0], again[0][::-1])
    for one, other in zip(first[1], again[1][::-1], strict=True):
        assert np.array_equal(one.codes, other.codes) and np.array_equal(one.scales, other.scales)
        assert len(one.codes) > 0
