"""Small standards in the true layout, made up for tests: numbers of the reserved series GB/T 9xxxx."""

from __future__ import annotations

from pathlib import Path


def standard_text(number: int, year: int = 2020, *, cites: tuple[int, ...] = (), topic: str = "示值误差") -> str:
    """A plain-text standard GB/T ``number`` that cites the standards ``cites``."""
    references = "\n".join(f"GB/T {cited} 试验用仪器 第{cited % 7 + 1}类" for cited in cites) or "本文件没有规范性引用文件。"
    return f"""ICS 17.100
N 13

中华人民共和国国家标准

GB/T {number}—{year}

试验用仪器{number}号 技术条件
Test instrument {number} — Specifications

{year}-03-01 发布
{year}-10-01 实施

国家市场监督管理总局 国家标准化管理委员会 发布

前言

本文件由全国试验用仪器标准化技术委员会归口。
本文件起草单位：甲研究院、乙公司。

1 范围

本文件规定了试验用仪器{number}号的技术要求和试验方法。

2 规范性引用文件

下列文件对于本文件的应用是必不可少的。
{references}

3 术语和定义

3.1
{topic} error of indication
仪器示值与标准值之差。

4 要求

4.1 {topic}

仪器的{topic}不应大于 {number % 50 + 1} mg/m3，每年应检定一次。

4.2 外观

外壳宜采用浅色，可附加标牌。

5 试验方法

按 4.1 的规定测量三次，取平均值。
"""


def write_standards(folder: Path, count: int, first: int = 90001) -> list[Path]:
    """``count`` standards, each citing the one before it."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for i in range(count):
        path = folder / f"GB-T-{first + i}-2020.txt"
        path.write_text(standard_text(first + i, cites=(first + i - 1,) if i else ()), encoding="utf-8")
        paths.append(path)
    return paths
