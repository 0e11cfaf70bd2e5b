"""One line of a table -> one row of the catalogue, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ingest.catalogue.headers import Field, Heading
from ingest.catalogue.text import CatalogueText
from ingest.catalogue.values import DEGREES, classes_of, day_of, is_nothing, numbers_of
from kg.catalogue import CatalogueRow, ProductRow
from kg.identifiers import StandardNumber, fold
from kg.model import Adoption, Day, Finding, NumberFact, Severity, Text

_UNVERIFIED: Final = re.compile(r"^(?:否|未|待|no|false|0|unverified|unchecked)|未核实|unverified", re.IGNORECASE)
_ICS: Final = re.compile(r"\d{2}(?:\.\d{3}(?:\.\d{2})?)?")
_CCS: Final = re.compile(r"[A-Z]\s?\d{2}(?:/\d{2})?")
_LEVELS: Final = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "I": "I", "II": "II", "III": "III", "1": "I", "2": "II", "3": "III", "一": "I", "二": "II", "三": "III"}  # fmt: skip
_PROGRAMS: Final = {"*": "A", "**": "B", "A": "A", "B": "B", "＊": "A", "＊＊": "B"}


@dataclass(slots=True)
class RowReader:
    """Reads the lines of one sheet under one heading; what is wrong with them gathers in ``findings``."""

    text: CatalogueText
    sheet: int
    heading: Heading
    place: Callable[[int], str]
    findings: list[Finding] = field(default_factory=list)

    def read(self, row: int, cells: Sequence[str]) -> CatalogueRow | ProductRow | None:
        """Line ``row`` (1-based); None where it is no row or cannot be one."""
        if self.heading.words and len(cells) > len(self.heading.words):
            # A comma too many shifts every cell behind it: nothing but the number at the left is sure.
            self._warn(
                row,
                "misaligned",
                "单元格比表头多，可能有未加引号的逗号；只取编号 more cells than heads, perhaps an unquoted comma; only the number is kept",
            )
            cells = [cell if self.heading.columns.get(j) is Field.NUMBER else "" for j, cell in enumerate(cells)]
        if self.heading.column(Field.NUMBER) is not None:
            return self._standard(row, cells)
        return self._product(row, cells)

    # -- standards --------------------------------------------------------------------------

    def _standard(self, row: int, cells: Sequence[str]) -> CatalogueRow | None:
        column = self.heading.column(Field.NUMBER)
        words = self._words(cells, Field.NUMBER)
        if column is None or not words:
            if any(cells):
                self._warn(row, "no_number", "没有标准编号，跳过 no standard number in this row, left out", Severity.INFO)
            return None
        found, rest = numbers_of(words)
        if not found:
            self._warn(row, "not_a_number", f"“{words[:60]}”不是标准编号，跳过 is not a standard number, left out")
            return None
        number = found[0][0]
        if len({n for n, _, _, _ in found}) > 1 and not _is_adopted_pair(words, found[0][2], found[1][1]):
            self._warn(
                row, "several_numbers", f"编号栏有几个编号，只取 {number.canonical} several numbers in one cell, only the first is kept"
            )
        if rest and self.heading.column(Field.TITLE_ZH) is not None and len(rest) > 30:
            self._warn(row, "words_beside_number", f"编号旁还有文字“{rest[:40]}” there are words beside the number", Severity.INFO)
        issued, effective = self._day(row, cells, Field.ISSUED), self._day(row, cells, Field.EFFECTIVE)
        if issued is not None and effective is not None and effective.value < issued.value:
            self._warn(row, "dates_order", f"实施日期 {effective.value} 早于发布日期 {issued.value} takes effect before it was issued")
        if issued is not None and number.year is not None and abs(issued.value.year - number.year) > 1:
            self._warn(
                row,
                "year_differs",
                f"{number.canonical} 的发布日期是 {issued.value} the year of the number is not that of its issue",
                Severity.INFO,
            )
        replaces, replaced_by = self._replacements(row, cells, number)
        status = self._text(row, cells, Field.STATUS)
        return CatalogueRow(
            row=row,
            sheet=self.sheet,
            number=NumberFact(number.canonical, self.text.cell(self.sheet, row, column, found[0][1], found[0][2])),
            at=self.text.row(self.sheet, row),
            title_zh=self._title(row, cells, Field.TITLE_ZH, chinese=True),
            title_en=self._title(row, cells, Field.TITLE_EN, chinese=False) or self._title(row, cells, Field.TITLE_ZH, chinese=False),
            issued=issued,
            effective=effective,
            withdrawn=self._day(row, cells, Field.WITHDRAWN),
            stated_status=status,
            replaces=replaces,
            replaced_by=replaced_by,
            adopts=self._adoptions(row, cells, found[1:] if len(found) > 1 else []),
            ics=self._classes(row, cells, Field.ICS, _ICS),
            ccs=self._classes(row, cells, Field.CCS, _CCS),
            issuers=self._names(row, cells, Field.ISSUER),
            committee=self._text(row, cells, Field.COMMITTEE),
            source=self._text(row, cells, Field.SOURCE),
            verified=not _UNVERIFIED.search(self._words(cells, Field.VERIFIED)),
        )

    def _replacements(self, row: int, cells: Sequence[str], own: StandardNumber) -> tuple[tuple[NumberFact, ...], tuple[NumberFact, ...]]:
        before: list[NumberFact] = []
        after: list[NumberFact] = []
        for field_, facts in ((Field.REPLACES, before), (Field.REPLACED_BY, after)):
            column, words = self.heading.column(field_), self._words(cells, field_)
            if column is None or is_nothing(words):
                continue
            found, rest = numbers_of(words)
            if rest and not found:
                self._warn(row, "not_a_number", f"代替栏的“{rest[:40]}”不是标准编号 is not a standard number")
            for number, start, end, partial in found:
                fact = NumberFact(number.canonical, self.text.cell(self.sheet, row, column, start, end), partial)
                if number == own:
                    continue
                # Nothing takes the place of a later edition: some lists write the successor under 替代.
                turned = (
                    number.year is not None
                    and own.year is not None
                    and (number.year < own.year if field_ is Field.REPLACED_BY else number.year > own.year)
                )
                (facts if not turned else before if field_ is Field.REPLACED_BY else after).append(fact)
        return tuple(before), tuple(after)

    def _adoptions(self, row: int, cells: Sequence[str], beside: Sequence[tuple[StandardNumber, int, int, bool]]) -> tuple[Adoption, ...]:
        """Adopted documents of their own column; the degree stands beside them or in a column of its own."""
        column, words = self.heading.column(Field.ADOPTED), self._words(cells, Field.ADOPTED)
        if column is None or is_nothing(words):
            return ()
        said = self._words(cells, Field.DEGREE) or words
        degree = next((code for word, code in sorted(DEGREES.items(), key=lambda pair: -len(pair[0])) if word in said.upper()), None)
        if degree is None:
            self._warn(
                row,
                "no_degree",
                "没有采标程度，采标关系未记 no degree of adoption (IDT, MOD, NEQ), the adoption is left out",
                Severity.INFO,
            )
            return ()
        return tuple(
            Adoption(number.canonical, degree, self.text.cell(self.sheet, row, column, start, end))
            for number, start, end, _ in numbers_of(words)[0]
        )

    # -- products ---------------------------------------------------------------------------

    def _product(self, row: int, cells: Sequence[str]) -> ProductRow | None:
        label, column = self._text(row, cells, Field.PRODUCT), self.heading.column(Field.CODE)
        words = self._words(cells, Field.CODE)
        if label is None or column is None or not words:
            if any(cells):
                self._warn(row, "no_code", "没有产品名称或代码，跳过 no product name or code in this row, left out", Severity.INFO)
            return None
        codes = tuple(
            Text(match[0], self.text.cell(self.sheet, row, column, match.start(), match.end()))
            for match in re.finditer(r"[^\s;；,，、]+", words)
        )
        level, program = self._words(cells, Field.LEVEL), self._words(cells, Field.SELF_DECLARATION)
        return ProductRow(
            row=row,
            sheet=self.sheet,
            codes=codes,
            label_zh=label,
            at=self.text.row(self.sheet, row),
            category=self._text(row, cells, Field.CATEGORY),
            level=self._mapped(row, Field.LEVEL, level.removesuffix("类"), _LEVELS),
            self_declaration=self._mapped(row, Field.SELF_DECLARATION, re.sub(r"程序|自我声明", "", program).strip(), _PROGRAMS),
        )

    def _mapped(self, row: int, field_: Field, words: str, known: dict[str, str]) -> Text | None:
        column = self.heading.column(field_)
        if column is None or not words:
            return None
        if words not in known:
            self._warn(row, "unknown_word", f"“{words[:30]}”不认识，未记 is not known here, left out")
            return None
        return Text(known[words], self.text.cell(self.sheet, row, column))

    # -- cells ------------------------------------------------------------------------------

    def _words(self, cells: Sequence[str], field_: Field) -> str:
        column = self.heading.column(field_)
        words = " ".join(cells[column].split()) if column is not None and column < len(cells) else ""
        return "" if is_nothing(words) else words

    def _text(self, row: int, cells: Sequence[str], field_: Field) -> Text | None:
        column, words = self.heading.column(field_), self._words(cells, field_)
        return Text(words, self.text.cell(self.sheet, row, column)) if column is not None and words else None

    def _title(self, row: int, cells: Sequence[str], field_: Field, *, chinese: bool) -> Text | None:
        """The title of a column, if it is in the language asked for; a day or a number in its place is none."""
        text = self._text(row, cells, field_)
        if text is None:
            return None
        has_chinese = re.search(r"[\u4e00-\u9fff]", text.value) is not None
        if has_chinese is not chinese:
            return None
        if day_of(text.value) is not None or not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", text.value):
            self._warn(row, "not_a_title", f"名称栏的“{text.value[:30]}”不是名称 is no title")
            return None
        return Text(text.value.strip("《》 "), text.at) if text.value.startswith("《") else text

    def _day(self, row: int, cells: Sequence[str], field_: Field) -> Day | None:
        column, words = self.heading.column(field_), self._words(cells, field_)
        if column is None or not words:
            return None
        day = day_of(words)
        if day is None or not date(1949, 10, 1) <= day <= date(2060, 1, 1):
            self._warn(row, "not_a_day", f"“{words[:30]}”不是日期，未记 is no day, left out")
            return None
        return Day(day, self.text.cell(self.sheet, row, column))

    def _classes(self, row: int, cells: Sequence[str], field_: Field, pattern: re.Pattern[str]) -> tuple[Text, ...]:
        column = self.heading.column(field_)
        found = []
        for code in classes_of(self._words(cells, field_)) if column is not None else ():
            if pattern.fullmatch(code):
                found.append(Text(code.replace(" ", ""), self.text.cell(self.sheet, row, column or 0)))
            else:
                self._warn(row, "not_a_class", f"“{code[:20]}”不是分类号，未记 is no class code, left out", Severity.INFO)
        return tuple(found)

    def _names(self, row: int, cells: Sequence[str], field_: Field) -> tuple[Text, ...]:
        column = self.heading.column(field_)
        words = self._words(cells, field_)
        return tuple(
            Text(part.strip(), self.text.cell(self.sheet, row, column or 0)) for part in re.split(r"[;；、，]", words) if part.strip()
        )

    def _warn(self, row: int, code: str, message: str, severity: Severity = Severity.WARNING) -> None:
        self.findings.append(Finding(severity, code, self.place(row), message))


def _is_adopted_pair(words: str, end: int, start: int) -> bool:
    """GB/T 19001-2016/ISO 9001:2015 is one number in two families."""
    return fold(words[end:start]).strip() in ("/", "")
