"""What every command that answers needs: its options, the console, the words for status and kind, and the service to ask."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.data_folder import DataFolder
from kg.errors import NotFound
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore

if TYPE_CHECKING:
    from search_api.service import Service

STATUS: Final = {"current": "现行", "upcoming": "即将实施", "superseded": "被代替", "withdrawn": "废止", "unknown": "状态未知"}
KINDS: Final = {
    "metrology": "计量",
    "certification": "认证",
    "accreditation": "认可",
    "test_method": "检测方法",
    "reference": "引用",
    "cited_by": "被引用",
    "standard": "标准",
}

data_option = click.option("--data", type=click.Path(path_type=Path), default=None, help="data folder (NQI_DATA; default ./.nqi)")
json_option = click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
encoder_option = click.option("--encoder", default=None, help="e5, st:NAME_OR_PATH or hashing")


def open_console() -> Any:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


@contextmanager
def open_service(settings: Settings, purpose: str) -> Iterator[Service]:
    """The search side over the committed state; several readers may share the folder."""
    from search_api.service import Service

    if not (settings.data / "graph").exists():
        raise NotFound(f"nothing was ingested into {settings.data} yet; run 'nqi ingest FOLDER' (or 'nqi serve', which reads corpus/)")
    with DataFolder(settings.data, exclusive=False, purpose=purpose) as folder:
        store = OxigraphStore(folder.graph, read_only=True)
        yield Service(store, folder, settings)
