"""Tables as a standard states them: number, caption, unit, head, notes, marks, parts on several pages, the place of every cell."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.lines import Line, SourceCell, SourceTable, SourceText
from ingest.readers.page.page import Char, Page, Rule
from ingest.tables.captions import parse_caption
from ingest.tables.heads import header_rows, with_half_row
from ingest.tables.notes import split_marks
from ingest.tables.tables import read_tables
from kg.model import AnnexKind, Clause, Evidence, Table
from tests.ingest.drawn_pages import filled, grid, level, page, read, words

XS = (60.0, 160.0, 260.0, 360.0)


def drawn(cells: Sequence[Sequence[str]], top: float = 700.0) -> tuple[list[list[Char]], list[Rule]]:
    """A ruled table from ``top`` downwards, rows of 20 points."""
    ys = [top - 20 * k for k in range(len(cells) + 1)]
    return filled(cells, XS, ys), grid(XS, ys)


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def tables_of(*pages: Page) -> tuple[tuple[Table, ...], SourceText]:
    source, _ = read(*pages)
    whole = Evidence(2, 0, len(source.text), "4 要求")
    return read_tables(source, [Clause("4", "要求", 1, AnnexKind.NORMATIVE, None, "", whole)]), source


HEAD = ["项目", "一级", "二级"]
BODY = [["铅", "0.1", "0.2"], ["锌", "1.0", "2.0"]]


def test_number_caption_and_unit_stand_above_the_table() -> None:
    chars, rules = drawn([HEAD, *BODY])
    (table,), _ = tables_of(page(words("表 2 金属限值", 150, 730), words("单位：mg/L", 300, 712), *chars, rules=rules))
    assert (table.number, table.caption, table.unit, table.clause) == ("表2", "金属限值", "mg/L", "4")
    assert [[cell.text for cell in row] for row in table.header] == [HEAD]
    assert texts(table) == BODY


def test_a_caption_may_hold_the_unit_or_go_on_in_a_second_line() -> None:
    chars, rules = drawn([HEAD, *BODY])
    (table,), _ = tables_of(page(words("表A.1 金属限值（单位：毫克/升）", 120, 712), *chars, rules=rules))
    assert (table.number, table.caption, table.unit) == ("表A.1", "金属限值", "毫克/升")
    (table,), _ = tables_of(page(words("表 3 某类企业排放的", 140, 726), words("金属限值", 185, 712), *chars, rules=rules))
    assert table.caption == "某类企业排放的金属限值"


def test_the_unit_may_stand_over_the_caption_or_half_a_line_higher_beside_it_or_alone_in_brackets() -> None:
    chars, rules = drawn([HEAD, *BODY])
    for height in (727, 716):
        (table,), _ = tables_of(page(words("单位：mg/L", 300, height), words("表 2 金属限值", 150, 712), *chars, rules=rules))
        assert (table.number, table.caption, table.unit) == ("表2", "金属限值", "mg/L"), height
    (table,), _ = tables_of(page(words("表 2 金属限值", 150, 727), words("（mg/L）", 320, 712), *chars, rules=rules))
    assert (table.caption, table.unit) == ("金属限值", "mg/L")
    (table,), _ = tables_of(page(words("表 2 声级限值（dB(A)）", 150, 712), *chars, rules=rules))
    assert table.unit == "dB(A)"
    (table,), _ = tables_of(page(words("单位：t", 300, 760), words("表 2 金属限值（A）", 150, 712), *chars, rules=rules))
    assert table.unit is None


def test_a_line_may_say_what_the_values_are_parts_of() -> None:
    chars, rules = drawn([HEAD, *BODY])
    (table,), _ = tables_of(page(words("表 2 金属限值", 150, 727), words("以质量分数表示（%）", 260, 712), *chars, rules=rules))
    assert (table.number, table.unit) == ("表2", "%")


def test_a_unit_may_stand_alone_at_the_right_as_standards_of_the_1980s_print_it() -> None:
    chars, rules = drawn([HEAD, *BODY])
    for height in (726, 712):
        (table,), _ = tables_of(page(words("表 1", 200, height), words("mm", 345, 712), *chars, rules=rules))
        assert (table.number, table.caption, table.unit) == ("表1", None, "mm"), height
    (table,), _ = tables_of(page(words("表 1 尺寸", 150, 712), words("mm", 345, 712), *chars, rules=rules))
    assert (table.caption, table.unit) == ("尺寸", "mm")
    (table,), _ = tables_of(page(words("表 1 型式 NQ", 150, 712), *chars, rules=rules))
    assert (table.caption, table.unit) == ("型式 NQ", None)


def test_the_first_row_over_all_columns_may_be_the_caption() -> None:
    chars, rules = drawn([["", "", ""], HEAD, *BODY])
    rules = [rule for rule in rules if not (rule.x0 == rule.x1 and 60 < rule.x0 < 360 and rule.y1 == 700)]
    (table,), _ = tables_of(page(words("表5 金属限值", 170, 686), *chars, rules=rules))
    assert (table.number, table.caption, len(table.header), len(table.rows)) == ("表5", "金属限值", 1, 2)


def test_sentences_about_tables_are_no_captions() -> None:
    for text in ("表1规定了限值。", "表 3 列出的废水", "表2中的数值", "表面处理", "表 1 要求。"):
        found = parse_caption(text)
        assert found is None or found.number is None, text


def test_the_only_table_of_an_annex_may_carry_its_letter_alone() -> None:
    found = parse_caption("表 A 毒性当量因子")
    assert found is not None and (found.number, found.words) == ("表A", "毒性当量因子")
    for text in ("表A类产品的要求", "表 A 给出了因子。", "表 A 级要求"):
        other = parse_caption(text)
        assert other is None or other.number is None, text


def test_continued_captions_are_told() -> None:
    for text in ("表 Ｃ．１（续）", "表 1（续）", "续表1", "表1 金属限值（续）", "续表", "表A.2(续)"):
        found = parse_caption(text)
        assert found is not None and found.continued, text


def test_a_table_that_goes_on_with_a_repeated_head_is_one_table() -> None:
    first, rules = drawn([HEAD, BODY[0]], 140)
    second, more = drawn([HEAD, BODY[1]], 760)
    tables, source = tables_of(
        page(words("表 2 金属限值", 150, 155), *first, rules=rules), page(words("续表", 300, 772), *second, rules=more, number=3)
    )
    (table,) = tables
    assert texts(table) == BODY
    assert [row[0].at.page for row in table.rows if row[0].at] == [2, 3]
    assert all(cell.at and source.text[cell.at.start : cell.at.end] == cell.text for row in table.rows for cell in row)


def test_a_table_goes_on_at_the_head_of_the_next_page_without_a_word() -> None:
    first, rules = drawn([HEAD, BODY[0]], 140)
    second, more = drawn([BODY[1]], 780)
    (table,), _ = tables_of(page(words("表 2 金属限值", 150, 155), *first, rules=rules), page(*second, rules=more, number=3))
    assert texts(table) == BODY


def test_an_empty_first_cell_at_the_head_of_a_page_belongs_to_the_row_before() -> None:
    first, rules = drawn([["项目", "方法", "编号"], ["铅", "原子吸收法", "GB 1"]], 140)
    second, more = drawn([["", "示波极谱法", "GB 2"], ["锌", "比色法", "GB 3"]], 780)
    (table,), _ = tables_of(page(words("表 2 方法", 150, 155), *first, rules=rules), page(*second, rules=more, number=3))
    assert texts(table)[1] == ["铅", "示波极谱法", "GB 2"]


def test_a_merged_cell_whose_words_stand_on_the_next_page_only_is_filled_upwards() -> None:
    body = [["1", "铅", "吸收法"], ["2", "锌", "比色法"], ["", "", "重量法"]]
    first, rules = drawn([["序号", "项目", "方法"], *body], 140)
    second, more = drawn([["3", "油类", "光度法"], ["4", "铜", "极谱法"]], 780)
    (table,), _ = tables_of(page(words("表 2 方法", 150, 155), *first, rules=rules), page(*second, rules=more, number=3))
    assert texts(table)[2:4] == [["3", "油类", "重量法"], ["3", "油类", "光度法"]]
    for here, there in (("0.2", "0.7"), ("水", "气")):
        first, rules = drawn([HEAD, ["铅", "0.1", here], ["锌", "1.0", ""]], 140)
        second, more = drawn([["铜", "0.5", there]], 780)
        (table,), _ = tables_of(page(words("表 2 限值", 150, 155), *first, rules=rules), page(*second, rules=more, number=3))
        assert texts(table)[1] == ["锌", "1.0", ""]


def test_tables_side_by_side_have_each_their_own_caption() -> None:
    left, right = (60.0, 120.0, 180.0), (300.0, 360.0, 420.0)
    ys = (700.0, 680.0, 660.0)
    rules = [*grid(left, ys), *grid(right, ys)]
    chars = [*filled([["铅", "0.1"], ["锌", "1.0"]], left, ys), *filled([["镍", "0.4"], ["银", "0.2"]], right, ys)]
    tables, _ = tables_of(page(words("表 1 甲厂", 80, 712), words("表 2 乙厂", 330, 712), *chars, rules=rules))
    assert [(table.number, table.caption) for table in tables] == [("表1", "甲厂"), ("表2", "乙厂")]
    assert [table.rows[-1][0].text for table in tables] == ["锌", "银"]


def test_a_new_caption_begins_a_new_table() -> None:
    first, rules = drawn([HEAD, BODY[0]], 700)
    second, more = drawn([HEAD, BODY[1]], 600)
    tables, _ = tables_of(page(words("表 1 甲", 150, 712), *first, words("表 2 乙", 150, 612), *second, rules=[*rules, *more]))
    assert [table.number for table in tables] == ["表1", "表2"]


def test_notes_in_the_frame_and_below_it_are_no_rows() -> None:
    chars, rules = drawn([HEAD, *BODY, ["", "", ""]])
    rules = [rule for rule in rules if not (rule.x0 == rule.x1 and 60 < rule.x0 < 360 and rule.y0 == 620)]
    raised = words("a", 64, 608, 6.0)
    (table,), _ = tables_of(
        page(
            words("表 2 金属限值", 150, 712),
            *chars,
            words("注：在排放口测定。", 64, 626),
            raised,
            words("仅用于新建企业。", 68, 604),
            rules=rules,
        )
    )
    assert texts(table) == BODY
    assert [(note.mark, note.text) for note in table.notes] == [(None, "在排放口测定。"), ("a", "仅用于新建企业。")]


def test_a_three_line_table_cut_by_the_end_of_the_page_has_its_last_rule_on_the_next() -> None:
    ys = (140.0, 120.0, 100.0)
    first = [words("表 2 金属限值", 150, 152), *filled([HEAD, BODY[0]], XS, ys)]
    second = filled([HEAD, BODY[1]], XS, (780.0, 760.0, 740.0))
    rules = [[level(60, 360, 140), level(60, 360, 120)], [level(60, 360, y) for y in (780.0, 760.0, 740.0)]]
    (table,), _ = tables_of(page(*first, rules=rules[0]), page(*second, rules=rules[1], number=3))
    assert [[cell.text for cell in row] for row in table.header] == [HEAD]
    assert (table.number, texts(table)) == ("表2", BODY)


def test_notes_in_the_frame_of_a_three_line_table_are_no_rows() -> None:
    rules = [level(60, 360, 700), level(60, 360, 680), level(60, 360, 600)]
    chars = filled([HEAD, *BODY], XS, (700.0, 680.0, 660.0, 640.0))
    notes = [words("注：这些数值按日均值考核，采样点设在车间的排放口。", 64, 624), words("说明：仅用于新建企业。", 64, 608)]
    (table,), _ = tables_of(page(words("表 2 金属限值", 150, 712), *chars, *notes, rules=rules))
    assert texts(table) == BODY
    assert [(note.mark, note.text) for note in table.notes] == [
        (None, "这些数值按日均值考核，采样点设在车间的排放口。"),
        (None, "仅用于新建企业。"),
    ]


def test_marks_of_footnotes_are_taken_from_the_words() -> None:
    known = frozenset({"1", "2"})
    assert split_marks("甲醛^1)", known) == ("甲醛", ("1",))
    assert split_marks("30^a,b", known) == ("30", ("a", "b"))
    assert split_marks("20（1）", known) == ("20", ("1",))
    assert split_marks("苯系物^注1", known) == ("苯系物", ("注1",))


def test_exponents_and_brackets_are_no_marks() -> None:
    for text in ("32000/f^2", "10^-5", "5×10^5", "功率密度（W/m2）", "氮氧化物（以NO2计）", "67/f^1/2"):
        assert split_marks(text, frozenset({"1", "2", "5"})) == (text, ())


def rows_of(*rows: Sequence[str]) -> list[list[SourceCell]]:
    """Rows in which ``<`` stands for the cell at the left and ``^`` for the one above."""
    made: list[list[SourceCell]] = []
    for r, row in enumerate(rows):
        made.append([])
        for c, text in enumerate(row):
            if text == "<":
                made[r].append(made[r][c - 1])
            elif text == "^":
                made[r].append(made[r - 1][c])
            else:
                made[r].append(SourceCell(text, 100 * r + 10 * c, 100 * r + 10 * c + len(text)) if text else SourceCell(""))
    return made


def test_the_head_goes_as_far_down_as_its_merged_cells() -> None:
    assert header_rows(rows_of(["序号", "项目", "限值", "<"], ["^", "^", "昼间", "夜间"], ["1", "噪声", "55", "45"])) == 2
    assert header_rows(rows_of(["项目", "速率", "<", "<"], ["^", "15 m", "<", "30 m"], ["^", "一", "二", "一"], ["苯", "1", "2", "3"])) == 3


def test_a_row_that_names_the_parts_of_a_merged_cell_and_a_row_of_units_belong_to_the_head() -> None:
    assert header_rows(rows_of(["项目", "限值", "<"], ["", "一级", "二级"], ["铅", "1", "2"])) == 2
    assert header_rows(rows_of(["项目", "浓度", "速率"], ["", "mg/m3", "kg/h"], ["铅", "1", "2"])) == 2


def test_a_cell_over_two_columns_of_the_body_makes_no_second_row_of_the_head() -> None:
    assert header_rows(rows_of(["对象", "<", "浓度"], ["气体", "<", "500"], ["液体", "易挥发", "500"])) == 1


def test_one_head_row_is_the_rule_and_a_form_has_none() -> None:
    assert header_rows(rows_of(["项目", "限值"], ["铅", "1"], ["锌", "2"])) == 1
    assert header_rows(rows_of(["单位名称", "", "", ""], ["地点", "", "坐标", ""], ["时间", "", "气象", ""])) == 0


def test_a_format_that_says_its_head_and_caption_is_believed() -> None:
    lines = (Line("表 1 限值", 1, 0), Line("项目\t值", 1, 7, table=0), Line("铅\t1", 1, 12, table=0))
    cells = ((SourceCell("项目", 7, 9), SourceCell("值", 10, 11)), (SourceCell("铅", 12, 13), SourceCell("1", 14, 15)))
    source = SourceText("docx", "test/1", 1, lines, (SourceTable(1, 7, 15, cells, 1, "表 1 限值"),))
    (table,) = read_tables(source, [])
    assert (table.number, table.caption, len(table.header), len(table.rows), table.clause) == ("表1", "限值", 1, 1, None)


def test_a_table_behind_the_text_belongs_to_the_clause_that_refers_to_it() -> None:
    chars, rules = drawn([HEAD, *BODY])
    source, _ = read(
        page(words("4 要求见表 2。", 60, 700), words("5 监督", 60, 600), number=2),
        page(words("表 2 金属限值", 150, 712), *chars, rules=rules, number=3),
    )
    four, five = (next(line.start for line in source.lines if line.text.startswith(number)) for number in "45")
    clauses = [
        Clause("4", None, 1, AnnexKind.NORMATIVE, None, "", Evidence(2, four, five - 1, "4")),
        Clause("5", None, 1, AnnexKind.NORMATIVE, None, "", Evidence(2, five, len(source.text), "5")),
    ]
    assert [table.clause for table in read_tables(source, clauses)] == ["4"]


def test_a_second_label_above_the_values_belongs_to_the_head() -> None:
    rows = rows_of(["种类", "猪", "<", "鸡", "<"], ["季节", "冬季", "夏季", "冬季", "夏季"], ["标准值", "2.5", "3.5", "0.8", "1.2"])
    assert header_rows(rows) == 2


def test_a_letter_with_a_bracket_below_a_table_is_a_footnote_only_if_a_cell_points_to_it() -> None:
    chars, rules = drawn([HEAD, *BODY])
    below = words("a) 仅用于新建企业。", 64, 625)
    (table,), _ = tables_of(page(words("表 2 金属限值", 150, 712), *chars, below, rules=rules))
    assert table.notes == ()
    raised = [*words("铅", 164 - 100, 666), *words("a)", 74, 670, 6.0)]
    chars, rules = drawn([HEAD, ["", "0.1", "0.2"], BODY[1]])
    (table,), _ = tables_of(page(words("表 2 金属限值", 150, 712), *chars, raised, below, rules=rules))
    assert [note.mark for note in table.notes] == ["a"] and table.rows[0][0].marks == ("a",)


def test_a_list_whose_first_row_is_as_the_others_has_no_head() -> None:
    assert header_rows(rows_of(["GB/T 15432", "颗粒物 重量法"], ["HJ 604", "总烃 直接进样"], ["HJ 38", "总烃 气相色谱"])) == 0
    assert header_rows(rows_of(["1", "铅", "0.1"], ["2", "锌", "1.0"], ["3", "铜", "0.5"])) == 0
    assert header_rows(rows_of(["环境温度", "（20±5）℃"], ["相对湿度", "≤85 %"], ["电源", "220 V±10 %"])) == 0
    assert header_rows(rows_of(["项目", "2 h 均值"], ["温度", "20 ℃"], ["湿度", "50 %"])) == 1
    assert header_rows(rows_of(["项目", "限值"], ["温度", "20 ℃"], ["湿度", "50 %"])) == 1


def test_a_head_that_goes_down_below_one_heading_only_takes_the_names_from_the_row_that_holds_values_beside_them() -> None:
    rows = tuple(
        tuple(row)
        for row in rows_of(
            ["指标", "温度", "一氧化碳", "<", "效率"], ["限值", "≥850", "小时均值", "日均值", "≥99.9%"], ["^", "^", "≤100", "≤80", "^"]
        )
    )
    head, body = with_half_row(rows[:1], rows[1:])
    assert [[cell.text for cell in row] for row in head] == [
        ["指标", "温度", "一氧化碳", "一氧化碳", "效率"],
        ["指标", "温度", "小时均值", "日均值", "效率"],
    ]
    assert [[cell.text for cell in row] for row in body] == [["限值", "≥850", "≤100", "≤80", "≥99.9%"]]
