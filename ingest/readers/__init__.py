"""Readers: one format a file, each turning a document into `ingest.lines.SourceText`."""

from __future__ import annotations

from ingest.readers.limits import Limits
from ingest.readers.registry import READERS, SUFFIXES, open_reader, reader_for

__all__ = ["READERS", "SUFFIXES", "Limits", "open_reader", "reader_for"]
