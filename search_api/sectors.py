"""重点领域: the sectors that a document belongs to, one document at a time, by look-ups.

The rule is that of `ontologies/queries/gaps_sector_documents.rq`, which asks for all documents at once and costs in proportion to the
graph; this costs what one document says, so that an index is brought up to date with a few. What only a catalogue lists has its sectors
by the same rule: from its work and its ICS classes.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from kg import vocabulary as v
from kg.reference_data import reference_graphs
from kg.store_oxigraph import OxigraphStore

_REFERENCE: Final = v.GRAPH + "ref/"
_VOCABULARIES: Final = ("products", "product-standards", "schemes", "sectors", "instruments")
_SECTOR: Final = v.ID + "sector/"
_LAW: Final = v.ID + "document-type/law"
_Pairs = dict[str, set[str]]


def vocabularies() -> str:
    """What the sectors of a document depend on beside the document: 12 hex digits."""
    wanted = [graph.sha256 for graph in reference_graphs() if graph.path.stem in _VOCABULARIES]
    return hashlib.sha256("".join(wanted).encode()).hexdigest()[:12]


class Sectors:
    """The rule over one store; the vocabularies are read once, at the first document."""

    def __init__(self, store: OxigraphStore) -> None:
        self._raw = store.raw

    def of(self, edition: str, graph: str | None = None) -> tuple[str, ...]:
        """Keys of the sectors of an edition, sorted: by what one graph says of it, or by what all do."""
        where = ox.NamedNode(graph) if graph else None

        def said(subject: str, name: str) -> set[str]:
            return self._objects(subject, name, where)

        if edition.startswith(v.ID + "law/") or _LAW in said(edition, v.NQI + "documentType"):
            return ()
        products = {
            product
            for node in said(edition, v.NQI + "mentions")
            if said(node, v.NQI + "evidence")
            for product in said(node, v.NQI + "refersTo")
        }
        for work in said(edition, v.DCTERMS + "isVersionOf"):
            products |= self._products_of_work.get(work, set())
        found = {sector for product in products for sector in self._sectors_of_product.get(product, ())}
        # A product in the title or scope says more than a class, which is of many products.
        if not any(product in self._sectors_of_product for product in said(edition, v.NQI + "appliesTo")):
            classes = said(edition, v.NQI + "ics")
            found |= {sector for top, sector in self._classes if any(f"{one}.".startswith(f"{top}.") for one in classes)}
        return tuple(sorted(sector.removeprefix(_SECTOR) for sector in found))

    @cached_property
    def _sectors_of_product(self) -> _Pairs:
        own, above = self._pairs("products", v.NQI + "ofSector"), self._pairs("products", v.SKOS + "broader")
        found: _Pairs = {}
        for product in own.keys() | above.keys():
            waiting, seen = [product], {product}
            while waiting:
                one = waiting.pop()
                found.setdefault(product, set()).update(own.get(one, ()))
                new = above.get(one, set()) - seen
                seen |= new
                waiting += new
        return {product: sectors for product, sectors in found.items() if sectors}

    @cached_property
    def _products_of_work(self) -> _Pairs:
        found: _Pairs = {}

        def add(works: set[str], products: set[str]) -> None:
            for work in works:
                found.setdefault(work, set()).update(products)

        verified = self._pairs("instruments", v.NQI + "verifiedUnder")
        calibrated = self._pairs("instruments", v.NQI + "calibratedUnder")
        for instrument, products in self._pairs("instruments", v.NQI + "testsProduct").items():
            add(verified.get(instrument, set()) | calibrated.get(instrument, set()), products)
        standards = self._pairs("product-standards", v.NQI + "standard")
        for entry, products in self._pairs("product-standards", v.NQI + "forProduct").items():
            add(standards.get(entry, set()), products)
        bases, works = self._pairs("schemes", v.NQI + "underBasis"), self._pairs("schemes", v.NQI + "restsOn")
        for coverage, products in self._pairs("schemes", v.NQI + "coversProduct").items():
            for basis in bases.get(coverage, ()):
                add(works.get(basis, set()), products)
        return found

    @cached_property
    def _classes(self) -> list[tuple[str, str]]:
        """(ICS class, sector) of the table of sectors."""
        return [(top, sector) for sector, tops in self._pairs("sectors", v.SKOS + "relatedMatch").items() for top in sorted(tops)]

    def _pairs(self, vocabulary: str, predicate: str) -> _Pairs:
        found: _Pairs = {}
        for quad in self._raw.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.NamedNode(_REFERENCE + vocabulary)):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                found.setdefault(quad.subject.value, set()).add(quad.object.value)
        return found

    def _objects(self, subject: str, predicate: str, graph: ox.NamedNode | None) -> set[str]:
        quads = self._raw.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, graph)
        return {quad.object.value for quad in quads if isinstance(quad.object, (ox.NamedNode, ox.Literal))}
