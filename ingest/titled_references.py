"""书名号在前的引用: "《隔振构造通则》GB/T 94021", as engineering standards and rules of authorities list what they refer to."""

from __future__ import annotations

import re

from kg.identifiers import StandardNumber, find_numbers, fold, narrow

_ENTRY = re.compile(r"\s*(?:\[\d+\]|\d{1,3}\s*[.、)）]?)?\s*《(?P<title>[^《》]{2,80})》\s*(?P<number>.+)", re.DOTALL)


def number_behind_title(text: str) -> tuple[StandardNumber, str] | None:
    """Number and title of an entry that prints the title first; None where something else than a number stands behind it.

    >>> number, title = number_behind_title("2 《隔振构造通则》（GB/T 94021—2031）；")
    >>> number.canonical, title
    ('GB/T 94021-2031', '隔振构造通则')
    >>> number_behind_title("《隔振管理办法》（虚拟部令第 3 号）") is None
    True
    """
    match = _ENTRY.fullmatch(text)
    if match is None:
        return None
    hits = list(find_numbers(match["number"]))
    if not hits:
        return None
    number, start, end = hits[0]
    around = fold(match["number"][:start] + match["number"][end:])
    if re.sub(r"[\s()（）;；。,，]+|所有部分|系列标准", "", around):
        return None
    return number, re.sub(r"\s{2,}", " ", narrow(match["title"])).strip()


def begins_with_title(text: str) -> bool:
    """Whether an entry begins with a title in its marks, which a further line may close.

    >>> begins_with_title("12 《城市区域振动"), begins_with_title("12 城市区域振动")
    (True, False)
    """
    return re.match(r"\s*(?:\d{1,3}\s*[.、)）]?)?\s*《[^《》]{2,}(?:》|$)", text) is not None
