"""Which form of an answer the caller wants."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from werkzeug.exceptions import NotAcceptable

HTML = "text/html"
_MACHINE = (
    "application/json",
    "application/problem+json",
    "application/sparql-results+json",
    "application/ld+json",
    "application/rdf+xml",
    "application/n-triples",
    "text/turtle",
    "text/csv",
)


def wants_html() -> bool:
    """True for a browser: text/html is accepted by name and above every machine format (``*/*`` is no browser)."""
    accept = request.accept_mimetypes
    named = any(value.lower() in (HTML, "application/xhtml+xml", "text/*") for value, _ in accept)
    return named and all(accept.quality(HTML) > accept.quality(other) for other in _MACHINE)


def best_of(offers: Mapping[str, str], default: str) -> str:
    """The media type to answer with: ``?format=`` (a key of ``offers``) wins over Accept; none acceptable is 406."""
    wanted = request.args.get("format")
    if wanted:
        if wanted not in offers:
            raise NotAcceptable(f"format: given {wanted!r}, allowed is {', '.join(offers)}")
        return offers[wanted]
    if wants_html() and HTML in offers.values():
        return HTML
    accept = request.accept_mimetypes
    if not accept:
        return default
    best = accept.best_match(list(offers.values()))
    if best is None:
        raise NotAcceptable(f"none of {', '.join(offers.values())} is acceptable to this request's Accept header")
    # best_match takes the first offer for */*; a caller without a wish gets the default of the route.
    return default if accept.quality(default) >= accept.quality(best) else best
