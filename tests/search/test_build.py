"""Indexes follow the graph: only what changed is built, a kill leaves a whole generation, both agree afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import vocabulary as v
from kg.data_folder import DataFolder
from kg.store_oxigraph import OxigraphStore
from search_api import build
from search_api.build import bring_up_to_date, encoder_spec, verify_against
from search_api.manifest import Generations
from tests.search.collection import BOILER, COLLECTION, METHOD, NOISE, folder, put


@pytest.fixture
def data(tmp_path: Path) -> Iterator[DataFolder]:
    with folder(tmp_path / "data") as data:
        yield data


@pytest.fixture
def store() -> OxigraphStore:
    store = OxigraphStore()
    put(store, *COLLECTION)
    return store


def test_afterwards_index_and_graph_agree(store: OxigraphStore, data: DataFolder) -> None:
    report = bring_up_to_date(store, data, "hashing", vectors=True)
    assert (report.documents, report.changed, report.vectors) == (6, 6, "ready")
    assert verify_against(store, data) == []


def test_words_are_committed_before_vectors(store: OxigraphStore, data: DataFolder) -> None:
    states: list[str] = []

    def committed() -> None:
        manifest = Generations(data.indexes).current()
        assert manifest is not None
        states.append(manifest.vectors)

    bring_up_to_date(store, data, "hashing", vectors=True, committed=committed)
    assert states == ["pending", "ready"]


def test_nothing_is_built_where_nothing_changed(store: OxigraphStore, data: DataFolder) -> None:
    bring_up_to_date(store, data, "hashing", vectors=True)
    before = Generations(data.indexes).current()
    report = bring_up_to_date(store, data, "hashing", vectors=True)
    assert (report.changed, report.removed, report.encoded) == (0, 0, 0)
    assert Generations(data.indexes).current() == before


def test_only_a_new_document_is_indexed_and_encoded(data: DataFolder) -> None:
    store = OxigraphStore()
    put(store, BOILER, NOISE)
    bring_up_to_date(store, data, "hashing", vectors=True)
    put(store, METHOD)
    report = bring_up_to_date(store, data, "hashing", vectors=True)
    assert report.changed == 1
    assert 0 < report.encoded < 10
    assert verify_against(store, data) == []


def test_a_removed_document_leaves_both_indexes(store: OxigraphStore, data: DataFolder) -> None:
    bring_up_to_date(store, data, "hashing", vectors=True)
    store.drop_graph(v.graph_iri(NOISE[0].sha256))
    report = bring_up_to_date(store, data, "hashing", vectors=True)
    assert (report.documents, report.removed) == (5, 1)
    assert verify_against(store, data) == []


def test_another_extractor_means_the_document_is_built_again(store: OxigraphStore, data: DataFolder) -> None:
    bring_up_to_date(store, data, "hashing", vectors=True)
    put(store, NOISE, extractor="test/2")
    assert bring_up_to_date(store, data, "hashing", vectors=True).changed == 1
    assert verify_against(store, data) == []


def test_another_encoder_makes_new_vectors_and_keeps_the_words(store: OxigraphStore, data: DataFolder) -> None:
    bring_up_to_date(store, data, "hashing", vectors=True)
    report = bring_up_to_date(store, data, "hashing:64", vectors=True)
    assert report.changed == 0 and report.encoded > 0
    manifest = Generations(data.indexes).current()
    assert manifest is not None and manifest.dimension == 64


def test_words_only_leaves_vectors_pending_and_the_next_run_adds_them(store: OxigraphStore, data: DataFolder) -> None:
    assert bring_up_to_date(store, data, "hashing", vectors=False).vectors == "pending"
    assert bring_up_to_date(store, data, "hashing", vectors=True).vectors == "ready"
    assert verify_against(store, data) == []


def test_a_kill_while_encoding_leaves_words_serving_and_the_next_run_continues(
    store: OxigraphStore, data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build._Build, "encode", killed)
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(store, data, "hashing", vectors=True)
    manifest = Generations(data.indexes).current(verify=True)
    assert manifest is not None and (manifest.vectors, manifest.documents) == ("pending", 6)
    monkeypatch.undo()
    assert bring_up_to_date(store, data, "hashing", vectors=True).vectors == "ready"
    assert verify_against(store, data) == []
    assert len([p for p in data.indexes.iterdir() if p.is_dir()]) == 1


def test_a_rebuild_from_nothing_gives_the_same_passages(store: OxigraphStore, data: DataFolder) -> None:
    first = bring_up_to_date(store, data, "hashing", vectors=True)
    again = bring_up_to_date(store, data, "hashing", vectors=True, rebuild=True)
    assert (again.changed, again.passages) == (6, first.passages)
    assert verify_against(store, data) == []


def test_an_empty_graph_gives_an_empty_index(data: DataFolder) -> None:
    report = bring_up_to_date(OxigraphStore(), data, "hashing", vectors=True)
    assert (report.documents, report.passages) == (0, 0)


def test_disagreement_is_said(store: OxigraphStore, data: DataFolder) -> None:
    bring_up_to_date(store, data, "hashing", vectors=True)
    store.drop_graph(v.graph_iri(NOISE[0].sha256))
    assert len(verify_against(store, data)) == 1


def test_progress_reaches_its_total_in_both_stages(store: OxigraphStore, data: DataFolder) -> None:
    seen: dict[str, tuple[int, int]] = {}
    bring_up_to_date(store, data, "hashing", vectors=True, progress=lambda stage, done, total: seen.__setitem__(stage, (done, total)))
    assert set(seen) == {"lexical", "vectors"}
    assert all(done == total > 0 for done, total in seen.values())


def test_importing_the_build_loads_nothing_heavy() -> None:
    code = "import sys, search_api.build; print([m for m in ('torch', 'tantivy', 'faiss', 'jieba') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert result.stdout.strip() == "[]"


def test_an_index_of_an_earlier_version_is_built_anew_with_its_encoder(store: OxigraphStore, data: DataFolder) -> None:
    bring_up_to_date(store, data, "hashing:64", vectors=True)
    manifest = Generations(data.indexes).current()
    assert manifest is not None
    path = Generations(data.indexes).path(manifest) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"format": 1}), encoding="utf-8")
    assert encoder_spec("", data) == "hashing:64"
    assert bring_up_to_date(store, data, "hashing:64", vectors=True).changed == 6
    assert verify_against(store, data) == []


def test_what_changes_twice_before_it_is_encoded_has_one_vector(store: OxigraphStore, data: DataFolder) -> None:
    bring_up_to_date(store, data, "hashing", vectors=True)
    for extractor in ("test/2", "test/3"):
        put(store, BOILER, extractor=extractor)
        bring_up_to_date(store, data, "hashing", vectors=False)
        assert verify_against(store, data) == []
    store.drop_graph(v.graph_iri(NOISE[0].sha256))
    report = bring_up_to_date(store, data, "hashing", vectors=True)
    assert (report.changed, report.removed, report.vectors) == (0, 1, "ready")
    assert verify_against(store, data) == []
