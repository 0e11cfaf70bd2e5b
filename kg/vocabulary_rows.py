"""被测量词表的行: the rows of ``ontologies/tables/*.csv``, from which ``measurands.ttl`` is made. One row a concept.

A cell that holds several values separates them with ``;``. An empty cell says nothing. The columns are told in
``ontologies/README.md``; what a row may not say is in ``kg/vocabulary_checks.py``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from kg import vocabulary as v
from kg.errors import InvalidVocabulary
from kg.reference_data import ONTOLOGIES

TABLES: Final = ONTOLOGIES / "tables"
"""Where the tables are."""


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

    >>> KindMatch.parse("Mass=", "row 2")
    KindMatch(kind='Mass', exact=True)
    >>> str(KindMatch("Pressure", False))
    'Pressure~'
    """

    kind: str
    exact: bool

    @classmethod
    def parse(cls, cell: str, place: str) -> KindMatch:
        """From a cell; raises InvalidVocabulary without one of the two marks behind the name."""
        if not cell[:-1].replace("_", "").isalnum() or cell[-1] not in "=~":
            raise InvalidVocabulary(f"{place}: write the quantity kind {cell!r} as its QUDT name with = (same) or ~ (close) behind it")
        return cls(cell[:-1], cell[-1] == "=")

    def __str__(self) -> str:
        return self.kind + ("=" if self.exact else "~")


@dataclass(frozen=True, slots=True)
class VocabularyRow:
    """One concept as its table states it; ``place`` is for messages (``characteristics.csv row 7 (总氮)``)."""

    kind: RowKind
    place: str
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


def values(cell: str) -> tuple[str, ...]:
    """
    >>> values("mg/L; mg/kg")
    ('mg/L', 'mg/kg')
    >>> values("")
    ()
    """
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def row_of(kind: RowKind, place: str, cells: Mapping[str, str]) -> VocabularyRow:
    """The row that the cells of one line state; raises InvalidVocabulary where a cell does not parse."""

    def cell(name: str) -> str:
        return (cells.get(name) or "").strip()

    zh, match = cell("zh"), cell("quantity_kind")
    place = f"{place} ({zh})" if zh else place
    return VocabularyRow(
        kind=kind,
        place=place,
        zh=zh,
        en=cell("en"),
        zh_alt=values(cell("zh_alt")),
        en_alt=values(cell("en_alt")),
        symbols=values(cell("symbol")),
        si_unit=cell("si_unit") or None,
        units=values(cell("unit")),
        quantity_kind=KindMatch.parse(match, place) if match else None,
        si_quantity=cell("si_quantity") or None,
        iso_item=cell("iso_item") or None,
        kcdb=values(cell("kcdb")),
        quantities=values(cell("quantity")),
        broader=values(cell("broader")),
        related=values(cell("related")),
        ambiguous=values(cell("ambiguous")),
        cas=cell("cas") or None,
        note=cell("note") or None,
        sources=values(cell("source")),
    )


def read_rows(folder: Path = TABLES) -> list[VocabularyRow]:
    """Every row of the three tables, groups first; raises InvalidVocabulary for a missing table, a wrong header or a short line."""
    return [row for kind in RowKind for row in _rows_of(kind, folder / f"{kind.value}.csv")]


def _rows_of(kind: RowKind, path: Path) -> Iterable[VocabularyRow]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidVocabulary(f"{path.name} cannot be read as UTF-8 text: {error}") from error
    reader = csv.DictReader(text.splitlines())
    header = set(reader.fieldnames or ())
    if header != COLUMNS[kind]:
        raise InvalidVocabulary(f"{path.name}: the header must name the columns {', '.join(sorted(COLUMNS[kind]))}")
    for number, cells in enumerate(reader, 2):
        place = f"{path.name} row {number}"
        if None in cells or None in cells.values():
            raise InvalidVocabulary(f"{place} has not as many cells as the header; put a cell with a comma into quotation marks")
        yield row_of(kind, place, cells)
