"""试验方法: which standard a characteristic is measured by."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.places import Places
from kg.model import Clause, MethodReference, Table


def read_methods(clauses: Sequence[Clause], tables: Sequence[Table], places: Places) -> tuple[MethodReference, ...]:
    """Pairs of the table of test methods (测定方法), and of sentences ("… 按 … 测定")."""
    return ()
