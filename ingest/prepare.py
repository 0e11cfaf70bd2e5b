"""What the sandbox calls to read a file for the graph: a document, or a table of bibliographic facts."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ingest import extract
from ingest.catalogue.reading import READER, read_catalogue
from ingest.catalogue.wire import to_wire
from ingest.readers.limits import DEFAULT_LIMITS
from ingest.sheets.workbook import is_workbook
from kg.catalogue import Catalogue
from kg.catalogue_mapping import catalogue_triples
from kg.errors import UnreadableDocument
from kg.model import Severity
from kg.validate import validate

CATALOGUE_EXTRACTOR: Final = f"nqi-{READER}"
"""Name and version of what reads tables; a new version reads every table again."""

_ROWS_AT_A_TIME = 1000


def prepare(argument: dict[str, Any]) -> dict[str, Any]:
    """{"path", "limits"} -> {"kind": "document", ...} as `extract.prepare`, or {"kind": "catalogue", "catalogue", "triple_count", "seconds"}.

    Raises UnreadableDocument.
    """
    path = Path(argument["path"])
    if not is_workbook(path):
        return {"kind": "document", **extract.prepare(argument)}
    limits = replace(DEFAULT_LIMITS, **argument["limits"]) if argument.get("limits") else DEFAULT_LIMITS
    started = time.perf_counter()
    catalogue = read_catalogue(path, limits)
    read = time.perf_counter()
    count = _validated(catalogue)
    seconds = {"read": read - started, "shacl": time.perf_counter() - read}
    return {"kind": "catalogue", "catalogue": to_wire(catalogue), "triple_count": count, "seconds": seconds}


def _validated(catalogue: Catalogue) -> int:
    """How many triples the catalogue makes, all of which meet the shapes; checked by the thousand rows, so that memory stays flat."""
    count = 0
    total = max(len(catalogue.rows), len(catalogue.products), 1)
    for start in range(0, total, _ROWS_AT_A_TIME):
        part = slice(start, start + _ROWS_AT_A_TIME)
        own, shared = catalogue_triples(replace(catalogue, rows=catalogue.rows[part], products=catalogue.products[part]), "/", "")
        count += len(own)
        wrong = [finding for finding in validate([*own, *shared]) if finding.severity is Severity.ERROR]
        if wrong:
            raise UnreadableDocument(
                "shapes",
                f"{catalogue.file}: what was read breaks the shapes of the graph ({wrong[0].place}: {wrong[0].message}); please report this file",
            )
    return count
