"""Schemes and organisations: tables and Turtle agree, labels in two languages, links that lead somewhere, articles that are there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from ingest.extract import read_document
from kg import vocabulary as v
from kg.errors import TableError
from kg.mapping import edition_of_document, triples_of
from kg.organisation_tables import organisations_ttl
from kg.reference_data import ONTOLOGIES, reference_graphs
from kg.scheme_tables import schemes_ttl
from kg.table_rows import GENERAL, read_table, refuse_cycles, refuse_unknown
from tests.kg.test_queries import rows

_LAWS = ONTOLOGIES.parents[1] / "shared" / "fixtures" / "laws"
_LABEL = NamedNode(v.SKOS + "prefLabel")
_TYPE = NamedNode(v.RDF + "type")
_STUBS = (v.ID + "std/", v.ID + "law/")
"""Works and articles that a basis names; the basis says number, title and day itself."""


def _triples(name: str) -> list[Triple]:
    return [quad.triple for quad in parse(path=ONTOLOGIES / name, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def store() -> Store:
    memory = Store()
    for reference in reference_graphs():
        memory.bulk_load(path=reference.path, format=RdfFormat.TURTLE, to_graph=NamedNode(reference.graph))
    return memory


@pytest.mark.parametrize(("name", "text"), [("organisations.ttl", organisations_ttl()), ("schemes.ttl", schemes_ttl())])
def test_the_turtle_is_what_the_tables_say(name: str, text: str) -> None:
    assert (ONTOLOGIES / name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", ["organisations.ttl", "schemes.ttl"])
@pytest.mark.parametrize("predicate", [v.SKOS + "prefLabel", v.DCTERMS + "source"])
def test_every_concept_and_organisation_has_a_label_in_both_languages_and_a_source(name: str, predicate: str) -> None:
    triples = _triples(name)
    kinds = {v.SKOS + "Concept", v.ORG + "Organization", v.ORG + "ChangeEvent", v.NQI + "ConformityScheme"}
    things = {t.subject for t in triples if t.predicate == _TYPE and isinstance(t.object, NamedNode) and t.object.value in kinds}
    assert len(things) > 50
    for thing in things:
        said = [t.object for t in triples if t.subject == thing and t.predicate.value == predicate and isinstance(t.object, Literal)]
        languages = Counter(o.language for o in said)
        assert languages == ({"zh": 1, "en": 1} if predicate.endswith("prefLabel") else {None: 1}), thing


@pytest.mark.parametrize("name", ["organisations.ttl", "schemes.ttl", "sectors.ttl", "observations.ttl"])
def test_every_link_leads_to_a_thing_of_the_vocabularies_or_to_a_document_that_the_basis_names(store: Store, name: str) -> None:
    for triple in _triples(name):
        target = triple.object
        if isinstance(target, NamedNode) and target.value.startswith(v.ID) and not target.value.startswith(_STUBS):
            assert next(store.quads_for_pattern(target, None, None), None) is not None, target


def test_every_basis_says_what_it_rests_on_in_words_too() -> None:
    triples = _triples("schemes.ttl")
    bases = {t.subject for t in triples if t.object == NamedNode(v.NQI + "SchemeBasis")}
    for basis in bases:
        said = {t.predicate.value for t in triples if t.subject == basis}
        assert {v.NQI + "restsOn", v.NQI + "basisKind", v.RDFS + "label", v.DCTERMS + "title", v.DCTERMS + "source"} <= said


def test_every_scheme_names_a_kind_of_attestation_an_element_and_an_object() -> None:
    for row in read_table("schemes.csv"):
        assert row.many("attestations") and row.many("elements") and row.many("objects"), row


def test_the_schemes_that_the_mission_asks_for_are_there() -> None:
    labels = {label for row in read_table("schemes.csv") for label in (row["zh"], *row.many("alt_zh"))}
    assert {
        "强制性产品认证", "型式批准", "强制检定", "医疗器械注册", "医疗器械备案", "能效标识", "特种设备生产许可", "型号核准",
        "工业产品生产许可证", "食品相关产品生产许可", "绿色产品认证", "有机产品认证", "节能产品认证", "低碳产品认证", "管理体系认证",
        "资质认定", "实验室认可", "检验机构认可", "认证机构认可", "能力验证", "ILAC MRA", "IAF MLA", "APAC MRA",
    } <= labels  # fmt: skip


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("organisations.csv", "organisations, ORG"),
        ("schemes.csv", "conformity schemes"),
        ("needs.csv", "stated needs"),
        ("observations.csv", "observations, each"),
    ],
)
def test_the_readme_states_the_number_of_rows(table: str, words: str) -> None:
    number = len(read_table(table, key=None, needs=("zh", "en")))
    assert f"{number} {words}" in (ONTOLOGIES / "README.md").read_text(encoding="utf-8")


def test_a_former_organisation_leads_to_what_took_its_place(store: Store) -> None:
    former = NamedNode(v.concept_iri("org", "国家质量监督检验检疫总局"))
    present = {q.object for q in store.quads_for_pattern(former, NamedNode(v.DCTERMS + "isReplacedBy"), None)}
    assert NamedNode(v.concept_iri("org", "国家市场监督管理总局")) in present


def test_every_change_of_organisations_falls_on_the_year_where_the_table_ends_or_begins_them() -> None:
    years = {row["key"]: (row["from"], row["until"]) for row in read_table("organisations.csv")}
    for change in read_table("organisation-changes.csv"):
        for key in change.many("original"):
            assert years[key][1] in ("", change["year"]), change
        for key in change.many("resulting"):
            assert years[key][0] == "" or years[key][0] <= change["year"], change


@pytest.mark.skipif(not _LAWS.is_dir(), reason="the laws of ../shared are not here")
def test_every_article_that_is_said_to_be_read_stands_in_that_version_of_the_law() -> None:
    texts = {(_title(path), path.stem.rpartition("(")[2].rstrip(")")): path.read_text(encoding="utf-8") for path in _LAWS.glob("*.md")}
    read = [row for row in read_table("scheme-bases.csv", key=None) if row["kind"] == "law" and row["source"] != GENERAL]
    assert len(read) > 60
    for row in read:
        assert f"\n{row['article']} " in texts[row["refers_to"], row["date"]], row


@pytest.mark.skipif(not _LAWS.is_dir(), reason="the laws of ../shared are not here")
def test_the_article_of_a_basis_is_the_clause_that_a_reading_of_that_law_makes() -> None:
    document, text = read_document(_LAWS / "计量法(2018-10-26).md")
    edition = edition_of_document(document)
    clauses = {t.subject for t in triples_of(document, text, "/x", "nqi/0") if t.predicate.value == v.SMART + "hasSectionNumber"}
    wanted = {
        t.object
        for t in _triples("schemes.ttl")
        if t.predicate.value == v.NQI + "restsOnClause" and t.object.value.startswith(f"{edition}/")
    }  # type: ignore[union-attr]
    assert len(wanted) >= 8 and wanted <= clauses


def test_nothing_of_the_vocabularies_has_the_day_of_issue_that_makes_an_edition() -> None:
    for name in ("organisations.ttl", "schemes.ttl", "sectors.ttl", "observations.ttl"):
        assert not any(t.predicate.value in (v.DCTERMS + "issued", v.DCTERMS + "available") for t in _triples(name)), name


def _title(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ").strip()


def test_the_schemes_of_a_price_computing_scale_are_those_of_the_scales_above_it(store: Store) -> None:
    found = rows(store, "schemes_for_product", product=NamedNode(v.concept_iri("product", "price-computing-scale")))
    assert {(r["label"], r["via"].rpartition("/")[2]) for r in found} == {
        ("强制检定", "weighing-instrument"),
        ("进口计量器具型式批准", "weighing-instrument"),
        ("计量器具型式批准", "non-automatic-weighing-instrument"),
    }
    assert all(r["reason"] and r["source"] for r in found)


_VERIFIED = {"强制检定"}
_METER = _VERIFIED | {"计量器具型式批准"}
_IMPORTED = {"进口计量器具型式批准"}


@pytest.mark.parametrize(
    ("product", "schemes"),
    [
        ("sphygmomanometer", _METER | _IMPORTED | {"医疗器械注册"}),
        ("automated-sphygmomanometer", _METER | _IMPORTED | {"医疗器械注册"}),
        ("electrocardiograph", _VERIFIED | _IMPORTED | {"医疗器械注册"}),
        ("water-meter", _METER | _IMPORTED),
        ("electricity-meter", _METER),
        ("fuel-dispenser", _METER),
        ("sound-level-meter", _METER | _IMPORTED),
        ("weight", _VERIFIED),
        ("air-conditioner", {"强制性产品认证", "能源效率标识"}),
        ("electric-water-heater", {"强制性产品认证"}),
        ("storage-water-heater", {"强制性产品认证", "能源效率标识"}),
        ("electric-bicycle", {"强制性产品认证"}),
        ("toy", {"强制性产品认证"}),
        ("boiler", {"特种设备生产许可", "特种设备监督检验", "特种设备定期检验"}),
        ("cement", {"工业产品生产许可证"}),
    ],
)
def test_a_product_has_these_schemes(store: Store, product: str, schemes: set[str]) -> None:
    found = rows(store, "schemes_for_product", product=NamedNode(v.concept_iri("product", product)))
    assert {r["label"] for r in found} == schemes


@pytest.mark.parametrize(
    ("product", "scheme", "basis"),
    [
        ("air-conditioner", "强制性产品认证", "CNCA-C07-01"),
        ("air-conditioner", "能源效率标识", "GB-21455"),
        ("toy", "强制性产品认证", "CNCA-C22-02"),
        ("boiler", "特种设备定期检验", "2013-06-29"),
    ],
)
def test_a_product_is_led_to_the_rule_or_standard_about_it(store: Store, product: str, scheme: str, basis: str) -> None:
    found = rows(store, "schemes_for_product", product=NamedNode(v.concept_iri("product", product)))
    assert {r["work"].rpartition("/")[2] for r in found if r["label"] == scheme} == {basis}


@pytest.mark.skipif(not _LAWS.is_dir(), reason="the laws of ../shared are not here")
@pytest.mark.parametrize(
    ("scheme", "law"),
    [
        ("mandatory-verification", "强制检定的工作计量器具检定管理办法(1987-04-14).md"),
        ("type-approval-import", "进口计量器具监督管理办法(2016-02-06).md"),
    ],
)
def test_a_product_that_is_said_to_stand_on_a_list_stands_there_under_that_number(scheme: str, law: str) -> None:
    text = (_LAWS / law).read_text(encoding="utf-8")
    listed = [row for row in read_table("scheme-products.csv", key=None) if row["scheme"] == scheme]
    assert len(listed) >= 7
    for row in listed:
        number, name = re.search(r"第 (\d+) 项[：“]([\u4e00-\u9fff、]+)", row["zh"]).groups()  # type: ignore[union-attr]
        entry = re.search(rf"^{number}．(.+)$", text, re.MULTILINE)
        assert entry and name[:2] in entry[1], row


@pytest.mark.parametrize(("scheme", "family"), [("ccc", "CCC"), ("medical-device-registration", "NMPA")])
def test_a_code_that_a_reason_names_is_the_notation_of_the_product(store: Store, scheme: str, family: str) -> None:
    coded = [row for row in read_table("scheme-products.csv", key=None) if row["scheme"] == scheme and "代码" in row["zh"]]
    assert len(coded) >= 9
    for row in coded:
        code = re.search(r"代码 ([\d-]+)", row["zh"])[1]  # type: ignore[index]
        product = NamedNode(v.concept_iri("product", row["product"]))
        assert any(store.quads_for_pattern(product, NamedNode(v.SKOS + "notation"), Literal(f"{family} {code}"))), row


@pytest.mark.parametrize("table", ["schemes.csv", "organisations.csv"])
def test_a_label_means_one_scheme_or_organisation(table: str) -> None:
    labels = Counter(label for row in read_table(table) for label in {row["zh"], *row.many("alt_zh")})
    assert [label for label, number in labels.items() if number > 1] == []


def test_customs_took_duties_of_aqsiq_but_not_its_place(store: Store) -> None:
    customs = NamedNode(v.concept_iri("org", "海关总署"))
    assert list(store.quads_for_pattern(customs, NamedNode(v.DCTERMS + "replaces"), None)) == []
    assert any(store.quads_for_pattern(None, NamedNode(v.ORG + "resultingOrganization"), customs))


def test_a_product_that_no_scheme_names_has_no_row(store: Store) -> None:
    assert rows(store, "schemes_for_product", product=NamedNode(v.concept_iri("product", "flat-glass"))) == []


_HEADS = "key,zh,en,above,source\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,甲,A,,x\nb,,B,,x\n", "t.csv, row 3: zh is empty"),
        ("a,甲,A,,x\na,乙,B,,x\n", "t.csv, row 3: the key 'a'"),
        ("a,甲,A,x\n", "t.csv, row 2: 4 cells under 5 heads"),
        ("a,甲,A,b,x\nb,乙,B,a,x\n", "t.csv, row 2: above leads from 'a' back"),
        ("a,甲,A,c,x\n", "t.csv, row 2: above names 'c'"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(TableError) as caught:
        table = read_table("t.csv", _HEADS + text)
        refuse_unknown(table, "above", [row["key"] for row in table])
        refuse_cycles(table, "above")
    assert str(caught.value).startswith(message)


def test_a_scheme_type_is_one_of_iso_iec_17067_and_only_certification_and_type_approval_have_one() -> None:
    for row in read_table("schemes.csv"):
        assert row["scheme_type"] in ("", "1a", "1b", "2", "3", "4", "5", "6"), row
        assert not row["scheme_type"] or {"certification", "type-approval"} & set(row.many("attestations")), row
