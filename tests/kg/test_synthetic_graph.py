"""The made-up graph that benchmarks use is the one that the project itself would write."""

from __future__ import annotations

from bench import synthetic_graph
from kg import vocabulary as v
from kg.catalogue_mapping import catalogue_triples
from kg.mapping import edition_of_document, triples_of
from kg.register import write_catalogue, write_document
from kg.store_oxigraph import OxigraphStore


def test_its_quads_are_those_that_documents_and_catalogues_leave_behind() -> None:
    planned = synthetic_graph.plan(60)
    written = OxigraphStore()
    for table in synthetic_graph.catalogues(planned):
        own, shared = catalogue_triples(table, f"/x/{table.file}", "bench/1")
        write_catalogue(written, v.graph_iri(table.sha256), own, shared)
    for document, text in synthetic_graph.documents(planned):
        edition = edition_of_document(document)
        assert edition is not None
        write_document(written, v.graph_iri(document.sha256), edition, triples_of(document, text, f"/x/{document.file}", "bench/1"))
    made = [str(quad) for quad in synthetic_graph.quads(planned)]
    kept = {str(quad) for quad in written.raw}
    assert len(made) == len(set(made))
    assert set(made) - kept == set() and kept - set(made) == set()


def test_it_is_the_same_at_each_run_and_has_four_references_a_work() -> None:
    assert synthetic_graph.plan(50) == synthetic_graph.plan(50)
    assert synthetic_graph.plan(50).references == 200
