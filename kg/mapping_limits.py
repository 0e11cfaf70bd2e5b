"""Tables, limits, measurands and test methods of a document -> triples."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from kg import vocabulary as v
from kg.document_writer import A, DocumentWriter, dcterms, nqi
from kg.mapping_mentions import write_identity
from kg.model import Cell, Limit, Operator, Table


def write_tables(w: DocumentWriter, clauses: Mapping[str, NamedNode]) -> dict[str, NamedNode]:
    """Writes the tables; returns printed table number -> node (the first that carries it).

    Cells and the places of rows are JSON: a node for every cell would cost more than the whole document,
    and no question was found that needs one. Limits, which questions are about, are nodes.
    """
    nodes: dict[str, NamedNode] = {}
    for i, table in enumerate(w.document.tables, 1):
        node = NamedNode(f"{w.edition}/tbl/{i}")
        w.add(node, A, nqi("Table"))
        w.add(node, dcterms("isPartOf"), w.subject)
        if table.number:
            nodes.setdefault(table.number, node)
            w.add(node, dcterms("identifier"), Literal(table.number))
        if table.caption:
            w.add(node, dcterms("title"), Literal(table.caption, language="zh"))
        if table.unit:
            w.add(node, nqi("unit"), Literal(table.unit))
        w.add(node, nqi("header"), _json([[cell.text for cell in row] for row in table.header]))
        w.add(node, nqi("rows"), _json([[cell.text for cell in row] for row in table.rows]))
        w.add(node, nqi("rowPlaces"), _json([_row_place(row, table) for row in table.rows]))
        if table.notes:
            w.add(node, nqi("notes"), _json([[note.mark, note.text] for note in table.notes]))
        if table.clause is not None and table.clause in clauses:
            w.add(node, nqi("inClause"), clauses[table.clause])
        w.evidence(node, table.at)
    return nodes


def _row_place(row: Sequence[Cell], table: Table) -> list[int]:
    """[page, start, end] of a row: from its first cell to its last that begins in it."""
    places = [cell.at for cell in row if cell.at is not None]
    if not places:
        return [table.at.page, table.at.start, table.at.end]
    # A merged cell stands where it begins, rows above.
    page = max(at.page for at in places)
    own = [at for at in places if at.page == page]
    last = max(own, key=lambda at: at.start)
    near = [at for at in own if at.start >= last.start - sum(len(cell.text) + 2 for cell in row)] or [last]
    return [page, min(at.start for at in near), max(at.end for at in near)]


def _json(value: object) -> Literal:
    return Literal(json.dumps(value, ensure_ascii=False))


def write_limits(w: DocumentWriter, clauses: Mapping[str, NamedNode], tables: Mapping[str, NamedNode]) -> None:
    """限值: every limit a node with bounds as printed and in SI, unit, object, measurand, condition and place."""
    ordinal: Counter[str] = Counter()
    for limit in w.document.limits:
        place = v.segment(limit.table or limit.clause or "text")
        ordinal[place] += 1
        node = NamedNode(f"{w.edition}/lim/{place}/{ordinal[place]}")
        w.add(node, A, nqi("Limit"))
        w.add(w.subject, nqi("hasLimit"), node)
        w.add(node, nqi("operator"), Literal(limit.operator.value))
        _bounds(w, node, limit)
        if limit.unit:
            w.add(node, nqi("unit"), Literal(limit.unit))
        if limit.unit_iri:
            w.add(node, NamedNode(v.QUDT + "hasUnit"), NamedNode(limit.unit_iri))
        if limit.quantity:
            w.add(node, NamedNode(v.QUDT + "hasQuantityKind"), NamedNode(_quantity_iri(limit.quantity)))
        if limit.measurand:
            w.add(node, nqi("ofMeasurand"), w.measurand(limit.measurand))
            write_identity(w, node, limit.identity)
        if limit.object:
            w.add(node, nqi("limitedObject"), Literal(limit.object, language="zh"))
        if limit.condition:
            w.add(node, nqi("condition"), Literal(limit.condition, language="zh"))
        if limit.clause is not None and limit.clause in clauses:
            w.add(node, nqi("inClause"), clauses[limit.clause])
        if limit.table is not None and limit.table in tables:
            w.add(node, nqi("inTable"), tables[limit.table])
        w.evidence(node, limit.at)


def _quantity_iri(quantity: str) -> str:
    return quantity if ":" in quantity else f"http://qudt.org/vocab/quantitykind/{quantity}"


def _bounds(w: DocumentWriter, node: NamedNode, limit: Limit) -> None:
    for value, suffix, write in ((limit.value, "", w.decimal), (limit.si_value, "SI", w.double)):
        if value is None:
            continue
        lower, upper = value if isinstance(value, tuple) else (value, value)
        if limit.operator not in (Operator.AT_MOST, Operator.BELOW):
            write(node, nqi(f"lowerBound{suffix}"), lower)
        if limit.operator not in (Operator.AT_LEAST, Operator.ABOVE):
            write(node, nqi(f"upperBound{suffix}"), upper)


def write_measurands(w: DocumentWriter) -> None:
    """被测量: each characteristic the edition regulates or has measured."""
    for i, mention in enumerate(w.document.measurands, 1):
        measurand = w.measurand(mention.name)
        w.add(w.subject, nqi("regulates"), measurand)
        node = NamedNode(f"{w.edition}/measurand/{i}")
        w.add(node, A, nqi("MeasurandMention"))
        w.add(w.subject, nqi("hasMeasurand"), node)
        w.add(node, nqi("ofMeasurand"), measurand)
        write_identity(w, node, mention.identity)
        sure = min(mention.at.confidence, mention.identity.confidence if mention.identity else 1.0)
        w.evidence(node, replace(mention.at, confidence=sure))


def write_methods(w: DocumentWriter) -> None:
    """试验方法: the standard by which a characteristic is measured."""
    for i, method in enumerate(w.document.test_methods, 1):
        target = w.target(method.number)
        w.add(w.subject, dcterms("references"), target)
        node = NamedNode(f"{w.edition}/method/{i}")
        w.add(node, A, nqi("TestMethod"))
        w.add(w.subject, nqi("hasTestMethod"), node)
        w.add(node, nqi("ofMeasurand"), w.measurand(method.measurand))
        write_identity(w, node, method.identity)
        w.add(node, nqi("refersTo"), target)
        w.evidence(node, method.at)
