"""法律法规 cited by title: 《中华人民共和国计量法》, 《计量法》（2018年修正）. Whether there is such a law only the graph can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.citations.found import Found
from kg.identifiers import fold

_CITED = re.compile(
    r"《(?P<title>[^《》\n]{2,60}?(?:法|条例|办法|规定|细则|规则|决定|通则|法典))"
    r"(?:\s*\((?P<inner>[^()]{2,20})\))?》(?:\s*\((?P<outer>[^()]{2,30})\))?"
)
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?\s*(?:第[一二三四五]次)?\s*(?:修正|修订|修改|版|公布|发布|施行|制定)?")


def law_citations(text: str) -> Iterator[Found]:
    """Titles in 《》 that end like a law's, with the year of the version where one is printed.

    >>> [(found.law, found.year) for found in law_citations("依据《虚构管理条例》（2031年修订）和《虚构设备技术要求》")]
    [('虚构管理条例', 2031)]
    """
    folded = fold(text)
    for match in _CITED.finditer(folded):
        said = match["inner"] or match["outer"] or ""
        year = _YEAR.search(said)
        # A bracket that says something else (以下简称计量法) does not belong to the citation.
        end = match.end() if year or not match["outer"] else text.index("》", match.start()) + 1
        yield Found(match.start(), end, law=text[match.start("title") : match.end("title")].strip(), year=int(year[1]) if year else None)
