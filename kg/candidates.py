"""待审词: words of the documents that no vocabulary knows, for people to review. Nothing is added to any vocabulary here.

Every row says where the word stands and in how many documents. What a vocabulary knows near it is a choice, never an identification:
the concepts that an ambiguous name can mean, or the instrument whose name the word ends with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg import queries
from kg.labels import ConceptKind, Label, folded, labels_by_name

MEASURAND, INSTRUMENT, ORGANISATION, TERM, REGULATION = "measurand", "instrument", "organisation", "term", "regulation"
KINDS: Final = (MEASURAND, INSTRUMENT, ORGANISATION, TERM, REGULATION)


@dataclass(frozen=True, slots=True)
class Candidate:
    """``kind`` is one of `KINDS`, ``term`` the word as printed, ``evidence`` the IRI of one place, ``choices`` what it may mean or be
    a kind of, ``note`` what else is known (the limits set on a measurand, the role of a body, the printed title of a regulation)."""

    kind: str
    term: str
    documents: int
    evidence: str
    choices: tuple[Label, ...] = ()
    note: str | None = None


def candidates(store: ox.Store, kinds: Iterable[str] = KINDS) -> list[Candidate]:
    """Unknown words of the ``kinds``, kinds in their order, within one those of most documents first."""
    find: dict[str, Callable[[ox.Store], Iterator[Candidate]]] = {
        MEASURAND: _measurands,
        INSTRUMENT: _instruments,
        ORGANISATION: _organisations,
        TERM: _terms,
        REGULATION: _regulations,
    }
    return [found for kind in kinds for found in sorted(find[kind](store), key=lambda c: (-c.documents, c.term))]


def _labels(name: str, *kinds: ConceptKind) -> tuple[Label, ...]:
    return tuple(label for label in labels_by_name().get(folded(name), ()) if not kinds or label.kind in kinds)


# -- measurands ---------------------------------------------------------------------------------


def _measurands(store: ox.Store) -> Iterator[Candidate]:
    """Printed characteristics that nothing identified; what an ambiguous one can mean are its choices."""
    for row in queries.rows(store, "unidentified_measurands"):
        name = row.get("name")
        if name is not None:
            limits = int(row["limits"])
            yield Candidate(
                MEASURAND,
                name,
                int(row["documents"]),
                row["evidence"],
                _labels(name, ConceptKind.MEASURAND),
                f"{limits} 个限值 limits" if limits else None,
            )


# -- instruments --------------------------------------------------------------------------------

_NAME: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9\-/]{1,16}(?:仪|计|器|秤|天平|装置|传感器)")
_MARK: Final = re.compile(r"^(?:[a-zA-Z0-9]{1,2}[)）.、]|[(（][a-z0-9一二三四五六七八九十]+[)）])\s*")
_LEAD: Final = re.compile(r"^(?:并|还|宜|应|可)?(?:采用|使用|选用|配备|应用|测量用|带有|用|带|是)")
_PIECES: Final = re.compile(r"[，。；：、,;:\n\t（）()【】《》]|或者|以及|包括|和|与|及|或|为")
_SPACED: Final = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_PROSE: Final = re.compile(r"[应不的被其该每所各此无等]|检定合格|符合|通过|能够|必须|可以|由|在")
_NO_NAME: Final = re.compile(
    r"(?:.*(?:仪器|机器|容器|设计|统计|合计|总计|累计|预计|估计|小计|共计|审计|会计)|.*[以按].{1,4}计|(?:计量|测量|试验|检定|校准|主)?(?:标准)?器|装置|传感器"
    r"|(?:试验|检定|校准|测量|检测)装置)"
)
_HEAD: Final = re.compile(r"(?:主要|检定用|校准用|试验)?(?:仪器|设备|器具|标准器|计量器具|仪器设备)(?:名称)?")


def instrument_names(text: str) -> Iterator[str]:
    """What reads like the name of an instrument in a list of apparatus; sentences are passed over.

    >>> list(instrument_names("a）原子吸收分光光度计。b）采用电子天平、维卡仪；仪器应按规程检定合格。浓度以氮计"))
    ['原子吸收分光光度计', '电子天平', '维卡仪']
    """
    for piece in _PIECES.split(_SPACED.sub("", text)):
        name = _LEAD.sub("", _MARK.sub("", piece.strip())).strip()
        if _NAME.fullmatch(name) and not _PROSE.search(name) and not _NO_NAME.fullmatch(name):
            yield name


def _instruments(store: ox.Store) -> Iterator[Candidate]:
    """Names in clauses and tables of apparatus that no instrument of the vocabulary has."""
    documents: dict[str, set[str]] = {}
    places: dict[str, str] = {}
    known = {name for name, labels in labels_by_name().items() if any(label.kind is ConceptKind.INSTRUMENT for label in labels)}
    for document, text, place in _apparatus(store):
        for name in instrument_names(text):
            if folded(name) not in known:
                documents.setdefault(name, set()).add(document)
                places[name] = min(places.get(name, place), place)
    for name, found in documents.items():
        yield Candidate(INSTRUMENT, name, len(found), places[name], _near_instruments(name))


def _apparatus(store: ox.Store) -> Iterator[tuple[str, str, str]]:
    """(graph of the document, text, place) of clauses and columns that list apparatus."""
    for row in queries.rows(store, "apparatus_clauses"):
        for text in (row.get("heading"), row.get("text")):
            if text:
                yield row["document"], text, row["evidence"]
    for row in queries.rows(store, "apparatus_tables"):
        heads = json.loads(row["header"])[-1]
        columns = [i for i, head in enumerate(heads) if _HEAD.fullmatch(re.sub(r"\s+", "", head))]
        for cells in json.loads(row["rows"]):
            for i in columns:
                if i < len(cells):
                    yield row["document"], cells[i], row["evidence"]


def _near_instruments(name: str) -> tuple[Label, ...]:
    """The longest known name that ends the word (精密电子天平: 电子天平): what it may be a kind of; and products of that very name."""
    folded_name = folded(name)
    for start in range(1, len(folded_name) - 1):
        labels = _labels(folded_name[start:], ConceptKind.INSTRUMENT)
        if labels:
            return (*labels, *_labels(name, ConceptKind.PRODUCT))
    return _labels(name, ConceptKind.PRODUCT)


# -- bodies, terms, regulations -----------------------------------------------------------------


def _organisations(store: ox.Store) -> Iterator[Candidate]:
    """Issuing bodies and committees that no organisation of the vocabulary is called; their SAC/TC numbers aside."""
    documents: dict[tuple[str, str], set[str]] = {}
    places: dict[tuple[str, str], str] = {}
    for row in queries.rows(store, "named_organisations"):
        role = "归口 committee" if row["role"].endswith("committee") else "发布 issuer"
        for printed in row["name"].split("、"):
            name = re.sub(r"[（(].*?[)）]", "", printed).strip()
            if name and not _labels(name, ConceptKind.ORGANISATION):
                documents.setdefault((name, role), set()).add(row["document"])
                places.setdefault((name, role), row["evidence"])
    for (name, role), found in documents.items():
        yield Candidate(ORGANISATION, name, len(found), places[name, role], (), role)


def _terms(store: ox.Store) -> Iterator[Candidate]:
    """Defined terms that are no label of any vocabulary."""
    for row in queries.rows(store, "defined_terms"):
        if not _labels(row["term"]):
            yield Candidate(TERM, row["term"], int(row["documents"]), row["evidence"])


def _regulations(store: ox.Store) -> Iterator[Candidate]:
    """JJG and JJF that documents cite and no instrument is verified or calibrated under."""
    for row in queries.rows(store, "regulations_without_instrument"):
        yield Candidate(REGULATION, row["number"], int(row["documents"]), row["evidence"], (), row.get("title"))
