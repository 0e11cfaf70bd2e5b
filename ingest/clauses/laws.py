"""法律法规: 编, 章, 节 and 条 as a tree; 一、二、 of orders that have no articles."""

from __future__ import annotations

import re

from ingest.clauses.numbers import LAW_PART
from ingest.clauses.open_clause import OpenClause, close_clause
from ingest.lines import Line
from kg.model import AnnexKind, Clause

_UNITS = {"编": 0, "章": 1, "节": 2, "条": 3}


def is_law(body: list[Line]) -> bool:
    articles = sum(1 for line in body if re.match(r"第[一二三四五六七八九十百零〇]+条", line.text.strip()))
    return articles >= 3


def law_clauses(body: list[Line]) -> list[Clause]:
    """编, 章, 节 and 条 as a tree; an article belongs to the innermost chapter or section open."""
    clauses: list[OpenClause] = []
    stack: list[tuple[int, str]] = []
    chapter = ""
    for line in body:
        match = LAW_PART.match(line.text.strip())
        # "第九条规定的…" in running text begins no article: the number is followed by a blank there.
        if match and (match["gap"] or not match["rest"] or line.heading):
            rank = _UNITS[match["unit"]]
            while stack and stack[-1][0] >= rank:
                stack.pop()
            number = match["number"]
            if match["unit"] == "章":
                chapter = number
            elif match["unit"] == "节":
                number = f"{chapter}{number}"
            parent = stack[-1][1] if stack else None
            is_article = match["unit"] == "条"
            rest = match["rest"].strip()
            clauses.append(
                OpenClause(
                    number,
                    None if is_article else rest or None,
                    len(stack) + 1,
                    AnnexKind.NORMATIVE,
                    parent,
                    line,
                    line.end,
                    lead=rest if is_article else "",
                )
            )
            stack.append((rank, number))
        elif clauses:
            clauses[-1].body.append(line)
    return [close_clause(clause) for clause in clauses]


def item_clauses(lines: list[Line]) -> list[Clause]:
    """一、 二、 of orders and notices that have no articles."""
    clauses: list[OpenClause] = []
    for line in lines:
        if match := re.match(r"(?P<number>[一二三四五六七八九十]+)\s*、\s*(?P<rest>.*)", line.text.strip()):
            clauses.append(OpenClause(match["number"], None, 1, AnnexKind.NORMATIVE, None, line, line.end, lead=match["rest"]))
        elif clauses:
            clauses[-1].body.append(line)
    return [close_clause(clause) for clause in clauses]
