"""The number that a document bears itself: on the cover of a standard and in its running heads. It cites nobody there.

A report that names a standard on its first page is not that standard: only the head of a standard's cover, or a number that stands alone
at the top of several pages, makes a number the document's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.citations.in_text import numbers_only
from ingest.lines import Line
from kg.identifiers import StandardNumber, find_numbers

_COVER = re.compile(
    r"(?:中华人民共和国)?(?:国家|行业|地方|团体|企业|[一-鿿]{1,6}(?:行业|工业))(?:职业卫生|生态环境|环境保护|密码)?(?:标准|标准化指导性技术文件)"
    r"|.{0,12}(?:计量检定规程|计量技术规范|校准规范|型式评价大纲|认证实施规则|特种设备安全技术规范)"
)
_COVER_LINES = 25
_HEADS = 2


def own_number(lines: Sequence[Line]) -> StandardNumber | None:
    """The document's own number, None where it is no standard or does not show which."""
    heads = Counter(
        number.edition for line in lines if line.furniture and numbers_only(line.text) for number, _, _ in find_numbers(line.text)
    )
    if heads and heads.most_common(1)[0][1] >= _HEADS:
        return heads.most_common(1)[0][0]
    return number_of_cover([line.text for line in lines if line.page == 1][:_COVER_LINES])


def number_of_cover(first_lines: Sequence[str]) -> StandardNumber | None:
    """The number that stands alone on a page headed like the cover of a standard.

    >>> number_of_cover(["中华人民共和国国家标准", "GB 99001—2030", "代替 GB 99001—2020"]).canonical
    'GB 99001-2030'
    >>> number_of_cover(["检测报告", "GB 99001—2030"]) is None
    True
    """
    letterhead = next((i for i, text in enumerate(first_lines) if _COVER.fullmatch(re.sub(r"\s+", "", text))), None)
    if letterhead is None:
        return None
    for text in first_lines:
        if numbers_only(text):
            return next(find_numbers(text))[0].edition
    return None
