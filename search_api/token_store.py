"""Token vectors of passages in eight bits, for scoring a shortlist by late interaction (MaxSim; Khattab & Zaharia 2020).

A store is a folder of segments, each one file that is written beside, synced, renamed and never changed:

    "NQT1", width k, passages n, tokens t     4 x 8 bytes, little-endian
    ids int64 (n), ascending; offsets int64 (n + 1); scales float32 (t); codes int8 (t, k)

A token is its scale times its codes. Of an id in two segments the later one holds. Files are mapped, no pickle.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.data_folder import sync_folder
from kg.errors import IndexMissing
from search_api.encoders.base import Matrix, Vector
from search_api.encoders.blas import one_thread

_MAGIC = b"NQT1\0\0\0\0"
_HEADER = struct.Struct("<8s3q")
_NAME = "tokens-{:06d}.bin"
_SEGMENT = 16_384
"""Passages: about 300 MB of codes, held in memory until they are written."""
TOKENS = "tokens"
"""Name of the folder in a generation."""


@dataclass(frozen=True, slots=True)
class TokenCodes:
    """One passage: ``codes`` (t, k) int8 and ``scales`` (t,) float32; token i is ``codes[i] * scales[i]``."""

    codes: npt.NDArray[np.int8]
    scales: Vector


def compress(vectors: Matrix, projection: Matrix | None = None) -> TokenCodes:
    """Tokens (t, d), projected by (d, k) where one is given, in eight bits, each with a scale of its own.

    >>> found = compress(np.array([[0.6, -0.8]], np.float32))
    >>> found.codes.tolist(), (found.codes * found.scales[:, None]).round(2).tolist()
    ([[95, -127]], [[0.6000000238418579, -0.800000011920929]])
    """
    projected = vectors if projection is None else vectors @ projection
    largest = np.abs(projected).max(axis=1, initial=0.0)
    scales = np.where(largest > 0, largest, 1).astype(np.float32) / np.float32(127)
    return TokenCodes(np.rint(projected / scales[:, None]).astype(np.int8), scales)


def principal_axes(vectors: Matrix, k: int) -> Matrix:
    """(d, k): the projection that keeps most of the length of such vectors (uncentred, so that inner products stay inner products)."""
    _, axes = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
    return np.ascontiguousarray(axes[:, ::-1][:, :k], dtype=np.float32)


def maxsim(query: Matrix, passages: Sequence[TokenCodes]) -> Vector:
    """(n,) float32: of each passage the sum over the query's tokens (q, k) of the best inner product with one of its tokens.

    A passage without tokens gets 0. The query must be projected as the passages were.
    """
    scores = np.zeros(len(passages), np.float32)
    lengths = np.array([len(passage.codes) for passage in passages], np.int64)
    filled = np.flatnonzero(lengths)
    if not len(filled) or not len(query):
        return scores
    ends = np.cumsum(lengths[filled])
    starts = ends - lengths[filled]
    tokens = np.empty((int(ends[-1]), query.shape[1]), np.float32)
    scales = np.concatenate([passages[row].scales for row in filled.tolist()])
    for row, start, end in zip(filled.tolist(), starts.tolist(), ends.tolist(), strict=True):
        tokens[start:end] = passages[row].codes
    # Tokens as rows: the maximum over each passage then runs over whole rows of the query's length at once.
    # A millisecond of work: waiting for a second thread on a busy core took eight.
    with one_thread():
        found = tokens @ np.ascontiguousarray(query.T)
    found *= scales[:, None]
    scores[filled] = np.maximum.reduceat(found, starts, axis=0).sum(axis=1)
    return scores


def storing(
    folder: Path, chunks: Iterable[tuple[npt.NDArray[np.int64], Matrix, list[TokenCodes]]]
) -> Iterator[tuple[npt.NDArray[np.int64], Matrix]]:
    """Passes on (ids, vectors) of the chunks and appends the codes of their tokens to the store in ``folder``, many passages a segment."""
    store = TokenStore(folder)
    waiting: dict[int, TokenCodes] = {}
    for ids, vectors, codes in chunks:
        yield ids, vectors
        waiting.update(zip(ids.tolist(), codes, strict=False))
        if len(waiting) >= _SEGMENT:
            store.append(waiting.items())
            waiting = {}
    store.append(waiting.items())


class TokenStore:
    """The segments below ``folder``, mapped. Reading is safe between threads; one process appends."""

    def __init__(self, folder: Path) -> None:
        """Raises IndexMissing for a segment that is cut or not a segment."""
        self.folder = folder
        # Later segments first: the newest codes of an id are the ones that hold.
        self._segments = [_Segment.open(path) for path in sorted(folder.glob("tokens-*.bin"), reverse=True)]

    def append(self, passages: Iterable[tuple[int, TokenCodes]]) -> None:
        """One more segment of these passages; durable when this returns."""
        number = max((int(segment.path.stem.split("-")[1]) for segment in self._segments), default=0) + 1
        path = self.folder / _NAME.format(number)
        self.folder.mkdir(parents=True, exist_ok=True)
        if _write(path, dict(passages)):
            self._segments.insert(0, _Segment.open(path))

    def get(self, ids: Sequence[int]) -> list[TokenCodes | None]:
        """The codes of each passage, as views of the mapped files; None where the store has none."""
        found: list[TokenCodes | None] = [None] * len(ids)
        for segment in self._segments:
            missing = [row for row, codes in enumerate(found) if codes is None]
            if not missing:
                break
            for row, codes in zip(missing, segment.get([ids[row] for row in missing]), strict=True):
                found[row] = codes
        return found

    def maxsim(self, query: Matrix, ids: Sequence[int]) -> Vector:
        """`maxsim` for passages by id; NaN where the store has no such passage."""
        found = self.get(ids)
        rows = [row for row, codes in enumerate(found) if codes is not None]
        scores = np.full(len(ids), np.nan, np.float32)
        scores[rows] = maxsim(query, [codes for codes in found if codes is not None])
        return scores

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """(n,) int64, ascending: the passages that have codes, those that are gone from the other indexes too."""
        return np.unique(np.concatenate([np.empty(0, np.int64), *(segment.ids for segment in self._segments)]))

    @property
    def rows(self) -> int:
        """Passages in all segments, each as often as it stands there: what the files' size follows."""
        return sum(len(segment.ids) for segment in self._segments)

    @property
    def segments(self) -> int:
        return len(self._segments)

    def compact(self, kept: Iterable[int]) -> None:
        """One segment of these passages in place of all; what is not named is gone."""
        ids = list(dict.fromkeys(kept))
        old = [segment.path for segment in self._segments]
        self.append((pid, codes) for pid, codes in zip(ids, self.get(ids), strict=True) if codes is not None)
        new = [segment for segment in self._segments if segment.path not in old]
        # Oldest first: whatever is left after a crash still has the new segment before it.
        for path in reversed(old):
            path.unlink()
        sync_folder(self.folder)
        self._segments = new


@dataclass(frozen=True, slots=True)
class _Segment:
    path: Path
    ids: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    scales: Vector
    codes: npt.NDArray[np.int8]

    @classmethod
    def open(cls, path: Path) -> _Segment:
        size = path.stat().st_size
        if size < _HEADER.size:
            raise _damaged(path)
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, width, passages, tokens = _HEADER.unpack_from(data)
        if magic != _MAGIC or min(width, passages, tokens) < 0 or size != _HEADER.size + 8 * (2 * passages + 1) + tokens * (4 + width):
            raise _damaged(path)
        place = _HEADER.size
        ids = np.frombuffer(data, "<i8", passages, place)
        offsets = np.frombuffer(data, "<i8", passages + 1, place + ids.nbytes)
        place += ids.nbytes + offsets.nbytes
        if offsets[0] != 0 or offsets[-1] != tokens or (np.diff(offsets) < 0).any() or (np.diff(ids) <= 0).any():
            raise _damaged(path)
        scales = np.frombuffer(data, "<f4", tokens, place)
        return cls(path, ids, offsets, scales, np.frombuffer(data, np.int8, tokens * width, place + scales.nbytes).reshape(tokens, width))

    def get(self, ids: Sequence[int]) -> list[TokenCodes | None]:
        if not len(self.ids):
            return [None] * len(ids)
        wanted = np.asarray(ids, np.int64)
        places = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        there = (self.ids[places] == wanted).tolist()
        spans = zip(there, self.offsets[places].tolist(), self.offsets[places + 1].tolist(), strict=True)
        return [TokenCodes(self.codes[start:end], self.scales[start:end]) if here else None for here, start, end in spans]


def _write(path: Path, passages: dict[int, TokenCodes]) -> bool:
    """Whether there was anything to write."""
    if not passages:
        return False
    ids = sorted(passages)
    widths = {passages[pid].codes.shape[1] for pid in ids}
    if len(widths) != 1:
        raise ValueError(f"passages of one segment have one width, not {sorted(widths)}")
    offsets = np.cumsum([0, *(len(passages[pid].codes) for pid in ids)])
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(_HEADER.pack(_MAGIC, widths.pop(), len(ids), int(offsets[-1])))
        file.write(np.asarray(ids, "<i8").tobytes() + offsets.astype("<i8").tobytes())
        file.writelines(np.asarray(passages[pid].scales, "<f4").tobytes() for pid in ids)
        file.writelines(passages[pid].codes.tobytes() for pid in ids)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    sync_folder(path.parent)
    return True


def _damaged(path: Path) -> IndexMissing:
    return IndexMissing(f"{path} is damaged; rebuild the index with 'nqi index --rebuild'")
