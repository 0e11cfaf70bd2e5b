"""Every benchmark, one after the other: python -m bench [names]."""

from __future__ import annotations

import runpy
import sys

NAMES = ("extract", "ingest", "validation", "encoders", "indexes", "incremental", "search", "suggest", "quality", "timeline")


def main() -> None:
    chosen = sys.argv[1:] or list(NAMES)
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        sys.exit(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    for name in chosen:
        print(f"\n== {name}", flush=True)
        sys.argv = [f"bench.{name}"]
        runpy.run_module(f"bench.{name}", run_name="__main__")


if __name__ == "__main__":
    main()
