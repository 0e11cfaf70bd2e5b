"""Citations in one piece of text: a paragraph, a line, a cell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.citations.found import BAD_YEAR, GARBLED, Found
from ingest.citations.laws_by_title import law_citations
from ingest.citations.titles_beside import Beside, entry_before, quoted_around, quoted_before, quoted_behind, rest_of_entry
from ingest.references import is_doubtful
from kg.identifiers import StandardNumber, find_numbers, fold, says_all_parts
from kg.part_ranges import parts_between

INTERNATIONAL = ("ISO", "IEC", "OIML", "CISPR", "EN", "ITU", "IETF", "RFC", "IEEE", "ASTM", "ANSI", "AATCC", "JIS", "DIN", "BS")
_ADOPTS = re.compile(r"\s*[/|]\s*|\s*[(,]?\s*(?:idt|IDT|mod|MOD|neq|NEQ|eqv|EQV|等同采用|修改采用|等效采用|等同于)\s*,?\s*|\s*\(\s*")
_DEGREE = re.compile(r"\s*[,，]?\s*(?:idt|IDT|mod|MOD|neq|NEQ|eqv|EQV)?\s*\)")
_ALL_PARTS = re.compile(r"\s{0,2}\(?\s{0,2}的?(?:(?:所有|全部|各)部分|系列(?:标准)?|\(?\s{0,2}[Aa]ll\s+parts)\s?\)?")
# What was to be digits of the number itself: "GB 132?1", "GB 1327l-2014".
_BROKEN_SERIAL = re.compile(
    r"[?*�][0-9A-Za-z?*�]*(?:\s*-\s*[0-9A-Za-z?*�]+)?|[A-Za-z][0-9A-Za-z]{0,4}\s*-\s*(?=[A-Za-z]*\d)[0-9A-Za-z]{2,4}(?![0-9A-Za-z])"
)
# What was to be a year and cannot be read: "-20l4", "-2O14", "-20?4", "-20 14". Letters alone (XXXX) are a year left open.
_BROKEN_YEAR = re.compile(r"\s*-\s*(?=[0-9A-Za-z?*�]*[0-9?*�])[0-9A-Za-z?*�]{2,6}(?![0-9A-Za-z])")
_BROKEN_TAIL = re.compile(r"(?=[A-Za-z?*�]*[0-9?*�])[0-9A-Za-z?*�]{1,5}(?![0-9A-Za-z])|(?<=-(?:19|20))[ ]\d\d(?!\d)")
_IMPOSSIBLE_YEAR = re.compile(r"(?<=-)(?:19[0-3]\d|194[0-8]|20[5-9]\d)(?!\d)")
_MASK = "????"
_TITLE_OF_STANDARD = re.compile(
    r"\s+[\u4e00-\u9fff][^。；;，,]{2,60}(?:标准|规范|规程|规则|通则|总则|导则|准则|规定|方法|要求|条件|限值|指南|测定|代码|术语)\s*"
)
_SHEET = re.compile(r"\s*第\s*(\d{1,2}|[一二三四五六七八九十])\s*号\s*修\s*改\s*单")
_NEAR = 400
"""Characters around a number in which a title or the rest of a range may stand."""
_LONGEST_ENTRY = 2000


def text_citations(text: str, *, entry: bool = False, is_list: bool = False) -> list[Found]:
    """Citations in ``text``, in order. ``entry``: it stands alone (a line, a paragraph, a cell) and may be an entry of a list.

    ``is_list`` says that the text is known to be one: doubtful short codes count there, and laws need no 《》.

    >>> [(found.numbers[0].canonical, found.title) for found in text_citations("按《虚构设备》（GB 99001-2030）和GB/T 99002执行")]
    [('GB 99001-2030', '虚构设备'), ('GB/T 99002', None)]
    """
    masked = _with_masked_years(text)
    groups = _grouped(masked, is_list, entry)
    found: list[Found] = []
    floor = 0
    for i, group in enumerate(groups):
        stop = groups[i + 1].start if i + 1 < len(groups) else len(text)
        beside = _beside(text, group, floor, stop, _Entry(entry and i == 0, len(groups) == 1, is_list))
        done = _amended(text, _with_title(group, beside))
        found.append(done)
        floor = done.end
    if entry:
        found = [_without_garbled(text, masked, one) for one in found]
    # Citations do not overlap, so the one that begins last before a law's end is the only one that may hold it.
    begins = [one.start for one in found]
    laws = [law for law in law_citations(text) if not (i := bisect_left(begins, law.end)) or found[i - 1].end <= law.start]
    return sorted([*found, *laws], key=lambda one: one.start)


def _with_masked_years(text: str) -> str:
    """Years that no standard can have (GB 99001-2099), masked: the grammar finds no number there, and nobody would be told.

    >>> _with_masked_years("按 GB 99001-2099 和 GB 99002-2030")
    '按 GB 99001-???? 和 GB 99002-2030'
    """
    folded = fold(text)
    if _IMPOSSIBLE_YEAR.search(folded) is None:
        return text
    masked = list(text)
    for match in _IMPOSSIBLE_YEAR.finditer(folded):
        masked[match.start() : match.end()] = _MASK
    for _, start, end in find_numbers(text):
        masked[start:end] = text[start:end]
    return "".join(masked)


def _grouped(text: str, is_list: bool, entry: bool) -> list[Found]:
    """Numbers with what belongs to them: the rest of a range, an adopted document, 所有部分."""
    groups: list[Found] = []
    covered = -1
    hits = list(_hits(text, is_list, entry))
    folded = fold(text)
    for number, start, end in hits:
        if start < covered:
            continue
        before = groups[-1] if groups else None
        if before is not None and _is_pair(before.numbers[0], number) and not before.also:
            between = folded[before.end : start]
            if _ADOPTS.fullmatch(between):
                closing = _DEGREE.match(folded, end) if "(" in between else None
                groups[-1] = _paired(before, number, closing.end() if closing else end)
                covered = groups[-1].end
                continue
        # Only what stands near: a text of a million characters may hold a hundred thousand numbers.
        near = text[start : end + _NEAR]
        parts, stop = parts_between(number, near, 0, end - start)
        stop += start
        all_parts = says_all_parts(near, stop - start)
        if all_parts and (match := _ALL_PARTS.match(folded, stop)):
            stop = match.end()
        groups.append(Found(start, stop, parts, all_parts=all_parts))
        covered = stop
    return groups


def _hits(text: str, is_list: bool, entry: bool) -> Iterator[tuple[StandardNumber, int, int]]:
    found = list(find_numbers(text))
    if is_list:
        yield from found or _in_any_dress(text)
        return
    for number, start, end in found:
        # "GHZB 1 地表水环境质量标准" alone on its line is an entry, however short its number.
        is_entry = entry and not text[:start].strip() and _TITLE_OF_STANDARD.fullmatch(text[end:]) is not None
        if number.is_dated or is_entry or not is_doubtful(number):
            yield number, start, end


def _in_any_dress(text: str) -> list[tuple[StandardNumber, int, int]]:
    """In a list also "G B 1 3 2 7 1 - 2 0 1 4", "gb/t 1.1-2020" and codes that nobody knows, which in running text may be anything."""
    upper = text.upper()
    if (whole := StandardNumber.parse_or_none(text)) is not None:
        return [(whole, len(text) - len(text.lstrip()), len(text.rstrip()))]
    # Offsets hold where no letter becomes two (ß).
    return (list(find_numbers(upper)) if len(upper) == len(text) else []) or list(find_numbers(text, unknown=True))


def _is_pair(first: StandardNumber, second: StandardNumber) -> bool:
    return is_international(first) != is_international(second)


def is_international(number: StandardNumber) -> bool:
    """Whether the number is of a body outside China.

    >>> is_international(StandardNumber.parse("ISO 9001:2015")), is_international(StandardNumber.parse("GB/T 19001-2016"))
    (True, False)
    """
    return number.prefix.split("/")[0].split(" ")[0].split("-")[0] in INTERNATIONAL


def _paired(before: Found, number: StandardNumber, end: int) -> Found:
    """The national number is the one that is cited, whichever stands first."""
    first = before.numbers[0]
    if is_international(first):
        return Found(before.start, end, (number,), (first,), all_parts=before.all_parts)
    return Found(before.start, end, before.numbers, (number,), all_parts=before.all_parts)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Whether a number may be the one of an entry, the only one in it, and the entry one of a list."""

    possible: bool
    alone: bool
    listed: bool


def _beside(text: str, group: Found, floor: int, stop: int, entry: _Entry) -> Beside | None:
    lead = max(group.start - _NEAR, 0)
    near = text[lead : group.end + _NEAR]
    start, end = group.start - lead, group.end - lead
    quoted = quoted_around(near, start, end) or quoted_before(near, start, end, max(floor - lead, 0)) or quoted_behind(near, start, end)
    if quoted is not None:
        return Beside(quoted.title, quoted.start + lead, quoted.end + lead)
    if not entry.possible or len(text) > _LONGEST_ENTRY:
        return None
    rest = rest_of_entry(text, group.start, group.end, stop)
    return rest or (entry_before(text, group.start, group.end, bracketed=not entry.listed) if entry.alone else None)


def _with_title(group: Found, beside: Beside | None) -> Found:
    if beside is None:
        return group
    start, end = min(group.start, beside.start), max(group.end, beside.end)
    return Found(start, end, group.numbers, group.also, beside.title, group.all_parts)


def _amended(text: str, one: Found) -> Found:
    """《虚构设备》第1号修改单: the sheet behind the title, not the edition, is what is cited.

    >>> [str(found.numbers[0]) for found in text_citations("GB 99001—2030《虚构设备》第1号修改单")]
    ['GB 99001-2030/XG1']
    """
    if len(one.numbers) != 1 or not one.numbers[0].is_dated or one.numbers[0].amendment is not None or one.also:
        return one
    sheet = _SHEET.match(fold(text[one.end : one.end + _NEAR]))
    if sheet is None:
        return one
    ordinal = int(sheet[1]) if sheet[1].isdigit() else "一二三四五六七八九十".index(sheet[1]) + 1
    return replace(one, end=one.end + sheet.end(), numbers=(replace(one.numbers[0], amendment=ordinal),))


def _without_garbled(text: str, masked: str, one: Found) -> Found:
    """Where a misprint stands in place of the year, neither the edition nor that there is none can be read.

    >>> [found.problem for text in ("GB 99001-20l4 虚构设备", "GB 99001-2099") for found in text_citations(text, entry=True)]
    ['garbled', 'bad_year']
    """
    if one.law or len(one.numbers) != 1:
        return one
    near = masked[one.start : one.end + _NEAR]
    end = next((stop for number, _, stop in find_numbers(near) if number == one.numbers[0]), None)
    if end is None:
        return one
    patterns = (_BROKEN_TAIL,) if one.numbers[0].is_dated else (_BROKEN_YEAR, _BROKEN_SERIAL)
    broken = next((match for pattern in patterns if (match := pattern.match(fold(near), end))), None)
    if broken is None:
        return one
    problem = BAD_YEAR if broken[0].endswith(_MASK) else GARBLED
    misprint = text[one.start + broken.start() : one.start + broken.end()].strip(" -—–")
    title = (one.title or "").removeprefix(misprint).strip() or None
    return Found(one.start, max(one.end, one.start + broken.end()), title=title, problem=problem)


def numbers_only(text: str) -> bool:
    """Whether the text is a number and nothing else.

    >>> numbers_only(" GB 99001—2030 "), numbers_only("GB 99001 虚构")
    (True, False)
    """
    hits = list(find_numbers(text))
    return len(hits) == 1 and not (text[: hits[0][1]] + text[hits[0][2] :]).strip()


def distinct(citations: Sequence[Found]) -> int:
    """How many different things are cited."""
    return len({(one.numbers, one.law) for one in citations if one.problem is None})
