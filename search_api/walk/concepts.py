"""What the vocabularies say around a product, an instrument, a scheme or a measurand, as steps. Look-ups only: no choice, no rank."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ingest.linking.products import find_products
from kg import vocabulary as v
from kg.identifiers import find_numbers
from kg.reference_data import product_labels
from search_api.walk.edges import Step

if TYPE_CHECKING:
    from search_api.related import GraphView

PRODUCT: Final = v.ID + "product/"
INSTRUMENT: Final = v.ID + "instrument/"
SCHEME: Final = v.ID + "scheme/"


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(v.NQI + name)


_SOURCE: Final = ox.NamedNode(v.DCTERMS + "source")
_DESCRIPTION: Final = ox.NamedNode(v.DCTERMS + "description")
_CLOSE: Final = ox.NamedNode(v.SKOS + "closeMatch")
_BROADER: Final = ox.NamedNode(v.SKOS + "broader")
_NOTATION: Final = ox.NamedNode(v.SKOS + "notation")
_PART_OF: Final = ox.NamedNode(v.DCTERMS + "isPartOf")
_HOW: Final = re.compile(r"仪器|设备|器具|装置|标准器|条件|方法|试验|检验|检测|测定|测量|监测|采样|检定|校准|相关计量")
_MOST: Final = 400


class Concepts:
    """Steps stated in the reference graphs and in what documents say of concepts; remembers what it read of an unchanging graph."""

    def __init__(self, view: GraphView) -> None:
        self.view = view
        self.text_of = lru_cache(8192)(self._text_of)
        self.origin = lru_cache(8192)(self._origin)
        self.regulations = lru_cache(1024)(self._regulations)
        self.mentioned_instruments = lru_cache(1024)(self._mentioned_instruments)

    # -- reading ------------------------------------------------------------------------------

    def things(self, node: str, name: str) -> list[str]:
        """IRIs that ``node`` has under our property ``name``, in a stable order."""
        return sorted(o.value for o in self.view.objects(node, _term(name)) if isinstance(o, ox.NamedNode))

    def owners(self, name: str, value: str) -> list[str]:
        """IRIs that have ``value`` under our property ``name``."""
        return sorted(self.view.subjects(_term(name), value))

    def _text_of(self, node: str, predicate: ox.NamedNode) -> tuple[str, str]:
        """(zh, en) of a text; "" where it is not said in that language."""
        found = {getattr(o, "language", None): o.value for o in self.view.objects(node, predicate)}
        return found.get("zh", ""), found.get("en", "")

    def _origin(self, node: str) -> str | None:
        return "; ".join(sorted(o.value for o in self.view.objects(node, _SOURCE))) or None

    def row(self, source: str, relation: str, target: str, row: str, note: str | None = None) -> Step:
        """The step that a row of a vocabulary states, with what the row says of it."""
        zh, en = self.text_of(row, _DESCRIPTION)
        return Step(source, relation, target, row, self.origin(row), (zh, en or zh) if zh else None, note)

    # -- products -----------------------------------------------------------------------------

    def family(self, product: str) -> list[tuple[str, tuple[Step, ...]]]:
        """The product and what it is a kind of, nearest first, each with the steps up to it."""
        found: list[tuple[str, tuple[Step, ...]]] = [(product, ())]
        seen = {product}
        for concept, steps in found:
            for above in sorted(o.value for o in self.view.objects(concept, _BROADER) if isinstance(o, ox.NamedNode)):
                if above not in seen and above.startswith(v.ID):
                    seen.add(above)
                    found.append((above, (*steps, Step(concept, "broader", above, concept, self.origin(concept)))))
        return found

    def kinds(self, concept: str) -> list[tuple[str, tuple[Step, ...]]]:
        """What is a kind of the concept, nearest first, each with the steps down to it."""
        found: list[tuple[str, tuple[Step, ...]]] = [(concept, ())]
        seen = {concept}
        for above, steps in found:
            for below in sorted(self.view.subjects(_BROADER, above)):
                if below not in seen:
                    seen.add(below)
                    found.append((below, (*steps, Step(above, "narrower", below, below, self.origin(below)))))
        return found[1:]

    def coverages(self, product: str) -> Iterator[tuple[Step, str | None]]:
        """(scheme applies to the product, the basis about just this product)."""
        for coverage in self.owners("coversProduct", product):
            for scheme in self.owners("hasCoverage", coverage):
                basis = next(iter(self.things(coverage, "underBasis")), None)
                yield self.row(scheme, "coversProduct", product, coverage), basis

    def basis(self, scheme: str, basis: str) -> Step | None:
        """scheme rests on a work, law or article; None for a basis that names no document."""
        target = next(iter(self.things(basis, "restsOn")), None)
        if target is None:
            return None
        kind = next((o.value for o in self.view.objects(basis, _term("basisKind"))), "")
        clause = next(iter(self.things(basis, "restsOnClause")), None)
        note = clause.rpartition("/cl/")[2] if clause else None
        return self.row(scheme, "restsOnLaw" if kind == "law" else "restsOn", target, basis, note)

    def bases(self, scheme: str) -> list[Step]:
        """Everything that a scheme rests on, laws and rules."""
        return [step for basis in self.things(scheme, "hasBasis") if (step := self.basis(scheme, basis)) is not None]

    def listed_standards(self, product: str) -> list[Step]:
        """Standards that the reviewed list names for the product itself; ``note`` is their role."""
        steps = []
        for row in self.owners("forProduct", product):
            role = next((r.rpartition("/")[2] for r in self.things(row, "standardRole")), None)
            steps += [self.row(product, "needsStandard", work, row, role) for work in self.things(row, "standard")]
        return steps

    def as_instruments(self, product: str) -> list[Step]:
        """Instruments that the product is."""
        found = sorted(self.view.subjects(_CLOSE, product))
        return [Step(product, "isInstrument", i, i, self.origin(i)) for i in found if i.startswith(INSTRUMENT)]

    def testing_instruments(self, product: str) -> list[Step]:
        """Instruments with which the product is tested."""
        return [Step(i, "testsProduct", product, i, self.origin(i)) for i in self.owners("testsProduct", product)]

    def applying(self, product: str) -> list[Step]:
        """Editions that say in title or scope that they apply to the product."""
        steps = []
        for edge in self.view.applying(product):
            title = self.view.title(edge.source) or ""
            names = {label for label, slug in product_labels().items() if PRODUCT + slug == product}
            relation = "appliesTo" if any(name in title for name in names) else "appliesToScope"
            steps.append(Step(edge.source, relation, product, edge.evidence))
        return steps

    # -- instruments --------------------------------------------------------------------------

    def _regulations(self, instrument: str) -> tuple[Step, ...]:
        """JJG it is verified under and JJF it is calibrated under."""
        calibrated = set(self.things(instrument, "calibratedUnder"))
        steps = []
        for record in self.things(instrument, "hasRegulation"):
            for work in self.things(record, "regulation"):
                relation = "calibratedUnder" if work in calibrated else "verifiedUnder"
                steps.append(Step(instrument, relation, work, record, self.origin(record) or self.origin(instrument)))
        return tuple(steps)

    def controls(self, instrument: str) -> list[Step]:
        """Schemes of legal control that the instrument is under; ``note`` is the use for which it is."""
        steps = []
        for control in self.things(instrument, "hasControl"):
            use = next((self.view.label(u) for u in self.things(control, "controlledUse")), None)
            steps += [self.row(instrument, "underScheme", scheme, control, use) for scheme in self.things(control, "underScheme")]
        return steps

    def chain(self, instrument: str, measurand: str | None = None) -> list[tuple[str, tuple[Step, ...]]]:
        """(measurand, steps to the SI unit) for each quantity that the instrument measures, or for one of them."""
        chains = []
        for quantity in self.things(instrument, "hasQuantity"):
            measured = next(iter(self.things(quantity, "measures")), "")
            if measurand is not None and measured != measurand:
                continue
            for first in self.things(quantity, "traceableVia"):
                steps = [Step(instrument, "traceableVia", first, quantity, self.origin(instrument), None, self.view.label(measured))]
                here: str | None = first
                while here is not None and len(steps) < 12:
                    above = next(iter(self.things(here, "traceableTo")), None)
                    if above is not None:
                        steps.append(Step(here, "traceableVia", above, here, self.origin(here)))
                    else:
                        steps += [Step(here, "realizes", unit, here, self.origin(here)) for unit in self.things(here, "realizes")[:1]]
                    here = above
                chains.append((measured, tuple(steps)))
        return chains

    def instruments_measuring(self, measurand: str) -> list[Step]:
        """Instruments that measure the measurand, by the vocabulary."""
        found = [i for i in self.owners("measures", measurand) if i.startswith(INSTRUMENT) and "/quantity/" not in i]
        return [Step(i, "measures", measurand, i, self.origin(i)) for i in found]

    def quantity_of(self, measurand: str) -> Step | None:
        """The physical quantity that a characteristic is a value of."""
        quantity = next(iter(self.things(measurand, "ofQuantity")), None)
        return Step(measurand, "ofQuantity", quantity, measurand, self.origin(measurand)) if quantity else None

    # -- what documents say -------------------------------------------------------------------

    def evidence_of(self, node: str) -> str | None:
        """The place of a fact that is a node."""
        return min((o.value for o in self.view.objects(node, _term("evidence"))), default=None)

    def limits(self, edition: str) -> dict[str, list[Step]]:
        """Measurand of the vocabulary -> limits that the edition sets on it, in the order of the text; ``note`` is the limit."""
        found: dict[str, list[Step]] = {}
        for node in self.things(edition, "hasLimit")[:_MOST]:
            evidence = self.evidence_of(node)
            for measurand in (*self.things(node, "identifiedAs"), *self.things(node, "kindOfMeasurand")):
                if evidence is not None:
                    found.setdefault(measurand, []).append(Step(edition, "hasLimit", measurand, evidence, note=node))
        return {m: sorted(steps, key=lambda step: _position(step.evidence)) for m, steps in found.items()}

    def methods(self, edition: str) -> list[Step]:
        """Standards by which the edition has characteristics measured; ``note`` is the characteristic as the graph knows it."""
        steps = []
        for node in self.things(edition, "hasTestMethod")[:_MOST]:
            evidence = self.evidence_of(node)
            of = next(
                iter((*self.things(node, "identifiedAs"), *self.things(node, "kindOfMeasurand"), *self.things(node, "ofMeasurand"))), None
            )
            if evidence is not None:
                steps += [Step(edition, "hasTestMethod", target, evidence, note=of) for target in self.things(node, "refersTo")]
        return sorted(steps, key=lambda step: _position(step.evidence))

    def _mentioned_instruments(self, edition: str) -> tuple[Step, ...]:
        """Instruments that the edition names, with its best place for each: used where it tells how to measure, else only named."""
        steps = []
        for node in self.things(edition, "hasMention"):
            if "/mention/instrument-" in node and (evidence := self.evidence_of(node)) is not None:
                relation = (
                    "usesInstrument" if any(self._tells_how(clause) for clause in self.things(node, "inClause")) else "namesInstrument"
                )
                steps += [Step(edition, relation, i, evidence) for i in self.things(node, "refersTo")]
        return tuple(sorted(steps, key=lambda step: _position(step.evidence)))

    def _tells_how(self, clause: str) -> bool:
        """Whether a clause, or one above it, is about apparatus, tests or conditions of measurement."""
        for _ in range(6):
            if _HOW.search(self.view.title(clause) or ""):
                return True
            above = next((o.value for o in self.view.objects(clause, _PART_OF) if isinstance(o, ox.NamedNode)), None)
            if above is None or "/cl/" not in above:
                return False
            clause = above
        return False

    def mentioning(self, concept: str) -> list[Step]:
        """Editions that name the concept."""
        steps = []
        for node in self.owners("refersTo", concept)[:_MOST]:
            edition, mark, _ = node.partition("/mention/")
            evidence = self.evidence_of(node)
            if mark and evidence is not None:
                steps.append(Step(edition, "usesInstrument", concept, evidence))
        return steps

    def in_title(self, edition: str) -> list[str]:
        """Measurands that the title names: what a method standard determines."""
        title = self.view.title(edition) or ""
        found = []
        for node in self.things(edition, "hasMention"):
            if "/mention/measurand-" in node:
                printed = next((o.value for o in self.view.objects(node, _term("printedName"))), "")
                if printed and printed in title:
                    found += self.things(node, "refersTo")
        return found

    def determined_by(self, measurand: str) -> list[Step]:
        """Editions whose title says that they determine the measurand, and those by which others have it measured."""
        steps: dict[str, Step] = {}
        for node in (*self.owners("identifiedAs", measurand), *self.owners("kindOfMeasurand", measurand)):
            if "/method/" in node and (evidence := self.evidence_of(node)) is not None:
                for target in self.things(node, "refersTo"):
                    steps.setdefault(target, Step(node.partition("/method/")[0], "hasTestMethod", target, evidence, note=measurand))
        for node in self.owners("refersTo", measurand)[:_MOST]:
            edition, mark, _ = node.partition("/mention/")
            if mark and measurand in self.in_title(edition) and re.search(r"测定|测量|试验方法|检测", self.view.title(edition) or ""):
                evidence = self.evidence_of(node)
                if evidence is not None:
                    steps[edition] = Step(edition, "determines", measurand, evidence)
        return list(steps.values())

    def limiting(self, measurand: str) -> list[Step]:
        """Editions that set a limit on the measurand, each with its first."""
        steps: dict[str, Step] = {}
        for node in (*self.owners("identifiedAs", measurand), *self.owners("kindOfMeasurand", measurand)):
            edition, mark, _ = node.partition("/lim/")
            if mark and edition not in steps and (evidence := self.evidence_of(node)) is not None:
                steps[edition] = Step(edition, "hasLimit", measurand, evidence, note=node)
        return list(steps.values())

    def named_in_rows(self, edition: str, products: frozenset[str]) -> list[Step]:
        """Standards in rows of a rule's tables that name one of the products: what the rule certifies it by."""
        labels = product_labels()
        steps: dict[str, Step] = {}
        sha256 = _file_of(self._evidence_of_tables(edition))
        for table in self._tables(edition):
            rows, places = self._json(table, "rows"), self._json(table, "rowPlaces")
            for cells, place in zip(rows, places, strict=False):
                text = " ".join(str(cell) for cell in cells)
                if not products & {PRODUCT + slug for slug, *_ in find_products(text, labels)}:
                    continue
                for number, _, _ in find_numbers(text):
                    target = v.edition_iri(number)
                    if sha256 is not None and target not in steps:
                        page, start, end = (int(str(n)) for n in place)
                        steps[target] = Step(edition, "namesStandard", target, v.evidence_iri(sha256, page, start, end))
        return list(steps.values())

    def _tables(self, edition: str) -> list[str]:
        found = [s for s in self.view.subjects(ox.NamedNode(v.DCTERMS + "isPartOf"), edition) if "/tbl/" in s]
        return sorted(found, key=lambda iri: (len(iri), iri))

    def _evidence_of_tables(self, edition: str) -> str | None:
        return next((e for table in self._tables(edition) if (e := self.evidence_of(table))), None)

    def _json(self, node: str, name: str) -> list[list[object]]:
        text = next((o.value for o in self.view.objects(node, _term(name))), "[]")
        found: list[list[object]] = json.loads(text)
        return found


def _file_of(evidence: str | None) -> str | None:
    parsed = v.parse_evidence_iri(evidence) if evidence else None
    return parsed[0] if parsed else None


def _position(evidence: str) -> tuple[int, int]:
    parsed = v.parse_evidence_iri(evidence)
    return (parsed[1], parsed[2]) if parsed else (0, 0)
