"""Which works and editions the graph has heard of: what tells a number from a slip."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pyoxigraph as ox

from kg import vocabulary as v
from kg.identifiers import StandardNumber
from search_api.related import GraphView

_IDENTIFIER = ox.NamedNode(v.DCTERMS + "identifier")


def known_to(view: GraphView) -> Callable[[StandardNumber], bool]:
    """A look-up by the number's IRI: its cost does not depend on how many works there are."""

    def known(number: StandardNumber) -> bool:
        return next(view.objects(v.edition_iri(number), _IDENTIFIER), None) is not None

    return lru_cache(maxsize=16_384)(known)
