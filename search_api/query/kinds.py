"""Kinds of document that a query names: 检定规程, 校准规范, 实施规则, 检定系统表, 型式评价大纲, 国家标准, 行标, 法律."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_TYPES: Final[tuple[tuple[str, str, re.Pattern[str]], ...]] = tuple(
    (name, label, re.compile(pattern, re.IGNORECASE))
    for name, label, pattern in (
        # 检定系统表 bear JJG numbers, 型式评价大纲 JJF numbers.
        (
            "verification_regulation",
            "检定规程",
            r"检定规程|检定系统(?:表|框图)?|量值传递系统表?|(?<!操作)(?<![安全技术])规程(?![序])|(?<![A-Za-z])JJG(?![A-Za-z])(?!\s*[\d(（])|verification (?:regulation|procedure|scheme)s?",
        ),
        (
            "calibration_specification",
            "校准规范",
            r"校准规范|型式评价大纲|型评大纲|(?<![A-Za-z])JJF(?![A-Za-z])(?!\s*[\d(（])|calibration (?:specification|procedure|guide)s?|(?:type|pattern) evaluation",
        ),
        ("implementation_rule", "实施规则", r"实施规则|认证规则|认证实施|certification (?:implementation )?rules?|implementation rules?"),
        ("law", "法律法规", r"法律法规|法律|法规|行政法规|\blaws?\b|\bact\b|\bordinances?\b|\bstatutes?\b"),
        ("national", "国家标准", r"(?<!非)国家标准|国标|national standards?"),
        ("industry", "行业标准", r"行业标准|行标|industry standards?"),
        ("local", "地方标准", r"地方标准|地标|local standards?"),
        ("group", "团体标准", r"团体标准|团标|(?:group|association) standards?"),
        ("enterprise", "企业标准", r"企业标准|企标|enterprise standards?"),
    )
)


def kinds_in(text: str) -> Iterator[tuple[str, str, int, int]]:
    """(document type, its name, start, end) of each kind that ``text`` names, once each.

    >>> [kind for kind, *_ in kinds_in("电子秤的检定规程和国家标准")]
    ['verification_regulation', 'national']
    """
    for name, label, pattern in _TYPES:
        if match := pattern.search(text):
            yield name, label, match.start(), match.end()
