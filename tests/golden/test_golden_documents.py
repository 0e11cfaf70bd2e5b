"""Short standards written by us, one in each layout: a document in, the facts that its author knows out.

``expected.json`` was written by hand from the source of each document, before any program read it; ``expected.ttl`` is its graph.
Where one of these tests fails, the extraction is wrong, or the expectation is: the source of the document decides.
"""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ingest.document_json import document_json
from ingest.extract import read_document
from kg.identifiers import fold
from tests.golden.make_documents import LARGEST, document_of, folders, turtle
from tests.golden.score import plain

Json = dict[str, Any]
FOLDERS = folders()
NAMES = [folder.name for folder in FOLDERS]


@functools.cache
def expected(name: str) -> Json:
    wanted: Json = json.loads((FOLDERS[NAMES.index(name)] / "expected.json").read_text("utf-8"))
    # A picture of another document says what that one says.
    return expected(wanted["of"]) | wanted if "of" in wanted else wanted


@functools.cache
def read(name: str) -> tuple[Json, str]:
    """The extraction document of a golden document, as JSON prints it, and the document text."""
    if name == "scanned":
        pytest.importorskip("rapidocr", reason="pictures are read with the package rapidocr")
    document, text = read_document(document_of(FOLDERS[NAMES.index(name)]))
    found: Json = json.loads(json.dumps(document_json(document)))
    return found, text


def words(value: object) -> object:
    """A text as it is compared: half width and without blanks, which printing makes and loses."""
    if isinstance(value, str):
        return "".join(fold(value).split())
    if isinstance(value, list):
        return [words(item) for item in value]
    return value


def same_name(a: str | None, b: str | None) -> bool:
    """Whether two names of a thing agree; one may say more than the other."""
    x, y = plain(a or ""), plain(b or "")
    return x == y or (len(x) > 1 and x in y) or (len(y) > 1 and y in x)


def said(fact: object) -> str:
    return json.dumps(fact, ensure_ascii=False)


def differences(wanted: list[Any], found: list[Any]) -> list[str]:
    """What is missing and what is too much, in the order of the document; nothing where both are the same."""
    left = list(found)
    missing = []
    for fact in wanted:
        if fact in left:
            left.remove(fact)
        else:
            missing.append(fact)
    lines = [f"- {said(fact)}" for fact in missing] + [f"+ {said(fact)}" for fact in left]
    return lines or (["the order differs"] if wanted != found else [])


def metadata(wanted: Json, found: Json) -> Iterator[str]:
    for key, value in wanted["metadata"].items():
        ours = [[a["number"], a["degree"]] for a in found["adopts"]] if key == "adopts" else found[key]
        if words(ours) != words(value):
            yield f"{key}: {said(ours)} was read, {said(value)} is printed"


def references(wanted: Json, found: Json) -> Iterator[str]:
    ours = found["normative_references"]
    yield from differences([r["number"] for r in wanted["references"]], [r["number"] for r in ours])
    by_number = {r["number"]: r for r in ours}
    for reference in wanted["references"]:
        for key, value in reference.items():
            other = by_number.get(reference["number"])
            if other is not None and words(other[key]) != words(value):
                yield f"{reference['number']}: {key} {said(other[key])} was read, {said(value)} is printed"
    yield from differences([words(t) for t in wanted["other_references"]], [words(t) for t in found["other_references"]])


def citations(wanted: Json, found: Json) -> Iterator[str]:
    yield from differences(wanted["citations"], [[c["number"], c["clause"], c["target_clause"]] for c in found["citations"]])


def terms(wanted: Json, found: Json) -> Iterator[str]:
    yield from differences([t["clause"] for t in wanted["terms"]], [t["clause"] for t in found["terms"]])
    for term, other in zip(wanted["terms"], found["terms"], strict=False):
        for key, value in term.items():
            if words(other[key]) != words(value):
                yield f"{term['clause']}: {key} {said(other[key])} was read, {said(value)} is printed"


def clauses(wanted: Json, found: Json) -> Iterator[str]:
    ours = [[c["number"], words(c["heading"]), c["level"], c["kind"], c["parent"]] for c in found["clauses"]]
    yield from differences([[n, words(h), level, kind, parent] for n, h, level, kind, parent, *_ in wanted["clauses"]], ours)
    texts = {c["number"]: c["text"] for c in found["clauses"]}
    for number, _, _, _, _, *text in wanted["clauses"]:
        if text and words(texts.get(number)) != words(text[0]):
            yield f"{number}: text {said(texts.get(number))} was read, {said(text[0])} is printed"


def provisions(wanted: Json, found: Json) -> Iterator[str]:
    counts = Counter(p["kind"] for p in found["provisions"])
    if counts != Counter(wanted["provisions"]):
        yield f"{said(counts)} were read, {said(wanted['provisions'])} are there:"
        yield from (f"  {p['clause']} {p['kind']} {p['text']}" for p in found["provisions"])
    for provision in wanted["some_provisions"]:
        if not any(all(words(p[key]) == words(value) for key, value in provision.items()) for p in found["provisions"]):
            yield f"- {said(provision)}"


def tables(wanted: Json, found: Json) -> Iterator[str]:
    keys = ("number", "caption", "unit", "clause", "header", "rows")
    ours = [{key: words(t[key]) for key in keys} | {"notes": [[n["mark"], words(n["text"])] for n in t["notes"]]} for t in found["tables"]]
    theirs = [{key: words(t[key]) for key in keys} | {"notes": [[m, words(text)] for m, text in t["notes"]]} for t in wanted["tables"]]
    if len(ours) != len(theirs):
        yield f"{[t['number'] for t in ours]} were read, {[t['number'] for t in theirs]} are there"
        return
    for mine, their in zip(ours, theirs, strict=True):
        for key, value in their.items():
            if mine[key] != value:
                yield f"{their['number']}: {key} {said(mine[key])} was read, {said(value)} is printed"


def limits(wanted: Json, found: Json) -> Iterator[str]:
    left = list(found["limits"])
    for limit in sorted(wanted["limits"], key=lambda limit: bool(limit.get("optional"))):
        match = next((other for other in left if _same_limit(limit, other)), None)
        if match is not None:
            left.remove(match)
        elif not limit.get("optional"):
            yield f"- {said(limit)}"
    for other in left:
        yield "+ " + said({key: value for key, value in other.items() if key not in ("at", "identity")})


def _same_limit(wanted: Json, found: Json) -> bool:
    for key, value in wanted.items():
        if key == "optional":
            continue
        if key in ("object", "measurand", "condition"):
            if not same_name(found[key], value):
                return False
        elif key in ("value", "si_value") and value is not None:
            mine, theirs = (v if isinstance(v, list) else [v] for v in (found[key], value))
            if len(mine) != len(theirs) or any(a is None or abs(a - b) > 1e-9 * abs(b) for a, b in zip(mine, theirs, strict=True)):
                return False
        elif found[key] != value:
            return False
    return True


def measurands(wanted: Json, found: Json) -> Iterator[str]:
    known = [*wanted["measurands"], *wanted.get("measurands_also", [])]
    yield from (f"- {name}" for name in wanted["measurands"] if not any(same_name(name, other) for other in found["measurands"]))
    yield from (f"+ {name}" for name in found["measurands"] if not any(same_name(name, other) for other in known))


def test_methods(wanted: Json, found: Json) -> Iterator[str]:
    left = [(m["measurand"], m["number"]) for m in found["test_methods"]]
    for measurand, number, *optional in wanted["test_methods"]:
        match = next((pair for pair in left if pair[1] == number and same_name(pair[0], measurand)), None)
        if match is not None:
            left.remove(match)
        elif not optional:
            yield f"- {measurand} {number}"
    yield from (f"+ {measurand} {number}" for measurand, number in left)


def findings(wanted: Json, found: Json) -> Iterator[str]:
    theirs: Counter[str] = Counter(wanted["findings"])
    ours: Counter[str] = Counter(f["code"] for f in found["findings"])
    doubts: Counter[str] = Counter(f["code"] for f in found["findings"] if f["severity"] != "info")
    yield from (f"- {code}" for code in (theirs - ours).elements())
    yield from (f"+ {code}" for code in (doubts - theirs).elements())


FACTS: dict[str, Callable[[Json, Json], Iterator[str]]] = {
    compare.__name__: compare
    for compare in (metadata, references, citations, terms, clauses, provisions, tables, limits, measurands, test_methods, findings)
}
test_methods.__test__ = False  # type: ignore[attr-defined]  # named after the facts it compares


KNOWN_GAPS: dict[str, list[str]] = json.loads((FOLDERS[0].parent / "known_gaps.json").read_text("utf-8"))
"""What is not read right yet, "document, kind" -> its differences: a gap that closes fails here until it is taken off the list."""


@pytest.mark.parametrize("kind", FACTS)
@pytest.mark.parametrize("name", NAMES)
def test_the_facts_read_are_those_the_author_wrote(name: str, kind: str) -> None:
    wanted, (found, _) = expected(name), read(name)
    known = KNOWN_GAPS.get(f"{name}, {kind}", [])
    wrong = list(FACTS[kind](wanted, found))
    new = [line for line in wrong if line not in known]
    assert not new, "\n".join([f"{name}, {kind} ('-' is missing, '+' is not there):", *new])
    assert not (closed := [line for line in known if line not in wrong]), "\n".join(["closed: take these off known_gaps.json:", *closed])


def _places(value: object, path: str) -> Iterator[tuple[str, Json]]:
    """Every place in a document, with the way to it."""
    if isinstance(value, dict):
        if set(value) >= {"page", "start", "end", "quote"}:
            yield path, value
            return
        for key, item in value.items():
            yield from _places(item, f"{path}.{key}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _places(item, f"{path}[{i}]")


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_stands_at_its_place(name: str) -> None:
    found, text = read(name)
    wrong = []
    for path, at in _places(found, ""):
        quote, there = str(words(at["quote"])), str(words(text[at["start"] : at["end"]]))
        if path.startswith(".tables"):
            # Captions and header cells stand for the table, the words of a note for it and its mark.
            same = all(word in there for word in map(str, map(words, at["quote"].split())))
        else:
            # Clauses and long passages are quoted by their beginning.
            same = there == quote or (there.startswith(quote) and (len(at["quote"]) >= 100 or path.startswith((".clauses", ".terms"))))
        if not same:
            wrong.append(f"{path}: {at['quote'][:60]!r} is quoted, {text[at['start'] : at['end']][:60]!r} stands there")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", NAMES)
def test_the_graph_of_a_golden_document_is_the_one_reviewed(name: str) -> None:
    if name == "scanned":
        pytest.importorskip("rapidocr", reason="pictures are read with the package rapidocr")
    folder = FOLDERS[NAMES.index(name)]
    wanted = (folder / "expected.ttl").read_text("utf-8").splitlines()
    found = turtle(document_of(folder)).splitlines()
    wrong = [f"- {line}" for line in wanted if line not in set(found)] + [f"+ {line}" for line in found if line not in set(wanted)]
    assert not wrong, "\n".join([f"{name}: after a change that was meant, run python -m tests.golden.make_documents --turtle", *wrong[:60]])


def test_at_least_fourteen_layouts_are_covered() -> None:
    assert len(NAMES) >= 14


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_document_is_small(name: str) -> None:
    assert document_of(FOLDERS[NAMES.index(name)]).stat().st_size < LARGEST
