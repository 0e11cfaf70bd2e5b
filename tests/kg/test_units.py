"""Units: every printed form of a unit is one unit, and printing it canonically can be read back."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from kg import vocabulary as v
from kg.errors import InvalidUnit
from kg.reference_data import ONTOLOGIES
from kg.unit_atoms import ATOMS, COUNTED, PREFIXES
from kg.unit_iris import unit_iri
from kg.unit_kinds import _BY_DIMENSION, _BY_SYMBOL
from kg.units import ONE, Unit

QUDT = Path(__file__).parents[3] / "shared" / "facts" / "ontologies" / "qudt"

_PREFIXED = [prefix + atom.symbol for atom in ATOMS if atom.prefixes for prefix in ("k", "m", "u", "n", "M")]
_WORDS = [atom.symbol for atom in ATOMS if atom.symbol not in ("1", "'", '"')] + _PREFIXED + list(COUNTED)
_FACTOR = st.tuples(st.sampled_from(_WORDS), st.integers(1, 3))


@st.composite
def _symbols(draw: st.DrawFn) -> str:
    over = draw(st.lists(_FACTOR, min_size=1, max_size=2))
    under = draw(st.lists(_FACTOR, max_size=2))

    def printed(factors: list[tuple[str, int]]) -> str:
        return ".".join(word + ("" if n == 1 else str(n)) for word, n in factors)

    if not under:
        return printed(over)
    return f"{printed(over)}/{printed(under)}" if len(under) == 1 else f"{printed(over)}/({printed(under)})"


# V/V says that a per cent is one of volumes; it is no unit by itself.
@given(_symbols().filter(lambda symbol: symbol != "V/V"))
def test_what_is_printed_canonically_is_read_back_as_the_same_unit(symbol: str) -> None:
    unit = Unit.parse(symbol)
    again = Unit.parse(unit.symbol)
    assert again.symbol == unit.symbol
    assert (again.dimension, again.factor, again.key) == (unit.dimension, unit.factor, unit.key)


@given(st.text(max_size=60))
def test_any_text_is_a_unit_or_is_not_and_never_an_error(text: str) -> None:
    unit = Unit.parse_or_none(text)
    assert unit is None or Unit.parse(unit.symbol).symbol == unit.symbol


@pytest.mark.parametrize(
    ("canonical", "printed"),
    [
        ("mg/m3", "mg/m³ ｍｇ/ｍ³ mg·m-3 mg·m⁻³ 毫克/立方米 毫克每立方米 mg/Nm3 mg/m3（标态） mg/(m3)"),
        ("ug/L", "μg/L µg/l 微克/升"),
        ("dB(A)", "dB（A） dB(A) dBA 分贝(A)"),
        ("degC", "℃ °C 摄氏度"),
        ("m3/t", "m3/t m³/t产品 米^3/吨 m3/t（产品） 立方米/吨"),
        ("ng-TEQ/m3", "ng-TEQ/m3 ngTEQ/m3 ngI-TEQ/Nm3"),
        ("kW.h", "kWh kW·h 千瓦时 千瓦·时"),
        ("%", "% ％ 体积% %（体积分数） %(V/V)"),
        ("个/100mL", "个/100ml 个/100mL"),
        ("MOhm", "MΩ 兆欧"),
        ("Mbit/s", "Mbps Mbit/s"),
        ("m3/(百头.d)", "m3/(百头·d) m³/(百头·天)"),
        ("10^-6", "×10-6 ×10^-6 10-6"),
        ("uW/cm2", "μW/cm2 μW/cm²"),
        ("r/min", "r/min rpm 转/分"),
        ("1/min", "min-1 /min"),
        ("a", "年 a"),
    ],
)
def test_every_printed_form_of_a_unit_has_one_canonical_form(canonical: str, printed: str) -> None:
    assert {form: Unit.parse(form).symbol for form in printed.split()} == dict.fromkeys(printed.split(), canonical)


@pytest.mark.parametrize("text", ["", "3", "abc", "等", "mgL", "//", "m/", "表3", "20H7", "GB/T 1.1", "Ⅰ类"])
def test_what_is_no_unit_is_not_guessed(text: str) -> None:
    assert Unit.parse_or_none(text) is None
    with pytest.raises(InvalidUnit, match="expected a form such as"):
        Unit.parse(text)


@pytest.mark.parametrize(
    ("value", "unit", "si"),
    [
        (30, "mg/m3", 3e-5),
        (20, "℃", 293.15),
        (80, "%", 0.8),
        (36, "km/h", 10.0),
        (2.5, "kg/h", 2.5 / 3600),
        (101.3, "kPa", 101300.0),
        (60, "dB(A)", None),
        (1, "级", None),
        (500, "umol/mol", 5e-4),
        (5, "K/min", 5 / 60),
    ],
)
def test_values_are_given_in_coherent_si_units_where_there_is_such_a_form(value: float, unit: str, si: float | None) -> None:
    found = Unit.parse(unit).si(value)
    assert (found is None) == (si is None) and (si is None or math.isclose(found, si, rel_tol=1e-9))  # type: ignore[arg-type]


def test_the_interval_of_a_temperature_has_no_offset() -> None:
    assert Unit.parse("℃").offset == 273.15 and Unit.parse("℃/min").offset == 0 and Unit.parse("m/℃").offset == 0


def test_a_unit_is_found_where_a_value_ends_and_words_begin() -> None:
    sentence = "不得低于 15 m，排放浓度 30 mg/m3 以下，滞后 400 ms。3 h 时"
    found = [Unit.at(sentence, m.end()) for m in re.finditer(r"\d+ (?=[a-z])", sentence)]
    assert [unit[0].symbol for unit in found if unit] == ["m", "mg/m3", "ms", "h"]
    assert Unit.at("5 型", 2) is None and Unit.at("吨焦炭", 0) == (Unit.parse("t"), 1)


def test_the_iri_does_not_depend_on_the_order_of_factors() -> None:
    assert unit_iri(Unit.parse("W/(m2.K)")) == unit_iri(Unit.parse("W/(K.m2)")) == "http://qudt.org/vocab/unit/W-PER-M2-K"
    assert unit_iri(ONE) == "http://qudt.org/vocab/unit/UNITLESS"
    assert unit_iri(Unit.parse("个/100mL")) is None and unit_iri(Unit.parse("10^-6")) is None


def test_dimension_vectors_are_written_as_qudt_writes_them() -> None:
    assert Unit.parse("V/m").dimension_vector == "A0E-1L1I0M1H0T-3D0"
    assert Unit.parse("%").dimension_vector == "A0E0L0I0M0H0T0D1"


def test_names_of_atoms_and_prefixes_are_unique() -> None:
    symbols = [atom.symbol for atom in ATOMS]
    assert len(symbols) == len(set(symbols)) and len(PREFIXES) == 18


@pytest.mark.skipif(not QUDT.is_dir(), reason="the QUDT vocabularies of ../shared are not here")
def test_every_iri_and_every_quantity_kind_exists_in_qudt() -> None:
    units = set(re.findall(r"^unit:(\S+)", (QUDT / "VOCAB_QUDT-UNITS-ALL.ttl").read_text("utf-8"), re.MULTILINE))
    kinds = set(re.findall(r"^quantitykind:(\S+)", (QUDT / "VOCAB_QUDT-QUANTITY-KINDS-ALL.ttl").read_text("utf-8"), re.MULTILINE))
    ours = (Path(__file__).parents[2] / "ontologies" / "units.ttl").read_text("utf-8")
    named = re.findall(r"^unit:(\S+) a", ours, re.MULTILINE)
    assert len(named) > 1000 and set(named) <= units
    assert {*_BY_SYMBOL.values(), *_BY_DIMENSION.values(), "MassFraction"} <= kinds


def test_units_have_the_codes_of_ucum() -> None:
    ours: dict[str, set[str]] = {}
    units = set()
    for quad in parse(path=ONTOLOGIES / "units.ttl", format=RdfFormat.TURTLE):
        assert isinstance(quad.subject, NamedNode)
        if quad.predicate.value == v.QUDT + "symbol":
            units.add(quad.subject.value)
        if quad.predicate.value == v.QUDT + "ucumCode":
            ours.setdefault(quad.subject.value, set()).add(quad.object.value)
    assert ours["http://qudt.org/vocab/unit/MilliGM-PER-M3"] == {"mg.m-3"}
    assert len(ours.keys() & units) > 0.95 * len(units)
    if not QUDT.exists():
        pytest.skip("QUDT's own file is not at hand to compare with")
    theirs = {
        (quad.subject.value, quad.object.value)
        for quad in parse(path=QUDT / "VOCAB_QUDT-UNITS-ALL.ttl", format=RdfFormat.TURTLE)
        if quad.predicate.value == v.QUDT + "ucumCode" and isinstance(quad.subject, NamedNode)
    }
    assert {(unit, code) for unit, codes in ours.items() for code in codes} <= theirs
