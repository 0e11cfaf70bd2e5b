"""The index of vectors against exact inner products in numpy, through any changes, segments and filters."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import IndexMissing
from search_api.vector_index import VectorIndex, update
from search_api.vectors import SEGMENTS

Floats = npt.NDArray[np.float32]


def unit(draw: np.random.Generator, rows: int, dimension: int = 16) -> Floats:
    vectors = draw.standard_normal((rows, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def clustered(draw: np.random.Generator, rows: int, dimension: int, per_cluster: int = 50) -> Floats:
    """Vectors as texts give them: many about one thing, and all of them leaning to one side."""
    centres = draw.standard_normal((max(1, rows // per_cluster), dimension))
    vectors = centres[draw.integers(0, len(centres), rows)] + 0.7 * draw.standard_normal((rows, dimension)) + 2.0
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def exact(vectors: dict[int, Floats], query: Floats, k: int) -> list[tuple[int, float]]:
    cosines = {pid: float(vector @ query) for pid, vector in vectors.items()}
    return sorted(cosines.items(), key=lambda hit: (-hit[1], hit[0]))[:k]


def same(hits: list[tuple[int, float]], expected: list[tuple[int, float]]) -> bool:
    return [pid for pid, _ in hits] == [pid for pid, _ in expected] and np.allclose(
        [cosine for _, cosine in hits], [cosine for _, cosine in expected], atol=1e-5
    )


@pytest.fixture(params=[4096, 8])
def coded_from(request: pytest.FixtureRequest) -> Iterator[int]:
    """From how many rows a segment has codes: also so few that every segment has them, and many are merged."""
    with (
        mock.patch("search_api.vectors.segment.CODED_FROM", request.param),
        mock.patch("search_api.vectors.merging.CODED_FROM", request.param),
    ):
        yield request.param


ids = st.integers(0, 2**63 - 1)
changes = st.lists(st.tuples(st.lists(ids, max_size=40), st.lists(ids, max_size=8)), max_size=12)


@settings(max_examples=40, deadline=None)
@given(operations=changes, seed=st.integers(0, 1000), data=st.data())
def check_any_changes(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[list[int], list[int]]], seed: int, data: st.DataObject
) -> None:
    draw = np.random.default_rng(seed)
    truth: dict[int, Floats] = {}
    folder = tmp_path_factory.mktemp("index") / "vectors"
    update(folder, 16, [])
    for numbers, others in operations:
        gone = {*others, *sorted(truth)[: len(numbers) // 2]}
        vectors = unit(draw, len(numbers))
        half = len(numbers) // 2
        parts = [(np.array(numbers[a:b], np.int64), vectors[a:b]) for a, b in ((0, half), (half, len(numbers)))]
        assert update(folder, 16, parts, gone) == len(numbers)
        truth = {pid: vector for pid, vector in truth.items() if pid not in gone} | dict(zip(numbers, vectors, strict=True))
    index = VectorIndex.open(folder)
    query = unit(draw, 1)[0]
    assert index.ids.tolist() == sorted(truth)
    assert index.count == len(truth)
    assert same(index.search(query, 10), exact(truth, query, 10))
    allowed = data.draw(st.lists(st.sampled_from(sorted(truth)), unique=True)) if truth else []
    within = {pid: truth[pid] for pid in {*allowed, 42} if pid in truth}
    assert same(index.search(query, 5, [*allowed, 42]), exact(within, query, 5))
    stored = index.vectors([*sorted(truth), 2**63 - 1])
    assert all(np.array_equal(stored[pid], truth[pid]) for pid in truth)


@pytest.mark.usefixtures("coded_from")
def test_after_any_changes_a_search_is_that_of_numpy(tmp_path_factory: pytest.TempPathFactory) -> None:
    check_any_changes(tmp_path_factory)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, Floats], Floats]:
    """30,000 clustered vectors in two updates, a third of one cluster's neighbourhood dead, and queries near to some of them."""
    draw = np.random.default_rng(3)
    folder = tmp_path_factory.mktemp("large") / "vectors"
    vectors, numbers = clustered(draw, 30_000, 128), draw.permutation(30_000).astype(np.int64) * 10**14
    update(folder, 128, [(numbers[:20_000], vectors[:20_000])])
    update(folder, 128, [(numbers[20_000:], vectors[20_000:])])
    gone = draw.choice(numbers, 3000, replace=False)
    update(folder, 128, [], gone)
    dead = set(gone.tolist())
    truth = {int(pid): vector for pid, vector in zip(numbers, vectors, strict=True) if int(pid) not in dead}
    queries = vectors[draw.integers(0, 30_000, 60)] + 0.03 * unit(draw, 60, 128)
    return folder, truth, np.asarray(queries / np.linalg.norm(queries, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("share", [None, 0.01, 0.05, 0.5])
def test_of_the_ten_nearest_hardly_one_is_missed_whatever_the_filter(
    large: tuple[Path, dict[int, Floats], Floats], share: float | None
) -> None:
    folder, truth, queries = large
    index = VectorIndex.open(folder)
    assert all(one.codes is not None for one in index.segments)
    numbers = np.sort(np.array(list(truth), np.int64))
    allowed = None if share is None else np.sort(np.random.default_rng(1).choice(numbers, int(share * len(numbers)), replace=False))
    rows = numbers if allowed is None else allowed
    matrix = np.stack([truth[int(pid)] for pid in rows])
    # A quarter of the default, as so few vectors would be scored nearly all.
    with mock.patch("search_api.vector_index.CANDIDATES", 500):
        found = [[pid for pid, _ in index.search(query, 10, allowed)] for query in queries]
    near = [set(rows[np.argsort(-(matrix @ query))[:10]].tolist()) for query in queries]
    assert np.mean([len(near[i] & set(found[i])) / 10 for i in range(len(queries))]) >= 0.99


def test_where_all_near_a_query_died_as_many_living_are_found(tmp_path: Path) -> None:
    draw = np.random.default_rng(7)
    vectors, numbers = clustered(draw, 6000, 32, per_cluster=1000), np.arange(6000, dtype=np.int64)
    update(tmp_path / "v", 32, [(numbers, vectors)])
    nearest = np.argsort(-(vectors @ vectors[0]))
    update(tmp_path / "v", 32, [], numbers[nearest[:1000]])
    with mock.patch("search_api.vector_index.CANDIDATES", 300):
        hits = VectorIndex.open(tmp_path / "v").search(vectors[0], 100)
    assert len({pid for pid, _ in hits} - set(nearest[:1000].tolist())) == 100


def test_an_update_writes_what_is_new_and_links_the_rest(tmp_path: Path) -> None:
    draw = np.random.default_rng(9)
    update(tmp_path / "old", 16, [(np.arange(5000, dtype=np.int64), unit(draw, 5000))])
    before = {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()}
    (tmp_path / "new").mkdir()
    for path in (tmp_path / "old").iterdir():
        os.link(path, tmp_path / "new" / path.name)
    update(tmp_path / "new", 16, [(np.array([10**6], np.int64), unit(draw, 1))], [7])
    fresh = {path.name for path in (tmp_path / "new").iterdir() if path.stat().st_nlink == 1}
    assert fresh == {SEGMENTS, "s-000001.dead.npy", "s-000002.ids.npy", "s-000002.vectors.npy"}
    assert {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()} == before


def test_many_small_updates_leave_few_segments_and_no_files_of_others(tmp_path: Path) -> None:
    draw = np.random.default_rng(4)
    for n in range(30):
        update(tmp_path / "v", 8, [(np.arange(500 * n, 500 * n + 500, dtype=np.int64), unit(draw, 500, 8))])
    index = VectorIndex.open(tmp_path / "v")
    assert (index.count, len(index.segments)) == (15_000, 4)
    assert {path.name.partition(".")[0] for path in (tmp_path / "v").glob("s-*")} == {one.name for one in index.segments}


def test_a_fifth_of_tombstones_writes_a_segment_anew(tmp_path: Path) -> None:
    numbers = np.arange(5000, dtype=np.int64)
    update(tmp_path / "v", 8, [(numbers, unit(np.random.default_rng(5), 5000, 8))])
    update(tmp_path / "v", 8, [], numbers[:900])
    assert [(one.name, len(one.dead)) for one in VectorIndex.open(tmp_path / "v").segments] == [("s-000001", 900)]
    update(tmp_path / "v", 8, [], numbers[:1200])
    assert [(one.name, len(one.ids), len(one.dead)) for one in VectorIndex.open(tmp_path / "v").segments] == [("s-000002", 3800, 0)]


def test_what_serves_outlives_its_replacement_on_disk(tmp_path: Path) -> None:
    vectors, numbers = unit(np.random.default_rng(8), 50), np.arange(50, dtype=np.int64)
    update(tmp_path / "v", 16, [(numbers, vectors)])
    serving = VectorIndex.open(tmp_path / "v")
    update(tmp_path / "v", 16, [(numbers + 100, vectors)], numbers)
    assert serving.search(vectors[7], 1)[0][0] == 7
    assert VectorIndex.open(tmp_path / "v").search(vectors[7], 1)[0][0] == 107


def test_equal_vectors_come_by_id(tmp_path: Path) -> None:
    update(tmp_path / "v", 4, [(np.array([9, 3, 5], np.int64), np.ones((3, 4), np.float32) / 2)])
    assert [pid for pid, _ in VectorIndex.open(tmp_path / "v").search(np.ones(4, np.float32) / 2, 2)] == [3, 5]


def test_an_empty_index_and_empty_filters_find_nothing(tmp_path: Path) -> None:
    update(tmp_path / "v", 4, [])
    assert VectorIndex.open(tmp_path / "v").search(np.ones(4, np.float32), 3) == []
    update(tmp_path / "v", 4, [(np.array([1], np.int64), np.ones((1, 4), np.float32))])
    index = VectorIndex.open(tmp_path / "v")
    assert index.search(np.ones(4, np.float32), 3, []) == []
    assert index.search(np.ones(4, np.float32), 0) == []


@pytest.mark.parametrize("content", [None, "", "{}", '{"dimension": 4, "next": 2, "segments": [{"name": "../x", "rows": 1, "dead": 0}]}'])
def test_a_folder_that_is_no_vector_index_names_the_command_that_builds_one(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / SEGMENTS).write_text(content, encoding="utf-8")
    with pytest.raises(IndexMissing, match="nqi index --rebuild"):
        VectorIndex.open(tmp_path)


@pytest.mark.parametrize("change", [{"rows": 49}, {"dead": 3}, {"name": "s-000009"}])
def test_a_list_of_segments_that_is_not_of_its_files_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    update(tmp_path / "v", 8, [(np.arange(50, dtype=np.int64), unit(np.random.default_rng(2), 50, 8))])
    path = tmp_path / "v" / SEGMENTS
    values = json.loads(path.read_text(encoding="utf-8"))
    values["segments"][0] |= change
    path.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(IndexMissing, match="nqi index --rebuild"):
        VectorIndex.open(tmp_path / "v")
