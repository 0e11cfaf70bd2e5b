"""Gaps as JSON: the matrix of sectors and elements, and for one sector the lists behind its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import pyoxigraph as ox

from kg import vocabulary as v
from kg.resolution import Resolver
from search_api.gaps.finder import ELEMENTS, PRODUCT_GAPS, EndedReference, GapFinder, Row, Sector, element_of
from search_api.related import GraphView
from search_api.walk.concepts import Concepts

Json = dict[str, Any]

_PREFERRED: Final = ox.NamedNode(v.SKOS + "prefLabel")
_EXAMPLES: Final = 20
NOTE: Final = (
    "缺口是这张图谱的：没有读入的不等于不存在；有文件也不等于需求已经满足 · gaps of this graph: what was not read may well exist, "
    "and a document in a cell does not say that the need is met"
)


def matrix(finder: GapFinder, day: date) -> Json:
    """Counts for every sector and element, and of what each sector is without."""
    ended = finder.ended_references(day)
    placed = finder.sectors_of.keys() & finder.read
    return {
        "at": day.isoformat(),
        "sector": None,
        "elements": list(ELEMENTS),
        "sectors": [_counts(finder, sector, ended) for sector in finder.sectors],
        "documents": {
            "read": len(finder.read),
            "in_a_sector": len(placed),
            "in_none": len(finder.read - placed),
            "examples": _examples(finder),
        },
        "limits_without_instrument": dict(_reasons(finder.limits)),
        "ended_references": len(ended),
        "note": NOTE,
    }


def of_sector(finder: GapFinder, concepts: Concepts, sector: Sector, day: date) -> Json:
    """Everything of one sector: its counts, and the lists that they count."""
    view = finder.view
    ended = finder.ended_references(day)
    place = _Places(view, concepts)
    empty = {(row["element"], row["need"]) for row in finder.needs_without_document if row["sector"] == sector.iri}
    return {
        "at": day.isoformat(),
        "sector": _named(sector),
        "elements": list(ELEMENTS),
        "sectors": [_counts(finder, sector, ended)],
        "documents": _documents(finder, sector, place, day),
        "needs": [
            {
                "element": element_of(row),
                "need": row["label"],
                "need_en": concepts.text_of(row["need"], _PREFERRED)[1] or None,
                "iri": row["need"],
                "scope": row["scope"],
                "without_document": (row["element"], row["need"]) in empty,
                "evidence": {"iri": row["evidence"], "source": concepts.origin(row["need"])},
            }
            for row in sorted(_in(sector, finder.needs), key=lambda row: ELEMENTS.index(element_of(row)))
        ],
        "products_without": {missing: _products(finder, sector, missing) for missing in PRODUCT_GAPS},
        "limits_without_instrument": [
            {
                "number": row["identifier"],
                "measurand": row["label"],
                "measurand_iri": row["measurand"],
                "why": row["why"],
                "limits": int(row["limits"]),
                "evidence": view.place(row["evidence"]),
            }
            for row in _limits(finder, sector)
        ],
        "ended_references": _references(view, _ended(finder, sector, ended), day),
        "note": NOTE,
    }


def _examples(finder: GapFinder) -> list[str]:
    """Some documents that belong to no sector: neither a product of theirs nor their ICS class does."""
    return sorted(finder.view.number(edition) for edition in finder.read - finder.sectors_of.keys())[:_EXAMPLES]


class _Places:
    """Where a row stands: in a document, or in a vocabulary with its source."""

    def __init__(self, view: GraphView, concepts: Concepts) -> None:
        self._view, self._concepts = view, concepts

    def of(self, iri: str) -> Json:
        if v.parse_evidence_iri(iri) is not None:
            return self._view.place(iri)
        source = self._concepts.origin(iri)
        return {"iri": iri, "source": source, "verified": source is not None and "unverified" not in source}


def _named(sector: Sector) -> Json:
    return {"key": sector.key, "order": sector.order, "name": sector.zh, "name_en": sector.en, "iri": sector.iri}


def _in(sector: Sector, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["sector"] == sector.iri]


def _limits(finder: GapFinder, sector: Sector) -> list[Row]:
    return [row for row in finder.limits if sector.iri in finder.sectors_of.get(row["edition"], ())]


def _ended(finder: GapFinder, sector: Sector, ended: Sequence[EndedReference]) -> list[EndedReference]:
    return [reference for reference in ended if sector.iri in finder.sectors_of.get(reference.citing, ())]


def _reasons(rows: Iterable[Row]) -> Counter[str]:
    """Limits by reason, the gravest first."""
    counts = Counter(dict.fromkeys(("no-instrument", "no-chain", "no-quantity"), 0))
    for row in rows:
        counts[row["why"]] += int(row["limits"])
    return counts


def _counts(finder: GapFinder, sector: Sector, ended: Sequence[EndedReference]) -> Json:
    documents: dict[str, set[str]] = {element: set() for element in ELEMENTS}
    digests: dict[str, set[str]] = {element: set() for element in ELEMENTS}
    for row in _in(sector, finder.documents):
        documents[element_of(row)].add(row["edition"])
        if "digest" in row:
            digests[element_of(row)].add(row["edition"])
    needs = Counter(element_of(row) for row in _in(sector, finder.needs))
    unmet = Counter(element_of(row) for row in _in(sector, finder.needs_without_document))
    without = {missing: len({row["product"] for row in _in(sector, rows)}) for missing, rows in finder.products.items()}
    return {
        **_named(sector),
        "elements": {
            element: {
                "documents": len(documents[element]),
                "digests": len(digests[element]),
                "needs": needs[element],
                "needs_without_document": unmet[element],
            }
            for element in ELEMENTS
        },
        "products": finder.product_counts.get(sector.iri, 0),
        "products_without": without,
        "limits_without_instrument": dict(_reasons(_limits(finder, sector))),
        "ended_references": len(_ended(finder, sector, ended)),
    }


def _documents(finder: GapFinder, sector: Sector, place: _Places, day: date) -> dict[str, list[Json]]:
    """Element -> its documents, each with every reason for which it belongs to the sector."""
    found: dict[str, dict[str, Json]] = {element: {} for element in ELEMENTS}
    for row in _in(sector, finder.documents):
        document = found[element_of(row)].setdefault(
            row["edition"],
            {
                "number": row["identifier"],
                "iri": row["edition"],
                "title": row.get("title"),
                "status": finder.view.status(row["edition"], day),
                "digest": "digest" in row,
                "why": [],
            },
        )
        product = row.get("product")
        document["why"].append(
            {
                "how": row["how"],
                "product": finder.view.label(product) if product else None,
                "product_iri": product,
                "evidence": place.of(row["evidence"]) if "evidence" in row else None,
            }
        )
    return {element: list(documents.values()) for element, documents in found.items()}


def _products(finder: GapFinder, sector: Sector, missing: str) -> list[Json]:
    """Products without it, each with the numbers that the vocabulary names and nobody read."""
    found: dict[str, Json] = {}
    for row in _in(sector, finder.products[missing]):
        product = found.setdefault(row["product"], {"product": row["label"], "iri": row["product"], "named": []})
        if "number" in row:
            product["named"].append(row["number"])
    return list(found.values())


def _references(view: GraphView, references: Iterable[EndedReference], day: date) -> list[Json]:
    """Each reference with what took the place of its target."""
    resolver = Resolver(view.store)
    found = []
    for reference in references:
        meant = resolver.resolve(reference.cited, day)
        found.append(
            {
                "number": view.number(reference.citing),
                "cites": reference.cited.canonical,
                "dated": reference.cited.is_dated,
                "status": reference.status,
                "replaced_by": [successor.number for successor in meant.replaced_by],
                "edition_in_force": meant.edition_in_force,
                "evidence": view.place(reference.evidence),
            }
        )
    return found
