"""Raised and lowered characters: marks and exponents with ^, units and formulas plain, numbers of clauses and standards untouched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.lines import Line
from ingest.readers.page.furniture import mark_furniture
from ingest.readers.page.page import Char
from tests.ingest.drawn_pages import EM, page, read, words


def line_of(*runs: tuple[str, float, float]) -> str:
    """One line from runs of (text, size, shift of the baseline), set close to each other."""
    chars: list[Char] = []
    x = 100.0
    for text, size, shift in runs:
        own = words(text, x, 500 + shift, size)
        chars += own
        x = own[-1].x1
    source, _ = read(page(chars))
    assert len(source.lines) == 1, [line.text for line in source.lines]
    return source.lines[0].text


UP, DOWN, SMALL = 4.0, -2.0, 6.0


@pytest.mark.parametrize(
    ("runs", "printed"),
    [
        ((("10", EM, 0), ("-5", SMALL, UP)), "10^-5"),
        ((("30", EM, 0), ("a", SMALL, UP)), "30^a"),
        ((("甲醛", EM, 0), ("1)", SMALL, UP)), "甲醛^1)"),
        ((("规定", EM, 0), ("[2]", SMALL, UP)), "规定^[2]"),
        ((("mg/m", EM, 0), ("3", SMALL, UP)), "mg/m3"),
        ((("面积5 m", EM, 0), ("2", SMALL, UP)), "面积5 m2"),
        ((("3 s", EM, 0), ("-1", SMALL, UP)), "3 s-1"),
        ((("COD", EM, 0), ("Cr", SMALL, DOWN)), "CODCr"),
        ((("SO", EM, 0), ("2", SMALL, DOWN), ("浓度", EM, 0)), "SO2浓度"),
        ((("NH", EM, 0), ("3", SMALL, DOWN), ("-N", EM, 0)), "NH3-N"),
        ((("L", EM, 0), ("eq", SMALL, DOWN)), "Leq"),
        ((("a", SMALL, UP), ("苯系物包括三种。", EM, 0)), "^a苯系物包括三种。"),
    ],
)
def test_small_shifted_characters_are_written_by_what_they_stand_behind(runs: tuple[tuple[str, float, float], ...], printed: str) -> None:
    assert line_of(*runs) == printed


@pytest.mark.parametrize(
    ("runs", "printed"),
    [
        ((("4", EM, 0), (".2.1", 0.9 * EM, 0.8), ("要求", EM, 0)), "4.2.1要求"),
        ((("GB/T ", EM, 0), ("1.1", 0.85 * EM, 0.5)), "GB/T1.1"),
        ((("2014", 0.75 * EM, 0.5), ("年", EM, 0), ("7", 0.75 * EM, 0.5), ("月", EM, 0)), "2014年7月"),
    ],
)
def test_digits_of_another_font_a_little_higher_are_no_superscripts(runs: tuple[tuple[str, float, float], ...], printed: str) -> None:
    assert line_of(*runs) == printed


def test_a_mark_raised_far_joins_the_word_it_touches_not_the_line_of_the_next_column() -> None:
    high = words("（2）", 120, 506.6, 6.0)
    source, _ = read(page(words("600", 105, 500), high, words("说明", 200, 505)))
    assert any(line.text.startswith("600^（2）") for line in source.lines)


def test_a_bracketed_mark_in_front_of_a_note_is_higher_than_chinese_marks_and_stays_in_its_line() -> None:
    mark = [Char(text, x, x + 3.0, 507.7, 8.8, False) for text, x in (("(", 100.0), ("b", 103.0), (")", 106.0))]
    source, _ = read(page(mark, words("多氯代物。", 109.5, 500)))
    assert [line.text for line in source.lines] == ["(b)多氯代物。"]


def test_a_column_of_short_cells_in_a_table_is_no_word_along_the_margin() -> None:
    column = [Line(text, 2, 0, (60.0, 700.0 - 20 * k, 70.0, 710.0 - 20 * k), 10.0) for k, text in enumerate("一二三四五六七")]
    around = [Line("正文的一行", 2, 0, (60.0, y, 200.0, y + 10), 10.0) for y in (760.0, 740.0, 500.0, 480.0)]
    alone = mark_furniture([[*around[:2], *column, *around[2:]]])
    assert [line.text for line in alone if line.furniture] == list("一二三四五六七")
    ruled = [replace(line, table=0) for line in column]
    assert not any(line.furniture for line in mark_furniture([[*around[:2], *ruled, *around[2:]]]))
