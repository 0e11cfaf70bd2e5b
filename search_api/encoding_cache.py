"""Vectors by content: a text that was encoded once is never encoded again, in whatever document it returns.

One SQLite file per encoder fingerprint. Values are float32, not float16: a cached vector is then bit for
bit the one computed, a rebuilt index equals the first, and 100,000 vectors of 384 take 155 MB, a third
of what their texts and indexes take.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kg.errors import EncoderError
from search_api.encoders.base import Encoder, Matrix

CHUNK = 1024
COMMIT_EVERY = 64
_LOOKUP = 500
_T = TypeVar("_T")


class EncodingCache:
    """The vectors of one encoder below ``folder``. Use as a context manager, from one thread."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        """Opens or makes the file; raises EncoderError where it is damaged or another encoder's."""
        self._encoder = encoder
        self.path = folder / f"{blake2b(encoder.fingerprint.encode(), digest_size=12).hexdigest()}.sqlite"
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(self.path, timeout=30)
        try:
            self._database.execute("PRAGMA journal_mode=WAL")
            # WAL and NORMAL: a power cut may lose the last commits, never the file. They are encoded again.
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.execute("CREATE TABLE IF NOT EXISTS about (fingerprint TEXT NOT NULL)")
            self._database.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")
            known = self._database.execute("SELECT fingerprint FROM about").fetchone()
            if known is None:
                self._database.execute("INSERT INTO about VALUES (?)", (encoder.fingerprint,))
            self._database.commit()
        except sqlite3.DatabaseError as exc:
            self._database.close()
            raise EncoderError(f"the cache of encodings {self.path} is damaged ({exc}); remove it, its texts are encoded again") from exc
        if known is not None and known[0] != encoder.fingerprint:
            self._database.close()
            raise EncoderError(f"the cache of encodings {self.path} belongs to {known[0]}, not to {encoder.fingerprint}; remove it")

    def __enter__(self) -> EncodingCache:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM vectors").fetchone()[0])

    def missing(self, texts: Sequence[str]) -> int:
        """How many of the texts would have to be encoded."""
        keys = {_key(text) for text in texts}
        return len(keys - self._read(keys).keys())

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None, commit_every: int = COMMIT_EVERY) -> Matrix:
        """(n, d) float32 in the order of ``texts``: what is known from the file, the rest encoded and kept.

        ``progress`` gets the number of texts of this call that are done. Committed every ``commit_every``
        texts, so a kill loses seconds of work.
        """
        keys = [_key(text) for text in texts]
        known = self._read(set(keys))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        done = sum(key in known for key in keys)
        if progress is not None and done:
            progress(done)
        # Of one length per batch: an encoder pads to its longest.
        for part in _batched(sorted(missing.items(), key=lambda item: -len(item[1])), commit_every):
            vectors = self._encoder.encode_passages([text for _, text in part])
            with self._database:
                self._database.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                    [(key, np.asarray(vector, "<f4").tobytes()) for (key, _), vector in zip(part, vectors, strict=True)],
                )
            known.update({key: vector for (key, _), vector in zip(part, vectors, strict=True)})
            if progress is not None:
                progress(sum(key in known for key in keys))
        if not keys:
            return np.zeros((0, self._encoder.dimension), np.float32)
        return np.stack([known[key] for key in keys]).astype(np.float32, copy=False)

    def _read(self, keys: set[bytes]) -> dict[bytes, npt.NDArray[np.float32]]:
        found: dict[bytes, npt.NDArray[np.float32]] = {}
        for part in _batched(keys, _LOOKUP):
            marks = ",".join("?" * len(part))
            with closing(self._database.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part)) as rows:
                found.update({key: np.frombuffer(vector, "<f4") for key, vector in rows})
        return found


def encode_cached(
    encoder: Encoder,
    folder: Path,
    passages: Iterable[tuple[int, str]],
    progress: Callable[[int], None] | None = None,
    commit_every: int = COMMIT_EVERY,
) -> Iterator[tuple[npt.NDArray[np.int64], Matrix]]:
    """Chunks of at most 1024 (ids (m,) int64, vectors (m, d) float32), in order; memory stays flat.

    ``passages`` are (passage id, `Passage.embedding_text`), ``folder`` the data folder's ``encodings``.
    ``progress`` gets the number of passages done so far.
    """
    with EncodingCache(folder, encoder) as cache:
        before = 0
        for part in _batched(passages, CHUNK):

            def report(done: int, before: int = before) -> None:
                if progress is not None:
                    progress(before + done)

            vectors = cache.encode([text for _, text in part], report, commit_every)
            yield np.fromiter((pid for pid, _ in part), np.int64, len(part)), vectors
            before += len(part)


def _batched(items: Iterable[_T], size: int) -> Iterator[tuple[_T, ...]]:
    """Tuples of at most ``size`` items."""
    rest = iter(items)
    while part := tuple(islice(rest, size)):
        yield part


def _key(text: str) -> bytes:
    """blake2b-128 of the text, as `Passage.content_hash` has it in hex; two texts of one key would need 2**64 tries."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
