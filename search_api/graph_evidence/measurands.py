"""From measurands and values to the editions that limit or determine them, and to the instruments that measure them."""

from __future__ import annotations

from typing import Final

from kg import vocabulary as v
from kg.labels import measurand_facts, preferred_labels
from search_api.graph_evidence import evidence as amount
from search_api.graph_evidence.collected import MOST_EDITIONS, Collected
from search_api.graph_evidence.evidence import LimitSeen
from search_api.graph_evidence.limits import MOST_LIMITS
from search_api.graph_evidence.products import of_instrument
from search_api.query import AskedValue
from search_api.query import relations as asks
from search_api.walk.edges import Step

_BROADER: Final = 0.8
_LIMITS_SHOWN: Final = 12
_MEANINGS: Final = 6
_METHODS: Final = 200
_INSTRUMENTS: Final = 12


def of_value(found: Collected, asked: AskedValue) -> None:
    """Editions with a limit that fits the value, each with the one that fits best and where it stands."""
    limits = found.graph.limits
    # A limit that nobody could identify bears the name that its document prints.
    printed = [v.concept_iri("measurand", asked.printed)] if asked.printed else []
    fitting, cut = limits.fitting(asked, dict.fromkeys([*asked.measurands[:_MEANINGS], *printed]))
    if not fitting:
        # 厂界噪声 is a 等效连续A声级: limits bear the name of the level more often than that of the noise.
        broader = dict.fromkeys(
            above for one in asked.measurands[:_MEANINGS] if one in measurand_facts() for above in measurand_facts()[one].broader
        )
        fitting, cut = limits.fitting(asked, broader)
        fitting = {edition: (_BROADER * how_well, row, of) for edition, (how_well, row, of) in fitting.items()}
    for measurand in cut:
        name = preferred_labels().get(measurand, measurand.rpartition("/")[2])
        found.notes.append(f"of the limits on {name} {MOST_LIMITS} were compared with the value, not all")
    nearest = sorted(fitting.items(), key=lambda pair: (-pair[1][0], pair[0]))[:MOST_EDITIONS]
    for i, (edition, (how_well, row, measurand)) in enumerate(nearest):
        seen = limits.seen(row) if i < _LIMITS_SHOWN else LimitSeen(row.iri, "", None, None, None)
        step = Step(edition, "hasLimit", measurand, seen.evidence or row.iri, note=row.iri)
        found.offer(edition, "limit", amount.LIMIT_FITS * how_well, (step,), seen)


def of_measurand(found: Collected, measurand: str) -> None:
    """Its test methods, its instruments, and what limits it, each where asked for; limits by their value are `of_value`'s."""
    graph = found.graph
    if asks.MEASURED in found.asked:
        for step in graph.determining(measurand)[:_METHODS]:
            found.offer(step.source, "method", 2 * amount.METHOD, (step,))
        prescribed = graph.prescribed(measurand)
        for step, many in prescribed[:MOST_EDITIONS]:
            # What many standards prescribe is the method of choice.
            found.offer(step.target, "method", amount.METHOD * (0.5 + 0.5 * many / prescribed[0][1]), (step,))
    named = found.query.instruments or found.query.products
    if found.asked & {asks.INSTRUMENT, asks.VERIFIED, asks.CALIBRATED} and not named:
        for step in graph.instruments_measuring(measurand)[:_INSTRUMENTS]:
            of_instrument(found, step.source, (step,), with_kinds=asks.INSTRUMENT in found.asked)
    if asks.LIMITED in found.asked and not found.query.values:
        first = {row.edition: row for row in reversed(graph.limits.on(measurand).rows)}
        for edition in sorted(first)[:MOST_EDITIONS]:
            found.offer(
                edition, "limit", amount.LIMITED, (Step(edition, "hasLimit", measurand, first[edition].iri, note=first[edition].iri),)
            )
