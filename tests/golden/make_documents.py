"""Prints the golden documents: HTML that mimics the printed layout -> PDF with a text layer, and their graphs as sorted triples.

    python -m tests.golden.make_documents [NAME]...            print source.html of each folder to <name>.pdf (needs Chromium)
    python -m tests.golden.make_documents --turtle [NAME]...   write expected.ttl anew, to be reviewed in the diff

The printed files are kept in the repository: tests read those and need no browser.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from ingest.extract import read_document
from kg.mapping import edition_of_document, n_triples, triples_of
from tests.golden.word_template import write_docx

DOCUMENTS = Path(__file__).parent / "documents"
CHROMIUM = "/usr/bin/chromium"
LARGEST = 150_000
"""Bytes; a golden document is a few pages and carries the few characters of its fonts that it uses."""
SCANNED = "gb-1980s"
"""The document of which the scanned one is a picture."""
SCANNED_DPI = 200


def folders(names: list[str] | None = None) -> list[Path]:
    """The folders of the golden documents, all of them or those named."""
    return [folder for folder in sorted(DOCUMENTS.iterdir()) if folder.is_dir() and (not names or folder.name in names)]


def document_of(folder: Path) -> Path:
    """The document of a folder: the one file called like it."""
    return next(path for path in sorted(folder.iterdir()) if path.stem == folder.name)


def print_to_pdf(html: Path, pdf: Path) -> None:
    """Prints one page of HTML. Raises CalledProcessError where Chromium fails."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                CHROMIUM,
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
                *("--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer", "--disable-pdf-tagging"),
                f"--user-data-dir={profile}",
                f"--print-to-pdf={pdf}",
                html.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


def photograph(pdf: Path, scan: Path) -> None:
    """A PDF of pictures of another's pages: black and white, a little askew, as a library's scanner makes them."""
    pages = []
    document = pdfium.PdfDocument(pdf)
    for number, page in enumerate(document):
        grey = page.render(scale=SCANNED_DPI / 72, grayscale=True).to_pil()
        askew = grey.rotate((0.25, -0.2)[number % 2], resample=Image.Resampling.BICUBIC, fillcolor=255)
        pages.append(askew.point(lambda value: 255 if value > 150 else 0).convert("1"))
    document.close()
    pages[0].save(scan, "PDF", resolution=SCANNED_DPI, save_all=True, append_images=pages[1:])


def turtle(path: Path) -> str:
    """The graph of one document as sorted triples, one a line: a subset of Turtle that shows every change as a line of a diff.

    Without its links to the vocabularies: those change with every concept that a vocabulary gains, and have tests of their own
    (`tests/ingest/test_mentions.py`).
    """
    document, text = read_document(path)
    document = replace(
        document,
        mentions=(),
        limits=tuple(replace(limit, identity=None) for limit in document.limits),
        measurands=tuple(replace(measurand, identity=None) for measurand in document.measurands),
        test_methods=tuple(replace(method, identity=None) for method in document.test_methods),
    )
    if edition_of_document(document) is None:
        return "# without a number it has no place in the graph\n"
    lines = set(n_triples(triples_of(document, text, f"/golden/{path.name}", "golden")))
    return "\n".join(sorted(lines)) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="folders under tests/golden/documents (default: all)")
    parser.add_argument("--turtle", action="store_true", help="write expected.ttl instead of the PDF")
    options = parser.parse_args()
    for folder in folders(options.names):
        if options.turtle:
            (folder / "expected.ttl").write_text(turtle(document_of(folder)), "utf-8")
            print(folder.name)
        elif (source := folder / "source.html").is_file():
            pdf = folder / f"{folder.name}.pdf"
            print_to_pdf(source, pdf)
            print(f"{folder.name}: {pdf.stat().st_size} bytes{'  TOO LARGE' if pdf.stat().st_size > LARGEST else ''}")
        elif (source := folder / "source.txt").is_file():
            write_docx(source, folder / f"{folder.name}.docx")
            print(folder.name)
        elif folder.name == "scanned":
            photograph(DOCUMENTS / SCANNED / f"{SCANNED}.pdf", folder / "scanned.pdf")
            print(f"{folder.name}: {(folder / 'scanned.pdf').stat().st_size} bytes")


if __name__ == "__main__":
    main()
