"""What a generation was built from, source by source, and what its vectors still lack: one SQLite file beside the indexes.

It answers by look-up what would else be a walk over everything: which sources changed, which editions a source that is gone was about,
which passages came and went since the vectors were written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from types import TracebackType

from kg.errors import IndexMissing

SOURCES = "sources.sqlite"
_TABLES = """
PRAGMA auto_vacuum = FULL;
CREATE TABLE sources (sha256 TEXT PRIMARY KEY, key TEXT NOT NULL, catalogue INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE about (edition TEXT, sha256 TEXT, PRIMARY KEY (edition, sha256)) WITHOUT ROWID;
CREATE INDEX about_by_source ON about (sha256);
CREATE TABLE unencoded (place INTEGER PRIMARY KEY, pid INTEGER UNIQUE);
CREATE TABLE gone (pid INTEGER PRIMARY KEY);
"""


class Sources:
    """The file in the folder of one generation. Use as a context manager, from one thread."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        """Opens it, or makes it where it is ``writable`` and there is none. Raises IndexMissing where it does not read."""
        path = folder / SOURCES
        fresh = writable and not path.exists()
        # Immutable: a generation that serves must not gain a journal beside it.
        self._database = sqlite3.connect(path if writable else f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=not writable)
        try:
            # What is being built is thrown away where it is not finished, and synced when it is.
            self._database.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;" if writable else "")
            if fresh:
                self._database.executescript(_TABLES)
            self._database.execute("SELECT count(*) FROM gone").fetchone()
        except sqlite3.DatabaseError as exc:
            self._database.close()
            raise IndexMissing(f"{path} does not open ({exc}); run 'nqi index --rebuild'") from exc

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._database.commit()
        self._database.close()

    # -- sources --------------------------------------------------------------------------

    def keys(self) -> dict[str, str]:
        """sha256 -> what each source was built from."""
        return dict(self._database.execute("SELECT sha256, key FROM sources"))

    def put(self, sha256: str, key: str, *, catalogue: bool, about: Iterable[str]) -> None:
        """A source in place of what was known of it, with the editions that it is about."""
        self.drop([sha256])
        self._database.execute("INSERT INTO sources VALUES (?, ?, ?)", (sha256, key, catalogue))
        self._database.executemany("INSERT OR IGNORE INTO about VALUES (?, ?)", ((edition, sha256) for edition in about))

    def drop(self, sources: Iterable[str]) -> None:
        for sha256 in sources:
            self._database.execute("DELETE FROM sources WHERE sha256 = ?", (sha256,))
            self._database.execute("DELETE FROM about WHERE sha256 = ?", (sha256,))

    def about(self, sha256: str) -> list[str]:
        """Editions that the source is about."""
        return [row[0] for row in self._database.execute("SELECT edition FROM about WHERE sha256 = ?", (sha256,))]

    def catalogues(self) -> set[str]:
        """Every source (sha256) that is a table."""
        return {row[0] for row in self._database.execute("SELECT sha256 FROM sources WHERE catalogue")}

    def catalogues_of(self, edition: str) -> list[str]:
        """Catalogues (sha256) that list the edition."""
        found = self._database.execute("SELECT sha256 FROM about JOIN sources USING (sha256) WHERE edition = ? AND catalogue", (edition,))
        return [row[0] for row in found]

    # -- what the vectors lack ------------------------------------------------------------

    def forget(self, pids: Iterable[int]) -> None:
        """These passages are gone from the words."""
        for pid in pids:
            self._database.execute("DELETE FROM unencoded WHERE pid = ?", (pid,))
            self._database.execute("INSERT OR IGNORE INTO gone VALUES (?)", (pid,))

    def expect(self, pid: int) -> None:
        """This passage, new or changed, should have a vector."""
        self._database.execute("INSERT OR IGNORE INTO unencoded (pid) VALUES (?)", (pid,))

    def expect_only(self, pids: Collection[int]) -> None:
        """All vectors are to be made anew: those of ``pids``."""
        self._database.execute("DELETE FROM unencoded")
        self._database.execute("DELETE FROM gone")
        self._database.executemany("INSERT INTO unencoded (pid) VALUES (?)", ((pid,) for pid in pids))

    def unencoded(self) -> Iterator[int]:
        """Passages without a vector of theirs, in the order in which they were cut."""
        return (row[0] for row in self._database.execute("SELECT pid FROM unencoded ORDER BY place"))

    def unencoded_count(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM unencoded").fetchone()[0])

    def gone(self) -> list[int]:
        """Passages whose vectors are to be removed, ascending; they may be among the unencoded too, where they came back."""
        return [row[0] for row in self._database.execute("SELECT pid FROM gone ORDER BY pid")]

    def encoded(self) -> None:
        """The vectors are those of the words."""
        self._database.execute("DELETE FROM unencoded")
        self._database.execute("DELETE FROM gone")
