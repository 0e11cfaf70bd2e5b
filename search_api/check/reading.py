"""The citations of a user's file or list, read where nothing hostile can do harm."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.citations.found import Citation, Place
from ingest.citations.in_lines import list_citations, plain_citations
from ingest.citations.in_lists import line_citation
from ingest.citations.reading import to_wire
from ingest.readers.limits import Limits
from ingest.sandbox.sandbox import Heard, Sandbox
from kg.errors import BadRequest, UnreadableDocument

Json = dict[str, Any]

MOST_LISTED = 10_000
LONGEST_LISTED = 2_000


def citations_of_file(path: Path, limits: Limits, on_step: Heard | None = None) -> Json:
    """{"file", "sha256", "format", "citations"} of a file, read in a child process. Raises UnreadableDocument."""
    argument = {"path": str(path.absolute()), "limits": {"max_bytes": limits.max_bytes, "ocr_threads": limits.ocr_threads}}
    with Sandbox(1, limits, "ingest.citations.reading:read", on_step) as sandbox:
        answer = sandbox.run_one(argument)
    if isinstance(answer, UnreadableDocument):
        raise answer
    return answer


def citations_of_list(items: Sequence[str]) -> list[Json]:
    """One citation for each item, blank ones too. Raises BadRequest for too many or too long ones."""
    if len(items) > MOST_LISTED:
        raise BadRequest(f"{len(items):,} citations, more than {MOST_LISTED:,} at once；请分批 send them in parts")
    for n, item in enumerate(items, start=1):
        if len(item) > LONGEST_LISTED:
            raise BadRequest(f"citation {n} has {len(item):,} characters, more than {LONGEST_LISTED:,}; send running text as a file")
    return [
        to_wire(Citation(item.strip(), Place(f"第{n}项 item {n}", {"item": n}), line_citation(item)))
        for n, item in enumerate(items, start=1)
    ]


def citations_of_text(text: str) -> list[Json]:
    """Citations of text from a pipe: one a line, unless most lines are sentences."""
    lines = text.splitlines()
    sentences = sum(1 for line in lines if line.rstrip().endswith(("。", "；")) or len(line) > 200)
    found = plain_citations(text) if sentences * 2 > len([line for line in lines if line.strip()]) else list_citations(lines)
    return [to_wire(one) for one in found]
