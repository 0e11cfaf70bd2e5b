"""The command `nqi report`: the quality of the graph on one screen."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

import click

from kg.settings import Settings
from search_api.command_line import data_option, json_option, open_console, open_service
from search_api.protocols import Json

_KNOWN: Final = {"read": "读了正文 read", "listed": "见于目录 listed", "cited": "只被引用 only cited"}
_IDENTIFIED: Final = {"limits": "限值 limits", "test_methods": "测定方法 test methods", "mentions": "指标 characteristics"}
_SEVERITY: Final = {"error": "错误", "warning": "警告", "info": "提示"}
_CODES: Final = 10


@click.command()
@click.option("--no-shapes", is_flag=True, help="leave out the validation of every document's graph, which takes longest")
@json_option
@data_option
def report(no_shapes: bool, as_json: bool, data: Path | None) -> None:
    """The quality of the graph: counts, places, open references, labels, shapes, contradictions, what is not identified, findings."""
    settings = Settings.from_environment(data=data)
    with open_service(settings, "nqi report") as service:
        answer = service.report(shapes=not no_shapes, progress=_progress)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print_report(answer)


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r形状 shapes {done}/{total}", nl=done == total, err=True)


def _share(part: int, whole: int) -> str:
    """A share in percent, and of what.

    >>> _share(1, 8), _share(0, 0)
    ('1/8（12.5 %）', '0/0')
    """
    return f"{part:,}/{whole:,}" + (f"（{100 * part / whole:.1f} %）" if whole else "")


def _print_report(answer: Json) -> None:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for heading, text in _lines(answer):
        table.add_row(heading, _plain(text))
    open_console().print(table)


def _plain(text: str) -> Any:
    from rich.text import Text

    return Text(text)


def _lines(answer: Json) -> list[tuple[str, str]]:
    """(heading, what is so), in the order of the screen."""
    classes = answer["classes"]
    shown = ("StandardEdition", "Law", "NormativeReference", "Citation", "TermEntry", "Requirement", "Limit", "TestMethod", "Table")
    facts = sum(row["facts"] for row in answer["evidence"].values())
    without = {name: row["without_place"] for name, row in answer["evidence"].items() if row["without_place"]}
    lines = [
        ("规模 size", f"{answer['triples']:,} 条陈述 statements，{classes.get('SourceDocument', 0):,} 份文件 documents"),
        ("各类 classes", "，".join(f"{name} {classes[name]:,}" for name in shown if name in classes)),
        ("版本 editions", "，".join(f"{_KNOWN[name]} {count:,}" for name, count in answer["editions"].items())),
        ("出处 places", f"{_share(facts - sum(without.values()), facts)} 个事实有出处 facts with a place{_named(without)}"),
        ("悬空 open", _open(answer["open_references"])),
        ("名称 labels", _unlabelled(answer["unlabelled"])),
        ("形状 shapes", _shapes(answer["shapes"])),
        ("矛盾 contradictions", _named(answer["contradictions"]).strip("：") or "没有 none"),
    ]
    lines += [
        ("对上词表 identified" if i == 0 else "", f"{_IDENTIFIED[name]} {_share(row['identified'], row['count'])}")
        for i, (name, row) in enumerate(answer["identified"].items())
    ]
    names = [f"{row['name']} {row['limits']}" for row in answer["unidentified"]]
    lines.append(
        ("没有对上 unidentified", "、".join(names) + "（限值数 limits）；nqi candidates 列出全部 lists all" if names else "没有 none")
    )
    return [*lines, ("提示 findings", _findings(answer["findings"]))]


def _named(counts: dict[str, int]) -> str:
    return "：" + "，".join(f"{name} {count:,}" for name, count in counts.items()) if counts else ""


def _open(rows: list[Json]) -> str:
    if not rows:
        return "每个标识符都有陈述 every identifier resolves"
    return "没有任何陈述的标识符 identifiers of which nothing is said：" + "，".join(
        f"{row['kind']} {row['count']:,}（{row['example']}）" for row in rows
    )


def _unlabelled(rows: list[Json]) -> str:
    if not rows:
        return "类、属性有中英文名，概念有中文名 terms have labels zh and en, concepts zh"
    return "缺名称 without a label：" + "，".join(f"{row['group']} {row['language']} {row['count']:,}" for row in rows)


def _shapes(shapes: Json | None) -> str:
    if shapes is None:
        return "没有查 not checked"
    text = f"{_share(shapes['conforming'], shapes['graphs'])} 个图符合 graphs conform"
    return text + "".join(f"；{_SEVERITY[row['severity']]} {row['code']} {row['count']:,}" for row in shapes["findings"])


def _findings(rows: list[Json]) -> str:
    if not rows:
        return "没有 none"
    by_severity = Counter[str]()
    for row in rows:
        by_severity[row["severity"]] += row["count"]
    heads = "，".join(f"{_SEVERITY[severity]} {severity} {by_severity[severity]}" for severity in _SEVERITY if by_severity[severity])
    more = f" … 共 {len(rows)} 种 codes" if len(rows) > _CODES else ""
    return f"{heads}：" + "，".join(f"{row['code']} {row['count']}" for row in rows[:_CODES]) + more
