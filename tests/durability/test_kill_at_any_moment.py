"""kill -9 during ingest or index build: whole documents only, indexes that agree, and the next run goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox

from ingest.extract import prepare
from kg import vocabulary as v
from kg.data_folder import DataFolder
from kg.mapping import n_triples
from kg.register import split
from kg.store_oxigraph import OxigraphStore
from search_api.build import verify_against
from tests.small_standards import standard_text, write_standards

KILLS = 20
ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "nqi.py"), *arguments]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NQI_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def ingest(folder: Path, data: Path) -> subprocess.Popen[bytes]:
    arguments = command("ingest", str(folder), "--data", str(data), "--encoder", "hashing:64", "--jobs", "2")
    return subprocess.Popen(arguments, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def assert_only_whole_documents(data: Path, expected: dict[str, set[str]]) -> int:
    """Every document graph holds exactly what reading its file gives; the indexes agree with the graph they name."""
    if not (data / "graph" / "CURRENT").exists():
        return 0
    with DataFolder(data, exclusive=True, purpose="test") as folder:
        store = OxigraphStore(folder.graph)
        records = store.documents()
        for record in records:
            assert set(n_triples(list(store.graph_triples(record.graph)))) == expected[record.sha256]
        unnamed = "SELECT ?t WHERE { ?s nqi:refersTo ?t FILTER NOT EXISTS { ?t dcterms:identifier|skos:prefLabel ?n } }"
        assert list(store.select(unnamed)) == []
        # An index may lag behind the graph until the next run; what it holds must be what the graph says.
        behind = "in the graph and not in the index", "in the index and not in the graph", "there is no index"
        assert [problem for problem in verify_against(store, folder) if not problem.endswith(behind)] == []
        return len(records)


def test_twenty_kills_leave_whole_documents_and_a_run_that_goes_on(tmp_path: Path) -> None:
    randomness = random.Random(20260)
    folder, data = tmp_path / "in", tmp_path / "data"
    expected: dict[str, set[str]] = {}

    def learn(paths: list[Path]) -> None:
        for path in paths:
            answer = prepare({"path": str(path)})
            triples = [quad.triple for quad in ox.parse(answer["triples"], format=ox.RdfFormat.N_TRIPLES)]
            own, _ = split(triples, answer["edition"], v.graph_iri(answer["sha256"]))
            expected[answer["sha256"]] = set(n_triples(own))

    learn(write_standards(folder, 30))
    started = time.monotonic()
    assert ingest(folder, tmp_path / "untouched").wait() == 0
    whole = time.monotonic() - started
    longest = whole
    kills = rounds = 0
    while kills < KILLS:
        # New and changed work for every round, so that each kill has something to hit.
        learn(write_standards(folder, 6, first=92000 + 6 * rounds))
        changed = folder / f"GB-T-{90001 + rounds % 30}-2020.txt"
        changed.write_text(standard_text(90001 + rounds % 30, topic=f"第{rounds}次修改的误差"), encoding="utf-8")
        learn([changed])
        process = ingest(folder, data)
        time.sleep(randomness.uniform(0.05, longest))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        else:
            longest *= 0.9  # it was done before the blow: aim earlier
        process.communicate()
        rounds += 1
        assert rounds < 5 * KILLS, "runs end too soon to be killed"
        assert_only_whole_documents(data, expected)
    last = ingest(folder, data)
    assert last.wait() == 0, last.stderr.read().decode() if last.stderr else ""
    assert assert_only_whole_documents(data, expected) == len(list(folder.iterdir()))
    with DataFolder(data, exclusive=True, purpose="test") as owner:
        assert verify_against(OxigraphStore(owner.graph), owner) == []


def test_a_second_process_is_told_who_owns_the_folder(tmp_path: Path) -> None:
    write_standards(tmp_path / "in", 1)
    with DataFolder(tmp_path / "data", exclusive=True, purpose="nqi serve at http://127.0.0.1:8000"):
        process = ingest(tmp_path / "in", tmp_path / "data")
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 1
    message = stderr.decode()
    assert "is in use by process" in message and "nqi serve at http://127.0.0.1:8000" in message
    assert "Traceback" not in message and len(message.strip().splitlines()) == 1
