"""`related` as JSON: every path with its sentences, its places and the sources of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import pyoxigraph as ox

from kg import timeline
from kg import vocabulary as v
from kg.labels import preferred_labels
from search_api.related import GraphView, Link
from search_api.walk.concepts import Concepts
from search_api.walk.edges import REASONS, Step, strength
from search_api.walk.paths import Path, Walker
from search_api.walk.subjects import Guess, Meant, Subject

Json = dict[str, Any]

_DOCUMENTS: Final = (v.ID + "std/", v.ID + "law/")
_PREFERRED: Final = ox.NamedNode(v.SKOS + "prefLabel")
_TITLE: Final = ox.NamedNode(v.DCTERMS + "title")


def subject_json(subject: Subject) -> Json:
    return {"kind": subject.kind, "iri": subject.iri, "number": subject.number, "name": subject.name}


def unknown_json(meant: Meant, guesses: Sequence[Guess]) -> Json:
    """The answer about a name that means several things, or none."""
    return {
        "of": {"kind": "ambiguous" if meant.choices else "unknown", "iri": None, "number": None, "name": meant.asked},
        "choices": [subject_json(choice) for choice in meant.choices],
        "guesses": [{**subject_json(guess.subject), "likeness": guess.likeness} for guess in guesses],
        "related": [],
    }


class Teller:
    """Turns paths into what people and programs read."""

    def __init__(self, view: GraphView, concepts: Concepts) -> None:
        self.view = view
        self.concepts = concepts

    def name(self, iri: str) -> str:
        """A number, or the Chinese name of a concept."""
        if iri.startswith(_DOCUMENTS):
            return self.view.number(iri)
        return preferred_labels().get(iri) or self.view.label(iri)

    def english(self, iri: str) -> str:
        """A number, or the English name of a concept, else its Chinese one."""
        if iri.startswith(_DOCUMENTS):
            return self.view.number(iri)
        return self.concepts.text_of(iri, _PREFERRED)[1] or self.name(iri)

    def evidence(self, step: Step, *, quote: bool = True) -> Json:
        """The place in a document; for a row of a vocabulary its IRI and source."""
        if step.origin is not None:
            return {"iri": step.evidence, "source": step.origin, "verified": not step.unverified}
        return self.view.place(step.evidence, quote=quote)

    def step(self, step: Step, *, quote: bool = True) -> Json:
        """One edge: ends, relation, the sentence in both languages, and its evidence."""
        zh, en = REASONS[step.relation]
        a, b = self.name(step.source), self.name(step.target)
        # A law binds by an article.
        article = f" {step.note}" if step.relation == "restsOnLaw" and step.note else ""
        sentence = {
            "zh": zh.format(a=a, b=f"{b}{article}"),
            "en": en.format(a=self.english(step.source), b=f"{self.english(step.target)}{article}"),
        }
        if step.reason is not None:
            sentence = {"zh": f"{sentence['zh']}：{step.reason[0]}", "en": f"{sentence['en']}: {step.reason[1]}"}
        elif step.note is not None and not step.note.startswith(v.BASE):
            sentence = {"zh": f"{sentence['zh']}（{step.note}）", "en": f"{sentence['en']} ({step.note})"}
        elif step.note is not None and step.relation == "hasTestMethod":
            sentence = {
                "zh": f"{a}规定{self.name(step.note)}用{b}测定",
                "en": f"{self.english(step.source)} has {self.english(step.note)} measured by {self.english(step.target)}",
            }
        return {
            "from": a,
            "relation": step.relation,
            "to": b,
            "from_iri": step.source,
            "to_iri": step.target,
            "reason": sentence,
            "evidence": self.evidence(step, quote=quote),
        }

    def path(self, path: Path, *, quote: bool = True) -> Json:
        """One row of ``related``."""
        document = path.target.startswith(_DOCUMENTS)
        return {
            "kind": path.kind,
            "number": self.view.number(path.target) if document else None,
            "name": (self.view.title(path.target) or self._called(path)) if document else self.name(path.target),
            "name_en": None if document else self.english(path.target),
            "status": path.status,
            "in_graph": self.view.is_read(path.target),
            "iri": path.target,
            "path": [self.step(step, quote=quote) for step in path.steps],
            "score": path.score,
        }

    def _called(self, path: Path) -> str | None:
        """The title of a document that was not read, as the row or the text that names it says."""
        return self.concepts.text_of(path.steps[-1].evidence, _TITLE)[0] or None


def cited(view: GraphView, links: Iterable[Link], day: date) -> list[Path]:
    """Links through citations as paths, on the scale of the others."""
    links = list(links)
    lives = view.lives(link.target for link in links)
    found = []
    for link in links:
        steps = tuple(Step(edge.source, edge.relation, edge.target, edge.evidence) for edge in link.path)
        status = timeline.status_at(lives[link.target], day)
        worth = strength(steps) * (1.0 if status == "current" else 0.9 if status in ("upcoming", "unknown") else 0.5)
        found.append(Path(link.kind, link.target, steps, round(worth * (1.0 if link.in_graph else 0.9), 3), status))
    return found


def merged(view: GraphView, *lists: Iterable[Path]) -> list[Path]:
    """Of several paths to one work or concept the strongest, best first."""
    best: dict[str, Path] = {}
    for paths in lists:
        for path in paths:
            key = view.work_of(path.target)
            known = best.get(key)
            if known is None or (path.score, -len(path.steps)) > (known.score, -len(known.steps)):
                best[key] = path
    return sorted(best.values(), key=lambda path: (-path.score, len(path.steps), path.target))


def walk(view: GraphView, concepts: Concepts, subject: Subject, day: date, links: Sequence[Link] = ()) -> list[Path]:
    """Everything related to a subject on a day; ``links`` are those through citations, for a standard."""
    walker = Walker(view, day, concepts)
    if subject.kind == "standard":
        return merged(view, walker.of_edition(subject.iri), cited(view, links, day))
    if subject.kind == "product":
        return walker.of_product(subject.iri)
    if subject.kind == "instrument":
        return walker.of_instrument(subject.iri)
    if subject.kind == "measurand":
        return walker.of_measurand(subject.iri)
    return walker.of_scheme(subject.iri)
