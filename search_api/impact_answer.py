"""`kg.impact` as JSON: documents by level with their places, and the products and rules that they reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg import timeline
from kg import vocabulary as v
from kg.errors import NotFound
from kg.identifiers import StandardNumber
from kg.impact import Impact, Relation, Touched, impact_of
from kg.life import UPCOMING, status_at
from search_api.related import ACCREDITATION, CERTIFICATION, METROLOGY, STANDARD, GraphView, find_law, kind_of

Json = dict[str, Any]

MOVES, STAYS = "moves", "stays"
_RULES = (CERTIFICATION, METROLOGY, ACCREDITATION)
_WORDS = 200
_ASKED = 20
_TITLE = ox.NamedNode(v.DCTERMS + "title")
_REFERS_TO = ox.NamedNode(v.NQI + "refersTo")
_IDENTIFIER = ox.NamedNode(v.DCTERMS + "identifier")


def require_subject(view: GraphView, text: str) -> str:
    """The work or edition that a number, a law's title or an IRI names, a stub included; raises NotFound."""
    number = StandardNumber.parse_or_none(text)
    if number is not None:
        # An edition that nobody has heard of yet is a new edition of its work.
        candidates = [v.edition_iri(number), v.edition_iri(number.edition), v.work_iri(number)]
    else:
        candidates = [text] if text.startswith(v.ID) else [law] if (law := find_law(view, text)) else []
    known = next((iri for iri in candidates if next(view.objects(iri, _IDENTIFIER), None) is not None), None)
    if known is None:
        raise NotFound(f"{text!r} is not in the graph, and nothing in it cites it; 'nqi search' finds standards by their words")
    return known


def impact_answer(view: GraphView, iri: str, day: date, depth: int, most: int) -> Json:
    """What a new edition of the work or edition ``iri`` touches, in the shape of `SearchService.impact`."""
    found = impact_of(view.store, iri, day, depth, most)
    things = [_thing(view, touched) for touched in found.touched]
    products = _products(view, found)
    levels = [
        {"level": n, "things": [t for t in things if t["level"] == n]} for n in range(1, max((t["level"] for t in things), default=0) + 1)
    ]
    rules = [
        {key: t[key] for key in ("number", "iri", "title", "status", "kind", "effect", "level", "via")}
        for t in things
        if t["kind"] in _RULES
    ]
    return {
        "of": _subject(view, found),
        "at": day.isoformat(),
        "depth": found.depth,
        "levels": levels,
        "products": products,
        "rules": rules,
        "other_editions": [_thing(view, touched) for touched in found.other_editions],
        "apart": {status: sorted(view.number(iri) for iri in citing) for status, citing in sorted(found.apart.items())},
        "summary": _summary(found, things, products, rules),
        "cut": {"level": found.cut.level, "listed": found.cut.listed, "left": found.cut.left} if found.cut else None,
    }


def _subject(view: GraphView, found: Impact) -> Json:
    meant = timeline.meant_by_work(view.store, found.work, found.day)
    upcoming = [life.number for life in timeline.editions_of(view.store, found.work) if status_at(life, found.day) == UPCOMING]
    shown = found.edition or meant or found.work
    return {
        "number": view.number(found.edition or found.work),
        "iri": found.edition or found.work,
        "title": view.title(shown) or _printed_title(view, found.work),
        "work": {"number": view.number(found.work), "iri": found.work},
        "edition_in_force": view.number(meant) if meant else None,
        "upcoming": upcoming,
    }


def _printed_title(view: GraphView, work: str) -> str | None:
    """What those who cite it call a number that nobody has read or listed."""
    nodes = islice(view.subjects(_REFERS_TO, work), _ASKED)
    return next((o.value for node in nodes for o in view.objects(node, _TITLE)), None)


def _thing(view: GraphView, touched: Touched) -> Json:
    number, title = view.number(touched.iri), view.title(touched.iri)
    thing: Json = {
        "number": number,
        "iri": touched.iri,
        "title": title,
        "status": touched.status,
        "kind": kind_of(number, title, STANDARD),
        "level": touched.level,
        "effect": MOVES if touched.moves else STAYS,
        "by_edition": not touched.moves,
        "relations": [_relation(view, relation) for relation in touched.relations],
        "places": touched.places,
        "via": _numbers(view, touched.through),
    }
    if touched.moves_through:
        thing["also_moves_via"] = _numbers(view, touched.moves_through)
    return thing


def _relation(view: GraphView, relation: Relation) -> Json:
    place = relation.place
    return {
        "relation": relation.relation,
        "cites": view.number(relation.target),
        "dated": relation.dated,
        "all_parts": relation.all_parts,
        "clause": place.clause,
        "provision": {"iri": place.provision, "text": "".join((place.words or "").split("\n"))[:_WORDS]} if place.provision else None,
        "evidence": view.place(place.evidence) if place.evidence else None,
    }


def _products(view: GraphView, found: Impact) -> list[Json]:
    """Products that what is touched applies to, those of the standard itself first."""
    sources: list[tuple[str, bool, int]] = []
    own = [found.edition] if found.edition else [life.edition for life in timeline.editions_of(view.store, found.work)]
    sources += [(iri, True, 0) for iri in (own or [found.work])]
    sources += [(touched.iri, touched.moves or bool(touched.moves_through), touched.level) for touched in found.touched]
    rows: dict[str, Json] = {}
    for iri, moves, level in sources:
        for edge in view.products(iri):
            row = rows.setdefault(
                edge.target,
                {"iri": edge.target, "label": view.label(edge.target), "level": level, "effect": STAYS, "via": [], "evidence": None},
            )
            row["effect"] = MOVES if moves else row["effect"]
            row["evidence"] = row["evidence"] or view.place(edge.evidence)
            row["via"].append(view.number(iri))
    return list(rows.values())


def _summary(found: Impact, things: Sequence[Json], products: Sequence[Json], rules: Sequence[Json]) -> Json:
    provisions = {r["provision"]["iri"] for t in things for r in t["relations"] if r["provision"]}
    effects = Counter(t["effect"] for t in things)
    counts = Counter((t["level"], t["effect"]) for t in things)
    return {
        "things": len(things),
        MOVES: effects[MOVES],
        STAYS: effects[STAYS],
        "by_level": [
            {"level": level, MOVES: counts[level, MOVES], STAYS: counts[level, STAYS]} for level in sorted({t["level"] for t in things})
        ],
        "provisions": len(provisions),
        "products": len(products),
        "rules": len(rules),
        "other_editions": len(found.other_editions),
        "apart": {status: len(citing) for status, citing in sorted(found.apart.items())},
    }


def _numbers(view: GraphView, iris: Iterable[str]) -> list[str]:
    return sorted(view.number(iri) for iri in iris)
