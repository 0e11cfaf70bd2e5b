"""The child of the sandbox: python -m ingest.sandbox.child MODULE:FUNCTION MAX_MEMORY PARENT_PID.

It bounds itself before it touches a file, then answers requests until its parent goes away.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import IO, Any

from ingest.sandbox.frames import receive, send
from ingest.sandbox.progress import Step, listen
from kg.errors import NqiError, UnreadableDocument

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
# Pages with a text layer pass by the dozen a second; the parent's clock needs no more than a sign of life.
_BETWEEN_SIGNS = 0.5


def _confine(max_memory: int, parent: int) -> None:
    """Bound this process, as far as its system can. What a system cannot bound, the parent's clock still ends."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        # Best effort: containers forbid either. Root drops the network alone, because in a user namespace of
        # its own it could no longer read other people's files.
        if libc.unshare(_CLONE_NEWNET) != 0 and os.geteuid() != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
        # Behind unshare, which resets it with the change of credentials.
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before prctl could say so
            os._exit(1)
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for limit, value in (
        (resource.RLIMIT_AS, max_memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
    ):
        _, hard = resource.getrlimit(limit)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # macOS knows RLIMIT_AS but refuses to set it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (bound, bound))


def _serve(call: str, requests: IO[bytes], replies: IO[bytes]) -> None:
    module, _, attribute = call.partition(":")
    try:
        function = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, MemoryError) as exc:
        send(replies, {"error": {"type": type(exc).__name__, "message": str(exc)}})
        return
    send(replies, {"ready": True})
    listen(_teller(replies))
    while (argument := receive(requests)) is not None:
        try:
            reply: dict[str, Any] = {"ok": function(argument)}
            send(replies, reply)
        # A parser of hostile files may raise anything; the parent decides what it means.
        except Exception as exc:
            send(replies, {"error": _described(exc)})


def _teller(replies: IO[bytes]) -> Callable[[Step], None]:
    """Sends steps on as frames: every page that is recognised, of the others one in a while."""
    last = 0.0

    def tell(step: Step) -> None:
        nonlocal last
        now = time.monotonic()
        if step.ocr or now - last >= _BETWEEN_SIGNS:
            last = now
            send(replies, {"progress": {"page": step.page, "pages": step.pages, "ocr": step.ocr}})

    return tell


def _described(exc: Exception) -> dict[str, str]:
    if isinstance(exc, UnreadableDocument):
        return {"type": "UnreadableDocument", "code": exc.code, "message": str(exc)}
    if isinstance(exc, NqiError | MemoryError):
        return {"type": type(exc).__name__ if isinstance(exc, NqiError) else "MemoryError", "message": str(exc)}
    return {"type": type(exc).__name__, "message": str(exc), "traceback": "".join(traceback.format_exception(exc, limit=-20))}


def _main() -> None:
    call, max_memory, parent = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # The frames get descriptors of their own: what a library prints goes to stderr and cannot get between them.
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    _confine(max_memory, parent)
    with contextlib.suppress(BrokenPipeError):  # the parent has gone
        _serve(call, requests, replies)


if __name__ == "__main__":
    _main()
