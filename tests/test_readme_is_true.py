"""The README says what the code does: settings, commands, routes, and a transcript that runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import nqi
from kg.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_settings_is_the_dataclass() -> None:
    rows = dict(re.findall(r"^\| `NQI_([A-Z_]+)` \| (?:`([^`]*)` )?\|", README, re.MULTILINE))
    defaults = {field.name.upper(): str(field.default) for field in fields(Settings)}
    assert rows == defaults


def test_every_command_is_in_the_readme_and_the_reverse() -> None:
    named = set(re.findall(r"^\| `nqi ([a-z]+)", README, re.MULTILINE))
    assert named == set(nqi.COMMANDS)


def test_every_route_in_the_readme_is_served() -> None:
    from search_api.web.app import create_app
    from tests.web.sample import SampleService

    app = create_app(SampleService())
    routes = {re.sub(r"<[^>]*>", "{}", rule.rule) for rule in app.url_map.iter_rules()}
    table = README[README.index("## HTTP") : README.index("## 设置")]
    for path in re.findall(r"`(?:GET|POST|DELETE|GET, POST) (/[^`?\s]*)", table):
        wanted = re.sub(r"\{[^}]*\}", "{}", path.replace("…", "{}"))
        assert wanted in routes, path


def _transcript() -> list[tuple[str, list[str]]]:
    block = README[README.index("```console") :]
    block = block[: block.index("```", 10)]
    steps: list[tuple[str, list[str]]] = []
    for line in block.splitlines()[1:]:
        if line.startswith("$ "):
            steps.append((line[2:], []))
        elif line.strip():
            steps[-1][1].append(line)
    return steps


@pytest.mark.skipif(sys.platform == "win32", reason="the transcript is for a POSIX shell")
def test_the_transcript_runs_and_prints_what_it_shows(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NQI_")}
    environment |= {"NQI_DATA": str(tmp_path / "data"), "COLUMNS": "160", "PYTHONPATH": str(ROOT)}
    steps = _transcript()
    assert len(steps) >= 4
    for command, shown in steps:
        arguments = shlex.split(command)
        assert arguments[0] == "nqi"
        done = subprocess.run(
            [sys.executable, str(ROOT / "nqi.py"), *arguments[1:]], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        printed = re.sub(r"\s+", " ", done.stdout)
        for line in shown:
            if line.strip() == "…":
                continue
            # Times differ between machines.
            pattern = re.sub(r"\\?\s+", " ", re.escape(re.sub(r"\s+", " ", line.strip()))).replace("\\ ", " ")
            pattern = re.sub(r"\d+\\\.\d+ s\b", r"[\\d.]+ s", pattern)
            assert re.search(pattern, printed), f"{command} did not print\n{line}\nbut\n{done.stdout}"
