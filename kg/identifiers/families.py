"""Families of numbers: whose they are, what kind of document they announce, and which marks they are printed with.

A number's prefix alone decides its family. What a person typed is read by `kg.identifiers.patterns`; here only the
canonical prefixes are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from kg.model import DocumentType

_LISTED: Final = """
AQ BB CB CH CJ CY DA DB DL DY DZ EJ FZ GA GC GD GH GM GY HB HG HJ HS HY JB JC JG JR JT JY KA LB LD LS LY MH MR MT MZ NB NY
QB QC QJ QX RB RF SB SC SF SH SJ SL SN SW SY TB TD TY WB WH WJ WM WS WW XB XF YB YC YD YJ YS YY YZ ZC ZY
"""
"""Two letters: the list of industry codes that the national administration keeps."""
_ENGINEERING: Final = "CECS CJJ GYJ HGJ JBJ JGJ JTG JTJ JTS MHJ QBJ SBJ SDGJ SDJ SHJ SLJ SYJ TBJ YBJ YDJ YSJ"
"""工程建设: codes beside that list, most of them of the eighties and nineties."""
_OTHER: Final = "GHZB GJB GW GWKB GWPB SD ZB"
"""Military, environmental and specialised standards that were never industry standards by name."""

INDUSTRY_CODES: Final = frozenset(f"{_LISTED} {_ENGINEERING} {_OTHER}".split())
"""行业标准代号. `ontologies/industry-codes.ttl` says whose each is; a test compares the two."""


@dataclass(frozen=True, slots=True)
class Family:
    """One family. ``prefix`` matches its canonical prefixes whole; the marks stand before serial, part and year."""

    name: str
    prefix: re.Pattern[str] = field(repr=False)
    type: DocumentType = DocumentType.OTHER
    serial_mark: str = " "
    part_mark: str = "."
    year_mark: str = "-"
    binding: bool | None = None
    """强制性 where the prefix does not end in /T or /Z: True, False, or None where the prefix does not say."""

    @property
    def amendment_marks(self) -> tuple[str, str]:
        """What stands before ordinal and year of an amendment: ``/XG1-2012``, ``/Amd 1:2012``."""
        return ("/Amd ", ":") if self.year_mark == ":" else ("/XG", "-")


_CODES: Final = "|".join(sorted(INDUSTRY_CODES, key=lambda code: (-len(code), code)))
BODIES: Final = r"ISO/IEC/IEEE|ISO/IEC|ISO/ASTM|ISO/OIML|ISO/CIE|ISO|IEC/IEEE|IEC|CISPR|CEN|CLC|EN|IWA|JCGM"
"""Who publishes with a colon before the year; the longest first."""
NATIONS: Final = r"DIN|BS|NF|SS|UNE"
"""National bodies whose letters stand before EN and ISO where they adopt."""
KINDS: Final = r"TS|TR|PAS|Guide|DIS|FDIS|CDV|CD|SRD"
_T = DocumentType
UNKNOWN: Final = Family("unknown", re.compile(r"[A-Z]{1,6}(?:/[TZ])?"))
"""A prefix in none of the families below: kept as printed, and marked."""


def _family(
    name: str, prefix: str, kind: DocumentType, binding: bool | None = None, marks: tuple[str, str, str] = (" ", ".", "-")
) -> Family:
    return Family(name, re.compile(prefix), kind, marks[0], marks[1], marks[2], binding)


FAMILIES: Final = (
    _family("national", r"GB(?:/[TZ]|J|n)?|GBZ(?:/T)?", _T.NATIONAL, True),
    _family("reference material", r"GBW(?:\(E\))?|GSB", _T.OTHER),
    _family("local", r"DB\d{2}(?:\d{2})?(?:/[TZ])?", _T.LOCAL, True),
    _family("group", r"T/[A-Z0-9]*[A-Z](?:-[A-Z]{1,4})?", _T.GROUP, False),
    _family("enterprise", r"Q/(?:[A-Z0-9]*[A-Z](?:[ -][A-Z]+)?|\d+)", _T.ENTERPRISE),
    _family("verification regulation", r"JJG(?:\([\u4e00-\u9fff]+\))?", _T.VERIFICATION_REGULATION),
    _family("calibration specification", r"JJF(?:\([\u4e00-\u9fff]+\))?", _T.CALIBRATION_SPECIFICATION),
    _family("industry", rf"(?:{_CODES}|NB/SH|NB/RB|SH/NB)(?:/[TZ])?", _T.INDUSTRY, True),
    _family("specialised", r"ZB [A-Z]", _T.INDUSTRY),
    _family("nuclear safety", r"HA[FD]", _T.OTHER),
    _family("drug packaging", r"YBB", _T.OTHER),
    _family("industry document", r"GD/J|GM/Y|(?:JB|HG)/ZQ", _T.INDUSTRY),
    _family("special equipment", r"TSG", _T.OTHER),
    _family("special equipment", r"TSG [A-Z]{1,2}", _T.OTHER, marks=("", ".", "-")),
    _family("certification specification", r"CNCA/CTS", _T.IMPLEMENTATION_RULE),
    _family("implementation rule", r"CNCA", _T.IMPLEMENTATION_RULE, marks=("-", "-", ":")),
    _family("accreditation", r"CNAS|ILAC", _T.OTHER, marks=("-", "-", ":")),
    _family("certification rule", r"CQC", _T.OTHER, marks=("-", "-", "-")),
    _family("international", rf"(?:(?:{NATIONS}) )?(?:EN )?(?:{BODIES})(?:[ /](?:{KINDS}))?", _T.OTHER, marks=(" ", "-", ":")),
    _family("national abroad", r"DIN(?: VDE| V)?|BS|JIS [A-Z]|NF [A-Z]", _T.OTHER, marks=(" ", "-", ":")),
    _family("legal metrology", r"OIML [RDGBVES]", _T.OTHER, marks=(" ", "-", ":")),
    _family("telecommunication", r"ITU-T [A-Z]\.", _T.OTHER, marks=("", ".", "-")),
    _family("radiocommunication", r"ITU-R [A-Z]{1,3}\.", _T.OTHER, marks=("", "-", "-")),
    _family("telecommunication", r"ETSI (?:EN|TS|TR|ES|EG|ETS)|3GPP T[SR]", _T.OTHER, marks=(" ", "-", "-")),
    _family("materials testing", r"ASTM [A-G]", _T.OTHER, marks=("", "-", "-")),
    _family("military abroad", r"MIL-[A-Z]{1,5}", _T.OTHER, marks=("-", "-", "-")),
    _family("engineering abroad", r"UL|SAE|NFPA|API(?: (?:SPEC|STD|RP|MPMS|TR))?|VD[IE]|VDI/VDE", _T.OTHER, marks=(" ", "-", "-")),
    _family("engineering abroad", r"IEEE|ASME|ANSI(?:/[A-Z]{2,6})?|AATCC|RFC", _T.OTHER),
)


@lru_cache(maxsize=4096)
def family_of(prefix: str) -> Family:
    """The family of a canonical prefix; `UNKNOWN` where there is none.

    >>> family_of("DB44/T").name, family_of("ISO/TS").year_mark, family_of("XX/T") is UNKNOWN
    ('local', ':', True)
    """
    return next((family for family in FAMILIES if family.prefix.fullmatch(prefix)), UNKNOWN)
