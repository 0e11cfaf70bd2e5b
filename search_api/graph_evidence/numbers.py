"""From the numbers of a query to what adopts them and, where asked for, to what took their place."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from kg import vocabulary as v
from search_api.graph_evidence import evidence as amount
from search_api.graph_evidence.collected import Collected
from search_api.query import relations as asks
from search_api.walk.edges import Step

_NUMBERS: Final = 3
_EDITIONS: Final = 12
_ADOPTING: Final = 24
_VERSION_OF: Final = ox.NamedNode(v.DCTERMS + "isVersionOf")
_ADOPTS: Final = ox.NamedNode(v.NQI + "adopts")
_HAS_ADOPTION: Final = ox.NamedNode(v.NQI + "hasAdoption")
_REFERS_TO: Final = ox.NamedNode(v.NQI + "refersTo")


def of_numbers(found: Collected) -> None:
    """Adopters of every number, of an undated one those of any edition; successors where the query asks for them, or nobody has read the number itself."""
    view = found.graph.view
    for number in found.query.numbers[:_NUMBERS]:
        iri = v.edition_iri(number)
        versions = [iri] if number.is_dated else sorted(view.subjects(_VERSION_OF, iri))[:_EDITIONS]
        for adopted in dict.fromkeys([iri, v.work_iri(number), *versions]):
            for adopting in sorted(view.subjects(_ADOPTS, adopted))[:_ADOPTING]:
                found.offer(adopting, "adoption", amount.ADOPTION, (Step(adopting, "adopts", adopted, _place(found, adopting, adopted)),))
        # Who asks for an old number that nobody has read means what came after it: HJ/T 57-2000, HJ 57-2017.
        unread = not any(map(view.is_read, versions))
        for edition in versions if unread or asks.REPLACED in found.asked else ():
            for successor in view.lives([edition])[edition].superseded_by:
                if successor not in versions or number.is_dated:
                    step = Step(successor, "replaces", edition, successor)
                    found.offer(successor, "replacement", amount.REPLACEMENT, (step,))


def _place(found: Collected, adopting: str, adopted: str) -> str:
    """Where a document says that it adopts; its own IRI where only a catalogue does, without a place."""
    view = found.graph.view
    for node in view.objects(adopting, _HAS_ADOPTION):
        if any(target.value == adopted for target in view.objects(node.value, _REFERS_TO)):
            return found.graph.concepts.evidence_of(node.value) or adopting
    return adopting
