"""Names of concepts in a running text: leftmost and longest, at the boundaries of words.

A label automaton finds every name at once; jieba says where words begin and end, so that 水表 is not found in 水表面 nor 电流 in
电流表; a reviewed table (``ontologies/tables/label-guards.csv``) shuts out what neither sees: 产品质量 is no mass.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from ahocorasick_rs import AhoCorasick

from kg.labels import ConceptKind, Label, concept_labels
from kg.segment import Segmenter
from kg.table_rows import read_table

_WIDE: Final = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)} | {code: chr(code + 32) for code in range(65, 91)}
"""Full width to half, capitals to small: one character for one, so that places stay places."""
_GUARD_HEADS: Final = ("label", "before", "after", "zh", "example")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]+")
_ALPHANUMERIC: Final = re.compile(r"[0-9A-Za-z]")
_INSTRUMENT_ENDINGS: Final = frozenset("计表仪器秤")
"""One more of these behind a measurand makes it an instrument (流量计), known to the vocabulary or not."""
_ANOTHER_THING: Final = frozenset("房厂窑袋库面层箱")
"""One more of these behind a product makes it another thing (锅炉房, 水泥窑)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name at [start, end) of a text, and the labels that read so."""

    start: int
    end: int
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class _Guard:
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


def narrowed(text: str) -> str:
    """The text as the automaton reads it, character for character.

    >>> narrowed("ＣＯＤ（Cr）")
    'cod(cr)'
    """
    return text.translate(_WIDE)


@lru_cache(maxsize=1)
def guards() -> Mapping[str, _Guard]:
    """Label -> what must not stand before or behind it. Raises TableError with the row that cannot be right."""
    found: dict[str, _Guard] = {}
    for row in read_table("label-guards.csv", columns=_GUARD_HEADS, key="label", needs=("label", "zh", "example")):
        try:
            before = re.compile(f"(?:{row['before']})$") if row["before"] else None
            after = re.compile(row["after"]) if row["after"] else None
        except re.error as exc:
            raise row.refuse(f"{exc}; words are separated by '|'") from exc
        found[row["label"]] = _Guard(before, after)
    return MappingProxyType(found)


class NameFinder:
    """The automaton over the Chinese names, symbols and abbreviations of the vocabularies. Built once in a process."""

    def __init__(self, labels: Sequence[Label]) -> None:
        meant: dict[str, list[Label]] = {}
        for label in labels:
            # One character is too little in running text: 力 stands in 能力. Symbols of quantities are no names.
            if label.language == "zh" and len(label.text) > 1:
                meant.setdefault(narrowed(label.text), []).append(label)
        self._names = list(meant)
        self._labels = [tuple(meant[name]) for name in self._names]
        self._automaton = AhoCorasick(self._names) if self._names else None
        self._segmenter = Segmenter()
        self._cut = lru_cache(maxsize=16384)(self._boundaries)

    def find(self, text: str) -> Iterator[Found]:
        """Names in ``text``, none overlapping another."""
        if self._automaton is None or len(text) < 2:
            return
        hits = self._automaton.find_matches_as_indexes(narrowed(text), overlapping=True)
        if not hits:
            return
        runs = [(match.start(), match.end()) for match in _CHINESE.finditer(text)]
        starts = [start for start, _ in runs]
        behind = 0
        for index, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
            if start < behind or not self._is_word(text, start, end, runs, starts):
                continue
            labels = tuple(label for label in self._labels[index] if self._fits(label, text, start, end, runs, starts))
            if labels:
                behind = end
                yield Found(start, end, labels)

    def _boundaries(self, run: str) -> frozenset[int]:
        """Offsets in a run of Chinese characters where a word ends or begins."""
        ends = {0}
        position = 0
        for word in self._segmenter.cut(run):
            position += len(word)
            ends.add(position)
        return frozenset(ends)

    def _is_word(self, text: str, start: int, end: int, runs: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
        if _ALPHANUMERIC.match(text[start]) and start and _ALPHANUMERIC.match(text[start - 1]):
            return False
        if _ALPHANUMERIC.match(text[end - 1]) and end < len(text) and _ALPHANUMERIC.match(text[end]):
            return False
        guard = guards().get(text[start:end])
        if guard is not None:
            if guard.before is not None and guard.before.search(text, max(0, start - 6), start):
                return False
            if guard.after is not None and guard.after.match(text, end):
                return False
        # A compound of the dictionary may begin before the name (环境温度 is a temperature), it may not end behind it.
        run = self._run_at(end - 1, runs, starts)
        return run is None or end == run[1] or (end - run[0]) in self._cut(text[run[0] : run[1]])

    def _fits(self, label: Label, text: str, start: int, end: int, runs: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
        following = text[end : end + 1]
        another = _INSTRUMENT_ENDINGS if label.kind is ConceptKind.MEASURAND else _ANOTHER_THING
        if label.kind is not ConceptKind.ORGANISATION and following in another and following:
            run = self._run_at(end, runs, starts)
            # 温度计算 is 温度 and 计算; 温度计 is one thing.
            if run is None or end + 1 == run[1] or (end + 1 - run[0]) in self._cut(text[run[0] : run[1]]):
                return False
        # 电压 begins no word in 高电压等级 only where jieba says so of a short name; long names are their own evidence.
        if end - start == 2 and _CHINESE.match(text[start]):
            run = self._run_at(start, runs, starts)
            if run is not None and (start - run[0]) not in self._cut(text[run[0] : run[1]]):
                return self._is_compound(text[run[0] : run[1]], start - run[0])
        return True

    def _is_compound(self, run: str, position: int) -> bool:
        """Whether the word that spans ``position`` is two words made one: at least two characters stand before it."""
        begins = max(offset for offset in self._cut(run) if offset <= position)
        return position - begins >= 2

    @staticmethod
    def _run_at(position: int, runs: Sequence[tuple[int, int]], starts: Sequence[int]) -> tuple[int, int] | None:
        i = bisect_right(starts, position) - 1
        return runs[i] if i >= 0 and runs[i][0] <= position < runs[i][1] else None


@lru_cache(maxsize=1)
def name_finder() -> NameFinder:
    """The finder over every vocabulary that ships."""
    return NameFinder(concept_labels())
