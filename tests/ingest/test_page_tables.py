"""Tables of a page: ruled in every manner, three-line and borderless; and what is no table."""

from __future__ import annotations

from ingest.readers.page.page import Char
from tests.ingest.drawn_pages import filled, grid, level, page, read, upright, words

XS = (60.0, 160.0, 260.0, 360.0)
YS = (700.0, 680.0, 660.0, 640.0)
CELLS = [["项目", "一级", "二级"], ["铅", "0.1", "0.2"], ["锌", "1.0", "2.0"]]


def test_a_grid_of_rules_is_a_table_with_a_cell_between_each_four() -> None:
    _, tables = read(page(*filled(CELLS, XS, YS), rules=grid(XS, YS)))
    assert tables == [tuple(tuple(row) for row in CELLS)]


def test_each_cell_knows_its_characters_in_the_document_text() -> None:
    source, _ = read(page(words("前文一行。", 60, 760), *filled(CELLS, XS, YS), rules=grid(XS, YS)))
    for row in source.tables[0].rows:
        for cell in row:
            assert source.text[cell.start : cell.end] == cell.text


def test_cells_side_by_side_stay_one_line_that_names_its_table() -> None:
    source, _ = read(page(words("前文一行。", 60, 760), *filled(CELLS, XS, YS), rules=grid(XS, YS)))
    assert [line.text for line in source.lines] == ["前文一行。", "项目  一级  二级", "铅  0.1  0.2", "锌  1.0  2.0"]
    assert [line.table for line in source.lines] == [None, 0, 0, 0]


def test_a_cell_over_two_columns_and_one_over_two_rows_stand_wherever_they_cover() -> None:
    rules = [level(60, 360, 700), level(160, 360, 680), level(60, 360, 660), level(60, 360, 640)]
    rules += [upright(60, 640, 700), upright(160, 640, 700), upright(260, 640, 680), upright(360, 640, 700)]
    words_ = [words("项目", 64, 676), words("限值", 220, 686), words("一级", 164, 666), words("二级", 264, 666)]
    source, tables = read(page(*words_, *filled([["", "", ""], ["", "", ""], ["锌", "1", "2"]], XS, YS), rules=rules))
    assert tables == [(("项目", "限值", "限值"), ("项目", "一级", "二级"), ("锌", "1", "2"))]
    head = source.tables[0].rows[0]
    assert head[1] == head[2] and source.tables[0].rows[1][0] == head[0]


def test_double_rules_and_bars_drawn_as_two_edges_are_one_rule() -> None:
    rules = [*grid(XS, YS), level(60, 360, 698), level(60, 360, 642), upright(62, 640, 700), upright(358, 640, 700)]
    _, tables = read(page(*filled(CELLS, XS, YS), rules=rules))
    assert [len(row) for row in tables[0]] == [3, 3, 3]


def test_a_table_without_side_rules_has_its_outer_columns() -> None:
    rules = [level(60, 360, y) for y in YS] + [upright(x, 640, 700) for x in XS[1:-1]]
    _, tables = read(page(*filled(CELLS, XS, YS), rules=rules))
    assert tables == [tuple(tuple(row) for row in CELLS)]


def test_lines_within_a_cell_are_joined_without_a_blank_in_chinese_and_with_one_in_latin() -> None:
    ys = (700.0, 680.0, 640.0)
    cell = [words("污染物排放", 64, 664), words("监控位置", 64, 650), words("total", 164, 664), words("lead", 164, 650)]
    _, tables = read(page(*filled([["项目", "名称", "值"]], XS, ys), *cell, words("3", 264, 657), rules=grid(XS, ys)))
    assert tables[0][1] == ("污染物排放监控位置", "total lead", "3")


def test_unruled_rows_between_upright_rules_are_told_apart_by_their_baselines() -> None:
    rules = [level(60, 360, 700), level(60, 360, 680), level(60, 360, 600)] + [upright(x, 600, 700) for x in XS]
    body = [["铅", "0.1", "0.2"], ["锌", "1.0", "2.0"], ["铜", "0.5", "0.7"], ["镍", "0.4", "0.9"]]
    ys = (700.0, 680.0, 660.0, 640.0, 620.0, 600.0)
    _, tables = read(page(*filled([CELLS[0], *body], XS, ys), rules=rules))
    assert tables == [tuple(tuple(row) for row in [CELLS[0], *body])]


def entries(names: list[str], first: list[str], second: list[str]) -> list[list[Char]]:
    """Lines of one cell of each column, 12 points apart."""
    columns = zip(XS, (names, first, second), strict=False)
    return [words(text, x + 4, 668 - 12 * k) for x, column in columns for k, text in enumerate(column)]


def test_values_that_stand_line_by_line_in_the_cells_of_one_row_are_rows() -> None:
    ys = (700.0, 680.0, 640.0, 620.0, 600.0, 580.0, 560.0)
    around = filled([["名称", "甲", "乙"], ["", "", ""], *[["锌", "1", "2"]] * 4], XS, ys)
    _, (table,) = read(page(*around, *entries(["2,3-A", "3,4-A"], ["0.1", "0.05"], ["1", "0.5"]), rules=grid(XS, ys)))
    assert table[1:3] == (("2,3-A", "0.1", "1"), ("3,4-A", "0.05", "0.5"))
    assert len(table) == 7


def test_wrapped_names_and_words_do_not_make_rows() -> None:
    ys = (700.0, 680.0, 640.0, 620.0, 600.0, 580.0, 560.0)
    around = filled([["名称", "甲", "乙"], ["", "", ""], *[["锌", "1", "2"]] * 4], XS, ys)
    for cells in (
        (["二氧化硫与三氧化硫", "的总量"], ["0.1", "0.2"], ["1", "2"]),
        (["铅", "镉"], ["应每日", "监测"], ["1", "2"]),
        (["铅", "镉"], ["0.1"], ["1"]),
    ):
        _, (table,) = read(page(*around, *entries(*cells), rules=grid(XS, ys)))
        assert len(table) == 6, cells


def test_three_level_rules_make_a_table_whose_columns_stand_in_the_white_space() -> None:
    rules = [level(60, 360, 700), level(60, 360, 680), level(60, 360, 640)]
    source, tables = read(page(words("表 1 限值", 180, 715), *filled(CELLS, XS, YS), rules=rules))
    assert tables == [tuple(tuple(row) for row in CELLS)]
    assert source.tables[0].header_rows == 1


def test_a_short_rule_below_a_heading_of_a_three_line_table_spans_its_columns() -> None:
    rules = [level(60, 360, 700), level(165, 360, 680), level(60, 360, 660), level(60, 360, 620)]
    ys = (700.0, 680.0, 660.0, 640.0, 620.0)
    chars = [
        words("限值", 240, 686),
        words("项目", 64, 676),
        *filled([["", "", ""], ["", "一级", "二级"], ["铅", "0.1", "0.2"], ["锌", "1.0", "2.0"]], XS, ys),
    ]
    source, tables = read(page(words("表 1 限值", 180, 715), *chars, rules=rules))
    assert tables == [(("项目", "限值", "限值"), ("项目", "一级", "二级"), ("铅", "0.1", "0.2"), ("锌", "1.0", "2.0"))]
    assert source.tables[0].header_rows == 2


def test_short_rules_that_touch_are_shared_out_among_the_headings_that_stand_in_their_middle() -> None:
    xs = (60.0, 140.0, 220.0, 300.0, 380.0, 460.0)
    ys = (700.0, 680.0, 660.0, 640.0, 620.0)
    rules = [level(60, 460, 700), level(140, 460, 680), level(60, 460, 660), level(60, 460, 620)]
    body = [["", "", "", "", ""], ["", "浓度", "速率", "浓度", "速率"], ["铅", "0.1", "0.2", "0.3", "0.4"], ["锌", "1", "2", "3", "4"]]
    chars = [words("新建", 210, 686), words("现有", 370, 686), words("项目", 64, 676), *filled(body, xs, ys)]
    _, (table,) = read(page(words("表 1 限值", 220, 715), *chars, rules=rules))
    assert table[:2] == (("项目", "新建", "新建", "现有", "现有"), ("项目", "浓度", "速率", "浓度", "速率"))


def test_wrapped_cells_of_a_three_line_table_are_told_from_rows_by_the_space_between() -> None:
    rules = [level(60, 400, 700), level(60, 400, 680), level(60, 400, 590)]
    head = [words("序号", 64, 686), words("要求", 200, 686), words("方法", 330, 686)]
    first = [words("应每日监测一次", 180, 666), words("并保存记录", 180, 654), words("1", 64, 660), words("称量", 330, 660)]
    second = [words("2", 64, 636), words("在线", 180, 636), words("电极", 330, 636)]
    third = [words("3", 64, 612), words("每周", 180, 612), words("红外分光", 330, 618), words("光度法", 330, 606)]
    _, (table,) = read(page(words("表 1 要求", 200, 715), *head, *first, *second, *third, rules=rules))
    cells = [tuple(cell.replace(" ", "") for cell in row) for row in table[1:]]
    assert cells == [("1", "应每日监测一次并保存记录", "称量"), ("2", "在线", "电极"), ("3", "每周", "红外分光光度法")]


def test_a_narrow_three_line_table_is_found_below_its_caption() -> None:
    rules = [level(260, 340, y) for y in (700.0, 680.0, 660.0)]
    chars = filled([["等级", "温度"], ["A", "105"]], (260.0, 300.0, 340.0), (700.0, 680.0, 660.0))
    text = words("正文写满整行的一句话，一直写到纸的右边为止，它比下面的表宽得多，因而表只占一小部分。", 60, 760)
    assert read(page(text, words("表 1 温度", 275, 712), *chars, rules=rules))[1] == [(("等级", "温度"), ("A", "105"))]


def test_lines_in_columns_below_a_caption_are_a_table_without_any_rule() -> None:
    chars = filled([*CELLS, ["铜", "0.5", "0.7"]], XS, (700.0, 685.0, 670.0, 655.0, 640.0))
    _, tables = read(
        page(words("表 3 水质要求", 170, 715), *chars, words("以下是一个普通的段落，它从左边写到右边，不属于任何表格。", 60, 600))
    )
    assert tables == [(*(tuple(row) for row in CELLS), ("铜", "0.5", "0.7"))]


def test_paragraphs_below_a_caption_are_no_table() -> None:
    lines = [words("这里只有文字而没有列，句子写满整行，一直到右边的边缘为止。", 60, 700 - 16 * k) for k in range(5)]
    assert read(page(words("表 3 见下页", 170, 720), *lines))[1] == []


def test_columns_without_a_caption_or_a_rule_are_no_table() -> None:
    assert read(page(*filled(CELLS, XS, YS)))[1] == []


def test_a_frame_around_the_page_is_no_table() -> None:
    lines = [words("框内的普通文字，写成一个段落，没有表格。", 60, 700 - 20 * k) for k in range(8)]
    rules = [level(40, 560, 800), level(40, 560, 40), upright(40, 40, 800), upright(560, 40, 800)]
    assert read(page(*lines, rules=rules))[1] == []


def test_rules_of_the_running_head_and_of_the_footnotes_are_no_table() -> None:
    lines = [words("正文  有时  也有  空白，但它不是表格。", 60, 700 - 20 * k) for k in range(8)]
    assert read(page(*lines, rules=[level(60, 540, 790), level(60, 540, 60), level(60, 160, 120)]))[1] == []


def test_a_raster_with_no_words_in_it_is_a_figure() -> None:
    xs, ys = [100.0 + 20 * k for k in range(10)], [700.0 - 20 * k for k in range(10)]
    assert read(page(words("图 1 曲线", 150, 480), words("0", 90, 700), rules=grid(xs, ys)))[1] == []


def test_boxes_joined_by_arrows_are_a_figure() -> None:
    boxes = [*grid((100.0, 200.0), (700.0, 670.0)), *grid((100.0, 200.0), (640.0, 610.0)), *grid((300.0, 400.0), (640.0, 610.0))]
    arrows = [upright(150, 640, 670), level(200, 300, 625)]
    chars = [words("开始", 130, 680), words("检测", 130, 620), words("结束", 330, 620)]
    assert read(page(*chars, words("图 2 流程", 200, 580), rules=[*boxes, *arrows]))[1] == []


def test_the_same_table_is_found_at_twice_the_size() -> None:
    xs, ys = [2 * x for x in XS], [2 * y for y in YS]
    chars = [words(text, xs[c] + 8, ys[r + 1] + 12, 20.0) for r, row in enumerate(CELLS) for c, text in enumerate(row)]
    rules = [*grid(xs, ys), level(xs[0], xs[-1], ys[0] - 4)]
    assert read(page(*chars, rules=rules))[1] == [tuple(tuple(row) for row in CELLS)]


def test_joined_boxes_of_a_diagram_are_no_table() -> None:
    boxes = [*filled(CELLS, XS, YS)]
    _, tables = read(page(*boxes, words("应用", 90, 600), words("图 4 模型", 160, 560), rules=grid(XS, YS)))
    assert tables == []


def test_a_table_without_caption_above_a_figure_of_its_own_stays_one() -> None:
    between = words("模型由策略和规则组成，见下图所示的结构。", 60, 600)
    _, tables = read(page(*filled(CELLS, XS, YS), between, words("图 4 模型", 160, 560), rules=grid(XS, YS)))
    assert len(tables) == 1
