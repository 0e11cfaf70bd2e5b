"""Commands that read documents: ingest, extract, remove."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from ingest.pipeline import FileReport, Outcome, Pipeline, plan, usable_cpus
from ingest.readers.limits import MIB, Limits
from ingest.sandbox.progress import Step
from ingest.sandbox.sandbox import document_name
from kg.data_folder import DataFolder
from kg.errors import UnreadableDocument
from kg.limit_text import bound_text
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore

if TYPE_CHECKING:
    from rich.progress import TaskID

AFTER_INGEST = "search_api.cli:index_after_ingest"
"""What brings the indexes up; named, not imported, because packages depend on this one and not it on them."""

data_option = click.option("--data", type=click.Path(path_type=Path), default=None, help="data folder (NQI_DATA; default ./.nqi)")

no_ocr_option = click.option(
    "--no-ocr", "ocr", flag_value=False, type=bool, default=None, help="leave pages that are pictures unread (NQI_OCR=0)"
)


def _limits(settings: Settings, jobs: int) -> Limits:
    """Bounds of reading: the CPUs go to OCR where they are not busy with other files."""
    threads = max(1, usable_cpus() // (jobs or usable_cpus()))
    return Limits(max_bytes=settings.max_file_mb * MIB, ocr_threads=threads if settings.ocr else 0)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@data_option
@click.option("--jobs", type=click.IntRange(0, 256), default=None, help="reader processes (0: one for each CPU)")
@click.option("--encoder", default=None, help="e5, st:NAME_OR_PATH or hashing")
@click.option("--no-index", is_flag=True, help="leave the indexes as they are; 'nqi index' brings them up later")
@click.option("--no-vectors", is_flag=True, help="bring up the word index only; 'nqi index' adds the vectors later")
@no_ocr_option
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def ingest(
    paths: tuple[Path, ...],
    data: Path | None,
    jobs: int | None,
    encoder: str | None,
    no_index: bool,
    no_vectors: bool,
    ocr: bool | None,
    as_json: bool,
) -> None:
    """Read documents (.pdf .ofd .docx .xml .html .md .txt .yml) and tables of standards (.xlsx .xls .ods .csv .json) into the graph.

    An unchanged file costs one hash; a changed one replaces exactly what it said before; a file gone
    from a folder given here is forgotten. Exit status 1 when anything was refused.
    """
    settings = Settings.from_environment(data=data, jobs=jobs, encoder=encoder, ocr=ocr)
    work = plan(paths)
    started = time.monotonic()
    with DataFolder(settings.data, exclusive=True, purpose="nqi ingest") as folder:
        store = OxigraphStore(folder.graph)
        # Fewer files than readers: the CPUs of the idle ones help with the pictures.
        limits = _limits(settings, min(settings.jobs or usable_cpus(), max(1, len(work.files))))
        with _progress(len(work.files)) as bar:
            reports = Pipeline(store, settings.jobs, limits, bar.step).run(work, bar.advance)
        if not as_json:
            _print_reports(reports, len(work.passed_over), time.monotonic() - started)
        if not no_index:
            module, _, name = AFTER_INGEST.partition(":")
            getattr(import_module(module), name)(store, folder, settings, vectors=not no_vectors)
    if as_json:
        click.echo(json.dumps(_json(reports), ensure_ascii=False, indent=1))
    if any(report.outcome is Outcome.REFUSED for report in reports):
        raise click.exceptions.Exit(1)


class _progress:
    """Progress on stderr where a person looks on; silence in pipes and logs. Nothing of it stays when the work is done.

    One bar counts ``total`` files, and one for each file whose pages are being recognised counts those; without ``total`` a
    single file is read, whose pages are counted however they are read.
    """

    def __init__(self, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[count]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[last]}"),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._total, self._done = total, 0
        self._task = self._bar.add_task(_READING, total=total, last="", count=f"0/{total}") if total is not None else None
        self._pages: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._bar.stop()

    def advance(self, report: FileReport) -> None:
        """A file is done."""
        pages = self._pages.pop(report.path, None)
        if pages is not None:
            self._bar.remove_task(pages)
        if self._task is not None:
            self._done += report.outcome is not Outcome.REMOVED
            count = f"{self._done}/{self._total}"
            self._bar.update(self._task, completed=self._done, count=count, last=report.number or Path(report.path).name)

    def step(self, argument: dict[str, Any], step: Step) -> None:
        """A page of a file is next."""
        path = argument["path"]
        if path not in self._pages and not step.ocr and self._task is not None:
            return
        what = _RECOGNISING if step.ocr else _READING
        count = f"第 {step.page} 页，共 {step.pages} 页 page {step.page} of {step.pages}"
        if path not in self._pages:
            self._pages[path] = self._bar.add_task(what, total=step.pages, last=document_name(argument), count=count)
        # The page is said, pages done are drawn: the estimate of the time left counts what is behind it.
        self._bar.update(self._pages[path], completed=step.page - 1, description=what, count=count)


_READING, _RECOGNISING = "读入 reading", "识别 OCR"

_WORDS = {
    Outcome.READ: "读入 read",
    Outcome.CHANGED: "更新 changed",
    Outcome.UNCHANGED: "未变 unchanged",
    Outcome.REFUSED: "拒绝 refused",
    Outcome.REMOVED: "移除 removed",
    Outcome.PASSED_OVER: "略过 passed over",
}
_ROWS_SHOWN = 60


def _print_reports(reports: list[FileReport], passed_over: int, seconds: float) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 140)
    shown = [r for r in reports if r.outcome not in (Outcome.UNCHANGED, Outcome.PASSED_OVER)]
    if shown:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("", "编号 number", "名称 title", "页 pages", "提示 findings", "文件 file"):
            table.add_column(name, overflow="fold", justify="right" if "pages" in name or "findings" in name else "left")
        for report in [r for r in shown if r.outcome is not Outcome.REFUSED][:_ROWS_SHOWN]:
            doubts = sum(1 for f in report.findings if f[0] != "info")
            table.add_row(
                _WORDS[report.outcome],
                report.number,
                report.title or "",
                str(report.pages or ""),
                str(doubts or ""),
                Path(report.path).name,
            )
        if table.row_count:
            console.print(table)
        if len(shown) > _ROWS_SHOWN:
            console.print(f"… {len(shown) - _ROWS_SHOWN} more; --json lists every file")
    for report in reports:
        if report.outcome is Outcome.REFUSED:
            console.print(f"[red]拒绝 refused[/red] {report.reason}", highlight=False, soft_wrap=True)
    counts = Counter(report.outcome for report in reports)
    parts = [f"{_WORDS[outcome]} {counts[outcome]}" for outcome in Outcome if counts[outcome]]
    pages = sum(report.pages for report in reports)
    tail = f"; {passed_over} other files passed over" if passed_over else ""
    console.print(f"{' · '.join(parts) or '没有文件 no files'} ({pages} pages, {seconds:.1f} s){tail}", highlight=False)


def _json(reports: list[FileReport]) -> dict[str, Any]:
    counts = Counter(report.outcome.value for report in reports)
    return {
        "summary": {outcome.value: counts.get(outcome.value, 0) for outcome in Outcome},
        "files": [
            {
                "file": report.path,
                "outcome": report.outcome.value,
                "number": report.number or None,
                "title_zh": report.title,
                "pages": report.pages,
                "triples": report.triples,
                "code": report.code or None,
                "reason": report.reason or None,
                "findings": [{"severity": s, "code": c, "place": p, "message": m} for s, c, p, m in report.findings],
                "seconds": {stage: round(value, 4) for stage, value in report.seconds.items()},
            }
            for report in reports
        ],
    }


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="the whole extraction document on stdout")
@no_ocr_option
@data_option
def extract(file: Path, as_json: bool, ocr: bool | None, data: Path | None) -> None:
    """Read one document in the sandbox and print what was found; nothing is stored.

    Exit status 1 when the file cannot be read.
    """
    from ingest.document_json import unreadable_json
    from ingest.extract import file_sha256
    from ingest.sandbox.sandbox import Sandbox

    settings = Settings.from_environment(data=data, ocr=ocr)
    limits = _limits(settings, 1)
    argument = {"path": str(file.absolute()), "limits": {"max_bytes": limits.max_bytes, "ocr_threads": limits.ocr_threads}}
    with _progress(None) as bar, Sandbox(1, limits, "ingest.extract:extract", bar.step) as sandbox:
        answer = sandbox.run_one(argument)
    if isinstance(answer, UnreadableDocument):
        hashable = file.is_file() and file.stat().st_size <= limits.max_bytes
        if as_json:
            click.echo(
                json.dumps(unreadable_json(file.name, file_sha256(file) if hashable else None, answer), ensure_ascii=False, indent=1)
            )
        else:
            click.echo(f"nqi: {answer}", err=True)
        raise click.exceptions.Exit(1)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print_document(answer)


_LIMITS_SHOWN = 40


def _print_document(d: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 140)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(style="dim", no_wrap=True)

    def place(name: str) -> str:
        at = d["evidence"].get(name)
        return f"p.{at['page']} [{at['start']},{at['end']})" if at else ""

    for label, name in (
        ("编号 number", "number"),
        ("名称 title", "title_zh"),
        ("英文 English", "title_en"),
        ("类别 type", "type"),
        ("发布 issued", "issued"),
        ("实施 effective", "effective"),
        ("ICS", "ics"),
        ("CCS", "ccs"),
        ("归口 committee", "committee"),
    ):
        table.add_row(
            label, Text(str(d[name]) if d[name] is not None else "—"), place(name if name not in ("ics", "ccs") else f"{name}[0]")
        )
    for label, name in (("发布机构 issuer", "issuer"), ("代替 replaces", "replaces"), ("起草 drafters", "drafters")):
        table.add_row(label, Text("、".join(d[name]) or "—"), place(f"{name}[0]"))
    table.add_row("采用 adopts", Text("、".join(f"{a['number']} {a['degree']}" for a in d["adopts"]) or "—"), "")
    console.print(table)
    if d["normative_references"]:
        console.print(f"\n[bold]规范性引用文件 normative references[/bold] ({len(d['normative_references'])})")
        for reference in d["normative_references"]:
            console.print(Text(f"  {reference['number']}  {reference['title_zh'] or ''}"))
    if d["terms"]:
        console.print(f"\n[bold]术语 terms[/bold] ({len(d['terms'])})")
        for term in d["terms"]:
            console.print(Text(f"  {term['clause']}  {term['term_zh']}  {term['term_en'] or ''}"))
    if d["limits"]:
        console.print(f"\n[bold]限值 limits[/bold] ({len(d['limits'])})")
        for limit in d["limits"][:_LIMITS_SHOWN]:
            words = (limit["measurand"], bound_text(limit), limit["object"], limit["condition"], limit["table"] or limit["clause"])
            console.print(Text("  " + "  ".join(str(word) for word in words if word)))
        if len(d["limits"]) > _LIMITS_SHOWN:
            console.print(f"  … {len(d['limits']) - _LIMITS_SHOWN} more; --json lists all")
    if d["test_methods"]:
        console.print(f"\n[bold]测定方法 test methods[/bold] ({len(d['test_methods'])})")
        for method in d["test_methods"]:
            console.print(Text(f"  {method['measurand']}  {method['number']}"))
    if d["tables"]:
        console.print(f"\n[bold]表 tables[/bold] ({len(d['tables'])})")
        for printed in d["tables"]:
            size = f"{len(printed['rows'])} × {len((printed['rows'] or printed['header'] or [[]])[0])}"
            console.print(Text(f"  {printed['number'] or '—'}  {printed['caption'] or ''}  {size}  p.{printed['at']['page']}"))
    console.print(
        f"\n[bold]章条 clauses[/bold] ({len(d['clauses'])}), 条款 provisions {len(d['provisions'])}, 表 tables {len(d['tables'])}"
    )
    for clause in d["clauses"]:
        if clause["level"] <= 2:
            console.print(Text(f"  {'  ' * (clause['level'] - 1)}{clause['number']}  {clause['heading'] or clause['text'][:40]}"))
    for finding in d["findings"]:
        console.print(
            Text(
                f"{finding['severity']}: {finding['place']}: {finding['message']}",
                style="yellow" if finding["severity"] != "info" else "dim",
            )
        )


@click.command()
@click.argument("name")
@data_option
def remove(name: str, data: Path | None) -> None:
    """Forget a document by number, path or hash: its facts, its passages, everything it said."""
    from ingest.pipeline import remove as remove_document

    settings = Settings.from_environment(data=data)
    with DataFolder(settings.data, exclusive=True, purpose="nqi remove") as folder:
        store = OxigraphStore(folder.graph)
        dropped = remove_document(store, name)
        module, _, attribute = AFTER_INGEST.partition(":")
        getattr(import_module(module), attribute)(store, folder, settings, vectors=True)
    click.echo(f"移除 removed {'、'.join(dropped)}")
