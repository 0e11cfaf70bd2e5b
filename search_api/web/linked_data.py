"""Our IRIs answer for themselves: /id/…, /graph/…, /ontology, as a page or as RDF."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, render_template

from kg.errors import NotFound
from kg.vocabulary import BASE
from search_api.web.answers import texts
from search_api.web.context import service
from search_api.web.negotiation import HTML, best_of
from search_api.web.parameters import FormatQuery

bp = APIBlueprint("linked_data", __name__, tag="Linked data")

OFFERS = {
    "html": HTML,
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "json": "application/json",
}
"""``format=`` -> media type; the first that fits wins, Turtle for ``*/*``."""

_RESPONSES = texts("The description, in the form that Accept or `format` asks for.", *OFFERS.values())


@bp.get("/id/<path:path>")
@bp.input(FormatQuery, location="query", arg_name="values")
@bp.doc(summary="A thing of the graph", responses=_RESPONSES)
def thing(path: str, values: dict[str, Any]) -> Response:
    """Description of `https://w3id.org/nqi/id/{path}`: an edition, a clause, a term, a product …"""
    return _describe(f"{BASE}id/{path}")


@bp.get("/graph/<path:path>")
@bp.input(FormatQuery, location="query", arg_name="values")
@bp.doc(summary="A named graph", responses=_RESPONSES)
def graph(path: str, values: dict[str, Any]) -> Response:
    """Description of `https://w3id.org/nqi/graph/{path}`: `doc/{sha256}` is what one source file says."""
    return _describe(f"{BASE}graph/{path}")


@bp.get("/ontology")
@bp.input(FormatQuery, location="query", arg_name="values")
@bp.doc(summary="The ontology", responses=_RESPONSES)
def ontology(values: dict[str, Any]) -> Response:
    """Classes and properties of `https://w3id.org/nqi/ontology`."""
    return _describe(f"{BASE}ontology")


def _describe(iri: str) -> Response:
    media_type = best_of(OFFERS, default="text/turtle")
    if media_type in (HTML, "application/json"):
        found = service().resource(iri)
        if found is None:
            raise _unknown(iri)
        return jsonify(found) if media_type != HTML else Response(render_template("resource.html", resource=found, formats=OFFERS))
    body = service().resource_rdf(iri, media_type)
    if body is None:
        raise _unknown(iri)
    # All four are UTF-8 by definition; a charset said for JSON-LD or N-Triples would be a fault.
    return Response(body, content_type=media_type if media_type != "text/turtle" else "text/turtle; charset=utf-8")


def _unknown(iri: str) -> NotFound:
    return NotFound(f"nothing is stated about <{iri}> in this graph")
