"""Who may call, in what bytes, and what a browser may do with the answer.

The server holds a user's private documents and listens on their own machine, so every web site
that they visit can reach it. Three walls: the Host header must name this server (a rebound DNS
name does not), no other origin may read an answer unless it is listed (so no wildcard by default),
and the pages run nothing and load nothing but this server's own files.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

from search_api.web.context import web_context
from search_api.web.errors import problem_response

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_CONTROL_IN_PATH = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_IN_QUERY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def host_name(host: str) -> str:
    """The name in a Host header, without its port, in lower case.

    >>> host_name("LocalHost:8000"), host_name("[::1]:8000"), host_name("127.0.0.1")
    ('localhost', '[::1]', '127.0.0.1')
    """
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].removesuffix(".")


def _check_host() -> Response | None:
    host = request.environ.get("HTTP_HOST", "")
    if host_name(host) in web_context().allowed_hosts:
        return None
    detail = f"this server does not answer to the Host {host[:100]!r}; the setting NQI_ALLOWED_HOSTS adds names"
    return problem_response(421, detail)


def _check_bytes() -> None:
    """Refuse what no UTF-8 text encodes to (werkzeug would replace it silently) and characters that nobody types."""
    path = request.environ.get("PATH_INFO", "").encode("latin-1", "replace")
    for where, raw, control in (
        ("path", path, _CONTROL_IN_PATH),
        ("query string", unquote_to_bytes(request.query_string.replace(b"+", b" ")), _CONTROL_IN_QUERY),
    ):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise BadRequest(f"the {where} is not UTF-8 at byte {exc.start} once percent-decoded") from exc
        found = control.search(text)
        if found:
            raise BadRequest(f"the {where} holds the control character U+{ord(found[0]):04X}, which is not allowed")


def _add_headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        # Answers follow the committed state; a stale copy would show a status of yesterday.
        response.headers.setdefault("Cache-Control", "no-cache")
        response.vary.add("Accept")
    listed = web_context().cors_origins
    origin = request.headers.get("Origin")
    if listed:
        response.vary.add("Origin")
    if origin and (origin in listed or "*" in listed):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    else:
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response


def register_guard(app: Flask) -> None:
    """Put the walls around every route of ``app``."""
    app.before_request(_check_host)
    app.before_request(_check_bytes)
    app.after_request(_add_headers)
