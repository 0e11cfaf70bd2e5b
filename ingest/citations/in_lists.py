"""A plain list: one citation a line. Every line is answered, those without a number too."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.citations.found import GARBLED, NO_NUMBER, Found
from ingest.citations.in_text import text_citations
from ingest.citations.titles_beside import INDEX, clean
from kg.identifiers import fold

_ENTRY_SHARE = 0.5
_LONGEST_ENTRY = 160
_SENTENCE_END = re.compile(r"[。！？!?]\s*$")
_DIGIT = re.compile(r"[A-Za-z].*\d|�")


def line_citation(line: str) -> Found:
    """The one citation of a line; several numbers are all in ``numbers``, and none is a `problem`.

    >>> line_citation("GB 99001-2030 虚构设备").title, line_citation("虚构设备").problem, line_citation("GB 9-2030、GB 8-2030").numbers[1].serial
    ('虚构设备', 'no_number', '8')
    """
    found = text_citations(line, entry=True, is_list=True)
    numbered = [one for one in found if one.numbers]
    if numbered:
        first = numbered[0]
        numbers = tuple(dict.fromkeys(number for one in numbered for number in one.numbers))
        end = max(one.end for one in numbered)
        return replace(first, start=min(one.start for one in numbered), end=end, numbers=numbers)
    if found:
        return replace(found[0], listed=True)
    index = INDEX.match(fold(line))
    title = clean(line[index.end() if index else 0 :])
    laws = [one for one in text_citations(f"《{title}》") if one.law] if "《" not in line and title else []
    stripped = len(line) - len(line.lstrip())
    end = max(stripped, len(line.rstrip()))
    if laws:
        return replace(laws[0], start=stripped, end=end, listed=True)
    return Found(stripped, end, title=title or None, problem=GARBLED if _DIGIT.search(fold(line)) else NO_NUMBER)


def is_list(lines: Sequence[str]) -> bool:
    """Whether the lines are a list of citations rather than running text: most of them are entries, hardly one ends like a sentence.

    >>> is_list(["GB 99001-2030 虚构设备", "GB/T 99002", "???"]), is_list(["本方案按 GB 99001 编制，其余要求见合同。"])
    (True, False)
    """
    filled = [line for line in lines if line.strip()]
    if not filled:
        return False
    entries = sum(1 for line in filled if is_entry(line))
    return entries >= _ENTRY_SHARE * len(filled)


def is_entry(line: str) -> bool:
    """Whether a line is an entry of a list of citations: number and title and nothing else.

    >>> is_entry("3. GB 99001-2030 虚构设备"), is_entry("应符合 GB 99001-2030 的规定。"), is_entry("虚构设备（GB 99001-2030）")
    (True, False, True)
    """
    if len(line) > _LONGEST_ENTRY or _SENTENCE_END.search(line):
        return False
    found = text_citations(line, entry=True, is_list=True)
    if not found:
        return False
    index = INDEX.match(fold(line))
    before = line[index.end() if index else 0 : found[0].start].strip(" 　(（[【《")
    behind = line[found[-1].end :].strip(" 　\t;；,，.。)）]】》")
    between = "".join(line[a.end : b.start] for a, b in itertools.pairwise(found))
    return not before and (not behind or "\t" in line) and not re.search(r"[一-鿿]{2}", between)
