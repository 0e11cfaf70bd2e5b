"""The title printed beside a number: in 《》 around, behind or before it, or as the rest of an entry of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.identifiers import fold

_LONGEST = 160
_OPEN, _CLOSE = "《“「『〈", "》”」』〉"
_PAIRS = dict(zip(_OPEN, _CLOSE, strict=True))
_QUOTED_BEHIND = re.compile(rf"\s*[,:]?\s*([{_OPEN}])")
_QUOTED_BEFORE = re.compile(
    rf"([{_OPEN}])([^{_OPEN}{_CLOSE}]{{2,{_LONGEST}}})([{_CLOSE}])\s*(?P<bracket>[(\[【])?\s*(?:(?:标准)?(?:编号|号)|No\.?)?\s*:?\s*$"
)
_CLOSING = re.compile(r"\s*[)\]】]")
# "[3]", "（1）", "1)", "2.", "a)", "——", "•", "①": what stands before an entry of a list.
INDEX = re.compile(r"\s*(?:[-•·●○■◆▪*]+\s*|\[\d{1,3}\]\s*|\(\s?\w{1,3}\s?\)\s*|(?:\d{1,3}|[a-z])\s?[).、]\s*(?!\d)|\d{1,3}\s+|[①-⑳]\s*)?")
# What follows a number in a sentence that begins with it.
_SENTENCE = re.compile(
    r"(?:规定|适用于|给出|中(?=[的规所有第表附、,\s\d]|$)|的|相比|同时|一致|等同|等效|于|年|和|与|或|、|第\s*[\d一二三四五六七八九十]+\s*[章条节]|附录\s*[A-Z]|[表图]\s*[A-Z]?\d|执行|是|已|代替|替代|以及|所|现行|废止|作废"
    r"|[A-Z]?\d+(?:\.\d+)+(?!\d)|(?:shall|is|are|was|specifies|applies|and|or|clause|table|annex)\b)"
)
_SAYS = re.compile(r"应(?:符合|按|满足|当)|按照|进行|不得|规定了|适用于|予以|[一-鿿],[一-鿿]|[。；;].*[\w一-鿿]")
_WORDS = re.compile(r"[一-鿿]{2}|[A-Za-z]{3}")
_LEADING_VERB = re.compile(r"^(?:应?(?:符合|满足|执行|遵守|采用|参照|参见|另见|详见|依据|根据|按照?|见|引自|代替))\s*")
_TAIL = " \t\n　;；。,，、.:：-—"
_BRACKETED_NUMBER = re.compile(r"\s*[(（\[][^()（）]*$")


@dataclass(frozen=True, slots=True)
class Beside:
    """A title and the span [start, end) of number and title together."""

    title: str
    start: int
    end: int


def quoted_around(text: str, start: int, end: int) -> Beside | None:
    """The title in the 《》 in which the number itself stands.

    >>> text = "执行《GB 99001-2030 虚构设备》。"
    >>> quoted_around(text, 3, 16)
    Beside(title='虚构设备', start=2, end=22)
    """
    opened = text.rfind("《", max(0, start - _LONGEST), start)
    closed = text.find("》", end, end + _LONGEST)
    if opened < 0 or closed < 0 or "》" in text[opened:start] or "《" in text[end:closed]:
        return None
    behind, before = text[end:closed], text[opened + 1 : start]
    title = clean(behind) or clean(before)
    return Beside(title, opened, closed + 1) if title else None


def quoted_before(text: str, start: int, end: int, floor: int) -> Beside | None:
    """The title in 《》 in front of the number: 《虚构设备》（GB 99001-2030）; nothing before ``floor`` is looked at.

    >>> quoted_before("《虚构设备》（GB 99001-2030）", 7, 20, 0)
    Beside(title='虚构设备', start=0, end=21)
    """
    before = fold(text[floor:start])
    match = _QUOTED_BEFORE.search(before)
    if match is None or _PAIRS[match[1]] != match[3]:
        return None
    title = clean(text[floor + match.start(2) : floor + match.end(2)])
    if not title:
        return None
    closing = _CLOSING.match(fold(text), end) if match["bracket"] else None
    return Beside(title, floor + match.start(), closing.end() if closing else end)


def quoted_behind(text: str, start: int, end: int) -> Beside | None:
    """The title in 《》 or quotation marks behind the number.

    >>> quoted_behind("GB 99001—2030《虚构设备》的规定", 0, 13)
    Beside(title='虚构设备', start=0, end=19)
    """
    match = _QUOTED_BEHIND.match(fold(text), end)
    if match is None:
        return None
    closed = text.find(_PAIRS[match[1]], match.end(), match.end() + _LONGEST)
    inner = text[match.end() : closed] if closed > 0 else ""
    title = clean(inner)
    return Beside(title, start, closed + 1) if title and not set(inner) & set(_OPEN) else None


def rest_of_entry(text: str, start: int, end: int, stop: int) -> Beside | None:
    """The rest of an entry of a list that begins with the number, up to ``stop`` (where the next number stands).

    >>> rest_of_entry("[2] GB 99001-2030 虚构设备 第1部分：要求", 4, 17, 30)
    Beside(title='虚构设备 第1部分：要求', start=4, end=30)
    >>> rest_of_entry("GB 99001-2030 规定了虚构设备的要求。", 0, 13, 24) is None
    True
    """
    index = INDEX.match(fold(text[:start]))
    if index is None or index.end() != start:
        return None
    rest = text[end:stop]
    if stop < len(text):
        rest = _BRACKETED_NUMBER.sub("", rest)
    lead = re.match(r"[\s,:，：—-]*", rest)
    begin = end + (lead.end() if lead else 0)
    # Columns set with tabs: the title is the next one.
    words = rest[begin - end :].partition("\t")[0]
    if _SENTENCE.match(fold(words)) or _SAYS.search(fold(words.rstrip(_TAIL))) or len(words) > _LONGEST:
        return None
    title = clean(words)
    return Beside(title, start, begin + len(words.rstrip(_TAIL))) if title else None


def entry_before(text: str, start: int, end: int, *, bracketed: bool) -> Beside | None:
    """The title of an entry that ends with the number: 虚构设备（GB 99001-2030）; ``bracketed``: only of one in brackets.

    Without brackets a sentence that ends with a number looks the same.

    >>> entry_before("3. 虚构设备（GB 99001-2030）", 8, 21, bracketed=True)
    Beside(title='虚构设备', start=3, end=22)
    """
    folded = fold(text)
    closing = re.compile(r"\s*[)\]】]?[\s;。,.]*$").match(folded.replace("；", ";"), end)
    if closing is None:
        return None
    index = INDEX.match(folded[:start])
    begin = index.end() if index else 0
    words = text[begin:start]
    if len(words) > _LONGEST:
        return None
    bracket = re.search(r"[\s,:，：(（\[【]+$", words)
    if (
        bracket is None
        or (bracketed and not re.search(r"[(（\[【]", bracket[0]))
        or _LEADING_VERB.match(words)
        or _SAYS.search(words)
        or len(words) > _LONGEST
    ):
        return None
    title = clean(words[: bracket.start()])
    if not title or re.search(r"[，。；,]", title):
        return None
    stop = end
    if re.search(r"[(（\[【]", bracket[0]) and (closed := _CLOSING.match(folded, end)):
        stop = closed.end()
    return Beside(title, begin, stop)


def clean(words: str) -> str:
    """Words as a title: without the signs around it; "" where no word is left.

    >>> clean("：《虚构设备》；"), clean(" —2030 ")
    ('虚构设备', '')
    """
    title = re.sub(r"\s+", " ", re.sub(r"(?<=[一-鿿])\n(?=[一-鿿])", "", words)).strip(_TAIL + _OPEN + _CLOSE)
    title = re.sub(r"(?<=[一-鿿]) (?=[，。：、])", "", title)
    if title.startswith(("(", "（")) and title.endswith((")", "）")):
        title = title[1:-1].strip()
    return title if _WORDS.search(title) else ""
