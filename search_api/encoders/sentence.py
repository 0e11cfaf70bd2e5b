"""sentence-transformers, held offline: loading a model and running it over passages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kg.errors import EncoderError
from search_api.encoders.base import Matrix, Progress, clean, normalised

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
    dimension = int(model.get_embedding_dimension())
    vectors = np.zeros((len(texts), dimension), np.float32)
    # Batches of about equal length, since padding is wasted work; small ones, since a CPU gains nothing
    # from large ones (38 passages a second in batches of 8, 36 in 16).
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for start in range(0, len(order), _GROUP):
        rows = order[start : start + _GROUP]
        group = [clean(texts[i]) for i in rows]
        batch = max(4, min(_MAX_BATCH, _BATCH_CHARACTERS // max(1, len(group[0]))))
        vectors[rows] = model.encode_document(
            group, prompt=prompt, batch_size=batch, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=False
        )
        if progress is not None:
            progress(start + len(rows))
    return normalised(vectors)


def computes_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware; elsewhere it is emulated, slower than float32."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags
