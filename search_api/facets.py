"""Facets: how many standards of a result set have each value, counted over all of it and not over one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from kg import vocabulary as v
from search_api.lexical_index import levels

FACETS: Final = ("type", "status", "mandatory", "sector", "ics", "ccs", "issued")
"""In the order in which an answer lists them."""


class Described(Protocol):
    """What facets need to know of an edition; a `Passage` of it says all of this."""

    @property
    def type(self) -> str: ...
    @property
    def mandatory(self) -> bool | None: ...
    @property
    def ics(self) -> tuple[str, ...]: ...
    @property
    def ccs(self) -> tuple[str, ...]: ...
    @property
    def sectors(self) -> tuple[str, ...]: ...
    @property
    def issued(self) -> str | None: ...


def facets(editions: Iterable[tuple[Described, str]]) -> dict[str, dict[str, int]]:
    """Facet -> value -> number of editions, given each edition once with its status.

    An edition counts once for every level of its ICS and CCS codes, so that a number is what the filter of
    that value finds. What is not known of an edition is counted nowhere. Values come most frequent first,
    years newest first; ``mandatory`` is "true" or "false", ``issued`` a year.
    """
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for edition, status in editions:
        counts["type"][edition.type] += 1
        counts["status"][status] += 1
        if edition.mandatory is not None:
            counts["mandatory"][str(edition.mandatory).lower()] += 1
        counts["sector"].update(set(edition.sectors))
        counts["ics"].update(levels(edition.ics))
        counts["ccs"].update(levels(edition.ccs))
        if edition.issued is not None:
            counts["issued"][edition.issued[:4]] += 1
    return {
        name: dict(sorted(found.items(), key=lambda pair: pair[0], reverse=True) if name == "issued" else _by_frequency(found))
        for name, found in counts.items()
    }


def label_iri(facet: str, value: str) -> str | None:
    """The concept that a value names: a sector by its key, a class by its code.

    >>> label_iri("ccs", "Z60"), label_iri("type", "law")
    ('https://w3id.org/nqi/id/ccs/Z-60', None)
    """
    if facet == "ccs":
        return v.concept_iri("ccs", f"{value[0]} {value[1:]}".strip())
    return v.concept_iri(facet, value) if facet in ("sector", "ics") else None


def named(found: Mapping[str, Mapping[str, int]], names_of: Callable[[str], Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """Facet -> value -> {"zh", "en"}, null where the vocabulary has no name in that language; ``names_of`` gives labels by language."""
    told: dict[str, dict[str, Any]] = {}
    for facet, counts in found.items():
        for value in counts:
            iri = label_iri(facet, value)
            names = names_of(iri) if iri else {}
            if names:
                told.setdefault(facet, {})[value] = {"zh": names.get("zh"), "en": names.get("en")}
    return told


def _by_frequency(found: Counter[str]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
