"""The ontology files: they parse, say the same as the code, and speak Chinese and English."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from bench.validation import synthetic_document
from kg import vocabulary as v
from kg.mapping import triples_of
from kg.model import DocumentType
from kg.reference_data import ONTOLOGIES

_FILES = sorted(ONTOLOGIES.glob("*.ttl"))
_TYPE = NamedNode(v.RDF + "type")
_CLASS = NamedNode(v.OWL + "Class")
_PROPERTIES = {NamedNode(v.OWL + "ObjectProperty"), NamedNode(v.OWL + "DatatypeProperty"), NamedNode(v.RDF + "Property")}


def _triples(name: str) -> list[Triple]:
    return [quad.triple for quad in parse(path=ONTOLOGIES / name, format=RdfFormat.TURTLE)]


def _languages(triples: list[Triple], subject: NamedNode, predicate: str) -> set[str]:
    wanted = NamedNode(predicate)
    return {t.object.language or "" for t in triples if t.subject == subject and t.predicate == wanted and isinstance(t.object, Literal)}


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.name)
def test_every_file_parses_and_its_prefixes_are_ours(path: Path) -> None:
    parser = parse(path=path, format=RdfFormat.TURTLE)
    assert list(parser)
    for prefix, iri in parser.prefixes.items():
        assert v.PREFIXES.get(prefix, iri) == iri


def test_the_ontology_defines_the_terms_of_the_code_and_no_others() -> None:
    triples = _triples("nqi.ttl")
    classes = {t.subject.value for t in triples if t.predicate == _TYPE and t.object == _CLASS and isinstance(t.subject, NamedNode)}
    properties = {t.subject.value for t in triples if t.predicate == _TYPE and t.object in _PROPERTIES and isinstance(t.subject, NamedNode)}
    assert classes == {v.NQI + name for name in v.CLASSES}
    assert properties == {v.NQI + name for name in v.PROPERTIES}


@pytest.mark.parametrize("name", [*v.CLASSES, *v.PROPERTIES])
def test_every_term_has_labels_and_definitions_in_both_languages_source_and_version(name: str) -> None:
    triples, term = _triples("nqi.ttl"), NamedNode(v.NQI + name)
    assert _languages(triples, term, v.RDFS + "label") == {"zh", "en"}
    assert _languages(triples, term, v.SKOS + "definition") == {"zh", "en"}
    said = {t.predicate.value for t in triples if t.subject == term}
    assert {v.DCTERMS + "source", v.RDFS + "isDefinedBy", v.OWL + "versionInfo"} <= said


def test_every_class_and_property_that_a_document_uses_has_labels_in_both_languages() -> None:
    known = _triples("nqi.ttl") + _triples("labels.ttl")
    written = triples_of(synthetic_document(6), "text", "/x", "nqi/0")
    used = {t.predicate for t in written} | {t.object for t in written if t.predicate == _TYPE}
    for term in used:
        assert isinstance(term, NamedNode) and _languages(known, term, v.RDFS + "label") == {"zh", "en"}, term


def test_every_document_type_and_degree_of_adoption_is_a_concept_of_a_scheme() -> None:
    triples = _triples("nqi.ttl")
    in_scheme = {t.subject.value for t in triples if t.predicate.value == v.SKOS + "inScheme" and isinstance(t.subject, NamedNode)}
    assert in_scheme == {v.concept_iri("document-type", d.value) for d in DocumentType} | {
        v.NQI + degree for degree in ("IDT", "MOD", "NEQ")
    }
    for concept in in_scheme:
        assert _languages(triples, NamedNode(concept), v.SKOS + "prefLabel") == {"zh", "en"}


def test_every_provision_class_of_the_code_is_stated_to_be_a_provision() -> None:
    triples = _triples("labels.ttl")
    above = NamedNode(v.SMART + "Provision"), v.RDFS + "subClassOf"
    provisions = {t.subject.value for t in triples if (t.object, t.predicate.value) == above and isinstance(t.subject, NamedNode)}
    assert set(v.PROVISION_CLASSES.values()) <= provisions
    for iri in provisions:
        assert _languages(triples, NamedNode(iri), v.SKOS + "definition") == {"zh", "en"}


def test_no_axiom_is_laid_on_a_term_that_is_not_ours_but_the_smart_hierarchy() -> None:
    for triple in _triples("labels.ttl"):
        if triple.predicate.value in (v.RDFS + "subClassOf", v.RDFS + "subPropertyOf", v.RDFS + "domain", v.RDFS + "range"):
            assert isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(v.SMART), triple


def test_the_readme_names_every_file() -> None:
    readme = (ONTOLOGIES / "README.md").read_text(encoding="utf-8")
    for path in [*_FILES, *(ONTOLOGIES / "queries").glob("*.rq")]:
        assert f"`{path.name}`" in readme or f"`{path.stem}`" in readme, path.name
