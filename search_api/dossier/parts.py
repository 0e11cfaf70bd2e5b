"""The sections of a dossier, each from the paths that a walk found: what is said, with its path and source, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import pyoxigraph as ox

from kg import timeline
from kg import vocabulary as v
from search_api.describe import Describer
from search_api.walk.answer import Teller
from search_api.walk.concepts import SCHEME
from search_api.walk.edges import Step
from search_api.walk.paths import INSTRUMENTS, SI, Path, Walker

Json = dict[str, Any]

LIMITS_SHOWN: Final = 24
"""Limits of one standard that a dossier prints; the rest is counted and one link away."""
RECENT_DAYS: Final = 366
"""How long a dossier remembers that something ended."""
_ABOUT_PRODUCT: Final = frozenset({"appliesTo", "appliesToScope", "needsStandard", "namesStandard"})
_ROUTE: Final = (
    "type-test", "testing", "type-approval", "registration", "filing", "licence", "certification", "declaration", "inspection",
    "verification", "calibration", "recognition", "accreditation",
)  # fmt: skip
"""Kinds of attestation in the order in which a maker meets them."""
_DEFINITION: Final = ox.NamedNode(v.SKOS + "definition")
_PREFERRED: Final = ox.NamedNode(v.SKOS + "prefLabel")
_COMMITTEE: Final = ox.NamedNode(v.NQI + "committee")
_PUBLISHER: Final = ox.NamedNode(v.DCTERMS + "publisher")
_MANDATORY: Final = ox.NamedNode(v.NQI + "mandatory")
_LABORATORY: Final = frozenset({"laboratory", "conformity-assessment-body"})


@dataclass(frozen=True)
class Found:
    """A product's walk on a day, and those who turn it into words."""

    walker: Walker
    teller: Teller
    describer: Describer
    product: str
    paths: Sequence[Path]
    day: date

    def of_kind(self, *kinds: str) -> list[Path]:
        return [path for path in self.paths if path.kind in kinds]

    @cached_property
    def _parts(self) -> dict[str, tuple[list[Json], list[Json]]]:
        return {}

    def part(self, edition: str) -> tuple[list[Json], list[Json]]:
        """(limits, test methods) of an edition. Reading them loads its whole graph, and several sections want them."""
        if edition not in self._parts:
            self._parts[edition] = self.describer.part(edition, self.day)
        return self._parts[edition]

    @cached_property
    def schemes(self) -> list[Path]:
        return [path for path in self.paths if path.target.startswith(SCHEME)]

    @cached_property
    def standards(self) -> list[Path]:
        """Standards, of whatever kind, that are about the product itself: by title, scope, list or rule."""
        return [p for p in self.paths if p.status is not None and p.steps[-1].relation in _ABOUT_PRODUCT]

    @cached_property
    def read(self) -> list[Path]:
        """Those of the standards that were read."""
        return [path for path in self.standards if self.teller.view.is_read(path.target)]


def named(found: Found, iri: str) -> Json:
    """{"iri", "zh", "en"} of a concept."""
    return {"iri": iri, "zh": found.teller.name(iri), "en": found.teller.english(iri)}


def route(found: Found) -> list[Json]:
    """Schemes with what they are for, who attests, the rule and the articles they rest on; in the order in which a maker meets them."""
    rows = []
    concepts = found.walker.concepts
    for path in found.schemes:
        scheme = path.target
        kinds = concepts.things(scheme, "attestationKind")
        zh, en = concepts.text_of(scheme, _DEFINITION)
        mandatory = next((o.value for o in concepts.view.objects(scheme, _MANDATORY)), None)
        covered = [step for step in path.steps if step.relation == "coversProduct"]
        basis = next(iter(concepts.things(covered[-1].evidence, "underBasis")), None) if covered else None
        rule = concepts.basis(scheme, basis) if basis else None
        laws = [step for step in concepts.bases(scheme) if step.relation == "restsOnLaw"]
        rows.append(
            {
                **named(found, scheme),
                "mandatory": None if mandatory is None else mandatory == "true",
                "purpose": {"zh": zh, "en": en},
                "attestations": [named(found, kind) for kind in kinds],
                "authorities": [named(found, body) for body in concepts.things(scheme, "authority")],
                "bodies": [named(found, body) for body in concepts.things(scheme, "assessmentBody")],
                "rule": _document(found, rule) if rule is not None and rule.relation == "restsOn" else None,
                "laws": [_document(found, step) for step in laws],
                "path": [found.teller.step(step) for step in path.steps],
                "order": min((_ROUTE.index(k) for kind in kinds if (k := kind.rpartition("/")[2]) in _ROUTE), default=len(_ROUTE)),
            }
        )
    return sorted(rows, key=lambda row: (row["mandatory"] is not True, row["order"], row["zh"]))


def _document(found: Found, step: Step) -> Json:
    """A rule or a law that a scheme rests on, as of the day, with the step that says so."""
    target = step.target if step.target.startswith(v.ID + "law/") else found.walker.edition_on_day(step.target)
    view = found.teller.view
    return {
        "iri": target,
        "number": view.number(target),
        "title": view.title(target),
        "article": step.note,
        "in_graph": view.is_read(target),
        "step": found.teller.step(step),
    }


def standards(found: Found) -> list[Json]:
    """Standards about the product with their status on the day, their role and their limits."""
    rows = []
    for path in found.standards:
        row = found.teller.path(path)
        limits, _ = found.part(path.target) if row["in_graph"] else ([], [])
        rows.append(
            row
            | {
                "role": next((step.note for step in reversed(path.steps) if step.relation == "needsStandard"), None),
                "digest": found.teller.view.is_digest(path.target),
                "limits": limits[:LIMITS_SHOWN],
                "limits_in_all": len(limits),
            }
        )
    order = {"current": 0, "upcoming": 1, "unknown": 2}
    return sorted(rows, key=lambda row: (order.get(row["status"], 3), not row["in_graph"], -row["score"]))


def methods(found: Found) -> list[Json]:
    """Characteristic -> standard that measures it, for every standard that was read; then methods known by list or citation only."""
    rows: dict[tuple[str, str], Json] = {}
    for path in found.read:
        for method in found.part(path.target)[1]:
            key = (method["measurand"] or "", method["number"])
            rows.setdefault(
                key,
                {
                    "measurand": method["measurand"],
                    "number": method["number"],
                    "title": method["title"],
                    "status": method["status"],
                    "in_graph": method["in_graph"],
                    "stated_by": found.teller.name(path.target),
                    "evidence": method["evidence"],
                    "path": [found.teller.step(step) for step in path.steps],
                },
            )
    known = {number.partition("-")[0] for _, number in rows}
    for path in found.of_kind("test_method"):
        row = found.teller.path(path)
        if row["number"].partition("-")[0] not in known:
            last = row["path"][-1]
            rows[("", row["number"])] = {
                "measurand": None,
                "number": row["number"],
                "title": row["name"],
                "status": row["status"],
                "in_graph": row["in_graph"],
                "stated_by": last["from"],
                "evidence": last["evidence"],
                "path": row["path"],
            }
    return list(rows.values())


def instruments(found: Found) -> list[Json]:
    """Instruments with their JJG and JJF as of the day, legal control, and the chain up to the SI unit."""
    rows = []
    concepts, teller = found.walker.concepts, found.teller
    for path in found.of_kind(INSTRUMENTS):
        instrument = path.target
        regulations = [_regulation(found, step) for step in concepts.regulations(instrument)]
        for kind, down in () if regulations else concepts.kinds(instrument)[:6]:
            regulations += [_regulation(found, step, down) for step in concepts.regulations(kind)]
        chains = [
            {
                "measurand": teller.name(measurand),
                "to": [teller.name(step.target) for step in chain],
                "steps": [teller.step(s) for s in chain],
            }
            for measurand, chain in concepts.chain(instrument)
        ]
        rows.append(
            {
                **named(found, instrument),
                "score": path.score,
                "is_the_product": path.steps[-1].relation == "isInstrument",
                "regulations": regulations,
                "controls": [teller.step(step) for step in concepts.controls(instrument)],
                "traceability": chains,
                "path": [teller.step(step) for step in path.steps],
            }
        )
    return rows


def _regulation(found: Found, step: Step, down: Iterable[Step] = ()) -> Json:
    edition = found.walker.edition_on_day(step.target)
    view = found.teller.view
    return {
        "iri": edition,
        "number": view.number(edition),
        "title": view.title(edition),
        "status": view.status(edition, found.day),
        "in_graph": view.is_read(edition),
        "relation": step.relation,
        "steps": [found.teller.step(s) for s in (*down, step)],
    }


def bodies(found: Found, scheme_rows: Sequence[Json]) -> list[Json]:
    """Who is answerable, who assesses, which committee writes the standards, who published them; each with what says so."""
    rows: dict[str, Json] = {}

    def add(name: str, role: str, of: str, evidence: Json) -> None:
        row = rows.setdefault(name, {"name": name, "roles": []})
        if not any(known["role"] == role for known in row["roles"]):
            row["roles"].append({"role": role, "of": of, "evidence": evidence})

    for item in scheme_rows:
        source = {"iri": item["iri"], "source": found.walker.concepts.origin(item["iri"]) or "", "verified": False}
        for role in ("authorities", "bodies"):
            for body in item[role]:
                add(body["zh"], "authority" if role == "authorities" else "assessor", item["zh"], source)
    view = found.teller.view
    for path in found.read:
        number = found.teller.name(path.target)
        for slug, predicate, role in (("committee", _COMMITTEE, "committee"), ("issuer-1", _PUBLISHER, "issuer")):
            for value in view.objects(path.target, predicate):
                name = value.value if isinstance(value, ox.Literal) else view.label(value.value)
                place = found.walker.concepts.evidence_of(f"{path.target}/meta/{slug}")
                if place is not None:
                    add(name, role, number, view.place(place))
    return list(rows.values())


def competence(found: Found) -> list[Json]:
    """Accreditation and recognition of laboratories: schemes whose object is a laboratory, and what they rest on."""
    concepts = found.walker.concepts
    rows = []
    for scheme in ("cma", "cnas-laboratory"):
        iri = SCHEME + scheme
        objects = {o.rpartition("/")[2] for o in concepts.things(iri, "assessedObject")}
        if objects & _LABORATORY:
            zh, en = concepts.text_of(iri, _DEFINITION)
            rows.append(
                {**named(found, iri), "purpose": {"zh": zh, "en": en}, "bases": [_document(found, step) for step in concepts.bases(iri)]}
            )
    return rows


def changes(found: Found) -> list[Json]:
    """What begins after the day, and what ended in the year before it, among everything that the walk met."""
    rows: dict[str, Json] = {}
    view = found.teller.view
    for path in found.paths:
        if path.status is None:
            continue
        for life in timeline.editions_of(view.store, view.work_of(path.target)):
            start = life.start
            if start is not None and start > found.day:
                rows[life.edition] = _change(found, life.edition, "begins", start, path)
        life = view.lives([path.target])[path.target]
        ended = life.superseded_from
        if path.status == "superseded" and ended is not None and (found.day - ended).days <= RECENT_DAYS:
            rows[path.target] = _change(found, path.target, "ended", ended, path)
    return sorted(rows.values(), key=lambda row: row["day"])


def _change(found: Found, edition: str, what: str, day: date, path: Path) -> Json:
    life = found.teller.view.lives([edition])[edition]
    return {
        "what": what,
        "day": day.isoformat(),
        "number": found.teller.view.number(edition),
        "title": found.teller.view.title(edition),
        "instead_of": [found.teller.name(iri) for iri in found.walker.concepts.things(edition, "replaces")] if what == "begins" else [],
        "replaced_by": [found.teller.name(iri) for iri in sorted(life.superseded_by)] if what == "ended" else [],
        "path": [found.teller.step(step) for step in path.steps],
    }


def unknown(
    standard_rows: Sequence[Json], method_rows: Sequence[Json], instrument_rows: Sequence[Json], scheme_rows: Sequence[Json]
) -> list[Json]:
    """What this graph does not know about the product, said plainly."""
    rows: list[Json] = []

    def say(zh: str, en: str, things: Sequence[str]) -> None:
        if things:
            rows.append({"zh": zh, "en": en, "things": list(dict.fromkeys(things))})

    say(
        "只知编号，没有读过正文的标准",
        "standards known by number only, never read",
        [s["number"] for s in standard_rows if not s["in_graph"]],
    )
    say("读到的只是摘编，不是原文", "read as a digest, not as the text itself", [s["number"] for s in standard_rows if s["digest"]])
    say(
        "这一天的状态不详的标准",
        "standards whose status on the day is unknown",
        [s["number"] for s in standard_rows if s["in_graph"] and s["status"] == "unknown"],
    )
    tested = {m["measurand"] for m in method_rows}
    untested = [
        f"{s['number']} {limit['measurand']}"
        for s in standard_rows
        for limit in s["limits"]
        if limit["measurand"] and limit["measurand"] not in tested
    ]
    say("有限值而没有读到试验方法的指标", "limits for which no test method was read", untested[:40])
    say("没有检定规程或校准规范的器具", "instruments without a JJG or JJF here", [i["zh"] for i in instrument_rows if not i["regulations"]])
    say(
        "没有读过正文的检定规程和校准规范",
        "JJG and JJF that were never read",
        [r["number"] for i in instrument_rows for r in i["regulations"] if not r["in_graph"]],
    )
    say("没有溯源到 SI 的器具", "instruments without a chain to the SI", [i["zh"] for i in instrument_rows if not i["traceability"]])
    say("没有读过的法律法规", "laws that were never read", [law["number"] for s in scheme_rows for law in s["laws"] if not law["in_graph"]])
    if not scheme_rows:
        rows.append(
            {
                "zh": "没有找到适用的认证、许可或强制检定制度",
                "en": "no scheme of certification, licensing or verification was found",
                "things": [],
            }
        )
    return rows


def si_units(found: Found) -> list[Json]:
    return [named(found, path.target) for path in found.of_kind(SI)]
