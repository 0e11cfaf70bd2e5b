"""What can be suggested: titles and terms that passages state, names of concepts that the vocabularies state."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from kg import vocabulary as v
from kg.labels import ConceptKind, concept_labels
from search_api.passage import Passage
from search_api.passages import edition_of_passage

STANDARD: Final = "standard"
LAW: Final = "law"
TERM: Final = "term"
ORGANISATION: Final = "organisation"
KINDS: Final = (STANDARD, LAW, "product", "instrument", "measurand", "scheme", ORGANISATION, TERM)
"""In the order in which they stand for one word that names several things."""
DOCUMENTS: Final = frozenset({STANDARD, LAW})
"""Kinds that have a status."""

_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one thing; a standard with an English title has two.

    ``document`` is the sha256 of the file that states it, empty for a vocabulary. ``read`` says that the text was read,
    which a row of a catalogue is not; ``ended`` that the edition was superseded or withdrawn when the file was written.
    """

    text: str
    kind: str
    iri: str
    number: str | None = None
    document: str = ""
    read: bool = True
    ended: bool = False

    @property
    def edition(self) -> str | None:
        """The edition that decides on ``ended``: its own, or that which defines the term."""
        return None if not self.document else edition_of_passage(self.iri)


def names_of_passage(passage: Passage, *, read: bool) -> list[Name]:
    """The titles of a title passage, the terms of a term passage; none of any other."""
    if passage.kind == "term" and "#w" not in passage.iri:
        texts = _parted(passage.text.partition("\n")[0])
        return [Name(text, TERM, passage.iri, passage.number, passage.document, read) for text in texts]
    if passage.kind != "title":
        return []
    kind = LAW if passage.type == LAW else STANDARD
    titles = dict.fromkeys(title for title in (passage.title, passage.title_en) if title)
    edition = edition_of_passage(passage.iri)
    return [Name(title, kind, edition, passage.number, passage.document, read) for title in titles]


def tapped(passages: Iterable[Passage], catalogues: Collection[str], found: list[Name]) -> Iterator[Passage]:
    """The passages as they come, the names in them added to ``found``; ``catalogues`` are files that list and do not state."""
    for passage in passages:
        found += names_of_passage(passage, read=passage.document not in catalogues)
        yield passage


def with_ends(names: Iterable[Name], ended: Collection[str]) -> list[Name]:
    """The names, those of editions in ``ended`` marked."""
    return [replace(name, ended=name.edition in ended) for name in names]


def vocabulary_names() -> list[Name]:
    """Every label of every concept."""
    kinds = {kind: kind.value for kind in ConceptKind} | {ConceptKind.ORGANISATION: ORGANISATION}
    return [Name(label.text, kinds[label.kind], label.concept) for label in concept_labels()]


@lru_cache(maxsize=1)
def vocabulary_fingerprint() -> str:
    """Changes when a label does: 16 hex digits."""
    digest = blake2b(digest_size=8)
    for name in vocabulary_names():
        digest.update(f"{name.text}\t{name.iri}\n".encode())
    return digest.hexdigest()


def work_of(edition: str) -> str:
    """The work of an edition, by its IRI.

    >>> work_of("https://w3id.org/nqi/id/std/GB-1/2001")
    'https://w3id.org/nqi/id/std/GB-1'
    """
    return edition.rpartition("/")[0] if edition.startswith(v.ID) and edition.count("/") > v.ID.count("/") + 1 else edition


def _parted(line: str) -> list[str]:
    """A line with a Chinese and an English name as both: the English one begins behind the last word with a Chinese character.

    >>> _parted("pH值 pH value"), _parted("boiler"), _parted("标准状态")
    (['pH值', 'pH value'], ['boiler'], ['标准状态'])
    """
    words = line.split(" ")
    last = max((i for i, word in enumerate(words) if _CHINESE.search(word)), default=-1)
    parts = (" ".join(words[: last + 1]).strip(), " ".join(words[last + 1 :]).strip())
    return [part for part in parts if part]
