"""POST /v1/embeddings and GET /v1/models, in the shape of OpenAI's API."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from apiflask import APIBlueprint
from flask import request
from marshmallow import ValidationError, fields, validate
from werkzeug.exceptions import UnsupportedMediaType

from kg.errors import NotFound
from search_api.web.answers import EmbeddingAnswer, ModelsAnswer, answer
from search_api.web.context import service
from search_api.web.errors import BadParameters, WrongParameter
from search_api.web.parameters import MAX_NUMBER, Parameters, encodable

bp = APIBlueprint("embeddings", __name__, url_prefix="/v1", tag="Embeddings")

MAX_INPUTS = 256
MAX_INPUT_CHARS = 20_000
INPUT_TYPES = ("passage", "query")

_EXAMPLE = {
    "object": "list",
    "model": "e5",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.0123, -0.0456]}],
    "usage": {"prompt_tokens": 11, "total_tokens": 11},
}


class EmbeddingInput(fields.Field[list[str]]):
    """One text or a list of texts, as OpenAI's ``input``; token arrays are not read."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[str]:
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list):
            raise ValidationError("kind")
        if not 1 <= len(texts) <= MAX_INPUTS:
            raise BadParameters([WrongParameter.of("input", f"{len(texts)} texts", self.metadata["allowed"])])
        for n, text in enumerate(texts):
            name = "input" if isinstance(value, str) else f"input[{n}]"
            if not isinstance(text, str):
                raise BadParameters([WrongParameter.of(name, text, "a text; token arrays are not read here")])
            if not 1 <= len(text) <= MAX_INPUT_CHARS:
                raise BadParameters([WrongParameter.of(name, f"{len(text)} characters", f"1 to {MAX_INPUT_CHARS} characters")])
            if not encodable(text) or "\x00" in text:
                raise BadParameters([WrongParameter.of(name, text, "text without NUL and without lone surrogates")])
        return texts


class EmbeddingRequest(Parameters):
    """Body of POST /v1/embeddings (OpenAI shape, plus ``input_type``)."""

    input = EmbeddingInput(
        required=True,
        metadata={
            "description": "The text or texts to embed.",
            "oneOf": [
                {"type": "string", "minLength": 1, "maxLength": MAX_INPUT_CHARS},
                {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": MAX_INPUTS,
                    "items": {"type": "string", "minLength": 1, "maxLength": MAX_INPUT_CHARS},
                },
            ],
            "allowed": f"a text or a list of 1 to {MAX_INPUTS} texts, each of 1 to {MAX_INPUT_CHARS} characters",
        },
    )
    input_type = fields.String(
        load_default="passage",
        validate=validate.OneOf(INPUT_TYPES),
        metadata={
            "description": "Which side of a search the texts are on; models such as e5 embed the two sides differently. "
            "`passage` unless said, because a client that does not know this parameter is mostly filling an index.",
            "allowed": "query or passage",
        },
    )
    model = fields.String(
        validate=validate.Length(1, MAX_NUMBER),
        metadata={"description": "Name from GET /v1/models; may be left out.", "allowed": "the name of a served model, see GET /v1/models"},
    )
    encoding_format = fields.String(
        load_default="float",
        validate=validate.OneOf(("float", "base64")),
        metadata={"description": "base64 is little-endian float32.", "allowed": "float or base64"},
    )
    dimensions = fields.Integer(
        validate=validate.Range(1),
        strict=True,
        metadata={"description": "Only the model's own dimension.", "allowed": "the model's own dimension, or nothing"},
    )
    user = fields.String(metadata={"description": "Read and not used, as OpenAI clients send it.", "allowed": "a text"})


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
