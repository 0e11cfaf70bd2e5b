"""One table file -> Catalogue. Runs inside the sandbox child: everything here sees hostile input."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from ingest.catalogue.headers import Field, Heading, find_heading, heading_at, known_heads
from ingest.catalogue.rows import RowReader
from ingest.catalogue.text import CatalogueText, place_of
from ingest.catalogue.values import day_of
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.sheets.sheet import Sheet
from ingest.sheets.split_numbers import with_whole_numbers
from ingest.sheets.workbook import Workbook, read_workbook
from kg.catalogue import Catalogue, CatalogueRow, ProductRow
from kg.errors import UnreadableDocument
from kg.model import Day, Finding, Severity

READER: Final = "catalogue/3"
_AS_OF: Final = re.compile(
    r"(?:截至|截止|数据日期|更新日期|as of)[^\d]{0,12}((?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2})", re.IGNORECASE
)
_MOST_FINDINGS: Final = 500
"""A table of the wrong kind is wrong in every row; more of the same tells nothing."""


def read_catalogue(path: Path, limits: Limits = DEFAULT_LIMITS) -> Catalogue:
    """What the table says. Raises UnreadableDocument as `read_workbook`, and no_number_column where no sheet lists anything."""
    return catalogue_of(read_workbook(path, limits))


def catalogue_of(workbook: Workbook) -> Catalogue:
    """What a workbook that was read says of standards and products; numbers set in several columns are put together first."""
    workbook = replace(
        workbook, sheets=tuple(replace(sheet, rows=tuple(map(tuple, with_whole_numbers(sheet.rows)))) for sheet in workbook.sheets)
    )
    text = CatalogueText(workbook)
    rows: list[CatalogueRow] = []
    products: list[ProductRow] = []
    findings: list[Finding] = list(workbook.findings)
    as_of: Day | None = None
    title: str | None = None
    heads: list[str] = []
    for number, sheet in enumerate(workbook.sheets, 1):
        heading = find_heading(sheet)
        if heading is None:
            heads += _first_words(sheet)
            if any(sheet.rows):
                findings.append(
                    Finding(
                        Severity.INFO,
                        "sheet_passed_over",
                        sheet.name or f"{number}",
                        "没有标准编号栏，跳过 no column of standard numbers, passed over",
                    )
                )
            continue
        above = sheet.rows[: max(heading.first - 1, 0)]
        as_of = as_of or _stated_day(text, number, above) or _column_day(text, number, sheet, heading)
        title = title or next((cell for row in above for cell in row if len(cell) > 3), None)
        verified = not any(re.search("未核实|unverified", cell, re.IGNORECASE) for row in above for cell in row)
        for part, lines in _tables(sheet, heading):
            reader = RowReader(
                text,
                number,
                part,
                partial(place_of, len(workbook.sheets), number),
                delimited=workbook.format in ("csv", "tsv"),
                verified=verified,
            )
            for line in lines:
                found = reader.read(line, sheet.rows[line - 1])
                if isinstance(found, CatalogueRow):
                    rows.append(found)
                elif found is not None:
                    products.append(found)
            findings += reader.findings
    if not rows and not products:
        seen = "、".join(dict.fromkeys(heads)) or "—"
        raise UnreadableDocument(
            "no_number_column",
            f"{workbook.file} 没有标准编号栏 has no column of standard numbers；看到的表头 heads seen: {seen[:200]}；认识的表头 heads known: {known_heads()}",
        )
    findings += _listed_twice(rows, len(workbook.sheets))
    if len(findings) > _MOST_FINDINGS:
        more = len(findings) - _MOST_FINDINGS
        findings = findings[:_MOST_FINDINGS]
        findings.append(
            Finding(Severity.INFO, "more_findings", workbook.file, f"另有 {more} 条发现未列出 {more} more findings are not listed")
        )
    return Catalogue(
        file=workbook.file,
        sha256=workbook.sha256,
        format=workbook.format,
        sheets=len(workbook.sheets),
        text=text.text,
        reader=READER,
        title=title,
        as_of=as_of,
        rows=tuple(rows),
        products=tuple(products),
        findings=tuple(findings),
    )


def _tables(sheet: Sheet, heading: Heading) -> Iterator[tuple[Heading, list[int]]]:
    """(the head, its lines (1-based)) of every table of the sheet: one may stand below the other, or a head be printed again."""
    lines: list[int] = []
    line = heading.last
    while line < len(sheet.rows):
        cells = sheet.rows[line]
        line += 1
        if not any(cells):
            continue
        if heading.words and _may_be_head(cells, heading) and (found := heading_at(sheet.rows, line - 1)) is not None:
            if _words(found.words) != _words(heading.words):
                yield heading, lines
                heading, lines = found, []
            line = found.last
            continue
        lines.append(line)
    yield heading, lines


def _may_be_head(cells: Sequence[str], heading: Heading) -> bool:
    """Whether the line has no number and no code where it should, which few lines but heads have not."""
    column = heading.column(Field.NUMBER)
    column = heading.column(Field.CODE) if column is None else column
    cell = cells[column] if column is not None and column < len(cells) else ""
    return not any(sign.isdigit() for sign in cell)


def _words(words: Sequence[str]) -> list[str]:
    return [word for word in words if word]


def _listed_twice(rows: Sequence[CatalogueRow], sheets: int) -> Iterator[Finding]:
    """A number that is listed again with another fact; what one of the two does not say is no difference."""
    first: dict[str, CatalogueRow] = {}
    for row in rows:
        known = first.setdefault(row.number.value, row)
        differ = "、".join(name for name, old, new in zip(_FACTS, _facts(known), _facts(row), strict=True) if old and new and old != new)
        if known is not row and differ:
            where = place_of(sheets, known.sheet, known.row)
            yield Finding(
                Severity.WARNING,
                "listed_twice",
                place_of(sheets, row.sheet, row.row),
                f"{row.number.value} 在{where} 已列出且内容不同 is listed there with other facts ({differ}); both are kept as statements",
            )


_FACTS: Final = ("名称 title", "英文名称 English title", "发布日期 issued", "实施日期 effective", "废止日期 withdrawn", "状态 status", "代替 replaces", "被代替 replaced by")  # fmt: skip


def _facts(row: CatalogueRow) -> tuple[object, ...]:
    values = (row.title_zh, row.title_en, row.issued, row.effective, row.withdrawn, row.stated_status)
    numbers = (frozenset(one.value for one in row.replaces), frozenset(one.value for one in row.replaced_by))
    return (*(value.value if value is not None else None for value in values), *numbers)


def _first_words(sheet: Sheet) -> list[str]:
    return [cell for row in sheet.rows[:3] for cell in row if cell][:12]


def _stated_day(text: CatalogueText, sheet: int, above: Sequence[Sequence[str]]) -> Day | None:
    """截至 … in a line above the head."""
    for line, cells in enumerate(above, 1):
        for column, cell in enumerate(cells):
            if (match := _AS_OF.search(cell)) and (day := day_of(match[1])) is not None:
                return Day(day, text.cell(sheet, line, column))
    return None


def _column_day(text: CatalogueText, sheet: int, sheet_: Sheet, heading: Heading) -> Day | None:
    """截至 as a column: the earliest of its days, which holds for every row."""
    column = heading.column(Field.AS_OF)
    if column is None:
        return None
    found = [
        Day(day, text.cell(sheet, line, column))
        for line, cells in enumerate(sheet_.rows[heading.last :], heading.last + 1)
        if column < len(cells) and (day := day_of(cells[column])) is not None
    ]
    return min(found, key=lambda one: one.value, default=None)
