"""Other names of what a query names, to be searched beside its words with a lower weight (SKOS prefLabel and altLabel, zh and en)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from kg.labels import Label, concept_labels
from kg.vocabulary import concept_iri
from search_api.query.names import query_names
from search_api.query.understood import Understood

MOST: Final = 6
_OF_ONE: Final = 3
_LEAST: Final = 2


@lru_cache(maxsize=1)
def _labels_of() -> Mapping[str, Sequence[Label]]:
    found: dict[str, list[Label]] = {}
    for label in (*concept_labels(), *query_names()):
        if label.rank < 2:
            found.setdefault(label.concept, []).append(label)
    return MappingProxyType({concept: tuple(sorted(labels, key=lambda label: label.rank)) for concept, labels in found.items()})


def synonyms_in(query: Understood, most: int = MOST) -> tuple[str, ...]:
    """At most ``most`` names that the query does not hold, those of what it names first come first, one English name each.

    >>> from search_api.query import understand
    >>> synonyms_in(understand("sphygmomanometer"))[0]
    '血压计'
    """
    held = f"{query.text} {query.rest}".lower()
    names: dict[str, None] = {}
    kinds = (("product", query.products), ("instrument", query.instruments), ("measurand", query.measurands), ("scheme", query.schemes))
    for kind, slugs in kinds:
        for slug in slugs:
            labels = [
                label
                for label in _labels_of().get(concept_iri(kind, slug), ())
                if len(label.text) >= _LEAST and label.text.lower() not in held
            ]
            chinese = [label.text for label in labels if label.language == "zh"]
            english = [label.text for label in labels if label.language == "en"]
            names |= dict.fromkeys([*chinese[: _OF_ONE - 1], *english[:1]])
    return tuple(names)[:most]
