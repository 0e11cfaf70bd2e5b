"""表注与表的脚注: notes inside and below the frame, and the marks in cells that point to them (GB/T 1.1-2020, 9.9.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clauses.paragraphs import join_lines
from ingest.lines import Line, SourceCell
from kg.identifiers import fold
from kg.model import Evidence, TableNote

_MARK = r"(?:[(（]\s?[a-z\d*]{1,2}\s?[)）]|[a-z\d]{1,2}\s?[)）]|\[\d{1,2}\]|[①-⑳]|\*{1,3}|注\s?\d*)"
_GENERAL = re.compile(r"(?:表\s?)?(?:附\s?)?(?:备?注|说明)\s*(?P<mark>\d{0,2})\s*[:：.．]?\s*")
_OWN = re.compile(rf"\^?(?P<mark>{_MARK}|(?<=\^)[a-z\d]{{1,2}}|[a-z](?=\s?[\u4e00-\u9fff《“]))\s*[:：、.]?\s*")
_CELL_MARK = re.compile(
    r"\s?\^\s?(?P<raised>(?:[(（\[]\s?[a-z\d*]{1,2}\s?[)）\]]|[a-z\d]{1,2}\s?[)）]|[a-z](?:\s?[,，、]\s?[a-z])*|\*{1,3}|注\s?\d?(?:\s?[,，、]\s?注\s?\d)*|[①-⑳]))"
)
_RAISED_DIGIT = re.compile(r"(?<=[\u4e00-\u9fff)）\]])\s?\^\s?(?P<raised>\d{1,2}(?:\s?[,，、]\s?\d{1,2})*)$")
_PLAIN = re.compile(r"(?<=\S)\s?(?P<plain>[(（]\s?[a-z\d]\s?[)）]|[①-⑳]|\*{1,3}|\d\s?[)）](?<![(（]\d[)）]))\s*$")


def is_note_row(row: Sequence[SourceCell]) -> bool:
    """Whether a row is one cell over all columns that begins as a note does."""
    first = row[0]
    whole = bool(first.text) and all((cell.start, cell.text) == (first.start, first.text) for cell in row)
    return whole and is_note(first.text)


def is_note(text: str) -> bool:
    """Whether a line begins a note or footnote of a table.

    >>> [is_note(t) for t in ("注1：频率", "^a 苯系物包括", "(1) 适用于", "1.0", "苯")]
    [True, True, True, False, False]
    """
    text = fold(text.strip())
    match = _GENERAL.match(text)
    if match is not None and (text[: match.end()].rstrip()[-1:] in ":：.．" or match["mark"]):
        return True
    return _OWN.match(text) is not None and len(text) > 3


def note_label(text: str) -> str:
    """The mark that a footnote begins with, brackets and all; empty for a general note."""
    match = _OWN.match(fold(text.strip()))
    return match["mark"] if match else ""


def is_list_item(text: str) -> bool:
    """Whether a line begins as a footnote and as an item of a list do alike: ``a)``, ``(1)``, not ``注`` and no raised mark."""
    folded = fold(text.strip())
    return not folded.startswith("^") and _GENERAL.match(folded) is None and re.match(r"[(\[]?[a-z\d]", note_label(folded)) is not None


def notes_of(lines: Sequence[Line]) -> tuple[TableNote, ...]:
    """The notes that ``lines`` print, each over as many lines as it takes."""
    found: list[tuple[str | None, list[Line], int]] = []
    for line in lines:
        text = line.text.strip()
        if not found or is_note(text):
            lead, mark = _lead(text)
            found.append((mark, [line], lead))
        else:
            found[-1][1].append(line)
    notes = []
    for mark, own, lead in found:
        words = join_lines([own[0].text.strip()[lead:], *(line.text for line in own[1:])])
        if words:
            notes.append(TableNote(mark, words, Evidence(own[0].page, own[0].start, own[-1].end, words[:300], own[0].confidence)))
    return tuple(notes)


def _lead(text: str) -> tuple[int, str | None]:
    """How many characters of a note's first line are its label, and the mark it explains."""
    folded = fold(text)
    match = _GENERAL.match(folded)
    if match is not None:
        # 注：(1)… names the whole block and the first footnote in one line.
        inner = _OWN.match(folded, match.end())
        if inner is not None and not match["mark"] and inner["mark"].strip("()[]") and re.match(r"[(（\[\d①-⑳*]", inner["mark"]):
            return inner.end(), plain_mark(inner["mark"])
        return match.end(), f"注{match['mark']}" if match["mark"] else None
    match = _OWN.match(folded)
    return (match.end(), plain_mark(match["mark"])) if match else (0, None)


def _balanced(text: str) -> bool:
    """Whether no bracket is left open: ``(W/m2)`` ends in a unit, not in a mark."""
    text = fold(text)
    return text.count("(") == text.count(")")


def plain_mark(mark: str) -> str:
    """A mark without its brackets: ``(1)`` and ``1)`` are 1."""
    return re.sub(r"[\s()（）\[\]]", "", mark)


def split_marks(text: str, known: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """A cell's words and the footnote marks in it; ``known`` are the marks that the table's notes explain.

    >>> split_marks("苯系物^a", frozenset())
    ('苯系物', ('a',))
    >>> split_marks("32000/f^2", frozenset()), split_marks("20(1)", frozenset("1"))
    (('32000/f^2', ()), ('20', ('1',)))
    """
    marks: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match["raised"][-1] in ")）" and match["raised"][0] not in "(（" and not _balanced(text[: match.start()]):
            return match[0]  # the bracket closes one that stands before: (W/f^2) is no mark
        marks.extend(plain_mark(part) for part in re.split(r"[,，、]", match["raised"]))
        return ""

    words = _CELL_MARK.sub(take, text)
    words = _RAISED_DIGIT.sub(take, words)
    if (raised := re.search(r"(?<=\d)(?<!10)\^(\d)$", words)) and raised[1] in known and not re.search(r"[×xX*]\s?10\^\d$", words):
        marks.append(raised[1])
        words = words[: raised.start()]
    match = _PLAIN.search(words)
    if match is not None and plain_mark(match["plain"]) in known and _balanced(words[: match.start()]):
        marks.append(plain_mark(match["plain"]))
        words = words[: match.start()]
    return words.strip(), tuple(marks)
