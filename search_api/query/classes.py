"""ICS, CCS and the 13 sectors: classes that a query names by their code or by their title in full."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg import vocabulary as v
from kg.reference_data import ONTOLOGIES
from kg.segment import singular
from kg.table_rows import read_table

ICS: Final = "ics"
CCS: Final = "ccs"
_NOTATION: Final = NamedNode(v.SKOS + "notation")
_PREFERRED: Final = NamedNode(v.SKOS + "prefLabel")
_LEAST_TITLE: Final = 4
_ICS_CODE: Final = re.compile(
    r"(?:(?P<said>ICS)\s*[:：]?\s*|(?<![\d.A-Za-z]))(?P<code>\d\d(?:\.\d{3}(?:\.\d\d)?)?)(?![\d.]|\s*[-—]\s*(?:19|20)\d\d)", re.IGNORECASE
)
_CCS_CODE: Final = re.compile(
    r"(?:CCS|中标分类号?|中国标准文献分类号?)\s*[:：]?\s*(?P<code>[A-Z])\s?(?P<digits>\d\d)?(?![0-9A-Za-z])", re.IGNORECASE
)
_CCS_ALONE: Final = re.compile(r"\s*(?P<code>[A-Z])\s?(?P<digits>\d\d)\s*")
_TITLE_BEFORE: Final = re.compile(r"(?:^|[^\u3400-\u9fff]|[的和与及])$")
_TITLE_BEHIND: Final = re.compile(r"$|[^\u3400-\u9fff]|的|和|与|及|类|领域|方面|国家标准|行业标准|标准")
_LATIN: Final = re.compile(r"[A-Za-z]+")
_INDUSTRY: Final = r"(?:行业|产业|领域|工业|制造业|装备业|制造|部门)"


@dataclass(frozen=True, slots=True)
class ClassAt:
    """A class at [start, end) of a query; ``kind`` is ics, ccs or sector."""

    kind: str
    code: str
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Table:
    titles: Mapping[str, str]
    """Code -> title."""
    codes: Mapping[str, str]
    """Title (ICS: its words in the singular) that one class alone has -> code."""


@lru_cache(maxsize=2)
def _table(kind: str) -> _Table:
    codes: dict[str, str] = {}
    titles: dict[str, str] = {}
    for quad in parse(path=ONTOLOGIES / f"{kind}.ttl", format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal) and "/ics/" in quad.subject.value + "/ics/":
            if quad.predicate == _NOTATION:
                codes[quad.subject.value] = quad.object.value
            elif quad.predicate == _PREFERRED and quad.subject.value.startswith(f"{v.ID}{kind}/"):
                titles[quad.subject.value] = quad.object.value
    of: dict[str, set[str]] = {}
    for iri, title in titles.items():
        of.setdefault(_key(kind, title), set()).add(codes[iri])
    return _Table(
        MappingProxyType({codes[iri]: title for iri, title in titles.items()}),
        MappingProxyType({key: next(iter(found)) for key, found in of.items() if len(found) == 1 and key}),
    )


def _key(kind: str, title: str) -> str:
    return title if kind == CCS else _singular(title)


def _singular(text: str) -> str:
    return " ".join(singular(word.lower()) for word in _LATIN.findall(text))


@lru_cache(maxsize=1)
def _titles_automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    titles = tuple(title for title in _table(CCS).codes if len(title) >= _LEAST_TITLE)
    return AhoCorasick(titles, matchkind=MatchKind.LeftmostLongest), titles


def classes_in(text: str) -> Iterator[ClassAt]:
    """Classes of ICS and CCS: codes, Chinese titles of CCS from four characters on, English titles of ICS where they are the whole query.

    >>> [(c.kind, c.code) for c in classes_in("ICS 13.040.40 锅炉")], [c.code for c in classes_in("附录 5.2.1")]
    ([('ics', '13.040.40')], [])
    """
    ics, ccs = _table(ICS), _table(CCS)
    for match in _ICS_CODE.finditer(text):
        # Two digits alone are any number.
        if match["code"] in ics.titles and (match["said"] or "." in match["code"]):
            yield ClassAt(ICS, match["code"], ics.titles[match["code"]], match.start(), match.end())
    for match in _CCS_CODE.finditer(text):
        if found := _ccs(match, ccs):
            yield found
    if (alone := _CCS_ALONE.fullmatch(text)) and (found := _ccs(alone, ccs)):
        yield found
    automaton, titles = _titles_automaton()
    for index, start, end in automaton.find_matches_as_indexes(text):
        # A title inside a longer word is that word: 表面活性剂 in 阴离子表面活性剂.
        if _TITLE_BEFORE.search(text, max(0, start - 1), start) and _TITLE_BEHIND.match(text, end):
            yield ClassAt(CCS, ccs.codes[titles[index]], titles[index], start, end)
    if len(text) < 200 and (code := ics.codes.get(_singular(text))) and not re.search(r"[\u3400-\u9fff]", text):
        yield ClassAt(ICS, code, ics.titles[code], 0, len(text))


def _ccs(match: re.Match[str], table: _Table) -> ClassAt | None:
    letter, digits = match["code"].upper(), match["digits"]
    code = f"{letter} {digits}" if digits else letter
    return ClassAt(CCS, code, table.titles[code], match.start(), match.end()) if code in table.titles else None


@lru_cache(maxsize=1)
def _sectors() -> tuple[re.Pattern[str], re.Pattern[str], Mapping[str, tuple[str, str]]]:
    """(names that stand anywhere, short names that need 行业 behind them or stand alone, name -> (key, name of the sector))."""
    rows = read_table("sectors.csv")
    meant: dict[str, tuple[str, str]] = {}
    for row in rows:
        for name in (row["zh"], row["en"], *row.many("alt_zh")):
            meant[name.lower()] = (row["key"], row["zh"])
    whole = "|".join(re.escape(name) for row in rows for name in (row["zh"], row["en"]))
    short = "|".join(sorted((re.escape(name) for row in rows for name in row.many("alt_zh")), key=len, reverse=True))
    return (
        re.compile(whole, re.IGNORECASE),
        re.compile(rf"(?P<name>{short}){_INDUSTRY}|(?<![^\s,，、])(?P<alone>{short})(?![^\s,，、])"),
        MappingProxyType(meant),
    )


def sectors_in(text: str) -> Iterator[ClassAt]:
    """Sectors by name: in full anywhere, short where 行业 or the like stands behind or nothing beside. 电子秤 is no electronics industry.

    >>> [c.code for c in sectors_in("钢铁行业的排放标准")], [c.code for c in sectors_in("电子秤")]
    (['metallurgy'], [])
    """
    whole, short, meant = _sectors()
    for match in whole.finditer(text):
        yield ClassAt("sector", *meant[match[0].lower()], match.start(), match.end())
    for match in short.finditer(text):
        if not whole.search(match[0]):
            yield ClassAt("sector", *meant[(match["name"] or match["alone"]).lower()], match.start(), match.end())
