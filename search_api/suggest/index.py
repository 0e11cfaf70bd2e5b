"""The file of suggestions, open: what a few typed characters can mean, best first.

A table is asked with two bisections over its keys. Its rows name the names, which are numbered best first, so the best of a range are
its smallest numbers; large ranges are read by the smallest number of each block of rows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from search_api.suggest.file import Arrays, open_arrays
from search_api.suggest.folding import folded, folded_number, is_chinese
from search_api.suggest.forms import HEAD, HEAD_PINYIN, INNER, INNER_PINYIN, NUMBER, SHOWN, TABLES
from search_api.suggest.matching import Spans, spans_of
from search_api.suggest.names import DOCUMENTS
from search_api.suggest.writing import BLOCK, ENDED, GROUPS, LISTED, SORTED_BYTES

EXACT, PREFIX = 0, 1
_TIERS: Final = {
    (EXACT, NUMBER): 0,
    (EXACT, HEAD): 0,
    (PREFIX, NUMBER): 1,
    (EXACT, HEAD_PINYIN): 2,
    (PREFIX, HEAD): 3,
    (PREFIX, HEAD_PINYIN): 4,
    (PREFIX, INNER): 5,
    (PREFIX, INNER_PINYIN): 6,
}
"""Exact before prefix before inner, and what was typed as it is written before its pinyin."""
_PARTS: Final = 7
_MOST_COMPARED: Final = 4096
_RECOMMENDED: Final = re.compile(r"([a-z]+[0-9]{0,2})t(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be meant. ``tier`` is the kind of match, 0 the best; ``ended`` as of when the file was written.

    A word that names several things (电子秤, a product and an instrument) is offered once; ``also`` are their other kinds.
    """

    text: str
    kind: str
    iri: str
    number: str | None
    read: bool
    ended: bool
    tier: int
    matched: Spans
    matched_number: Spans
    also: tuple[str, ...] = ()


class SuggestIndex:
    """Safe to share between threads: it is never changed."""

    def __init__(self, file: Arrays, hidden: Collection[str] = ()) -> None:
        """``hidden`` are documents (sha256) that were removed since the file was written."""
        self._arrays = file.arrays
        self._mapping = file.mapping
        self._records = file.begins["records"]
        self._kinds: list[str] = list(file.head["kinds"])
        self._hidden = frozenset(i for i, document in enumerate(file.head["documents"]) if document in hidden)

    @classmethod
    def open(cls, path: Path, hidden: Collection[str] = ()) -> SuggestIndex:
        """The file of a generation; raises IndexMissing."""
        return cls(open_arrays(path), hidden)

    def __len__(self) -> int:
        return len(self._arrays["kind"])

    def suggest(self, typed: str, limit: int = 10) -> list[Suggestion]:
        """At most ``limit`` things, best first; half of them documents, where there are that many."""
        keys = _keys(typed)
        found = {group: self._of_group(group, keys, typed, limit) for group in GROUPS}
        if not any(found.values()) and (number := _RECOMMENDED.match(folded_number(typed)[0])):
            # Many a GB is taken for a GB/T.
            keys = [number[1] + folded_number(typed)[0][number.end() :]]
            found = {group: self._of_group(group, keys, keys[0], limit) for group in GROUPS}
        documents, others = (found[group] for group in GROUPS)
        others = others[: max(limit // 2, limit - len(documents))]
        return sorted([*others, *documents[: limit - len(others)]], key=_order)

    def _of_group(self, group: str, keys: list[str], typed: str, limit: int) -> list[Suggestion]:
        shown: dict[str, Suggestion] = {}
        for tier, table, name, key in self._candidates(group, keys, limit):
            if len(shown) >= limit:
                break
            self._show(shown, name, tier, table, key)
        parts = sorted({folded(part)[0] for part in typed.split()} - {""}, key=len, reverse=True)
        if len(shown) < limit and len(parts) > 1:
            for name in self._with_all(group, parts):
                if len(shown) >= limit:
                    break
                self._show(shown, name, _PARTS, None, *parts)
        return list(shown.values())

    def _candidates(self, group: str, keys: list[str], limit: int) -> Iterator[tuple[int, int, int, str]]:
        """(tier, table, name, key), best tier first, best names first; a name may come again."""
        for (kind, table), tier in _TIERS.items():
            for key in keys:
                if table in (HEAD_PINYIN, INNER_PINYIN) and any(map(is_chinese, key)):
                    continue
                probes = (f"{key}\0", f"{key}-") if kind == EXACT and table == NUMBER else (f"{key}\0",) if kind == EXACT else (key,)
                for probe in probes:
                    for name in self._best(f"{group}_{TABLES[table]}", probe.encode(), 2 * limit):
                        yield tier, table, name, key

    def _best(self, table: str, key: bytes, wanted: int) -> list[int]:
        """The best names of which a key begins so."""
        at, names, best = (self._arrays[f"{table}_{column}"] for column in ("at", "name", "best"))
        low, high = self._range(at, key)
        if low == high:
            return []
        if len(key) > SORTED_BYTES:
            rows = range(low, min(high, low + _MOST_COMPARED))
            return sorted({names.item(row) for row in rows if self._bytes(at.item(row), len(key)) == key})[:wanted]
        found: list[int] = _smallest(names, best, low, high, wanted).tolist()
        return found

    def _range(self, at: npt.NDArray[np.uint32], key: bytes) -> tuple[int, int]:
        key = key[:SORTED_BYTES]
        size, begin, mapping = len(key), self._records, self._mapping

        def read(row: int) -> bytes:
            place = begin + at.item(row)
            return mapping[place : place + size]

        rows = range(len(at))
        low = bisect_left(rows, key, key=read)
        # No key is greater than 0xFF bytes: UTF-8 has none.
        return low, bisect_left(rows, key + b"\xff", lo=low, key=lambda row: read(row) + b"\xfe")

    def _record(self, name: int) -> bytes:
        starts = self._arrays["starts"]
        return self._bytes(starts.item(name), starts.item(name + 1) - starts.item(name))

    def _bytes(self, offset: int, size: int) -> bytes:
        place = self._records + offset
        return self._mapping[place : place + size]

    def _with_all(self, group: str, parts: list[str]) -> Iterator[int]:
        """Names that hold every part somewhere, best first: read from the part that fewest have."""
        ranges = []
        for table in (NUMBER, HEAD, INNER):
            for part in parts:
                low, high = self._range(self._arrays[f"{group}_{TABLES[table]}_at"], part.encode())
                ranges.append((part, table, low, high))
        fewest = min(parts, key=lambda part: sum(high - low for p, _, low, high in ranges if p == part))
        names = [
            self._arrays[f"{group}_{TABLES[table]}_name"][low : min(high, low + _MOST_COMPARED)]
            for part, table, low, high in ranges
            if part == fewest
        ]
        others = [part.encode() for part in parts if part != fewest]
        for name in np.unique(np.concatenate(names)).tolist():
            keys = self._record(name).partition(SHOWN)[0]
            if all(part in keys for part in others):
                yield name

    def _show(self, shown: dict[str, Suggestion], name: int, tier: int, table: int | None, *keys: str) -> None:
        """Add a name, unless it is hidden or its thing is shown already."""
        if self._arrays["document"].item(name) in self._hidden:
            return
        record = self._record(name)
        _, text, iri, number = (part.decode() for part in record.split(SHOWN))
        kind = self._kinds[self._arrays["kind"].item(name)]
        thing = iri if kind in DOCUMENTS else text
        if (known := shown.get(thing)) is not None:
            if kind not in (known.kind, *known.also):
                shown[thing] = replace(known, also=(*known.also, kind))
            return
        flags = self._arrays["flags"].item(name)
        matched, in_number = spans_of(record, text, number, table, keys)
        shown[thing] = Suggestion(
            text, kind, iri, number or None, not flags & LISTED, bool(flags & ENDED) and kind in DOCUMENTS, tier, matched, in_number
        )


def _keys(typed: str) -> list[str]:
    """What was typed as words, as a number, and as pinyin with blanks between the syllables."""
    words = folded(typed)[0]
    return [key for key in dict.fromkeys((words, folded_number(typed)[0].strip("-."), words.replace(" ", ""))) if key]


def _smallest(names: npt.NDArray[np.uint32], best: npt.NDArray[np.uint32], low: int, high: int, wanted: int) -> npt.NDArray[np.uint32]:
    """The ``wanted`` smallest of ``names[low:high]``, each once, ascending."""
    first, last = -(-low // BLOCK), high // BLOCK
    if last - first < 8:
        return np.unique(names[low:high])[:wanted]
    smallest = best[first:last]
    edges = np.concatenate([names[low : first * BLOCK], names[last * BLOCK : high]])
    share = wanted
    while True:
        # Whatever is below the bound stands in a block whose smallest is, too.
        bound = np.partition(smallest, share - 1)[share - 1] if share < len(smallest) else np.iinfo(np.uint32).max
        blocks = np.flatnonzero(smallest <= bound) + first
        rows = (blocks[:, None] * BLOCK + np.arange(BLOCK)).ravel()
        found = np.unique(np.concatenate([edges, names[rows]]))
        found = found[found <= bound]
        if len(found) >= wanted or share >= len(smallest):
            return found[:wanted]
        share *= 2


def _order(one: Suggestion) -> tuple[int, bool, bool, int, str]:
    by_number = one.number if one.matched_number else None
    return one.tier, one.ended, not one.read, len(by_number or one.text), one.number or one.text
