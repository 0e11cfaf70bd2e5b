"""Ingestion: documents and pages a second by stage, triples a page, memory; beside plain pypdfium2 text extraction.

python -m bench.ingest FOLDER [--jobs N]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from bench.machine import describe
from ingest.pipeline import Outcome, Pipeline, plan
from kg.data_folder import DataFolder
from kg.store_oxigraph import OxigraphStore


def plain_pdfium(files: list[Path]) -> tuple[int, float]:
    """The floor: pages and seconds for bare text, no lines, no structure."""
    import pypdfium2 as pdfium

    pages, started = 0, time.perf_counter()
    for file in files:
        document = pdfium.PdfDocument(str(file))
        for page in document:
            page.get_textpage().get_text_bounded()
            pages += 1
        document.close()
    return pages, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("corpus"))
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    print(describe())
    work = plan([arguments.folder])
    pdfs = [file for file in work.files if file.suffix.lower() == ".pdf"]
    if pdfs:
        pages, seconds = plain_pdfium(pdfs)
        print(f"floor: plain pypdfium2 text    {pages / seconds:8.1f} pages/s  ({pages} pages, {len(pdfs)} files, one core)")
    with tempfile.TemporaryDirectory() as scratch, DataFolder(Path(scratch), exclusive=True, purpose="bench") as folder:
        store = OxigraphStore(folder.graph)
        started = time.perf_counter()
        reports = Pipeline(store, arguments.jobs).run(work)
        wall = time.perf_counter() - started
        again = time.perf_counter()
        Pipeline(store, arguments.jobs).run(work)
        again = time.perf_counter() - again
    read = [report for report in reports if report.outcome is Outcome.READ]
    pages = sum(report.pages for report in read)
    triples = sum(report.triples for report in read)
    stages: defaultdict[str, float] = defaultdict(float)
    for report in read:
        for stage, seconds in report.seconds.items():
            stages[stage] += seconds
    busy = sum(stages.values())
    print(
        f"whole pipeline, {arguments.jobs} job(s)   {pages / wall:8.1f} pages/s, {len(read) / wall:.1f} documents/s  ({pages} pages in {wall:.1f} s)"
    )
    for stage, seconds in stages.items():
        print(f"  {stage:10} {seconds:7.2f} s  {100 * seconds / busy:5.1f} %  {pages / seconds if seconds else 0:9.1f} pages/s")
    print(
        f"  {'store':10} {max(wall - busy / arguments.jobs, 0):7.2f} s  (what is left of the wall time: parsing triples, transactions, waiting)"
    )
    print(f"triples: {triples / max(pages, 1):.0f} a page, {triples} in all; refused {len(reports) - len(read)}")
    print(f"second run, nothing changed: {again:.2f} s")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory: parent {own:.0f} MB, largest reader process {child:.0f} MB")


if __name__ == "__main__":
    main()
