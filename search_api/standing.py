"""Where an edition stands, whoever says so: catalogues that list it, what it replaces and is replaced by, and what its references mean.

A reference without a date means one edition to those who wrote the document and may mean another today; both are told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pyoxigraph as ox

from kg import timeline
from kg import vocabulary as v
from kg.contradictions import contradictions_of
from search_api.related import GraphView

Json = dict[str, Any]

READ, LISTED, CITED = "read", "listed", "cited"
"""How a standard is known: its text was read, a catalogue lists it, or others only cite it (a stub)."""
_ASKED = 20

_LISTED_AS = ox.NamedNode(v.NQI + "listedAs")
_STATED_STATUS = ox.NamedNode(v.NQI + "statedStatus")
_AS_OF = ox.NamedNode(v.NQI + "asOf")
_SOURCE = ox.NamedNode(v.DCTERMS + "source")
_UNVERIFIED = ox.NamedNode(v.NQI + "unverified")
_TITLE = ox.NamedNode(v.DCTERMS + "title")
_EVIDENCE = ox.NamedNode(v.NQI + "evidence")
_REFERS_TO = ox.NamedNode(v.NQI + "refersTo")
_HAS_REPLACEMENT = ox.NamedNode(v.NQI + "hasReplacement")
_PARTIAL = ox.NamedNode(v.NQI + "partial")
_DEGREE = ox.NamedNode(v.NQI + "adoptionDegree")


def known_as(view: GraphView, iri: str) -> str:
    """`READ`, `LISTED` or `CITED`; a work is known as the best known of its editions."""
    things = [iri, *timeline.Reader(view.store).subjects(ox.NamedNode(v.DCTERMS + "isVersionOf"), iri)]
    if any(view.is_read(one) for one in things):
        return READ
    return LISTED if any(_first(view, one, _LISTED_AS) for one in things) else CITED


def title_of(view: GraphView, iri: str, language: str) -> str | None:
    """The title that the graph believes, in one language."""
    return min((o.value for o in view.objects(iri, _TITLE) if getattr(o, "language", None) == language), default=None)


def title_as_cited(view: GraphView, *iris: str) -> str | None:
    """What those who cite a thing call it, for one that nobody has read or listed."""
    nodes = (node for iri in iris for node in list(view.subjects(_REFERS_TO, iri))[:_ASKED])
    return min((o.value for node in nodes for o in view.objects(node, _TITLE)), default=None)


def listings(view: GraphView, edition: str) -> list[Json]:
    """Every row of a catalogue about the edition, the latest catalogue first."""
    rows = []
    for entry in {o.value for o in view.objects(edition, _LISTED_AS)}:
        graph = entry.partition("/row/")[0]
        evidence = _first(view, entry, _EVIDENCE)
        rows.append(
            {
                "catalogue": title_of(view, graph, "zh") or view.file_name(graph),
                "file": view.file_name(graph),
                "as_of": _first(view, entry, _AS_OF),
                "status": _first(view, entry, _STATED_STATUS),
                "source": _first(view, entry, _SOURCE),
                "verified": _first(view, entry, _UNVERIFIED) is None,
                "evidence": view.place(evidence) if evidence else None,
            }
        )
    return sorted(rows, key=lambda row: (row["as_of"] or "", str(row["file"]), str(row["evidence"])), reverse=True)


def contradictions(view: GraphView, edition: str, today: date) -> list[Json]:
    """Facts of which sources say different things: each side with its value and place, the believed one first."""
    return [
        {
            "fact": one.fact,
            "sides": [
                {
                    "value": side.value,
                    "believed": side.believed,
                    "file": view.file_name(side.graph) if side.graph else None,
                    "evidence": view.place(side.evidence) if side.evidence else None,
                }
                for side in one.sides
            ],
        }
        for one in contradictions_of(view.store, edition, today)
    ]


def stated_targets(view: GraphView, edition: str, has: str, plain: str) -> Iterable[tuple[str, Json]]:
    """(target, {"partial" or "degree", "evidence"}) of the believed relations ``plain`` (replaces, adopts), which nodes ``has`` state."""
    believed = sorted({o.value for o in view.objects(edition, ox.NamedNode(v.NQI + plain))})
    nodes = sorted({o.value for o in view.objects(edition, ox.NamedNode(v.NQI + has))})
    # What the edition's own text states comes first, and is its place where both state it.
    nodes.sort(key=lambda node: not node.startswith(f"{edition}/"))
    for target in believed:
        node = next((one for one in nodes if any(o.value == target for o in view.objects(one, _REFERS_TO))), None)
        evidence = _first(view, node, _EVIDENCE) if node else None
        said: Json = {"evidence": view.place(evidence) if evidence else None}
        if node and has == "hasReplacement":
            said["partial"] = _first(view, node, _PARTIAL) == "true"
        if node and (degree := _first(view, node, _DEGREE)):
            said["degree"] = degree.removeprefix(v.NQI)
        yield target, said


def successors(view: GraphView, life: timeline.Life) -> Iterable[tuple[str, Json]]:
    """(successor, {"from": first day in force or null, "partial", "evidence"}) of what replaces the edition, wholly or in part."""
    wholly = [*life.superseded_by, *(iri for iri, _ in life.newer_undated if iri not in life.superseded_by)]
    for iri, partial in (*((one, False) for one in wholly), *((one, True) for one in life.partly_by)):
        after = view.lives([iri])[iri]
        nodes = [
            node.value
            for node in view.objects(iri, _HAS_REPLACEMENT)
            if any(target.value in (life.edition, life.work) for target in view.objects(node.value, _REFERS_TO))
        ]
        evidence = min((found for node in nodes if (found := _first(view, node, _EVIDENCE))), default=None)
        start = after.start if after.effective is not None or iri.startswith(v.ID + "law/") else None
        yield (
            iri,
            {
                "from": start.isoformat() if start else None,
                "partial": partial,
                "evidence": view.place(evidence) if evidence else None,
            },
        )


def meant_on(view: GraphView, target: str, day: date, written: date | None) -> Json:
    """What a reference means: {"resolves_to": on ``day``, "written", "resolved_when_written": when its document was written}.

    Canonical numbers (of a law: with the day of the version), null where the graph knows none in force. A reference to one edition
    means that edition on every day.
    """
    if is_edition(target):
        number = view.number(target)
        return {"resolves_to": number, "written": written.isoformat() if written else None, "resolved_when_written": number}
    return {
        "resolves_to": _meant(view, target, day),
        "written": written.isoformat() if written else None,
        "resolved_when_written": _meant(view, target, written) if written else None,
    }


def _meant(view: GraphView, work: str, day: date) -> str | None:
    iri = timeline.meant_by_work(view.store, work, day)
    return name_of(view, iri) if iri else None


def name_of(view: GraphView, iri: str) -> str:
    """The number of an edition; versions of a law bear one name and are told apart by their day."""
    number, last = view.number(iri), iri.rpartition("/")[2]
    return f"{number} ({last})" if iri.startswith(v.ID + "law/") and is_edition(iri) else number


def is_edition(iri: str) -> bool:
    """Whether the IRI names an edition: works have one segment behind ``id/std/`` or ``id/law/``.

    >>> is_edition(v.ID + "std/GB-T-1.1/2020"), is_edition(v.ID + "std/GB-T-1.1")
    (True, False)
    """
    return len(iri.removeprefix(v.ID).split("/")) > 2


def _first(view: GraphView, subject: str, predicate: ox.NamedNode) -> str | None:
    return min((o.value for o in view.objects(subject, predicate)), default=None)
