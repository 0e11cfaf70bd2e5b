"""值后的名词: bounds whose characteristic stands behind the value ("承受 1 350 V 的电压", "不少于 3 个接口", "保持 2 m 以上的距离")."""

from __future__ import annotations

import re
from typing import Final

from ingest.limits.sentence_subjects import Subject
from ingest.limits.values import Bound
from ingest.measured.names import joined, looks_like_quantity
from kg.model import Clause, Operator
from kg.unit_atoms import COUNTED

_WITHSTANDS: Final = re.compile(r"(?:承受|耐受|经受|经得起)(?:住)?\s*(?:至少|不小于|不低于)?\s*$")
_KEEPS: Final = re.compile(r"(?:保持|留有|留出|预留|相距|设置|具有)\s*(?:至少|不小于|不低于|不少于)?\s*$")
_HAS: Final = re.compile(
    r"(?:提供|具有|具备|配备|配置|设有|设置|支持|包含|安装|预留|设|有)(?:的?数量)?\s*(?:至少|不少于|不应少于|不得少于|不多于|不超过)?\s*$"
)
_NOUN: Final = re.compile(
    r"\s*(?:以上|以下|以内)?\s*的?\s*(?P<noun>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z\d\- ]{0,13}?)\s*(?=[，,。;；:(（]|$|\d|持续|历时|而(?!不))"
)
_WITHIN: Final = re.compile(r"(?:应当?|须|必须|能)(?:能|可)?(?:够)?在\s*$")
_TIME_NAMED: Final = re.compile(r"时间|响应|延时|延迟|期限|时限")


def named_behind(
    sentence: str, start: int, end: int, value_at: int, bound: Bound, operator: Operator | None
) -> tuple[Subject, Operator] | None:
    """The characteristic behind a value and the operator; None where what follows the value does not name one.

    ``start`` is where the words that bound begin, ``value_at`` and ``end`` the span of the value with its unit.
    """
    match = _NOUN.match(sentence, end)
    if match is None or bound.unit is None or isinstance(bound.value, tuple):
        return None
    noun = joined(match["noun"])
    before = re.split(r"[，,；;。]", sentence[:value_at])[-1]
    if bound.unit in COUNTED:
        verb = _HAS.search(before)
        kind = operator or bound.operator
        if verb is None or kind is None or re.search(r"[的为应]|以上|以下|之[间内]", noun):
            return None
        return Subject(noun, _owner(before[: verb.start()])), kind
    if not looks_like_quantity(noun) or re.search(r"[应不]", noun):
        return None
    if verb := _WITHSTANDS.search(before):
        return Subject(noun, _owner(before[: verb.start()])), operator or bound.operator or Operator.AT_LEAST
    verb = _KEEPS.search(before)
    kind = operator or bound.operator
    if verb is None or kind is None:
        return None
    # A 应与 B 保持 2 m 以上的距离: the distance of the two.
    if pair := re.search(r"(?P<one>[^，,：:]{2,20}?)(?:应当?|须|必须)与(?P<other>[^，,]{2,20}?)(?:应当?|须)?\s*$", before[: verb.start()]):
        return Subject(joined(f"{pair['one']}与{pair['other']}的{noun}"), None), kind
    return Subject(noun, _owner(before[: verb.start()])), kind


def within_time(sentence: str, value_at: int, end: int, bound: Bound, clause: Clause | None) -> Subject | None:
    """应在 6 s 内…: the act has no noun of its own; the heading of the clause names the time, or nothing does."""
    if isinstance(bound.value, tuple) or (not re.match(r"\s*(?:之内|以内|内)", sentence[end:]) and bound.operator is None):
        return None
    heading = joined(clause.heading) if clause is not None and clause.heading else ""
    if not _WITHIN.search(sentence[:value_at]) or not 2 <= len(heading) <= 16 or not _TIME_NAMED.search(heading):
        return None
    return Subject(re.sub(r"(?:要求|规定)$", "", heading), None)


def _owner(before: str) -> str | None:
    """What the words before the verb speak of (终端应…), None where they are more than a short noun."""
    owner = re.sub(
        r"^\s*(?:[a-z0-9]{1,2}\s*[)）]|[-—]+)?\s*(?:每个|每台|各)?|(?:还|均|都)?(?:应当?|须|必须)?(?:能够?|可|至少)?\s*$",
        "",
        joined(before),
    )
    return owner if 1 < len(owner) <= 16 and not re.search(r"[，,：:在当若按]", owner) else None
