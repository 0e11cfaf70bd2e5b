"""段落: the unit that is indexed, found and shown; one clause's own text, one term, one table, one title.

A passage carries all that a hit needs, so a result list is drawn without asking the graph.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from functools import cache
from hashlib import blake2b
from typing import Any


def passage_id(iri: str) -> int:
    """The id that indexes use for an IRI: 63 bits, positive, so it fits FAISS (int64) and tantivy (u64).

    At ten million passages two ids collide with probability 5e-6.

    >>> passage_id("urn:a") == passage_id("urn:a"), 0 <= passage_id("urn:b") < 2**63
    (True, True)
    """
    return int.from_bytes(blake2b(iri.encode(), digest_size=8).digest(), "big") >> 1


@cache
def _fields() -> frozenset[str]:
    # Asked for every passage of every result list: fields() takes longer than reading the JSON.
    return frozenset(f.name for f in fields(Passage))


@dataclass(frozen=True, slots=True)
class Passage:
    """One searchable piece of one document.

    ``document`` is the sha256 of the source file; ``number`` the canonical edition number, or the
    title for laws; ``work`` the undated number. ``issued`` and ``effective`` are ISO dates.
    ``kind`` is "title", "clause", "term", "table" or "references". ``start`` and ``end`` count
    code points of the document text (half open), ``page`` is 1-based.
    """

    id: int
    iri: str
    document: str
    number: str
    work: str
    title: str
    title_en: str | None
    type: str
    mandatory: bool | None
    ics: tuple[str, ...]
    ccs: tuple[str, ...]
    issued: str | None
    effective: str | None
    clause: str | None
    heading: str
    kind: str
    page: int
    start: int
    end: int
    text: str
    sectors: tuple[str, ...] = ()
    """Keys of the sectors (重点领域) that its document belongs to, sorted."""

    @property
    def embedding_text(self) -> str:
        """What an encoder reads, without its prompt: title, heading path, text, one a line."""
        return "\n".join(part for part in (self.title, self.heading, self.text) if part)

    @property
    def content_hash(self) -> str:
        """blake2b-128 of `embedding_text`, hex: equal for equal vectors, whatever document it stands in."""
        return blake2b(self.embedding_text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def to_json(self) -> str:
        """Compact JSON, keys in field order."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Passage:
        """The inverse of `to_json`; raises ValueError where a field is missing or unknown."""
        values: dict[str, Any] = json.loads(text)
        if values.keys() != _fields():
            raise ValueError(f"a stored passage has the fields {sorted(values)}, which are not this version's")
        values["ics"] = tuple(values["ics"])
        values["ccs"] = tuple(values["ccs"])
        values["sectors"] = tuple(values["sectors"])
        return cls(**values)
