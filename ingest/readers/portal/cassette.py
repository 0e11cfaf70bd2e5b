"""VCR cassettes: HTTP answers recorded as YAML, their bodies in base64 and packed.

The events of the YAML parser are read, not its objects: a cassette needs no anchors, tags or merges, which are how YAML
files swell in memory, and nesting is bounded before anything is built.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from typing import Any

from ingest.readers.limits import MIB, Limits
from kg.errors import UnreadableDocument

_DEEPEST = 24
_MOST_EVENTS = 400_000
_MOST_BODY = 16 * MIB

Node = str | list[Any] | dict[str, Any]


def bodies_of(text: str, name: str, limits: Limits) -> list[bytes]:
    """Unpacked bodies of the successful answers, in order. Raises UnreadableDocument unknown_format, damaged or too_large."""
    node = _tree(text, name)
    recorded = node.get("http_interactions") if isinstance(node, dict) else None
    if not isinstance(recorded, list):
        raise UnreadableDocument(
            "unknown_format", f"{name} is YAML but no recording of a standards portal (it has no http_interactions); it is not read"
        )
    bodies: list[bytes] = []
    size = 0
    for interaction in recorded:
        body = _get(interaction, "response", "body")
        if _get(interaction, "response", "status", "code") != "200":
            continue
        data = _unpacked(_raw(body, name), name)
        size += len(data)
        if size > limits.max_unpacked_bytes:
            raise UnreadableDocument("too_large", f"{name} holds answers of more than {limits.max_unpacked_bytes // MIB} MiB; split it")
        bodies.append(data)
    return bodies


def _raw(body: Any, name: str) -> bytes:
    encoded, plain = _get(body, "base64_string"), _get(body, "string")
    if isinstance(encoded, str):
        try:
            return base64.b64decode("".join(encoded.split()), validate=True)
        except (binascii.Error, ValueError) as exc:
            raise UnreadableDocument("damaged", f"{name} holds an answer that is no base64 ({exc}); record it again") from exc
    return plain.encode("utf-8", "replace") if isinstance(plain, str) else b""


def _unpacked(data: bytes, name: str) -> bytes:
    if data[:2] != b"\x1f\x8b":
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(data, _MOST_BODY)
    except zlib.error as exc:
        raise UnreadableDocument("damaged", f"{name} holds an answer that cannot be unpacked ({exc}); record it again") from exc
    if unpacker.unconsumed_tail:
        raise UnreadableDocument("too_large", f"{name} holds an answer that unpacks to more than {_MOST_BODY // MIB} MiB; leave it out")
    return content


def _get(node: Any, *keys: str) -> Any:
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node


def _tree(text: str, name: str) -> Node:
    import yaml

    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        return _built(yaml.parse(text, Loader=loader), name)
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        said = " ".join(str(exc).split())[:120]
        raise UnreadableDocument("damaged", f"{name} cannot be parsed as YAML ({said}); get the file again from its source") from exc


def _built(events: Iterator[Any], name: str) -> Node:
    """Mappings, lists and strings of the first document."""
    import yaml

    top: list[Node] = []
    stack: list[tuple[Node, list[str]]] = [(top, [])]  # container, and the key that waits for its value

    def put(value: Node) -> None:
        container, key = stack[-1]
        if isinstance(container, list):
            container.append(value)
        elif isinstance(container, dict):
            if key:
                container[key.pop()] = value
            else:
                key.append(value if isinstance(value, str) else "")

    for count, event in enumerate(events):
        if count > _MOST_EVENTS:
            raise UnreadableDocument("too_large", f"{name} holds more than {_MOST_EVENTS:,} YAML nodes; split it into parts")
        match event:
            case yaml.AliasEvent():
                raise UnreadableDocument(
                    "damaged", f"{name} uses YAML aliases, which recordings never do; get the file again from its source"
                )
            case yaml.ScalarEvent():
                put(event.value)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                if len(stack) > _DEEPEST:
                    raise UnreadableDocument("damaged", f"{name} nests its YAML deeper than {_DEEPEST} levels; it is no recording")
                made: Node = [] if isinstance(event, yaml.SequenceStartEvent) else {}
                put(made)
                stack.append((made, []))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                stack.pop()
            case yaml.DocumentEndEvent():
                break
    return top[0] if top else {}
