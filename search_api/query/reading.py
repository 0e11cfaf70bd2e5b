"""Reads a query: numbers first, then days, validity, kinds of document, values, names, classes and what is asked about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from kg.labels import ConceptKind
from kg.timeline import CURRENT
from search_api.query.characters import CHINESE, READ_AT_MOST, cleared, differing, language_of, simplified
from search_api.query.classes import CCS, ICS, ClassAt, classes_in, sectors_in
from search_api.query.days import days_in
from search_api.query.kinds import kinds_in
from search_api.query.names import Named, label_of, names_in, slug_of
from search_api.query.numbers import Known, NumberAt, bare_number, instead_of_bare, read_numbers
from search_api.query.pinyin import from_pinyin
from search_api.query.relations import RELATIONS, relations_in
from search_api.query.switches import checked
from search_api.query.understood import DidYouMean, IssuedWithin, Reading, Understood
from search_api.query.validity import LATEST, validity_in
from search_api.query.values import MeasurandAt, ValueAt, values_in

_CLAUSE: Final = re.compile(
    r"第[一二三四五六七八九十百零〇]{1,8}条(?:之[一二三四五六七八九十]{1,3})?|附录[A-Z](?![A-Za-z])"
    r"|(?<![\d.A-Za-z])(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2}){1,5}(?![\d.]|\s*[a-zA-Z%℃～~])"
)
_MARKS: Final = " ,，。.;；:：、《》"
_BRACKETS: Final = "()（）"
"""Those of a number that was taken out; dB(A) keeps its own."""
_SWITCH_OF: Final = {
    ConceptKind.PRODUCT: "products",
    ConceptKind.INSTRUMENT: "instruments",
    ConceptKind.MEASURAND: "measurands",
    ConceptKind.SCHEME: "schemes",
}
_MOST_NAMES: Final = 12
"""Names of one kind that are kept; a query with more is a list, and the graph is not asked about all of it."""


def understand(query: str, *, known: Known | None = None, off: Iterable[str] = (), today: date | None = None) -> Understood:
    """Reads a query of any kind; never raises for what it says, BadRequest for a name in ``off`` that is no switch.

    ``known`` tells which works the graph has; without it no number is taken for a slip. ``today`` is where 近五年 is counted from.

    >>> u = understand("gbt28181 现行的吗")
    >>> [str(n) for n in u.numbers], u.current
    (['GB/T 28181'], True)
    >>> understand("ＧＢ 13271—2014 二氧化硫").rest
    '二氧化硫'
    """
    return _Reader(query, known, checked(off), today or date.today()).read()


class _Reader:
    """One reading of one query; ``plain`` is the text as it is read, character for character as typed but for pinyin."""

    def __init__(self, query: str, known: Known | None, off: frozenset[str], today: date) -> None:
        self.text = cleared(query)
        self.typed = self.text[:READ_AT_MOST]
        self.known = known
        self.off = off
        self.today = today
        self.readings: list[Reading] = []
        self.guesses: list[DidYouMean] = []
        self.whole = False
        self.names: list[Named] | None = None

    def read(self) -> Understood:
        plain = self._characters()
        numbers = self._numbers(plain) if self._on("numbers") else []
        plain = plain if numbers else self._pinyin(plain)
        rest, masked = _without(plain, numbers)
        bare = bare_number(self.text) if not numbers and self._on("numbers") else None
        if bare is not None and self.known is not None and self._on("typos"):
            self.guesses += instead_of_bare(bare, self.text, self.known)
        clauses = [(match[0], *match.span()) for match in _CLAUSE.finditer(masked)] if self._on("clauses") else []
        for clause, start, end in clauses:
            self._note("clauses", start, end, clause, clause)
        issued, talk = self._days(masked)
        status, latest = self._validity(masked, talk)
        types = self._types(masked)
        names = self._names(masked)
        values = self._values(masked, names, [(start, end) for start, end, _ in talk] + [(start, end) for _, start, end in clauses])
        kept = {kind: self._kept(names, kind) for kind in _SWITCH_OF}
        classes = self._classes(masked)
        relations = self._relations(masked)
        tail = self.text[READ_AT_MOST:]
        return Understood(
            text=self.text,
            numbers=tuple(dict.fromkeys(at.number for at in numbers)),
            rest=(rest + tail).strip(),
            language=language_of(rest),
            types=tuple(types),
            current=CURRENT in status,
            products=kept[ConceptKind.PRODUCT],
            clauses=tuple(dict.fromkeys(clause for clause, _, _ in clauses)),
            bare_number=bare,
            status=tuple(status),
            latest=latest,
            issued=issued,
            instruments=kept[ConceptKind.INSTRUMENT],
            measurands=kept[ConceptKind.MEASURAND],
            perhaps=self._perhaps(names),
            schemes=kept[ConceptKind.SCHEME],
            values=tuple(at.asked for at in values),
            sectors=_codes(classes, "sector"),
            ics=_codes(classes, ICS),
            ccs=_codes(classes, CCS),
            relations=tuple(relations),
            did_you_mean=tuple(dict.fromkeys(self.guesses)),
            readings=tuple(sorted(dict.fromkeys(self.readings), key=lambda reading: (reading.start, reading.end))),
            off=self.off,
            talk=tuple(piece for _, _, piece in sorted(talk) if piece.strip()),
        )

    # -- characters -------------------------------------------------------------------------------

    def _on(self, switch: str) -> bool:
        return switch not in self.off

    def _note(self, switch: str, start: int, end: int, means: str, label: str) -> None:
        if self.whole:
            start, end = 0, len(self.typed)
        self.readings.append(Reading(switch, start, end, means, label))

    def _characters(self) -> str:
        if not self._on("traditional"):
            return self.typed
        plain = simplified(self.typed)
        for start, end in differing(self.typed, plain) if plain != self.typed else ():
            self._note("traditional", start, end, plain[start:end], plain[start:end])
        return plain

    def _pinyin(self, plain: str) -> str:
        if not self._on("pinyin") or CHINESE.search(plain):
            return plain
        self.names = self._names(plain)
        chinese = from_pinyin(plain) if not self.names else None
        if chinese is None:
            return plain
        self.names = None
        self.whole = True
        self._note("pinyin", 0, len(plain), chinese, chinese)
        return chinese

    def _numbers(self, plain: str) -> list[NumberAt]:
        found, guesses = read_numbers(plain, self.known if self._on("typos") else None)
        self.guesses += guesses
        for at in found:
            self._note("typos" if at.mended else "numbers", at.start, at.end, str(at.number), str(at.number))
        return found

    # -- preferences ------------------------------------------------------------------------------

    def _days(self, masked: str) -> tuple[IssuedWithin | None, list[tuple[int, int, str]]]:
        said = days_in(masked, self.today) if self._on("dates") else None
        if said is None:
            return None, []
        label = f"{said.issued.first or '…'} – {said.issued.last or '…'}"
        self._note("dates", said.start, said.end, label, label)
        return said.issued, [(said.start, said.end, masked[said.start : said.end])]

    def _validity(self, masked: str, talk: list[tuple[int, int, str]]) -> tuple[dict[str, None], bool]:
        status: dict[str, None] = {}
        latest = False
        for states, start, end in validity_in(masked) if self._on("status") else ():
            latest = latest or LATEST in states
            status |= dict.fromkeys(state for state in states if state != LATEST)
            talk.append((start, end, masked[start:end]))
            self._note("status", start, end, ",".join(states), masked[start:end].strip())
        return status, latest

    def _types(self, masked: str) -> list[str]:
        found = list(kinds_in(masked)) if self._on("types") else []
        for name, label, start, end in found:
            self._note("types", start, end, name, label)
        return [name for name, *_ in found]

    def _classes(self, masked: str) -> list[ClassAt]:
        found = [*(classes_in(masked) if self._on("classes") else ()), *(sectors_in(masked) if self._on("sectors") else ())]
        for at in found:
            self._note("sectors" if at.kind == "sector" else "classes", at.start, at.end, at.code, at.title)
        return found

    def _relations(self, masked: str) -> list[str]:
        found = list(relations_in(masked)) if self._on("relations") else []
        for name, start, end in found:
            self._note("relations", start, end, name, RELATIONS[name][0])
        return [name for name, *_ in found]

    # -- names ------------------------------------------------------------------------------------

    def _names(self, masked: str) -> list[Named]:
        if self.names is not None:
            return self.names
        return names_in(masked) if any(self._on(switch) for switch in (*_SWITCH_OF.values(), "values")) else []

    def _values(self, masked: str, names: Sequence[Named], taken: Sequence[tuple[int, int]]) -> list[ValueAt]:
        if not self._on("values"):
            return []
        clear = masked
        for start, end in taken:
            clear = clear[:start] + " " * (end - start) + clear[end:]
        measurands = [MeasurandAt(name.start, name.end, name.labels) for name in names if name.kind is ConceptKind.MEASURAND]
        found = values_in(clear, measurands)
        for at in found:
            named = " ".join(label_of(concept) for concept in at.asked.measurands[:1])
            self._note("values", at.start, at.end, at.asked.bound, f"{named} {at.asked.bound}".strip())
        return found

    def _kept(self, names: Sequence[Named], kind: ConceptKind) -> tuple[str, ...]:
        """Slugs of the concepts of one kind, each with its reading; of a measurand's name that means several things its own one."""
        switch = _SWITCH_OF[kind]
        slugs: dict[str, None] = {}
        for name in names if self._on(switch) else ():
            if name.kind is not kind:
                continue
            own = [label.concept for label in name.labels if label.rank < 2]
            for concept in dict.fromkeys(own):
                slugs[slug_of(concept)] = None
                self._note(switch, name.start, name.end, slug_of(concept), label_of(concept))
            if not own:
                several = name.concepts
                self._note(switch, name.start, name.end, ",".join(map(slug_of, several)), "、".join(map(label_of, several)))
        return tuple(slugs)[:_MOST_NAMES]

    def _perhaps(self, names: Sequence[Named]) -> tuple[str, ...]:
        ambiguous = [name for name in names if name.kind is ConceptKind.MEASURAND and not any(label.rank < 2 for label in name.labels)]
        slugs = dict.fromkeys(slug_of(concept) for name in ambiguous for concept in name.concepts)
        return tuple(slugs)[:_MOST_NAMES] if self._on("measurands") else ()


def _codes(classes: Sequence[ClassAt], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(at.code for at in classes if at.kind == kind))


def _without(plain: str, numbers: Sequence[NumberAt]) -> tuple[str, str]:
    """(the text without the numbers, the text with blanks in their place)."""
    pieces, masked, position = [], plain, 0
    for at in numbers:
        pieces.append(plain[position : at.start])
        masked = masked[: at.start] + " " * (at.end - at.start) + masked[at.end :]
        position = at.end
    pieces.append(plain[position:])
    return re.sub(r"\s+", " ", " ".join(pieces)).strip(_MARKS + (_BRACKETS if numbers else "")), masked
