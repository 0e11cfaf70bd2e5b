"""Citations in plain text and Markdown, by the lines of the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.citations.found import Citation
from ingest.citations.in_lists import is_list, line_citation
from ingest.citations.in_source import is_own, runs_on
from ingest.citations.in_tables import table_citations
from ingest.citations.in_text import text_citations
from ingest.citations.own_number import number_of_cover
from ingest.citations.places import line_place
from kg.identifiers import fold

_MARKUP = re.compile(r"\*\*|__|[*`]|<br\s*/?>|!?\[(?=[^\]]*\]\()|\]\([^)\s]*\)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_COVER_LINES = 25


def list_citations(lines: Sequence[str]) -> list[Citation]:
    """A plain list: one citation for each line that is not blank."""
    return [
        Citation(line.strip(), line_place(i), line_citation(line), {"line": i}) for i, line in enumerate(lines, start=1) if line.strip()
    ]


def plain_citations(text: str) -> list[Citation]:
    """Plain text: a list of citations, or running text."""
    lines = text.splitlines()
    return list_citations(lines) if is_list(lines) else _running(lines)


def markdown_citations(text: str) -> list[Citation]:
    """Markdown: paragraphs, entries of lists and pipe tables, each at its line of the file."""
    return _running([_MARKUP.sub("", _QUOTE.sub("", line)) for line in text.splitlines()], markdown=True)


def _running(lines: Sequence[str], *, markdown: bool = False) -> list[Citation]:
    own = number_of_cover([line.lstrip("# ") for line in lines if line.strip()][:_COVER_LINES])
    heading: str | None = None
    found: list[Citation] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        if markdown and (match := _HEADING.match(line)):
            heading, line = match[2], match[2]
        if markdown and "|" in line and i + 1 < len(lines) and _RULE.match(lines[i + 1]):
            rows = [line]
            j = i + 2
            while j < len(lines) and "|" in lines[j]:
                rows.append(lines[j])
                j += 1
            cells = [_cells(row) for row in rows]
            for hit in table_citations(cells):
                # The line of dashes below the head is no row.
                number = i + 1 if hit.row == 0 else i + 2 + hit.row
                place = line_place(number, heading)
                place = replace(place, data=place.data | {"row": hit.row + 1, "column": hit.column + 1})
                found.append(Citation(hit.raw, place, hit.found))
            i = j
            continue
        joined, last = line, i
        while last + 1 < len(lines) and last - i < 2 and joined.strip() and lines[last + 1].strip() and runs_on(fold(joined).rstrip()):
            last += 1
            joined = f"{joined.rstrip()}\n{lines[last].strip()}"
        for one in text_citations(joined, entry=True):
            if not is_own(one, own):
                number = i + 1 + joined.count("\n", 0, one.start)
                found.append(Citation(re.sub(r"\n", "", joined[one.start : one.end]).strip(), line_place(number, heading), one))
        i = last + 1
    return found


def _cells(row: str) -> list[str]:
    text = row.strip()
    parts = [part.strip().replace("\\|", "|") for part in _PIPE.split(text)]
    return parts[1 if text.startswith("|") else 0 : -1 if text.endswith("|") and not text.endswith("\\|") else None]
