"""One line of a table of standards -> CatalogueRow, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from ingest.catalogue.headers import Field, Heading
from ingest.catalogue.line import LineReader
from ingest.catalogue.products import product_row
from ingest.catalogue.relations import adoptions, replacements
from ingest.catalogue.text import CatalogueText
from ingest.catalogue.values import numbers_of
from kg.catalogue import CatalogueRow, ProductRow
from kg.identifiers import fold
from kg.model import Finding, NumberFact, Severity, Text

_UNVERIFIED: Final = re.compile(r"^(?:否|未|待|no\b|false|0|unverified|unchecked)|未核实|unverified", re.IGNORECASE)
_ICS: Final = re.compile(r"\d{2}(?:\.\d{3}(?:\.\d{2})?)?")
_CCS: Final = re.compile(r"[A-Z]\s?\d{2}(?:/\d{2})?")
_LONG: Final = 30


def says_unverified(words: str) -> bool:
    """Whether the makers of a table say with these words that they did not check.

    >>> says_unverified("否"), says_unverified("转抄，未核实"), says_unverified("已核实"), says_unverified("Notice 12")
    (True, True, False, False)
    """
    return _UNVERIFIED.search(words) is not None


class RowReader:
    """Reads the lines of one sheet under one heading; what is wrong with them gathers in ``findings``.

    In ``delimited`` text a comma too many shifts every cell behind it; in a spreadsheet a cell beside the table is only a note.
    ``verified`` is False where the table says of itself as a whole that it was not checked.
    """

    def __init__(
        self,
        text: CatalogueText,
        sheet: int,
        heading: Heading,
        place: Callable[[int], str],
        *,
        delimited: bool = True,
        verified: bool = True,
    ) -> None:
        self._line = LineReader(text, sheet, heading, place)
        self._heading = heading
        self._delimited = delimited
        self._verified = verified

    @property
    def findings(self) -> list[Finding]:
        return self._line.findings

    def read(self, row: int, cells: Sequence[str]) -> CatalogueRow | ProductRow | None:
        """Line ``row`` (1-based); None where it is no row or cannot be one."""
        line = self._line
        line.turn_to(row, cells)
        if self._heading.words and len(cells) > len(self._heading.words):
            if self._delimited:
                self._keep_number(
                    "单元格比表头多，可能有未加引号的逗号；只取编号 more cells than heads, perhaps an unquoted comma; only the number is kept"
                )
            else:
                beyond = " ".join(cells[len(self._heading.words) :])
                line.warn("beyond_head", f"表头之外还有“{beyond[:40]}” a cell beyond the head, not read", Severity.INFO)
        elif self._delimited and line.is_shifted():
            self._keep_number(
                "日期栏里是文字，可能有未加引号的逗号；只取编号 words where a day belongs, perhaps an unquoted comma; only the number is kept"
            )
        return self._standard() if Field.NUMBER in line.columns else product_row(line)

    def _keep_number(self, message: str) -> None:
        """Of a line whose cells do not stand under their heads nothing but the number is sure, and that only left of the shift."""
        line = self._line
        line.warn("misaligned", message)
        number = line.columns.get(Field.NUMBER)
        line.turn_to(line.row, [cell if j == number else "" for j, cell in enumerate(line.cells)])

    def _standard(self) -> CatalogueRow | None:
        line = self._line
        words = line.words(Field.NUMBER)
        if not words:
            line.warn("no_number", "没有标准编号，跳过 no standard number in this row, left out", Severity.INFO)
            return None
        found, rest = numbers_of(words)
        if not found:
            line.warn("not_a_number", f"“{words[:60]}”不是标准编号，跳过 is not a standard number, left out")
            return None
        number, start, end, _ = found[0]
        if len({one for one, _, _, _ in found}) > 1 and not _is_adopted_pair(words, end, found[1][1]):
            line.warn("several_numbers", f"编号栏有几个编号，只取 {number.canonical} several numbers in one cell, only the first is kept")
        title = line.title(Field.TITLE_ZH, chinese=True) or self._title_beside(words, end, len(found))
        if rest and title is None and len(rest) > _LONG:
            line.warn("words_beside_number", f"编号旁还有文字“{rest[:40]}” there are words beside the number", Severity.INFO)
        issued, effective = line.day(Field.ISSUED), line.day(Field.EFFECTIVE)
        withdrawn = line.day(Field.WITHDRAWN)
        if issued is not None and effective is not None and effective.value < issued.value:
            line.warn("dates_order", f"实施日期 {effective.value} 早于发布日期 {issued.value} takes effect before it was issued")
        if issued is not None and withdrawn is not None and withdrawn.value < issued.value:
            line.warn("dates_order", f"废止日期 {withdrawn.value} 早于发布日期 {issued.value} is withdrawn before it was issued")
        if issued is not None and number.year is not None and abs(issued.value.year - number.year) > 1:
            line.warn(
                "year_differs",
                f"{number.canonical} 的发布日期是 {issued.value} the year of the number is not that of its issue",
                Severity.INFO,
            )
        replaces, replaced_by = replacements(line, number)
        source = line.said(Field.SOURCE)
        return CatalogueRow(
            row=line.row,
            sheet=line.sheet,
            number=NumberFact(number.canonical, line.at(Field.NUMBER, start, end)),
            at=line.text.row(line.sheet, line.row),
            title_zh=title,
            title_en=line.title(Field.TITLE_EN, chinese=False) or line.title(Field.TITLE_ZH, chinese=False),
            issued=issued,
            effective=effective,
            withdrawn=withdrawn,
            stated_status=line.said(Field.STATUS),
            replaces=replaces,
            replaced_by=replaced_by,
            adopts=adoptions(line, number),
            ics=line.classes(Field.ICS, _ICS),
            ccs=line.classes(Field.CCS, _CCS),
            issuers=line.names(Field.ISSUER),
            committee=line.said(Field.COMMITTEE),
            source=source,
            verified=self._verified
            and not says_unverified(line.words(Field.VERIFIED))
            and (source is None or re.search("未核实|unverified", source.value, re.IGNORECASE) is None),
        )

    def _title_beside(self, words: str, end: int, numbers: int) -> Text | None:
        """The title behind the number in a column of both ("GB 13271-2014 锅炉大气污染物排放标准"), where the table has no column of titles."""
        if Field.TITLE_ZH in self._line.columns or numbers > 1:
            return None
        behind = words[end:]
        title = behind.strip().strip("《》，,:：").strip()
        if not re.match(r"[\s《，,:：]|[\u4e00-\u9fff]", behind) or not re.match(
            r"[\u4e00-\u9fff]{2}|[\u4e00-\u9fff].*[\u4e00-\u9fff]", title
        ):
            return None
        start = words.index(title, end)
        return Text(title, self._line.at(Field.NUMBER, start, start + len(title)))


def _is_adopted_pair(words: str, end: int, start: int) -> bool:
    """GB/T 19001-2016/ISO 9001:2015 is one number in two families."""
    return fold(words[end:start]).strip() in ("/", "")
