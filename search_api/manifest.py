"""Index generations: what is derived from the graph, written whole, swapped in one rename.

    indexes/
      CURRENT                 the name of the generation that serves, replaced atomically
      generation-000007/
        manifest.json         what it was built with, and the sha256 of every file beside it
        sources.sqlite        what it was built from, and which passages have no vector yet
        lexical/              tantivy segments
        suggest.bin           names to suggest while somebody types
        tokens/               codes of the tokens of the same passages (`search_api.token_store`)
        vectors/              vector segments; those of an older state, or none, while vectors are pending

A generation is never changed after its commit. An update begins as a copy of the current one whose
immutable files are hard links (the segments of both indexes), so it costs what changed and not the whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kg.data_folder import sync_folder
from kg.errors import IndexMissing
from search_api.sources import SOURCES
from search_api.vectors import SEGMENTS

FORMAT = 3
"""Raised when passages, schema or files change their meaning: older generations are then refused."""
LEXICAL = "lexical"
VECTORS = "vectors"
SUGGEST = "suggest.bin"
VERIFY_BYTES = 512 * 2**20

_MANIFEST = "manifest.json"
_CURRENT = "CURRENT"
_NAME = re.compile(r"generation-(\d{6,})")
_BUILDING = "building-"
# tantivy writes its own two anew at each commit, the sources are written into; all other files are written once.
# Locks belong to a process.
_MUTABLE = ("meta.json", ".managed.json", SOURCES)
_LOCKS = (".tantivy-writer.lock", ".tantivy-meta.lock")
_REBUILD = "run 'nqi index --rebuild'"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built with.

    ``documents`` counts the source files, tables included. ``files`` maps each
    file, relative to the generation, to [sha256, bytes]. ``vectors`` is "ready" or "pending"; while pending,
    ``encoder`` (the spec) says what the vectors will be of, and fingerprint, dimension and prompts are None.
    """

    segmenter: str
    passages: int
    documents: int
    vectors: str = "pending"
    encoder: str | None = None
    fingerprint: str | None = None
    dimension: int | None = None
    prompts: Mapping[str, str] | None = None
    created: str = ""
    generation: int = 0
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def has_vectors(self) -> bool:
        """Whether there are vectors to search: all of them, or, while the rest is pending, those of an older state."""
        return f"{VECTORS}/{SEGMENTS}" in self.files

    def to_json(self) -> str:
        """Readable JSON, keys in field order, maps sorted: the same generation gives the same bytes."""
        values = asdict(self) | {"files": dict(sorted(self.files.items()))}
        return json.dumps(values, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The inverse of `to_json`; raises ValueError where it is not this format."""
        values: dict[str, Any] = json.loads(text)
        if isinstance(values, dict) and values.get("format") in range(1, FORMAT):
            raise _Older(f"format {values['format']}, this version writes {FORMAT}", values.get("encoder"))
        if not isinstance(values, dict) or values.get("format") != FORMAT:
            raise ValueError(f"format {values.get('format') if isinstance(values, dict) else '?'}, this version reads {FORMAT}")
        if set(values) != {f.name for f in fields(cls)}:
            raise ValueError("its fields are not those of a manifest")
        if (
            values["vectors"] not in ("ready", "pending")
            or not isinstance(values["documents"], int)
            or not isinstance(values["files"], dict)
        ):
            raise ValueError("its values are not those of a manifest")
        for name, (digest, size) in values["files"].items():
            if name.startswith("/") or ".." in name.split("/") or not re.fullmatch(r"[0-9a-f]{64}", digest) or not isinstance(size, int):
                raise ValueError(f"it lists the file {name!r}")
        values["files"] = {name: (digest, size) for name, (digest, size) in values["files"].items()}
        return cls(**values)


class _Older(ValueError):
    """The manifest of an earlier version."""


class OlderFormat(IndexMissing):
    """The index is of an earlier version: it is built anew, with the encoder that it named."""

    encoder: str | None = None


class Generations:
    """The generations below one folder (the data folder's ``indexes``)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self, *, verify: bool | None = None) -> Manifest | None:
        """The manifest that serves; None where nothing was ever built.

        Existence and size of every file are always checked. ``verify`` also reads them all against their
        sha256: True, False, or None for "the smallest files, up to 512 MiB in all" (0.4 s): only an explicit check
        is worth reading gigabytes for. The hash is against damage; against malice
        it proves nothing, as whoever writes the file may write the manifest. Raises IndexMissing where anything is off.
        """
        pointer = self.folder / _CURRENT
        if not pointer.exists():
            return None
        try:
            name = pointer.read_text(encoding="ascii").strip()
            if not _NAME.fullmatch(name):
                raise ValueError(f"{_CURRENT} names {name[:40]!r}")
            manifest = Manifest.from_json((self.folder / name / _MANIFEST).read_text(encoding="utf-8"))
        except _Older as exc:
            older = OlderFormat(f"the index in {self.folder} is of an earlier version ({exc.args[0]}); run 'nqi index'")
            older.encoder = exc.args[1] if isinstance(exc.args[1], str) else None
            raise older from exc
        except (OSError, ValueError, TypeError) as exc:
            raise IndexMissing(f"the index in {self.folder} has no readable manifest ({exc}); {_REBUILD}") from exc
        self._check(self.folder / name, manifest, verify)
        return manifest

    def path(self, manifest: Manifest) -> Path:
        """The folder of a generation."""
        return self.folder / f"generation-{manifest.generation:06d}"

    def lexical(self, manifest: Manifest) -> Path:
        """Its tantivy folder."""
        return self.path(manifest) / LEXICAL

    def vectors(self, manifest: Manifest) -> Path | None:
        """Its folder of vectors, None while they are pending."""
        return self.path(manifest) / VECTORS if manifest.vectors == "ready" else None

    def checked(self, manifest: Manifest, name: str) -> Path:
        """One of its files, read against its sha256; raises IndexMissing. For who needs that file and no other."""
        path = self.path(manifest) / name
        _check_file(path, *manifest.files[name], read=True)
        return path

    def begin(self, seed: Manifest | None = None) -> Path:
        """A new folder to build in, empty or holding the index files of ``seed`` to be updated.

        ``LEXICAL`` and ``VECTORS`` are the names to use in it. Hard-linked files must be replaced, never
        written into: tantivy and `search_api.vector_index.update` do so.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.folder))
        if seed is not None:
            source = self.path(seed)
            for name in seed.files:
                target = building / name
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.name in _MUTABLE:
                    shutil.copyfile(source / name, target)
                else:
                    _link(source / name, target)
        return building

    def commit(self, building: Path, manifest: Manifest) -> Manifest:
        """Make what was built the current generation; returns its manifest with number, time and hashes.

        Every file is synced before its folder gets its name, and the folder before CURRENT names it: a
        kill at any point leaves the old generation serving.
        """
        files: dict[str, tuple[str, int]] = {}
        known = self._known_hashes()
        for path in sorted(p for p in building.rglob("*") if p.is_file()):
            name = path.relative_to(building).as_posix()
            if path.name in _LOCKS or name == _MANIFEST:
                path.unlink()
                continue
            state = path.stat()
            # A file hard-linked from the current generation is the very file that was hashed and synced for it.
            digest = known.get((state.st_dev, state.st_ino))
            if digest is None:
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                    os.fsync(file.fileno())
            files[name] = (digest, state.st_size)
        number = 1 + max([0, *(int(match[1]) for p in self.folder.iterdir() if (match := _NAME.fullmatch(p.name)))])
        final = replace(manifest, generation=number, created=datetime.now(UTC).isoformat(timespec="seconds"), files=files, format=FORMAT)
        _write(building / _MANIFEST, final.to_json())
        for folder in (p for p in (building, *building.rglob("*")) if p.is_dir()):
            sync_folder(folder)
        target = self.path(final)
        building.chmod(0o755)
        building.rename(target)
        sync_folder(self.folder)
        temporary = self.folder / f".{_CURRENT}.tmp"
        _write(temporary, target.name + "\n")
        temporary.replace(self.folder / _CURRENT)
        sync_folder(self.folder)
        return final

    def sweep(self) -> list[str]:
        """Remove all that does not serve: older generations and what a killed build left. Returns the names.

        Readers that hold an older generation open keep its files until they close them. Only for the one
        process that owns the data folder: another's build in progress would go too.
        """
        try:
            keep = (self.folder / _CURRENT).read_text(encoding="ascii").strip()
        except OSError:
            keep = ""
        removed = []
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if path.is_dir() and path.name != keep and (path.name.startswith(_BUILDING) or _NAME.fullmatch(path.name)):
                shutil.rmtree(path)
                removed.append(path.name)
        return removed

    def _known_hashes(self) -> dict[tuple[int, int], str]:
        """(device, inode) -> sha256 of the current generation's files."""
        try:
            manifest = self.current(verify=False)
        except IndexMissing:
            return {}
        if manifest is None:
            return {}
        states = ((digest, (self.path(manifest) / name).stat()) for name, (digest, _) in manifest.files.items())
        return {(state.st_dev, state.st_ino): digest for digest, state in states}

    def _check(self, folder: Path, manifest: Manifest, verify: bool | None) -> None:
        if f"generation-{manifest.generation:06d}" != folder.name:
            raise IndexMissing(f"the index {folder} holds the manifest of generation {manifest.generation}; {_REBUILD}")
        wanted = {f"{LEXICAL}/meta.json", SOURCES, SUGGEST} | ({f"{VECTORS}/{SEGMENTS}"} if manifest.vectors == "ready" else set())
        if missing := wanted - set(manifest.files):
            raise IndexMissing(f"the manifest of {folder} does not list {', '.join(sorted(missing))}; {_REBUILD}")
        budget = sum(size for _, size in manifest.files.values()) if verify else VERIFY_BYTES if verify is None else -1
        # The small ones first: where not all are read, it is the largest arrays of numbers that go unread.
        for name, (digest, size) in sorted(manifest.files.items(), key=lambda item: (item[1][1], item[0])):
            path = folder / name
            budget -= size
            _check_file(path, digest, size, read=budget >= 0)


def _check_file(path: Path, digest: str, size: int, *, read: bool) -> None:
    if not path.is_file() or path.stat().st_size != size:
        raise IndexMissing(f"the index file {path} is missing or cut short; {_REBUILD}")
    if read:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise IndexMissing(f"the index file {path} is damaged: its sha256 is not the manifest's; {_REBUILD}")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        # Some file systems know no hard links; a copy costs space, not correctness.
        shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
