"""What numbers look like when people print them: one expression for each way of writing, found by its first two letters.

All expressions read folded text (`kg.identifiers.folding`), start at a capital that follows no letter or digit, and repeat
nothing without a bound: time stays linear in the length of the text, whatever it holds. Groups: ``prefix`` or the pieces
of one, ``serial``, ``part``, ``year``, ``amendment``, ``amendment_year``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kg.identifiers.families import BODIES, INDUSTRY_CODES, KINDS, NATIONS

S: Final = r"\s{0,3}"
"""Blanks and line breaks that a printer may have put anywhere in a number."""
_YEAR4: Final = r"(?:19|20)\d\d"
_SEP: Final = rf"{S}[/\\_-]?{S}"
"""Between GB and T: a slash, what stands for it in file names, or nothing."""
_CODES: Final = "|".join(sorted(INDUSTRY_CODES, key=lambda code: (-len(code), code)))

# A part never looks like a year: "GB 3095.2012" is a slip for a dash, not part 2012.
# "GB 3095. 1-2012": letter-spaced covers put a blank after the point; only before a year is it safe.
_PART: Final = (
    rf"(?:\.(?!{_YEAR4}(?!\d))(?P<part>\d{{1,5}}[A-Z]?(?:\.\d{{1,3}}){{0,3}})(?![A-Za-z\d])"
    rf"|\.[ ](?P<spaced_part>\d{{1,3}})(?={S}-{S}{_YEAR4}))?"
)
# Two digits were printed until about 1995 and are typed today: "-88", "-05". Behind a part, 10 to 48 is the last of a
# range of parts ("GB/T 15555.1-12"); "一" and ":" are slips for the dash that only a whole year makes sure of.
_YEAR: Final = (
    rf"(?:{S}(?:-{{1,2}}|一|:(?!{S}{_YEAR4}年)){S}(?P<year>{_YEAR4})(?!\d|\.\d|-\d)"
    rf"|{S}-{S}(?P<short_year>(?(part)(?:[05-9]\d|49)|\d\d))(?!\d|\.\d|-\d))?"
)
_ORDINAL: Final = r"\d{1,2}|[一二三四五六七八九十]"
_AMENDMENT: Final = (
    rf"(?:{S}/{S}XG{S}(?P<amendment>\d{{1,2}})(?:{S}-{S}(?P<amendment_year>{_YEAR4})(?!\d))?(?!\d)"
    rf"|{S}[)》]?{S}[《(]?{S}第{S}(?P<sheet>{_ORDINAL}){S}号{S}修{S}改{S}单{S}[》)]?)?"
)
_TAIL: Final = rf"{_PART}{_YEAR}{_AMENDMENT}"
_SERIAL: Final = r"(?P<serial>\d{1,6}(?!\d)(?:[A-Z](?![A-Za-z]))?)"


def _chinese(prefix: str, serial: str = _SERIAL, tail: str = _TAIL) -> re.Pattern[str]:
    return re.compile(rf"(?P<prefix>{prefix}){S}-?{S}{serial}{tail}")


NATIONAL: Final = _chinese(rf"GB{_SEP}[TZ](?:{S}/{S}T)?(?={S}-?{S}\d)|GBZ{S}/{S}T|GBJ|GB{S}[nN]|GB")
REFERENCE_MATERIAL: Final = re.compile(rf"(?P<prefix>GBW{S}\({S}E{S}\)|GBW){S}(?P<serial>\d{{5,6}}(?!\d)(?:[A-Za-z](?![A-Za-z]))?)")
REFERENCE_SAMPLE: Final = re.compile(rf"(?P<prefix>GSB){S}(?P<serial>\d\d{S}-{S}\d{{3,5}})(?:{S}-{S}(?P<year>{_YEAR4}))?(?!\d|-\d)")
LOCAL: Final = _chinese(rf"DB{S}\d{{2}}(?:\d{{2}}(?={S}/))?(?:{S}/{S}[TZ](?={S}\d)|T(?={S}\d)|{S}/(?={S}\d))?")
JOINT: Final = _chinese(rf"(?:NB/SH|NB/RB|SH/NB)(?:{S}/{S}T)?")
# Methane is no standard of surveying: "CH4".
INDUSTRY: Final = _chinese(
    rf"(?:{_CODES}){_SEP}[TZ](?={S}-?{S}\d)|GD{S}/{S}J|GM{S}/{S}Y|(?:JB|HG){S}/{S}ZQ|DB(?=/T)|(?!DB|CH{S}[1-4](?![\d.]|{S}-))(?:{_CODES})"
)
# "JTG D60-2015", "JTG/T D65-01-2007", "JTG F80/1-2017": a letter for the stage of the road, its parts behind dash or slash.
ROADS: Final = re.compile(
    rf"(?P<prefix>JTG{S}/{S}T|JTG){S}(?P<serial>[A-H]\d\d(?:[-/]\d{{1,2}})?(?!\d))(?:{S}-{S}(?P<year>{_YEAR4}))?(?!\d|-\d)"
)
ROADS_OF_GROUP: Final = re.compile(
    rf"(?P<prefix>T{S}/{S}CECS){S}(?P<serial>G{S}:{S}[A-Z]\d\d(?:-\d\d)?(?!\d))(?:{S}-{S}(?P<year>{_YEAR4}))?(?!\d|-\d)"
)
SPECIALISED: Final = re.compile(
    rf"(?P<prefix>ZB{S}[A-Z]){S}(?P<serial>\d{{2,5}}(?!\d))(?:\.(?P<part>\d{{1,2}})(?!\d))?(?:{S}-{S}(?P<year>{_YEAR4}|[89]\d)(?!\d|-\d))?"
)
NUCLEAR: Final = re.compile(rf"(?P<prefix>HA[FD]){S}(?P<serial>\d{{3}}(?:/\d\d)?(?!\d))(?:{S}-{S}(?P<year>{_YEAR4}))?(?!\d|-\d)")
PACKAGING: Final = re.compile(rf"(?P<prefix>YBB){S}(?P<serial>\d{{8}})(?:{S}-{S}(?P<year>{_YEAR4}))?(?!\d|-\d)")
METROLOGY: Final = _chinese(rf"JJ[GF]{S}\({S}[\u4e00-\u9fff]{{1,8}}{S}\)|JJ[GF]")
SPECIAL_EQUIPMENT: Final = _chinese(rf"TSG(?:{S}[A-Z]{{1,2}}(?=\d))?")
_CODE: Final = r"(?=[A-Z0-9]{2})[A-Z0-9]{0,13}[A-Z](?![A-Za-z])"
"""A body's code ends in a letter: "T/CSTM00015" has no other reading."""
GROUP: Final = _chinese(rf"T{S}/{S}{_CODE}(?:-[A-Z]{{1,4}}(?![A-Za-z]))?")
# Heat, power and flow over a unit stand on the axes of diagrams: "Q/MJ 35".
ENTERPRISE: Final = _chinese(
    rf"Q{S}/{S}(?!(?:[KMGT]?[JW]|[KM]?PA|[ML])(?![A-Z]))(?:{_CODE}(?:[ -][A-Z]{{1,8}}(?![A-Za-z]))?|\d{{4,14}}(?=\s\d))"
)
CERTIFICATION_SPECIFICATION: Final = _chinese(rf"CNCA{S}/{S}CTS")
AUTHORITY: Final = re.compile(
    rf"(?P<prefix>CNCA|CNAS|CQC)(?:{S}-{S}|(?<=CNAS)[ ](?=[A-Z]{{1,3}}\d))(?!CTS)"
    rf"(?P<serial>(?:[A-Z0-9]{{2,6}}|[A-Z](?={S}-{S}\d))(?:{S}-{S}[A-Z]?\d{{2,3}}(?!\d)){{0,4}})"
    rf"(?:{S}:{S}(?P<year>{_YEAR4})(?!\d)|{S}-{S}(?P<dashed_year>{_YEAR4})(?!\d))?"
)
CQC_RULE: Final = re.compile(rf"(?P<prefix>CQC){S}(?P<serial>\d\d{S}-{S}\d{{6}}(?!\d))(?:{S}[-:]{S}(?P<year>{_YEAR4})(?!\d))?")
ILAC: Final = re.compile(rf"(?P<prefix>ILAC){S}-{S}(?P<serial>[A-Z]\d{{1,2}})(?!\d)(?:{S}:{S}(?:\d\d/)?(?P<year>{_YEAR4})(?!\d))?")

_DASHED_PART: Final = rf"(?P<part>(?:{S}-{S}(?!{_YEAR4}(?!\d))[A-Z]?\d{{1,4}}(?!\d)){{0,5}})"
_COLON_YEAR: Final = rf"(?:{S}[:-]{S}(?P<year>{_YEAR4})(?!\d)|:(?P<short_year>[6-9]\d)(?!\d)|{S}\({S}(?P<bracketed_year>{_YEAR4}){S}\))?"
# "/Amd.1:2012", "/A1:2014", "+AMD1:2012+AMD2:2020", "/Cor 1:2009": the last says which text is meant.
_AMENDMENTS: Final = (
    rf"(?P<amendments>(?:{S}[/+]{S}(?:Amd|AMD|A(?=\d)|Cor|COR){S}\.?{S}\d{{1,2}}(?!\d)(?:{S}[:-]{S}{_YEAR4}(?!\d))?){{1,4}}(?:{S}CSV)?)?"
)
INTERNATIONAL: Final = re.compile(
    rf"(?:(?P<nation>{NATIONS})\s{{1,3}}(?=EN|ISO|IEC))?(?:(?P<en>EN){S}(?=ISO|IEC))?"
    rf"(?P<body>{BODIES})"
    rf"(?:(?:{S}/{S}|{S})(?P<kind>{KINDS}|GUIDE|指南|导则))?{S}"
    # "EN 1.4301" is a steel, not part 4301.
    rf"(?P<serial>\d{{1,6}}(?!\d|\.\d)[A-Z]?(?![A-Za-z])){_DASHED_PART}{_COLON_YEAR}{_AMENDMENTS}"
)
OIML: Final = re.compile(rf"(?P<prefix>OIML{S}[RDGBVES]){S}(?P<serial>\d{{1,5}}(?!\d)){_DASHED_PART}{_COLON_YEAR}{_AMENDMENTS}")
_RECOMMENDATION: Final = rf"{S}(?:Recommendations?|RECOMMENDATIONS?|Rec\.?|REC\.?|建议书?|推荐标准|标准)?{S}"
ITU_T: Final = re.compile(
    rf"ITU{S}-?{S}T{_RECOMMENDATION}(?P<letter>[A-Z]){S}\.{S}(?P<serial>\d{{1,5}}(?!\d))(?P<part>(?:\.\d{{1,3}}(?!\d)){{0,2}}){_COLON_YEAR}"
)
ITU_R: Final = re.compile(
    rf"ITU{S}-?{S}R{_RECOMMENDATION}(?P<series>[A-Z]{{1,3}}){S}\.{S}(?P<serial>\d{{1,5}}(?!\d))(?P<part>(?:{S}-{S}\d{{1,2}}(?!\d))?){_COLON_YEAR}"
)
ETSI: Final = re.compile(rf"(?:ETSI{S}(?P<kind>EN|TS|TR|ES|EG|ETS)|(?P<bare>EN)){S}(?P<serial>\d{{3}}\s?\d{{3}}(?!\d)){_DASHED_PART}")
GPP: Final = re.compile(rf"(?P<prefix>3GPP{S}T[SR]){S}(?P<serial>\d\d\.\d{{3}}(?!\d))(?P<part>(?:-\d{{1,2}}(?!\d))?)")
ASTM: Final = re.compile(
    rf"(?P<prefix>ASTM{S}[A-G]){S}-?(?P<serial>\d{{1,5}}(?!\d)M?(?:/[A-G]\d{{1,5}}M?)?)"
    rf"(?:{S}[-:]{S}(?P<year>{_YEAR4}|\d\d)(?!\d)[a-z]?(?:e\d)?(?:{S}\({_YEAR4}\))?)?"
)
_DASH_YEAR: Final = rf"(?:{S}[:-]{S}(?P<year>{_YEAR4})(?!\d|-\d))?"
_DOTTED_PART: Final = r"(?P<part>(?:\.\d{1,3}(?!\d)(?:[A-Z]{1,2}|[a-z]{1,2})?(?![A-Za-z])){0,3})"
IEEE: Final = re.compile(
    rf"(?P<prefix>IEEE)(?:{S}(?:Std|STD|Standard)\.?)?{S}(?P<serial>[A-Z]?\d{{1,5}}(?!\d)(?:[A-Z]|[a-z]{{1,2}})?(?![A-Za-z])){_DOTTED_PART}{_DASH_YEAR}"
)
ANSI: Final = re.compile(
    rf"(?P<prefix>ANSI(?:/[A-Z]{{2,6}})?|ASME)(?:{S}-)?{S}(?P<serial>[A-Z]{{0,2}}\d{{1,5}}(?!\d)[A-Z]?(?![A-Za-z])){_DOTTED_PART}{_DASH_YEAR}"
)
AATCC: Final = re.compile(rf"(?P<prefix>AATCC){S}(?P<serial>\d{{1,4}}(?!\d)){_DASH_YEAR}")
RFC: Final = re.compile(rf"(?P<prefix>(?:IETF{S})?RFC){S}(?P<serial>\d{{1,5}}(?!\d|\.\d)){_DASH_YEAR}")
JIS: Final = re.compile(rf"(?P<prefix>JIS{S}[A-Z]){S}(?P<serial>\d{{4,5}}(?!\d)){_DASHED_PART}{_COLON_YEAR}")
DIN: Final = re.compile(rf"(?P<prefix>DIN(?:{S}(?:VDE|V))?|BS){S}(?P<serial>\d{{1,6}}(?!\d)(?!\.\d)){_DASHED_PART}{_COLON_YEAR}")
AFNOR: Final = re.compile(rf"(?P<prefix>NF{S}[A-Z]){S}(?P<serial>\d\d-\d{{3}}(?!\d)){_DASHED_PART}{_COLON_YEAR}")
MIL: Final = re.compile(
    rf"(?P<prefix>MIL-(?:STD|HDBK|PRF|DTL|SPEC|[A-Z])){S}-{S}(?P<serial>\d{{1,6}}(?!\d)[A-Z]{{0,2}}(?![A-Za-z]))(?P<part>(?:-(?!{_YEAR4})\d{{1,3}}(?!\d))?){_DASH_YEAR}"
)
# API is more often a programming interface: a kind, a letter ("5L") or a year makes it the petroleum institute's.
API: Final = re.compile(
    rf"(?P<prefix>API{S}(?:SPEC|Spec|STD|Std|RP|MPMS|TR)\.?){S}(?P<serial>\d{{1,5}}(?!\d)[A-Z]{{0,3}}(?![A-Za-z]))"
    rf"(?P<part>(?:-(?!{_YEAR4})\d{{1,2}}(?!\d))?){_DASH_YEAR}"
)
API_ALONE: Final = re.compile(
    rf"(?P<prefix>API){S}(?:(?P<serial>\d{{1,2}}[A-Z]{{1,3}}(?![A-Za-z0-9])){_DASH_YEAR}"
    rf"|(?P<dated_serial>\d{{3,5}}){S}[:-]{S}(?P<dashed_year>{_YEAR4})(?!\d|-\d))"
)
SAE: Final = re.compile(
    rf"(?P<prefix>SAE){S}(?P<serial>(?:J|AS|AMS|ARP|AIR){S}\d{{1,5}}(?!\d)[A-Z]?(?![A-Za-z]))(?P<part>(?:[-/](?!{_YEAR4})\d{{1,3}}(?!\d))?){_DASH_YEAR}"
)
SAFETY: Final = re.compile(
    rf"(?P<prefix>UL|NFPA|VDI(?:/VDE)?|VDE){S}(?P<serial>\d{{2,6}}(?!\d|\.\d)[A-Z]?(?![A-Za-z]))(?P<part>(?:-(?!{_YEAR4}(?!\d))\d{{1,3}}(?!\d)){{0,3}}){_DASH_YEAR}"
)

UNKNOWN_LETTERED: Final = re.compile(
    rf"(?<![/.&_-])(?P<prefix>[A-Z]{{1,6}}{S}[/\\_]{S}[TZ]){S}(?P<serial>\d{{1,6}}(?!\d)(?:[A-Z](?![A-Za-z]))?){_PART}{_YEAR}"
)
"""A code nobody has listed, with the T or Z of standards behind it: "XX/T 123-2019"."""
UNKNOWN_BARE: Final = re.compile(
    rf"(?<![/.&_-])(?P<prefix>(?!(?:NO|TEL|FAX|ICS|CCS|CAS|PM|ID|QQ|JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC)\s)[A-Z]{{2,6}})"
    rf"[ ]{{1,3}}(?P<serial>\d{{2,6}}(?!\d)){_PART}{S}-{S}(?P<year>{_YEAR4})(?!\d|\.\d|-\d)"
)
"""A code nobody has listed, alone: only where numbers are expected, and only with a whole year."""


def _by_first_letters() -> dict[str, tuple[re.Pattern[str], ...]]:
    table: dict[str, list[re.Pattern[str]]] = {}

    def put(heads: Iterable[str], *patterns: re.Pattern[str]) -> None:
        for head in heads:
            table.setdefault(head, []).extend(patterns)

    put({code[:2] for code in INDUSTRY_CODES}, INDUSTRY)
    put(["GB"], NATIONAL, REFERENCE_MATERIAL)
    put(["GS"], REFERENCE_SAMPLE)
    put(["DB"], LOCAL)
    put(["NB", "SH"], JOINT)
    put(["JT"], ROADS)
    put(["JJ"], METROLOGY)
    put(["TS"], SPECIAL_EQUIPMENT)
    put(["T/"], GROUP, ROADS_OF_GROUP)
    put(["ZB"], SPECIALISED)
    put(["HA"], NUCLEAR)
    put(["YB"], PACKAGING)
    put(["Q/"], ENTERPRISE)
    put(["CN"], AUTHORITY, CERTIFICATION_SPECIFICATION)
    put(["CQ"], AUTHORITY, CQC_RULE)
    put(["IL"], ILAC)
    put(["IS", "IE", "EN", "DI", "BS", "NF", "SS", "UN", "CI", "CE", "CL", "IW", "JC"], INTERNATIONAL)
    put(["OI"], OIML)
    put(["IT"], ITU_T, ITU_R)
    put(["ET", "EN"], ETSI)
    put(["3G"], GPP)
    put(["AS"], ASTM, ANSI)
    put(["AN"], ANSI)
    put(["IE"], IEEE, RFC)
    put(["RF"], RFC)
    put(["AA"], AATCC)
    put(["JI"], JIS)
    put(["DI", "BS"], DIN)
    put(["NF"], AFNOR, SAFETY)
    put(["MI"], MIL)
    put(["AP"], API, API_ALONE)
    put(["SA"], SAE)
    put(["UL", "VD"], SAFETY)
    return {head: tuple(patterns) for head, patterns in table.items()}


BY_FIRST_LETTERS: Final = _by_first_letters()
"""First two letters (of T/ and Q/ without the blanks) -> the expressions to try; the longest match is the number."""
CANDIDATE: Final = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{2}|[TQ](?=\s{0,3}/)|3GPP|[A-Z](?=\s{0,3}/\s{0,3}[TZ]\s{0,3}\d))")
"""Where a number may begin."""
