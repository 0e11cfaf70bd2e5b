"""Each named query answers its question; rdflib, with the values written into the text, answers the same."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, QueryTriples, RdfFormat, Store, serialize
from rdflib.plugins.sparql import prepareQuery

from bench.validation import synthetic_document
from kg import queries
from kg import vocabulary as v
from kg.errors import NotFound
from kg.mapping import triples_of
from kg.model import Citation, Day, Evidence, NumberFact, ProductMention, Provision, ProvisionKind, Reference, StandardDocument, Text
from kg.reference_data import ONTOLOGIES, reference_graphs

_TEXT = "第一句应符合要求。" * 100
_AT = Evidence(1, 0, 9, "第一句应符合要求。")


def _standard(number: str, sha: str, issued: str, effective: str, **facts: object) -> StandardDocument:
    """A made-up standard of one chapter; ``facts`` take the place of those of the synthetic document."""
    plain = replace(
        synthetic_document(1, number, sha * 64),
        number=Text(number, _AT),
        title_zh=Text(f"{number} 的名称", _AT),
        issued=Day(date.fromisoformat(issued), _AT),
        effective=Day(date.fromisoformat(effective), _AT),
        replaces=(),
        adopts=(),
        references=(),
        citations=(),
        products=(),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


_SCALE = ProductMention("electronic-bench-platform-scale", "电子台案秤", _AT)
_OLD = _standard("GB/T 90001-2010", "1", "2010-01-01", "2010-06-01")
_NEW = _standard("GB/T 90001-2020", "2", "2020-01-01", "2020-06-01", replaces=(NumberFact("GB/T 90001-2010", _AT),), products=(_SCALE,))
_CITING = _standard(
    "JJG 90002-2015",
    "3",
    "2015-01-01",
    "2015-06-01",
    references=(Reference("GB/T 90001-2010", True, "旧的", _AT), Reference("GB/T 90001", False, None, Evidence(1, 20, 30, "x", 0.125))),
    citations=(Citation("GB/T 90001-2020", "1.2", "5.2", _AT), Citation("GB/T 77777", None, None, _AT)),
    products=(ProductMention("digital-indicating-scale", "数字指示秤", _AT), _SCALE),
)
_PART = _standard("GB/T 90003-2012", "4", "2012-01-01", "2012-06-01", replaces=(NumberFact("JJG 90002-2015", _AT, partial=True),))
_DRAFT = _standard("GB/T 90001-2024", "5", "2024-01-01", "2024-06-01", draft=Text("征求意见稿", _AT))
_DOCUMENTS = (_OLD, _NEW, _CITING, _PART, _DRAFT)


def _quads() -> list[Quad]:
    return [
        Quad(t.subject, t.predicate, t.object, NamedNode(v.graph_iri(d.sha256)))
        for d in _DOCUMENTS
        for t in triples_of(d, _TEXT, f"/x/{d.file}", "nqi/0")
    ]


@pytest.fixture(scope="module")
def store() -> Store:
    memory = Store()
    memory.bulk_extend(_quads())
    for reference in reference_graphs():
        memory.bulk_load(path=reference.path, format=RdfFormat.TURTLE, to_graph=NamedNode(reference.graph))
    return memory


@pytest.fixture(scope="module")
def dataset(store: Store) -> rdflib.Dataset:
    """The same quads in rdflib."""
    return in_rdflib(store)


def in_rdflib(store: Store) -> rdflib.Dataset:
    theirs = rdflib.Dataset(default_union=True)
    for graph in store.named_graphs():
        triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]
        theirs.get_context(graph.value).parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    return theirs


def _std(path: str) -> NamedNode:
    return NamedNode(f"{v.ID}std/{path}")


def rows(store: Store, name: str, **values: NamedNode | Literal) -> list[dict[str, str]]:
    answer = queries.ask(store, name, values)
    assert isinstance(answer, QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{n: s[n].value for n in names if s[n] is not None} for s in answer]


def column(store: Store, name: str, variable: str, **values: NamedNode | Literal) -> list[str]:
    return [row.get(variable, "") for row in rows(store, name, **values)]


_DAY = NamedNode(v.XSD + "date")
_ARGUMENTS: dict[str, NamedNode | Literal] = {
    "edition": _std("GB-T-90001/2020"),
    "references_of.edition": _std("JJG-90002/2015"),
    "replaced_by.edition": _std("GB-T-90001/2010"),
    "work": _std("GB-T-90001"),
    "target": _std("GB-T-90001"),
    "resource": _std("JJG-90002/2015"),
    "provision": _std("GB-T-90001/2020/cl/1.1/p/1"),
    "measurand": NamedNode(v.concept_iri("measurand", "颗粒物")),
    "word": Literal("压力", language="zh"),
    "day": Literal("2021-01-01", datatype=_DAY),
    "product": NamedNode(v.concept_iri("product", "price-computing-scale")),
    "sector": NamedNode(v.concept_iri("sector", "automotive")),
    "dataset": NamedNode(v.concept_iri("dataset", "table-1")),
    "instrument": NamedNode(v.concept_iri("instrument", "sphygmomanometer")),
    "test_items_of.work": _std("JJG-692"),
}


def test_every_query_has_a_question_in_two_languages_and_parses() -> None:
    for name in queries.names():
        query = queries.load(name)
        zh, separator, en = query.question.partition(" / ")
        assert separator and re.search(r"[\u4e00-\u9fff]", zh) and en, query.question
        prepareQuery(query.text)


def test_every_prefix_is_the_one_that_the_vocabulary_gives() -> None:
    for name in queries.names():
        for prefix, iri in re.findall(r"^PREFIX (\w+): <([^>]*)>", queries.load(name).text, re.MULTILINE):
            assert v.PREFIXES[prefix] == iri, name


def test_every_bound_variable_is_projected_by_the_query_and_its_subselects() -> None:
    for name in queries.names():
        query = queries.load(name)
        for parameter in query.parameters:
            if "CONSTRUCT" not in query.text:
                assert re.search(rf"SELECT [^{{]*\?{parameter}\b", query.text), name
            for projected, used in _selects(query.text):
                if re.search(rf"\?{parameter}\b", used):
                    assert re.search(rf"\?{parameter}\b", projected), name
            assert not re.search(rf"BIND\((?:(?! AS ).)*\?{parameter}\b", query.text), name


def _selects(text: str) -> list[tuple[str, str]]:
    """(what each SELECT projects, its WHERE group with the subselects in it)."""
    found = []
    for match in re.finditer(r"SELECT (?:DISTINCT )?([^{]*) WHERE \{", text):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        found.append((match[1], text[match.end() : end]))
    return found


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="references_of"):
        queries.load("no_such_query")
    with pytest.raises(NotFound):
        queries.load("../shapes")


def _written_in(query: queries.NamedQuery, values: dict[str, NamedNode | Literal]) -> str:
    """The query with its parameters replaced by the values: what substitution must mean."""
    text = query.text
    for parameter in query.parameters:
        text = re.sub(r"(SELECT (?:DISTINCT )?)([^{]*)", lambda m: m[1] + re.sub(rf"\?{parameter}\b\s?", "", m[2]), text)  # noqa: B023
        text = re.sub(rf"(GROUP BY[^\n]*)\?{parameter}\b", r"\1", text)
        text = re.sub(rf"\?{parameter}\b", str(values[parameter]).replace("\\", "\\\\"), text)
    return re.sub(r"GROUP BY\s*(\n|\Z)", "\n", text)


def answers_agree(store: Store, dataset: rdflib.Dataset, name: str, values: dict[str, NamedNode | Literal]) -> bool:
    """Whether there is an answer, the same from both engines (which differ in an AssertionError)."""
    query = queries.load(name)
    values = {p: values[p] for p in query.parameters}
    theirs = dataset.query(_written_in(query, values))
    ours = queries.ask(store, name, values)
    if isinstance(ours, QueryTriples):
        triples = {tuple(str(x) for x in triple) for triple in ours}
        assert triples == {tuple(x.n3() for x in triple) for triple in theirs}  # type: ignore[union-attr]
        return bool(triples)
    assert isinstance(ours, QuerySolutions) and theirs.vars is not None
    names = [variable.value for variable in ours.variables if variable.value not in query.parameters]
    expected = Counter(tuple(None if row[n] is None else str(row[n]) for n in names) for row in theirs)  # type: ignore[call-overload,index]
    found = Counter(tuple(None if s[n] is None else s[n].value for n in names) for s in ours)
    assert found == expected
    return bool(found)


WHOLE_GRAPH = (
    "apparatus_clauses",
    "apparatus_tables",
    "count_identified",
    "count_known",
    "defined_terms",
    "evidence_coverage",
    "named_organisations",
    "open_references",
    "regulations_without_instrument",
    "unidentified_measurands",
    "unlabelled",
)
"""Asked of a whole graph, by which rdflib is slow: compared on a small one in tests/search/test_report_and_candidates.py."""

_ELSEWHERE = {
    *WHOLE_GRAPH,
    # Compared over a graph with catalogues, in test_queries_over_time.py: here rdflib would join every work with every edition.
    "amendments_of",
    "contradictions",
    "moved_references",
    "ended_dated_references",
    "replacement_chain",
    # Asked of documents with instruments, in tests/search/test_walk.py and tests/search/test_gaps.py.
    "limit_to_si",
    "gaps_limits_without_instrument",
}


@pytest.mark.parametrize("name", [name for name in queries.names() if name not in _ELSEWHERE])
def test_rdflib_answers_the_same(store: Store, dataset: rdflib.Dataset, name: str) -> None:
    values = {p: _ARGUMENTS.get(f"{name}.{p}", _ARGUMENTS[p]) for p in queries.load(name).parameters}
    assert answers_agree(store, dataset, name, values)


def test_references_of_an_edition_come_in_the_order_of_its_list(store: Store) -> None:
    found = rows(store, "references_of", edition=_std("JJG-90002/2015"))
    assert [(r["identifier"], r["dated"], r.get("title"), r.get("confidence")) for r in found] == [
        ("GB/T 90001-2010", "true", "旧的", None),
        ("GB/T 90001", "false", None, "0.125"),
    ]


def test_citations_of_a_work_include_those_of_its_editions_with_their_clause(store: Store) -> None:
    found = rows(store, "citations_of", target=_std("GB-T-90001"))
    assert {(r["cited"].rpartition("std/")[2], r["has"].removeprefix(v.NQI), r.get("clauseNumber")) for r in found} == {
        ("GB-T-90001", "hasReference", None),
        ("GB-T-90001/2010", "hasReference", None),
        ("GB-T-90001/2020", "hasCitation", "1.2"),
    }
    assert {r["identifier"] for r in found} == {"JJG 90002-2015"} and all(v.parse_evidence_iri(r["evidence"]) for r in found)


def test_citations_of_an_edition_include_those_of_its_work(store: Store) -> None:
    cited = column(store, "citations_of", "cited", target=_std("GB-T-90001/2010"))
    assert {c.rpartition("std/")[2] for c in cited} == {"GB-T-90001", "GB-T-90001/2010"}


def test_references_are_counted_by_document_and_by_place(store: Store) -> None:
    assert rows(store, "count_references", target=_std("GB-T-90001")) == [
        {"target": _std("GB-T-90001").value, "documents": "1", "places": "1"}
    ]


def test_what_replaces_an_edition_is_said_with_its_place_and_whether_in_part(store: Store) -> None:
    assert [(r["identifier"], r.get("partial")) for r in rows(store, "replaced_by", edition=_std("GB-T-90001/2010"))] == [
        ("GB/T 90001-2020", None)
    ]
    assert [(r["identifier"], r.get("partial")) for r in rows(store, "replaced_by", edition=_std("JJG-90002/2015"))] == [
        ("GB/T 90003-2012", "true")
    ]


def test_clauses_come_in_the_order_of_the_text(store: Store) -> None:
    assert column(store, "clauses_of", "number", edition=_std("GB-T-90001/2020")) == ["1", "1.1", "1.2", "1.3", "1.4", "1.5", "附录A"]


def test_terms_have_both_names_and_their_clause(store: Store) -> None:
    (term,) = rows(store, "terms_of", edition=_std("GB-T-90001/2020"))
    assert (term["termZh"], term["termEn"], term["clauseNumber"]) == ("术语1", "term 1", "1.2")


def test_limits_say_what_is_bounded_by_how_much_and_where(store: Store) -> None:
    found = rows(store, "limits_of", edition=_std("GB-T-90001/2020"))
    assert [(r["name"], r["operator"], r.get("lower"), r.get("upper"), r["unit"], r["clauseNumber"]) for r in found] == [
        ("颗粒物", "<=", None, "30", "mg/m3", "1.1"),
        ("pH值", "range", "6", "9", "1", "1.1"),
    ]


def test_limits_on_a_measurand_are_found_in_every_edition(store: Store) -> None:
    found = rows(store, "limits_on", measurand=NamedNode(v.concept_iri("measurand", "颗粒物")))
    assert {r["identifier"] for r in found} == {d.number.value for d in _DOCUMENTS if d.number}


def test_test_methods_name_characteristic_and_standard(store: Store) -> None:
    (method,) = rows(store, "methods_of", edition=_std("GB-T-90001/2020"))
    assert (method["name"], method["identifier"]) == ("颗粒物", "GB/T 90016")


def test_the_clause_number_read_off_an_iri_is_the_one_printed(store: Store) -> None:
    for row in rows(store, "clauses_of", edition=_std("GB-T-90001/2020")):
        assert re.sub(r"^.*/cl/([^~]*).*$", r"\1", row["clause"]) == row["number"]


def test_every_document_is_listed_once_for_each_place_it_was_read_from(store: Store) -> None:
    found = rows(store, "documents")
    assert Counter(r["number"] for r in found) == Counter(d.number.value for d in _DOCUMENTS if d.number)
    assert {(r["fileName"], r["extractor"], r["format"]) for r in found} == {("made-up.pdf", "nqi/0", "pdf")}


def test_metadata_carry_their_places(store: Store) -> None:
    found = {r["property"].rpartition("/")[2]: r for r in rows(store, "standard", edition=_std("GB-T-90001/2020"))}
    assert found["issued"]["value"] == "2020-01-01" and v.parse_evidence_iri(found["issued"]["evidence"])
    assert found["publisher"]["label"] == "国家标准化管理委员会"
    assert len(rows(store, "standard", edition=_std("GB-T-90001/2020"))) == len(
        {tuple(sorted(r.items())) for r in rows(store, "standard", edition=_std("GB-T-90001/2020"))}
    )


def test_links_go_both_ways_over_references_and_products(store: Store) -> None:
    found = rows(store, "links_of_edition", edition=_std("GB-T-90001/2020"))
    links = {(r["direction"], re.split("[/#]", r["relation"])[-1], r.get("identifier"), r.get("via", "").rpartition("/")[2]) for r in found}
    assert links == {
        ("out", "hasReplacement", "GB/T 90001-2010", ""),
        ("in", "hasCitation", "JJG 90002-2015", ""),
        ("in", "hasReference", "JJG 90002-2015", "GB-T-90001"),
        ("both", "appliesTo", "JJG 90002-2015", "electronic-bench-platform-scale"),
        ("both", "core#broader".rpartition("#")[2], "JJG 90002-2015", "digital-indicating-scale"),
    }
    assert all(v.parse_evidence_iri(r["evidence"]) for r in found)
    assert all(v.parse_evidence_iri(r["otherEvidence"]) for r in found if r["direction"] == "both")


def test_a_document_with_two_mentions_of_products_links_downwards_too(store: Store) -> None:
    found = rows(store, "links_of_edition", edition=_std("JJG-90002/2015"))
    assert ("skos/core#narrower", "GB/T 90001-2020") in {(r["relation"].partition("2004/02/")[2], r.get("identifier")) for r in found}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2010-05-31", []),
        ("2012-12-31", ["GB/T 90001-2010", "GB/T 90003-2012"]),
        ("2020-05-31", ["GB/T 90001-2010", "GB/T 90003-2012", "JJG 90002-2015"]),
        ("2020-06-01", ["GB/T 90001-2020", "GB/T 90003-2012", "JJG 90002-2015"]),
        ("2030-01-01", ["GB/T 90001-2020", "GB/T 90003-2012", "JJG 90002-2015"]),
    ],
)
def test_what_is_in_force_depends_on_the_day(store: Store, day: str, expected: list[str]) -> None:
    assert column(store, "editions_in_force_on", "identifier", day=Literal(day, datatype=_DAY)) == expected


def test_editions_of_a_work_include_drafts_and_days(store: Store) -> None:
    found = rows(store, "editions_of_work", work=_std("GB-T-90001"))
    assert [(r["identifier"], r["effective"]) for r in found] == [
        ("GB/T 90001-2010", "2010-06-01"),
        ("GB/T 90001-2020", "2020-06-01"),
        ("GB/T 90001-2024", "2024-06-01"),
    ]


def test_findings_come_gravest_first(store: Store) -> None:
    assert Counter(column(store, "findings", "code")) == {"no-foreword": len(_DOCUMENTS)}


def test_statistics_count_each_class(store: Store) -> None:
    found = {r["class"].rpartition("#")[2]: r["count"] for r in rows(store, "statistics")}
    assert (found["SourceDocument"], found["NormativeReference"], found["Replacement"]) == ("5", "2", "2")


def test_a_resource_is_described_with_labels_and_without_the_whole_text(store: Store) -> None:
    answer = queries.ask(store, "resource", {"resource": NamedNode(v.graph_iri("3" * 64))})
    assert isinstance(answer, QueryTriples)
    triples = list(answer)
    assert triples and not any(t.predicate.value == v.NQI + "text" for t in triples)
    answer = queries.ask(store, "resource", {"resource": NamedNode(v.concept_iri("product", "weight"))})
    assert isinstance(answer, QueryTriples)
    assert "砝码" in {t.object.value for t in answer if isinstance(t.object, Literal)}


def test_competency_question_1_lists_the_kinds_of_provision_in_two_languages(store: Store) -> None:
    found = rows(store, "competency_1")
    kinds = Counter(r["type"] for r in found)
    assert set(v.PROVISION_CLASSES.values()) < set(kinds) and set(kinds.values()) == {2}
    assert all(r["definition"] and r["source"].startswith("https://") for r in found)


def test_competency_question_2_gives_bindingness_publication_and_supplements(store: Store) -> None:
    (found,) = rows(store, "competency_2", provision=_std("GB-T-90001/2020/cl/1.1/p/1"))
    assert found["bindingness"].endswith("/normative") and found["publication"] == _std("GB-T-90001/2020").value
    assert found["supplement"].endswith("/tbl/1") and found["publicationType"].endswith("/national") and found["mandatory"] == "false"


def test_competency_question_3_compares_a_provision_with_its_file_white_space_aside() -> None:
    text = "第一句\n应符合要求。别的话在此。"
    provisions = (
        Provision("1.1", ProvisionKind.REQUIREMENT, "第一句应符合要求。", Evidence(1, 0, 10, "x")),
        Provision("1.1", ProvisionKind.REQUIREMENT, "另说一句。", Evidence(1, 10, 16, "x")),
    )
    document = _standard("GB/T 90009-2020", "9", "2020-01-01", "2020-06-01", provisions=provisions)
    memory = Store()
    memory.extend(
        Quad(t.subject, t.predicate, t.object, NamedNode(v.graph_iri(document.sha256))) for t in triples_of(document, text, "/x", "nqi/0")
    )
    found = [rows(memory, "competency_3", provision=_std(f"GB-T-90009/2020/cl/1.1/p/{i}"))[0] for i in (1, 2)]
    assert [(r["same"], r["quote"], r["sha256"]) for r in found] == [
        ("true", "第一句\n应符合要求。", "9" * 64),
        ("false", "别的话在此。", "9" * 64),
    ]


def test_competency_question_4_gives_every_node_of_the_tree_its_parent(store: Store) -> None:
    found = rows(store, "competency_4", edition=_std("GB-T-90001/2020"))
    nodes = {r["node"] for r in found} | {_std("GB-T-90001/2020").value}
    assert all(r["parent"] in nodes for r in found)
    siblings = [r for r in found if r["type"] == v.SMART + "Clause" and r["parent"].endswith("/cl/1")]
    assert [r.get("previous", "").rpartition("/")[2] for r in siblings] == ["", "1.1", "1.2", "1.3", "1.4"]


def test_competency_question_5_gives_versions_and_what_they_replace(store: Store) -> None:
    found = rows(store, "competency_5", work=_std("GB-T-90001"))
    assert [(r["identifier"], r["issued"], r.get("replaces", "").rpartition("/")[2]) for r in found] == [
        ("GB/T 90001-2010", "2010-01-01", ""),
        ("GB/T 90001-2020", "2020-01-01", "2010"),
        ("GB/T 90001-2024", "2024-01-01", ""),
    ]


def test_there_is_no_query_file_that_the_loader_does_not_list() -> None:
    assert len(queries.names()) == len(list((ONTOLOGIES / "queries").iterdir()))
