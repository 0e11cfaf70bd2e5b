"""Passages of what only a catalogue lists: one title an edition, so that search finds what `nqi show` knows.

An edition whose text was read has its own title passage and none from here. Where several catalogues list it, the passage stands in
the one that is believed (the latest day, then the first graph; `kg.listings`), and its place is the row there. Its facts are those that
the graph believes, whichever source they are from; type and 强制性 are what the prefix of its number says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.model import DocumentType
from kg.store_oxigraph import OxigraphStore
from search_api.passage import Passage
from search_api.passages import title_id

_LISTED_AS = ox.NamedNode(v.NQI + "listedAs")
_DESCRIBES = ox.NamedNode(v.NQI + "describes")
_VERSION_OF = ox.NamedNode(v.DCTERMS + "isVersionOf")
_IDENTIFIER = ox.NamedNode(v.DCTERMS + "identifier")
_TITLE = ox.NamedNode(v.DCTERMS + "title")
_ISSUED = ox.NamedNode(v.DCTERMS + "issued")
_AVAILABLE = ox.NamedNode(v.DCTERMS + "available")
_NOTATION = ox.NamedNode(v.SKOS + "notation")
_AS_OF = ox.NamedNode(v.NQI + "asOf")
_EVIDENCE = ox.NamedNode(v.NQI + "evidence")
_DOCUMENTS = (v.ID + "std/", v.ID + "law/")
_Place = tuple[str, int, int, int]
"""File (sha256), sheet, start, end."""


def listed_in(store: OxigraphStore, graph: str) -> set[str]:
    """IRIs of the editions (or works, where a row bears no year) that the catalogue lists; its products are none."""
    quads = store.raw.quads_for_pattern(None, _LISTED_AS, None, ox.NamedNode(graph))
    return {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(_DOCUMENTS)}


def listed_passages(store: OxigraphStore, editions: Iterable[str]) -> Iterator[Passage]:
    """The title passage of each of the editions that a catalogue lists and nobody has read."""
    for edition in editions:
        if (row := _believed_row(store, edition)) is not None and not _is_read(store, edition):
            yield _title(store, edition, row)


def _is_read(store: OxigraphStore, edition: str) -> bool:
    things = (edition, *store.subjects(_VERSION_OF, edition))
    return any(next(store.subjects(_DESCRIBES, one), None) is not None for one in things)


def _believed_row(store: OxigraphStore, edition: str) -> _Place | None:
    """The place of the row that stands for the edition; None where no catalogue lists it."""
    rows: list[tuple[str, _Place]] = []
    for entry in {o.value for o in store.objects(edition, _LISTED_AS)}:
        evidence = min((o.value for o in store.objects(entry, _EVIDENCE)), default="")
        if (place := v.parse_evidence_iri(evidence)) is not None:
            rows.append((max((o.value for o in store.objects(entry, _AS_OF)), default=""), place))
    latest = max((day for day, _ in rows), default="")
    return min((place for day, place in rows if day == latest), default=None)


def _title(store: OxigraphStore, edition: str, place: _Place) -> Passage:
    def first(predicate: ox.NamedNode, language: str | None = None) -> str | None:
        found = (o for o in store.objects(edition, predicate) if language is None or getattr(o, "language", None) == language)
        return min((o.value for o in found), default=None)

    document, page, start, end = place
    number = first(_IDENTIFIER) or edition.rpartition("/")[2]
    parsed = StandardNumber.parse_or_none(number)
    work = first(_VERSION_OF)
    title_zh, title_en = first(_TITLE, "zh"), first(_TITLE, "en")
    title = title_zh or title_en or number
    lines = [number if number != title else "", title_en or ""]
    return Passage(
        id=title_id(edition, document),
        iri=f"{edition}#title",
        document=document,
        number=number,
        work=(min((o.value for o in store.objects(work, _IDENTIFIER)), default=None) if work else None) or number,
        title=title,
        title_en=title_en,
        type=(parsed.type if parsed else DocumentType.OTHER).value,
        mandatory=parsed.mandatory if parsed else None,
        ics=_codes(store, edition, "ics"),
        ccs=_codes(store, edition, "ccs"),
        issued=first(_ISSUED),
        effective=first(_AVAILABLE),
        clause=None,
        heading="",
        kind="title",
        page=page,
        start=start,
        end=end,
        text="\n".join(line for line in lines if line) or title,
    )


def _codes(store: OxigraphStore, edition: str, kind: str) -> tuple[str, ...]:
    concepts = sorted(o.value for o in store.objects(edition, ox.NamedNode(v.NQI + kind)))
    found = (min((o.value for o in store.objects(c, _NOTATION)), default=c.rpartition("/")[2]) for c in concepts)
    return tuple(code.replace(" ", "") for code in found)
