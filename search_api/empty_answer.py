"""Why a page of hits is empty: a code for programs and a sentence for people, so that nobody takes "nothing" for "does not exist"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from search_api.asking import has_words, values
from search_api.lexical_index import Filters
from search_api.protocols import SearchRequest

Json = dict[str, Any]

BEYOND_THE_END: Final = "beyond_the_end"
NO_WORDS: Final = "no_words"
FILTER_WITHOUT_DOCUMENT: Final = "filter_without_document"
FILTERED_OUT: Final = "filtered_out"
NUMBER_WITHOUT_DOCUMENT: Final = "number_without_document"
UNKNOWN_WORDS: Final = "unknown_words"
NOTHING_NEAR: Final = "nothing_near"
REASONS: Final = (BEYOND_THE_END, NO_WORDS, FILTER_WITHOUT_DOCUMENT, FILTERED_OUT, NUMBER_WITHOUT_DOCUMENT, UNKNOWN_WORDS, NOTHING_NEAR)


def why_empty(request: SearchRequest, answer: Json, *, matches: Callable[[Filters], bool], known: Callable[[str], bool]) -> Json:
    """{"reason", "reason_code"} of an answer without hits, both null where it has some.

    ``matches`` says whether any passage passes the filters, ``known`` whether any passage holds the token.
    """
    if answer["hits"]:
        return {"reason": None, "reason_code": None}
    code, reason = _why(request, answer, matches, known)
    return {"reason": reason, "reason_code": code}


def _why(request: SearchRequest, answer: Json, matches: Callable[[Filters], bool], known: Callable[[str], bool]) -> tuple[str, str]:
    if answer["total"]:
        return BEYOND_THE_END, f"{answer['total']} standards match; offset {request.offset} is beyond the last"
    if request.q.strip() and not has_words(request.q):
        return NO_WORDS, "the query holds no letter, digit or Chinese character, so there is nothing to look for"
    for name, filters in _one_by_one(request):
        if not matches(filters):
            return FILTER_WITHOUT_DOCUMENT, f"no standard of the collection has {name} {getattr(request, name)}"
    query = answer["query"]
    if numbers := query.get("numbers_without_document"):
        return NUMBER_WITHOUT_DOCUMENT, f"{', '.join(numbers)} is not in the collection, and nothing in it cites it"
    tokens = query.get("tokens") or []
    if not any(known(token) for token in tokens):
        return UNKNOWN_WORDS, "no word of the query stands in any standard of the collection"
    if query.get("filters"):
        return FILTERED_OUT, "nothing matches both the words and the filters"
    return NOTHING_NEAR, "too little of the query stands in any one standard of the collection, and nothing is near to it in meaning"


def _one_by_one(request: SearchRequest) -> list[tuple[str, Filters]]:
    """Each filter alone that the indexes decide; status is a question of the day."""
    given = (
        ("type", Filters(types=values(request.type))),
        ("ics", Filters(ics=values(request.ics))),
        ("ccs", Filters(ccs=values(request.ccs))),
        ("sector", Filters(sectors=values(request.sector))),
        ("mandatory", Filters(mandatory=request.mandatory)),
        ("issued_from", Filters(issued_from=request.issued_from)),
        ("issued_to", Filters(issued_to=request.issued_to)),
    )
    return [(name, filters) for name, filters in given if not filters.is_empty]
