"""What a vocabulary may not say: labels with two meanings, cycles, units that a quantity cannot have, wrong check digits.

Each rule is a function over all rows that raises InvalidVocabulary at the first row that breaks it; the message names the row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.errors import InvalidUnit, InvalidVocabulary
from kg.unit_atoms import Dimension
from kg.unit_iris import unit_iri
from kg.units import Unit
from kg.vocabulary_rows import RowKind, VocabularyRow


def check(rows: Sequence[VocabularyRow]) -> None:
    """Every rule, the cheapest to understand first."""
    for rule in (
        check_required_cells,
        check_labels,
        check_notations,
        check_links,
        check_broader_has_no_cycle,
        check_units,
        check_ambiguous_names,
    ):
        rule(rows)


def check_required_cells(rows: Iterable[VocabularyRow]) -> None:
    """A concept has a Chinese name, an English name and a source."""
    for row in rows:
        for name, value in (("zh", row.zh), ("en", row.en), ("source", row.sources)):
            if not value:
                raise InvalidVocabulary(f"{row.place}: the cell {name} is empty; every concept needs names in both languages and a source")


def check_labels(rows: Iterable[VocabularyRow]) -> None:
    """A label, preferred or alternative, means one concept, and so does an IRI. English is compared without regard to case."""
    meant: dict[str, VocabularyRow] = {}
    for row in rows:
        for label in (row.iri, row.zh, *row.zh_alt, "en " + row.en.lower(), *("en " + name.lower() for name in row.en_alt)):
            other = meant.setdefault(label, row)
            if other is not row or [row.zh, *row.zh_alt].count(label) > 1:
                raise InvalidVocabulary(
                    f"{row.place}: the label {label.removeprefix('en ')!r} is that of {other.place} already; "
                    "keep it in one row, or list it under ambiguous in both"
                )


def check_notations(rows: Iterable[VocabularyRow]) -> None:
    """An ISO 80000 item, a CAS number or a quantity kind that is *the same* stands in one row; a CAS number has its check digit."""
    meant: dict[str, VocabularyRow] = {}
    for row in rows:
        same_kind = str(row.quantity_kind) if row.quantity_kind and row.quantity_kind.exact else None
        for code in (row.iso_item, row.cas, same_kind):
            if code and meant.setdefault(code, row) is not row:
                raise InvalidVocabulary(f"{row.place}: the notation {code} is that of {meant[code].place} already")
        if row.iso_item and not re.fullmatch(r"\d{1,2}-\d{1,2}(\.\d{1,2})?", row.iso_item):
            raise InvalidVocabulary(f"{row.place}: {row.iso_item!r} is not an item of ISO 80000, which reads like 4-14.1")
        if row.cas and not is_cas_number(row.cas):
            raise InvalidVocabulary(f"{row.place}: {row.cas!r} is not a CAS number: its form or its check digit is wrong")


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
            raise InvalidVocabulary(f"{row.place}: the cell broader is empty; name the group that it belongs to")
        for name in (*row.broader, *row.related, *row.quantities):
            if name not in known:
                raise InvalidVocabulary(f"{row.place} refers to {name!r}, which no table has; add it or correct the name")
        for name in row.quantities:
            if known[name].kind is not RowKind.QUANTITY:
                raise InvalidVocabulary(f"{row.place}: {name!r} is not a row of measurands.csv, so nothing can be of that quantity")


def check_broader_has_no_cycle(rows: Iterable[VocabularyRow]) -> None:
    """Nothing is broader than itself, over any number of steps."""
    rows = list(rows)
    above = {row.zh: row.broader for row in rows}
    settled: set[str] = set()
    for row in rows:
        path: list[str] = []

        def climb(name: str, path: list[str] = path, row: VocabularyRow = row) -> None:
            if name in path:
                raise InvalidVocabulary(f"{row.place}: broader goes round in a circle: {' > '.join([*path[path.index(name) :], name])}")
            if name in settled:
                return
            path.append(name)
            for broader in above.get(name, ()):
                climb(broader)
            path.pop()
            settled.add(name)

        climb(row.zh)


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
                raise InvalidVocabulary(f"{row.place}: {symbol} is no unit of {' or '.join(row.quantities)}")


def _dimension(symbol: str, row: VocabularyRow) -> Dimension:
    try:
        unit = Unit.parse(symbol)
    except InvalidUnit as error:
        raise InvalidVocabulary(f"{row.place}: {error}") from error
    if unit_iri(unit) is None:
        raise InvalidVocabulary(f"{row.place}: units.ttl has no unit {symbol}; add it there or leave the cell empty")
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
            raise InvalidVocabulary(f"{found[0].place}: {name!r} is listed as ambiguous, but no other row lists it")
        if name in alternatives:
            raise InvalidVocabulary(f"{alternatives[name].place}: {name!r} is ambiguous ({found[0].place}), so it cannot be a label here")
