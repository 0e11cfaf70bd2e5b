"""A limit in words that people read: "≤ 30 mg/m³", "6～9", "≥ 15 m"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SIGNS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "=": "="}
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def unit_text(unit: str | None) -> str:
    """A unit as it is printed: raised exponents, μ, Ω, ℃; nothing for a number without unit.

    >>> unit_text("ug/m3"), unit_text("dB(A)"), unit_text("1"), unit_text("s-1"), unit_text("degC"), unit_text("T2.mm2")
    ('μg/m³', 'dB(A)', '', 's⁻¹', '℃', 'T²·mm²')
    """
    if unit is None or unit == "1":
        return ""
    text = re.sub(r"(?<=[A-Za-z])-?\d(?![\dA-Za-z]|\.\d)", lambda m: m[0].translate(_RAISED), unit)
    # The point of the canonical symbol is the dot of a product (GB/T 3101): kW·h, T²·mm².
    text = re.sub(r"(?<=[A-Za-z)⁻⁰¹²³⁴⁵⁶⁷⁸⁹])\.(?=[A-Za-z])", "·", text)
    text = re.sub(r"(?<![A-Za-z])u(?=[A-Za-z])", "μ", text)
    return text.replace("degC", "℃").replace("Ohm", "Ω").replace("ohm", "Ω")


def whole(value: float) -> float:
    """A number as it is printed in JSON: 30, not 30.0.

    >>> whole(30.0), whole(0.05)
    (30, 0.05)
    """
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def number_text(value: float) -> str:
    """A number without a needless point.

    >>> number_text(30.0), number_text(0.05), number_text(1e-05)
    ('30', '0.05', '1e-05')
    """
    return f"{value:.12g}"


def bound_text(limit: Mapping[str, Any]) -> str:
    """The bound of a limit in the contract's shape.

    >>> bound_text({"operator": "<=", "value": 30.0, "unit": "mg/m3"}), bound_text({"operator": "range", "value": [6, 9], "unit": "1"})
    ('≤ 30 mg/m³', '6～9')
    """
    value, unit = limit.get("value"), unit_text(limit.get("unit"))
    if isinstance(value, list | tuple):
        text = f"±{number_text(value[1])}" if value[0] == -value[1] else f"{number_text(value[0])}～{number_text(value[1])}"
    elif isinstance(value, int | float):
        text = f"{_SIGNS.get(str(limit.get('operator')), '')} {number_text(value)}".strip()
    else:
        return ""
    return f"{text} {unit}".rstrip()
