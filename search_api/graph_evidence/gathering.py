"""From what a query names to the editions that the graph ties to it, as of a day, at a bounded number of look-ups.

A regulation that calls a scale 数字指示秤 answers who asks about 电子秤, though they share no word; a standard that limits 二氧化硫 to
50 mg/m3 answers who asks for that value, whatever its title.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kg import vocabulary as v
from search_api.graph_evidence.collected import Collected
from search_api.graph_evidence.evidence import Gathered
from search_api.graph_evidence.measurands import of_measurand, of_value
from search_api.graph_evidence.numbers import of_numbers
from search_api.graph_evidence.products import of_instrument, of_product, of_scheme
from search_api.graph_evidence.remembered import Remembered
from search_api.query import Understood
from search_api.related import GraphView
from search_api.walk.concepts import Concepts

_THINGS: Final = 3
"""Things of one kind that are followed."""


class GraphEvidence:
    """Evidence over one committed graph; safe to share between threads, remembers what it read."""

    def __init__(self, view: GraphView, concepts: Concepts | None = None) -> None:
        self.view = view
        self.graph = Remembered(view, concepts)

    def of(self, query: Understood, day: date) -> Gathered:
        """Evidence for everything that the query names and asks for; empty where it names nothing that the graph knows."""
        found = Collected(self.graph, query, day)
        for slug in query.products[:_THINGS]:
            of_product(found, v.concept_iri("product", slug))
        for slug in query.instruments[: _THINGS + 1]:
            of_instrument(found, v.concept_iri("instrument", slug))
        for value in query.values[:_THINGS]:
            of_value(found, value)
        # A name that means several things is asked about as each of them where no other one is named.
        for slug in query.measurands[:_THINGS] or query.perhaps[:_THINGS]:
            of_measurand(found, v.concept_iri("measurand", slug))
        for slug in query.schemes[:_THINGS]:
            of_scheme(found, v.concept_iri("scheme", slug), of_product=bool(query.products))
        of_numbers(found)
        return found.gathered()
