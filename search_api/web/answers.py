"""The shapes of answers, for /openapi.json only: what a service adds passes through untouched."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from marshmallow import INCLUDE, fields

from search_api.empty_answer import REASONS
from search_api.web.errors import PROBLEM_MEDIA_TYPE


class Answer(Schema):
    """Base of all answers: additions are free."""

    class Meta:
        unknown = INCLUDE


def _of(schema: type[Answer], text: str = "", nullable: bool = False) -> fields.Nested:
    return fields.Nested(schema, allow_none=nullable, metadata={"description": text} if text else {})


def _many(schema: type[Answer], text: str = "") -> fields.List[Any]:
    return fields.List(fields.Nested(schema), metadata={"description": text} if text else {})


def _text(text: str = "", example: Any = None, nullable: bool = True) -> fields.String:
    metadata = {"description": text} if text else {}
    return fields.String(allow_none=nullable, metadata=metadata | ({"example": example} if example is not None else {}))


def _object(text: str) -> fields.Dict:
    return fields.Dict(keys=fields.String(), metadata={"description": text})


class WrongParameterAnswer(Answer):
    name = _text("Name of the parameter.", "limit", nullable=False)
    given = _text("What was given.", "0", nullable=False)
    allowed = _text("What is allowed.", "an integer from 1 to 100", nullable=False)


class Problem(Answer):
    """RFC 9457 problem document."""

    type = _text("IRI of the kind of problem.", "https://w3id.org/nqi/problem/bad-parameters", nullable=False)
    title = _text("Phrase of the status.", "Bad Request", nullable=False)
    status = fields.Integer(metadata={"example": 400})
    detail = _text("What is wrong, where, and the next step.", "limit: given '0', allowed is an integer from 1 to 100", nullable=False)
    instance = _text("Path of the request.", "/api/v1/search", nullable=False)
    parameters = _many(WrongParameterAnswer, "Present where parameters are wrong.")


class Evidence(Answer):
    """A place in a source file."""

    iri = _text("Evidence IRI; /place?of= shows it.", "https://w3id.org/nqi/graph/doc/" + "0" * 64 + "#page=3&char=12,34")
    page = fields.Integer(allow_none=True, metadata={"example": 3})
    start = fields.Integer(allow_none=True, metadata={"description": "First character, counted in code points of the document text."})
    end = fields.Integer(allow_none=True, metadata={"description": "One past the last character."})
    file = _text("Name of the source file.", "GB 13271-2014.pdf")
    quote = _text("The words at that place.")


class Step(Answer):
    """One edge of a path."""

    from_ = fields.String(data_key="from")
    relation = _text("Name of the edge.", "references")
    to = _text()
    evidence = _of(Evidence, "Where the edge is stated.", nullable=True)


class Link(Answer):
    """A document or concept that is linked, and how."""

    kind = _text("metrology, certification, test_method, reference, cited_by, …", "metrology")
    number = _text("Standard number, where it is one.", "JJG 968-2002")
    name = _text("Title or label.")
    status = _text("Status, where it is a document.")
    path = _many(Step, "The edges that lead there, in order.")


class ClauseAt(Answer):
    number = _text("", "4.2")
    heading = _text()
    page = fields.Integer(allow_none=True)


class Hit(Answer):
    """One document that answers the query, with its best passage."""

    id = _text("Id of the passage.", nullable=False)
    number = _text("", "GB 13271-2014")
    title = _text("", "锅炉大气污染物排放标准")
    title_en = _text()
    status = _text("current, upcoming, superseded, withdrawn or unknown, on the day `at`.", "current")
    type = _text("", "national")
    score = fields.Float()
    digest = fields.Boolean(metadata={"description": "Retells the standard; not its text."})
    known_as = _text("read, or listed: its text is not here, the passage is the title that a catalogue gives.", "read")
    issued = _text("", "2014-05-16")
    effective = _text("", "2014-07-01")
    clause = _of(ClauseAt, nullable=True)
    passage = _text("Text of the passage.")
    highlights = fields.List(
        fields.List(fields.Integer()), metadata={"description": "[start, end) offsets in `passage`, in code points.", "example": [[0, 2]]}
    )
    evidence = _of(Evidence, nullable=True)
    links = _many(Link)
    explain = _object("How the score came about; with explain=1.")


class QueryReading(Answer):
    """One thing read out of the query."""

    switch = _text("What turns the reading off, in the parameter `off`.", "products", nullable=False)
    span = fields.List(fields.Integer(), metadata={"description": "[start, end) in `text`, in code points.", "example": [0, 3]})
    text = _text("The words of the query.", "电子秤", nullable=False)
    means = _text("Slug, number, state or the like.", "digital-indicating-scale", nullable=False)
    label = _text("For people.", "数字指示秤", nullable=False)


class DidYouMean(Answer):
    """A known number near to one that nobody knows."""

    typed = _text("", "GB 13217", nullable=False)
    number = _text("", "GB 13271", nullable=False)
    why = _text("The slip.", "two digits swapped", nullable=False)
    taken = fields.Boolean(metadata={"description": "It is the only one known with these digits, and was searched for."})


class Understood(Answer):
    """What was understood from the query."""

    text = _text()
    numbers = fields.List(fields.String())
    understood = _many(QueryReading, "Everything that was read, by place.")
    did_you_mean = _many(DidYouMean)
    off = fields.List(fields.String(), metadata={"description": "Readings that were switched off."})
    filters = _object("Filters that apply, given or understood.")
    tokens = fields.List(fields.String())
    language = _text("", "zh")


class Facets(Answer):
    """Value -> number of documents, over all hits."""

    type = _object("文件类别")
    status = _object("状态")
    mandatory = _object("true or false")
    sector = _object("重点领域")
    ics = _object("ICS code, at every level")
    ccs = _object("CCS code, at every level")
    issued = _object("Year of issue")


class SearchAnswer(Answer):
    query = _of(Understood)
    total = fields.Integer(metadata={"description": "Documents that match."})
    took_ms = fields.Float()
    hits = _many(Hit)
    facets = _of(Facets)
    facet_labels = _object("Facet -> value -> {zh, en}, for sectors and classes that have a name.")
    why = _object("With explain=NUMBER: rank of that standard (null where it is not in the answer), the reason, its signals and scores.")
    reason = _text("Why there are no hits; null where there are some.")
    reason_code = _text(f"The same for programs: {', '.join(REASONS)}.")


class Edition(Answer):
    number = _text("", "GB 13271-2001")
    name = _text("The number; of a law's version with its day, which tells it apart.")
    title = _text()
    issued = _text()
    effective = _text()
    superseded_from = _text("First day on which something else is in force in its place.")
    status = _text("", "superseded")
    replaced_by = fields.List(fields.String())
    amendments = fields.List(fields.String())


class Neighbour(Answer):
    """What an edition replaces, is replaced by, or adopts, whether its own text or a catalogue says so."""

    number = _text("", "GB 13271-2001")
    title = _text()
    status = _text("", "superseded")
    from_ = fields.String(
        allow_none=True, data_key="from", metadata={"description": "First day in force of what replaces; null if unknown."}
    )
    partial_ = fields.Boolean(data_key="partial", metadata={"description": "Only a part is replaced."})
    degree = _text("Degree of adoption.", "IDT")
    evidence = _of(Evidence, nullable=True)


class Listing(Answer):
    """A row of a catalogue about the edition."""

    catalogue = _text("Title of the catalogue, else its file name.")
    file = _text()
    as_of = _text("Day of the catalogue.")
    status = _text("What it states.", "current")
    source = _text()
    verified = fields.Boolean(metadata={"description": "false: the catalogue says that nobody checked it."})
    evidence = _of(Evidence, nullable=True)


class Contradiction(Answer):
    """Sources that differ about one fact; the side that is believed comes first."""

    fact = _text("title, title_en, issued, effective, withdrawn or status.", "effective")
    sides = fields.List(fields.Dict(), metadata={"description": "value, believed, file, evidence."})


class Reference(Answer):
    number = _text("As cited.", "GB/T 16157")
    title_zh = _text()
    dated = fields.Boolean(metadata={"description": "Whether it names one edition."})
    resolves_to = _text("Edition meant on the day `at`; null where the graph has none.")
    written = _text("Day on which the citing document was issued; null if unknown.")
    resolved_when_written = _text("Edition meant on that day; differs from `resolves_to` where the target changed since.")
    known_as = _text("read, listed (by a catalogue), or cited: a stub of which nothing else is known.", "cited")
    evidence = _of(Evidence, nullable=True)


class CitedBy(Answer):
    number = _text()
    clause = _text()
    evidence = _of(Evidence, nullable=True)


class Term(Answer):
    clause = _text("", "3.1")
    term_zh = _text()
    term_en = _text()
    definition = _text()
    evidence = _of(Evidence, nullable=True)


class Clause(Answer):
    number = _text("", "5.2.1")
    heading = _text()
    level = fields.Integer()
    text = _text("Own text, without that of its sub-clauses.")
    evidence = _of(Evidence, nullable=True)


class Source(Answer):
    file = _text()
    sha256 = _text()
    pages = fields.Integer(allow_none=True)


class Limit(Answer):
    """A bound that a standard sets: object, measurand, operator, value, unit, condition."""

    clause = _text("", "4.1")
    table = _text("", "表1")
    object = _text("What it applies to.")
    quantity = _text("QUDT quantity kind.", "MassDensity")
    measurand = _text("", "二氧化硫")
    operator = _text("<=, <, >=, >, = or range; the measured quantity stands at the left.", "<=")
    value = fields.Raw(metadata={"description": "A number, or [lower, upper].", "oneOf": [{"type": "number"}, {"type": "array"}]})
    unit = _text("", "mg/m3")
    unit_iri = _text("Unit in QUDT.")
    si_value = fields.Raw(allow_none=True, metadata={"description": "The value in coherent SI units."})
    condition = _text("When and where it applies.")
    evidence = _object("Place of the value.")


class Method(Answer):
    """A characteristic and the standard it is measured by."""

    measurand = _text("", "二氧化硫")
    number = _text("", "HJ 629")
    title = _text()
    status = _text()
    evidence = _object("Place of the pair.")


class TableOfStandard(Answer):
    """A table: header rows, body rows (merged cells repeated), unit and notes."""

    number = _text("", "表1")
    caption = _text()
    unit = _text("", "mg/m3")
    clause = _text()
    header = fields.List(fields.List(fields.String()))
    rows = fields.List(fields.List(fields.String()))
    notes = fields.List(fields.Dict())
    evidence = _object("Place of the table.")


class StandardAnswer(Answer):
    """One standard; what was not found is null or an empty list."""

    number = _text("", "GB 13271-2014", nullable=False)
    title_zh = _text()
    title_en = _text()
    type = _text()
    status = _text()
    at = _text("Day on which status is judged.")
    issued = _text()
    effective = _text()
    ics = fields.List(fields.String())
    ccs = fields.List(fields.String())
    mandatory = fields.Boolean(allow_none=True)
    digest = fields.Boolean(metadata={"description": "Retells the standard; not its text."})
    reason = _text("The rule by which the status was found.", "in_force")
    known_as = _text("read, listed (by a catalogue), or cited: a stub of which nothing else is known.", "read")
    title_as_cited = _text("What those who cite a stub call it.")
    listings = _many(Listing)
    contradictions = _many(Contradiction)
    replaces = _many(Neighbour)
    replaced_by = _many(Neighbour)
    adopts = _many(Neighbour)
    editions = _many(Edition)
    references = _many(Reference)
    citations = _many(CitedBy)
    terms = _many(Term)
    limits = _many(Limit)
    test_methods = _many(Method)
    tables = _many(TableOfStandard)
    clauses = _many(Clause)
    links = _many(Link)
    evidence = _object("Field name -> place of that fact.")
    source = _of(Source, nullable=True)
    iri = _text("IRI of the edition.", "https://w3id.org/nqi/id/std/GB-13271/2014")


class SectionAnswer(Answer):
    """One list of a standard, under its own name."""

    number = _text("", "GB 13271-2014", nullable=False)
    at = _text("Day on which status is judged.")
    references = _many(Reference)
    citations = _many(CitedBy)
    terms = _many(Term)
    limits = _many(Limit)
    methods = _many(Method)
    tables = _many(TableOfStandard)
    timeline = _many(Edition)


class RelatedAnswer(Answer):
    of = _object("What the links start from; kind ambiguous or unknown where the name is not one thing.")
    at = _text("Day on which editions and status are judged.")
    related = _many(Link)
    choices = fields.List(fields.Dict(), metadata={"description": "What an ambiguous name can mean."})
    guesses = fields.List(fields.Dict(), metadata={"description": "Known names near to an unknown one; only guesses."})


class HealthAnswer(Answer):
    status = _text("ok, indexing or empty.", "ok", nullable=False)
    documents = fields.Integer()
    triples = fields.Integer()
    passages = fields.Integer()
    index = _object("Generation, state and progress of the index.")
    encoder = _object("Name and dimension of the model.")


class Embedding(Answer):
    object = _text("", "embedding")
    index = fields.Integer()
    embedding = fields.Raw(
        metadata={
            "description": "Numbers, or base64 of little-endian float32.",
            "oneOf": [{"type": "array", "items": {"type": "number"}}, {"type": "string"}],
        }
    )


class Usage(Answer):
    prompt_tokens = fields.Integer(metadata={"description": "Characters given: the models served here count no tokens."})
    total_tokens = fields.Integer()


class EmbeddingAnswer(Answer):
    object = _text("", "list")
    model = _text()
    data = _many(Embedding)
    usage = _of(Usage)


class Model(Answer):
    id = _text()
    object = _text("", "model")
    created = fields.Integer()
    owned_by = _text()


class ModelsAnswer(Answer):
    object = _text("", "list")
    data = _many(Model)


class PlaceAnswer(Answer):
    """A place in a source file with its surroundings."""

    file = _text()
    sha256 = _text()
    page = fields.Integer()
    start = fields.Integer()
    end = fields.Integer()
    quote = _text()
    before = _text()
    after = _text()
    number = _text()


class RemovedAnswer(Answer):
    sha256 = _text()


Responses = dict[int | str, dict[str, Any]]
_PROBLEM = {"description": "What went wrong (RFC 9457).", "content": {PROBLEM_MEDIA_TYPE: {"schema": Problem}}}


def answer(schema: type[Answer], description: str, example: Any = None) -> Responses:
    """``responses`` of a JSON route for `APIBlueprint.doc`: the answer, and the problem for everything else."""
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    return {200: {"description": description, "content": {"application/json": content}}, "default": _PROBLEM}


def texts(description: str, *media_types: str) -> Responses:
    """``responses`` of a route that answers in one of several media types."""
    content = {media: {"schema": {"type": "string"}} for media in media_types}
    return {200: {"description": description, "content": content}, "default": _PROBLEM}
