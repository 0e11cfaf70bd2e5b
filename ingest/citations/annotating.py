"""What the sandbox calls to write the answer into the user's own file; the file that was read is never touched."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ingest.citations.in_tables import OWN_HEADS, cells_of
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.sheets.delimited import decoded, delimiter_of
from kg.errors import UnreadableDocument

ANNOTATED: Final = {"xlsx": ".xlsx", "docx": ".docx", "csv": ".csv", "tsv": ".tsv"}
"""Format as read -> suffix of the file that comes back with the answer in it."""


def annotate(argument: dict[str, Any]) -> dict[str, Any]:
    """{"path", "format", "limits", "notes"} -> {"content": base64}. Raises UnreadableDocument."""
    path = Path(argument["path"])
    limits = replace(DEFAULT_LIMITS, **argument["limits"]) if argument.get("limits") else DEFAULT_LIMITS
    return {"content": base64.b64encode(_annotated(path, argument["format"], limits, argument["notes"])).decode("ascii")}


def _annotated(path: Path, format_: str, limits: Limits, notes: Sequence[Mapping[str, Any]]) -> bytes:
    if format_ == "docx":
        from ingest.citations.annotate_word import annotated_word

        return annotated_word(path, limits, notes)
    if format_ == "xlsx":
        from ingest.citations.annotate_sheet import annotated_sheets

        return annotated_sheets(path, limits, notes)
    if format_ in ("csv", "tsv"):
        return _annotated_rows(decoded(path), format_, notes)
    raise UnreadableDocument(
        "not_annotated",
        f"{path.name}：这种格式不能写回结果 the answer cannot be written into a {format_} file；请改用 .csv write it as .csv",
    )


def _annotated_rows(text: str, format_: str, notes: Sequence[Mapping[str, Any]]) -> bytes:
    """Delimited text with the columns at the right, in UTF-8 with a mark, by which spreadsheets know it."""
    text = text.removeprefix("\ufeff")
    delimiter = "\t" if format_ == "tsv" else delimiter_of(text)[0]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    own = next((row.index(OWN_HEADS[0]) for row in rows if OWN_HEADS[0] in row), None)
    width = own if own is not None else max(map(len, rows), default=0)
    rows = [row[:width] + [""] * (width - len(row)) for row in rows]
    added: dict[int, list[str]] = {note["anchor"]["head"]: list(OWN_HEADS) for note in notes if note["anchor"]["head"] is not None}
    by_row: dict[int, list[Mapping[str, Any]]] = {}
    for note in notes:
        by_row.setdefault(note["anchor"]["row"], []).append(note)
    added |= {row: cells_of(of_row) for row, of_row in by_row.items()}
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n" if "\r\n" in text else "\n")
    for number, row in enumerate(rows):
        writer.writerow(row + added.get(number, [""] * len(OWN_HEADS)))
    return out.getvalue().encode("utf-8-sig")
