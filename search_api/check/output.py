"""The answer for people: words of each status, the user's own file with the answer in it, and a table of results."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ingest.citations.annotating import ANNOTATED
from ingest.readers.limits import Limits
from ingest.sandbox.sandbox import Sandbox
from kg.errors import BadRequest, UnreadableDocument

Json = dict[str, Any]

STATUS_WORDS: Final = {
    "current": "现行 current",
    "upcoming": "即将实施 upcoming",
    "superseded": "被代替 superseded",
    "withdrawn": "废止 withdrawn",
    "unknown": "未知 unknown",
}
MEDIA_TYPES: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
}
_COLUMNS: Final = (
    ("位置 place", "place"),
    ("原文 as printed", "raw"),
    ("编号 number", "number"),
    ("名称 title", "title"),
    ("状态 status", "status"),
    ("现行版本 edition in force", "edition_in_force"),
    ("代替 replaced by", "replaced_by"),
    ("名称相符 title matches", "title_matches"),
    ("说明 note", "message"),
)
# A cell that begins like this is a formula to a spreadsheet, and the words come from a file of anybody.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def results_csv(answer: Mapping[str, Any]) -> bytes:
    """All rows as CSV in UTF-8 with a mark, by which spreadsheets know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([head for head, _ in _COLUMNS])
    for row in answer["citations"]:
        writer.writerow([_harmless(_printed(row, key)) for _, key in _COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def annotated(path: Path, answer: Mapping[str, Any], anchors: Sequence[Json], limits: Limits, wanted: str) -> bytes:
    """The user's own file with the answer in it, as suffix ``wanted`` (".xlsx", ".docx", ".csv", ".tsv").

    Raises BadRequest where the file is of another format, UnreadableDocument where it cannot take the answer.
    """
    own = ANNOTATED.get(str(answer.get("format")))
    if own != wanted:
        if wanted == ".csv":
            return results_csv(answer)
        can = f"{own} 或 or .csv" if own and own != ".csv" else ".csv"
        raise BadRequest(f"{path.name} 不能写成 {wanted}：cannot be written as {wanted}；可用 give {can}")
    notes = [_note(row, anchor) for row, anchor in zip(answer["citations"], anchors, strict=True)]
    argument = {
        "path": str(path.absolute()),
        "format": answer["format"],
        "limits": {"max_bytes": limits.max_bytes},
        "notes": notes,
    }
    with Sandbox(1, limits, "ingest.citations.annotating:annotate") as sandbox:
        told = sandbox.run_one(argument)
    if isinstance(told, UnreadableDocument):
        raise told
    return base64.b64decode(told["content"])


def _note(row: Mapping[str, Any], anchor: Json) -> Json:
    words = [f"{row['number'] or row['law'] or ''} {STATUS_WORDS[row['status']]}".strip(), row["message"]]
    if "numbers" in row:
        words += [f"{one['number']} {STATUS_WORDS[one['status']]}" for one in row["numbers"]]
    cells = [_printed(row, key) for key in ("status", "edition_in_force", "replaced_by", "message")]
    name = row["number"] or row["law"] or row["raw"]
    return {
        "anchor": anchor,
        "name": name,
        "place": row["place"],
        "raw": row["raw"],
        "status": row["status"],
        "words": words,
        "cells": cells,
    }


def _printed(row: Mapping[str, Any], key: str) -> str:
    value = row[key]
    if key == "status":
        return STATUS_WORDS[row["status"]]
    if key == "number":
        return "、".join([value or row["law"] or "", *row["also"]]).strip("、")
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    if isinstance(value, list):
        return "、".join(value)
    return str(value or "")


def _harmless(text: str) -> str:
    """A cell that no spreadsheet computes.

    >>> _harmless("=1+1"), _harmless("GB 99001")
    ("'=1+1", 'GB 99001')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
