"""Encoders: text to vectors. `open_encoder` is the way in; models load when first asked to encode."""

from __future__ import annotations

from search_api.encoders.base import Encoder, Matrix, TokenEncoder, TokenVectors, Vector
from search_api.encoders.registry import ENCODERS, open_encoder

__all__ = ["ENCODERS", "Encoder", "Matrix", "TokenEncoder", "TokenVectors", "Vector", "open_encoder"]
