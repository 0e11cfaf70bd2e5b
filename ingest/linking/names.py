"""Names of concepts in a running text: leftmost and longest, at the boundaries of words.

A label automaton finds every name at once; jieba says where words begin and end, so that 水表 is not found in 水表面 nor 电流 in
电流表; `name_guards` shuts out what neither sees: 产品质量 is no mass.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ahocorasick_rs import AhoCorasick

from ingest.linking.name_guards import is_another_thing, is_guarded
from ingest.linking.print_marks import half_width, is_listed, keeps_case, without_blanks
from kg.labels import ConceptKind, Label, concept_labels
from kg.segment import Segmenter

_WIDE: Final = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)} | {code: chr(code + 32) for code in range(65, 91)}
"""Full width to half, capitals to small: one character for one, so that places stay places."""
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]+")
_ALPHANUMERIC: Final = re.compile(r"[0-9A-Za-z]")
_INSTRUMENT_ENDINGS: Final = frozenset("计表仪器秤")
"""One more of these behind a measurand makes it an instrument (流量计), known to the vocabulary or not."""
_ANOTHER_THING: Final = frozenset("房厂窑袋库面层箱")
"""One more of these behind a product makes it another thing (锅炉房, 水泥窑)."""
_BLANKS_INSIDE: Final = 4
"""Chinese names from this many characters on are found with blanks inside."""
_MODIFIERS: Final = frozenset("总初净")
"""One of these before a quantity names the same quantity (总质量, 初速度)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name at [start, end) of a text, and the labels that read so."""

    start: int
    end: int
    labels: tuple[Label, ...]


def narrowed(text: str) -> str:
    """The text as the automaton reads it, character for character.

    >>> narrowed("ＣＯＤ（Cr）")
    'cod(cr)'
    """
    return text.translate(_WIDE)


class NameFinder:
    """The automaton over the Chinese names, symbols and abbreviations of the vocabularies. Built once in a process."""

    def __init__(self, labels: Sequence[Label]) -> None:
        meant: dict[str, list[Label]] = {}
        for label in labels:
            # Symbols of quantities are no names; an abbreviation has no language.
            if label.language in ("zh", ""):
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
        found = self._in(text)
        if (squeezed := without_blanks(text)) is not None:
            joined, at = squeezed
            for name in self._in(joined):
                start, end = at[name.start], at[name.end - 1] + 1
                if end - start > name.end - name.start and _is_long(joined[name.start : name.end]):
                    found.append(Found(start, end, name.labels))
        behind = 0
        for name in sorted(found, key=lambda name: (name.start, -name.end)):
            if name.start >= behind:
                behind = name.end
                yield name

    def _in(self, text: str) -> list[Found]:
        """Names in a text as it stands, none overlapping another."""
        assert self._automaton is not None
        hits = self._automaton.find_matches_as_indexes(narrowed(text), overlapping=True)
        if not hits:
            return []
        runs = [(match.start(), match.end()) for match in _CHINESE.finditer(text)]
        starts = [start for start, _ in runs]
        found: list[Found] = []
        behind = 0
        for index, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
            if start < behind or not self._is_word(text, start, end):
                continue
            labels = tuple(label for label in self._labels[index] if self._fits(label, text, start, end, runs, starts))
            if labels:
                behind = end
                found.append(Found(start, end, labels))
        return found

    def _boundaries(self, run: str) -> frozenset[int]:
        """Offsets in a run of Chinese characters where a word ends or begins."""
        ends = {0}
        position = 0
        for word in self._segmenter.cut(run):
            position += len(word)
            ends.add(position)
        return frozenset(ends)

    @staticmethod
    def _is_word(text: str, start: int, end: int) -> bool:
        around = half_width(text[max(0, start - 1) : end + 1])
        first, last = (1 if start else 0), len(around) - (1 if end < len(text) else 0) - 1
        if start and _ALPHANUMERIC.match(around[0]) and _ALPHANUMERIC.match(around[first]):
            return False
        if end < len(text) and _ALPHANUMERIC.match(around[-1]) and _ALPHANUMERIC.match(around[last]):
            return False
        # One character is too little in running text: 力 stands in 能力.
        if end - start == 1:
            return is_listed(text, start, end)
        return not is_guarded(text, start, end)

    def _fits(self, label: Label, text: str, start: int, end: int, runs: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
        if not keeps_case(label.text, text[start:end]):
            return False
        if is_another_thing(label, text, start, end):
            return False
        if label.kind is ConceptKind.ORGANISATION:
            return True
        of_measurand = label.kind is ConceptKind.MEASURAND
        following = text[end : end + 1]
        if following and following in (_INSTRUMENT_ENDINGS if of_measurand else _ANOTHER_THING):
            run = self._run_at(end, runs, starts)
            # 温度计算 is 温度 and 计算; 温度计 is one thing.
            if run is None or end + 1 == run[1] or (end + 1 - run[0]) in self._cut(text[run[0] : run[1]]):
                return False
        if not self._ends_a_word(label, text, start, end, runs, starts):
            return False
        # 电压 begins no word in 高电压等级 only where jieba says so of a short name; long names are their own evidence.
        if end - start == 2 and _CHINESE.match(text[start]):
            run = self._run_at(start, runs, starts)
            if run is not None and (start - run[0]) not in self._cut(text[run[0] : run[1]]):
                return self._is_compound(text[run[0] : run[1]], start - run[0])
        return True

    def _ends_a_word(self, label: Label, text: str, start: int, end: int, runs: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
        """A compound of the dictionary may begin before the name (环境温度 is a temperature), it may not end behind it."""
        run = self._run_at(end - 1, runs, starts)
        if run is None or end == run[1]:
            return True
        ends = self._cut(text[run[0] : run[1]])
        if end - run[0] in ends:
            return True
        if label.kind is ConceptKind.MEASURAND or start < run[0]:
            return False
        # Things that are no quantities keep their name before a word of two characters and more: 锅炉 in 锅炉大气污染物, 校准 in 校准证书.
        # One character more is another word: 水表 in 水表面.
        behind = min(offset for offset in ends if offset > end - run[0])
        return start - run[0] in ends and behind - (end - run[0]) >= 2

    def _is_compound(self, run: str, position: int) -> bool:
        """Whether the word that spans ``position`` is two words made one: two characters stand before it, or one that changes nothing."""
        begins = max(offset for offset in self._cut(run) if offset <= position)
        return position - begins >= 2 or run[begins] in _MODIFIERS

    @staticmethod
    def _run_at(position: int, runs: Sequence[tuple[int, int]], starts: Sequence[int]) -> tuple[int, int] | None:
        i = bisect_right(starts, position) - 1
        return runs[i] if i >= 0 and runs[i][0] <= position < runs[i][1] else None


def _is_long(name: str) -> bool:
    """Whether a name with blanks inside is no chance meeting of characters: 锡 、 锑 …, A 声级."""
    return len(name) >= _BLANKS_INSIDE or _ALPHANUMERIC.search(name) is not None


@lru_cache(maxsize=1)
def name_finder() -> NameFinder:
    """The finder over every vocabulary that ships."""
    return NameFinder(concept_labels())
