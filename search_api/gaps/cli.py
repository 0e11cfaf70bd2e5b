"""The command `nqi gaps`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import click

from kg.settings import Settings
from search_api.command_line import STATUS, data_option, json_option, open_console, open_service
from search_api.protocols import Json

ELEMENT_NAMES: Final = {
    "standards": ("标准", "standards"),
    "metrology": ("计量", "metrology"),
    "inspection-and-testing": ("检验检测", "testing"),
    "certification-and-accreditation": ("认证认可", "certify"),
}
WITHOUT: Final = {
    "standard": ("没有读入标准的产品", "products of which no standard was read"),
    "method": ("没有读入试验方法的产品", "products of which no test method was read"),
    "scheme": ("词表没有合格评定制度的产品", "products to which no known scheme applies"),
}
WHY: Final = {
    "no-instrument": ("没有计量器具测它", "no instrument measures it"),
    "no-chain": ("计量器具没有到 SI 的溯源链", "no chain to SI"),
    "no-quantity": ("不是物理量", "no physical quantity"),
}
_SHOWN: Final = 12


@click.command()
@click.option(
    "--sector", default=None, help="a sector by key, number or name (automotive, 6, 汽车): its lists; without it the matrix of all"
)
@click.option("--at", default=None, help="the day on which status is judged (YYYY-MM-DD; default today)")
@click.option("--all", "whole", is_flag=True, help=f"whole lists; without it {_SHOWN} rows of each")
@json_option
@data_option
def gaps(sector: str | None, at: str | None, whole: bool, as_json: bool, data: Path | None) -> None:
    """What each of the 13 sectors has and lacks in the four elements: documents, needs, products, limits, ended references."""
    settings = Settings.from_environment(data=data)
    with open_service(settings, "nqi gaps") as service:
        answer = service.gaps(sector, at)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    elif answer["sector"] is None:
        _print_matrix(answer)
    else:
        _print_sector(answer, None if whole else _SHOWN)


def _print_matrix(answer: Json) -> None:
    from rich.table import Table

    console = open_console()
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("领域 sector", no_wrap=True)
    for zh, en in ELEMENT_NAMES.values():
        table.add_column(f"{zh}\n{en}", justify="right", no_wrap=True)
    for heading in ("产品\nproducts", "缺标准\nstandard", "缺方法\nmethod", "无制度\nscheme", "限值\nlimits", "旧引用\nended"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in answer["sectors"]:
        cells = [
            f"{cell['documents']}/{cell['needs']}" if cell["documents"] else f"[red]0/{cell['needs']}[/red]"
            for cell in row["elements"].values()
        ]
        without = [str(row["products_without"][missing]) for missing in WITHOUT]
        limits = row["limits_without_instrument"]
        untraceable = str(limits["no-instrument"] + limits["no-chain"])
        table.add_row(f"{row['order']} {row['name']}", *cells, str(row["products"]), *without, untraceable, str(row["ended_references"]))
    console.print(table)
    counts = answer["documents"]
    for line in (
        f"每格：读入的文件 / 使命文件列出的需求 documents read / stated needs，{answer['at']}",
        "缺标准、缺方法、无制度：产品数 products without；限值：没有可溯源的计量器具 limits without a traceable instrument",
        f"共 {counts['read']} 份文件 documents，{counts['in_none']} 份不属于任何领域 in no sector；--sector 6 看清单 for the lists",
        *answer["note"].split(" · "),
    ):
        console.print(line, style="dim", markup=False)


def _print_sector(answer: Json, most: int | None) -> None:
    console = open_console()
    sector = answer["sector"]
    console.print(f"[bold cyan]{sector['order']} {sector['name']} {sector['name_en']}[/bold cyan]  {answer['at']}")
    for element, documents in answer["documents"].items():
        needs = [need for need in answer["needs"] if need["element"] == element]
        zh, en = ELEMENT_NAMES[element]
        _print_list(
            console,
            f"{zh} {en}：{len(documents)} 份文件 documents，{len(needs)} 项需求 needs",
            [f"{d['number']}  {d['title'] or ''}  {STATUS.get(d['status'], d['status'])}  ← {_reason(d['why'][0])}" for d in documents],
            most,
        )
        unmet = [need["need"] for need in needs if need["without_document"]]
        _print_list(console, f"  没有任何文件的需求 needs without any document ({len(unmet)})", unmet, most)
    for missing, products in answer["products_without"].items():
        lines = [p["product"] + (f"  可读入 to read: {'、'.join(p['named'][:4])}" if p["named"] else "") for p in products]
        _print_list(console, f"{' '.join(WITHOUT[missing])} ({len(products)})", lines, most)
    limits = answer["limits_without_instrument"]
    _print_list(
        console,
        f"没有可溯源计量器具的限值 limits without a traceable instrument ({sum(row['limits'] for row in limits)})",
        [f"{row['number']}  {row['measurand']} ×{row['limits']}  {WHY[row['why']][0]}  {_place(row['evidence'])}" for row in limits],
        most,
    )
    references = answer["ended_references"]
    _print_list(
        console,
        f"引用已被代替或废止的版本 references to what is superseded or withdrawn ({len(references)})",
        [
            f"{r['number']} → {r['cites']}  {STATUS[r['status']]}  {'、'.join(r['replaced_by'])}  {_place(r['evidence'])}"
            for r in references
        ],
        most,
    )
    console.print(answer["note"], style="dim", markup=False)


def _reason(why: Json) -> str:
    """How a document came to the sector: by a product, or by its ICS class."""
    return f"{why['product']}（{why['how']}）" if why["product"] else "ICS"


def _place(evidence: Json) -> str:
    return f"[{evidence.get('file') or '?'} p.{evidence.get('page', '?')}]"


def _print_list(console: Any, heading: str, lines: list[str], most: int | None) -> None:
    if not lines and heading.startswith(" "):
        return
    console.print(f"\n{heading}" if not heading.startswith(" ") else heading, style="bold", markup=False)
    for line in lines[:most]:
        console.print(f"  {line}", markup=False)
    if most is not None and len(lines) > most:
        console.print(f"  … 还有 {len(lines) - most} 项 more; --all", style="dim")
