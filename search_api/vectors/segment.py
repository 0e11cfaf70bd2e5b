"""One segment: vectors in the order of their ids, never written to again. What dies in it is told beside it.

Plain arrays (.npy, no pickle), mapped: ids (n,) int64 ascending, vectors (n, d) float32, and from `CODED_FROM` rows on sign codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.errors import IndexMissing
from search_api.vectors.codes import Codes, Floats, Positions, centre_of, codes_of, nearest, nearest_among, products, rotation

CODED_FROM = 4096
"""Rows below which an exact scan (0.35 ms at 384 dimensions) is as fast as codes and what they choose."""
FILTERED = 65_536
"""Rows of a segment that are scored where a filter allows so many: what it leaves may all be far from the query, where codes tell little
apart (of 50,000 rows left of a million, 4,096 chosen by code gave recall@10 of 0.89), and to score 50,000 takes 12 ms."""
ROTATION = "rotation.npy"
_BLOCK = 8192


class Part(NamedTuple):
    """Vectors to be written: ``ids`` (m,), and where they stand in ``vectors`` (n, d): at ``rows`` (m,), or row by row."""

    ids: npt.NDArray[np.int64]
    vectors: Floats
    rows: Positions | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """An open segment with its tombstones. Safe between threads."""

    name: str
    ids: npt.NDArray[np.int64]
    vectors: Floats
    codes: Codes | None
    centre: Floats | None
    dead: npt.NDArray[np.int64]
    """Positions that are removed, ascending."""
    alive: npt.NDArray[np.bool_] | None
    """(n,) where anything is dead."""

    @classmethod
    def open(cls, folder: Path, name: str, rows: int, dimension: int, dead: int) -> Segment:
        """The segment in ``folder``; raises IndexMissing where a file is missing or not of that shape."""
        vectors = read_array(folder / f"{name}.vectors.npy", (rows, dimension), np.float32)
        coded = rows >= CODED_FROM
        gone = read_array(folder / f"{name}.dead.npy", (dead,), np.int64) if dead else np.empty(0, np.int64)
        if dead and (gone[0] < 0 or gone[-1] >= rows):
            raise _broken(folder / f"{name}.dead.npy")
        alive = None
        if dead:
            alive = np.ones(rows, np.bool_)
            alive[gone] = False
        return cls(
            name=name,
            ids=read_array(folder / f"{name}.ids.npy", (rows,), np.int64),
            vectors=vectors,
            codes=read_array(folder / f"{name}.codes.npy", (rows, (dimension + 7) // 8), np.uint8) if coded else None,
            centre=read_array(folder / f"{name}.centre.npy", (dimension,), np.float32) if coded else None,
            dead=gone,
            alive=alive,
        )

    @property
    def live(self) -> int:
        return len(self.ids) - len(self.dead)

    @property
    def live_ids(self) -> npt.NDArray[np.int64]:
        return self.ids if self.alive is None else self.ids[self.alive]

    @property
    def part(self) -> Part:
        """What is alive, to be written into another segment."""
        rows = None if self.alive is None else np.flatnonzero(self.alive)
        return Part(self.live_ids, self.vectors, rows)

    def without(self, places: Positions) -> Segment:
        """The same segment with those positions dead as well."""
        dead = np.union1d(self.dead, places)
        alive = np.ones(len(self.ids), np.bool_)
        alive[dead] = False
        return replace(self, dead=dead, alive=alive)

    def positions(self, ids: npt.NDArray[np.int64]) -> Positions:
        """Where those of ``ids`` (ascending) stand that are here and alive, ascending."""
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        found: Positions = places[self.ids[places] == ids]
        return found if self.alive is None else found[self.alive[found]]

    def search(self, query: Floats, turned: Floats, share: float, least: int, allowed: npt.NDArray[np.int64] | None) -> tuple[Any, Floats]:
        """(ids, exact cosines) of the rows worth looking at: all of a small segment, else ``share`` of its rows by code, ``least`` at least.

        ``turned`` is the rotated query; ``allowed`` are ids, ascending.
        """
        rows = self._candidates(turned, share, least, None if allowed is None else self.positions(allowed))
        if rows is None:
            return self.ids, products(query, self.vectors)
        return self.ids[rows], products(query, self.vectors, rows)

    def _candidates(self, turned: Floats, share: float, least: int, allowed: Positions | None) -> Positions | None:
        """Positions to score, None for all of them."""
        if self.codes is None or self.centre is None:
            return allowed if allowed is not None else None if self.alive is None else np.flatnonzero(self.alive)
        wanted = max(least, int(share * len(self.ids)))
        code = np.packbits(turned > self.centre)
        if allowed is not None:
            return np.sort(nearest_among(code, self.codes, allowed, max(wanted, FILTERED)))
        rows = nearest(code, self.codes, wanted + min(len(self.dead), wanted))
        if self.alive is not None:
            rows = rows[self.alive[rows]]
            if len(rows) < min(wanted, self.live):
                # What died lay all about the query.
                rows = nearest_among(code, self.codes, np.flatnonzero(self.alive), wanted)
        # Ascending, so that memory is read in one direction.
        return np.sort(rows)


def write_segment(folder: Path, name: str, parts: Sequence[Part], dimension: int) -> int:
    """Write one segment of all parts, every id once; returns its rows. Memory stays flat: parts may be mapped."""
    ids = np.concatenate([part.ids for part in parts])
    order = np.argsort(ids, kind="stable")
    starts = np.cumsum([0, *(len(part.ids) for part in parts)])
    target = np.lib.format.open_memmap(folder / f"{name}.vectors.npy", "w+", np.dtype("<f4"), (len(ids), dimension))
    for block in range(0, len(ids), _BLOCK):
        wanted = order[block : block + _BLOCK]
        source = np.searchsorted(starts, wanted, side="right") - 1
        for each in np.unique(source):
            here = source == each
            part, rows = parts[each], wanted[here] - starts[each]
            target[block : block + _BLOCK][here] = part.vectors[rows if part.rows is None else part.rows[rows]]
    target.flush()
    np.save(folder / f"{name}.ids.npy", ids[order].astype("<i8"), allow_pickle=False)
    if len(ids) >= CODED_FROM:
        turn = load_rotation(folder, dimension)
        centre = centre_of(target, turn)
        np.save(folder / f"{name}.codes.npy", codes_of(target, turn, centre), allow_pickle=False)
        np.save(folder / f"{name}.centre.npy", centre, allow_pickle=False)
    return len(ids)


def load_rotation(folder: Path, dimension: int) -> Floats:
    """The rotation of the folder's codes, made where there is none yet."""
    path = folder / ROTATION
    if not path.exists():
        np.save(path, rotation(dimension), allow_pickle=False)
    turn: Floats = read_array(path, (dimension, dimension), np.float32)
    return turn


def read_array(path: Path, shape: tuple[int, ...], kind: type[np.generic]) -> Any:
    """The mapped array in ``path``; raises IndexMissing where it is not of that shape and type."""
    try:
        found = np.load(path, mmap_mode="r" if all(shape) else None, allow_pickle=False)
    except (OSError, ValueError, EOFError) as exc:
        raise _broken(path) from exc
    if not isinstance(found, np.ndarray) or found.shape != shape or found.dtype != np.dtype(kind):
        raise _broken(path)
    return np.asarray(found)


def _broken(path: Path) -> IndexMissing:
    return IndexMissing(f"the file {path} of the vector index is missing or damaged; run 'nqi index --rebuild'")
