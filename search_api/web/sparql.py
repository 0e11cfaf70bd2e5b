"""/sparql: SPARQL 1.1 Protocol, queries only; without a query, the page to write one."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, render_template, request
from marshmallow import fields, validate
from werkzeug.exceptions import UnsupportedMediaType

from kg.errors import Forbidden, NqiError
from kg.vocabulary import PREFIXES
from search_api.web.answers import texts
from search_api.web.context import service
from search_api.web.errors import BadParameters, WrongParameter
from search_api.web.negotiation import wants_html
from search_api.web.parameters import Parameters, page_language
from search_api.web.rendering import binding_cell

bp = APIBlueprint("sparql", __name__, tag="SPARQL")

MAX_QUERY_CHARS = 100_000
MAX_BODY = 1024 * 1024
"""Bytes: as many Chinese characters, percent-encoded in a form, are 900,000."""
SELECT_JSON = "application/sparql-results+json"
FORMATS = {
    "json": f"{SELECT_JSON}, application/ld+json;q=0.9",
    "xml": "application/sparql-results+xml, application/rdf+xml;q=0.9",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
}
"""``format=`` -> Accept, for whoever cannot set a header (the page's form, a link)."""
MEDIA_TYPES = (
    SELECT_JSON,
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
)

EXAMPLES: dict[str, str] = {
    "example_editions": """PREFIX nqi: <https://w3id.org/nqi/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?number ?title ?issued WHERE {
  ?edition a nqi:StandardEdition ; dcterms:identifier ?number ; dcterms:issued ?issued .
  OPTIONAL { ?edition dcterms:title ?title FILTER(lang(?title) = "zh") }
} ORDER BY DESC(?issued) LIMIT 20""",
    "example_references": """PREFIX nqi: <https://w3id.org/nqi/ontology#>
SELECT ?cited (COUNT(DISTINCT ?edition) AS ?times) WHERE {
  ?edition nqi:hasReference/nqi:refersTo ?cited .
} GROUP BY ?cited ORDER BY DESC(?times) LIMIT 20""",
    "example_replaces": """PREFIX nqi: <https://w3id.org/nqi/ontology#>
SELECT ?newer ?older WHERE { ?newer nqi:replaces ?older } ORDER BY ?newer LIMIT 50""",
    "example_terms": """PREFIX smart: <https://w3id.org/standards/smart/ontologies/core/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?entry ?label ?definition WHERE {
  ?entry a smart:TermEntry ; skos:prefLabel ?label .
  OPTIONAL { ?entry skos:definition ?definition }
  FILTER(CONTAINS(STR(?label), "测量"))
} LIMIT 50""",
    "example_evidence": """PREFIX nqi: <https://w3id.org/nqi/ontology#>
SELECT ?edition ?cited ?place WHERE {
  ?edition nqi:hasReference ?reference .
  ?reference nqi:refersTo ?cited ; nqi:evidence ?place .
} LIMIT 50""",
}
"""Key of its label in the strings table -> query, for the page."""

_RESULTS = texts("Results in the form that Accept asks for.", *MEDIA_TYPES, "text/html")
_READ_ONLY = "this endpoint reads only: updates are refused; `nqi ingest` changes the graph, file by file"


class SparqlQuery(Parameters):
    """Parameters of the query operation; graphs are named in the query, with FROM and GRAPH."""

    empty_means_absent = frozenset({"query", "format", "lang"})
    query = fields.String(
        validate=[validate.Length(1, MAX_QUERY_CHARS), validate.ContainsNoneOf("\x00")],
        metadata={
            "description": "A SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE.",
            "example": "SELECT * WHERE { ?s ?p ?o } LIMIT 10",
            "allowed": f"a SPARQL 1.1 query of at most {MAX_QUERY_CHARS} characters",
        },
    )
    format = fields.String(
        validate=validate.OneOf(("html", *FORMATS)),
        metadata={"description": "Wins over the Accept header.", "allowed": f"one of html, {', '.join(FORMATS)}"},
    )
    lang = page_language()


@bp.before_request
def _bound_and_refuse_updates() -> None:
    request.max_content_length = MAX_BODY
    if request.mimetype == "application/sparql-update" or "update" in request.args or "update" in request.form:
        raise Forbidden(_READ_ONLY)


@bp.get("/sparql")
@bp.input(SparqlQuery, location="query", arg_name="values")
@bp.doc(summary="Query with SPARQL", responses=_RESULTS)
def query_by_get(values: dict[str, Any]) -> Response | str | dict[str, Any]:
    """SPARQL 1.1 query in `query`. Without it: a page to write one for a browser, a short description for a program."""
    if values["query"]:
        return _answer(values)
    if wants_html():
        return _page("", None, None)
    return {
        "endpoint": "/sparql",
        "standard": "SPARQL 1.1 Protocol, query operation",
        "ask": "GET ?query=, POST query= as form, or POST application/sparql-query",
        "results": list(MEDIA_TYPES),
        "default_graph": "the union of all named graphs",
        "prefixes": PREFIXES,
    }


@bp.post("/sparql")
@bp.doc(summary="Query with SPARQL, in the body", responses=_RESULTS)
def query_by_post() -> Response | str:
    """SPARQL 1.1 query as a form (`query=`) or as a body of type application/sparql-query. Updates are refused."""
    given = request.args.to_dict()
    if request.mimetype == "application/x-www-form-urlencoded":
        given |= request.form.to_dict()
    elif request.mimetype == "application/sparql-query":
        try:
            given["query"] = request.get_data().decode("utf-8")
        except UnicodeDecodeError as exc:
            raise BadParameters([WrongParameter.of("query", f"bytes that are not UTF-8 at {exc.start}", "a query in UTF-8")]) from exc
    else:
        raise UnsupportedMediaType
    values = SparqlQuery().load(given)
    if not values["query"]:
        raise BadParameters([WrongParameter.of("query", None, f"a SPARQL 1.1 query of at most {MAX_QUERY_CHARS} characters")])
    return _answer(values)


def describe_body(spec: dict[str, Any] | str) -> dict[str, Any] | str:
    """Put the two bodies of POST /sparql into the OpenAPI document: apiflask can declare one of them only."""
    assert isinstance(spec, dict)
    text = {"type": "string", "maxLength": MAX_QUERY_CHARS, "description": "A SPARQL 1.1 query."}
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": text, "format": {"type": "string", "enum": ["html", *FORMATS]}},
    }
    spec["paths"]["/sparql"]["post"]["requestBody"] = {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": form}, "application/sparql-query": {"schema": text}},
    }
    return spec


def _answer(values: dict[str, Any]) -> Response | str:
    query, form = values["query"], values["format"]
    if form == "html" or (not form and wants_html()):
        return _answer_page(query)
    body, media_type, headers = service().sparql(query, FORMATS[form] if form else request.headers.get("Accept", "*/*"))
    return Response(body, content_type=media_type, headers=headers)


def _answer_page(query: str) -> Response | str:
    try:
        body, media_type, headers = service().sparql(query, f"{SELECT_JSON}, text/turtle;q=0.5")
    except NqiError as error:
        # The query stays in its box, so that it can be mended: an error page would lose it.
        return Response(_page(query, None, str(error)), status=error.http_status, content_type="text/html; charset=utf-8")
    result: dict[str, Any] = {"headers": headers, "text": None, "columns": [], "rows": [], "boolean": None}
    if media_type.partition(";")[0] == SELECT_JSON:
        table = json.loads(body)
        result["boolean"] = table.get("boolean")
        result["columns"] = table.get("head", {}).get("vars", [])
        result["rows"] = [
            [binding_cell(row.get(name)) for name in result["columns"]] for row in table.get("results", {}).get("bindings", [])
        ]
    else:
        result["text"] = body.decode("utf-8", "replace")
    return _page(query, result, None)


def _page(query: str, result: dict[str, Any] | None, error: str | None) -> str:
    examples = [(key, text, "/sparql?" + urlencode({"query": text})) for key, text in EXAMPLES.items()]
    start = query or EXAMPLES["example_editions"]
    return render_template(
        "sparql.html", query=start, result=result, error=error, examples=examples, prefixes=PREFIXES, formats=list(FORMATS)
    )
