"""The command `nqi candidates`: words that no vocabulary knows, for review."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, Final

import click

from kg.candidates import KINDS
from kg.settings import Settings
from search_api.command_line import data_option, json_option, open_console, open_service
from search_api.protocols import Json

HEADINGS: Final = {
    "measurand": "没有对上的指标 characteristics that are not identified",
    "instrument": "词表没有的计量器具 instruments that the vocabulary lacks",
    "organisation": "词表没有的机构 organisations that the vocabulary lacks",
    "term": "词表没有的术语 terms that no vocabulary has",
    "regulation": "没有计量器具对应的 JJG、JJF regulations that no instrument has",
}
_COLUMNS: Final = ("kind", "term", "documents", "number", "file", "page", "quote", "choices", "note", "evidence")
_SHOWN: Final = 15


@click.command()
@click.option("--kind", type=click.Choice(KINDS), multiple=True, help="only words of this kind; may be given several times")
@click.option("--all", "whole", is_flag=True, help=f"every word; without it {_SHOWN} of each kind")
@click.option("--csv", "table", type=click.Path(dir_okay=False, path_type=Path), help="write all words into this file, for a spreadsheet")
@json_option
@data_option
def candidates(kind: tuple[str, ...], whole: bool, table: Path | None, as_json: bool, data: Path | None) -> None:
    """Words of the documents that no vocabulary knows, those of most documents first; nothing is added to any vocabulary."""
    settings = Settings.from_environment(data=data)
    with open_service(settings, "nqi candidates") as service:
        answer = service.candidates(kind or KINDS)
    if table is not None:
        write_csv(answer, table)
        click.echo(f"{table}: {len(answer['candidates'])} 个待审词 words", err=True)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    elif table is None:
        _print_candidates(answer, None if whole else _SHOWN)


def write_csv(answer: Json, path: Path) -> None:
    """One row a word. The mark at the beginning tells spreadsheets that it is UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for row in answer["candidates"]:
            place = row["evidence"]
            flat = {**row, **place, "choices": ";".join(choice["name"] for choice in row["choices"]), "evidence": place["iri"]}
            writer.writerow([_safe(flat.get(name)) for name in _COLUMNS])


def _safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula.

    >>> _safe("=1+1"), _safe("-3"), _safe("汞"), _safe(None), _safe(4)
    ("'=1+1", "'-3", '汞', '', 4)
    """
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")):
        return f"'{value}"
    return "" if value is None else value


def _print_candidates(answer: Json, most: int | None) -> None:
    console = open_console()
    for kind, count in answer["counts"].items():
        console.print(f"\n{HEADINGS[kind]} ({count})", style="bold", markup=False)
        rows = [row for row in answer["candidates"] if row["kind"] == kind]
        for row in rows[:most]:
            _print_row(console, row)
        if most is not None and len(rows) > most:
            console.print(f"  … 还有 {len(rows) - most} 个 more; --all, --csv", style="dim")
    console.print("\n只供审定，未加入任何词表 for review only; nothing was added to any vocabulary", style="dim")


def _print_row(console: Any, row: Json) -> None:
    from rich.text import Text

    place = row["evidence"]
    line = Text(f"  {row['term']}", style="cyan")
    line.append(f"  {row['documents']} 份 documents", style="default")
    if row["note"]:
        line.append(f"  {row['note']}", style="default")
    if row["choices"]:
        line.append("  或为 perhaps " + "、".join(f"{c['name']}（{c['kind']}）" for c in row["choices"][:4]), style="yellow")
    line.append(f"  [{row['number'] or place.get('file') or '?'} p.{place.get('page', '?')}]", style="dim")
    console.print(line)
