"""The machine a benchmark ran on, and what its scripts share: text to work on, medians."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def describe() -> str:
    """CPU, cores, vector instructions, memory, load, Python: one line."""
    model, flags = platform.machine(), ""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                model = value.strip()
            elif name.strip() == "flags":
                known = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")
                flags = " ".join(flag for flag in known if flag in value.split())
    except OSError:
        pass
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    # Others' load is part of the result: a busy machine halves every number below.
    load = os.getloadavg()[0]
    return f"{model}, {cores} cores ({flags or 'no vector flags known'}), {memory:.0f} GiB, load {load:.1f}, Python {platform.python_version()}, {platform.system()}"


def median_ms(call: Callable[[], object], repeat: int = 9) -> float:
    """Median milliseconds of a call, after one that warms up."""
    call()
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def core_rate(call: Callable[[], object], count: int, repeat: int = 3) -> tuple[float, float]:
    """(things a second, things a second of CPU time over all threads), medians, for a call that does ``count`` of them; after one that warms up."""
    call()
    walls, cpus = [], []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return count / statistics.median(walls), count / statistics.median(cpus)


def paragraphs(count: int, length: int, folder: Path = CORPUS) -> list[str]:
    """``count`` texts of about ``length`` characters from the documents below ``folder``, the same at each run.

    Starts are shifted where the text runs out, so that no two texts are equal.
    """
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".md", ".txt"))
    text = "".join(path.read_text(encoding="utf-8") for path in files).replace("\n", "")
    if len(text) < 2 * length:
        raise SystemExit(f"{folder} holds too little text (.md, .txt) for paragraphs of {length} characters")
    found: dict[str, None] = {}
    shift = 0
    while len(found) < count and shift < length:
        found.update(dict.fromkeys(text[start : start + length] for start in range(shift, len(text) - length, length)))
        shift += max(1, length // 40)
    return list(found)[:count]
