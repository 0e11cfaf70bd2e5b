"""`nqi serve`: one process owns the data folder, reads corpus/ into an empty one, and answers meanwhile."""

from __future__ import annotations

import errno
import logging
import socket
import threading
from pathlib import Path

import click

from ingest.pipeline import FileReport, Outcome, Pipeline, Plan, plan
from ingest.readers.limits import MIB, Limits
from kg.data_folder import DataFolder
from kg.errors import NqiError, StoreError
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.service import Service

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
_THREADS = 8


def run(settings: Settings) -> None:
    """Serve until interrupted. Raises StoreError where the port is taken, DataFolderBusy where the folder is."""
    import waitress

    from search_api.web.app import create_app

    address = f"http://{settings.host}:{settings.port}"
    with DataFolder(settings.data, exclusive=True, purpose=f"nqi serve at {address}") as folder:
        listener = _listen(settings)
        host, port = listener.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        folder.announce(f"nqi serve at {address}")
        store = OxigraphStore(folder.graph)
        service = Service(store, folder, settings)
        if not _is_loopback(str(host)):
            click.echo(f"注意 warning: {address} can be reached from the network; everybody there can read these documents", err=True)
        work = threading.Thread(target=_prepare, args=(store, service, settings), name="nqi-prepare", daemon=True)
        work.start()
        click.echo(f"nqi: {address}  (Ctrl-C 停止 to stop)", err=True)
        logging.getLogger("waitress").setLevel(logging.ERROR)
        origins = [origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()]
        waitress.serve(
            create_app(service, settings, cors_origins=origins),
            sockets=[listener],
            threads=_THREADS,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )


def _listen(settings: Settings) -> socket.socket:
    """The listening socket, opened before any work so that a taken port is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as exc:
        listener.close()
        reason = "is taken by another program" if exc.errno == errno.EADDRINUSE else f"cannot be used ({exc.strerror})"
        raise StoreError(
            f"{settings.host}:{settings.port} {reason}; name another with 'nqi serve --port N' (or make serve NQI_PORT=N)"
        ) from exc
    listener.listen(128)
    return listener


def _is_loopback(host: str) -> bool:
    return host.startswith("127.") or host == "::1"


def _prepare(store: OxigraphStore, service: Service, settings: Settings) -> None:
    """Read corpus/ if nothing was read yet, then bring the indexes up; what happens is told in /health and on stderr."""
    try:
        if not store.documents():
            work = plan([CORPUS])
            click.echo(
                f"数据文件夹是空的，先读入示例 corpus/ · empty data folder: reading corpus/ first ({len(work.files)} documents)", err=True
            )
            _read(store, service, settings, work)
        service.start_indexing()
    except NqiError as exc:
        service.set_state("failed", reason=str(exc))
        click.echo(f"nqi: {exc}", err=True)


def _read(store: OxigraphStore, service: Service, settings: Settings, work: Plan) -> None:
    done = 0

    def advance(report: FileReport) -> None:
        nonlocal done
        done += 1
        service.set_state("ingesting", done=done, total=len(work.files))
        if report.outcome is Outcome.REFUSED:
            click.echo(f"拒绝 refused {report.reason}", err=True)

    service.set_state("ingesting", done=0, total=len(work.files))
    Pipeline(store, settings.jobs, Limits(max_bytes=settings.max_file_mb * MIB)).run(work, advance)
    click.echo(f"读入 read {done} documents, {store.triple_count():,} triples", err=True)
