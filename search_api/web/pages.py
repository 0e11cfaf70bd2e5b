"""The pages for readers: search, one standard, one place in a source file. They work without JavaScript."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, render_template, request

from kg.errors import NotFound
from kg.vocabulary import graph_iri, parse_evidence_iri
from search_api.web.answers import PlaceAnswer, answer, texts
from search_api.web.context import service
from search_api.web.errors import BadParameters, WrongParameter
from search_api.web.negotiation import wants_html
from search_api.web.parameters import MAX_OFFSET, PageQuery, PlaceQuery, StandardPageQuery, clean_number, search_request
from search_api.web.rendering import clause_tree
from search_api.web.standard_view import standard_view
from search_api.web.strings import EXAMPLE_PRODUCTS, EXAMPLE_QUESTIONS
from search_api.web.understood import readings, switched_off

bp = APIBlueprint("pages", __name__, tag="Pages")

_FILTERS = ("type", "status", "ics", "ccs", "sector", "mandatory", "issued_from", "issued_to", "at")


@bp.get("/")
@bp.input(PageQuery, location="query", arg_name="values")
@bp.doc(summary="Search page", responses=texts("The page.", "text/html"))
def home(values: dict[str, Any]) -> str:
    """The search box; with `q`, what it found."""
    health = service().health()
    filters = {name: values[name] for name in _FILTERS if values[name] is not None}
    if not values["q"]:
        return render_template(
            "home.html", health=health, values=values, filters=filters, examples=EXAMPLE_QUESTIONS, products=EXAMPLE_PRODUCTS
        )
    found = service().search(search_request(values))
    first, shown = values["offset"], len(found["hits"])
    previous = max(0, first - values["limit"]) if first else None
    following = first + values["limit"]
    return render_template(
        "results.html",
        health=health,
        values=values,
        filters=filters,
        found=found,
        readings=readings(found["query"], language()),
        switched_off=switched_off(found["query"], language()),
        previous=previous,
        following=following if shown and following < found["total"] and following <= MAX_OFFSET else None,
        # What a link to the same search with one thing changed starts from.
        asked={name: _asked(values[name]) for name in ("q", *_FILTERS) if values[name] is not None}
        | ({"explain": "1"} if values["explain"] else {})
        | ({"off": values["off"]} if values["off"] else {})
        | ({"limit": values["limit"]} if values["limit"] != 10 else {}),
    )


@bp.get("/standard/<path:number>")
@bp.input(StandardPageQuery, location="query", arg_name="values")
@bp.doc(summary="Page of one standard", responses=texts("The page.", "text/html"))
def standard(number: str, values: dict[str, Any]) -> str:
    """Metadata with its places, editions, references both ways, terms, clauses and links of one standard."""
    view = standard_view(service().standard(clean_number(number), values["at"]))
    return render_template("standard.html", health=service().health(), standard=view, values=values, tree=clause_tree(view["clauses"]))


@bp.get("/place")
@bp.input(PlaceQuery, location="query", arg_name="values")
@bp.doc(summary="A place in a source file", responses=answer(PlaceAnswer, "The quotation with its surroundings; a page for a browser."))
def place(values: dict[str, Any]) -> Response:
    """What an evidence IRI points to: file, page, the quotation and the text around it."""
    iri = values["of"]
    if parse_evidence_iri(iri) is None:
        allowed = "a percent-encoded evidence IRI such as …/graph/doc/SHA256#page=3&char=12,34 (its # as %23, its & as %26)"
        raise BadParameters([WrongParameter.of("of", iri, allowed)])
    found = service().place(iri)
    if found is None:
        raise NotFound(f"no source file with the place <{iri}> was read into this graph")
    if not wants_html():
        return jsonify(found)
    return Response(
        render_template("place.html", place=found, iri=iri, graph=graph_iri(found["sha256"])), content_type="text/html; charset=utf-8"
    )


def _asked(value: object) -> str:
    """A parsed value as it stands in a query string."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def language() -> str:
    """Language of the page that is rendered; Chinese unless ``lang=en``."""
    return "en" if request.args.get("lang") == "en" else "zh"
