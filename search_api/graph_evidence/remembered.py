"""Steps of the graph as they were read once: what one query about a thing looks up, the next one about it finds here."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final

import pyoxigraph as ox

from kg import timeline
from kg import vocabulary as v
from kg.labels import concept_labels
from search_api.graph_evidence.limits import Limits
from search_api.related import GraphView
from search_api.walk.concepts import Concepts
from search_api.walk.edges import Step

MOST_BASES: Final = 16
_SCANNED: Final = 2_000
"""Mentions of a measurand that are looked at: of very many, any of them."""
_REFERS_TO: Final = ox.NamedNode(v.NQI + "refersTo")
_LISTED_AS: Final = ox.NamedNode(v.NQI + "listedAs")
_VERSION_OF: Final = ox.NamedNode(v.DCTERMS + "isVersionOf")
_IDENTIFIED: Final = (ox.NamedNode(v.NQI + "identifiedAs"), ox.NamedNode(v.NQI + "kindOfMeasurand"))
_DETERMINES: Final = re.compile(r"测定|测量|试验方法|检测方法|分析方法|监测方法")


class Remembered:
    """Look-ups over one committed graph; safe to share between threads."""

    def __init__(self, view: GraphView, concepts: Concepts | None = None) -> None:
        self.view = view
        self.concepts = around = concepts or Concepts(view)
        self.limits = Limits(view)
        self.applying = lru_cache(maxsize=512)(around.applying)
        self.family = lru_cache(maxsize=2048)(around.family)
        self.kinds = lru_cache(maxsize=1024)(around.kinds)
        self.as_instruments = lru_cache(maxsize=2048)(around.as_instruments)
        self.testing_instruments = lru_cache(maxsize=1024)(around.testing_instruments)
        self.listed_standards = lru_cache(maxsize=2048)(around.listed_standards)
        self.bases = lru_cache(maxsize=256)(around.bases)
        self.basis = lru_cache(maxsize=2048)(around.basis)
        self.coverages = lru_cache(maxsize=2048)(lambda product: tuple(islice(around.coverages(product), MOST_BASES)))
        self.named_in_rows = lru_cache(maxsize=256)(around.named_in_rows)
        self.methods = lru_cache(maxsize=512)(around.methods)
        self.regulations = around.regulations
        self.instruments_measuring = lru_cache(maxsize=512)(around.instruments_measuring)
        self.is_listed = lru_cache(maxsize=8192)(self._is_listed)
        self.edition_on = lru_cache(maxsize=8192)(self._edition_on)
        self.determining = lru_cache(maxsize=256)(self._determining)
        self.prescribed = lru_cache(maxsize=256)(self._prescribed)

    def _is_listed(self, edition: str) -> bool:
        """Whether a catalogue lists the edition."""
        return next(self.view.objects(edition, _LISTED_AS), None) is not None

    def _edition_on(self, target: str, day: date) -> str:
        """A work as the edition in force on the day, else the newest that was read, else that a catalogue lists; an edition as itself."""
        if self.view.work_of(target) != target:
            return target
        found = timeline.meant_by_work(self.view.store, target, day) or self.view.resolve(target)
        if found != target:
            return found
        # JJG 622 is listed as JJG 622-1997, and no catalogue says whether it is in force.
        return max((edition for edition in self.view.subjects(_VERSION_OF, target) if self.is_listed(edition)), default=target)

    def _determining(self, measurand: str) -> tuple[Step, ...]:
        """Editions whose title says that they determine the measurand."""
        names = [label.text for label in concept_labels() if label.concept == measurand and label.language == "zh"]
        # One character stands in many titles: 铅 is told by its longer names where it has them.
        names = [name for name in names if len(name) > 1] or names
        steps: dict[str, Step] = {}
        for node in islice(self.view.subjects(_REFERS_TO, measurand), _SCANNED):
            edition, mark, _ = node.partition("/mention/")
            if not mark or edition in steps:
                continue
            title = self.view.title(edition) or ""
            if _DETERMINES.search(title) and any(name in title for name in names):
                evidence = self.concepts.evidence_of(node)
                if evidence is not None:
                    steps[edition] = Step(edition, "determines", measurand, evidence)
        return tuple(steps[edition] for edition in sorted(steps))

    def _prescribed(self, measurand: str) -> tuple[tuple[Step, int], ...]:
        """(standard by which others have the measurand determined, how many of them), the most named first."""
        steps: dict[str, tuple[Step, set[str]]] = {}
        for predicate in _IDENTIFIED:
            for node in islice(self.view.subjects(predicate, measurand), _SCANNED):
                edition, mark, _ = node.partition("/method/")
                evidence = self.concepts.evidence_of(node) if mark else None
                if evidence is None:
                    continue
                for target in self.concepts.things(node, "refersTo"):
                    step = Step(edition, "hasTestMethod", target, evidence, note=measurand)
                    known = steps.setdefault(target, (step, set()))
                    known[1].add(edition)
        ordered = sorted(steps.items(), key=lambda pair: (-len(pair[1][1]), pair[0]))
        return tuple((step, len(editions)) for _, (step, editions) in ordered)
