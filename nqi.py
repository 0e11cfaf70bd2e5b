"""nqi: the command. Each package brings its own commands; they are imported when asked for."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from kg.errors import NqiError

COMMANDS: dict[str, tuple[str, str]] = {
    "ingest": ("ingest.cli:ingest", "读入标准文件 · read documents into the data folder, then bring the indexes up"),
    "extract": ("ingest.cli:extract", "看一份文件读出了什么 · read one document, store nothing, print what was found"),
    "remove": ("ingest.cli:remove", "移除文件 · forget a document (number, path or hash)"),
    "index": ("search_api.cli:index", "更新索引 · bring the indexes up to the graph"),
    "search": ("search_api.cli:search", "检索 · search by number, words or meaning"),
    "show": ("search_api.cli:show", "查看一项标准 · one standard: metadata, references both ways, terms"),
    "related": ("search_api.walk.cli:related", "关联 · what governs a standard, product, measurand or instrument, each with its path"),
    "dossier": ("search_api.dossier.cli:dossier", "产品档案 · everything a maker of a product needs, each line with its source"),
    "check": ("search_api.check.cli:check", "查新 · every standard cited in a file: in force? replaced by what? wrong title?"),
    "impact": ("search_api.impact_cli:impact", "新版影响 · what a new edition of a standard would touch, level by level"),
    "gaps": ("search_api.gaps.cli:gaps", "缺口 · what each sector has and lacks in the four elements"),
    "sparql": ("search_api.cli:sparql", "SPARQL 查询 · query the graph"),
    "evaluate": ("search_api.evaluation.cli:evaluate", "检索质量 · how well this search does on a collection with known answers"),
    "report": ("search_api.report_cli:report", "质量报告 · the quality of the graph on one screen"),
    "candidates": ("search_api.candidates_cli:candidates", "待审词 · words that no vocabulary knows, for review"),
    "serve": ("search_api.cli:serve", "启动服务 · serve pages and API on 127.0.0.1:8000"),
}
"""Command -> ("module:function", one line for --help)."""


class _LazyGroup(click.Group):
    """Lists commands without importing them: `nqi --help` loads neither torch nor the store."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="nqi")
def cli() -> None:
    """nqi: 标准文本的知识图谱与语义检索 · a knowledge graph and semantic search over Chinese standards."""


def main() -> None:
    """Entry point: our own errors become one sentence on stderr; anything else is a bug and shows its traceback."""
    try:
        # Not standalone, click hands the status of an Exit back instead of ending the process with it.
        status = cli.main(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Abort:
        click.echo("stopped; what was finished is kept, run the same command again to go on", err=True)
        sys.exit(130)
    except click.ClickException as exc:
        exc.show()
        sys.exit(exc.exit_code)
    except NqiError as exc:
        click.echo(f"nqi: {exc}", err=True)
        sys.exit(exc.exit_code)
    except BrokenPipeError:
        # The reader of our output left ("nqi sparql … | head"): nothing is wrong.
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
