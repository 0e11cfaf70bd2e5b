"""Pure functions between JSON answers and templates: links, marks, trees. Nothing here reads a request.

Everything that comes back as `Markup` was escaped here; everything else is escaped by Jinja.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from kg.vocabulary import BASE, GRAPH, PREFIXES, parse_evidence_iri
from search_api.web.strings import GROUPS, LINK_GROUPS

Json = dict[str, Any]


def place_href(evidence_iri: str) -> str:
    """Local address that shows a place; the IRI goes into the query because fragments never reach a server.

    >>> place_href("https://w3id.org/nqi/graph/doc/" + "0" * 64 + "#page=3&char=1,2")[:48]
    '/place?of=https%3A%2F%2Fw3id.org%2Fnqi%2Fgraph%2'
    """
    return f"/place?of={quote(evidence_iri, safe='')}"


def local_href(iri: str) -> str | None:
    """Where a reader may go from ``iri``: our IRIs are served here, http(s) elsewhere, anything else is no link.

    >>> local_href("https://w3id.org/nqi/id/law/计量法"), local_href("javascript:alert(1)")
    ('/id/law/%E8%AE%A1%E9%87%8F%E6%B3%95', None)
    """
    if parse_evidence_iri(iri):
        return place_href(iri)
    if iri.startswith(BASE):
        return "/" + quote(iri.removeprefix(BASE), safe="/~:#@!$&'()*+,;=")
    return iri if iri.startswith(("https://", "http://")) else None


def standard_href(number: str, clause: str | None = None) -> str:
    """Address of the page of one standard, at one of its clauses.

    >>> standard_href("GB/T 1.1-2020", "5.2")
    '/standard/GB/T%201.1-2020#cl-5.2'
    """
    return f"/standard/{quote(number, safe='/()')}" + (f"#cl-{quote(clause, safe='')}" if clause else "")


def with_query(href: str, arguments: Mapping[str, object]) -> str:
    """``href`` with further arguments, before its fragment.

    >>> with_query("/ontology#Standard", {"lang": "en"}), with_query("/place?of=x", {"lang": "en"})
    ('/ontology?lang=en#Standard', '/place?of=x&lang=en')
    """
    if not arguments:
        return href
    path, hash_sign, fragment = href.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{urlencode(arguments)}{hash_sign}{fragment}"


def evidence_href(evidence: object) -> str | None:
    """Address of a place from an evidence object or IRI; None where no place is known."""
    iri = evidence.get("iri") if isinstance(evidence, Mapping) else evidence
    return place_href(iri) if isinstance(iri, str) and iri.startswith(GRAPH) else None


def compact(iri: str) -> str:
    """An IRI with our prefixes, where one fits.

    >>> compact("http://purl.org/dc/terms/issued"), compact("https://w3id.org/nqi/graph/doc/" + "0" * 64 + "#page=3&char=1,2")
    ('dcterms:issued', 'graph:doc/00000000…#page=3&char=1,2')
    """
    place = parse_evidence_iri(iri)
    if place:
        # A hash fills a line and tells a reader nothing; the link behind it is whole.
        return f"graph:doc/{place[0][:8]}…#page={place[1]}&char={place[2]},{place[3]}"
    prefix, base = max(((p, b) for p, b in PREFIXES.items() if iri.startswith(b)), key=lambda pair: len(pair[1]), default=("", ""))
    return f"{prefix}:{iri[len(base) :]}" if base else iri


def mark(text: str, highlights: Iterable[Sequence[int]] | None) -> Markup:
    """``text`` escaped, with ``<mark>`` around each [start, end); overlaps are joined, what lies outside is left out.

    >>> str(mark("a<b c", [[2, 3], [2, 5], [9, 12]]))
    'a&lt;<mark>b c</mark>'
    """
    spans = sorted((max(0, s), min(len(text), e)) for s, e in highlights or () if s < e and s < len(text) and e > 0)
    parts: list[Markup] = []
    at = 0
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    for start, end in merged:
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*parts, escape(text[at:])])


def grouped_links(links: Iterable[Json] | None) -> list[tuple[str, list[Json]]]:
    """Links under the four elements and "other", groups in a fixed order, empty ones left out.

    >>> [(g, len(l)) for g, l in grouped_links([{"kind": "reference"}, {"kind": "metrology"}, {"kind": "x"}])]
    [('metrology', 1), ('reference', 1), ('other', 1)]
    """
    groups: dict[str, list[Json]] = {name: [] for name in GROUPS}
    for link in links or ():
        groups[LINK_GROUPS.get(str(link.get("kind")), "other")].append(link)
    return [(name, found) for name, found in groups.items() if found]


def clause_tree(clauses: Iterable[Json] | None) -> list[Json]:
    """Clauses as a tree by ``level``: each with ``children``; a level that was skipped hangs under the last one above.

    >>> tree = clause_tree([{"number": "1", "level": 1}, {"number": "1.1", "level": 2}, {"number": "2", "level": 1}])
    >>> [(c["number"], len(c["children"])) for c in tree]
    [('1', 1), ('2', 0)]
    """
    roots: list[Json] = []
    above: list[Json] = []
    for clause in clauses or ():
        node = {**clause, "children": []}
        level = clause.get("level") or 1
        while above and (above[-1].get("level") or 1) >= level:
            above.pop()
        (above[-1]["children"] if above else roots).append(node)
        above.append(node)
    return roots


def flat(value: object, name: str = "") -> list[tuple[str, str]]:
    """A nested explanation as rows of dotted name and text, for a table.

    >>> flat({"vector": {"cosine": 0.83456}, "terms": ["a", "b"]})
    [('vector.cosine', '0.8346'), ('terms', 'a, b')]
    """
    if isinstance(value, Mapping):
        return [row for key, inner in value.items() for row in flat(inner, f"{name}.{key}" if name else str(key))]
    if isinstance(value, list | tuple) and not any(isinstance(item, Mapping) for item in value):
        return [(name, ", ".join(text for item in value for _, text in flat(item)))]
    if isinstance(value, list | tuple):
        return [row for n, item in enumerate(value) for row in flat(item, f"{name}[{n}]")]
    return [(name, f"{value:.4g}" if isinstance(value, float) else str(value))]


def value_cell(value: object) -> Json:
    """A value of a described resource as ``{"text", "href", "title", "note"}``, whatever of the three forms it came in.

    The service may give an IRI or literal as text, ``{"iri", "label"}``, or ``{"value", "language"|"lang"|"datatype"}``.
    """
    if isinstance(value, Mapping):
        iri = value.get("iri")
        if isinstance(iri, str):
            return {"text": value.get("label") or compact(iri), "href": local_href(iri), "title": iri, "note": None}
        note = value.get("lang") or value.get("language") or (compact(str(value["datatype"])) if value.get("datatype") else None)
        return {"text": str(value.get("value", "")), "href": None, "title": None, "note": note}
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return {"text": compact(value), "href": local_href(value), "title": value, "note": None}
    return {"text": str(value), "href": None, "title": None, "note": None}


def binding_cell(term: Json | None) -> Json:
    """One cell of a SPARQL JSON result, in the form of `value_cell`."""
    if not term:
        return {"text": "", "href": None, "title": None, "note": None}
    if term.get("type") == "uri":
        return value_cell({"iri": term["value"]})
    return value_cell({"value": term.get("value", ""), "lang": term.get("xml:lang"), "datatype": term.get("datatype")})


def codes_shown(counts: Mapping[str, int], chosen: str | None) -> dict[str, int]:
    """Of the counts of a classification: its top classes, or the chosen one, those above it and those right below.

    >>> codes_shown({"13": 3, "13.040": 2, "13.040.40": 1, "17": 1, "Z": 1, "Z60": 1}, None)
    {'13': 3, '17': 1, 'Z': 1}
    >>> codes_shown({"13": 2, "13.040": 2, "13.040.40": 1, "17": 1}, "13.040")
    {'13': 2, '13.040': 2, '13.040.40': 1}
    """
    if not chosen:
        return {code: count for code, count in counts.items() if len(code) == (1 if code[:1].isalpha() else 2)}
    # "Z60" is below "Z" without a dot; in ICS a level more is a dot more.
    depth = 2 if chosen[:1].isalpha() else chosen.count(".") + 1
    below = {code for code in counts if code.startswith(chosen) and code.count(".") <= depth}
    return {code: count for code, count in counts.items() if chosen.startswith(code) or code in below}


def index_progress(health: Json) -> int | None:
    """Percent of the index that is built, None where the service does not say.

    >>> index_progress({"index": {"progress": 0.354}}), index_progress({"index": {"embedded": 1, "passages": 4}}), index_progress({})
    (35, 25, None)
    """
    index = health.get("index") or {}
    progress = index.get("progress")
    if not isinstance(progress, int | float) and index.get("passages") and index.get("embedded") is not None:
        progress = index["embedded"] / index["passages"]
    return max(0, min(100, int(progress * 100))) if isinstance(progress, int | float) else None
