"""Records of the national standards portal: a saved page, or its answers as a recording (VCR cassette)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.lines import SourceText
from ingest.readers.assembly import Assembly
from ingest.readers.characters import decode, read_characters
from ingest.readers.html import HtmlReader, declared_charset
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.portal.cassette import bodies_of
from ingest.readers.portal.page import PortalRecord, records_of
from ingest.readers.printed_cover import cover_lines
from kg.errors import UnreadableDocument
from kg.identifiers import StandardNumber
from kg.model import Finding, Severity

_MOST_NAMED = 5


class PortalReader:
    """Reads ``.html`` pages that a portal made and ``.yml`` recordings, where they are about one standard.

    The facts are printed as a cover (`ingest.readers.printed_cover`); the status is a finding, because it tells of the
    day on which the page was saved and not of the document.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def read(self, path: Path) -> SourceText:
        """Raises UnreadableDocument no_record, several_standards, unknown_format, damaged, too_large, binary or encoding."""
        records = self._records(path)
        if records is None:
            # The words of the labels, not their fields: a page about the portal, or a standard about such records.
            return HtmlReader(self._limits).read(path)
        record = _the_one(path.name, records)
        assembly = Assembly(path.name, self._limits)
        for line in cover_lines(record.cover):
            assembly.add_text(line)
        source = assembly.finish("portal", "portal/1")
        return replace(source, findings=tuple(_findings(record)))

    def _records(self, path: Path) -> list[PortalRecord] | None:
        if path.suffix.lower() not in (".yml", ".yaml"):
            with path.open("rb") as file:
                declared = declared_charset(file.read(4096))
            return records_of(read_characters(path, self._limits, declared), path.name)
        records: list[PortalRecord] = []
        for body in bodies_of(read_characters(path, self._limits), path.name, self._limits):
            # Pictures and data stand between the pages of a recording.
            if b"<" in body[:4096] and b"\0" not in body:
                records += records_of(decode(body, path.name, declared_charset(body[:4096])), path.name) or []
        return records


def _the_one(name: str, records: list[PortalRecord]) -> PortalRecord:
    """The record of the one standard that a file is about; a page of its own says more than a row of a list."""
    if not records:
        raise UnreadableDocument("no_record", f"{name} shows no standard; save the page of one standard, not an empty list of results")
    editions = {_edition(record): record for record in records}
    if len(editions) > 1:
        named = ", ".join(sorted(editions)[:_MOST_NAMED]) + (" …" if len(editions) > _MOST_NAMED else "")
        raise UnreadableDocument(
            "several_standards",
            f"{name} holds records of {len(editions)} standards ({named}), and a document is about one; save the page of each by itself",
        )
    return max(records, key=lambda record: record.detailed)


def _edition(record: PortalRecord) -> str:
    number = StandardNumber.parse_or_none(record.cover.number or "")
    return number.canonical if number else record.cover.number or ""


def _findings(record: PortalRecord) -> list[Finding]:
    findings = [
        Finding(
            Severity.INFO, "portal_record", "cover", "这是标准平台的题录，不是标准正文 a record of a standards portal, not the standard"
        )
    ]
    if record.status:
        findings.append(
            Finding(
                Severity.INFO,
                "portal_status",
                "cover",
                f"平台在保存之日标为“{record.status}”，不作为事实 the status of the day the page was saved; not taken as a fact",
            )
        )
    return findings
