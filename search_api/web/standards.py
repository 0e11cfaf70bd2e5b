"""One standard and what is linked to it: /api/v1/standards/{number} and /api/v1/related."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from search_api.web.answers import RelatedAnswer, SectionAnswer, StandardAnswer, answer
from search_api.web.context import service
from search_api.web.errors import known
from search_api.web.parameters import AtQuery, Parameters, RelatedQuery, clean_number

bp = APIBlueprint("standards", __name__, url_prefix="/api/v1", tag="Standards")

SECTIONS = {
    "references": "references",
    "citations": "citations",
    "limits": "limits",
    "terms": "terms",
    "methods": "test_methods",
    "tables": "tables",
    "timeline": "editions",
}
"""Last part of a path -> the field of the standard that it answers with."""


class NoQuery(Parameters):
    """A route without parameters."""


@bp.get("/standards/<path:number>")
@bp.input(AtQuery, location="query", arg_name="values")
@bp.doc(summary="One standard", responses=answer(StandardAnswer, "Metadata, editions, references both ways, terms and clauses."))
def standard(number: str, values: dict[str, Any]) -> dict[str, Any]:
    """Everything about one standard, every fact with its place.

    The number stands in the path as it is printed, its slash and blank included:
    `/api/v1/standards/GB/T 1.1-2020`. A number without year means the edition in force on the day `at`.
    """
    return service().standard(clean_number(number), values["at"])


@bp.get("/standards/<path:number>/related")
@bp.input(NoQuery, location="query", arg_name="values")
@bp.doc(summary="What is linked to a standard", responses=answer(RelatedAnswer, "Links with path and evidence."))
def related_of_standard(number: str, values: dict[str, Any]) -> dict[str, Any]:
    """Metrology, certification, test methods and references linked to one standard."""
    return service().related(clean_number(number))


@bp.get("/standards/<path:number>/<any(references,citations,limits,terms,methods,tables,timeline):section>")
@bp.input(AtQuery, location="query", arg_name="values")
@bp.doc(summary="One part of a standard", responses=answer(SectionAnswer, "The number, the day, and the section asked for."))
def section_of_standard(number: str, section: str, values: dict[str, Any]) -> dict[str, Any]:
    """One list of a standard: `references`, `citations`, `limits`, `terms`, `methods`, `tables`, or `timeline` (its editions)."""
    found = service().standard(clean_number(number), values["at"])
    return {"number": found["number"], "at": found.get("at"), section: found.get(SECTIONS[section], [])}


@bp.get("/related")
@bp.input(RelatedQuery, location="query", arg_name="values")
@bp.doc(summary="What is linked to a number, product or measurand", responses=answer(RelatedAnswer, "Links with path and evidence."))
def related(values: dict[str, Any]) -> dict[str, Any]:
    """Metrology and certification rules linked to a standard, a product or a measurand, each with its path and evidence."""
    return known(service().related(values["of"], values["at"]))
