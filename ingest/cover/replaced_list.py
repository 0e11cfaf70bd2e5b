"""所代替文件的列表: which numbers behind 代替 are replaced, which of them only in part, and which say something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.identifiers import StandardNumber, find_numbers, fold

# "代替 …，等同采用 ISO …", "代替 …，其条款来自 …": what stands behind such a word is leant on and not replaced.
_LEANS_ON = re.compile(r"采用|依据|依照|根据|参照|参考|引用|按照|来源|来自|源自|转化|对应于|结合|配合|配套|符合|见")
_LIST_GOES_ON = re.compile(r"(?:\s|以及|及其?|和|与|并|同时|还|也|部分|全部|代替|替代|取代|了|原|[、:：《])*")
_ASIDE = re.compile(r"《[^《》]*》|\([^()]*\)|\[[^\[\]]*\]")
_PARTS = r"(?:内容|部分|规定|条\s*[款文]|章\s*节?|要求|指标|限值|条目)"
# "（废气部分）" behind a number, "中的对应指标", "中相应的内容", "各标准中的废气部分" behind a list.
_IN_BRACKETS = re.compile(rf"\s*\([^()]{{0,20}}{_PARTS}\s*\)")
_OF_IT = re.compile(
    rf"(?:\s|《[^《》]*》|[)）》])*(?:(?:这|各|等|上述|以上)[\u4e00-\u9fff\d]{{0,3}}\s*(?:标准|文件)\s*)?(?:中\s*的?|的|(?=部分))\s*(?:与[^。；，,]{{1,24}}?)?[^。；，,、中]{{0,16}}?{_PARTS}(?:\s*\)|\s*$|(?=\s*[。；，,、]|以及))"
)
_EDITION = re.compile(r"(?:\s|[)）》])*的\s*(?:第|首|上|前|全部|所有)")
_WHOLE_LIST = re.compile(r"(?:\s|[)）》])*(?:这|各|等|上述|以上)[\u4e00-\u9fff\d]{0,3}\s*(?:标准|文件)")


def replaced_in_list(text: str, behind: str = "") -> Iterator[tuple[StandardNumber, int, int, bool]]:
    """(number, start, end, in part) of each replaced document of ``text``, the words behind 代替; ``behind`` goes on with them.

    >>> [(n.canonical, partly) for n, _, _, partly in replaced_in_list(" GB 91001—85，以及 GB 91002—86、GB 91003—86 中的对应指标。")]
    [('GB 91001-1985', False), ('GB 91002-1986', True), ('GB 91003-1986', True)]
    >>> [n.canonical for n, _, _, _ in replaced_in_list(" GB/T 91001—2011，等同采用 ISO 91002:2020。")]
    ['GB/T 91001-2011']
    """
    folded = fold(text)
    hits = _replaced(folded, list(find_numbers(text)))
    groups: list[list[tuple[StandardNumber, int, int]]] = []
    for hit in hits:
        # A comma parts those that are replaced wholly from those of which parts are; 、 joins.
        if groups and not re.search(r"[,，;；]", _ASIDE.sub("", folded[groups[-1][-1][2] : hit[1]])):
            groups[-1].append(hit)
        else:
            groups.append([hit])
    rest = folded + fold(behind)
    everything = bool(hits) and _OF_IT.match(rest, hits[-1][2]) is not None and _WHOLE_LIST.match(rest, hits[-1][2]) is not None
    for group in groups:
        of_group = _OF_IT.match(rest, group[-1][2]) is not None and _EDITION.match(rest, group[-1][2]) is None
        for number, start, end in group:
            yield number, start, end, everything or of_group or _IN_BRACKETS.match(rest, end) is not None


def _replaced(text: str, hits: list[tuple[StandardNumber, int, int]]) -> list[tuple[StandardNumber, int, int]]:
    """The numbers up to the first that the sentence names for another reason."""
    kept: list[tuple[StandardNumber, int, int]] = []
    before = 0
    for hit in hits:
        between = text[before : hit[1]]
        # "代替 GB … (ISO …, IDT)": the adopted document; "代替《…》(DB44/27-2001)" names the replaced one in brackets.
        bare = _ASIDE.sub("", between)
        if kept and re.match(r"\s*\([^()]*$", bare):
            before = text.find(")", hit[2]) + 1 or hit[2]
            continue
        clause = re.split(r"[,，;；]", bare)
        if kept and (_LEANS_ON.search(bare) or (len(clause) > 1 and not _LIST_GOES_ON.fullmatch(clause[-1].rstrip("(")))):
            break
        if not kept and _LEANS_ON.search(bare):
            break
        kept.append(hit)
        before = hit[2]
    return kept
