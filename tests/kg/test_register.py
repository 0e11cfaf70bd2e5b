"""What documents say about the same things is stated once, whatever is added and removed in whatever order."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.mapping import edition_of_document, triples_of
from kg.model import Day, Evidence, NumberFact, Reference, StandardDocument, Text
from kg.register import REGISTER, document_triples, drop_documents, write_document
from kg.store_oxigraph import OxigraphStore

AT = Evidence(1, 0, 2, "引文")
NUMBERS = ("GB 90001-2001", "GB 90001-2010", "GB 90002-2005", "GB/T 90003-2012", "JJG 90004-2015", "GB 90005")
CITED = (*NUMBERS, "GB 90005-2001", "GB 90001-2010/XG1-2012", "GB 90001", "GB/T 90003", "HJ 90009", "ISO 90010:2000")


def document(number: str, cites: tuple[str, ...], replaces: tuple[str, ...], replaced_by: tuple[str, ...] = ()) -> StandardDocument:
    return StandardDocument(
        file=f"{number}.txt",
        sha256=f"{NUMBERS.index(number):064x}",
        format="text",
        pages=1,
        reader="text/1",
        number=Text(number, AT),
        title_zh=Text(f"标准{number}", AT),
        issued=Day(date(2000, 1, 1), AT),
        ics=(Text("17.100", AT),),
        issuers=(Text("某部", AT),),
        replaces=tuple(NumberFact(other, AT) for other in replaces if other != number),
        replaced_by=tuple(NumberFact(other, AT, False, Day(date(2020, 1, 1), AT)) for other in replaced_by if other != number),
        references=tuple(Reference(other, "-" in other, None, AT) for other in cites if other != number),
    )


documents = st.builds(
    document,
    st.sampled_from(NUMBERS),
    st.lists(st.sampled_from(CITED), max_size=4, unique=True).map(tuple),
    st.lists(st.sampled_from(NUMBERS), max_size=1).map(tuple),
    st.lists(st.sampled_from(("GB 90001-2010", "GB/T 90003-2012", "GB 90006-2020")), max_size=1).map(tuple),
)


def write(store: OxigraphStore, d: StandardDocument) -> None:
    edition = edition_of_document(d)
    assert edition is not None
    write_document(store, v.graph_iri(d.sha256), edition, triples_of(d, "引文", "/x", "test/1"))


def successions(d: StandardDocument) -> list[ox.Triple]:
    """The plain relations that follow where a file says what replaced its edition, and the successor's text says nothing."""
    replaced = ox.NamedNode(edition_of_document(d) or "")
    numbers = [StandardNumber.parse(one.value) for one in d.replaced_by]
    editions = [ox.NamedNode(v.edition_iri(number)) for number in numbers]
    since = ox.Literal("2020-01-01", datatype=ox.NamedNode(v.XSD + "date"))
    return [
        *(ox.Triple(edition, ox.NamedNode(v.NQI + "replaces"), replaced) for edition in editions),
        *(ox.Triple(edition, ox.NamedNode(v.DCTERMS + "replaces"), replaced) for edition in editions),
        *(ox.Triple(edition, ox.NamedNode(v.DCTERMS + "available"), since) for edition in editions),
    ]


def state(store: OxigraphStore) -> set[str]:
    return {f"{q.subject} {q.predicate} {q.object} {q.graph_name}" for q in store.raw}


@settings(max_examples=120, deadline=None)
@given(st.lists(documents | st.sampled_from(NUMBERS), max_size=12))
def test_any_sequence_of_writes_and_removals_ends_as_if_built_from_nothing(steps: list[StandardDocument | str]) -> None:
    store = OxigraphStore()
    present: dict[str, StandardDocument] = {}
    for step in steps:
        if isinstance(step, str):
            known = present.pop(step, None)
            if known is not None:
                drop_documents(store, [v.graph_iri(known.sha256)])
        else:
            assert step.number is not None
            present[step.number.value] = step
            write(store, step)
    fresh = OxigraphStore()
    for d in sorted(present.values(), key=lambda d: d.sha256):
        write(fresh, d)
    assert state(store) == state(fresh)
    stated = Counter(f"{q.subject} {q.predicate} {q.object}" for q in store.raw)
    assert [triple for triple, times in stated.items() if times > 1] == []
    whole = {f"{t.subject} {t.predicate} {t.object}" for d in present.values() for t in triples_of(d, "引文", "/x", "test/1")}
    implied = {f"{t.subject} {t.predicate} {t.object}" for d in present.values() for t in successions(d)}
    assert set(stated) - implied == whole - implied


def test_a_vocabulary_that_names_a_class_is_not_repeated_by_the_register() -> None:
    store = OxigraphStore()
    concept = ox.NamedNode(v.concept_iri("ics", "17.100"))
    known = ox.Triple(concept, ox.NamedNode(v.SKOS + "notation"), ox.Literal("17.100"))
    store.add_to_graph(v.GRAPH + "ref/ics", [known])
    write(store, document(NUMBERS[0], (), ()))
    assert known not in list(store.graph_triples(REGISTER))
    graph = v.graph_iri(document(NUMBERS[0], (), ()).sha256)
    assert ox.Triple(concept, ox.NamedNode(v.RDF + "type"), ox.NamedNode(v.SKOS + "Concept")) in list(document_triples(store, graph))


def test_counting_references_is_not_multiplied_by_who_cites_the_standard() -> None:
    store = OxigraphStore()
    write(store, document("GB 90001-2010", ("HJ 90009", "GB/T 90003"), ()))
    for number in ("GB 90002-2005", "GB/T 90003-2012", "JJG 90004-2015"):
        write(store, document(number, ("GB 90001-2010",), ()))
    query = 'SELECT (COUNT(?r) AS ?n) WHERE { ?e dcterms:identifier "GB 90001-2010" ; nqi:hasReference ?r }'
    assert [row["n"] for row in store.select(query)] == ["2"]


def test_what_a_vocabulary_names_is_named_in_the_description_of_a_document() -> None:
    store = OxigraphStore(None)
    measurand = ox.NamedNode(v.concept_iri("measurand", "颗粒物"))
    label = ox.Triple(measurand, ox.NamedNode(v.SKOS + "prefLabel"), ox.Literal("颗粒物", language="zh"))
    store.add_to_graph(v.GRAPH + "ref/measurands", [label])
    graph, edition = v.graph_iri("a" * 64), v.ID + "std/GB-1/2020"
    says = ox.Triple(ox.NamedNode(edition + "/lim/1"), ox.NamedNode(v.NQI + "ofMeasurand"), measurand)
    write_document(store, graph, edition, [says, label])
    assert label not in list(store.graph_triples(REGISTER))
    assert label in list(document_triples(store, graph))
