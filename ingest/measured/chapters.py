"""章的性质: whether a clause bounds what the document regulates, or says how, with what and under which conditions it is measured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ingest.measured.names import joined
from kg.model import Clause

_PROCEDURE: Final = re.compile(
    r"(?:监测|采样|取样|抽样|制样|测定|测量|试验|检验|检测|测试|检定|校准|分析)(?:用)?"
    r"(?:(?:和|与|及|、)?(?:方法|规则|条件|步骤|程序|规定|要求|点位?|位置|频次|周期|项目|设备|仪器|装置|器具|标准器?|环境条件|结果(?:的?处理|的?表达)?))*$"
    r"|的测定|测定方法|(?:光度|色谱|光谱|质谱|滴定|重量|电极|荧光)法|测量标准|标准器|精密度(?:和|与|及|、)|质量(?:保证|控制)|^(?:试剂|样品|干扰)|分析步骤|结果计算|复校时间间隔|监督实施|实施与监督"
)
_REQUIREMENT: Final = re.compile(r"技术要求|安全要求|性能|特性|指标|限值|限量|控制要求|(?:要求|评价)(?:和|与|及|、)")
_TESTS: Final = re.compile(r"(?:试验|检验|检测|测试|测定|测量|检定|校准|分析)(?:项目(?:和|与|及))?方法|试验")
_PERFORMANCE: Final = re.compile(r"计量(?:性能(?:要求)?|特性|技术要求|要求)")
_REQUIREMENTS: Final = re.compile(r"(?:技术|性能|质量|安全|基本|通用|主要|理化|卫生)*(?:要求|指标)")


def chain(clause: Clause | None, by_number: Mapping[str, Clause]) -> Iterator[Clause]:
    """The clause and those above it, the nearest first."""
    while clause is not None:
        yield clause
        clause = by_number.get(clause.parent) if clause.parent else None


def is_procedure(clause: Clause | None, by_number: Mapping[str, Clause]) -> bool:
    """Whether the clause, or one that it stands in, is headed by measuring (监测要求, 试验方法, 检定条件, an annex on a 测定).

    A chapter of requirements and their tests together (性能指标和检测方法) is one of requirements.
    """
    headings = [bare_heading(one) for one in chain(clause, by_number)]
    for one in chain(clause, by_number):
        # 距离测量 below 计量性能要求 is what the instrument does, 实验室检测 below 性能指标 how well it does it then.
        required = is_of_performance(one, by_number) or is_requirement(one, by_number)
        if required and re.search(r"(?:测量|计算|检测|测试)$", bare_heading(one)):
            headings.remove(bare_heading(one))
    return any(_PROCEDURE.search(text) and not _REQUIREMENT.search(text) for text in headings)


def is_test(clause: Clause, by_number: Mapping[str, Clause]) -> bool:
    """Whether the clause stands below a chapter 试验方法, 检定方法 …, or below 计量性能要求, whose clauses are one characteristic each."""
    above = [bare_heading(one) for one in chain(clause, by_number)][1:]
    return any(_TESTS.fullmatch(text) or _PERFORMANCE.fullmatch(text) for text in above)


def is_of_performance(clause: Clause, by_number: Mapping[str, Clause]) -> bool:
    """Whether the clause stands below 计量性能要求 or 计量特性 (JJF 1002, JJF 1071)."""
    return any(_PERFORMANCE.fullmatch(bare_heading(one)) for one in list(chain(clause, by_number))[1:])


def is_requirement(clause: Clause, by_number: Mapping[str, Clause]) -> bool:
    """Whether the clause stands below 要求, 技术要求, 性能指标."""
    return any(_REQUIREMENTS.fullmatch(bare_heading(one)) for one in list(chain(clause, by_number))[1:])


def bare_heading(clause: Clause) -> str:
    """The heading without brackets and the blanks of printing; empty where there is none.

    >>> from kg.model import AnnexKind, Evidence
    >>> bare_heading(Clause("5.2", "噪 声（可选）", 2, AnnexKind.NORMATIVE, "5", "", Evidence(1, 0, 1, "5")))
    '噪声'
    """
    return re.sub(r"[（(][^（()）]*[)）]", "", joined(clause.heading or ""))
