"""被测量: the characteristics that a document regulates or has measured."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.measured.names import looks_like_measurand
from kg.model import Limit, MeasurandMention, MethodReference, Table


def read_measurands(tables: Sequence[Table], limits: Sequence[Limit], methods: Sequence[MethodReference]) -> tuple[MeasurandMention, ...]:
    """Each characteristic once, as printed at its first place: of limits, then of methods that name another one.

    A method's characteristic counts only where no limit has it: 化学需氧量 is 化学需氧量（CODCr） of the table of limits.
    """
    found: dict[str, MeasurandMention] = {}
    for limit in limits:
        # What a sentence bounds without a noun of quantity or substance (保存 3 年) is a limit, but no characteristic to list.
        if limit.measurand and (limit.table or _is_characteristic(limit.measurand)):
            found.setdefault(_key(limit.measurand), MeasurandMention(limit.measurand, limit.at))
    known = {_bare(name.name) for name in found.values()}
    for method in methods:
        if _bare(method.measurand) not in known and not _METHOD.search(method.measurand):
            found.setdefault(_key(method.measurand), MeasurandMention(method.measurand, method.at))
    return tuple(sorted(found.values(), key=lambda mention: mention.at.start))


# A title of a method or the name of a test in the place of a characteristic, where a table has lost its rules.
_METHOD = re.compile(r"的测定|(?:色谱|光度|滴定|重量|电极|分析)法|(?:试验|检验|测定)$")


def _is_characteristic(name: str) -> bool:
    return looks_like_measurand(name) or (2 < len(name) <= 24 and re.match(r"时间内|一座", name) is None)


def _key(name: str) -> str:
    return re.sub(r"[\s（）()]", "", name).lower()


def _bare(name: str) -> str:
    """The name without what stands in brackets and without 值 at its end."""
    return re.sub(r"值$", "", re.sub(r"[（(].*?[)）]", "", name)).strip().lower()
