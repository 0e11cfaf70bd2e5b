"""nqi evaluate: retrieval quality of the product's own search on any collection."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from kg.settings import Settings
from search_api.command_line import data_option, encoder_option, json_option

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("--corpus", type=_FILE, required=True, help='documents, one JSON object a line: {"id", "title", "text"}')
@click.option("--topics", type=_FILE, required=True, help="questions: id<TAB>query")
@click.option("--qrels", type=_FILE, required=True, help="judgements, TREC columns: topic 0 document grade")
@encoder_option
@json_option
@data_option
def evaluate(corpus: Path, topics: Path, qrels: Path, encoder: str | None, as_json: bool, data: Path | None) -> None:
    """Retrieval quality of this search on any collection, over all topics; nothing is kept."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from search_api.build import DEFAULT_ENCODER
    from search_api.evaluation.collection import read_collection
    from search_api.evaluation.metrics import interval
    from search_api.evaluation.run import measured, rankings, searcher_over, summary

    settings = Settings.from_environment(data=data, encoder=encoder)
    collection = read_collection(corpus, topics, qrels)
    judged = collection.judged
    if left := len(collection.topics) - len(judged):
        click.echo(f"nqi: {left} of {len(collection.topics)} topics have no relevant document and are left out", err=True)
    console = Console(stderr=True)
    names = {"words": "词索引 words", "vectors": "向量 vectors", "queries": "问题 queries"}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        tempfile.TemporaryDirectory(prefix="nqi-evaluate-") as scratch,
        Progress(*columns, console=console, disable=not console.is_terminal) as bar,
    ):
        tasks = {stage: bar.add_task(name, total=None) for stage, name in names.items()}

        def progress(stage: str, done: int, total: int) -> None:
            bar.update(tasks[stage], completed=done, total=total)

        # The model's files are worth keeping: unpacking them takes longer than many a collection.
        models = settings.data / "models" if (settings.data / "models").is_dir() else Path(scratch) / "models"
        with searcher_over(collection, settings.encoder or DEFAULT_ENCODER, models, Path(scratch), progress) as searcher:
            found, milliseconds = rankings(searcher, judged, progress)
    values = measured(found, collection.grades)
    answer = {**summary(values), "queries": len(judged), "ms_per_query": round(milliseconds, 2)}
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for name, each in values.items():
        low, high = interval(each)
        click.echo(f"{name:10} {answer[name]:.4f}   95 %: {low:.3f}–{high:.3f}")
    click.echo(f"{len(judged)} 个问题 queries，{len(collection.documents)} 份文件 documents，{milliseconds:.1f} ms 每次 a query")
