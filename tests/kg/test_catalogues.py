"""Catalogues in the graph: what they state, what of it is believed, and that no order of events changes that."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import timeline
from kg import vocabulary as v
from kg.catalogue import Catalogue, CatalogueRow, ProductRow
from kg.catalogue_mapping import catalogue_triples
from kg.identifiers import StandardNumber
from kg.mapping import edition_of_document, triples_of
from kg.model import Adoption, Day, Evidence, NumberFact, Reference, StandardDocument, Text
from kg.register import drop_documents, write_catalogue, write_document
from kg.resolution import Resolver
from kg.store_oxigraph import OxigraphStore

AT = Evidence(1, 0, 2, "引文")
NUMBERS = ("GB 90001-2001", "GB 90001-2010", "GB 90002-2005", "GB/T 90003-2012", "JJG 90004-2015")
CITED = (*NUMBERS, "GB 90001", "GB/T 90003", "HJ 90009-2020")


def row(
    number: str,
    title: str | None = None,
    issued: str | None = None,
    effective: str | None = None,
    status: str | None = None,
    replaces: tuple[str, ...] = (),
    replaced_by: tuple[str, ...] = (),
    line: int = 2,
    adopts: tuple[str, ...] = (),
) -> CatalogueRow:
    return CatalogueRow(
        row=line,
        sheet=1,
        number=NumberFact(number, AT),
        at=AT,
        title_zh=Text(title, AT) if title else None,
        issued=Day(date.fromisoformat(issued), AT) if issued else None,
        effective=Day(date.fromisoformat(effective), AT) if effective else None,
        stated_status=Text(status, AT) if status else None,
        replaces=tuple(NumberFact(n, AT) for n in replaces),
        replaced_by=tuple(NumberFact(n, AT) for n in replaced_by),
        adopts=tuple(Adoption(n, "IDT", AT) for n in adopts),
    )


def catalogue(
    *rows: CatalogueRow, sha: str = "c" * 64, as_of: str | None = "2026-08-31", products: tuple[ProductRow, ...] = ()
) -> Catalogue:
    day = Day(date.fromisoformat(as_of), AT) if as_of else None
    return Catalogue("表.csv", sha, "csv", 1, "引文", "sheets/1", as_of=day, rows=rows, products=products)


def put(store: OxigraphStore, table: Catalogue, drop: tuple[str, ...] = ()) -> None:
    own, shared = catalogue_triples(table, "/x/表.csv", "test/1")
    write_catalogue(store, v.graph_iri(table.sha256), own, shared, drop)


def document(
    number: str, title: str = "标题", issued: str | None = "2000-01-01", cites: tuple[str, ...] = (), replaces: tuple[str, ...] = ()
) -> StandardDocument:
    return StandardDocument(
        file=f"{number}.txt",
        sha256=f"{NUMBERS.index(number):064x}",
        format="text",
        pages=1,
        reader="text/1",
        number=Text(number, AT),
        title_zh=Text(title, AT),
        issued=Day(date.fromisoformat(issued), AT) if issued else None,
        replaces=tuple(NumberFact(other, AT) for other in replaces if other != number),
        references=tuple(Reference(other, "-" in other, None, AT) for other in cites if other != number),
    )


def write(store: OxigraphStore, d: StandardDocument) -> None:
    edition = edition_of_document(d)
    assert edition is not None
    write_document(store, v.graph_iri(d.sha256), edition, triples_of(d, "引文", "/x", "test/1"))


def value(store: OxigraphStore, number: str, predicate: str) -> list[str]:
    return sorted(o.value for o in store.objects(v.edition_iri(StandardNumber.parse(number)), ox.NamedNode(predicate)))


def state(store: OxigraphStore) -> set[str]:
    return {f"{q.subject} {q.predicate} {q.object} {q.graph_name}" for q in store.raw}


@pytest.fixture
def store() -> OxigraphStore:
    return OxigraphStore()


def test_a_row_makes_an_edition_known_with_its_days(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90001-2010", "某标准", "2010-01-01", "2010-07-01")))
    assert value(store, "GB 90001-2010", v.DCTERMS + "title") == ["某标准"]
    found = Resolver(store).resolve(StandardNumber.parse("GB 90001-2010"), date(2026, 1, 1))
    assert (found.status, found.title, found.edition_in_force, found.in_force_from) == (
        "current",
        "某标准",
        "GB 90001-2010",
        date(2010, 7, 1),
    )
    assert len(found.evidence) == 1


def test_the_text_of_an_edition_outweighs_catalogues_and_they_count_again_when_it_goes(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90001-2010", "目录里的名称", "2011-01-01", "2011-07-01")))
    write(store, document("GB 90001-2010", "正文的名称", "2010-01-01"))
    assert value(store, "GB 90001-2010", v.DCTERMS + "title") == ["正文的名称"]
    assert value(store, "GB 90001-2010", v.DCTERMS + "issued") == ["2010-01-01"]
    assert value(store, "GB 90001-2010", v.DCTERMS + "available") == ["2011-07-01"]
    drop_documents(store, [v.graph_iri(f"{1:064x}")])
    assert value(store, "GB 90001-2010", v.DCTERMS + "title") == ["目录里的名称"]
    assert value(store, "GB 90001-2010", v.DCTERMS + "issued") == ["2011-01-01"]


def test_of_two_catalogues_the_later_one_is_believed(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90001-2010", "旧名", effective="2010-07-01"), sha="a" * 64, as_of="2020-01-01"))
    put(store, catalogue(row("GB 90001-2010", "新名"), sha="b" * 64, as_of="2026-01-01"))
    assert value(store, "GB 90001-2010", v.DCTERMS + "title") == ["新名"]
    assert value(store, "GB 90001-2010", v.DCTERMS + "available") == ["2010-07-01"]


def test_one_replaces_several_from_its_first_day_in_force(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90001-2023", "新", "2023-11-27", "2024-12-01", replaces=("GB 90001-2010", "GB 90002-2005"))))
    resolver = Resolver(store)
    for old in ("GB 90001-2010", "GB 90002-2005"):
        before = resolver.resolve(StandardNumber.parse(old), date(2024, 1, 1))
        after = resolver.resolve(StandardNumber.parse(old), date(2026, 11, 22))
        assert (before.status, after.status) == ("current", "superseded")
        assert [(s.number, s.start) for s in after.replaced_by] == [("GB 90001-2023", date(2024, 12, 1))]
        assert after.edition_in_force == "GB 90001-2023"


def test_replaced_by_means_the_same_as_replaces_of_the_other(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90002-2005", replaced_by=("GB 90001-2023",)), row("GB 90001-2023", effective="2024-12-01", line=3)))
    assert Resolver(store).resolve(StandardNumber.parse("GB 90002-2005"), date(2025, 1, 1)).status == "superseded"


def test_an_upcoming_edition_leaves_the_old_one_in_force_until_its_day(store: OxigraphStore) -> None:
    put(
        store,
        catalogue(
            row("GB 90001-2010", effective="2010-07-01"),
            row("GB 90001-2026", issued="2026-06-27", effective="2027-01-01", replaces=("GB 90001-2010",), line=3),
        ),
    )
    old, new = (Resolver(store).resolve(StandardNumber.parse(n), date(2026, 11, 22)) for n in ("GB 90001-2010", "GB 90001-2026"))
    assert (old.status, [s.number for s in old.replaced_by]) == ("current", ["GB 90001-2026"])
    assert (new.status, new.edition_in_force) == ("upcoming", "GB 90001-2010")
    undated = Resolver(store).resolve(StandardNumber.parse("GB 90001"), date(2026, 11, 22))
    assert (undated.status, undated.edition_in_force) == ("current", "GB 90001-2010")


def test_a_stated_withdrawal_counts_from_the_day_of_the_catalogue(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90001-2001", effective="2002-01-01", status="废止"), as_of="2020-01-01"))
    resolver, number = Resolver(store), StandardNumber.parse("GB 90001-2001")
    assert [resolver.resolve(number, date(y, 1, 2)).status for y in (2001, 2010, 2020)] == ["upcoming", "unknown", "withdrawn"]


def test_a_stated_current_without_days_counts_from_the_day_of_the_catalogue(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90001-2001", status="现行"), as_of="2020-01-01"))
    resolver, number = Resolver(store), StandardNumber.parse("GB 90001-2001")
    assert [resolver.resolve(number, date(y, 1, 2)).status for y in (2010, 2021)] == ["unknown", "current"]


def test_what_the_graph_does_not_know_is_unknown_with_the_reason(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90001-2010", "某标准", "2010-01-01", "2010-07-01")))
    resolver = Resolver(store)
    never = resolver.resolve(StandardNumber.parse("GB 90001-2013"), date(2026, 1, 1))
    assert (never.status, never.reason, never.known_editions, never.edition_in_force) == (
        "unknown",
        "no_such_edition",
        ("GB 90001-2010",),
        "GB 90001-2010",
    )
    assert resolver.resolve(StandardNumber.parse("GB 99999-2013"), date(2026, 1, 1)).reason == "no_such_number"
    amended = resolver.resolve(StandardNumber.parse("GB 90001-2010/XG1-2012"), date(2026, 1, 1))
    assert (amended.status, amended.reason) == ("unknown", "no_such_amendment")


def test_a_title_finds_its_number_in_any_width(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90001-2010", "电子秤 第1部分：要求")))
    assert Resolver(store).by_title("电子秤　第１部分：要求") == ("GB 90001-2010",)


def test_a_product_catalogue_gives_concepts_with_codes_and_place(store: OxigraphStore) -> None:
    device = ProductRow(2, 1, (Text("01-01-01", AT),), Text("某设备", AT), AT, category=Text("某类", AT), level=Text("II", AT))
    put(store, catalogue(products=(device,)))
    rows = list(
        store.select(
            "SELECT ?p ?c WHERE { ?p skos:notation '01-01-01' ; nqi:managementClass ?c ; skos:broader/skos:prefLabel '某类'@zh ; nqi:listedAs/nqi:evidence ?e }"
        )
    )
    assert [r["c"] for r in rows] == ["II"]


documents = st.builds(
    document,
    st.sampled_from(NUMBERS),
    st.sampled_from(("甲", "乙")),
    st.sampled_from((None, "2000-01-01", "2012-01-01")),
    st.lists(st.sampled_from(CITED), max_size=3, unique=True).map(tuple),
    st.lists(st.sampled_from(NUMBERS), max_size=1).map(tuple),
)
rows = st.builds(
    row,
    st.sampled_from(CITED),
    st.sampled_from((None, "甲", "乙", "丙")),
    st.sampled_from((None, "2000-01-01", "2012-01-01")),
    st.sampled_from((None, "2013-01-01")),
    st.sampled_from((None, "现行", "废止", "修订中")),
    st.lists(st.sampled_from(CITED), max_size=2, unique=True).map(tuple),
    st.lists(st.sampled_from(CITED), max_size=1).map(tuple),
    st.integers(2, 9),
    st.lists(st.sampled_from(("ISO 90010:2000",)), max_size=1).map(tuple),
)
catalogues = st.builds(
    lambda rows, sha, as_of: catalogue(*rows, sha=sha * 64, as_of=as_of),
    st.lists(rows, max_size=4, unique_by=lambda r: r.row),
    st.sampled_from(("c", "d", "e")),
    st.sampled_from((None, "2020-01-01", "2026-01-01")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(documents | catalogues | st.sampled_from((*NUMBERS, "c", "d", "e")), max_size=10))
def test_any_sequence_of_documents_and_catalogues_ends_as_if_built_from_nothing(steps: list[StandardDocument | Catalogue | str]) -> None:
    store = OxigraphStore()
    present: dict[str, StandardDocument | Catalogue] = {}
    for step in steps:
        if isinstance(step, str):
            known = present.pop(step, None)
            if known is not None:
                drop_documents(store, [v.graph_iri(known.sha256)])
        elif isinstance(step, Catalogue):
            present[step.sha256[0]] = step
            put(store, step)
        else:
            assert step.number is not None
            present[step.number.value] = step
            write(store, step)
    fresh = OxigraphStore()
    for item in sorted(present.values(), key=lambda d: d.sha256):
        if isinstance(item, Catalogue):
            put(fresh, item)
        else:
            write(fresh, item)
    assert state(store) == state(fresh)
    stated = Counter(f"{q.subject} {q.predicate} {q.object}" for q in store.raw)
    assert [triple for triple, times in stated.items() if times > 1] == []


def test_a_catalogue_lists_without_describing(store: OxigraphStore) -> None:
    put(store, catalogue(row("GB 90001-2010", effective="2010-07-01")))
    life = timeline.lives(store, [v.edition_iri(StandardNumber.parse("GB 90001-2010"))]).popitem()[1]
    assert (life.read, life.listed) == (False, True)
