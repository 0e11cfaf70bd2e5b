"""What a new edition of a standard would touch: /api/v1/impact/{number}."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from marshmallow import fields, validate

from search_api.web.answers import Answer, Evidence, answer
from search_api.web.context import service
from search_api.web.parameters import AtQuery, clean_number

bp = APIBlueprint("impact", __name__, url_prefix="/api/v1", tag="Standards")

MAX_DEPTH = 10
MAX_THINGS = 10_000


class ImpactQuery(AtQuery):
    """How far to follow, and how much to list."""

    empty_means_absent = frozenset({"at", "depth", "limit"})
    depth = fields.Integer(
        load_default=3,
        validate=validate.Range(1, MAX_DEPTH),
        metadata={"description": "Levels to follow.", "example": 3, "allowed": f"an integer from 1 to {MAX_DEPTH}"},
    )
    limit = fields.Integer(
        load_default=1000,
        validate=validate.Range(1, MAX_THINGS),
        metadata={
            "description": "Most documents to list, all levels together; what is left off is said in `cut`.",
            "example": 1000,
            "allowed": f"an integer from 1 to {MAX_THINGS}",
        },
    )


class ImpactRelation(Answer):
    """One place where a document refers to what changes."""

    relation = fields.String(
        metadata={
            "description": "normative_reference, citation, test_method, delegation, adoption or replacement.",
            "example": "normative_reference",
        }
    )
    cites = fields.String(metadata={"description": "The number as it is cited.", "example": "GB/T 1.1"})
    dated = fields.Boolean(metadata={"description": "It names one edition."})
    all_parts = fields.Boolean(metadata={"description": "It names every part (所有部分)."})
    clause = fields.String(allow_none=True)
    provision = fields.Dict(allow_none=True, metadata={"description": "IRI and words of the provision it stands in."})
    evidence = fields.Nested(Evidence, allow_none=True)


class ImpactThing(Answer):
    """One document that is touched."""

    number = fields.String()
    iri = fields.String()
    title = fields.String(allow_none=True)
    status = fields.String(metadata={"description": "current or upcoming, on the day `at`."})
    kind = fields.String(metadata={"description": "standard, test_method, metrology, certification or accreditation."})
    effect = fields.String(
        metadata={"description": "moves: it refers without a date; stays: every reference is dated.", "example": "moves"}
    )
    by_edition = fields.Boolean(metadata={"description": "It stays with one edition: its authors must decide."})
    relations = fields.List(fields.Nested(ImpactRelation))
    via = fields.List(fields.String(), metadata={"description": "Numbers by way of which it is reached."})


class ImpactLevel(Answer):
    level = fields.Integer()
    things = fields.List(fields.Nested(ImpactThing))


class ImpactAnswer(Answer):
    """What a new edition touches, level by level; every document once, at its shallowest level."""

    of = fields.Dict(metadata={"description": "Number, IRI, title, work, and the edition in force on the day."})
    at = fields.String(metadata={"description": "Day on which status is judged."})
    depth = fields.Integer()
    levels = fields.List(fields.Nested(ImpactLevel))
    products = fields.List(fields.Dict(), metadata={"description": "Products that the documents apply to."})
    rules = fields.List(fields.Dict(), metadata={"description": "Metrology, certification and accreditation documents among them."})
    other_editions = fields.List(fields.Nested(ImpactThing), metadata={"description": "Documents that cite only another edition."})
    apart = fields.Dict(metadata={"description": "Status -> numbers that cite, but are neither in force nor to come."})
    summary = fields.Dict()
    cut = fields.Dict(allow_none=True, metadata={"description": "Where the list was cut: level, listed, left; null if it is whole."})


@bp.get("/impact/<path:number>")
@bp.input(ImpactQuery, location="query", arg_name="values")
@bp.doc(summary="What a new edition would touch", responses=answer(ImpactAnswer, "Documents level by level, with their places."))
def impact(number: str, values: dict[str, Any]) -> dict[str, Any]:
    """Who cites the standard and moves with a new edition or stays with the old one, and what depends on those."""
    return service().impact(clean_number(number), values["at"], values["depth"], values["limit"])
