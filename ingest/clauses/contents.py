"""目次、前言与正文: where the table of contents stands, and where the body begins."""

from __future__ import annotations

import re

from ingest.clauses.chapters import CHAPTER, first_chapter
from ingest.clauses.numbers import ANNEX, ANNEX_CLAUSE, ANNEX_KIND, ATTACHMENT, LAW_PART, NUMBERED, SENTENCE, annex_number, tidy
from ingest.lines import Line
from kg.identifiers import fold

_CONTENTS = re.compile(r"目\s*[次录]")
_FOREWORD = re.compile(r"(前|引)\s*言")
_LEADER = re.compile(r"^(?P<entry>.*?)\s*(?:[.．·]{4,}|…{2,}|(?:\s?[.…]){6,})\s*[(（]?\s*(?P<page>[\divxIVXⅠ-Ⅻ０-９一]*)\s*[)）]?\s*$")


def find_contents(lines: list[Line]) -> tuple[set[int], list[tuple[str, str]]]:
    """Indexes of the lines of the table of contents, and its (number, heading) entries."""
    indexes: set[int] = set()
    entries: list[tuple[str, str]] = []
    start = next((i for i, line in enumerate(lines[:400]) if _CONTENTS.fullmatch(line.text.strip()) and line.heading != 1), None)
    leaders = [i for i, line in enumerate(lines[:600]) if _LEADER.match(line.text) and len(line.text) > 6]
    if start is None and len(leaders) < 4:
        return indexes, entries
    if start is not None:
        indexes.add(start)
        indexes.update(_entries_of_page(lines, start))
    near = [i for i in leaders if start is None or i > start]
    last = start if start is not None else near[0] - 1
    for i in near:
        if i - last > 6:
            break
        indexes.update(range(last + 1, i + 1))
        last = i
    for i in sorted(indexes):
        match = _LEADER.match(lines[i].text)
        entry = _contents_entry(match["entry"] if match else _PAGE.sub("", lines[i].text))
        if entry:
            entries.append(entry)
    return indexes, entries


# A recognised page of contents has lost its dots: "3 技术内容  (2)".
_PAGE = re.compile(r"[\s.…·]{2,}[(（]?\s*(?:\d{1,3}|[ivxIVXⅠ-Ⅻ]{1,5})\s*[)）]?\s*$|[\s.…·]+$")
_ENTRY_TEXT = 60


def _entries_of_page(lines: list[Line], start: int) -> list[int]:
    """Lines below 目次 on its page, where the whole page reads as entries: their dots may be gone (OCR)."""
    page = [i for i in range(start + 1, len(lines)) if lines[i].page == lines[start].page and lines[i].box is not None]
    end = next((i for i in page if _FOREWORD.fullmatch(fold(lines[i].text).strip())), None)
    page = [i for i in page if end is None or i < end or _PAGE.search(lines[end].text)]
    texts = [fold(lines[i].text).strip() for i in page]
    entries = sum(_contents_entry(text) is not None or _FOREWORD.match(text) is not None for text in texts)
    if not page or entries < max(2, 0.6 * len(page)) or any(len(text) > _ENTRY_TEXT or text.endswith("。") for text in texts):
        return []
    return page


def _contents_entry(text: str) -> tuple[str, str] | None:
    # Word writes hyperlinked entries with a stray U on either side.
    text = re.sub(r"^U(?=[\d附前A-Z])|U$", "", fold(text).strip())
    if match := ANNEX.match(text):
        return annex_number(match), ANNEX_KIND.sub("", match["rest"]).strip()
    if match := ATTACHMENT.match(text):
        return f"附件{match['ordinal']}", match["rest"].strip()
    if match := ANNEX_CLAUSE.match(text):
        return f"{match['letter']}.{tidy(match['number'])}", match["rest"].strip()
    if match := CHAPTER.match(text):
        return match["number"], match["rest"].strip()
    if (match := NUMBERED.match(text)) and match["rest"]:
        return tidy(match["number"]), match["rest"].strip()
    return None


def find_body(lines: list[Line], contents: set[int]) -> tuple[int, int]:
    """(first line of the foreword or body, first line of the body)."""
    foreword: int | None = None
    after = max(contents) + 1 if contents else 0
    for i, line in enumerate(lines):
        if i in contents:
            continue
        text = fold(line.text).strip()
        if foreword is None and _FOREWORD.fullmatch(text):
            foreword = i
            continue
        if i < after and foreword is None and contents:
            continue
        if _starts_body(text, line):
            return (foreword if foreword is not None and foreword < i else i), i
    if foreword is None and not contents and (first := _first_of_a_series(lines)) is not None:
        return first, first
    if (chapter := first_chapter(lines, contents)) is not None:
        return (foreword if foreword is not None and foreword < chapter else chapter), chapter
    return (foreword if foreword is not None else len(lines)), len(lines)


def _first_of_a_series(lines: list[Line]) -> int | None:
    """Where clause 1 begins in a standard that states its scope without a number, as many did in the 1980s.

    A short heading behind 1 that 1.1 or, further down, 2 follows; a lone 1 may be a row of a table or an item of a list.
    """
    for i, line in enumerate(lines):
        if line.table is not None or not _is_numbered_heading(line, "1"):
            continue
        for following in lines[i + 1 :]:
            match = NUMBERED.match(fold(following.text).strip())
            if match and following.table is None and match["rest"].strip():
                if tidy(match["number"]) == "1.1" or _is_numbered_heading(following, "2"):
                    return i
                break
    return None


def _is_numbered_heading(line: Line, number: str) -> bool:
    match = NUMBERED.match(fold(line.text).strip())
    if not match or tidy(match["number"]) != number or not (match["gap"] or match["dot"]):
        return False
    rest = match["rest"].strip()
    return 1 < len(rest) <= 30 and not SENTENCE.search(rest) and re.match(r"[\u4e00-\u9fff]{2}", rest) is not None


def _starts_body(text: str, line: Line) -> bool:
    if match := LAW_PART.match(text):
        return match["number"] in ("第一章", "第一条", "第一编") and not _LEADER.match(text)
    if not (match := NUMBERED.match(text)) or tidy(match["number"]) not in ("0", "1", "201.1"):
        return False
    rest = match["rest"].strip()
    if _LEADER.match(text) or not rest or len(rest) > 30 or SENTENCE.search(rest):
        return False
    if line.heading is not None and line.heading >= 2:
        return True
    return re.match(r"(主题内容|范围|适用|总\s*则|目的|引\s*言|概\s*述|范\s*围)", rest) is not None
