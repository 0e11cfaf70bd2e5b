"""The file of suggestions of a generation: what is kept of the one before, what is new, put in order.

Names are numbered best first: in force before ended, read before listed, short before long. So the best of any range of keys are its
smallest numbers, whatever the range. Records are moved as bytes; only what is new is folded, read aloud and judged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from search_api.passages import edition_of_passage
from search_api.suggest.file import Arrays, open_arrays, write_arrays
from search_api.suggest.forms import SHOWN, TABLES, Record, record_of
from search_api.suggest.names import DOCUMENTS, KINDS, TERM, Name, vocabulary_fingerprint, vocabulary_names, with_ends, work_of
from search_api.suggest.readings import Readings

GROUPS: Final = ("documents", "others")
"""Standards and laws apart from terms and concepts, so that neither crowds out the other."""
BLOCK: Final = 256
"""Rows for which the best name is kept: the best of a large range are found without reading it all."""
ENDED: Final = 1
LISTED: Final = 2
SORTED_BYTES: Final = 32
"""Keys are in order up to here; a longer query is compared with each key that begins as it does."""

_VOCABULARY: Final = ""
_COLUMNS: Final = ("kind", "flags", "length", "tie", "work", "document")
U4 = npt.NDArray[np.uint32]
EndedOf = Callable[[Collection[str]], Collection[str]]
"""Of editions, those that are superseded or withdrawn."""


@dataclass(slots=True)
class _Names:
    """Names with their keys, in any order: ``records`` holds their bytes one after the other, ``rows`` where searches begin."""

    documents: list[str]
    columns: dict[str, npt.NDArray[Any]]
    records: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    """(n + 1,) offsets of records."""
    rows: dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]
    """Table -> (offsets in ``records``, names), in the order of keys where they were sorted before."""

    def __len__(self) -> int:
        return len(self.starts) - 1


def write_suggestions(
    path: Path, before: Path | None, new: Iterable[Name], gone: Collection[str], cut: Callable[[str], list[str]], ended: EndedOf
) -> int:
    """Write the file; returns how many names it holds.

    ``before`` is the file of the generation that this one follows, ``gone`` are documents of it that were removed or cut again.
    ``path`` may be a link to ``before``. ``ended`` is asked of new editions, and of the others of their works.
    """
    readings = Readings(cut)
    names = list(new)
    kept: _Names | None = None
    fingerprint = vocabulary_fingerprint()
    if before is not None:
        file = open_arrays(before)
        same = file.head["vocabulary"] == fingerprint
        kept = _kept(file, {*gone} | (set() if same else {_VOCABULARY}))
        names += [] if same else vocabulary_names()
    else:
        names += vocabulary_names()
    editions = {edition for name in names if (edition := name.edition)}
    touched = _of_works(kept, {work_of(edition) for edition in editions}) if kept else {}
    over = set(ended(editions | set(touched.values())))
    for name, edition in touched.items():
        assert kept is not None
        kept.columns["flags"][name] = (int(kept.columns["flags"][name]) & ~ENDED) | (ENDED if edition in over else 0)
    added = _added(with_ends(names, over), readings)
    everything = _joined(kept, added) if kept else added
    path.unlink(missing_ok=True)
    write_arrays(path, {"documents": everything.documents, "kinds": KINDS, "vocabulary": fingerprint}, _in_order(everything))
    return len(everything)


def _kept(file: Arrays, gone: Collection[str]) -> _Names:
    """The names of a file without those of some documents."""
    documents: list[str] = list(file.head["documents"])
    stays = np.array([document not in gone for document in documents], dtype=bool)
    columns = {name: file.arrays[name] for name in _COLUMNS}
    keep = stays[columns["document"]] if documents else np.zeros(0, bool)
    starts = file.arrays["starts"].astype(np.int64)
    number = np.cumsum(keep) - 1
    lengths = np.diff(starts)[keep]
    moved = np.concatenate([[0], np.cumsum(lengths)])
    rows = {}
    for table in _tables():
        at, of = file.arrays[f"{table}_at"].astype(np.int64), file.arrays[f"{table}_name"].astype(np.int64)
        mine = keep[of]
        at, of = at[mine], of[mine]
        rows[table] = (at - starts[of] + moved[number[of]], number[of])
    new_number = np.cumsum(stays) - 1
    columns = {name: column[keep].copy() for name, column in columns.items()}
    columns["document"] = new_number[columns["document"]].astype(np.uint32)
    return _Names(
        [d for d in documents if d not in gone], columns, _gathered(file.arrays["records"], starts[:-1][keep], lengths), moved, rows
    )


def _of_works(names: _Names, works: Collection[str]) -> dict[int, str]:
    """Kept name -> its edition, for the names of some works."""
    hashes = np.array(sorted({crc32(work.encode()) for work in works}), dtype=np.uint32)
    found: dict[int, str] = {}
    for name in np.flatnonzero(np.isin(names.columns["work"], hashes)).tolist():
        record = names.records[names.starts[name] : names.starts[name + 1]].tobytes()
        edition = edition_of_passage(record.split(SHOWN)[2].decode())
        if KINDS[names.columns["kind"][name]] in {*DOCUMENTS, TERM} and work_of(edition) in works:
            found[name] = edition
    return found


def _added(names: list[Name], readings: Readings) -> _Names:
    """Names that were not in a file before."""
    records = [record_of(name, readings) for name in names]
    documents = list(dict.fromkeys(name.document for name in names))
    ordinal = {document: i for i, document in enumerate(documents)}
    kinds = {kind: i for i, kind in enumerate(KINDS)}
    lengths = [len(record.data) for record in records]
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
    columns: dict[str, npt.NDArray[Any]] = {
        "kind": np.array([kinds[name.kind] for name in names], np.uint8),
        "flags": np.array([ENDED * name.ended | LISTED * (not name.read) for name in names], np.uint8),
        "length": np.array([min(len(name.text), 255) for name in names], np.uint8),
        "tie": np.array(
            [kinds[name.kind] << 28 | crc32(f"{name.text} {name.iri} {name.document}".encode()) >> 4 for name in names], np.uint32
        ),
        "work": np.array([crc32(work_of(name.edition).encode()) if name.edition else 0 for name in names], np.uint32),
        "document": np.array([ordinal[name.document] for name in names], np.uint32),
    }
    # numpy refuses a view of no bytes at all.
    data = np.frombuffer(b"".join(record.data for record in records), np.uint8) if records else np.zeros(0, np.uint8)
    return _Names(documents, columns, data, starts, dict(_rows(names, records, starts)))


def _rows(
    names: list[Name], records: list[Record], starts: npt.NDArray[np.int64]
) -> Iterator[tuple[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]]:
    for group in GROUPS:
        mine = [i for i, name in enumerate(names) if (name.kind in DOCUMENTS) == (group == "documents")]
        for ordinal, table in enumerate(TABLES):
            counts = [len(records[i].starts[ordinal]) for i in mine]
            of = np.repeat(np.array(mine, np.int64), counts)
            within = np.array([start for i in mine for start in records[i].starts[ordinal]], np.int64)
            yield f"{group}_{table}", (starts[of] + within, of)


def _joined(first: _Names, second: _Names) -> _Names:
    documents = list(dict.fromkeys([*first.documents, *second.documents]))
    ordinal = {document: i for i, document in enumerate(documents)}
    columns = {name: np.concatenate([first.columns[name], second.columns[name]]) for name in _COLUMNS}
    theirs = np.array([ordinal[document] for document in second.documents], np.uint32)
    if len(second):
        columns["document"][len(first) :] = theirs[second.columns["document"]]
    size = int(first.starts[-1])
    rows = {
        table: (np.concatenate([at, second.rows[table][0] + size]), np.concatenate([of, second.rows[table][1] + len(first)]))
        for table, (at, of) in first.rows.items()
    }
    starts = np.concatenate([first.starts, second.starts[1:] + size])
    return _Names(documents, columns, np.concatenate([first.records, second.records]), starts, rows)


def _in_order(names: _Names) -> dict[str, npt.NDArray[Any]]:
    """The arrays of the file: names best first, the rows of each table in the order of their keys."""
    columns = names.columns
    best = np.lexsort((columns["tie"], columns["length"], columns["flags"] & LISTED, columns["flags"] & ENDED))
    number = np.empty(len(names), np.int64)
    number[best] = np.arange(len(names))
    lengths = np.diff(names.starts)[best]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    records = _gathered(names.records, names.starts[:-1][best], lengths)
    arrays: dict[str, npt.NDArray[Any]] = {"records": records, "starts": starts.astype("<u4")}
    arrays |= {name: column[best] for name, column in columns.items()}
    for table, (at, of) in names.rows.items():
        moved = at - names.starts[of] + starts[number[of]]
        order = _by_key(records, moved, number[of])
        named = number[of][order].astype("<u4")
        arrays[f"{table}_at"] = moved[order].astype("<u4")
        arrays[f"{table}_name"] = named
        arrays[f"{table}_best"] = np.minimum.reduceat(named, np.arange(0, len(named), BLOCK)) if len(named) else named
    return arrays


def _by_key(records: npt.NDArray[np.uint8], at: npt.NDArray[np.int64], of: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The order of rows by the `SORTED_BYTES` at which they begin, equal ones best first."""
    padded = np.concatenate([records, np.zeros(SORTED_BYTES, np.uint8)])
    words = [
        np.ascontiguousarray(padded[(at + offset)[:, None] + np.arange(8)]).view(">u8").ravel().astype(np.uint64)
        for offset in range(0, SORTED_BYTES, 8)
    ]
    return np.lexsort((of, *reversed(words)))


def _gathered(data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Pieces of ``data``, one after the other."""
    ends = np.cumsum(lengths)
    if not len(ends):
        return np.zeros(0, np.uint8)
    places = np.arange(int(ends[-1])) + np.repeat(starts - (ends - lengths), lengths)
    found: npt.NDArray[np.uint8] = data[places]
    return found


def _tables() -> list[str]:
    return [f"{group}_{table}" for group in GROUPS for table in TABLES]
