"""Roman numerals of classes (Ⅰ类, Ⅱ类 …), which a recogniser takes for 1, l, 【 or N: proven by the others beside them.

A numeral alone says nothing. Three and more "X类" in a row or in a column run in order; if exactly one
run of numerals can look as they were read, and one of them can be no digit, that run is what is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean

from ingest.readers.ocr.characters import Place
from ingest.readers.ocr.recogniser import ReadLine

_CLASS = re.compile(r"^(?P<numeral>[^\u4e00-\u9fff\s]{1,4})(?P<kind>[类级区])$")
_NUMERALS = "ⅠⅡⅢⅣⅤ"
_BARS = "1IlⅠi|丨!"
_READ_AS = (
    rf"[{_BARS}【\[]",
    rf"[{_BARS}【\[]{{1,2}}|[Ⅱ▌HⅡ]",
    rf"[{_BARS}【\[]{{1,3}}|[ⅡⅢM▌■]|Ⅱ[{_BARS}]|[{_BARS}]Ⅱ",
    rf"[{_BARS}]?[Vv]|[NWⅣM]|[{_BARS}]Ⅴ|[{_BARS}]N",
    r"[VvⅤY]",
)
"""What each numeral is read as: strokes run together and serifs make bars one, two or three."""
_LEAST = 3
_NO_DIGIT = re.compile(r"[^0-9]")


def with_classes(lines: Sequence[tuple[Place, ReadLine]]) -> list[tuple[Place, ReadLine]]:
    """``lines`` with the numerals of classes as they must be printed."""
    found = [(i, match) for i, (_, line) in enumerate(lines) if (match := _CLASS.match(line.text))]
    settled = list(lines)
    for group in _groups([(i, lines[i][0]) for i, _ in found]):
        matches = dict(found)
        if len({matches[i]["kind"] for i in group}) > 1:
            continue
        numerals = numerals_of([matches[i]["numeral"] for i in group])
        for i, numeral in zip(group, numerals, strict=False):
            place, line = lines[i]
            settled[i] = (place, _with_numeral(line, len(matches[i]["numeral"]), numeral))
    return settled


def numerals_of(read: Sequence[str]) -> str:
    """The one run of Roman numerals that can look as ``read``, "" where there is none or more than one.

    >>> numerals_of(["1", "1", "1", "N", "V"]), numerals_of(["Il", "Ill", "IV"]), numerals_of(["1", "2", "3"]), numerals_of(["1", "1", "1"])
    ('ⅠⅡⅢⅣⅤ', 'ⅡⅢⅣ', '', '')
    """
    if len(read) < _LEAST or not any(_NO_DIGIT.search(text) for text in read):
        return ""
    fitting = [
        start
        for start in range(len(_NUMERALS) - len(read) + 1)
        if all(re.fullmatch(_READ_AS[start + k], text) for k, text in enumerate(read))
    ]
    return _NUMERALS[fitting[0] : fitting[0] + len(read)] if len(fitting) == 1 else ""


def _groups(places: Sequence[tuple[int, Place]]) -> Iterator[list[int]]:
    """Indices of places that stand in one row, from left to right, and of those that stand in one column, from top to bottom."""
    for across in (True, False):
        left = list(places)
        while left:
            first = left[0][1]
            group = [(i, place) for i, place in left if _aligned(first, place, across)]
            left = [item for item in left if item not in group]
            yield [i for i, place in sorted(group, key=lambda item: item[1].left if across else item[1].top)]


def _aligned(one: Place, other: Place, across: bool) -> bool:
    height = one.bottom - one.top
    if across:
        return abs((one.top + one.bottom) - (other.top + other.bottom)) < height
    return abs((one.left + one.right) - (other.left + other.right)) < height


def _with_numeral(line: ReadLine, length: int, numeral: str) -> ReadLine:
    return replace(
        line,
        text=numeral + line.text[length:],
        centres=(fmean(line.centres[:length]), *line.centres[length:]),
        scores=(min(line.scores[:length]), *line.scores[length:]),
        spaced=(line.spaced[0], *line.spaced[length:]),
    )
