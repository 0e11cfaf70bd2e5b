"""What a maker of a product needs (/dossier), and how one limit is measured up to the SI (/walk); both for programs under /api/v1."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import render_template
from marshmallow import fields, validate

from search_api.web.answers import Answer, answer, texts
from search_api.web.context import service
from search_api.web.errors import known
from search_api.web.parameters import MAX_NUMBER, AtQuery, ClearText, page_language

bp = APIBlueprint("dossiers", __name__, tag="Products")


class DossierQuery(AtQuery):
    """Which product, on which day."""

    product = ClearText(
        required=True,
        validate=validate.Length(1, MAX_NUMBER),
        metadata={"description": "Name, slug or IRI of a product.", "example": "电子计价秤", "allowed": f"1 to {MAX_NUMBER} characters"},
    )


class DossierPageQuery(DossierQuery):
    """Parameters of the page of one dossier."""

    empty_means_absent = frozenset({"at", "lang"})
    lang = page_language()


class DossierAnswer(Answer):
    """Everything that is known for a maker of the product, each line with its path and places; or choices and guesses."""

    product = fields.Dict(metadata={"description": "Names, codes, sectors, broader and narrower products."})
    at = fields.String(metadata={"description": "Day on which editions and status are judged."})
    schemes = fields.List(
        fields.Dict(), metadata={"description": "Certification, licences, type approval, verification: rule, law, bodies."}
    )
    standards = fields.List(fields.Dict(), metadata={"description": "Standards about the product with status, role and limits."})
    test_methods = fields.List(fields.Dict(), metadata={"description": "Characteristic, method standard, and who states it."})
    instruments = fields.List(
        fields.Dict(), metadata={"description": "Instruments with JJG and JJF, legal control and the chain to the SI."}
    )
    si_units = fields.List(fields.Dict())
    competence = fields.List(fields.Dict(), metadata={"description": "What a laboratory needs that issues test data."})
    bodies = fields.List(fields.Dict(), metadata={"description": "Authorities, assessors, committees, issuers."})
    changes = fields.List(fields.Dict(), metadata={"description": "What begins after the day or ended in the year before it."})
    not_known = fields.List(fields.Dict(), data_key="unknown", metadata={"description": "What this graph does not know, said plainly."})
    sources = fields.Dict(metadata={"description": "How much of it stands in documents, how much in unverified rows."})
    of = fields.Dict(metadata={"description": "Only where the name is ambiguous or unknown."})
    choices = fields.List(fields.Dict(), metadata={"description": "What an ambiguous name can mean."})
    guesses = fields.List(fields.Dict(), metadata={"description": "Known names near to an unknown one; only guesses."})


@bp.get("/api/v1/dossier")
@bp.input(DossierQuery, location="query", arg_name="values")
@bp.doc(summary="Everything a maker of a product needs", responses=answer(DossierAnswer, "The dossier; or choices and guesses."))
def dossier(values: dict[str, Any]) -> dict[str, Any]:
    """Law, certification route, standards with limits, methods, instruments with JJG/JJF, bodies, coming changes, and what is unknown."""
    return known(service().dossier(values["product"], values["at"]))


@bp.get("/dossier")
@bp.input(DossierPageQuery, location="query", arg_name="values")
@bp.doc(summary="Page of one dossier", responses=texts("The page; it prints well.", "text/html"))
def dossier_page(values: dict[str, Any]) -> tuple[str, int]:
    """One page for a maker of the product; every line opens its reason and its source."""
    found = service().dossier(values["product"], values["at"])
    health = service().health()
    if "product" not in found:
        return render_template("which.html", health=health, found=found, values=values), 404
    return render_template("dossier.html", health=health, d=found, values=values), 200


class WalkQuery(AtQuery):
    """Which limit, on which day."""

    empty_means_absent = frozenset({"at", "lang"})
    limit = ClearText(
        required=True,
        validate=validate.Length(1, 2_000),
        metadata={
            "description": "IRI of a limit, as /api/v1/standards/NUMBER/limits gives it.",
            "example": "https://w3id.org/nqi/id/std/GB-13271/2014/lim/表2/2",
            "allowed": "the IRI of a limit",
        },
    )
    lang = page_language()


class WalkAnswer(Answer):
    """How one limit is measured: method standards, instruments that they name, JJG/JJF, the chain to the SI."""

    limit = fields.Dict(allow_none=True)
    of = fields.Dict(metadata={"description": "The edition that sets it."})
    measurand = fields.Dict(allow_none=True)
    at = fields.String()
    methods = fields.List(fields.Dict(), metadata={"description": "Each method with its ways: lists of steps from instrument to SI unit."})
    by_vocabulary = fields.List(
        fields.List(fields.Dict()), metadata={"description": "Ways by the vocabulary alone, where no method was read."}
    )


@bp.get("/api/v1/walk")
@bp.input(WalkQuery, location="query", arg_name="values")
@bp.doc(
    summary="From a limit to the SI",
    responses=answer(WalkAnswer, "Methods, instruments, regulations and chains, each step with its place."),
)
def walk(values: dict[str, Any]) -> dict[str, Any]:
    """Limit, measurand, method standard, instrument, JJG or JJF, standards above it, SI unit: each step with its reason and place."""
    return service().walk(values["limit"], values["at"])


@bp.get("/walk")
@bp.input(WalkQuery, location="query", arg_name="values")
@bp.doc(summary="Page of one walk", responses=texts("The page.", "text/html"))
def walk_page(values: dict[str, Any]) -> str:
    """The walk of one limit, to read."""
    found = service().walk(values["limit"], values["at"])
    return render_template("walk.html", health=service().health(), w=found, values=values)
