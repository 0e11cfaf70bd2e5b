"""Any sentence-transformers model, by folder or by hub name where it is in the local cache: ``st:BAAI/bge-m3``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from kg.errors import EncoderError, SettingsError
from search_api.encoders import sentence
from search_api.encoders.base import Matrix, Progress, TokenVectors, Vector, clean, normalised

_PASSAGE_PROMPTS = ("document", "passage", "corpus")
_HASHED = {".safetensors", ".bin", ".json", ".txt", ".model"}


class SentenceTransformersEncoder:
    """A model folder of sentence-transformers. Prompts are those of its configuration, none where it names none."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder
        self._lock = Lock()

    @classmethod
    def open(cls, argument: str, models_dir: Path) -> SentenceTransformersEncoder:
        """A folder, or a hub name whose files are already on this machine; raises EncoderError where they are not."""
        if not argument:
            raise SettingsError("encoder 'st' names no model; write 'st:BAAI/bge-m3' or 'st:/path/to/model'")
        for folder in (Path(argument).expanduser(), models_dir / argument):
            if (folder / "modules.json").is_file() or (folder / "config.json").is_file():
                return cls(argument, folder.resolve())
        return cls(argument, _cached(argument))

    @property
    def spec(self) -> str:
        return f"st:{self._name}"

    @cached_property
    def fingerprint(self) -> str:
        """Name, revision where the hub's cache knows one, and a sha256 over all files that shape a vector."""
        digest = hashlib.sha256()
        for path in sorted(p for p in self._folder.rglob("*") if p.is_file() and p.suffix in _HASHED):
            digest.update(f"{path.relative_to(self._folder).as_posix()} {_sha256(path)}\n".encode())
        revision = self._folder.name if self._folder.parent.name == "snapshots" else "local"
        return f"{self._name.rstrip('/').split('/')[-1]}/{revision[:12]}/{digest.hexdigest()[:32]}"

    @cached_property
    def _model(self) -> Any:
        return sentence.load_model(self._folder, self.spec)

    @property
    def dimension(self) -> int:
        with self._lock:
            return int(self._model.get_embedding_dimension())

    @cached_property
    def prompts(self) -> Mapping[str, str]:
        with self._lock:
            known: dict[str, str] = {name: text for name, text in (self._model.prompts or {}).items() if text}
        prompts = {"query": known["query"]} if "query" in known else {}
        passage = next((known[name] for name in _PASSAGE_PROMPTS if name in known), None)
        return prompts | ({"passage": passage} if passage else {})

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        prompt = self.prompts.get("passage", "")
        with self._lock:
            return sentence.encode_passages(self._model, texts, prompt, progress)

    def encode_query(self, text: str) -> Vector:
        prompt = self.prompts.get("query", "")
        with self._lock:
            found = self._model.encode_query([clean(text)], prompt=prompt, show_progress_bar=False, convert_to_numpy=True)
        vector: Vector = normalised(found)[0]
        return vector

    def encode_query_tokens(self, text: str) -> TokenVectors:
        prompt = self.prompts.get("query", "")
        with self._lock:
            return sentence.encode_tokens(self._model, [text], prompt)[1][0]

    def encode_passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> tuple[Matrix, list[TokenVectors]]:
        prompt = self.prompts.get("passage", "")
        with self._lock:
            return sentence.encode_tokens(self._model, texts, prompt, progress)


def _cached(name: str) -> Path:
    """The snapshot of a hub model in the local cache; nothing is asked of the network."""
    advice = f"download it where there is a network ('hf download {name}'), or copy its folder here and write 'st:/path/to/it'"
    if not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)?", name):
        raise EncoderError(
            f"there is no model folder {name}; give the path of a sentence-transformers folder, or a hub name such as 'BAAI/bge-m3'"
        )
    sentence.go_offline()
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError
    except ImportError as exc:
        raise EncoderError("encoder 'st' needs the package 'sentence_transformers'; install it, or use the encoder 'hashing'") from exc
    for repository in (name, f"sentence-transformers/{name}") if "/" not in name else (name,):
        try:
            return Path(snapshot_download(repository, local_files_only=True))
        except LocalEntryNotFoundError:
            continue
    raise EncoderError(f"the model {name!r} is neither a folder nor in this machine's model cache; {advice}")


def _sha256(path: Path) -> str:
    """sha256 of a file; the hub's cache names large files by it, which spares reading gigabytes."""
    target = path.resolve()
    if path.is_symlink() and re.fullmatch(r"[0-9a-f]{64}", target.name):
        return target.name
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
