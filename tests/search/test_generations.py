"""An index generation is whole or not there, and what serves is never changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from kg.errors import IndexMissing
from kg.segment import Segmenter
from search_api.lexical_index import Filters, LexicalIndex
from search_api.manifest import LEXICAL, SUGGEST, VECTORS, Generations, Manifest
from search_api.sources import SOURCES, Sources
from search_api.vector_index import VectorIndex, update
from search_api.vectors import SEGMENTS
from tests.search.passages import passage

SEGMENTER = Segmenter()


def build(generations: Generations, *names: str, vectors: bool = True) -> Manifest:
    building = generations.begin()
    passages = [passage(name, f"条文 {name}") for name in names]
    LexicalIndex.build(building / LEXICAL, passages, SEGMENTER)
    if vectors:
        update(building / VECTORS, 4, [(np.array([p.id for p in passages], np.int64), np.eye(len(names), 4, dtype=np.float32))])
    with Sources(building, writable=True) as sources:
        sources.put("0" * 64, "test/1", catalogue=False, about=[])
    (building / SUGGEST).write_bytes(b"names")
    manifest = Manifest(SEGMENTER.fingerprint, len(names), 1, "ready" if vectors else "pending", "hashing")
    return generations.commit(building, manifest)


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "indexes")


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".lock")}


def test_nothing_built_is_none(generations: Generations) -> None:
    assert generations.current() is None
    assert generations.sweep() == []


def test_a_commit_becomes_current_with_every_file_hashed(generations: Generations) -> None:
    committed = build(generations, "a", "b")
    current = generations.current(verify=True)
    assert current == committed
    assert current.generation == 1
    assert {f"{LEXICAL}/meta.json", f"{VECTORS}/{SEGMENTS}", SOURCES} <= set(current.files)
    assert not any(name.endswith(".lock") for name in current.files)
    assert LexicalIndex.open(generations.lexical(current)).count == 2
    path = generations.vectors(current)
    assert path is not None
    assert VectorIndex.open(path).count == 2


def test_words_serve_while_vectors_are_pending(generations: Generations) -> None:
    current = build(generations, "a", vectors=False)
    assert generations.vectors(current) is None
    assert (current.fingerprint, current.dimension, current.prompts) == (None, None, None)


def test_an_update_costs_the_change_and_leaves_what_serves_as_it_was(generations: Generations) -> None:
    old = build(generations, *[str(n) for n in range(200)])
    serving = LexicalIndex.open(generations.lexical(old))
    before = snapshot(generations.path(old))
    building = generations.begin(old)
    linked = [p for p in building.rglob("*") if p.is_file() and p.stat().st_nlink > 1]
    assert {p.name for p in building.rglob("*") if p.is_file()} - {p.name for p in linked} == {"meta.json", ".managed.json", SOURCES}
    LexicalIndex.update(building / LEXICAL, [passage("new", "新的条文", document="1" * 64)], [], SEGMENTER)
    update(building / VECTORS, 4, [(np.array([passage("new", "").id], np.int64), np.ones((1, 4), np.float32) / 2)])
    new = generations.commit(building, Manifest(SEGMENTER.fingerprint, 201, 2, "ready", "hashing"))
    assert generations.current(verify=True) == new
    assert snapshot(generations.path(old)) == before
    assert serving.count == 200
    assert LexicalIndex.open(generations.lexical(new)).count == 201
    shared = set(old.files.values()) & set(new.files.values())
    assert len(shared) >= 6


def test_removing_a_document_in_an_update_does_not_reach_back(generations: Generations) -> None:
    old = build(generations, "a", "b")
    before = snapshot(generations.path(old))
    building = generations.begin(old)
    LexicalIndex.update(building / LEXICAL, [], ["0" * 64], SEGMENTER)
    generations.commit(building, Manifest(SEGMENTER.fingerprint, 0, 0, "pending", "hashing"))
    assert snapshot(generations.path(old)) == before
    assert LexicalIndex.open(generations.lexical(old)).count == 2


def test_a_reader_outlives_the_sweep_of_its_generation(generations: Generations) -> None:
    old = build(generations, *[str(n) for n in range(50)])
    path = generations.vectors(old)
    assert path is not None
    words, vectors = LexicalIndex.open(generations.lexical(old)), VectorIndex.open(path)
    build(generations, "other")
    assert generations.sweep() == ["generation-000001"]
    pids = words.matching(Filters()).tolist()
    assert len(words.fetch(pids)) == 50
    assert len(words.search(SEGMENTER.query_tokens("条文"), [], 60)) == 50
    assert vectors.search(np.eye(1, 4, dtype=np.float32)[0], 1)


def test_a_build_that_was_killed_is_swept_and_never_served(generations: Generations) -> None:
    current = build(generations, "a")
    LexicalIndex.build(generations.begin() / LEXICAL, [passage("half", "半")], SEGMENTER)
    assert generations.current() == current
    assert [name.split("-")[0] for name in generations.sweep()] == ["building"]
    assert generations.current(verify=True) == current


def test_a_kill_between_rename_and_pointer_leaves_the_old_one_serving(generations: Generations, monkeypatch: pytest.MonkeyPatch) -> None:
    old = build(generations, "a")
    monkeypatch.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        build(generations, "a", "b")
    monkeypatch.undo()
    assert generations.current(verify=True) == old
    assert build(generations, "c").generation > old.generation


def damage_pointer(folder: Path) -> None:
    (folder.parent / "CURRENT").write_text("../../etc", encoding="utf-8")


def damage_json(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", encoding="utf-8")


def damage_format(folder: Path) -> None:
    values = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(values | {"format": 99}), encoding="utf-8")


def damage_list(folder: Path) -> None:
    values = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    values["files"]["../../outside"] = ["0" * 64, 1]
    (folder / "manifest.json").write_text(json.dumps(values), encoding="utf-8")


def damage_types(folder: Path) -> None:
    values = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(values | {"files": {"a": 3}}), encoding="utf-8")


def damage_unlisted(folder: Path) -> None:
    values = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del values["files"][f"{VECTORS}/{SEGMENTS}"]
    (folder / "manifest.json").write_text(json.dumps(values), encoding="utf-8")


def damage_byte(folder: Path) -> None:
    path = next((folder / VECTORS).glob("*.vectors.npy"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def damage_length(folder: Path) -> None:
    os.truncate(next((folder / VECTORS).glob("*.vectors.npy")), 10)


def damage_missing(folder: Path) -> None:
    next((folder / LEXICAL).glob("*.store")).unlink()


def damage_manifest_missing(folder: Path) -> None:
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize(
    "damage",
    [
        damage_pointer,
        damage_json,
        damage_format,
        damage_list,
        damage_types,
        damage_unlisted,
        damage_byte,
        damage_length,
        damage_missing,
        damage_manifest_missing,
    ],
)
def test_a_damaged_generation_is_refused_with_the_command_that_rebuilds(generations: Generations, damage: object) -> None:
    current = build(generations, "a")
    damage(generations.path(current))  # type: ignore[operator]
    with pytest.raises(IndexMissing, match="nqi index --rebuild"):
        generations.current()
    rebuilt = build(generations, "a")
    assert generations.current(verify=True) == rebuilt


def test_a_manifest_reads_as_it_was_written() -> None:
    manifest = Manifest("s", 2, 2, "ready", "e5", "f", 384, {"query": "query: "}, "2026-01-01", 3, {"x": ("0" * 64, 5)})
    assert Manifest.from_json(manifest.to_json()) == manifest
