"""限值: what a standard sets as a bound, from its tables and its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.limits.conditions import days_in_force, introduction_of, introductions
from ingest.limits.of_sentences import SentenceLimit, note_limits, sentence_limits
from ingest.limits.of_tables import TableLimit, limits_of_table
from ingest.limits.quantities import contradiction, quantity_kind, si_value
from ingest.measured.chapters import is_procedure
from ingest.places import Places
from kg.model import AnnexKind, Clause, DocumentType, Evidence, Finding, Limit, Operator, Severity, Table
from kg.unit_iris import unit_iri
from kg.units import Unit

_LEAST_CONFIDENCE = 0.5
CHINESE_TIMES = ("年", "个月", "月", "周", "星期")
"""Units of time that keep their printed name; all others are printed by their symbol (小时 is h, 天 and 日 are d)."""


@dataclass(frozen=True, slots=True)
class LimitsRead:
    """The limits in the order of the text, and what is doubtful about them."""

    limits: tuple[Limit, ...]
    findings: tuple[Finding, ...]


def read_limits(clauses: Sequence[Clause], tables: Sequence[Table], type_: DocumentType, places: Places) -> LimitsRead:
    """Limits of tables and of requirement sentences; ``places`` gives the exact characters of a clause's words.

    Informative annexes, and what was recognised with a confidence of 0.5 or less, set none.
    """
    if type_ is DocumentType.LAW:
        tables = ()
    informative = {clause.number for clause in clauses if clause.kind is AnnexKind.INFORMATIVE}
    sentences = introductions(clauses)
    by_number = {clause.number: clause for clause in clauses}
    found: list[Limit] = []
    for table in tables:
        if table.clause not in informative and not _is_of_procedure(table, by_number):
            clause = next((clause for clause in clauses if clause.number == table.clause), None)
            topic = _topic(clause, by_number)
            said = sentences.get(table.number or "", ())
            introduction, days = introduction_of(table.caption, said), days_in_force(table.caption, said)
            of_table = [_of_table(one) for one in limits_of_table(table, introduction, topic, days)]
            if of_table and clause is not None:
                of_table += [_of_sentence(s, table.number) for s in note_limits(table, clause)]
            found += of_table
    found += [_of_sentence(s, None) for s in sentence_limits(clauses, tables, type_, places)]
    kept = sorted((one for one in found if one.at.confidence > _LEAST_CONFIDENCE), key=lambda one: one.at.start)
    return LimitsRead(tuple(kept), tuple(_findings(kept)))


def _is_of_procedure(table: Table, by_number: Mapping[str, Clause]) -> bool:
    """Whether a table tells how specimens are made or tested: it stands below 试验方法 and does not speak of limits itself."""
    words = f"{table.caption or ''} {' '.join(cell.text for row in table.header for cell in row)}"
    clause = by_number.get(table.clause) if table.clause else None
    return is_procedure(clause, by_number) and re.search(r"限值|限量|限度|允许|允差|误差|偏差|要求值|指标|基准|[≤≥]", words) is None


def _topic(clause: Clause | None, by_number: Mapping[str, Clause]) -> str | None:
    """The nearest heading over a clause, without what it gives in brackets: "4.1 2,4-滴（2,4-D）" over "4.1.4 最大残留限量：…"."""
    while clause is not None and not clause.heading:
        clause = by_number.get(clause.parent) if clause.parent else None
    return re.sub(r"[（(][^（()）]*[)）]", "", clause.heading or "").strip() or None if clause is not None else None


def _of_table(one: TableLimit) -> Limit:
    return limit(
        one.table.clause, one.table.number, one.object, one.measurand.name, one.operator, one.value, one.unit, one.condition, one.at
    )


def _of_sentence(s: SentenceLimit, table: str | None) -> Limit:
    return limit(s.clause.number, table, s.object, s.measurand, s.operator, s.value, s.unit, s.condition, s.at)


def limit(
    clause: str | None,
    table: str | None,
    object_: str | None,
    measurand: str | None,
    operator: Operator,
    value: float | tuple[float, float],
    unit: str | None,
    condition: str | None,
    at: Evidence,
) -> Limit:
    """A limit with quantity kind, unit IRI and SI value worked out from its measurand and canonical unit."""
    read = Unit.parse_or_none(unit) if unit else None
    kind = quantity_kind(measurand, read)
    return Limit(
        clause=clause,
        table=table,
        object=object_,
        quantity=kind,
        measurand=measurand,
        operator=operator,
        value=value,
        unit=unit if read is None or unit in CHINESE_TIMES else read.symbol,
        unit_iri=unit_iri(read) if read else None,
        si_value=si_value(value, _interval_unit(read, measurand, value), kind),
        condition=condition,
        at=at,
    )


def _interval_unit(unit: Unit | None, measurand: str | None, value: float | tuple[float, float]) -> Unit | None:
    """An error of 0.2 ℃ is an interval of 0.2 K, not a temperature near freezing."""
    symmetric = isinstance(value, tuple) and value[0] == -value[1]
    if (
        unit is None
        or not unit.offset
        or not (symmetric or re.search(r"误差|偏差|允差|差$|波动|均匀|温升|变化|漂移|重复性", measurand or ""))
    ):
        return unit
    return replace(unit, offset=0.0)


def _findings(limits: Sequence[Limit]) -> Iterator[Finding]:
    said = set()
    for one in limits:
        message = contradiction(one.measurand, Unit.parse_or_none(one.unit) if one.unit else None)
        place = one.table or f"clause {one.clause}"
        if message is not None and (place, message) not in said:
            said.add((place, message))
            yield Finding(
                Severity.WARNING, "unit_dimension", place, f"单位与指标的量不合，数值照录 {message}; the value is kept as printed"
            )
