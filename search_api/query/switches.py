"""The readings of a query that can be switched off, by the names that answers, parameters and the command line use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg.errors import BadRequest

SWITCHES: Final[dict[str, tuple[str, str]]] = {
    "numbers": ("标准编号", "standard numbers"),
    "typos": ("编号笔误", "slips in numbers"),
    "clauses": ("条款号", "clause numbers"),
    "types": ("文件类别", "kinds of document"),
    "status": ("有效状态", "validity"),
    "dates": ("发布日期", "days of issue"),
    "values": ("限值", "values with units"),
    "products": ("产品", "products"),
    "instruments": ("计量器具", "instruments"),
    "measurands": ("被测量", "measurands"),
    "schemes": ("合格评定制度", "conformity schemes"),
    "sectors": ("领域", "sectors"),
    "classes": ("ICS、CCS 类目", "classes of ICS and CCS"),
    "relations": ("所问关系", "the relation asked about"),
    "pinyin": ("拼音", "pinyin"),
    "traditional": ("繁体字", "traditional characters"),
}
"""Name -> what it reads, zh and en."""


def checked(off: Iterable[str]) -> frozenset[str]:
    """``off`` as a set; raises BadRequest for a name that is no switch.

    >>> sorted(checked(["products", "values"]))
    ['products', 'values']
    """
    names = frozenset(off)
    if unknown := sorted(names - SWITCHES.keys()):
        raise BadRequest(f"off={', '.join(unknown)} switches nothing; known are {', '.join(SWITCHES)}")
    return names
