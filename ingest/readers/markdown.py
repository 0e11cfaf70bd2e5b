"""Markdown (CommonMark with pipe tables): every source line stays a line, its markup goes.

markdown-it-py parses; two of its block rules are off because Chinese legal texts trip them: lines
indented by four spaces are paragraphs, not code, and a rule of dashes below a paragraph is a rule,
not the sign that the paragraph is a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.lines import SourceText
from ingest.readers.assembly import Assembly, Cell
from ingest.readers.characters import read_characters
from ingest.readers.html import add_html
from ingest.readers.limits import DEFAULT_LIMITS, Limits

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[^\n]*\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FRONT_KEY = re.compile(r"^[\w-]+:", re.MULTILINE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


class MarkdownReader:
    """Reads ``.md`` and ``.markdown``. HTML inside it is read as HTML; YAML front matter is data about the file and left out."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def read(self, path: Path) -> SourceText:
        """Raises UnreadableDocument binary, encoding, too_large or no_text."""
        source = read_characters(path, self._limits).replace("\r\n", "\n").replace("\r", "\n")
        front = _FRONT_MATTER.match(source)
        if front is not None and _FRONT_KEY.search(front[0]):
            source = source[front.end() :]
        assembly = Assembly(path.name, self._limits)
        # Deeper than maxNesting the library drops text without a word; its default of 20 is below what nested lists reach.
        parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").disable(["code", "lheading", "reference"])
        _add_blocks(assembly, parser.parse(source), path.name)
        return assembly.finish("markdown", "markdown/1")


def _add_blocks(assembly: Assembly, tokens: Sequence[Token], name: str) -> None:
    heading: int | None = None
    number = ""
    rows: list[list[Cell]] = []
    in_table = False
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = None
            case "list_item_open":
                # "1. " may be the number of a clause; "- " is only a bullet.
                number = f"{token.info}{token.markup} " if token.info else ""
            case "list_item_close":
                number = ""
            case "table_open":
                rows, in_table = [], True
            case "tr_open":
                rows.append([])
            case "table_close":
                in_table = False
                assembly.add_table(rows, header_rows=1)
            case "inline":
                text = _inline_text(token.children or ())
                if in_table:
                    rows[-1].append(Cell(text))
                else:
                    assembly.add_text("\n".join(line.strip() for line in (number + text).splitlines()), heading=heading)
                    number = ""
            case "fence" | "code_block":
                assembly.add_text(number + token.content)
                number = ""
            case "html_block":
                add_html(assembly, token.content, name)


def _inline_text(tokens: Sequence[Token]) -> str:
    """What inline markup prints: text without emphasis, links without their address, pictures as their description."""
    pieces: list[str] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                pieces.append("\n")
            case "image":
                pieces.append(_inline_text(token.children or ()))
            case "html_inline":
                pieces.append("\n" if _BREAK.fullmatch(token.content) else "")
            case _:
                pieces.append(token.content)
    return "".join(pieces)
