"""How far a long reading has come: said by readers, heard by whoever runs them.

A reader calls `step` before each page; nobody listens unless the process says so (`listen`). In the
sandbox the steps become frames, so that a slow page costs its own time and not the file's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Page ``page`` (1-based) of ``pages`` is next; ``ocr`` where it is read from its picture."""

    page: int
    pages: int
    ocr: bool


_listeners: list[Callable[[Step], None]] = []


def listen(listener: Callable[[Step], None]) -> None:
    """From now on ``listener`` hears every step of this process."""
    _listeners.append(listener)


def step(page: int, pages: int, *, ocr: bool = False) -> None:
    """Say that ``page`` is next."""
    for listener in _listeners:
        listener(Step(page, pages, ocr))
