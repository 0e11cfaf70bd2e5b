"""A BERT encoder (Devlin et al. 2019) in numpy: the vectors of tokens, without torch.

Texts of a batch stand one behind the other without padding: all but attention is one product over every
token. One BLAS thread a call: two threads that wait for each other at each of 48 products lose more on a
busy machine than they win, so callers run one batch a core.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

# gelu(x) = x / (1 + exp(-x P(x^2))), P fitted to Gauss's Phi by least 64th power over [-6, 6]: at most 3e-5 off.
_GELU = (np.float32(-7.03417276e-4), np.float32(7.40136542e-2), np.float32(1.59501317))
# Beyond it P would turn; Phi is 0 or 1 there.
_GELU_FAR = np.float32(64)
_GELU_ROWS = 16


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation: scale and shift, (h,) each."""

    scale: Array
    shift: Array


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer; matrices as (out, in). ``qkv`` holds query, key and value one below the other, query over sqrt(head width)."""

    qkv: Array
    qkv_bias: Array
    output: Array
    output_bias: Array
    attention_norm: Norm
    up: Array
    up_bias: Array
    down: Array
    down_bias: Array
    norm: Norm


def run(layers: Sequence[Layer], embedded: Array, lengths: Sequence[int], heads: int, epsilon: float) -> Array:
    """The last layer's vectors (t, h) of texts of ``lengths`` tokens each, from normalised embeddings (t, h), which are overwritten."""
    count, width = embedded.shape
    ends = np.cumsum(lengths)
    spans = list(zip((ends - lengths).tolist(), ends.tolist(), strict=True))
    x, y = embedded, np.empty_like(embedded)
    qkv = np.empty((count, 3 * width), np.float32)
    up = np.empty((count, layers[0].up.shape[0]), np.float32)
    with np.errstate(over="ignore"):
        for layer in layers:
            np.matmul(x, layer.qkv.T, out=qkv)
            qkv += layer.qkv_bias
            context = y
            for start, end in spans:
                attend(qkv[start:end], heads, context[start:end])
            attended = context @ layer.output.T
            attended += layer.output_bias
            attended += x
            x = normalise(attended, layer.attention_norm, epsilon)
            np.matmul(x, layer.up.T, out=up)
            gelu(up, layer.up_bias)
            np.matmul(up, layer.down.T, out=y)
            y += layer.down_bias
            y += x
            x, y = normalise(y, layer.norm, epsilon), x
    return x


def attend(qkv: Array, heads: int, out: Array) -> None:
    """Self-attention of one text: (t, 3h) to (t, h)."""
    count = len(qkv)
    # (3, heads, t, h / heads); views, no copies.
    query, key, value = qkv.reshape(count, 3, heads, -1).transpose(1, 2, 0, 3)
    weights = np.matmul(query, key.transpose(0, 2, 1))
    weights -= weights.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    found = np.matmul(weights, value)
    found /= weights.sum(axis=-1, keepdims=True)
    out.reshape(count, heads, -1)[...] = found.transpose(1, 0, 2)


def normalise(x: Array, norm: Norm, epsilon: float) -> Array:
    """Layer normalisation of rows (Ba et al. 2016), in place."""
    x -= x.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / np.float32(x.shape[1])
    x *= (1 / np.sqrt(variance + np.float32(epsilon)))[:, None]
    x *= norm.scale
    x += norm.shift
    return x


def gelu(x: Array, bias: Array) -> None:
    """gelu(x + bias) in place, a few rows at a time so that they stay in the cache.

    >>> x = np.array([[-1.0, 0.0, 1.0, 9.0]], np.float32)
    >>> gelu(x, np.zeros(4, np.float32))
    >>> [f"{value:.3f}" for value in x[0]]
    ['-0.159', '0.000', '0.841', '9.000']
    """
    square, power = (np.empty((min(_GELU_ROWS, len(x)), x.shape[1]), np.float32) for _ in range(2))
    for start in range(0, len(x), _GELU_ROWS):
        part = x[start : start + _GELU_ROWS]
        s, p = square[: len(part)], power[: len(part)]
        part += bias
        np.multiply(part, part, out=s)
        np.minimum(s, _GELU_FAR, out=s)
        np.multiply(s, -_GELU[0], out=p)
        p -= _GELU[1]
        p *= s
        p -= _GELU[2]
        p *= part
        np.exp(p, out=p)
        p += np.float32(1)
        part /= p
