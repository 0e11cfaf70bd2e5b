"""GET /api/v1/search: hybrid search."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from search_api.web.answers import SearchAnswer, answer
from search_api.web.context import service
from search_api.web.parameters import SearchQuery, search_request

bp = APIBlueprint("search", __name__, url_prefix="/api/v1", tag="Search")

_EXAMPLE = {
    "query": {
        "text": "锅炉颗粒物限值",
        "numbers": [],
        "filters": {"status": "current"},
        "tokens": ["锅炉", "颗粒物", "限值"],
        "language": "zh",
    },
    "total": 1,
    "took_ms": 12.5,
    "hits": [
        {
            "id": "GB-13271/2014#4.2",
            "number": "GB 13271-2014",
            "title": "锅炉大气污染物排放标准",
            "title_en": "Emission standard of air pollutants for boiler",
            "status": "current",
            "type": "national",
            "score": 0.91,
            "issued": "2014-05-16",
            "effective": "2014-07-01",
            "clause": {"number": "4.2", "heading": "新建锅炉", "page": 5},
            "passage": "新建锅炉执行表2规定的大气污染物排放限值。",
            "highlights": [[2, 4], [17, 19]],
            "evidence": {
                "iri": "https://w3id.org/nqi/graph/doc/" + "0" * 64 + "#page=5&char=3120,3141",
                "page": 5,
                "start": 3120,
                "end": 3141,
                "file": "GB 13271-2014.pdf",
            },
            "links": [],
        }
    ],
    "facets": {"type": {"national": 1}, "status": {"current": 1}, "ics": {"13": 1, "13.040": 1, "13.040.40": 1}, "issued": {"2014": 1}},
    "facet_labels": {"ics": {"13.040.40": {"zh": None, "en": "Stationary source emissions"}}},
    "reason": None,
    "reason_code": None,
}


@bp.get("/search")
@bp.input(SearchQuery, location="query", arg_name="values")
@bp.doc(summary="Search", responses=answer(SearchAnswer, "Hits, best first, with facets.", _EXAMPLE))
def search(values: dict[str, Any]) -> dict[str, Any]:
    """Documents that answer a question, each with its best clause, where it stands, and what it is linked to."""
    return service().search(search_request(values))
