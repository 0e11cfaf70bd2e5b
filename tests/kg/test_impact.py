"""What a new edition touches: undated references move, dated ones stay, and what depends on those that move follows."""

from __future__ import annotations

from datetime import date

import pytest

from kg import vocabulary as v
from kg.catalogue import Catalogue, CatalogueRow
from kg.catalogue_mapping import catalogue_triples
from kg.citing import ADOPTION, CITATION, DELEGATION, NORMATIVE_REFERENCE, REPLACEMENT, TEST_METHOD
from kg.identifiers import StandardNumber
from kg.impact import Cut, Impact, Touched, impact_of
from kg.mapping import edition_of_document, triples_of
from kg.model import (
    Adoption,
    AnnexKind,
    Citation,
    Clause,
    Day,
    Evidence,
    MethodReference,
    NumberFact,
    Provision,
    ProvisionKind,
    Reference,
    StandardDocument,
    Text,
)
from kg.register import write_catalogue, write_document
from kg.store_oxigraph import OxigraphStore

AT = Evidence(1, 0, 2, "引文")
TODAY = date(2026, 1, 1)


def iri(number: str) -> str:
    return v.edition_iri(StandardNumber.parse(number))


def put(store: OxigraphStore, number: str, *cites: str, start: str | None = "2010-01-01", **facts: object) -> str:
    """A made-up standard in force from ``start`` with normative references to ``cites`` ("*" behind a number: all parts)."""
    known = len(store.documents())
    references = tuple(
        Reference(n.rstrip("*"), StandardNumber.parse(n.rstrip("*")).is_dated, None, AT, all_parts=n.endswith("*")) for n in cites
    )
    day = Day(date.fromisoformat(start), AT) if start else None
    document = StandardDocument(
        file=f"{number}.txt", sha256=f"{known:064x}", format="text", pages=1, reader="text/1", number=Text(number, AT),
        title_zh=Text(f"名称 {number}", AT), issued=day, effective=day, references=references, **facts,  # type: ignore[arg-type]
    )  # fmt: skip
    edition = edition_of_document(document)
    assert edition is not None
    write_document(store, v.graph_iri(document.sha256), edition, triples_of(document, "引文" * 50, "/x", "test/1"))
    return edition


def by_number(found: Impact) -> dict[str, Touched]:
    return {touched.iri: touched for touched in found.touched}


def named(found: list[Touched]) -> list[str]:
    return [touched.iri for touched in found]


@pytest.fixture
def store() -> OxigraphStore:
    return OxigraphStore()


def test_an_undated_reference_moves_and_a_dated_one_stays(store: OxigraphStore) -> None:
    put(store, "GB/T 90001-2010")
    moving = put(store, "GB/T 90002-2011", "GB/T 90001")
    staying = put(store, "GB/T 90003-2011", "GB/T 90001-2010")
    found = by_number(impact_of(store, iri("GB/T 90001"), TODAY))
    assert {k: (t.moves, t.level, t.status) for k, t in found.items()} == {moving: (True, 1, "current"), staying: (False, 1, "current")}
    (relation,) = found[moving].relations
    assert (relation.relation, relation.dated, relation.target) == (NORMATIVE_REFERENCE, False, iri("GB/T 90001"))
    assert relation.place.evidence == v.evidence_iri(f"{1:064x}", 1, 0, 2)


def test_what_cites_a_moving_document_is_the_next_level_and_what_cites_a_staying_one_is_not(store: OxigraphStore) -> None:
    put(store, "GB/T 90001-2010")
    moving = put(store, "GB/T 90002-2011", "GB/T 90001")
    put(store, "GB/T 90003-2011", "GB/T 90001-2010")
    behind = put(store, "GB/T 90004-2012", "GB/T 90002")
    by_date = put(store, "GB/T 90005-2012", "GB/T 90002-2011")
    put(store, "GB/T 90006-2012", "GB/T 90003")
    last = put(store, "GB/T 90007-2012", "GB/T 90004")
    put(store, "GB/T 90008-2012", "GB/T 90005")
    found = by_number(impact_of(store, iri("GB/T 90001"), TODAY))
    assert {k: (t.level, t.moves, t.through) for k, t in found.items() if t.level > 1} == {
        behind: (2, True, (moving,)),
        by_date: (2, False, (moving,)),
        last: (3, True, (behind,)),
    }
    assert last not in by_number(impact_of(store, iri("GB/T 90001"), TODAY, depth=2))


def test_documents_that_cite_each_other_in_a_circle_are_listed_once(store: OxigraphStore) -> None:
    first = put(store, "GB/T 90001-2010", "GB/T 90003")
    second = put(store, "GB/T 90002-2010", "GB/T 90001")
    third = put(store, "GB/T 90003-2010", "GB/T 90002", "GB/T 90003")
    found = impact_of(store, iri("GB/T 90001"), TODAY, depth=10)
    assert named(found.touched) == [second, third] and first not in named(found.touched)


def test_a_document_that_stays_by_its_own_reference_may_move_through_another(store: OxigraphStore) -> None:
    put(store, "GB/T 90001-2010")
    between = put(store, "GB/T 90002-2011", "GB/T 90001")
    both = put(store, "GB/T 90003-2011", "GB/T 90001-2010", "GB/T 90002")
    behind = put(store, "GB/T 90004-2011", "GB/T 90003")
    found = by_number(impact_of(store, iri("GB/T 90001"), TODAY))
    assert (found[both].level, found[both].moves, found[both].moves_through) == (1, False, (between,))
    assert (found[behind].level, found[behind].through) == (3, (both,))


def test_asked_about_one_edition_citations_of_the_others_are_listed_apart(store: OxigraphStore) -> None:
    put(store, "GB/T 90001-2001", start="2002-01-01")
    put(store, "GB/T 90001-2010")
    old = put(store, "GB/T 90002-2011", "GB/T 90001-2001")
    new = put(store, "GB/T 90003-2011", "GB/T 90001-2010")
    undated = put(store, "GB/T 90004-2011", "GB/T 90001", "GB/T 90001-2001")
    found = impact_of(store, iri("GB/T 90001-2010"), TODAY)
    assert (found.work, found.edition) == (iri("GB/T 90001"), iri("GB/T 90001-2010"))
    assert (named(found.touched), named(found.other_editions)) == ([undated, new], [old])
    assert set(named(impact_of(store, iri("GB/T 90001"), TODAY).touched)) == {old, new, undated}


def test_what_is_no_longer_in_force_or_not_known_to_be_is_counted_apart(store: OxigraphStore) -> None:
    put(store, "GB/T 90001-2010")
    old = put(store, "GB/T 90002-2011", "GB/T 90001")
    new = put(store, "GB/T 90002-2020", "GB/T 90001", start="2020-06-01")
    draft = put(store, "GB/T 90003-2011", "GB/T 90001", draft=Text("征求意见稿", AT))
    coming = put(store, "GB/T 90004-2026", "GB/T 90001", start="2027-01-01")
    found = impact_of(store, iri("GB/T 90001"), TODAY)
    assert {t.iri: t.status for t in found.touched} == {new: "current", coming: "upcoming"}
    assert found.apart == {"superseded": [old], "unknown": [draft]}
    assert named(impact_of(store, iri("GB/T 90001"), date(2015, 1, 1)).touched) == [old, new, coming]


def test_a_reference_to_all_parts_moves_with_any_part(store: OxigraphStore) -> None:
    put(store, "GB/T 90001.3-2010")
    every = put(store, "GB/T 90002-2011", "GB/T 90001*")
    put(store, "GB/T 90003-2011", "GB/T 90001")
    found = impact_of(store, iri("GB/T 90001.3"), TODAY)
    assert named(found.touched) == [every]
    assert (found.touched[0].moves, found.touched[0].relations[0].all_parts) == (True, True)


def test_every_kind_of_relation_is_told_with_clause_and_provision(store: OxigraphStore) -> None:
    put(store, "GB/T 90001-2010")
    sentence = Evidence(1, 4, 24, "引文")
    provision = Provision("4.1", ProvisionKind.REQUIREMENT, "应符合引用文件的要求。", sentence, delegates_to=("GB/T 90001",))
    citing = put(
        store,
        "GB 90002-2011",
        clauses=(Clause("4.1", "要求", 2, AnnexKind.NORMATIVE, None, "应符合引用文件的要求。", AT),),
        provisions=(provision,),
        citations=(Citation("GB/T 90001", "4.1", None, Evidence(1, 8, 12, "x")), Citation("GB/T 90001-2010", "4.1", None, Evidence(1, 30, 34, "x"))),
        test_methods=(MethodReference("颗粒物", "GB/T 90001", AT),),
        adopts=(Adoption("GB/T 90001-2010", "IDT", AT),),
        replaces=(NumberFact("GB/T 90001-2010", AT),),
    )  # fmt: skip
    (found,) = impact_of(store, iri("GB/T 90001"), TODAY).touched
    assert found.moves and found.places == 6
    assert [(r.relation, r.dated, r.place.clause, bool(r.place.provision)) for r in found.relations] == [
        (TEST_METHOD, False, None, False),
        (DELEGATION, False, "4.1", True),
        (CITATION, False, "4.1", True),
        (CITATION, True, "4.1", False),
        (ADOPTION, True, None, False),
        (REPLACEMENT, True, None, False),
    ]
    delegated = found.relations[1].place
    assert (delegated.provision, delegated.words) == (f"{citing}/cl/4.1/p/1", "应符合引用文件的要求。")
    assert found.relations[2].place.provision == f"{citing}/cl/4.1/p/1"


def test_what_only_replaced_the_standard_carries_nothing_on(store: OxigraphStore) -> None:
    put(store, "GB/T 90001-2010")
    successor = put(store, "GB/T 90002-2011", replaces=(NumberFact("GB/T 90001-2010", AT), NumberFact("GB/T 90001", AT)))
    put(store, "GB/T 90003-2011", "GB/T 90002")
    found = impact_of(store, iri("GB/T 90001"), TODAY)
    assert [(t.iri, t.moves) for t in found.touched] == [(successor, False)]


def test_what_a_catalogue_states_counts_too(store: OxigraphStore) -> None:
    row = CatalogueRow(
        row=2, sheet=1, number=NumberFact("GB/T 90002-2011", AT), at=AT, effective=Day(date(2012, 1, 1), AT), adopts=(Adoption("ISO 90001:2010", "MOD", AT),)
    )  # fmt: skip
    table = Catalogue("表.csv", "c" * 64, "csv", 1, "引文", "sheets/1", rows=(row,))
    own, shared = catalogue_triples(table, "/x/表.csv", "test/1")
    write_catalogue(store, v.graph_iri(table.sha256), own, shared)
    (found,) = impact_of(store, iri("ISO 90001"), TODAY).touched
    assert (found.iri, found.moves, found.relations[0].relation) == (iri("GB/T 90002-2011"), False, ADOPTION)


def test_what_is_only_cited_can_be_asked_about(store: OxigraphStore) -> None:
    citing = put(store, "GB/T 90002-2011", "ISO 90001")
    assert named(impact_of(store, iri("ISO 90001"), TODAY).touched) == [citing]


def test_a_long_list_is_cut_and_says_so_with_what_moves_and_rules_first(store: OxigraphStore) -> None:
    put(store, "GB/T 90001-2010")
    for n in range(10):
        put(store, f"GB/T {90010 + n}-2011", "GB/T 90001" if n % 2 else "GB/T 90001-2010")
    rule = put(store, "JJG 90030-2011", "GB/T 90001")
    put(store, "GB/T 90040-2011", "JJG 90030")
    found = impact_of(store, iri("GB/T 90001"), TODAY, most=4)
    assert found.cut == Cut(level=1, listed=4, left=7)
    assert named(found.touched)[0] == rule and all(t.moves for t in found.touched)
    whole = impact_of(store, iri("GB/T 90001"), TODAY, most=12)
    assert whole.cut is None and len(whole.touched) == 12


def test_places_beyond_the_most_are_counted(store: OxigraphStore) -> None:
    put(store, "GB/T 90001-2010")
    put(store, "GB/T 90002-2011", citations=tuple(Citation("GB/T 90001", None, None, Evidence(1, n, n + 1, "x")) for n in range(9)))
    (found,) = impact_of(store, iri("GB/T 90001"), TODAY, most_places=3).touched
    assert (len(found.relations), found.places) == (3, 9)
