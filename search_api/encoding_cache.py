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
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from kg.errors import EncoderError
from search_api.encoders.base import Encoder, Matrix, TokenEncoder
from search_api.encoders.token_axes import TokenAxes, axes_of
from search_api.token_store import TokenCodes, compress

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
        return self._encode(texts, None, progress, commit_every)[0]

    def encode_with_tokens(
        self, texts: Sequence[str], axes: TokenAxes, progress: Callable[[int], None] | None = None, commit_every: int = COMMIT_EVERY
    ) -> tuple[Matrix, list[TokenCodes]]:
        """As `encode`, and the codes of each text's tokens along ``axes``, from one pass of the model."""
        self._database.execute(
            f"CREATE TABLE IF NOT EXISTS {_table(axes)} (key BLOB PRIMARY KEY, scales BLOB NOT NULL, codes BLOB NOT NULL)"
        )
        return self._encode(texts, axes, progress, commit_every)

    def _encode(
        self, texts: Sequence[str], axes: TokenAxes | None, progress: Callable[[int], None] | None, commit_every: int
    ) -> tuple[Matrix, list[TokenCodes]]:
        keys = [_key(text) for text in texts]
        known = self._read(set(keys))
        tokens = self._read_tokens(set(keys), axes) if axes is not None else {}
        there = known.keys() & tokens.keys() if axes is not None else known.keys()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in there}
        done = sum(key in there for key in keys)
        if progress is not None and done:
            progress(done)
        # Of one length per batch: an encoder pads to its longest.
        for part in _batched(sorted(missing.items(), key=lambda item: -len(item[1])), commit_every):
            chosen = [key for key, _ in part]
            vectors, codes = self._run([text for _, text in part], axes)
            with self._database:
                self._database.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                    [(key, np.asarray(vector, "<f4").tobytes()) for key, vector in zip(chosen, vectors, strict=True)],
                )
                if axes is not None:
                    self._database.executemany(
                        f"INSERT OR REPLACE INTO {_table(axes)} VALUES (?, ?, ?)",
                        [(key, one.scales.tobytes(), one.codes.tobytes()) for key, one in zip(chosen, codes, strict=True)],
                    )
            known.update(zip(chosen, vectors, strict=True))
            tokens.update(zip(chosen, codes, strict=False))
            done += sum(key in missing for key in chosen)
            if progress is not None:
                progress(min(done, len(keys)))
        if progress is not None and keys:
            progress(len(keys))
        matrix = (
            np.stack([known[key] for key in keys]).astype(np.float32, copy=False)
            if keys
            else np.zeros((0, self._encoder.dimension), np.float32)
        )
        return matrix, [tokens[key] for key in keys] if axes is not None else []

    def _run(self, texts: Sequence[str], axes: TokenAxes | None) -> tuple[Matrix, list[TokenCodes]]:
        if axes is None:
            return self._encoder.encode_passages(texts), []
        assert isinstance(self._encoder, TokenEncoder)
        vectors, tokens = self._encoder.encode_passage_tokens(texts)
        return vectors, [compress(axes.project(one.vectors)) for one in tokens]

    def _read(self, keys: set[bytes]) -> dict[bytes, npt.NDArray[np.float32]]:
        return {key: np.frombuffer(vector, "<f4") for key, vector in self._rows("key, vector", "vectors", keys)}

    def _read_tokens(self, keys: set[bytes], axes: TokenAxes) -> dict[bytes, TokenCodes]:
        width = axes.axes.shape[1]
        return {
            key: TokenCodes(np.frombuffer(codes, np.int8).reshape(-1, width), np.frombuffer(scales, "<f4"))
            for key, scales, codes in self._rows("key, scales, codes", _table(axes), keys)
        }

    def _rows(self, columns: str, table: str, keys: set[bytes]) -> Iterator[tuple[Any, ...]]:
        for part in _batched(keys, _LOOKUP):
            marks = ",".join("?" * len(part))
            with closing(self._database.execute(f"SELECT {columns} FROM {table} WHERE key IN ({marks})", part)) as rows:
                yield from rows


def encode_cached(
    encoder: Encoder,
    folder: Path,
    passages: Iterable[tuple[int, str]],
    progress: Callable[[int], None] | None = None,
    commit_every: int = COMMIT_EVERY,
) -> Iterator[tuple[npt.NDArray[np.int64], Matrix, list[TokenCodes]]]:
    """Chunks of at most 1024 (ids (m,) int64, vectors (m, d) float32, codes of tokens), in order; memory stays flat.

    ``passages`` are (passage id, `Passage.embedding_text`), ``folder`` the data folder's ``encodings``.
    ``progress`` gets the number of passages done so far. An encoder without vectors of tokens gives no codes.
    """
    axes = axes_of(encoder)
    with EncodingCache(folder, encoder) as cache:
        before = 0
        for part in _batched(passages, CHUNK):

            def report(done: int, before: int = before) -> None:
                if progress is not None:
                    progress(before + done)

            texts = [text for _, text in part]
            codes: list[TokenCodes] = []
            if axes is None:
                vectors = cache.encode(texts, report, commit_every)
            else:
                vectors, codes = cache.encode_with_tokens(texts, axes, report, commit_every)
            yield np.fromiter((pid for pid, _ in part), np.int64, len(part)), vectors, codes
            before += len(part)


def _table(axes: TokenAxes) -> str:
    """Codes along other axes are other numbers: a table for each."""
    return f"tokens_{axes.fingerprint}"


def _batched(items: Iterable[_T], size: int) -> Iterator[tuple[_T, ...]]:
    """Tuples of at most ``size`` items."""
    rest = iter(items)
    while part := tuple(islice(rest, size)):
        yield part


def _key(text: str) -> bytes:
    """blake2b-128 of the text, as `Passage.content_hash` has it in hex; two texts of one key would need 2**64 tries."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
