"""What every encoder offers, and the arithmetic that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
"""(n, d) float32."""
Vector = npt.NDArray[np.float32]
"""(d,) float32."""
Spans = npt.NDArray[np.int32]
"""(t, 2) int32: start and end in characters."""
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


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """What a model makes of each token of a text in its context: ``vectors`` (t, d) float32, L2-normalised rows;
    ``spans`` (t, 2) int32, where each stands in the text (start, end in characters). The prompt and the
    model's own marks are left out, and so is what a model cuts off behind its longest text.
    """

    vectors: Matrix
    spans: Spans


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that also gives the vectors of tokens, for scoring by late interaction (Khattab & Zaharia 2020)."""

    def encode_query_tokens(self, text: str) -> TokenVectors:
        """The tokens whose mean `encode_query` gives; raises EncoderError."""
        ...

    def encode_passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> tuple[Matrix, list[TokenVectors]]:
        """The rows of `encode_passages` and their tokens', in one pass; raises EncoderError.

        A passage of 150 tokens takes 230 KB here: call it for as many texts as fit in memory.
        """
        ...


def normalised(vectors: npt.NDArray[np.floating]) -> Matrix:
    """Rows of length one, float32; a row of zeros stays one.

    >>> normalised(np.array([[3.0, 4.0], [0.0, 0.0]])).round(3).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    matrix = np.ascontiguousarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(matrix, axis=-1, keepdims=True)
    return np.asarray(matrix / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def own_spans(text: str, offsets: Sequence[tuple[int, int]], prompt: str) -> Spans:
    """Where each token of prompt + text stands in the text, without white space; what is not of the text gets an empty span.

    >>> own_spans("a b", [(0, 0), (0, 3), (3, 4), (4, 6), (0, 0)], "q: ").tolist()
    [[0, 0], [0, 0], [0, 1], [2, 3], [0, 0]]
    """
    spans = []
    for start, end in offsets:
        start, end = max(0, start - len(prompt)), max(0, end - len(prompt))
        while start < end and text[start].isspace():
            start += 1
        spans.append((start, end))
    return np.array(spans, np.int32).reshape(-1, 2)


def clean(text: str) -> str:
    """The text as any tokenizer takes it: no NUL (ends a C string), no lone surrogates (not UTF-8).

    >>> clean("a\\x00b\\ud800")
    'a b?'
    """
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
