"""Evidence as people and programs read it: each reason with the steps of its path, in the shape of links."""

from __future__ import annotations

from typing import Any

from search_api.graph_evidence.evidence import Evidence, Gathered, LimitSeen
from search_api.walk.answer import Teller

Json = dict[str, Any]


def evidence_json(evidence: Evidence, teller: Teller, *, quote: bool = False) -> Json:
    """{"amounts": {name: amount}, "why": [{"name", "amount", "path": [{"from", "relation", "to", ...}], "limit"}]}."""
    return {
        "amounts": dict(evidence.amounts),
        "why": [
            {
                "name": why.name,
                "amount": why.amount,
                "path": [teller.step(step, quote=quote) for step in why.path],
                "limit": None if why.limit is None else _limit_json(why.limit),
            }
            for why in evidence.why
        ],
    }


def unread_json(gathered: Gathered, teller: Teller) -> list[Json]:
    """Works that the graph names as answers and whose text nobody has read: number, and the path that names each."""
    return [
        {
            "iri": edition,
            "number": teller.view.number(edition),
            "title": teller.view.title(edition),
            "path": [teller.step(step, quote=False) for step in evidence.why[0].path],
        }
        for edition, evidence in gathered.unread.items()
    ]


def _limit_json(limit: LimitSeen) -> Json:
    return {"iri": limit.iri, "text": limit.text, "clause": limit.clause, "table": limit.table, "evidence": limit.evidence}
