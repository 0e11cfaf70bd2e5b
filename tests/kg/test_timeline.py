"""Status is derived from dates and relations at a day."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from kg import timeline
from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.mapping import triples_of
from kg.model import Day, DocumentType, Evidence, NumberFact, StandardDocument, Text
from kg.store_oxigraph import OxigraphStore

AT = Evidence(1, 0, 5, "quote")


def day(text: str | None) -> Day | None:
    return Day(date.fromisoformat(text), AT) if text else None


def put(
    store: OxigraphStore,
    number: str,
    issued: str | None = None,
    effective: str | None = None,
    replaces: tuple[tuple[str, bool], ...] = (),
    draft: bool = False,
    sha: str | None = None,
) -> str:
    sha = sha or f"{len(store.documents()):064x}"
    document = StandardDocument(
        file=f"{number}.pdf",
        sha256=sha,
        format="pdf",
        pages=1,
        reader="pdf/1",
        number=Text(number, AT),
        title_zh=Text(f"标题 {number}", AT),
        type=DocumentType.NATIONAL,
        issued=day(issued),
        effective=day(effective),
        replaces=tuple(NumberFact(n, AT, partial) for n, partial in replaces),
        draft=Text("征求意见稿", AT) if draft else None,
    )
    store.replace_graph(v.graph_iri(sha), triples_of(document, "document text", "/x", "test/1"))
    return v.edition_iri(StandardNumber.parse(number))


def status(store: OxigraphStore, iri: str, on: str) -> str:
    return timeline.status_at(timeline.lives(store, [iri])[iri], date.fromisoformat(on))


@pytest.fixture
def store() -> OxigraphStore:
    return OxigraphStore()


def test_an_edition_is_upcoming_until_its_first_day_in_force(store: OxigraphStore) -> None:
    iri = put(store, "GB 13271-2014", "2014-05-16", "2014-07-01")
    assert status(store, iri, "2014-06-30") == "upcoming"
    assert status(store, iri, "2014-07-01") == "current"


def test_a_replaced_stub_is_superseded_only_once_its_replacement_is_in_force(store: OxigraphStore) -> None:
    put(store, "GB 13271-2014", "2014-05-16", "2014-07-01", (("GB 13271-2001", False),))
    old = v.edition_iri(StandardNumber.parse("GB 13271-2001"))
    assert status(store, old, "2014-06-30") == "current"
    assert status(store, old, "2014-07-01") == "superseded"


def test_a_replaced_stub_without_days_is_unknown_in_the_years_around_its_own(store: OxigraphStore) -> None:
    put(store, "GB 13271-2014", "2014-05-16", "2014-07-01", (("GB 13271-2001", False),))
    old = v.edition_iri(StandardNumber.parse("GB 13271-2001"))
    assert [status(store, old, on) for on in ("2001-06-01", "2002-12-31", "2003-01-01")] == ["unknown", "unknown", "current"]


def test_an_edition_is_not_current_while_a_newer_one_is_known_without_its_day(store: OxigraphStore) -> None:
    old = put(store, "GB 3095-1996", "1996-01-18", "1996-10-01")
    put(store, "HJ 9000-2014", "2014-01-01", "2014-06-01", (("GB 3095-2012", False),))
    assert status(store, old, "2011-12-31") == "current"
    assert status(store, old, "2024-01-01") == "unknown"


def test_a_day_of_issue_alone_does_not_put_an_edition_in_force_at_once(store: OxigraphStore) -> None:
    iri = put(store, "GB/Z 90130-2025", "2025-12-03")
    assert status(store, iri, "2026-01-01") == "unknown"
    assert status(store, iri, "2028-01-01") == "current"


def test_a_later_edition_of_the_same_work_supersedes_without_saying_so(store: OxigraphStore) -> None:
    old = put(store, "GB/T 1.1-2009", "2009-06-17", "2010-01-01")
    new = put(store, "GB/T 1.1-2020", "2020-03-31", "2020-10-01")
    assert status(store, old, "2020-09-30") == "current"
    assert status(store, old, "2020-10-01") == "superseded"
    assert status(store, new, "2020-10-01") == "current"


def test_partial_replacement_leaves_the_old_edition_in_force(store: OxigraphStore) -> None:
    old = put(store, "GB 16297-1996", "1996-04-12", "1997-01-01")
    put(store, "GB 31571-2015", "2015-04-16", "2015-07-01", (("GB 16297-1996", True),))
    assert status(store, old, "2024-01-01") == "current"


def test_replacement_across_series_supersedes(store: OxigraphStore) -> None:
    old = put(store, "JJG 41-1990", "1990-01-01", "1990-10-01")
    put(store, "JJF 1207-2008", "2008-05-20", "2008-08-20", (("JJG 41-1990", False),))
    assert status(store, old, "2010-01-01") == "superseded"


def test_an_undated_replacement_means_the_editions_before_it(store: OxigraphStore) -> None:
    old = put(store, "GB 21344-2008", "2008-01-01", "2008-06-01")
    later = put(store, "GB 21344-2030", "2030-01-01", "2030-06-01")
    put(store, "GB 29999-2023", "2023-01-01", "2023-06-01", (("GB 21344", False),))
    assert status(store, old, "2024-01-01") == "superseded"
    assert status(store, later, "2031-01-01") == "current"


def test_a_draft_is_never_current_and_supersedes_nothing(store: OxigraphStore) -> None:
    old = put(store, "JT/T 808-2011", "2011-05-01", "2011-08-01")
    draft = put(store, "JT/T 808-2013", "2013-01-01", "2013-05-01", draft=True)
    assert status(store, draft, "2015-01-01") == "unknown"
    assert status(store, old, "2015-01-01") == "current"


def test_the_final_text_outweighs_its_draft(store: OxigraphStore) -> None:
    put(store, "JT/T 808-2013", draft=True, sha="a" * 64)
    iri = put(store, "JT/T 808-2013", "2013-01-01", "2013-05-01", sha="b" * 64)
    assert status(store, iri, "2015-01-01") == "current"


def test_an_edition_without_any_date_is_unknown(store: OxigraphStore) -> None:
    assert status(store, put(store, "GB 5085-1985"), "2020-01-01") == "unknown"


def test_a_stated_end_withdraws(store: OxigraphStore) -> None:
    iri = put(store, "GB 3095-1996", "1996-01-18", "1996-10-01")
    end = ox.Literal("2016-01-01", datatype=ox.NamedNode(v.XSD + "date"))
    store.add_to_graph(v.GRAPH + "ref/x", [ox.Triple(ox.NamedNode(iri), ox.NamedNode(v.ELI + "date_no_longer_in_force"), end)])
    assert status(store, iri, "2015-12-31") == "current"
    assert status(store, iri, "2016-01-01") == "withdrawn"


def test_undated_reference_resolves_to_the_edition_in_force(store: OxigraphStore) -> None:
    old = put(store, "GB/T 1.1-2009", "2009-06-17", "2010-01-01")
    new = put(store, "GB/T 1.1-2020", "2020-03-31", "2020-10-01")
    assert timeline.edition_of(store, "GB/T 1.1", date(2015, 1, 1)) == old
    assert timeline.edition_of(store, "GB/T 1.1", date(2021, 1, 1)) == new
    assert timeline.edition_of(store, "GB/T 1.1", date(2009, 12, 31)) is None


def test_dated_reference_means_that_edition_whatever_is_in_force(store: OxigraphStore) -> None:
    old = put(store, "GB/T 1.1-2009", "2009-06-17", "2010-01-01")
    put(store, "GB/T 1.1-2020", "2020-03-31", "2020-10-01")
    assert timeline.edition_of(store, "GB/T 1.1-2009", date(2021, 1, 1)) == old
    assert timeline.edition_of(store, "GB/T 1.1-1993", date(2021, 1, 1)) is None


def test_a_work_that_went_over_into_another_number_means_what_took_its_place(store: OxigraphStore) -> None:
    new = put(store, "HJ 57-2017", "2017-11-28", "2018-01-01", (("HJ/T 57-2000", False),))
    assert timeline.edition_of(store, "HJ/T 57", date(2018, 1, 1)) == new
    assert timeline.edition_of(store, "HJ/T 57", date(2017, 12, 31)) == v.edition_iri(StandardNumber.parse("HJ/T 57-2000"))
    assert timeline.edition_of(store, "HJ/T 57", date(2000, 12, 31)) is None
    assert timeline.in_force(store, v.ID + "std/HJ-T-57", date(2018, 1, 1)) is None


def test_a_law_is_superseded_by_its_amended_version(store: OxigraphStore) -> None:
    for issued, sha in (("2015-04-24", "c" * 64), ("2021-04-29", "d" * 64)):
        law = StandardDocument(
            file="食品安全法.md",
            sha256=sha,
            format="markdown",
            pages=1,
            reader="markdown/1",
            type=DocumentType.LAW,
            title_zh=Text("中华人民共和国食品安全法", AT),
            issued=day(issued),
            effective=day("2015-10-01"),
        )
        store.replace_graph(v.graph_iri(sha), triples_of(law, "text", "/x", "test/1"))
    old, new = (v.law_edition_iri("中华人民共和国食品安全法", d) for d in ("2015-04-24", "2021-04-29"))
    assert status(store, old, "2021-04-28") == "current"
    assert status(store, old, "2021-04-29") == "superseded"
    assert status(store, new, "2021-04-29") == "current"
    assert timeline.in_force(store, v.law_iri("中华人民共和国食品安全法"), date(2022, 1, 1)) == new


def test_a_successor_of_which_only_the_issue_is_known_makes_the_old_edition_doubtful_not_superseded(store: OxigraphStore) -> None:
    old = put(store, "GB 99001-2010", "2010-01-01", "2010-07-01")
    put(store, "GB 99001-2026", "2026-06-01", None, replaces=(("GB 99001-2010", False),))
    assert [status(store, old, day) for day in ("2026-05-31", "2026-06-01", "2027-12-02", "2027-12-03")] == [
        "current",
        "unknown",
        "unknown",
        "superseded",
    ]
