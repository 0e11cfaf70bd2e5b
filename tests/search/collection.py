"""A small collection of standards, written here, with evidence offsets that are right: what the search tests read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kg import vocabulary as v
from kg.data_folder import DataFolder
from kg.identifiers import StandardNumber
from kg.mapping import triples_of
from kg.model import (
    AnnexKind,
    Cell,
    Clause,
    Day,
    DocumentType,
    Evidence,
    NumberFact,
    ProductMention,
    Reference,
    StandardDocument,
    Table,
    TermEntry,
    Text,
)
from kg.store_oxigraph import OxigraphStore

Row = tuple[str, str | None, str]


def _cells(texts: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(text, None) for text in texts)


"""Clause number, heading, own text."""


class _Text:
    """Document text under construction: each piece says where it stands."""

    def __init__(self) -> None:
        self.value = ""

    def add(self, piece: str) -> Evidence:
        start = len(self.value)
        self.value += piece + "\n"
        return Evidence(1, start, start + len(piece), piece[:80])


def document(
    number: str,
    title: str,
    clauses: Sequence[Row] = (),
    *,
    title_en: str | None = None,
    issued: str | None = "2014-01-01",
    effective: str | None = "2014-07-01",
    ics: Sequence[str] = (),
    references: Sequence[tuple[str, str | None]] = (),
    replaces: Sequence[str] = (),
    products: Sequence[tuple[str, str]] = (),
    terms: Sequence[tuple[str, str, str, str]] = (),
    table: tuple[str, str, Sequence[Sequence[str]]] | None = None,
    file: str | None = None,
) -> tuple[StandardDocument, str]:
    """(document, its text). ``terms`` are (clause, zh, en, definition); ``table`` is (clause, caption, rows with the header first)."""
    text = _Text()
    number_at = text.add(number)
    title_at = text.add(title)
    en_at = text.add(title_en) if title_en else None
    issued_at = text.add(f"{issued}发布")
    effective_at = text.add(f"{effective}实施")
    ics_at = [Text(code, text.add(code)) for code in ics]
    replaced = [NumberFact(n, text.add(f"代替 {n}")) for n in replaces]
    read: list[Clause] = []
    known: set[str] = set()
    for clause, heading, body in clauses:
        start = len(text.value)
        text.add(f"{clause} {heading or ''}".strip())
        if body:
            text.add(body)
        parent = clause.rpartition(".")[0] or None
        at = Evidence(1, start, len(text.value) - 1, f"{clause} {heading or ''}".strip())
        read.append(Clause(clause, heading, clause.count(".") + 1, AnnexKind.NORMATIVE, parent if parent in known else None, body, at))
        known.add(clause)
    entries = [TermEntry(c, zh, en, definition, text.add(f"{zh} {en} {definition}")) for c, zh, en, definition in terms]
    tables = []
    if table is not None:
        clause, caption, rows = table
        at = text.add("\n".join([caption, *(" ".join(row) for row in rows)]))
        tables.append(Table("表1", caption, (_cells(rows[0]),), tuple(_cells(row) for row in rows[1:]), clause, at))
    cited = [Reference(n, StandardNumber.parse(n).is_dated, t, text.add(f"{n} {t or ''}".strip())) for n, t in references]
    mentions = [ProductMention(slug, label, text.add(label)) for slug, label in products]
    parsed = StandardNumber.parse(number)
    name = file or f"{number.replace('/', '-')}.pdf"
    return (
        StandardDocument(
            file=name,
            sha256=hashlib.sha256((name + text.value).encode()).hexdigest(),
            format="pdf",
            pages=1,
            reader="pdf/1",
            text_length=len(text.value),
            number=Text(number, number_at),
            title_zh=Text(title, title_at),
            title_en=Text(title_en, en_at) if title_en and en_at else None,
            type=parsed.type if parsed.type is not DocumentType.OTHER else DocumentType.NATIONAL,
            mandatory=parsed.mandatory,
            issued=Day(date.fromisoformat(issued), issued_at) if issued else None,
            effective=Day(date.fromisoformat(effective), effective_at) if effective else None,
            ics=tuple(ics_at),
            replaces=tuple(replaced),
            references=tuple(cited),
            terms=tuple(entries),
            clauses=tuple(read),
            tables=tuple(tables),
            products=tuple(mentions),
        ),
        text.value,
    )


def put(store: OxigraphStore, *documents: tuple[StandardDocument, str], extractor: str = "test/1") -> list[str]:
    """Store documents as the pipeline does; returns their graphs."""
    graphs = []
    for read, text in documents:
        graphs.append(v.graph_iri(read.sha256))
        store.replace_graph(graphs[-1], triples_of(read, text, f"/tmp/{read.file}", extractor))
    return graphs


BOILER = document(
    "GB 13271-2014",
    "锅炉大气污染物排放标准",
    [
        ("1", "适用范围", "本标准给出烟气里颗粒物、二氧化硫、氮氧化物的排放浓度限值。本标准适用于燃煤、燃油和燃气锅炉。"),
        ("2", "规范性引用文件", "HJ 57 固定污染源废气 二氧化硫的测定 定电位电解法"),
        ("4", "排放控制要求", ""),
        ("4.1", "新建锅炉", "新建锅炉自2014年7月1日起执行表1规定的二氧化硫排放限值，燃煤锅炉不大于300 mg/m3。"),
        ("4.2", "烟囱高度", "燃煤锅炉房的烟囱高度应按装机总容量确定，最低不应低于20 m。"),
    ],
    title_en="Emission standard of air pollutants for boiler",
    ics=("13.040.40",),
    references=(("HJ 57", "固定污染源废气 二氧化硫的测定 定电位电解法"), ("GB/T 16157-1996", None)),
    replaces=("GB 13271-2001",),
    products=(("boiler", "锅炉"),),
    terms=(("3.1", "锅炉", "boiler", "利用燃料燃烧释放的热能加热水的设备。"),),
    table=("4.1", "锅炉排放浓度限值", (("污染物", "燃煤", "燃气"), ("二氧化硫", "300", "50"), ("颗粒物", "50", "20"))),
)
OLD_BOILER = document(
    "GB 13271-2001",
    "锅炉大气污染物排放标准",
    [
        ("1", "适用范围", "本标准规定了锅炉烟气中烟尘、二氧化硫的最高允许排放浓度。"),
        ("4", "技术内容", "锅炉二氧化硫最高允许排放浓度见表2。"),
    ],
    issued="2001-11-12",
    effective="2002-01-01",
)
NOISE = document(
    "GB 12348-2008",
    "工业企业厂界环境噪声排放标准",
    [
        ("1", "适用范围", "本标准给出厂界噪声的限值，并说明怎样测量。"),
        ("4.1", "限值", "夜间频发噪声的最大声级超过限值的幅度不得高于10 dB(A)。"),
    ],
    issued="2008-08-19",
    effective="2008-10-01",
    ics=("13.140",),
)
METHOD = document(
    "HJ 57-2017",
    "固定污染源废气 二氧化硫的测定 定电位电解法",
    [
        ("1", "适用范围", "本标准规定了测定固定污染源废气中二氧化硫的定电位电解法。"),
        ("6", "仪器", "烟气分析仪应按 JJG 968 检定合格后使用。"),
    ],
    issued="2017-11-28",
    effective="2018-01-01",
    references=(("JJG 968", "烟气分析仪"),),
)
ANALYSER = document(
    "JJG 968-2002",
    "烟气分析仪",
    [("1", "范围", "本规程适用于烟气分析仪的首次检定、后续检定和使用中检验。"), ("5.1", "示值误差", "二氧化硫示值误差不超过±5%。")],
    issued="2002-04-15",
    effective="2002-07-01",
    products=(("flue-gas-analyser", "烟气分析仪"),),
)
RULE = document(
    "CNCA-C07-01:2017",
    "强制性产品认证实施规则 锅炉附件",
    [("2", "认证依据", "认证依据标准为 GB 13271-2014。")],
    issued="2017-01-01",
    effective="2017-03-01",
    references=(("GB 13271-2014", None),),
    products=(("boiler", "锅炉"),),
)
COLLECTION = (BOILER, OLD_BOILER, NOISE, METHOD, ANALYSER, RULE)


def folder(path: Path) -> DataFolder:
    """A data folder that a test owns; the caller enters it."""
    return DataFolder(path, exclusive=True, purpose="test")
