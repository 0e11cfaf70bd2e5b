"""Search at 10,000, 100,000 and a million passages: our system, its peer and the floors of the same run.

    python -m bench.scale [--passages 10000 100000 1000000] [--work FOLDER] [--without-peer]

Texts, graph and indexes are kept in the work folder and made anew only where the code that writes them has changed; what is measured
is measured each time. Every party is a process of its own. The peer needs .venv-bench (`make bench-scale` makes it). See bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from hashlib import blake2b
from pathlib import Path
from typing import Any

from bench.machine import describe
from bench.scale_http import measure_http
from bench.scale_report import report

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".venv-bench" / "bin" / "python"
QUESTIONS = 1_000

_MADE_BY = {
    "graph": ("bench/synthetic_graph.py", "kg/mapping.py", "kg/catalogue_mapping.py", "kg/register.py"),
    "texts": ("bench/scale_texts.py", "bench/synthetic_graph.py", "kg/segment.py", "search_api/passage.py"),
    "data": ("bench/scale_ours.py", "kg/segment.py", "search_api/passage.py", "search_api/lexical_index.py", "search_api/vector_index.py", "search_api/manifest.py"),
    "txtai": ("bench/scale_txtai.py", "requirements-bench.txt"),
}  # fmt: skip
"""Files whose change makes what is kept worthless."""


class Work:
    """The folder of what is kept; a thing's folder bears the digest of what made it, and is whole when its result stands beside it."""

    def __init__(self, folder: Path, passages: int, editions: int) -> None:
        self.folder, self.passages, self.editions = folder, passages, editions

    def path(self, what: str) -> Path:
        digest = blake2b(digest_size=5)
        # Indexes are of their texts, and texts of the graph's editions.
        for thing in {"graph": ("graph",), "texts": ("texts",), "data": ("texts", "data"), "txtai": ("texts", "txtai")}[what]:
            for name in _MADE_BY[thing]:
                digest.update((ROOT / name).read_bytes())
        size = f"{self.editions}" if what == "graph" else f"{self.passages}-{self.editions}"
        return self.folder / f"{what}-{size}-{digest.hexdigest()}"

    def made(self, what: str, command: list[str]) -> Json:
        """The result of the command that makes it, from now or from when it was made."""
        path = self.path(what)
        result = path.with_name(path.name + ".json")
        if result.exists():
            kept: Json = json.loads(result.read_text(encoding="utf-8"))
            return {**kept, "kept": True}
        _say(f"making {path.name}")
        found = run(command)
        result.write_text(json.dumps(found), encoding="utf-8")
        return found


def run(command: list[str]) -> Json:
    """The last line of what the command prints, as JSON."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command)
    found: Json = json.loads(done.stdout.splitlines()[-1])
    return found


def ours(what: str, folder: Path, **options: object) -> list[str]:
    return [
        sys.executable,
        "-m",
        "bench.scale_ours",
        what,
        str(folder),
        *(part for k, value in options.items() for part in (f"--{k}", str(value))),
    ]


def measure(work: Work, models: Path, *, peer: bool) -> Json:
    """Everything about one size."""
    graph, texts, data, txtai = (work.path(what) for what in ("graph", "texts", "data", "txtai"))
    found: Json = {"passages": work.passages, "graph": work.made("graph", ours("graph", graph, editions=work.editions))}
    found["texts"] = work.made("texts", ours("texts", texts, passages=work.passages, editions=work.editions, questions=QUESTIONS))
    found["build"] = work.made("data", ours("build", texts, data=data, graph=graph))
    _say("floors")
    found["floors"] = run([sys.executable, "-m", "bench.scale_floors", str(texts), str(data)])
    _say("our search")
    found["search"] = run(ours("search", texts, data=data, models=models))
    _say("our server")
    found["http"] = measure_http(texts, data)
    if peer:
        try:
            found["peer_build"] = work.made("txtai", [str(PEER), "bench/scale_txtai.py", "build", str(texts), str(txtai)])
            _say("txtai's search")
            found["peer"] = run([str(PEER), "bench/scale_txtai.py", "search", str(texts), str(txtai)])
        except subprocess.CalledProcessError as exc:
            # Killed for its memory, it says nothing else.
            found["peer_failed"] = f"exit status {exc.returncode}"
    return found


def _say(what: str) -> None:
    print(f"  … {what}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--editions", type=int, default=100_000, help="editions of the graph, whatever the number of passages")
    parser.add_argument("--work", type=Path, default=ROOT / ".bench", help="what is kept: 3 GB, and 6 GB more for a million passages")
    parser.add_argument("--without-peer", action="store_true")
    parser.add_argument("--json", type=Path, help="everything measured, in this file")
    arguments = parser.parse_args()
    if not arguments.without_peer and not PEER.exists():
        raise SystemExit("the peer is not installed: 'make bench-scale' does, or --without-peer leaves it out")
    print(describe(), flush=True)
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    everything = []
    for passages in arguments.passages:
        started = time.perf_counter()
        found = measure(Work(work, passages, arguments.editions), work / "models", peer=not arguments.without_peer)
        found["seconds"] = time.perf_counter() - started
        everything.append(found)
        report(found)
    if arguments.json:
        arguments.json.write_text(json.dumps(everything, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
