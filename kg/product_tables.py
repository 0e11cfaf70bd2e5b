"""产品词表: `ontologies/tables/products.csv` -> products.ttl.

`python -m kg.product_tables` writes it and product-standards.ttl. A product is one concept with its
codes in every scheme: the CCC catalogue, the classification of medical devices, ICS, CCS, GB/T 4754.
A concept's local name is its key; documents meet it by its Chinese labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from pyoxigraph import Literal, RdfFormat, parse

from kg import vocabulary as v
from kg.product_standard_tables import product_standards_ttl
from kg.reference_data import ONTOLOGIES
from kg.reference_tables import block, both, concept_scheme, document, literal, thing, things, write
from kg.table_rows import Row, read_table, refuse_cycles, refuse_shared, refuse_unknown

_PREFIXES: Final = {name: v.PREFIXES[name] for name in ("nqi", "skos", "dcterms", "owl")}
_CODES: Final = {"ccc": ("CCC", re.compile(r"\d{2}|\d{4}")), "nmpa": ("NMPA", re.compile(r"\d{2}-\d{2}-\d{2}"))}
"""Column of codes -> the name in front of them in `skos:notation`, and what a code looks like."""
_DEVICE_CLASSES: Final = ("I", "II", "III")
_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@cache
def codes_of(classification: str) -> frozenset[str]:
    """Every code of ``ics.ttl`` or ``ccs.ttl``."""
    notation = v.SKOS + "notation"
    return frozenset(
        quad.object.value
        for quad in parse(path=ONTOLOGIES / f"{classification}.ttl", format=RdfFormat.TURTLE)
        if quad.predicate.value == notation and isinstance(quad.object, Literal)
    )


def notations(row: Row) -> list[str]:
    """The codes of a row as its `skos:notation` says them; raises TableError for one that does not look like a code.

    A CCC code of two digits is that of a whole category.
    """
    found = []
    for head, (family, form) in _CODES.items():
        for code in row.many(head):
            if not form.fullmatch(code):
                raise row.refuse(f"{head} has {code!r}, which is no code of that catalogue")
            found.append(f"{family} {code}")
    return found


def refuse_wrong_ambiguous(rows: Sequence[Row], measurands: Iterable[str]) -> None:
    """Raises TableError for an ambiguous name that no other row lists and no measurand has, or that is a label of a product."""
    labels = {label: row for row in rows for label in (row["zh"], *row.many("zh_alt"))}
    listed: dict[str, list[Row]] = {}
    for row in rows:
        for name in row.many("ambiguous"):
            listed.setdefault(name, []).append(row)
    known = set(measurands)
    for name, found in listed.items():
        if name in labels:
            raise labels[name].refuse(f"{name!r} is ambiguous in row {found[0].row}, so it cannot be a label here")
        if len(found) < 2 and name not in known:
            raise found[0].refuse(f"{name!r} is listed as ambiguous, but nothing else has that name")


def checked_products(text: str | None = None) -> list[Row]:
    """The rows of products.csv, or of ``text``; raises TableError for one that cannot be right."""
    rows = read_table("products.csv", text)
    for row in rows:
        if not _KEY.fullmatch(row["key"]):
            raise row.refuse(f"the key {row['key']!r} is not written in small letters, digits and hyphens")
        if row["nmpa_class"] and (row["nmpa_class"] not in _DEVICE_CLASSES or not row["nmpa"]):
            raise row.refuse("nmpa_class is I, II or III, and only beside a code of the device catalogue")
        if short := [label for label in (row["zh"], *row.many("zh_alt")) if len(label) < 2]:
            raise row.refuse(f"the label {short[0]!r} is too short to be found in a text; list it under ambiguous")
        # find_products knows no word ends: DR would be found in EDR.
        if latin := [label for label in row.many("zh_alt") if label.isascii()]:
            raise row.refuse(f"the label {latin[0]!r} has no Chinese character")
    refuse_shared(rows, "label", lambda row: (row["zh"], *row.many("zh_alt")))
    refuse_shared(rows, "label", lambda row: (row["en"].lower(),))
    refuse_shared(rows, "notation", notations)
    refuse_unknown(rows, "broader", [row["key"] for row in rows])
    refuse_cycles(rows, "broader")
    for head in ("ics", "ccs"):
        refuse_unknown(rows, head, codes_of(head))
    refuse_unknown(rows, "industry", [row["key"] for row in read_table("industries.csv")])
    refuse_unknown(rows, "sectors", [row["key"] for row in read_table("sectors.csv")])
    refuse_wrong_ambiguous(rows, [row["zh"] for row in read_table("characteristics.csv", key="zh")])
    return rows


def products_ttl() -> str:
    """The text of products.ttl; raises TableError for a row that cannot be right."""
    blocks = [concept_scheme("product", "产品词表", "Product vocabulary", "table of this project; source on each concept")]
    for row in checked_products():
        pairs = [
            ("a", "nqi:Product, skos:Concept"),
            ("skos:inScheme", f"<{v.ID}product>"),
            ("skos:topConceptOf", f"<{v.ID}product>" if not row["broader"] else ""),
            ("skos:prefLabel", both(row)),
            ("skos:altLabel", [literal(label, "zh") for label in row.many("zh_alt")]),
            ("nqi:ambiguousLabel", [literal(name, "zh") for name in row.many("ambiguous")]),
            ("nqi:notFollowedBy", [literal(words, "zh") for words in row.many("guard")]),
            ("skos:broader", map(things("product"), row.many("broader"))),
            ("skos:notation", map(literal, notations(row))),
            ("nqi:managementClass", literal(row["nmpa_class"]) if row["nmpa_class"] else ""),
            ("skos:relatedMatch", [thing(head, code) for head in ("ics", "ccs") for code in row.many(head)]),
            ("nqi:industry", map(things("industry"), row.many("industry"))),
            ("nqi:ofSector", map(things("sector"), row.many("sectors"))),
            ("dcterms:source", map(literal, row.many("source"))),
        ]
        blocks.append(block(thing("product", row["key"]), pairs))
    comment = (
        "Products that standards are about (标准化对象), v2. Written by kg/product_tables.py from tables/products.csv: edit that.",
        "find_products matches prefLabel@zh and altLabel@zh; nqi:notFollowedBy: characters that, behind a name, make it another thing's name.",
        'skos:notation: "CCC 0706" = code of the CCC catalogue, "NMPA 07-03-03" = code of the medical device classification catalogue.',
    )
    return document(comment, _PREFIXES, blocks)


if __name__ == "__main__":
    write(ONTOLOGIES / "products.ttl", products_ttl())
    write(ONTOLOGIES / "product-standards.ttl", product_standards_ttl())
