"""POST /v1/embeddings and GET /v1/models, in the shape of OpenAI's API."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import numpy.typing as npt
from apiflask import APIBlueprint
from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from kg.errors import NotFound
from search_api.web.answers import EmbeddingAnswer, ModelsAnswer, answer
from search_api.web.context import service
from search_api.web.errors import BadParameters, WrongParameter
from search_api.web.parameters import EmbeddingRequest

bp = APIBlueprint("embeddings", __name__, url_prefix="/v1", tag="Embeddings")

_EXAMPLE = {
    "object": "list",
    "model": "e5",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.0123, -0.0456]}],
    "usage": {"prompt_tokens": 11, "total_tokens": 11},
}


@bp.before_request
def _json_only() -> None:
    # A text/plain body needs no preflight: without this any web site could make this machine compute.
    if request.method == "POST" and not request.is_json:
        raise UnsupportedMediaType


@bp.post("/embeddings")
@bp.input(EmbeddingRequest, location="json", arg_name="asked", example={"input": ["锅炉大气污染物排放限值"], "input_type": "query"})
@bp.doc(summary="Embed texts", responses=answer(EmbeddingAnswer, "One L2-normalised vector a text, in the order of the input.", _EXAMPLE))
def embeddings(asked: dict[str, Any]) -> dict[str, Any]:
    """Vectors of one or more texts from the model that the search itself uses.

    `input_type` is `passage` unless said. Cosine similarity of a query and a passage is their dot product.
    """
    served = [str(model["id"]) for model in service().models()["data"]]
    if asked["model"] and asked["model"] not in served:
        raise NotFound(f"the model {asked['model']!r} is not served here; leave `model` out or name {' or '.join(served)}")
    vectors = service().embed(asked["input"], asked["input_type"])
    if asked["dimensions"] is not None and asked["dimensions"] != vectors.shape[1]:
        raise BadParameters(
            [WrongParameter.of("dimensions", asked["dimensions"], f"{vectors.shape[1]}, the model's own dimension, or nothing")]
        )
    characters = sum(len(text) for text in asked["input"])
    return {
        "object": "list",
        "model": served[0],
        "data": [
            {"object": "embedding", "index": n, "embedding": encode(vector, asked["encoding_format"])} for n, vector in enumerate(vectors)
        ],
        "usage": {"prompt_tokens": characters, "total_tokens": characters},
    }


@bp.get("/models")
@bp.doc(summary="The model that is served", responses=answer(ModelsAnswer, "A list of one."))
def models() -> dict[str, Any]:
    """The embedding model that this server runs."""
    return service().models()


def encode(vector: npt.NDArray[np.float32], encoding_format: str) -> list[float] | str:
    """One vector as numbers or as base64 of little-endian float32.

    >>> encode(np.array([1.0], dtype=np.float32), "base64")
    'AACAPw=='
    """
    if encoding_format == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")
    numbers: list[float] = vector.tolist()
    return numbers
