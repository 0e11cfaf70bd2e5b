"""From a product, an instrument, a measurand or a standard to everything that governs it: paths of stated steps, best first.

A path is as strong as its steps (`edges.STRENGTH`), weaker where its end is what everything leads to or is no longer in force. Of
several paths to one thing the strongest is kept. What two editions of one work say is one answer: the edition in force on the day.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from kg import timeline
from kg import vocabulary as v
from kg.reference_data import product_labels
from search_api.related import (
    CERTIFICATION,
    METROLOGY,
    STANDARD,
    TEST_METHOD,
    GraphView,
    kind_of,
)
from search_api.walk.concepts import INSTRUMENT, PRODUCT, Concepts
from search_api.walk.edges import Step, strength

LAW: Final = "law"
INSTRUMENTS: Final = "instrument"
MEASURANDS: Final = "measurand"
PRODUCTS: Final = "product"
SI: Final = "si_unit"

_LEAST: Final = 0.2
"""A path weaker than this says nothing that its reader would call related."""
_METHODS_FOLLOWED: Final = 40
_METROLOGY_ELEMENTS: Final = frozenset({"metrology"})
_LAWS: Final = v.ID + "law/"
_STATUS_WORTH: Final = {"current": 1.0, "upcoming": 0.95, "unknown": 0.9, "superseded": 0.5, "withdrawn": 0.4}


@dataclass(frozen=True, slots=True)
class Path:
    """A way to ``target``: its kind, the steps, and a score in (0, 1]."""

    kind: str
    target: str
    steps: tuple[Step, ...]
    score: float
    status: str | None = None
    """Status of an edition on the day asked about; None for what is no edition."""


class Walker:
    """Walks over one committed state, as of one day."""

    def __init__(self, view: GraphView, day: date, concepts: Concepts | None = None) -> None:
        self.view = view
        self.day = day
        self.concepts = concepts or Concepts(view)
        self._best: dict[str, Path] = {}

    # -- where walks begin ----------------------------------------------------------------------

    def of_product(self, product: str) -> list[Path]:
        """Schemes and their law, standards, methods, instruments and their JJG/JJF, accreditation, SI units."""
        family = self.concepts.family(product)
        kin = frozenset(concept for concept, _ in family)
        for concept, up in family:
            self._schemes_of(concept, up, kin)
            for step in self.concepts.listed_standards(concept):
                self._offer_document(step.target, (*up, step))
            for step in self.concepts.applying(concept):
                if not up or not self._is_about_another(step.source, concept, kin):
                    self._offer_document(step.source, (*up, step))
            for step in self.concepts.as_instruments(concept):
                # What a broader product is an instrument of has other kinds, which are none of this one's business.
                self._through_instrument(step.target, (*up, step), whole=True, kinds=not up)
            for step in self.concepts.testing_instruments(concept):
                self._through_instrument(step.source, (*up, step))
        self._behind_standards(kin)
        return self._answer({product})

    def of_instrument(self, instrument: str) -> list[Path]:
        """Regulations, legal control, traceability to SI, the products it tests and the documents that name it."""
        self._through_instrument(instrument, (), whole=True)
        for step in self.concepts.mentioning(instrument):
            self._offer_document(step.source, (step,))
        return self._answer({instrument})

    def of_measurand(self, measurand: str) -> list[Path]:
        """Standards that limit it, methods that determine it, instruments that measure it, their JJG/JJF and its SI unit."""
        for step in self.concepts.limiting(measurand):
            self._offer_document(step.source, (step,))
        for step in self.concepts.determined_by(measurand):
            through = step.target if step.relation == "hasTestMethod" else step.source
            self._offer_document(through, (step,), TEST_METHOD)
        self._instruments_of(measurand, ())
        return self._answer({measurand})

    def of_edition(self, edition: str) -> list[Path]:
        """What stands behind a standard: its limits, methods, instruments, products, their schemes and rules."""
        for measurand, limits in self.concepts.limits(edition).items():
            self._offer(MEASURANDS, measurand, (limits[0],))
        for edge in self.view.products(edition):
            applies = Step(edition, "appliesTo", edge.target, edge.evidence)
            kin = frozenset(concept for concept, _ in self.concepts.family(edge.target))
            for concept, up in self.concepts.family(edge.target):
                self._schemes_of(concept, (applies, *up), kin)
                for instrument in self.concepts.as_instruments(concept):
                    self._through_instrument(instrument.target, (applies, *up, instrument), whole=True, kinds=not up)
                for tests in self.concepts.testing_instruments(concept):
                    self._through_instrument(tests.source, (applies, *up, tests))
        self._behind(edition, ())
        for regulated in sorted(set(self._instruments_under(edition))):
            for step in self.concepts.regulations(regulated):
                if step.target in (edition, self.view.work_of(edition)):
                    self._through_instrument(regulated, (step,), whole=True)
        return self._answer({edition, self.view.work_of(edition)})

    def of_scheme(self, scheme: str) -> list[Path]:
        """The law and the rules it rests on, and the products and instruments that it covers."""
        for step in self.concepts.bases(scheme):
            self._offer_document(step.target, (step,), LAW if step.relation == "restsOnLaw" else CERTIFICATION)
        for coverage in self.concepts.things(scheme, "hasCoverage"):
            for product in self.concepts.things(coverage, "coversProduct"):
                self._offer(PRODUCTS, product, (self.concepts.row(scheme, "coversProduct", product, coverage),))
        return self._answer({scheme})

    def _is_about_another(self, edition: str, concept: str, kin: frozenset[str]) -> bool:
        """Whether an edition about the broad ``concept`` is about another kind of it.

        医用电气设备 心脏除颤器 is none for 血压计, and 质量计量器具 none for 水表: the word before the name makes it a kind.
        """
        title = self.view.title(edition) or ""
        names = [name for name, slug in product_labels().items() if PRODUCT + slug == concept and name in title]
        if names and re.search(r"[\u4e00-\u9fff](?<![和及与的、])$", title[: title.find(max(names, key=len))]):
            return True
        return any(
            edge.target not in kin and any(above == concept for above, _ in self.concepts.family(edge.target))
            for edge in self.view.products(edition)
        )

    # -- parts of walks -------------------------------------------------------------------------

    def _schemes_of(self, concept: str, up: tuple[Step, ...], kin: frozenset[str]) -> None:
        for covers, basis in self.concepts.coverages(concept):
            path = (*up, covers)
            self._offer(self._kind_of_scheme(covers.source), covers.source, path)
            bases = [step for step in [self.concepts.basis(covers.source, basis)] if step is not None] if basis else []
            laws = [step for step in self.concepts.bases(covers.source) if step.relation == "restsOnLaw"]
            for step in (*bases, *laws):
                kind = LAW if step.relation == "restsOnLaw" else CERTIFICATION
                rule = self._offer_document(step.target, (*path, step), kind)
                if step.relation == "restsOn" and rule is not None:
                    for named in self.concepts.named_in_rows(rule, kin):
                        self._offer_document(named.target, (*path, step, named))

    def _kind_of_scheme(self, scheme: str) -> str:
        elements = {e.rpartition("/")[2] for e in self.concepts.things(scheme, "qualityElement")}
        return METROLOGY if elements == _METROLOGY_ELEMENTS else CERTIFICATION

    def _through_instrument(self, instrument: str, path: tuple[Step, ...], *, whole: bool = False, kinds: bool = True) -> None:
        """The instrument and its regulations, those of its ``kinds`` where it has none; ``whole``: legal control and chain to SI too."""
        self._offer(INSTRUMENTS, instrument, path)
        own = self.concepts.regulations(instrument)
        for step in own:
            self._offer_document(step.target, (*path, step), METROLOGY)
        if not own and kinds:
            for kind, down in self.concepts.kinds(instrument)[:12]:
                for step in self.concepts.regulations(kind):
                    self._offer_document(step.target, (*path, *down, step), METROLOGY)
        if not whole:
            return
        for step in self.concepts.controls(instrument):
            self._offer(self._kind_of_scheme(step.target), step.target, (*path, step))
            for basis in self.concepts.bases(step.target):
                if basis.relation == "restsOnLaw":
                    self._offer(LAW, basis.target, (*path, step, basis))
        for _, chain in self.concepts.chain(instrument):
            if chain[-1].relation == "realizes":
                self._offer(SI, chain[-1].target, (*path, *chain))

    def _instruments_of(self, measurand: str, path: tuple[Step, ...]) -> None:
        """Instruments by the vocabulary: of the measurand itself, else of the quantity that it is a value of."""
        found = self.concepts.instruments_measuring(measurand)
        up: tuple[Step, ...] = ()
        if not found and (quantity := self.concepts.quantity_of(measurand)) is not None:
            found, up = self.concepts.instruments_measuring(quantity.target), (quantity,)
        for step in found:
            steps = (*path, *up, step)
            self._offer(INSTRUMENTS, step.source, steps)
            for rule in self.concepts.regulations(step.source):
                self._offer_document(rule.target, (*steps, rule), METROLOGY)
            for _, chain in self.concepts.chain(step.source, step.target):
                if chain[-1].relation == "realizes":
                    self._offer(SI, chain[-1].target, (*steps, *chain))

    def _behind_standards(self, kin: frozenset[str]) -> None:
        """Methods and instruments of the standards found so far that are about the product itself."""
        direct = [p for p in self._best.values() if p.kind in (STANDARD, TEST_METHOD) and self.view.is_read(p.target)]
        for path in sorted(direct, key=lambda p: (-p.score, p.target))[:_METHODS_FOLLOWED]:
            self._behind(path.target, path.steps)

    def _behind(self, edition: str, path: tuple[Step, ...]) -> None:
        for edge in self.view.outgoing(edition):
            # A plain reference two steps away is noise; a regulation, a rule or a method that the standard names is not.
            resolved = self.view.resolve(edge.target)
            if kind_of(self.view.number(resolved), self.view.title(resolved) or edge.title, STANDARD) != STANDARD:
                self._offer_document(edge.target, (*path, Step(edition, edge.relation, edge.target, edge.evidence)))
        for use in self.concepts.mentioned_instruments(edition):
            self._through_instrument(use.target, (*path, use))
        for step in self.concepts.methods(edition)[:_METHODS_FOLLOWED]:
            method = self._offer_document(step.target, (*path, step), TEST_METHOD)
            if method is not None and self.view.is_read(method):
                for use in self.concepts.mentioned_instruments(method):
                    self._through_instrument(use.target, (*path, step, use))

    def _instruments_under(self, edition: str) -> Iterator[str]:
        work = self.view.work_of(edition)
        for name in ("verifiedUnder", "calibratedUnder"):
            yield from (i for i in self.concepts.owners(name, work) if i.startswith(INSTRUMENT))

    # -- keeping the best -----------------------------------------------------------------------

    def edition_on_day(self, target: str) -> str:
        """A work as the edition in force on the day, else the newest that was read; an edition as itself."""
        if self.view.work_of(target) != target:
            return target
        return timeline.meant_by_work(self.view.store, target, self.day) or self.view.resolve(target)

    def _offer_document(self, target: str, steps: tuple[Step, ...], kind: str | None = None) -> str | None:
        """Offers a work or edition; returns the edition that it means on the day."""
        if target.startswith(_LAWS):
            self._offer(LAW, target, steps)
            return target
        edition = self.edition_on_day(target)
        number, title = self.view.number(edition), self.view.title(edition)
        self._offer(kind_of(number, title, kind or STANDARD), edition, steps, self._status(edition))
        return edition

    def _status(self, edition: str) -> str:
        return self.view.status(edition, self.day)

    def _offer(self, kind: str, target: str, steps: tuple[Step, ...], status: str | None = None) -> None:
        score = strength(steps) * _STATUS_WORTH.get(status or "current", 1.0) * self._specificity(target)
        if score < _LEAST or not steps:
            return
        key = _work_of_law(target) if kind == LAW else self.view.work_of(target) if status is not None else target
        known = self._best.get(key)
        if known is None or (score, -len(steps)) > (known.score, -len(known.steps)):
            self._best[key] = Path(kind, target, steps, round(score, 3), status)

    def _specificity(self, target: str) -> float:
        """A little less for what many documents cite: it says less about any one thing."""
        if not target.startswith(v.ID + "std/"):
            return 1.0
        cited = len(self.view.incoming(self.view.work_of(target)))
        return 1.0 / (1.0 + 0.05 * math.log1p(cited))

    def _answer(self, subjects: Iterable[str]) -> list[Path]:
        left = set(subjects)
        found = [path for key, path in self._best.items() if path.target not in left and key not in left]
        return sorted(found, key=lambda path: (-path.score, len(path.steps), path.target))


def _work_of_law(iri: str) -> str:
    """A law without the day of its version: whichever version a row names, it is one answer."""
    return _LAWS + iri.removeprefix(_LAWS).partition("/")[0]
