"""One file -> StandardDocument -> triples. Runs inside the sandbox child: everything here sees hostile input."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.clauses.structure import Structure, read_structure
from ingest.confidence import with_confidence
from ingest.cover.facts import Cover
from ingest.cover.front import read_cover
from ingest.cover.law import is_law_title, read_law_cover
from ingest.document_json import document_json
from ingest.limits.limits import read_limits
from ingest.lines import Line, SourceText
from ingest.linking.identities import Identities
from ingest.linking.mentions import Parts, read_mentions
from ingest.linking.products import link_products
from ingest.measured.measurands import read_measurands
from ingest.measured.methods import read_methods
from ingest.places import Places
from ingest.provisions import read_provisions
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.registry import reader_for
from ingest.references import read_references
from ingest.tables.tables import read_tables
from ingest.terms import read_terms
from kg.errors import UnreadableDocument
from kg.identifiers import StandardNumber
from kg.mapping import edition_of_document, n_triples, triples_of
from kg.model import Clause, DocumentType, Finding, ProductMention, Severity, StandardDocument

EXTRACTOR = "nqi-extract/3"
"""Name and version of what reads documents; a new version reads every file again."""


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_document(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[StandardDocument, str]:
    """The document and its text. Raises UnreadableDocument where no reader can read the file."""
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    name, reader = reader_for(path, limits)
    sha256 = file_sha256(path)
    source = reader.read(path)
    seconds["read"] = time.perf_counter() - started
    started = time.perf_counter()
    structure = read_structure(source)
    seconds["structure"] = time.perf_counter() - started
    started = time.perf_counter()
    document = with_confidence(_facts(path.name, sha256, name, source, structure), source.lines)
    seconds["facts"] = time.perf_counter() - started
    return replace(document, stage_seconds=seconds), source.text


def _facts(file: str, sha256: str, format_: str, source: SourceText, structure: Structure) -> StandardDocument:
    cover = read_cover(structure.cover, structure.foreword, source.lines, _introduction(structure.clauses, source.lines))
    articles = any(re.match(r"第[一二三四五六七八九十百]+条", clause.number) for clause in structure.clauses)
    is_law = cover.number is None and (articles or any(is_law_title(line.text) for line in structure.cover[:3]))
    if is_law:
        cover = read_law_cover([*structure.cover, *structure.foreword], source.lines)
    own = StandardNumber.parse_or_none(cover.number.value) if cover.number else None
    type_ = _type(own, structure.cover, is_law)
    places = Places(source.lines)
    references = read_references(structure.clauses, source.lines, own, structure.quoted)
    tables = read_tables(_without_explanation(source, structure), structure.clauses)
    limits = read_limits(structure.clauses, tables, type_, places)
    methods = read_methods(structure.clauses, tables, places, limits.limits)
    mentions = read_mentions(Parts(source.text, cover.title_zh, structure.clauses, tables), places.of)
    identities = Identities(limits.limits, mentions)
    findings = [
        *source.findings,
        *structure.findings,
        *cover.findings,
        *references.findings,
        *limits.findings,
        *_doubts(cover, structure, own, is_law),
    ]
    return StandardDocument(
        file=file,
        sha256=sha256,
        format=format_,
        pages=source.pages,
        reader=source.reader,
        text_length=len(source.text),
        number=cover.number,
        other_numbers=tuple(cover.other_numbers),
        title_zh=cover.title_zh,
        title_en=cover.title_en,
        type=type_,
        mandatory=own.mandatory if own else None,
        draft=cover.draft,
        digest=cover.digest,
        issued=cover.issued,
        effective=cover.effective,
        ics=tuple(cover.ics),
        ccs=tuple(cover.ccs),
        issuers=tuple(cover.issuers),
        committee=cover.committee,
        drafters=tuple(cover.drafters),
        replaces=tuple(cover.replaces),
        replaced_by=tuple(cover.replaced_by),
        adopts=tuple(cover.adopts),
        references=references.references,
        other_references=references.others,
        citations=references.citations,
        terms=read_terms(structure.clauses, cover.title_zh.value if cover.title_zh else None),
        clauses=structure.clauses,
        provisions=read_provisions(structure.clauses, type_, places, tables),
        tables=tables,
        limits=identities.limits(limits.limits),
        measurands=identities.measurands(read_measurands(tables, limits.limits, methods, structure.clauses, cover.title_zh)),
        test_methods=identities.methods(methods),
        products=_products(cover, structure.clauses, places),
        mentions=mentions,
        findings=tuple(findings),
    )


def _introduction(clauses: Sequence[Clause], lines: Sequence[Line]) -> list[Line]:
    """The lines of a clause 引言, which stands before clause 1."""
    head = clauses[0] if clauses else None
    if (
        head is None
        or not re.fullmatch(r"(?:0|引言)", head.number)
        or not re.fullmatch(r"(?:引|前)言", re.sub(r"\s+", "", head.heading or "引言"))
    ):
        return []
    end = head.text_at.end if head.text_at else head.at.end
    return [line for line in lines if not line.furniture and head.at.start <= line.start < end]


def _without_explanation(source: SourceText, structure: Structure) -> SourceText:
    end = structure.end
    return source if end is None else replace(source, tables=tuple(table for table in source.tables if table.start < end))


def _type(own: StandardNumber | None, cover: Sequence[Line], is_law: bool) -> DocumentType:
    if own is not None:
        return own.type
    if is_law:
        return DocumentType.LAW
    text = re.sub(r"\s+", "", "".join(line.text for line in cover[:60]))
    # Without a number the heading of the cover still says which kind it is.
    for words, type_ in (
        ("国家计量检定规程", DocumentType.VERIFICATION_REGULATION),
        ("国家计量技术规范", DocumentType.CALIBRATION_SPECIFICATION),
        ("认证实施规则", DocumentType.IMPLEMENTATION_RULE),
        ("行业标准", DocumentType.INDUSTRY),
        ("地方标准", DocumentType.LOCAL),
        ("团体标准", DocumentType.GROUP),
        ("企业标准", DocumentType.ENTERPRISE),
        ("国家标准", DocumentType.NATIONAL),
    ):
        if words in text:
            return type_
    return DocumentType.OTHER


def _doubts(cover: Cover, structure: Structure, own: StandardNumber | None, is_law: bool) -> list[Finding]:
    """What a careful reader would miss."""
    findings = []
    if own is None and not is_law:
        findings.append(
            Finding(
                Severity.ERROR,
                "no_number",
                "cover",
                "封面和页眉都没有标准编号，请检查首页是否在内 no standard number stands on the cover or in the running heads",
            )
        )
    elif own is not None and not own.is_dated:
        findings.append(
            Finding(
                Severity.WARNING,
                "number_undated",
                "cover",
                f"{own.canonical} 没有年代号，无法确定版次 is printed without a year; the edition cannot be told",
            )
        )
    if cover.title_zh is None:
        findings.append(Finding(Severity.WARNING, "no_title", "cover", "封面没有中文名称 no Chinese title was found on the cover"))
    if not is_law:
        days = (("发布日期", "date of issue", cover.issued), ("实施日期", "date of implementation", cover.effective))
        missing = [(zh, name) for zh, name, value in days if value is None]
        if missing:
            message = f"没有{'和'.join(zh for zh, _ in missing)} no {' and no '.join(name for _, name in missing)} was found"
            findings.append(Finding(Severity.INFO, "no_dates", "cover", message))
    if not structure.clauses:
        findings.append(
            Finding(
                Severity.WARNING,
                "no_clauses",
                "body",
                "没有找到编号的条款，只读出封面 no numbered clause was found; only the cover could be read",
            )
        )
    pages: dict[str, list[int]] = {}
    for clause in structure.clauses:
        pages.setdefault(clause.number, []).append(clause.at.page)
    for number, places in pages.items():
        if len(places) > 1:
            findings.append(
                Finding(
                    Severity.WARNING,
                    "clause_repeated",
                    f"clause {number}, page {', '.join(map(str, dict.fromkeys(places)))}",
                    f"条款编号 {number} 出现 {len(places)} 次，均保留 is printed {len(places)} times; each is kept",
                )
            )
    return findings


def _products(cover: Cover, clauses: Sequence[Clause], places: Places) -> tuple[ProductMention, ...]:
    scope = [c for c in clauses if c.heading and re.search(r"范\s*围", c.heading) and c.level <= 2]
    # The first such clause is the scope; its subclauses (201.1.1) belong to it.
    scope = scope[:1] + [c for c in clauses if scope and c.parent == scope[0].number]
    return link_products(cover.title_zh, scope, places.of)


# -- what the sandbox calls -------------------------------------------------------------------


def extract(argument: dict[str, Any]) -> dict[str, Any]:
    """{"path"} -> the extraction document of the contract."""
    document, _ = read_document(Path(argument["path"]), _limits(argument))
    return document_json(document)


def prepare(argument: dict[str, Any]) -> dict[str, Any]:
    """{"path"} -> {"sha256", "number", "edition", "title", "triples" (N-Triples), "findings", "pages", "seconds"}.

    Raises UnreadableDocument where the document has no identity to put it under.
    """
    from kg.validate import validate

    path = Path(argument["path"])
    document, text = read_document(path, _limits(argument))
    edition = edition_of_document(document)
    if edition is None:
        title = f" ({document.title_zh.value[:60]})" if document.title_zh else ""
        raise UnreadableDocument(
            "no_number",
            f"{path.name}{title}: no standard number on its cover or in its running heads, so it has no place in the graph; "
            f"add the missing cover page, or see what was read with 'nqi extract {path.name}'",
        )
    seconds = dict(document.stage_seconds)
    started = time.perf_counter()
    source_path = str(path.resolve())
    triples = triples_of(document, text, source_path, EXTRACTOR)
    seconds["map"] = time.perf_counter() - started
    started = time.perf_counter()
    violations = validate(triples)
    seconds["shacl"] = time.perf_counter() - started
    refusing = [finding for finding in violations if finding.severity is Severity.ERROR]
    if refusing:
        raise UnreadableDocument(
            "shapes", f"{path.name}: what was read breaks the shapes of the graph ({refusing[0].message}); please report this file"
        )
    if violations:
        document = replace(document, findings=(*document.findings, *violations))
        triples = triples_of(document, text, source_path, EXTRACTOR)
    return {
        "sha256": document.sha256,
        "number": document.number.value if document.number else (document.title_zh.value if document.title_zh else ""),
        "edition": edition,
        "title": document.title_zh.value if document.title_zh else None,
        "digest": document.digest is not None,
        "pages": document.pages,
        "triples": "\n".join(n_triples(triples)),
        "triple_count": len(triples),
        "findings": [[f.severity.value, f.code, f.place, f.message] for f in document.findings],
        "seconds": seconds,
    }


def _limits(argument: dict[str, Any]) -> Limits:
    return replace(DEFAULT_LIMITS, **argument["limits"]) if argument.get("limits") else DEFAULT_LIMITS
