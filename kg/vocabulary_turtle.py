"""被测量词表的 Turtle: rows of the vocabulary -> the text of ``ontologies/measurands.ttl``, the same bytes for the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg import vocabulary as v
from kg.reference_tables import literal
from kg.unit_iris import unit_iri
from kg.units import Unit
from kg.vocabulary_rows import KindMatch, RowKind, VocabularyRow

_UNIT: Final = "http://qudt.org/vocab/unit/"
_KIND: Final = "http://qudt.org/vocab/quantitykind/"
_SI: Final = "https://si-digital-framework.org/quantities/"
_KCDB: Final = "https://si-digital-framework.org/kcdb-sc/"
_PREFIXES: Final = {
    "nqi": v.NQI,
    "measurand": v.concept_iri("measurand", "x").removesuffix("x"),
    "measurand-group": v.concept_iri("measurand-group", "x").removesuffix("x"),
    "unit": _UNIT,
    "quantitykind": _KIND,
    "qudt": v.QUDT,
    "skos": v.SKOS,
    "dcterms": v.DCTERMS,
    "owl": v.OWL,
}
_HEAD: Final = """\
# Measurands: quantities of ISO 80000 / GB 3100 to GB 3102, and characteristics that Chinese standards regulate.
# Made by `python -m kg.vocabulary_tables` from ontologies/tables/*.csv: change the tables, not this file. A test compares both.
# The local name of a measurand is its Chinese name, so that a concept meets the mentions that extraction makes.
"""
_SCHEME: Final = f"""\
<{v.ID}measurand> a skos:ConceptScheme ;
    skos:prefLabel "被测量词表"@zh, "Vocabulary of measurands"@en ;
    dcterms:description "物理量和标准规定的特性：名称、符号、单位、量的种类和上位概念；多义名称单独列出。"@zh,
        "Physical quantities and regulated characteristics: names, symbols, units, quantity kinds, groups; names with several meanings apart."@en ;
    dcterms:source "see each concept" ;
    owl:versionInfo "1.0.0" .
"""


def turtle(rows: Sequence[VocabularyRow]) -> str:
    """The file; ``rows`` have passed `kg.vocabulary_checks.check`."""
    by_name = {row.zh: row for row in rows}
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in _PREFIXES.items())
    return "\n".join([_HEAD + prefixes, _SCHEME, *(_concept(row, by_name) for row in rows)])


def _concept(row: VocabularyRow, by_name: dict[str, VocabularyRow]) -> str:
    lines = [f"    {predicate} {', '.join(dict.fromkeys(objects))}" for predicate, objects in _statements(row, by_name) if objects]
    kinds = "skos:Concept" if row.kind is RowKind.GROUP else "nqi:Measurand, skos:Concept"
    return f"{_iri(row.iri)} a {kinds} ;\n" + " ;\n".join(lines) + " .\n"


def _statements(row: VocabularyRow, by_name: dict[str, VocabularyRow]) -> Iterator[tuple[str, list[str]]]:
    scheme = f"<{v.ID}measurand>"
    yield "skos:inScheme", [scheme]
    yield "skos:topConceptOf", [] if row.broader else [scheme]
    yield "skos:prefLabel", [literal(row.zh, "zh"), literal(row.en, "en")]
    yield "skos:altLabel", [*(literal(name, "zh") for name in row.zh_alt), *(literal(name, "en") for name in row.en_alt)]
    yield "nqi:ambiguousLabel", [literal(name, "zh") for name in row.ambiguous]
    yield "skos:notation", [literal(f"ISO 80000 {row.iso_item}")] if row.iso_item else []
    yield "nqi:casNumber", [literal(row.cas)] if row.cas else []
    yield "qudt:symbol", [literal(symbol) for symbol in row.symbols]
    yield "nqi:ofQuantity", [_iri(by_name[name].iri) for name in row.quantities]
    yield "nqi:siUnit", [_unit(row.si_unit)] if row.si_unit else []
    yield "nqi:usualUnit", [_unit(symbol) for symbol in row.units]
    yield "qudt:hasQuantityKind", [f"quantitykind:{kind}" for kind in _kinds(row, by_name)]
    match = row.quantity_kind
    yield "skos:exactMatch", [f"quantitykind:{match.kind}"] if match and match.exact else []
    yield "skos:closeMatch", [f"quantitykind:{match.kind}"] if match and not match.exact else []
    yield "nqi:siQuantity", [f"<{_SI}{row.si_quantity}>"] if row.si_quantity else []
    yield "nqi:kcdbCategory", [f"<{_KCDB}{notation}>" for notation in row.kcdb]
    yield "skos:broader", [_iri(by_name[name].iri) for name in row.broader]
    yield "skos:related", [_iri(by_name[name].iri) for name in row.related]
    yield "skos:scopeNote", [literal(row.note, "zh")] if row.note else []
    yield "dcterms:source", [literal(source) for source in row.sources]


def _kinds(row: VocabularyRow, by_name: dict[str, VocabularyRow]) -> Iterable[str]:
    """Its own kind, or else those of the quantities that it is of."""
    matches: Iterable[KindMatch | None] = [row.quantity_kind] if row.quantity_kind else [by_name[n].quantity_kind for n in row.quantities]
    return (match.kind for match in matches if match)


def _unit(symbol: str) -> str:
    iri = unit_iri(Unit.parse(symbol))
    assert iri is not None  # check_units has refused a unit without one
    return _iri(iri)


def _iri(iri: str) -> str:
    """Prefixed where the local name needs no escape in Turtle."""
    for prefix, base in _PREFIXES.items():
        if iri.startswith(base) and re.fullmatch(r"\w[\w-]*", iri.removeprefix(base)):
            return f"{prefix}:{iri.removeprefix(base)}"
    return f"<{iri}>"
