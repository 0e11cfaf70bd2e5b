"""Covers and the pages behind them: regulations that name their bodies on an inner page, letter-spaced days, lists that end with a page."""

from __future__ import annotations

from ingest.clauses.structure import read_structure
from ingest.cover.facts import Cover
from ingest.cover.front import read_cover
from ingest.cover.law import read_law_cover
from ingest.lines import Line, SourceText


def _lines(*pages: tuple[str, ...]) -> tuple[Line, ...]:
    """Lines of pages from the top down, each as wide as its text."""
    made, offset = [], 0
    for page, texts in enumerate(pages, 1):
        for i, text in enumerate(texts):
            box = (71.0, 700.0 - 14 * i, 71.0 + 10 * len(text), 710.0 - 14 * i)
            made.append(Line(text, page, offset, box, 10.0))
            offset += len(text) + 1
    return tuple(made)


def _cover(*pages: tuple[str, ...], foreword: tuple[str, ...] = ()) -> Cover:
    lines = _lines(*pages, foreword)
    front = [line for line in lines if line.page <= len(pages)]
    return read_cover(front, [line for line in lines if line.page > len(pages)], lines)


_REGULATION = ("中华人民共和国", "国家计量检定规程", "JJG 99077—84", "扭簧测微表", "1984 年北京")
_INNER = (
    "JJG 99077—84",
    "代替 JJG 77—70",
    "JJG 78—71",
    "扭簧测微表检定规程",
    "Verification Regulation of",
    "Torsion Dials",
    "本检定规程经国家计量局于 1984 年 4 月 20 日批准，并自 1985 年 2 月 1 日起施行。",
    "归口单位：甲江省计量局",
    "起草单位：乙州量具厂",
    "丙水市计量所",
)


def test_a_country_alone_on_its_line_is_no_title() -> None:
    cover = _cover(_REGULATION, _INNER)
    assert cover.title_zh and cover.title_zh.value == "扭簧测微表"


def test_a_verification_scheme_is_named_below_its_banner() -> None:
    cover = _cover(("中 华 人 民 共 和 国 国 家 计 量 检 定 系 统 表", "JJG 92097—2032", "水流量计量器具", "2032-02-06 发布"))
    assert cover.title_zh and cover.title_zh.value == "水流量计量器具"


def test_what_is_replaced_may_stand_in_a_box_behind_the_cover() -> None:
    assert [one.value for one in _cover(_REGULATION, _INNER).replaces] == ["JJG 77-1970", "JJG 78-1971"]


def test_the_list_of_an_announcement_is_no_such_box() -> None:
    announcement = ("公告", "批准下列标准：", "代替 GB/T 99001—2001", "GB/T 99002—2002")
    assert _cover(("JJG 99077—2024", "扭簧测微表", "2024-01-01 发布"), announcement).replaces == []


def test_the_english_title_may_stand_only_behind_the_cover() -> None:
    cover = _cover(_REGULATION, _INNER)
    assert cover.title_en and cover.title_en.value == "Verification Regulation of Torsion Dials"


def test_who_approves_in_a_sentence_behind_the_cover_issued_it() -> None:
    assert [one.value for one in _cover(_REGULATION, _INNER).issuers] == ["国家计量局"]


def test_the_day_of_approval_is_that_of_issue_whatever_is_replaced() -> None:
    cover = _cover(_REGULATION, _INNER)
    assert cover.issued and cover.issued.value.isoformat() == "1984-04-20"


def test_bodies_listed_at_the_foot_of_a_page_do_not_run_on_over_it() -> None:
    cover = _cover(_REGULATION, _INNER, ("扭簧测微表检定规程",))
    assert [one.value for one in cover.drafters] == ["乙州量具厂", "丙水市计量所"]


def test_who_explains_a_regulation_is_no_drafter() -> None:
    cover = _cover(_REGULATION, (*_INNER[:9], "本规程技术条文由起草单位负责解释。"))
    assert [one.value for one in cover.drafters] == ["乙州量具厂"]


def test_letter_spaced_days_are_read() -> None:
    cover = _cover(("DB 3 1 / 9 9 9 3 3 — 2 0 3 1", "某标准", "2 0 3 1 - 1 1 - 3 0 发布  2 0 3 2 - 0 2 - 0 1 实施"))
    assert cover.issued and cover.effective
    assert (cover.issued.value.isoformat(), cover.effective.value.isoformat()) == ("2031-11-30", "2032-02-01")


def test_an_old_edition_compared_with_over_a_line_end_is_not_replaced_again() -> None:
    foreword = ("本文件代替 GB/T 99223.61—1988《磷量的测定》，与 GB/T 99223.61", "—1988 相比，主要技术变化如下：")
    cover = _cover(("GB/T 99223.61—2032", "磷含量的测定", "2032-08-23 发布"), foreword=foreword)
    assert [one.value for one in cover.replaces] == ["GB/T 99223.61-1988"]


_CHAPTERS = (
    "一 概  述",
    "1 扭簧测微表是把直线位移变成角位移的量具。",
    "二 技术要求",
    "2 外观",
    "2.1 刻线应清晰，表面不应有锈蚀。",
    "3 测力应不大于 2 N。",
    "附录1 检定记录格式",
)


def _clauses(*texts: str) -> list[tuple[str, str | None, int]]:
    source = SourceText("pdf", "pdf/1", 1, _lines(texts))
    return [(clause.number, clause.parent, clause.level) for clause in read_structure(source).clauses]


def test_chapters_in_chinese_numerals_hold_paragraphs_counted_through() -> None:
    assert _clauses(*_CHAPTERS) == [
        ("一", None, 1),
        ("1", "一", 2),
        ("二", None, 1),
        ("2", "二", 2),
        ("2.1", "2", 3),
        ("3", "二", 2),
        ("附录1", None, 1),
    ]


def test_a_chapter_set_apart_over_its_width_is_read_as_one_word() -> None:
    source = SourceText("pdf", "pdf/1", 1, _lines(_CHAPTERS))
    assert read_structure(source).clauses[0].heading == "概述"


def test_items_in_chinese_numerals_without_numbered_paragraphs_are_no_chapters() -> None:
    assert _clauses("一、标题改为：乙", "二、表格改为：丙") == [("一", None, 1), ("二", None, 1)]


def test_an_amendment_may_begin_with_its_codes() -> None:
    cover = _cover(
        (
            "ICS 13.040.40",
            "Z 60",
            "GB 99297—2028《某业排放标准》",
            "第 1 号修改单",
            "（某环境部公告 2031 年第 27 号，2031 年 6 月 9 日发布）",
        )
    )
    assert cover.number and cover.number.value == "GB 99297-2028/XG1-2031"
    assert [one.value for one in cover.ics] == ["13.040.40"]
    assert [one.value for one in cover.issuers] == ["某环境部"]


def test_an_amendment_may_say_what_kind_of_standard_it_amends() -> None:
    cover = _cover(("GB/T 99810.2—2026《陶瓷砖试验方法》国家标准第2号修改单", "本修改单经某局于 2030 年 3 月 1 日批准。"))
    assert cover.number and cover.number.value == "GB/T 99810.2-2026/XG2-2030"


def test_an_amendment_may_name_the_number_behind_the_title() -> None:
    cover = _cover(("《某业排放标准》（GB 99464—2028）修改单", "（某部公告 2031 年第 83 号，2031 年 12 月 12 日发布）"))
    assert cover.number and cover.number.value == "GB 99464-2028/XG1-2031"
    assert cover.title_zh and cover.title_zh.value == "《某业排放标准》修改单"


def test_a_body_and_others_is_named_without_the_others() -> None:
    cover = _cover(("GB/T 99001—2030", "某物"), foreword=("本文件起草单位：甲研究院、乙股份有限公司等。",))
    assert [one.value for one in cover.drafters] == ["甲研究院", "乙股份有限公司"]


def test_the_administration_of_customs_issues_too() -> None:
    cover = _cover(("SN/T 99137—2030", "某物的测定", "2030-08-27 发布  2031-03-01 实施", "中华人民共和国海关总署 发布"))
    assert [one.value for one in cover.issuers] == ["中华人民共和国海关总署"]


_COVER = ("中华人民共和国国家标准", "GB 99271—2032", "熏香排放标准", "2032-09-01 发布  2033-01-01 实施")


def _said(cover: Cover) -> list[tuple[str, str]]:
    return [(finding.code, finding.place.partition(",")[0]) for finding in cover.findings]


def test_a_day_of_the_announcement_that_runs_over_a_line_is_compared_with_the_cover() -> None:
    announcement = ("公告", "现批准《熏香排放标准》（GB 99271—2032），自 2033 年", "3 月 1 日起实施。", "2032 年 8 月 15 日")
    cover = _cover(_COVER, announcement)
    assert _said(cover) == [("dates_contradict", "page 2"), ("dates_contradict", "page 2")]
    assert cover.issued and cover.issued.value.isoformat() == "2032-09-01"
    assert cover.effective and cover.effective.value.isoformat() == "2033-01-01"


def test_an_announcement_on_other_matters_dates_nothing() -> None:
    announcement = ("公告", "现批准《熏香排放标准》（GB 99271—2032）。", "2032 年 9 月 1 日")
    other = ("公 告", "为保护湖泊，确定执行特别限值的区域。", "2032 年 10 月 3 日")
    assert _said(_cover(_COVER, announcement, other)) == []


def test_a_day_of_the_foreword_that_differs_from_the_cover_is_said_and_the_cover_is_taken() -> None:
    cover = _cover(_COVER, foreword=("本标准自 2033 年 2 月 1 日起实施。",))
    assert _said(cover) == [("dates_contradict", "page 2")]
    assert cover.effective and cover.effective.value.isoformat() == "2033-01-01"


def test_a_foreword_that_agrees_or_speaks_of_others_contradicts_nothing() -> None:
    assert _said(_cover(_COVER, foreword=("本标准自 2033 年 1 月 1 日起实施。",))) == []
    assert _said(_cover(_COVER, foreword=("现有企业自 2034 年 7 月 1 日起实施表 2。",))) == []


def _with_head(head: str) -> Cover:
    body = _lines(_COVER, *[("正文。",)] * 3)
    heads = tuple(Line(head, page, 9000 + page, furniture=True) for page in (2, 3, 4))
    return read_cover([line for line in body if line.page == 1], [], (*body, *heads))


def test_a_running_head_with_another_number_is_said_and_the_cover_is_taken() -> None:
    cover = _with_head("GB 99272—2032")
    assert _said(cover) == [("running_head_contradicts", "page 2")] and cover.number and cover.number.value == "GB 99271-2032"


def test_a_running_head_with_the_number_of_the_cover_is_no_contradiction() -> None:
    assert _said(_with_head("GB 99271—2032")) == []


def test_a_cover_that_says_it_replaces_itself_is_told_of() -> None:
    cover = _cover((*_COVER[:2], "代替 GB 99271—2032", *_COVER[2:]))
    assert _said(cover) == [("replaces_itself", "page 1")] and cover.replaces == []


def test_a_short_cover_without_days_keeps_its_issuer() -> None:
    cover = _cover(("甲江省环境保护局", "DB99/T 9901—2031", "虚拟炉排放标准", "代替 DB99/T 9901—2021", "编号说明"))
    assert [one.value for one in cover.issuers] == ["甲江省环境保护局"]


def test_a_note_with_a_day_on_the_cover_hides_no_issuer_and_dates_nothing() -> None:
    cover = _cover(("编者注：修改稿 2032-01-02 发布", "GB/T 99077—2031", "扭簧测微表", "国家虚拟标准局"))
    assert ([one.value for one in cover.issuers], cover.issued) == (["国家虚拟标准局"], None)


def test_a_note_with_a_day_on_the_cover_is_no_day_of_a_law() -> None:
    lines = _lines(("虚拟计量条例", "2031年5月6日 发布", "编者注：配套办法 2033年1月2日 发布"))
    issued = read_law_cover(lines, lines).issued
    assert issued and issued.value.isoformat() == "2031-05-06"


def test_a_law_that_is_retold_says_so() -> None:
    lines = _lines(("虚拟计量条例", "注：本文件为演示用摘编，不是行政法规原文；条号读自全文。"))
    assert read_law_cover(lines, lines).digest is not None


def test_a_title_may_begin_with_the_country_and_end_like_a_kind_of_document() -> None:
    cover = _cover(("中华人民共和国国家标准", "GB 99018—2031", "国家虚拟产品基本安全技术规范", "2031-01-02 发布"))
    assert cover.title_zh and cover.title_zh.value == "国家虚拟产品基本安全技术规范"


def test_the_heading_of_special_equipment_is_no_title() -> None:
    cover = _cover(("TSG 特种设备安全技术规范", "TSG 99—2031", "虚拟炉安全技术规程"))
    assert cover.title_zh and cover.title_zh.value == "虚拟炉安全技术规程"
