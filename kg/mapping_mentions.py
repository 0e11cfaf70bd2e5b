"""What a document speaks of -> triples: a node for each concept that it names, with its best place and every clause that names it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg import vocabulary as v
from kg.document_writer import A, DocumentWriter, nqi
from kg.model import ConceptMention, Identity

_APPARATUS: Final = re.compile(r"仪器|设备|器具|装置|计量标准|标准器")


def write_mentions(w: DocumentWriter, clauses: Mapping[str, NamedNode]) -> None:
    """提及: one `nqi:ConceptMention` for each concept.

    A mention of which nothing decides the concept is no fact and stays out; `nqi extract` tells it, with its choices.
    """
    grouped: dict[str, list[ConceptMention]] = {}
    for mention in w.document.mentions:
        if mention.concept is not None:
            grouped.setdefault(mention.concept, []).append(mention)
    headings = {clause.number: clause.heading or "" for clause in w.document.clauses}
    parents = {clause.number: clause.parent for clause in w.document.clauses}
    for concept, mentions in grouped.items():
        best = min(mentions, key=lambda m: _worth(m, headings, parents))
        node = NamedNode(f"{w.edition}/mention/{concept.removeprefix(v.ID).replace('/', '-')}")
        w.add(node, A, nqi("ConceptMention"))
        w.add(w.subject, nqi("hasMention"), node)
        w.add(node, nqi("refersTo"), NamedNode(concept))
        w.add(node, nqi("printedName"), Literal(best.label, language="zh"))
        for number in dict.fromkeys(m.clause for m in mentions):
            if number is not None and number in clauses:
                w.add(node, nqi("inClause"), clauses[number])
        w.evidence(node, best.at)


def _worth(mention: ConceptMention, headings: Mapping[str, str], parents: Mapping[str, str | None]) -> tuple[int, float, int]:
    """Least is best: the title, then the clause that lists the apparatus for what is measured with, then the first place."""
    if mention.clause is None:
        rank = 0
    elif mention.kind == "instrument" and any(_APPARATUS.search(h) for h in _above(mention.clause, headings, parents)):
        rank = 1
    else:
        rank = 2
    return (rank, -mention.at.confidence, mention.at.start)


def _above(clause: str, headings: Mapping[str, str], parents: Mapping[str, str | None]) -> Sequence[str]:
    found: list[str] = []
    number: str | None = clause
    while number is not None and len(found) < 8:
        found.append(headings.get(number, ""))
        number = parents.get(number)
    return found


def write_identity(w: DocumentWriter, node: NamedNode, identity: Identity | None) -> None:
    """The measurand of the vocabulary that a printed characteristic is, or is a kind of."""
    if identity is not None:
        w.add(node, nqi("kindOfMeasurand" if identity.is_kind else "identifiedAs"), NamedNode(identity.concept))
