"""特殊要求: parts that say only where they differ from a general one (GB 4706.x, GB 9706.2xx, IEC 60335-2, IEC 60601-2).

"该章除下述内容外均适用" stands below each chapter; what follows keeps the number of the clause that it adds to or replaces, so
that numbers jump, and new clauses are counted from 101 or 201.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import Line
from kg.identifiers import fold

_TAKEN_OVER = re.compile(
    r"(?:该|本)\s*章\s*(?:除下|均|不\s*适\s*用|适\s*用(?!于|范)|用下[述列])|除下[述列][^。]{0,10}外[，,]?[^。]{0,30}适用(?!于|范)"
)
_CHANGES = re.compile(r"(?:增加|代替|替换|补充|修改|删除|替代|取代|不适用)")
_NO_CLAUSE = re.compile(
    r"[和的中、条章款或及与至~～,，。)）;；规所进执节]|[万亿吨倍]|[×%℃]|(?:mg|kg|km|mm|cm|m|h|s|t|V|A|W|Hz|dB|MPa|Pa)(?![a-zA-Z])"
)
_FEWEST = 3


def is_particular(body: Sequence[Line]) -> bool:
    """Whether a body takes over chapters of another standard, three or more times."""
    return sum(_TAKEN_OVER.search(fold(line.text)) is not None for line in body) >= _FEWEST


def may_jump(parts: tuple[int, ...], current: tuple[int, ...], rest: str, following: str) -> bool:
    """Whether clause ``parts`` with the words ``rest`` behind its number may follow ``current`` over what was taken over.

    A chapter must say below (``following``) what becomes of it; a clause stays in its chapter.

    >>> may_jump((11, 8), (11,), "增加:", ""), may_jump((22, 5), (11, 8), "增加:", ""), may_jump((11, 20), (11, 8), "mm 以上", "")
    (True, False, False)
    """
    if not current or parts <= current or _NO_CLAUSE.match(rest):
        return False
    if len(parts) == 1:
        return 2 <= len(rest) <= 40 and re.search(r"[。；]", rest) is None and _TAKEN_OVER.search(fold(following)) is not None
    if parts[0] != current[0]:
        return False
    return not rest or _CHANGES.match(rest) is not None or re.match(r"\*?\s*[\u4e00-\u9fffA-Z]", rest) is not None
