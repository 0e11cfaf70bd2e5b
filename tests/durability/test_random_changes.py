"""500 random adds, edits, deletes and crashes: after each recovery graph, words and vectors agree, and search finds what the graph holds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from pkgutil import resolve_name
from typing import Any
from unittest import mock

from kg import vocabulary as v
from kg.catalogue import Catalogue, CatalogueRow
from kg.catalogue_mapping import catalogue_triples
from kg.identifiers import StandardNumber
from kg.mapping import triples_of
from kg.model import Day, Evidence, NumberFact, Text
from kg.register import drop_documents, write_catalogue, write_document
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.build import bring_up_to_date, verify_against
from search_api.protocols import SearchRequest
from search_api.service import Service
from tests.search.collection import document, folder

STEPS = 500
NUMBERS = tuple(f"GB 9{n:04d}-2020" for n in range(24))
WORDS = ("锅炉", "水表", "噪声", "输液器", "电子秤", "颗粒物", "压力表", "热量表")
CRASHES = (
    "search_api.build._Build.cut",
    "search_api.lexical_index.LexicalIndex.update",
    "search_api.sources.Sources.put",
    "search_api.sources.Sources.encoded",
    "search_api.encoding_cache.EncodingCache.encode",
    "search_api.vector_index.write_segment",
    "search_api.vector_index.update",
    "search_api.manifest.sync_folder",
    "search_api.manifest._write",
    "pathlib.Path.rename",
    "pathlib.Path.replace",
    "shutil.rmtree",
)


class Killed(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


@contextmanager
def crash(where: str, call: int) -> Iterator[None]:
    """What runs is killed where it would call ``where`` for the ``call``-th time, counted from 0."""
    real: Any = resolve_name(where)
    calls = iter(range(call))

    def last(*arguments: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            raise Killed
        return real(*arguments, **named)

    with mock.patch(where, last):
        yield


class World:
    """A graph, what it should hold, and the changes that may befall it."""

    def __init__(self, path: Path, draw: random.Random) -> None:
        self.store = OxigraphStore(path)
        self.draw = draw
        self.read: dict[str, str] = {}
        """Number -> graph."""
        self.listed: dict[str, set[str]] = {}
        """Graph of a table -> numbers."""
        self.made = 0

    def put(self, number: str) -> None:
        self.made += 1
        clauses = [(str(n), self.draw.choice(WORDS), f"第{self.made}次写下的{self.draw.choice(WORDS)}的要求。") for n in range(1, 6)]
        read, text = document(number, f"虚构{self.draw.choice(WORDS)}", clauses, file=f"{self.made}.pdf")
        graph = v.graph_iri(read.sha256)
        drop = [self.read[number]] if number in self.read else []
        write_document(
            self.store, graph, v.edition_iri(StandardNumber.parse(number)), triples_of(read, text, f"/in/{read.file}", "test/1"), drop
        )
        self.read[number] = graph

    def put_table(self) -> None:
        self.made += 1
        sha256 = f"{self.made:064x}"
        at = Evidence(1, 0, 4, "一行")
        numbers = self.draw.sample(NUMBERS, self.draw.randint(0, 8))
        rows = tuple(
            CatalogueRow(n, 1, NumberFact(number, Evidence(1, n, n + 4, "")), at, title_zh=Text(f"目录里的{self.draw.choice(WORDS)}", at))
            for n, number in enumerate(numbers)
        )
        day = Day(date(2026, 1, self.draw.randint(1, 28)), at)
        table = Catalogue("表.csv", sha256, "csv", 1, "表" * 40, "sheets/1", as_of=day, rows=rows)
        gone = self.draw.sample(sorted(self.listed), 1) if len(self.listed) > 1 else []
        own, shared = catalogue_triples(table, "/in/表.csv", "test/1")
        write_catalogue(self.store, v.graph_iri(sha256), own, shared, gone)
        for graph in gone:
            del self.listed[graph]
        self.listed[v.graph_iri(sha256)] = set(numbers)

    def change(self) -> None:
        known = sorted(self.read)
        kind = self.draw.choices(("add", "edit", "remove", "table", "drop table"), (8, 5, 5, 3, 1))[0]
        if kind == "table":
            self.put_table()
        elif kind == "drop table" and self.listed:
            graph = self.draw.choice(sorted(self.listed))
            drop_documents(self.store, [graph])
            del self.listed[graph]
        elif kind == "remove" and known:
            drop_documents(self.store, [self.read.pop(self.draw.choice(known))])
        elif kind == "edit" and known:
            self.put(self.draw.choice(known))
        else:
            self.put(self.draw.choice(NUMBERS))

    def known_as(self, number: str) -> str | None:
        if number in self.read:
            return "read"
        return "listed" if any(number in numbers for numbers in self.listed.values()) else None


def test_after_any_changes_and_crashes_the_three_views_agree(tmp_path: Path) -> None:
    draw = random.Random(20261)
    world = World(tmp_path / "graph", draw)
    died: Counter[str] = Counter()
    with (
        folder(tmp_path / "data") as data,
        # Small segments, so that a small collection has many, with codes, merges and tombstones.
        mock.patch("search_api.vectors.segment.CODED_FROM", 16),
        mock.patch("search_api.vectors.merging.CODED_FROM", 16),
    ):
        steps = crashes = 0
        while steps < STEPS:
            for _ in range(draw.randint(1, 4)):
                world.change()
                steps += 1
            if draw.random() < 0.5:
                # Each place at its first call once, then wherever chance has it.
                where = CRASHES[crashes] if crashes < len(CRASHES) else draw.choice(CRASHES)
                call = 0 if crashes < len(CRASHES) else draw.choice((0, 1, 2, 5))
                crashes += 1
                try:
                    with crash(where, call):
                        bring_up_to_date(world.store, data, "hashing:64", vectors=True)
                except Killed:
                    died[where] += 1
                steps += 1
                if draw.random() < 0.5:
                    continue  # more changes before anybody runs it again
            bring_up_to_date(world.store, data, "hashing:64", vectors=True)
            assert verify_against(world.store, data) == []
            service = Service(world.store, data, Settings(data=data.path, encoder="hashing:64"))
            for number in draw.sample(NUMBERS, 4):
                hits = service.search(SearchRequest(number, limit=50))["hits"]
                found = [hit["known_as"] for hit in hits if hit["number"] == number]
                assert found == [known for known in [world.known_as(number)] if known]
    assert set(died) == set(CRASHES)
