"""The vector index: FAISS by inner product, under ids of our own.

Flat (exact) below `FLAT_LIMIT` vectors and for every filtered search, whatever the size: a filtered HNSW
silently loses what it should find. HNSW above, unfiltered. HNSW cannot remove, so a removed vector keeps
its node and loses its id (a tombstone); saving rebuilds once a tenth are dead. Files are FAISS's own
format, no pickle, written beside, synced and renamed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.data_folder import sync_folder
from kg.errors import IndexMissing
from search_api.encoders.base import Matrix, Vector

FLAT_LIMIT = 100_000
_LINKS = 32
_BUILD_BREADTH = 80
_SEARCH_BREADTH = 128
_DEAD = -1
_DEAD_SHARE = 0.1
_COPY_ROWS = 16_384


class VectorIndex:
    """Vectors by 63-bit id. Searching is safe between threads, changing is not."""

    def __init__(self, index: Any, flat_limit: int = FLAT_LIMIT) -> None:
        """``index`` is an IndexIDMap2 over a Flat or HNSW index; use `create` or `open`."""
        self._index = index
        self._flat_limit = flat_limit
        self._sorted: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None

    @classmethod
    def create(cls, dimension: int, flat_limit: int = FLAT_LIMIT) -> VectorIndex:
        """An empty index."""
        faiss = _faiss()

        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)), flat_limit)

    @classmethod
    def build(cls, dimension: int, chunks: Iterable[tuple[npt.NDArray[np.int64], Matrix]], flat_limit: int = FLAT_LIMIT) -> VectorIndex:
        """An index of all chunks (ids (m,), vectors (m, d)), as `encoding_cache.encode_cached` yields them."""
        index = cls.create(dimension, flat_limit)
        for ids, vectors in chunks:
            index.add(ids, vectors)
        return index

    @classmethod
    def open(cls, path: Path, *, writable: bool = False, flat_limit: int = FLAT_LIMIT) -> VectorIndex:
        """The index in ``path``, mapped into memory, or read whole where it is to be changed.

        The hash of the file must have been checked (`search_api.manifest`): FAISS trusts what it reads.
        Raises IndexMissing where there is none or it does not read.
        """
        faiss = _faiss()

        try:
            index = faiss.read_index(os.fspath(path), 0 if writable else faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as exc:
            raise IndexMissing(f"the vector index {path} does not open; run 'nqi index --rebuild'") from exc
        if not isinstance(index, faiss.IndexIDMap2):
            raise IndexMissing(f"the vector index {path} is a {type(index).__name__}, not an IndexIDMap2; run 'nqi index --rebuild'")
        return cls(index, flat_limit)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def kind(self) -> str:
        """ "flat" or "hnsw"."""
        faiss = _faiss()

        return "hnsw" if isinstance(faiss.downcast_index(self._index.index), faiss.IndexHNSW) else "flat"

    @property
    def count(self) -> int:
        """Vectors that can be found."""
        return len(self._lookup()[0])

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """(count,) int64, ascending."""
        return self._lookup()[0].copy()

    def add(self, ids: npt.NDArray[np.int64], vectors: Matrix) -> None:
        """Add (m,) ids with (m, d) float32 vectors; a vector of a known id is replaced, within one call the last stays."""
        ids = np.asarray(ids, np.int64)
        if len(ids) == 0:
            return
        if ids.min() < 0:
            raise ValueError("passage ids are 63-bit and not negative")
        _, last = np.unique(ids[::-1], return_index=True)
        keep = np.sort(len(ids) - 1 - last)
        ids, vectors = ids[keep], np.ascontiguousarray(np.asarray(vectors, np.float32)[keep])
        known = ids[np.isin(ids, self._lookup()[0])]
        if len(known):
            self.remove(known)
        self._index.add_with_ids(vectors, ids)
        self._sorted = None

    def remove(self, ids: Collection[int] | npt.NDArray[np.int64]) -> int:
        """Forget these ids; returns how many there were."""
        faiss = _faiss()

        positions = self._positions(ids)
        if len(positions) == 0:
            return 0
        if self.kind == "flat":
            self._index.remove_ids(faiss.IDSelectorBatch(self._id_map()[positions]))
        else:
            live = faiss.rev_swig_ptr(self._index.id_map.data(), self._index.ntotal)
            live[positions] = _DEAD
        self._sorted = None
        return len(positions)

    def search(self, query: Vector, k: int, allowed: Collection[int] | npt.NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """The k nearest as (id, cosine), nearest first, equal ones by id.

        Exact, but for an unfiltered search of an HNSW index. ``allowed`` holds the search to those ids.
        """
        faiss = _faiss()

        total = int(self._index.ntotal)
        if k < 1 or total == 0:
            return []
        inner = faiss.downcast_index(self._index.index)
        hnsw = isinstance(inner, faiss.IndexHNSW)
        if allowed is not None:
            positions = self._positions(allowed)
            if len(positions) == 0:
                return []
            k = min(k, len(positions))
            # By position in the flat storage: proportional to what is allowed, where a set of ids asks every vector.
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorArray(positions))
            inner = faiss.downcast_index(inner.storage) if hnsw else inner
        elif hnsw:
            breadth = max(_SEARCH_BREADTH, 2 * k)
            live = faiss.IDSelectorBitmap(np.packbits(self._id_map() != _DEAD, bitorder="little"))
            parameters = faiss.SearchParametersHNSW(efSearch=breadth, sel=live)
        else:
            # A selector that lets all pass keeps FAISS from starting threads for one query: 22 ms against 75 ms
            # at 100,000 vectors on a busy 2-core machine.
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorAll())
        vectors = np.ascontiguousarray(query, np.float32).reshape(1, -1)
        cosines, places = inner.search(vectors, min(k, total), params=parameters)
        ids = self._id_map()
        found = [(int(ids[place]), float(cosine)) for place, cosine in zip(places[0], cosines[0], strict=True) if place >= 0]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def vectors(self, ids: Collection[int] | npt.NDArray[np.int64]) -> dict[int, Vector]:
        """The stored vectors of those ids that the index holds, (d,) float32 each."""
        faiss = _faiss()

        inner = faiss.downcast_index(self._index.index)
        places = self._positions(ids)
        if len(places) == 0:
            return {}
        storage = faiss.downcast_index(inner.storage) if isinstance(inner, faiss.IndexHNSW) else inner
        return dict(zip(self._id_map()[places].tolist(), storage.reconstruct_batch(places), strict=True))

    def save(self, path: Path) -> None:
        """Write to ``path``: as Flat or HNSW by size, rebuilt where tombstones pile up, synced before it gets its name."""
        faiss = _faiss()

        self._settle()
        temporary = path.with_name(path.name + ".tmp")
        faiss.write_index(self._index, os.fspath(temporary))
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)

    def _settle(self) -> None:
        """Become the kind of index that the count asks for, without tombstones if they are many."""
        faiss = _faiss()

        count, total, kind = self.count, int(self._index.ntotal), self.kind
        # Half the limit on the way down: an index about the limit does not change its kind at each save.
        wanted = "hnsw" if count > (self._flat_limit if kind == "flat" else self._flat_limit // 2) else "flat"
        if wanted == kind and total - count <= _DEAD_SHARE * total:
            return
        source = faiss.downcast_index(self._index.index)
        storage = faiss.downcast_index(source.storage) if kind == "hnsw" else source
        if wanted == "hnsw":
            inner = faiss.IndexHNSWFlat(self.dimension, _LINKS, faiss.METRIC_INNER_PRODUCT)
            inner.hnsw.efConstruction = _BUILD_BREADTH
        else:
            inner = faiss.IndexFlatIP(self.dimension)
        target = faiss.IndexIDMap2(inner)
        names = self._id_map()
        live = np.flatnonzero(names != _DEAD)
        for start in range(0, len(live), _COPY_ROWS):
            rows = live[start : start + _COPY_ROWS]
            target.add_with_ids(storage.reconstruct_batch(rows), names[rows])
        self._index, self._sorted = target, None

    def _id_map(self) -> npt.NDArray[np.int64]:
        """(ntotal,) int64: the id at each position, -1 where it was removed. A view: read it before the index changes."""
        faiss = _faiss()

        total = int(self._index.ntotal)
        if total == 0:
            return np.empty(0, np.int64)
        view: npt.NDArray[np.int64] = faiss.rev_swig_ptr(self._index.id_map.data(), total)
        return view

    def _lookup(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """(ids ascending, their positions), tombstones left out."""
        if self._sorted is None:
            names = self._id_map()
            positions = np.flatnonzero(names != _DEAD)
            order = np.argsort(names[positions], kind="stable")
            self._sorted = names[positions][order], positions[order]
        return self._sorted

    def _positions(self, ids: Collection[int] | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Positions of those ids that are here, ascending."""
        wanted = np.unique(np.fromiter(ids, np.int64, len(ids)) if not isinstance(ids, np.ndarray) else ids.astype(np.int64))
        names, positions = self._lookup()
        if len(names) == 0 or len(wanted) == 0:
            return np.empty(0, np.int64)
        places = np.minimum(np.searchsorted(names, wanted), len(names) - 1)
        return np.sort(positions[places[names[places] == wanted]])


def _faiss() -> Any:
    """FAISS, imported when first asked for; its type stubs know the C++ calls and not what Python adds to them."""
    return import_module("faiss")
