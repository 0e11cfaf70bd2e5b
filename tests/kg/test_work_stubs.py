"""Every standard that a vocabulary names is a stated stub, once."""

from __future__ import annotations

from collections import Counter

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from kg import vocabulary as v
from kg import work_stubs
from kg.errors import TableError
from kg.reference_data import ONTOLOGIES, reference_graphs
from kg.work_stubs import named_works, works_ttl


def test_the_file_is_what_the_tables_say() -> None:
    assert (ONTOLOGIES / "works.ttl").read_text("utf-8") == works_ttl(), "run python -m kg.work_stubs"


def test_every_work_that_a_reference_graph_names_has_its_number() -> None:
    named = {
        quad.object.value
        for reference in reference_graphs()
        for quad in parse(path=reference.path, format=RdfFormat.TURTLE)
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(v.ID + "std/") and quad.object.value.count("/") == 6
    }
    assert named - set(named_works()) == set()


def test_no_triple_stands_in_two_reference_graphs() -> None:
    counted = Counter(quad.triple for r in reference_graphs() for quad in parse(path=r.path, format=RdfFormat.TURTLE))
    assert [str(triple) for triple, n in counted.items() if n > 1] == []


def test_a_work_that_no_table_spells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_stubs, "TABLES", ("regulations",))
    with pytest.raises(TableError, match="no table spells"):
        named_works()
