"""Steps of a walk: stated relations with their place, their reason in both languages, and how strong they are.

A place is a span of a document where a document states the relation, or the row of a reference table where a vocabulary does; then
``source`` says where that row comes from, "general knowledge, unverified" included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

STRENGTH: Final[dict[str, float]] = {
    "broader": 0.9,
    "narrower": 0.85,
    "isInstrument": 1.0,
    "coversProduct": 1.0,
    "restsOn": 0.9,
    "restsOnLaw": 0.8,
    "appliesTo": 1.0,
    "appliesToScope": 0.95,
    "needsStandard": 0.9,
    "namesStandard": 1.0,
    "references": 0.8,
    "cites": 0.6,
    "hasLimit": 0.95,
    "hasTestMethod": 0.95,
    "determines": 0.95,
    "usesInstrument": 0.9,
    "namesInstrument": 0.6,
    "testsProduct": 0.85,
    "measures": 0.5,
    "ofQuantity": 0.5,
    "verifiedUnder": 1.0,
    "calibratedUnder": 0.95,
    "underScheme": 0.9,
    "traceableVia": 0.9,
    "realizes": 1.0,
    "replaces": 1.0,
    "adopts": 1.0,
}
"""How surely one end of a relation concerns whoever asks about the other: 1 says it of exactly that thing, 0.5 of its whole family."""

REASONS: Final[dict[str, tuple[str, str]]] = {
    "broader": ("{a}是{b}的一种", "{a} is a kind of {b}"),
    "narrower": ("{b}是{a}的一种", "{b} is a kind of {a}"),
    "isInstrument": ("{a}本身就是计量器具", "{a} is itself a measuring instrument"),
    "coversProduct": ("{a}适用于{b}", "{a} applies to {b}"),
    "restsOn": ("{a}依据{b}", "{a} rests on {b}"),
    "restsOnLaw": ("{a}的法律依据是{b}", "the legal basis of {a} is {b}"),
    "appliesTo": ("{a}的标题说它适用于{b}", "the title of {a} says that it applies to {b}"),
    "appliesToScope": ("{a}的范围说它适用于{b}", "the scope of {a} says that it applies to {b}"),
    "needsStandard": ("做{a}须知{b}", "who makes {a} has to know {b}"),
    "namesStandard": ("{a}为该产品列出{b}", "{a} lists {b} for this product"),
    "references": ("{a}规范性引用{b}", "{a} refers normatively to {b}"),
    "cites": ("{a}提到{b}", "{a} cites {b}"),
    "hasLimit": ("{a}对{b}规定限值", "{a} sets a limit on {b}"),
    "hasTestMethod": ("{a}规定用{b}测定", "{a} has it measured by {b}"),
    "determines": ("{a}测定{b}", "{a} determines {b}"),
    "usesInstrument": ("{a}写明使用{b}", "{a} names {b}"),
    "namesInstrument": ("{a}提到{b}", "{a} mentions {b}"),
    "testsProduct": ("检验{b}要用{a}", "{a} is used to test {b}"),
    "measures": ("{a}测量{b}", "{a} measures {b}"),
    "ofQuantity": ("{a}是{b}的一个值", "{a} is a value of {b}"),
    "verifiedUnder": ("{a}按{b}检定", "{a} is verified under {b}"),
    "calibratedUnder": ("{a}按{b}校准", "{a} is calibrated under {b}"),
    "underScheme": ("{a}受{b}管理", "{a} is under {b}"),
    "traceableVia": ("{a}溯源到{b}", "{a} is traceable to {b}"),
    "realizes": ("{a}复现{b}", "{a} realises {b}"),
    "replaces": ("{a}代替{b}", "{a} takes the place of {b}"),
    "adopts": ("{a}采用{b}", "{a} adopts {b}"),
}
"""The sentence of each relation; ``a`` is where the edge starts, ``b`` where it ends."""

UNVERIFIED: Final = "unverified"


@dataclass(frozen=True, slots=True)
class Step:
    """One stated relation: ``source`` and ``target`` are IRIs in the direction in which it is stated.

    ``evidence`` is the place in a document, or the IRI of the row of a vocabulary; ``origin`` the source of that row. ``reason`` adds
    what the row itself says, zh and en.
    """

    source: str
    relation: str
    target: str
    evidence: str
    origin: str | None = None
    reason: tuple[str, str] | None = None
    note: str | None = None
    """What the relation is about, where it is about one thing among several: the measurand of a test method, the clause of a law."""

    @property
    def unverified(self) -> bool:
        """Whether it comes from a row that nobody compared with a source."""
        return self.origin is not None and UNVERIFIED in self.origin


def strength(steps: tuple[Step, ...]) -> float:
    """How strongly a path ties its ends: the product of its relations, unverified rows a little weaker than places in documents.

    >>> strength(())
    1.0
    """
    worth = 1.0
    for step in steps:
        worth *= STRENGTH[step.relation] * (0.95 if step.unverified else 1.0)
    return worth
