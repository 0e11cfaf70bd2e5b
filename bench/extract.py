"""Extraction: pages a second on plain text, on tables and on scans, and memory over long files; beside plain pypdfium2.

python -m bench.extract FOLDER [--scans FOLDER] [--long 300]

A document counts as "with tables" when at least a quarter of its pages hold one. The peer extracts bare text of the same
pages: no lines, no tables, no facts. Memory is that of a process of its own which reads a file made of the pages of a folder:
text layers of 30 pages, of half and of all that --long says, and scans of 2, 8 and 16 pages (one page takes what it takes; what
counts is that more pages do not take more).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.machine import describe
from ingest.extract import read_document
from kg.errors import UnreadableDocument
from kg.model import StandardDocument

# A child's ru_maxrss starts at that of its parent; the kernel counts VmHWM anew for each program.
_PEAK = """
import json, re, sys, time
from pathlib import Path
from dataclasses import replace
from ingest.extract import read_document
from ingest.readers.limits import DEFAULT_LIMITS
def peak_kb():
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak_kb()
started = time.perf_counter()
document, _ = read_document(Path(sys.argv[1]), replace(DEFAULT_LIMITS, ocr_threads=int(sys.argv[2])))
peak = peak_kb()
print(json.dumps({"before": before, "peak": peak, "seconds": time.perf_counter() - started, "pages": document.pages}))
"""


def _plain(file: Path) -> float:
    """Seconds that pypdfium2 needs for the bare text."""
    import pypdfium2 as pdfium

    started = time.perf_counter()
    document = pdfium.PdfDocument(str(file))
    for page in document:
        page.get_textpage().get_text_bounded()
    document.close()
    return time.perf_counter() - started


def _kind(document: StandardDocument) -> str:
    if "ocr" in document.reader:
        return "recognised (OCR)"
    with_table = {cell.at.page for table in document.tables for row in table.rows for cell in row if cell.at is not None}
    return "text with tables" if len(with_table) >= 0.25 * document.pages else "text"


def measure(files: list[Path]) -> None:
    """Read every file in this process; print pages a second of each kind beside the peer's."""
    pages: defaultdict[str, int] = defaultdict(int)
    seconds: defaultdict[str, float] = defaultdict(float)
    floor: defaultdict[str, float] = defaultdict(float)
    for file in files:
        started = time.perf_counter()
        try:
            document, _ = read_document(file)
        except UnreadableDocument as exc:
            print(f"  refused: {exc}")
            continue
        took = time.perf_counter() - started
        kind = _kind(document)
        pages[kind] += document.pages
        seconds[kind] += took
        floor[kind] += _plain(file)
    for kind, count in pages.items():
        print(
            f"{kind:18} {count:5} pages  {count / seconds[kind]:7.1f} pages/s   plain pypdfium2 {count / floor[kind]:8.1f} pages/s   "
            f"{1000 * seconds[kind] / count:7.1f} ms a page"
        )


def _long_file(files: list[Path], pages: int, to: Path) -> None:
    import pypdfium2 as pdfium

    out = pdfium.PdfDocument.new()
    while len(out) < pages:
        for file in files:
            source = pdfium.PdfDocument(str(file))
            out.import_pages(source, list(range(min(len(source), pages - len(out)))))
            if len(out) >= pages:
                break
    out.save(str(to))


def memory(files: list[Path], sizes: Sequence[int], ocr_threads: int) -> None:
    """Peak memory of a process that reads one file, for each number of pages in ``sizes``."""
    for pages in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "long.pdf"
            _long_file(files, pages, file)
            done = subprocess.run([sys.executable, "-c", _PEAK, str(file), str(ocr_threads)], capture_output=True, text=True, check=True)
        said = json.loads(done.stdout)
        print(
            f"{said['pages']:4} {'scanned ' if ocr_threads else ''}pages in one file: peak {said['peak'] / 1024:.0f} MB "
            f"(before reading {said['before'] / 1024:.0f} MB), {said['pages'] / said['seconds']:.1f} pages/s"
        )


def main() -> None:
    """Print what was measured on the files of the folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("tests/golden/documents"))
    parser.add_argument("--scans", type=Path, help="folder of scans (2-5 s a page)")
    parser.add_argument("--long", type=int, default=300, help="pages of the long file")
    options = parser.parse_args()
    print(describe())
    files = sorted(options.folder.rglob("*.pdf"))
    if not files:
        raise SystemExit(f"{options.folder} holds no PDF")
    read_document(files[0])  # warms up: imports, dictionaries
    measure(files)
    memory(files, (30, options.long // 2, options.long), ocr_threads=0)
    if options.scans:
        scans = sorted(options.scans.rglob("*.pdf"))
        measure(scans)
        memory(scans, (2, 8, 16), ocr_threads=1)


if __name__ == "__main__":
    main()
