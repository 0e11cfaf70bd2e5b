"""The measurand that a table of instruments means by a name: every label of the vocabulary of measurands leads to its concept.

An instrument may be said to measure a group (元素含量): each of its members.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from kg.table_rows import Row
from kg.vocabulary_rows import VocabularyRow, read_rows


@cache
def measurand_names() -> Mapping[str, VocabularyRow]:
    """Chinese label, preferred or alternative -> the row that has it."""
    return MappingProxyType({label: row for row in read_rows() for label in (row.zh, *row.zh_alt)})


def measurand_rows(row: Row, head: str) -> list[VocabularyRow]:
    """The measurands of a cell; raises TableError, with the row, for a name that the vocabulary lacks and for a measurand named twice."""
    found: list[VocabularyRow] = []
    for name in row.many(head):
        meant = measurand_names().get(name)
        if meant is None:
            raise row.refuse(f"the measurand {name!r} is in no table; add it to characteristics.csv, or to zh_alt of the row that means it")
        if meant in found:
            raise row.refuse(f"{head} names {meant.zh} twice, under two of its names")
        found.append(meant)
    return found


def measurands(row: Row, head: str) -> list[str]:
    """IRI references of the measurands of a cell."""
    return [f"<{meant.iri}>" for meant in measurand_rows(row, head)]
