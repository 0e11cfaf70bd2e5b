"""GET /api/v1/suggest: what a few typed characters can mean."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from marshmallow import fields, validate

from search_api.suggest.names import KINDS
from search_api.web.answers import Answer, answer
from search_api.web.context import service
from search_api.web.parameters import AtQuery, ClearText

bp = APIBlueprint("suggest", __name__, url_prefix="/api/v1", tag="Search")

MAX_TYPED = 100
MAX_SUGGESTIONS = 20


class SuggestQuery(AtQuery):
    """What was typed so far."""

    q = ClearText(
        required=True,
        validate=validate.Length(1, MAX_TYPED),
        metadata={
            "description": "The beginning of a number, a title, a term or a concept; pinyin, whole or initials, and English too.",
            "example": "gb132",
            "allowed": f"1 to {MAX_TYPED} characters that are not all blank, without control characters",
        },
    )
    limit = fields.Integer(
        load_default=10,
        validate=validate.Range(1, MAX_SUGGESTIONS),
        metadata={"description": "Most suggestions to return.", "example": 10, "allowed": f"an integer from 1 to {MAX_SUGGESTIONS}"},
    )


class SuggestionAnswer(Answer):
    """One thing that may be meant."""

    text = fields.String(metadata={"description": "The name that matched: a title, a term, a label.", "example": "锅炉大气污染物排放标准"})
    kind = fields.String(metadata={"description": ", ".join(KINDS), "example": "standard"})
    number = fields.String(
        allow_none=True,
        metadata={
            "description": "Of a standard, the title of a law; of a term that of a standard which defines it.",
            "example": "GB 13271-2014",
        },
    )
    iri = fields.String(metadata={"example": "https://w3id.org/nqi/id/std/GB-13271/2014"})
    status = fields.String(allow_none=True, metadata={"description": "Of a standard or law, on the day `at`.", "example": "current"})
    read = fields.Boolean(metadata={"description": "Its text was read; false where only a catalogue lists it."})
    matched = fields.List(
        fields.List(fields.Integer()), metadata={"description": "[start, end) in `text`, in code points.", "example": [[0, 2]]}
    )
    matched_number = fields.List(fields.List(fields.Integer()), metadata={"description": "[start, end) in `number`."})
    also = fields.List(fields.String(), metadata={"description": "Other kinds of thing of the same name."})


class SuggestAnswer(Answer):
    q = fields.String(metadata={"example": "gb132"})
    suggestions = fields.List(fields.Nested(SuggestionAnswer))
    took_ms = fields.Float()


@bp.get("/suggest")
@bp.input(SuggestQuery, location="query", arg_name="values")
@bp.doc(
    summary="Suggest while typing",
    responses=answer(SuggestAnswer, "Names, best first: at most half are no documents, where documents match."),
)
def suggest(values: dict[str, Any]) -> dict[str, Any]:
    """Standards, laws, terms and concepts whose number, name or pinyin begins as typed, or has a word that does."""
    return service().suggest(values["q"], values["limit"], values["at"])
