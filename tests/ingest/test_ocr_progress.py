from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from ingest.readers.limits import Limits
from ingest.sandbox.progress import Step
from ingest.sandbox.sandbox import Sandbox
from kg.errors import UnreadableDocument

CALLS = """
import time

from ingest.sandbox.progress import step

def pages(argument):
    for page in range(1, argument["pages"] + 1):
        step(page, argument["pages"], ocr=argument.get("ocr", True))
        time.sleep(argument["seconds"])
    return {"pages": argument["pages"]}
"""


@pytest.fixture(autouse=True)
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "slow_pages.py").write_text(CALLS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return "slow_pages:pages"


def test_many_slow_pages_may_take_longer_than_one_page_may(call: str) -> None:
    with Sandbox(1, Limits(max_seconds=3), call) as sandbox:
        started = time.monotonic()
        assert sandbox.run_one({"pages": 8, "seconds": 0.6}) == {"pages": 8}
        assert time.monotonic() - started > 4


def test_a_page_that_hangs_is_stopped(call: str) -> None:
    with Sandbox(1, Limits(max_seconds=1), call) as sandbox:
        answer = sandbox.run_one({"pages": 2, "seconds": 60, "path": "slow.pdf"})
    assert isinstance(answer, UnreadableDocument)
    assert (answer.code, "1 s" in str(answer)) == ("timeout", True)


def test_signs_of_life_do_not_go_on_for_ever(call: str) -> None:
    with Sandbox(1, Limits(max_seconds=5, max_total_seconds=2), call) as sandbox:
        answer = sandbox.run_one({"pages": 1000, "seconds": 0.2, "path": "endless.pdf"})
    assert isinstance(answer, UnreadableDocument)
    assert (answer.code, "longer than 2 s" in str(answer)) == ("timeout", True)


def test_every_recognised_page_is_heard_of_with_its_file(call: str) -> None:
    heard: list[tuple[dict[str, Any], Step]] = []
    with Sandbox(1, Limits(), call, lambda argument, step: heard.append((argument, step))) as sandbox:
        sandbox.run_one({"pages": 3, "seconds": 0.0, "path": "a.pdf"})
    assert [(argument["path"], step) for argument, step in heard] == [("a.pdf", Step(n, 3, True)) for n in (1, 2, 3)]


def test_fast_pages_are_heard_of_once_in_a_while(call: str) -> None:
    heard: list[Step] = []
    with Sandbox(1, Limits(), call, lambda _, step: heard.append(step)) as sandbox:
        sandbox.run_one({"pages": 500, "seconds": 0.0, "ocr": False})
    assert 1 <= len(heard) < 100
