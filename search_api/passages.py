"""Passages cut from the graph, one document's named graph at a time.

A clause is the natural unit of a standard, but not a good one to search: some are three words,
some three pages. So short siblings are put together, long texts are cut into overlapping windows at
sentence ends, and a table is cut between its rows with its caption and header repeated. Table rows
that the clause text repeats are left to the table. Ids are functions of file, IRI and ordinal: the
same graph gives the same passages.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from kg import vocabulary as v
from search_api.passage import Passage, passage_id

PASSAGES_VERSION = "3"
"""Part of what a generation is built from: another version of the cutting means another index."""

WINDOW = 350.0
"""Width of a window in Chinese characters: about 250 tokens of e5, which reads 512 with title and heading."""
OVERLAP = 80.0
TINY = 20
"""Clauses with less text than this say too little alone; they join their siblings."""
_SCOPE_LENGTH = 200

_SCOPE = re.compile(r"^(?:主题内容(?:与|和|及)适用范围|适用范围|范围|适用条件)$")
_REFERENCES = re.compile(r"(?:规范性)?引用(?:文件|标准)|引用文献|参考文献")
_UNIT = re.compile(r"[^。；;！？!?\n]*(?:[。；;！？!?\n]+[”’」』）)\"]*|$)")
_SOFT_END = re.compile(r"[，,、：:\s]")
_BOILERPLATE = re.compile(r"(?:[^。]{0,20}界定的以及)?下列术语[^。]{0,20}适用于本[^。]{1,6}[。：:]?")
"""Stands in every standard and answers nothing."""
_BLANK = re.compile(r"\s+")
_BELOW_EDITION = re.compile(r"/(?:cl|term|tbl)/|#")

_DC = v.DCTERMS
_TYPE = v.RDF + "type"


def width(text: str) -> float:
    """Length in Chinese characters: a Latin letter counts 0.3, about what tokenizers make of it."""
    wide = sum(1 for c in text if c >= "\u2e80")
    return wide + 0.3 * (len(text) - wide)


def windows(text: str, size: float = WINDOW, overlap: float = OVERLAP) -> list[tuple[int, int]]:
    """Overlapping spans of about equal width that cover ``text``, cut at sentence ends where there are any.

    >>> [("一二三。四五六。七八九。"[a:b]) for a, b in windows("一二三。四五六。七八九。", 8, 4)]
    ['一二三。四五六。', '四五六。七八九。']
    """
    total = width(text)
    # A tail of a few words in a window of its own would be found for everything and say nothing.
    if total <= size * 1.25:
        return [(0, len(text))] if text.strip() else []
    units = [piece for a, b in _sentences(text) for piece in _pieces(text, a, b, size)]
    widths = [width(text[a:b]) for a, b in units]
    # Equal windows instead of full ones and a rest; each shares ``overlap`` with the one before.
    target = (total - overlap) / math.ceil((total - overlap) / (size - overlap)) + overlap
    spans: list[tuple[int, int]] = []
    new = 0
    while new < len(units):
        first, filled = new, widths[new]
        # The sentences before come along, as far as they leave room for what is new.
        while spans and units[first - 1][0] > spans[-1][0] and sum(widths[first - 1 : new]) <= min(overlap, target * 1.1 - widths[new]):
            first -= 1
            filled += widths[first]
        last = new
        while last + 1 < len(units) and filled + widths[last + 1] <= target * 1.1:
            last += 1
            filled += widths[last]
        spans.append((units[first][0], units[last][1]))
        new = last + 1
    return spans


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _UNIT.finditer(text):
        if match.end() > match.start():
            yield match.span()


def _pieces(text: str, start: int, end: int, size: float) -> Iterator[tuple[int, int]]:
    """A sentence too long for a window, cut at commas, or anywhere if it has none."""
    while width(text[start:end]) > size:
        cut, filled = start, 0.0
        while cut < end and filled < size:
            filled += width(text[cut])
            cut += 1
        soft = max((m.end() for m in _SOFT_END.finditer(text, start + (cut - start) // 2, cut)), default=cut)
        yield start, soft
        start = soft
    if start < end:
        yield start, end


@dataclass(slots=True)
class GraphNode:
    """What one subject says, by predicate."""

    iri: str
    values: dict[str, list[Any]] = field(default_factory=dict)

    def text(self, predicate: str, language: str | None = None) -> str | None:
        """The first value for ``predicate`` (in ``language``), None where there is none."""
        for value in self.values.get(predicate, ()):
            if language is None or getattr(value, "language", None) == language:
                return str(value.value)
        return None

    def texts(self, predicate: str) -> list[str]:
        """All values for ``predicate`` as strings."""
        return [str(value.value) for value in self.values.get(predicate, ())]


def nodes_of(triples: Iterable[ox.Triple]) -> dict[str, GraphNode]:
    """The triples of a graph by subject; a document's graph has no blank nodes."""
    nodes: dict[str, GraphNode] = {}
    for triple in triples:
        subject = triple.subject
        if isinstance(subject, ox.NamedNode):
            node = nodes.setdefault(subject.value, GraphNode(subject.value))
            node.values.setdefault(triple.predicate.value, []).append(triple.object)
    return nodes


@dataclass(frozen=True, slots=True)
class _Place:
    page: int
    start: int
    end: int


class _Source:
    """The document text, for finding where a piece of a clause stands: blanks and line ends do not count."""

    def __init__(self, text: str, places: Iterable[_Place]) -> None:
        self.text = text
        self.offsets = [i for i, c in enumerate(text) if not c.isspace()]
        self.bare = _BLANK.sub("", text)
        pages: dict[int, int] = {}
        for place in places:
            pages[place.start] = max(place.page, pages.get(place.start, 0))
        self.starts = sorted(pages)
        self.pages = [pages[s] for s in self.starts]

    def page_at(self, offset: int, known: int) -> int:
        """The page of the nearest fact before ``offset``, never before the page ``known`` for its clause."""
        i = bisect_right(self.starts, offset) - 1
        return max(known, self.pages[i]) if i >= 0 else known

    def find(self, piece: str, within: _Place) -> _Place:
        """Where ``piece`` stands inside ``within``; ``within`` itself where that cannot be told.

        Page headers may stand between two lines of a clause, so only both ends must be found.
        """
        bare = _BLANK.sub("", piece)
        low, high = bisect_right(self.offsets, within.start - 1), bisect_right(self.offsets, within.end - 1)
        at = self.bare.find(bare, low, high)
        end = at + len(bare)
        if at < 0:
            at = self.bare.find(bare[:24], low, high)
            tail = self.bare.find(bare[-24:], max(at, low), high)
            end = tail + len(bare[-24:])
            if at < 0 or tail < 0 or end <= at:
                return within
        start = self.offsets[at]
        return _Place(self.page_at(start, within.page), start, self.offsets[end - 1] + 1)


@dataclass(slots=True)
class _Clause:
    iri: str
    number: str
    heading: str
    path: str
    """Headings of the clause and its ancestors, outermost first, joined by ' › '."""
    top: str
    parent: str | None
    text: str
    place: _Place


class _Cutter:
    """Passages of one document."""

    def __init__(self, triples: Iterable[ox.Triple], graph: str, sectors: Sequence[str]) -> None:
        self.nodes = nodes_of(triples)
        source = self.nodes[graph]
        self.edition = self.nodes.get(source.text(v.NQI + "describes") or "", GraphNode(""))
        self.source = _Source(
            source.text(v.NQI + "text") or "",
            (place for node in self.nodes.values() for place in self.places(node)),
        )
        edition = self.edition
        work = self.nodes.get(edition.text(_DC + "isVersionOf") or "")
        number = edition.text(_DC + "identifier") or ""
        title_zh, title_en = edition.text(_DC + "title", "zh"), edition.text(_DC + "title", "en")
        mandatory = edition.text(v.NQI + "mandatory")
        self.base = Passage(
            id=0,
            iri=edition.iri,
            document=source.text(v.NQI + "sha256") or "",
            number=number,
            work=(work.text(_DC + "identifier") if work else None) or number,
            title=title_zh or title_en or number,
            title_en=title_en,
            type=(edition.text(v.NQI + "documentType") or "other").rpartition("/")[2],
            mandatory=None if mandatory is None else mandatory == "true",
            ics=self.notations(v.NQI + "ics"),
            ccs=self.notations(v.NQI + "ccs"),
            issued=edition.text(_DC + "issued"),
            effective=edition.text(_DC + "available"),
            clause=None,
            heading="",
            kind="title",
            page=1,
            start=0,
            end=0,
            text="",
            sectors=tuple(sectors),
        )

    def notations(self, predicate: str) -> tuple[str, ...]:
        concepts = sorted(self.edition.texts(predicate))
        codes = ((self.nodes[c].text(v.SKOS + "notation") if c in self.nodes else None) or c.rpartition("/")[2] for c in concepts)
        # The table of CCS prints "Z 60"; covers and people write Z60.
        return tuple(code.replace(" ", "") for code in codes)

    def places(self, node: GraphNode) -> Iterator[_Place]:
        for iri in node.texts(v.NQI + "evidence"):
            if parsed := v.parse_evidence_iri(iri):
                yield _Place(*parsed[1:])

    def place(self, node: GraphNode) -> _Place:
        return min(self.places(node), key=lambda p: (p.start, p.end), default=_Place(1, 0, 0))

    def of_type(self, iri: str) -> list[GraphNode]:
        found = [node for node in self.nodes.values() if iri in node.texts(_TYPE)]
        return sorted(found, key=lambda node: (self.place(node).start, node.iri))

    def passage(self, iri: str, kind: str, text: str, place: _Place, clause: str | None, heading: str) -> Passage:
        # The file is part of the id: two files may describe one edition, and each may be removed alone.
        return replace(
            self.base,
            id=_id(self.base.document, iri),
            iri=iri,
            kind=kind,
            text=text,
            page=place.page,
            start=place.start,
            end=place.end,
            clause=clause,
            heading=heading,
        )

    def cut(self) -> list[Passage]:
        clauses = self.clauses()
        tables = self.of_type(v.NQI + "Table")
        terms = self.of_type(v.SMART + "TermEntry")
        passages = [self.title(clauses)]
        passages += self.clause_passages(clauses, tables, terms)
        by_iri = {clause.iri: clause for clause in clauses}
        for term in terms:
            passages += self.term(term, by_iri)
        for table in tables:
            passages += self.table(table, by_iri)
        if len(passages) == 1:
            passages += self.plain_text()
        return list({p.id: p for p in passages}.values())

    def clauses(self) -> list[_Clause]:
        found: dict[str, _Clause] = {}
        for node in self.of_type(v.SMART + "Clause"):
            number = node.text(v.SMART + "hasSectionNumber") or ""
            heading = node.text(_DC + "title") or ""
            parent = found.get(node.text(_DC + "isPartOf") or "")
            path = " › ".join(part for part in (parent.path if parent else "", heading) if part)
            found[node.iri] = _Clause(
                iri=node.iri,
                number=number,
                heading=heading,
                path=path,
                top=parent.top if parent else re.sub(r"\s+", "", heading),
                parent=parent.iri if parent else None,
                text=node.text(v.NQI + "text") or "",
                place=self.place(node),
            )
        return list(found.values())

    def title(self, clauses: Sequence[_Clause]) -> Passage:
        scope = next((c for c in clauses if _SCOPE.match(c.top) and c.text), None) or next(
            (c for c in clauses if c.number == "第一条"), None
        )
        statement = self.nodes.get(f"{self.edition.iri}/meta/title-zh") or self.nodes.get(f"{self.edition.iri}/meta/title-en")
        place = self.place(statement) if statement else _Place(1, 0, 0)
        base = self.base
        lines = [
            base.number if base.number != base.title else "",
            base.title_en or "",
            _shorten(scope.text, _SCOPE_LENGTH) if scope else "",
        ]
        return self.passage(f"{self.edition.iri}#title", "title", "\n".join(line for line in lines if line) or base.title, place, None, "")

    def clause_passages(self, clauses: Sequence[_Clause], tables: Sequence[GraphNode], terms: Sequence[GraphNode]) -> Iterator[Passage]:
        table_places = [place for table in tables for place in self.places(table)]
        defined = {term.text(v.NQI + "inClause"): term.text(v.SKOS + "definition") or "" for term in terms}
        waiting: list[_Clause] = []
        for clause in clauses:
            clause.text = self.without_tables(clause, table_places)
            # The term passage says the same, with the term in front.
            if clause.iri in defined and len(clause.text) <= len(defined[clause.iri]) + 60:
                continue
            if not clause.text.strip() or _BOILERPLATE.fullmatch(clause.text.strip()):
                continue
            if waiting and (waiting[-1].parent != clause.parent or sum(len(w.text) for w in waiting) >= 5 * TINY):
                yield from self.windows_of(waiting)
                waiting = []
            if len(clause.text.strip()) < TINY:
                waiting.append(clause)
                continue
            if waiting and sum(len(w.text) for w in waiting) >= TINY:
                yield from self.windows_of(waiting)
                waiting = []
            yield from self.windows_of([*waiting, clause])
            waiting = []
        if waiting:
            yield from self.windows_of(waiting)

    def windows_of(self, group: Sequence[_Clause]) -> Iterator[Passage]:
        """One clause, or short siblings together: then each line begins with its own number."""
        main = max(group, key=lambda c: len(c.text))
        kind = "references" if _REFERENCES.search(main.top) else "clause"
        text = main.text if len(group) == 1 else "\n".join(f"{c.number} {c.heading} {c.text}".replace("  ", " ") for c in group)
        around = _Place(group[0].place.page, group[0].place.start, max(c.place.end for c in group))
        heading = main.path if len(group) == 1 or not main.heading else main.path.rpartition(" › ")[0] or main.path
        for ordinal, (a, b) in enumerate(windows(text), 1):
            piece = text[a:b].strip()
            if not piece:
                continue
            place = self.source.find(piece, around) if len(group) == 1 else around
            iri = main.iri if ordinal == 1 else f"{main.iri}#w{ordinal}"
            yield self.passage(iri, kind, piece, place, main.number, heading)

    def without_tables(self, clause: _Clause, tables: Sequence[_Place]) -> str:
        """The clause text without the lines that stand inside a table."""
        inside = [t for t in tables if t.start < clause.place.end and t.end > clause.place.start]
        if not inside or not clause.text:
            return clause.text
        kept = []
        cursor = clause.place
        for line in clause.text.split("\n"):
            found = self.source.find(line, cursor) if line.strip() else cursor
            if found is cursor:
                kept.append(line)
                continue
            if not any(t.start <= found.start and found.end <= t.end for t in inside):
                kept.append(line)
            cursor = _Place(cursor.page, found.end, cursor.end)
        return "\n".join(kept)

    def term(self, node: GraphNode, clauses: dict[str, _Clause]) -> Iterator[Passage]:
        clause = clauses.get(node.text(v.NQI + "inClause") or "")
        names = [node.text(v.SKOS + "prefLabel", "zh"), node.text(v.SKOS + "prefLabel", "en")]
        name = " ".join(n for n in names if n)
        definition = node.text(v.SKOS + "definition") or ""
        number = clause.number if clause else node.iri.rpartition("/")[2].partition("~")[0]
        parent = clauses.get(clause.parent or "") if clause else None
        heading = parent.path if parent else "术语和定义"
        for ordinal, (a, b) in enumerate(windows(definition) or [(0, 0)], 1):
            text = "\n".join(part for part in (name, definition[a:b].strip()) if part)
            iri = node.iri if ordinal == 1 else f"{node.iri}#w{ordinal}"
            yield self.passage(iri, "term", text, self.place(node), number, heading)

    def table(self, node: GraphNode, clauses: dict[str, _Clause]) -> Iterator[Passage]:
        caption = " ".join(part for part in (node.text(_DC + "identifier"), node.text(_DC + "title")) if part)
        header = [_row(row) for row in json.loads(node.text(v.NQI + "header") or "[]")]
        # One cell may hold a page of text.
        rows = [line[a:b] for row in json.loads(node.text(v.NQI + "rows") or "[]") for line in [_row(row)] for a, b in windows(line)]
        clause = clauses.get(node.text(v.NQI + "inClause") or "")
        top = "\n".join(line for line in [caption, *header] if line)[: int(WINDOW)]
        place = self.place(node)
        heading = clause.path if clause else ""
        for ordinal, group in enumerate(_row_groups(rows, max(WINDOW - width(top), WINDOW / 2)), 1):
            text = "\n".join(line for line in [top, *group] if line)
            if text.strip():
                iri = node.iri if ordinal == 1 else f"{node.iri}#w{ordinal}"
                yield self.passage(iri, "table", text, place, clause.number if clause else None, heading)

    def plain_text(self) -> Iterator[Passage]:
        """A document without a clause that could be read is still found by its words."""
        text = self.source.text
        whole = _Place(1, 0, len(text))
        for ordinal, (a, b) in enumerate(windows(text), 1):
            if piece := text[a:b].strip():
                yield self.passage(f"{self.edition.iri}#w{ordinal}", "clause", piece, self.source.find(piece, whole), None, "")


def _row(cells: Sequence[str]) -> str:
    # Merged cells are repeated in the graph; once is enough to find them.
    return " | ".join(cell for i, c in enumerate(cells) if (cell := _BLANK.sub(" ", c).strip()) and (i == 0 or c != cells[i - 1]))


def _row_groups(rows: Sequence[str], size: float) -> Iterator[list[str]]:
    group: list[str] = []
    filled = 0.0
    for row in rows:
        if group and filled + width(row) > size:
            yield group
            group, filled = [], 0.0
        group.append(row)
        filled += width(row)
    yield group


def _shorten(text: str, limit: int) -> str:
    """The first sentences of ``text`` up to ``limit`` characters; the first one cut where it is longer."""
    if len(text) <= limit:
        return text
    ends = [m.end() for m in re.finditer(r"[。；\n]", text[:limit])]
    return text[: ends[-1]].strip() if ends and ends[-1] > limit // 3 else text[:limit]


def passages_of(triples: Iterable[ox.Triple], graph: str, sectors: Sequence[str] = ()) -> list[Passage]:
    """The passages of the document whose named graph is ``graph``, in reading order; the title passage is first.

    ``sectors`` are those of the document, which no document states itself (`search_api.sectors`).
    Raises KeyError where ``triples`` do not describe a source document.
    """
    return _Cutter(triples, graph, sectors).cut()


def _id(document: str, iri: str) -> int:
    return passage_id(f"{document} {iri}")


def title_id(edition: str, document: str) -> int:
    """Id of the title passage that the file ``document`` (sha256) gives an edition."""
    return _id(document, f"{edition}#title")


@lru_cache(maxsize=65_536)
def edition_of_passage(iri: str) -> str:
    """IRI of the edition that a passage belongs to.

    >>> edition_of_passage("https://w3id.org/nqi/id/std/GB-1/2001/cl/5.2#w2")
    'https://w3id.org/nqi/id/std/GB-1/2001'
    """
    return _BELOW_EDITION.split(iri, maxsplit=1)[0]
