"""What the pages, the HTTP API and the command line ask of the search side.

One implementation, `search_api.service.Service`, holds the committed state; views parse, call and
render. All answers are JSON-ready dicts in the shapes of the contract (README, "HTTP").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as asked. Dates are ISO days; ``at`` is the day on which status is judged (today if None)."""

    q: str
    limit: int = 10
    offset: int = 0
    type: str | None = None
    status: str | None = None
    ics: str | None = None
    ccs: str | None = None
    sector: str | None = None
    """Key, number or name of a 重点领域."""
    mandatory: bool | None = None
    issued_from: str | None = None
    issued_to: str | None = None
    at: str | None = None
    explain: bool = False
    why: str | None = None
    """A number: the answer tells where that standard stands in the ranking and what put it there, or why it was not found."""
    off: tuple[str, ...] = ()
    """Readings of the query that are switched off: keys of `search_api.query.SWITCHES`."""


class SearchService(Protocol):
    """Everything that can be asked; every method raises an NqiError for what it cannot answer."""

    def search(self, request: SearchRequest) -> Json:
        """{"query", "total", "took_ms", "hits", "facets"} as the contract says."""
        ...

    def suggest(self, q: str, limit: int = 10, at: str | None = None) -> Json:
        """{"q", "suggestions": [{"text", "kind", "number", "iri", "status", "read", "matched", "matched_number", "also"}], "took_ms"}."""
        ...

    def standard(self, number: str, at: str | None = None) -> Json:
        """One standard: metadata with evidence, status at the day, editions, references and citations, terms, clauses."""
        ...

    def related(self, of: str, at: str | None = None) -> Json:
        """{"of", "at", "related": [{"kind", "number", "name", "status", "path", "score"}]}; with an ambiguous or unknown name
        {"of", "choices", "guesses", "related": []}."""
        ...

    def dossier(self, product: str, at: str | None = None) -> Json:
        """{"product", "at", "schemes", "standards", "test_methods", "instruments", "si_units", "competence", "bodies", "changes",
        "unknown", "sources"}: all that a maker of the product needs; with an ambiguous or unknown name as `related`."""
        ...

    def walk(self, limit: str, at: str | None = None) -> Json:
        """{"limit", "of", "measurand", "at", "methods", "by_vocabulary"}: how the limit with that IRI is measured, up to the SI."""
        ...

    def impact(self, number: str, at: str | None = None, depth: int = 3, limit: int = 1000) -> Json:
        """{"of", "at", "depth", "levels": [{"level", "things": [...]}], "products", "rules", "summary", "cut"}: what a new edition touches."""
        ...

    def gaps(self, sector: str | None = None, at: str | None = None) -> Json:
        """{"at", "sector", "elements", "sectors": [{"key", "name", "elements": {..counts}, "products_without", ...}], ...}: the matrix;
        of one sector also "documents", "needs", "products_without", "limits_without_instrument", "ended_references" as lists."""
        ...

    def check(self, citations: Sequence[str], at: str | None = None) -> Json:
        """{"at", "citations": [{"raw", "place", "number", "title", "status", "edition_in_force", "replaced_by", "title_matches", "message"}],
        "summary"}: 查新 of a list, one row for each item."""
        ...

    def check_file(self, path: Path, at: str | None = None) -> tuple[Json, list[Json]]:
        """(answer as `check`, where each row is to be marked in the file) for a file in any format that is read."""
        ...

    def annotate(self, path: Path, answer: Json, anchors: Sequence[Json], suffix: str) -> bytes:
        """The file with the answer in it: ".xlsx" columns, ".docx" comments, ".csv" columns or, for other formats, a table of results."""
        ...

    def health(self) -> Json:
        """{"status": "ok|indexing|empty", "documents", "triples", "passages", "index": {...}, "encoder": {...}}."""
        ...

    def embed(self, texts: Sequence[str], input_type: str) -> npt.NDArray[np.float32]:
        """(n, d) float32, L2-normalised; input_type is "query" or "passage"."""
        ...

    def models(self) -> Json:
        """OpenAI-shaped list with the one model served."""
        ...

    def sparql(self, query: str, accept: str) -> tuple[bytes, str, dict[str, str]]:
        """Read-only query -> (body, media type, extra headers); deadline and row limit are announced in headers."""
        ...

    def resource(self, iri: str) -> Json | None:
        """{"iri", "label", "types", "properties": [{"predicate","label","values":[...]}], "incoming": [...]}; None if unknown."""
        ...

    def resource_rdf(self, iri: str, media_type: str) -> bytes | None:
        """The description of ``iri`` as Turtle, N-Triples, JSON-LD or RDF/XML; None if unknown."""
        ...

    def place(self, evidence_iri: str) -> Json | None:
        """{"file", "sha256", "page", "start", "end", "quote", "before", "after", "number"} of a place in a source file."""
        ...

    def remove_document(self, sha256: str) -> Json:
        """Drop what one source file says, and its passages."""
        ...
