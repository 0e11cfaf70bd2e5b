"""参考文献、索引、附加说明, and the imprint at the foot of a first page: printed in the body, and no part of any clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clauses.engineering import QUOTED, WORDING
from ingest.clauses.numbers import ANNEX
from ingest.cover.dates import DATE
from ingest.lines import Line
from kg.identifiers import fold

_BIBLIOGRAPHY = re.compile(
    r"参\s*考\s*文\s*献|(?:汉语拼音|中文|英文(?:对应词)?|汉英|条文?)?\s*索\s*引|(?:相关)?规章和规范历次制\s*[(（]\s*修\s*[)）]\s*订情况"
)
_COLOPHON = re.compile(r"附\s*加\s*说\s*明\s*[:：]?")
_IMPRINT = re.compile(
    r"[\u4e00-\u9fff\s]{0,30}"
    + DATE.pattern.replace("?P<", "?P<i")
    + r"\s*(?:发\s*布|批\s*准)\s*"
    + DATE.pattern
    + r"\s*(?:实\s*施|施\s*行)"
)


@dataclass(frozen=True, slots=True)
class BackMatter:
    """The body without its back matter; the lines of 附加说明 (who drafted, in standards before 1993); the imprint; 引用标准名录."""

    body: list[Line]
    colophon: list[Line]
    imprint: list[Line]
    quoted: list[Line]


def part_back_matter(body: Sequence[Line]) -> BackMatter:
    """Takes the back matter out of a body. A bibliography goes on to the next annex, 附加说明 to the end."""
    kept: list[Line] = []
    colophon: list[Line] = []
    imprint: list[Line] = []
    quoted: list[Line] = []
    inside = ""
    for line in body:
        text = fold(line.text).strip()
        if _COLOPHON.fullmatch(text) and kept:
            inside = "colophon"
        elif inside != "colophon" and _BIBLIOGRAPHY.fullmatch(text) and kept and line.table is None:
            inside = "bibliography"
        elif inside != "colophon" and kept and line.table is None and (WORDING.fullmatch(text) or QUOTED.fullmatch(text)):
            inside = "quoted" if QUOTED.fullmatch(text) else "wording"
            continue
        elif inside in ("bibliography", "quoted", "wording") and (match := ANNEX.match(text)) and len(match["rest"]) < 40:
            inside = ""
        if inside == "colophon":
            colophon.append(line)
        elif inside == "quoted":
            quoted.append(line)
        elif inside in ("bibliography", "wording"):
            continue
        elif line.page <= 2 and _IMPRINT.fullmatch(text):
            # Until the 1980s standards had no cover: approval and date stand at the foot of their first page.
            imprint.append(line)
        else:
            kept.append(line)
    return BackMatter(kept, colophon, imprint, quoted)
