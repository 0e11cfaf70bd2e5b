"""What a view reaches for: the service behind the app and the few settings that views read."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from search_api.protocols import SearchService

_KEY = "nqi"


@dataclass(frozen=True, slots=True)
class WebContext:
    """The service that answers, the token that writes (empty: nobody writes), and who may call."""

    service: SearchService
    write_token: str = ""
    allowed_hosts: frozenset[str] = frozenset()
    cors_origins: frozenset[str] = frozenset()

    def attach(self, extensions: dict[str, object]) -> None:
        """Put this context where `web_context` finds it."""
        extensions[_KEY] = self


def web_context() -> WebContext:
    """The context of the app that handles this request."""
    context = current_app.extensions[_KEY]
    assert isinstance(context, WebContext)
    return context


def service() -> SearchService:
    """The service of the app that handles this request."""
    return web_context().service
