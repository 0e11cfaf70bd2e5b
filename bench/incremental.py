"""What a change costs: 1,000 documents added to and removed from collections of growing size, stage by stage, beside a full build.

    python -m bench.incremental [--sizes 10000 30000 100000] [--change 1000]

Documents are made up, one passage each beside its title, written into a graph on disk; the encoder is "hashing", so what is timed is the
index and not a model. "look" is finding out what changed, "words" ends where the change can be searched by words, "vectors" where it can be
by meaning. If cost follows the change, the columns for add and remove stay as they are from row to row.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from bench.machine import describe
from kg import vocabulary as v
from kg.data_folder import DataFolder
from kg.register import drop_documents
from kg.store_oxigraph import OxigraphStore
from search_api.build import bring_up_to_date
from search_api.graph_sources import keys_of_sources

_WORDS = [
    "锅炉",
    "水表",
    "噪声",
    "输液",
    "电子秤",
    "颗粒物",
    "压力",
    "热量",
    "检定",
    "校准",
    "限值",
    "误差",
    "排放",
    "试验",
    "方法",
    "要求",
]
_BATCH = 5000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000], help="passages, ascending")
    parser.add_argument("--change", type=int, default=1000, help="documents to add and to remove")
    arguments = parser.parse_args()
    print(describe())
    print(f"\n{'passages':>9} {'full build':>22} | {'add ' + format(arguments.change, ',') + ' documents':^34} | {'remove them':^34}")
    print(
        f"{'':9} {'s':>8} {'passages/s':>13} | {'look':>6} {'words':>8} {'vectors':>8} {'all':>8} | {'look':>6} {'words':>8} {'vectors':>8} {'all':>8}"
    )
    with tempfile.TemporaryDirectory() as scratch:
        store = OxigraphStore(Path(scratch) / "graph")
        held = 0
        for size in arguments.sizes:
            write(store, range(held, size // 2))
            held = size // 2
            with tempfile.TemporaryDirectory(dir=scratch) as path, DataFolder(Path(path), exclusive=True, purpose="bench") as folder:
                full = sum(stages(store, folder)[1:])
                write(store, range(10**7, 10**7 + arguments.change))
                added = stages(store, folder)
                drop_documents(store, [v.graph_iri(sha256(n)) for n in range(10**7, 10**7 + arguments.change)])
                removed = stages(store, folder)
            columns = [
                f"{look:6.2f} {words:8.2f} {vectors:8.2f} {look + words + vectors:8.2f}" for look, words, vectors in (added, removed)
            ]
            print(f"{size:9,} {full:8.1f} {size / full:13,.0f} | {columns[0]} | {columns[1]}", flush=True)


def stages(store: OxigraphStore, folder: DataFolder) -> tuple[float, float, float]:
    """Seconds for looking what changed, until words serve, until vectors serve."""
    started = time.perf_counter()
    keys_of_sources(store)
    looked = time.perf_counter()
    commits: list[float] = []
    bring_up_to_date(store, folder, "hashing", vectors=True, committed=lambda: commits.append(time.perf_counter()))
    # The run looks as well: its own look is taken out of the time for words.
    return looked - started, max(0.0, commits[0] - looked - (looked - started)), commits[1] - commits[0]


def sha256(n: int) -> str:
    return f"{n:064x}"


def write(store: OxigraphStore, ordinals: Sequence[int]) -> None:
    """Documents of a title and a clause, as `kg.mapping` writes them, many in one transaction."""
    for start in range(0, len(ordinals), _BATCH):
        store.raw.extend(quad for n in ordinals[start : start + _BATCH] for quad in document(n))


def document(n: int) -> Iterator[ox.Quad]:
    graph, edition, work = (
        ox.NamedNode(v.graph_iri(sha256(n))),
        ox.NamedNode(f"{v.ID}std/GB-T-{n}/2020"),
        ox.NamedNode(f"{v.ID}std/GB-T-{n}"),
    )
    clause, meta = ox.NamedNode(f"{edition.value}/cl/1"), ox.NamedNode(f"{edition.value}/meta/title-zh")
    title = f"{_WORDS[n % 16]}{_WORDS[n // 16 % 16]}{_WORDS[n // 256 % 16]}第{n}号"
    body = "，".join(f"{_WORDS[(n * k + k) % 16]}{_WORDS[(n // k) % 16]}不大于{n % (7 * k)}" for k in range(1, 13)) + "。"
    text = f"{title}\n1 范围\n{body}\n"
    start = len(title) + 6
    for subject, name, value in (
        (graph, v.RDF + "type", ox.NamedNode(v.NQI + "SourceDocument")),
        (graph, v.NQI + "describes", edition),
        (graph, v.NQI + "sha256", ox.Literal(sha256(n))),
        (graph, v.NQI + "extractor", ox.Literal("bench/1")),
        (graph, v.NQI + "fileName", ox.Literal(f"{n}.txt")),
        (graph, v.NQI + "text", ox.Literal(text)),
        (edition, v.DCTERMS + "identifier", ox.Literal(f"GB/T {n}-2020")),
        (edition, v.DCTERMS + "isVersionOf", work),
        (edition, v.DCTERMS + "title", ox.Literal(title, language="zh")),
        (edition, v.DCTERMS + "issued", ox.Literal("2020-03-01")),
        (meta, v.NQI + "evidence", ox.NamedNode(v.evidence_iri(sha256(n), 1, 0, len(title)))),
        (clause, v.RDF + "type", ox.NamedNode(v.SMART + "Clause")),
        (clause, v.SMART + "hasSectionNumber", ox.Literal("1")),
        (clause, v.DCTERMS + "title", ox.Literal("技术要求")),
        (clause, v.NQI + "text", ox.Literal(body)),
        (clause, v.NQI + "evidence", ox.NamedNode(v.evidence_iri(sha256(n), 1, start, start + len(body)))),
    ):
        yield ox.Quad(subject, ox.NamedNode(name), value, graph)


if __name__ == "__main__":
    main()
