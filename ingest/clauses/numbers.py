"""How clause numbers are printed: numbered clauses, annexes, laws."""

from __future__ import annotations

import re

# Three digits: particular standards of the IEC 60601 series count their clauses from 201.
NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\s?\.{1,2}\s?\d{1,3}){0,6})(?P<dot>\s?\.(?!\d))?(?P<gap>\s*)(?P<rest>.*)", re.DOTALL)
# 附件 A is what a TSG calls its annexes; verification regulations before about 2000 count theirs 附录1, 附录2.
ANNEX = re.compile(r"附\s*(?!件\s*\d)(?P<kind_of>[录件])\s*(?P<letter>[A-Z]{1,2}(?![A-Za-z])|\d{1,2}(?![\d.]))\s*(?P<rest>.*)", re.DOTALL)
# 附件 of an implementation rule: a part of its own, whose numbered paragraphs are counted anew and are no clauses of the rule.
ATTACHMENT = re.compile(r"附\s*件\s*(?P<ordinal>\d{1,2})\s*[:：]?\s*(?P<rest>.*)", re.DOTALL)
# 第一法 of a standard that holds several methods, over clauses that are counted through.
METHOD_PART = re.compile(r"第\s*[一二三四五六七八九十]{1,2}\s*法(?:\s*[:：]|\s)\s*[^。；;，,]{2,40}法[^。；;，,]{0,10}")
ANNEX_CLAUSE = re.compile(r"(?P<letter>[A-Z]{1,2})\s?\.?\s?(?P<number>\d{1,2}(?:\s?\.\s?\d{1,3}){0,5})(?P<gap>\s*)(?P<rest>.*)", re.DOTALL)
ANNEX_KIND = re.compile(r"[(（]\s*(?P<kind>规范性|资料性|补充件|参考件|提示的|标准的)\s*(?:附录)?\s*[)）]")
LAW_PART = re.compile(
    r"(?P<number>第[一二三四五六七八九十百零〇\d]+(?P<unit>编|章|节|条)(?:之[一二三四五六七八九十]+)?)(?P<gap>\s*)(?P<rest>.*)", re.DOTALL
)
SENTENCE = re.compile(r"[。；;：:，,]")


def annex_number(match: re.Match[str]) -> str:
    """附录A or 附件A, as a match of `ANNEX` prints it."""
    return f"附{match['kind_of']}{match['letter']}"


def next_letters(letters: str | None) -> tuple[str, ...]:
    """The letters of the annex that may follow: particular standards of the IEC count AA, BB behind those of the general one.

    >>> next_letters(None), next_letters("B"), next_letters("AA"), next_letters("1")
    (('A', 'AA', '1'), ('C', 'AA'), ('BB',), ('2',))
    """
    if letters is None or len(letters) > 2:  # behind 附件1 annexes begin anew
        return ("A", "AA", "1")
    if letters.isdigit():
        return (str(int(letters) + 1),)
    following = chr(ord(letters[0]) + 1)
    return (following * 2,) if len(letters) == 2 else (following, "AA")


def tidy(number: str) -> str:
    # "5..2" is a slip of the typist.
    return re.sub(r"\s+", "", number).replace("..", ".")


def is_sectionless(parts: tuple[int, ...], annex: str | None = None) -> bool:
    """Whether a number is that of a clause in a chapter without sections, as engineering standards count: 3.0.2, A.0.1.

    >>> is_sectionless((3, 0, 2)), is_sectionless((0, 1), "A"), is_sectionless((3, 0))
    (True, True, False)
    """
    return (len(parts) == 3 and parts[1] == 0 and parts[0] > 0 and parts[2] > 0) or (
        annex is not None and len(parts) == 2 and parts[0] == 0 and parts[1] > 0
    )


FIRST_ADDED = (101, 201)
"""The first of the clauses that a particular standard adds to those of the general one: 201.3.201, 201.12.1.101 (IEC 60601, IEC 60335)."""


def _without_section(parts: tuple[int, ...], in_annex: bool) -> tuple[int, ...]:
    return tuple(p for p in parts if p) if is_sectionless(parts, "A" if in_annex else None) else parts


def is_next(parts: tuple[int, ...], current: tuple[int, ...], in_annex: bool) -> bool:
    """Whether clause ``parts`` may follow ``current``: the next sibling, that of an enclosing clause, or a first child.

    >>> is_next((4, 3), (4, 2, 1), in_annex=False), is_next((9, 3), (4, 2, 1), in_annex=False)
    (True, False)
    >>> is_next((201, 3, 201), (201, 3), in_annex=False), is_next((201, 3, 202), (201, 3, 201), in_annex=False)
    (True, True)
    """
    if is_sectionless(parts, "A" if in_annex else None):
        return is_next(_without_section(parts, in_annex), _without_section(current, in_annex), in_annex)
    if not current:
        return parts in ((0,), (1,), (201, 1)) or (len(parts) <= 3 and all(p == 1 for p in parts)) or (in_annex and parts[0] == 1)
    for depth in range(1, len(current) + 1):
        prefix = current[: depth - 1]
        if parts[: depth - 1] != prefix:
            continue
        # The next sibling at this depth; a gap of one or two is a numbering slip of the document.
        step = parts[depth - 1] - current[depth - 1] if len(parts) >= depth else 0
        tail = parts[depth:]
        first = all(p == 1 for p in tail) or (len(parts) > 2 and tail[-1] in FIRST_ADDED and all(p < 100 for p in tail[:-1]))
        if 1 <= step <= (3 if depth > 1 or current[0] > 200 else 1) and first and len(tail) <= 2:
            return True
    # A first child, at most two levels further down.
    below = parts[len(current) :] if parts[: len(current)] == current else ()
    return 1 <= len(below) <= 2 and (all(p in (1, 2) for p in below) or (len(parts) > 2 and below[-1] in FIRST_ADDED and below[0] > 100))
