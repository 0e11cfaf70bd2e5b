"""A clause under construction, and how it is closed into a value."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.clauses.paragraphs import join_blocks
from ingest.lines import Line
from kg.model import AnnexKind, Clause, Evidence


@dataclass(slots=True)
class OpenClause:
    """A clause under construction."""

    number: str
    heading: str | None
    level: int
    kind: AnnexKind
    parent: str | None
    head: Line
    head_end: int
    body: list[Line] = field(default_factory=list)
    head_text: str = ""
    """Number and heading as printed, lines apart; empty where the first line holds both."""
    lead: str = ""
    """Text printed behind the number itself, where the clause has no heading."""


def close_clause(clause: OpenClause, right: float | None = None) -> Clause:
    """The clause as a value; ``right`` is the margin at which full lines of the body end, None where lines have no place."""
    texts = ([clause.lead] if clause.lead else []) + [line.text for line in clause.body]
    text = join_blocks(clause.lead, clause.body, right)
    first = clause.head
    last_end = clause.body[-1].end if clause.body else clause.head_end
    quote = (clause.head_text or first.text).strip()[:200]
    at = Evidence(first.page, first.start, last_end if texts else clause.head_end, quote)
    text_at = None
    if clause.lead:
        text_at = Evidence(first.page, first.start, last_end, text[:200])
    elif clause.body:
        text_at = Evidence(clause.body[0].page, clause.body[0].start, last_end, text[:200])
    return Clause(clause.number, clause.heading, clause.level, clause.kind, clause.parent, text, at, text_at)
