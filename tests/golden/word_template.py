"""Writes a Word document in the template of GB/T 1.1: the numbers of clauses, tables and annexes are automatic, none is text.

The source is a list of paragraphs, ``style|text`` a line; ``table|`` begins a table with its head, ``row|`` goes on, tabs part cells.
"""

from __future__ import annotations

import zipfile
from html import escape
from pathlib import Path

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NUMBERED = {
    "章标题": (1, 0), "一级条标题": (1, 1), "一级无标题条": (1, 1), "二级无标题条": (1, 2), "正文表标题": (2, 0), "附录标识": (3, 0), "附录章标题": (3, 1),
}  # fmt: skip
"""Style -> (list, level)."""
_LISTS = {
    1: [("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")],
    2: [("decimal", "表%1")],
    3: [("upperLetter", "附　录　%1（规范性）"), ("decimal", "%1.%2")],
}


def write_docx(source: Path, docx: Path) -> None:
    """The document that ``source`` describes; the same bytes for the same source."""
    lines = [line.split("|", 1) for line in source.read_text("utf-8").splitlines() if line]
    styles = list(dict.fromkeys(style for style, _ in lines if style not in ("table", "row")))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(("styles", "styles.xml"), ("numbering", "numbering.xml")),
        "word/document.xml": f"<w:document {_W}><w:body>{_body(lines, styles)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_W}>{''.join(_style(i, name) for i, name in enumerate(styles))}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_W}>{_numbering()}</w:numbering>",
    }
    with zipfile.ZipFile(docx, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2032, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>' + xml)


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"))
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="r{i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'


def _style(i: int, name: str) -> str:
    numbered = ""
    if name in _NUMBERED:
        list_, level = _NUMBERED[name]
        numbered = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr></w:pPr>'
    return f'<w:style w:type="paragraph" w:styleId="s{i}"><w:name w:val="标准文件_{name}"/>{numbered}</w:style>'


def _numbering() -> str:
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="multilevel"/>'
        + "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{format_}"/><w:suff w:val="space"/><w:lvlText w:val="{text}"/></w:lvl>'
            for i, (format_, text) in enumerate(levels)
        )
        + "</w:abstractNum>"
        for n, levels in _LISTS.items()
    )
    return abstract + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in _LISTS)


def _body(lines: list[list[str]], styles: list[str]) -> str:
    out = []
    for i, (style, text) in enumerate(lines):
        if style in ("table", "row"):
            cells = "".join(f"<w:tc><w:p>{_run(cell)}</w:p></w:tc>" for cell in text.split("\t"))
            head = "<w:trPr><w:tblHeader/></w:trPr>" if style == "table" else ""
            last = i + 1 == len(lines) or lines[i + 1][0] != "row"
            out.append(("<w:tbl><w:tblPr/><w:tblGrid/>" if head else "") + f"<w:tr>{head}{cells}</w:tr>" + ("</w:tbl>" if last else ""))
        else:
            out.append(f'<w:p><w:pPr><w:pStyle w:val="s{styles.index(style)}"/></w:pPr>{_run(text)}</w:p>')
    return "".join(out)


def _run(text: str) -> str:
    parts = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))
    return f"<w:r>{parts}</w:r>" if text else ""
