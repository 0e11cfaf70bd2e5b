"""The command `nqi check`: 查新."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from ingest.cli import _limits, _progress, no_ocr_option
from kg.errors import BadRequest, UnreadableDocument
from kg.life import STATUSES
from kg.settings import Settings
from search_api.command_line import data_option, json_option, open_console, open_service
from search_api.protocols import Json
from search_api.service import _day

_FAILED = 3
_COLOURS = {"current": "green", "upcoming": "cyan", "superseded": "red", "withdrawn": "red", "unknown": "yellow"}
_FAIL_ON = (*STATUSES[1:], "title")
_MOST_PIPED = 32 * 1024 * 1024


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--at", default=None, help="the day on which status is judged (YYYY-MM-DD; default today)")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="write your own .xlsx (columns), .docx (comments) or .csv back with the answer in it; .csv or .json of the results for any format",
)
@click.option("--overwrite", is_flag=True, help="let --output replace a file that is there, FILE itself included")
@click.option("--fail-on", default="", metavar="LIST", help=f"exit status 3 where any of these is found: {','.join(_FAIL_ON)}")
@no_ocr_option
@json_option
@data_option
def check(
    file: Path, at: str | None, output: Path | None, overwrite: bool, fail_on: str, ocr: bool | None, as_json: bool, data: Path | None
) -> None:
    """查新: is every standard that FILE cites still in force, what replaced it, and is the title beside it the right one?

    FILE is .docx, .xlsx, .xls, .ods, .csv, .tsv, .json, .pdf, .ofd, .md, .txt or .html; - reads one citation a line from stdin.
    Exit status 0 when it was checked, 1 when it could not be read, 3 by --fail-on.
    """
    failing = _failing(fail_on)
    settings = Settings.from_environment(data=data, ocr=ocr)
    day = _day(at)
    if output is not None:
        _check_output(file, output, overwrite)
    try:
        with open_service(settings, "nqi check") as service:
            answer, content = _checked(service, file, day.isoformat(), settings, output)
    except UnreadableDocument as exc:
        if as_json:
            # A script that reads JSON is told the reason as JSON too.
            click.echo(
                json.dumps({"at": day.isoformat(), "file": file.name, "error": {"code": exc.code, "message": str(exc)}}, ensure_ascii=False)
            )
        click.echo(f"nqi: {exc}", err=True)
        raise click.exceptions.Exit(1) from exc
    if output is not None and content is not None:
        try:
            output.write_bytes(content)
        except OSError as exc:
            raise BadRequest(f"{output} 写不了 cannot be written ({exc.strerror})；请换个位置 name another place") from exc
        click.echo(f"已写入 written: {output}", err=True)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print_answer(answer)
    found = {row["status"] for row in answer["citations"]} | ({"title"} if answer["summary"]["wrong_titles"] else set())
    if found & failing:
        raise click.exceptions.Exit(_FAILED)


def _checked(service: Any, file: Path, at: str, settings: Settings, output: Path | None) -> tuple[Json, bytes | None]:
    """(answer, what goes into the output)."""
    from search_api.check.output import annotated, results_csv

    suffix = output.suffix.lower() if output is not None else None
    if str(file) == "-":
        text = sys.stdin.buffer.read(_MOST_PIPED + 1)
        if len(text) > _MOST_PIPED:
            raise BadRequest(f"more than {_MOST_PIPED // 2**20} MiB came through the pipe；请分批 send it in parts")
        from ingest.readers.characters import decode

        answer = service.check_text(decode(text, "stdin") if text.strip() else "", at)
        anchors: list[Json] = []
    else:
        limits = _limits(settings, 1)
        with _progress(None) as bar:
            answer, anchors = service.check_file(file, at, limits, bar.step)
    if suffix is None:
        return answer, None
    if suffix == ".json":
        return answer, json.dumps(answer, ensure_ascii=False, indent=1).encode()
    if str(file) == "-" and suffix == ".csv":
        return answer, results_csv(answer)
    return answer, annotated(file, answer, anchors, _limits(settings, 1), suffix)


def _failing(text: str) -> set[str]:
    names = {name.strip() for name in text.split(",") if name.strip()}
    if wrong := sorted(names - set(_FAIL_ON)):
        raise BadRequest(f"--fail-on {','.join(wrong)} does not exist; give one or more of {','.join(_FAIL_ON)}")
    return names


def _check_output(file: Path, output: Path, overwrite: bool) -> None:
    if output.suffix.lower() not in (".xlsx", ".docx", ".csv", ".tsv", ".json"):
        raise BadRequest(f"--output {output.name}: give a file named .xlsx, .docx, .csv, .tsv or .json")
    if output.exists() and not overwrite:
        what = "就是被查的文件 is the file that is checked" if file.exists() and output.samefile(file) else "已存在 exists"
        raise BadRequest(f"{output} {what}；请换个名字，或加 --overwrite name another file, or add --overwrite")


def _print_answer(answer: Json) -> None:
    from rich.table import Table
    from rich.text import Text

    from search_api.check.output import STATUS_WORDS

    console = open_console()
    rows = answer["citations"]
    if rows:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("位置 place", overflow="fold", max_width=26)
        table.add_column("编号 number", overflow="fold", min_width=16)
        table.add_column("状态 status", no_wrap=True)
        table.add_column("说明 note", overflow="fold", ratio=1)
        for row in rows:
            number = _cited(row)
            table.add_row(
                Text(row["place"], style="dim"),
                Text("、".join([number, *row["also"]]), style="cyan" if row["number"] or row["law"] else "yellow"),
                Text(STATUS_WORDS[row["status"]], style=_COLOURS[row["status"]]),
                Text(row["message"], style="yellow" if row["title_matches"] is False else ""),
            )
        console.print(table)
    else:
        console.print("没有找到标准引用 no citation of a standard was found")
    console.print(Text(_summary_line(answer), style="bold"))


def _cited(row: Json) -> str:
    """What a row is about: its number, those of a range or a line in short, a law, or the words as printed.

    >>> _cited({"number": "GB 1.1-2030", "law": None, "raw": "", "numbers": [{"number": f"GB 1.{n}-2030"} for n in (1, 2, 3)]})
    'GB 1.1-2030 … GB 1.3-2030 (3)'
    """
    members = [member["number"] for member in row.get("numbers", ())]
    if len(members) > 2:
        return f"{members[0]} … {members[-1]} ({len(members)})"
    return "、".join(members) or row["number"] or row["law"] or row["raw"][:60]


def _summary_line(answer: Json) -> str:
    from search_api.check.output import STATUS_WORDS

    summary = answer["summary"]
    counts = " · ".join(f"{words} {summary[status]}" for status, words in STATUS_WORDS.items() if summary[status])
    wrong = f" · 名称不符 wrong title {summary['wrong_titles']}" if summary["wrong_titles"] else ""
    return (
        f"{answer['at']}：{summary['citations']} 处引用，{summary['distinct']} 项标准 "
        f"citations of {summary['distinct']} standards{' — ' if counts else ''}{counts}{wrong}"
    )
