"""Encoders: text to vectors. `open_encoder` is the way in; models load when first asked to encode."""

from __future__ import annotations

from search_api.encoders.base import Encoder, Matrix, Vector
from search_api.encoders.registry import ENCODERS, open_encoder

__all__ = ["ENCODERS", "Encoder", "Matrix", "Vector", "open_encoder"]
