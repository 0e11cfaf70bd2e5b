"""Codes that fonts made up for themselves, and the characters they stand for."""

from __future__ import annotations


def _founder(code: int) -> str | None:
    """Founder (方正) fonts put ASCII into GBK row A0: 犌犅 is "GB". Returns the letter, None for others."""
    try:
        encoded = chr(code).encode("gbk")
    except UnicodeEncodeError:
        return None
    return chr(encoded[1] & 0x7F) if len(encoded) == 2 and encoded[0] == 0xA0 else None


REPAIRED = {code: letter for code in range(0x7280, 0x7320) if (letter := _founder(code))}
# Founder's private-use points, and Adobe's Symbol font as Word embeds it (U+F000 + Symbol code).
REPAIRED |= {0xE010: "．", 0xE011: "-", 0xF8E7: "—"}
REPAIRED |= {
    0xF000 + code: char
    for code, char in (
        *zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True),
        *((0x44, "Δ"), (0x46, "Φ"), (0x47, "Γ"), (0x4C, "Λ"), (0x50, "Π"), (0x51, "Θ"), (0x53, "Σ"), (0x57, "Ω"), (0x59, "Ψ")),
        *((0x25, "%"), (0x28, "("), (0x29, ")"), (0x2B, "+"), (0x2D, "-"), (0x3C, "<"), (0x3D, "="), (0x3E, ">"), (0x7E, "~")),
        *((0xA2, "′"), (0xA3, "≤"), (0xA5, "∞"), (0xB0, "°"), (0xB1, "±"), (0xB3, "≥"), (0xB4, "×"), (0xB7, "·"), (0xB8, "÷")),
        *((0xB9, "≠"), (0xBB, "≈"), (0xC5, "⊕"), (0xD0, "∠"), (0xD6, "√"), (0xE5, "∑"), (0xF2, "∫")),
    )
}
"""Characters by the code that is printed as them."""
