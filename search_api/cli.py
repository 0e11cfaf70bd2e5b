"""Commands that answer: index, search, show, sparql, serve."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from kg.data_folder import DataFolder
from kg.errors import BadRequest
from kg.limit_text import bound_text
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.command_line import KINDS, STATUS, data_option, encoder_option, json_option, open_console, open_service
from search_api.protocols import Json, SearchRequest
from search_api.query.switches import SWITCHES

# -- indexes ----------------------------------------------------------------------------------


class _IndexProgress:
    """Two bars on stderr (words, vectors), quiet where nobody looks on."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> _IndexProgress:
        self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._bar.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        names = {"lexical": "词索引 words", "vectors": "向量 vectors"}
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(names.get(stage, stage), total=total)
        self._bar.update(self._tasks[stage], completed=done, total=total)


def index_after_ingest(store: OxigraphStore, folder: DataFolder, settings: Settings, *, vectors: bool, rebuild: bool = False) -> None:
    """Bring the indexes up to the graph; words first, so that a kill during encoding leaves a searchable state."""
    from search_api.build import bring_up_to_date, encoder_spec

    started = time.monotonic()
    with _IndexProgress() as progress:
        report = bring_up_to_date(
            store, folder, encoder_spec(settings.encoder, folder), vectors=vectors, progress=progress, rebuild=rebuild
        )
    click.echo(f"索引 index: {report.summary} ({time.monotonic() - started:.1f} s)", err=True)


@click.command()
@click.option("--rebuild", is_flag=True, help="start from nothing; encodings are kept by content and not made again")
@click.option("--no-vectors", is_flag=True, help="words only")
@encoder_option
@data_option
def index(rebuild: bool, no_vectors: bool, encoder: str | None, data: Path | None) -> None:
    """Bring the indexes up to the graph."""
    settings = Settings.from_environment(data=data, encoder=encoder)
    with DataFolder(settings.data, exclusive=True, purpose="nqi index") as folder:
        index_after_ingest(OxigraphStore(folder.graph), folder, settings, vectors=not no_vectors, rebuild=rebuild)


# -- search -----------------------------------------------------------------------------------


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--type", "type_", default=None, help="national, industry, local, verification_regulation, implementation_rule, …")
@click.option("--status", default=None, help="current, upcoming, superseded, withdrawn, unknown")
@click.option("--ics", default=None, help="ICS code or its beginning")
@click.option("--ccs", default=None, help="CCS code or its beginning")
@click.option("--sector", default=None, help="sector by key, number or name: automotive, 6 or 汽车")
@click.option("--at", default=None, help="the day on which status is judged (YYYY-MM-DD; default today)")
@click.option("--explain", is_flag=True, help="tokens and the score of each signal")
@click.option("--why", default=None, metavar="NUMBER", help="why this standard stands where it stands, or was not found")
@click.option("--off", default="", help="readings of the query to switch off, separated by commas: numbers, products, values, …")
@click.option("--literal", is_flag=True, help="read nothing into the query: its words are words")
@encoder_option
@json_option
@data_option
def search(
    query: tuple[str, ...],
    limit: int,
    type_: str | None,
    status: str | None,
    ics: str | None,
    ccs: str | None,
    sector: str | None,
    at: str | None,
    explain: bool,
    why: str | None,
    off: str,
    literal: bool,
    encoder: str | None,
    as_json: bool,
    data: Path | None,
) -> None:
    """Search by number (any spelling), by words, or by meaning; Chinese or English."""
    settings = Settings.from_environment(data=data, encoder=encoder)
    if not " ".join(query).strip():
        raise BadRequest("the query is empty; give a number, words or a question")
    switched = tuple(SWITCHES) if literal else tuple(name for part in off.split(",") if (name := part.strip()))
    request = SearchRequest(
        " ".join(query),
        limit=limit,
        type=type_,
        status=status,
        ics=ics,
        ccs=ccs,
        sector=sector,
        at=at,
        explain=explain,
        why=why,
        off=switched,
    )
    with open_service(settings, "nqi search") as service:
        answer = service.search(request)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print_hits(answer, explain)
        if why is not None:
            _print_why(answer["why"])


def _print_why(why: Json) -> None:
    """Where one standard stands, on a few lines."""
    from rich.text import Text

    console = open_console()
    place = f"第 {why['rank']} 名，共 {why['of']} 项 rank {why['rank']} of {why['of']}" if why["rank"] else "不在结果中 not in the answer"
    console.print(Text(f"{why['number']}  {place}", style="bold"))
    console.print(Text(f"  {why['reason']}"))
    _print_explanation(console, {key: value for key, value in why.items() if key not in ("number", "rank", "of", "reason")})


def _print_hits(answer: Json, explain: bool) -> None:
    from rich.text import Text

    console = open_console()
    if not answer["hits"]:
        console.print("没有找到 nothing found. 换个说法，或只用编号 try other words, or a number alone.")
        if answer.get("reason"):
            console.print(Text(answer["reason"], style="dim"))
        return
    for rank, hit in enumerate(answer["hits"], 1):
        head = Text(f"{rank:2}. ")
        head.append(str(hit["number"]), style="bold cyan")
        head.append(f"  {hit['title'] or ''}")
        if hit.get("digest"):
            head.append("  摘编 digest", style="magenta")
        if hit.get("known_as") == "listed":
            head.append("  仅目录 listed only", style="magenta")
        status = hit.get("status")
        head.append(f"  {STATUS.get(status, status)}", style="green" if status == "current" else "yellow")
        head.append(f"  {hit['score']:.3f}", style="dim")
        console.print(head)
        clause = hit.get("clause")
        if hit.get("passage"):
            line = Text("    ")
            if clause and clause.get("number"):
                line.append(f"{clause['number']} ", style="dim")
            start = len(line)
            line.append(" ".join(hit["passage"].splitlines()))
            for begin, end in hit.get("highlights", ()):
                line.stylize("bold yellow", start + begin, start + end)
            console.print(line)
        links = hit.get("links", [])
        if links:
            shown = [f"{KINDS.get(link['kind'], link['kind'])} {link.get('number') or link.get('name')}" for link in links[:6]]
            console.print(Text("    → " + "；".join(shown), style="dim"))
        if explain and hit.get("explain"):
            _print_explanation(console, hit["explain"])
    console.print(Text(f"{answer['total']} standards, {answer['took_ms']:.0f} ms", style="dim"))


def _print_explanation(console: Any, explain: Json) -> None:
    """Each signal on a line of its own; passages by what follows the standard in their IRI."""
    from rich.text import Text

    for name, value in explain.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for item in value:
                shown = "  ".join(f"{key} {part}" for key, part in item.items() if key != "iri" and part is not None)
                console.print(Text(f"      {'/'.join(str(item.get('iri', '')).split('/')[-2:])}  {shown}", style="dim"))
        elif value not in (None, [], {}):
            shown = "  ".join(f"{key} {part}" for key, part in value.items()) if isinstance(value, dict) else value
            console.print(Text(f"      {name}: {shown if not isinstance(shown, list) else ' '.join(map(str, shown))}", style="dim"))


@click.command()
@click.argument("number")
@click.option("--at", default=None, help="the day on which status is judged (YYYY-MM-DD; default today)")
@json_option
@data_option
def show(number: str, at: str | None, as_json: bool, data: Path | None) -> None:
    """One standard: metadata, life line, references both ways, limits, test methods, terms."""
    settings = Settings.from_environment(data=data)
    with open_service(settings, "nqi show") as service:
        answer = service.standard(number, at)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print_standard(answer)


def _print_standard(s: Json) -> None:
    from rich.text import Text

    from search_api.show_lines import catalogue_lines, edition_line, head_lines, reference_line

    console = open_console()
    title = Text(str(s["number"]), style="bold cyan")
    if (name := s["title_zh"] or s["title_as_cited"]) and name != s["number"]:  # a law bears its title as its number
        title.append(f"  {name}", style="bold")
    if s.get("digest"):
        title.append("  摘编，不是原文 digest, not the text", style="magenta")
    console.print(title)
    for line in head_lines(s, STATUS):
        console.print(Text(f"  {line}"))
    if s["editions"]:
        console.print("\n[bold]版本 editions[/bold]")
        for edition in s["editions"]:
            console.print(Text(f"  {edition_line(edition, STATUS)}"))
    if s["listings"] or s["contradictions"]:
        console.print("\n[bold]目录 catalogues[/bold]")
        for line in catalogue_lines(s, STATUS):
            console.print(Text(f"  {line}"))
    if s["references"]:
        console.print(f"\n[bold]引用 references[/bold] ({len(s['references'])})")
        for reference in s["references"]:
            console.print(Text(f"  {reference_line(reference)}"))
    if s["citations"]:
        console.print(f"\n[bold]被引用 cited by[/bold] ({len(s['citations'])})")
        for citation in s["citations"][:30]:
            console.print(Text(f"  {citation['number']}  {citation['title'] or ''}"))
    if s["limits"]:
        console.print(f"\n[bold]限值 limits[/bold] ({len(s['limits'])})")
        for limit in s["limits"][:30]:
            words = (limit["measurand"], bound_text(limit), limit["object"], limit["condition"], limit["table"] or limit["clause"])
            console.print(Text("  " + "  ".join(str(word) for word in words if word)))
        if len(s["limits"]) > 30:
            console.print(Text(f"  … {len(s['limits']) - 30} more; --json lists all", style="dim"))
    if s["test_methods"]:
        console.print(f"\n[bold]测定方法 test methods[/bold] ({len(s['test_methods'])})")
        for method in s["test_methods"][:30]:
            console.print(Text(f"  {method['measurand']}  {method['number']}  {method['title'] or ''}"))
    if s["terms"]:
        console.print(f"\n[bold]术语 terms[/bold] ({len(s['terms'])})")
        for term in s["terms"][:30]:
            console.print(Text(f"  {term.get('term_zh') or ''}  {term.get('term_en') or ''}"))


# -- SPARQL -----------------------------------------------------------------------------------

_MEDIA = {"json": "application/sparql-results+json", "csv": "text/csv", "ttl": "text/turtle", "table": "application/sparql-results+json"}


@click.command()
@click.argument("query", required=False)
@click.option("-f", "--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="read the query from a file")
@click.option("--format", "format_", type=click.Choice(list(_MEDIA)), default="table", show_default=True)
@data_option
def sparql(query: str | None, file: Path | None, format_: str, data: Path | None) -> None:
    """Query the graph (SELECT, ASK, CONSTRUCT, DESCRIBE). Our prefixes are known; the default graph is the union of all."""
    if (query is None) == (file is None):
        raise BadRequest("give one query, as an argument or with -f FILE")
    text = query if query is not None else file.read_text(encoding="utf-8") if file else ""
    settings = Settings.from_environment(data=data)
    with open_service(settings, "nqi sparql") as service:
        accept = _MEDIA[format_] if format_ != "table" else "application/sparql-results+json, text/turtle;q=0.5"
        body, media, headers = service.sparql(text, accept)
    for name, value in headers.items():
        if name.lower() == "nqi-truncated":
            click.echo(f"{name}: {value}", err=True)
    if format_ != "table" or "json" not in media:
        sys.stdout.buffer.write(body)
        return
    _print_bindings(json.loads(body))


def _print_bindings(results: Json) -> None:
    from rich.table import Table
    from rich.text import Text

    console = open_console()
    if "boolean" in results:
        console.print("yes" if results["boolean"] else "no")
        return
    names = results["head"]["vars"]
    table = Table(*names, header_style="bold")
    for row in results["results"]["bindings"]:
        table.add_row(*(Text(row[name]["value"]) if name in row else Text("") for name in names))
    console.print(table)


# -- serve ------------------------------------------------------------------------------------


@click.command()
@click.option("--host", default=None, help="address to listen on (default 127.0.0.1)")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="port (default 8000)")
@encoder_option
@data_option
def serve(host: str | None, port: int | None, encoder: str | None, data: Path | None) -> None:
    """Serve pages and API. An empty data folder reads corpus/ first, while it already answers."""
    from search_api.serving import run

    run(Settings.from_environment(data=data, host=host, port=port, encoder=encoder))
