"""What scans of old standards need: rims of sheets, repeated heads, long lists of what is replaced; and memory over long files."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.cover.facts import Cover
from ingest.cover.relations import read_replaced
from ingest.lines import Line, SourceCell
from ingest.readers.ocr.rules import within_page
from ingest.readers.page.grid import grid_of
from ingest.readers.page.page import Rule
from ingest.readers.pdf.open_file import PAGES_AT_ONCE, OpenPdf
from ingest.tables.continuation import Rows, without_repeated_head
from tests.ingest.test_ocr import FONTS, saved, sheet


def lines(*texts: str) -> list[Line]:
    found, start = [], 0
    for text in texts:
        found.append(Line(text, 1, start))
        start += len(text) + 1
    return found


def rows(*texts: tuple[str, ...]) -> Rows:
    return tuple(tuple(SourceCell(text) for text in row) for row in texts)


def test_the_rim_of_a_scanned_sheet_is_no_rule_of_a_table() -> None:
    table = [Rule(50, 700, 530, 700), Rule(50, 100, 50, 700)]
    rim = [Rule(594, 0, 594, 842), Rule(0, 1, 441, 1), Rule(570, 0, 570, 10)]
    assert within_page([*table, *rim], 595, 842) == table


def test_a_stroke_that_sticks_out_of_a_grid_makes_no_column() -> None:
    level = [Rule(50, y, 500, y) for y in (700, 650, 600, 550)]
    upright = [Rule(x, 550, x, 700) for x in (50, 200, 500)]
    grid = grid_of([*level[:2], Rule(50, 600, 530, 600), level[3]], upright, 10.0)
    assert grid is not None and grid.columns == 2


def test_a_repeated_head_with_a_misread_character_is_a_head() -> None:
    head = rows(("序号", "污染物", "浓度", "速率"))
    more = rows(("序号", "污门染物", "浓度", "速率"), ("9", "某物", "0.5", "1.2"))
    assert without_repeated_head(more, head) == more[1:]


def test_a_row_of_values_is_no_repeated_head() -> None:
    head = rows(("序号", "甲", "乙", "2"))
    more = rows(("序号", "甲", "乙", "12"))
    assert without_repeated_head(more, head) == more


def test_a_list_of_replaced_numbers_goes_on_over_many_lines_at_the_head_of_the_text() -> None:
    cover = Cover()
    block = lines(
        "代替 GB 101—83、GB 102—84、", "GB 103—84、GB 104—84、", "GB 105—85、", "GB 106—85、", "GB 107—85、", "GBJ 8—73 各标准中的废水部分"
    )
    read_replaced(cover, [], block)
    assert [fact.value for fact in cover.replaces][:2] == ["GB 101-1983", "GB 102-1984"]
    assert len(cover.replaces) == 8
    assert all(fact.partial for fact in cover.replaces)


def test_standards_listed_below_a_sentence_are_replaced() -> None:
    cover = Cover()
    read_replaced(
        cover, [], lines("下列各标准由本标准代替：", "GB 201—83 某类工厂排放标准", "GB 202—84 另一类工厂排放标准", "本标准由某部提出。")
    )
    assert [(fact.value, fact.partial) for fact in cover.replaces] == [("GB 201-1983", False), ("GB 202-1984", False)]


@pytest.mark.skipif(not FONTS, reason="no Chinese font on this machine to draw a scan with")
def test_a_file_opened_anew_gives_the_same_pages(tmp_path: Path) -> None:
    document = OpenPdf(saved(tmp_path / "a.pdf", sheet(), sheet()))
    sizes = [document[index].get_size() for index in range(len(document))]
    document.before_page(PAGES_AT_ONCE)
    assert [document[index].get_size() for index in range(len(document))] == sizes
    document.close()
