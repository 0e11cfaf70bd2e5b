"""标准编号: what is printed on a cover, taken apart, and printed one way."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.errors import InvalidStandardNumber
from kg.identifiers.families import UNKNOWN, Family, family_of
from kg.model import DocumentType


@dataclass(frozen=True, slots=True, order=True)
class StandardNumber:
    """标准编号: what is printed on the cover, taken apart.

    >>> str(StandardNumber.parse("ＧＢ／Ｔ １．１—２０２０"))
    'GB/T 1.1-2020'
    >>> StandardNumber.parse("GB 3838-88").year
    1988
    >>> StandardNumber.parse("CNCA-C07-01：2017").work.canonical
    'CNCA-C07-01'
    >>> StandardNumber.parse("XYZ/T 12-2019").family_known
    False
    """

    prefix: str
    serial: str
    part: str | None = None
    year: int | None = None
    amendment: int | None = None
    amendment_year: int | None = None
    corrigendum: bool = False
    """Whether ``amendment`` counts corrigenda (ISO/Cor), which are numbered apart from amendments."""

    @classmethod
    def parse(cls, text: str) -> StandardNumber:
        """The one number that ``text`` is, in any spelling; raises InvalidStandardNumber."""
        number = cls.parse_or_none(text)
        if number is None:
            raise InvalidStandardNumber(
                f"{text[:80]!r} is not a standard number; expected a form such as 'GB/T 1.1-2020' or 'JJG 539-2016'"
            )
        return number

    @classmethod
    def parse_or_none(cls, text: str) -> StandardNumber | None:
        """As `parse`, None where the text is not exactly one number (a query, a table cell)."""
        # The grammar knows numbers, numbers know their grammar: one of the two imports late.
        from kg.identifiers.whole import number_of

        return number_of(text)

    @property
    def family(self) -> Family:
        """The family that the prefix names."""
        return family_of(self.prefix)

    @property
    def family_known(self) -> bool:
        """Whether the prefix is one of ours; an unknown one is kept as printed, and its type is OTHER."""
        return self.family is not UNKNOWN

    @property
    def canonical(self) -> str:
        """The number as this project prints it everywhere."""
        family = self.family
        # "CQC11-462411-2020" and "CQC-C0501-2014" are both printed; only the second has a dash behind CQC.
        mark = "" if self.prefix == "CQC" and self.serial[0].isdigit() else family.serial_mark
        text = f"{self.prefix}{mark}{self.serial}"
        if self.part is not None:
            text += family.part_mark + self.part
        if self.year is not None:
            text += f"{family.year_mark}{self.year:04d}"
        if self.amendment is not None:
            before, between = family.amendment_marks
            text += f"{'/Cor ' if self.corrigendum else before}{self.amendment}"
            if self.amendment_year is not None:
                text += f"{between}{self.amendment_year}"
        return text

    def __str__(self) -> str:
        return self.canonical

    @property
    def is_dated(self) -> bool:
        """注日期: names one edition."""
        return self.year is not None

    @property
    def work(self) -> StandardNumber:
        """The undated number: the work that editions belong to."""
        return replace(self, year=None, amendment=None, amendment_year=None, corrigendum=False)

    @property
    def edition(self) -> StandardNumber:
        """The number without its amendment."""
        return replace(self, amendment=None, amendment_year=None, corrigendum=False)

    @property
    def slug(self) -> str:
        """The path segment of the work's IRI: ``GB/T 20223-2006`` -> ``GB-T-20223``. Two works never share one.

        Marks within a serial ("JTG F80/1") and blanks within an enterprise's code ("Q/SY TZ") become ``_``: a dash would
        make them one with "F80-1" and "Q/SY-TZ".
        """
        prefix = self.prefix.replace(" ", "_") if self.prefix.startswith("Q/") else self.prefix
        work = replace(self.work, prefix=prefix, serial=self.serial.replace("/", "_"))
        return re.sub(r"-{2,}", "-", re.sub(r"[/ ():]+", "-", work.canonical)).strip("-")

    @property
    def type(self) -> DocumentType:
        """The kind of document that the prefix announces."""
        return self.family.type

    @property
    def mandatory(self) -> bool | None:
        """强制性: what the prefix alone says; None where it says nothing (JJG, ISO, ...)."""
        if self.prefix.endswith(("/T", "/Z")):
            return False
        return self.family.binding
