"""What the graph says for an edition as an answer: products, instruments, limits, methods, rules, laws, successors, each with its path."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from ingest.pipeline import Pipeline, plan
from kg import vocabulary as v
from kg.store_oxigraph import OxigraphStore
from search_api.graph_evidence import Evidence, Gathered, GraphEvidence, evidence_json, in_classes, known_to, unread_json
from search_api.graph_evidence.evidence import ASKED, LIMIT_FITS
from search_api.graph_evidence.limits import MOST_LIMITS
from search_api.query import understand
from search_api.related import GraphView
from search_api.walk.answer import Teller

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "documents"
DOCUMENTS = (
    "GB-13271-2014.md",
    "GB-13271-2001.txt",
    "GB-12348-2008.md",
    "GB-T-16157-1996.md",
    "GB-T-7722-2020.md",
    "JJG-539-2016.md",
    "GB-4706.1-2005.md",
    "CNCA-C07-01-2017.html",
)
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> GraphEvidence:
    store = OxigraphStore(tmp_path_factory.mktemp("evidence"))
    Pipeline(store, jobs=1).run(plan([CORPUS / name for name in DOCUMENTS]))
    return GraphEvidence(GraphView(store))


def gather(graph: GraphEvidence, query: str, *off: str) -> Gathered:
    return graph.of(understand(query, known=known_to(graph.view), off=off, today=DAY), DAY)


def by_number(graph: GraphEvidence, found: Mapping[str, Evidence]) -> dict[str, Evidence]:
    return {graph.view.number(edition): evidence for edition, evidence in found.items()}


@pytest.mark.parametrize("query", ["电子秤", "dianzicheng", "電子秤", "electronic scale", "哪个规程检定电子秤", "数字指示秤 检定"])
def test_a_regulation_is_found_by_any_name_of_its_instrument(graph: GraphEvidence, query: str) -> None:
    found = by_number(graph, gather(graph, query).editions)
    assert next(iter(found)) == "JJG 539-2016" and "regulation" in found["JJG 539-2016"].amounts


def test_a_reason_is_a_path_from_the_thing_to_the_document(graph: GraphEvidence) -> None:
    evidence = by_number(graph, gather(graph, "电子秤").editions)["JJG 539-2016"]
    why = next(why for why in evidence.why if why.name == "regulation")
    assert why.path[-1].relation == "verifiedUnder" and why.path[-1].target.endswith("/JJG-539")
    assert all(step.evidence for step in why.path)
    assert all({a.source, a.target} & {b.source, b.target} for a, b in pairwise(why.path))


def test_the_asked_relation_counts_for_more_and_the_others_for_less(graph: GraphEvidence) -> None:
    plain = by_number(graph, gather(graph, "电子秤 规格").editions)["JJG 539-2016"].amounts
    asked = by_number(graph, gather(graph, "电子秤按什么检定").editions)["JJG 539-2016"].amounts
    assert asked["regulation"] > plain["regulation"] and asked["product"] < plain["product"]


def test_a_calibration_specification_is_not_what_verification_asks_for(graph: GraphEvidence) -> None:
    verified = by_number(graph, gather(graph, "电子秤 检定").editions)["JJG 539-2016"]
    calibrated = by_number(graph, gather(graph, "电子秤 校准").editions)["JJG 539-2016"]
    assert verified.amounts["regulation"] > calibrated.amounts["regulation"]


def test_who_types_the_name_alone_asks_for_what_governs_it(graph: GraphEvidence) -> None:
    alone = by_number(graph, gather(graph, "电子秤").editions)["JJG 539-2016"]
    beside = by_number(graph, gather(graph, "电子秤 规格").editions)["JJG 539-2016"]
    assert alone.amounts["regulation"] == 2 * beside.amounts["regulation"]


@pytest.mark.parametrize(
    "query", ["二氧化硫 50 mg/m3 以下", "SO2 0.05 g/m3", "二氧化硫不大于50毫克每立方米", "sulfur dioxide at most 50 mg/m3"]
)
def test_a_limit_is_found_by_its_value_in_any_unit_of_the_dimension(graph: GraphEvidence, query: str) -> None:
    evidence = by_number(graph, gather(graph, query).editions)["GB 13271-2014"]
    assert evidence.amounts["limit"] == LIMIT_FITS * ASKED
    (limit,) = evidence.limits
    assert "50 mg/m³" in limit.text and limit.clause is not None and limit.evidence is not None and "#page=" in limit.evidence
    assert ox.NamedNode(v.NQI + "Limit").value in {o.value for o in graph.view.objects(limit.iri, ox.NamedNode(v.RDF + "type"))}


@pytest.mark.parametrize("query", ["二氧化硫 50 kg 以下", "二氧化硫 1 mg/m3 以下", "二氧化硫 50 m 以下", "二氧化硫 77 mg/m3"])
def test_a_value_of_another_dimension_or_below_every_limit_fits_none(graph: GraphEvidence, query: str) -> None:
    assert all(evidence.amounts.get("limit", 0) <= 0.1 for evidence in gather(graph, query).editions.values())


def test_levels_are_compared_as_printed(graph: GraphEvidence) -> None:
    assert "limit" in by_number(graph, gather(graph, "噪声不超过55dB").editions)["GB 12348-2008"].amounts


def test_a_kind_of_measurand_is_found_under_what_it_is_a_kind_of_at_less(graph: GraphEvidence) -> None:
    """厂界噪声 is limited as 等效连续A声级."""
    amounts = by_number(graph, gather(graph, "厂界噪声 55 dB(A)").editions)["GB 12348-2008"].amounts
    assert 0 < amounts["limit"] < LIMIT_FITS * ASKED


def test_a_regulation_about_a_product_answers_by_its_title_alone(graph: GraphEvidence) -> None:
    asked = by_number(graph, gather(graph, "电子秤 检定", "instruments").editions)["JJG 539-2016"]
    assert any(why.name == "regulation" and why.path[-1].relation == "appliesTo" for why in asked.why)


def test_the_nearest_limit_counts_most(graph: GraphEvidence) -> None:
    near = by_number(graph, gather(graph, "颗粒物 21 mg/m3 以下").editions)["GB 13271-2014"].amounts["limit"]
    far = by_number(graph, gather(graph, "颗粒物 4000 mg/m3 以下").editions)["GB 13271-2014"].amounts["limit"]
    assert near > far > 0


def test_a_method_is_found_by_what_it_determines(graph: GraphEvidence) -> None:
    assert next(iter(by_number(graph, gather(graph, "颗粒物怎么测定").editions))) == "GB/T 16157-1996"


def test_the_rule_that_certifies_a_product_and_the_standard_it_names(graph: GraphEvidence) -> None:
    assert next(iter(by_number(graph, gather(graph, "哪个规则认证电冰箱").editions))) == "CNCA-C07-01:2017"
    found = gather(graph, "电冰箱的认证依据标准是什么")
    assert any("basis" in evidence.amounts for evidence in [*found.editions.values(), *found.unread.values()])


def test_what_the_graph_names_and_nobody_has_read_is_said(graph: GraphEvidence) -> None:
    found = gather(graph, "强制性认证的法律依据")
    assert "中华人民共和国认证认可条例" in by_number(graph, found.unread) and not any(map(graph.view.is_read, found.unread))


@pytest.mark.parametrize("query", ["二氧化硫 50 mg/m3 以下", "电子秤按什么检定", "什么代替了 GB 13271-2001", "哪个规则认证电冰箱"])
def test_reasons_are_told_as_links_are(graph: GraphEvidence, query: str) -> None:
    teller = Teller(graph.view, graph.graph.concepts)
    for evidence in gather(graph, query).editions.values():
        for why in evidence_json(evidence, teller)["why"]:
            assert all(step["from"] and step["relation"] and step["to"] and step["reason"]["zh"] for step in why["path"])


def test_works_without_text_are_told_with_their_path(graph: GraphEvidence) -> None:
    told = unread_json(gather(graph, "强制性认证的法律依据"), Teller(graph.view, graph.graph.concepts))
    assert any(one["number"] == "中华人民共和国认证认可条例" and one["path"][-1]["relation"] == "restsOnLaw" for one in told)


def test_what_replaced_a_standard(graph: GraphEvidence) -> None:
    assert by_number(graph, gather(graph, "什么代替了 GB 13271-2001").editions)["GB 13271-2014"].amounts.keys() == {"replacement"}


def test_an_old_number_that_nobody_has_read_leads_to_what_came_after_it(graph: GraphEvidence) -> None:
    """GB/T 7722-2020 says that it replaces GB/T 7722-2005."""
    found = by_number(graph, gather(graph, "GB/T 7722-2005").editions)
    assert "replacement" in found["GB/T 7722-2020"].amounts
    assert gather(graph, "GB 13271-2001").editions == {}


def test_what_adopts_an_international_standard(graph: GraphEvidence) -> None:
    evidence = by_number(graph, gather(graph, "IEC 60335-1 对应的国家标准").editions)["GB 4706.1-2005"]
    (why,) = evidence.why
    assert why.name == "adoption" and why.path[0].relation == "adopts" and "#page=" in why.path[0].evidence


def test_a_reading_that_is_switched_off_gives_no_evidence(graph: GraphEvidence) -> None:
    assert gather(graph, "电子秤", "products", "instruments").editions == {}
    assert gather(graph, "二氧化硫 50 mg/m3 以下", "values", "measurands").editions == {}


@pytest.mark.parametrize("query", ["", "今天天气", "GB 99999", "x" * 5000])
def test_what_names_nothing_has_no_evidence(graph: GraphEvidence, query: str) -> None:
    assert gather(graph, query) == Gathered()


def test_a_number_is_known_where_the_graph_has_heard_of_it(graph: GraphEvidence) -> None:
    assert [str(g.number) for g in understand("GB 13217-2014", known=known_to(graph.view)).did_you_mean][:1] == ["GB 13271-2014"]
    assert understand("GB/T 13271", known=known_to(graph.view)).numbers == understand("GB 13271").numbers


def test_classes_are_compared_by_levels() -> None:
    query = understand("ICS 13.040")
    assert (
        in_classes(query, ["13.040.40"], []) and not in_classes(query, ["13.0401"], []) and in_classes(understand("CCS Z60"), [], ["Z 60"])
    )


def test_fifty_thousand_limits_on_one_measurand_cost_what_four_thousand_do() -> None:
    store = OxigraphStore()
    measurand, terms = ox.NamedNode(v.ID + "measurand/颗粒物"), {name: ox.NamedNode(v.NQI + name) for name in ("identifiedAs", "unit")}
    upper, upper_si = ox.NamedNode(v.NQI + "upperBound"), ox.NamedNode(v.NQI + "upperBoundSI")
    quads = []
    for i in range(50_000):
        node, value = ox.NamedNode(f"{v.ID}std/GB-{i}/2020/lim/1/1"), 10.0 + i % 90
        quads += [
            ox.Quad(node, terms["identifiedAs"], measurand),
            ox.Quad(node, terms["unit"], ox.Literal("mg/m3")),
            ox.Quad(node, upper, ox.Literal(value)),
            ox.Quad(node, upper_si, ox.Literal(value / 1e6)),
        ]
    store.raw.bulk_extend(quads)
    graph = GraphEvidence(GraphView(store))
    query = understand("颗粒物 20 mg/m3 以下")
    graph.of(query, DAY)
    started = time.process_time()
    found = graph.of(query, DAY)
    assert time.process_time() - started < 0.1
    assert any(str(MOST_LIMITS) in note for note in found.notes)
    assert len(graph.graph.limits.on(measurand.value).rows) == MOST_LIMITS
