"""上标: which raised runs are written with a ``^`` before them, and lines that formats with markup put together run by run.

On printed pages `ingest.readers.page.scripts` finds the raised runs by size and place and writes them by the same rules.
"""

from __future__ import annotations

import re

# A bare number behind a unit's letter is its exponent.
_UNIT = re.compile(r"(?:^|[^A-Za-z])(?:[mcdkMμµn]?m|N[·.]?m|s|h|d|a|t|kg|g|mg|L|K|W|Hz|min|Pa|cd|lx|mol)$")
_BARE = re.compile(r"[0-9]|[-−－–—+＋][0-9]")
_ALWAYS_PLAIN = frozenset("°℃′″'\"®™")
# Words set smaller beside a name (发布 on a cover) are no mark; 注 is one.
_WORDS = re.compile(r"(?!注)[\u4e00-\u9fff]")
LABEL = re.compile(r"[(（]?[a-z\d*]{1,2}[)）]?")
"""The mark that a footnote begins with."""


class ScriptedLine:
    """A text under construction that knows where its raised runs begin; lowered runs are written plain.

    >>> line = ScriptedLine()
    >>> for text, raised in (("颗粒物", False), ("a", True), (" 30 mg/m", False), ("3", True)):
    ...     line.add(text, raised)
    >>> str(line)
    '颗粒物^a 30 mg/m3'
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._before = ""  # the end of the line so far
        self._raised = False
        self._opening = False  # the raised run stands at the beginning of a line

    def add(self, text: str, raised: bool = False) -> None:
        """Append a run; editors cut runs anywhere, so a raised one goes on in the next if that is raised too."""
        if not text:
            return
        if raised and not self._raised and text.strip():
            text = text.lstrip()
            self._opening = not self._before.strip()
            if LABEL.fullmatch(text.rstrip()) if self._opening else takes_mark(self._before.rstrip(), text):
                text = "^" + text
        elif self._raised and not raised and self._opening and not text[0].isspace():
            text = " " + text  # the mark that a footnote begins with stands apart from its words
        self._pieces.append(text)
        if not text.isspace() or "\n" in text:
            self._raised = raised
        self._before = (self._before + text).rpartition("\n")[2][-8:]

    def __str__(self) -> str:
        return "".join(self._pieces)


def takes_mark(before: str, run: str) -> bool:
    """Whether the raised ``run`` behind the words ``before`` is written with a ``^``.

    >>> takes_mark("30 mg/m", "3"), takes_mark("10", "-5"), takes_mark("颗粒物", "a")
    (False, True, True)
    """
    return run[0] not in _ALWAYS_PLAIN and not _WORDS.search(run) and not (_UNIT.search(before) and _BARE.match(run))
