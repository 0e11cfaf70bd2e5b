"""How much of what a person reads does `nqi extract` find, and how much of what it finds is right?

    python -m tests.golden.score [--documents DIR]... [--only NAME] [--misses] [--json FILE]

Compares the readings in ``tests/golden/read_by_people`` with the extraction of the same files, where these are present
(default: ``../shared/fixtures/pdf`` and ``scans``). Every measure is a mean over documents; a document without a kind of fact
does not count for it. A limit is found when operator, value, unit and measurand agree; what gold marks ``optional`` may be
found or not, and is right when it is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.extract import extract
from kg.errors import UnreadableDocument
from kg.identifiers import find_numbers, fold
from kg.part_ranges import parts_between
from kg.units import Unit

Json = dict[str, Any]
GOLD = Path(__file__).parent / "read_by_people"
DOCUMENTS = tuple(Path(__file__).parents[3] / "shared" / "fixtures" / name for name in ("pdf", "scans"))

TARGETS = {
    False: {
        "metadata": 0.99, "references": 0.99, "terms": 0.98, "clauses_1": 0.99, "clauses": 0.99,
        "limits_recall": 0.92, "limits_precision": 0.95, "measurands": 0.97, "methods": 0.95,
    },
    True: {"metadata": 0.95, "references": 0.93, "clauses": 0.95, "limits_recall": 0.75},
}  # fmt: skip
"""What the project aims at, for documents with a text layer (False) and scans (True)."""


@dataclass(slots=True)
class Score:
    """Measures in [0, 1] of one document; ``misses`` says in words what was missed or wrong."""

    measures: dict[str, float] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)


def plain(text: object) -> str:
    """Text as it is compared: half width, no blanks, no marks of emphasis, lower case."""
    folded = fold(str(text)).lower()
    for char in " \t\n\u3000·•、,，;；:：()（）[]《》“”\"'‘’—–-_/":
        folded = folded.replace(char, "")
    return folded.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³", "01234567890123"))


def score(gold: Json, found: Json) -> Score:
    """Compare one extraction with the reading of the same document."""
    result = Score()
    _metadata(result, gold["metadata"], found)
    _sets(result, "references", _each_part(r["number"] for r in gold["references"]), [r["number"] for r in found["normative_references"]])
    _sets(
        result,
        "terms",
        [f"{t['clause']} {plain(t['term_zh'])}" for t in gold["terms"]],
        [f"{t['clause']} {plain(t['term_zh'])}" for t in found["terms"]],
    )
    english = {t["clause"]: plain(t["term_en"]) for t in gold["terms"] if t.get("term_en")}
    if english:
        read = {t["clause"]: plain(t["term_en"] or "") for t in found["terms"]}
        result.measures["terms_en"] = sum(read.get(c) == en for c, en in english.items()) / len(english)
        result.misses += [f"terms_en: {c}: {read.get(c)!r}, not {en!r}" for c, en in english.items() if read.get(c) != en]
    numbers = [c["number"] for c in gold["clauses"]]
    ours = [c["number"] for c in found["clauses"]]
    _sets(result, "clauses_1", [n for n in numbers if _first_level(n)], [n for n in ours if _first_level(n)])
    _sets(result, "clauses", numbers, ours)
    headings = {c["number"]: plain(c["heading"]) for c in gold["clauses"] if c.get("heading")}
    if headings:
        read = {c["number"]: plain(c["heading"] or "") for c in found["clauses"]}
        result.measures["headings"] = sum(read.get(n) == h for n, h in headings.items()) / len(headings)
        result.misses += [f"headings: {n}: {read.get(n)!r}, not {h!r}" for n, h in headings.items() if read.get(n) != h]
    _limits(result, gold["limits"], found["limits"])
    _measurands(result, gold["measurands"], found["measurands"])
    _methods(result, gold["test_methods"], found["test_methods"])
    _tables(result, gold["tables"], found["tables"])
    return result


def _each_part(numbers: Iterable[str]) -> list[str]:
    """A range of parts as printed ("GB 5085.1~3") names each of them."""
    parts: list[str] = []
    for text in numbers:
        hits = list(find_numbers(text))
        parts += [part.canonical for part in parts_between(hits[0][0], text, *hits[0][1:])[0]] if hits and "~" in text else [text]
    return parts


def _first_level(number: str) -> bool:
    return number.isdigit() or number.startswith("附录")


def _metadata(result: Score, gold: Json, found: Json) -> None:
    right, count = 0, 0
    for name, compare in _FIELDS.items():
        wanted, ours = gold.get(name), found.get(name)
        if not wanted and not ours and wanted is not False:
            continue
        count += 1
        if compare(wanted) == compare(ours):
            right += 1
        else:
            result.misses.append(f"metadata: {name} is {ours!r}, not {wanted!r}")
    if count:
        result.measures["metadata"] = right / count


def _all_plain(values: Iterable[str] | None) -> list[str]:
    return sorted(plain(value) for value in values or ())


_FIELDS: dict[str, Callable[[Any], Any]] = {
    "number": lambda v: v,
    "title_zh": lambda v: plain(v or ""),
    "title_en": lambda v: plain(v or ""),
    "type": lambda v: v,
    "mandatory": lambda v: v,
    "issued": lambda v: v,
    "effective": lambda v: v,
    "ics": lambda v: v,
    "ccs": lambda v: (v or "").replace(" ", ""),
    "issuer": _all_plain,
    "committee": lambda v: plain(v or ""),
    "drafters": _all_plain,
    "replaces": lambda v: sorted(v or ()),
    "adopts": lambda v: sorted((a["number"], a["degree"]) for a in v or ()),
    "draft": lambda v: bool(v),
}


def _sets(result: Score, name: str, wanted: Sequence[str], ours: Sequence[str]) -> None:
    """F1 of two lists as multisets."""
    if not wanted and not ours:
        return
    common = (Counter(wanted) & Counter(ours)).total()
    result.measures[name] = 2 * common / (len(wanted) + len(ours))
    result.misses += [f"{name}: {item} not found" for item in (Counter(wanted) - Counter(ours)).elements()]
    result.misses += [f"{name}: {item} is not there" for item in (Counter(ours) - Counter(wanted)).elements()]


def _limits(result: Score, wanted: Sequence[Json], ours: Sequence[Json]) -> None:
    left = list(ours)
    required = [limit for limit in wanted if not limit.get("optional")]
    missed = [limit for limit in required if not _take(left, limit)]
    spare = [limit for limit in wanted if limit.get("optional")]
    wrong = [limit for limit in left if not _take(spare, limit)]
    if required:
        result.measures["limits_recall"] = 1 - len(missed) / len(required)
    if ours:
        result.measures["limits_precision"] = 1 - len(wrong) / len(ours)
    result.misses += [f"limits: not found: {_said(limit)}" for limit in missed]
    result.misses += [f"limits: not there: {_said(limit)}" for limit in wrong]


def _take(among: list[Json], wanted: Json) -> bool:
    """Whether ``wanted`` is among them; the best match is taken out."""
    best = max((i for i, limit in enumerate(among) if _same_limit(wanted, limit)), key=lambda i: _closeness(wanted, among[i]), default=None)
    if best is None:
        return False
    del among[best]
    return True


def _same_limit(a: Json, b: Json) -> bool:
    return (
        a["operator"] == b["operator"]
        and _same_value(a["value"], b["value"])
        and _plain_unit(a["unit"]) == _plain_unit(b["unit"])
        and _same_name(a["measurand"], b["measurand"])
    )


def _plain_unit(printed: str | None) -> str:
    """One spelling of a unit: 年 is a, m3/(百头·d) is m3/(百头.d)."""
    unit = Unit.parse_or_none(printed or "1")
    return plain(unit.symbol if unit else printed or "1")


def _same_value(a: Any, b: Any) -> bool:
    mine, theirs = (list(v) if isinstance(v, list | tuple) else [v] for v in (a, b))
    return len(mine) == len(theirs) and all(
        isinstance(x, int | float) and isinstance(y, int | float) and abs(x - y) <= 1e-9 * max(abs(x), abs(y))
        for x, y in zip(mine, theirs, strict=True)
    )


def _same_name(a: str | None, b: str | None) -> bool:
    x, y = plain(a or ""), plain(b or "")
    return x == y or (len(x) > 1 and x in y) or (len(y) > 1 and y in x)


def _closeness(a: Json, b: Json) -> int:
    return sum(
        (
            4 * (plain(a["measurand"] or "") == plain(b["measurand"] or "")),
            2 * (a.get("clause") == b.get("clause")),
            2 * _overlap(a.get("object"), b.get("object")),
            _overlap(a.get("condition"), b.get("condition")),
        )
    )


def _overlap(a: str | None, b: str | None) -> bool:
    return (not a and not b) or bool(a and b and _same_name(a, b))


def _said(limit: Json) -> str:
    words = (
        limit.get("table") or limit.get("clause"),
        limit.get("object"),
        limit["measurand"],
        limit["operator"],
        limit["value"],
        limit["unit"],
        limit.get("condition"),
    )
    return " | ".join(str(word) for word in words if word is not None)


def _measurands(result: Score, wanted: Sequence[str], ours: Sequence[str]) -> None:
    if not wanted:
        return
    names = {plain(name) for name in ours}
    missed = [name for name in wanted if plain(name) not in names]
    result.measures["measurands"] = 1 - len(missed) / len(wanted)
    if ours:
        known = {plain(name) for name in wanted}
        result.measures["measurands_precision"] = sum(plain(name) in known for name in ours) / len(ours)
        result.misses += [f"measurands: {name} is not there" for name in ours if plain(name) not in known]
    result.misses += [f"measurands: {name} not found" for name in missed]


def _methods(result: Score, wanted: Sequence[Json], ours: Sequence[Json]) -> None:
    if not wanted:
        return
    left = list(ours)

    def take(pair: Json) -> bool:
        for i, other in enumerate(left):
            if other["number"] == pair["number"] and _same_name(pair["measurand"], other["measurand"]):
                del left[i]
                return True
        return False

    missed = [pair for pair in wanted if not take(pair)]
    result.measures["methods"] = 1 - len(missed) / len(wanted)
    if ours:
        result.measures["methods_precision"] = 1 - len(left) / len(ours)
    result.misses += [f"methods: {pair['measurand']} {pair['number']} not found" for pair in missed]
    result.misses += [f"methods: {pair['measurand']} {pair['number']} is not there" for pair in left]


def _tables(result: Score, wanted: Sequence[Json], ours: Sequence[Json]) -> None:
    numbered = [table for table in wanted if table.get("number")]
    if not numbered:
        return
    _sets(result, "tables", [plain(t["number"]) for t in numbered], [plain(t["number"]) for t in ours if t["number"]])
    by_number = {plain(t["number"]): t for t in ours if t["number"]}
    shaped = [t for t in numbered if t.get("rows") and t.get("columns")]
    right = 0
    for table in shaped:
        other = by_number.get(plain(table["number"]))
        shape = None if other is None else (len(other["header"]), len(other["rows"]), len((other["rows"] or other["header"] or [[]])[0]))
        same = shape == (table["header_rows"], table["rows"], table["columns"])
        right += same
        if not same:
            result.misses.append(
                f"table shapes: {table['number']} has (head, rows, columns) {shape}, not {(table['header_rows'], table['rows'], table['columns'])}"
            )
    if shaped:
        result.measures["table_shapes"] = right / len(shaped)


def find_document(name: str, folders: Sequence[Path]) -> Path | None:
    """The document of that name, None where it is not present."""
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def read(path: Path) -> Json:
    """The extraction document of a file; a refused one has no facts."""
    try:
        found: Json = json.loads(json.dumps(extract({"path": str(path)})))
    except UnreadableDocument as exc:
        print(f"  refused: {exc}", file=sys.stderr)
        names = ("normative_references", "terms", "clauses", "limits", "measurands", "test_methods", "tables")
        return {name: [] for name in names}
    return found


def main() -> None:
    """Print the scores of every document that is present, their means beside the targets, and the misses if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, action="append", help="folder of documents (default: ../shared/fixtures/pdf and scans)")
    parser.add_argument("--only", default="", help="documents whose name contains this")
    parser.add_argument("--misses", action="store_true", help="say what was missed and what is wrong")
    parser.add_argument("--kind", default="", help="only misses that begin with one of these (comma between)")
    parser.add_argument("--json", type=Path, help="write the scores to this file")
    options = parser.parse_args()
    rows: dict[str, tuple[bool, Score]] = {}
    for file in sorted(GOLD.glob("*.json")):
        gold = json.loads(file.read_text("utf-8"))
        path = find_document(gold["file"], options.documents or DOCUMENTS)
        if options.only not in gold["file"] or path is None:
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != gold["sha256"]:
            print(f"  {gold['file']} is another file than the one that was read; left out", file=sys.stderr)
            continue
        rows[gold["file"]] = (bool(gold["scan"]), result := score(gold, read(path)))
        print(f"{gold['file']:24} " + " ".join(f"{name} {value:.3f}" for name, value in result.measures.items()), flush=True)
        if options.misses:
            for miss in result.misses:
                if miss.startswith(tuple(options.kind.split(","))):
                    print("    " + miss)
    for scan in (False, True):
        scores = [s for is_scan, s in rows.values() if is_scan is scan]
        if not scores:
            continue
        print(f"\n{'scans' if scan else 'text layers'}: {len(scores)} documents")
        for name in dict.fromkeys(name for s in scores for name in s.measures):
            values = [s.measures[name] for s in scores if name in s.measures]
            target = TARGETS[scan].get(name)
            mean = sum(values) / len(values)
            verdict = "" if target is None else f"   aim {target:.2f} {'ok' if mean >= target else 'BELOW'}"
            print(f"  {name:22} {mean:.4f}  (worst {min(values):.3f}, {len(values)} documents){verdict}")
    if options.json:
        options.json.write_text(json.dumps({name: s.measures for name, (_, s) in rows.items()}, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
