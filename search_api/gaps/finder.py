"""What is missing, as rows: documents of sectors, products, limits, needs and references, each with its place.

The rows come from `ontologies/queries/gaps_*.rq`, so that SPARQL gives the same answer; only the status of a reference, which is a
question of the day, is decided here. Every query is asked once for a graph that does not change, and costs time in proportion to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

import pyoxigraph as ox

from kg import queries
from kg import vocabulary as v
from kg.errors import NotFound
from kg.identifiers import StandardNumber
from kg.labels import folded
from kg.life import CURRENT, SUPERSEDED, UPCOMING, WITHDRAWN, status_at
from kg.resolution import Resolver
from search_api.related import GraphView

Row = dict[str, str]

ELEMENTS: Final = ("standards", "metrology", "inspection-and-testing", "certification-and-accreditation")
"""质量基础设施四要素, the local names of their IRIs, in the order of the mission document."""
PRODUCT_GAPS: Final = {
    "standard": "gaps_products_without_standard",
    "method": "gaps_products_without_method",
    "scheme": "gaps_products_without_scheme",
}
_SECTOR_DOCUMENTS: Final = "gaps_sector_documents"
_ENDED: Final = (SUPERSEDED, WITHDRAWN)
_ELEMENT: Final = v.ID + "quality-element/"
_SECTOR: Final = v.ID + "sector/"
_SECTOR_CLASS: Final = v.NQI + "Sector"
_TYPE: Final = ox.NamedNode(v.RDF + "type")
_NOTATION: Final = ox.NamedNode(v.SKOS + "notation")
_PREFERRED: Final = ox.NamedNode(v.SKOS + "prefLabel")
_ALTERNATIVE: Final = ox.NamedNode(v.SKOS + "altLabel")


@dataclass(frozen=True, slots=True)
class Sector:
    """重点领域: one of the 13 sectors. ``key`` is the end of its IRI, ``order`` its number in the mission document."""

    iri: str
    key: str
    order: int
    zh: str
    en: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class EndedReference:
    """A normative reference whose target is superseded or withdrawn on the day: undated, if no edition is in force."""

    citing: str
    cited: StandardNumber
    status: str
    evidence: str


def element_of(row: Row) -> str:
    """The element of a row as the end of its IRI.

    >>> element_of({"element": "https://w3id.org/nqi/id/quality-element/metrology"})
    'metrology'
    """
    return row["element"].removeprefix(_ELEMENT)


def sector_keys(store: ox.Store) -> dict[str, tuple[str, ...]]:
    """Edition that a file describes -> keys of its sectors, sorted; editions of no sector are left out."""
    found: dict[str, set[str]] = {}
    for row in queries.rows(store, _SECTOR_DOCUMENTS):
        found.setdefault(row["edition"], set()).add(row["sector"].removeprefix(_SECTOR))
    return {edition: tuple(sorted(keys)) for edition, keys in found.items()}


class GapFinder:
    """Rows over one unchanging graph, by sector where they have one."""

    def __init__(self, view: GraphView) -> None:
        self.view = view
        self.ended_references = lru_cache(4)(self._ended_references)

    def _rows(self, name: str) -> list[Row]:
        return queries.rows(self.view.store.raw, name)

    @cached_property
    def sectors(self) -> tuple[Sector, ...]:
        """The sectors in the order of the mission document."""
        return tuple(sorted((self._sector(iri) for iri in self.view.subjects(_TYPE, _SECTOR_CLASS)), key=lambda s: s.order))

    def _sector(self, iri: str) -> Sector:
        labels = {getattr(o, "language", None): o.value for o in self.view.objects(iri, _PREFERRED)}
        key = iri.removeprefix(_SECTOR)
        notation = min((o.value for o in self.view.objects(iri, _NOTATION)), default="0")
        names = {key, notation, *labels.values(), *(o.value for o in self.view.objects(iri, _ALTERNATIVE))}
        return Sector(iri, key, int(notation), labels.get("zh", key), labels.get("en", key), frozenset(map(folded, names)))

    def sector(self, asked: str) -> Sector:
        """The sector of that key, number or name; raises NotFound, which lists those there are."""
        found = next((s for s in self.sectors if folded(asked) in s.names), None)
        if found is None:
            known = ", ".join(f"{s.key} {s.zh}" for s in self.sectors)
            raise NotFound(f"no sector is called {asked!r}; there are {known}")
        return found

    # -- rows that hold on every day ------------------------------------------------------------

    @cached_property
    def documents(self) -> list[Row]:
        """Documents of each sector and element, a row for each reason."""
        return self._rows(_SECTOR_DOCUMENTS)

    @cached_property
    def sectors_of(self) -> dict[str, frozenset[str]]:
        """Edition -> sectors that it belongs to."""
        found: dict[str, set[str]] = {}
        for row in self.documents:
            found.setdefault(row["edition"], set()).add(row["sector"])
        return {edition: frozenset(sectors) for edition, sectors in found.items()}

    @cached_property
    def read(self) -> frozenset[str]:
        """Editions that some file describes, laws aside."""
        described = (q.object for q in self.view.store.raw.quads_for_pattern(None, ox.NamedNode(v.NQI + "describes"), None))
        return frozenset(o.value for o in described if isinstance(o, ox.NamedNode) and not o.value.startswith(v.ID + "law/"))

    @cached_property
    def needs(self) -> list[Row]:
        """What the mission document needs, for each sector and element."""
        return self._rows("needs_of_sector")

    @cached_property
    def needs_without_document(self) -> list[Row]:
        return self._rows("gaps_needs_without_document")

    @cached_property
    def products(self) -> dict[str, list[Row]]:
        """What a product is without ("standard", "method", "scheme") -> rows, several of a product whose numbers are named."""
        return {missing: self._rows(name) for missing, name in PRODUCT_GAPS.items()}

    @cached_property
    def product_counts(self) -> dict[str, int]:
        """Sector -> how many products of the vocabulary belong to it."""
        return {row["sector"]: int(row["products"]) for row in self._rows("gaps_products_of_sectors")}

    @cached_property
    def limits(self) -> list[Row]:
        """Limits that no traceable instrument measures, by edition and measurand."""
        return self._rows("gaps_limits_without_instrument")

    # -- what depends on the day ----------------------------------------------------------------

    def _ended_references(self, day: date) -> list[EndedReference]:
        """References of documents in force or to come, to what is superseded or withdrawn on ``day``."""
        rows = [
            (row, number) for row in self._rows("gaps_references") if (number := StandardNumber.parse_or_none(row.get("identifier", "")))
        ]
        lives = self.view.lives(row["citing"] for row, _ in rows)
        counts = {edition for edition, life in lives.items() if status_at(life, day) in (CURRENT, UPCOMING)}
        rows = [(row, number) for row, number in rows if row["citing"] in counts]
        # An edition is judged by its own days; a work needs all of its editions, an amendment that which it amends.
        cited = self.view.lives(row["target"] for row, number in rows if _is_edition(number))
        resolver = Resolver(self.view.store)
        found = []
        for row, number in rows:
            status = status_at(cited[row["target"]], day) if _is_edition(number) else resolver.resolve(number, day).status
            if status in _ENDED:
                found.append(EndedReference(row["citing"], number, status, row["evidence"]))
        return found


def _is_edition(number: StandardNumber) -> bool:
    return number.is_dated and number.amendment is None
