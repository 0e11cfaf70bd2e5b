"""``python -m kg.vocabulary_tables``: check the tables of the vocabulary of measurands and write ``ontologies/measurands.ttl`` from them.

With ``--check`` nothing is written: exit status 1 where the file is not what the tables say.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kg.errors import TableError
from kg.reference_data import ONTOLOGIES
from kg.table_rows import TABLES
from kg.vocabulary_checks import check
from kg.vocabulary_rows import read_rows
from kg.vocabulary_turtle import turtle

MEASURANDS: Final = ONTOLOGIES / "measurands.ttl"
"""The file that is made."""


def measurands_text(folder: Path = TABLES) -> str:
    """The Turtle text that the tables of ``folder`` state; raises TableError with the row that is wrong."""
    rows = read_rows(folder)
    check(rows)
    return turtle(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 done, 1 out of date, 2 a table is wrong."""
    parser = argparse.ArgumentParser(prog="python -m kg.vocabulary_tables", description="Make measurands.ttl from its tables.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the file differs from the tables")
    parser.add_argument("--tables", type=Path, default=TABLES, help="folder of the tables (default: ontologies/tables)")
    parser.add_argument("--out", type=Path, default=MEASURANDS, help="file to write (default: ontologies/measurands.ttl)")
    options = parser.parse_args(arguments)
    try:
        text = measurands_text(options.tables)
    except TableError as error:
        print(error, file=sys.stderr)
        return 2
    if options.check:
        same: bool = options.out.is_file() and options.out.read_text(encoding="utf-8") == text
        if not same:
            print(f"{options.out.name} is not what the tables say; run python -m kg.vocabulary_tables", file=sys.stderr)
        return 0 if same else 1
    options.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
