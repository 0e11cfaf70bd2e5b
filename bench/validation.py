"""SHACL on one document's graph: what each engine costs, in time and memory.

    PYTHONPATH=. python bench/validation.py [--sizes 4000 40000] [--repeat 5]

Synthetic documents of the sizes asked for; every engine in a process of its own, so that its
memory is its own; medians after one warm run. The budget: below 15 % of the 0.3–1 s that
reading and extracting a 20-page PDF of about 4,000 triples costs, that is 45 ms.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Triple, serialize

from kg import vocabulary as v
from kg.mapping import triples_of
from kg.model import (
    Adoption,
    AnnexKind,
    Cell,
    Citation,
    Clause,
    ConceptMention,
    Day,
    DocumentType,
    Evidence,
    Finding,
    Limit,
    MeasurandMention,
    MethodReference,
    NumberFact,
    Operator,
    ProductMention,
    Provision,
    ProvisionKind,
    Reference,
    Severity,
    StandardDocument,
    Table,
    TermEntry,
    Text,
)

if TYPE_CHECKING:
    import pyrudof
    import rdflib

_SHAPES = Path(__file__).parent.parent / "ontologies" / "shapes.ttl"


def synthetic_document(clauses: int = 8, number: str = "GB/T 90001-2024", sha256: str = "a" * 64) -> StandardDocument:
    """A made-up standard of ``clauses`` chapters with every kind of fact; about 175 triples a chapter."""
    position = 0

    def at(quote: str = "x", confidence: float = 1.0) -> Evidence:
        nonlocal position
        position += 7
        return Evidence(position // 1400 + 1, position, position + len(quote), quote, confidence)

    tree: list[Clause] = []
    provisions: list[Provision] = []
    citations: list[Citation] = []
    tables: list[Table] = []
    limits: list[Limit] = []
    terms: list[TermEntry] = []
    kinds = tuple(ProvisionKind)
    for chapter in range(1, clauses + 1):
        tree.append(Clause(str(chapter), f"第{chapter}个标题", 1, AnnexKind.NORMATIVE, None, "", at()))
        for section in range(1, 6):
            name = f"{chapter}.{section}"
            tree.append(Clause(name, f"小节{section}", 2, AnnexKind.NORMATIVE, str(chapter), "应符合要求。" * 5, at(), at()))
            provisions += [
                Provision(name, kinds[(chapter + i) % len(kinds)], f"第{i}句应符合要求。", at(), ("GB/T 90017",)) for i in range(1, 4)
            ]
            citations.append(Citation(f"GB/T {1000 + chapter}.{section}-2010", name, "5.2", at()))
        tables.append(
            Table(
                f"表{chapter}",
                "限值",
                ((Cell("项目", None), Cell("限值", None)),),
                ((Cell("颗粒物", None), Cell("30", None)), (Cell("汞", None), Cell("0.05", None))),
                f"{chapter}.1",
                at(),
            )
        )
        terms.append(
            TermEntry(
                f"{chapter}.2", f"术语{chapter}", f"term {chapter}", "为本文件所作的定义。", at(), ("别名",), ("旧名",), ("注。",), "GB/T 1"
            )
        )
        limits.append(
            Limit(
                f"{chapter}.1", f"表{chapter}", "锅炉", "MassDensity", "颗粒物", Operator.AT_MOST, 30.0, "mg/m3",
                "http://qudt.org/vocab/unit/MilliGM-PER-M3", 3e-5, "新建", at(),
            )
        )  # fmt: skip
        limits.append(Limit(f"{chapter}.1", None, None, None, "pH值", Operator.RANGE, (6.0, 9.0), "1", None, None, None, at()))
    tree.append(Clause("附录A", "试验方法", 1, AnnexKind.INFORMATIVE, None, "见正文。", at()))
    return StandardDocument(
        file="made-up.pdf",
        sha256=sha256,
        format="pdf",
        pages=20,
        reader="pdf/1",
        number=Text(number, at(number)),
        title_zh=Text("电子秤 通用技术条件", at()),
        title_en=Text("Electronic scales — General specification", at("y", 0.9)),
        type=DocumentType.NATIONAL,
        mandatory=False,
        issued=Day(date(2024, 3, 15), at()),
        effective=Day(date(2024, 10, 1), at()),
        ics=(Text("17.100", at()),),
        ccs=(Text("A53", at()),),
        issuers=(Text("国家标准化管理委员会", at()),),
        committee=Text("全国衡器标准化技术委员会", at()),
        drafters=(Text("某研究院", at()), Text("某公司", at())),
        replaces=(NumberFact("GB/T 90001-2010", at()), NumberFact("GB/T 90002-2010", at(), partial=True)),
        adopts=(Adoption("OIML R 76-1:2006", "MOD", at()),),
        references=tuple(
            Reference(f"GB/T {2000 + i}" + ("-2015" if i % 2 else ""), bool(i % 2), f"被引用文件{i}", at(), all_parts=i % 6 == 0)
            for i in range(1, clauses + 3)
        ),
        citations=tuple(citations),
        terms=tuple(terms),
        clauses=tuple(tree),
        provisions=tuple(provisions),
        tables=tuple(tables),
        limits=tuple(limits),
        measurands=(MeasurandMention("颗粒物", at()),),
        test_methods=(MethodReference("颗粒物", "GB/T 90016", at()),),
        products=(ProductMention("electronic-scale", "电子秤", at()),),
        mentions=(ConceptMention("measurand", v.concept_iri("measurand", "颗粒物"), "颗粒物", "1.1", at()),),
        findings=(Finding(Severity.INFO, "no-foreword", "page 2", "No foreword was found; nothing to do."),),
    )


def synthetic_triples(size: int) -> list[Triple]:
    """The graph of a made-up document with at least ``size`` triples."""
    one, two = (len(triples_of(synthetic_document(n), "text", "/x/made-up.pdf", "nqi/0")) for n in (1, 2))
    chapters = max(1, 1 + -(-(size - one) // (two - one)))
    return triples_of(synthetic_document(chapters), "应符合要求。" * 3000, "/x/made-up.pdf", "nqi/0")


@cache
def _rdflib_shapes() -> rdflib.Graph:
    import rdflib

    return rdflib.Graph().parse(_SHAPES, format="turtle")


def _pyshacl(triples: list[Triple]) -> int:
    import pyshacl
    import rdflib

    data = rdflib.Graph()
    data.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    report = pyshacl.validate(data, shacl_graph=_rdflib_shapes())[1]
    assert isinstance(report, rdflib.Graph)
    return len(list(report.objects(None, rdflib.SH.result)))


@cache
def _rudof() -> pyrudof.Rudof:
    import pyrudof

    return pyrudof.Rudof(pyrudof.RudofConfig())


def _pyrudof(triples: list[Triple]) -> int:
    import pyrudof

    # Emptied each time: pyrudof 0.3.35 goes on reporting on the data it validated first.
    _rudof().reset_all()
    _rudof().read_shacl(str(_SHAPES))
    _rudof().read_data((serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode(), pyrudof.RDFFormat.NTriples)
    return len(_rudof().validate_shacl())


def _compiled(triples: list[Triple]) -> int:
    from kg.validate import validate

    return len(validate(triples))


ENGINES: dict[str, Callable[[list[Triple]], int]] = {"compiled": _compiled, "pyrudof": _pyrudof, "pyshacl": _pyshacl}


def _measure(engine: str, size: int, repeat: int) -> None:
    triples = synthetic_triples(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    ENGINES[engine](triples)
    first = time.perf_counter() - start
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        found = ENGINES[engine](triples)
        times.append(time.perf_counter() - start)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{engine:10} {len(triples):7} triples  first {first * 1000:8.1f} ms  median {statistics.median(times) * 1000:8.1f} ms  peak +{grown:6.1f} MiB  {found}",
        flush=True,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[4000, 40000])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--engine", choices=sorted(ENGINES), help="only this one, in this process")
    options = parser.parse_args()
    if options.engine:
        for wanted in options.sizes:
            _measure(options.engine, wanted, options.repeat)
    else:
        print(platform.processor() or platform.machine(), platform.python_version(), f"{len(ENGINES)} engines, medians of {options.repeat}")
        for name in ENGINES:
            for wanted in options.sizes:
                subprocess.run(
                    [sys.executable, __file__, "--engine", name, "--sizes", str(wanted), "--repeat", str(options.repeat)], check=True
                )
