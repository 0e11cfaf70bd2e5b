from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from ingest.readers.limits import MIB, Limits
from ingest.sandbox.sandbox import Sandbox
from kg.errors import EncoderError, NqiError, UnreadableDocument

# What the children of these tests call, by the key "do" of their argument.
CALLS = """
import ctypes, os, socket, time

from kg.errors import EncoderError, UnreadableDocument

KEPT = []

def work(argument):
    do = argument.get("do")
    if do == "sleep":
        time.sleep(argument["seconds"])
    elif do == "allocate":
        return {"bytes": len(bytearray(argument["bytes"]))}
    elif do == "exit":
        os._exit(7)
    elif do == "segfault":
        ctypes.string_at(0)
    elif do == "print":
        print("noise " * 10000, flush=True)
        os.write(1, b"more noise")
    elif do == "refuse":
        raise UnreadableDocument("encrypted", "a.pdf is protected by a password")
    elif do == "bug":
        return {}["missing"]
    elif do == "run_defect":
        raise EncoderError("no model")
    elif do == "nonsense":
        os.write(4, b"\\xff" * 100)
        return object()
    elif do == "write":
        with open(argument["target"], "w") as file:
            file.write("x" * 100000)
    elif do == "connect":
        socket.create_connection((argument["host"], argument["port"]), 2).close()
    elif do == "environment":
        return {"names": sorted(os.environ)}
    elif do == "stdin":
        return {"read": os.read(0, 10).decode()}
    return {"pid": os.getpid(), "echo": argument.get("value")}
"""


@pytest.fixture(autouse=True)
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "sandbox_calls.py").write_text(CALLS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return "sandbox_calls:work"


@pytest.fixture
def sandbox(call: str) -> Iterator[Sandbox]:
    with Sandbox(1, Limits(max_seconds=30, max_memory=512 * MIB), call) as made:
        yield made


def refusal(answer: dict[str, Any] | UnreadableDocument) -> UnreadableDocument:
    assert isinstance(answer, UnreadableDocument), answer
    return answer


def works(sandbox: Sandbox) -> bool:
    answer = sandbox.run_one({"value": "锅炉"})
    return isinstance(answer, dict) and answer["echo"] == "锅炉"


def test_one_child_answers_many_arguments(sandbox: Sandbox) -> None:
    answers = [answer for _, answer in sandbox.run({"value": n} for n in range(50))]
    assert sorted(a["echo"] for a in answers if isinstance(a, dict)) == list(range(50))
    assert len({a["pid"] for a in answers if isinstance(a, dict)}) == 1


def test_each_answer_comes_with_its_argument(call: str) -> None:
    with Sandbox(2, Limits(), call) as sandbox:
        assert all(isinstance(a, dict) and a["echo"] == g["value"] for g, a in sandbox.run({"value": n} for n in range(40)))


def test_a_task_over_the_time_limit_is_stopped_and_named(call: str) -> None:
    with Sandbox(1, Limits(max_seconds=1), call) as sandbox:
        started = time.monotonic()
        stopped = refusal(sandbox.run_one({"do": "sleep", "seconds": 60, "path": "/in/slow.pdf"}))
        assert time.monotonic() - started < 20
        assert (stopped.code, "slow.pdf took longer than 1 s" in str(stopped)) == ("timeout", True)
        assert works(sandbox)


def test_a_task_over_the_memory_limit_is_refused(sandbox: Sandbox) -> None:
    assert refusal(sandbox.run_one({"do": "allocate", "bytes": 4096 * MIB})).code == "memory"
    assert works(sandbox)


@pytest.mark.parametrize("how", ["exit", "segfault"])
def test_a_crash_costs_one_document(sandbox: Sandbox, how: str) -> None:
    crashed = refusal(sandbox.run_one({"do": how, "path": "bad.docx"}))
    assert (crashed.code, "bad.docx" in str(crashed)) == ("crashed", True)
    assert works(sandbox)


def test_what_a_library_prints_does_not_reach_the_frames(sandbox: Sandbox) -> None:
    assert isinstance(sandbox.run_one({"do": "print"}), dict)
    assert works(sandbox)


def test_a_child_cannot_read_the_frames_from_stdin(sandbox: Sandbox) -> None:
    assert sandbox.run_one({"do": "stdin"}) == {"read": ""}


def test_nonsense_from_a_child_is_no_answer(sandbox: Sandbox) -> None:
    assert refusal(sandbox.run_one({"do": "nonsense"})).code == "crashed"
    assert works(sandbox)


def test_a_refusal_keeps_its_code_and_sentence(sandbox: Sandbox) -> None:
    refused = refusal(sandbox.run_one({"do": "refuse"}))
    assert (refused.code, str(refused)) == ("encrypted", "a.pdf is protected by a password")


def test_a_bug_in_the_function_is_one_document_with_its_traceback(sandbox: Sandbox) -> None:
    bug = refusal(sandbox.run_one({"do": "bug", "path": "a.md"}))
    assert bug.code == "internal_error"
    assert "KeyError" in bug.__notes__[0]
    assert works(sandbox)


def test_a_defect_of_the_run_is_raised(sandbox: Sandbox) -> None:
    with pytest.raises(EncoderError, match="no model"):
        sandbox.run_one({"do": "run_defect"})


def test_a_function_that_does_not_exist_is_said_at_once() -> None:
    with Sandbox(1, Limits(), "sandbox_calls:absent") as sandbox, pytest.raises(NqiError, match="absent"):
        sandbox.run_one({})


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_FSIZE is checked on Linux")
def test_a_child_writes_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    target = tmp_path / "written"
    refusal(sandbox.run_one({"do": "write", "target": str(target)}))
    assert not target.exists() or target.stat().st_size == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can take the network from a process")
def test_a_child_has_no_network_where_the_system_lets_it_drop_it(sandbox: Sandbox) -> None:
    import socket

    flags = "-n" if os.geteuid() == 0 else "-Un"
    if shutil.which("unshare") is None or subprocess.run(["unshare", flags, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system lets no process leave its network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        assert refusal(sandbox.run_one({"do": "connect", "host": host, "port": port})).code == "internal_error"


def test_a_child_does_not_see_the_tokens_of_its_parent(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NQI_WRITE_TOKEN", "secret")
    answer = sandbox.run_one({"do": "environment"})
    assert isinstance(answer, dict)
    assert "NQI_WRITE_TOKEN" not in answer["names"]


def test_the_arguments_are_consumed_only_as_they_are_needed(call: str) -> None:
    taken = 0

    def arguments() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield {"value": number}

    with Sandbox(2, Limits(), call) as sandbox:
        finished = sandbox.run(arguments())
        for fetched in range(1, 20):
            next(finished)
            time.sleep(0.01)
            assert taken <= fetched + 2 * 2


def test_a_run_that_is_given_up_starts_no_more_tasks(call: str) -> None:
    with Sandbox(1, Limits(), call) as sandbox:
        finished = sandbox.run({"value": n} for n in range(100))
        next(finished)
        finished.close()  # type: ignore[attr-defined]
        assert works(sandbox)


def test_several_threads_share_the_children(call: str) -> None:
    answers: list[Any] = []
    with Sandbox(2, Limits(), call) as sandbox:
        threads = [threading.Thread(target=lambda n=n: answers.append(sandbox.run_one({"value": n}))) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert sorted(answer["echo"] for answer in answers) == list(range(8))


def test_leaving_the_sandbox_ends_a_working_child(call: str) -> None:
    before = set(psutil.Process().children())

    def wait_for_long(sandbox: Sandbox) -> None:
        with contextlib.suppress(NqiError):
            sandbox.run_one({"do": "sleep", "seconds": 60})

    with Sandbox(1, Limits(), call) as sandbox:
        assert works(sandbox)
        waiting = threading.Thread(target=wait_for_long, args=(sandbox,))
        waiting.start()
        time.sleep(0.2)
    waiting.join(15)
    assert not waiting.is_alive()
    assert set(psutil.Process().children()) == before


def test_ctrl_c_ends_a_waiting_run(call: str, tmp_path: Path) -> None:
    process = _parent(tmp_path, call, seconds=60)
    child = _only_child(process)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) != 0
    assert _gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_killing_the_parent_ends_its_children(call: str, tmp_path: Path) -> None:
    process = _parent(tmp_path, call, seconds=60)
    child = _only_child(process)
    process.kill()
    process.wait(20)
    assert _gone(child)


def _parent(tmp_path: Path, call: str, seconds: int) -> subprocess.Popen[bytes]:
    """A process of its own that waits for a sandboxed task."""
    program = (
        "from ingest.sandbox.sandbox import Sandbox\nfrom ingest.readers.limits import Limits\n"
        f"with Sandbox(1, Limits(), {call!r}) as s:\n    s.run_one({{}})\n    print('busy', flush=True)\n"
        f"    s.run_one({{'do': 'sleep', 'seconds': {seconds}}})\n"
    )
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).resolve().parents[2])])
    process = subprocess.Popen(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"busy\n"
    process.stdout.close()
    return process


def _only_child(process: subprocess.Popen[bytes]) -> psutil.Process:
    [child] = psutil.Process(process.pid).children()
    return child


def _gone(child: psutil.Process) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not child.is_running() or child.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False
