"""The vector index: a folder of immutable segments under ids of our own, searched by inner product.

    vectors/
      segments.json           dimension, the segments with their rows and dead rows
      s-000003.ids.npy        and .vectors, .codes, .centre: written once (`search_api.vectors.segment`)
      s-000003.dead.npy       positions removed from it, written anew by each generation that removes more
      rotation.npy            shared by all codes

A change writes what is new as a segment and what is gone as tombstones; everything else stays the file it was, hard-linked from
generation to generation. Segments of like size are merged when there are many, so each vector is copied a logarithmic number of times
and a search asks few segments. Scores are exact inner products; what is scored is all of a small segment, and of a large one what its
sign codes choose (`search_api.vectors.codes`). Filters and tombstones apply before anything is chosen, so they lose nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.errors import IndexMissing
from search_api.encoders.base import Matrix, Vector
from search_api.vectors import SEGMENTS
from search_api.vectors.merging import BUFFER, chosen_to_merge
from search_api.vectors.segment import Part, Segment, load_rotation, write_segment

CANDIDATES = 2000
"""Rows chosen by code and scored exactly, over all segments: recall@10 of 1.0 at 100,000 e5 vectors, where 500 give 0.999."""
_LEAST = 128
_PER_HIT = 10

Ids = npt.NDArray[np.int64]


class VectorIndex:
    """Vectors by 63-bit id, open for searching. Safe between threads."""

    def __init__(self, folder: Path, dimension: int, segments: Sequence[Segment]) -> None:
        self.folder = folder
        self.dimension = dimension
        self.segments = tuple(segments)
        self._coded = sum(len(one.ids) for one in self.segments if one.codes is not None)
        self._turn = load_rotation(folder, dimension) if self._coded else None

    @classmethod
    def open(cls, folder: Path) -> VectorIndex:
        """The index in ``folder``, mapped into memory; raises IndexMissing where there is none or it does not read.

        Sizes are checked; the hashes of the files are `search_api.manifest`'s to check.
        """
        dimension, _, listed = _read(folder)
        return cls(folder, dimension, [Segment.open(folder, name, rows, dimension, dead) for name, rows, dead in listed])

    @property
    def count(self) -> int:
        """Vectors that can be found."""
        return sum(one.live for one in self.segments)

    @property
    def ids(self) -> Ids:
        """(count,) int64, ascending."""
        return np.sort(np.concatenate([np.empty(0, np.int64), *(one.live_ids for one in self.segments)]))

    def search(self, query: Vector, k: int, allowed: Collection[int] | Ids | None = None) -> list[tuple[int, float]]:
        """The k nearest as (id, cosine), nearest first, equal ones by id.

        ``allowed`` holds the search to those ids. Exact below `CODED_FROM` rows a segment; beyond, the nearest are missed with a
        probability that the tests and `bench.indexes` measure (recall@10 at least 0.99).
        """
        if k < 1 or not self.segments:
            return []
        query = np.ascontiguousarray(query, np.float32).reshape(-1)
        turned = query @ self._turn if self._turn is not None else query
        within = None if allowed is None else sorted_ids(allowed)
        share = max(CANDIDATES, _PER_HIT * k) / max(1, self._coded)
        found = [one.search(query, turned, share, max(_LEAST, k), within) for one in self.segments]
        ids, cosines = np.concatenate([part[0] for part in found]), np.concatenate([part[1] for part in found])
        if len(ids) > k:
            # All that tie with the last one shown stay, and the id decides.
            kept = np.flatnonzero(cosines >= np.partition(cosines, len(cosines) - k)[len(cosines) - k])
            ids, cosines = ids[kept], cosines[kept]
        best = np.lexsort((ids, -cosines))[:k]
        return list(zip(ids[best].tolist(), cosines[best].tolist(), strict=True))

    def vectors(self, ids: Collection[int] | Ids) -> dict[int, Vector]:
        """The stored vectors of those ids that the index holds, (d,) float32 each."""
        found: dict[int, Vector] = {}
        wanted = sorted_ids(ids)
        for one in self.segments if len(wanted) else ():
            places = one.positions(wanted)
            if len(places):
                found.update(zip(one.ids[places].tolist(), one.vectors[places], strict=True))
        return found


def update(folder: Path, dimension: int, chunks: Iterable[tuple[Ids, Matrix]], remove: Collection[int] | Ids = ()) -> int:
    """Change the index in ``folder`` (made where there is none): remove ids, then add (m,) ids with (m, d) float32 vectors.

    A vector of a known id replaces it; of several with one id the last stays. Returns the number added. For a folder that nobody
    serves from, whose files may be hard links into one that is served from: files are replaced or removed, never written into.
    """
    folder.mkdir(exist_ok=True)
    change = _Change(folder, dimension)
    change.kill(sorted_ids(remove))
    added = 0
    for ids, vectors in chunks:
        added += len(ids)
        change.add(np.asarray(ids, np.int64), np.asarray(vectors, np.float32))
    change.finish()
    return added


class _Change:
    """One update under way."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self.folder = folder
        self.dimension = dimension
        self.next = 1
        self.segments: list[Segment] = []
        self.waiting: list[tuple[Ids, Matrix]] = []
        self.buffered = 0
        self.changed: set[str] = set()
        if (folder / SEGMENTS).exists():
            known, self.next, listed = _read(folder)
            if known != dimension:
                raise ValueError(f"the index {folder} holds vectors of {known}, not of {dimension}")
            self.segments = [Segment.open(folder, name, rows, dimension, dead) for name, rows, dead in listed]

    def add(self, ids: Ids, vectors: Matrix) -> None:
        if len(ids) and ids.min() < 0:
            raise ValueError("passage ids are 63-bit and not negative")
        self.waiting.append((ids, vectors))
        self.buffered += len(ids)
        if self.buffered >= BUFFER:
            self.settle()

    def settle(self) -> None:
        """What waits becomes a segment."""
        if self.buffered:
            ids, vectors = np.concatenate([ids for ids, _ in self.waiting]), np.concatenate([rows for _, rows in self.waiting])
            _, last = np.unique(ids[::-1], return_index=True)
            keep = np.sort(len(ids) - 1 - last)
            self.kill(np.sort(ids[keep]))
            self.write([Part(ids[keep], vectors[keep])])
        self.waiting, self.buffered = [], 0

    def kill(self, ids: Ids) -> None:
        if len(ids) == 0:
            return
        for i, one in enumerate(self.segments):
            places = one.positions(ids)
            if len(places):
                self.segments[i] = one.without(places)
                self.changed.add(one.name)

    def write(self, parts: Sequence[Part]) -> None:
        name = f"s-{self.next:06d}"
        self.next += 1
        rows = write_segment(self.folder, name, parts, self.dimension)
        self.segments.append(Segment.open(self.folder, name, rows, self.dimension, 0))

    def finish(self) -> None:
        self.settle()
        while chosen := chosen_to_merge([(len(one.ids), one.live) for one in self.segments]):
            merged = [self.segments[i] for i in chosen]
            self.segments = [one for i, one in enumerate(self.segments) if i not in chosen]
            if any(one.live for one in merged):
                self.write([one.part for one in merged if one.live])
            for one in merged:
                self.changed.discard(one.name)
                for path in self.folder.glob(f"{one.name}.*.npy"):
                    path.unlink()
        for one in self.segments:
            if one.name in self.changed:
                path = self.folder / f"{one.name}.dead.npy"
                # It may be a hard link into the serving generation, which is never written to.
                path.unlink(missing_ok=True)
                np.save(path, one.dead, allow_pickle=False)
        listed = [{"name": one.name, "rows": len(one.ids), "dead": len(one.dead)} for one in self.segments]
        path = self.folder / SEGMENTS
        path.unlink(missing_ok=True)
        path.write_text(json.dumps({"dimension": self.dimension, "next": self.next, "segments": listed}, indent=1) + "\n", encoding="utf-8")


def sorted_ids(ids: Collection[int] | Ids) -> Ids:
    """(m,) int64, ascending, each once."""
    found = np.asarray(ids, np.int64) if isinstance(ids, np.ndarray) else np.fromiter(ids, np.int64, len(ids))
    # What a filter returns is in order already; to see that is cheaper than to sort it.
    return found if bool(np.all(found[1:] > found[:-1])) else np.unique(found)


def _read(folder: Path) -> tuple[int, int, list[tuple[str, int, int]]]:
    """(dimension, number of the next segment, [(name, rows, dead)])."""
    try:
        values = json.loads((folder / SEGMENTS).read_text(encoding="utf-8"))
        listed = [(str(one["name"]), int(one["rows"]), int(one["dead"])) for one in values["segments"]]
        if any("/" in name or rows < 1 or not 0 <= dead <= rows for name, rows, dead in listed):
            raise ValueError("impossible segments")
        return int(values["dimension"]), int(values["next"]), listed
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise IndexMissing(f"the vector index {folder} does not open ({exc}); run 'nqi index --rebuild'") from exc
