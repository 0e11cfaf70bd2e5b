"""What one document says, as frozen values: the language that ingest, graph and search share.

Every value that states a fact carries ``at``, its `Evidence`. Nothing here reads files or
writes triples. Character offsets count code points in the *document text*: the lines that the
reader kept, in reading order, joined by ``\\n`` (RFC 5147 ``char=`` semantics).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: 1-based page, half-open span [start, end) of the document text, and its words.

    ``page`` is 1 for formats without pages. ``confidence`` in (0, 1]; 1.0 = read, not recognised.
    """

    page: int
    start: int
    end: int
    quote: str
    confidence: float = 1.0


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """A defect of the data: said, kept, never fatal to the batch."""

    severity: Severity
    code: str
    place: str
    message: str


class DocumentType(StrEnum):
    """标准文件的类别, as the contract names them."""

    NATIONAL = "national"
    INDUSTRY = "industry"
    LOCAL = "local"
    GROUP = "group"
    ENTERPRISE = "enterprise"
    VERIFICATION_REGULATION = "verification_regulation"
    CALIBRATION_SPECIFICATION = "calibration_specification"
    IMPLEMENTATION_RULE = "implementation_rule"
    LAW = "law"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Text:
    """A text fact: its value as it reads, and where it stands."""

    value: str
    at: Evidence


@dataclass(frozen=True, slots=True)
class Day:
    """A date fact (发布日期, 实施日期)."""

    value: date
    at: Evidence


@dataclass(frozen=True, slots=True)
class NumberFact:
    """A standard number in canonical form (`StandardNumber.canonical`), and where it stands."""

    value: str
    at: Evidence
    partial: bool = False
    """部分代替: only part of that document is replaced."""
    since: Day | None = None
    """Of what replaced the document itself: the day from which it does, where a note says so."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """采用国际标准: number of the adopted document, and the degree IDT, MOD or NEQ."""

    number: str
    degree: str
    at: Evidence


@dataclass(frozen=True, slots=True)
class Reference:
    """规范性引用文件: a document this one cannot be applied without (GB/T 1.1-2020, 8.6)."""

    number: str
    dated: bool
    title_zh: str | None
    at: Evidence
    all_parts: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A number cited in running text, with the clause it is cited in and, if said, the clause it points to."""

    number: str
    clause: str | None
    target_clause: str | None
    at: Evidence


@dataclass(frozen=True, slots=True)
class TermEntry:
    """术语条目: clause, preferred Chinese term, English equivalent, definition (GB/T 1.1-2020, 8.7; ISO 10241-1).

    ``admitted`` are 许用术语 and abbreviations, ``deprecated`` 拒用术语; ``notes`` and ``source`` as printed, without their labels.
    """

    clause: str
    term_zh: str
    term_en: str | None
    definition: str
    at: Evidence
    admitted: tuple[str, ...] = ()
    deprecated: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str | None = None


class AnnexKind(StrEnum):
    NORMATIVE = "normative"
    INFORMATIVE = "informative"


@dataclass(frozen=True, slots=True)
class Clause:
    """章条: ``number`` as printed ("1", "5.2.1", "附录A", "A.1", "第三条"), heading, own text without its children's.

    ``parent`` is the number of the enclosing clause, None at level 1. ``kind`` is normative for the body.
    """

    number: str
    heading: str | None
    level: int
    kind: AnnexKind
    parent: str | None
    text: str
    at: Evidence
    text_at: Evidence | None = None


class ProvisionKind(StrEnum):
    """Kinds of provision by modal verb (GB/T 1.1-2020 annex C; IEC-ISO SMART provision types)."""

    REQUIREMENT = "requirement"
    RECOMMENDATION = "recommendation"
    PERMISSION = "permission"
    CAPABILITY = "capability"
    POSSIBILITY = "possibility"
    EXTERNAL_CONSTRAINT = "external_constraint"


@dataclass(frozen=True, slots=True)
class Provision:
    """条款: one sentence that requires, recommends, permits or states a possibility."""

    clause: str
    kind: ProvisionKind
    text: str
    at: Evidence
    delegates_to: tuple[str, ...] = ()
    """Numbers of the documents whose requirements it makes its own ("应符合 GB 8978 的规定")."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its words without footnote marks, the marks ("a", "1"), and where it stands.

    A merged cell is repeated in every row and column it covers, with the same place. ``at`` is None for an empty cell.
    """

    text: str
    at: Evidence | None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableNote:
    """表注 or 表的脚注: the mark it explains ("a", "1"; None for a note on the whole table), and its words."""

    mark: str | None
    text: str
    at: Evidence


@dataclass(frozen=True, slots=True)
class Table:
    """表: number ("表1") and caption as printed, header rows, body rows (all of one width), the clause it stands in.

    ``unit`` is the unit stated for the whole table ("单位：mg/m3"). A table continued over pages (续表) is one table.
    """

    number: str | None
    caption: str | None
    header: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    clause: str | None
    at: Evidence
    unit: str | None = None
    notes: tuple[TableNote, ...] = ()


class Operator(StrEnum):
    """How a value bounds: the measured quantity stands at the left, ``<=`` 不大于, ``<`` 小于, ``range`` 6～9 and ±."""

    AT_MOST = "<="
    AT_LEAST = ">="
    BELOW = "<"
    ABOVE = ">"
    EQUAL = "="
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which measurand of the vocabulary a printed characteristic is, or is a kind of; its IRI, and how sure that is in (0, 1]."""

    concept: str
    confidence: float = 1.0
    is_kind: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """限值: object, measurand, operator, value, unit, condition (对象, 指标项, 指标值, 限定词).

    ``value`` is one number, or (lower, upper) for `Operator.RANGE`. ``unit`` is ASCII as the contract prints it
    ("mg/m3"; "1" for none), ``unit_iri`` QUDT's unit where known, ``si_value`` the value in coherent SI units of the
    same kind (None where the unit has no SI form). ``quantity`` is QUDT's quantity kind, None where unknown.
    ``table`` is the printed number of the table the value stands in. ``at`` is the place of the value itself.
    """

    clause: str | None
    table: str | None
    object: str | None
    quantity: str | None
    measurand: str | None
    operator: Operator
    value: float | tuple[float, float]
    unit: str | None
    unit_iri: str | None
    si_value: float | tuple[float, float] | None
    condition: str | None
    at: Evidence
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class MeasurandMention:
    """被测量: a characteristic that the document regulates or has measured, as printed, and where."""

    name: str
    at: Evidence
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class MethodReference:
    """试验方法: a characteristic and the standard it is measured by."""

    measurand: str
    number: str
    at: Evidence
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class ProductMention:
    """标准化对象: a product concept of the vocabulary named in title or scope."""

    product: str
    """Slug in the product vocabulary."""
    label: str
    at: Evidence


@dataclass(frozen=True, slots=True)
class ConceptMention:
    """提及: a concept of the vocabularies named in a clause, or in the title (``clause`` None); the first place in it.

    ``kind`` is measurand, product, instrument, scheme or org. ``concept`` is its IRI, None where the name means several things and
    nothing decides; then ``candidates`` are those.
    """

    kind: str
    concept: str | None
    label: str
    """The name as printed."""
    clause: str | None
    at: Evidence
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandardDocument:
    """One source file, read. Facts not found are None or empty, never guessed."""

    file: str
    sha256: str
    format: str
    pages: int
    reader: str
    text_length: int = 0
    number: Text | None = None
    other_numbers: tuple[NumberFact, ...] = ()
    title_zh: Text | None = None
    title_en: Text | None = None
    type: DocumentType = DocumentType.OTHER
    mandatory: bool | None = None
    draft: Text | None = None
    digest: Text | None = None
    """摘编: the words with which the file says that it retells a standard and is not its text."""
    issued: Day | None = None
    effective: Day | None = None
    ics: tuple[Text, ...] = ()
    ccs: tuple[Text, ...] = ()
    issuers: tuple[Text, ...] = ()
    committee: Text | None = None
    drafters: tuple[Text, ...] = ()
    replaces: tuple[NumberFact, ...] = ()
    replaced_by: tuple[NumberFact, ...] = ()
    """被代替: what a stamp or an editor's note in the file says took the place of this edition."""
    adopts: tuple[Adoption, ...] = ()
    references: tuple[Reference, ...] = ()
    other_references: tuple[Text, ...] = ()
    citations: tuple[Citation, ...] = ()
    terms: tuple[TermEntry, ...] = ()
    clauses: tuple[Clause, ...] = ()
    provisions: tuple[Provision, ...] = ()
    tables: tuple[Table, ...] = ()
    limits: tuple[Limit, ...] = ()
    measurands: tuple[MeasurandMention, ...] = ()
    test_methods: tuple[MethodReference, ...] = ()
    products: tuple[ProductMention, ...] = ()
    mentions: tuple[ConceptMention, ...] = ()
    findings: tuple[Finding, ...] = ()
    readable: bool = True
    stage_seconds: dict[str, float] = field(default_factory=dict, compare=False)
