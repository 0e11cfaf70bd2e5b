"""Lines -> clause tree: what is a heading, what is a table row that looks like one.

A number at the start of a line is a clause number if it *follows*: the next sibling, the first
child, or the next of an enclosing clause. The table of contents, where there is one, is used as a
check and settles gaps. Layouts: GB/T 1.1 (1, 1.1, 附录A, A.1), HJ and mandatory GB, JJG/JJF,
CNCA rules, laws (第一章, 第一条).
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.clauses.builder import ClauseBuilder
from ingest.clauses.contents import find_body, find_contents
from ingest.clauses.contents_check import compared_with_contents
from ingest.clauses.engineering import explanation_start
from ingest.clauses.laws import is_law, item_clauses, law_clauses
from ingest.cover.back_matter import part_back_matter
from ingest.lines import Line, SourceText
from kg.model import Clause, Finding


@dataclass(frozen=True, slots=True)
class Structure:
    """The document taken apart: cover lines, foreword lines, clauses, table of contents, findings.

    ``quoted`` are the lines of 引用标准名录; ``end`` is the offset behind which only 条文说明 stands, None where nothing does.
    """

    cover: tuple[Line, ...]
    foreword: tuple[Line, ...]
    contents: tuple[tuple[str, str], ...]
    clauses: tuple[Clause, ...]
    findings: tuple[Finding, ...]
    quoted: tuple[Line, ...] = ()
    end: int | None = None


def read_structure(source: SourceText) -> Structure:
    """Cover, foreword, contents and clause tree of ``source``."""
    lines = [line for line in source.lines if not line.furniture and line.text.strip()]
    explained = explanation_start(lines)
    end = lines[explained].start if explained < len(lines) else None
    lines = lines[:explained]
    contents_lines, contents = find_contents(lines)
    foreword_start, body_start = find_body(lines, contents_lines)
    cover = [line for i, line in enumerate(lines[:foreword_start]) if i not in contents_lines]
    foreword = [line for i, line in enumerate(lines) if foreword_start <= i < body_start and i not in contents_lines]
    back = part_back_matter([line for i, line in enumerate(lines) if i >= body_start and i not in contents_lines])
    body = back.body
    cover += back.imprint
    foreword += back.colophon
    no_findings: list[Finding] = []
    if is_law(body):
        clauses, findings = law_clauses(body), no_findings
    else:
        clauses, findings = ClauseBuilder(body, dict(reversed(contents))).build()  # 目次 is printed before its English version
    if not clauses:
        clauses = item_clauses([*foreword, *body] or cover)
    findings += compared_with_contents(clauses, contents, [lines[i] for i in sorted(contents_lines)])
    return Structure(tuple(cover), tuple(foreword), tuple(contents), tuple(clauses), tuple(findings), tuple(back.quoted), end)
