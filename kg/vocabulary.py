"""Namespaces, the terms we mint, and the IRIs of things. `ontologies/nqi.ttl` defines every term here.

IRIs are functions of number, edition, clause and ordinal: no blank nodes, nothing random, so the
same file always gives the same triples. The base is a permanent-identifier name that is not
registered yet; the server answers for its paths itself.
"""

from __future__ import annotations

import re
from typing import Final

from kg.identifiers import StandardNumber

BASE: Final = "https://w3id.org/nqi/"
NQI: Final = BASE + "ontology#"
ID: Final = BASE + "id/"
GRAPH: Final = BASE + "graph/"
REPLACED_BY: Final = "/replaced-by/"
"""Behind the IRI of an edition: the node in which its own file says what replaced it."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
QUDT: Final = "http://qudt.org/schema/qudt/"
SMART: Final = "https://w3id.org/standards/smart/ontologies/core/"
OIML: Final = "https://w3id.org/oiml/ontologies/core/"
ELI: Final = "http://data.europa.eu/eli/ontology#"
ORG: Final = "http://www.w3.org/ns/org#"
SH: Final = "http://www.w3.org/ns/shacl#"
SOSA: Final = "http://www.w3.org/ns/sosa/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
QB: Final = "http://purl.org/linked-data/cube#"
SDMX_DIMENSION: Final = "http://purl.org/linked-data/sdmx/2009/dimension#"
SDMX_MEASURE: Final = "http://purl.org/linked-data/sdmx/2009/measure#"
SDMX_ATTRIBUTE: Final = "http://purl.org/linked-data/sdmx/2009/attribute#"
SCHEMA: Final = "https://schema.org/"

PREFIXES: Final[dict[str, str]] = {
    "nqi": NQI,
    "id": ID,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "dcterms": DCTERMS,
    "skos": SKOS,
    "prov": PROV,
    "oa": OA,
    "qudt": QUDT,
    "smart": SMART,
    "oiml": OIML,
    "eli": ELI,
    "org": ORG,
    "sh": SH,
    "sosa": SOSA,
    "dcat": DCAT,
    "qb": QB,
    "sdmxd": SDMX_DIMENSION,
    "sdmxm": SDMX_MEASURE,
    "sdmxa": SDMX_ATTRIBUTE,
    "schema": SCHEMA,
}
"""The prefixes that every query, page and serialisation of ours uses."""

CLASSES: Final[dict[str, str]] = {
    "Standard": "the work: a number without a year",
    "StandardEdition": "an edition: a number with its year; subclass of smart:PublicationDocument",
    "Law": "法律法规: a law or ordinance, known by title and date",
    "SourceDocument": "one file that was read; its IRI is that of its named graph",
    "Catalogue": "目录: a table of bibliographic facts about many editions; its IRI is that of its named graph; subclass of dcat:Catalog",
    "CatalogueEntry": "one row of a catalogue; subclass of dcat:CatalogRecord",
    "MetadataStatement": "one bibliographic fact with its place",
    "NormativeReference": "规范性引用文件: an entry of the list of normative references",
    "Citation": "a number cited in running text",
    "Replacement": "代替: one entry of what an edition replaces",
    "Adoption": "采用: the adoption of an international document",
    "Table": "表",
    "Limit": "限值: a bound that an edition sets on a characteristic",
    "Measurand": "被测量: a characteristic that is regulated or measured; subclass of skos:Concept and sosa:ObservableProperty",
    "MeasurandMention": "a characteristic named by an edition, with its place",
    "TestMethod": "试验方法: a characteristic and the standard it is measured by",
    "Finding": "a defect of the data",
    "Product": "标准化对象: a product concept; subclass of skos:Concept",
    "ProductMention": "a product named in title or scope",
    "ConceptMention": "提及: a concept of the vocabularies that an edition names, with its best place",
    "DocumentType": "文件类别; subclass of skos:Concept",
    "ConformityScheme": "合格评定制度: a scheme of conformity assessment or legal control; subclass of skos:Concept",
    "SchemeBasis": "制度依据: one law article, rule, standard or set of criteria that a scheme rests on",
    "SchemeCoverage": "制度适用: that a scheme applies to a product, with the reason",
    "ProductStandard": "产品标准清单条目: that the maker of a product has to know a standard, with role, reason and source",
    "Sector": "重点领域: a sector of industry; subclass of skos:Concept",
    "SectorNeed": "领域需求: a need that a document states for sectors and an element of quality infrastructure; subclass of skos:Concept",
    "Indicator": "统计指标: what an observation counts or measures; subclass of skos:Concept",
    "Instrument": "计量器具: a measuring instrument or material measure; subclass of skos:Concept",
    "InstrumentRegulation": "计量器具技术规范条目: what the vocabulary says of one JJG or JJF",
    "TestItem": "检定或校准项目: one test item of a JJG or JJF, with its stages",
    "LegalControl": "法制管理: that an instrument is under mandatory verification or type approval, with use and source",
    "MeasuredQuantity": "所测量: one measurand of an instrument, with the standards above it",
    "VerificationScheme": "国家计量检定系统表: a hierarchy of standards for one quantity; subclass of skos:Concept",
    "TraceabilityStep": "溯源环节: a standard in a chain of traceability; subclass of skos:Concept",
}
PROPERTIES: Final[dict[str, str]] = {
    "describes": "SourceDocument -> edition",
    "documentType": "edition -> DocumentType concept",
    "mandatory": "edition -> xsd:boolean",
    "draft": "edition -> the draft mark as printed (征求意见稿 ...)",
    "digest": "edition -> the words with which its file says that it is a digest, not the text (摘编)",
    "ics": "edition -> ICS concept",
    "ccs": "edition -> CCS concept",
    "committee": "edition -> 归口单位 as printed",
    "drafter": "edition -> 起草单位 as printed",
    "replaces": "edition -> edition or work it takes the place of, across works too",
    "partial": "Replacement -> true where only a part is replaced",
    "adopts": "edition -> the international edition it adopts",
    "adoptionDegree": "Adoption -> nqi:IDT, nqi:MOD or nqi:NEQ",
    "hasReference": "edition -> NormativeReference",
    "hasCitation": "edition -> Citation",
    "hasReplacement": "edition -> Replacement",
    "hasAdoption": "edition -> Adoption",
    "refersTo": "reference, citation, replacement, adoption or test method -> the edition or work meant",
    "dated": "reference -> whether it names one edition",
    "allParts": "reference -> whether all parts are meant (所有部分)",
    "inClause": "citation, provision, table, term or limit -> clause it stands in",
    "targetClause": "citation -> number of the clause it points to",
    "about": "MetadataStatement, CatalogueEntry, or a Replacement that a catalogue or the replaced edition states -> what it is about",
    "statedProperty": "MetadataStatement -> the property it states",
    "statedValue": "MetadataStatement -> the value it states",
    "evidence": "fact -> place in the source: fragment IRI of its graph",
    "confidence": "fact -> (0, 1), only where below certain",
    "text": "clause, provision or source document -> its text",
    "annexKind": "annex -> normative or informative",
    "appliesTo": "edition -> Product",
    "mentions": "edition -> ProductMention",
    "hasMention": "edition -> ConceptMention",
    "printedName": "ConceptMention -> name with which the document names the concept",
    "identifiedAs": "limit, test method or MeasurandMention -> Measurand of the vocabulary that its printed characteristic is",
    "kindOfMeasurand": "limit, test method or MeasurandMention -> Measurand of the vocabulary of which its characteristic is a kind",
    "hasLimit": "edition -> Limit",
    "hasMeasurand": "edition -> MeasurandMention",
    "hasTestMethod": "edition -> TestMethod",
    "regulates": "edition -> Measurand",
    "ofMeasurand": "limit, test method or mention -> Measurand",
    "operator": "Limit -> <=, <, >=, >, = or range, the measured quantity at the left",
    "lowerBound": "Limit -> least value in its unit, as printed",
    "upperBound": "Limit -> greatest value in its unit, as printed",
    "lowerBoundSI": "Limit -> least value in coherent SI units",
    "upperBoundSI": "Limit -> greatest value in coherent SI units",
    "unit": "limit or table -> unit in ASCII as printed (mg/m3)",
    "limitedObject": "Limit -> what it applies to, as printed",
    "condition": "Limit -> when and where it applies, as printed",
    "inTable": "Limit -> Table it stands in",
    "delegatesTo": "provision -> the document whose requirements it makes its own",
    "listedAs": "edition, work or product -> CatalogueEntry that lists it",
    "statedStatus": "CatalogueEntry -> the status its makers give (current, upcoming, superseded, withdrawn); true on nqi:asOf at most",
    "asOf": "Catalogue or CatalogueEntry -> the day for which it says what it says",
    "unverified": "CatalogueEntry -> true where the catalogue itself says that nobody has checked the row",
    "managementClass": "Product -> management class of a medical device (I, II, III)",
    "selfDeclaration": "Product -> CCC self-declaration program (A, B)",
    "fileName": "SourceDocument -> name of the file",
    "sourcePath": "SourceDocument -> absolute path it was read from",
    "sha256": "SourceDocument -> hash of the file",
    "format": "SourceDocument -> pdf, docx, html, markdown, text",
    "pageCount": "SourceDocument -> number of pages",
    "extractor": "SourceDocument -> name/version of what read it",
    "hasFinding": "SourceDocument -> Finding",
    "severity": "Finding -> error, warning, info",
    "code": "Finding -> short code for scripts",
    "place": "Finding -> where",
    "message": "Finding -> sentence",
    "header": "Table -> header rows as JSON",
    "rows": "Table -> body rows as JSON",
    "rowPlaces": "Table -> [page, start, end] of each body row as JSON",
    "notes": "Table -> [mark, text] of each note as JSON",
    "attestationKind": "scheme -> kind of attestation (certification, declaration, verification 检定 ...)",
    "schemeType": "scheme -> scheme type of ISO/IEC 17067 (1a ... 6)",
    "assessedObject": "scheme -> kind of thing that it assesses",
    "assessor": "scheme -> who assesses: first party, third party, authority, body it appoints, accreditation body, peers",
    "authority": "scheme -> organisation that is answerable for it",
    "assessmentBody": "scheme -> organisation that assesses under it",
    "hasBasis": "scheme -> SchemeBasis",
    "basisKind": "SchemeBasis -> law, rule, standard, criterion or catalogue",
    "restsOn": "SchemeBasis -> law version or work that it names",
    "restsOnClause": "SchemeBasis -> article of that law",
    "hasCoverage": "scheme -> SchemeCoverage",
    "coversProduct": "scheme or SchemeCoverage -> Product it applies to",
    "notFollowedBy": "Product -> characters that behind a name of it make it the name of another thing (锅炉 + 用水)",
    "forProduct": "ProductStandard -> Product whose maker has to know the standard",
    "standard": "ProductStandard -> the standard (work)",
    "standardRole": "ProductStandard -> what the standard is for that product: safety, test method ...",
    "underBasis": "SchemeCoverage -> the SchemeBasis, of those of the scheme, that is about this product",
    "qualityElement": "scheme, organisation, need or observation -> element of quality infrastructure (标准, 计量, 检验检测, 认证认可)",
    "ofSector": "SectorNeed or Product -> Sector that it is stated for, or belongs to",
    "needScope": "SectorNeed -> named, overall, example or problem: how the document states it",
    "threeBases": "SectorNeed -> the base (三基) that it is about",
    "industry": "Sector or Product -> industry of GB/T 4754",
    "indicator": "observation -> Indicator",
    "qualifier": "observation -> about, over, nearly or at-least, where the document says so",
    "verifiedUnder": "instrument -> JJG (work) it is verified under",
    "calibratedUnder": "instrument -> JJF (work) it is calibrated under",
    "hasRegulation": "instrument -> InstrumentRegulation",
    "regulation": "InstrumentRegulation or VerificationScheme -> the JJG or JJF (work)",
    "knownEdition": "InstrumentRegulation -> the edition that its source names",
    "hasTestItem": "InstrumentRegulation -> TestItem",
    "verificationStage": "TestItem -> stage (首次检定, 后续检定, 使用中检查, 校准)",
    "measures": "instrument, MeasuredQuantity or VerificationScheme -> Measurand",
    "hasControl": "instrument -> LegalControl",
    "underScheme": "instrument or LegalControl -> scheme (强制检定, 型式批准)",
    "controlledUse": "LegalControl -> use for which it holds",
    "oimlRecommendation": "instrument -> OIML Recommendation (work)",
    "testsProduct": "instrument -> Product that is tested with it",
    "hasQuantity": "instrument -> MeasuredQuantity",
    "traceableVia": "instrument or MeasuredQuantity -> TraceabilityStep above it",
    "traceableTo": "TraceabilityStep -> the step above",
    "stepLevel": "TraceabilityStep -> level (国家基准 ...)",
    "ofVerificationScheme": "TraceabilityStep -> VerificationScheme",
    "realizes": "TraceabilityStep -> SI unit",
    "ofQuantity": "Measurand -> the physical quantity (a Measurand too) that it is a value of",
    "siUnit": "Measurand -> its coherent SI unit, or the unit of its level",
    "usualUnit": "Measurand -> a unit in which standards give it",
    "siQuantity": "Measurand -> its quantity in the SI Reference Point",
    "kcdbCategory": "Measurand -> a service category of the KCDB under which it is calibrated or measured",
    "casNumber": "Measurand -> CAS registry number of the substance that it is a content of",
    "ambiguousLabel": "Measurand -> a name printed for it that is printed for something else too",
}
"""Our own terms; everything else is reused. A test compares both tables with ontologies/nqi.ttl."""

PROVISION_CLASSES: Final[dict[str, str]] = {
    "requirement": SMART + "Requirement",
    "recommendation": SMART + "Recommendation",
    "permission": SMART + "Permission",
    "capability": SMART + "Capability",
    "possibility": SMART + "Possibility",
    "external_constraint": SMART + "ExternalConstraint",
}


def segment(text: str) -> str:
    """Text as one IRI path segment: Chinese stays readable, what IRIs forbid becomes '-'.

    >>> segment("附录 A<b>")
    '附录-A-b'
    """
    return re.sub(r"-{2,}", "-", re.sub(r"[\s\"<>\\^`{|}#?/%\[\]\x00-\x1f:@!$&'()*+,;=\u3000（）、，。；：]+", "-", text)).strip("-") or "_"


def work_iri(number: StandardNumber) -> str:
    """IRI of the work: ``GB/T 20223-2006`` -> ``…/id/std/GB-T-20223``."""
    return f"{ID}std/{number.slug}"


def edition_iri(number: StandardNumber) -> str:
    """IRI of the edition or amendment that a dated number names; of the work if undated."""
    iri = work_iri(number)
    if number.year is None:
        return iri
    iri += f"/{number.year}"
    if number.amendment is None:
        return iri
    # Corrigenda are counted apart from amendments: both have a first.
    return f"{iri}/amd/{'cor-' if number.corrigendum else ''}{number.amendment}"


def law_iri(title: str) -> str:
    """IRI of a law as a work (法律法规: known by title)."""
    return f"{ID}law/{segment(title)}"


def law_edition_iri(title: str, date: str) -> str:
    """IRI of a law's version of ``date`` (ISO)."""
    return f"{law_iri(title)}/{date}"


def clause_iri(edition: str, number: str, occurrence: int = 1) -> str:
    """IRI of a clause; a number printed twice gets its occurrence behind it."""
    iri = f"{edition}/cl/{segment(number)}"
    return iri if occurrence == 1 else f"{iri}~{occurrence}"


def concept_iri(kind: str, notation: str) -> str:
    """IRI of a concept: ``concept_iri("ics", "13.040.40")``; kind is ics, ccs, product, org, ..."""
    return f"{ID}{kind}/{segment(notation)}"


def graph_iri(sha256: str) -> str:
    """The named graph that holds what one file says."""
    return f"{GRAPH}doc/{sha256}"


def evidence_iri(sha256: str, page: int, start: int, end: int) -> str:
    """A place in a source file as fragment IRI (RFC 5147 ``char=``, PDF ``page=``)."""
    return f"{GRAPH}doc/{sha256}#page={page}&char={start},{end}"


def text_file_iri(sha256: str, start: int, end: int) -> str:
    """Characters of a plain-text file as it stands on disk, decoded as UTF-8 (RFC 5147 ``char=``).

    No page: offsets of `evidence_iri` count in the text that a reader made of the file, these in the file itself.
    """
    return f"{GRAPH}doc/{sha256}#char={start},{end}"


_EVIDENCE = re.compile(re.escape(GRAPH) + r"doc/([0-9a-f]{64})#page=(\d+)&char=(\d+),(\d+)")


def parse_evidence_iri(iri: str) -> tuple[str, int, int, int] | None:
    """(sha256, page, start, end) of an evidence IRI, None for any other."""
    match = _EVIDENCE.fullmatch(iri)
    return (match[1], int(match[2]), int(match[3]), int(match[4])) if match else None
