"""The whole server asked over HTTP: a server in a process of its own, whose CPU clock the clients read before and after a request."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import scale_texts
from bench.scale_ours import parts
from bench.scale_timing import cpu_of, summary, with_clients

Json = dict[str, Any]
_SETTLES = 0.004
"""Seconds until a server that has answered has put its buffers away: that, too, is CPU time of the request."""


def measure_http(texts: Path, data: Path) -> Json:
    """One client, the same questions again, eight clients; then where the server's threads spend their time."""
    questions = json.loads((texts / scale_texts.QUESTIONS).read_text(encoding="utf-8"))
    warm, single, many, profiled = parts(questions, 4, 8, 6, 2)
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.scale_ours", "serve", str(texts), "--data", str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = _told(server)["port"]
        client = _Client(port, server.pid)
        for question in warm:
            client.ask(question)
        result: Json = {"one": client.timed(single), "again": client.timed(single), "bytes": client.bytes / client.asked}
        clients = threading.local()

        def ask(question: str) -> None:
            if not hasattr(clients, "mine"):
                clients.mine = _Client(port, server.pid)
            clients.mine.ask(question)

        result["clients8"] = with_clients(ask, many, 8, lambda: cpu_of(server.pid))
        _tell(server, "profile")
        for question in profiled:
            client.ask(question)
        result["stages"] = _tell(server, f"stages {len(profiled)}", answered=True)
        result["memory"] = _tell(server, "memory", answered=True)
    finally:
        assert server.stdin is not None
        server.stdin.close()
        server.wait(30)
    return result


class _Client:
    """One connection that stays open."""

    def __init__(self, port: int, server: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._server = server
        self.bytes = self.asked = 0

    def ask(self, question: str) -> None:
        self._connection.request("GET", f"/api/v1/search?q={quote(question)}")
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"the server answers {answer.status} to {question!r}: {body[:300].decode(errors='replace')}")
        self.bytes += len(body)
        self.asked += 1

    def timed(self, questions: Sequence[str]) -> Json:
        wall, cpu = [], []
        for question in questions:
            spent, started = cpu_of(self._server), time.perf_counter()
            self.ask(question)
            wall.append(time.perf_counter() - started)
            time.sleep(_SETTLES)
            cpu.append(cpu_of(self._server) - spent)
        return {"n": len(questions), **summary("wall", wall), **summary("cpu", cpu)}


def _tell(server: subprocess.Popen[str], what: str, *, answered: bool = False) -> Json:
    assert server.stdin is not None
    server.stdin.write(what + "\n")
    server.stdin.flush()
    if answered:
        return _told(server)
    # The server's main thread wraps the stages while nobody asks.
    time.sleep(0.5)
    return {}


def _told(server: subprocess.Popen[str]) -> Json:
    assert server.stdout is not None
    line = server.stdout.readline()
    if not line:
        raise SystemExit("the server of the benchmark ended; its error stands above")
    found: Json = json.loads(line)
    return found
