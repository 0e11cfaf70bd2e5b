"""标准编号: one grammar for the numbers that Chinese standards cite, and the IRIs they get.

`StandardNumber.parse` reads one number in any printed form, `find_numbers` every number in a
text. Both print canonically: prefix, space, number, ``-``, four-digit year; families that are
published with a colon (ISO, IEC, OIML, CNCA, CNAS, EN) keep it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.errors import InvalidStandardNumber
from kg.model import DocumentType

INDUSTRY_CODES = frozenset(
    [
        "AQ",
        "BB",
        "CB",
        "CH",
        "CJ",
        "CJJ",
        "CY",
        "DA",
        "DL",
        "DY",
        "DZ",
        "EJ",
        "FZ",
        "GA",
        "GC",
        "GD",
        "GH",
        "GJB",
        "GHZB",
        "GM",
        "GY",
        "GW",
        "GWKB",
        "GWPB",
        "HB",
        "HG",
        "HJ",
        "HS",
        "HY",
        "JB",
        "JC",
        "JG",
        "JGJ",
        "JR",
        "JT",
        "JTG",
        "JTJ",
        "JTS",
        "JY",
        "KA",
        "LB",
        "LD",
        "LS",
        "LY",
        "MH",
        "MR",
        "MT",
        "MZ",
        "NB",
        "NY",
        "QB",
        "QC",
        "QJ",
        "QX",
        "RB",
        "RF",
        "SB",
        "SBJ",
        "SC",
        "SD",
        "SDJ",
        "SF",
        "SH",
        "SJ",
        "SL",
        "SN",
        "SW",
        "SY",
        "TB",
        "TBJ",
        "TD",
        "TY",
        "WB",
        "WH",
        "WJ",
        "WM",
        "WS",
        "WW",
        "XB",
        "XF",
        "YB",
        "YC",
        "YD",
        "YDJ",
        "YJ",
        "YS",
        "YY",
        "YZ",
        "ZB",
        "ZC",
        "ZY",
        "CECS",
    ]
)
"""行业标准代号 (SAC list of industry codes and the engineering-construction ones beside it)."""

_DASHES = "‐‑‒–—―−－﹣─━"
# One character in, one character out: offsets found in the folded text hold in the original.
_FOLD = {ord(c): "-" for c in _DASHES}
_FOLD |= {cp: chr(cp - 0xFEE0) for cp in range(0xFF01, 0xFF5F) if chr(cp - 0xFEE0) != "-"}
_FOLD |= {
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
    ord("∶"): ":",
    ord("︰"): ":",
    ord("〔"): "(",
    ord("〕"): ")",
    ord("∕"): "/",
    ord("⁄"): "/",
}


def fold(text: str) -> str:
    """Full-width letters, digits and every dash as ASCII, one character for one.

    >>> fold("ＧＢ／Ｔ １．１—２０２０")
    'GB/T 1.1-2020'
    """
    return text.translate(_FOLD)


_NARROW = {cp: chr(cp - 0xFEE0) for cp in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0E, 0xFF0F)}


def narrow(text: str) -> str:
    """Full-width letters, digits, point and slash as ASCII; Chinese punctuation stays.

    >>> narrow("第１部分：ＡＴＭ（终端）")
    '第1部分：ATM（终端）'
    """
    return text.translate(_NARROW)


_S = r"[ \t\n]{0,3}"
_INDUSTRY = "|".join(sorted(INDUSTRY_CODES, key=len, reverse=True))
_YEAR = rf"(?:{_S}-{_S}(?P<year>(?:19|20)\d\d|\d\d)(?![\d.]|-\d))?"
# "GB 3095. 1-2012": letter-spaced covers put a blank after the point; only before a year is it safe.
_PART = rf"(?:\.(?P<part>\d{{1,3}}(?:\.\d{{1,3}})*)(?![\d])|\.[ ](?P<spaced_part>\d{{1,3}})(?={_S}-{_S}(?:19|20)\d\d))?"
_AMENDMENT = rf"(?:{_S}/{_S}XG{_S}(?P<amendment>\d+){_S}-{_S}(?P<amendment_year>\d{{4}}))?"

_CHINESE = re.compile(
    rf"""(?<![A-Za-z0-9])
    (?P<prefix>
        GB{_S}[/-]?{_S}[TZ](?:{_S}/{_S}T)?(?={_S}-?{_S}\d)
      | GBZ{_S}/{_S}T | GBJ | GBn | GB
      | DB{_S}\d{{2}}(?:\d{{2}}(?={_S}/))?(?:{_S}/{_S}T(?={_S}\d)|{_S}/(?={_S}\d))?
      | (?:NB/SH|NB/RB|SH/NB)(?:{_S}/{_S}T)?
      | JJ[GF]{_S}\({_S}[\u4e00-\u9fff]{{1,6}}{_S}\) | JJ[GF]
      | TSG(?:{_S}[A-Z]{{1,2}}(?=\d))?
      | T{_S}/{_S}[A-Z]{{2,10}} | Q/[A-Z0-9]{{2,10}}
      | (?:{_INDUSTRY}){_S}[/-]?{_S}[TZ](?={_S}\d) | (?:{_INDUSTRY})
    )
    {_S}-?{_S}(?P<serial>\d{{1,6}}(?:[A-Z](?![A-Za-z]))?)
    {_PART}
    {_YEAR}
    {_AMENDMENT}
    """,
    re.VERBOSE,
)

_COLON_YEAR = rf"(?:{_S}[:-]{_S}(?P<year>(?:19|20)\d\d)(?![\d]))?"
_INTERNATIONAL = re.compile(
    rf"""(?<![A-Za-z0-9])
    (?P<prefix>
        ISO/IEC/IEEE | ISO/IEC(?:{_S}(?:TS|TR|Guide|GUIDE)|/(?:TS|TR|PAS)|[ ]指南)? | ISO(?:/(?:TS|TR|PAS|ASTM|OIML))?(?:{_S}(?:Guide|GUIDE))?
      | IEC(?:/(?:TS|TR|PAS|SC|IEEE))? | CISPR | EN{_S}ISO | EN{_S}IEC | EN
      | OIML{_S}[RDGB] | ITU-T{_S}(?:Rec\.?|建议|RECOMMENDATION)?{_S}[A-Z]\. | IETF{_S}RFC | RFC | IEEE | ASTM{_S}[A-G] | ANSI | AATCC | JIS{_S}[A-Z] | DIN | BS(?:{_S}EN)?
    )
    {_S}(?P<serial>\d{{1,6}}[A-Z]?)
    (?P<part>\.\d{{1,3}}|(?:{_S}-{_S}(?!(?:19|20)\d\d(?!\d))\d{{1,3}}(?!\d))*)
    {_COLON_YEAR}
    (?:{_S}/{_S}(?:Amd|AMD)\.?{_S}(?P<amendment>\d+)(?:{_S}:{_S}(?P<amendment_year>\d{{4}}))?)?
    """,
    re.VERBOSE,
)
_AUTHORITY = re.compile(
    rf"(?<![A-Za-z0-9])(?P<prefix>CNCA|CNAS|CQC){_S}-{_S}(?P<serial>[A-Z0-9]{{2,6}}(?:{_S}-{_S}[A-Z]?\d{{2,3}}(?!\d))*)(?:{_S}[:]{_S}(?P<year>(?:19|20)\d\d)(?!\d)|-(?P<year2>(?:19|20)\d\d)(?!\d))?"
)
_ALL_PARTS = re.compile(r"[ ]?\(?[ ]?(?:所有部分|各部分|系列标准|\(all parts\))")
_COLON_FAMILIES = ("ISO", "IEC", "OIML", "CISPR", "EN", "CNCA", "CNAS", "CQC")


@dataclass(frozen=True, slots=True, order=True)
class StandardNumber:
    """标准编号: what is printed on the cover, taken apart.

    >>> str(StandardNumber.parse("ＧＢ／Ｔ １．１—２０２０"))
    'GB/T 1.1-2020'
    >>> StandardNumber.parse("GB 3838-88").year
    1988
    >>> StandardNumber.parse("CNCA-C07-01：2017").work.canonical
    'CNCA-C07-01'
    """

    prefix: str
    serial: str
    part: str | None = None
    year: int | None = None
    amendment: int | None = None
    amendment_year: int | None = None

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
        stripped = text.strip()[:120]
        for candidate in (stripped, stripped.upper()):
            for number, start, end in find_numbers(candidate):
                if start == 0 and not candidate[end:].strip(" .。,，;；"):
                    return number
        return None

    @property
    def canonical(self) -> str:
        """The number as this project prints it everywhere."""
        colon = self.prefix.startswith(_COLON_FAMILIES)
        if self.prefix in ("CNCA", "CNAS", "CQC"):
            text = f"{self.prefix}-{self.serial}"
        elif self.prefix.startswith("ITU-T") or self.prefix.startswith("TSG ") or self.prefix.startswith("ASTM "):
            text = f"{self.prefix}{self.serial}"
        else:
            text = f"{self.prefix} {self.serial}"
        if self.part is not None:
            dotted = not colon and not self.prefix.startswith("ASTM")
            text += ("." if dotted else "-") + self.part
        if self.year is not None:
            text += (":" if colon else "-") + f"{self.year:04d}"
        if self.amendment is not None:
            text += f"/Amd {self.amendment}:{self.amendment_year}" if colon else f"/XG{self.amendment}-{self.amendment_year}"
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
        return replace(self, year=None, amendment=None, amendment_year=None)

    @property
    def edition(self) -> StandardNumber:
        """The number without its amendment."""
        return replace(self, amendment=None, amendment_year=None)

    @property
    def slug(self) -> str:
        """The path segment of the work's IRI: ``GB/T 20223-2006`` -> ``GB-T-20223``."""
        return re.sub(r"-{2,}", "-", re.sub(r"[/ ():]+", "-", self.work.canonical)).strip("-")

    @property
    def type(self) -> DocumentType:
        """The kind of document that the prefix announces."""
        prefix = self.prefix
        if prefix.startswith("GB"):
            return DocumentType.NATIONAL
        if prefix.startswith("DB"):
            return DocumentType.LOCAL
        if prefix.startswith("T/"):
            return DocumentType.GROUP
        if prefix.startswith("Q/"):
            return DocumentType.ENTERPRISE
        if prefix.startswith("JJG"):
            return DocumentType.VERIFICATION_REGULATION
        if prefix.startswith("JJF"):
            return DocumentType.CALIBRATION_SPECIFICATION
        if prefix == "CNCA":
            return DocumentType.IMPLEMENTATION_RULE
        if prefix.split("/")[0] in INDUSTRY_CODES:
            return DocumentType.INDUSTRY
        return DocumentType.OTHER

    @property
    def mandatory(self) -> bool | None:
        """强制性: what the prefix alone says; None where it says nothing (JJG, ISO, ...)."""
        if self.prefix.endswith(("/T", "/Z")) or self.type is DocumentType.GROUP or self.prefix == "GBZ/T":
            return False
        if self.type in (DocumentType.NATIONAL, DocumentType.LOCAL, DocumentType.INDUSTRY):
            return True
        return None


def _four_digit(year: str | None) -> int | None:
    """Two-digit years stand for 1950–2049: they went out of use around 1995."""
    if year is None:
        return None
    value = int(year)
    if value < 100:
        value += 1900 if value >= 50 else 2000
    return value


def _clean_prefix(raw: str) -> str:
    prefix = re.sub(r"[ \t\n]+", "", raw)
    if match := re.fullmatch(r"GB[/-]?([TZ])(/T)?", prefix):
        # GBZ (职业卫生标准) is a family of its own; GB/Z (指导性技术文件) is another.
        if match[1] == "Z" and not prefix[2:].startswith(("/", "-")):
            return "GBZ" + (match[2] or "")
        return "GB/" + match[1]
    if match := re.fullmatch(r"(DB\d{2,4})/?(T?)", prefix):
        return match[1] + ("/T" if match[2] else "")
    if match := re.fullmatch(r"([A-Z]{2,4})[/-]?([TZ])", prefix):
        if match[1] in INDUSTRY_CODES and prefix not in INDUSTRY_CODES:
            return f"{match[1]}/{match[2]}"
    if match := re.fullmatch(r"TSG([A-Z]+)", prefix):
        return f"TSG {match[1]}"
    if match := re.fullmatch(r"(OIML|ASTM|JIS)([A-Z])", prefix):
        return f"{match[1]} {match[2]}"
    if match := re.fullmatch(r"ITU-T(?:Rec\.?|建议|RECOMMENDATION)?([A-Z])\.", prefix):
        return f"ITU-T {match[1]}."
    if match := re.fullmatch(r"EN(ISO|IEC)", prefix):
        return f"EN {match[1]}"
    if match := re.fullmatch(r"((?:ISO|ISO/IEC))(TS|TR|Guide|GUIDE|指南)", prefix):
        return f"{match[1]} Guide" if match[2] in ("Guide", "GUIDE", "指南") else f"{match[1]} {match[2]}"
    return {"IETFRFC": "RFC", "BSEN": "BS EN"}.get(prefix, prefix)


def _build(match: re.Match[str]) -> StandardNumber | None:
    groups = match.groupdict()
    prefix = _clean_prefix(groups["prefix"])
    serial = re.sub(r"\s+", "", groups["serial"])
    year = _four_digit(groups.get("year") or groups.get("year2"))
    if year is not None and not 1949 <= year <= 2049:
        return None
    part = groups.get("part") or groups.get("spaced_part")
    part = re.sub(r"\s+", "", part).strip("-.") if part else None
    amendment, amendment_year = groups.get("amendment"), groups.get("amendment_year")
    return StandardNumber(
        prefix,
        serial,
        part or None,
        year,
        int(amendment) if amendment and amendment_year else None,
        int(amendment_year) if amendment_year else None,
    )


def find_numbers(text: str) -> Iterator[tuple[StandardNumber, int, int]]:
    """Every standard number in ``text`` with its span [start, end) in it, in order, never overlapping.

    >>> [str(n) for n, _, _ in find_numbers("按 GB/T 19001—2016/ISO 9001:2015 和ＪＪＧ（交通）096-2009执行")]
    ['GB/T 19001-2016', 'ISO 9001:2015', 'JJG(交通) 096-2009']
    """
    folded = fold(text)
    matches = sorted(
        (m for pattern in (_CHINESE, _INTERNATIONAL, _AUTHORITY) for m in pattern.finditer(folded)),
        key=lambda m: (m.start(), -m.end()),
    )
    position = 0
    for match in matches:
        if match.start() < position:
            continue
        number = _build(match)
        if number is not None:
            position = match.end()
            yield number, match.start(), match.end()


def says_all_parts(text: str, end: int) -> bool:
    """所有部分: whether the words behind a number widen it to all its parts.

    >>> says_all_parts("GB/T 5750（所有部分）", 9)
    True
    """
    return _ALL_PARTS.match(fold(text), end) is not None
