"""The named queries about time, over editions that were read and editions that only catalogues list."""

from __future__ import annotations

from datetime import date

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

from kg import timeline
from kg import vocabulary as v
from kg.catalogue import Catalogue, CatalogueRow
from kg.catalogue_mapping import catalogue_triples
from kg.life import CURRENT, judge
from kg.mapping import edition_of_document, triples_of
from kg.model import Day, Evidence, NumberFact, Reference, StandardDocument, Text
from kg.register import write_catalogue, write_document
from kg.store_oxigraph import OxigraphStore
from tests.kg.test_queries import answers_agree, in_rdflib, rows

AT = Evidence(1, 0, 2, "引文")
OTHER = Evidence(1, 4, 6, "引文")
QUERIES = ("editions_in_force_on", "replacement_chain", "moved_references", "ended_dated_references", "amendments_of", "contradictions")
TODAY = Literal("2026-11-22", datatype=NamedNode(v.XSD + "date"))


def iri(path: str) -> NamedNode:
    return NamedNode(f"{v.ID}std/{path}")


def day(text: str | None) -> Day | None:
    return Day(date.fromisoformat(text), AT) if text else None


def row(
    line: int,
    number: str,
    effective: str | None = None,
    issued: str | None = None,
    title: str | None = None,
    status: str | None = None,
    replaces: tuple[str, ...] = (),
    withdrawn: str | None = None,
    partial: bool = False,
) -> CatalogueRow:
    return CatalogueRow(
        row=line, sheet=1, number=NumberFact(number, AT), at=AT, title_zh=Text(title, AT) if title else None,
        issued=day(issued), effective=day(effective), withdrawn=day(withdrawn), stated_status=Text(status, AT) if status else None,
        replaces=tuple(NumberFact(other, AT, partial) for other in replaces),
    )  # fmt: skip


def list_(store: OxigraphStore, sha: str, as_of: str | None, *listed: CatalogueRow) -> None:
    table = Catalogue(f"{sha}.csv", sha * 64, "csv", 1, "引文", "sheets/1", as_of=day(as_of), rows=listed)
    own, shared = catalogue_triples(table, f"/x/{sha}.csv", "test/1")
    write_catalogue(store, v.graph_iri(table.sha256), own, shared)


def read(store: OxigraphStore, sha: str, number: str, issued: str | None, effective: str | None, *cites: str, draft: bool = False) -> None:
    document = StandardDocument(
        file=f"{number}.txt", sha256=sha * 64, format="text", pages=1, reader="text/1", number=Text(number, AT),
        title_zh=Text(f"名称 {number}", AT), issued=day(issued), effective=day(effective),
        draft=Text("征求意见稿", AT) if draft else None,
        references=tuple(Reference(n, "-" in n, None, Evidence(1, 20 + i, 30 + i, "x")) for i, n in enumerate(cites)),
    )  # fmt: skip
    edition = edition_of_document(document)
    assert edition is not None
    write_document(store, v.graph_iri(document.sha256), edition, triples_of(document, "引文" * 30, "/x", "test/1"))


@pytest.fixture(scope="module")
def store() -> Store:
    kept = OxigraphStore()
    list_(
        kept,
        "a",
        "2026-08-31",
        row(2, "GB/T 91001-2001", "2002-01-01", title="某名称"),
        row(3, "GB/T 91001-2010", "2010-07-01", title="某 名称", replaces=("GB/T 91001-2001",)),
        row(4, "GB/T 91001-2026", "2027-01-01", "2026-06-27", replaces=("GB/T 91001-2010",)),
        row(5, "GB/T 91001-2010/XG1-2012", "2012-03-01"),
        row(6, "GB 91003-2023", "2024-12-01", "2023-11-27", replaces=("GB 91002-2005", "GB 91004-2007")),
        row(7, "GB 91002-2005", "2006-01-01"),
        row(8, "GB 91005-2000", "2001-01-01", status="废止"),
        row(9, "GB 91006-2003", status="现行"),
        row(10, "GB 91007-2025", issued="2025-12-03"),
        row(11, "GB 91008-2000", "2000-06-01", withdrawn="2015-01-01"),
        row(12, "GB 91009-1998", "1998-06-01", replaces=("GB 91008-2000",), partial=True),
        row(13, "GB 91002-1990", "1991-01-01"),
        row(14, "GB 91002-2005", replaces=("GB 91002-1990",)),
    )
    list_(kept, "b", "2020-01-01", row(2, "GB/T 91001-2010", "2010-08-01", title="别的名称"))
    read(
        kept,
        "1",
        "HJ 91010-2006",
        "2006-01-01",
        "2006-06-01",
        "GB/T 91001",
        "GB/T 91001-2001",
        "GB 91002-2005",
        "GB 91008-2000",
        "GB 91005-2000",
    )
    read(kept, "2", "HJ 91011-2012", "2012-01-01", "2012-06-01", "GB/T 91001", "GB/T 91001-2010", "GB/T 99999-2001")
    read(kept, "3", "HJ 91012-2014", None, "2014-01-01", draft=True)
    return kept.raw


@pytest.fixture(scope="module")
def dataset(store: Store) -> rdflib.Dataset:
    return in_rdflib(store)


@pytest.mark.parametrize("name", QUERIES)
def test_rdflib_answers_the_same(store: Store, dataset: rdflib.Dataset, name: str) -> None:
    edition = iri("GB-T-91001/2010" if name == "amendments_of" else "GB-91003/2023")
    assert answers_agree(store, dataset, name, {"day": TODAY, "edition": edition})


def in_force(store: Store, on: str) -> list[str]:
    return [r["identifier"] for r in rows(store, "editions_in_force_on", day=Literal(on, datatype=NamedNode(v.XSD + "date")))]


def test_editions_that_only_a_catalogue_lists_are_in_force_too(store: Store) -> None:
    assert in_force(store, "2026-11-22") == [
        "GB 91003-2023", "GB 91006-2003", "GB 91009-1998", "GB/T 91001-2010", "GB/T 91001-2010/XG1-2012", "HJ 91010-2006", "HJ 91011-2012",
    ]  # fmt: skip
    assert "GB/T 91001-2026" in in_force(store, "2027-01-01") and "GB/T 91001-2010" not in in_force(store, "2027-01-01")
    assert "GB 91002-2005" in in_force(store, "2024-11-30") and "GB 91002-2005" not in in_force(store, "2024-12-01")
    assert "GB 91008-2000" in in_force(store, "2014-12-31") and "GB 91008-2000" not in in_force(store, "2015-01-01")


def test_the_chain_of_replacements_goes_back_and_on_across_works_with_its_days(store: Store) -> None:
    found = rows(store, "replacement_chain", edition=iri("GB-91002/2005"))
    assert [(r["direction"], r["replacingNumber"], r.get("effective"), r["replacedNumber"]) for r in found] == [
        ("after", "GB 91003-2023", "2024-12-01", "GB 91002-2005"),
        ("before", "GB 91002-2005", "2006-01-01", "GB 91002-1990"),
    ]
    assert all(v.parse_evidence_iri(r["evidence"]) for r in found)
    both = rows(store, "replacement_chain", edition=iri("GB-91003/2023"))
    assert [r["replacedNumber"] for r in both] == ["GB 91002-1990", "GB 91002-2005", "GB 91004-2007"]
    (partly,) = rows(store, "replacement_chain", edition=iri("GB-91009/1998"))
    assert partly["partial"] == "true"


def test_an_undated_reference_that_means_something_else_now_tells_both_meanings(store: Store) -> None:
    found = rows(store, "moved_references", day=TODAY)
    assert [
        (r["citingNumber"], r["workNumber"], r["then"].rpartition("/")[2], r["now"].rpartition("/")[2], r["nowStart"]) for r in found
    ] == [("HJ 91010-2006", "GB/T 91001", "2001", "2010", "2010-07-01")]
    later = rows(store, "moved_references", day=Literal("2027-06-01", datatype=NamedNode(v.XSD + "date")))
    assert [(r["citingNumber"], r["now"].rpartition("/")[2]) for r in later] == [("HJ 91010-2006", "2026"), ("HJ 91011-2012", "2026")]


def test_dated_references_that_have_ended_are_listed_with_the_reason_and_the_successor(store: Store) -> None:
    found = rows(store, "ended_dated_references", day=TODAY)
    assert {(r["citingNumber"], r["citedNumber"], r["why"], r.get("since"), r.get("byNumber")) for r in found} == {
        ("HJ 91010-2006", "GB 91002-2005", "replaced", "2024-12-01", "GB 91003-2023"),
        ("HJ 91010-2006", "GB 91005-2000", "stated", "2026-08-31", None),
        ("HJ 91010-2006", "GB 91008-2000", "withdrawn", "2015-01-01", None),
        ("HJ 91010-2006", "GB/T 91001-2001", "newer", "2010-07-01", "GB/T 91001-2010"),
        ("HJ 91010-2006", "GB/T 91001-2001", "replaced", "2010-07-01", "GB/T 91001-2010"),
    }


def test_amendments_stand_below_their_edition(store: Store) -> None:
    (found,) = rows(store, "amendments_of", edition=iri("GB-T-91001/2010"))
    assert (found["identifier"], found["effective"]) == ("GB/T 91001-2010/XG1-2012", "2012-03-01")
    assert rows(store, "amendments_of", edition=iri("GB-T-91001/2001")) == []


def test_sources_that_differ_are_shown_with_both_places_and_spaces_are_no_difference(store: Store) -> None:
    found = rows(store, "contradictions")
    assert [(r["identifier"], r["property"].rpartition("/")[2], r["value"], r["otherValue"]) for r in found] == [
        ("GB/T 91001-2010", "available", "2010-07-01", "2010-08-01"),
        ("GB/T 91001-2010", "title", "某 名称", "别的名称"),
    ]
    assert all(v.parse_evidence_iri(r["evidence"]) and v.parse_evidence_iri(r["otherEvidence"]) for r in found)


_NUMBERS = ("GB 91001-2001", "GB 91001-2010", "GB 91001-2020", "GB 91002-2005", "GB/T 91003-2012")
_DAYS = st.sampled_from((None, "2001-06-01", "2005-01-01", "2012-03-01", "2020-12-01", "2024-01-01"))
_rows = st.builds(
    row,
    st.integers(2, 9),
    st.sampled_from(_NUMBERS),
    _DAYS,
    _DAYS,
    st.none(),
    st.sampled_from((None, "现行", "废止")),
    st.lists(st.sampled_from(_NUMBERS), max_size=1).map(tuple),
    st.sampled_from((None, None, None, "2019-01-01")),
    st.booleans(),
)
_read = st.tuples(st.sampled_from(_NUMBERS), _DAYS, _DAYS, st.booleans(), st.lists(st.sampled_from(_NUMBERS), max_size=2))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_rows, max_size=5, unique_by=(lambda r: r.row, lambda r: r.number.value)),
    st.sampled_from((None, "2018-01-01", "2026-01-01")),
    st.lists(_read, max_size=3, unique_by=lambda d: d[0]),
    st.sampled_from(("2004-01-01", "2012-06-01", "2019-06-01", "2024-06-01", "2026-11-22")),
)
def test_what_the_query_says_is_in_force_is_what_the_time_line_says(
    listed: list[CatalogueRow], as_of: str | None, documents: list[tuple[str, str | None, str | None, bool, list[str]]], on: str
) -> None:
    kept = OxigraphStore()
    list_(kept, "a", as_of, *listed)
    for i, (number, issued, effective, draft, cites) in enumerate(documents):
        read(kept, str(i), number, issued, effective, *(n for n in cites if n != number), draft=draft)
    editions = {row["e"] for row in kept.select("SELECT DISTINCT ?e WHERE { ?e dcterms:isVersionOf ?work }")}
    verdicts = {e: judge(life, date.fromisoformat(on)) for e, life in timeline.lives(kept, editions).items()}
    expected = {e for e, verdict in verdicts.items() if verdict.status == CURRENT and verdict.reason != "until_replaced"}
    found = {r["edition"] for r in rows(kept.raw, "editions_in_force_on", day=Literal(on, datatype=NamedNode(v.XSD + "date")))}
    assert found == expected
