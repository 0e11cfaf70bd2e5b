"""Passages of a document that is nothing but a title and a text: other people's collections, without a graph.

Long fragments of technical documents carry headings as lines of their own. A window that begins in the
middle of a section says little without them, so each passage is given the path of headings that it stands under.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote

from kg import vocabulary as v
from search_api.passage import Passage, passage_id
from search_api.passages import windows

_LONGEST_HEADING = 60
_NUMBERED_BELOW = 21
"""Levels of numbered headings begin here: within marked chapters (11 to 15), and those within Markdown's (1 to 6)."""
_MARKDOWN = re.compile(r"(?P<marks>#{1,6})\s+(?P<name>\S.*?)\s*#*")
_NUMBERED = re.compile(r"(?P<number>(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,3}){0,4})[.、．]?\s+(?P<name>[^\d\s|].*)")
_CHAPTER = re.compile(
    r"(?P<mark>第[一二三四五六七八九十百零〇\d]{1,5}[编篇章节]|附录\s?[A-Z]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])\s*(?P<name>\S.*)"
)
_LEVEL_OF_MARK = (("编", 11), ("篇", 11), ("章", 12), ("附录", 12), ("节", 13), ("、", 14))
_WORDS = re.compile(r"[\u3400-\u9fff]{2}|[A-Za-z]{3}")
"""What a heading has and a value with its unit has not."""
_SENTENCE = re.compile(r"[。；;！!？?，,：:]\s*$|[。；！？]")


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    level: int
    name: str


def headings_in(text: str) -> list[tuple[int, int, str]]:
    """(offset, level, heading with its number) of the lines that are headings, in order; a higher level stands within a lower one.

    >>> headings_in("# 锅炉\\n4.1 排放限值\\n新建锅炉执行表2。")
    [(0, 1, '锅炉'), (5, 22, '4.1 排放限值')]
    """
    return [(h.start, h.level, h.name) for h in _headings(text)]


def passages_of_text(identifier: str, title: str, text: str) -> list[Passage]:
    """The passages of one document, in reading order: overlapping windows, each with the headings it stands under."""
    # An id of any other collection, as one segment of an IRI of ours.
    iri = f"{v.BASE}text/{quote(identifier, safe='')}"
    base = Passage(
        id=0,
        iri=iri,
        document=identifier,
        number=identifier,
        work=identifier,
        title=title,
        title_en=None,
        type="other",
        mandatory=None,
        ics=(),
        ccs=(),
        issued=None,
        effective=None,
        clause=None,
        heading="",
        kind="clause",
        page=1,
        start=0,
        end=0,
        text="",
    )
    headings = _headings(text)
    pieces = windows(text) or [(0, 0)]
    return [
        replace(
            base,
            id=passage_id(f"{identifier} #w{i}"),
            iri=f"{iri}#w{i}",
            start=a,
            end=b,
            heading=_path(headings, a),
            text=text[a:b].strip() or title,
        )
        for i, (a, b) in enumerate(pieces, 1)
    ]


def _headings(text: str) -> list[_Heading]:
    found = []
    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        bare = line.strip()
        if not 2 <= len(bare) <= _LONGEST_HEADING or bare.count("|") > 1:
            continue
        if match := _MARKDOWN.fullmatch(bare):
            found.append(_Heading(start, len(match["marks"]), match["name"].strip("* ")))
        elif _SENTENCE.search(bare):
            continue
        elif (match := _NUMBERED.fullmatch(bare)) and _WORDS.search(match["name"]):
            found.append(_Heading(start, _NUMBERED_BELOW + match["number"].count("."), bare))
        elif match := _CHAPTER.fullmatch(bare):
            found.append(_Heading(start, next((level for mark, level in _LEVEL_OF_MARK if mark in match["mark"]), 15), bare))
    return found


def _path(headings: list[_Heading], start: int) -> str:
    """The headings above ``start``, outermost first; a window that begins with a heading has it in its own text."""
    path: list[_Heading] = []
    for heading in headings:
        if heading.start >= start:
            break
        while path and path[-1].level >= heading.level:
            path.pop()
        path.append(heading)
    return " › ".join(heading.name for heading in path)
