"""From what an expression matched to the number it stands for: prefixes are spelled one way, years get four digits."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from kg.identifiers.families import INDUSTRY_CODES
from kg.identifiers.number import StandardNumber

_BLANKS: Final = re.compile(r"\s+")
_FIRST_YEAR, _LAST_YEAR = 1949, 2049
_CHINESE_DIGITS: Final = "零一二三四五六七八九十"
_ONE_AMENDMENT: Final = re.compile(r"(?P<kind>A|C)[A-Za-z.]*(?P<ordinal>\d{1,2})(?:[:-](?P<year>\d{4}))?(?:CSV)?$")


def number_in(match: re.Match[str]) -> StandardNumber | None:
    """The number; None where its year cannot be one (GB 13271-1920)."""
    groups = match.groupdict()
    year = _four_digit(groups.get("year") or groups.get("short_year") or groups.get("dashed_year") or groups.get("bracketed_year"))
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    part = _BLANKS.sub("", groups.get("part") or groups.get("spaced_part") or "").strip("-/.")
    serial = _BLANKS.sub("", groups["serial"] or groups["dated_serial"])
    prefix = _prefix(match)
    if prefix.startswith("ETSI"):
        serial = f"{serial[:3]} {serial[3:]}"
    number = StandardNumber(prefix, serial, part or None, year)
    return number if year is None else _amended(number, groups)


def _amended(edition: StandardNumber, groups: dict[str, str | None]) -> StandardNumber:
    ordinal, year, corrigendum = groups.get("amendment") or groups.get("sheet"), groups.get("amendment_year"), False
    if amendments := groups.get("amendments"):
        last = _ONE_AMENDMENT.search(re.split(r"[/+]", _BLANKS.sub("", amendments))[-1])
        if last is not None:
            ordinal, year, corrigendum = last["ordinal"], last["year"], last["kind"] == "C"
    if ordinal is None:
        return edition
    value = int(ordinal) if ordinal.isdigit() else _CHINESE_DIGITS.index(ordinal)
    return StandardNumber(
        edition.prefix, edition.serial, edition.part, edition.year, value, int(year) if year is not None else None, corrigendum
    )


def _four_digit(year: str | None) -> int | None:
    """Two-digit years stand for 1950–2049: they went out of use around 1995."""
    if year is None:
        return None
    value = int(year)
    if value < 100:
        value += 1900 if value >= 50 else 2000
    return value


def _prefix(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if body := groups.get("body"):
        return _international(groups.get("nation"), groups.get("en"), body, groups.get("kind"))
    if letter := groups.get("letter"):
        return f"ITU-T {letter}."
    if series := groups.get("series"):
        return f"ITU-R {series}."
    if "bare" in groups:
        return f"ETSI {groups['kind'] or groups['bare']}"
    return _clean(groups["prefix"])


@lru_cache(maxsize=4096)
def _clean(raw: str) -> str:
    words = _BLANKS.sub(" ", raw.strip())
    prefix = words.replace(" ", "").replace("\\", "/").replace("_", "/")
    if match := re.fullmatch(r"GB([/-]?)([TZ])(/T)?", prefix):
        # GBZ (职业卫生标准) is a family of its own; GB/Z (指导性技术文件) is another.
        return "GBZ" + (match[3] or "") if match[2] == "Z" and not match[1] else "GB/" + match[2]
    if prefix == "GBN":
        return "GBn"
    if match := re.fullmatch(r"(DB\d{2,4})/?([TZ]?)", prefix):
        return match[1] + (f"/{match[2]}" if match[2] else "")
    if (match := re.fullmatch(r"([A-Z]{2,4})[/-]?([TZ])", prefix)) and match[1] in INDUSTRY_CODES and prefix not in INDUSTRY_CODES:
        return f"{match[1]}/{match[2]}"
    if prefix.startswith("Q/"):
        return re.sub(r" ?/ ?", "/", words)
    if match := re.fullmatch(r"API([A-Za-z]+)\.?", prefix):
        return f"API {match[1].upper()}"
    if match := re.fullmatch(r"(TSG(?=[A-Z]{1,2}$)|(?:OIML|ASTM|JIS|NF|ZB)(?=[A-Z]$)|3GPP|DIN)([A-Z]+)", prefix):
        return f"{match[1]} {match[2]}"
    return "RFC" if prefix == "IETFRFC" else prefix


def _international(nation: str | None, en: str | None, body: str, kind: str | None) -> str:
    """ISO and CEN print the kind behind a slash, IEC and ISO/IEC behind a blank; Guides always behind a blank."""
    prefix = " ".join(word for word in (nation, en, body) if word)
    if kind is None:
        return prefix
    if kind in ("GUIDE", "Guide", "指南", "导则"):
        return f"{prefix} Guide"
    return f"{prefix}{'/' if body in ('ISO', 'CEN', 'CLC') or kind in _DRAFTS else ' '}{kind}"


_DRAFTS: Final = ("DIS", "FDIS", "CD", "CDV")
