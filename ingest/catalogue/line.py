"""One line of a table under its heading: cells as words, days, classes, each with its place; what is wrong is said, not kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ingest.catalogue.headers import Field, Heading
from ingest.catalogue.text import CatalogueText
from ingest.catalogue.values import classes_of, day_of, is_nothing
from kg.model import Day, Evidence, Finding, Severity, Text

_WORDS: Final = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{4}")
_FIRST_DAY: Final = date(1949, 10, 1)
_LAST_DAY: Final = date(2060, 1, 1)
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
# Such words stand in a column of days by intent: they name no day and are no sign of a shifted row.
_REMARK: Final = re.compile(
    r"(?:19|20)\d\d|[（(]?(?:待|未[发实定知公批查注明]|暂|尚未|另行|无[日此]|不[详明]|即[将日]|自.*[起后]|[同与随].*(?:同[步时]|实施|施行)|[届见详按]|过渡"
    r"|tb[da]\b|pending|unknown|not\b|after|upon|from|on\b|see\b|to be)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class LineReader:
    """Cells of the lines of one sheet under one heading; what is wrong with them gathers in ``findings``."""

    text: CatalogueText
    sheet: int
    heading: Heading
    place: Callable[[int], str]
    findings: list[Finding] = field(default_factory=list)
    columns: dict[Field, int] = field(init=False)
    row: int = 0
    cells: Sequence[str] = ()
    _known: dict[Field, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = {found: column for column, found in self.heading.columns.items()}

    def turn_to(self, row: int, cells: Sequence[str]) -> None:
        """Line ``row`` (1-based) is the one that is read from here on."""
        self.row, self.cells = row, cells
        self._known.clear()

    def words(self, field_: Field) -> str:
        """The cell of a fact, with single blanks; "" where the table has no such column or says that there is nothing."""
        known = self._known.get(field_)
        if known is not None:
            return known
        column = self.columns.get(field_)
        words = " ".join(self.cells[column].split()) if column is not None and column < len(self.cells) else ""
        self._known[field_] = words = "" if is_nothing(words) else words
        return words

    def at(self, field_: Field, start: int = 0, end: int | None = None) -> Evidence:
        """The place of the cell of a fact that the line has, or of [start, end) in its words."""
        return self.text.cell(self.sheet, self.row, self.columns[field_], start, end)

    def said(self, field_: Field) -> Text | None:
        """The words of a fact with their place."""
        words = self.words(field_)
        return Text(words, self.at(field_)) if words else None

    def title(self, field_: Field, *, chinese: bool) -> Text | None:
        """The title of a column, if it is in the language asked for; a day or a number in its place is none."""
        words = self.words(field_)
        if not words or (_CHINESE.search(words) is not None) is not chinese:
            return None
        bare = words.strip("《》 ")
        if day_of(words) is not None or not re.search(r"[\u4e00-\u9fff]|[A-Za-z]{2}", bare):
            self.warn("not_a_title", f"名称栏的“{words[:30]}”不是名称，未记 is no title, left out")
            return None
        return Text(bare, self.at(field_)) if bare else None

    def day(self, field_: Field) -> Day | None:
        """The day of a column; words that name none are said and left out."""
        words = self.words(field_)
        if not words:
            return None
        day = day_of(words)
        if day is None or not _FIRST_DAY <= day <= _LAST_DAY:
            self.warn("not_a_day", f"“{words[:30]}”不是日期，未记 is no day, left out")
            return None
        return Day(day, self.at(field_))

    def is_shifted(self) -> bool:
        """Whether words stand in a column of days that are no remark on a day: a comma without quotation marks moved them there."""
        for one in (Field.ISSUED, Field.EFFECTIVE, Field.WITHDRAWN):
            words = self.words(one)
            if words and day_of(words) is None and _WORDS.search(words) and not _REMARK.match(words):
                return True
        return False

    def classes(self, field_: Field, pattern: re.Pattern[str]) -> tuple[Text, ...]:
        """Codes of a column that may hold several; what does not look like one is said."""
        found = []
        for code in classes_of(self.words(field_)):
            if pattern.fullmatch(code):
                found.append(Text(code.replace(" ", ""), self.at(field_)))
            else:
                self.warn("not_a_class", f"“{code[:20]}”不是分类号，未记 is no class code, left out", Severity.INFO)
        return tuple(found)

    def names(self, field_: Field) -> tuple[Text, ...]:
        """Names of a column that may hold several, joined by 、 or a full-width comma or semicolon; commas in English names stay."""
        words = self.words(field_)
        return tuple(Text(part.strip(), self.at(field_)) for part in re.split(r"[;；、，]", words) if part.strip())

    def warn(self, code: str, message: str, severity: Severity = Severity.WARNING) -> None:
        """Something is wrong with this line."""
        self.findings.append(Finding(severity, code, self.place(self.row), message))
