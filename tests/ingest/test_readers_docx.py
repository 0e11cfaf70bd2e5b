from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import docx.opc.packuri
import docx.opc.part
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.lines import SourceText
from ingest.readers import Limits
from ingest.readers.limits import MIB
from ingest.readers.word.reader import DocxReader
from kg.errors import UnreadableDocument

NS = nsdecls("w")


def read(path: Path, limits: Limits | None = None) -> SourceText:
    return DocxReader(limits or Limits()).read(path)


def saved(tmp_path: Path, document: Any) -> Path:
    path = tmp_path / "a.docx"
    document.save(str(path))
    return path


def of_body(tmp_path: Path, xml: str, namespaces: str = NS) -> SourceText:
    """What is read of a document whose body is ``xml``."""
    document = docx.Document()
    body = document.element.body
    for element in reversed(parse_xml(f"<w:body {namespaces}>{xml}</w:body>")):
        body.insert(0, element)
    return read(saved(tmp_path, document))


def texts(source: SourceText) -> list[str]:
    return [line.text for line in source.lines]


def numbered(tmp_path: Path, levels: str, paragraphs: list[tuple[int, int, str]], nums: str = "") -> list[str]:
    """Lines of (numId, level, text) paragraphs; numId 91 uses ``levels``, ``nums`` adds more w:num elements."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    first.addprevious(parse_xml(f'<w:abstractNum {NS} w:abstractNumId="90">{levels}</w:abstractNum>'))
    for num in parse_xml(f'<w:numbering {NS}><w:num w:numId="91"><w:abstractNumId w:val="90"/></w:num>{nums}</w:numbering>'):
        numbering.append(num)
    for num_id, level, text in paragraphs:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {NS}><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>'))
    return texts(read(saved(tmp_path, document)))


def level(index: int, text: str, number_format: str = "decimal", more: str = "", start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


CLAUSES = level(0, "%1") + level(1, "%1.%2") + level(2, "%3)", "lowerLetter")


def test_clause_numbers_are_printed_and_restart_below_each_clause(tmp_path: Path) -> None:
    paragraphs = [
        (91, 0, "范围"),
        (91, 0, "要求"),
        (91, 1, "总则"),
        (91, 2, "甲"),
        (91, 2, "乙"),
        (91, 1, "细则"),
        (91, 2, "丙"),
        (91, 0, "方法"),
        (91, 1, "一"),
    ]
    assert numbered(tmp_path, CLAUSES, paragraphs) == [
        "1 范围", "2 要求", "2.1 总则", "a) 甲", "b) 乙", "2.2 细则", "a) 丙", "3 方法", "3.1 一",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number_format", "text", "expected"),
    [
        ("chineseCounting", "第%1条", "第三条 甲"),
        ("upperLetter", "附录%1", "附录C 甲"),
        ("lowerLetter", "%1)", "c) 甲"),
        ("lowerRoman", "(%1)", "(iii) 甲"),
        ("decimalZero", "%1", "03 甲"),
        ("decimalEnclosedCircleChinese", "%1", "③ 甲"),
        ("ideographDigital", "%1、", "三、 甲"),
        ("chineseLegalSimplified", "%1、", "叁、 甲"),
        ("bullet", "—", "甲"),
        ("none", "注：", "注： 甲"),
        ("aFormatOfTomorrow", "%1.", "3. 甲"),
    ],
)
def test_number_formats(tmp_path: Path, number_format: str, text: str, expected: str) -> None:
    assert numbered(tmp_path, level(0, text, number_format, start=3), [(91, 0, "甲")]) == [expected]


def test_a_list_that_starts_over_starts_at_its_override(tmp_path: Path) -> None:
    again = (
        '<w:num w:numId="92"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    shared = '<w:num w:numId="93"><w:abstractNumId w:val="90"/></w:num>'
    paragraphs = [(91, 0, "甲"), (92, 0, "乙"), (92, 0, "丙"), (93, 0, "丁")]
    assert numbered(tmp_path, CLAUSES, paragraphs, again + shared) == ["1 甲", "5 乙", "6 丙", "7 丁"]


def test_a_level_that_never_restarts_counts_on(tmp_path: Path) -> None:
    levels = level(0, "%1") + level(1, "(%2)", more='<w:lvlRestart w:val="0"/>')
    assert numbered(tmp_path, levels, [(91, 0, "甲"), (91, 1, "乙"), (91, 0, "丙"), (91, 1, "丁")]) == ["1 甲", "(1) 乙", "2 丙", "(2) 丁"]


def test_legal_numbering_prints_digits_of_chinese_levels(tmp_path: Path) -> None:
    levels = level(0, "第%1章", "chineseCounting") + level(1, "%1.%2", more="<w:isLgl/>")
    assert numbered(tmp_path, levels, [(91, 0, "总则"), (91, 1, "甲")]) == ["第一章 总则", "1.1 甲"]


def test_a_number_without_a_separator_touches_its_text(tmp_path: Path) -> None:
    assert numbered(tmp_path, level(0, "附录%1", "upperLetter", '<w:suff w:val="nothing"/>'), [(91, 0, "（规范性）")]) == [
        "附录A（规范性）"
    ]


def test_number_zero_and_unknown_lists_print_none(tmp_path: Path) -> None:
    assert numbered(tmp_path, CLAUSES, [(0, 0, "甲"), (777, 0, "乙"), (91, 8, "丙")]) == ["甲", "乙", "丙"]


def test_numbers_come_from_styles_and_headings_from_their_base(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = level(0, "%1", more='<w:pStyle w:val="Heading1"/>') + level(1, "%1.%2", more='<w:pStyle w:val="Heading2"/>')
    numbering.find(qn("w:num")).addprevious(parse_xml(f'<w:abstractNum {NS} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {NS} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].element.get_or_add_pPr().append(parse_xml(f'<w:numPr {NS}><w:numId w:val="91"/></w:numPr>'))
    clause = document.styles.add_style("一级条标题", 1)
    clause.base_style = document.styles["Heading 2"]
    document.add_heading("范围", 1)
    document.add_paragraph("总则", style="Heading 2")
    document.add_paragraph("细则", style=clause)
    document.add_paragraph("正文")
    lines = read(saved(tmp_path, document)).lines
    assert [(line.text, line.heading) for line in lines] == [("1 范围", 1), ("1.1 总则", 2), ("1.2 细则", 2), ("正文", None)]


def test_merged_cells_are_repeated_in_rows_and_stand_once_in_lines(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("前文")
    document.add_paragraph("表1 排放限值")
    table = document.add_table(4, 3)
    for row, values in enumerate([("项目", "限值", ""), ("", "新建", "在用"), ("颗粒物", "30", "50"), ("", "", "")]):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    for row in (table.rows[0], table.rows[1]):
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {NS}/>"))
    document.add_paragraph("后文")
    text = read(saved(tmp_path, document))
    [found] = text.tables
    assert (found.caption, found.header_rows) == ("表1 排放限值", 2)
    assert found.texts == (("项目", "限值", "限值"), ("项目", "新建", "在用"), ("颗粒物", "30", "50"))
    assert texts(text) == ["前文", "表1 排放限值", "项目\t限值", "新建\t在用", "颗粒物\t30\t50", "后文"]


def test_cells_left_out_at_the_beginning_of_a_row_keep_the_columns(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = f'<w:tr>{cell.format("甲")}{cell.format("乙")}</w:tr><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell.format("丙")}</w:tr>'
    assert of_body(tmp_path, f"<w:tbl>{rows}</w:tbl>").tables[0].texts == (("甲", "乙"), ("", "丙"))


def test_tracked_insertions_are_text_and_deletions_are_not(tmp_path: Path) -> None:
    run, deleted = "<w:r><w:t>{}</w:t></w:r>", "<w:r><w:delText>{}</w:delText></w:r>"
    text = of_body(
        tmp_path,
        f'<w:p>{run.format("不大于")}<w:del w:id="1">{deleted.format("50")}</w:del><w:ins w:id="2">{run.format("30")}</w:ins></w:p>'
        f'<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>{run.format("并入")}</w:p><w:p>{run.format("下段")}</w:p>'
        f'<w:p><w:moveFrom w:id="4">{run.format("移走")}</w:moveFrom></w:p>'
        f"<w:tbl><w:tr>{('<w:tc><w:p>' + run.format('留') + '</w:p></w:tc>') * 2}</w:tr>"
        f'<w:tr><w:trPr><w:del w:id="5"/></w:trPr><w:tc><w:p>{run.format("删")}</w:p></w:tc></w:tr></w:tbl>',
    )
    assert texts(text) == ["不大于30", "并入下段", "留\t留"]


def test_covers_in_content_controls_and_text_boxes_are_read_once(tmp_path: Path) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>GB/T 1—2020</w:t></w:r></w:p></w:txbxContent>"
    text = of_body(
        tmp_path,
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>国家标准</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>标题</w:t></w:r></w:p>",
        f"{NS} {mc}",
    )
    assert texts(text) == ["国家标准", "标题", "GB/T 1—2020"]


def test_characters_that_are_elements_are_printed(tmp_path: Path) -> None:
    text = of_body(
        tmp_path,
        '<w:p><w:r><w:t>x</w:t><w:sym w:font="Symbol" w:char="F0A3"/><w:t>5</w:t><w:tab/><w:t>A</w:t><w:noBreakHyphen/><w:t>1</w:t><w:br/>'
        "<w:t>次行</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
    )
    assert texts(text) == ["x≤5\tA-1", "次行"]


def test_fractions_of_formulas_keep_their_bar(tmp_path: Path) -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    xml = "<w:p><m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>3</m:t></m:r></m:den></m:f></m:oMath></w:p>"
    assert texts(of_body(tmp_path, xml, f"{NS} {math}")) == ["1/3"]


def test_tables_as_deep_as_xml_allows_are_read(tmp_path: Path) -> None:
    depth = 70
    xml = "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>" * depth + "<w:p><w:r><w:t>底</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth
    assert texts(of_body(tmp_path, xml)) == ["底"]


def test_the_template_for_gb_t_1_1_numbers_clauses_annexes_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element

    def styled_level(index: int, text: str, style: str, number_format: str = "decimal") -> str:
        return level(index, text, number_format, f'<w:pStyle w:val="{style}"/><w:suff w:val="nothing"/>')

    body = styled_level(0, "%1　", "s0") + styled_level(1, "%1.%2　", "s1") + styled_level(2, "%1.%2.%3　", "s2")
    annex = styled_level(0, "附　录　%1", "s4", "upperLetter") + styled_level(1, "%1.%2　", "s5") + styled_level(2, "%1.%2.%3　", "s6")
    for number, levels in ((90, body), (95, annex)):
        numbering.find(qn("w:num")).addprevious(parse_xml(f'<w:abstractNum {NS} w:abstractNumId="{number}">{levels}</w:abstractNum>'))
        numbering.append(parse_xml(f'<w:num {NS} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
    names = {
        "s0": ("章标题", 90), "s1": ("一级条标题", 90), "s2": ("二级条标题", 90), "s3": ("一级无标题条", 90),
        "s4": ("附录标识", 95), "s5": ("附录章标题", 95), "s6": ("附录一级条标题", 95), "s7": ("前言、引言标题", 0), "s8": ("段", 0),
    }  # fmt: skip
    for style_id, (name, num_id) in names.items():
        numbered_by = f'<w:numPr><w:ilvl w:val="1"/><w:numId w:val="{num_id}"/></w:numPr>' if style_id == "s3" else ""
        numbered_by = numbered_by or (f'<w:numPr><w:numId w:val="{num_id}"/></w:numPr>' if num_id else "")
        document.styles.element.append(
            parse_xml(
                f'<w:style {NS} w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/><w:pPr>{numbered_by}</w:pPr></w:style>'
            )
        )
    for style_id, text in [
        ("s7", "前言"), ("s0", "范围"), ("s8", "适用于木勺。"), ("s0", "要求"), ("s1", "外观"), ("s2", "柄"), ("s3", "木勺应有柄。"),
        ("s4", "\n（规范性）\n跌落试验"), ("s5", "步骤"), ("s6", "准备"), ("s4", "\n（资料性）\n挂孔"), ("s5", "孔径"),
    ]:  # fmt: skip
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().insert(0, parse_xml(f'<w:pStyle {NS} w:val="{style_id}"/>'))
    lines = [(line.text, line.heading) for line in read(saved(tmp_path, document)).lines]
    assert lines == [
        ("前言", 1), ("1　范围", 1), ("适用于木勺。", None), ("2　要求", 1), ("2.1　外观", 2), ("2.1.1　柄", 3), ("2.2　木勺应有柄。", None),
        ("附　录　A", 1), ("（规范性）", 1), ("跌落试验", 1), ("A.1　步骤", 2), ("A.1.1　准备", 3), ("附　录　B", 1), ("（资料性）", 1), ("挂孔", 1),
        ("B.1　孔径", 2),
    ]  # fmt: skip


def test_raised_runs_are_marked_and_lowered_ones_are_not(tmp_path: Path) -> None:
    def run(text: str, align: str = "") -> str:
        return f'<w:r><w:rPr>{f"<w:vertAlign w:val={chr(34)}{align}{chr(34)}/>" if align else ""}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    raised = [
        run("颗粒物"),
        run("a", "superscript"),
        run(" 不大于 10"),
        run("-", "superscript"),
        run("5", "superscript"),
        run(" mg/m"),
        run("3", "superscript"),
    ]
    lowered = [run("，CO"), run("2", "subscript"), run(" 少量")]
    assert texts(of_body(tmp_path, f"<w:p>{''.join(raised + lowered)}</w:p>")) == ["颗粒物^a 不大于 10^-5 mg/m3，CO2 少量"]


def test_powers_of_formulas_are_marked(tmp_path: Path) -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    part = "<m:{0}><m:r><m:t>{1}</m:t></m:r></m:{0}>"
    xml = f"<w:p><m:oMath><m:sSup>{part.format('e', 10)}{part.format('sup', 3)}</m:sSup><m:sSub>{part.format('e', 'x')}{part.format('sub', 1)}</m:sSub></m:oMath></w:p>"
    assert texts(of_body(tmp_path, xml, f"{NS} {math}")) == ["10^3x1"]


def test_tracked_changes_are_counted_in_a_finding(tmp_path: Path) -> None:
    run = "<w:r><w:t>甲</w:t></w:r>"
    source = of_body(tmp_path, f'<w:p>{run}<w:ins w:id="1">{run}</w:ins><w:del w:id="2"><w:r><w:delText>乙</w:delText></w:r></w:del></w:p>')
    [finding] = source.findings
    assert (finding.code, finding.severity) == ("tracked_changes", "info")
    assert "1 处插入、1 处删除" in finding.message
    assert of_body(tmp_path, f"<w:p>{run}</w:p>").findings == ()


def test_footnotes_stand_as_notes_below_what_refers_to_them(tmp_path: Path) -> None:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    note = '<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {}</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {NS}>{note.format(1, '以干基计。')}{note.format(2, '不含涂层。')}</w:footnotes>"
    document = docx.Document()
    part = docx.opc.part.Part(docx.opc.packuri.PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), document.part.package)
    document.part.relate_to(part, f"{relations}/footnotes")
    reference = '<w:r><w:t>{}</w:t></w:r><w:r><w:footnoteReference w:id="{}"/></w:r>'
    cell = f"<w:tc><w:p>{reference.format('铅', 2)}</w:p></w:tc>"
    xml = f"<w:p>{reference.format('木勺', 1)}<w:r><w:t>应光滑。</w:t></w:r></w:p><w:tbl><w:tr>{cell}{cell.replace('铅', '镉')}</w:tr></w:tbl>"
    for element in reversed(parse_xml(f"<w:body {NS}>{xml}</w:body>")):
        document.element.body.insert(0, element)
    assert texts(read(saved(tmp_path, document))) == [
        "木勺^1)应光滑。",
        "注1：以干基计。",
        "铅^2)\t镉^3)",
        "注2：不含涂层。",
        "注3：不含涂层。",
    ]


def test_a_frame_around_a_table_is_no_table(tmp_path: Path) -> None:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    inner = f"<w:tbl><w:tr>{''.join(f'<w:tc>{paragraph.format(text)}</w:tc>' for text in ('甲', '乙'))}</w:tr></w:tbl>"
    source = of_body(tmp_path, f"<w:tbl><w:tr><w:tc>{paragraph.format('表1 限值')}{inner}<w:p/></w:tc></w:tr></w:tbl>")
    assert [(table.texts, table.caption) for table in source.tables] == [((("甲", "乙"),), "表1 限值")]


def test_a_table_inside_a_cell_is_text_of_the_cell(tmp_path: Path) -> None:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    inner = f"<w:tbl><w:tr><w:tc>{paragraph.format('乙')}</w:tc><w:tc>{paragraph.format('丙')}</w:tc></w:tr></w:tbl><w:p/>"
    source = of_body(tmp_path, f"<w:tbl><w:tr><w:tc>{paragraph.format('甲')}</w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>")
    assert [table.texts for table in source.tables] == [(("甲", "乙 丙"),)]


def test_a_cover_set_in_text_boxes_gives_its_facts(tmp_path: Path) -> None:
    from ingest.extract import read_document

    def box(*texts_: str) -> str:
        inside = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts_)
        return f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"

    boxes = [
        box("ICS 97.040.60", "CCS Y 73"),
        box("GB/T 99001—2024", "代替 GB/T 99001—2009"),
        box("木制餐具 木勺", "Wooden tableware—Spoons"),
    ]
    cover = f"<w:p>{''.join(boxes)}{box('2024-03-15 发布')}{box('2024-10-01 实施')}</w:p>"
    document = docx.Document()
    paragraphs = parse_xml(f'<w:body {NS} xmlns:v="urn:schemas-microsoft-com:vml">{cover}<w:p><w:r><w:t>1 范围</w:t></w:r></w:p></w:body>')
    for element in reversed(paragraphs):
        document.element.body.insert(0, element)
    found, _ = read_document(saved(tmp_path, document))
    assert found.number is not None and found.number.value == "GB/T 99001-2024"
    assert found.title_zh is not None and found.title_zh.value == "木制餐具 木勺"
    assert [str(day and day.value) for day in (found.issued, found.effective)] == ["2024-03-15", "2024-10-01"]
    assert [number.value for number in found.replaces] == ["GB/T 99001-2009"]


# -- refusals ---------------------------------------------------------------------------------


def document_with(tmp_path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A Word document whose parts went through ``change`` (None: left out)."""
    document = docx.Document()
    document.add_paragraph("正文")
    source = saved(tmp_path, document)
    target = tmp_path / "changed.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def code_of(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(path, limits)
    assert str(caught.value).startswith(path.name)
    return caught.value.code


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = document_with(tmp_path, lambda name, content: content)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/blank.bmp", "w") as part:
        for _ in range(40):
            part.write(bytes(MIB))
    assert code_of(path) == "zip_bomb"
    assert code_of(path, Limits(max_unpacked_bytes=8 * MIB)) == "zip_bomb"
    assert read(path, Limits(max_zip_ratio=100_000)).lines[0].text == "正文"


def test_an_archive_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    path = document_with(tmp_path, lambda name, content: content)
    assert code_of(path, Limits(max_zip_entries=5)) == "zip_bomb"


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "word\\..\\..\\evil.xml", "C:/evil.xml"])
def test_parts_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    path = document_with(tmp_path, lambda _, content: content)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "<a/>")
    assert code_of(path) == "unsafe_zip"


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = document_with(tmp_path, lambda name, content: content)
    data = bytearray(path.read_bytes())
    for match in re.finditer(rb"PK\x01\x02", bytes(data)):
        data[match.start() + 8] |= 1  # general purpose flag of the directory entry
    path.write_bytes(data)
    assert code_of(path) == "encrypted"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'.encode(encoding)
    assert code_of(document_with(tmp_path, lambda name, content: xml if name == "word/styles.xml" else content)) == "xml_entities"


def test_an_encoding_that_hides_a_declaration_is_refused(tmp_path: Path) -> None:
    xml = '<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x><x/>'.encode("ascii")
    assert code_of(document_with(tmp_path, lambda name, content: xml if name == "word/styles.xml" else content)) == "xml_entities"


@pytest.mark.parametrize("keep", [100, 3000, -30])
def test_a_document_that_was_cut_off_is_damaged(tmp_path: Path, keep: int) -> None:
    path = document_with(tmp_path, lambda name, content: content)
    path.write_bytes(path.read_bytes()[:keep])
    assert code_of(path) == "damaged"


@pytest.mark.parametrize("missing", ["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
def test_a_document_without_a_needed_part_is_damaged(tmp_path: Path, missing: str) -> None:
    assert code_of(document_with(tmp_path, lambda name, content: None if name == missing else content)) == "damaged"


def test_a_document_without_numbering_or_styles_is_read(tmp_path: Path) -> None:
    path = document_with(
        tmp_path, lambda name, content: content.replace(b"numbering", b"settings") if name.endswith("document.xml.rels") else content
    )
    assert texts(read(path)) == ["正文"]


def test_an_archive_that_is_no_document_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert code_of(path) == "wrong_suffix"


def test_a_document_without_text_is_refused(tmp_path: Path) -> None:
    assert code_of(saved(tmp_path, docx.Document())) == "no_text"
