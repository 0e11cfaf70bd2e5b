"""有效状态: which states of a standard a query asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.timeline import CURRENT, SUPERSEDED, UPCOMING, WITHDRAWN

LATEST: Final = "latest"

# "current" and "有效" alone are words of electricity and of expiry dates.
_CURRENT: Final = re.compile(
    r"现行(?:有效)?的?|(?:还|仍|仍然|是否|目前)有效|有效吗|有效版本|最新(?:版本?|标准)?的?|(?:still|currently) (?:valid|in force)|in force"
    r"|(?:latest|newest) (?:edition|version)?|current (?:edition|version|standards?)",
    re.IGNORECASE,
)
_LATEST: Final = re.compile(r"最新|latest|newest", re.IGNORECASE)
_OTHERS: Final[tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = (
    (re.compile(r"即将实施的?|尚未实施的?|未实施的?|将要?实施的?|upcoming|not yet (?:in force|effective)", re.IGNORECASE), (UPCOMING,)),
    (
        # 失效 alone is a failure of a part.
        re.compile(
            r"(?:已经?|已被)?(?:废止|作废)(?:了|的|吗)*|已经?失效(?:了|的|吗)*|失效的?(?=标准|规程|规范|文件|版本|法规|条例|办法)|withdrawn|obsolete|repealed",
            re.IGNORECASE,
        ),
        (WITHDRAWN, SUPERSEDED),
    ),
    # 被什么代替 asks for what came after; 被代替的 for what was before.
    (re.compile(r"(?:已经?)?被(?:代替|替代|取代)的|旧版本?的?|superseded (?:standards?|editions?)", re.IGNORECASE), (SUPERSEDED,)),
)


def validity_in(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """(states, start, end) of each piece of ``text`` that speaks of validity; `LATEST` beside current for the newest.

    >>> [text_[a:b] for text_ in ["现行的锅炉标准"] for _, a, b in validity_in(text_)]
    ['现行的']
    """
    for match in _CURRENT.finditer(text):
        yield ((CURRENT, LATEST) if _LATEST.match(match[0]) else (CURRENT,)), match.start(), match.end()
    for pattern, states in _OTHERS:
        if found := pattern.search(text):
            yield states, found.start(), found.end()
