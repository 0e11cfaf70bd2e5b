"""Files in, graphs out: what is unchanged costs nothing, what changed is replaced, what is gone is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import FileReport, Outcome, Pipeline, plan, remove
from kg.errors import NotFound
from kg.store_oxigraph import OxigraphStore
from tests.small_standards import standard_text, write_standards


def ingest(store: OxigraphStore, *paths: Path) -> list[FileReport]:
    return Pipeline(store, jobs=1).run(plan(paths))


def outcomes(reports: list[FileReport]) -> dict[str, str]:
    return {Path(report.path).name: report.outcome.value for report in reports}


@pytest.fixture
def store() -> OxigraphStore:
    return OxigraphStore()


def test_a_folder_is_read_once_and_then_unchanged(tmp_path: Path, store: OxigraphStore) -> None:
    write_standards(tmp_path, 3)
    assert set(outcomes(ingest(store, tmp_path)).values()) == {"read"}
    triples = store.triple_count()
    assert set(outcomes(ingest(store, tmp_path)).values()) == {"unchanged"}
    assert store.triple_count() == triples


def test_the_same_file_gives_the_same_triples(tmp_path: Path) -> None:
    write_standards(tmp_path, 1)
    graphs = []
    for _ in range(2):
        store = OxigraphStore()
        ingest(store, tmp_path)
        graphs.append(sorted(map(str, store.graph_triples(store.documents()[0].graph))))
    assert graphs[0] == graphs[1]


def test_a_changed_file_replaces_exactly_its_graph(tmp_path: Path, store: OxigraphStore) -> None:
    first, second = write_standards(tmp_path, 2)
    ingest(store, tmp_path)
    other = {str(t) for record in store.documents() if second.name == record.file_name for t in store.graph_triples(record.graph)}
    first.write_text(standard_text(90001, topic="重复性"), encoding="utf-8")
    assert outcomes(ingest(store, tmp_path)) == {first.name: "changed", second.name: "unchanged"}
    assert len(store.documents()) == 2
    assert other == {str(t) for record in store.documents() if second.name == record.file_name for t in store.graph_triples(record.graph)}
    labels = {row["l"] for row in store.select("SELECT ?l WHERE { ?t a smart:TermEntry ; skos:prefLabel ?l FILTER(lang(?l) = 'zh') }")}
    assert labels == {"重复性", "示值误差"}


def test_a_file_gone_from_the_folder_leaves_nothing_behind(tmp_path: Path, store: OxigraphStore) -> None:
    first, second = write_standards(tmp_path, 2)
    ingest(store, tmp_path)
    second.unlink()
    assert outcomes(ingest(store, tmp_path))[second.name] == "removed"
    assert [record.file_name for record in store.documents()] == [first.name]
    assert not list(store.select("SELECT ?s WHERE { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'GB-T-90002/')) }"))


def test_an_emptied_folder_is_taken_for_an_unmounted_disk(tmp_path: Path, store: OxigraphStore) -> None:
    (only,) = write_standards(tmp_path, 1)
    ingest(store, tmp_path)
    only.unlink()
    ingest(store, tmp_path)
    assert len(store.documents()) == 1


def test_a_moved_file_keeps_its_document(tmp_path: Path, store: OxigraphStore) -> None:
    (path,) = write_standards(tmp_path / "a", 1)
    ingest(store, path)
    moved = tmp_path / "b.txt"
    path.rename(moved)
    assert outcomes(ingest(store, moved)) == {"b.txt": "unchanged"}
    moved.write_text(standard_text(90001, topic="稳定性"), encoding="utf-8")
    assert outcomes(ingest(store, moved)) == {"b.txt": "changed"}
    assert len(store.documents()) == 1


def test_a_second_file_of_the_same_edition_is_refused_by_name(tmp_path: Path, store: OxigraphStore) -> None:
    first, _ = write_standards(tmp_path, 2)
    copy = tmp_path / "zz.txt"
    copy.write_text(standard_text(90001, topic="灵敏度"), encoding="utf-8")
    (refused,) = [r for r in ingest(store, tmp_path) if r.outcome is Outcome.REFUSED]
    assert refused.code == "same_edition"
    assert "GB/T 90001-2020" in refused.reason
    assert str(first) in refused.reason or str(copy) in refused.reason
    assert len(store.documents()) == 2


def test_the_graph_is_closed_every_cited_number_is_at_least_a_stub(tmp_path: Path, store: OxigraphStore) -> None:
    write_standards(tmp_path, 3)
    ingest(store, tmp_path)
    dangling = "SELECT ?t WHERE { ?s nqi:refersTo ?t FILTER NOT EXISTS { ?t dcterms:identifier|skos:prefLabel ?n } }"
    assert not list(store.select(dangling))


def test_every_fact_node_has_a_place_whose_words_are_in_the_text(tmp_path: Path, store: OxigraphStore) -> None:
    from kg.vocabulary import parse_evidence_iri

    write_standards(tmp_path, 2)
    ingest(store, tmp_path)
    texts = {row["g"]: row["t"] for row in store.select("SELECT ?g ?t WHERE { ?g a nqi:SourceDocument ; nqi:text ?t }")}
    rows = list(store.select("SELECT ?s ?e ?g WHERE { ?g a nqi:SourceDocument . GRAPH ?g { ?s nqi:evidence ?e } }"))
    assert len(rows) > 40
    for row in rows:
        place = parse_evidence_iri(row["e"])
        assert place is not None, row["e"]
        assert texts[row["g"]][place[2] : place[3]].strip()


def test_a_title_statement_quotes_the_title(tmp_path: Path, store: OxigraphStore) -> None:
    from kg.vocabulary import parse_evidence_iri

    write_standards(tmp_path, 1)
    ingest(store, tmp_path)
    query = "SELECT ?v ?e ?t WHERE { ?m nqi:statedProperty dcterms:issued ; nqi:statedValue ?v ; nqi:evidence ?e . ?g a nqi:SourceDocument ; nqi:text ?t }"
    (row,) = store.select(query)
    place = parse_evidence_iri(row["e"])
    assert place is not None
    assert row["t"][place[2] : place[3]] == row["v"] == "2020-03-01"


def test_remove_forgets_by_number_path_or_hash(tmp_path: Path, store: OxigraphStore) -> None:
    _first, second, third = write_standards(tmp_path, 3)
    ingest(store, tmp_path)
    sha256 = next(r.sha256 for r in store.documents() if r.file_name == third.name)
    assert remove(store, "gbt 90001-2020") == ["GB/T 90001-2020"]
    assert remove(store, str(second)) == ["GB/T 90002-2020"]
    assert remove(store, sha256) == ["GB/T 90003-2020"]
    with pytest.raises(NotFound):
        remove(store, "GB 1-1999")


def test_readme_and_hidden_files_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    write_standards(tmp_path, 1)
    (tmp_path / "README.md").write_text("about", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("x", encoding="utf-8")
    (tmp_path / "scan.png").write_bytes(b"\x89PNG")
    work = plan([tmp_path])
    assert [file.name for file in work.files] == ["GB-T-90001-2020.txt"]
    assert [file.name for file in work.passed_over] == ["scan.png"]


def test_a_path_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        plan([tmp_path / "nowhere"])


def test_the_text_of_a_standard_takes_the_place_of_a_digest_and_never_the_reverse(tmp_path: Path, store: OxigraphStore) -> None:
    text = standard_text(90001)
    digest, real = tmp_path / "digest.txt", tmp_path / "real.txt"
    digest.write_text(text.replace("前言", "注：本文件为演示用摘编，不是标准原文。\n\n前言"), encoding="utf-8")
    real.write_text(text, encoding="utf-8")
    assert outcomes(ingest(store, digest)) == {"digest.txt": "read"}
    assert [record.digest for record in store.documents()] == [True]
    assert outcomes(ingest(store, real)) == {"real.txt": "changed"}
    assert outcomes(ingest(store, digest)) == {"digest.txt": "unchanged"}
    assert [(record.file_name, record.digest) for record in store.documents()] == [("real.txt", False)]


def test_the_text_of_a_law_takes_the_place_of_its_digest(tmp_path: Path, store: OxigraphStore) -> None:
    law = "中华人民共和国虚拟计量法\n2031年5月6日 通过\n{note}第一章 总则\n第一条 为了统一虚拟单位，制定本法。\n第二条 本法自公布之日起施行。\n"
    digest, real = tmp_path / "digest.md", tmp_path / "real.md"
    digest.write_text(law.format(note="注：本文件为演示用摘编，不是法律原文。\n"), encoding="utf-8")
    real.write_text(law.format(note=""), encoding="utf-8")
    ingest(store, digest)
    ingest(store, real)
    assert [(record.file_name, record.digest) for record in store.documents()] == [("real.md", False)]
