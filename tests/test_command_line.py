"""The command: exit status, one-line errors, JSON alone on stdout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_standards import write_standards

ROOT = Path(__file__).resolve().parents[1]


def nqi(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NQI_")}
    return subprocess.run(
        [sys.executable, str(ROOT / "nqi.py"), *arguments], capture_output=True, text=True, env=kept | environment, timeout=120
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("in")
    write_standards(folder, 3)
    data = str(tmp_path_factory.mktemp("data"))
    done = nqi("ingest", str(folder), "--data", data, "--encoder", "hashing")
    assert done.returncode == 0, done.stderr
    return data


def test_a_refused_file_makes_the_status_one_and_the_others_are_read(tmp_path: Path) -> None:
    write_standards(tmp_path / "in", 1)
    (tmp_path / "in" / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    done = nqi("ingest", str(tmp_path / "in"), "--data", str(tmp_path / "data"), "--no-index", "--json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert (answer["summary"]["read"], answer["summary"]["refused"]) == (1, 1)


def test_extract_prints_json_and_nothing_else(tmp_path: Path) -> None:
    (path,) = write_standards(tmp_path, 1)
    done = nqi("extract", str(path), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["number"] == "GB/T 90001-2020"


def test_extract_of_an_unreadable_file_says_why_with_status_one(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing")
    done = nqi("extract", str(path), "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert answer["readable"] is False and answer["clauses"] == []
    assert answer["findings"][0]["code"] == "damaged"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("search", ""), 2, "empty"),
        (("search", "  "), 2, "empty"),
        (("sparql", "SELEC"), 2, "refused"),
        (("sparql",), 2, "one query"),
        (("show", "GB 99999-1999"), 1, "not in the graph"),
        (("show", "noise"), 1, "not in the graph"),
        (("related", "ghost product"), 1, "neither"),
        (("ingest", "no/such/file"), 1, "does not exist"),
        (("search", "x", "--encoder", "bogus"), 2, "bogus"),
        (("search", "x", "--limit", "0"), 2, "limit"),
        (("search", "x", "--off", "colours"), 2, "known are numbers"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_without_a_traceback(arguments: tuple[str, ...], status: int, words: str, data: str) -> None:
    extra = () if arguments == ("nonsense",) else ("--data", data)
    done = nqi(*arguments, *extra)
    assert done.returncode == status, done.stderr
    assert words in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_unknown_setting_is_an_error() -> None:
    done = nqi("search", "x", NQI_COLOUR="red")
    assert done.returncode == 2 and "NQI_COLOUR is not a setting" in done.stderr


def test_search_show_and_sparql_answer_in_json(data: str) -> None:
    hits = json.loads(nqi("search", "gbt90002", "--data", data, "--encoder", "hashing", "--json").stdout)["hits"]
    assert hits[0]["number"] == "GB/T 90002-2020"
    shown = json.loads(nqi("show", "GB/T 90002", "--data", data, "--json").stdout)
    assert [c["number"] for c in shown["citations"]] == ["GB/T 90003-2020"]
    query = "SELECT (COUNT(?d) AS ?n) WHERE { ?d a nqi:SourceDocument }"
    assert json.loads(nqi("sparql", query, "--format", "json", "--data", data).stdout)["results"]["bindings"][0]["n"]["value"] == "3"


def test_a_literal_search_reads_nothing_into_its_words(data: str) -> None:
    query = json.loads(nqi("search", "gbt90002", "--literal", "--data", data, "--encoder", "hashing", "--json").stdout)["query"]
    assert query["numbers"] == [] and "numbers" in query["off"] and query["rest"] == "gbt90002"


def test_the_index_is_brought_up_on_its_own(data: str) -> None:
    done = nqi("index", "--data", data, "--encoder", "hashing")
    assert done.returncode == 0 and "up to date" in done.stderr
    assert nqi("index", "--rebuild", "--data", data, "--encoder", "hashing").returncode == 0


def test_a_removed_document_is_found_no_more(tmp_path: Path) -> None:
    write_standards(tmp_path / "in", 2)
    data = str(tmp_path / "data")
    assert nqi("ingest", str(tmp_path / "in"), "--data", data, "--encoder", "hashing").returncode == 0
    assert nqi("remove", "GB/T 90002-2020", "--data", data, NQI_ENCODER="hashing").returncode == 0
    hits = json.loads(nqi("search", "GB/T 90002-2020", "--data", data, "--encoder", "hashing", "--json").stdout)["hits"]
    assert all(hit["number"] != "GB/T 90002-2020" for hit in hits)
    assert nqi("remove", "GB/T 90002-2020", "--data", data).returncode == 1
