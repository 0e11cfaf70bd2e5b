"""From one limit to the SI: limit -> measurand -> method standard -> instrument -> JJG/JJF -> standards above it -> SI unit.

The same walk as the query ``limit_to_si``, in the words of a page; where no method was read, the instruments that the vocabulary knows
for the measurand stand in its place, and the page says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from kg import vocabulary as v
from kg.errors import NotFound
from search_api.describe import Describer
from search_api.walk.answer import Teller
from search_api.walk.edges import Step
from search_api.walk.paths import Walker

Json = dict[str, Any]

_HAS_LIMIT = ox.NamedNode(v.NQI + "hasLimit")


def limit_walk(walker: Walker, teller: Teller, describer: Describer, limit: str) -> Json:
    """{"limit", "of", "measurand", "methods": [{"number", "read", "step", "ways": [...]}], "by_vocabulary": [...]}; raises NotFound."""
    edition = next(iter(walker.view.subjects(_HAS_LIMIT, limit)), None)
    if edition is None:
        raise NotFound(f"<{limit}> is no limit of this graph; the limits of a standard are at /api/v1/standards/NUMBER/limits")
    limits, _ = describer.part(edition, walker.day)
    said = next((row for row in limits if row["iri"] == limit), None)
    concepts = walker.concepts
    measurand = next(iter((*concepts.things(limit, "identifiedAs"), *concepts.things(limit, "kindOfMeasurand"))), None)
    methods = []
    for step in concepts.methods(edition):
        if measurand is None or step.note != measurand:
            continue
        read = _read(walker, step.target)
        ways = [way for use in concepts.mentioned_instruments(read) for way in _ways(walker, measurand, (use,))] if read else []
        methods.append(
            {
                "number": teller.name(step.target),
                "read": teller.name(read) if read else None,
                "title": walker.view.title(read) if read else None,
                "status": walker.view.status(read, walker.day) if read else None,
                "step": teller.step(step),
                "ways": [[teller.step(one) for one in way] for way in _best_first(ways, measurand, walker)],
            }
        )
    ways = []
    if measurand is not None and not any(method["ways"] for method in methods):
        found = concepts.instruments_measuring(measurand)
        ways = [way for use in found for way in _ways(walker, measurand, (use,))]
    return {
        "limit": said,
        "of": {"iri": edition, "number": walker.view.number(edition), "title": walker.view.title(edition)},
        "measurand": None if measurand is None else {"iri": measurand, "zh": teller.name(measurand), "en": teller.english(measurand)},
        "at": walker.day.isoformat(),
        "methods": methods,
        "by_vocabulary": [[teller.step(one) for one in way] for way in ways],
    }


def _read(walker: Walker, method: str) -> str | None:
    """The edition of a method standard that was read: the one in force on the day, else what took its place, else none."""
    edition = walker.edition_on_day(method)
    resolved = edition if walker.view.is_read(edition) else walker.view.resolve(walker.view.work_of(edition))
    return resolved if walker.view.is_read(resolved) else None


def _ways(walker: Walker, measurand: str, before: tuple[Step, ...]) -> list[tuple[Step, ...]]:
    """Through one instrument: each regulation, then the chain of each quantity that can matter for the measurand."""
    concepts = walker.concepts
    instrument = before[-1].target if before[-1].relation == "usesInstrument" else before[-1].source
    of = concepts.quantity_of(measurand)
    ways = []
    for rule in concepts.regulations(instrument):
        for quantity, chain in concepts.chain(instrument):
            own = concepts.quantity_of(quantity)
            # An instrument for another substance measures something else.
            another = quantity != measurand and own is not None and of is not None and own.target == of.target
            if not another and chain[-1].relation == "realizes":
                ways.append((*before, rule, *chain))
    return ways


def _best_first(ways: Sequence[tuple[Step, ...]], measurand: str, walker: Walker) -> list[tuple[Step, ...]]:
    """What measures the measurand itself first, then what weighs or counts it, by the order of the text."""

    def rank(way: tuple[Step, ...]) -> int:
        measured = next((step.note for step in way if step.relation == "traceableVia" and step.note), None)
        return 0 if measured == walker.view.label(measurand) else 1

    return sorted(ways, key=rank)
