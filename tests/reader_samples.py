"""The same small standard in every format that is read, built byte by byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx

BEFORE = ["GB 13271—2014", "锅炉大气污染物排放标准", "1 范围", "本标准规定了锅炉的限值。", "第二行 30 mg/m3。", "2 要求", "表1 排放限值"]
ROWS = [("项目", "限值"), ("颗粒物", "30"), ("二氧化硫", "200")]
AFTER = ["附录A", "（规范性）"]
HEADINGS = {"1 范围": 1, "2 要求": 1}


def text_sample() -> bytes:
    return "\n".join([*BEFORE, *("\t".join(row) for row in ROWS), *AFTER]).encode("gb18030")


def markdown_sample() -> bytes:
    lines = [f"# {line}\n" if line in HEADINGS else line for line in BEFORE]
    table = [f"| {' | '.join(row)} |" for row in ROWS]
    return "\n".join([*lines, "", table[0], "|---|---|", *table[1:], "", *AFTER]).encode()


def html_sample() -> bytes:
    lines = [f"<h1>{line}</h1>" if line in HEADINGS else f"<p>{line.replace('m3', 'm<sup>3</sup>')}</p>" for line in BEFORE]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return ("<!DOCTYPE html><meta charset=utf-8>" + "".join(lines) + f"<table>{table}</table>" + "<br>".join(AFTER)).encode()


def docx_sample() -> bytes:
    document = docx.Document()
    for line in BEFORE:
        if line in HEADINGS:
            document.add_heading(line, 1)
        else:
            document.add_paragraph(line)
    table = document.add_table(len(ROWS), 2)
    for row, values in zip(table.rows, ROWS, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("\n".join(AFTER))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf_sample() -> bytes:
    """A PDF of one page in a font that every PDF reader knows by name (ISO 32000-1, 9.7.5.2)."""
    lines = [*BEFORE, *("    ".join(row) for row in ROWS), *AFTER]
    shown = "".join(f"BT /F 12 Tf 72 {760 - 20 * n} Td <{line.encode('utf-16-be').hex()}> Tj ET\n" for n, line in enumerate(lines))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(shown)}>>stream\n{shown}endstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        (
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
            "/DW 1000/W[1 [500] 2 94 500]/FontDescriptor 7 0 R>>"
        ),
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    return _pdf(objects)


def pdf_of_rare_ideographs(text: str) -> bytes:
    """A PDF of one line whose font maps its glyphs to ``text``, characters beyond the BMP too (ISO 32000-1, 9.10.3)."""
    shown = f"BT /F 20 Tf 60 700 Td <{''.join(f'{n:04X}' for n, _ in enumerate(text, 1))}> Tj ET"
    mapped = "".join(f"<{n:04X}> <{char.encode('utf-16-be').hex()}>\n" for n, char in enumerate(text, 1))
    cmap = (
        "begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(text)} beginbfchar\n{mapped}endbfchar endcmap"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(shown)}>>stream\n{shown}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 8 0 R>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
        "<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
    ]
    return _pdf(objects)


def _pdf(objects: list[str]) -> bytes:
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode()


def sts_sample() -> bytes:
    """Metadata, two clauses, a table; the head of the annex as paragraphs, as the other formats have it."""
    number, title, scope, first, second, requirements, caption = BEFORE
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    label, _, heading = caption.partition(" ")
    clauses = "".join(
        f"<sec><label>{clause[0]}</label><title>{clause[2:]}</title>{content}</sec>"
        for clause, content in (
            (scope, f"<p>{first}</p><p>{second.replace('m3', 'm<sup>3</sup>')}</p>"),
            (
                requirements,
                f"<table-wrap><label>{label}</label><caption><title>{heading}</title></caption><table>{table}</table></table-wrap>"
                + "".join(f"<p>{line}</p>" for line in AFTER),
            ),
        )
    )
    meta = f'<nat-meta><title-wrap xml:lang="zh"><full>{title}</full></title-wrap><std-ref type="dated">{number}</std-ref></nat-meta>'
    return f'<?xml version="1.0" encoding="UTF-8"?><standard><front>{meta}</front><body>{clauses}</body></standard>'.encode()


# A standard that never was, marked up as the tag library of NISO STS 1.2 has it.
STS_STANDARD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE standard PUBLIC "-//NISO//DTD NISO STS Interchange Tag Set (NISO STS) DTD//EN" "NISO-STS-interchange-1-mathml3.dtd">
<standard xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:tbx="urn:iso:std:iso:30042:ed-1" xmlns:xlink="http://www.w3.org/1999/xlink">
  <front>
    <iso-meta><title-wrap xml:lang="en"><main>Wooden spoons</main><full>Wooden spoons</full></title-wrap><std-ref type="dated">ISO 99001:2018</std-ref></iso-meta>
    <nat-meta originator="SAC">
      <title-wrap xml:lang="zh"><intro>木制餐具</intro><main>木勺</main><compl>技术要求</compl></title-wrap>
      <title-wrap xml:lang="en"><intro>Wooden tableware</intro><main>Spoons</main><compl>Technical requirements</compl></title-wrap>
      <std-ident><originator>GB/T</originator><doc-number>99001</doc-number></std-ident>
      <std-ref type="undated">GB/T 99001</std-ref>
      <std-ref type="dated">GB/T 99001—2024</std-ref>
      <pub-date>2024-03-15</pub-date>
      <meta-date type="effective">2024-10-01</meta-date>
      <release-date>2024-03-20</release-date>
      <comm-ref>SAC/TC 999</comm-ref>
      <ics>97.040.60</ics>
      <std-xref type="replaces"><std-ref>GB/T 99001—2009</std-ref></std-xref>
      <std-xref type="isIdenticalTo"><std-ref>ISO 99001:2018</std-ref></std-xref>
      <std-xref type="isReplacedBy"><std-ref>GB/T 99001—2031</std-ref></std-xref>
      <custom-meta-group><custom-meta><meta-name>CCS</meta-name><meta-value>Y73</meta-value></custom-meta></custom-meta-group>
    </nat-meta>
    <sec sec-type="foreword" id="f"><title>前言</title>
      <p>本文件由某某木器标准化技术委员会（SAC/TC 999）归口。</p>
      <p>本文件起草单位：某地木器研究所、某某木勺厂。</p></sec>
    <sec sec-type="intro"><title>引言</title><p>勺子用木头做。</p></sec>
  </front>
  <body>
    <sec sec-type="scope"><label>1</label><title>范围</title><p>本文件规定了木勺的要求&mdash;&mdash;含
      涂层。</p></sec>
    <sec sec-type="norm-refs"><label>2</label><title>规范性引用文件</title>
      <p>下列文件为本文件所引用。</p>
      <ref-list content-type="norm-refs">
        <ref><std std-id="x"><std-ref>GB/T 99002</std-ref><title>木材含水率</title></std></ref>
        <ref><label>—</label><std><std-ref>GB 99003—2019</std-ref>, <title>涂料</title></std></ref>
      </ref-list></sec>
    <sec sec-type="terms"><label>3</label><title>术语和定义</title><p>下列术语和定义适用于本文件。</p>
      <term-sec><label>3.1</label>
        <tbx:termEntry id="t1">
          <tbx:langSet xml:lang="en"><tbx:definition>tool for eating</tbx:definition><tbx:tig><tbx:term>wooden spoon</tbx:term></tbx:tig></tbx:langSet>
          <tbx:langSet xml:lang="zh">
            <tbx:definition>用<tbx:entailedTerm>木材</tbx:entailedTerm>制成的取食器具。</tbx:definition>
            <tbx:note>不包括竹勺。</tbx:note><tbx:note>儿童勺另有规定。</tbx:note>
            <tbx:source>GB/T 99002—2010，2.4</tbx:source>
            <tbx:tig><tbx:term>木勺</tbx:term><tbx:normativeAuthorization value="preferredTerm"/></tbx:tig>
            <tbx:tig><tbx:term>木匙</tbx:term><tbx:normativeAuthorization value="admittedTerm"/></tbx:tig>
            <tbx:tig><tbx:term>木瓢</tbx:term><tbx:normativeAuthorization value="deprecatedTerm"/></tbx:tig>
          </tbx:langSet>
        </tbx:termEntry></term-sec></sec>
    <sec><label>4</label><title>要求</title>
      <sec><label>4.1</label><title>外观</title><p>木勺应满足：</p>
        <list list-type="alpha-lower">
          <list-item><p>无毛刺；</p></list-item>
          <list-item><label>b)</label><p>无裂纹：</p><list list-type="order"><list-item><p>柄部；</p></list-item><list-item><p>头部。</p></list-item></list></list-item>
        </list>
        <non-normative-note><label>注</label><p>毛刺用手摸。</p></non-normative-note>
        <non-normative-example><label>示例 2</label><p>白布擦拭。</p></non-normative-example></sec>
      <sec><label>4.2</label><title>限量</title>
        <p>有害物质应符合表1。甲醛不应大于 1.5<sup>a</sup> mg/m<sup>3</sup>，密度 10<sup>-5</sup> kg，CO<sub>2</sub> 少量<xref ref-type="fn" rid="fn1">1)</xref>。</p>
        <table-wrap id="tab1"><label>表1</label><caption><title>有害物质限量</title><p>单位为毫克每千克</p></caption>
          <table><thead><tr><th rowspan="2">项目</th><th colspan="2">限量</th></tr><tr><th>内面</th><th>外面<xref ref-type="table-fn" rid="a"><sup>a</sup></xref></th></tr></thead>
            <tbody><tr><td>铅</td><td>≤1</td><td>≤2</td></tr><tr><td><p>镉</p></td><td colspan="2">≤0.5</td></tr></tbody></table>
          <table-wrap-foot><non-normative-note><p>以干基计。</p></non-normative-note><fn-group><fn id="a"><label>a</label><p>指涂层。</p></fn></fn-group></table-wrap-foot>
        </table-wrap>
        <disp-formula><mml:math><mml:mi>w</mml:mi><mml:mo>=</mml:mo><mml:mfrac><mml:mrow><mml:mi>m</mml:mi><mml:mo>−</mml:mo><mml:mn>1</mml:mn></mml:mrow><mml:msup><mml:mn>10</mml:mn><mml:mn>3</mml:mn></mml:msup></mml:mfrac></mml:math><label>(1)</label></disp-formula>
        <fig><label>图1</label><caption><title>木勺</title></caption><graphic xlink:href="x.png"/></fig></sec>
      <sec><label>4.3</label><p>木勺宜有挂孔。</p></sec>
    </sec>
  </body>
  <back>
    <app-group>
      <app content-type="norm-annex"><label>附录A</label><annex-type>（规范性）</annex-type><title>跌落试验</title>
        <sec><label>A.1</label><title>步骤</title><p>从 1 m 高处跌落。</p></sec></app>
      <app content-type="inform-annex"><label>Annex B</label><title>挂孔</title><p>孔径 5 mm。</p></app>
    </app-group>
    <ref-list content-type="bibl"><title>参考文献</title><ref><label>[1]</label><mixed-citation>GB/T 99010—2001 木材名称</mixed-citation></ref></ref-list>
  </back>
</standard>
"""


OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_page(objects: str, more: str = "") -> str:
    """Content.xml of a page with one layer."""
    return f'<ofd:Page {OFD}>{more}<ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'


def ofd_text(text: str, x: float, y: float, size: float = 4.2, more: str = "", inside: str = "") -> str:
    """A line of text, set as SimSun does: Latin characters in half the width of Chinese ones.

    x is its left edge and y its baseline, in millimetres from the upper left of the page.
    """
    widths = [size if char > "\u2e80" or char == "—" else size / 2 for char in text]
    run = f'DeltaX="{" ".join(f"{width:g}" for width in widths[:-1])}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} {sum(widths):g} {size}" Font="2" Size="{size}" {more}>{inside}'
        f'<ofd:TextCode X="0" Y="{size}" {run}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_package(pages: list[str], templates: str = "", parts: dict[str, str] | None = None) -> bytes:
    """An OFD document of these pages."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    files = {
        "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": (
            f"<ofd:Document {OFD}><ofd:CommonData>{area}{templates}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        ),
    }
    files |= {f"Doc_0/Pages/Page_{n}/Content.xml": page for n, page in enumerate(pages)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files | (parts or {})).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ofd_sample() -> bytes:
    """One page; the cells of the table stand apart on their lines, without rules."""
    lines = [*BEFORE, *ROWS, *AFTER]
    objects = ""
    for n, line in enumerate(lines):
        if isinstance(line, tuple):
            objects += "".join(ofd_text(cell, 30 + 60 * column, 30 + 8 * n) for column, cell in enumerate(line))
        else:
            objects += ofd_text(line, 30, 30 + 8 * n)
    return ofd_package([ofd_page(objects)])


def portal_sample() -> bytes:
    """A saved page: no text of the standard, only what a portal labels."""
    shown = {
        "标准号": BEFORE[0],
        "中文标准名称": BEFORE[1],
        "英文标准名称": "Emission standard for boilers",
        "标准状态": "现行",
        "中国标准分类号（CCS）": "Z60",
        "国际标准分类号（ICS）": "13.040.40",
        "发布日期": "2014-05-16",
        "实施日期": "2014-07-01",
        "主管部门": "环境部门",
        "归口部门": "环境部门",
        "备注": "2014-07-01实施,代替GB 13271-2001",
    }
    head = "".join(f"<tr><td>{label}：<b>{value}</b></td></tr>" for label, value in list(shown.items())[:4])
    rest = "".join(f"<div>{label}</div><div>{value}</div>" for label, value in list(shown.items())[4:])
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body><table>{head}</table>{rest}</body></html>".encode()


# Reader -> suffix and the small standard in its format. A new reader adds a line here.
SAMPLES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pdf": (".pdf", pdf_sample),
    "docx": (".docx", docx_sample),
    "html": (".html", html_sample),
    "markdown": (".md", markdown_sample),
    "text": (".txt", text_sample),
    "sts": (".xml", sts_sample),
    "ofd": (".ofd", ofd_sample),
    "portal": (".html", portal_sample),
}
