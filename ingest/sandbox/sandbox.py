"""Reads untrusted files in child processes: a parser that hangs, swells or crashes costs one file, not the run.

A `Sandbox` keeps persistent children of `python -m ingest.sandbox.child MODULE:FUNCTION`. Parent and child
exchange JSON, each message with its length in front (4 bytes, big endian); never pickle, because what
comes back was made next to hostile input. The function to call is named by the parent on the child's
command line: no message can ask for another one.

While it reads, a child tells how far it has come; each such sign restarts the clock of its step, not that of the whole.

A child has bounded memory, writes no files, opens no network where the system lets it drop that, sees
none of the parent's environment but what Python needs, and dies with its parent.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any, Self

import kg.errors
from ingest.readers.limits import MIB, Limits
from ingest.sandbox.frames import Nonsense, receive, send
from ingest.sandbox.progress import Step
from kg.errors import NqiError, UnreadableDocument

Answer = dict[str, Any] | UnreadableDocument
Heard = Callable[[dict[str, Any], Step], None]
"""Told how far a task has come: its argument, the step. Called from the sandbox's threads."""

_START_SECONDS = 60.0
# Bounds what a leaking library can gather; starting a child costs well below a second.
_TASKS_PER_CHILD = 500
_STOP_SECONDS = 5.0
_STDERR_LINES = 20


@dataclass(slots=True)
class _Batch:
    """One call of `Sandbox.run`: where its answers go, and whether anybody still waits for them."""

    answers: queue.SimpleQueue[tuple[dict[str, Any], Answer | BaseException]] = field(default_factory=queue.SimpleQueue)
    abandoned: bool = False


class Sandbox:
    """``jobs`` child processes that call ``call`` ("module:function", dict -> dict), each task under ``limits``.

    Used as a context manager; safe to use from several threads. An ``argument`` is a dict of JSON values;
    its ``path`` or ``file``, where it has one, names the document in messages.

    A document that cannot be read comes back as UnreadableDocument: the function's own, or with code
    ``timeout``, ``memory``, ``crashed`` (the process died), ``internal_error`` (a bug: the function raised
    something else; its traceback is a note of the exception) or ``too_large`` (the answer). Any other
    NqiError that the function raises is a defect of the run and is raised here.
    """

    def __init__(self, jobs: int, limits: Limits, call: str, on_step: Heard | None = None) -> None:
        if jobs < 1:
            raise ValueError(f"a sandbox needs at least one job, not {jobs}")
        self._limits = limits
        self._call = call
        self._tasks: queue.SimpleQueue[tuple[dict[str, Any], _Batch] | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._workers = [_Worker(limits, call, self._tasks, self._closed, on_step) for _ in range(jobs)]

    def __enter__(self) -> Self:
        for worker in self._workers:
            worker.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children, working or not. Calls of `run` that still wait are told so by NqiError."""
        self._closed.set()
        for _ in self._workers:
            self._tasks.put(None)
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            if worker.ident is not None:
                worker.join(_STOP_SECONDS)
        while True:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                return
            if task is not None:
                argument, batch = task
                batch.answers.put((argument, _closed_error()))

    def run(self, arguments: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Answer]]:
        """Yield (argument, answer) as they are finished, in any order.

        ``arguments`` is consumed as needed: at most twice as many tasks as jobs are under way or
        waiting to be fetched, so memory stays flat over any number of files.
        """
        most = 2 * len(self._workers)
        batch = _Batch()
        pending = 0
        source = iter(arguments)
        exhausted = False
        try:
            while True:
                while pending < most and not exhausted:
                    try:
                        argument = next(source)
                    except StopIteration:
                        exhausted = True
                        break
                    if self._closed.is_set():
                        raise _closed_error()
                    self._tasks.put((argument, batch))
                    pending += 1
                if not pending:
                    return
                argument, answer = batch.answers.get()
                pending -= 1
                if isinstance(answer, BaseException) and not isinstance(answer, UnreadableDocument):
                    raise answer
                yield argument, answer
        finally:
            # Whoever stops early (an error, Ctrl-C, a break) leaves tasks that no child should start.
            batch.abandoned = True

    def run_one(self, argument: dict[str, Any]) -> Answer:
        """The answer to one argument."""
        return next(answer for _, answer in self.run([argument]))


def _closed_error() -> NqiError:
    return NqiError("the sandbox that reads documents was closed while a document waited; open a new one")


class _ChildDied(Exception):
    """The child's pipe ended before its answer did."""


class _Worker(threading.Thread):
    """One thread, which alone starts, feeds and replaces one child.

    The kernel ends a child when the *thread* that started it ends (PR_SET_PDEATHSIG, prctl(2)), so
    the thread that starts a child lives as long as the child is needed.
    """

    def __init__(
        self,
        limits: Limits,
        call: str,
        tasks: queue.SimpleQueue[tuple[dict[str, Any], _Batch] | None],
        closed: threading.Event,
        on_step: Heard | None,
    ) -> None:
        super().__init__(name="sandbox", daemon=True)
        self._on_step = on_step
        self._limits = limits
        self._call_name = call
        self._tasks = tasks
        self._closed = closed
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def run(self) -> None:
        while (task := self._tasks.get()) is not None:
            argument, batch = task
            if batch.abandoned:
                continue
            try:
                answer: Answer | BaseException = self._answer(argument)
            # Whatever happens in this thread must reach the caller, who would wait for ever otherwise.
            except BaseException as exc:
                self._retire()
                answer = exc
            batch.answers.put((argument, answer))
        self._retire()

    def kill(self) -> None:
        """End the child from another thread; this thread sees its pipe end."""
        with self._lock:
            if self._child is not None:
                self._child.kill()

    def _answer(self, argument: dict[str, Any]) -> Answer:
        name = document_name(argument)
        child = self._ready_child()
        clock = _Clock(self._limits.max_seconds, self._limits.max_total_seconds, child.kill)
        reply = child.ask(argument, clock, None if self._on_step is None else partial(self._on_step, argument))
        timed_out = clock.ran_out
        if self._closed.is_set() and reply is None:
            raise _closed_error()
        if reply is None:
            self._retire()
            if timed_out:
                return UnreadableDocument("timeout", f"{name} {clock.verdict} and was stopped; split it into parts or raise the limit")
            return _death(name, child)
        if timed_out or child.tasks >= _TASKS_PER_CHILD:
            self._retire()
        if "ok" in reply and isinstance(reply["ok"], dict):
            return reply["ok"]
        answer = self._refusal(name, reply.get("error"))
        if answer.code in ("memory", "internal_error", "crashed"):
            self._retire()  # after a failed allocation nobody knows what state its libraries are in
        return answer

    def _refusal(self, name: str, error: Any) -> UnreadableDocument:
        if not isinstance(error, dict):
            return UnreadableDocument("crashed", f"{name} made its reader process answer nonsense; report it with the file")
        kind, code, message = (str(error.get(key, "")) for key in ("type", "code", "message"))
        if kind == "UnreadableDocument":
            return UnreadableDocument(code, message)
        if kind == "MemoryError":
            return UnreadableDocument(
                "memory",
                f"{name} needs more than {self._limits.max_memory / MIB:,.0f} MiB of memory to read; split it into parts or raise the limit",
            )
        known = getattr(kg.errors, kind, None)
        if isinstance(known, type) and issubclass(known, NqiError):
            raise known(message)
        refusal = UnreadableDocument(
            "internal_error", f"{name} could not be read because of a defect in nqi ({kind}: {message}); report it with the file"
        )
        refusal.add_note(str(error.get("traceback", "")))
        return refusal

    def _ready_child(self) -> _Child:
        # A child may have died since its last answer (the system ran out of memory); the next file is not to blame.
        if self._child is not None and self._child.is_dead():
            self._retire()
        if self._child is None:
            with self._lock:
                if self._closed.is_set():
                    raise _closed_error()
                self._child = _Child(self._call_name, self._limits)
            self._child.greet()
        return self._child

    def _retire(self) -> None:
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.close()


def _death(name: str, child: _Child) -> UnreadableDocument:
    status, said = child.close()
    if status == -signal.SIGKILL:
        # We did not send it, so the kernel did: it kills when memory runs out.
        return UnreadableDocument(
            "memory", f"{name}: its reader process was killed by the system, which was out of memory; read it with fewer jobs"
        )
    how = f"signal {-status}" if status < 0 else f"exit status {status}"
    refusal = UnreadableDocument(
        "crashed", f"{name} crashed its reader process ({how}); the file is damaged or hostile, get it again from its source"
    )
    if said:
        refusal.add_note(said)
    return refusal


def document_name(argument: dict[str, Any]) -> str:
    """What a message calls the document of an argument.

    >>> document_name({"path": "/tmp/GB 1.pdf"}), document_name({})
    ('GB 1.pdf', 'a document')
    """
    path = argument.get("path") or argument.get("file")
    return Path(str(path)).name if path else "a document"


class _Clock:
    """Calls ``stop`` when ``seconds`` pass without a `restart`, or ``total`` since it was started."""

    def __init__(self, seconds: float, total: float, stop: Callable[[], None]) -> None:
        self.ran_out = False
        self._seconds, self._total, self._stop = seconds, total, stop
        self._started = 0.0
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        self.restart()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._cancel()

    def restart(self) -> None:
        """A step was made: the next one gets its own time, within the total."""
        self._cancel()
        left = self._started + self._total - time.monotonic()
        self._timer = threading.Timer(max(0.0, min(self._seconds, left)), self._end)
        self._timer.daemon = True
        self._timer.start()

    @property
    def verdict(self) -> str:
        """What was exceeded, as a message says it."""
        if time.monotonic() - self._started >= self._total:
            return f"took longer than {self._total:g} s to read"
        return f"took longer than {self._seconds:g} s to read a page"

    def _end(self) -> None:
        self.ran_out = True
        self._stop()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()


def _step_of(told: Any) -> Step | None:
    """A step as its frame tells it; a child that has read a hostile file may tell anything."""
    if not isinstance(told, dict) or not all(isinstance(told.get(name), int) for name in ("page", "pages")):
        return None
    return Step(told["page"], told["pages"], bool(told.get("ocr")))


class _Child:
    """The parent's end of one child process."""

    def __init__(self, call: str, limits: Limits) -> None:
        self.tasks = 0
        self._call = call
        self._said: deque[str] = deque(maxlen=_STDERR_LINES)
        # -P keeps the working folder, which may be full of other people's files, out of the module path.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ingest.sandbox.child", call, str(limits.max_memory), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            # Ctrl-C reaches the parent alone, which then ends its children in order.
            start_new_session=True,
        )
        self._drain = threading.Thread(target=self._listen, name="sandbox-stderr", daemon=True)
        self._drain.start()

    def greet(self) -> None:
        """Wait until the child has imported its function. Raises NqiError where it cannot."""
        reply = self._within(_Clock(_START_SECONDS, _START_SECONDS, self.kill), self._receive)
        if reply is None or "ready" not in reply:
            error = (reply or {}).get("error")
            reason = error.get("message") if isinstance(error, dict) else self.close()[1] or "it ended without a word"
            raise NqiError(f"the process that reads documents with {self._call} does not start: {reason}")

    def ask(self, argument: dict[str, Any], clock: _Clock, heard: Callable[[Step], None] | None) -> dict[str, Any] | None:
        """The child's reply, None if it died or ``clock`` ended it; ``heard`` is told each step."""
        self.tasks += 1

        def exchange() -> dict[str, Any]:
            send(self._pipe(self._process.stdin), argument)
            while True:
                reply = self._receive()
                if "progress" not in reply:
                    return reply
                clock.restart()
                step = _step_of(reply["progress"])
                if heard is not None and step is not None:
                    heard(step)

        return self._within(clock, exchange)

    def is_dead(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def close(self) -> tuple[int, str]:
        """Wait for the end of the process; its exit status (negative: signal) and its last words on stderr."""
        try:
            status = self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:  # it closed its pipe but lives on
            self._process.kill()
            status = self._process.wait()
        self._drain.join(_STOP_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):  # flushing to a dead process
                self._pipe(pipe).close()
        return status, "".join(self._said).strip()

    def _within(self, clock: _Clock, action: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
        with clock:
            try:
                return action()
            except (_ChildDied, OSError):
                return None
            except Nonsense:
                return {}

    def _receive(self) -> dict[str, Any]:
        reply = receive(self._pipe(self._process.stdout))
        if reply is None:
            raise _ChildDied
        return reply

    def _listen(self) -> None:
        for line in self._pipe(self._process.stderr):
            self._said.append(line[:1000].decode("utf-8", "replace"))

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe


def _environment() -> dict[str, str]:
    """What a child needs to run Python and nothing else: tokens and keys stay with the parent."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
        if name in os.environ
    }
    root = str(Path(__file__).resolve().parents[1])
    return kept | {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys([root, *(entry for entry in sys.path if entry)])),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        # Children share the cores already; and each arena of malloc reserves 64 MiB of the bounded address space.
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
