"""A made-up graph of many standards, in the very shape in which the project writes it; the same at each run.

Works have one to three editions. Catalogues list every edition; six of ten newest ones are read documents, and those cite. Who is cited
is drawn by copying (Simon's model: H. A. Simon, Biometrika 42, 1955), so a few works are cited by thousands and most by nobody. Some
editions are withdrawn, newer ones replace older ones, and one work in twenty has gone over into another.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import vocabulary as v
from kg.catalogue import Catalogue, CatalogueRow
from kg.catalogue_mapping import catalogue_triples
from kg.document_writer import dcterms, nqi
from kg.identifiers import StandardNumber
from kg.mapping import triples_of
from kg.model import (
    AnnexKind,
    Citation,
    Clause,
    Day,
    DocumentType,
    Evidence,
    NumberFact,
    Provision,
    ProvisionKind,
    Reference,
    StandardDocument,
    Text,
)
from kg.register import REGISTER, split

REFERENCES_PER_WORK = 4
_COPYING = 0.7
_ROWS_PER_TABLE = 10_000
_PREFIXES = ("GB/T", "GB", "HJ", "YY/T", "JJG")
_TEXT = "本文件规定了要求。下列文件是必不可少的。应符合引用文件的要求。" * 12


@dataclass(slots=True)
class Edition:
    """One edition to be: number, days, what it replaces and cites; whether a document describes it."""

    number: str
    issued: date
    effective: date
    withdrawn: date | None = None
    replaces: list[str] = field(default_factory=list)
    read: bool = False
    cites: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """Everything that the graph will say, before it is triples. ``cited`` counts references by work (its number)."""

    works: list[list[Edition]]
    references: int
    cited: dict[str, int]

    @property
    def editions(self) -> list[Edition]:
        return [edition for work in self.works for edition in work]


def plan(works: int, seed: int = 7) -> Plan:
    """``works`` works with their editions and four times as many references."""
    draw = random.Random(seed)
    planned = [_work(n, draw) for n in range(works)]
    for n in range(0, works, 20):
        # Several works may go over into one: one-to-many.
        successor = planned[draw.randrange(0, works, 3)][-1]
        old = planned[n][-1]
        if successor is not old and successor.effective > old.effective:
            successor.replaces.append(old.number)
    for work in planned:
        work[-1].read = draw.random() < 0.6
    citing = [work[-1] for work in planned if work[-1].read]
    copied: list[int] = []
    cited: dict[str, int] = {}
    for _ in range(works * REFERENCES_PER_WORK):
        target = draw.choice(copied) if copied and draw.random() < _COPYING else draw.randrange(works)
        copied.append(target)
        chosen = draw.choice(planned[target])
        undated = chosen.number.rpartition("-")[0]
        cited[undated] = cited.get(undated, 0) + 1
        draw.choice(citing).cites.append(chosen.number if draw.random() < 0.4 else undated)
    return Plan(planned, len(copied), cited)


def _work(n: int, draw: random.Random) -> list[Edition]:
    name = f"{_PREFIXES[n % len(_PREFIXES)]} {100_000 + n}"
    count = draw.choices((1, 2, 3), (55, 30, 15))[0]
    years = sorted(draw.sample(range(1990, 2026), count))
    found: list[Edition] = []
    for year in years:
        issued = date(year, 1, 1) + timedelta(days=draw.randrange(300))
        edition = Edition(f"{name}-{year}", issued, issued + timedelta(days=180))
        if found:
            edition.replaces.append(found[-1].number)
        if draw.random() < 0.05:
            edition.withdrawn = edition.effective + timedelta(days=3000)
        found.append(edition)
    return found


def quads(planned: Plan) -> Iterator[Quad]:
    """The dataset: a graph for each document and catalogue, and the register, each triple stated once."""
    read = {_iri(edition.number) for edition in planned.editions if edition.read}
    register = NamedNode(REGISTER)
    seen: set[int] = set()

    def shared(triples: list[Triple]) -> Iterator[Quad]:
        for triple in triples:
            # Hashes, not triples: a million of those would be most of the memory. Of what is read, its own graph says what it is.
            if triple.subject not in read and (key := hash(triple)) not in seen:
                seen.add(key)
                yield Quad(triple.subject, triple.predicate, triple.object, register)

    for n, edition in enumerate(e for e in planned.editions if e.read):
        document = _document(n, edition)
        graph = v.graph_iri(document.sha256)
        own, others = split(triples_of(document, _TEXT, f"/x/{document.file}", "bench/1"), _iri(edition.number).value, graph)
        name = NamedNode(graph)
        yield from (Quad(t.subject, t.predicate, t.object, name) for t in own)
        yield from shared(others)
    editions = planned.editions
    for start in range(0, len(editions), _ROWS_PER_TABLE):
        listed = editions[start : start + _ROWS_PER_TABLE]
        table = _catalogue(start, listed)
        own, others = catalogue_triples(table, f"/x/{table.file}", "bench/1")
        name = NamedNode(v.graph_iri(table.sha256))
        yield from (Quad(t.subject, t.predicate, t.object, name) for t in own)
        yield from shared(others)
        for row, edition in zip(table.rows, listed, strict=True):
            yield from (Quad(t.subject, t.predicate, t.object, register) for t in _believed(row, edition))


def _believed(row: CatalogueRow, edition: Edition) -> Iterator[Triple]:
    """What `kg.listings` takes over into the register: of a read edition, only what its text does not say."""
    subject = _iri(edition.number)
    if row.withdrawn is not None:
        yield Triple(subject, NamedNode(v.ELI + "date_no_longer_in_force"), _day(row.withdrawn.value))
    if edition.read:
        return
    if row.title_zh is not None:
        yield Triple(subject, dcterms("title"), _text(row.title_zh.value))
    yield Triple(subject, dcterms("issued"), _day(edition.issued))
    yield Triple(subject, dcterms("available"), _day(edition.effective))
    for number in edition.replaces:
        yield Triple(subject, nqi("replaces"), _iri(number))
        if number.rpartition("-")[0] == edition.number.rpartition("-")[0]:
            yield Triple(subject, dcterms("replaces"), _iri(number))


def documents(planned: Plan) -> Iterator[tuple[StandardDocument, str]]:
    """The documents themselves, each with its text: what `quads` says, for whoever writes them one by one."""
    for n, edition in enumerate(e for e in planned.editions if e.read):
        yield _document(n, edition), _TEXT


def catalogues(planned: Plan) -> Iterator[Catalogue]:
    """The catalogues themselves."""
    editions = planned.editions
    for start in range(0, len(editions), _ROWS_PER_TABLE):
        yield _catalogue(start, editions[start : start + _ROWS_PER_TABLE])


def _document(n: int, edition: Edition) -> StandardDocument:
    at = Evidence(1, 0, 9, "x")
    cites = list(
        dict.fromkeys(c for c in edition.cites if c.rpartition("-")[0] != edition.number.rpartition("-")[0] and c != edition.number)
    )
    references = tuple(Reference(c, _number(c).is_dated, None, Evidence(1, 20 + i, 24 + i, "x")) for i, c in enumerate(cites))
    sentence = Evidence(2, 100, 140, "x")
    return StandardDocument(
        file=f"{n}.txt", sha256=f"{n:064x}", format="text", pages=2, reader="text/1", text_length=len(_TEXT),
        number=Text(edition.number, at), title_zh=Text(_title(edition.number), at), type=DocumentType.NATIONAL,
        issued=Day(edition.issued, at), effective=Day(edition.effective, at),
        replaces=tuple(NumberFact(other, at) for other in edition.replaces), references=references,
        citations=tuple(Citation(c, "4", None, Evidence(2, 104 + i, 108 + i, "x")) for i, c in enumerate(cites[::3])),
        clauses=(
            Clause("1", "范围", 1, AnnexKind.NORMATIVE, None, "本文件规定了要求。", at, at),
            Clause("4", "要求", 1, AnnexKind.NORMATIVE, None, "应符合引用文件的要求。", sentence, sentence),
        ),
        provisions=(Provision("4", ProvisionKind.REQUIREMENT, "应符合引用文件的要求。", sentence, tuple(cites[:1])),),
    )  # fmt: skip


def _catalogue(start: int, editions: list[Edition]) -> Catalogue:
    rows: list[CatalogueRow] = []
    lines: list[str] = []
    offset = 0
    for n, edition in enumerate(editions):
        line = f"{edition.number}\t{_title(edition.number)}\t{edition.issued}\t{edition.effective}"
        at = Evidence(1, offset, offset + len(line), line)
        lines.append(line)
        offset += len(line) + 1
        rows.append(
            CatalogueRow(
                row=n + 2, sheet=1, number=NumberFact(edition.number, at), at=at, title_zh=Text(_title(edition.number), at),
                issued=Day(edition.issued, at), effective=Day(edition.effective, at),
                withdrawn=Day(edition.withdrawn, at) if edition.withdrawn else None,
                replaces=tuple(NumberFact(other, at) for other in edition.replaces),
            )
        )  # fmt: skip
    as_of = Day(date(2026, 8, 31), Evidence(1, 0, 1, "x"))
    return Catalogue(f"{start}.csv", f"{2**200 + start:064x}", "csv", 1, "\n".join(lines), "sheets/1", as_of=as_of, rows=tuple(rows))


def _title(number: str) -> str:
    return f"试验设备 第{number.rpartition('-')[0].rpartition(' ')[2]}号 技术要求"


@cache
def _number(text: str) -> StandardNumber:
    return StandardNumber.parse(text)


def _iri(number: str) -> NamedNode:
    return NamedNode(v.edition_iri(_number(number)))


def _day(value: date) -> Literal:
    return Literal(value.isoformat(), datatype=NamedNode(v.XSD + "date"))


def _text(value: str) -> Literal:
    return Literal(value, language="zh")
