"""查新: citations judged over a small graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.readers.limits import Limits
from kg.errors import BadRequest, UnreadableDocument
from kg.model import NumberFact
from kg.store_oxigraph import OxigraphStore
from search_api.check.checker import check_file, check_list, check_text
from search_api.check.output import annotated, results_csv
from search_api.check.titles import same_title
from tests.search.collection import COLLECTION, document, put

NEXT_BOILER = document("GB 13271-2027", "锅炉大气污染物排放标准", issued="2026-06-01", effective="2027-01-01", replaces=("GB 13271-2014",))
PART = document("GB/T 99750.1-2020", "虚构水 第1部分：总则", title_en="Fictional water — Part 1: General", effective="2020-07-01")
OTHER_PART = document("GB/T 99750.2-2020", "虚构水 第2部分：采样", effective="2020-07-01")
AT = date(2026, 11, 22)


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    made = OxigraphStore()
    put(made, *COLLECTION, NEXT_BOILER, PART, OTHER_PART)
    return made


def row(store: OxigraphStore, text: str, day: date = AT) -> dict[str, Any]:
    (one,) = check_list(store, [text], day)["citations"]
    assert isinstance(one, dict) and "\n" not in one["message"] and " · " in one["message"]
    return one


def test_every_row_has_the_shape_of_the_contract(store: OxigraphStore) -> None:
    answer = check_list(store, ["GB 13271-2001 锅炉大气污染物排放标准", "什么也不是", "", "GB 13271"], AT)
    assert set(answer) == {"at", "citations", "summary"} and len(answer["citations"]) == 4
    contract = {"raw", "place", "number", "title", "status", "edition_in_force", "replaced_by", "title_matches", "message"}
    assert all(contract <= set(one) for one in answer["citations"])
    assert answer["summary"] == {
        "citations": 4,
        "distinct": 2,
        "current": 1,
        "upcoming": 0,
        "superseded": 1,
        "withdrawn": 0,
        "unknown": 2,
        "wrong_titles": 0,
    }


def test_a_superseded_edition_names_what_replaced_it_and_when(store: OxigraphStore) -> None:
    one = row(store, "ＧＢ 13271—2001《锅炉大气污染物排放标准》")
    assert (one["status"], one["edition_in_force"], one["replaced_by"]) == ("superseded", "GB 13271-2014", ["GB 13271-2014"])
    assert one["title_matches"] is True and one["replacements"][0]["start"] == "2014-07-01"
    assert "GB 13271-2014（2014-07-01 起）代替" in one["message"] and "superseded by GB 13271-2014 from 2014-07-01" in one["message"]


def test_the_day_decides(store: OxigraphStore) -> None:
    statuses = {
        day: row(store, "GB 13271-2014", date.fromisoformat(day))["status"]
        for day in ("2014-06-30", "2014-07-01", "2026-12-31", "2027-01-01")
    }
    assert list(statuses.values()) == ["upcoming", "current", "current", "superseded"]
    coming = row(store, "GB 13271-2027")
    assert (coming["status"], coming["edition_in_force"]) == ("upcoming", "GB 13271-2014") and "2027-01-01" in coming["message"]
    assert "GB 13271-2027（2027-01-01 起）" in row(store, "GB 13271-2014")["message"]


def test_an_undated_number_means_the_edition_in_force(store: OxigraphStore) -> None:
    one = row(store, "GB 13271")
    assert (one["number"], one["status"], one["edition_in_force"]) == ("GB 13271", "current", "GB 13271-2014")


def test_what_the_graph_does_not_know_is_unknown_with_what_it_does_know(store: OxigraphStore) -> None:
    year = row(store, "GB 13271-2019")
    assert (year["status"], year["title_matches"]) == ("unknown", None)
    assert "2019" in year["message"] and "GB 13271-2001、GB 13271-2014" in year["message"] and "现行 GB 13271-2014" in year["message"]
    number = row(store, "GB 98765-2019")
    assert number["status"] == "unknown" and "图谱中没有 GB 98765-2019" in number["message"]
    stub = row(store, "GB/T 16157-1996")
    assert stub["status"] == "unknown"


def test_a_title_of_another_number_is_wrong_and_that_number_is_named(store: OxigraphStore) -> None:
    wrong = row(store, "GB 12348-2008 锅炉大气污染物排放标准")
    assert (wrong["status"], wrong["title_matches"]) == ("current", False)
    assert "工业企业厂界环境噪声排放标准" in wrong["message"] and "GB 13271-2014" in wrong["message"]
    mistyped = row(store, "GB 98765-2014 锅炉大气污染物排放标准")
    assert (mistyped["status"], mistyped["title_matches"]) == ("unknown", False) and "GB 13271-2014" in mistyped["message"]
    assert row(store, "GB 12348-2008 厂界噪声")["title_matches"] is False
    assert row(store, "GB 12348-2008")["title_matches"] is None


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("虚构水　第一部分：总则", "虚构水 第1部分：总则"),
        ("虚构水第 1 部分 总则", "虚构水 第1部分：总则"),
        ("虚构水(第1部分)总则", "虚构水 第1部分：总则"),
        ("FICTIONAL WATER - PART 1: GENERAL", "Fictional water — Part 1: General"),
        ("虚构水 第1部分：总则 Fictional water - Part 1", "虚构水 第1部分：总则"),
        ("虚构水 第1部分：总则（Fictional water）", "虚构水 第1部分：总则"),
        ("虚构水 第十二部分：总则（含第1号修改单）", "虚构水 第12部分：总则"),
    ],
)
def test_titles_differ_by_signs_only(printed: str, known: str) -> None:
    assert same_title(printed, [known]) is True
    assert same_title(printed, ["虚构水 第11部分：总则"]) is False


def test_several_numbers_in_one_line_are_one_row_with_each_of_them(store: OxigraphStore) -> None:
    one = row(store, "GB 13271-2001、GB 12348-2008")
    assert (one["number"], one["status"]) == ("GB 13271-2001", "superseded")
    assert [(m["number"], m["status"]) for m in one["numbers"]] == [("GB 13271-2001", "superseded"), ("GB 12348-2008", "current")]
    parts = row(store, "GB/T 99750.1～2 虚构水")
    assert (parts["status"], parts["title_matches"], len(parts["numbers"])) == ("current", True, 2)
    series = row(store, "GB/T 99750（所有部分）")
    assert (series["status"], [m["edition_in_force"] for m in series["numbers"]]) == ("current", ["GB/T 99750.1-2020", "GB/T 99750.2-2020"])


def test_an_adopted_number_stands_beside(store: OxigraphStore) -> None:
    one = row(store, "GB 12348-2008/ISO 98765:2007")
    assert (one["number"], one["also"], one["status"]) == ("GB 12348-2008", ["ISO 98765:2007"], "current")


def test_a_line_that_is_no_citation_says_so(store: OxigraphStore) -> None:
    for text, words in (("hello", "没有读出标准编号"), ("", "空白"), ("GB 13271-20l4", "乱码"), ("虚构管理条例", "《虚构管理条例》")):
        one = row(store, text)
        assert (one["number"], one["status"]) == (None, "unknown") and words in one["message"], text


def test_text_from_a_pipe_is_a_list_unless_it_is_prose(store: OxigraphStore) -> None:
    assert len(check_text(store, "GB 13271-2001\n\nhello\n", AT)["citations"]) == 2
    prose = check_text(store, "本方案按GB 13271-2001编制。\n联系人见封面。\n", AT)["citations"]
    assert [(one["place"], one["number"]) for one in prose] == [("第1行 line 1", "GB 13271-2001")]


def test_too_long_a_list_is_refused(store: OxigraphStore) -> None:
    with pytest.raises(BadRequest, match="more than 10,000"):
        check_list(store, ["GB 1"] * 10_001, AT)


def test_a_file_is_read_in_the_sandbox_and_comes_back_with_the_answer(store: OxigraphStore, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("编号,名称\nGB 13271-2001,锅炉大气污染物排放标准\nGB 12348-2008,锅炉\n", encoding="utf-8")
    answer, anchors = check_file(store, path, AT, Limits())
    assert (answer["file"], answer["format"]) == ("list.csv", "csv")
    assert [(one["place"], one["status"], one["title_matches"]) for one in answer["citations"]] == [
        ("A2", "superseded", True),
        ("A3", "current", False),
    ]
    back = annotated(path, answer, anchors, Limits(), ".csv").decode("utf-8-sig").splitlines()
    assert back[0] == "编号,名称,状态 status,现行版本 edition in force,代替 replaced by,说明 note"
    assert back[1].startswith("GB 13271-2001,锅炉大气污染物排放标准,被代替 superseded,GB 13271-2014,GB 13271-2014,")
    with pytest.raises(BadRequest, match=r"\.xlsx"):
        annotated(path, answer, anchors, Limits(), ".xlsx")


def test_a_file_that_cannot_be_read_is_refused_in_one_line(store: OxigraphStore, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"")
    with pytest.raises(UnreadableDocument, match="empty"):
        check_file(store, path, AT, Limits())


def test_results_hold_no_formula(store: OxigraphStore) -> None:
    table = results_csv(check_list(store, ["=HYPERLINK(1)", "GB 13271"], AT)).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in table


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> OxigraphStore:
    """Two versions of one ordinance, read as files are."""
    from ingest.extract import read_document
    from kg import vocabulary as v
    from kg.mapping import triples_of

    made = OxigraphStore()
    folder_of_laws = tmp_path_factory.mktemp("laws")
    for day, amended in (("2010年3月1日", "制定"), ("2020年5月6日", "修订")):
        path = folder_of_laws / f"{amended}.md"
        path.write_text(
            f"# 中华人民共和国虚构泵管理条例\n\n{day}{amended}\n\n## 第一章 总则\n\n第一条 为了管好虚构的泵，定下这些条文。\n\n"
            "第二条 卖泵的人要登记。\n\n第三条 本条例自公布之日起施行。\n",
            encoding="utf-8",
        )
        read, text = read_document(path)
        made.replace_graph(v.graph_iri(read.sha256), triples_of(read, text, str(path), "test/1"))
    return made


def test_a_law_is_known_by_its_title_short_or_whole_and_by_the_year_of_its_version(laws: OxigraphStore) -> None:
    name = "中华人民共和国虚构泵管理条例"
    for text in (f"《{name}》", "《虚构泵管理条例》", "虚构泵管理条例", "《虚构泵管理条例》（2020年修订）"):
        one = row(laws, text)
        assert (one["law"], one["status"], one["edition_in_force"]) == (name, "current", f"{name} (2020-05-06)"), text
    old = row(laws, "《虚构泵管理条例》（2010年）")
    assert (old["status"], old["replaced_by"]) == ("superseded", [f"{name} (2020-05-06)"])
    assert row(laws, "《虚构泵管理条例》", date(2015, 1, 1))["edition_in_force"] == f"{name} (2010-03-01)"
    never = row(laws, "《虚构泵管理条例》（2016年修订）")
    assert never["status"] == "unknown" and "2010-03-01" in never["message"]


def test_in_running_text_a_title_that_no_law_has_is_no_citation(laws: OxigraphStore) -> None:
    text = "依据《虚构泵管理条例》和《别的办法》。\n第二行说明。\n"
    assert [one["law"] for one in check_text(laws, text, AT)["citations"]] == ["中华人民共和国虚构泵管理条例"]


# -- the command ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from tests.search.collection import folder

    path = tmp_path_factory.mktemp("check-data")
    with folder(path) as opened:
        made = OxigraphStore(opened.graph)
        put(made, *COLLECTION)
        made.flush()
        del made
    yield path


def run(data: Path, *arguments: str, text: str | None = None) -> Any:
    from click.testing import CliRunner

    import nqi

    return CliRunner().invoke(nqi.cli, ["check", "--data", str(data), "--at", "2026-11-22", *arguments], input=text)


def test_the_command_prints_a_table_and_counts(data: Path) -> None:
    done = run(data, "-", text="GB 13271-2001\nGB 12348-2008\n")
    assert done.exit_code == 0, done.output
    for words in ("GB 13271-2001", "被代替 superseded", "现行 current", "2 处引用"):
        assert words in done.stdout


def test_exit_status_tells_of_what_was_found_only_when_asked(data: Path, tmp_path: Path) -> None:
    assert run(data, "-", "--fail-on", "superseded", text="GB 13271-2001\n").exit_code == 3
    assert run(data, "-", "--fail-on", "superseded", text="GB 12348-2008\n").exit_code == 0
    assert run(data, "-", "--fail-on", "title", text="GB 12348-2008 锅炉\n").exit_code == 3
    assert run(data, str(tmp_path / "none.docx"), "--json").exit_code == 1
    assert run(data, "-", text="").exit_code == 0


def test_no_file_is_replaced_unless_told(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("编号,名称\nGB 13271-2001,锅炉大气污染物排放标准\n", encoding="utf-8")
    before = path.read_bytes()
    refused = run(data, str(path), "--output", str(path))
    assert isinstance(refused.exception, BadRequest) and path.read_bytes() == before
    assert run(data, str(path), "--output", str(path), "--overwrite").exit_code == 0
    assert "被代替" in path.read_text(encoding="utf-8-sig")


# -- what a line says ------------------------------------------------------------------------

LISTED_ISSUE = document("GB 99760-2010", "虚构阀", issued="2010-06-01", effective=None)
CITING = document("GB 99761-2020", "虚构管", references=(("GB/T 99762", None), ("GB/T 99763.1", None)))


@pytest.fixture(scope="module")
def more() -> OxigraphStore:
    made = OxigraphStore()
    put(made, *COLLECTION, PART, OTHER_PART, LISTED_ISSUE, CITING)
    return made


def test_a_day_of_issue_is_not_told_as_the_first_day_in_force(more: OxigraphStore) -> None:
    one = row(more, "GB 99760-2010")
    assert (one["status"], one["in_force_from"]) == ("current", None)
    assert "2010-06-01 发布，实施日期不详" in one["message"] and "2010-06-01 起" not in one["message"]


def test_an_edition_of_what_is_only_cited_is_not_called_a_wrong_year(more: OxigraphStore) -> None:
    one = row(more, "GB/T 99762-2016")
    assert one["status"] == "unknown" and "只见对 GB/T 99762 的引用" in one["message"] and "没有 2016 年版" not in one["message"]


def test_a_number_known_only_by_its_parts_names_them(more: OxigraphStore) -> None:
    one = row(more, "GB/T 99750-2020")
    assert one["status"] == "unknown" and "有它的部分 GB/T 99750.1、GB/T 99750.2" in one["message"]


def test_a_range_that_nobody_knows_is_said_in_one_sentence(more: OxigraphStore) -> None:
    one = row(more, "GB/T 98750.1~98750.13-2023")
    assert one["message"].count("图谱中没有") == 1 and "共 13 项" in one["message"] and len(one["numbers"]) == 13


def test_of_several_numbers_those_in_force_are_counted(more: OxigraphStore) -> None:
    assert "其余 2 项现行" in row(more, "GB/T 99750.1~99750.3-2020")["message"]


def test_an_impossible_year_is_said_as_such(more: OxigraphStore) -> None:
    assert "年份不可能存在" in row(more, "GB 13271-2099 锅炉大气污染物排放标准")["message"]


def test_every_line_on_what_is_not_known_names_the_next_step(more: OxigraphStore) -> None:
    asked = ("GB/T 99762", "GB/T 99762-2016", "GB 98765", "GB 13271-2019", "GB 13271-2099", "虚构", "GB 1327?-2014")
    assert all(re.search("请核对|请另行|请写明|请更正", row(more, text)["message"]) for text in asked)


def test_a_partial_replacement_leaves_the_edition_in_force_and_is_told() -> None:
    from tests.kg.test_catalogues import AT as PLACE
    from tests.kg.test_catalogues import catalogue
    from tests.kg.test_catalogues import put as put_catalogue
    from tests.kg.test_catalogues import row as line

    made = OxigraphStore()
    partly = replace(line("GB 99771-2021", "虚构阀", "2021-01-01", "2021-07-01"), replaces=(NumberFact("GB 99770-2015", PLACE, True),))
    put_catalogue(made, catalogue(partly, line("GB 99770-2015", "虚构管", "2015-01-01", "2015-07-01", line=3)))
    before, after = row(made, "GB 99770-2015", date(2021, 6, 30)), row(made, "GB 99770-2015")
    assert before["status"] == after["status"] == "current"
    assert "部分内容将由 GB 99771-2021" in before["message"] and "部分内容已由 GB 99771-2021" in after["message"]


def test_the_message_names_a_version_of_a_law_by_its_day(laws: OxigraphStore) -> None:
    never, coming = row(laws, "《虚构泵管理条例》（2016年修订）"), row(laws, "《虚构泵管理条例》（2020年修订）", date(2015, 1, 1))
    assert "已知版本 2010-03-01、2020-05-06；现行 2020-05-06，请核对年份" in never["message"]
    assert coming["status"] == "upcoming" and "2020-05-06 起实施；在此之前现行的是 2010-03-01 的版本" in coming["message"]


def test_a_law_is_found_without_the_name_of_the_state(laws: OxigraphStore) -> None:
    from search_api.related import GraphView, find_edition

    found = {find_edition(GraphView(laws), text, AT) for text in ("虚构泵管理条例", "《中华人民共和国虚构泵管理条例》")}
    assert len(found) == 1 and None not in found
