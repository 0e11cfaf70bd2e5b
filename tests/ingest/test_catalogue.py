"""Tables of bibliographic facts: which column says what, and what of a row is believed."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ingest.catalogue.headers import Field, field_of
from ingest.catalogue.reading import read_catalogue
from ingest.catalogue.wire import from_wire, to_wire
from kg.catalogue import Catalogue, CatalogueRow
from kg.errors import UnreadableDocument


def catalogue(tmp_path: Path, *rows: Sequence[str], name: str = "目录.csv") -> Catalogue:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return read_catalogue(path)


def workbook(tmp_path: Path, *sheets: Sequence[Sequence[object]]) -> Catalogue:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(list(row))
    book.save(tmp_path / "目录.xlsx")
    return read_catalogue(tmp_path / "目录.xlsx")


def only(read: Catalogue) -> CatalogueRow:
    assert len(read.rows) == 1
    return read.rows[0]


def codes(read: Catalogue) -> list[str]:
    return [finding.code for finding in read.findings]


# -- heads ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("标准号", Field.NUMBER),
        ("标准编号", Field.NUMBER),
        ("Standard No.", Field.NUMBER),
        ("standard_number", Field.NUMBER),
        ("标 准 名 称", Field.TITLE_ZH),
        ("英文名称", Field.TITLE_EN),
        ("发布日期（年-月-日）", Field.ISSUED),
        ("生效日期", Field.EFFECTIVE),
        ("Effective Date", Field.EFFECTIVE),
        ("作废日期", Field.WITHDRAWN),
        ("标准状态", Field.STATUS),
        ("代替标准号", Field.REPLACES),
        ("Supersedes", Field.REPLACES),
        ("被代替", Field.REPLACED_BY),
        ("被替代标准", Field.REPLACED_BY),
        ("替代为", Field.REPLACED_BY),
        ("Replaced by", Field.REPLACED_BY),
        ("采用国际标准号", Field.ADOPTED),
        ("一致性程度", Field.DEGREE),
        ("中国标准分类号", Field.CCS),
        ("ＩＣＳ", Field.ICS),
        ("归口单位", Field.COMMITTEE),
        ("主管部门", Field.ISSUER),
        ("出处", Field.SOURCE),
        ("是否核实", Field.VERIFIED),
        ("备注", None),
    ],
)
def test_heads_are_known_in_chinese_and_english_whatever_their_blanks_and_signs(word: str, field: Field | None) -> None:
    assert field_of(word) is field


def test_lines_above_the_head_give_the_title_and_the_day_of_the_table(tmp_path: Path) -> None:
    read = catalogue(tmp_path, ["木器标准目录"], ["来源 木器协会；截至 2026年8月31日"], ["标准号", "标准名称"], ["GB 99001-2024", "木勺"])
    assert (read.title, read.as_of and read.as_of.value) == ("木器标准目录", date(2026, 8, 31))
    assert only(read).row == 4


def test_the_day_of_the_table_is_read_from_the_line_just_above_the_head(tmp_path: Path) -> None:
    read = catalogue(tmp_path, ["截至 2026-08-31"], ["标准号", "标准名称"], ["GB 99001-2024", "木勺"])
    assert read.as_of is not None and read.text[read.as_of.at.start : read.as_of.at.end] == "截至 2026-08-31"


def test_a_head_of_two_lines_with_merged_cells_is_one_head(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["木器标准"],
        ["序号", "标准", None, "日期", None, "代替标准", None],
        [None, "编号", "名称", "发布", "实施", "编号", "名称"],
        [1, "GB 99001-2024", "木勺", date(2024, 3, 15), date(2024, 10, 1), "GB 99001-2008", "木勺和木叉"],
    ):
        sheet.append(row)
    for area in ("A1:G1", "A2:A3", "B2:C2", "D2:E2", "F2:G2"):
        sheet.merge_cells(area)
    book.save(tmp_path / "a.xlsx")
    row = only(read_catalogue(tmp_path / "a.xlsx"))
    assert (row.number.value, row.title_zh and row.title_zh.value) == ("GB 99001-2024", "木勺")
    assert (row.issued and row.issued.value, row.effective and row.effective.value) == (date(2024, 3, 15), date(2024, 10, 1))
    assert [one.value for one in row.replaces] == ["GB 99001-2008"]


def test_a_second_table_below_the_first_has_its_own_head(tmp_path: Path) -> None:
    read = catalogue(
        tmp_path, ["标准号", "发布日期"], ["GB 99001-2024", "2024-03-15"], [], ["编号", "实施日期"], ["GB 99002-2024", "2024-10-01"]
    )
    assert [(row.number.value, row.issued is not None, row.effective is not None) for row in read.rows] == [
        ("GB 99001-2024", True, False),
        ("GB 99002-2024", False, True),
    ]


def test_a_head_that_is_printed_again_on_the_next_page_is_no_row(tmp_path: Path) -> None:
    head = ["标准号", "标准名称"]
    read = catalogue(tmp_path, head, ["GB 99001-2024", "木勺"], head, ["GB 99002-2024", "铁勺"])
    assert len(read.rows) == 2 and not read.findings


def test_every_sheet_is_read_and_a_sheet_without_numbers_is_passed_over(tmp_path: Path) -> None:
    read = workbook(
        tmp_path,
        [["说明"], ["本表供查新"]],
        [["标准号", "标准名称"], ["GB 99001-2024", "木勺"]],
        [["number", "title"], ["GB 99002-2024", "铁勺"]],
    )
    assert [(row.sheet, row.row) for row in read.rows] == [(2, 2), (3, 2)]
    assert codes(read) == ["sheet_passed_over"]


def test_a_plain_list_of_numbers_with_titles_behind_them_is_a_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("GB 99001-2024 木勺\nJJG 99002-2015 勺秤检定规程\n", encoding="utf-8")
    read = read_catalogue(path)
    assert [row.number.value for row in read.rows] == ["GB 99001-2024", "JJG 99002-2015"]


def test_one_column_may_hold_number_and_title(tmp_path: Path) -> None:
    row = only(catalogue(tmp_path, ["标准编号及名称", "备注"], ["JJG 99002-2015 勺秤检定规程", ""]))
    assert row.title_zh is not None and row.title_zh.value == "勺秤检定规程" == row.title_zh.at.quote


def test_a_table_without_numbers_is_refused_with_the_heads_it_has_and_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        catalogue(tmp_path, ["姓名", "电话"], ["张", "123"])
    assert caught.value.code == "no_number_column"
    assert "姓名" in str(caught.value) and "标准名称" in str(caught.value)


# -- cells ----------------------------------------------------------------------------------


def test_every_fact_stands_at_its_cell_in_the_text_of_the_catalogue(tmp_path: Path) -> None:
    read = catalogue(
        tmp_path,
        ["标准号", "标准名称", "发布日期", "实施日期", "状态", "代替标准", "ICS", "CCS", "主管部门", "归口单位", "来源"],
        [
            "GB/T 99001-2024",
            "木勺\n和 木叉",
            "2024-03-15",
            "2024-10-01",
            "现行",
            "GB/T 99001-2008；GB 99009-1999（部分代替）",
            "97.040.60",
            "Y73",
            "国标委",
            "TC 1",
            "公告 3",
        ],
    )
    row = only(read)
    facts = [row.title_zh, row.issued, row.effective, row.stated_status, *row.replaces, *row.ics, *row.ccs, *row.issuers, row.committee]
    for fact in (row.number, *facts, row.source):
        assert fact is not None
        assert read.text[fact.at.start : fact.at.end] == fact.at.quote
    assert row.title_zh is not None and row.title_zh.value == "木勺 和 木叉"
    assert [(one.value, one.partial) for one in row.replaces] == [("GB/T 99001-2008", False), ("GB 99009-1999", True)]
    assert read.text.count("\n") == 1


@pytest.mark.parametrize(
    "cell",
    [
        "2014-05-16",
        "2014.5.16",
        "2014年5月16日",
        "20140516",
        "2014/5/16",
        "41775",
        "2014-05-16 00:00:00",
        "２０１４-０５-１６",
        "2014年5月16日起实施",
    ],
)
def test_a_day_is_read_in_every_form_that_tables_use(tmp_path: Path, cell: str) -> None:
    row = only(catalogue(tmp_path, ["标准号", "实施日期"], ["GB 99001-2014", cell]))
    assert row.effective is not None and row.effective.value == date(2014, 5, 16)


@pytest.mark.parametrize("cell", ["2014-05", "2014", "2014-13-01", "2014-02-30", "自发布之日起", "3014-05-16", "2014-05-15T16:00:00.000Z"])
def test_what_names_no_day_is_said_and_left_out(tmp_path: Path, cell: str) -> None:
    read = catalogue(tmp_path, ["标准号", "标准名称", "实施日期"], ["GB 99001-2014", "木勺", cell])
    row = only(read)
    assert row.effective is None and row.title_zh is not None
    assert codes(read) == ["not_a_day"]


def test_a_row_whose_number_cannot_be_read_is_said_with_its_place_and_the_rest_is_kept(tmp_path: Path) -> None:
    read = workbook(
        tmp_path,
        [["标准号", "标准名称"], ["GB 99001-2024", "木勺"]],
        [["标准号", "标准名称"], ["GB 锟斤拷", "铁勺"], ["GB 99003-2024", "铜勺"]],
    )
    assert [row.number.value for row in read.rows] == ["GB 99001-2024", "GB 99003-2024"]
    assert [(f.code, f.place) for f in read.findings] == [("not_a_number", "第 2 个工作表 第 2 行 sheet 2, row 2")]


@pytest.mark.parametrize(
    ("cells", "width"),
    [
        (["GB 99001-2024", "木勺", "木叉", "2024-03-15", "2024-10-01", "GB 99001-2008"], 5),
        (["GB 99001-2024", "木勺", "不锈钢叉", "2024-03-15", "2024-10-01"], 5),
        (["GB 99001-2024", "1", "4-丁二醇勺", "2024-03-15"], 4),
    ],
)
def test_of_a_row_that_an_unquoted_comma_shifted_only_the_number_is_kept(tmp_path: Path, cells: list[str], width: int) -> None:
    head = ["标准号", "标准名称", "发布日期", "实施日期", "代替标准"][:width]
    path = tmp_path / "a.csv"
    path.write_text(",".join(head) + "\n" + ",".join(cells) + "\n", encoding="utf-8")
    read = read_catalogue(path)
    row = only(read)
    assert (row.number.value, row.title_zh, row.issued, row.effective, row.replaces) == ("GB 99001-2024", None, None, None, ())
    assert codes(read) == ["misaligned"]


def test_a_note_beside_the_table_of_a_workbook_shifts_nothing(tmp_path: Path) -> None:
    read = workbook(tmp_path, [["标准号", "标准名称"], ["GB 99001-2024", "木勺", "请复核"]])
    title = only(read).title_zh
    assert title is not None and title.value == "木勺"
    assert codes(read) == ["beyond_head"]


def test_an_edition_that_takes_effect_before_it_is_issued_is_said(tmp_path: Path) -> None:
    read = catalogue(tmp_path, ["标准号", "发布日期", "实施日期"], ["GB 99001-2024", "2024-10-01", "2024-03-15"])
    assert codes(read) == ["dates_order"]


def test_a_day_in_the_place_of_a_title_is_no_title(tmp_path: Path) -> None:
    read = catalogue(tmp_path, ["标准号", "标准名称"], ["GB 99001-2024", "2024年3月15日"])
    assert only(read).title_zh is None
    assert codes(read) == ["not_a_title"]


def test_a_number_that_is_listed_twice_with_other_facts_is_said(tmp_path: Path) -> None:
    head = ["标准号", "标准名称", "代替标准"]
    same = catalogue(tmp_path, head, ["GB 99001-2024", "木勺", ""], ["GB 99001-2024", "木勺", "GB 99001-2008"])
    other = catalogue(tmp_path, head, ["GB 99001-2024", "木勺", ""], ["GB 99001-2024", "铁勺", ""])
    assert codes(same) == []
    assert codes(other) == ["listed_twice"]
    assert len(other.rows) == 2


# -- relations ------------------------------------------------------------------------------


def replacements(read: Catalogue) -> tuple[list[str], list[str]]:
    row = only(read)
    return [one.value for one in row.replaces], [one.value for one in row.replaced_by]


@pytest.mark.parametrize("cell", ["GB 99002-2008;GB 99003-2008", "GB 99002-2008、GB 99003-2008", "GB 99002-2008，GB 99003-2008", "GB 99002-2008\nGB 99003-2008", "GB 99002-2008 GB 99003-2008"])  # fmt: skip
def test_one_cell_may_name_several_replaced_standards(tmp_path: Path, cell: str) -> None:
    assert replacements(catalogue(tmp_path, ["标准号", "代替标准"], ["GB 99001-2024", cell])) == (["GB 99002-2008", "GB 99003-2008"], [])


@pytest.mark.parametrize("head", ["被代替标准号", "被替代标准", "替代标准号", "替代"])
def test_a_head_that_may_mean_either_direction_is_decided_by_the_years(tmp_path: Path, head: str) -> None:
    assert replacements(catalogue(tmp_path, ["标准号", head], ["GB 99001-2015", "GB 99001-2008"])) == (["GB 99001-2008"], [])
    assert replacements(catalogue(tmp_path, ["标准号", head], ["GB 99001-2015", "GB 99001-2024"])) == ([], ["GB 99001-2024"])


def test_where_neither_head_nor_year_tells_the_direction_the_relation_is_left_out(tmp_path: Path) -> None:
    read = catalogue(tmp_path, ["标准号", "被代替标准号"], ["GB 99001-2015", "GB 99002"])
    assert replacements(read) == ([], [])
    assert codes(read) == ["replacement_unclear"]


def test_nothing_is_said_to_replace_what_is_newer(tmp_path: Path) -> None:
    read = catalogue(tmp_path, ["标准号", "代替标准", "被代替"], ["GB 99001-2015", "GB 99002-2024", "GB 99003-2001"])
    assert replacements(read) == ([], [])
    assert codes(read) == ["replacement_backwards", "replacement_backwards"]


def adopted(read: Catalogue) -> list[tuple[str, str]]:
    return [(one.number, one.degree) for one in only(read).adopts]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["ISO 9001:2015", "IDT"], [("ISO 9001:2015", "IDT")]),
        (["ISO 9001:2015", "等同采用"], [("ISO 9001:2015", "IDT")]),
        (["ISO 9001:2015，MOD", ""], [("ISO 9001:2015", "MOD")]),
        (["idt ISO 9001:2015", ""], [("ISO 9001:2015", "IDT")]),
        (["ISO 9001:2015（非等效）", ""], [("ISO 9001:2015", "NEQ")]),
        (["ISO 9001:2015,IDT;IEC 60204-1:2016,MOD", ""], [("ISO 9001:2015", "IDT"), ("IEC 60204-1:2016", "MOD")]),
        (["ISO 9001:2015;IEC 60204-1:2016", "IDT;MOD"], [("ISO 9001:2015", "IDT"), ("IEC 60204-1:2016", "MOD")]),
        (["ISO 9001:2015;IEC 60204-1:2016,MOD", ""], [("IEC 60204-1:2016", "MOD")]),
        (["ISO 9001:2015", ""], []),
        (["ISO 9001:2025", "IDT"], []),
        (["IEC 60204-1:2016+A1:2025", "IDT"], []),
    ],
)
def test_an_adoption_has_the_degree_beside_it_or_none_and_is_never_older_than_what_it_adopts(
    tmp_path: Path, cells: list[str], expected: list[tuple[str, str]]
) -> None:
    read = catalogue(tmp_path, ["标准号", "采用国际标准号", "采标程度"], ["GB/T 99001-2020", *cells])
    assert adopted(read) == expected


# -- who says so ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "cells", "verified"),
    [
        ("木器目录", ["是", "公告"], True),
        ("木器目录", ["", ""], True),
        ("木器目录", ["否", "公告"], False),
        ("木器目录", ["未核实", "公告"], False),
        ("木器目录", ["", "转抄，未核实"], False),
        ("木器目录，未核实", ["", "公告"], False),
    ],
)
def test_rows_that_nobody_checked_say_so(tmp_path: Path, above: str, cells: list[str], verified: bool) -> None:
    read = catalogue(tmp_path, [above], ["标准号", "标准名称", "核实", "来源"], ["GB 99001-2024", "木勺", *cells])
    assert only(read).verified is verified


def test_what_leaves_the_sandbox_keeps_that_a_row_is_not_checked_and_that_a_replacement_is_partial(tmp_path: Path) -> None:
    read = catalogue(
        tmp_path,
        ["截至 2026-08-31"],
        ["标准号", "标准名称", "代替标准", "采标号", "废止日期", "核实"],
        ["GB 99001-2024", "木勺", "GB 99002-2008（部分代替）", "ISO 9001:2015,MOD", "2026-01-01", "否"],
    )
    assert not only(read).verified and only(read).replaces[0].partial
    assert from_wire(json.loads(json.dumps(to_wire(read)))) == read


# -- products -------------------------------------------------------------------------------


def test_a_catalogue_of_products_has_codes_levels_and_programs(tmp_path: Path) -> None:
    head = ["产品大类", "产品名称", "产品代码", "管理类别", "自我声明"]
    read = catalogue(
        tmp_path,
        head,
        ["厨具", "电木勺", "9901;9902", "第Ⅱ类", "**"],
        ["厨具", "电木叉", "9903", "Ⅲ", "程序Ａ"],
        ["厨具", "木碗", "9904", "", ""],
    )
    assert [[code.value for code in row.codes] for row in read.products] == [["9901", "9902"], ["9903"], ["9904"]]
    assert [(row.level and row.level.value, row.self_declaration and row.self_declaration.value) for row in read.products] == [
        ("II", "B"),
        ("III", "A"),
        (None, None),
    ]
    assert not read.findings


def test_a_portal_export_in_json_is_a_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    rows = [
        {
            "stdCode": "GB/T 99001-2024",
            "cName": "木勺",
            "eName": "Wooden spoons",
            "issueDate": "2024-03-15",
            "actDate": "2024-10-01",
            "state": "现行",
        }
    ]
    path.write_text(json.dumps({"total": 1, "rows": rows}, ensure_ascii=False), encoding="utf-8")
    row = only(read_catalogue(path))
    assert (row.title_en and row.title_en.value, row.effective and row.effective.value) == ("Wooden spoons", date(2024, 10, 1))


def test_a_year_in_a_column_of_its_own_belongs_to_the_number(tmp_path: Path) -> None:
    read = catalogue(tmp_path, ("标准代号", "年号", "标准名称"), ("GB 99805", "2019", "虚构塔"), ("GB 99806", "2020", "虚构桥"))
    assert [row.number.value for row in read.rows] == ["GB 99805-2019", "GB 99806-2020"]


def test_the_table_that_the_readme_shows_is_understood(tmp_path: Path) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("## 目录 · Catalogues") :]
    path = tmp_path / "目录.csv"
    path.write_text(section[section.index("```text\n") + 8 : section.index("\n```\n", 10)], encoding="utf-8")
    read = read_catalogue(path)
    (row,) = read.rows
    assert read.as_of is not None and read.as_of.value == date(2026, 10, 1) and not read.findings
    assert [(one.value, one.partial) for one in row.replaces] == [("GB 99801-2010", False), ("GB 99802-2012", True)]


@pytest.mark.parametrize("head", ("标准号", "规程编号", "方法标准编号", "number", "standard no", "标准名称", "英文名称", "title_en", "废止日期", "有效性", "新标准号", "replaced by", "采标程度", "核实", "截至", "as of"))  # fmt: skip
def test_the_heads_that_the_readme_names_are_known(head: str) -> None:
    assert field_of(head) is not None
