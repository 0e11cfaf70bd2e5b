"""The life of an edition, and what it means for a day: pure values, no graph.

现行, 即将实施, 被代替 and 废止 depend on the day asked. What decides them does not, so `Life` holds those days and `judge`
compares, and says by which rule it came to its answer. "Unknown" is an answer: nothing is in force by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

CURRENT = "current"
UPCOMING = "upcoming"
SUPERSEDED = "superseded"
WITHDRAWN = "withdrawn"
UNKNOWN = "unknown"
STATUSES = (CURRENT, UPCOMING, SUPERSEDED, WITHDRAWN, UNKNOWN)

LAW_PREFIX = "/id/law/"
ISSUED_TO_FORCE = timedelta(days=550)
"""Nearly every Chinese standard takes effect within a year and a half of its issue; before that, a day of issue alone proves nothing."""
_PRINTED_TO_FORCE = 2
"""An edition of year Y is taken to be in force from 1 January of Y + 2 where only its end is known."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a catalogue said of an edition's status: one of `STATUSES`, on which day (None: it does not say), in which entry (IRI)."""

    status: str
    as_of: date | None
    entry: str

    def holds(self, day: date) -> bool:
        """Whether the statement had been made by ``day``; one without a day counts always."""
        return self.as_of is None or self.as_of <= day


@dataclass(frozen=True, slots=True)
class Life:
    """The days that decide an edition's status.

    ``start`` is 实施日期, or the day of issue where nothing else is known or where it is the later
    of the two (an amended law keeps the old 施行日期). ``superseded_by`` lists, earliest first, the
    editions that replace this one wholly: later editions of its work, and others that name it in 代替.
    ``partly_by`` replace a part of it. ``newer_undated`` are later editions whose start is not known, each
    with the day from which it may have been in force (of its issue, or 1 January of its year; None: any day):
    that they exist makes "current" doubtful from that day on. ``read`` says whether a source document describes it,
    ``listed`` whether a catalogue does; a number that is only cited is a stub.
    """

    edition: str
    number: str
    work: str | None
    year: int | None
    issued: date | None
    effective: date | None
    start: date | None
    superseded_from: date | None = None
    superseded_by: tuple[str, ...] = ()
    partly_by: tuple[str, ...] = ()
    newer_undated: tuple[tuple[str, date | None], ...] = ()
    withdrawn_from: date | None = None
    stated: tuple[Stated, ...] = ()
    draft: bool = False
    read: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and the short name of the rule that gave it; ``entry`` is the catalogue entry it rests on, where it does."""

    status: str
    reason: str
    entry: str | None = None


def status_at(life: Life, day: date) -> str:
    """现行 "current", 即将实施 "upcoming", 被代替 "superseded", 废止 "withdrawn" or "unknown" on ``day``.

    >>> old = Life("e", "GB 1-2001", None, 2001, None, None, date(2002, 1, 1), date(2014, 7, 1), ("f",))
    >>> status_at(old, date(2014, 6, 30)), status_at(old, date(2014, 7, 1)), status_at(old, date(2001, 5, 1))
    ('current', 'superseded', 'upcoming')
    """
    return judge(life, day).status


def judge(life: Life, day: date) -> Verdict:
    """The status on ``day`` and why: days first, then what catalogues state, then what can be concluded."""
    if life.withdrawn_from is not None and life.withdrawn_from <= day:
        return Verdict(WITHDRAWN, "withdrawn")
    if life.superseded_from is not None and life.superseded_from <= day:
        return Verdict(SUPERSEDED, "superseded")
    for ended in (WITHDRAWN, SUPERSEDED):
        for said in life.stated:
            if said.status == ended:
                # Before the day of the statement it may have been in force or not: nobody said when it ended.
                return Verdict(ended, f"stated_{ended}", said.entry) if said.holds(day) else _before_stated_end(life, day, said)
    # A draft (征求意见稿) carries the number it hopes for, and sometimes a date: neither puts it in force.
    if life.draft:
        return Verdict(UNKNOWN, "draft")
    return _not_ended(life, day)


def _before_stated_end(life: Life, day: date, said: Stated) -> Verdict:
    if life.start is not None and life.start > day:
        return Verdict(UPCOMING, "not_started")
    return Verdict(UNKNOWN, "ended_by_then_or_not", said.entry)


def _not_ended(life: Life, day: date) -> Verdict:
    current = next((said for said in life.stated if said.status == CURRENT and said.holds(day)), None)
    if life.start is None:
        return _without_start(life, day, current)
    if life.start > day:
        return Verdict(UPCOMING, "not_started")
    if life.effective is None and current is None and day - life.start < ISSUED_TO_FORCE and LAW_PREFIX not in life.edition:
        return Verdict(UNKNOWN, "only_issued")
    if doubt := _newer(life, day, current):
        return doubt
    return Verdict(CURRENT, "in_force")


def _without_start(life: Life, day: date, current: Stated | None) -> Verdict:
    upcoming = next((said for said in life.stated if said.status == UPCOMING and said.as_of is not None and day <= said.as_of), None)
    if upcoming is not None:
        return Verdict(UPCOMING, "stated_upcoming", upcoming.entry)
    if current is not None:
        return _newer(life, day, current) or Verdict(CURRENT, "stated_current", current.entry)
    # What is replaced on a day was in force until then.
    if life.superseded_from is not None and life.year is not None and day.year >= life.year + _PRINTED_TO_FORCE:
        return _newer(life, day, None) or Verdict(CURRENT, "until_replaced")
    return Verdict(UNKNOWN, "no_dates")


def _newer(life: Life, day: date, current: Stated | None) -> Verdict | None:
    """Doubt because of a later edition of unknown start; a catalogue of that time or later that says 现行 outweighs it."""
    for _, since in life.newer_undated:
        if since is not None and since > day:
            continue
        if current is not None and (current.as_of is None or (since is not None and since <= current.as_of)):
            continue
        return Verdict(UNKNOWN, "newer_undated")
    return None
