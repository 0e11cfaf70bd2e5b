"""Every error as an RFC 9457 problem document, or as a page where a browser asked for a page.

One table: `NqiError.http_status` maps our classes, werkzeug's exceptions map themselves, and
what nobody foresaw is 500, logged with its traceback and told without it. Shape:
``{"type", "title", "status", "detail", "instance"}``; wrong parameters add
``"parameters": [{"name", "given", "allowed"}]``, unknown names ``"guesses"``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from marshmallow import missing
from werkzeug.exceptions import HTTPException

from kg.errors import BadRequest, NotFound, NqiError
from kg.vocabulary import BASE
from search_api.web.negotiation import wants_html

PROBLEM_MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class WrongParameter:
    """One parameter that cannot be used: its name, what was given, what is allowed."""

    name: str
    given: str
    allowed: str

    @classmethod
    def of(cls, name: str, given: object, allowed: str) -> WrongParameter:
        """As the constructor, with ``given`` cut to a length that can be shown."""
        text = "nothing" if given is None or given is missing else given if isinstance(given, str) else repr(given)
        clear = text.encode("utf-8", "backslashreplace").decode()
        return cls(name, clear if len(clear) <= _SHOWN else f"{clear[:_SHOWN]}… ({len(clear)} characters)", allowed)


class BadParameters(BadRequest):
    """Parameters that are unknown, missing, or out of what is allowed."""

    def __init__(self, wrong: Sequence[WrongParameter]) -> None:
        super().__init__("; ".join(f"{w.name}: given {w.given!r}, allowed is {w.allowed}" for w in wrong))
        self.wrong = tuple(wrong)


class UnknownName(NotFound):
    """A name that this graph does not know, with the nearest known ones: only guesses."""

    def __init__(self, asked: str, guesses: Sequence[Mapping[str, Any]]) -> None:
        near = f"; near names, only guesses: {', '.join(str(guess['name']) for guess in guesses)}" if guesses else ""
        super().__init__(
            f"{asked!r} is neither a standard, a law nor a concept of this graph{near}; /api/v1/search finds documents by words"
        )
        self.guesses = [dict(guess) for guess in guesses]


def known(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer about one thing or about the choices of a name; raises UnknownName where the name is nobody's."""
    of = answer.get("of") or {}
    if of.get("kind") == "unknown":
        raise UnknownName(str(of.get("name")), answer.get("guesses", ()))
    return answer


def problem_type(name: str) -> str:
    """IRI of a kind of problem, after its class.

    >>> problem_type("IndexMissing")
    'https://w3id.org/nqi/problem/index-missing'
    """
    return f"{BASE}problem/{re.sub(r'(?<!^)(?=[A-Z])', '-', name).lower()}"


def problem_response(
    status: int, detail: str, *, kind: str = "about:blank", headers: dict[str, str] | None = None, **members: Any
) -> Response:
    """A problem document, or the error page for a browser that asked for a page."""
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Error"
    body = {"type": kind, "title": title, "status": status, "detail": detail, "instance": request.path, **members}
    if wants_html() and not request.path.startswith(("/api/", "/v1/")):
        response = current_app.make_response((render_template("error.html", problem=body), status))
    else:
        response = current_app.make_response((current_app.json.dumps(body), status))
        response.mimetype = PROBLEM_MEDIA_TYPE
    response.headers.update(headers or {})
    return response


def _ours(error: NqiError) -> Response:
    if error.http_status >= 500:
        _LOG.warning("%s %s: %s: %s", request.method, request.path, type(error).__name__, error)
    members: dict[str, Any] = {}
    if isinstance(error, BadParameters):
        members["parameters"] = [asdict(w) for w in error.wrong]
    elif isinstance(error, UnknownName):
        members["guesses"] = error.guesses
    # Indexing takes minutes; a script that honours Retry-After neither hammers nor gives up.
    headers = {"Retry-After": "10"} if error.http_status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem_response(error.http_status, str(error), kind=problem_type(type(error).__name__), headers=headers, **members)


def _http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return current_app.make_response(error.get_response())
    kept = {name: value for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")}
    detail = {
        HTTPStatus.BAD_REQUEST: "the body is not JSON in UTF-8" if request.is_json else None,
        HTTPStatus.NOT_FOUND: f"nothing is served at {request.path!r}; /openapi.json lists what is",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not allowed here; allowed is {kept.get('Allow', 'nothing')}",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: f"the body is larger than is read here: {request.max_content_length} bytes",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: f"the body's Content-Type {request.content_type!r} is not read here; "
        "/openapi.json says which are",
    }
    generic = type(error).description
    told = error.description if error.description and error.description != generic else detail.get(HTTPStatus(error.code), generic)
    return problem_response(error.code, told or error.name, headers=kept)


def _unforeseen(error: Exception) -> Response:
    _LOG.exception("%s %s: unforeseen", request.method, request.path, exc_info=error)
    return problem_response(500, "this is a defect of the program; the server's log has its traceback")


def register_errors(app: Flask) -> None:
    """Answer every exception of ``app`` with a problem."""
    app.register_error_handler(NqiError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)
