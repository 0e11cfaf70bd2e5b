"""量的种类: which QUDT quantity kind a characteristic has, by its name and by its unit, and whether the two agree."""

from __future__ import annotations

import re
from typing import Final

from kg.unit_atoms import Dimension
from kg.units import Unit

# Name -> kind, dimensions that a unit of it may have (None: any). The first that fits counts.
_LENGTH: Final = Unit.parse("m").dimension
_NONE: Final = Unit.parse("%").dimension
_NAMES: Final[tuple[tuple[re.Pattern[str], str | None, tuple[Dimension, ...]], ...]] = (
    (re.compile(r"误差|偏差|变差|漂移|允差|重复性|不确定度|线性|稳定性"), None, ()),
    (re.compile(r"^pH"), "Acidity", (_NONE,)),
    (re.compile(r"声压级|声级|噪声|声功率级"), "SoundPressureLevel", (_NONE,)),
    (re.compile(r"相对湿度|湿度$"), "RelativeHumidity", (_NONE,)),
    (re.compile(r"电场强度"), "ElectricFieldStrength", (Unit.parse("V/m").dimension,)),
    (re.compile(r"磁场强度"), "MagneticFieldStrength_H", (Unit.parse("A/m").dimension,)),
    (re.compile(r"磁感应强度"), "MagneticFluxDensity", (Unit.parse("T").dimension,)),
    (re.compile(r"功率密度"), "PowerPerArea", (Unit.parse("W/m2").dimension,)),
    (re.compile(r"(?:温度|水温|温升|温差|闪点|熔点|沸点)$"), "Temperature", (Unit.parse("K").dimension,)),
    (
        re.compile(r"(?:高度|厚度|宽度|深度|(?<!时间)(?<!块)长度|直径|距离|间距|半径|粒径)$"),
        "Length",
        (_LENGTH, Unit.parse("m/m").dimension),
    ),
    (re.compile(r"(?:蒸气压|压力|压强|压差|真空度)$"), "Pressure", (Unit.parse("Pa").dimension,)),
    (re.compile(r"(?:电阻)$"), "Resistance", (Unit.parse("Ohm").dimension,)),
    (re.compile(r"(?:电压)$"), "Voltage", (Unit.parse("V").dimension,)),
    (re.compile(r"(?:电流)$"), "ElectricCurrent", (Unit.parse("A").dimension,)),
    (re.compile(r"(?:功率)$"), "Power", (Unit.parse("W").dimension,)),
    (re.compile(r"(?:风速|流速)$"), "Speed", (Unit.parse("m/s").dimension,)),
    (re.compile(r"(?:停留时间|响应时间|时间|时长|期限|寿命)$"), "Time", (Unit.parse("s").dimension, _NONE)),
    (re.compile(r"(?:效率|去除率|回收率|合格率|利用率|减率|占比|死亡率|沉降率)$"), "DimensionlessRatio", (_NONE,)),
    (
        re.compile(r"排放速率$"),
        "MassFlowRate",
        (
            Unit.parse("kg/h").dimension,
            Unit.parse("mg/(m2.h)").dimension,
            Unit.parse("m3/h").dimension,
            Unit.parse("g/km").dimension,
            _NONE,
        ),
    ),
)
_ALSO: Final[dict[str, tuple[Dimension, ...]]] = {
    # A noise of a circuit is a voltage or a current, a resistance may be that of a length or of a voltmeter's range.
    "SoundPressureLevel": (Unit.parse("V").dimension, Unit.parse("A").dimension),
    "Resistance": (Unit.parse("Ohm/km").dimension, Unit.parse("Ohm/V").dimension),
}
"""Dimensions that a characteristic of that name may have without being of that kind."""
_NO_SI: Final = ("Acidity", "SoundPressureLevel")


def quantity_kind(measurand: str | None, unit: Unit | None) -> str | None:
    """The QUDT quantity kind: the one that the unit says where the name says none or says one of another dimension.

    >>> quantity_kind("pH值", None), quantity_kind("颗粒物", Unit.parse("mg/m3")), quantity_kind("苯", None)
    ('Acidity', 'MassConcentration', None)
    """
    by_name = next(((kind, allowed) for pattern, kind, allowed in _NAMES if measurand and pattern.search(measurand)), None)
    if by_name is not None and by_name[0] and (unit is None or unit.dimension in by_name[1]):
        # A time counted in 工作日 has no dimension of time.
        if unit is None or by_name[0] != "SoundPressureLevel" or unit.symbol.startswith("dB"):
            return by_name[0] if unit is not None or by_name[0] in _NO_SI else None
    return unit.quantity_kind if unit is not None else None


def contradiction(measurand: str | None, unit: Unit | None) -> str | None:
    """Why a unit cannot be one of this characteristic; None where it can or where nothing is known.

    >>> contradiction("等效声级", Unit.parse("mg/m3"))
    '等效声级 is given in mg/m3, which is no unit of SoundPressureLevel'
    """
    if measurand is None or unit is None:
        return None
    for pattern, kind, allowed in _NAMES:
        if pattern.search(measurand):
            also = _ALSO.get(kind or "", ()) if not re.search(r"声压|声级|声功率", measurand) else ()
            if kind is not None and allowed and unit.dimension not in (*allowed, *also) and unit.symbol not in ("级", "度", "倍", "%"):
                if unit.symbol.startswith("dB"):
                    return None  # a level of the quantity (dBm of a power)
                return f"{measurand} is given in {unit.symbol}, which is no unit of {kind}"
            return None
    return None


def si_value(value: float | tuple[float, float], unit: Unit | None, kind: str | None) -> float | tuple[float, float] | None:
    """``value`` in the coherent SI unit of the same dimension; None without unit, for levels, and for scales such as pH.

    >>> si_value((6.0, 9.0), Unit.parse("1"), "Acidity") is None, si_value(30.0, Unit.parse("mg/m3"), None)
    (True, 3e-05)
    """
    if unit is None or unit.factor is None or kind in _NO_SI:
        return None
    if isinstance(value, tuple):
        low, high = unit.si(value[0]), unit.si(value[1])
        return None if low is None or high is None else (low, high)
    return unit.si(value)
