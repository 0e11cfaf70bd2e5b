"""What each route takes: parsed, bounded, and refused with the name, the value and what is allowed.

marshmallow does the parsing and apiflask prints the same declarations into /openapi.json, so the
limits that are enforced are the limits that are published. Every field says in its metadata,
under ``allowed``, what it takes; `Parameters.handle_error` turns that into a problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, NoReturn

from apiflask import Schema
from marshmallow import ValidationError, fields, missing, post_load, pre_load, validate, validates_schema

from kg.life import STATUSES
from search_api.asking import CCS, ICS, MAX_QUERY, TYPES
from search_api.protocols import SearchRequest
from search_api.query.switches import SWITCHES
from search_api.web.errors import BadParameters, WrongParameter

MAX_LIMIT = 100
MAX_OFFSET = 10_000
MAX_NUMBER = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def encodable(text: str) -> bool:
    """Whether UTF-8 can carry ``text``: a lone surrogate from a JSON escape cannot be stored or shown.

    >>> encodable("标准"), encodable(chr(0xD800))
    (True, False)
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class ClearText(fields.String):
    """One line of text: blanks and line breaks joined to one space, no control characters, no lone surrogates."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is None:
            raise ValidationError("null")
        clear = re.sub(r"[\t\r\n ]+", " ", text).strip()
        if not encodable(clear) or _CONTROL.search(clear):
            raise ValidationError("characters")
        return str(clear)


class Explain(ClearText):
    """A flag, or the number of a standard."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text.lower() in ("true", "1", "false", "0"):
            return text.lower() in ("true", "1")
        if not 2 <= len(text) <= MAX_NUMBER or not any(c.isdigit() for c in text):
            raise ValidationError("number")
        return text


class IsoDay(fields.String):
    """A day as ``2024-07-01``, kept as text: the service compares days as ISO text."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = str(value)
        # fromisoformat also reads 20240701 and 2024-W27-1, which the contract does not.
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValidationError("form")
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as exc:
            raise ValidationError("day") from exc


def _switches(text: str) -> None:
    """A validator: names of readings of a query, separated by commas."""
    if not SWITCHES.keys() >= set(_listed(text)):
        raise ValidationError("names")


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(name for part in (text or "").split(",") if (name := part.strip()))


def _day(description: str, example: str = "2024-07-01") -> IsoDay:
    return IsoDay(
        metadata={"description": description, "format": "date", "example": example, "allowed": "a day of the calendar as YYYY-MM-DD"},
    )


def page_language() -> fields.String:
    """The parameter ``lang`` of every page."""
    return fields.String(
        load_default="zh", validate=validate.OneOf(("zh", "en")), metadata={"description": "Language of the page.", "allowed": "zh or en"}
    )


def _flag(description: str, default: bool | None) -> fields.Boolean:
    return fields.Boolean(
        load_default=missing if default is None else default,
        truthy={"true", "1", True},
        falsy={"false", "0", False},
        metadata={"description": description, "allowed": "true, 1, false or 0"},
    )


class Parameters(Schema):
    """Base of all inputs: unknown and repeated names are refused, errors say what is allowed."""

    empty_means_absent: ClassVar[frozenset[str]] = frozenset()
    """Names that an HTML form sends empty when nothing was chosen."""

    @pre_load
    def _named_once(self, data: Any, **_: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise BadParameters([WrongParameter.of("body", type(data).__name__, "a JSON object")])
        known = ", ".join(sorted(self.fields))
        wrong = [
            WrongParameter.of(str(name), data[name], f"no parameter of this name; known are {known}")
            for name in data
            if name not in self.fields
        ]
        if hasattr(data, "getlist"):
            wrong += [
                WrongParameter.of(name, f"{len(data.getlist(name))} times", "given once") for name in data if len(data.getlist(name)) > 1
            ]
        if wrong:
            raise BadParameters(wrong)
        return {name: data[name] for name in data if data[name] is not None and not (name in self.empty_means_absent and data[name] == "")}

    @post_load
    def _absent_is_none(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        # Not as load_default: marshmallow would publish every optional parameter as nullable.
        return {name: data.get(name) for name in self.fields}

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> NoReturn:
        """Every wrong field at once, each with what it takes."""
        given = data if isinstance(data, Mapping) else {}
        assert isinstance(error.messages, dict)
        raise BadParameters(
            [WrongParameter.of(name, given.get(name), self.fields[name].metadata["allowed"]) for name in error.messages]
        ) from error


class SearchQuery(Parameters):
    """Parameters of a search."""

    empty_means_absent = frozenset({"type", "status", "ics", "ccs", "sector", "mandatory", "issued_from", "issued_to", "at", "off"})

    q = ClearText(
        required=True,
        validate=validate.Length(1, MAX_QUERY),
        metadata={
            "description": "What is asked: words, a question, a standard number, in Chinese or English.",
            "example": "锅炉大气污染物排放限值",
            "allowed": f"1 to {MAX_QUERY} characters that are not all blank, without control characters",
        },
    )
    limit = fields.Integer(
        load_default=10,
        validate=validate.Range(1, MAX_LIMIT),
        metadata={"description": "Most hits to return.", "example": 10, "allowed": f"an integer from 1 to {MAX_LIMIT}"},
    )
    offset = fields.Integer(
        load_default=0,
        validate=validate.Range(0, MAX_OFFSET),
        metadata={"description": "Hits to skip.", "example": 0, "allowed": f"an integer from 0 to {MAX_OFFSET}"},
    )
    type = fields.String(
        validate=validate.OneOf(TYPES),
        metadata={"description": "文件类别: only documents of this type.", "allowed": f"one of {', '.join(TYPES)}"},
    )
    status = fields.String(
        validate=validate.OneOf(STATUSES),
        metadata={"description": "Only documents of this status on the day `at`.", "allowed": f"one of {', '.join(STATUSES)}"},
    )
    ics = fields.String(
        validate=validate.Regexp(ICS.pattern + r"\Z"),
        metadata={
            "description": "ICS code or the beginning of one.",
            "example": "13.040",
            "allowed": "an ICS code such as 13, 13.040 or 13.040.40",
        },
    )
    ccs = fields.String(
        validate=validate.Regexp(CCS.pattern + r"\Z"),
        metadata={"description": "中国标准文献分类 code.", "example": "Z60", "allowed": "a CCS code such as Z or Z60"},
    )
    sector = ClearText(
        validate=validate.Length(1, MAX_NUMBER),
        metadata={
            "description": "重点领域: only documents of this sector.",
            "example": "automotive",
            "allowed": f"1 to {MAX_NUMBER} characters: key, number or name of a sector, such as automotive, 6 or 汽车",
        },
    )
    mandatory = _flag("Only mandatory (true) or only voluntary (false) standards.", None)
    issued_from = _day("Issued on this day or later.")
    issued_to = _day("Issued on this day or earlier.")
    at = _day("Day on which status is judged; today if not given.")
    explain = Explain(
        load_default=False,
        metadata={
            "description": "Add to every hit how its score came about; with a number, add `why`: why that standard stands where it stands.",
            "example": "true",
            "allowed": f"true, 1, false, 0 or a standard number of at most {MAX_NUMBER} characters",
        },
    )
    off = fields.String(
        validate=_switches,
        metadata={
            "description": "Readings of the query that are switched off, separated by commas: the words then count as words alone.",
            "example": "products,measurands",
            "allowed": f"names separated by commas, of {', '.join(SWITCHES)}",
        },
    )

    @validates_schema
    def _days_in_order(self, data: dict[str, Any], **_: Any) -> None:
        first, last = data.get("issued_from"), data.get("issued_to")
        if first and last and first > last:
            raise BadParameters([WrongParameter.of("issued_to", last, f"a day not before issued_from ({first})")])


class PageQuery(SearchQuery):
    """Parameters of the search page: as a search, with nothing required, and the language of the page."""

    empty_means_absent = SearchQuery.empty_means_absent | {"q", "lang"}

    q = ClearText(validate=validate.Length(0, MAX_QUERY), metadata=SearchQuery._declared_fields["q"].metadata)
    lang = page_language()


class AtQuery(Parameters):
    """The day on which a question about one standard is answered."""

    empty_means_absent = frozenset({"at"})
    at = _day("Day on which status and undated references are judged; today if not given.")


class StandardPageQuery(AtQuery):
    """Parameters of the page of one standard."""

    empty_means_absent = frozenset({"at", "lang"})
    lang = page_language()


class RelatedQuery(AtQuery):
    """What the links are asked of."""

    of = ClearText(
        required=True,
        validate=validate.Length(1, MAX_NUMBER),
        metadata={
            "description": "A standard number, a product, a measuring instrument or a measurand.",
            "example": "GB 13271-2014",
            "allowed": f"1 to {MAX_NUMBER} characters: a standard number, a product, an instrument or a measurand",
        },
    )


class PlaceQuery(Parameters):
    """Which place of a source file to show."""

    empty_means_absent = frozenset({"lang"})
    of = ClearText(
        required=True,
        validate=validate.Length(1, 2_000),
        metadata={
            "description": "Evidence IRI, percent-encoded: its fragment would else not reach the server.",
            "example": "https://w3id.org/nqi/graph/doc/" + "0" * 64 + "#page=3&char=12,34",
            "allowed": "a percent-encoded evidence IRI such as …/graph/doc/SHA256#page=3&char=12,34",
        },
    )
    lang = page_language()


class FormatQuery(Parameters):
    """Form of a description where the Accept header cannot be set."""

    empty_means_absent = frozenset({"lang", "format"})
    format = fields.String(
        validate=validate.OneOf(("html", "ttl", "jsonld", "nt", "rdf", "json")),
        metadata={"description": "Wins over the Accept header.", "example": "ttl", "allowed": "one of html, ttl, jsonld, nt, rdf, json"},
    )
    lang = page_language()


def search_request(values: Mapping[str, Any]) -> SearchRequest:
    """The request that parsed parameters stand for."""
    explain = values.get("explain")
    named = {"explain": explain is True, "why": explain if isinstance(explain, str) else None}
    return SearchRequest(**{name: value for name, value in values.items() if name != "lang"} | {"off": _listed(values.get("off"))} | named)


def clean_number(text: str) -> str:
    """A standard number out of a path: blanks joined, length bounded; raises BadParameters."""
    number = " ".join(text.split())
    if not 1 <= len(number) <= MAX_NUMBER:
        raise BadParameters([WrongParameter.of("number", text, f"1 to {MAX_NUMBER} characters, such as GB/T 1.1-2020")])
    return number
