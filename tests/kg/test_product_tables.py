"""Products and the standards of their makers: tables and Turtle agree, labels and codes mean one product, a wrong row is refused."""

from __future__ import annotations

import csv
import re
from functools import cache

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from ingest.linking.products import find_products
from kg import vocabulary as v
from kg.errors import TableError
from kg.product_standard_tables import product_standards_ttl
from kg.product_tables import checked_products, products_ttl
from kg.reference_data import ONTOLOGIES, product_guards, product_labels
from kg.table_rows import read_table
from tests.kg.test_queries import rows

_FACTS = ONTOLOGIES.parents[1] / "shared" / "facts" / "catalogue"
_NEEDS_FACTS = pytest.mark.skipif(not _FACTS.is_dir(), reason="needs the fact files of ../shared")
_MAIN = {
    "price-computing-scale", "sphygmomanometer", "electrocardiograph", "water-meter", "electricity-meter", "fuel-dispenser", "sound-level-meter",
    "weight", "air-conditioner", "electric-water-heater", "electric-bicycle", "toy", "boiler", "cement",
}  # fmt: skip
_HEADS = "key,zh,en,zh_alt,ambiguous,broader,ccc,nmpa,nmpa_class,ics,ccs,industry,sectors,guard,source\n"
_STANDARD_HEADS = "product,standard,title_zh,role,zh,en,source\n"


@cache
def _store() -> Store:
    store = Store()
    for name in ("products", "product-standards"):
        store.bulk_load(path=ONTOLOGIES / f"{name}.ttl", format=RdfFormat.TURTLE, to_graph=NamedNode(f"{v.GRAPH}ref/{name}"))
    return store


@pytest.mark.parametrize(("name", "text"), [("products.ttl", products_ttl()), ("product-standards.ttl", product_standards_ttl())])
def test_the_turtle_is_what_the_tables_say(name: str, text: str) -> None:
    assert (ONTOLOGIES / name).read_text(encoding="utf-8") == text


def test_the_readme_states_the_number_of_products_and_of_their_standards() -> None:
    readme = (ONTOLOGIES / "README.md").read_text(encoding="utf-8")
    entries = len(read_table("product-standards.csv", key=None, needs=()))
    assert f"{len(checked_products())} concepts" in readme and f"{entries} entries" in readme


def test_the_products_that_the_project_is_asked_about_have_synonyms_classes_and_eight_standards() -> None:
    products = {row["key"]: row for row in checked_products()}
    named = [row["product"] for row in read_table("product-standards.csv", key=None, needs=())]
    for key in _MAIN:
        row = products[key]
        assert len(row.many("zh_alt")) >= 2 and row.many("ics") and row.many("industry") and named.count(key) >= 8, key
        # Building materials are none of the 13 sectors of the mission document.
        assert bool(row.many("sectors")) == (key != "cement"), key


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("计价秤", "price-computing-scale"), ("电子血压计", "automated-sphygmomanometer"), ("电表", "electricity-meter"), ("加油机", "fuel-dispenser"),
        ("房间空气调节器", "air-conditioner"), ("空调", "air-conditioner"), ("储水式电热水器", "storage-water-heater"),
        ("普通硅酸盐水泥", "cement"), ("一次性使用医用口罩", "surgical-mask"), ("叉车", "forklift"),
    ],
)  # fmt: skip
def test_a_name_as_engineers_say_it_means_one_product(name: str, product: str) -> None:
    assert product_labels()[name] == product


@pytest.mark.parametrize("text", ["锅炉用水", "电动自行车用充电器", "水泥混凝土路面", "汽车加油站", "甲醛的测定", "飞机场"])
def test_a_longer_name_is_that_of_another_thing(text: str) -> None:
    assert find_products(text, product_labels(), product_guards()) == []


def test_an_ambiguous_name_finds_no_product() -> None:
    names = {name for row in checked_products() for name in row.many("ambiguous")}
    assert {"电动车", "泵", "甲醛"} <= names and not names & product_labels().keys()


@_NEEDS_FACTS
def test_every_kind_of_the_ccc_catalogue_that_was_read_is_a_product_or_the_group_of_one() -> None:
    codes = {code for row in checked_products() for code in row.many("ccc")}
    with (_FACTS / "ccc-catalogue-2023-part.csv").open(encoding="utf-8-sig") as lines:
        listed = {code for row in csv.DictReader(lines) for code in row["codes"].split(";")}
    # Cord sets (0101) are a name of the whole group 01.
    assert listed - codes == {"0101"}


@_NEEDS_FACTS
def test_every_code_and_class_of_a_medical_device_is_that_of_the_fact_file() -> None:
    with (_FACTS / "medical-device-classes.csv").open(encoding="utf-8-sig") as lines:
        classes = {row["code"]: row["class_level"] for row in csv.DictReader(lines)}
    coded = [row for row in checked_products() if row["nmpa"]]
    assert len(coded) >= 60
    for row in coded:
        assert {classes[code] for code in row.many("nmpa")} == {row["nmpa_class"]}, row


@_NEEDS_FACTS
def test_a_title_that_is_said_to_be_listed_is_the_title_of_the_list() -> None:
    titles = {}
    for name in ("medical-standards.csv", "energy-quota-standards.csv"):
        with (_FACTS / name).open(encoding="utf-8-sig") as lines:
            titles |= {re.sub(r"-\d{4}$", "", row["number"]): row["title_zh"] for row in csv.DictReader(lines)}
    listed = [row for row in read_table("product-standards.csv", key=None, needs=()) if row["source"].startswith("number and title")]
    assert len(listed) >= 40
    for row in listed:
        assert titles[row["standard"]] == row["title_zh"], row


def test_the_standards_of_a_product_are_its_own_and_those_of_broader_products_with_role_and_reason() -> None:
    found = rows(_store(), "standards_of_product", product=NamedNode(v.concept_iri("product", "storage-water-heater")))
    said = {(row["number"], row["role"], row["via"].rpartition("/")[2]) for row in found}
    assert {("GB 4706.12", "safety", "electric-water-heater"), ("GB 19606", "emission", "household-appliance")} <= said
    assert all(row["reason"] and row["source"] for row in found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,甲物,first,,,,,,,,,,,,x\nb,,second,,,,,,,,,,,,x\n", "row 3: zh is empty"),
        ("a,甲物,first,,,,,,,,,,,,x\nb,乙物,,,,,,,,,,,,,x\n", "row 3: en is empty"),
        ("a,甲物,first,,,,,,,,,,,,\n", "row 2: source is empty"),
        ("A b,甲物,first,,,,,,,,,,,,x\n", "row 2: the key 'A b'"),
        ("a,甲物,first,,,b,,,,,,,,,x\nb,乙物,second,,,a,,,,,,,,,x\n", "row 2: broader leads from 'a' back"),
        ("a,甲物,first,,,c,,,,,,,,,x\n", "row 2: broader names 'c'"),
        ("a,甲物,first,,,,0703,,,,,,,,x\nb,乙物,second,,,,0703,,,,,,,,x\n", "row 3: the notation 'CCC 0703' is that of products.csv, row 2"),
        ("a,甲物,first,,,,070,,,,,,,,x\n", "row 2: ccc has '070'"),
        ("a,甲物,first,,,,,,II,,,,,,x\n", "row 2: nmpa_class"),
        ("a,甲物,first,乙物,,,,,,,,,,,x\nb,乙物,second,,,,,,,,,,,,x\n", "row 3: the label '乙物' is that of products.csv, row 2"),
        ("a,甲物,first,,,,,,,,,,,,x\nb,乙物,First,,,,,,,,,,,,x\n", "row 3: the label 'first' is that of products.csv, row 2"),
        ("a,甲物,first,,,,,,,99.999,,,,,x\n", "row 2: ics names '99.999'"),
        ("a,甲物,first,,,,,,,,,C999,,,x\n", "row 2: industry names 'C999'"),
        ("a,甲物,first,,,,,,,,,,no-sector,,x\n", "row 2: sectors names 'no-sector'"),
        ("a,泵,first,,,,,,,,,,,,x\n", "row 2: the label '泵' is too short"),
        ("a,甲物,first,ABC,,,,,,,,,,,x\n", "row 2: the label 'ABC' has no Chinese character"),
        ("a,甲物,first,,泵,,,,,,,,,,x\n", "row 2: '泵' is listed as ambiguous"),
        ("a,甲物,first,,,,,,,,,,,,x\nb,乙物,second,,甲物,,,,,,,,,,x\n", "row 2: '甲物' is ambiguous in row 3"),
    ],
)  # fmt: skip
def test_a_product_that_cannot_be_right_is_refused_with_its_row(text: str, message: str) -> None:
    with pytest.raises(TableError) as caught:
        checked_products(_HEADS + text)
    assert str(caught.value).startswith(f"products.csv, {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no-product,GB 175,水泥,safety,甲,a,x\n", "row 2: product names 'no-product'"),
        ("cement,GB 175,水泥,no-role,甲,a,x\n", "row 2: role names 'no-role'"),
        ("cement,GB 175-2023,水泥,safety,甲,a,x\n", "row 2: names one standard, without a year"),
        ("cement,GB 175;GB 176,水泥,safety,甲,a,x\n", "row 2: names one standard"),
        ("cement,GB175,水泥,safety,甲,a,x\n", "row 2: standard has 'GB175'"),
        ("cement,GB 175,水泥,safety,,a,x\n", "row 2: zh is empty"),
        ("cement,GB 175,水泥,safety,甲,a,x\ncement,GB 175,水泥,safety,乙,b,x\n", "row 3: GB 175 stands in an earlier row"),
    ],
)
def test_a_standard_of_a_product_that_cannot_be_right_is_refused_with_its_row(text: str, message: str) -> None:
    with pytest.raises(TableError) as caught:
        product_standards_ttl(_STANDARD_HEADS + text)
    assert str(caught.value).startswith(f"product-standards.csv, {message}")
