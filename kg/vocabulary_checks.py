"""What a vocabulary may not say: labels with two meanings, cycles, units that a quantity cannot have, wrong check digits.

Each rule is a function over all rows that raises TableError at the first row that breaks it; the message names the row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.errors import InvalidUnit
from kg.table_rows import Row, refuse_cycles, refuse_shared
from kg.unit_atoms import Dimension
from kg.unit_iris import unit_iri
from kg.units import Unit
from kg.vocabulary_rows import RowKind, VocabularyRow


def check(rows: Sequence[VocabularyRow]) -> None:
    """Every rule, the cheapest to understand first."""
    for rule in (check_labels, check_notations, check_links, check_units, check_ambiguous_names):
        rule(rows)
    refuse_cycles([row.row for row in rows], "broader", key="zh")


def check_labels(rows: Iterable[VocabularyRow]) -> None:
    """A label, preferred or alternative, means one concept, and so does an IRI. English is compared without regard to case."""
    of = {row.row.place: row for row in rows}

    def english(row: Row) -> list[str]:
        return [name.lower() for name in (of[row.place].en, *of[row.place].en_alt)]

    tables = [row.row for row in of.values()]
    refuse_shared(tables, "label", lambda row: (of[row.place].zh, *of[row.place].zh_alt))
    refuse_shared(tables, "label", english)
    refuse_shared(tables, "IRI", lambda row: (of[row.place].iri,))


def check_notations(rows: Iterable[VocabularyRow]) -> None:
    """An ISO 80000 item, a CAS number or a quantity kind that is *the same* stands in one row; a CAS number has its check digit."""
    of = {row.row.place: row for row in rows}

    def codes(row: Row) -> list[str]:
        said = of[row.place]
        same_kind = str(said.quantity_kind) if said.quantity_kind and said.quantity_kind.exact else None
        return [code for code in (said.iso_item, said.cas, same_kind) if code]

    refuse_shared([row.row for row in of.values()], "notation", codes)
    for row in of.values():
        if row.iso_item and not re.fullmatch(r"\d{1,2}-\d{1,2}(\.\d{1,2})?", row.iso_item):
            raise row.row.refuse(f"{row.iso_item!r} is not an item of ISO 80000, which reads like 4-14.1")
        if row.cas and not is_cas_number(row.cas):
            raise row.row.refuse(f"{row.cas!r} is not a CAS number: its form or its check digit is wrong")


def is_cas_number(text: str) -> bool:
    """Form and check digit: the sum of digit x place from the right, modulo 10.

    >>> is_cas_number("71-43-2"), is_cas_number("71-43-3")
    (True, False)
    """
    if not re.fullmatch(r"[1-9]\d{1,6}-\d\d-\d", text):
        return False
    *digits, last = (int(c) for c in text if c != "-")
    return sum(place * digit for place, digit in enumerate(reversed(digits), 1)) % 10 == last


def check_links(rows: Iterable[VocabularyRow]) -> None:
    """What a row refers to exists: quantities are rows of the table of quantities, everything else any row."""
    rows = list(rows)
    known = {row.zh: row for row in rows}
    for row in rows:
        if not row.broader and row.kind is not RowKind.GROUP:
            raise row.row.refuse("the cell broader is empty; name the group that it belongs to")
        for name in (*row.broader, *row.related, *row.quantities):
            if name not in known:
                raise row.row.refuse(f"refers to {name!r}, which no table has; add it or correct the name")
        for name in row.quantities:
            if known[name].kind is not RowKind.QUANTITY:
                raise row.row.refuse(f"{name!r} is not a row of measurands.csv, so nothing can be of that quantity")


def check_units(rows: Iterable[VocabularyRow]) -> None:
    """A unit is one of units.ttl; that of a characteristic has the dimension of a quantity that the row says it is of."""
    rows = list(rows)
    quantities = {row.zh: row for row in rows if row.kind is RowKind.QUANTITY}
    for row in rows:
        for symbol in (*row.units, *([row.si_unit] if row.si_unit else ())):
            _dimension(symbol, row)
        allowed = {_dimension(unit, row) for name in row.quantities if (unit := quantities[name].si_unit)}
        for symbol in row.units:
            if allowed and _dimension(symbol, row) not in allowed:
                raise row.row.refuse(f"{symbol} is no unit of {' or '.join(row.quantities)}")


def _dimension(symbol: str, row: VocabularyRow) -> Dimension:
    try:
        unit = Unit.parse(symbol)
    except InvalidUnit as error:
        raise row.row.refuse(f"{error}") from error
    if unit_iri(unit) is None:
        raise row.row.refuse(f"units.ttl has no unit {symbol}; add it there or leave the cell empty")
    return unit.dimension


def check_ambiguous_names(rows: Iterable[VocabularyRow]) -> None:
    """A name listed as ambiguous stands in two rows at least, and is the alternative label of none: context has to choose."""
    alternatives: dict[str, VocabularyRow] = {}
    meanings: defaultdict[str, list[VocabularyRow]] = defaultdict(list)
    for row in rows:
        alternatives.update(dict.fromkeys(row.zh_alt, row))
        for name in row.ambiguous:
            meanings[name].append(row)
    for name, found in meanings.items():
        if len(found) < 2:
            raise found[0].row.refuse(f"{name!r} is listed as ambiguous, but no other row lists it")
        if name in alternatives:
            raise alternatives[name].row.refuse(f"{name!r} is ambiguous ({found[0].row.place}), so it cannot be a label here")
