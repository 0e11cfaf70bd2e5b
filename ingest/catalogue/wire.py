"""A catalogue on its way out of the sandbox: plain lists that JSON carries, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from kg.catalogue import Catalogue, CatalogueRow, ProductRow
from kg.model import Adoption, Day, Evidence, Finding, NumberFact, Severity, Text

Wire = list[Any]


def to_wire(catalogue: Catalogue) -> dict[str, Any]:
    """Everything in the catalogue, as values that JSON knows."""
    return {
        "file": catalogue.file,
        "sha256": catalogue.sha256,
        "format": catalogue.format,
        "sheets": catalogue.sheets,
        "text": catalogue.text,
        "reader": catalogue.reader,
        "title": catalogue.title,
        "as_of": _day(catalogue.as_of),
        "rows": [_row(row) for row in catalogue.rows],
        "products": [_product(row) for row in catalogue.products],
        "findings": [[f.severity.value, f.code, f.place, f.message] for f in catalogue.findings],
    }


def from_wire(wire: dict[str, Any]) -> Catalogue:
    """The inverse of `to_wire`."""
    return Catalogue(
        file=wire["file"],
        sha256=wire["sha256"],
        format=wire["format"],
        sheets=wire["sheets"],
        text=wire["text"],
        reader=wire["reader"],
        title=wire["title"],
        as_of=_to_day(wire["as_of"]),
        rows=tuple(_to_row(row) for row in wire["rows"]),
        products=tuple(_to_product(row) for row in wire["products"]),
        findings=tuple(Finding(Severity(severity), code, place, message) for severity, code, place, message in wire["findings"]),
    )


def _at(at: Evidence) -> Wire:
    return [at.page, at.start, at.end, at.quote]


def _to_at(wire: Wire) -> Evidence:
    return Evidence(wire[0], wire[1], wire[2], wire[3])


def _text(text: Text | None) -> Wire | None:
    return [text.value, *_at(text.at)] if text is not None else None


def _to_text(wire: Wire | None) -> Text | None:
    return Text(wire[0], _to_at(wire[1:])) if wire is not None else None


def _day(day: Day | None) -> Wire | None:
    return [day.value.isoformat(), *_at(day.at)] if day is not None else None


def _to_day(wire: Wire | None) -> Day | None:
    return Day(date.fromisoformat(wire[0]), _to_at(wire[1:])) if wire is not None else None


def _number(number: NumberFact) -> Wire:
    return [number.value, number.partial, *_at(number.at)]


def _to_number(wire: Wire) -> NumberFact:
    return NumberFact(wire[0], _to_at(wire[2:]), wire[1])


def _texts(wires: list[Wire]) -> tuple[Text, ...]:
    return tuple(Text(wire[0], _to_at(wire[1:])) for wire in wires)


def _row(row: CatalogueRow) -> Wire:
    return [
        row.row,
        row.sheet,
        _number(row.number),
        _at(row.at),
        _text(row.title_zh),
        _text(row.title_en),
        _day(row.issued),
        _day(row.effective),
        _day(row.withdrawn),
        _text(row.stated_status),
        [_number(number) for number in row.replaces],
        [_number(number) for number in row.replaced_by],
        [[one.number, one.degree, *_at(one.at)] for one in row.adopts],
        [_text(text) for text in row.ics],
        [_text(text) for text in row.ccs],
        [_text(text) for text in row.issuers],
        _text(row.committee),
        _text(row.source),
        row.verified,
    ]


def _to_row(w: Wire) -> CatalogueRow:
    return CatalogueRow(
        row=w[0],
        sheet=w[1],
        number=_to_number(w[2]),
        at=_to_at(w[3]),
        title_zh=_to_text(w[4]),
        title_en=_to_text(w[5]),
        issued=_to_day(w[6]),
        effective=_to_day(w[7]),
        withdrawn=_to_day(w[8]),
        stated_status=_to_text(w[9]),
        replaces=tuple(map(_to_number, w[10])),
        replaced_by=tuple(map(_to_number, w[11])),
        adopts=tuple(Adoption(one[0], one[1], _to_at(one[2:])) for one in w[12]),
        ics=_texts(w[13]),
        ccs=_texts(w[14]),
        issuers=_texts(w[15]),
        committee=_to_text(w[16]),
        source=_to_text(w[17]),
        verified=w[18],
    )


def _product(row: ProductRow) -> Wire:
    return [
        row.row,
        row.sheet,
        [_text(code) for code in row.codes],
        _text(row.label_zh),
        _at(row.at),
        _text(row.category),
        _text(row.level),
        _text(row.self_declaration),
    ]


def _to_product(w: Wire) -> ProductRow:
    return ProductRow(
        row=w[0],
        sheet=w[1],
        codes=_texts(w[2]),
        label_zh=_texts([w[3]])[0],
        at=_to_at(w[4]),
        category=_to_text(w[5]),
        level=_to_text(w[6]),
        self_declaration=_to_text(w[7]),
    )
