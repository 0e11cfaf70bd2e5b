"""The data folder: where the graph and everything derived from it lives, and who owns it.

    graph/       the Oxigraph store: the truth
    indexes/     generations of lexical and vector indexes, derived
    encodings/   vectors by content hash, so that nothing is encoded twice
    models/      encoder models unpacked from packages
    owner.json   who holds the lock, for the message to whoever comes second

RocksDB admits one writing process, so one process owns the folder: writers hold the lock
exclusively, readers share it. The kernel drops the lock when its holder dies, however it dies.
"""

from __future__ import annotations

import fcntl
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from kg.errors import DataFolderBusy, StoreError


class DataFolder:
    """Paths below one folder, and the lock on it. Use as a context manager."""

    def __init__(self, path: Path, *, exclusive: bool, purpose: str) -> None:
        """``purpose`` is what the owner is doing, as the second process will be told: "nqi serve"."""
        self.path = path.resolve()
        self.exclusive = exclusive
        self._purpose = purpose
        self._lock: int | None = None

    @property
    def graph(self) -> Path:
        return self.path / "graph"

    @property
    def indexes(self) -> Path:
        return self.path / "indexes"

    @property
    def encodings(self) -> Path:
        return self.path / "encodings"

    @property
    def models(self) -> Path:
        return self.path / "models"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever ingested here."""
        return not (self.graph / "CURRENT").exists()

    def __enter__(self) -> DataFolder:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as exc:
            raise StoreError(f"cannot use {self.path} as data folder ({exc.strerror}); name another with --data DIR or NQI_DATA") from exc
        try:
            fcntl.flock(self._lock, (fcntl.LOCK_EX if self.exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError as exc:
            os.close(self._lock)
            self._lock = None
            raise DataFolderBusy(self._busy_message()) from exc
        if self.exclusive:
            self._sign()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _sign(self) -> None:
        owner = {"pid": os.getpid(), "purpose": self._purpose, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        (self.path / "owner.json").write_text(json.dumps(owner), encoding="utf-8")

    def announce(self, purpose: str) -> None:
        """Change what a second process is told (a server says its address once it listens)."""
        self._purpose = purpose
        if self.exclusive:
            self._sign()

    def _busy_message(self) -> str:
        try:
            owner = json.loads((self.path / "owner.json").read_text(encoding="utf-8"))
            who = f"process {owner['pid']} ({owner['purpose']}, since {owner['since']})"
        except (OSError, ValueError, KeyError):
            who = "another process"
        return f"data folder {self.path} is in use by {who}; wait for it, stop it, or use another folder with --data DIR"


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder``, and so a rename into it, survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
