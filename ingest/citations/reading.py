"""What the sandbox calls to find the citations in a user's file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ingest.citations.found import Citation, Found
from ingest.citations.in_lines import list_citations, markdown_citations, plain_citations
from ingest.citations.in_sheets import listed_in_json, workbook_citations
from ingest.citations.in_source import source_citations
from ingest.readers.characters import read_characters
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.registry import SUFFIXES, reader_for
from ingest.sheets.workbook import TABLE_SUFFIXES, is_workbook, read_workbook
from kg.errors import UnreadableDocument

MOST_CITATIONS: Final = 100_000


def read(argument: dict[str, Any]) -> dict[str, Any]:
    """{"path", "limits"} -> {"file", "sha256", "format", "citations": [as `to_wire`]}. Raises UnreadableDocument."""
    path = Path(argument["path"])
    limits = replace(DEFAULT_LIMITS, **argument["limits"]) if argument.get("limits") else DEFAULT_LIMITS
    format_, citations = read_citations(path, limits)
    if len(citations) > MOST_CITATIONS:
        raise UnreadableDocument(
            "too_many_citations", f"{path.name} 有 {len(citations):,} 处引用 citations，超过 over {MOST_CITATIONS:,}；请拆分 split the file"
        )
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "sha256": sha256, "format": format_, "citations": [to_wire(one) for one in citations]}


def read_citations(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[str, list[Citation]]:
    """(format, citations in the order of the file). Raises UnreadableDocument."""
    if not path.exists():
        raise UnreadableDocument("missing", f"没有文件 there is no file {path}；请核对路径 check the path")
    if is_workbook(path):
        return _from_table(path, limits)
    try:
        name, reader = reader_for(path, limits)
    except UnreadableDocument as exc:
        raise _with_tables(path, exc) from exc
    if name == "docx":
        from ingest.citations.in_word import word_citations

        return name, word_citations(path, limits)
    if name == "text":
        return name, plain_citations(read_characters(path, limits))
    if name == "markdown":
        return name, markdown_citations(read_characters(path, limits))
    return name, source_citations(reader.read(path))


def _with_tables(path: Path, refused: UnreadableDocument) -> UnreadableDocument:
    """The refusal of a suffix that nothing reads, which names tables too: documents alone are what the readers know of."""
    if refused.code != "unknown_format":
        return refused
    return UnreadableDocument(
        refused.code,
        f"{path.name} 的格式不支持 is of no format that is read；"
        f"请另存为 save it as {', '.join(dict.fromkeys((*SUFFIXES, *TABLE_SUFFIXES)))}",
    )


def _from_table(path: Path, limits: Limits) -> tuple[str, list[Citation]]:
    try:
        book = read_workbook(path, limits)
    except UnreadableDocument as exc:
        if exc.code != "bad_json":
            raise
        listed = listed_in_json(read_characters(path, limits))
        if listed is None:
            raise
        return "json", list_citations(listed)
    return book.format, workbook_citations(book)


def to_wire(citation: Citation) -> dict[str, Any]:
    """A citation as JSON, for `search_api.check`."""
    found = citation.found
    return {
        "raw": citation.raw,
        "place": citation.place.words,
        "at": citation.place.data,
        "anchor": citation.anchor,
        **found_to_wire(found),
    }


def found_to_wire(found: Found) -> dict[str, Any]:
    """What was found, numbers canonical."""
    return {
        "numbers": [number.canonical for number in found.numbers],
        "also": [number.canonical for number in found.also],
        "title": found.title,
        "all_parts": found.all_parts,
        "law": found.law,
        "year": found.year,
        "listed": found.listed,
        "problem": found.problem,
    }
