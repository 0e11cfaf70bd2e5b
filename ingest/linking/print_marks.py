"""What print does to names: blanks inside them, letters that must keep their case, single characters in an enumeration."""

from __future__ import annotations

import re
from typing import Final

_INNER_BLANK: Final = re.compile(r"(?<=\S)[ \u00a0\u3000](?=\S)")
_CHINESE_OR_MARK: Final = re.compile(r"[\u4e00-\u9fff、，（）()]")
_WIDE_LETTERS: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_NUMBER_BEHIND: Final = re.compile(r"[-—－/+&]|\s?[A-Z]{0,3}[\s:：]?\d")
_LISTED_BEFORE: Final = re.compile(r"(?:^|[、，。；：（(/\n])$")
_LISTED_BEHIND: Final = re.compile(r"$|[、，。；）)/\n]|[和及等或]")
_LETTERS: Final = re.compile(r"[A-Za-z]+")
_SHORT: Final = 3


def half_width(text: str) -> str:
    """Full width to half, character for character; capitals stay.

    >>> half_width("ＣＯＤ")
    'COD'
    """
    return text.translate(_WIDE_LETTERS)


def without_blanks(text: str) -> tuple[str, tuple[int, ...]] | None:
    """The text without single blanks beside Chinese characters, and where each character stood; None where there is no such blank.

    Justified print sets 锡 、 锑 apart, and typists write A 声级. Two blanks are a gap between columns.

    >>> without_blanks("A 声级")
    ('A声级', (0, 2, 3))
    >>> without_blanks("厂界  噪声") is None
    True
    """
    if " " not in text and "\u3000" not in text and "\u00a0" not in text:
        return None
    dropped = {
        m.start()
        for m in _INNER_BLANK.finditer(text)
        if _CHINESE_OR_MARK.match(text[m.start() - 1]) or _CHINESE_OR_MARK.match(text[m.end()])
    }
    if not dropped:
        return None
    kept = tuple(i for i in range(len(text)) if i not in dropped)
    return "".join(text[i] for i in kept), kept


def keeps_case(label: str, printed: str) -> bool:
    """Whether a short label of letters stands in its own case: Cd is cadmium, cd the candela.

    >>> keeps_case("Cd", "cd"), keeps_case("NMHC", "nmhc"), keeps_case("pH值", "PH值")
    (False, True, True)
    """
    return len(label) > _SHORT or not _LETTERS.fullmatch(label) or half_width(printed) == label


def is_abbreviation(label: str) -> bool:
    """Whether a label is letters alone (CNAS)."""
    return _LETTERS.fullmatch(label) is not None


def in_a_number(text: str, start: int, end: int) -> bool:
    """Whether an abbreviation is part of the number of a document: CNAS in CNAS-CL01, IEC in IEC 60601.

    >>> in_a_number("CNAS-CL01", 0, 4), in_a_number("经 CNAS 认可", 2, 6)
    (True, False)
    """
    return text[start - 1 : start] in ("/", "-") or _NUMBER_BEHIND.match(text, end) is not None


def is_listed(text: str, start: int, end: int) -> bool:
    """Whether a single character is an item of an enumeration: 氨 in 氨、硫化氢; never where it may be half a word.

    >>> is_listed("氨、硫化氢", 0, 1), is_listed("能力", 1, 2), is_listed("氨", 0, 1)
    (True, False, False)
    """
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    if "、" not in (before, behind):
        return False
    return _LISTED_BEFORE.search(before) is not None and _LISTED_BEHIND.match(text, end) is not None
