"""封面与前言: number, titles, dates, what is replaced or adopted, issuers, committee, drafters.

Every fact is looked for in the places where it is printed, in a stated order: cover, announcement
page, foreword, running heads. What is not printed is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from ingest.cover.amendment import read_amendment
from ingest.cover.bodies import ISSUER, read_approving, read_issuers, read_people
from ingest.cover.dates import DATE, read_dates
from ingest.cover.digest import read_digest
from ingest.cover.facts import Cover, text_at
from ingest.cover.inner_page import inner_page, read_approval, read_inner_title, replaced_in
from ingest.cover.relations import REPLACE, read_adoption, read_effect_in_text, read_replaced
from ingest.cover.replaced_by import read_replaced_by
from ingest.cover.words import NOTE
from ingest.lines import Line
from kg.identifiers import StandardNumber, find_numbers, fold, narrow
from kg.model import Evidence, Finding, NumberFact, Severity, Text

# 国家, 企业 may also begin a title (国家纺织产品…规范): of these only the fixed headings of a kind of document count.
_HEADER = re.compile(
    r"(?:(?:中华人民共和国|[\u4e00-\u9fff]{2,6}(?:省|市|自治区)).*(?:标准|规程|规范|规则|检定系统表?)"
    r"|国家.*标准|国家(?:[\u4e00-\u9fff]{0,4}计量|工程建设|职业技能)[\u4e00-\u9fff]{0,6}(?:规程|规范|规则|检定系统表?)"
    r"|(?:团体|企业|行业)(?:技术)?(?:标准|规范|规程)"
    r"|(?:TSG)?特种设备(?:安全)?技术规范(?:TSG[A-Z\d—-]+)?)(?:[(（].*[)）])?$|^中华人民共和国$"
)
_DRAFT = re.compile(r"征\s*求\s*意\s*见\s*稿|送\s*审\s*(?:讨\s*论\s*)?稿|报\s*批\s*稿|讨\s*论\s*稿|草\s*案(?=\s*[)）])")
_DASHLESS = re.compile(r"\s*((?:GB|GB\s*/\s*T|HJ|HJ\s*/\s*T|JJG|JJF|[A-Z]{2}\s*/\s*T|DB\d\d)\s*\d+(?:\.\d+)*)\s+((?:19|20)\d\d)\s*$")


_PAGES_OF_HEAD = 3
"""On fewer pages a number at the head of a page may be a citation."""


def read_cover(cover: Sequence[Line], foreword: Sequence[Line], all_lines: Sequence[Line], introduction: Sequence[Line] = ()) -> Cover:
    """Bibliographic facts of a standard. ``cover`` is everything before contents and foreword.

    ``introduction`` are the lines of a numbered clause "0 引言", where rules without a foreword say what they replace.
    """
    first_page = cover[0].page if cover else 1
    front = [line for line in cover if line.page == first_page]
    announcement = [line for line in cover if line.page != first_page]
    if (amendment := read_amendment(front)) is not None:
        _codes(amendment, front)
        return amendment
    result = Cover()
    read_adoption(result, front, foreword)
    _number(result, front, all_lines)
    _codes(result, front or list(cover))
    inner = inner_page(announcement)
    read_replaced(result, [*front, *replaced_in(inner)], [*foreword, *introduction], announcement)
    read_dates(result, front, announcement, foreword)
    _titles(result, front, all_lines)
    read_inner_title(result, inner)
    read_issuers(result, front)
    read_approving(result, [*front, *announcement])
    if not result.issuers:
        read_approval(result, inner)
    if result.effective is None:
        read_effect_in_text(result, all_lines)
    # A JJG and a JJF name their bodies on the page behind the cover.
    read_people(result, [*front, *announcement, *foreword])
    result.digest = read_digest(cover)
    result.replaced_by = read_replaced_by(front, all_lines, StandardNumber.parse_or_none(result.number.value) if result.number else None)
    for line in front:
        if match := _DRAFT.search(line.text):
            result.draft = text_at(line, match.start(), match.end(), re.sub(r"\s+", "", match[0]))
            break
    return result


def _number(result: Cover, front: Sequence[Line], all_lines: Sequence[Line]) -> None:
    found: list[tuple[StandardNumber, Line, int, int]] = []
    for line in front:
        folded = fold(line.text)
        if REPLACE.search(folded) or "废止" in folded or re.search(r"备\s*案", folded):
            continue
        if match := _DASHLESS.match(folded):
            # The dash of some fonts has no glyph; the blank in its place stands before a year at the end of the line.
            number = StandardNumber.parse_or_none(f"{match[1]}-{match[2]}")
            if number is not None:
                found.append((number, line, match.start(1), match.end(2)))
                continue
        hits = list(find_numbers(line.text))
        covered = sum(end - start for _, start, end in hits)
        # A number on the cover has its line nearly to itself; in a title or a note it is a citation.
        alone = covered >= 0.6 * len(re.sub(r"\s+|编号|[:：()（）,，、;；和]", "", folded))
        if hits and alone and not re.search(r"\b(IDT|MOD|NEQ|EQV)\b", folded):
            found += [(n, line, s, e) for n, s, e in hits]
    heads: Counter[StandardNumber] = Counter()
    places: dict[StandardNumber, tuple[Line, int, int]] = {}
    for line in all_lines:
        if line.furniture:
            for number, start, end in find_numbers(line.text):
                if number.is_dated:
                    heads[number] += 1
                    places.setdefault(number, (line, start, end))
    if not found or not found[0][0].is_dated:
        candidates = [n for n, _ in heads.most_common() if not found or n.work == found[0][0].work]
        if candidates:
            line, start, end = places[candidates[0]]
            found.insert(0, (candidates[0], line, start, end))
    if not found:
        return
    number, line, start, end = found[0]
    adopted = {adoption.number for adoption in result.adopts}
    result.number = text_at(line, start, end, number.canonical)
    for other, other_line, other_start, other_end in found[1:]:
        if other.work != number.work and other.canonical not in adopted:
            result.other_numbers.append(NumberFact(other.canonical, text_at(other_line, other_start, other_end).at))
        elif other.work == number.work and other.is_dated and other != number:
            result.findings.append(
                Finding(
                    Severity.WARNING,
                    "number_contradicts",
                    f"page {other_line.page}",
                    f"第 {other_line.page} 页的 {other.canonical} 与第 {line.page} 页的 {number.canonical} 不一致，取先出现者 the numbers differ; the first was taken",
                )
            )
    head = heads.most_common(1)
    others = {*adopted, *(other.value for other in result.other_numbers)}
    if head and head[0][0] != number and head[0][1] >= _PAGES_OF_HEAD and head[0][0].canonical not in others and heads[number] < head[0][1]:
        result.findings.append(
            Finding(
                Severity.WARNING,
                "running_head_contradicts",
                f"page {places[head[0][0]][0].page}",
                f"页眉为 {head[0][0].canonical}，封面为 {number.canonical}，取封面 the running head differs from the cover; the cover was taken",
            )
        )


def _codes(result: Cover, front: Sequence[Line]) -> None:
    for i, line in enumerate(front[:40]):
        folded = fold(line.text)
        if (match := re.search(r"ICS\s*[:：]?\s*(\d[\d.\s;；,，、/]*)", folded)) and not result.ics:
            for group in re.split(r"[;；,，、/]", match[1]):
                if code := _ics(group):
                    result.ics.append(text_at(line, match.start(1), match.end(1), code))
            rest = folded[match.end() :]
            if ccs := re.match(r"\s*(?:CCS\s*)?([A-Z])\s?(\d{2})\b", rest):
                result.ccs.append(text_at(line, match.end() + ccs.start(1), match.end() + ccs.end(2), f"{ccs[1]} {ccs[2]}"))
        elif (
            not result.ccs
            and (match := re.match(r"\s*(?:CCS|中国标准(?:文献)?分类号\s*[:：]?)?\s*([A-Z])\s?(\d{2})(?:\s*$|\s{2,}|\s*DB)", folded))
            and i < 12
        ):
            result.ccs.append(text_at(line, match.start(1), match.end(2), f"{match[1]} {match[2]}"))


def _ics(text: str) -> str | None:
    """ICS notation is 2, 2.3 or 2.3.2 digits; fonts without a point glyph print it in one piece.

    >>> _ics("13. 040. 30"), _ics("13140"), _ics("13 040 40")
    ('13.040.30', '13.140', '13.040.40')
    """
    digits = re.findall(r"\d+", text)
    if len(digits) == 1 and len(digits[0]) in (5, 7):
        whole = digits[0]
        digits = [whole[:2], whole[2:5], whole[5:]]
    digits = [d for d in digits if d]
    if not digits or [len(d) for d in digits] not in ([2], [2, 3], [2, 3, 2]):
        return None
    return ".".join(digits)


def _titles(result: Cover, front: Sequence[Line], all_lines: Sequence[Line]) -> None:
    chinese: list[Line] = []
    english: list[Line] = []
    for line in front:
        text = line.text.strip()
        folded = fold(text)
        compact = re.sub(r"\s+", "", folded)
        if not compact or _is_no_title(folded, compact, line):
            if chinese and english:
                break
            if chinese and line.box is not None and (title := chinese[-1].box) is not None and line.box[0] > title[2]:
                continue  # the number set beside the title, on a first page without a cover
            if chinese and not re.search(r"^[(（]", compact):
                break
            continue
        if re.search(r"[\u4e00-\u9fff]", compact):
            # A title has no sentences, and not more than a few lines of them.
            if english or len(chinese) == 4 or len(compact) > 80 or re.search(r"[。；]", compact):
                break
            chinese.append(line)
        elif re.search(r"[A-Za-z]{3,}", compact) and chinese:
            english.append(line)
    if chinese and any(line.size for line in chinese):
        # Ornaments beside the title are set smaller; the title lines share the largest size.
        largest = max(line.size or 0 for line in chinese)
        chinese = [line for line in chinese if (line.size or 0) > 0.7 * largest]
    if chinese:
        value = narrow(" ".join(line.text.strip() for line in chinese))
        value = _as_printed_in_body(re.sub(r"\s{2,}", " ", value), all_lines, chinese[-1])
        result.title_zh = Text(value, _span(chinese))
    if english:
        # A line that ends with the dash between the elements of a title goes on without a blank.
        lines = re.sub(r"—\n|\n—", "—", "\n".join(line.text.strip() for line in english))
        value = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", lines))
        value = re.sub(r" (?=[,;:])", "", value)
        result.title_en = Text(value, _span(english))


def _is_no_title(folded: str, compact: str, line: Line) -> bool:
    if _HEADER.match(compact) and len(compact) < 30 and not compact.endswith(("排放标准", "质量标准", "控制标准")):
        return True
    if NOTE.search(folded) or DATE.search(folded) or REPLACE.match(compact):
        return True
    if (
        compact in ("发布", "实施", "发布实施")
        or compact.endswith("发布")
        or (ISSUER.search(compact) and len(compact) < 26 and not compact.endswith("规则"))
    ):
        return True
    if re.fullmatch(r"(?:DB)?\d{2,4}|GB|HJ|[A-Z]\d{2}|国|标", compact) or re.match(r"ICS|CCS", compact):
        return True
    hits = list(find_numbers(line.text))
    if hits and hits[0][1] <= 2 and compact.startswith("("):
        return True  # "(ISO …, Title of the adopted document, MOD)" below the titles
    return bool(hits) and sum(e - s for _, s, e in hits) > 0.5 * len(compact)


def _as_printed_in_body(value: str, all_lines: Sequence[Line], after: Line) -> str:
    """The title is printed again, usually on one line, above clause 1: that shows where blanks belong."""
    squeezed = re.sub(r"\s+", "", value)
    for line in all_lines:
        if line.start > after.start and not line.furniture and re.sub(r"\s+", "", narrow(line.text)) == squeezed:
            return narrow(re.sub(r"\s+", " ", line.text.strip()))
    return value


def _span(lines: Sequence[Line]) -> Evidence:
    return Evidence(lines[0].page, lines[0].start, lines[-1].end, "\n".join(line.text for line in lines))
