"""What stands beside a name and makes it part of another word: 产品质量 is no mass, 砝码标准装置 no weight, 聚氯乙烯 no vinyl chloride.

Words of single names are in a reviewed table (``ontologies/tables/label-guards.csv``), those of all names of a kind are here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from ingest.linking.print_marks import half_width, in_a_number, is_abbreviation
from kg.labels import ConceptKind, Label
from kg.table_rows import read_table

_GUARD_HEADS: Final = ("label", "before", "after", "zh", "example")
_REACH: Final = 6
"""Characters before a name that a guard sees."""
_DEVICE: Final = re.compile(r"(?:测量|测试|测定|检测|分析|监测|记录|调节|指示|探测|报警|校验|检定)[仪器]|传感器|变送器|互感器|放大器|喷嘴")
"""One of these behind a measurand makes it a device (温度传感器)."""
_FACILITY: Final = re.compile(r"(?:检定|校准|校验|标准)装置|(?:检定|校准|校验)仪")
"""What verifies an instrument is another thing (砝码标准装置)."""
_OTHER_COMPOUND: Final = re.compile(r"(?:[一单二三]?(?:[甲乙丙丁]|异氰酸|醋酸))[醚酯]")
"""One of these behind a substance makes it another one (乙二醇甲醚), and 聚 before it a polymer (聚氯乙烯)."""
_COUNTED: Final = re.compile(r"(?<=计)[量算数价]")
"""计 belongs to the word behind it: 流量计量 is no 流量计."""


@dataclass(frozen=True, slots=True)
class _Guard:
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


@lru_cache(maxsize=1)
def guards() -> Mapping[str, _Guard]:
    """Label -> what must not stand before or behind it. Raises TableError with the row that cannot be right."""
    found: dict[str, _Guard] = {}
    for row in read_table("label-guards.csv", columns=_GUARD_HEADS, key="label", needs=("label", "zh", "example")):
        try:
            before = re.compile(f"(?:{row['before']})$") if row["before"] else None
            after = re.compile(row["after"]) if row["after"] else None
        except re.error as exc:
            raise row.refuse(f"{exc}; words are separated by '|'") from exc
        found[row["label"]] = _Guard(before, after)
    return MappingProxyType(found)


def is_guarded(text: str, start: int, end: int) -> bool:
    """Whether the table says that text[start:end] is part of another word where it stands."""
    guard = guards().get(text[start:end])
    if guard is None:
        return False
    if guard.before is not None and guard.before.search(text, max(0, start - _REACH), start):
        return True
    return guard.after is not None and guard.after.match(text, end) is not None


def is_another_thing(label: Label, text: str, start: int, end: int) -> bool:
    """Whether what stands beside a name makes it a name of something else."""
    if label.kind is ConceptKind.ORGANISATION:
        # 生态环境部门 are departments anywhere.
        number = is_abbreviation(label.text) and in_a_number(half_width(text), start, end)
        return number or text[end - 1 : end + 1] == "部门"
    of_measurand = label.kind is ConceptKind.MEASURAND
    # A single character names a substance; a thing needs more (泵 in a list of equipment).
    if end - start == 1 and not of_measurand:
        return True
    before = text[max(0, start - 1) : start]
    if before == "非" or (of_measurand and before == "聚"):
        return True
    ending = _DEVICE if of_measurand else _FACILITY
    return any(pattern.match(text, end) for pattern in (ending, _OTHER_COMPOUND, _COUNTED))
