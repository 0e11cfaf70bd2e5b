from __future__ import annotations

from dataclasses import replace

from ingest.confidence import with_confidence
from ingest.lines import Line
from kg.model import Evidence, Limit, NumberFact, Operator, StandardDocument, Text

LINES = (Line("read well", 1, 0, confidence=0.999), Line("read badly", 1, 10, confidence=0.4), Line("also well", 1, 21, confidence=0.99))


def document(*spans: tuple[int, int]) -> StandardDocument:
    facts = tuple(NumberFact("GB 1-2020", Evidence(1, start, end, "")) for start, end in spans)
    return StandardDocument("a.pdf", "0" * 64, "pdf", 1, "pdf+ocr/1", replaces=facts, title_zh=Text("题", Evidence(1, 0, 4, "")))


def test_a_fact_is_as_certain_as_the_line_it_stands_in() -> None:
    read = with_confidence(document((0, 4), (12, 15), (21, 30)), LINES)
    assert [fact.at.confidence for fact in read.replaces] == [0.999, 0.4, 0.99]
    assert read.title_zh is not None and read.title_zh.at.confidence == 0.999


def test_a_fact_over_several_lines_is_as_certain_as_the_worst() -> None:
    assert with_confidence(document((5, 25)), LINES).replaces[0].at.confidence == 0.4


def test_a_line_break_belongs_to_no_line() -> None:
    assert with_confidence(document((5, 10)), LINES).replaces[0].at.confidence == 0.999


def test_what_was_doubted_before_stays_doubted() -> None:
    doubted = document((21, 25))
    doubted = replace(doubted, replaces=(replace(doubted.replaces[0], at=Evidence(1, 21, 25, "", 0.2)),))
    assert with_confidence(doubted, LINES).replaces[0].at.confidence == 0.2


def test_a_document_with_a_text_layer_is_left_alone() -> None:
    sure = document((0, 4))
    assert with_confidence(sure, tuple(replace(line, confidence=1.0) for line in LINES)) is sure


def test_a_limit_whose_number_is_disputed_is_no_fact() -> None:
    def limit(start: int) -> Limit:
        return Limit("4", None, None, None, "油烟", Operator.AT_MOST, 2.0, "mg/m3", None, None, None, Evidence(1, start, start + 2, ""))

    disputed = replace(document(), limits=(limit(0), limit(12)))
    assert [one.at.start for one in with_confidence(disputed, LINES).limits] == [0]
