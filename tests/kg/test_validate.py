"""Every shape finds what it is for, and says the same as pyshacl on the same graph."""

from __future__ import annotations

from collections.abc import Callable

import pyshacl
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from bench.validation import synthetic_document
from kg import vocabulary as v
from kg.mapping import triples_of
from kg.model import Severity
from kg.validate import SHAPES, validate

_BASE = triples_of(synthetic_document(1), "应符合要求。", "/x/made-up.pdf", "nqi/0")
_EDITION = NamedNode(v.ID + "std/GB-T-90001/2024")
_SH = rdflib.Namespace(v.SH)
_TYPE = NamedNode(v.RDF + "type")
_DATE = NamedNode(v.XSD + "date")
_SHAPES_GRAPH = rdflib.Graph().parse(SHAPES, format="turtle")

Mutation = Callable[[list[Triple]], list[Triple]]


def _term(curie: str) -> NamedNode:
    prefix, _, local = curie.partition(":")
    return NamedNode(v.PREFIXES[prefix] + local)


def _first(triples: list[Triple], type_: str) -> NamedNode:
    return next(t.subject for t in triples if t.predicate == _TYPE and t.object == _term(type_) and isinstance(t.subject, NamedNode))


def _subject(triples: list[Triple], of: str | NamedNode) -> NamedNode:
    return of if isinstance(of, NamedNode) else _first(triples, of)


def without(of: str | NamedNode, predicate: str) -> Mutation:
    """The first node of that type loses that fact."""

    def apply(triples: list[Triple]) -> list[Triple]:
        node = _subject(triples, of)
        return [t for t in triples if not (t.subject == node and t.predicate == _term(predicate))]

    return apply


def plus(of: str | NamedNode, predicate: str, value: Literal | NamedNode) -> Mutation:
    """The first node of that type gets a further fact."""
    return lambda triples: [*triples, Triple(_subject(triples, of), _term(predicate), value)]


def instead(of: str | NamedNode, predicate: str, value: Literal | NamedNode) -> Mutation:
    return lambda triples: plus(of, predicate, value)(without(of, predicate)(triples))


_OTHER = NamedNode(v.ID + "std/GB-T-99999")
_PLAIN = Literal("x")
_PLACE = NamedNode(v.evidence_iri("b" * 64, 1, 2, 3))
MUTATIONS: dict[str, tuple[Mutation, set[str]]] = {
    "source describes nothing": (without("nqi:SourceDocument", "nqi:describes"), {"source-describes"}),
    "source describes two": (
        plus("nqi:SourceDocument", "nqi:describes", _OTHER),
        {"source-describes", "Described", "described-identifier", "described-type", "described-title-missing"},
    ),
    "source with another hash": (instead("nqi:SourceDocument", "nqi:sha256", _PLAIN), {"source-sha256"}),
    "source with an empty name": (instead("nqi:SourceDocument", "nqi:fileName", Literal("")), {"source-name"}),
    "source without path": (without("nqi:SourceDocument", "nqi:sourcePath"), {"source-path"}),
    "source with two formats": (plus("nqi:SourceDocument", "nqi:format", _PLAIN), {"source-format"}),
    "page count as text": (instead("nqi:SourceDocument", "nqi:pageCount", Literal("20")), {"source-pages"}),
    "page count below zero": (
        instead("nqi:SourceDocument", "nqi:pageCount", Literal("-1", datatype=NamedNode(v.XSD + "integer"))),
        {"source-pages"},
    ),
    "source without extractor": (without("nqi:SourceDocument", "nqi:extractor"), {"source-extractor"}),
    "source with two texts": (plus("nqi:SourceDocument", "nqi:text", _PLAIN), {"source-text"}),
    "edition of no work": (without(_EDITION, "dcterms:isVersionOf"), {"Described"}),
    "edition of two works": (plus(_EDITION, "dcterms:isVersionOf", NamedNode(v.ID + "std/GB-T-2002")), {"Described", "edition-work"}),
    "edition of what is no work": (instead(_EDITION, "dcterms:isVersionOf", _OTHER), {"edition-work"}),
    "two identifiers": (plus(_EDITION, "dcterms:identifier", _PLAIN), {"described-identifier", "edition-identifier"}),
    "no identifier": (without(_EDITION, "dcterms:identifier"), {"described-identifier", "edition-identifier"}),
    "no document type": (without(_EDITION, "nqi:documentType"), {"described-type"}),
    "document type as text": (instead(_EDITION, "nqi:documentType", Literal("national")), {"described-type"}),
    "title without language": (plus(_EDITION, "dcterms:title", _PLAIN), {"described-title"}),
    "two titles in Chinese": (plus(_EDITION, "dcterms:title", Literal("另", language="zh")), {"described-title"}),
    "no title": (without(_EDITION, "dcterms:title"), {"described-title-missing"}),
    "two dates of issue": (plus(_EDITION, "dcterms:issued", Literal("2024-03-16", datatype=_DATE)), {"described-issued"}),
    # Alone, because pyshacl 0.40 raises TypeError where sh:lessThanOrEquals meets an ill-formed date.
    "no such day": (
        lambda triples: without(_EDITION, "dcterms:issued")(
            instead(_EDITION, "dcterms:available", Literal("2024-02-31", datatype=_DATE))(triples)
        ),
        {"described-effective"},
    ),
    "effective as text": (instead(_EDITION, "dcterms:available", Literal("soon")), {"described-effective", "edition-dates-order"}),
    "issued after effect": (instead(_EDITION, "dcterms:issued", Literal("2025-01-01", datatype=_DATE)), {"edition-dates-order"}),
    "mandatory and not": (
        plus(_EDITION, "nqi:mandatory", Literal("true", datatype=NamedNode(v.XSD + "boolean"))),
        {"described-mandatory"},
    ),
    "statement without place": (without("nqi:MetadataStatement", "nqi:evidence"), {"evidence"}),
    "statement with two values": (plus("nqi:MetadataStatement", "nqi:statedValue", _PLAIN), {"statement-value"}),
    "statement about nothing": (without("nqi:MetadataStatement", "nqi:about"), {"statement-about"}),
    "statement of no property": (instead("nqi:MetadataStatement", "nqi:statedProperty", _PLAIN), {"statement-property"}),
    "reference without place": (without("nqi:NormativeReference", "nqi:evidence"), {"evidence"}),
    "reference with two places": (plus("nqi:NormativeReference", "nqi:evidence", _PLACE), {"evidence"}),
    "reference to nothing": (without("nqi:NormativeReference", "nqi:refersTo"), {"target", "target-identifier"}),
    "reference to a bare node": (
        instead("nqi:NormativeReference", "nqi:refersTo", _OTHER),
        {"target-identifier", "Reference"},
    ),
    "reference neither dated nor undated": (without("nqi:NormativeReference", "nqi:dated"), {"reference-dated", "Reference"}),
    "dated reference to a work": (
        instead("nqi:NormativeReference", "nqi:refersTo", NamedNode(v.ID + "std/GB-T-2002")),
        {"Reference"},
    ),
    "reference title without language": (instead("nqi:NormativeReference", "dcterms:title", _PLAIN), {"reference-title"}),
    "citation to text": (instead("nqi:Citation", "nqi:refersTo", _PLAIN), {"target", "target-identifier"}),
    "citation with a place elsewhere": (instead("nqi:Citation", "nqi:evidence", NamedNode("http://example.org/#page=1")), {"evidence"}),
    "replacement to nothing": (without("nqi:Replacement", "nqi:refersTo"), {"target", "target-identifier"}),
    "adoption to an unknown degree": (instead("nqi:Adoption", "nqi:adoptionDegree", NamedNode(v.NQI + "EQV")), {"adoption-degree"}),
    "product of no vocabulary": (instead("nqi:ProductMention", "nqi:refersTo", _OTHER), {"product-concept"}),
    "mention of no vocabulary": (instead("nqi:ConceptMention", "nqi:refersTo", _OTHER), {"mentioned-concept"}),
    "mention with a name of no language": (instead("nqi:ConceptMention", "nqi:printedName", _PLAIN), {"mentioned-name"}),
    "clause without number": (without("smart:Clause", "smart:hasSectionNumber"), {"clause-number"}),
    "clause of no parent": (without("smart:Clause", "dcterms:isPartOf"), {"clause-parent"}),
    "clause of two parents": (plus("smart:Clause", "dcterms:isPartOf", NamedNode(_EDITION.value + "/cl/1.2")), {"clause-parent"}),
    "clause of what is no clause": (instead("smart:Clause", "dcterms:isPartOf", _OTHER), {"clause-parent"}),
    "clause after what is no clause": (plus("smart:Clause", "smart:isSuccessorOf", _OTHER), {"clause-predecessor"}),
    "clause heading without language": (instead("smart:Clause", "dcterms:title", _PLAIN), {"clause-heading"}),
    "clause with two texts": (plus(NamedNode(_EDITION.value + "/cl/1.1"), "nqi:text", _PLAIN), {"clause-text"}),
    "annex of a third kind": (instead(NamedNode(_EDITION.value + "/cl/附录A"), "nqi:annexKind", _PLAIN), {"clause-annex"}),
    "provision of no clause": (without(NamedNode(_EDITION.value + "/cl/1.1/p/1"), "dcterms:isPartOf"), {"provision-parent"}),
    "provision with two texts": (plus(NamedNode(_EDITION.value + "/cl/1.1/p/1"), "nqi:text", _PLAIN), {"provision-text"}),
    "term of no document": (without("smart:TermEntry", "dcterms:isPartOf"), {"term-part"}),
    "term in French": (plus("smart:TermEntry", "skos:prefLabel", Literal("terme", language="fr")), {"term-label"}),
    "term with two names": (plus("smart:TermEntry", "skos:prefLabel", Literal("另", language="zh")), {"term-label"}),
    "term without definition": (without("smart:TermEntry", "skos:definition"), {"term-definition"}),
    "table of nothing": (without("nqi:Table", "dcterms:isPartOf"), {"table-part"}),
    "table with two numbers": (plus("nqi:Table", "dcterms:identifier", _PLAIN), {"table-number"}),
    "table header not JSON": (instead("nqi:Table", "nqi:header", _PLAIN), {"table-header"}),
    "table without rows": (without("nqi:Table", "nqi:rows"), {"table-rows"}),
    "limit without operator": (without("nqi:Limit", "nqi:operator"), {"limit-operator"}),
    "limit without bound": (without("nqi:Limit", "nqi:upperBound"), {"Limit"}),
    "limit with two upper bounds": (
        plus("nqi:Limit", "nqi:upperBound", Literal("7", datatype=NamedNode(v.XSD + "decimal"))),
        {"limit-upper"},
    ),
    "limit with a lower bound that is text": (plus("nqi:Limit", "nqi:lowerBound", Literal("low")), {"limit-lower"}),
    "limit with two units": (plus("nqi:Limit", "nqi:unit", Literal("kg")), {"limit-unit"}),
    "limit on what is no measurand": (instead("nqi:Limit", "nqi:ofMeasurand", _OTHER), {"limit-measurand"}),
    "method for nothing": (without("nqi:TestMethod", "nqi:ofMeasurand"), {"method-measurand"}),
    "measurand without name": (without("nqi:Measurand", "skos:prefLabel"), {"measurand-label"}),
    "finding of a fourth severity": (instead("nqi:Finding", "nqi:severity", Literal("fatal")), {"finding-severity"}),
    "finding without code": (without("nqi:Finding", "nqi:code"), {"finding-code"}),
    "finding without place": (without("nqi:Finding", "nqi:place"), {"finding-place"}),
    "finding without message": (instead("nqi:Finding", "nqi:message", Literal("")), {"finding-message"}),
    "confidence above one": (
        plus("smart:Clause", "nqi:confidence", Literal("1.5", datatype=NamedNode(v.XSD + "decimal"))),
        {"confidence"},
    ),
    "confidence of nothing": (
        plus("smart:Clause", "nqi:confidence", Literal("0.0", datatype=NamedNode(v.XSD + "decimal"))),
        {"confidence"},
    ),
    "confidence as text": (plus("smart:Clause", "nqi:confidence", Literal("high")), {"confidence"}),
    "work with two numbers": (plus(NamedNode(v.ID + "std/GB-T-90001"), "dcterms:identifier", _PLAIN), {"work-identifier"}),
    "dated stub without number": (
        without(NamedNode(v.ID + "std/GB-T-90001/2010"), "dcterms:identifier"),
        {"edition-identifier", "target-identifier"},
    ),
}


def by_pyshacl(triples: list[Triple]) -> set[tuple[str, str, str]]:
    """(code, place, severity) of every top-level result that pyshacl reports."""
    data = rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    report = pyshacl.validate(data, shacl_graph=_SHAPES_GRAPH)[1]
    assert isinstance(report, rdflib.Graph)
    severities = {"Violation": "error", "Warning": "warning", "Info": "info"}
    found = set()
    for result in report.objects(None, _SH.result):
        shape, focus, severity = (report.value(result, _SH[name]) for name in ("sourceShape", "focusNode", "resultSeverity"))
        found.add((str(shape).rpartition("#")[2], str(focus), severities[str(severity).rpartition("#")[2]]))
    return found


def by_us(triples: list[Triple]) -> set[tuple[str, str, str]]:
    return {(f.code, f.place, f.severity.value) for f in validate(triples)}


def test_a_mapped_document_conforms() -> None:
    assert validate(_BASE) == []
    assert by_pyshacl(_BASE) == set()


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_defect_is_found_and_pyshacl_agrees(name: str) -> None:
    mutate, codes = MUTATIONS[name]
    broken = mutate(_BASE)
    found = by_us(broken)
    assert {code for code, _, _ in found} == codes
    assert found == by_pyshacl(broken)


def test_every_shape_with_a_message_has_a_defect_that_it_finds() -> None:
    message = NamedNode(v.SH + "message")
    codes = {str(q.subject.value).rpartition("#")[2] for q in parse(path=SHAPES, format=RdfFormat.TURTLE) if q.predicate == message}
    assert codes == set().union(*(expected for _, expected in MUTATIONS.values()))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_pyshacl_agrees_on_graphs_with_facts_lost_and_exchanged(data: st.DataObject) -> None:
    at = st.integers(0, len(_BASE) - 1)
    lost = data.draw(st.sets(at, max_size=6))
    triples = [t for i, t in enumerate(_BASE) if i not in lost]
    for left, right in data.draw(st.lists(st.tuples(at, at), max_size=4)):
        triples.append(Triple(_BASE[left].subject, _BASE[left].predicate, _BASE[right].object))
    assert by_us(triples) == by_pyshacl(triples)


def test_gravest_first_and_in_the_language_asked_for() -> None:
    broken = without("smart:Clause", "smart:hasSectionNumber")(without(_EDITION, "dcterms:title")(_BASE))
    found = validate(broken)
    assert [f.severity for f in found] == [Severity.ERROR, Severity.WARNING]
    assert found[0].message == "a clause has exactly one number; check the heading line at its place"
    assert "章条必须恰好有一个编号" in validate(broken, language="zh")[0].message


def test_every_shape_speaks_both_languages_and_names_a_next_step() -> None:
    messages: dict[str, set[str]] = {}
    for quad in parse(path=SHAPES, format=RdfFormat.TURTLE):
        if quad.predicate == NamedNode(v.SH + "message"):
            assert isinstance(quad.object, Literal)
            messages.setdefault(str(quad.subject), set()).add(quad.object.language or "")
            what, _, next_step = quad.object.value.partition({"zh": "；", "en": "; "}[quad.object.language or ""])
            assert what and next_step, quad.object.value
    assert messages and all(languages == {"zh", "en"} for languages in messages.values())


def test_a_constraint_that_is_not_compiled_is_refused() -> None:
    from kg.validate import _Compiler

    turtle = (
        f"@prefix sh: <{v.SH}> . <x:s> a sh:NodeShape ; sh:targetClass <x:c> ; sh:property <x:p> . <x:p> sh:path <x:q> ; sh:maxLength 3 ."
    )
    quads = parse(turtle.encode(), format=RdfFormat.TURTLE)
    with pytest.raises(NotImplementedError, match="sh:maxLength"):
        _Compiler(q.triple for q in quads).targeted()
