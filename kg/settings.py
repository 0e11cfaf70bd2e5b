"""What can be set, from where: flags win over the environment (`NQI_*`), which wins over defaults."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from kg.errors import SettingsError


def _switch(text: str) -> int:
    """``0`` or ``1``: off or on. Raises ValueError for anything else."""
    return ("0", "1").index(text)


_KINDS: dict[str, Callable[[str], object]] = {
    "data": Path,
    "port": int,
    "jobs": int,
    "max_file_mb": int,
    "query_rows": int,
    "query_seconds": float,
    "ocr": _switch,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting. The environment name is ``NQI_`` + the upper-case field name."""

    data: Path = Path(".nqi")
    """Folder that holds graph, indexes, model and cache."""
    encoder: str = ""
    """``e5``, ``st:NAME_OR_PATH`` (any sentence-transformers model) or ``hashing`` (tests); empty: the data folder's own, e5 for a new one."""
    host: str = "127.0.0.1"
    """Address to listen on; anything but loopback opens the server to the network."""
    port: int = 8000
    """Port to listen on."""
    jobs: int = 0
    """Reader processes; 0 means one for each CPU."""
    ocr: int = 1
    """1: pages that are pictures, or whose text layer is broken, are read by OCR; 0: they are not."""
    write_token: str = ""
    """Bearer token for writing over HTTP; empty refuses every write."""
    max_file_mb: int = 100
    """Largest file that is read."""
    query_seconds: float = 30.0
    """Deadline of one SPARQL query."""
    query_rows: int = 10_000
    """Most rows one SPARQL query returns."""
    allowed_hosts: str = ""
    """Further Host names that the server answers to, separated by commas."""
    cors_origins: str = ""
    """Web origins that may read answers from a browser, separated by commas; none by default, the documents are the user's own."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, **overrides: object) -> Settings:
        """Settings from ``NQI_*`` variables; ``overrides`` that are not None win. Unknown names are errors."""
        known = {f"NQI_{field.name.upper()}": field for field in fields(cls)}
        values: dict[str, object] = {}
        for name, text in environment.items():
            if not name.startswith("NQI_"):
                continue
            if name not in known:
                raise SettingsError(f"{name} is not a setting; known are {', '.join(sorted(known))}")
            field = known[name]
            kind = _KINDS.get(field.name, str)
            try:
                values[field.name] = kind(text)
            except ValueError as exc:
                wanted = "0 or 1" if kind is _switch else "a number"
                raise SettingsError(f"{name}={text!r} is not {wanted}; unset it or give {wanted}") from exc
        values.update({name: value for name, value in overrides.items() if value is not None})
        return cls(**values)  # type: ignore[arg-type]
