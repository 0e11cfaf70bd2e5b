"""试验方法: which standard a characteristic is measured by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.limits.words import Role, header_role
from ingest.measured.method_sentences import sentence_methods
from ingest.measured.names import joined, looks_like_measurand, measurand_name
from ingest.places import Places
from kg.identifiers import find_numbers
from kg.model import Cell, Clause, Limit, MethodReference, Table

_METHOD: Final = re.compile(r"方法|标准|依据|来源|检验|测定|试验")
_SAYS_METHODS: Final = re.compile(
    r"(?:测定|分析|检测|检验|监测|试验|测试|测量|采样)[\u4e00-\u9fff]{0,6}方法|方法(?:标准|来源|名称)|标准(?:编)?号|测定方法|分析方法|试验方法|检验依据"
)
# "试验项目" over names says no method, though it speaks of tests.
_ITEMS: Final = re.compile(r"(?:主要)?(?:试验|检验|检测|测试|测定|测量|分析|监测|检定|校准|检查)?的?(?:项目|参数|特性|指标)(?:名称)?")
_OF_METHODS: Final = re.compile(r"方法|(?:试验|检验|检测|测试|测定|分析|监测)(?:依据|标准|条款)")
# "要求所在标准" beside "方法标准": where the requirement stands, not how it is tested.
_OF_REQUIREMENTS: Final = re.compile(r"要求|限值|限量|指标|产品标准|判定")
_BOUND: Final = re.compile(
    r"[≤≥<>＜＞±]|[－—/~～\-\s\d.,×％%^℃]+$|不[大小低高超少多早迟][于过]|(?:大|小|高|低)于|至少|(?:合格|报告|实测|无|通过)$"
)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of a table of methods: names (several where the name is divided) and those that hold numbers."""

    names: tuple[int, ...]
    numbers: tuple[int, ...]


def read_methods(
    clauses: Sequence[Clause], tables: Sequence[Table], places: Places, limits: Sequence[Limit] = ()
) -> tuple[MethodReference, ...]:
    """Pairs of the table of test methods (测定方法), and of sentences ("… 按 … 测定").

    ``limits`` of the same document give the names by which a cell of names printed under each other is taken apart.
    """
    found: list[MethodReference] = []
    known = frozenset(joined(limit.measurand) for limit in limits if limit.measurand and limit.table)
    for table in tables:
        layout = _layout(table)
        if layout is not None:
            found += _pairs(table, layout, known)
    found += sentence_methods(clauses, places, limits)
    seen: set[tuple[str, str]] = set()
    kept = []
    for pair in sorted(found, key=lambda one: one.at.start):
        if (pair.measurand, pair.number) not in seen:
            seen.add((pair.measurand, pair.number))
            kept.append(pair)
    return tuple(kept)


def is_method_table(table: Table) -> bool:
    """Whether a table pairs characteristics with the standards they are measured by."""
    return _layout(table) is not None


def _layout(table: Table) -> _Layout | None:
    """The columns of names and numbers; None where the table is none of methods."""
    head = [" ".join(dict.fromkeys(joined(row[j].text) for row in table.header)) for j in range(len(table.rows[0]) if table.rows else 0)]
    words = joined(table.caption or "") + " " + " ".join(head)
    if not _SAYS_METHODS.search(words) or not head or re.search(r"[代替]替标准|实施日期", words):
        return None  # an announcement lists standards, too
    filled = [[row[j].text for row in table.rows if row[j].text.strip()] for j in range(len(head))]
    numbers = tuple(
        j
        for j, cells in enumerate(filled)
        if cells
        and sum(any(True for _ in find_numbers(cell)) for cell in cells) * 3 >= len(cells)
        and header_role((head[j],)) is not Role.INDEX
    )
    # How specimens are taken is no method of measuring, where another column says how they are tested.
    numbers = tuple(j for j in numbers if not re.search(r"[取抽制]样", head[j])) or numbers
    if any(_OF_METHODS.search(head[j]) for j in numbers):
        numbers = tuple(j for j in numbers if _OF_METHODS.search(head[j]) or not _OF_REQUIREMENTS.search(head[j]))
    if not numbers:
        return None
    named = tuple(
        j
        for j, text in enumerate(head)
        if j < numbers[0]
        and text
        and (header_role((text,)) in (Role.MEASURAND, Role.OBJECT) or _ITEMS.fullmatch(text))
        and "方法" not in text
        and not _holds_bounds(filled[j])
    )
    if not named:
        candidates = [
            j
            for j in range(numbers[0])
            if filled[j] and not _METHOD.search(head[j]) and not all(re.fullmatch(r"[\d.、\s]+", cell) for cell in filled[j])
        ]
        named = tuple(candidates[:1])
    if not named:
        return None
    return _Layout(named, numbers)


def _holds_bounds(cells: Sequence[str]) -> bool:
    """Whether a column of 指标 holds the values themselves ("≤205", "报告"), not the names of what is bounded."""
    return bool(cells) and sum(_BOUND.match(joined(cell)) is not None for cell in cells) * 2 > len(cells)


def _pairs(table: Table, layout: _Layout, known: frozenset[str]) -> Iterator[MethodReference]:
    name: str | None = None
    for row in table.rows:
        own = _name(row, layout)
        # An empty name cell at the head of a page goes on with the characteristic of the page before.
        name = own or name
        if name is None:
            continue
        for j in layout.numbers:
            cell = row[j]
            if cell.at is None:
                continue
            for number, _, _ in find_numbers(cell.text + " " + _behind_mark(cell, table)):
                for each in _each(name, known):
                    yield MethodReference(each, number.canonical, cell.at)


def _behind_mark(cell: Cell, table: Table) -> str:
    """The note that a cell gives in place of a number ("c）" -> 详见 GB 15581)."""
    marks = {*cell.marks, cell.text.strip(" （）()").lower()} if not list(find_numbers(cell.text)) else set()
    return " ".join(note.text for note in table.notes if note.mark is not None and note.mark.strip("（）()") in marks)


def _name(row: Sequence[Cell], layout: _Layout) -> str | None:
    texts = []
    for j in layout.names:
        text = re.sub(r"^\s*\d{1,3}[.、\s]\s*(?=[\u4e00-\u9fffA-Za-z])", "", row[j].text)
        name = "、".join(measurand_name(part).name for part in _parts(text))
        if name and not re.fullmatch(r"[\d.]+", name) and name not in texts:
            texts.append(name)
    if not texts:
        return None
    # Of a name that is divided (重金属 | 镉) the part that is measured counts.
    return next((text for text in reversed(texts) if looks_like_measurand(text)), texts[-1])


def _parts(text: str) -> tuple[str, ...]:
    """Names printed under each other in one cell; a letter-spaced name (氨 氮) is one."""
    parts = text.split()
    if len(parts) > 1 and any(len(part) > 2 for part in parts) and all(looks_like_measurand(part) for part in parts):
        return tuple(parts)
    return (text,)


def _each(name: str, known: frozenset[str]) -> tuple[str, ...]:
    """A cell that lists several characteristics (苯、苯系物) pairs each of them; 汞、镉及其化合物 is one."""
    if name not in known and (apart := _taken_apart(re.sub(r"[\s、]", "", name), known)):
        return apart
    parts = re.split(r"[、,，;；]", name) if not re.search(r"\d[,，]\d", name) else [name]
    return tuple(parts) if len(parts) > 1 and all(looks_like_measurand(part) for part in parts) and "及其" not in name else (name,)


def _taken_apart(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """``text`` as two or more known names one behind the other; empty where it is not.

    >>> _taken_apart("苯甲苯二甲苯", frozenset({"苯", "甲苯", "二甲苯"}))
    ('苯', '甲苯', '二甲苯')
    """
    ways: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(text) + 1):
        # The way with the fewest names: 二甲苯 is no 二 and no 甲苯.
        options = [(*ways[start], text[start:end]) for start in range(max(0, end - 24), end) if start in ways and text[start:end] in known]
        if options:
            ways[end] = min(options, key=len)
    found = ways.get(len(text), ())
    return found if len(found) > 1 else ()
