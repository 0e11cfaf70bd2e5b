"""Names of concepts in a query, Chinese and English: products, instruments, measurands, schemes.

Chinese names are found as documents are read (`ingest.linking.names`), and two ways more, since a query is no running text: products
by their longest label wherever it stands, and substances of one character (铅, 氨) where they stand apart. English names are found by
their words, in the singular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from ingest.linking.names import name_finder, narrowed
from kg import vocabulary as v
from kg.labels import ConceptKind, Label, concept_labels, preferred_labels
from kg.reference_data import product_guards, product_labels
from kg.segment import singular
from kg.table_rows import read_table

_KINDS: Final = frozenset({ConceptKind.PRODUCT, ConceptKind.INSTRUMENT, ConceptKind.MEASURAND, ConceptKind.SCHEME})
# 锅炉房 is a building, 水表面 a surface: one more character and it is another thing.
_ANOTHER_WORD: Final = frozenset("房厂窑袋库面层箱")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_SINGLE_BEFORE: Final = re.compile(r"(?:^|[^\u3400-\u9fff0-9A-Za-z]|[中的总含测和、])$")
_SINGLE_BEHIND: Final = re.compile(
    r"\s*(?:$|[^\u3400-\u9fffA-Za-z0-9\s]|\d|(?:的|总)?(?:含量|浓度|限[量值]|残留|迁移|溶出|检[测出]|测定|怎[么样]|如何|不[应得]?[超大高]|小于|大于|低于|高于|[和及与或]))"
)
_OF_A_NAME: Final = re.compile(r"(?:含量|浓度|限[量值]|残留量?|迁移量|释放量|溶出量|排放)")
_LATIN: Final = re.compile(r"[A-Za-z0-9]+")
_LEAST_LATIN: Final = 3
_ABBREVIATION: Final = re.compile(r"[A-Z]{3,8}")
_TOO_COMMON: Final = frozenset({"time", "number", "use", "work", "level", "line", "act", "set", "age", "base", "product", "standard"})
"""English names that are words of any question."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name at [start, end) of a query, of one kind; ``labels`` of several concepts where it means several things."""

    start: int
    end: int
    kind: ConceptKind
    labels: tuple[Label, ...]

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(label.concept for label in self.labels))


def names_in(text: str) -> list[Named]:
    """Every name in ``text``, by place; names of different kinds may overlap (a product that is an instrument).

    >>> [(text_[n.start:n.end], n.kind.value) for text_ in ["铅限量 blood pressure monitor"] for n in names_in(text_)]
    [('铅', 'measurand'), ('blood pressure monitor', 'product')]
    """
    found = [*_english(text)]
    if _HAN.search(text) or _LATIN.search(text):
        matches = _product_matches(text)
        wholes = [(start, end) for _, start, end in matches]
        found += _products(text, matches)
        for name in name_finder().find(text):
            by_kind: dict[ConceptKind, list[Label]] = {}
            for label in name.labels:
                if label.kind in _KINDS and label.kind is not ConceptKind.PRODUCT:
                    by_kind.setdefault(label.kind, []).append(label)
            # 平板 in 平板玻璃 is no instrument.
            if any(start <= name.start and name.end <= end and end - start > name.end - name.start for start, end in wholes):
                by_kind.pop(ConceptKind.INSTRUMENT, None)
            found += [Named(name.start, name.end, kind, tuple(labels)) for kind, labels in by_kind.items()]
        found += _before_words(text, found)
        found += _single(text, found)
    return sorted(found, key=lambda name: (name.start, -name.end))


def label_of(concept: str) -> str:
    """The Chinese name of a concept, the end of its IRI where it has none."""
    return preferred_labels().get(concept) or concept.rpartition("/")[2]


def slug_of(concept: str) -> str:
    """The end of the IRI of a concept."""
    return concept.rpartition("/")[2]


# -- products -------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _product_automaton() -> tuple[AhoCorasick, Sequence[Label]]:
    labels = [
        Label(narrowed(text), v.concept_iri("product", slug), ConceptKind.PRODUCT, 1, "zh") for text, slug in product_labels().items()
    ]
    labels += [replace(label, text=narrowed(label.text)) for label in query_names() if label.language == "zh"]
    return AhoCorasick([label.text for label in labels], matchkind=MatchKind.LeftmostLongest), labels


def _product_matches(text: str) -> list[tuple[Label, int, int]]:
    automaton, labels = _product_automaton()
    return [(labels[index], start, end) for index, start, end in automaton.find_matches_as_indexes(narrowed(text))]


def _products(text: str, matches: Sequence[tuple[Label, int, int]]) -> Iterator[Named]:
    for label, start, end in matches:
        if text[end : end + 1] in _ANOTHER_WORD and text[end : end + 1]:
            continue
        if not text.startswith(product_guards().get(slug_of(label.concept), ()), end):
            yield Named(start, end, label.kind, (label,))


# -- substances of one character ------------------------------------------------------------------


@lru_cache(maxsize=1)
def _single_names() -> Mapping[str, tuple[Label, ...]]:
    found: dict[str, tuple[Label, ...]] = {}
    for label in concept_labels():
        if label.kind is ConceptKind.MEASURAND and label.language == "zh" and len(label.text) == 1 and _HAN.match(label.text):
            found[label.text] = (*found.get(label.text, ()), label)
    return MappingProxyType(found)


def _single(text: str, found: Sequence[Named]) -> Iterator[Named]:
    covered = {i for name in found for i in range(name.start, name.end)}
    for i, character in enumerate(text):
        labels = _single_names().get(character)
        if labels and i not in covered and _SINGLE_BEFORE.search(text, max(0, i - 1), i) and _SINGLE_BEHIND.match(text, i + 1):
            yield Named(i, i + 1, ConceptKind.MEASURAND, labels)


# -- what stands before 含量 and the like -----------------------------------------------------------


@lru_cache(maxsize=1)
def _longer_names() -> tuple[Mapping[str, tuple[Label, ...]], int]:
    """(name of two and more characters -> labels of measurands, the length of the longest)."""
    found: dict[str, tuple[Label, ...]] = {}
    for label in concept_labels():
        if label.kind is ConceptKind.MEASURAND and label.language == "zh" and len(label.text) > 1 and label.rank < 2:
            found[narrowed(label.text)] = (*found.get(narrowed(label.text), ()), label)
    return MappingProxyType(found), max(map(len, found), default=0)


def _before_words(text: str, found: Sequence[Named]) -> Iterator[Named]:
    """甲醛 in 甲醛含量, which the dictionary holds as one word."""
    names, longest = _longer_names()
    measured = [name for name in found if name.kind is ConceptKind.MEASURAND]
    for match in _OF_A_NAME.finditer(text):
        if any(name.start < match.start() <= name.end for name in measured):
            continue
        for start in range(max(0, match.start() - longest), match.start() - 1):
            if labels := names.get(narrowed(text[start : match.start()])):
                yield Named(start, match.start(), ConceptKind.MEASURAND, labels)
                break


# -- English --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _english_names() -> tuple[Mapping[str, tuple[Label, ...]], int]:
    """(words in the singular -> labels, the most words of a name)."""
    found: dict[str, list[Label]] = {}
    longest = 1
    for label in (*concept_labels(), *query_names()):
        # An abbreviation is typed in any case: cod, tvoc.
        if label.kind not in _KINDS or (label.language != "en" and not _ABBREVIATION.fullmatch(label.text)):
            continue
        words = _words(label.text)
        if not words or (len(words) == 1 and (len(words[0][0]) < _LEAST_LATIN or words[0][0] in _TOO_COMMON)):
            continue
        longest = max(longest, len(words))
        found.setdefault(" ".join(word for word, _, _ in words), []).append(label)
    return MappingProxyType({words: tuple(labels) for words, labels in found.items()}), longest


@lru_cache(maxsize=1)
def query_names() -> tuple[Label, ...]:
    """Names that people ask by and documents do not use, zh and en: ``tables/query-names.csv``."""
    kinds = {kind.value: kind for kind in _KINDS}
    return tuple(
        Label(name, v.concept_iri(row["kind"], row["key"]), kinds[row["kind"]], 1, language)
        for row in read_table("query-names.csv", columns=("kind", "key", "zh", "en", "source"), key=None, needs=("kind", "key", "source"))
        for language in ("zh", "en")
        for name in row.many(language)
    )


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(singular(match[0].lower()), match.start(), match.end()) for match in _LATIN.finditer(text)]


def _english(text: str) -> Iterator[Named]:
    words = _words(text)
    if not any(len(word) >= _LEAST_LATIN for word, _, _ in words):
        return
    names, longest = _english_names()
    position = 0
    while position < len(words):
        for length in range(min(longest, len(words) - position), 0, -1):
            labels = names.get(" ".join(word for word, _, _ in words[position : position + length]))
            if labels:
                start, end = words[position][1], words[position + length - 1][2]
                for kind in dict.fromkeys(label.kind for label in labels):
                    yield Named(start, end, kind, tuple(label for label in labels if label.kind is kind))
                position += length
                break
        else:
            position += 1
