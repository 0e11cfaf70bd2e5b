"""A deterministic encoder without a model: hashed words and character n-grams.

For tests and for machines where no model may run. Texts are near where they share characters, so it
finds wordings and not meanings (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning").
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np

from kg.errors import SettingsError
from search_api.encoders.base import Matrix, Progress, TokenVectors, Vector, clean, normalised

_VERSION = 1
_DEFAULT_DIMENSION = 256
_RUN = re.compile(r"[a-z0-9.]+|[^\W\d_a-z]+")
_REPORT_EVERY = 256


@dataclass(frozen=True, slots=True)
class HashingEncoder:
    """Signed feature hashing into ``dimension`` buckets, log-scaled counts, L2-normalised."""

    dimension: int = _DEFAULT_DIMENSION
    prompts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, argument: str, models_dir: Path) -> HashingEncoder:
        """``hashing`` or ``hashing:DIMENSION`` (16 to 65536)."""
        if not argument:
            return cls()
        if not re.fullmatch(r"\d{2,5}", argument) or not 16 <= int(argument) <= 65536:
            raise SettingsError(f"encoder 'hashing:{argument}' has no dimension between 16 and 65536; write 'hashing:256'")
        return cls(int(argument))

    @property
    def spec(self) -> str:
        return "hashing" if self.dimension == _DEFAULT_DIMENSION else f"hashing:{self.dimension}"

    @property
    def fingerprint(self) -> str:
        return f"hashing-{self.dimension}/{_VERSION}"

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            self._hash(text, vectors[row])
            if progress is not None and ((row + 1) % _REPORT_EVERY == 0 or row + 1 == len(texts)):
                progress(row + 1)
        return normalised(vectors)

    def encode_query(self, text: str) -> Vector:
        vector: Vector = self.encode_passages([text])[0]
        return vector

    def encode_query_tokens(self, text: str) -> TokenVectors:
        return self._tokens(text)

    def encode_passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> tuple[Matrix, list[TokenVectors]]:
        return self.encode_passages(texts, progress), [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> TokenVectors:
        """A likeness of what a model gives: a Latin word or number whole, any other character with its two neighbours."""
        spans, windows = [], []
        for run in _RUN.finditer(text.lower() if len(text.lower()) == len(text) else text):
            if run[0][0].isascii():
                spans.append(run.span())
                windows.append(run[0])
            else:
                spans += [(place, place + 1) for place in range(*run.span())]
                windows += [run[0][max(0, place - 1) : place + 2] for place in range(len(run[0]))]
        vectors = np.zeros((len(windows), self.dimension), np.float32)
        for window, vector in zip(windows, vectors, strict=True):
            self._hash(window, vector)
        return TokenVectors(normalised(vectors), np.array(spans, np.int32).reshape(-1, 2))

    def _hash(self, text: str, vector: Vector) -> None:
        """Adds the features of the text to the vector."""
        for feature, count in Counter(_features(text)).items():
            code = crc32(feature.encode())
            # The lowest bit signs, the others choose the bucket: collisions cancel on average.
            vector[(code >> 1) % self.dimension] += (1.0 + math.log(count)) * (1 if code & 1 else -1)


def _features(text: str) -> Iterator[str]:
    """Latin words and numbers whole and in trigrams; other scripts in single characters, pairs and triples."""
    for run in _RUN.findall(unicodedata.normalize("NFKC", clean(text)).lower()):
        latin = run[0].isascii()
        if latin:
            yield run
        for size in (3,) if latin else (1, 2, 3):
            for start in range(len(run) - size + 1):
                yield f"{size}{run[start : start + size]}"
