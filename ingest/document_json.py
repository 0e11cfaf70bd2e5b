"""The extraction document: JSON of one reading, in the shape that `nqi extract --json` promises."""

from __future__ import annotations

from typing import Any

from kg.errors import UnreadableDocument
from kg.limit_text import whole
from kg.model import Day, Evidence, Identity, StandardDocument, Text

Json = dict[str, Any]


def _at(at: Evidence) -> Json:
    place: Json = {"page": at.page, "start": at.start, "end": at.end, "quote": at.quote}
    if at.confidence < 1.0:
        place["confidence"] = at.confidence
    return place


def _value(fact: Text | Day | None) -> str | None:
    if fact is None:
        return None
    return fact.value if isinstance(fact, Text) else fact.value.isoformat()


def _printed(value: float | tuple[float, float]) -> float | list[float]:
    return [whole(bound) for bound in value] if isinstance(value, tuple) else whole(value)


def _identity(identity: Identity | None) -> Json | None:
    """Which measurand of the vocabulary a printed name is, or is a kind of."""
    if identity is None:
        return None
    return {"concept": identity.concept, "is_kind": identity.is_kind, "confidence": identity.confidence}


def document_json(d: StandardDocument) -> Json:
    """Everything read from one file. Facts that are plain values have their places under ``evidence``."""
    evidence = {
        name: _at(fact.at)
        for name, fact in (
            ("number", d.number),
            ("title_zh", d.title_zh),
            ("title_en", d.title_en),
            ("issued", d.issued),
            ("effective", d.effective),
            ("committee", d.committee),
            ("draft", d.draft),
            ("digest", d.digest),
        )
        if fact is not None
    }
    for name, facts in (
        ("ics", d.ics),
        ("ccs", d.ccs),
        ("issuer", d.issuers),
        ("drafters", d.drafters),
        ("other_references", d.other_references),
    ):
        for i, fact in enumerate(facts):
            evidence[f"{name}[{i}]"] = _at(fact.at)
    for i, measurand in enumerate(d.measurands):
        evidence[f"measurands[{i}]"] = _at(measurand.at)
    for i, replaced in enumerate(d.replaces):
        evidence[f"replaces[{i}]"] = _at(replaced.at)
    for i, successor in enumerate(d.replaced_by):
        evidence[f"replaced_by[{i}]"] = _at(successor.at)
    return {
        "file": d.file,
        "sha256": d.sha256,
        "format": d.format,
        "pages": d.pages,
        "readable": d.readable,
        "reader": d.reader,
        "number": _value(d.number),
        "other_numbers": [other.value for other in d.other_numbers],
        "title_zh": _value(d.title_zh),
        "title_en": _value(d.title_en),
        "type": d.type.value,
        "mandatory": d.mandatory,
        "draft": _value(d.draft),
        "digest": d.digest is not None,
        "issued": _value(d.issued),
        "effective": _value(d.effective),
        "ics": d.ics[0].value if d.ics else None,
        "ccs": d.ccs[0].value if d.ccs else None,
        "ics_all": [code.value for code in d.ics],
        "issuer": [issuer.value for issuer in d.issuers],
        "committee": _value(d.committee),
        "drafters": [drafter.value for drafter in d.drafters],
        "replaces": [replaced.value for replaced in d.replaces],
        "replaces_partly": [replaced.value for replaced in d.replaces if replaced.partial],
        "replaced_by": [successor.value for successor in d.replaced_by],
        "adopts": [{"number": a.number, "degree": a.degree, "at": _at(a.at)} for a in d.adopts],
        "normative_references": [
            {"number": r.number, "dated": r.dated, "title_zh": r.title_zh, "all_parts": r.all_parts, "at": _at(r.at)} for r in d.references
        ],
        "other_references": [other.value for other in d.other_references],
        "citations": [{"number": c.number, "clause": c.clause, "target_clause": c.target_clause, "at": _at(c.at)} for c in d.citations],
        "terms": [
            {
                "clause": t.clause,
                "term_zh": t.term_zh,
                "term_en": t.term_en,
                "definition": t.definition,
                "admitted": t.admitted,
                "deprecated": t.deprecated,
                "notes": t.notes,
                "source": t.source,
                "at": _at(t.at),
            }
            for t in d.terms
        ],
        "clauses": [
            {
                "number": c.number,
                "heading": c.heading,
                "level": c.level,
                "kind": c.kind.value,
                "parent": c.parent,
                "text": c.text,
                "at": _at(c.at),
            }
            for c in d.clauses
        ],
        "provisions": [
            {"clause": p.clause, "kind": p.kind.value, "text": p.text, "delegates_to": p.delegates_to, "at": _at(p.at)}
            for p in d.provisions
        ],
        "tables": [
            {
                "number": t.number,
                "caption": t.caption,
                "unit": t.unit,
                "header": [[cell.text for cell in row] for row in t.header],
                "rows": [[cell.text for cell in row] for row in t.rows],
                "notes": [{"mark": note.mark, "text": note.text, "at": _at(note.at)} for note in t.notes],
                "clause": t.clause,
                "at": _at(t.at),
            }
            for t in d.tables
        ],
        "limits": [
            {
                "clause": limit.clause,
                "table": limit.table,
                "object": limit.object,
                "quantity": limit.quantity,
                "measurand": limit.measurand,
                "operator": limit.operator.value,
                "value": _printed(limit.value),
                "unit": limit.unit,
                "unit_iri": limit.unit_iri,
                "si_value": limit.si_value,
                "condition": limit.condition,
                "identity": _identity(limit.identity),
                "at": _at(limit.at),
            }
            for limit in d.limits
        ],
        "measurands": [measurand.name for measurand in d.measurands],
        "measurand_identities": [_identity(measurand.identity) for measurand in d.measurands],
        "test_methods": [
            {"measurand": m.measurand, "number": m.number, "identity": _identity(m.identity), "at": _at(m.at)} for m in d.test_methods
        ],
        "products": [{"product": p.product, "label": p.label, "at": _at(p.at)} for p in d.products],
        "mentions": [
            {
                "kind": m.kind,
                "concept": m.concept,
                "label": m.label,
                "clause": m.clause,
                "candidates": list(m.candidates),
                "at": _at(m.at),
            }
            for m in d.mentions
        ],
        "evidence": evidence,
        "findings": [{"severity": f.severity.value, "code": f.code, "place": f.place, "message": f.message} for f in d.findings],
    }


def unreadable_json(file: str, sha256: str | None, error: UnreadableDocument) -> Json:
    """The extraction document of a file that no reader could read: every key, no facts, and the reason."""
    empty = StandardDocument(file=file, sha256=sha256 or "", format="", pages=0, reader="", readable=False)
    document = document_json(empty)
    document.update(
        sha256=sha256,
        format=None,
        reader=None,
        type=None,
        findings=[{"severity": "error", "code": error.code, "place": file, "message": str(error)}],
    )
    return document
