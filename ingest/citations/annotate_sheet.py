"""Columns with the answer at the right of the tables of a user's own workbook; every other part of the package stays byte for byte.

openpyxl drops what it does not know (charts, slicers, values that Excel computed), so the cells are written into the sheets' own XML.
See ECMA-376-1:2016, 18.3 (sheets) and 18.8 (styles).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.citations.in_tables import OWN_HEADS, cells_of
from ingest.citations.places import column_letters
from ingest.readers.limits import Limits
from ingest.readers.package import check_package
from kg.errors import UnreadableDocument

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
_FILLS = {"current": "FFC6EFCE", "upcoming": "FFDDEBF7", "superseded": "FFFFC7CE", "withdrawn": "FFFF9999", "unknown": "FFFFEB9C"}
_WORST = ("withdrawn", "superseded", "unknown", "upcoming", "current")
_HEAD_FILL = "FFD9D9D9"
_WIDTHS = (20, 26, 26, 70)
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def annotated_sheets(path: Path, limits: Limits, notes: Sequence[Mapping[str, Any]]) -> bytes:
    """The workbook with ``notes`` ({"anchor": {"sheet", "row", "head"}, "status", "cells": one text for each of `OWN_HEADS`}).

    Notes of one row are put together, the worst status colours it. Raises UnreadableDocument.
    """
    check_package(path, limits, "用 Excel 或 WPS 另存后再试 save it again in Excel or WPS")
    try:
        with zipfile.ZipFile(path) as archive:
            return _rewritten(archive, notes)
    except (KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile) as exc:
        raise UnreadableDocument(
            "not_annotated",
            f"{path.name} 无法写入结果列 cannot take the columns ({exc})；请改用 .csv 输出 write the answer as .csv instead",
        ) from exc


def _rewritten(archive: zipfile.ZipFile, notes: Sequence[Mapping[str, Any]]) -> bytes:
    sheets = _sheet_parts(archive)
    styles_part = _styles_part(archive)
    styles = etree.fromstring(archive.read(styles_part), _PARSER)
    formats = _add_formats(styles)
    changed = {styles_part: styles}
    by_sheet: dict[int, list[Mapping[str, Any]]] = {}
    for note in notes:
        by_sheet.setdefault(int(note["anchor"]["sheet"]), []).append(note)
    for number, of_sheet in by_sheet.items():
        root = etree.fromstring(archive.read(sheets[number]), _PARSER)
        _write_sheet(root, of_sheet, formats, _shared(archive))
        changed[sheets[number]] = root
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for entry in archive.infolist():
            root = changed.get(entry.filename)
            content = archive.read(entry) if root is None else etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            written.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """Parts of the worksheets in the order of the workbook, as the reader counts them: without chart sheets."""
    workbook_part = _target(archive, "_rels/.rels", "/officeDocument")
    folder, name = posixpath.split(workbook_part)
    relations = _relations(archive, f"{folder}/_rels/{name}.rels")
    workbook = etree.fromstring(archive.read(workbook_part), _PARSER)
    if workbook.tag == f"{{{_STRICT}}}workbook":
        raise ValueError("strict Open XML")
    parts = []
    for sheet in workbook.iter(_S + "sheet"):
        kind, target = relations[sheet.get(_R + "id")]
        if kind.endswith("/worksheet"):
            parts.append(_join(folder, target))
    return parts


def _styles_part(archive: zipfile.ZipFile) -> str:
    workbook_part = _target(archive, "_rels/.rels", "/officeDocument")
    folder, name = posixpath.split(workbook_part)
    relations = _relations(archive, f"{folder}/_rels/{name}.rels")
    return next(_join(folder, target) for kind, target in relations.values() if kind.endswith("/styles"))


def _target(archive: zipfile.ZipFile, part: str, kind: str) -> str:
    return next(_join("", target) for found, target in _relations(archive, part).values() if found.endswith(kind))


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    root = etree.fromstring(archive.read(part), _PARSER)
    return {r.get("Id"): (r.get("Type"), r.get("Target")) for r in root.iter(_P + "Relationship")}


def _join(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _shared(archive: zipfile.ZipFile) -> list[str]:
    """The shared strings, in which the words of most cells stand."""
    try:
        root = etree.fromstring(archive.read("xl/sharedStrings.xml"), _PARSER)
    except KeyError:
        return []
    return ["".join(t.text or "" for t in item.iter(_S + "t")) for item in root.iter(_S + "si")]


# -- styles ---------------------------------------------------------------------------------


def _add_formats(styles: Any) -> dict[str, int]:
    """Cell formats for a head, plain words and each status; name -> index in cellXfs."""
    fonts, fills, formats = (_child(styles, name) for name in ("fonts", "fills", "cellXfs"))
    bold = etree.SubElement(fonts, _S + "font")
    etree.SubElement(bold, _S + "b")
    plain = etree.SubElement(fonts, _S + "font")
    for font in (bold, plain):
        etree.SubElement(font, _S + "sz").set("val", "11")
        etree.SubElement(font, _S + "name").set("val", "Calibri")
    _count(fonts)
    bold_at, plain_at = len(fonts) - 2, len(fonts) - 1
    made = {}
    for name, colour in {"head": _HEAD_FILL, **_FILLS, "": None}.items():
        fill_at = 0
        if colour is not None:
            pattern = etree.SubElement(etree.SubElement(fills, _S + "fill"), _S + "patternFill")
            pattern.set("patternType", "solid")
            etree.SubElement(pattern, _S + "fgColor").set("rgb", colour)
            fill_at = len(fills) - 1
        xf = etree.SubElement(formats, _S + "xf")
        font = bold_at if name == "head" else plain_at
        for key, value in (("numFmtId", 49), ("fontId", font), ("fillId", fill_at), ("borderId", 0), ("xfId", 0)):
            xf.set(key, str(value))
        for key in ("applyNumberFormat", "applyFont", "applyFill", "applyAlignment"):
            xf.set(key, "1")
        etree.SubElement(xf, _S + "alignment").set("vertical", "center")
        made[name] = len(formats) - 1
    _count(fills)
    _count(formats)
    return made


def _child(styles: Any, name: str) -> Any:
    found = styles.find(_S + name)
    if found is None:
        raise ValueError(f"no {name} in its styles")
    return found


def _count(element: Any) -> None:
    element.set("count", str(len(element)))


# -- one sheet ------------------------------------------------------------------------------


def _write_sheet(root: Any, notes: Sequence[Mapping[str, Any]], formats: Mapping[str, int], shared: Sequence[str]) -> None:
    data = root.find(_S + "sheetData")
    rows = {int(row.get("r")): row for row in data if row.get("r")}
    if len(rows) != len(data):
        raise ValueError("rows without numbers")
    column = _own_column(rows, shared)
    if column is None:
        column = max((_column(cell.get("r")) + 1 for row in data for cell in row if _holds(cell)), default=0)
    by_row: dict[int, list[Mapping[str, Any]]] = {}
    for note in notes:
        by_row.setdefault(int(note["anchor"]["row"]) + 1, []).append(note)
    heads = {int(note["anchor"]["head"]) + 1 for note in notes if note["anchor"]["head"] is not None}
    if not heads and min(by_row) > 1:
        heads = {min(by_row) - 1}
    for number in sorted(heads):
        _put(data, rows, number, column, list(OWN_HEADS), [formats["head"]] * len(OWN_HEADS))
    for number, of_row in sorted(by_row.items()):
        cells = cells_of(of_row)
        worst = next(status for status in _WORST if any(note["status"] == status for note in of_row))
        _put(data, rows, number, column, cells, [formats[worst], formats[""], formats[""], formats[""]])
    _widen(root, column)


def _own_column(rows: Mapping[int, Any], shared: Sequence[str]) -> int | None:
    """Where the columns of an earlier answer begin: they are written over, not put beside."""
    for row in rows.values():
        for cell in row:
            if _words(cell, shared) == OWN_HEADS[0]:
                return _column(cell.get("r"))
    return None


def _words(cell: Any, shared: Sequence[str]) -> str:
    if cell.get("t") == "s":
        value = cell.find(_S + "v")
        index = int(value.text) if value is not None and value.text and value.text.isdigit() else -1
        return shared[index] if 0 <= index < len(shared) else ""
    return "".join(t.text or "" for t in cell.iter(_S + "t"))


def _holds(cell: Any) -> bool:
    return any(child.tag in (_S + "v", _S + "is", _S + "f") for child in cell)


def _column(reference: str | None) -> int:
    """0-based column of a cell's reference: "C7" -> 2. Raises ValueError without one."""
    match = re.fullmatch(r"([A-Z]{1,3})[0-9]+", reference or "")
    if match is None:
        raise ValueError("cells without references")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _put(data: Any, rows: dict[int, Any], number: int, column: int, texts: Sequence[str], formats: Sequence[int]) -> None:
    row = rows.get(number)
    if row is None:
        row = etree.Element(_S + "row")
        row.set("r", str(number))
        before = max((n for n in rows if n < number), default=None)
        if before is None:
            data.insert(0, row)
        else:
            rows[before].addnext(row)
        rows[number] = row
    # The hint says how far the row reaches; it is optional, and wrong now.
    row.attrib.pop("spans", None)
    old = {_column(cell.get("r")): cell for cell in row}
    for offset, (text, style) in enumerate(zip(texts, formats, strict=True)):
        at = column + offset
        if at in old:
            row.remove(old.pop(at))
        cell = etree.Element(_S + "c")
        cell.set("r", f"{column_letters(at)}{number}")
        cell.set("s", str(style))
        cell.set("t", "inlineStr")
        words = etree.SubElement(etree.SubElement(cell, _S + "is"), _S + "t")
        words.text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        before_cell = max((c for c in old if c < at), default=None)
        if before_cell is None:
            row.insert(0, cell)
        else:
            old[before_cell].addnext(cell)
        old[at] = cell


def _widen(root: Any, column: int) -> None:
    """Widths for the new columns, and a dimension that covers them."""
    dimension = root.find(_S + "dimension")
    if dimension is not None:
        root.remove(dimension)  # optional, and wrong now
    cols = root.find(_S + "cols")
    if cols is None:
        cols = etree.Element(_S + "cols")
        root.find(_S + "sheetData").addprevious(cols)
    last = max((int(col.get("max", "0")) for col in cols), default=0)
    # Widths may not overlap; columns for which the sheet already has one keep it.
    for offset, width in enumerate(_WIDTHS):
        if column + offset + 1 > last:
            col = etree.SubElement(cols, _S + "col")
            for key, value in (("min", column + offset + 1), ("max", column + offset + 1), ("width", width), ("customWidth", 1)):
                col.set(key, str(value))
