"""From what a query names to the editions that the graph ties to it, as of a day, at a bounded number of look-ups.

A regulation that calls a scale 数字指示秤 answers who asks about 电子秤, though they share no word; a standard that limits 二氧化硫 to
50 mg/m3 answers who asks for that value, whatever its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final

import pyoxigraph as ox

from kg import timeline
from kg import vocabulary as v
from kg.labels import concept_labels, preferred_labels
from search_api.graph_evidence import evidence as amount
from search_api.graph_evidence.evidence import Evidence, Gathered, LimitSeen, Why
from search_api.graph_evidence.limits import MOST_LIMITS, Limits
from search_api.query import AskedValue, Understood
from search_api.query import relations as asks
from search_api.related import GraphView
from search_api.walk.concepts import Concepts
from search_api.walk.edges import Step

MOST_EDITIONS: Final = 48
"""Editions at most that the graph brings in for a query."""
MOST_UNREAD: Final = 8
MOST_STEPS: Final = 1_200
"""Steps at most that are weighed for one query: who asks for a whole list of things gets the first of them."""
_THINGS: Final = 3
"""Things of one kind that are followed."""
_APPLYING: Final = 200
_SCANNED: Final = 2_000
_LIMITS_SHOWN: Final = 12
_BASES: Final = 16
_KINDS: Final = 12
_REFERS_TO: Final = ox.NamedNode(v.NQI + "refersTo")
_IDENTIFIED: Final = (ox.NamedNode(v.NQI + "identifiedAs"), ox.NamedNode(v.NQI + "kindOfMeasurand"))
_DETERMINES: Final = re.compile(r"测定|测量|试验方法|检测方法|分析方法|监测方法")
_WHAT_ANSWERS: Final = {
    asks.VERIFIED: {"regulation"},
    asks.CALIBRATED: {"regulation"},
    asks.CERTIFIED: {"certification"},
    asks.BASIS: {"basis"},
    asks.MEASURED: {"method"},
    asks.LAW: {"law"},
    asks.REPLACED: {"replacement"},
    asks.INSTRUMENT: {"regulation"},
    asks.LIMITED: {"limit"},
}
"""Relation asked for -> the amounts that answer it."""


class GraphEvidence:
    """Evidence over one committed graph; safe to share between threads, remembers what it read."""

    def __init__(self, view: GraphView, concepts: Concepts | None = None) -> None:
        self.view = view
        self.concepts = concepts or Concepts(view)
        self.limits = Limits(view)
        around = self.concepts
        # What a vocabulary says of a thing is asked for again with the next query about it.
        self.applying = lru_cache(maxsize=512)(around.applying)
        self.family = lru_cache(maxsize=2048)(around.family)
        self.kinds = lru_cache(maxsize=1024)(around.kinds)
        self.as_instruments = lru_cache(maxsize=2048)(around.as_instruments)
        self.testing_instruments = lru_cache(maxsize=1024)(around.testing_instruments)
        self.listed_standards = lru_cache(maxsize=2048)(around.listed_standards)
        self.bases = lru_cache(maxsize=256)(around.bases)
        self.basis = lru_cache(maxsize=2048)(around.basis)
        self.coverages = lru_cache(maxsize=2048)(lambda product: tuple(islice(around.coverages(product), _BASES)))
        self.named_in_rows = lru_cache(maxsize=256)(around.named_in_rows)
        self.methods = lru_cache(maxsize=512)(around.methods)
        self.instruments_measuring = lru_cache(maxsize=512)(around.instruments_measuring)
        self.edition_on = lru_cache(maxsize=8192)(self._edition_on)
        self.determining = lru_cache(maxsize=256)(self._determining)
        self.prescribed = lru_cache(maxsize=256)(self._prescribed)

    def of(self, query: Understood, day: date) -> Gathered:
        """Evidence for everything that the query names and asks for; empty where it names nothing that the graph knows."""
        return _Gathering(self, query, day).gather()

    def _edition_on(self, target: str, day: date) -> str:
        """A work as the edition in force on the day, else the newest that was read; an edition as itself."""
        if self.view.work_of(target) != target:
            return target
        return timeline.meant_by_work(self.view.store, target, day) or self.view.resolve(target)

    def _determining(self, measurand: str) -> tuple[Step, ...]:
        """Editions whose title says that they determine the measurand; of very many mentions the first are looked at."""
        names = [label.text for label in concept_labels() if label.concept == measurand and label.language == "zh" and len(label.text) > 1]
        names = names or [label.text for label in concept_labels() if label.concept == measurand and label.language == "zh"]
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


class _Gathering:
    """The evidence of one query, as it comes together."""

    def __init__(self, graph: GraphEvidence, query: Understood, day: date) -> None:
        self.graph = graph
        self.view, self.concepts = graph.view, graph.concepts
        self.query, self.day = query, day
        self.left = MOST_STEPS
        self.found: dict[str, dict[tuple[str, tuple[Step, ...]], Why]] = {}
        self.unread: dict[str, list[Why]] = {}
        self.notes: list[str] = []
        asked = [relation for relation in query.relations if relation in _WHAT_ANSWERS]
        # 认证依据标准 asks for the standard, though it says 认证; 限值 and 检定 beside it say what of.
        self.asked = frozenset(asked[:1]) if asked and asked[0] in (asks.REPLACED, asks.LAW, asks.BASIS) else frozenset(asked)
        self.answering = frozenset(name for relation in self.asked for name in _WHAT_ANSWERS[relation])
        whole = query.text.strip().lower()
        self.alone = any(
            reading.switch in ("products", "instruments") and query.text[reading.start : reading.end].lower() == whole
            for reading in query.readings
        )

    def gather(self) -> Gathered:
        query = self.query
        products = [v.concept_iri("product", slug) for slug in query.products[:_THINGS]]
        instruments = [v.concept_iri("instrument", slug) for slug in query.instruments[: _THINGS + 1]]
        for product in products:
            self._product(product)
        for instrument in instruments:
            self._regulations(instrument, ())
        for asked in query.values[:_THINGS]:
            self._limits(asked)
        # A name that means several things is asked about as each of them where no other one is named.
        for slug in query.measurands[:_THINGS] or query.perhaps[:_THINGS]:
            self._measurand(v.concept_iri("measurand", slug))
        for scheme in [v.concept_iri("scheme", slug) for slug in query.schemes[:_THINGS]]:
            self._scheme(scheme, bool(products))
        if asks.REPLACED in self.asked:
            self._replaced()
        if self.left <= 0:
            self.notes.append(f"the graph was followed for {MOST_STEPS} steps and no farther")
        return self._answer()

    # -- offering -----------------------------------------------------------------------------------

    def _offer(self, target: str, name: str, worth: float, path: tuple[Step, ...], limit: LimitSeen | None = None) -> None:
        """``worth`` for the edition that a work or edition means on the day."""
        self.left -= 1
        if self.left <= 0:
            return
        edition = self.graph.edition_on(target, self.day)
        if self.asked:
            worth *= amount.ASKED if name in self.answering else amount.NOT_ASKED
        if self.alone:
            worth *= amount.ALONE
        why = Why(name, round(worth, 4), path, limit)
        if self.view.is_read(edition):
            known = self.found.setdefault(edition, {})
            key = (name, path)
            if key not in known or worth > known[key].amount:
                known[key] = why
        else:
            self.unread.setdefault(edition, []).append(why)

    def _answer(self) -> Gathered:
        editions = {edition: _evidence(whys.values()) for edition, whys in self.found.items()}
        best = sorted(editions, key=lambda edition: (-editions[edition].total, edition))
        if len(best) > MOST_EDITIONS:
            self.notes.append(f"of {len(best)} editions that the graph ties to the query the {MOST_EDITIONS} nearest are weighed")
        unread = {edition: _evidence(whys) for edition, whys in self.unread.items()}
        nearest = sorted(unread, key=lambda edition: (-unread[edition].total, edition))
        return Gathered(
            {edition: editions[edition] for edition in best[:MOST_EDITIONS]},
            {edition: unread[edition] for edition in nearest[:MOST_UNREAD]},
            tuple(self.notes),
        )

    # -- products -----------------------------------------------------------------------------------

    def _product(self, product: str) -> None:
        for step in self.graph.applying(product)[:_APPLYING]:
            worth = amount.PRODUCT_IN_TITLE if step.relation == "appliesTo" else amount.PRODUCT_IN_SCOPE
            self._offer(step.source, "product", worth, (step,))
        family = self.graph.family(product)
        kin = frozenset(concept for concept, _ in family)
        for concept, up in family:
            if self.left <= 0:
                return
            for step in self.graph.as_instruments(concept):
                # What a broader thing is an instrument of has kinds that are none of this one's business.
                self._regulations(step.target, (*up, step), near=not up)
            if self.asked & {asks.CERTIFIED, asks.BASIS, asks.LAW} or "implementation_rule" in self.query.types:
                self._schemes_of(concept, up, kin)
            for step in self.graph.listed_standards(concept):
                self._offer(step.target, "basis", amount.BASIS * (1.0 if not up else 0.5), (*up, step))
        if self.asked & {asks.VERIFIED, asks.CALIBRATED, asks.INSTRUMENT}:
            for step in self.graph.testing_instruments(product)[:_KINDS]:
                self._regulations(step.source, (step,), near=False)
        if asks.MEASURED in self.asked and not self.query.measurands:
            self._methods_of_product(product)

    def _schemes_of(self, concept: str, up: tuple[Step, ...], kin: frozenset[str]) -> None:
        for covers, basis in self.graph.coverages(concept):
            path = (*up, covers)
            step = self.graph.basis(covers.source, basis) if basis else None
            if step is not None and step.relation == "restsOn":
                self._offer(step.target, "certification", amount.CERTIFICATION, (*path, step))
                rule = self.graph.edition_on(step.target, self.day)
                for named in self.graph.named_in_rows(rule, kin) if asks.BASIS in self.asked and self.view.is_read(rule) else ():
                    self._offer(named.target, "basis", amount.CERTIFICATION, (*path, step, named))
            if asks.LAW in self.asked:
                self._laws(covers.source, path)

    def _methods_of_product(self, product: str) -> None:
        titled = [step for step in self.graph.applying(product) if step.relation == "appliesTo"]
        for step in titled[:_KINDS]:
            for method in self.graph.methods(step.source)[:_BASES]:
                self._offer(method.target, "method", amount.METHOD, (step, method))

    # -- instruments --------------------------------------------------------------------------------

    def _regulations(self, instrument: str, path: tuple[Step, ...], *, near: bool = True) -> None:
        """Its JJG and JJF; those of its kinds where it has none."""
        own = self.concepts.regulations(instrument)
        for step in own:
            self._regulation(step, (*path, step), near)
        if own or not near:
            return
        for kind, down in self.graph.kinds(instrument)[:_KINDS]:
            for step in self.concepts.regulations(kind):
                self._regulation(step, (*path, *down, step), False)

    def _regulation(self, step: Step, path: tuple[Step, ...], near: bool) -> None:
        worth = (
            amount.REGULATION if near else amount.REGULATION_OF_KIND if path[0].relation != "testsProduct" else amount.REGULATION_OF_TESTER
        )
        wanted = {asks.VERIFIED: "verifiedUnder", asks.CALIBRATED: "calibratedUnder"}
        asked = {wanted[relation] for relation in self.asked if relation in wanted}
        # Who asks for the verification regulation is not answered by the calibration specification.
        if asked and step.relation not in asked:
            worth *= 0.5
        self._offer(step.target, "regulation", worth, path)

    # -- measurands ---------------------------------------------------------------------------------

    def _limits(self, asked: AskedValue) -> None:
        printed = v.concept_iri("measurand", asked.printed) if asked.printed else None
        measurands = dict.fromkeys([*asked.measurands[: 2 * _THINGS], *([printed] if printed else [])])
        found, cut = self.graph.limits.fitting(asked, measurands)
        for measurand in cut:
            name = preferred_labels().get(measurand, measurand.rpartition("/")[2])
            self.notes.append(f"of the limits on {name} {MOST_LIMITS} were compared with the value, not all")
        ordered = sorted(found.items(), key=lambda pair: (-pair[1][0], pair[0]))[:MOST_EDITIONS]
        for i, (edition, (how_well, row, measurand)) in enumerate(ordered):
            seen = self.graph.limits.seen(row) if i < _LIMITS_SHOWN else LimitSeen(row.iri, "", None, None, None)
            evidence = seen.evidence or row.iri
            step = Step(edition, "hasLimit", measurand, evidence, note=row.iri)
            self._offer(edition, "limit", amount.LIMIT_FITS * how_well, (step,), seen)

    def _measurand(self, measurand: str) -> None:
        if asks.MEASURED in self.asked:
            for step in self.graph.determining(measurand)[:_APPLYING]:
                self._offer(step.source, "method", 2 * amount.METHOD, (step,))
            most = max((many for _, many in self.graph.prescribed(measurand)), default=1)
            for step, many in self.graph.prescribed(measurand)[:MOST_EDITIONS]:
                # What many standards prescribe is the method of choice.
                self._offer(step.target, "method", amount.METHOD * (0.5 + 0.5 * many / most), (step,))
        if self.asked & {asks.INSTRUMENT, asks.VERIFIED, asks.CALIBRATED} and not (self.query.instruments or self.query.products):
            for step in self.graph.instruments_measuring(measurand)[:_KINDS]:
                self._regulations(step.source, (step,), near=asks.INSTRUMENT in self.asked)
        if not self.query.values:
            rows = self.graph.limits.on(measurand).rows
            first = {row.edition: row for row in sorted(rows, key=lambda row: row.iri, reverse=True)}
            for edition in sorted(first)[:MOST_EDITIONS]:
                row = first[edition]
                self._offer(edition, "limit", amount.LIMITED, (Step(edition, "hasLimit", measurand, row.iri, note=row.iri),))

    # -- schemes, laws, successors ------------------------------------------------------------------

    def _scheme(self, scheme: str, of_product: bool) -> None:
        if asks.LAW in self.asked:
            self._laws(scheme, ())
        # The rules of a whole scheme answer only who names no product of it.
        for step in self.graph.bases(scheme)[:_BASES] if not of_product else ():
            if step.relation == "restsOn":
                self._offer(step.target, "certification", amount.CERTIFICATION / 2, (step,))

    def _laws(self, scheme: str, path: tuple[Step, ...]) -> None:
        for step in self.graph.bases(scheme)[:_BASES]:
            if step.relation == "restsOnLaw":
                self._offer(step.target, "law", amount.LAW, (*path, step))

    def _replaced(self) -> None:
        for number in self.query.numbers[:_THINGS]:
            edition = v.edition_iri(number)
            versions = [edition] if number.is_dated else sorted(self.view.subjects(ox.NamedNode(v.DCTERMS + "isVersionOf"), edition))
            for one in versions[:_KINDS]:
                for successor in self.view.lives([one])[one].superseded_by:
                    if successor not in versions:
                        self._offer(successor, "replacement", amount.REPLACEMENT, (Step(successor, "replaces", one, successor),))


def _evidence(whys: Iterable[Why]) -> Evidence:
    ordered = tuple(sorted(whys, key=lambda why: (-why.amount, len(why.path), why.path[-1].evidence)))
    amounts: dict[str, float] = {}
    for why in ordered:
        amounts.setdefault(why.name, why.amount)
    return Evidence(amounts, ordered[:6])
