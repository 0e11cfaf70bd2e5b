"""POST /api/v1/check: 查新 of a file or of a list, and the file back with the answer in it."""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from apiflask import APIBlueprint
from flask import Response, request
from marshmallow import fields, validate
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import UnsupportedMediaType

from kg.errors import Forbidden, NotReady
from search_api.check.output import MEDIA_TYPES, results_csv
from search_api.check.reading import LONGEST_LISTED, MOST_LISTED
from search_api.protocols import Json
from search_api.web.answers import Answer, answer
from search_api.web.context import service, web_context
from search_api.web.errors import BadParameters, WrongParameter
from search_api.web.parameters import AtQuery, encodable

bp = APIBlueprint("check", __name__, url_prefix="/api/v1", tag="Standards")

FORMATS = ("json", "xlsx", "docx", "csv", "tsv")
_JSON = "application/json"
_AT_ONCE = threading.BoundedSemaphore(2)
"""Files that are read at the same time: each takes a process and up to 2 GiB."""
_WAIT_SECONDS = 30.0
_BODY = 'a multipart body with one file named \'file\', or JSON {"citations": ["GB 13271-2014", ...]}'

_EXAMPLE = {
    "at": "2026-11-22",
    "citations": [
        {
            "raw": "GB 13271-2001",
            "place": "第1项 item 1",
            "number": "GB 13271-2001",
            "title": None,
            "status": "superseded",
            "edition_in_force": "GB 13271-2014",
            "replaced_by": ["GB 13271-2014"],
            "title_matches": None,
            "message": "已被 GB 13271-2014（2014-07-01 起）代替，请改引 GB 13271-2014 · superseded by GB 13271-2014 from 2014-07-01, cite GB 13271-2014",
        }
    ],
    "summary": {"citations": 1, "distinct": 1, "superseded": 1, "wrong_titles": 0},
}


class CheckQuery(AtQuery):
    """The day, and the form of the answer."""

    empty_means_absent = frozenset({"at", "format"})
    format = fields.String(
        validate=validate.OneOf(FORMATS),
        metadata={
            "description": "json, or the file back with the answer in it (xlsx columns, docx comments, csv); csv of the results for any "
            "other file. Wins over the Accept header.",
            "example": "json",
            "allowed": f"one of {', '.join(FORMATS)}",
        },
    )


class CheckedCitation(Answer):
    """One citation, judged."""

    raw = fields.String(metadata={"description": "The characters as printed."})
    place = fields.String(metadata={"description": "Where it stands, in words; `at` has it as data."})
    number = fields.String(allow_none=True, metadata={"description": "Canonical number; null where none could be read, and for laws."})
    title = fields.String(allow_none=True, metadata={"description": "The title printed beside it."})
    status = fields.String(
        metadata={
            "description": "current, upcoming, superseded, withdrawn, or unknown where the graph does not know.",
            "example": "current",
        }
    )
    edition_in_force = fields.String(allow_none=True)
    replaced_by = fields.List(fields.String())
    title_matches = fields.Boolean(allow_none=True, metadata={"description": "null: no title is printed, or none is known."})
    message = fields.String(metadata={"description": "What is the matter and what to do, Chinese and English."})
    at = fields.Dict(metadata={"description": "Sheet and cell, page and line, paragraph, table: as the format has them."})
    also = fields.List(fields.String(), metadata={"description": "Adopted documents printed with it."})
    numbers = fields.List(fields.Dict(), metadata={"description": "Each number of a range or series, judged; absent for one number."})
    reason = fields.String(allow_none=True)
    known_title = fields.String(allow_none=True)
    replacements = fields.List(fields.Dict(), metadata={"description": "number, title, start, partial."})
    known_editions = fields.List(fields.String())
    evidence = fields.List(fields.String(), metadata={"description": "Evidence IRIs of the days and relations that decide."})


class CheckAnswer(Answer):
    at = fields.String(metadata={"description": "Day on which status is judged."})
    citations = fields.List(fields.Nested(CheckedCitation))
    summary = fields.Dict(metadata={"description": "Counts: citations, distinct, each status, wrong_titles."})


@bp.post("/check")
@bp.input(CheckQuery, location="query", arg_name="values")
@bp.doc(summary="Check citations: in force, replaced, rightly titled?", responses=answer(CheckAnswer, "One row a citation.", _EXAMPLE))
def check(values: dict[str, Any]) -> Response | Json:
    """查新 of every standard cited in a file, or in a list: status on the day, edition in force, what replaced it, and its title.

    What the graph does not know is `unknown`. Nothing that is sent is kept.
    """
    _check_origin()
    form = values["format"] or _accepted()
    if request.is_json:
        told = service().check(_citations(request.get_json()), values["at"])
        if form == "json":
            return told
        if form != "csv":
            raise BadParameters([WrongParameter.of("format", form, "json or csv, where a list is checked")])
        return _file(results_csv(told), ".csv", "check")
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType(f"the body is {request.content_type!r}; send {_BODY}")
    upload = _upload()
    with _one_of_few(), tempfile.TemporaryDirectory(prefix="nqi-check-") as folder:
        path = Path(folder) / file_name(upload.filename or "")
        upload.save(path)
        told, anchors = service().check_file(path, values["at"])
        if form == "json":
            return told
        return _file(service().annotate(path, told, anchors, f".{form}"), f".{form}", path.stem)


def file_name(given: str) -> str:
    """The name that an upload is kept under for the time it is read: its last part, bounded, its suffix kept.

    >>> file_name("../../清单.xlsx"), file_name("C:\\\\temp\\\\a.csv"), file_name("..")
    ('清单.xlsx', 'a.csv', 'upload')
    """
    name = re.sub(r"[\x00-\x1f\x7f]", "", given.replace("\\", "/").rpartition("/")[2]).strip()
    if name.strip(".") == "" or not encodable(name):
        return "upload"
    stem, dot, suffix = name.rpartition(".")
    # A name in Chinese takes three bytes a character, and file systems count bytes.
    return f"{stem[-60:]}.{suffix[:10]}" if dot and stem else name[-60:]


def _citations(body: Any) -> list[str]:
    items = body.get("citations") if isinstance(body, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise BadParameters([WrongParameter.of("citations", items, "a list of texts, one citation each")])
    if len(items) > MOST_LISTED:
        raise BadParameters([WrongParameter.of("citations", f"{len(items)} texts", f"at most {MOST_LISTED} texts")])
    for n, item in enumerate(items):
        if len(item) > LONGEST_LISTED or not encodable(item) or "\x00" in item:
            raise BadParameters(
                [WrongParameter.of(f"citations[{n}]", item, f"at most {LONGEST_LISTED} characters, no NUL, no lone surrogates")]
            )
    return items


def _upload() -> FileStorage:
    sent = [(name, one) for name in request.files for one in request.files.getlist(name)]
    if len(sent) != 1 or sent[0][0] != "file":
        raise BadParameters([WrongParameter.of("file", ", ".join(name for name, _ in sent) or None, "one file, in the field 'file'")])
    return sent[0][1]


def _accepted() -> str:
    accept = request.accept_mimetypes
    for suffix, media in MEDIA_TYPES.items():
        media = media.partition(";")[0]
        if any(value.lower() == media for value, _ in accept) and accept.quality(media) > accept.quality(_JSON):
            return suffix[1:]
    return "json"


def _file(content: bytes, suffix: str, stem: str) -> Response:
    name = quote(f"{stem}.check{suffix}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, content_type=MEDIA_TYPES[suffix], headers=headers)


def _check_origin() -> None:
    """A form on any web site can post a file here without asking first: only this server's own pages and listed origins may."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    listed = web_context().cors_origins
    if urlsplit(origin).netloc != request.host and origin not in listed and "*" not in listed:
        raise Forbidden(f"the origin {origin[:100]!r} may not send files here; NQI_CORS_ORIGINS lists those that may")


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise NotReady("other files are being checked; try again in a moment")
    try:
        yield
    finally:
        _AT_ONCE.release()


def describe_body(spec: dict[str, Any]) -> None:
    """Put both bodies of POST /api/v1/check into the OpenAPI document."""
    listed = {"type": "array", "maxItems": MOST_LISTED, "items": {"type": "string", "maxLength": LONGEST_LISTED}}
    operation = spec["paths"]["/api/v1/check"]["post"]
    operation["requestBody"] = {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
            },
            _JSON: {
                "schema": {"type": "object", "required": ["citations"], "properties": {"citations": listed}},
                "example": {"citations": ["GB 13271-2001 锅炉大气污染物排放标准", "GB/T 1.1"]},
            },
        },
    }
    for media in MEDIA_TYPES.values():
        operation["responses"]["200"]["content"][media.partition(";")[0]] = {"schema": {"type": "string", "format": "binary"}}
