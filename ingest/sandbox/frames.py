"""The messages between parent and child: JSON, each with its length in front (4 bytes, big endian). Never pickle."""

from __future__ import annotations

import json
from typing import IO, Any

from ingest.readers.limits import MIB

_LENGTH_BYTES = 4
_MAX_FRAME = 512 * MIB


class Nonsense(Exception):
    """What came through a pipe is not a message."""


def send(pipe: IO[bytes], message: dict[str, Any]) -> None:
    """Write one message; one too large is replaced by a refusal that says so."""
    # surrogatepass: file names that are not UTF-8 reach us with lone surrogates and must get through.
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(body) > _MAX_FRAME:
        refusal = {
            "type": "UnreadableDocument",
            "code": "too_large",
            "message": f"what was read is over {_MAX_FRAME // MIB} MiB; split the document",
        }
        body = json.dumps({"error": refusal}).encode()
    pipe.write(len(body).to_bytes(_LENGTH_BYTES, "big") + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> dict[str, Any] | None:
    """The next message, None where the stream ends or is cut off. Raises Nonsense."""
    head = pipe.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    length = int.from_bytes(head, "big")
    if length > _MAX_FRAME:
        raise Nonsense
    body = pipe.read(length)
    if len(body) < length:
        return None
    try:
        message = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as exc:
        raise Nonsense from exc
    if not isinstance(message, dict):
        raise Nonsense
    return message
