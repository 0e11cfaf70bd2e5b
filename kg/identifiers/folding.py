"""全角与半角: one width for what is compared, one character for one, so that places hold in the original."""

from __future__ import annotations

_DASHES = "‐‑‒–—―−－﹣─━"
_FOLD = {ord(c): "-" for c in _DASHES}
_FOLD |= {cp: chr(cp - 0xFEE0) for cp in range(0xFF01, 0xFF5F) if chr(cp - 0xFEE0) != "-"}
_FOLD |= {
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
    ord("∶"): ":",
    ord("︰"): ":",
    ord("〔"): "(",
    ord("〕"): ")",
    ord("∕"): "/",
    ord("⁄"): "/",
}
_NARROW = {cp: chr(cp - 0xFEE0) for cp in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0E, 0xFF0F)}


def fold_but(kept: str) -> dict[int, str]:
    """The table by which `fold` translates, for ``str.translate``, with the characters ``kept`` left as they are.

    >>> "１—２".translate(fold_but("—"))
    '1—2'
    """
    return {code: plain for code, plain in _FOLD.items() if chr(code) not in kept}


def fold(text: str) -> str:
    """Full-width letters, digits and every dash as ASCII, one character for one.

    >>> fold("ＧＢ／Ｔ １．１—２０２０")
    'GB/T 1.1-2020'
    """
    return text.translate(_FOLD)


def narrow(text: str) -> str:
    """Full-width letters, digits, point and slash as ASCII; Chinese punctuation stays.

    >>> narrow("第１部分：ＡＴＭ（终端）")
    '第1部分：ATM（终端）'
    """
    return text.translate(_NARROW)
