"""限值: what a standard sets as a bound, from its tables and its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.places import Places
from kg.model import Clause, DocumentType, Finding, Limit, Table


@dataclass(frozen=True, slots=True)
class LimitsRead:
    """The limits in the order of the text, and what is doubtful about them."""

    limits: tuple[Limit, ...]
    findings: tuple[Finding, ...]


def read_limits(clauses: Sequence[Clause], tables: Sequence[Table], type_: DocumentType, places: Places) -> LimitsRead:
    """Limits of tables and of requirement sentences; ``places`` gives the exact characters of a clause's words."""
    return LimitsRead((), ())
