"""Which of the concepts that share a name is meant: decided by units beside the name and by what else the document speaks of.

What neither decides is not decided: the mention stays without a concept and is listed for review (`nqi candidates`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Final

from kg.labels import Label, measurand_facts
from kg.unit_atoms import Dimension
from kg.unit_iris import dimensions_of_iris
from kg.units import Unit

CERTAIN: Final = 1.0
BY_UNIT: Final = 0.9
BY_DOCUMENT: Final = 0.85
GENERAL: Final = 0.8
"""Confidence of a choice: the name means one thing; the unit decides; the document names one of them in full; the general sense."""

_VALUE: Final = re.compile(r"\d(?:[\d.,×^\s]|10\^?-?\d)*\s*")
_DIRECTLY: Final = re.compile(r"\s*[±≤≥<>＜＞]?\s*\d")
_REACH: Final = 24
"""Characters behind a name in which its value stands, if it has one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A concept and how sure the choice is; ``concept`` None where several are as likely."""

    concept: str | None
    confidence: float
    candidates: tuple[str, ...] = ()


def dimensions_of(concept: str) -> frozenset[Dimension]:
    """Dimensions in which values of a measurand stand; empty where the vocabulary does not say.

    >>> (0, 0, -3, 0, 1, 0, 0) in dimensions_of("https://w3id.org/nqi/id/measurand/颗粒物")
    True
    """
    facts = measurand_facts().get(concept)
    if facts is None:
        return frozenset()
    units = set(facts.units)
    if facts.quantity and (above := measurand_facts().get(facts.quantity)):
        units |= above.units
    known = dimensions_of_iris()
    return frozenset(known[unit] for unit in units if unit in known)


def unit_behind(text: str, position: int) -> Unit | None:
    """The unit of the first value within reach behind a name, in the same sentence; None where none stands there."""
    reach = re.split(r"[。；;，,、\n]", text[position : position + _REACH], maxsplit=1)[0]
    for match in _VALUE.finditer(reach):
        found = Unit.at(reach, match.end())
        if found is not None:
            return found[0]
    return None


def value_follows(text: str, position: int) -> bool:
    """Whether a value stands right behind a name.

    >>> value_follows("宽度 0.1 ms", 2), value_follows("宽度应按 0.1 mm", 2)
    (True, False)
    """
    return _DIRECTLY.match(text, position) is not None


def choose(labels: Sequence[Label], units: Iterable[Unit] = (), named: Set[str] = frozenset()) -> Choice:
    """The concept that labels of one kind and one reading mean.

    ``units`` are those in which values of the name stand, ``named`` the concepts that the document names by a name of their own.
    """
    concepts = tuple(dict.fromkeys(label.concept for label in labels))
    own = [label.concept for label in labels if label.rank < 2]
    dimensions = {unit.dimension for unit in units}
    if dimensions:
        fitting = [c for c in concepts if not (known := dimensions_of(c)) or known & dimensions]
        if len(concepts) == 1:
            return Choice(concepts[0], CERTAIN, concepts) if fitting else Choice(None, 0.0, concepts)
        stated = [c for c in fitting if dimensions_of(c)]
        # 流量 in m3/h is a 体积流量, though 流量 itself may stand in m3/h too; a unit that fits no other sense tells nothing (密度).
        general = any(len(dimensions_of(c)) > 1 for c in own)
        narrower = [c for c in stated if c not in own or not general] or stated
        if len(narrower) == 1:
            return Choice(narrower[0], BY_UNIT, concepts)
        if stated:
            concepts = tuple(stated)
            own = [c for c in own if c in stated]
    if len(concepts) == 1:
        return Choice(concepts[0], CERTAIN, concepts)
    # The concept that bears the name as its own is the general sense of it: a document that names 绝对压力 once does not mean
    # it by every 压力.
    if own:
        return Choice(own[0], GENERAL, concepts)
    spoken_of = [c for c in concepts if c in named]
    if len(spoken_of) == 1:
        return Choice(spoken_of[0], BY_DOCUMENT, concepts)
    return Choice(None, 0.0, concepts)
