"""Commands that walk the graph: related."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import click

from kg.settings import Settings
from search_api.command_line import STATUS, data_option, json_option, open_console, open_service
from search_api.protocols import Json

KINDS: Final = {
    "certification": "认证与许可 certification",
    "metrology": "计量 metrology",
    "accreditation": "认可 accreditation",
    "law": "法律法规 law",
    "standard": "标准 standards",
    "test_method": "检测方法 test methods",
    "instrument": "计量器具 instruments",
    "measurand": "被测量 measurands",
    "product": "产品 products",
    "si_unit": "SI 单位 SI units",
    "reference": "引用 references",
    "cited_by": "被引用 cited by",
}
"""Kinds of links in the order of a page, with their heads."""
_SHOWN: Final = 12


@click.command()
@click.argument("of")
@click.option("--at", default=None, help="the day on which editions and status are judged (YYYY-MM-DD; default today)")
@click.option("--all", "whole", is_flag=True, help=f"every link; without it {_SHOWN} of each kind")
@json_option
@data_option
def related(of: str, at: str | None, whole: bool, as_json: bool, data: Path | None) -> None:
    """What governs a standard, product, measurand or instrument: rules, law, standards, methods, JJG/JJF, SI; each with its path."""
    settings = Settings.from_environment(data=data)
    with open_service(settings, "nqi related") as service:
        answer = service.related(of, at)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    elif answer["of"]["iri"] is not None:
        _print_related(answer, whole)
    if answer["of"]["iri"] is None:
        if not as_json:
            click.echo(not_one_thing(answer), err=True)
        sys.exit(1)


def not_one_thing(answer: Json) -> str:
    """What to say of a name that is ambiguous or unknown."""
    asked = answer["of"]["name"]
    if answer["choices"]:
        lines = [f"nqi: {asked!r} 有几个意思，请指明一个 means several things, name one of them:"]
        return "\n".join([*lines, *(f"  {choice['name']}  ({choice['kind']})" for choice in answer["choices"])])
    lines = [
        f"nqi: {asked!r} 不在图谱中 is neither a standard, a law nor a concept of this graph; 'nqi search' finds documents by their words"
    ]
    if answer["guesses"]:
        lines.append("  名称相近的（只是猜测） near names, only guesses:")
        lines += [f"  {guess['name']}  ({guess['kind']}, {guess['likeness']:.2f})" for guess in answer["guesses"]]
    return "\n".join(lines)


def place_text(evidence: Json) -> str:
    """Where a step stands: file and page, or the source of a row.

    >>> place_text({"iri": "x", "source": "general knowledge, unverified", "verified": False})
    '词表 table: general knowledge, unverified'
    """
    if "source" in evidence:
        return f"词表 table: {evidence['source']}"
    return f"{evidence.get('file') or '?'} p.{evidence.get('page', '?')}"


def _print_related(answer: Json, whole: bool) -> None:
    from rich.text import Text

    console = open_console()
    of = answer["of"]
    console.print(Text(f"{of['number'] or of['name']}  {of['name'] if of['number'] else ''}".rstrip(), style="bold cyan"))
    if not answer["related"]:
        console.print("没有关联 nothing is linked to it in this graph")
    by_kind: dict[str, list[Json]] = {}
    for link in answer["related"]:
        by_kind.setdefault(link["kind"], []).append(link)
    for kind in (*KINDS, *(k for k in by_kind if k not in KINDS)):
        links = by_kind.get(kind, [])
        if links:
            console.print(Text(f"\n{KINDS.get(kind, kind)} ({len(links)})", style="bold"))
        for link in links if whole else links[:_SHOWN]:
            _print_link(console, link)
        if len(links) > _SHOWN and not whole:
            console.print(Text(f"  … 还有 {len(links) - _SHOWN} 项 more; --all", style="dim"))


def _print_link(console: Any, link: Json) -> None:
    from rich.text import Text

    line = Text(f"  {link['number'] or link['name']}", style="cyan")
    if link["number"] and link["name"] and link["name"] != link["number"]:
        line.append(f"  {link['name']}", style="default")
    if link["status"]:
        line.append(f"  {STATUS.get(link['status'], link['status'])}", style="green" if link["status"] == "current" else "yellow")
    line.append(f"  {link['score']:.2f}", style="dim")
    console.print(line)
    for step in link["path"]:
        console.print(Text(f"      {step['reason']['zh']}  [{place_text(step['evidence'])}]", style="dim"))
