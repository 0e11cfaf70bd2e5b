"""sentence-transformers, held offline: loading a model and running it over passages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kg.errors import EncoderError
from search_api.encoders.base import Matrix, Progress, TokenVectors, clean, normalised, own_spans

MAX_TOKENS = 512
_GROUP = 64
_BATCH_CHARACTERS = 3000
_MAX_BATCH = 8


def go_offline() -> None:
    """Keep the Hugging Face libraries from the network; they read these variables when imported, so call it first."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    # A progress bar for loading weights would write into the middle of the command's own messages.
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")


def load_model(folder: Path, spec: str) -> Any:
    """The SentenceTransformer in ``folder``; raises EncoderError where the package or the model fails."""
    go_offline()
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging
    except ImportError as exc:
        raise EncoderError(
            f"encoder {spec!r} needs the package 'sentence_transformers' ({exc}); install it, or use the encoder 'hashing'"
        ) from exc
    transformers_logging.disable_progress_bar()
    options: dict[str, Any] = {"use_safetensors": True}
    if computes_bfloat16() and not torch.cuda.is_available():
        options["dtype"] = torch.bfloat16
    try:
        model = SentenceTransformer(os.fspath(folder), local_files_only=True, model_kwargs=options)
    # The library raises whatever the layer that failed raises: OSError, ValueError, KeyError, RuntimeError, SafetensorError.
    except Exception as exc:
        reason = str(exc).strip().split("\n")[0][:200] or type(exc).__name__
        raise EncoderError(
            f"the model of encoder {spec!r} in {folder} does not load ({reason}); remove that folder and fetch it again"
        ) from exc
    if not model.max_seq_length or model.max_seq_length > MAX_TOKENS:
        # Attention costs the square of the length, and passages are cut to fit well below this.
        model.max_seq_length = MAX_TOKENS
    return model


def encode_passages(model: Any, texts: Sequence[str], prompt: str, progress: Progress | None) -> Matrix:
    """(n, d) float32, L2-normalised, in the order of ``texts``."""
    vectors = np.zeros((len(texts), int(model.get_embedding_dimension())), np.float32)
    for rows, group, batch in _groups(texts, progress):
        vectors[rows] = model.encode_document(
            group, prompt=prompt, batch_size=batch, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=False
        )
    return normalised(vectors)


def encode_tokens(model: Any, texts: Sequence[str], prompt: str, progress: Progress | None = None) -> tuple[Matrix, list[TokenVectors]]:
    """The rows that `encode_passages` gives for texts behind ``prompt``, and their tokens', in one pass; raises EncoderError."""
    vectors = np.zeros((len(texts), int(model.get_embedding_dimension())), np.float32)
    tokens: dict[int, TokenVectors] = {}
    for rows, group, batch in _groups(texts, progress):
        found = model.encode(group, prompt=prompt, batch_size=batch, show_progress_bar=False, output_value=None, normalize_embeddings=False)
        for row, text, item in zip(rows, group, found, strict=True):
            vectors[row] = item["sentence_embedding"].float().cpu().numpy()
            tokens[row] = _own_tokens(model, text, prompt, item)
    return normalised(vectors), [tokens[row] for row in range(len(texts))]


def _groups(texts: Sequence[str], progress: Progress | None) -> Iterator[tuple[list[int], list[str], int]]:
    """(places, texts, batch size): batches of about equal length, since padding is wasted work; small ones, since a CPU
    gains nothing from large ones (38 passages a second in batches of 8, 36 in 16)."""
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for start in range(0, len(order), _GROUP):
        rows = order[start : start + _GROUP]
        group = [clean(texts[i]) for i in rows]
        yield rows, group, max(4, min(_MAX_BATCH, _BATCH_CHARACTERS // max(1, len(group[0]))))
        if progress is not None:
            progress(start + len(rows))


def _own_tokens(model: Any, text: str, prompt: str, item: Any) -> TokenVectors:
    """The tokens of one text that are neither the prompt's nor the model's own marks."""
    tokenizer = model.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise EncoderError("this model's tokenizer does not tell where its tokens stand; token vectors need a model with a tokenizer.json")
    read = tokenizer(prompt + text, truncation=True, max_length=model.max_seq_length, return_offsets_mapping=True)
    kept = item["attention_mask"].bool()
    if item["input_ids"][kept].tolist() != read["input_ids"]:
        raise EncoderError("this model does not read a text as its tokenizer alone does; token vectors are not to be had from it")
    spans = own_spans(text, read["offset_mapping"], prompt)
    own = spans[:, 1] > spans[:, 0]
    return TokenVectors(normalised(item["token_embeddings"][kept].float().cpu().numpy()[own]), spans[own])


def torch_is_faster() -> bool:
    """Whether torch has something here that numpy has not: bfloat16 in hardware or a graphics card. Imports nothing."""
    return computes_bfloat16() or any(Path(device).exists() for device in ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg"))


def computes_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware; elsewhere it is emulated, slower than float32."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags
