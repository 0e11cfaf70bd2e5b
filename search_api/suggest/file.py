"""Named arrays in one file of plain bytes: a line of magic, a JSON header, then each array at a multiple of 64 bytes.

No pickle: what is read back is numbers and UTF-8, whoever wrote the file.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kg.errors import IndexMissing

_MAGIC: Final = b"nqi suggest 1\n"
_ALIGNED: Final = 64
_TYPES: Final[dict[str, np.dtype[Any]]] = {"<u4": np.dtype("<u4"), "|u1": np.dtype("|u1")}

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Arrays:
    """A file mapped into memory: ``head`` is its facts, ``arrays`` are views of the mapping, ``begins`` says where in it each is."""

    head: Mapping[str, Any]
    arrays: Mapping[str, Array]
    mapping: mmap.mmap
    begins: Mapping[str, int]


def write_arrays(path: Path, head: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write a new file; the path must not exist (a generation links its files to the one before)."""
    placed: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, array in arrays.items():
        placed[name] = (array.dtype.str, len(array), offset)
        offset += -(-array.nbytes // _ALIGNED) * _ALIGNED
    header = json.dumps({"head": head, "arrays": placed}, ensure_ascii=False).encode()
    header += b" " * (-(len(_MAGIC) + 8 + len(header)) % _ALIGNED)
    with path.open("xb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data)
            file.write(b"\0" * (-array.nbytes % _ALIGNED))


def open_arrays(path: Path) -> Arrays:
    """The file mapped; raises IndexMissing where it is not one of ours or is cut short."""
    try:
        with path.open("rb") as file:
            mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if mapping[: len(_MAGIC)] != _MAGIC:
            raise ValueError("it does not begin as one")
        body = len(_MAGIC) + 8
        size = int.from_bytes(mapping[len(_MAGIC) : body], "little")
        header = json.loads(mapping[body : body + size])
        begins: dict[str, int] = {name: body + size + offset for name, (_, _, offset) in header["arrays"].items()}
        arrays = {
            name: np.frombuffer(mapping, dtype=_TYPES[kind], count=count, offset=begins[name])
            for name, (kind, count, _) in header["arrays"].items()
        }
        return Arrays(header["head"], arrays, mapping, begins)
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise IndexMissing(f"the file of suggestions {path} does not open ({exc}); run 'nqi index --rebuild'") from exc
