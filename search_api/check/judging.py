"""查新: each citation judged on a day. What the graph does not know is unknown; nothing is in force by default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ingest.citations.found import NO_NUMBER
from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.life import CURRENT, STATUSES, SUPERSEDED, UNKNOWN, UPCOMING, WITHDRAWN, judge
from kg.resolution import Resolution, Resolver, Successor
from kg.store_oxigraph import OxigraphStore
from kg.timeline import editions_of
from search_api.check import messages
from search_api.check.titles import readings, same_title

Json = dict[str, Any]

_WORST = (WITHDRAWN, SUPERSEDED, UNKNOWN, UPCOMING, CURRENT)
"""Of several numbers in one citation the one that needs most attention stands for it."""
_GAP = 12
"""Numbers of parts have gaps; behind one longer than this no further part is looked for."""
_MOST_PARTS = 120
_TOLD = 4
_STATE = "中华人民共和国"


class Judge:
    """Judges citations over a graph that does not change while it lives; look-ups by index, shared between citations."""

    def __init__(self, store: OxigraphStore, day: date) -> None:
        self._store = store
        self._resolver = Resolver(store)
        self._day = day

    def answer(self, citations: Iterable[Mapping[str, Any]], **about: Any) -> Json:
        """The answer of the contract; ``about`` is told beside it (file, format). A law that the graph does not know is left out."""
        return self.told([row for citation in citations if (row := self.row(citation)) is not None], **about)

    def told(self, rows: Sequence[Json], **about: Any) -> Json:
        """Rows as the answer of the contract."""
        return {"at": self._day.isoformat(), **about, "citations": list(rows), "summary": summary(rows)}

    def row(self, citation: Mapping[str, Any]) -> Json | None:
        """One citation (as `ingest.citations.reading.to_wire` tells it) judged; None for what is no citation after all."""
        if citation["law"]:
            return self._law(citation)
        # What comes out of the sandbox was made next to hostile input: it is read again, not believed.
        numbers = [number for text in citation["numbers"] if (number := StandardNumber.parse_or_none(text)) is not None]
        if not numbers:
            return self._problem(citation)
        resolved = self._members(numbers, citation["all_parts"])
        number, meant = min(resolved, key=lambda pair: _WORST.index(pair[1].status))
        # The number cited, not that of its worst part, names the row.
        row = _row(citation, numbers[0].canonical, meant.status)
        if len(resolved) > 1:
            said = self._of_several(resolved)
            row["numbers"] = [_member(one, found, messages.one_line([self._status(one, found)])) for one, found in resolved]
        else:
            said = [self._parts_instead(number, meant) or self._status(number, meant)]
        row |= _resolution(meant)
        if citation["title"]:
            row["title_matches"], doubt = self._title(citation["title"], numbers, resolved, meant)
            said += [doubt] if doubt else []
        row["message"] = messages.one_line(said)
        return row

    def _of_several(self, resolved: Sequence[tuple[StandardNumber, Resolution]]) -> list[messages.Said]:
        """What is said of a range, of all parts, or of several numbers in one line: of each what is not in force, of the rest their count."""
        current = sum(found.status == CURRENT for _, found in resolved)
        if current == len(resolved):
            return [messages.all_current(current)]
        missing = [number for number, found in resolved if found.reason == "no_such_number"]
        told = [
            messages.of_part(number, self._status(number, found))
            for number, found in resolved
            if found.status != CURRENT and found.reason != "no_such_number"
        ]
        said = told[:_TOLD] + ([messages.and_more(len(told) - _TOLD)] if len(told) > _TOLD else [])
        said += [messages.none_known(missing)] if missing else []
        return said + ([messages.others_current(current)] if current else [])

    def _parts_instead(self, number: StandardNumber, meant: Resolution) -> messages.Said | None:
        """A number that the graph knows only by its parts."""
        if meant.reason not in ("no_such_number", "only_cited", "no_edition") or number.part is not None:
            return None
        parts = [part for part, _ in self._parts(number.work)]
        return messages.only_parts(number, parts) if parts else None

    def _status(self, number: StandardNumber, found: Resolution) -> messages.Said:
        start = None
        if found.status == UPCOMING and found.iri is not None:
            # Of an undated number the edition to come is the last that is known.
            edition = v.edition_iri(
                StandardNumber.parse(found.known_editions[-1] if found.known_editions and not number.is_dated else number.canonical)
            )
            start = self._resolver.life(edition).start
        return messages.status_message(number, found, self._day, start)

    # -- numbers ----------------------------------------------------------------------------

    def _members(self, numbers: Sequence[StandardNumber], all_parts: bool) -> list[tuple[StandardNumber, Resolution]]:
        resolved = [(number, self._resolver.resolve(number, self._day)) for number in numbers]
        if all_parts and len(numbers) == 1 and numbers[0].part is None:
            parts = self._parts(numbers[0])
            # 所有部分 of a standard that the graph knows as one are that one.
            if parts and resolved[0][1].reason in ("no_such_number", "no_edition"):
                return parts
        return resolved

    def _parts(self, number: StandardNumber) -> list[tuple[StandardNumber, Resolution]]:
        found: list[tuple[StandardNumber, Resolution]] = []
        last = 0
        for part in range(1, _MOST_PARTS):
            if part - last > _GAP:
                break
            one = replace(number, part=str(part))
            meant = self._resolver.resolve(one, self._day)
            if meant.reason != "no_such_number":
                found.append((one, meant))
                last = part
        return found

    def _title(
        self, printed: str, numbers: Sequence[StandardNumber], resolved: Sequence[tuple[StandardNumber, Resolution]], meant: Resolution
    ) -> tuple[bool | None, messages.Said | None]:
        """(whether the printed title is right, what is to be said about it)."""
        known = [title for _, found in resolved for title in found.titles]
        matches = same_title(printed, known)
        if matches is True:
            return True, None
        if matches is None and any(found.iri is not None for _, found in resolved):
            return None, None
        mine = {number.work for number in numbers}
        others = [text for text in self._called(printed) if matches is False or _work(text) not in mine]
        if matches is False:
            # A series is cited under the title that its parts have in common.
            if len(resolved) > 1 and any(title.startswith(printed) for title in known):
                return True, None
            return False, messages.wrong_title_message(meant.title, others)
        if others and meant.reason == "no_such_number":
            return False, messages.title_suggestion(others)
        return None, None

    def _called(self, printed: str) -> list[str]:
        """Numbers of what has the printed title."""
        found = {number for reading in readings(printed) for number in self._resolver.by_title(reading)}
        return sorted(found)

    def _problem(self, citation: Mapping[str, Any]) -> Json:
        row = _row(citation, None, UNKNOWN)
        said = [messages.problem_message(citation["raw"], citation["problem"])]
        if citation["title"] and (others := self._called(citation["title"])):
            said = [*said, messages.title_suggestion(others)] if citation["problem"] != NO_NUMBER else [messages.named_only(others)]
        row["message"] = messages.one_line(said)
        row["reason"] = "not_a_number"
        return row

    # -- laws -------------------------------------------------------------------------------

    def _law(self, citation: Mapping[str, Any]) -> Json | None:
        title = str(citation["law"])
        found = next(
            ((name, meant) for name in (title, _STATE + title) if (meant := self._resolver.law(name, self._day)) is not None),
            None,
        )
        if found is None:
            return self._unknown_law(citation, title) if citation["listed"] else None
        name, meant = found
        versions = editions_of(self._store, v.law_iri(name))
        meant = replace(meant, known_editions=tuple(f"{name} ({life.start})" for life in versions if life.start is not None))
        if citation["year"] is not None:
            meant = self._law_of_year(name, int(citation["year"]), meant)
        start = self._resolver.life(meant.iri).start if meant.status == UPCOMING and meant.iri else None
        row = _row(citation, None, meant.status) | _resolution(meant)
        if meant.edition_in_force is not None and meant.in_force_from is not None:
            row["edition_in_force"] = f"{name} ({meant.in_force_from})"
        row["replaced_by"] = [f"{name} ({s.start})" for s in meant.replaced_by if s.start is not None]
        row |= {
            "law": name,
            "title": title,
            "title_matches": True,
            "message": messages.one_line([messages.status_message(None, meant, self._day, start)]),
        }
        return row

    def _unknown_law(self, citation: Mapping[str, Any], title: str) -> Json:
        row = _row(citation, None, UNKNOWN) | {"law": title, "title": title, "reason": "no_such_law"}
        row["message"] = messages.one_line([messages.no_such_law(title)])
        return row

    def _law_of_year(self, name: str, year: int, meant: Resolution) -> Resolution:
        """The version of ``year``, of the last that was made in it."""
        lives = editions_of(self._store, v.law_iri(name))
        of_year = [life for life in lives if year in {day.year for day in (life.issued, life.start) if day is not None}]
        if not of_year:
            return replace(meant, status=UNKNOWN, reason="no_such_version", replaced_by=())
        life = of_year[-1]
        verdict = judge(life, self._day)
        later = [Successor(name, None, other.start, False) for other in lives if other.edition in life.superseded_by][:1]
        ended = verdict.status in (SUPERSEDED, WITHDRAWN)
        return replace(meant, status=verdict.status, reason=verdict.reason, iri=life.edition, replaced_by=tuple(later) if ended else ())


def summary(rows: Sequence[Mapping[str, Any]]) -> Json:
    """Counts: citations, different things cited, each status, wrong titles.

    >>> summary([{"number": "GB 9-2030", "law": None, "status": "current", "title_matches": False}])["wrong_titles"]
    1
    """
    counts = Counter(row["status"] for row in rows)
    return {
        "citations": len(rows),
        "distinct": len({row["number"] or row.get("law") for row in rows} - {None}),
        **{status: counts[status] for status in STATUSES},
        "wrong_titles": sum(row["title_matches"] is False for row in rows),
    }


def _row(citation: Mapping[str, Any], number: str | None, status: str) -> Json:
    return {
        "raw": citation["raw"],
        "place": citation["place"],
        "number": number,
        "title": citation["title"],
        "status": status,
        "edition_in_force": None,
        "replaced_by": [],
        "title_matches": None,
        "message": "",
        "at": citation["at"],
        "also": citation["also"],
        "all_parts": citation["all_parts"],
        "law": None,
        "reason": None,
        "known_title": None,
        "in_force_from": None,
        "replacements": [],
        "known_editions": [],
        "amendments": [],
        "evidence": [],
    }


def _resolution(found: Resolution) -> Json:
    return {
        "edition_in_force": found.edition_in_force,
        "replaced_by": [successor.number for successor in found.replaced_by],
        "reason": found.reason,
        "known_title": found.title,
        "in_force_from": found.in_force_from.isoformat() if found.in_force_from else None,
        "replacements": [
            {"number": s.number, "title": s.title, "start": s.start.isoformat() if s.start else None, "partial": s.partial}
            for s in found.replaced_by
        ],
        "known_editions": list(found.known_editions),
        "amendments": list(found.amendments),
        "evidence": list(found.evidence),
    }


def _member(number: StandardNumber, found: Resolution, message: str) -> Json:
    told = _resolution(found)
    return {
        "number": number.canonical,
        "status": found.status,
        "edition_in_force": found.edition_in_force,
        "replaced_by": told["replaced_by"],
        "known_title": found.title,
        "message": message,
    }


def _work(text: str) -> StandardNumber | None:
    number = StandardNumber.parse_or_none(text)
    return number.work if number else None
