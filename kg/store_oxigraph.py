"""The graph on disk or in memory: pyoxigraph behind the few operations the project needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg import vocabulary as v
from kg.errors import BadRequest, StoreError
from kg.mapping import n_triples

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One source file as the graph knows it. ``paths``: every place this very content was read from."""

    graph: str
    sha256: str
    edition: str
    number: str
    file_name: str
    paths: tuple[str, ...]
    extractor: str
    digest: bool = False
    """Retells a standard; the standard's own text takes its place when it comes."""
    catalogue: bool = False
    """A table about many editions: it describes none, so ``edition`` is its own graph and ``number`` its file name."""


@contextmanager
def _translated(what: str) -> Iterator[None]:
    """pyoxigraph speaks in SyntaxError, ValueError and OSError; we speak NqiError."""
    try:
        yield
    except SyntaxError as exc:
        raise BadRequest(f"{what}: {exc}") from exc
    except (ValueError, OSError, RuntimeError) as exc:
        raise StoreError(f"{what}: {exc}") from exc


class OxigraphStore:
    """An RDF dataset whose default graph, when queried, is the union of its named graphs."""

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        """``path`` None keeps everything in memory. Read-only opening needs an existing store."""
        self.path = path
        with _translated(f"cannot open the graph in {path}"):
            if path is None:
                self.raw = ox.Store()
            elif read_only:
                self.raw = ox.Store.read_only(str(path))
            else:
                path.mkdir(parents=True, exist_ok=True)
                self.raw = ox.Store(str(path))

    def query(self, sparql: str, substitutions: Mapping[str, Term] | None = None) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Evaluate a query with ``substitutions`` (variable name -> term) bound in, over the union of all graphs."""
        bound = {ox.Variable(name): term for name, term in (substitutions or {}).items()}
        with _translated("the query was refused"):
            return self.raw.query(sparql, prefixes=v.PREFIXES, use_default_graph_as_union=True, substitutions=bound or None)

    def select(self, sparql: str, substitutions: Mapping[str, Term] | None = None) -> Iterator[dict[str, str]]:
        """Rows of a SELECT as plain strings by variable name; unbound variables are left out."""
        solutions = self.query(sparql, substitutions)
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            row = {}
            for name in names:
                value = solution[name]
                if isinstance(value, (ox.NamedNode, ox.Literal, ox.BlankNode)):
                    row[name] = value.value
            yield row

    def replace_graph(self, graph: str, triples: Sequence[ox.Triple], drop: Iterable[str] = ()) -> None:
        """In one transaction: drop the graphs in ``drop`` and make ``graph`` hold exactly ``triples``."""
        leaving = dict.fromkeys([*drop, graph])
        if not any(map(self.has_graph, leaving)):
            self.add_to_graph(graph, triples)  # an update has to be written and parsed as text
            return
        drops = "".join(f"DROP SILENT GRAPH <{iri}> ;\n" for iri in leaving)
        body = "\n".join(n_triples(list(triples)))
        with _translated(f"could not write {graph}"):
            self.raw.update(f"{drops}INSERT DATA {{ GRAPH <{graph}> {{\n{body}\n}} }}")

    def apply(
        self,
        graph: str | None,
        triples: Sequence[ox.Triple],
        drop: Sequence[str],
        other: str,
        add: Sequence[ox.Triple],
        remove: Sequence[ox.Triple],
    ) -> None:
        """In one transaction: drop graphs, fill ``graph`` with ``triples``, and add to and remove from the graph ``other``."""
        with _translated(f"could not write {graph or 'the removal'}"):
            if not drop and not remove:
                quads = [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for t in triples] if graph else []
                self.raw.extend([*quads, *(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(other)) for t in add)])
                return
            steps = [f"DROP SILENT GRAPH <{name}>" for name in dict.fromkeys(drop)]
            if remove:
                steps.append(f"DELETE DATA {{ GRAPH <{other}> {{\n" + "\n".join(n_triples(list(remove))) + "\n} }")
            filled = f"GRAPH <{graph}> {{\n" + "\n".join(n_triples(list(triples))) + "\n}" if graph else ""
            added = f"GRAPH <{other}> {{\n" + "\n".join(n_triples(list(add))) + "\n}" if add else ""
            if filled or added:
                steps.append(f"INSERT DATA {{ {filled} {added} }}")
            self.raw.update(" ;\n".join(steps))

    def add_to_graph(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        """Add triples to a graph, all or none."""
        with _translated(f"could not write {graph}"):
            self.raw.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for t in triples)

    def drop_statement(self, graph: str, subject: ox.NamedNode, predicate: ox.NamedNode) -> None:
        """Remove every value of ``predicate`` at ``subject`` from a graph."""
        for quad in list(self.raw.quads_for_pattern(subject, predicate, None, ox.NamedNode(graph))):
            self.raw.remove(quad)

    def drop_graph(self, graph: str) -> None:
        """Remove a graph and everything in it; no error where there is none."""
        with _translated(f"could not drop {graph}"):
            self.raw.update(f"DROP SILENT GRAPH <{graph}>")

    def load_turtle(self, graph: str, path: Path) -> None:
        """Replace ``graph`` with what the Turtle file says, in one transaction."""
        with _translated(f"could not load {path}"):
            triples = [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
        self.replace_graph(graph, triples)

    def objects(self, subject: str, predicate: ox.NamedNode) -> Iterator[ox.NamedNode | ox.Literal]:
        """Named nodes and literals that ``subject`` has for ``predicate``, in any graph."""
        for quad in self.raw.quads_for_pattern(ox.NamedNode(subject), predicate, None):
            if isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                yield quad.object

    def subjects(self, predicate: ox.NamedNode, value: str) -> Iterator[str]:
        """IRIs that have ``value`` for ``predicate``, in any graph."""
        for quad in self.raw.quads_for_pattern(None, predicate, ox.NamedNode(value)):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def graph_triples(self, graph: str) -> Iterator[ox.Triple]:
        """The triples of one named graph."""
        for quad in self.raw.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
            yield quad.triple

    def has_graph(self, graph: str) -> bool:
        return self.raw.contains_named_graph(ox.NamedNode(graph))

    def documents(self) -> list[DocumentRecord]:
        """Every source file in the graph, by number then file name."""
        records: dict[str, dict[str, list[str]]] = {}
        rows = self.select(
            """SELECT ?graph ?p ?o WHERE { GRAPH ?graph { ?graph a nqi:SourceDocument ; ?p ?o .
               VALUES ?p { nqi:describes nqi:fileName nqi:sourcePath nqi:sha256 nqi:extractor } } }"""
        )
        for row in rows:
            records.setdefault(row["graph"], {}).setdefault(row["p"].removeprefix(v.NQI), []).append(row["o"])
        numbers = {
            row["graph"]: row["number"]
            for row in self.select(
                "SELECT ?graph ?number WHERE { GRAPH ?graph { ?graph nqi:describes ?e . ?e dcterms:identifier ?number } }"
            )
        }
        digests = {row["graph"] for row in self.select("SELECT ?graph WHERE { GRAPH ?graph { ?e nqi:digest ?words } }")}
        result = [
            DocumentRecord(
                graph=graph,
                sha256=fields["sha256"][0],
                edition=fields["describes"][0],
                number=numbers.get(graph, ""),
                file_name=fields["fileName"][0],
                paths=tuple(sorted(fields.get("sourcePath", ()))),
                extractor=fields["extractor"][0],
                digest=graph in digests,
            )
            for graph, fields in records.items()
        ]
        return sorted(result, key=lambda r: (r.number, r.file_name))

    def catalogues(self) -> list[DocumentRecord]:
        """Every table of bibliographic facts in the graph, by file name."""
        records: dict[str, dict[str, list[str]]] = {}
        rows = self.select(
            """SELECT ?graph ?p ?o WHERE { GRAPH ?graph { ?graph a nqi:Catalogue ; ?p ?o .
               VALUES ?p { nqi:fileName nqi:sourcePath nqi:sha256 nqi:extractor } } }"""
        )
        for row in rows:
            records.setdefault(row["graph"], {}).setdefault(row["p"].removeprefix(v.NQI), []).append(row["o"])
        result = [
            DocumentRecord(
                graph=graph,
                sha256=fields["sha256"][0],
                edition=graph,
                number=fields["fileName"][0],
                file_name=fields["fileName"][0],
                paths=tuple(sorted(fields.get("sourcePath", ()))),
                extractor=fields["extractor"][0],
                catalogue=True,
            )
            for graph, fields in records.items()
        ]
        return sorted(result, key=lambda r: (r.file_name, r.sha256))

    def triple_count(self) -> int:
        """Number of quads in the dataset."""
        return len(self.raw)

    def flush(self) -> None:
        """Make everything written so far durable."""
        with _translated("could not flush the graph"):
            self.raw.flush()
