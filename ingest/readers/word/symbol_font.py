"""Adobe's Symbol font, whose code points are not Unicode: the characters that a standard prints with it."""

from __future__ import annotations

# Code points of the Symbol font, which Word stores as private use F0xx or as xx (w:sym, ECMA-376-1:2016, 17.3.3.30).
# fmt: off
_SYMBOL = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
_SYMBOL |= dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
_SYMBOL |= {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB7: "·", 0xA5: "∞", 0xD6: "√"}
_SYMBOL |= {0xA2: "′", 0xB2: "″", 0xAE: "→", 0xAC: "←", 0xD7: "⋅", 0xB6: "∂", 0xE5: "∑", 0xF2: "∫", 0x25: "%", 0x2D: "−", 0x3C: "<", 0x3E: ">"}
# fmt: on


def symbol_of(font: str | None, code: str | None) -> str:
    """The character of a w:sym element: ``code`` in hexadecimal, as drawn by ``font``; "" for what no font says.

    >>> symbol_of("Symbol", "F0A3"), symbol_of("Wingdings", "2022"), symbol_of("Symbol", "x")
    ('≤', '•', '')
    """
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    if (font or "").lower() == "symbol":
        return _SYMBOL.get(value & 0xFF, "")
    return chr(value) if 0x20 <= value < 0xD800 else ""
