"""The weights of e5 in other engines: onnxruntime and OpenVINO, float32 and dynamic int8. For `bench.encoders --exported`.

Needs the packages `onnx` and `openvino`, which nqi does not. Measured on two cores with AVX2, no bfloat16, no VNNI
(passages of 66 tokens, CPU seconds of all threads; 256 neighbours by shifted windows, a hard ranking):

    numpy 18-25 a core and second, onnxruntime float32 14.5, OpenVINO float32 20, onnxruntime int8 30, OpenVINO int8 12;
    top 10 of int8 overlap 0.84-0.85 with float32's (cosines at least 0.991).

So none became an encoder: float32 gains nothing, int8 changes what is found.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.machine import core_rate
from search_api.encoders import e5_weights
from search_api.encoders.base import normalised
from search_api.encoders.e5_file import E5File
from search_api.encoders.e5_network import cores
from search_api.encoders.e5_tokenizer import Tokenizer

_BATCH = 8


def compare(texts: list[str], expected: np.ndarray, models: Path) -> None:
    """One line an engine: passages a second and a core, cosine and ranking against ``expected``."""
    path = e5_weights.package_file()
    file = E5File(path.read_bytes(), path)
    tokenizer = Tokenizer(file.vocabulary, file.shape.positions)
    whole = _export(e5_weights.decoded_model(models), models)
    small = _quantised(whole)
    for engine, open_engine in (("onnxruntime", _onnxruntime), ("openvino", _openvino)):
        for kind, model in (("float32", whole), ("int8", small)):
            run = open_engine(model)

            def encode(run: Callable[..., Any] = run) -> np.ndarray:
                return _encode(run, tokenizer, texts)

            wall, core = core_rate(encode, len(texts))
            vectors = encode()
            print(
                f"  {engine + ' ' + kind:24} {wall:6.1f} passages/s, {core:6.1f} a core; "
                f"cosine at least {(vectors * expected).sum(axis=1).min():.5f}, top 10 overlap {overlap(vectors, expected):.3f}"
            )


def overlap(vectors: np.ndarray, expected: np.ndarray) -> float:
    """The mean share of each text's ten nearest that two encodings of the same texts have in common."""
    tops = [np.argsort(-(found @ found.T), axis=1, kind="stable")[:, 1:11] for found in (vectors, expected)]
    return float(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(*tops, strict=True)]))


def _encode(run: Callable[..., Any], tokenizer: Tokenizer, texts: list[str]) -> np.ndarray:
    read = [tokens.ids for tokens in tokenizer.encode(texts, "passage: ")]
    order = sorted(range(len(read)), key=lambda row: -len(read[row]))
    vectors = np.zeros((len(texts), 384), np.float32)
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        ids = np.ones((len(rows), len(read[rows[0]])), np.int64)
        mask = np.zeros_like(ids)
        for line, row in enumerate(rows):
            ids[line, : len(read[row])] = read[row]
            mask[line, : len(read[row])] = 1
        found = run(ids, mask)
        vectors[rows] = (found * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    return normalised(vectors)


def _export(folder: Path, models: Path) -> Path:
    import torch
    from transformers import AutoModel

    path = models / "e5.onnx"
    if not path.exists():
        model = AutoModel.from_pretrained(folder, attn_implementation="eager", local_files_only=True).eval()

        class Tokens(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.model = model

            def forward(self, ids: Any, mask: Any) -> Any:
                return self.model(input_ids=ids, attention_mask=mask).last_hidden_state

        example = torch.randint(5, 1000, (2, 16))
        names = ["ids", "mask"]
        axes = {name: {0: "texts", 1: "tokens"} for name in (*names, "vectors")}
        torch.onnx.export(
            Tokens(),
            (example, torch.ones_like(example)),
            str(path),
            input_names=names,
            output_names=["vectors"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
    return path


def _quantised(path: Path) -> Path:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    small = path.with_name("e5-int8.onnx")
    if not small.exists():
        options = {"MatMulConstBOnly": True}
        quantize_dynamic(path, small, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"], extra_options=options)
    return small


def _onnxruntime(path: Path) -> Callable[..., Any]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores()
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda ids, mask: session.run(None, {"ids": ids, "mask": mask})[0]


def _openvino(path: Path) -> Callable[..., Any]:
    import openvino

    core = openvino.Core()
    model = core.compile_model(core.read_model(str(path)), "CPU", {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"})
    return lambda ids, mask: model({"ids": ids, "mask": mask})[0]
