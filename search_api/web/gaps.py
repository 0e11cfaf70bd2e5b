"""What sectors have and lack in the four elements: /api/v1/gaps, and the page /gaps."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import render_template
from marshmallow import fields, validate

from search_api.web.answers import Answer, answer, texts
from search_api.web.context import service
from search_api.web.parameters import MAX_NUMBER, AtQuery, ClearText, page_language

bp = APIBlueprint("gaps", __name__, tag="Gaps")


class GapsQuery(AtQuery):
    """Of which sector, on which day."""

    empty_means_absent = frozenset({"at", "sector"})
    sector = ClearText(
        validate=validate.Length(1, MAX_NUMBER),
        metadata={
            "description": "A sector by key, number or name; its lists are added. Without it the matrix of all sectors.",
            "example": "automotive",
            "allowed": f"1 to {MAX_NUMBER} characters: key, number or name of a sector, such as automotive, 6 or 汽车",
        },
    )


class GapsPageQuery(GapsQuery):
    """As `GapsQuery`, and the language of the page."""

    empty_means_absent = GapsQuery.empty_means_absent | {"lang"}
    lang = page_language()


class GapCell(Answer):
    """One sector and element."""

    documents = fields.Integer(metadata={"description": "Documents read, each in one element, by number and title."})
    digests = fields.Integer(metadata={"description": "Those of them that retell a document."})
    needs = fields.Integer(metadata={"description": "Needs that the mission document states for the sector and element."})
    needs_without_document = fields.Integer(metadata={"description": "All of them where no document was read, else none."})


class GapRow(Answer):
    """One sector."""

    key = fields.String(metadata={"example": "automotive"})
    order = fields.Integer()
    name = fields.String(metadata={"example": "汽车制造业"})
    name_en = fields.String()
    iri = fields.String()
    elements = fields.Dict(keys=fields.String(), values=fields.Nested(GapCell))
    products = fields.Integer(metadata={"description": "Products of the vocabulary that belong to the sector."})
    products_without = fields.Dict(metadata={"description": "standard, method, scheme -> number of products."})
    limits_without_instrument = fields.Dict(metadata={"description": "no-instrument, no-chain, no-quantity -> number of limits."})
    ended_references = fields.Integer(metadata={"description": "Normative references to what is superseded or withdrawn on the day."})


class GapsAnswer(Answer):
    """The matrix; of one sector also its lists."""

    at = fields.String()
    sector = fields.Dict(allow_none=True, metadata={"description": "Key, name and IRI of the sector asked for; null for the matrix."})
    elements = fields.List(fields.String(), metadata={"description": "The four elements, in order."})
    sectors = fields.List(fields.Nested(GapRow))
    documents = fields.Dict(
        metadata={"description": "Of the matrix: counts; of a sector: element -> documents, each with why it is there."}
    )
    needs = fields.List(fields.Dict(), metadata={"description": "Of a sector: its stated needs, each with place."})
    products_without = fields.Dict(metadata={"description": "Of a sector: standard, method, scheme -> products, and numbers to read."})
    ended_references = fields.Raw(
        metadata={"description": "Of the matrix a number, of a sector a list: number, cites, status, replaced_by, evidence."}
    )
    limits_without_instrument = fields.Raw(metadata={"description": "Of the matrix reason -> number, of a sector a list."})
    note = fields.String()


@bp.get("/api/v1/gaps")
@bp.input(GapsQuery, location="query", arg_name="values")
@bp.doc(summary="What sectors have and lack", responses=answer(GapsAnswer, "The matrix of 13 sectors and four elements, or one sector."))
def gaps(values: dict[str, Any]) -> dict[str, Any]:
    """Documents, stated needs, products, limits and ended references of each sector; the lists of one with `sector`."""
    return service().gaps(values["sector"], values["at"])


@bp.get("/gaps")
@bp.input(GapsPageQuery, location="query", arg_name="values")
@bp.doc(summary="Page of gaps", responses=texts("The page.", "text/html"))
def gaps_page(values: dict[str, Any]) -> str:
    """The matrix, each cell a link to its list; with `sector`, the lists of one sector."""
    found = service().gaps(values["sector"], values["at"])
    return render_template("sector.html" if found["sector"] else "gaps.html", health=service().health(), found=found, values=values)
