"""`nqi check` as one call: read, judge, and hand the user's own file back with the answer in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ingest.readers.limits import Limits
from ingest.sandbox.sandbox import Heard
from kg.store_oxigraph import OxigraphStore
from search_api.check.judging import Judge
from search_api.check.reading import citations_of_file, citations_of_list, citations_of_text

Json = dict[str, Any]


def check_list(store: OxigraphStore, items: Sequence[str], day: date) -> Json:
    """The answer for a list, one row for each item. Raises BadRequest for too many or too long items."""
    return Judge(store, day).answer(citations_of_list(items))


def check_text(store: OxigraphStore, text: str, day: date) -> Json:
    """The answer for text from a pipe: one citation a line, unless most lines are sentences."""
    return Judge(store, day).answer(citations_of_text(text))


def check_file(store: OxigraphStore, path: Path, day: date, limits: Limits, on_step: Heard | None = None) -> tuple[Json, list[Json]]:
    """(answer, where each of its rows is to be marked in the file). Raises UnreadableDocument."""
    read = citations_of_file(path, limits, on_step)
    judge = Judge(store, day)
    rows, anchors = [], []
    for citation in read["citations"]:
        row = judge.row(citation)
        if row is not None:
            rows.append(row)
            anchors.append(citation["anchor"])
    about = {"file": read["file"], "sha256": read["sha256"], "format": read["format"]}
    return judge.told(rows, **about), anchors
