"""How much of what a document names does the linker find, and how much of what it links is right?

    python -m tests.golden.score_mentions [--misses] [--only NAME]

Compares `document.mentions` with the gold in ``mentions/`` (rules there in README.md) on the annotated clauses: a mention is
(clause, kind, concept), once a clause. A linked concept that the gold does not name is wrong; a name that the linker leaves
without a concept is one that it has not found. Documents that are not here (``../shared`` is absent) are passed over.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.extract import read_document
from kg.identifiers import fold

GOLD = Path(__file__).parent / "mentions"
ROOT = Path(__file__).parents[2]
KINDS = ("measurand", "product", "instrument", "scheme", "org")
TITLE = "title"

Named = tuple[str, str, str]
"""Clause, kind, concept."""


@dataclass(slots=True)
class Tally:
    """Mentions found, missed and wrongly linked, by kind."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.right += other.right
        self.missed += other.missed
        self.wrong += other.wrong
        self.differences += other.differences

    def precision(self, kind: str | None = None) -> float:
        """Of what the linker links, the part that the gold names; 1.0 where it links nothing."""
        return _part(_of(self.right, kind), _of(self.wrong, kind))

    def recall(self, kind: str | None = None) -> float:
        """Of what the gold names, the part that the linker links; 1.0 where it names nothing."""
        return _part(_of(self.right, kind), _of(self.missed, kind))


def _of(counts: Counter[str], kind: str | None) -> int:
    return counts.total() if kind is None else counts[kind]


def _part(right: int, other: int) -> float:
    return right / (right + other) if right + other else 1.0


@lru_cache(maxsize=1)
def gold() -> tuple[dict[str, Any], ...]:
    """Every annotated document, by file name."""
    return tuple(json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*.json")))


def score(document: dict[str, Any]) -> Tally:
    """Read the file and compare what it names with the gold. The file must be there."""
    clauses = frozenset(document["clauses"])
    expected: dict[Named, str] = {
        (m["clause"], m["kind"], m["concept"]): m["label"] for m in document["mentions"] if m["concept"] is not None
    }
    linked: dict[Named, str] = {}
    read, _ = read_document(ROOT / document["file"])
    for mention in read.mentions:
        clause = mention.clause or TITLE
        if clause in clauses and mention.concept is not None:
            linked.setdefault((clause, mention.kind, mention.concept), mention.label)
    tally = Tally()
    for named in expected.keys() & linked.keys():
        tally.right[named[1]] += 1
    for sign, counts, some, others in (("-", tally.missed, expected, linked), ("+", tally.wrong, linked, expected)):
        for named in sorted(some.keys() - others.keys()):
            counts[named[1]] += 1
            clause, kind, concept = named
            tally.differences.append(
                f"{sign} {Path(document['file']).name} {clause}: {kind} {fold(some[named])} = {concept.rsplit('/', 1)[1]}"
            )
    return tally


def total(documents: Iterable[dict[str, Any]]) -> Tally:
    result = Tally()
    for document in documents:
        result.add(score(document))
    return result


def report(name: str, tally: Tally) -> str:
    """A table: precision and recall of each kind and in all.

    >>> print(report("none", Tally()).splitlines()[0])
    none         precision  recall  right wrong missed
    """
    lines = [f"{name:<12} precision  recall  right wrong missed"]
    for kind in (*KINDS, None):
        counts = f"{_of(tally.right, kind):>6}{_of(tally.wrong, kind):>6}{_of(tally.missed, kind):>7}"
        lines.append(f"  {kind or 'all':<10} {tally.precision(kind):>9.3f}{tally.recall(kind):>8.3f} {counts}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.golden.score_mentions", description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="print every difference: - missed, + wrongly linked")
    parser.add_argument("--only", metavar="NAME", default="", help="documents whose file name contains NAME")
    args = parser.parse_args(arguments)
    documents = [d for d in gold() if args.only in d["file"]]
    here = [d for d in documents if (ROOT / d["file"]).exists()]
    tuned, held = total(d for d in here if not d.get("held_out")), total(d for d in here if d.get("held_out"))
    both = Tally()
    both.add(tuned)
    both.add(held)
    print(f"{len(here)} of {len(documents)} documents are here")
    for name, tally in (("tuned on", tuned), ("held out", held), ("all", both)):
        print(report(name, tally))
    if args.misses:
        # The differences of documents held out are counted above and stay unread.
        print("\n".join(tuned.differences))
    return 0


if __name__ == "__main__":
    sys.exit(main())
