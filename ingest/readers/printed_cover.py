"""封面 from a record: facts that a format states in fields, printed as the cover of a Chinese standard prints them.

STS metadata and portal records have no cover page. Their facts are printed here as lines in the order and the words of
GB/T 1.1-2020, 8.1 (ICS, CCS, number, what it replaces, titles, adoption, dates, issuers) and of the last page of a
foreword (归口, 起草), so that one code, `ingest.cover.front`, reads every format. A field that is empty prints nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CoverRecord:
    """What a record states. Numbers are as printed; ``adopts`` holds (number, IDT, MOD or NEQ)."""

    number: str | None = None
    titles_zh: tuple[str, ...] = ()
    titles_en: tuple[str, ...] = ()
    ics: tuple[str, ...] = ()
    ccs: str | None = None
    replaces: tuple[str, ...] = ()
    adopts: tuple[tuple[str, str], ...] = ()
    issued: date | None = None
    effective: date | None = None
    issuers: tuple[str, ...] = ()
    committee: str | None = None
    drafters: tuple[str, ...] = ()


def cover_lines(record: CoverRecord) -> list[str]:
    """The lines of the cover.

    >>> cover_lines(CoverRecord("GB/T 1—2020", ("棉花",), replaces=("GB/T 1—2006",), issued=date(2020, 3, 31)))
    ['GB/T 1—2020', '代替 GB/T 1—2006', '棉花', '2020-03-31 发布']
    """
    lines: list[str] = []
    if record.ics:
        lines.append(f"ICS {'; '.join(record.ics)}")
    if record.ccs:
        lines.append(f"CCS {record.ccs}")
    if record.number:
        lines.append(record.number)
    if record.replaces:
        lines.append(f"代替 {'，'.join(record.replaces)}")
    lines += record.titles_zh
    if record.titles_zh:  # an English title is read as the second of two
        lines += record.titles_en
    lines += [f"（{number}，{degree}）" for number, degree in record.adopts]
    if record.issued:
        lines.append(f"{record.issued.isoformat()} 发布")
    if record.effective:
        lines.append(f"{record.effective.isoformat()} 实施")
    lines += [f"{issuer} 发布" for issuer in record.issuers]
    if record.committee:
        lines.append(f"归口单位：{record.committee}。")
    if record.drafters:
        lines.append(f"起草单位：{'、'.join(record.drafters)}。")
    return lines


_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?!\d)")


def day_stated(text: str | None) -> date | None:
    """The one complete calendar day that ``text`` states.

    >>> day_stated("2014-05-16"), day_stated("2014-05"), day_stated("2014-02-30")
    (datetime.date(2014, 5, 16), None, None)
    """
    match = _DAY.search(text or "")
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def ccs_stated(text: str | None) -> str | None:
    """A CCS code as a cover prints it: a letter and two digits.

    >>> ccs_stated("A00"), ccs_stated("Z 60"), ccs_stated("无")
    ('A 00', 'Z 60', None)
    """
    match = re.match(r"\s*(?:CCS\s*)?([A-Z])\s?(\d\d)(?!\d)", text or "")
    return f"{match[1]} {match[2]}" if match else None


def names_stated(text: str | None) -> tuple[str, ...]:
    """Bodies listed in one field, each once, in order.

    >>> names_stated("甲局、乙委员会 ，甲局")
    ('甲局', '乙委员会')
    """
    names = (re.sub(r"\s+", "", name) for name in re.split(r"[、,，;；\n]|\s{2,}", text or ""))
    return tuple(dict.fromkeys(name.strip("。.") for name in names if len(name.strip("。.")) >= 2))


_DEGREES = (("非等效", "NEQ"), ("等同", "IDT"), ("修改", "MOD"), ("等效", "MOD"), ("IDT", "IDT"), ("MOD", "MOD"), ("NEQ", "NEQ"))


def degree_stated(text: str) -> str | None:
    """一致性程度 named in a phrase; None where it names none.

    >>> degree_stated("本标准非等效采用ISO国际标准"), degree_stated("采用国际标准")
    ('NEQ', None)
    """
    return next((degree for words, degree in _DEGREES if words in text), None)
