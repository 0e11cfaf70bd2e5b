"""What a row says of other numbers: replaced, replacing, adopted. A relation whose direction or degree is in doubt is left out."""

from __future__ import annotations

from ingest.catalogue.headers import Field
from ingest.catalogue.line import LineReader
from ingest.catalogue.values import degrees_beside, degrees_of, numbers_of
from kg.identifiers import StandardNumber
from kg.model import Adoption, NumberFact, Severity


def replacements(line: LineReader, own: StandardNumber) -> tuple[tuple[NumberFact, ...], tuple[NumberFact, ...]]:
    """(what ``own`` takes the place of, what takes its place)."""
    facts: dict[Field, list[NumberFact]] = {Field.REPLACES: [], Field.REPLACED_BY: []}
    for field in facts:
        words = line.words(field)
        if not words:
            continue
        found, rest = numbers_of(words)
        if rest and not found:
            line.warn("not_a_number", f"代替栏的“{rest[:40]}”不是标准编号，未记 is not a standard number, left out")
        for number, start, end, partial in found:
            if number == own:
                continue
            direction = _direction(line, field, own, number)
            if direction is not None:
                facts[direction].append(NumberFact(number.canonical, line.at(field, start, end), partial))
    return tuple(facts[Field.REPLACES]), tuple(facts[Field.REPLACED_BY])


def _direction(line: LineReader, field: Field, own: StandardNumber, other: StandardNumber) -> Field | None:
    """Whether ``other`` is replaced by ``own`` or replaces it: the head says so, and nothing takes the place of what is newer."""
    by_year = None
    if own.year is not None and other.year is not None and own.year != other.year:
        by_year = Field.REPLACES if other.year < own.year else Field.REPLACED_BY
    if field not in line.heading.either_way:
        if by_year in (None, field):
            return field
        says = "被代替 replaced by" if field is Field.REPLACED_BY else "代替 replaces"
        line.warn(
            "replacement_backwards",
            f"“{says} {other.canonical}”与年份矛盾，未记 {own.canonical} cannot stand so by the years, the relation is left out",
        )
        return None
    if by_year is None:
        line.warn(
            "replacement_unclear",
            f"表头没有说明谁代替谁，{other.canonical} 未记 the head does not say which of the two replaces the other, left out",
            Severity.INFO,
        )
    return by_year


def adoptions(line: LineReader, own: StandardNumber) -> tuple[Adoption, ...]:
    """Adopted documents; their degree stands in a column of its own or beside each of them."""
    words = line.words(Field.ADOPTED)
    if not words:
        return ()
    found = numbers_of(words)[0]
    if not found:
        if not degrees_of(words):
            line.warn("not_a_number", f"采标栏的“{words[:40]}”不是标准编号，未记 is not a number of a standard, left out", Severity.INFO)
        return ()
    later = {number for number, _, _, _ in found if own.year is not None and _newest(number) > own.year}
    if later:
        names = "、".join(sorted(number.canonical for number in later))
        line.warn("adopted_later", f"{names} 晚于 {own.canonical}，采标关系未记 is newer than what is said to adopt it, left out")
    column = degrees_of(line.words(Field.DEGREE))
    degrees: list[str | None]
    if len(set(column)) == 1:
        degrees = [column[0]] * len(found)
    elif len(column) == len(found):
        degrees = list(column)
    else:
        degrees = degrees_beside(words, [(start, end) for _, start, end, _ in found])
    without = [number.canonical for (number, _, _, _), degree in zip(found, degrees, strict=True) if degree is None]
    if without:
        line.warn(
            "no_degree",
            f"{'、'.join(without)} 没有采标程度，未记 no degree of adoption (IDT, MOD, NEQ), left out",
            Severity.INFO,
        )
    return tuple(
        Adoption(number.canonical, degree, line.at(Field.ADOPTED, start, end))
        for (number, start, end, _), degree in zip(found, degrees, strict=True)
        if degree is not None and number not in later
    )


def _newest(number: StandardNumber) -> int:
    """The year of a number or of its amendment, whichever is later; 0 for an undated one."""
    return max(number.year or 0, number.amendment_year or 0)
