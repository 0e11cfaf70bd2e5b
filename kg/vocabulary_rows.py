"""被测量词表的行: the rows of ``ontologies/tables/*.csv``, from which ``measurands.ttl`` is made. One row a concept.

A cell that holds several values separates them with ``;``. An empty cell says nothing. The columns are told in
``ontologies/README.md``; what a row may not say is in ``kg/vocabulary_checks.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from kg import vocabulary as v
from kg.table_rows import TABLES, Row, read_table


class RowKind(Enum):
    """What a row is about; the value names its table."""

    GROUP = "groups"
    QUANTITY = "measurands"
    CHARACTERISTIC = "characteristics"


_COMMON: Final = ("zh", "en", "broader", "note", "source")
_NAMES: Final = ("zh_alt", "en_alt", "quantity_kind", "si_quantity", "kcdb", "ambiguous")
COLUMNS: Final[Mapping[RowKind, frozenset[str]]] = {
    RowKind.GROUP: frozenset(_COMMON),
    RowKind.QUANTITY: frozenset({*_COMMON, *_NAMES, "symbol", "si_unit", "iso_item"}),
    RowKind.CHARACTERISTIC: frozenset({*_COMMON, *_NAMES, "cas", "quantity", "unit", "related"}),
}
"""The columns of each table, in any order."""


@dataclass(frozen=True, slots=True)
class KindMatch:
    """A QUDT quantity kind and whether it is the same (``Mass=``) or only close (``Pressure~`` for a difference of pressures).

    >>> KindMatch.parse("Mass=", Row("measurands.csv", 2, {}))
    KindMatch(kind='Mass', exact=True)
    >>> str(KindMatch("Pressure", False))
    'Pressure~'
    """

    kind: str
    exact: bool

    @classmethod
    def parse(cls, cell: str, row: Row) -> KindMatch:
        """From a cell of ``row``; raises TableError without one of the two marks behind the name."""
        if not cell[:-1].replace("_", "").isalnum() or cell[-1] not in "=~":
            raise row.refuse(f"write the quantity kind {cell!r} as its QUDT name with = (same) or ~ (close) behind it")
        return cls(cell[:-1], cell[-1] == "=")

    def __str__(self) -> str:
        return self.kind + ("=" if self.exact else "~")


@dataclass(frozen=True, slots=True)
class VocabularyRow:
    """One concept as ``row`` of its table states it."""

    kind: RowKind
    row: Row
    zh: str
    en: str
    zh_alt: tuple[str, ...]
    en_alt: tuple[str, ...]
    symbols: tuple[str, ...]
    si_unit: str | None
    units: tuple[str, ...]
    quantity_kind: KindMatch | None
    si_quantity: str | None
    iso_item: str | None
    kcdb: tuple[str, ...]
    quantities: tuple[str, ...]
    broader: tuple[str, ...]
    related: tuple[str, ...]
    ambiguous: tuple[str, ...]
    cas: str | None
    note: str | None
    sources: tuple[str, ...]

    @property
    def iri(self) -> str:
        """A characteristic has the IRI under which documents already mention it; a group is never measured and stands apart."""
        return v.concept_iri("measurand-group" if self.kind is RowKind.GROUP else "measurand", self.zh)


def row_of(kind: RowKind, row: Row) -> VocabularyRow:
    """The concept that a row of the table of ``kind`` states; raises TableError where a cell does not parse."""

    def cell(name: str) -> str:
        return row[name] if name in COLUMNS[kind] else ""

    def values(name: str) -> tuple[str, ...]:
        return tuple(row.many(name)) if name in COLUMNS[kind] else ()

    match = cell("quantity_kind")
    return VocabularyRow(
        kind=kind,
        row=row,
        zh=cell("zh"),
        en=cell("en"),
        zh_alt=values("zh_alt"),
        en_alt=values("en_alt"),
        symbols=values("symbol"),
        si_unit=cell("si_unit") or None,
        units=values("unit"),
        quantity_kind=KindMatch.parse(match, row) if match else None,
        si_quantity=cell("si_quantity") or None,
        iso_item=cell("iso_item") or None,
        kcdb=values("kcdb"),
        quantities=values("quantity"),
        broader=values("broader"),
        related=values("related"),
        ambiguous=values("ambiguous"),
        cas=cell("cas") or None,
        note=cell("note") or None,
        sources=values("source"),
    )


def read_rows(folder: Path = TABLES) -> list[VocabularyRow]:
    """Every row of the three tables, groups first; raises TableError for a missing table, wrong heads, a short row or one without a name."""
    return [
        row_of(kind, row) for kind in RowKind for row in read_table(f"{kind.value}.csv", folder=folder, columns=COLUMNS[kind], key="zh")
    ]
