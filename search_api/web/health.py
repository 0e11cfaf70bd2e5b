"""GET /health: what is served and how far the index is. 200 also while indexing: the server answers then too."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from search_api.web.answers import HealthAnswer, answer
from search_api.web.context import service

bp = APIBlueprint("health", __name__, tag="Health")

_EXAMPLE = {
    "status": "indexing",
    "documents": 128,
    "triples": 402_115,
    "passages": 9_310,
    "index": {"generation": 3, "progress": 0.35},
    "encoder": {"name": "e5", "dimension": 384},
}


@bp.get("/health")
@bp.doc(summary="State of the server", responses=answer(HealthAnswer, "Counts, index and encoder.", _EXAMPLE))
def health() -> dict[str, Any]:
    """Counts of the graph, the state of the index, and the encoder."""
    return service().health()
