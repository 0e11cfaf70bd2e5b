"""`dossier PRODUCT`: everything that a maker of a product needs, from one walk over one committed state, every line with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyoxigraph as ox

from kg import vocabulary as v
from search_api.describe import Describer
from search_api.dossier import parts
from search_api.related import GraphView
from search_api.walk.answer import Teller
from search_api.walk.concepts import Concepts
from search_api.walk.paths import Walker
from search_api.walk.subjects import Subject

Json = dict[str, Any]

_NOTATION = ox.NamedNode(v.SKOS + "notation")
_ALTERNATIVE = ox.NamedNode(v.SKOS + "altLabel")


def dossier(view: GraphView, concepts: Concepts, describer: Describer, subject: Subject, day: date) -> Json:
    """The dossier of a product, in the shape of `SearchService.dossier`."""
    walker = Walker(view, day, concepts)
    teller = Teller(view, concepts)
    found = parts.Found(walker, teller, describer, subject.iri, walker.of_product(subject.iri), day)
    schemes, standards, methods, instruments = parts.route(found), parts.standards(found), parts.methods(found), parts.instruments(found)
    answer = {
        "product": _product(found),
        "at": day.isoformat(),
        "schemes": schemes,
        "standards": standards,
        "test_methods": methods,
        "instruments": instruments,
        "si_units": parts.si_units(found),
        "competence": parts.competence(found),
        "bodies": parts.bodies(found, schemes),
        "changes": parts.changes(found),
        "unknown": parts.unknown(standards, methods, instruments, schemes),
    }
    return answer | {"sources": _sources(answer)}


def _product(found: parts.Found) -> Json:
    view, concepts = found.teller.view, found.walker.concepts
    other = [o for o in view.objects(found.product, _ALTERNATIVE) if isinstance(o, ox.Literal)]
    family = concepts.family(found.product)
    sectors = {sector: None for concept, _ in family for sector in concepts.things(concept, "ofSector")}
    return {
        **parts.named(found, found.product),
        "other_names": sorted(o.value for o in other if o.language == "zh"),
        "notations": sorted(o.value for o in view.objects(found.product, _NOTATION)),
        "broader": [parts.named(found, concept) for concept, _ in family[1:] if "/product/" in concept],
        "narrower": [parts.named(found, concept) for concept, steps in concepts.kinds(found.product) if len(steps) == 1],
        "sectors": [parts.named(found, sector) for sector in sectors],
        "source": concepts.origin(found.product),
    }


def _sources(answer: Mapping[str, Any]) -> Json:
    """How much of it stands in documents, and how much in rows that nobody compared with a source."""
    places = {evidence["iri"]: evidence for evidence in _evidence(answer) if evidence.get("iri")}
    rows = [evidence for evidence in places.values() if "source" in evidence]
    return {
        "places_in_documents": len(places) - len(rows),
        "rows_of_vocabularies": len(rows),
        "unverified_rows": sum(not row["verified"] for row in rows),
        "documents": sorted({str(place["file"]) for place in places.values() if place.get("file")}),
    }


def _evidence(value: object) -> Iterable[Json]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "evidence" and isinstance(inner, dict):
                yield inner
            else:
                yield from _evidence(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _evidence(inner)
