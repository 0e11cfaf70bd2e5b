"""Read-only SPARQL over the graph: limits that are kept, formats by Accept, and no way out to the network.

Oxigraph fetches SERVICE endpoints itself and offers no switch, so a query that could contain the
keyword is refused before it is evaluated. It cannot be interrupted either: a query runs in one of a
few threads, rows are cut off at the deadline, and a query that is still silent at the deadline is
answered with an error while its thread ends in its own time. While all threads are taken, the next
caller is told so at once instead of waiting behind them.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import pyoxigraph as ox

from kg import vocabulary as v
from kg.errors import BadRequest, Forbidden, NotReady, StoreError, TooLarge
from kg.store_oxigraph import OxigraphStore, Term

F = TypeVar("F", ox.QueryResultsFormat, ox.RdfFormat)
Answer = tuple[bytes, str, dict[str, str]]

_RESULTS: Final[dict[str, ox.QueryResultsFormat]] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_GRAPHS: Final[dict[str, ox.RdfFormat]] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}

# Comments, strings and IRIs cannot hold a keyword; IRIs may carry \u escapes, which must not let a
# '#' inside them pass for a comment.
_OPAQUE = re.compile(
    r"""(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
      | (?P<comment>\#[^\r\n]*)
      | (?P<long>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\")
      | (?P<short>'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
      | (?P<name>[?$][A-Za-z0-9_]+ | :(?:[A-Za-z0-9_:\-]|%[0-9A-Fa-f]{2}|\\.)+ | @[A-Za-z\-]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIXED = re.compile(r"[?$]\w+|[\w.\-]*:[\w.\-:%\\]*")
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)
_FIRST_WORD = re.compile(r"\b(select|ask|construct|describe|insert|delete|load|clear|create|drop|copy|move|add|with)\b", re.IGNORECASE)
_UPDATES = frozenset({"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"})


def skeleton(query: str, *, keep_names: bool = False) -> str:
    """The query without comments, strings, IRIs and, unless kept, variables and local names: what keywords can be in.

    >>> skeleton("SELECT ?service { ?s ex:service 'SERVICE' } # SERVICE").split()
    ['SELECT', '{', 'ex', '}']
    """
    return _OPAQUE.sub(lambda match: match[0] if keep_names and match.lastgroup == "name" else " ", query)


def refuse_what_is_not_a_query(query: str) -> None:
    """Raises Forbidden for updates and for SERVICE, before anything is evaluated.

    Oxigraph's parser wants no blank behind a keyword (``SERVICEex:a``), so the word is refused
    wherever keywords can stand, at the price of prefixes that contain it.
    """
    bare = skeleton(query)
    if "service" in bare.lower():
        raise Forbidden("SERVICE is not allowed here: this endpoint never queries others (rename a prefix that contains the word)")
    first = _FIRST_WORD.search(re.sub(r"(?i)\b(?:prefix\s+[^\s:]*|base|version)\b", " ", bare))
    if first is not None and first[1].lower() in _UPDATES:
        raise Forbidden("updates are not allowed at the query endpoint; send them as an update with the write token")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a query gave, up to the limits; ``cut`` names the limit that was reached."""

    names: list[str] = field(default_factory=list)
    rows: list[ox.QuerySolution] = field(default_factory=list)
    triples: list[ox.Triple] | None = None
    boolean: bool | None = None
    cut: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use."""

    rows: int = 10_000
    seconds: float = 30.0
    bytes: int = 64 * 1024 * 1024


class SparqlEndpoint:
    """Evaluates queries against one store, at most ``workers`` at a time."""

    def __init__(self, store: OxigraphStore, limits: Limits, workers: int = 4) -> None:
        self._store = store
        self._limits = limits
        self._slots = threading.BoundedSemaphore(workers)

    def query(self, query: str, accept: str = "", default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> Answer:
        """(body, media type, headers). ``default_graphs`` and ``named_graphs`` are the protocol's dataset.

        Raises BadRequest (syntax), Forbidden (SERVICE, update), NotReady (all workers busy), TooLarge (deadline, bytes).
        """
        refuse_what_is_not_a_query(query)
        deadline = time.monotonic() + self._limits.seconds
        if not self._slots.acquire(blocking=False):
            raise NotReady("all query workers are busy; try again in a moment")
        future: Future[Answer] = Future()
        work = threading.Thread(
            target=self._run, args=(future, query, accept, default_graphs, named_graphs, deadline), name="sparql", daemon=True
        )
        work.start()
        try:
            return future.result(timeout=max(0.01, deadline + 0.5 - time.monotonic()))
        except FutureTimeout as exc:
            raise TooLarge(f"no answer within {self._limits.seconds:g} s; narrow the query or add a LIMIT to an inner SELECT") from exc

    def _run(
        self,
        future: Future[Answer],
        query: str,
        accept: str,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
        deadline: float,
    ) -> None:
        try:
            future.set_result(self._answer(query, accept, default_graphs, named_graphs, deadline))
        except BaseException as exc:
            # Handed to the waiting caller, who raises it; without its frames, which may hold pyoxigraph
            # objects that must not be dropped in another thread.
            future.set_exception(exc.with_traceback(None))
        finally:
            self._slots.release()

    def _answer(self, query: str, accept: str, default_graphs: Sequence[str], named_graphs: Sequence[str], deadline: float) -> Answer:
        found = self._evaluate(query, default_graphs, named_graphs, deadline)
        headers = self._headers(found.cut)
        if found.triples is not None:
            graph_format, media_type = _negotiate(accept, _GRAPHS)
            return self._within_bytes(ox.serialize(found.triples, format=graph_format, prefixes=v.PREFIXES) or b""), media_type, headers
        result_format, media_type = _negotiate(accept, _RESULTS)
        if found.boolean is not None and result_format in (ox.QueryResultsFormat.CSV, ox.QueryResultsFormat.TSV):
            return (b"true" if found.boolean else b"false"), media_type, headers
        body = self._within_bytes(_json_results(found))
        if result_format is not ox.QueryResultsFormat.JSON:
            body = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON).serialize(format=result_format) or b""
        return self._within_bytes(body), media_type, headers

    def _evaluate(self, query: str, default_graphs: Sequence[str], named_graphs: Sequence[str], deadline: float) -> _Found:
        results = _results(self._store, query, default_graphs, named_graphs)
        try:
            if isinstance(results, ox.QueryBoolean):
                return _Found(boolean=bool(results))
            if isinstance(results, ox.QueryTriples):
                triples, cut = self._take(results, deadline)
                return _Found(triples=triples, cut=cut)
            names = [variable.value for variable in results.variables]
            rows, cut = self._take(results, deadline)
            return _Found(names=names, rows=rows, cut=cut)
        except (ValueError, OSError, RuntimeError) as exc:
            raise StoreError(f"the query failed: {exc}") from None

    def _take(self, rows: Iterable[Any], deadline: float) -> tuple[list[Any], str | None]:
        """Rows up to the limits, and which limit cut them."""
        taken: list[Any] = []
        for row in rows:
            if len(taken) >= self._limits.rows:
                return taken, "rows"
            if time.monotonic() > deadline:
                return taken, "time"
            taken.append(row)
        return taken, None

    def _within_bytes(self, body: bytes) -> bytes:
        if len(body) > self._limits.bytes:
            raise TooLarge(f"the answer is {len(body)} bytes, over the limit of {self._limits.bytes}; ask for fewer rows or columns")
        return body

    def _headers(self, cut: str | None) -> dict[str, str]:
        headers = {"NQI-Limit-Rows": str(self._limits.rows), "NQI-Limit-Seconds": f"{self._limits.seconds:g}"}
        return headers | ({"NQI-Truncated": cut} if cut else {})


def _results(
    store: OxigraphStore, query: str, default_graphs: Sequence[str], named_graphs: Sequence[str]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Over the union of all graphs, unless the query (FROM) or the protocol names its dataset."""
    named = bool(default_graphs or named_graphs)
    if not named and _FROM.search(_PREFIXED.sub(" ", skeleton(query, keep_names=True))) is None:
        return store.query(query)
    try:
        return store.raw.query(
            query,
            prefixes=v.PREFIXES,
            default_graph=[ox.NamedNode(iri) for iri in default_graphs] if named else None,
            named_graphs=[ox.NamedNode(iri) for iri in named_graphs] if named else None,
        )
    except (SyntaxError, ValueError) as exc:
        raise BadRequest(f"the query was refused: {exc}") from exc
    except (OSError, RuntimeError) as exc:
        raise StoreError(f"the query failed: {exc}") from exc


def _negotiate(accept: str, formats: dict[str, F]) -> tuple[F, str]:
    """The first format that ``accept`` ranks highest; the table's first where it accepts anything or nothing we have.

    RFC 9110 12.4.1 allows an answer in the default format instead of 406.
    """
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept.split(",")):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if match := re.fullmatch(r"q=([01](?:\.\d{0,3})?)", parameter):
                quality = float(match[1])
        if quality > 0:
            ranked.append((-quality, position, media))
    for _, _, media in sorted(ranked):
        if media in formats:
            return formats[media], media
        if media in ("*/*", "application/*"):
            break
        if media.endswith("/*") and (found := next((m for m in formats if m.startswith(media[:-1])), None)):
            return formats[found], found
    media, value = next(iter(formats.items()))
    return value, media


def _json_term(term: Term) -> dict[str, Any]:
    """SPARQL 1.1 Query Results JSON, 3.2.2; triple terms as in SPARQL 1.2."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            "subject": lambda: _json_term(term.subject),
            "predicate": lambda: _json_term(term.predicate),
            "object": lambda: _json_term(term.object),
        }
        return {"type": "triple", "value": {name: part() for name, part in parts.items()}}
    result: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language:
        result["xml:lang"] = term.language
        if term.direction is not None:
            result["its:dir"] = term.direction.value
    elif term.datatype.value != v.XSD + "string":
        result["datatype"] = term.datatype.value
    return result


def _json_results(found: _Found) -> bytes:
    if found.boolean is not None:
        return json.dumps({"head": {}, "boolean": found.boolean}).encode("ascii")
    bindings = [{name: _json_term(value) for name in found.names if (value := row[name]) is not None} for row in found.rows]
    return json.dumps({"head": {"vars": found.names}, "results": {"bindings": bindings}}, ensure_ascii=False).encode("utf-8")
