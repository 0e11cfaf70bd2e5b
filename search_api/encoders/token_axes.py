"""What is kept of a token's vector: its place along 128 axes, a third of its numbers.

Token vectors of one model share a large common part, which says nothing; it is taken off before they are compared. The axes of the
default encoder are the principal ones of the tokens of corpus/ (`python -m search_api.encoders.fit_token_axes` makes the file); any
other encoder gets a fixed random rotation, which keeps angles on average (Johnson & Lindenstrauss 1984).

Measured with e5 on the tune questions of bench/relevance, MaxSim alone, mean MRR@3 over kinds: 384 axes .873, 192 .859, 128 .839, 64 .803;
with the other signals, at the weights of that day, .892, .889, .891 and .884.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np

from search_api.encoders.base import Encoder, Matrix, TokenEncoder, Vector, normalised

AXES = 128
_E5_FILE = Path(__file__).with_name("e5-token-axes.npy")


@dataclass(frozen=True)
class TokenAxes:
    """``mean`` (d,) is taken off, ``axes`` (d, k) are kept."""

    mean: Vector
    axes: Matrix

    def project(self, vectors: Matrix) -> Matrix:
        """(t, k) float32, L2-normalised, of (t, d)."""
        return normalised((vectors - self.mean) @ self.axes)

    @cached_property
    def fingerprint(self) -> str:
        """12 hex digits over all numbers."""
        return blake2b(self.mean.tobytes() + self.axes.tobytes(), digest_size=6).hexdigest()


def axes_of(encoder: Encoder) -> TokenAxes | None:
    """The axes for an encoder's tokens; None where it gives no vectors of tokens."""
    if not isinstance(encoder, TokenEncoder):
        return None
    if encoder.spec == "e5":
        found = np.load(_E5_FILE, allow_pickle=False).astype(np.float32)
        return TokenAxes(found[0], np.ascontiguousarray(found[1:].T))
    return _rotation(encoder.dimension)


def _rotation(dimension: int) -> TokenAxes:
    draw = np.random.default_rng(20260101).standard_normal((dimension, dimension))
    turned, _ = np.linalg.qr(draw)
    return TokenAxes(np.zeros(dimension, np.float32), np.ascontiguousarray(turned[:, :AXES], dtype=np.float32))
