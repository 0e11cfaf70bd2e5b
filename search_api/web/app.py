"""The web application: one blueprint a file around one `SearchService`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlencode

from apiflask import APIFlask
from flask import request

from kg.limit_text import bound_text
from kg.settings import Settings
from search_api.protocols import SearchService
from search_api.web import (
    check,
    documents,
    dossiers,
    embeddings,
    gaps,
    health,
    impact,
    linked_data,
    pages,
    rendering,
    search,
    sparql,
    standards,
    suggest,
)
from search_api.web.context import WebContext
from search_api.web.errors import register_errors
from search_api.web.guard import LOOPBACK, host_name, register_guard
from search_api.web.strings import say, suggest_words, term

MAX_BODY = 32 * 1024 * 1024
"""Bytes: 256 inputs of 20,000 characters, each ``\\uXXXX``, is the largest body that is asked for."""

_BLUEPRINTS = (pages, search, suggest, standards, dossiers, impact, gaps, check, embeddings, sparql, linked_data, documents, health)
_DESCRIPTION = """Knowledge graph and semantic search over Chinese standards and the metrology, testing and
certification documents around them. Every fact carries the place in the source file that states it; `/place?of=`
shows that place. Errors are RFC 9457 problem documents. The server answers its own machine only, unless it is told otherwise."""


def create_app(service: SearchService, settings: Settings | None = None, *, cors_origins: Iterable[str] = ()) -> APIFlask:
    """The app around ``service``.

    ``settings`` gives the write token, the address listened on and further Host names. ``cors_origins``
    lists the web origins that may read answers from a browser (``*`` for all): none by default, because
    the documents are the user's own and every site that they visit can send requests to their machine.
    """
    settings = settings or Settings()
    app = APIFlask(
        "search_api",
        title="nqi",
        version=_version(),
        docs_path=None,  # Its pages load scripts from a CDN.
        json_errors=False,
    )
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        DESCRIPTION=_DESCRIPTION.replace("\n", " "),
        OPENAPI_VERSION="3.1.0",
        AUTO_SERVERS=False,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_OPERATION_ID=True,
        SECURITY_SCHEMES={"writeToken": {"type": "http", "scheme": "bearer", "description": "The setting NQI_WRITE_TOKEN."}},
    )
    # Chinese stays readable, and fields stay in the order of the contract.
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    WebContext(service, settings.write_token, allowed_hosts(settings), frozenset(cors_origins)).attach(app.extensions)
    register_guard(app)
    register_errors(app)
    for module in _BLUEPRINTS:
        app.register_blueprint(module.bp)
    app.spec_processor(_describe_bodies)
    _prepare_templates(app)
    return app


def _describe_bodies(spec: dict[str, Any] | str) -> dict[str, Any] | str:
    """Bodies in several media types, of which apiflask can declare one only."""
    assert isinstance(spec, dict)
    check.describe_body(spec)
    return sparql.describe_body(spec)


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """Host names the server answers to: loopback, the address it listens on, and those that are set.

    >>> sorted(allowed_hosts(Settings(host="0.0.0.0", allowed_hosts="nqi.lan, Lab:8000")))
    ['127.0.0.1', '[::1]', 'lab', 'localhost', 'nqi.lan']
    """
    named = {host_name(name) for name in settings.allowed_hosts.split(",") if name.strip()}
    # A wildcard address is no name that a client calls.
    bound = set() if settings.host in ("0.0.0.0", "::", "") else {f"[{settings.host}]" if ":" in settings.host else settings.host.lower()}
    return frozenset(LOOPBACK | named | bound)


def _version() -> str:
    try:
        return version("nqi")
    except PackageNotFoundError:
        return "0"


def _prepare_templates(app: APIFlask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for function in (
        rendering.local_href,
        rendering.standard_href,
        rendering.evidence_href,
        rendering.compact,
        rendering.mark,
        rendering.grouped_links,
        rendering.flat,
        rendering.value_cell,
        rendering.index_progress,
        rendering.codes_shown,
        bound_text,
    ):
        app.jinja_env.globals[function.__name__] = function
    app.context_processor(_language_helpers)


def _language_helpers() -> dict[str, Any]:
    lang = pages.language()

    def link(href: str, /, **arguments: object) -> str:
        """``href`` with these arguments; None is left out, and our own pages keep the language."""
        kept = {name: value for name, value in arguments.items() if value is not None}
        if lang != "zh" and href.startswith("/"):
            kept.setdefault("lang", lang)
        return rendering.with_query(href, kept)

    def in_language(other: str) -> str:
        arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
        return "?" + urlencode([*arguments, ("lang", other)])

    return {
        "lang": lang,
        "t": partial(_said, lang),
        "term": lambda kind, value: term(kind, value, lang),
        "link": link,
        "in_language": in_language,
        "suggest_words": lambda: suggest_words(lang),
    }


def _said(lang: str, key: str, **values: object) -> str:
    return say(key, lang, **values)
