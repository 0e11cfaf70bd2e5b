"""量的种类: the QUDT quantity kind that a unit says by itself, by its symbol or by its dimension.

Local names of http://qudt.org/vocab/quantitykind/. A dimension that several common quantities share (N.m and J, 1/s) is told
by the symbol, and is not in the table of dimensions.
"""

from __future__ import annotations

from typing import Final

from kg.unit_atoms import NONE, Dimension

_BY_SYMBOL: Final = {
    "degC": "Temperature",
    "dB": "SoundPressureLevel",
    "dB(A)": "SoundPressureLevel",
    "dB(C)": "SoundPressureLevel",
    "dB(Z)": "SoundPressureLevel",
    "pH": "Acidity",
    "%": "DimensionlessRatio",
    "permille": "DimensionlessRatio",
    "ppm": "DimensionlessRatio",
    "ppb": "DimensionlessRatio",
    "ppt": "DimensionlessRatio",
    "%RH": "RelativeHumidity",
    "deg": "PlaneAngle",
    "rad": "PlaneAngle",
    "'": "PlaneAngle",
    '"': "PlaneAngle",
    "sr": "SolidAngle",
    "r/min": "RotationalVelocity",
    "r/s": "RotationalVelocity",
    "umol/mol": "MoleFraction",
    "mmol/mol": "MoleFraction",
    "N.m": "Torque",
    "kN.m": "Torque",
    "Bq": "Activity",
    "kBq": "Activity",
    "Bd": "DigitRate",
    "Gy": "AbsorbedDose",
    "mGy": "AbsorbedDose",
    "Sv": "DoseEquivalent",
    "mSv": "DoseEquivalent",
    "uSv": "DoseEquivalent",
    "VA": "ApparentPower",
    "kVA": "ApparentPower",
    "MVA": "ApparentPower",
    "var": "ReactivePower",
    "kvar": "ReactivePower",
    "bit/s": "DataRate",
    "kbit/s": "DataRate",
    "Mbit/s": "DataRate",
    "Gbit/s": "DataRate",
    "bit": "InformationEntropy",
    "B": "InformationEntropy",
    "kB": "InformationEntropy",
    "MB": "InformationEntropy",
    "GB": "InformationEntropy",
    "Hz": "Frequency",
    "kHz": "Frequency",
    "MHz": "Frequency",
    "GHz": "Frequency",
    "lx": "Illuminance",
    "lm": "LuminousFlux",
    "cd": "LuminousIntensity",
    "cd/m2": "Luminance",
}

_BY_DIMENSION: Final[dict[Dimension, str]] = {
    (0, 0, 1, 0, 0, 0, 0): "Length",
    (0, 0, 2, 0, 0, 0, 0): "Area",
    (0, 0, 3, 0, 0, 0, 0): "Volume",
    (0, 0, 0, 0, 1, 0, 0): "Mass",
    (0, 0, 0, 0, 0, 0, 1): "Time",
    (0, 0, 0, 0, 0, 1, 0): "Temperature",
    (1, 0, 0, 0, 0, 0, 0): "AmountOfSubstance",
    (0, 1, 0, 0, 0, 0, 0): "ElectricCurrent",
    (0, 0, -3, 0, 1, 0, 0): "MassConcentration",
    (0, 0, -2, 0, 1, 0, 0): "MassPerArea",
    (0, 0, -1, 0, 1, 0, 0): "MassPerLength",
    (1, 0, -3, 0, 0, 0, 0): "AmountOfSubstanceConcentration",
    (0, 0, 3, 0, -1, 0, 0): "SpecificVolume",
    (0, 0, 0, 0, 1, 0, -1): "MassFlowRate",
    (0, 0, 3, 0, 0, 0, -1): "VolumeFlowRate",
    (0, 0, 1, 0, 0, 0, -1): "Speed",
    (0, 0, 1, 0, 0, 0, -2): "Acceleration",
    (0, 0, 1, 0, 1, 0, -2): "Force",
    (0, 0, -1, 0, 1, 0, -2): "Pressure",
    (0, 0, 2, 0, 1, 0, -3): "Power",
    (0, 0, 2, 0, 1, 0, -2): "Energy",
    (0, 0, 0, 0, 1, 0, -3): "PowerPerArea",
    (0, -1, 2, 0, 1, 0, -3): "Voltage",
    (0, -2, 2, 0, 1, 0, -3): "Resistance",
    (0, 2, -2, 0, -1, 0, 3): "Conductance",
    (0, 2, -3, 0, -1, 0, 3): "Conductivity",
    (0, 2, -2, 0, -1, 0, 4): "Capacitance",
    (0, -2, 2, 0, 1, 0, -2): "Inductance",
    (0, 1, 0, 0, 0, 0, 1): "ElectricCharge",
    (0, -1, 1, 0, 1, 0, -3): "ElectricFieldStrength",
    (0, 1, -1, 0, 0, 0, 0): "MagneticFieldStrength_H",
    (0, -1, 0, 0, 1, 0, -2): "MagneticFluxDensity",
    (0, -1, 2, 0, 1, 0, -2): "MagneticFlux",
    (0, 0, -1, 0, 1, 0, -1): "DynamicViscosity",
    (0, 0, 2, 0, 0, 0, -1): "KinematicViscosity",
    (0, 0, 1, 0, 1, -1, -3): "ThermalConductivity",
    (0, 0, 0, 0, 1, -1, -3): "CoefficientOfHeatTransfer",
    (0, 0, 2, 0, 0, -1, -2): "SpecificHeatCapacity",
}


def kind_of_unit(symbol: str, dimension: Dimension) -> str | None:
    """The quantity kind of a canonical unit, None where the unit alone does not say.

    >>> kind_of_unit("mg/m3", (0, 0, -3, 0, 1, 0, 0))
    'MassConcentration'
    >>> kind_of_unit("mg/kg", (0, 0, 0, 0, 0, 0, 0))
    'MassFraction'
    """
    if symbol in _BY_SYMBOL:
        return _BY_SYMBOL[symbol]
    if dimension == NONE:
        numerator, _, denominator = symbol.partition("/")
        masses = {"g", "kg", "mg", "ug", "ng", "t"}
        return "MassFraction" if numerator in masses and denominator in masses else None
    return _BY_DIMENSION.get(dimension)
