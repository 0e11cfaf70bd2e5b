"""Numbers of the standards that the vocabularies name -> ontologies/works.ttl, so that every reference resolves to a stated stub.

    python -m kg.work_stubs

In a graph of its own, each number once: several vocabularies name one JJG, and a triple stands in one graph only.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, parse

from kg import vocabulary as v
from kg.errors import TableError
from kg.identifiers import StandardNumber, find_numbers
from kg.reference_data import ONTOLOGIES
from kg.reference_tables import literal, write

TABLES: Final = ("instruments", "regulations", "scheme-bases", "product-standards", "verification-schemes")
FILES: Final = ("instruments", "schemes", "product-standards", "verification-schemes")
_STANDARD: Final = v.ID + "std/"
_HEAD: Final = """\
# Standards that the vocabularies name, by number alone. Written by `python -m kg.work_stubs` from the tables: edit those.
# What a number is called, and which edition is in force, is for documents and catalogues to say.
@prefix nqi: <https://w3id.org/nqi/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""


def _numbers() -> Iterator[StandardNumber]:
    for name in TABLES:
        with (ONTOLOGIES / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for cell in row.values():
                    yield from (number for number, _, _ in find_numbers(cell or ""))


def named_works() -> dict[str, str]:
    """IRI of each work that a reference graph points to -> its number. Raises TableError for one that no table spells."""
    spelled = {v.work_iri(number): number.work.canonical for number in _numbers()}
    found: dict[str, str] = {}
    for name in FILES:
        for quad in parse(path=ONTOLOGIES / f"{name}.ttl", format=RdfFormat.TURTLE):
            if isinstance(quad.object, NamedNode) and quad.object.value.startswith(_STANDARD):
                work = _STANDARD + quad.object.value.removeprefix(_STANDARD).partition("/")[0]
                if work not in spelled:
                    raise TableError(f"{name}.ttl names {work}, which no table spells as a number; write the whole number in its row")
                found[work] = spelled[work]
    return dict(sorted(found.items()))


def works_ttl() -> str:
    """The Turtle file, the same bytes for the same tables."""
    lines = (f"<{iri}> a nqi:Standard ;\n    dcterms:identifier {literal(number)} .\n" for iri, number in named_works().items())
    return "\n".join([_HEAD, *lines])


if __name__ == "__main__":
    write(ONTOLOGIES / "works.ttl", works_ttl())
