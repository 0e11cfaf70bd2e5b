"""Identity and time on a large graph: does each answer cost what it is long, or what the graph is large?

    python -m bench.timeline [--works 1000 10000 100000] [--keep FOLDER]

A synthetic graph of each size on disk (`bench.synthetic_graph`: editions, catalogues, four references a work), measured in a process of
its own: median and 95th percentile of each question, its answer's rows, and beside it the floor of the same run: one index look-up
(``quads_for_pattern``) for each row. Queries over the whole graph (.rq) are to grow with the graph and no faster. Peak memory is that
of the measuring process.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

from bench.machine import describe
from bench.synthetic_graph import plan, quads
from kg import queries
from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.impact import impact_of
from kg.resolution import Resolver
from kg.store_oxigraph import OxigraphStore
from kg.timeline import lives
from search_api.describe import Describer
from search_api.impact_answer import impact_answer
from search_api.related import GraphView, Related

_AT = date(2026, 11, 22)
_SAMPLE = 1000
_ORDINARY = 100
_DAY = ox.Literal(_AT.isoformat(), datatype=ox.NamedNode(v.XSD + "date"))
_IDENTIFIER = ox.NamedNode(v.DCTERMS + "identifier")
_WHOLE_GRAPH = ("editions_in_force_on", "moved_references", "ended_dated_references", "contradictions")


_Asked = TypeVar("_Asked")


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one question: median, 95th percentile, all of them; rows of all the answers together."""

    name: str
    calls: int
    p50: float
    p95: float
    total: float
    rows: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--keep", type=Path, default=None, help="build the graphs here and leave them, or use those that are there")
    parser.add_argument(
        "--queries-up-to",
        type=int,
        default=10_000,
        metavar="WORKS",
        help="the largest graph of which the .rq queries are asked (minutes above)",
    )
    parser.add_argument("--measure", nargs=2, metavar=("FOLDER", "WORKS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        works = int(arguments.measure[1])
        print(json.dumps(measured(Path(arguments.measure[0]), works, with_queries=works <= arguments.queries_up_to)))
        return
    print(describe())
    with tempfile.TemporaryDirectory() as scratch:
        by_size: dict[int, list[Timing]] = {}
        for works in arguments.works:
            folder = (arguments.keep or Path(scratch)) / str(works)
            if not folder.exists():
                subprocess.run([sys.executable, "-c", f"import bench.timeline as t; t.build({str(folder)!r}, {works})"], check=True)
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "bench.timeline", "--measure", str(folder), str(works)),
                    *("--queries-up-to", str(arguments.queries_up_to)),
                ],
                check=True,
                capture_output=True,
            )
            found = json.loads(done.stdout)
            by_size[works] = [Timing(**timing) for timing in found["timings"]]
            _print_size(works, found, by_size[works])
        if len(by_size) > 1:
            _print_growth(by_size)


def build(folder: str, works: int) -> None:
    """Writes the graph of ``works`` works to disk."""
    started = time.perf_counter()
    store = ox.Store(folder)
    store.bulk_extend(quads(plan(works)))
    store.optimize()
    store.flush()
    print(f"\n{works:,} works: built and loaded in {time.perf_counter() - started:.0f} s", flush=True)


def measured(folder: Path, works: int, *, with_queries: bool) -> dict[str, Any]:
    """Every question, asked of the graph in ``folder``; ``with_queries`` the .rq queries too, most of which read the whole graph."""
    planned = plan(works)
    draw = random.Random(1)
    sample = draw.sample(planned.editions, min(_SAMPLE, len(planned.editions)))
    editions = [v.edition_iri(StandardNumber.parse(edition.number)) for edition in sample]
    # As people cite: half without a year, one in ten a year that never was.
    cited = [StandardNumber.parse(e.number if n % 2 else e.number.rpartition("-")[0]) for n, e in enumerate(sample)]
    cited = [StandardNumber(c.prefix, c.serial, year=1989) if n % 10 == 0 else c for n, c in enumerate(cited)]
    ordinary = [v.edition_iri(StandardNumber.parse(e.number)) for e in draw.sample([e for e in planned.editions if e.read], _ORDINARY)]
    most = max(planned.cited, key=lambda name: (planned.cited[name], name))
    most_cited = v.work_iri(StandardNumber.parse(most))
    counts = {"works": works, "editions": len(planned.editions), "references": planned.references, "most_cited": planned.cited[most]}
    del sample
    store = OxigraphStore(folder, read_only=True)
    in_force = max(store.subjects(ox.NamedNode(v.DCTERMS + "isVersionOf"), most_cited))
    timings = [_floor(store, editions)]
    timings.append(_timed("timeline.lives, one edition", editions, lambda e: lives(store, [e])))
    timings.append(_timed("timeline.lives, all at once", [editions], lambda many: lives(store, many)))
    timings.append(_timed("resolve, a resolver each", cited, lambda c: Resolver(store).resolve(c, _AT)))
    resolver = Resolver(store)
    timings.append(_timed("resolve, one resolver (check)", cited, lambda c: resolver.resolve(c, _AT)))

    def show(edition: str) -> int:
        view = GraphView(store)
        answer = Describer(view, Related(view)).standard(edition, _AT)
        return sum(len(answer[name]) for name in ("references", "mentions", "citations", "metadata", "clauses", "provisions", "links"))

    timings.append(_timed("show, ordinary", ordinary, show))
    timings.append(_timed("show, most cited", [in_force] * 3, show))
    timings.append(_timed("impact to depth 3, ordinary", ordinary, lambda e: _touched(store, e)))
    timings.append(_timed("impact to depth 3, most cited", [most_cited] * 3, lambda e: _touched(store, e)))
    timings.append(_timed("impact, most cited, no bound", [most_cited], lambda e: len(impact_of(store, e, _AT, 3, 10**9).touched)))
    timings.append(_timed("impact as JSON, most cited", [most_cited] * 3, lambda e: _json_rows(store, e)))
    for name in queries.names() if with_queries else ():
        query = queries.load(name)
        if name in _WHOLE_GRAPH:
            timings.append(_timed(f"{name}.rq", [dict.fromkeys(query.parameters, _DAY)] * 3, partial(_answers, store, name)))
        elif name in ("replacement_chain", "amendments_of"):
            bindings = [{"edition": ox.NamedNode(edition)} for edition in ordinary]
            timings.append(_timed(f"{name}.rq", bindings, partial(_answers, store, name)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    kept = {timing.name: timing for timing in timings}
    return {
        **counts,
        "quads": len(store.raw),
        "disk_mb": round(sum(f.stat().st_size for f in folder.iterdir()) / 1e6),
        "peak_mb": round(memory),
        "timings": [
            {"name": t.name, "calls": t.calls, "p50": t.p50, "p95": t.p95, "total": t.total, "rows": t.rows} for t in kept.values()
        ],
    }


def _touched(store: OxigraphStore, iri: str) -> int:
    """Places that an impact lists."""
    return sum(len(touched.relations) for touched in impact_of(store, iri, _AT).touched)


def _json_rows(store: OxigraphStore, iri: str) -> int:
    answer = impact_answer(GraphView(store), iri, _AT, 3, 1000)
    return sum(len(thing["relations"]) for level in answer["levels"] for thing in level["things"])


def _answers(store: OxigraphStore, name: str, bound: Mapping[str, ox.NamedNode | ox.Literal]) -> int:
    answer = queries.ask(store.raw, name, bound)
    assert isinstance(answer, ox.QuerySolutions)
    return sum(1 for _ in answer)


def _floor(store: OxigraphStore, editions: list[str]) -> Timing:
    """One look-up by subject and predicate for each of ``editions``: what any row costs at least."""
    return _timed("floor: one look-up", editions, lambda e: sum(1 for _ in store.objects(e, _IDENTIFIER)))


def _timed(name: str, asked: Iterable[_Asked], call: Callable[[_Asked], object]) -> Timing:
    took: list[float] = []
    rows = 0
    for item in asked:
        started = time.perf_counter()
        answer = call(item)
        took.append((time.perf_counter() - started) * 1000)
        rows += answer if isinstance(answer, int) else len(answer) if isinstance(answer, dict) else 1
    took_sorted = sorted(took)
    return Timing(name, len(took), statistics.median(took), took_sorted[int(0.95 * (len(took) - 1))], sum(took), rows)


def _print_size(works: int, found: dict[str, Any], timings: list[Timing]) -> None:
    print(
        f"{works:,} works, {found['editions']:,} editions, {found['references']:,} references; most cited {found['most_cited']:,} times; "
        f"{found['quads']:,} quads, {found['disk_mb']:,} MB on disk; peak memory {found['peak_mb']:,} MB"
    )
    floor = timings[0]
    print(f"  {'ms':32} {'calls':>6} {'p50':>10} {'p95':>10} {'rows/call':>10} {'floor':>9} {'x floor':>8}")
    for timing in timings:
        rows = timing.rows / timing.calls
        least = floor.p50 * rows
        times = f"{timing.total / timing.calls / least:8.1f}" if least else f"{'':8}"
        print(f"  {timing.name:32} {timing.calls:6,} {timing.p50:10.3f} {timing.p95:10.3f} {rows:10,.1f} {least:9.3f} {times}", flush=True)


def _print_growth(by_size: dict[int, list[Timing]]) -> None:
    sizes = list(by_size)
    print("\ngrowth: mean milliseconds a call, and (rows a call), by works")
    print(f"  {'':32}" + "".join(f"{size:>22,}" for size in sizes))
    asked = {size: {timing.name: timing for timing in timings} for size, timings in by_size.items()}
    for name in dict.fromkeys(timing.name for timings in by_size.values() for timing in timings):
        found = [asked[size].get(name) for size in sizes]
        cells = "".join(f"{f'{t.total / t.calls:,.3f} ({t.rows / t.calls:,.0f})' if t else 'not asked':>22}" for t in found)
        print(f"  {name:32}{cells}")


if __name__ == "__main__":
    main()
