"""numpy's linear algebra on one thread, for callers that already use every core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

_lock = Lock()
_inside = 0
_before: list[int] = []


@contextmanager
def one_thread() -> Iterator[None]:
    """BLAS stays on the thread that calls it while any caller is inside; then it is as before.

    The setting is the process's, so the first to enter makes it and the last to leave undoes it.
    """
    global _inside, _before
    libraries = _libraries()
    with _lock:
        if _inside == 0:
            _before = [library.get_num_threads() for library in libraries]
            for library in libraries:
                library.set_num_threads(1)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                for library, threads in zip(libraries, _before, strict=True):
                    library.set_num_threads(threads)


@cache
def _libraries() -> tuple[Any, ...]:
    """numpy's own; torch and FAISS bring theirs, which are not asked here."""
    from threadpoolctl import ThreadpoolController

    return tuple(
        library for library in ThreadpoolController().lib_controllers if library.user_api == "blas" and "numpy" in library.filepath
    )
