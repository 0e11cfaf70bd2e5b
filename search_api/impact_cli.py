"""The command `nqi impact`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from kg.settings import Settings
from search_api.command_line import KINDS, STATUS, data_option, json_option, open_console, open_service
from search_api.protocols import Json

_SHOWN_THINGS = 40
_SHOWN_PLACES = 4
_EFFECT = {"moves": "随新版走 moves", "stays": "留在旧版，须由编者决定 stays"}
_RELATION = {
    "normative_reference": "规范性引用 normative reference",
    "citation": "条文提及 cited in the text",
    "test_method": "试验方法 test method",
    "delegation": "要求引自 requirement delegated",
    "adoption": "采用 adoption",
    "replacement": "代替 replacement",
}


@click.command()
@click.argument("number")
@click.option("--at", default=None, help="the day on which status is judged (YYYY-MM-DD; default today)")
@click.option("--depth", type=click.IntRange(1, 10), default=3, show_default=True, help="levels to follow")
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="most documents listed, all levels together"
)
@json_option
@data_option
def impact(number: str, at: str | None, depth: int, limit: int, as_json: bool, data: Path | None) -> None:
    """What a new edition of NUMBER would touch: who cites it and moves or stays, and what depends on those, level by level."""
    settings = Settings.from_environment(data=data)
    with open_service(settings, "nqi impact") as service:
        answer = service.impact(number, at, depth, limit)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print_impact(answer)


def _print_impact(answer: Json) -> None:
    from rich.text import Text

    console = open_console()
    of, summary = answer["of"], answer["summary"]
    head = Text(str(of["number"]), style="bold cyan")
    head.append(f"  {of['title'] or ''}", style="bold")
    console.print(head)
    in_force = of["edition_in_force"] or "不知道 not known"
    upcoming = f"；即将实施 upcoming {'、'.join(of['upcoming'])}" if of["upcoming"] else ""
    console.print(Text(f"  {answer['at']} 现行版本 edition in force: {in_force}{upcoming}"))
    if not summary["things"]:
        console.print("没有现行或即将实施的文件引用它 nothing in force or upcoming refers to it in this graph")
    for level in answer["levels"]:
        things = level["things"]
        moves = sum(thing["effect"] == "moves" for thing in things)
        console.print(
            f"\n[bold]第{level['level']}层 level {level['level']}[/bold] ({moves} 随新版走 move, {len(things) - moves} 留在旧版 stay)"
        )
        for thing in things[:_SHOWN_THINGS]:
            _print_thing(console, thing)
        if len(things) > _SHOWN_THINGS:
            console.print(Text(f"  … 另有 {len(things) - _SHOWN_THINGS} more; --json lists all", style="dim"))
    _print_names(console, "产品 products", [row["label"] for row in answer["products"]])
    _print_names(console, "计量与认证规则 metrology and certification rules", [row["number"] for row in answer["rules"]])
    _print_names(console, "只引用其他版本 citing another edition only", [row["number"] for row in answer["other_editions"]])
    for status, numbers in answer["apart"].items():
        _print_names(console, f"不计：{STATUS.get(status, status)} apart, {status}", numbers)
    if answer["cut"]:
        cut = answer["cut"]
        words = f"\n只列出 {cut['listed']} 项：第 {cut['level']} 层另有 {cut['left']} 项未看，更深的层也未看"
        english = f"listed {cut['listed']}; {cut['left']} of level {cut['level']} and all deeper levels were not looked at (--limit)"
        console.print(Text(f"{words} · {english}", style="yellow"))


def _print_thing(console: Any, thing: Json) -> None:
    from rich.text import Text

    line = Text("  ")
    line.append(str(thing["number"]), style="cyan")
    line.append(f"  {thing['title'] or ''}")
    line.append(f"  {STATUS.get(thing['status'], thing['status'])}", style="green" if thing["status"] == "current" else "yellow")
    if thing["kind"] != "standard":
        line.append(f"  {KINDS.get(thing['kind'], thing['kind'])}", style="magenta")
    line.append(f"  {_EFFECT[thing['effect']]}", style="bold" if thing["effect"] == "moves" else "dim")
    if thing["level"] > 1:
        line.append(f"  经 via {'、'.join(thing['via'][:3])}{'…' if len(thing['via']) > 3 else ''}", style="dim")
    if "also_moves_via" in thing:
        line.append(f"  又经 also moves via {'、'.join(thing['also_moves_via'][:3])}", style="yellow")
    console.print(line)
    for relation in thing["relations"][:_SHOWN_PLACES]:
        console.print(Text(f"      {_said(relation)}", style="dim"))
    if thing["places"] > _SHOWN_PLACES:
        console.print(Text(f"      … 共 {thing['places']} 处 places", style="dim"))


def _said(relation: Json) -> str:
    """One place in words: 规范性引用 GB/T 1.1（不注日期）第5.2条 [file p.3]."""
    how = "所有部分 all parts" if relation["all_parts"] else "注日期 dated" if relation["dated"] else "不注日期 undated"
    clause = f" {relation['clause']}" if relation["clause"] else ""
    place = relation["evidence"] or {}
    where = f" [{place.get('file') or ''} p.{place['page']}]" if "page" in place else ""
    words = f"：{relation['provision']['text'][:40]}" if relation["provision"] else ""
    return f"{_RELATION[relation['relation']]} {relation['cites']}（{how}）{clause}{words}{where}"


def _print_names(console: Any, heading: str, names: list[str]) -> None:
    from rich.text import Text

    if names:
        shown = "、".join(str(name) for name in names[:_SHOWN_THINGS])
        console.print(Text(f"\n{heading} ({len(names)}): {shown}{' …' if len(names) > _SHOWN_THINGS else ''}"))
