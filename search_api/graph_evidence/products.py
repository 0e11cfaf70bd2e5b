"""From products, instruments and schemes to what governs them: JJG and JJF, rules and their standards, laws, listed standards."""

from __future__ import annotations

from typing import Final

from kg import vocabulary as v
from search_api.graph_evidence import evidence as amount
from search_api.graph_evidence.collected import Collected
from search_api.graph_evidence.remembered import MOST_BASES, Remembered
from search_api.query import relations as asks
from search_api.related import CERTIFICATION, METROLOGY, TEST_METHOD, kind_of
from search_api.walk.edges import Step

_APPLYING: Final = 200
_BY_KIND: Final = {
    METROLOGY: ("regulation", amount.REGULATION_OF_KIND),
    CERTIFICATION: ("certification", amount.CERTIFICATION),
    TEST_METHOD: ("method", amount.METHOD),
}
"""What a document that is about a product is to it, by the kind of the document."""
_KINDS: Final = 12
_LAWS: Final = v.ID + "law/"


def of_product(found: Collected, product: str) -> None:
    """What applies to it by title or scope, its JJG or JJF, and, where asked for, rules, laws and methods."""
    graph = found.graph
    for step in graph.applying(product)[:_APPLYING]:
        titled = step.relation == "appliesTo"
        found.offer(step.source, "product", amount.PRODUCT_IN_TITLE if titled else amount.PRODUCT_IN_SCOPE, (step,))
        # A JJG that names the product in its title verifies it, whether the vocabulary knows that or not.
        what = _what_it_is(graph, step.source) if titled else None
        if what is not None and found.is_asked(what[0]):
            found.offer(step.source, *what, (step,))
    family = graph.family(product)
    kin = frozenset(concept for concept, _ in family)
    rules = bool(found.asked & {asks.CERTIFIED, asks.BASIS, asks.LAW}) or "implementation_rule" in found.query.types
    for concept, up in family:
        if found.is_full:
            return
        for step in graph.as_instruments(concept):
            # What a broader thing is an instrument of has kinds that are none of this one's business.
            of_instrument(found, step.target, (*up, step), with_kinds=not up)
        if rules:
            _schemes_of(found, concept, up, kin)
        for step in graph.listed_standards(concept):
            found.offer(step.target, "basis", amount.BASIS * (1.0 if not up else 0.5), (*up, step))
    if found.asked & {asks.VERIFIED, asks.CALIBRATED, asks.INSTRUMENT}:
        for step in graph.testing_instruments(product)[:_KINDS]:
            for rule in graph.regulations(step.source):
                _regulation(found, amount.REGULATION_OF_TESTER, (step, rule))
    if asks.MEASURED in found.asked and not found.query.measurands:
        for step in [step for step in graph.applying(product) if step.relation == "appliesTo"][:_KINDS]:
            for method in graph.methods(step.source)[:MOST_BASES]:
                found.offer(method.target, "method", amount.METHOD, (step, method))


def _what_it_is(graph: Remembered, edition: str) -> tuple[str, float] | None:
    if edition.startswith(_LAWS):
        return "law", 2 * amount.LAW
    return _BY_KIND.get(kind_of(graph.view.number(edition), graph.view.title(edition), ""))


def of_instrument(found: Collected, instrument: str, path: tuple[Step, ...] = (), *, with_kinds: bool = True) -> None:
    """Its JJG and JJF; those of its kinds where it has none."""
    own = found.graph.regulations(instrument)
    for rule in own:
        _regulation(found, amount.REGULATION if with_kinds else amount.REGULATION_OF_KIND, (*path, rule))
    for kind, down in found.graph.kinds(instrument)[:_KINDS] if with_kinds and not own else ():
        for rule in found.graph.regulations(kind):
            _regulation(found, amount.REGULATION_OF_KIND, (*path, *down, rule))


def _regulation(found: Collected, worth: float, path: tuple[Step, ...]) -> None:
    """The last step of ``path`` names it. Who asks for verification is not answered by a calibration specification, nor the reverse."""
    wanted = {asks.VERIFIED: "verifiedUnder", asks.CALIBRATED: "calibratedUnder"}
    asked = {wanted[relation] for relation in found.asked if relation in wanted}
    another = bool(asked) and path[-1].relation not in asked
    found.offer(path[-1].target, "regulation", worth * (0.5 if another else 1.0), path)


def of_scheme(found: Collected, scheme: str, *, of_product: bool) -> None:
    """Its laws where asked for; its rules where no product says which of them."""
    if asks.LAW in found.asked:
        _laws(found, scheme, ())
    for step in found.graph.bases(scheme)[:MOST_BASES] if not of_product else ():
        if step.relation == "restsOn":
            found.offer(step.target, "certification", amount.CERTIFICATION / 2, (step,))


def _schemes_of(found: Collected, concept: str, up: tuple[Step, ...], kin: frozenset[str]) -> None:
    graph = found.graph
    for covers, basis in graph.coverages(concept):
        path = (*up, covers)
        step = graph.basis(covers.source, basis) if basis else None
        if step is not None and step.relation == "restsOn":
            found.offer(step.target, "certification", amount.CERTIFICATION, (*path, step))
            rule = graph.edition_on(step.target, found.day)
            for named in graph.named_in_rows(rule, kin) if asks.BASIS in found.asked and graph.view.is_read(rule) else ():
                found.offer(named.target, "basis", amount.CERTIFICATION, (*path, step, named))
        if asks.LAW in found.asked:
            _laws(found, covers.source, path)


def _laws(found: Collected, scheme: str, path: tuple[Step, ...]) -> None:
    for step in found.graph.bases(scheme)[:MOST_BASES]:
        if step.relation == "restsOnLaw":
            found.offer(step.target, "law", amount.LAW, (*path, step))
