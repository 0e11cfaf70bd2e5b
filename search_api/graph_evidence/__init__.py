"""What the graph says for or against an edition as an answer to a query, with the path that says so."""

from search_api.graph_evidence.evidence import Evidence, Gathered, LimitSeen, Why
from search_api.graph_evidence.gathering import GraphEvidence
from search_api.graph_evidence.known import known_to
from search_api.graph_evidence.sectors import in_classes, in_sectors
from search_api.graph_evidence.telling import evidence_json, unread_json

__all__ = [
    "Evidence",
    "Gathered",
    "GraphEvidence",
    "LimitSeen",
    "Why",
    "evidence_json",
    "in_classes",
    "in_sectors",
    "known_to",
    "unread_json",
]
