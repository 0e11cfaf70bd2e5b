"""Wall time, CPU time of all threads and memory: what `bench.scale` measures its parties by. Needs nothing but Python."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_KEPT = {"VmRSS": "rss", "RssAnon": "anonymous", "VmHWM": "peak"}


class Meter:
    """Adds up what passes inside ``with``: one entry each time."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def __enter__(self) -> Meter:
        self._started = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        cpu = time.process_time() - self._started[1]
        self.wall.append(time.perf_counter() - self._started[0])
        self.cpu.append(cpu)

    def as_json(self) -> dict[str, float]:
        """Milliseconds: medians and 95th percentiles of wall and CPU time, mean CPU; seconds in all."""
        return {
            "n": len(self.wall),
            "seconds": sum(self.wall),
            "cpu_seconds": sum(self.cpu),
            **summary("wall", self.wall),
            **summary("cpu", self.cpu),
        }


def summary(name: str, seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and mean in milliseconds.

    >>> summary("x", [0.001, 0.002, 0.003])
    {'x_p50': 2.0, 'x_p95': 3.0, 'x_mean': 2.0}
    """
    ordered = sorted(1000 * s for s in seconds)
    return {
        f"{name}_p50": statistics.median(ordered),
        f"{name}_p95": ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        f"{name}_mean": statistics.fmean(ordered),
    }


def with_clients(
    call: Callable[[str], object], questions: Sequence[str], clients: int, cpu: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Questions asked by so many threads at once: wall time of each, questions a second, CPU a question."""

    def one(question: str) -> float:
        started = time.perf_counter()
        call(question)
        return time.perf_counter() - started

    with ThreadPoolExecutor(clients) as pool:
        began, spent = time.perf_counter(), cpu()
        seconds = list(pool.map(one, questions))
        took, spent = time.perf_counter() - began, cpu() - spent
    return {"n": len(questions), "per_second": len(questions) / took, "cpu_mean": 1000 * spent / len(questions), **summary("wall", seconds)}


def cpu_of(pid: int) -> float:
    """Seconds of CPU time that another process has used, all its threads, to the nanosecond (Linux: the clock of a process)."""
    return time.clock_gettime((~pid << 3) | 2)


def memory_mb() -> dict[str, float]:
    """{"rss", "anonymous", "peak"} of this process in MB; the difference of the first two are pages of mapped files."""
    found = {}
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name in _KEPT:
            found[_KEPT[name]] = int(value.split()[0]) / 1024
    return found
