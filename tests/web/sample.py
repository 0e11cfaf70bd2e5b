"""A small `SearchService` with fixed data, in the shapes of the contract: what the web tests serve.

Run as a program it serves itself, to look at the pages: ``python -m tests.web.sample [PORT]``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.errors import BadRequest, Forbidden, NotFound
from kg.vocabulary import BASE, DCTERMS, NQI, evidence_iri
from search_api.protocols import SearchRequest

Json = dict[str, Any]

SHA = "ab" * 32
BOILER = "GB 13271-2014"
DIMENSION = 8


def at(page: int, start: int, end: int, file: str = "GB 13271-2014.pdf") -> Json:
    return {"iri": evidence_iri(SHA, page, start, end), "page": page, "start": start, "end": end, "file": file}


def step(origin: str, relation: str, target: str, page: int = 2) -> Json:
    return {"from": origin, "relation": relation, "to": target, "evidence": at(page, 100, 130)}


LINKS: list[Json] = [
    {
        "kind": "metrology",
        "number": "JJG 968-2002",
        "name": "烟气分析仪检定规程",
        "status": "current",
        "path": [
            step(BOILER, "references", "GB/T 16157-1996"),
            step("GB/T 16157-1996", "measured with", "烟气分析仪", 4),
            step("烟气分析仪", "verified under", "JJG 968-2002", 1),
        ],
    },
    {
        "kind": "metrology",
        "number": "JJF 1059.1-2012",
        "name": "测量不确定度评定与表示",
        "path": [step(BOILER, "cites", "JJF 1059.1-2012")],
    },
    {
        "kind": "certification",
        "number": None,
        "name": "环境标志产品认证",
        "path": [step(BOILER, "applies to", "工业锅炉"), step("工业锅炉", "requires", "环境标志产品认证")],
    },
    {
        "kind": "test_method",
        "number": "GB/T 16157-1996",
        "name": "固定污染源排气采样方法",
        "path": [step(BOILER, "references", "GB/T 16157")],
    },
    {"kind": "reference", "number": "GB 5468-1991", "name": "锅炉烟尘测试方法", "path": [step(BOILER, "references", "GB 5468")]},
    {
        "kind": "cited_by",
        "number": "HJ 953-2018",
        "name": "排污许可证申请与核发技术规范 锅炉",
        "path": [step("HJ 953-2018", "cites", BOILER)],
    },
]

PASSAGE = "新建锅炉自2014年7月1日起、10 t/h以上在用蒸汽锅炉自2015年10月1日起执行表2规定的大气污染物排放限值，颗粒物不大于50 mg/m3。"


def hit(number: str, title: str, **more: Any) -> Json:
    base: Json = {
        "id": f"{number}#4.2",
        "number": number,
        "title": title,
        "title_en": None,
        "status": "current",
        "type": "national",
        "score": 0.812,
        "issued": None,
        "effective": None,
        "clause": None,
        "passage": None,
        "highlights": [],
        "evidence": None,
        "links": [],
        "explain": {},
    }
    return base | more


HITS: list[Json] = [
    hit(
        BOILER,
        "锅炉大气污染物排放标准",
        title_en="Emission standard of air pollutants for boiler",
        score=0.9127,
        issued="2014-05-16",
        effective="2014-07-01",
        clause={"number": "4.2", "heading": "新建锅炉大气污染物排放浓度限值", "page": 5},
        passage=PASSAGE,
        highlights=[
            [2, 4],
            [PASSAGE.index("大气污染物排放限值"), PASSAGE.index("大气污染物排放限值") + 9],
            [PASSAGE.index("颗粒物"), PASSAGE.index("颗粒物") + 3],
        ],
        evidence=at(5, 3120, 3191),
        links=LINKS,
        explain={"vector": {"cosine": 0.8713, "rank": 1}, "lexical": {"bm25": 14.21, "terms": ["锅炉", "限值"]}, "fusion": 0.9127},
    ),
    hit(
        "DB44/T 765-2019",
        "锅炉大气污染物排放标准（广东省）",
        status="upcoming",
        type="local",
        score=0.74,
        clause={"number": "5", "heading": "排放控制要求", "page": 3},
        passage="锅炉大气污染物排放浓度按表1的限值执行。",
        highlights=[[0, 2], [15, 17]],
        evidence=at(3, 900, 920, "DB44T 765.docx"),
        links=LINKS[1:2],
    ),
    hit(
        "GB 13271-2001",
        "锅炉大气污染物排放标准",
        status="superseded",
        passage="本标准规定了锅炉烟气中烟尘、二氧化硫和氮氧化物的最高允许排放浓度。",
        highlights=[[6, 8]],
        evidence=at(2, 10, 40),
    ),
    hit("JJG 539-2016", "数字指示秤检定规程", type="verification_regulation", status="withdrawn"),
    hit(
        "Q/CSG 510001-2015",
        "<script>alert(1)</script>",
        title_en='"><img src=x onerror=alert(2)>',
        type="enterprise",
        status="unknown",
        passage="<b>粗体</b>不是标记",
        highlights=[[3, 5]],
    ),
]

STANDARD: Json = {
    "number": BOILER,
    "title_zh": "锅炉大气污染物排放标准",
    "title_en": "Emission standard of air pollutants for boiler",
    "type": "national",
    "status": "current",
    "at": "2025-01-01",
    "issued": "2014-05-16",
    "effective": "2014-07-01",
    "ics": ["13.040.40"],
    "ccs": ["Z60"],
    "mandatory": True,
    "replaces": ["GB 13271-2001"],
    "replaced_by": [],
    "editions": [
        {"number": "GB 13271-1991", "issued": "1991-10-01", "effective": None, "status": "superseded"},
        {"number": "GB 13271-2001", "issued": "2001-11-12", "effective": "2002-01-01", "status": "superseded"},
        {"number": BOILER, "issued": "2014-05-16", "effective": "2014-07-01", "status": "current"},
    ],
    "references": [
        {"number": "GB 5468", "title_zh": "锅炉烟尘测试方法", "dated": False, "resolves_to": "GB 5468-1991", "evidence": at(2, 300, 310)},
        {
            "number": "GB/T 16157",
            "title_zh": "固定污染源排气采样方法",
            "dated": False,
            "resolves_to": None,
            "evidence": at(2, 320, 350),
        },
        {"number": "HJ/T 42-1999", "title_zh": None, "dated": True, "resolves_to": "HJ/T 42-1999", "evidence": at(2, 360, 380)},
    ],
    "mentions": [{"number": "HJ 692-2014", "clause": "5.2.1", "evidence": at(9, 10, 22)}],
    "citations": [
        {
            "number": "HJ 953-2018",
            "title": "排污许可证申请与核发技术规范 锅炉",
            "status": "current",
            "evidence": at(9, 10, 22, "HJ 953.pdf"),
        }
    ],
    "terms": [
        {
            "clause": "3.1",
            "term_zh": "锅炉",
            "term_en": "boiler",
            "definition": "烧燃料得到热、用来产生蒸汽或热水的设备。",
            "evidence": at(3, 500, 560),
        },
        {
            "clause": "3.2",
            "term_zh": "标准状态",
            "term_en": None,
            "definition": "锅炉烟气在温度为273 K，压力为101 325 Pa时的状态，简称“标态”。",
            "evidence": None,
        },
    ],
    "limits": [
        {
            "clause": "4.2",
            "table": "表2",
            "object": "燃煤锅炉",
            "quantity": "MassDensity",
            "measurand": "颗粒物",
            "operator": "<=",
            "value": 50.0,
            "unit": "mg/m3",
            "unit_iri": "http://qudt.org/vocab/unit/MilliGM-PER-M3",
            "si_value": 5e-05,
            "condition": "新建锅炉",
            "evidence": at(5, 3150, 3152),
        },
        {
            "clause": "4.5",
            "table": None,
            "object": None,
            "quantity": None,
            "measurand": "pH值",
            "operator": "range",
            "value": [6.0, 9.0],
            "unit": "1",
            "unit_iri": None,
            "si_value": None,
            "condition": None,
            "evidence": None,
        },
    ],
    "test_methods": [{"measurand": "颗粒物", "number": "GB 5468", "title": None, "status": "unknown", "evidence": at(7, 4000, 4007)}],
    "tables": [
        {
            "number": "表2",
            "caption": "新建锅炉的限值",
            "unit": "mg/m3",
            "clause": "4.2",
            "header": [["项目", "燃煤锅炉"]],
            "rows": [["颗粒物", "50"]],
            "notes": [{"mark": "a", "text": "<b>另有规定的除外。"}],
            "evidence": at(5, 3100, 3200),
        }
    ],
    "clauses": [
        {
            "number": "1",
            "heading": "适用范围",
            "level": 1,
            "text": "本标准给出锅炉废气的限值和监测办法。",
            "evidence": at(2, 40, 80),
        },
        {"number": "4", "heading": "大气污染物排放控制要求", "level": 1, "text": None, "evidence": at(5, 3000, 3010)},
        {"number": "4.2", "heading": "新建锅炉大气污染物排放浓度限值", "level": 2, "text": PASSAGE, "evidence": at(5, 3120, 3191)},
        {"number": "附录A", "heading": "<script>", "level": 1, "text": None, "evidence": None},
    ],
    "links": LINKS,
    "evidence": {
        "number": at(1, 0, 12),
        "title_zh": at(1, 20, 31),
        "title_en": at(1, 32, 70),
        "issued": at(1, 80, 90),
        "replaces": at(1, 95, 110),
    },
    "source": {"file": "GB 13271-2014.pdf", "sha256": SHA, "pages": 12},
    "iri": f"{BASE}id/std/GB-13271/2014",
}
EDITION_IRI = str(STANDARD["iri"])

_AUTOMOTIVE: Json = {
    "key": "automotive",
    "order": 6,
    "name": "汽车制造业",
    "name_en": "automotive industry",
    "iri": f"{BASE}id/sector/automotive",
}
_GAP_ROW: Json = _AUTOMOTIVE | {
    "elements": {
        "standards": {"documents": 1, "digests": 0, "needs": 8, "needs_without_document": 0},
        "metrology": {"documents": 0, "digests": 0, "needs": 1, "needs_without_document": 1},
    },
    "products": 28,
    "products_without": {"standard": 1, "method": 0, "scheme": 0},
    "limits_without_instrument": {"no-instrument": 3, "no-chain": 1, "no-quantity": 7},
    "ended_references": 1,
}
GAPS: Json = {
    "at": "2025-01-01",
    "sector": None,
    "elements": ["standards", "metrology"],
    "sectors": [_GAP_ROW],
    "documents": {"read": 5, "in_a_sector": 1, "in_none": 4, "examples": []},
    "limits_without_instrument": {},
    "ended_references": 1,
    "note": "",
}
SECTOR: Json = GAPS | {
    "sector": _AUTOMOTIVE,
    "documents": {
        "standards": [
            {
                "number": BOILER,
                "iri": STANDARD["iri"],
                "title": "<b>锅炉",
                "status": "current",
                "digest": True,
                "why": [
                    {"how": "appliesTo", "product": "汽车", "product_iri": f"{BASE}id/product/motor-vehicle", "evidence": at(1, 2, 4)},
                    {
                        "how": "forProduct",
                        "product": "汽车",
                        "product_iri": None,
                        "evidence": {"iri": "x", "source": "general knowledge, unverified"},
                    },
                    {"how": "ics", "product": None, "product_iri": None, "evidence": at(1, 5, 9)},
                ],
            }
        ],
        "metrology": [],
    },
    "needs": [
        {
            "element": "metrology",
            "need": "动态量的计量",
            "need_en": "metrology of dynamic quantities",
            "iri": f"{BASE}id/need/met-dynamic",
            "scope": "named",
            "without_document": True,
            "evidence": {"iri": "x", "source": "y"},
        }
    ],
    "products_without": {
        "standard": [{"product": "汽车安全带", "iri": f"{BASE}id/product/safety-belt-vehicle", "named": ["GB 14166"]}],
        "method": [],
        "scheme": [],
    },
    "limits_without_instrument": [
        {
            "number": BOILER,
            "measurand": "总氮",
            "measurand_iri": f"{BASE}id/measurand/总氮",
            "why": "no-instrument",
            "limits": 3,
            "evidence": at(5, 3150, 3152),
        }
    ],
    "ended_references": [
        {
            "number": BOILER,
            "cites": "HJ/T 57",
            "dated": False,
            "status": "superseded",
            "replaced_by": ["HJ 57-2017"],
            "edition_in_force": "HJ 57-2017",
            "evidence": at(2, 300, 310),
        }
    ],
}


@dataclass
class SampleService:
    """Answers everything from the data above and keeps what it was asked, for the tests to look at."""

    state: Json = field(default_factory=lambda: {"status": "ok"})
    asked: list[Any] = field(default_factory=list)

    def search(self, request: SearchRequest) -> Json:
        self.asked.append(request)
        if request.q == "boom":
            raise RuntimeError("a secret of the inside")
        filters = {name: getattr(request, name) for name in ("type", "status", "ics") if getattr(request, name)}
        found = [] if request.q == "xyzzy" else HITS
        found = [h for h in found if not request.type or h["type"] == request.type]
        hits = [h if request.explain else {k: v for k, v in h.items() if k != "explain"} for h in found][
            request.offset : request.offset + request.limit
        ]
        return {
            "query": {
                "text": request.q,
                "numbers": [BOILER] if "13271" in request.q else [],
                "filters": filters,
                "tokens": ["锅炉", "排放", "限值"],
                "language": "zh",
                "understood": [
                    {"switch": "measurands", "span": [0, 4], "text": "二氧化硫", "means": "二氧化硫", "label": "二氧化硫"},
                    {"switch": "numbers", "span": [5, 13], "text": BOILER, "means": BOILER, "label": BOILER},
                ],
                "did_you_mean": [{"typed": "GB 13217", "number": "GB 13271", "why": "two digits swapped", "taken": False}],
                "off": list(request.off),
            },
            "total": len(found),
            "took_ms": 12.345,
            "hits": hits,
            "facets": {
                "type": {"national": 2, "local": 1, "verification_regulation": 1, "enterprise": 1},
                "status": {"current": 1, "upcoming": 1, "superseded": 1, "withdrawn": 1, "unknown": 1},
                "ics": {"13": 3, "13.040": 3, "13.040.40": 3, "17": 1, "17.060": 1},
            },
        }

    def suggest(self, q: str, limit: int = 10, at: str | None = None) -> Json:
        self.asked.append((q, limit, at))
        one = {"text": HITS[0]["title"], "kind": "standard", "number": BOILER, "iri": EDITION_IRI, "status": "current", "read": True}
        return {"q": q, "suggestions": [one | {"matched": [[0, 2]], "matched_number": [], "also": []}][:limit], "took_ms": 0.1}

    def standard(self, number: str, at: str | None = None) -> Json:
        self.asked.append((number, at))
        if number != BOILER:
            raise NotFound(f"{number} is not in this graph; `nqi ingest` adds files")
        return STANDARD | {"at": at or STANDARD["at"]}

    def related(self, of: str, at: str | None = None) -> Json:
        self.asked.append(of)
        if of == "xyzzy":
            return {"of": {"kind": "unknown", "name": of}, "choices": [], "guesses": [{"name": "电能表", "likeness": 0.9}], "related": []}
        return {"of": {"number": of}, "related": [link | {"score": 0.5} for link in LINKS]}

    def dossier(self, product: str, at: str | None = None) -> Json:
        return self.related("xyzzy")

    def walk(self, limit: str, at: str | None = None) -> Json:
        raise NotFound(f"<{limit}> is no limit of this graph; the limits of a standard are at /api/v1/standards/NUMBER/limits")

    def impact(self, number: str, at: str | None = None, depth: int = 3, limit: int = 1000) -> Json:
        self.asked.append((number, at, depth, limit))
        return {"of": {"number": number}, "at": at, "depth": depth, "levels": [], "products": [], "rules": [], "summary": {}, "cut": None}

    def gaps(self, sector: str | None = None, at: str | None = None) -> Json:
        self.asked.append((sector, at))
        if sector not in (None, "automotive"):
            raise NotFound(f"no sector is called {sector!r}; there are automotive 汽车制造业")
        return GAPS if sector is None else SECTOR

    def check(self, citations: Sequence[str], at: str | None = None) -> Json:
        self.asked.append((list(citations), at))
        return {"at": at, "citations": [], "summary": {"citations": len(citations)}}

    def check_file(self, path: Path, at: str | None = None) -> tuple[Json, list[Json]]:
        self.asked.append((path.name, path.read_bytes(), at))
        return {"at": at, "file": path.name, "citations": [], "summary": {}}, []

    def annotate(self, path: Path, answer: Json, anchors: Sequence[Json], suffix: str) -> bytes:
        self.asked.append((path.name, suffix))
        return b"annotated"

    def health(self) -> Json:
        full = {
            "documents": 128,
            "triples": 402_115,
            "passages": 9_310,
            "index": {"generation": 3},
            "encoder": {"name": "hashing", "dimension": DIMENSION},
        }
        return full | self.state

    def embed(self, texts: Sequence[str], input_type: str) -> npt.NDArray[np.float32]:
        self.asked.append((list(texts), input_type))
        rows = [np.frombuffer(hashlib.sha256(f"{input_type}: {text}".encode()).digest()[:DIMENSION], dtype=np.uint8) for text in texts]
        matrix = np.array(rows, dtype=np.float32)
        return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)

    def models(self) -> Json:
        return {"object": "list", "data": [{"id": "hashing", "object": "model", "created": 0, "owned_by": "nqi"}]}

    def sparql(self, query: str, accept: str) -> tuple[bytes, str, dict[str, str]]:
        self.asked.append((query, accept))
        if "INSERT" in query:
            raise Forbidden("updates are refused here")
        if "SELECT" not in query and "ASK" not in query and "CONSTRUCT" not in query:
            raise BadRequest("line 1: expected SELECT, ASK, CONSTRUCT or DESCRIBE")
        if "CONSTRUCT" in query:
            return f"<{EDITION_IRI}> a <{NQI}StandardEdition> .\n".encode(), "text/turtle", {}
        rows = [
            {"edition": {"type": "uri", "value": EDITION_IRI}, "title": {"type": "literal", "value": "锅炉<b>", "xml:lang": "zh"}},
            {"edition": {"type": "uri", "value": evidence_iri(SHA, 5, 3120, 3191)}},
        ]
        body = {"head": {}, "boolean": True} if "ASK" in query else {"head": {"vars": ["edition", "title"]}, "results": {"bindings": rows}}
        return json.dumps(body).encode(), "application/sparql-results+json", {"X-Row-Limit": "10000"}

    def resource(self, iri: str) -> Json | None:
        self.asked.append(iri)
        if iri not in (EDITION_IRI, f"{BASE}graph/doc/{SHA}", f"{BASE}ontology"):
            return None
        return {
            "iri": iri,
            "label": "锅炉大气污染物排放标准",
            "types": [{"iri": f"{NQI}StandardEdition", "label": "标准版本"}],
            "properties": [
                {"predicate": f"{DCTERMS}title", "label": "题名", "values": [{"value": "锅炉<大气>污染物排放标准", "lang": "zh"}]},
                {"predicate": f"{NQI}evidence", "label": "出处", "values": [{"iri": evidence_iri(SHA, 1, 20, 31), "label": "第1页"}]},
                {
                    "predicate": f"{DCTERMS}references",
                    "label": None,
                    "values": [f"{BASE}id/std/GB-5468", "http://example.org/x", "javascript:alert(1)"],
                },
            ],
            "incoming": [
                {
                    "predicate": f"{NQI}replaces",
                    "label": "代替",
                    "values": [{"iri": f"{BASE}id/std/GB-13271/2027", "label": "GB 13271-2027"}],
                }
            ],
        }

    def resource_rdf(self, iri: str, media_type: str) -> bytes | None:
        self.asked.append((iri, media_type))
        return f"<{iri}> a <{NQI}StandardEdition> .\n".encode() if self.resource(iri) else None

    def place(self, evidence_iri: str) -> Json | None:
        self.asked.append(evidence_iri)
        if SHA not in evidence_iri:
            return None
        return {
            "file": "GB 13271-2014.pdf",
            "sha256": SHA,
            "page": 5,
            "start": 3120,
            "end": 3191,
            "quote": PASSAGE,
            "before": "4.2 新建锅炉大气污染物排放浓度限值\n",
            "after": "\n表2 新建锅炉大气污染物排放浓度限值 <单位：mg/m3>",
            "number": BOILER,
        }

    def remove_document(self, sha256: str) -> Json:
        self.asked.append(sha256)
        if sha256 != SHA:
            raise NotFound(f"no file with the hash {sha256} was read into this graph")
        return {"sha256": sha256, "number": BOILER, "triples": 812}


if __name__ == "__main__":
    import sys

    from waitress import serve

    from search_api.web.app import create_app

    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8099
    state = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {"status": "ok"}
    serve(create_app(SampleService(state)), host="127.0.0.1", port=port)
