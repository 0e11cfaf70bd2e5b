"""An encoder that knows its texts: vectors looked up in a table, so that a search is measured without encoding, or with another's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar
from zlib import crc32

import numpy as np

from bench.scale_texts import DIMENSION, QUESTION_VECTORS, QUESTIONS
from kg.errors import EncoderError
from search_api.encoders import registry
from search_api.encoders.base import Encoder, Matrix, Progress, Vector

NAME = "table"


class VectorTable:
    """The vectors of the questions of one generated collection; spec ``table:FOLDER``."""

    dimension = DIMENSION
    fingerprint = "bench-table/1"
    prompts: ClassVar[Mapping[str, str]] = {}

    def __init__(self, folder: Path) -> None:
        questions = json.loads((folder / QUESTIONS).read_text(encoding="utf-8"))
        self.spec = f"{NAME}:{folder}"
        self._some = np.load(folder / QUESTION_VECTORS)
        self._vectors = dict(zip(questions, self._some, strict=True))
        self.paid: Encoder | None = None
        """Encodes each question too, for its cost alone: the vectors stay those of the table."""
        self.unknown = 0
        """Texts that were no question: whoever rewrites a question before it is encoded gets the vector of another one."""

    @classmethod
    def open(cls, argument: str, models_dir: Path) -> VectorTable:
        """Raises EncoderError where the folder holds no questions."""
        try:
            return cls(Path(argument))
        except (OSError, ValueError) as exc:
            raise EncoderError(f"{argument} holds no generated questions ({exc}); 'python -m bench.scale' makes them") from exc

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> Vector:
        if self.paid is not None:
            self.paid.encode_query(text)
        known = self._vectors.get(text)
        if known is not None:
            return known
        self.unknown += 1
        return self._some[crc32(text.encode()) % len(self._some)]


def register() -> None:
    """Make ``table:FOLDER`` a spec that the product opens."""
    registry.ENCODERS[NAME] = f"{__name__}:VectorTable"
