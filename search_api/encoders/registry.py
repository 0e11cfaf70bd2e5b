"""Encoders by spec: ``e5``, ``st:BAAI/bge-m3``, ``st:/path/to/model``, ``hashing``, ``hashing:512``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from kg.errors import SettingsError
from search_api.encoders.base import Encoder

ENCODERS: dict[str, str] = {
    "e5": "search_api.encoders.e5:E5Encoder",
    "st": "search_api.encoders.st:SentenceTransformersEncoder",
    "hashing": "search_api.encoders.hashing:HashingEncoder",
}
"""name -> "module:Class"; the class offers ``open(argument: str, models_dir: Path) -> Encoder``."""


def open_encoder(spec: str, models_dir: Path) -> Encoder:
    """The encoder that ``spec`` (``name`` or ``name:argument``) names; models live below ``models_dir``.

    Nothing heavy loads here. Raises SettingsError for a spec that names no encoder, EncoderError
    where its model is missing.
    """
    name, _, argument = spec.partition(":")
    target = ENCODERS.get(name)
    if target is None:
        raise SettingsError(f"encoder {spec!r} does not exist; use one of {', '.join(sorted(ENCODERS))}, such as 'e5' or 'st:BAAI/bge-m3'")
    module, _, attribute = target.partition(":")
    encoder: Encoder = getattr(import_module(module), attribute).open(argument, models_dir)
    return encoder
