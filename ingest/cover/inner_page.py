"""封二: the page behind the cover of a JJG or JJF repeats number and title, with what is replaced and who approved it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, takewhile

from ingest.cover.dates import DATE
from ingest.cover.facts import Cover, text_at
from ingest.cover.relations import REPLACE
from ingest.lines import Line
from kg.identifiers import find_numbers, fold, narrow
from kg.model import Evidence, Text

# "本规程经国家计量局于 1984 年 4 月 20 日批准": the body stands before the day.
_APPROVED = re.compile(
    r"经\s*(?P<who>[\u4e00-\u9fff\s]{3,30}?(?:局|部|委员会|委|厅))\s*于?\s*(?:" + DATE.pattern + r")\s*(?:批\s*准|发\s*布)"
)


def inner_page(behind: Sequence[Line]) -> Sequence[Line]:
    """The lines behind the cover that speak of this document alone; an announcement (公告) lists others too."""
    return () if any("公告" in re.sub(r"\s+", "", line.text) for line in behind[:6]) else behind


def replaced_in(inner: Sequence[Line]) -> list[Line]:
    """The lines of the box that name what is replaced: the first holds 代替 and a number, others a number each."""
    first = next((i for i, line in enumerate(inner) if re.search(REPLACE.pattern + r"\s*[A-Z]", fold(line.text))), None)
    if first is None:
        return []
    listed = takewhile(lambda line: sum(e - s for _, s, e in find_numbers(line.text)) > 0.6 * len(line.text), inner[first + 1 :])
    return [inner[first], *listed]


def read_inner_title(result: Cover, inner: Sequence[Line]) -> None:
    """The English title printed only behind the cover, under the Chinese one."""
    if result.title_en is not None or result.title_zh is None:
        return
    squeezed = re.sub(r"\s+", "", result.title_zh.value)
    below = list(dropwhile(lambda line: squeezed not in re.sub(r"\s+", "", narrow(line.text)), inner))[1:]
    english = list(takewhile(lambda line: re.search(r"[A-Za-z]{3,}", line.text) and not re.search(r"[\u4e00-\u9fff]", line.text), below))
    if english and not any(list(find_numbers(line.text)) for line in english):
        quote = "\n".join(line.text for line in english)
        place = Evidence(english[0].page, english[0].start, english[-1].end, quote)
        result.title_en = Text(re.sub(r"\s+", " ", quote).strip(), place)


def read_approval(result: Cover, inner: Sequence[Line]) -> None:
    """The body that a sentence names as approving, for covers that name none."""
    for line in inner:
        if match := _APPROVED.search(fold(line.text)):
            result.issuers.append(text_at(line, match.start("who"), match.end("who"), re.sub(r"\s+", "", match["who"])))
            return
