"""What a cover says, while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.lines import Line
from kg.model import Adoption, Day, Evidence, Finding, NumberFact, Text


@dataclass(slots=True)
class Cover:
    """What cover, foreword and running heads say."""

    number: Text | None = None
    other_numbers: list[NumberFact] = field(default_factory=list)
    title_zh: Text | None = None
    title_en: Text | None = None
    issued: Day | None = None
    effective: Day | None = None
    ics: list[Text] = field(default_factory=list)
    ccs: list[Text] = field(default_factory=list)
    issuers: list[Text] = field(default_factory=list)
    committee: Text | None = None
    drafters: list[Text] = field(default_factory=list)
    replaces: list[NumberFact] = field(default_factory=list)
    replaced_by: list[NumberFact] = field(default_factory=list)
    adopts: list[Adoption] = field(default_factory=list)
    draft: Text | None = None
    digest: Text | None = None
    findings: list[Finding] = field(default_factory=list)


def text_at(line: Line, start: int, end: int, value: str | None = None) -> Text:
    """The characters [start, end) of a line as a fact; ``value`` where it reads otherwise than it is printed."""
    quote = line.text[start:end]
    return Text(quote if value is None else value, Evidence(line.page, line.start + start, line.start + end, quote))
