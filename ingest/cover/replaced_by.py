"""被代替: what a stamp or a note of who keeps the file says took the place of this edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.cover.dates import DATE, day_of
from ingest.cover.words import REMARK
from ingest.line_flow import LineFlow
from ingest.lines import Line
from kg.identifiers import StandardNumber, find_numbers, fold
from kg.model import Day, NumberFact

_REPLACE = r"(?:代\s*替|替\s*代|取\s*代)"
_THIS = r"(?:本|该|此|上述)\s*(?:版\s*本?|标\s*准|文\s*件|部\s*分|规\s*[程范则]|准\s*则|指\s*南|技术规范|检定规程|校准规范)"
_SINCE = rf"(?:\s*[,，]?\s*自?\s*(?:{re.sub('[?]P<[a-z]+>', '?:', DATE.pattern)})\s*(?:起|后|开始)?\s*[,，]?\s*)"
# "本版自 2031-08-01 起由 GB/T … 代替", "本标准的废气部分已被 GB … 代替".
_PASSIVE = re.compile(
    rf"{_THIS}(?P<what>(?:中|的)[^。；,，]{{1,16}}?)?\s*(?:现|后来|后|已经?|将|即将)*{_SINCE}?\s*(?:现|已经?|将|即将)*\s*(?:由|被|为)(?P<who>[^。；]*?)\s*(?:所|全\s*部|(?P<partly>部\s*分))?\s*{_REPLACE}"
)
# "GB/T … 自 2032-01-01 起代替本版": the number stands before, in the same sentence.
_ACTIVE = re.compile(
    rf"(?P<who>[^。；]*?[^。；\s])\s*(?P<partly>部\s*分)?\s*{_REPLACE}\s*(?:了\s*)?{_THIS}(?P<what>(?:中|的)[^。；,，]{{1,16}})?"
)
_FROM = re.compile(rf"(?P<day>{DATE.pattern})\s*起(?!\s*(?:\S{{0,4}}废\s*止|停))")
_PARTS = re.compile(r"部\s*分|内\s*容|条\s*[款文]|要\s*求|限\s*值|指\s*标|规\s*定")
_ASIDE = re.compile(r"\([^()]*\)")
_LONGEST = 1000


def is_replaced_itself(text: str) -> bool:
    """Whether a line says what replaced this document, so that the numbers in it are not what the document replaced.

    >>> is_replaced_itself("本标准已被 GB 99001—2031 代替。"), is_replaced_itself("本标准代替 GB 99001—2021。")
    (True, False)
    """
    folded = fold(text)
    return any(True for _ in _statements(folded))


def read_replaced_by(front: Sequence[Line], lines: Sequence[Line], own: StandardNumber | None) -> list[NumberFact]:
    """What replaced this edition, by stamps on the cover (``front``) and notes of who keeps the file, wherever they stand.

    Only editions with a year that is not before that of the document itself count: a slip never turns the relation round.
    """
    if own is None or own.year is None:
        return []
    first = {line.start for line in front}
    found: dict[str, NumberFact] = {}
    kept = [line for line in lines if not line.furniture]
    for i, line in enumerate(kept):
        note = REMARK.match(fold(line.text)) is not None
        if (not note and line.start not in first) or fold(line.text).lstrip().startswith("来源"):
            continue
        ended = line.text.rstrip().endswith("。") or (line.box is None and not note)
        flow = LineFlow([line] if ended else kept[i : i + 2])
        for start, end, partly in _statements(fold(flow.text)):
            if start > len(line.text):
                continue
            span = flow.text[start:end]
            for number, s, e in find_numbers(_ASIDE.sub(lambda one: " " * len(one[0]), fold(span))):
                if number.year is not None and number.year >= own.year and number.edition != own.edition:
                    since = _since(flow, start, end)
                    found.setdefault(number.canonical, NumberFact(number.canonical, flow.place(start + s, start + e), partly, since))
    return list(found.values())


def _since(flow: LineFlow, start: int, end: int) -> Day | None:
    """The one day from which the sentence around [start, end) says that the document is replaced; that of its end (废止) is another."""
    folded = fold(flow.text)
    first = max(folded.rfind(stop, 0, start) for stop in "。；") + 1
    last = min((at for stop in "。；" if (at := folded.find(stop, end)) >= 0), default=len(folded))
    found = [match for match in _FROM.finditer(folded, first, last) if day_of(match) is not None]
    if len(found) != 1 or (day := day_of(found[0])) is None:
        return None
    return Day(day, flow.place(found[0].start("day"), found[0].end("day")))


def _statements(folded: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, in part) of the words that name what replaced this document."""
    if len(folded) > _LONGEST or re.search(_REPLACE, folded) is None:
        return
    for match in (*_PASSIVE.finditer(folded), *_ACTIVE.finditer(folded)):
        passive = match.re is _PASSIVE
        if any(True for _ in find_numbers(match["who"])) and (passive or re.search(r"[由被]", match["who"]) is None):
            partly = match["partly"] is not None or _PARTS.search(match["what"] or "") is not None
            yield match.start("who"), match.end("who"), partly
