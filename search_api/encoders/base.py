"""What every encoder offers, and the arithmetic that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
"""(n, d) float32."""
Vector = npt.NDArray[np.float32]
"""(d,) float32."""
Progress = Callable[[int], None]
"""Called with the number of texts done so far."""


class Encoder(Protocol):
    """Texts to L2-normalised vectors whose inner product is a cosine.

    ``fingerprint`` names model, revision and weights: two encoders of one fingerprint may search each
    other's vectors. It does not name the arithmetic (float32, bfloat16, a C engine), which moves a
    cosine by less than texts differ. ``prompts`` are written before a text, by role ("query", "passage").
    """

    @property
    def spec(self) -> str:
        """The string that `open_encoder` opens it by."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def prompts(self) -> Mapping[str, str]: ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """(n, d) float32, L2-normalised, in the order of ``texts``; raises EncoderError."""
        ...

    def encode_query(self, text: str) -> Vector:
        """(d,) float32, L2-normalised; raises EncoderError."""
        ...


def normalised(vectors: npt.NDArray[np.floating]) -> Matrix:
    """Rows of length one, float32; a row of zeros stays one.

    >>> normalised(np.array([[3.0, 4.0], [0.0, 0.0]])).round(3).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    matrix = np.ascontiguousarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(matrix, axis=-1, keepdims=True)
    return np.asarray(matrix / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def clean(text: str) -> str:
    """The text as any tokenizer takes it: no NUL (ends a C string), no lone surrogates (not UTF-8).

    >>> clean("a\\x00b\\ud800")
    'a b?'
    """
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
