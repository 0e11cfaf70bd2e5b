"""题名中的被测项目: what the title of a method standard says that it determines (… 非甲烷总烃的测定 …)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ingest.measured.names import joined, looks_like_measurand
from ingest.measured.sameness import alike
from kg.identifiers import find_numbers
from kg.model import Clause, MeasurandMention, Text

_REFERENCES: Final = re.compile(r"规范性引用|引用(?:文件|标准)")
# "…限值及测量方法" bounds as well; "… 的测定" determines one thing.
_OF_METHOD: Final = re.compile(r"(?P<names>[^\s，。；;]+?)的测定(?=\s|$|[^的])")
_DETERMINES: Final = re.compile(r"(?P<names>[^\s，。；;]+?)的?(?:测定|测量方法|检测方法)(?=\s|$|[^的])")


def determined_by_title(clauses: Sequence[Clause]) -> dict[str, tuple[str, ...]]:
    """Number of a document in the clause of references -> the characteristics that its title says are determined."""
    found: dict[str, tuple[str, ...]] = {}
    for clause in clauses:
        if clause.level != 1 or not _REFERENCES.search(joined(clause.heading or "")):
            continue
        hits = list(find_numbers(clause.text))
        ends = [start for _, start, _ in hits[1:]] + [len(clause.text)][: len(hits)]
        for (number, _, end), after in zip(hits, ends, strict=True):
            title = re.sub(r"\n", " ", clause.text[end:after]).strip()
            match = _DETERMINES.search(title)
            if match is not None:
                names = re.split(r"[、和及与]", re.sub(r".*(?:中|内)(?=[^中内]{2,}$)", "", match["names"]))
                found[number.canonical] = tuple(name for name in names if looks_like_measurand(name))
    return found


def determined_by(title: Text | None) -> Iterator[MeasurandMention]:
    """What the title of the document itself says that it determines (… 低浓度颗粒物的测定 重量法)."""
    match = _OF_METHOD.search(title.value) if title is not None else None
    if title is None or match is None:
        return
    # "食品中铊的测定": one element behind the matrix.
    for name in re.split(r"[、和及与]", re.sub(r".*(?:中|内)(?=[^中内]+$)", "", match["names"])):
        # "多元素含量" and "8 种元素" count what they do not name.
        if looks_like_measurand(name) and not re.match(r"[多各\d]|若干", name):
            yield MeasurandMention(name, title.at)


def regulated_among(titles: Mapping[str, tuple[str, ...]], number: str, regulated: Sequence[str]) -> tuple[str, ...]:
    """Those of the document's own regulated characteristics that the standard ``number`` determines by its title."""
    return tuple(name for name in regulated if any(alike(name) & alike(said) for said in titles.get(number, ())))
