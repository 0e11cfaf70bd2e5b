"""Standards whose clauses are not counted 1, 1.1: of the ministry of construction, of water and roads, and particular parts of the IEC."""

from __future__ import annotations

from pathlib import Path

from ingest.clauses.structure import read_structure
from ingest.extract import read_document
from ingest.lines import Line, SourceText
from kg.model import StandardDocument

_ENGINEERING = ["1 总则", "1.0.1 为统一要求，制定本规范。", "1.0.2 本规范适用于凉亭。", "2 材料", "2.0.1 竹材应干燥。"]
_PARTICULAR = [
    *("1 范围", "GB 94706.1 的该章用下述内容代替。", "2 规范性引用文件", "GB 94706.1 的该章均适用。"),
    *("11 发热", "GB 94706.1 的该章除下述内容外，均适用。"),
]


def _numbers(*texts: str) -> list[str]:
    lines, offset = [], 0
    for text in texts:
        lines.append(Line(text, 1, offset))
        offset += len(text) + 1
    return [clause.number for clause in read_structure(SourceText("text", "made/1", 1, tuple(lines))).clauses]


def _document(tmp_path: Path, *texts: str) -> StandardDocument:
    path = tmp_path / "a.txt"
    path.write_text("GB 59118-2033\n" + "\n".join(texts) + "\n", "utf-8")
    return read_document(path)[0]


def test_clauses_of_chapters_without_sections_are_read() -> None:
    assert _numbers(*_ENGINEERING, "附录A 风压", "A.0.1 风压应实测。") == ["1", "1.0.1", "1.0.2", "2", "2.0.1", "附录A", "A.0.1"]


def test_an_explanation_that_counts_anew_is_no_part_of_the_clauses() -> None:
    assert _numbers(*_ENGINEERING, "条文说明", "1 总则", "1.0.1 凉亭很多。") == ["1", "1.0.1", "1.0.2", "2", "2.0.1"]


def test_an_explanation_below_a_clause_ends_with_it(tmp_path: Path) -> None:
    clauses = _document(tmp_path, *_ENGINEERING, "条文说明", "原规范的厚度不应小于 30 mm。", "2.0.2 厚度不应小于 45 mm。").clauses
    assert [(c.number, c.text) for c in clauses[-2:]] == [("2.0.1", "竹材应干燥。"), ("2.0.2", "厚度不应小于 45 mm。")]


def test_the_list_of_quoted_standards_holds_the_references(tmp_path: Path) -> None:
    quoted = [
        "本规范用词说明",
        "1 表示很严格的用词，采用“必须”。",
        "引用标准名录",
        "1 《隔振构造通则》GB/T 94021",
        "2 《竹材》JGJ 9318-2031",
    ]
    references = _document(tmp_path, *_ENGINEERING, *quoted).references
    assert [(r.number, r.title_zh) for r in references] == [("GB/T 94021", "隔振构造通则"), ("JGJ 9318-2031", "竹材")]


def test_references_listed_in_a_clause_of_the_first_chapter_are_read(tmp_path: Path) -> None:
    listed = ["1.0.3 本标准主要引用下列标准：", "GB 50999 堤防规范", "SL 9252 等级划分标准", "2 坝体", "2.0.1 坝体应压实。"]
    references = _document(tmp_path, *_ENGINEERING[:3], *listed).references
    assert [r.number for r in references] == ["GB 50999", "SL 9252"]


def test_a_particular_standard_keeps_the_numbers_of_the_clauses_it_changes() -> None:
    numbers = _numbers(*_PARTICULAR, "11.8 增加：", "出口的温度不应超过 63 ℃。", "11.101 出口应有护网。", "22 结构", "该章均适用。")
    assert numbers == ["1", "2", "11", "11.8", "11.101", "22"]


def test_a_value_at_the_start_of_a_line_is_no_clause_of_a_particular_standard() -> None:
    assert _numbers(*_PARTICULAR, "11.8 增加：", "孔的直径为", "11.25 mm 以上。")[-1] == "11.8"


def test_annexes_of_a_particular_standard_have_two_letters() -> None:
    assert _numbers(*_PARTICULAR, "附录AA", "（规范性）", "雾量", "AA.1 称量质量。")[-2:] == ["附录AA", "AA.1"]


def test_the_heading_of_one_of_several_methods_is_no_part_of_a_clause(tmp_path: Path) -> None:
    texts = ["1 范围", "本标准。", "2 精密度", "差值不大于 9%。", "第二法 质谱法", "3 原理", "试样经消解。"]
    assert _document(tmp_path, *texts).clauses[1].text == "差值不大于 9%。"


def test_a_chapter_that_says_what_it_applies_to_takes_nothing_over() -> None:
    texts = ["1 范围", "本章适用于凉亭。", "2 材料", "本章适用于竹材。", "3 结构", "本章适用于梁。", "3.4 增加：", "梁应平直。"]
    assert _numbers(*texts) == ["1", "2", "3"]
