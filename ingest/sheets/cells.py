"""What stands in a cell, whatever the file it comes from."""

from __future__ import annotations

import re
from typing import Final

# Control characters print nothing, zero-width ones cut numbers in two, half a surrogate pair (JSON allows it) cannot be written anywhere.
_INVISIBLE: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
_HALF: Final = re.compile("[\ud800-\udfff]")


def printed(text: str) -> str:
    r"""The text as a person sees it, without blanks at its ends; line breaks inside stay.

    >>> printed(" GB\u200b 13271\ufeff \n"), printed("\ud800x")
    ('GB 13271', '\ufffdx')
    """
    if text.isprintable():
        return text.strip()
    return _HALF.sub("\ufffd", _INVISIBLE.sub("", text)).strip()


def cut(cells: list[str]) -> tuple[str, ...]:
    """The cells of a line without the empty ones at its end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return tuple(cells[:end])
