"""DELETE /api/v1/documents/{sha256}: forget what one source file says. Writing needs the write token."""

from __future__ import annotations

import hmac
import re
from typing import Any

from apiflask import APIBlueprint
from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from kg.errors import Forbidden
from search_api.web.answers import RemovedAnswer, answer
from search_api.web.context import service, web_context
from search_api.web.errors import BadParameters, WrongParameter

bp = APIBlueprint("documents", __name__, url_prefix="/api/v1", tag="Documents")


@bp.delete("/documents/<sha256>")
@bp.doc(summary="Remove a document", security="writeToken", responses=answer(RemovedAnswer, "What was removed."))
def remove(sha256: str) -> dict[str, Any]:
    """Drop the named graph of one source file, and its passages. Needs `Authorization: Bearer <write token>`."""
    require_write_token()
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise BadParameters([WrongParameter.of("sha256", sha256, "the SHA-256 of a file that was read: 64 lower-case hexadecimal digits")])
    return service().remove_document(sha256)


def require_write_token() -> None:
    """Let a request pass that carries the write token; Forbidden where none is set, 401 where it is missing or wrong."""
    token = web_context().write_token
    if not token:
        raise Forbidden("writing over HTTP is off: set NQI_WRITE_TOKEN to a long random text and send it as Bearer token")
    given = request.authorization
    sent = given.token if given is not None and given.type == "bearer" and given.token else ""
    # Constant time: the time of an ordinary comparison tells how many first characters are right.
    if not hmac.compare_digest(sent.encode(), token.encode()):
        raise Unauthorized(
            "this needs the write token as `Authorization: Bearer …`", www_authenticate=WWWAuthenticate("bearer", {"realm": "nqi"})
        )
