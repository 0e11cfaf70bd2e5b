"""kg <- ingest <- search_api <- nqi.py: no arrow runs back."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {"kg": {"kg"}, "ingest": {"ingest", "kg"}, "search_api": {"search_api", "ingest", "kg"}}
OURS = {"kg", "ingest", "search_api", "nqi", "tests", "bench"}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names & OURS


def test_imports_run_one_way() -> None:
    backwards = [
        f"{path.relative_to(ROOT)} imports {name}"
        for package, allowed in MAY_IMPORT.items()
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in sorted(imported(path) - allowed)
    ]
    assert backwards == []


def test_help_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = "import sys, nqi, click.testing as t; t.CliRunner().invoke(nqi.cli, ['--help']); print(sorted({'torch','faiss','tantivy','pyoxigraph','flask','rdflib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
