"""Files -> graph: what is new is read in the sandbox, checked, and written in one transaction a document.

The graph itself remembers what was read (hash, path, extractor), so a killed run is continued by
running it again, and an unchanged file costs one hash.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ingest.catalogue.wire import from_wire
from ingest.extract import EXTRACTOR, file_sha256
from ingest.prepare import CATALOGUE_EXTRACTOR
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.registry import SUFFIXES
from ingest.sandbox.sandbox import Heard, Sandbox
from ingest.sheets.workbook import TABLE_SUFFIXES, is_workbook
from kg import vocabulary as v
from kg.catalogue import Catalogue
from kg.catalogue_mapping import catalogue_triples, listed
from kg.contradictions import Contradiction, contradictions_of
from kg.errors import NotFound, UnreadableDocument
from kg.reference_data import reference_graphs
from kg.register import drop_documents, leave_to, write_catalogue, write_document
from kg.store_oxigraph import DocumentRecord, OxigraphStore
from kg.timeline import Reader

_NO_CATALOGUE = frozenset({"no_number_column", "bad_json"})
"""Why a table is no catalogue; in a folder that is no fault of it."""
_NOT_DOCUMENTS = ("readme", "license", "licence", "changelog", "notice")
"""Names of files that explain a folder; they are not documents of it."""


class Outcome(StrEnum):
    READ = "read"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    REMOVED = "removed"
    PASSED_OVER = "passed_over"
    """A table found in a folder that lists no standards: none of ours, and nothing wrong with it."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. ``reason`` is a sentence for the refused, ``code`` its short name."""

    path: str
    outcome: Outcome
    number: str = ""
    title: str | None = None
    pages: int = 0
    triples: int = 0
    code: str = ""
    reason: str = ""
    findings: tuple[tuple[str, str, str, str], ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Files to look at, folders to keep in step, and names that were passed over."""

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    passed_over: tuple[Path, ...]
    named: frozenset[Path] = frozenset()
    """Those of the files that were named outright."""


def plan(paths: Sequence[Path]) -> Plan:
    """Expand folders. A file named outright is always looked at; in a folder only what a reader reads."""
    files: dict[Path, None] = {}
    folders: list[Path] = []
    passed_over: list[Path] = []
    named: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise NotFound(f"{path} does not exist; name a document or a folder of documents")
        if path.is_dir():
            folders.append(path.resolve())
            for folder, names, entries in os.walk(path):
                names[:] = sorted(name for name in names if not name.startswith("."))
                for entry in sorted(entries):
                    file = Path(folder) / entry
                    if entry.startswith((".", "~$")) or file.stem.lower() in _NOT_DOCUMENTS:
                        continue
                    if file.suffix.lower() in SUFFIXES or file.suffix.lower() in TABLE_SUFFIXES:
                        files[file.absolute()] = None
                    else:
                        passed_over.append(file)
        else:
            files[path.absolute()] = None
            named.add(path.absolute())
    return Plan(tuple(files), tuple(folders), tuple(passed_over), frozenset(named))


def usable_cpus() -> int:
    """CPUs that this process may run on."""
    # macOS cannot say which CPUs this process may use.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pipeline:
    """Brings a store up to a set of files."""

    def __init__(self, store: OxigraphStore, jobs: int, limits: Limits = DEFAULT_LIMITS, on_step: Heard | None = None) -> None:
        """``jobs`` reader processes; 0 means one for each CPU this process may use. ``on_step`` hears how far each file is."""
        self._store = store
        self._jobs = jobs or usable_cpus()
        self._limits = limits
        self._on_step = on_step
        self._by_sha: dict[str, DocumentRecord] = {}
        self._by_path: dict[str, DocumentRecord] = {}
        self._by_edition: dict[str, DocumentRecord] = {}
        for record in (*store.documents(), *store.catalogues()):
            self._remember(record)

    def run(self, work: Plan, on_report: Callable[[FileReport], None] | None = None) -> list[FileReport]:
        """Read what is new or changed, drop what is gone from the folders; one report a file, in order of completion."""
        reports: list[FileReport] = []

        def report(item: FileReport) -> None:
            reports.append(item)
            if on_report is not None:
                on_report(item)

        named = {file.resolve() for file in work.named}
        load_reference_data(self._store)
        for gone in self._gone(work):
            report(gone)
        with Sandbox(self._jobs, self._limits, "ingest.prepare:prepare", self._on_step) as sandbox:
            for argument, answer in sandbox.run(self._pending(work, report)):
                path = argument["path"]
                if isinstance(answer, UnreadableDocument):
                    no_fault = answer.code in _NO_CATALOGUE and Path(path).resolve() not in named
                    report(FileReport(path, Outcome.PASSED_OVER if no_fault else Outcome.REFUSED, code=answer.code, reason=str(answer)))
                elif answer["kind"] == "catalogue":
                    report(self._accept_catalogue(path, from_wire(answer["catalogue"]), answer))
                else:
                    report(self._accept(path, answer))
        self._store.flush()
        return reports

    # -- deciding ---------------------------------------------------------------------------

    def _pending(self, work: Plan, report: Callable[[FileReport], None]) -> Iterator[dict[str, Any]]:
        """Arguments for the files that must be read; the others are reported as unchanged at once."""
        for file in work.files:
            path = str(file.resolve())
            try:
                # The size is checked by the reader; a huge file is not worth hashing.
                sha256 = file_sha256(file) if file.is_file() and file.stat().st_size <= self._limits.max_bytes else ""
            except OSError as exc:
                report(
                    FileReport(
                        path,
                        Outcome.REFUSED,
                        code="unreadable",
                        reason=f"{file.name} cannot be opened ({exc.strerror}); check its permissions",
                    )
                )
                continue
            known = self._by_sha.get(sha256)
            if known is not None and known.extractor == (CATALOGUE_EXTRACTOR if is_workbook(file) else EXTRACTOR):
                if path not in known.paths:
                    self._add_path(known, path)
                report(FileReport(path, Outcome.UNCHANGED, known.number))
                continue
            yield {"path": path, "limits": {"max_bytes": self._limits.max_bytes, "ocr_threads": self._limits.ocr_threads}}

    def _gone(self, work: Plan) -> Iterator[FileReport]:
        """Documents that came from a folder given now and whose files are no longer there."""
        present = {str(file.resolve()) for file in work.files}
        for folder in work.folders:
            # An empty folder is more likely an unmounted disk than a wish to forget everything.
            if not any(Path(path).is_relative_to(folder) for path in present):
                continue
            for record in list(self._by_sha.values()):
                inside = [p for p in record.paths if Path(p).is_relative_to(folder)]
                if not inside or any(p in present or Path(p).exists() for p in inside):
                    continue
                if len(inside) == len(record.paths):
                    drop_documents(self._store, [record.graph])
                    self._forget(record)
                    yield FileReport(inside[0], Outcome.REMOVED, record.number)
                else:
                    self._drop_paths(record, inside)

    # -- writing ----------------------------------------------------------------------------

    def _accept(self, path: str, answer: dict[str, Any]) -> FileReport:
        sha256, edition, number = answer["sha256"], answer["edition"], answer["number"]
        graph = v.graph_iri(sha256)
        drop: list[DocumentRecord] = []
        twin = self._by_edition.get(edition)
        if twin is not None and answer["digest"] and not twin.digest:
            reason = f"{Path(path).name} is a digest; the text of {number} itself is in the graph already ({twin.file_name})"
            return FileReport(path, Outcome.UNCHANGED, number, reason=reason)
        if (
            twin is not None
            and not twin.digest
            and twin.graph != graph
            and path not in twin.paths
            and any(Path(p).exists() for p in twin.paths)
        ):
            return FileReport(
                path,
                Outcome.REFUSED,
                number,
                code="same_edition",
                reason=f"{Path(path).name}: {number} is already in the graph from {twin.paths[0]}; keep one of the two files, or remove that one with 'nqi remove {number}'",
            )
        if twin is not None:
            drop.append(twin)
        before = self._by_path.get(path)
        if before is not None and before.graph != graph and before not in drop:
            if len(before.paths) == 1:
                drop.append(before)
            else:
                self._drop_paths(before, [path])
        triples = [item.triple for item in ox.parse(answer["triples"], format=ox.RdfFormat.N_TRIPLES)]
        write_document(self._store, graph, edition, triples, [record.graph for record in drop])
        for record in drop:
            self._forget(record)
        self._remember(DocumentRecord(graph, sha256, edition, number, Path(path).name, (path,), EXTRACTOR, answer["digest"]))
        differing = self._differing([edition])
        return FileReport(
            path,
            Outcome.CHANGED if drop else Outcome.READ,
            number,
            answer["title"],
            answer["pages"],
            answer["triple_count"],
            findings=(*((f[0], f[1], f[2], f[3]) for f in answer["findings"]), *differing),
            seconds=answer["seconds"],
        )

    def _accept_catalogue(self, path: str, catalogue: Catalogue, answer: dict[str, Any]) -> FileReport:
        graph = v.graph_iri(catalogue.sha256)
        before = self._by_path.get(path)
        drop: list[DocumentRecord] = []
        if before is not None and before.graph != graph:
            if len(before.paths) == 1:
                drop.append(before)
            else:
                self._drop_paths(before, [path])
        own, shared = catalogue_triples(catalogue, path, CATALOGUE_EXTRACTOR)
        write_catalogue(self._store, graph, own, shared, [record.graph for record in drop])
        for record in drop:
            self._forget(record)
        name = Path(path).name
        self._remember(DocumentRecord(graph, catalogue.sha256, graph, name, name, (path,), CATALOGUE_EXTRACTOR, catalogue=True))
        rows = len(catalogue.rows) + len(catalogue.products)
        return FileReport(
            path,
            Outcome.CHANGED if drop else Outcome.READ,
            name,
            f"{catalogue.title or '目录 catalogue'}（{rows:,} 行 rows）",
            catalogue.sheets,
            answer["triple_count"],
            findings=(
                *((f.severity.value, f.code, f.place, f.message) for f in catalogue.findings),
                *self._differing(set(listed(catalogue))),
            ),
            seconds=answer["seconds"],
        )

    def _differing(self, editions: Iterable[str]) -> list[tuple[str, str, str, str]]:
        """Findings: where the sources of these editions differ."""
        today, reader = date.today(), Reader(self._store)
        return [
            ("warning", "sources_differ", self._number_of(edition), self._told(found))
            for edition in sorted(editions)
            for found in contradictions_of(self._store, edition, today, reader)
        ]

    def _number_of(self, edition: str) -> str:
        return next((o.value for o in self._store.objects(edition, ox.NamedNode(v.DCTERMS + "identifier"))), edition)

    def _told(self, found: Contradiction) -> str:
        names = {record.graph: record.file_name for record in self._by_sha.values()}
        sides = "；".join(f"{side.value} ({names.get(side.graph, '推算 derived')})" for side in found.sides)
        return f"{found.fact}: 来源不一致 sources differ: {sides}"

    def _add_path(self, record: DocumentRecord, path: str) -> None:
        graph = ox.NamedNode(record.graph)
        self._store.add_to_graph(record.graph, [ox.Triple(graph, ox.NamedNode(v.NQI + "sourcePath"), ox.Literal(path))])
        self._replace(record, (*record.paths, path))

    def _drop_paths(self, record: DocumentRecord, paths: Sequence[str]) -> None:
        graph = ox.NamedNode(record.graph)
        for path in paths:
            self._store.raw.remove(ox.Quad(graph, ox.NamedNode(v.NQI + "sourcePath"), ox.Literal(path), graph))
            self._by_path.pop(path, None)
        self._replace(record, tuple(p for p in record.paths if p not in paths))

    def _replace(self, record: DocumentRecord, paths: tuple[str, ...]) -> None:
        self._remember(replace(record, paths=paths))

    def _remember(self, record: DocumentRecord) -> None:
        self._by_sha[record.sha256] = record
        self._by_edition[record.edition] = record
        for path in record.paths:
            self._by_path[path] = record

    def _forget(self, record: DocumentRecord) -> None:
        self._by_sha.pop(record.sha256, None)
        if self._by_edition.get(record.edition) is record:
            del self._by_edition[record.edition]
        for path in record.paths:
            if self._by_path.get(path) is record:
                del self._by_path[path]


def load_reference_data(store: OxigraphStore) -> int:
    """Bring ontology and vocabularies in the store up to the shipped files; returns how many graphs changed."""
    catalogue = v.GRAPH + "ref/catalogue"
    known = {row["g"]: row["h"] for row in store.select(f"SELECT ?g ?h WHERE {{ GRAPH <{catalogue}> {{ ?g nqi:sha256 ?h }} }}")}
    changed = 0
    for item in reference_graphs():
        if known.get(item.graph) == item.sha256:
            continue
        store.load_turtle(item.graph, item.path)
        leave_to(store, item.graph)
        node = ox.NamedNode(item.graph)
        store.drop_statement(catalogue, node, ox.NamedNode(v.NQI + "sha256"))
        store.add_to_graph(catalogue, [ox.Triple(node, ox.NamedNode(v.NQI + "sha256"), ox.Literal(item.sha256))])
        changed += 1
    return changed


def remove(store: OxigraphStore, name: str) -> list[str]:
    """Drop every document that ``name`` names: a hash, a number, or a path. Returns the numbers dropped."""
    from kg.identifiers import StandardNumber

    number = StandardNumber.parse_or_none(name)
    resolved = str(Path(name).resolve())
    dropped = []
    for record in (*store.documents(), *store.catalogues()):
        if record.sha256 == name or resolved in record.paths or (number is not None and record.number == number.canonical):
            drop_documents(store, [record.graph])
            dropped.append(record.number)
    if not dropped:
        raise NotFound(f"no document {name!r} in the graph; 'nqi ingest' lists what it read, 'nqi search' finds numbers")
    store.flush()
    return dropped
