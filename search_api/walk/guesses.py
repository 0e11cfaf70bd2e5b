"""Names near to one that nobody knows: by meaning where the encoder has read the names, else by the characters they share.

A guess is a guess: it is said to be one, with its likeness, and nothing is answered in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from kg.labels import ConceptKind, concept_labels, folded, preferred_labels
from search_api.encoders.base import Encoder, Matrix
from search_api.encoding_cache import EncodingCache
from search_api.walk.subjects import SUBJECT_KINDS, Guess, Subject

MOST: Final = 5
_LEAST_SHARED: Final = 0.2
_FEW: Final = 16
_LEAST_COSINE: Final = 0.82
"""Cosines of e5 between short names begin near 0.75; below this a name is not near."""
_KINDS: Final = (ConceptKind.PRODUCT, ConceptKind.INSTRUMENT, ConceptKind.SCHEME)


@lru_cache(maxsize=1)
def names() -> tuple[tuple[str, Subject], ...]:
    """Every Chinese name that can be guessed, with what it is a name of."""
    preferred = preferred_labels()
    return tuple(
        (label.text, Subject(SUBJECT_KINDS[label.kind], label.concept, preferred.get(label.concept, label.text)))
        for label in concept_labels()
        if label.kind in _KINDS and label.rank < 2 and label.language == "zh" and len(label.text) > 1
    )


def read_names(cache: EncodingCache) -> Matrix:
    """The vectors of `names`, (n, d) float32: from the cache, the rest encoded and kept."""
    return cache.encode([name for name, _ in names()])


def names_are_read(cache: EncodingCache) -> bool:
    """Whether all but a few of the names have their vectors in the cache."""
    return cache.missing([name for name, _ in names()]) <= _FEW


def by_meaning(asked: str, encoder: Encoder, vectors: Matrix) -> list[Guess]:
    """The names whose vectors are nearest; ``vectors`` as `read_names` gives them."""
    # As a passage: names are compared with names, not a question with an answer.
    cosines = vectors @ encoder.encode_passages([asked])[0]
    return _best([float(x) for x in cosines], _LEAST_COSINE)


def by_characters(asked: str) -> list[Guess]:
    """The names that share most pairs of characters (Dice)."""
    wanted = _pairs(folded(asked))
    return _best([_dice(wanted, _pairs(folded(name))) for name, _ in names()], _LEAST_SHARED)


def _best(likeness: Sequence[float], least: float) -> list[Guess]:
    order = np.argsort(-np.asarray(likeness), kind="stable")
    found: dict[str, Guess] = {}
    for i in order:
        subject = names()[int(i)][1]
        if likeness[int(i)] < least or len(found) == MOST:
            break
        # The product and the instrument of one name are one guess.
        found.setdefault(subject.name, Guess(subject, round(min(likeness[int(i)], 1.0), 3)))
    return list(found.values())


def _pairs(name: str) -> frozenset[str]:
    return frozenset({name[i : i + 2] for i in range(len(name) - 1)} | set(name))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
